"""Turns in flight. They run on when nobody watches, and whoever comes back can watch them again from the beginning."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from threading import Condition, Lock, Thread
from typing import Generic, TypeVar

E = TypeVar("E")
R = TypeVar("R")


class AlreadyRunning(RuntimeError):
    """The session has a turn in flight."""


class Job(Generic[E, R]):
    """`call(report)` in a thread of its own: what it reported so far, and in the end what it gave or raised."""

    def __init__(self, words: str, call: Callable[[Callable[[E], None]], R], over: Callable[[], None]) -> None:
        self.words = words
        self._events: list[E] = []
        self._changed = Condition()
        self._done = False
        self._error: BaseException | None = None
        self._thread = Thread(target=self._work, args=(call, over), name="turn", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def follow(self) -> Iterator[tuple[E, ...]]:
        """Nothing at first, then what was reported so far, again whenever there is more; ends with the call, and raises
        what it raised."""
        events: tuple[E, ...] = ()
        done = False
        while not done:
            yield events
            with self._changed:
                while not self._done and len(self._events) <= len(events):
                    self._changed.wait()
                events, done = tuple(self._events), self._done
        if self._error is not None:
            raise self._error

    def _work(self, call: Callable[[Callable[[E], None]], R], over: Callable[[], None]) -> None:
        try:
            call(self._report)
        except BaseException as error:  # noqa: BLE001 – handed over and raised where somebody waits for it
            self._error = error
        over()
        with self._changed:
            self._done = True
            self._changed.notify_all()

    def _report(self, event: E) -> None:
        with self._changed:
            self._events.append(event)
            self._changed.notify_all()


class Jobs(Generic[E, R]):
    """At most one job for each session; over ones are forgotten."""

    def __init__(self) -> None:
        self._running: dict[str, Job[E, R]] = {}
        self._lock = Lock()

    def start(self, session: str, words: str, call: Callable[[Callable[[E], None]], R]) -> Job[E, R]:
        """Begin; AlreadyRunning where the session has one."""
        with self._lock:
            if session in self._running:
                raise AlreadyRunning(session)
            job: Job[E, R] = Job(words, call, lambda: self._forget(session))
            self._running[session] = job
        job.start()
        return job

    def of(self, session: str) -> Job[E, R] | None:
        """The one that runs."""
        return self._running.get(session)

    def _forget(self, session: str) -> None:
        with self._lock:
            self._running.pop(session, None)
