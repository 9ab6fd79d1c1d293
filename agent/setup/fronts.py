"""Packages whose `__init__` runs only once a name of it is asked for: LangGraph reaches past two large ones."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

REACHED_PAST = ("langgraph_sdk", "langsmith.types")
"""`langgraph.runtime` and `langsmith` want one annotation of each; their fronts bring the clients of LangGraph's server
and of LangSmith (250 modules, a quarter of what LangGraph's import costs)."""


@contextmanager
def fronts_later(names: Sequence[str] = REACHED_PAST) -> Iterator[None]:
    """Packages of these names that are first imported within: modules of them load as ever, and what their own
    `__init__` does happens when somebody first asks for what it brings. Until then nothing of it is there to be seen,
    so a name stands here only where the `__init__` does nothing but import."""
    finder = _Finder(tuple(names))
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


@dataclass(frozen=True, slots=True, eq=False)
class _Finder(MetaPathFinder):
    names: tuple[str, ...]

    def find_spec(
        self, fullname: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        spec = PathFinder.find_spec(fullname, path, target) if fullname in self.names else None
        if spec is not None and spec.loader is not None:
            spec.loader_state, spec.loader = _Waiting(spec.loader), _Later()
        return spec


@dataclass(slots=True, eq=False)
class _Waiting:
    """What has to be done yet, once."""

    loader: Loader
    begun: bool = False
    lock: RLock = field(default_factory=RLock)


class _Later(Loader):
    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        waiting: _Waiting = spec.loader_state
        return waiting.loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        assert module.__spec__ is not None
        module.__spec__.loader = module.__loader__ = module.__spec__.loader_state.loader
        module.__class__ = _Front


class _Front(ModuleType):
    """A package before its `__init__`. Python asks `__getattr__` for what is not there only."""

    def __getattr__(self, name: str) -> Any:
        assert self.__spec__ is not None
        waiting: _Waiting = self.__spec__.loader_state
        with waiting.lock:
            if not waiting.begun:
                waiting.begun = True
                try:
                    waiting.loader.exec_module(self)
                except BaseException:
                    waiting.begun = False
                    raise
                self.__class__ = ModuleType  # type: ignore[assignment]
        return ModuleType.__getattribute__(self, name)
