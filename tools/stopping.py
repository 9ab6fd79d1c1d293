"""Work that a person wants no more of ends at its next step: whoever begins it says how that is known"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from .generators import Stopped

__all__ = ["Stopped", "go_on", "stoppable"]

_UNWANTED: ContextVar[Callable[[], bool] | None] = ContextVar("unwanted", default=None)


@contextmanager
def stoppable(unwanted: Callable[[], bool]) -> Iterator[None]:
    """What runs in here, in this thread, ends at the next `go_on` once `unwanted` says so."""
    token = _UNWANTED.set(unwanted)
    try:
        yield
    finally:
        _UNWANTED.reset(token)


def go_on() -> None:
    """Between the steps of long work (a tile, a prompt, a phrase, a lease): raises `Stopped` where the rest is
    unwanted."""
    unwanted = _UNWANTED.get()
    if unwanted is not None and unwanted():
        raise Stopped
