"""How long tools take: a toolbox that times every call of a back-end, those inside other back-ends' calls apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from time import perf_counter
from typing import Any

from ..tools.toolbox import Toolbox, Toolset


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a back-end; `seconds` without the calls of other back-ends inside it."""

    port: str
    method: str
    seconds: float


ANSWERS = {"reads"}
"""Methods that run no model: where an inpainter would look. Their time is the agent's."""


class MeteredToolbox(Toolbox):
    """A toolbox that notes calls in `calls`. For one thread at work at a time."""

    def __init__(self, toolset: Toolset) -> None:
        super().__init__(toolset)
        self.calls: list[Call] = []
        self._inner = [0.0]

    def lease(self, port: str) -> AbstractContextManager[Any]:
        return self._metered(port, super().lease(port))

    @contextmanager
    def _metered(self, port: str, lease: AbstractContextManager[Any]) -> Iterator[Any]:
        with lease as model:
            yield _Metered(model, port, self._timed)

    def _timed(self, port: str, method: str, call: Callable[[], Any]) -> Any:
        self._inner.append(0.0)
        started = perf_counter()
        try:
            return call()
        finally:
            whole = perf_counter() - started
            inner = self._inner.pop()
            self._inner[-1] += whole
            self.calls.append(Call(port, method, whole - inner))


class _Metered:
    """A back-end whose methods are timed."""

    def __init__(self, model: Any, port: str, timed: Callable[[str, str, Callable[[], Any]], Any]) -> None:
        self._model, self._port, self._timed = model, port, timed

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._model, name)
        if not callable(value) or name in ANSWERS:
            return value
        return lambda *args, **kwargs: self._timed(self._port, name, lambda: value(*args, **kwargs))
