"""Models in memory: loaded when first leased, the least recently used out first where memory or the device is short."""

from __future__ import annotations

import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

from .checkpoints import Checkpoint
from .errors import ToolError
from .fitting import Demand
from .registry import resolve
from .running import Drawing, Running
from .specs import BackendSpec

DEFAULT_BUDGET = 2 * 2**30
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class Shared(Generic[T]):
    """What several back-ends hold together: they work with it one at a time (`with shared.alone:`)."""

    model: T
    alone: threading.RLock = field(default_factory=threading.RLock)


def _unshared(key: Hashable, open: Callable[[], Any]) -> Shared[Any]:
    return Shared(open())


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
    share: Callable[[Hashable, Callable[[], Any]], Shared[Any]] = _unshared
    """The pool's: what was opened under a key, or is opened now. `shared` is what factories use."""

    def shared(self, kind: str, open: Callable[[], T], *besides: Hashable) -> Shared[T]:
        """What `open` gives, in memory once for all back-ends that name this kind of the same model, run alike; and
        `besides` what else makes a difference (a LoRA laid over it)."""
        return self.share((kind, self.model, self.running, *besides), open)

    @property
    def model(self) -> Checkpoint:
        """What to open. Raises ToolError for a row that names no model."""
        if self.spec is None or self.spec.model is None:
            raise ToolError(f"{self.spec.name if self.spec else 'this back-end'} names no model to open")
        return self.spec.model


_Key = tuple[BackendSpec, Callable[[str], AbstractContextManager[Any]], Running]


def demand_of(spec: BackendSpec, context: LoadContext) -> Demand:
    """What a row's back-end holds of which memory: models of PyTorch lie where settings and what fits say."""
    if spec.model is None or "torch" not in spec.requires:
        return Demand(main=spec.memory)
    from .backends.torch_running import demanded

    return demanded(spec, context.running)


@dataclass(slots=True, eq=False)
class _Part:
    lock: threading.Lock = field(default_factory=threading.Lock)
    shared: Shared[Any] | None = None


@dataclass(slots=True, eq=False)
class _Entry:
    spec: BackendSpec
    lock: threading.RLock = field(default_factory=threading.RLock)
    """Held while loading, so that a second thread waits instead of loading twice."""
    demand: Demand = field(default_factory=Demand)
    parts: list[Hashable] = field(default_factory=list)
    """What it holds together with others of the same model, whose memory is counted once."""
    model: Any = None
    loaded: bool = False
    loading: bool = False
    leases: int = 0


