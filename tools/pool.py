"""Models in memory: loaded when first leased, the least recently used out first when they outgrow a budget."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .checkpoints import Checkpoint
from .errors import ToolError
from .registry import resolve
from .running import Drawing, Running
from .specs import BackendSpec

DEFAULT_BUDGET = 2 * 2**30


@dataclass(frozen=True, slots=True)
class LoadContext:
    """What a factory may use: the files of its row, and other ports of the same toolset."""

    weights: Mapping[str, Path]
    """Local checked paths by the names of `BackendSpec.weights`. Raises MissingRequirement for an absent file."""
    lease: Callable[[str], AbstractContextManager[Any]]
    """Leases another port's back-end: keep this function, lease while at work, and never keep a leased model."""
    spec: BackendSpec | None = None
    """The row itself: one factory opens all models of a signature."""
    running: Running = field(default_factory=Running)
    drawing: Drawing = field(default_factory=Drawing)

    @property
    def model(self) -> Checkpoint:
        """What to open. Raises ToolError for a row that names no model."""
        if self.spec is None or self.spec.model is None:
            raise ToolError(f"{self.spec.name if self.spec else 'this back-end'} names no model to open")
        return self.spec.model


_Key = tuple[BackendSpec, Callable[[str], AbstractContextManager[Any]]]


@dataclass(slots=True, eq=False)
class _Entry:
    spec: BackendSpec
    lock: threading.RLock = field(default_factory=threading.RLock)
    """Held while loading, so that a second thread waits instead of loading twice."""
    model: Any = None
    loaded: bool = False
    loading: bool = False
    leases: int = 0


class ModelPool:
    """Keeps loaded back-ends within `budget` bytes, by the memory their rows state.

    A leased model is never dropped, and a model larger than the budget still loads, alone. A lease is shared: two
    threads may hold the same model, and a back-end whose engine cannot run twice at once guards it itself. `load`
    turns a row into its factory.
    """

    def __init__(
        self, budget: int = DEFAULT_BUDGET, load: Callable[[BackendSpec], Callable[[LoadContext], Any]] = resolve
    ) -> None:
        self.budget = budget
        self._load = load
        self._lock = threading.Lock()
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._closed = False

    @contextmanager
    def lease(self, spec: BackendSpec, context: LoadContext) -> Iterator[Any]:
        """The loaded back-end, kept for as long as the block lasts. Raises what its factory raises.

        Toolboxes that share a pool share its budget and not their models: a back-end may hold its toolbox's `lease`.
        """
        entry = self._enter((spec, context.lease))
        try:
            yield self._model(entry, context)
        finally:
            self._leave(entry)

    def loaded(self) -> tuple[str, ...]:
        """Ids of the back-ends in memory, the least recently leased first."""
        with self._lock:
            return tuple(entry.spec.id for entry in self._entries.values() if entry.loaded)

    def close(self) -> None:
        """Drop every model; those still leased go when their leases end. Nothing can be leased afterwards."""
        with self._lock:
            self._closed = True
            self._trim()

    def _enter(self, key: _Key) -> _Entry:
        with self._lock:
            if self._closed:
                raise ToolError("the model pool is closed; open a new one")
            entry = self._entries.setdefault(key, _Entry(key[0]))
            self._entries.move_to_end(key)
            entry.leases += 1
            return entry

    def _leave(self, entry: _Entry) -> None:
        with self._lock:
            entry.leases -= 1
            self._trim()

    def _model(self, entry: _Entry, context: LoadContext) -> Any:
        with entry.lock:
            if entry.loading:
                raise ToolError(f"loading {entry.spec.id} asked for {entry.spec.id} itself; a back-end may not do that")
            if not entry.loaded:
                self._fill(entry, context)
            return entry.model

    def _fill(self, entry: _Entry, context: LoadContext) -> None:
        with self._lock:
            self._trim(coming=entry.spec.memory)
        entry.loading = True
        try:
            entry.model = self._load(entry.spec)(context)
            entry.loaded = True
        finally:
            entry.loading = False

    def _trim(self, coming: int = 0) -> None:
        """Drop unleased models, oldest first, until the rest and what is coming fit. The newest may stay alone."""
        used = coming + sum(entry.spec.memory for entry in self._entries.values() if entry.loaded)
        newest = next(reversed(self._entries), None)
        for key, entry in list(self._entries.items()):
            if entry.leases:
                continue
            if self._closed or not entry.loaded:
                del self._entries[key]
            elif used > self.budget and key != newest:
                used -= entry.spec.memory
                del self._entries[key]
