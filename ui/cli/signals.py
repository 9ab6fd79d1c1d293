"""Signals that end a process: they interrupt as Ctrl-C does, and keep an exit status of their own."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from _thread import interrupt_main, start_new_thread
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from types import FrameType
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from sys import UnraisableHookArgs

ENDING = tuple(getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name))
SIGNALLED = 128
"""What shells add to a signal's number for the exit status of who dies of it."""
GRACE = 8.0
"""Seconds that putting things in order may take; those who end a service kill it after ten or more."""
GLANCE = 0.05

Tell = Callable[[BaseException], int]


class Ended(SystemExit):
    """Another process, or a terminal that was closed, ends this one."""

    def __init__(self, number: int) -> None:
        super().__init__(SIGNALLED + number)
        self.signal = signal.Signals(number)


class Interrupted(KeyboardInterrupt):
    """Ctrl-C. Where a plain KeyboardInterrupt passes an `exec`, Python dies of the signal after all is put in order."""


class _Ending:
    """What a signal sets off, once: `timeout` and terminals that close send two."""

    def __init__(self, tell: Tell) -> None:
        self.error: BaseException | None = None
        self.calls: list[Callable[[], object]] = []
        self.held = self.lost = self.over = False
        self._tell, self._hook = tell, sys.unraisablehook

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self.error is None:
            self.error = Interrupted() if number == signal.SIGINT else Ended(number)
            # Not a threading.Thread: whoever was interrupted may hold the lock that one needs to start.
            start_new_thread(self._see_to_it, (number, self.error))
        elif not self.lost:
            return
        self.lost = self.held or _holds_locks(frame)
        if not self.lost:
            raise self.error

    def _see_to_it(self, number: int, error: BaseException) -> None:
        for call in self.calls:
            with suppress(Exception):
                call()
        end = time.monotonic() + GRACE
        while time.monotonic() < end and not self.over:
            time.sleep(GLANCE)
            if self.lost and not self.over:
                _again(number)
        if not self.over:
            leave(self._tell(error))

    def unraisable(self, what: UnraisableHookArgs) -> None:
        """Python drops what is raised in a destructor: ours is raised once more, later."""
        if what.exc_value is self.error is not None:
            self.lost = True
        else:
            self._hook(what)


def _again(number: int) -> None:
    """Send this process's main thread the signal; where it can be (not on Windows), also out of what it waits for."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        interrupt_main(signal.Signals(number))


def _holds_locks(frame: FrameType | None) -> bool:
    """Whether an error there would leave Python's own locks closed, on which every other thread that imports waits."""
    return frame is not None and frame.f_code.co_filename.startswith("<frozen importlib")


_ENDING: ContextVar[_Ending | None] = ContextVar("ending", default=None)


@contextmanager
def ending(tell: Tell) -> Iterator[None]:
    """While it lasts a signal raises Ended or Interrupted in the main thread; what is ignored (`nohup`) stays ignored.

    Where something holds the main thread up for too long, `tell` puts the error into words and gives the exit status.
    """
    last = _Ending(tell)
    _ENDING.set(last)
    before = {number: handler for number in ENDING if (handler := signal.getsignal(number)) in _OURS}
    hook, sys.unraisablehook = sys.unraisablehook, last.unraisable
    for number in before:
        signal.signal(number, last)
    try:
        yield
    finally:
        last.over = True
        for number, handler in before.items():
            signal.signal(number, handler)
        sys.unraisablehook = hook


def at_end(call: Callable[[], object]) -> None:
    """Have it called from another thread when a signal comes: what lets the main thread go on, or stops its work."""
    last = _ENDING.get()
    if last is not None:
        last.calls.append(call)


@contextmanager
def ended_by(call: Callable[[], object]) -> Iterator[None]:
    """What comes to its own end when `call` is called, by a signal: nothing is raised in the middle of it."""
    last = _ENDING.get()
    if last is None:
        yield
        return
    at_end(call)
    last.held = True
    try:
        yield
    finally:
        last.held = False


def came() -> BaseException | None:
    """What the signal that came raised."""
    last = _ENDING.get()
    return last.error if last is not None else None


@contextmanager
def serving() -> Iterator[None]:
    """A server that is told to end has done what it should: it ends quietly."""
    with suppress(Ended, Interrupted):
        yield


def leave(status: int) -> NoReturn:
    """End the process; threads that are still at work are not waited for."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    os._exit(status)


def leave_at_once() -> None:
    """Let signals end the process on the spot, without a word: before it begins its work, and after."""
    for number in ENDING:
        if signal.getsignal(number) in _OURS:
            signal.signal(number, _leave)


def _leave(number: int, frame: FrameType | None) -> None:
    os._exit(SIGNALLED + number)


_OURS = (signal.SIG_DFL, signal.default_int_handler, _leave)
"""Handlers that may be replaced; others somebody has put there."""