class ModelPool:
    """Keeps loaded back-ends within `budget` bytes of main memory, and within the device's, by what rows state.

    Where the CPU runs models of the foundation toolset, main memory has room for what these may take too. A leased
    model is never dropped, and one larger than its budget still loads, alone. A lease is shared: two threads may hold
    the same model, and a back-end whose engine cannot run twice at once guards it itself. `load` turns a row into its
    factory, `demand` says what it will hold.
    """

    def __init__(
        self,
        budget: int = DEFAULT_BUDGET,
        load: Callable[[BackendSpec], Callable[[LoadContext], Any]] = resolve,
        demand: Callable[[BackendSpec, LoadContext], Demand] = demand_of,
    ) -> None:
        self.budget = budget
        self._load, self._demand = load, demand
        self._lock = threading.Lock()
        self._entries: OrderedDict[_Key, _Entry] = OrderedDict()
        self._parts: dict[Hashable, _Part] = {}
        self._closed = False

    @contextmanager
    def lease(self, spec: BackendSpec, context: LoadContext) -> Iterator[Any]:
        """The loaded back-end, kept for as long as the block lasts. Raises what its factory raises.

        Toolboxes that share a pool share its budget and, of their models, what does not hold their `lease`.
        """
        entry = self._enter((spec, context.lease, context.running))
        try:
            yield self._model(entry, context)
        finally:
            self._leave(entry)

    def loaded(self) -> tuple[str, ...]:
        """Ids of the back-ends in memory, the least recently leased first."""
        with self._lock:
            return tuple(entry.spec.id for entry in self._entries.values() if entry.loaded)

    def put_away(self) -> None:
        """Drop every model that is not leased."""
        with self._lock:
            held = self._drop([key for key, entry in self._entries.items() if not entry.leases])
        if held:
            _release()

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
        entry.demand = self._demand(entry.spec, context)
        with self._lock:
            held = self._trim(coming=entry)
        if held:
            _release()
        entry.loading = True
        try:
            entry.model = self._load(entry.spec)(replace(context, share=partial(self._share, entry)))
            entry.loaded = True
        finally:
            entry.loading = False

    def _share(self, entry: _Entry, key: Hashable, open: Callable[[], Any]) -> Shared[Any]:
        with self._lock:
            part = self._parts.setdefault(key, _Part())
            entry.parts.append(key)
        with part.lock:
            if part.shared is None:
                part.shared = Shared(open())
            return part.shared

    def _trim(self, coming: _Entry | None = None) -> bool:
        """Drop unleased models, oldest first, until the rest and what is coming fit. The newest may stay alone.
        Whether PyTorch holds memory of what was dropped."""
        idle = [(key, one) for key, one in self._entries.items() if not one.leases]
        held = self._drop([key for key, one in idle if self._closed or not one.loaded])
        groups = self._groups(coming)
        newest = next(reversed(groups), None)
        for group in [*groups]:
            if group == newest or any(entry.leases for _, entry in groups[group]):
                continue
            if self._helps(groups[group], groups, coming):
                held |= self._drop([key for key, _ in groups.pop(group)])
        return held

    def _groups(self, coming: _Entry | None) -> dict[Hashable, list[tuple[_Key, _Entry]]]:
        """What is loaded (and coming), those that hold one model together; the least recently leased first. What comes
        is taken to share the model that it names."""
        groups: dict[Hashable, list[tuple[_Key, _Entry]]] = {}
        for key, entry in self._entries.items():
            if entry.loaded or entry is coming:
                group = (entry.spec.model, key[2]) if entry.spec.model and (entry.parts or entry is coming) else key
                groups[group] = [*groups.pop(group, []), (key, entry)]
        return groups

    def _helps(
        self,
        group: list[tuple[_Key, _Entry]],
        groups: Mapping[Hashable, list[tuple[_Key, _Entry]]],
        coming: _Entry | None,
    ) -> bool:
        """Whether a memory is short that dropping this group gives back."""
        every = [entry.demand for one in groups.values() for _, entry in one]
        own, used = _whole(group), [_whole(one) for one in groups.values()]
        main_room = max([self.budget, *(demand.main_room for demand in every)])
        device_room = min((demand.device_room for demand in every if demand.device_room), default=0)
        short = sum(one.main for one in used) > main_room
        crowded = bool(device_room) and sum(one.device for one in used) > device_room
        return (short and own.main > 0) or (crowded and own.device > 0)

    def _drop(self, keys: Iterable[_Key]) -> bool:
        gone = [self._entries.pop(key) for key in keys]
        held = {part for entry in self._entries.values() for part in entry.parts}
        self._parts = {key: part for key, part in self._parts.items() if key in held}
        return any(entry.loaded and "torch" in entry.spec.requires for entry in gone)


def _whole(group: Iterable[tuple[_Key, _Entry]]) -> Demand:
    """What several back-ends hold that have one model together: as much as the largest."""
    demands = [entry.demand for _, entry in group]
    return Demand(max(one.main for one in demands), max(one.device for one in demands))


def _release() -> None:
    """Memory of what was dropped goes back. Slow where a process holds many objects: only models of PyTorch need it."""
    if "torch" in sys.modules:
        from .backends.torch_running import release

        release()
