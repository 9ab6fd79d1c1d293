"""A call that reports by a callback, as an iterator: what happens while it works, then its result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from queue import SimpleQueue
from threading import Thread
from typing import Generic, NamedTuple, TypeVar

E = TypeVar("E")
R = TypeVar("R")


class Happened(NamedTuple, Generic[E]):
    """One report on the way."""

    event: E


class Ended(NamedTuple, Generic[R]):
    """What the call gave."""

    result: R


class _Failed(NamedTuple):
    error: BaseException


def streamed(call: Callable[[Callable[[E], None]], R], cancel: Callable[[], None]) -> Iterator[Happened[E] | Ended[R]]:
    """Run `call(report)` in a thread; errors are raised here. When nobody listens any more, `cancel()` is called."""
    queue: SimpleQueue[Happened[E] | Ended[R] | _Failed] = SimpleQueue()

    def work() -> None:
        try:
            queue.put(Ended(call(lambda event: queue.put(Happened(event)))))
        except BaseException as error:  # noqa: BLE001 – handed over and raised where somebody waits for it
            queue.put(_Failed(error))

    Thread(target=work, name="turn", daemon=True).start()
    try:
        while isinstance(item := queue.get(), Happened):
            yield item
    except GeneratorExit:
        cancel()
        raise
    if isinstance(item, _Failed):
        raise item.error
    yield item
