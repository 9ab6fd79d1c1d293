"""Jobs in a bounded number of processes, each with what it opened once; one that dies takes one job along."""

from __future__ import annotations

import multiprocessing
import signal
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, NamedTuple

Opener = Callable[[], AbstractContextManager[Any]]
Work = Callable[[Any, Any], Any]
"""What was opened and a job → plain data."""


class Done(NamedTuple):
    """A job that is over: its result, or None where its process died."""

    job: int
    result: Any


class _Worker(NamedTuple):
    process: BaseProcess
    pipe: Connection


def in_processes(jobs: Sequence[Any], opener: Opener, work: Work, count: int) -> Iterator[Done]:
    """Run the jobs in at most `count` processes, and tell of each as it is over. All three must be picklable.

    No process outlives the iteration; when this process is killed, each of them ends with the job it is at.
    """
    waiting = deque(enumerate(jobs))
    busy: dict[Any, tuple[_Worker, int]] = {}
    context = multiprocessing.get_context("spawn")
    try:
        while waiting or busy:
            while waiting and len(busy) < count:
                worker = _begin(context, opener, work)
                _give(worker, waiting, busy)
            for pipe in wait(list(busy)):
                worker, job = busy.pop(pipe)
                try:
                    result = worker.pipe.recv()
                except (EOFError, OSError):
                    _end(worker)
                    yield Done(job, None)
                    continue
                if waiting:
                    _give(worker, waiting, busy)
                else:
                    _end(worker)
                yield Done(job, result)
    finally:
        for worker, _ in busy.values():
            _end(worker)


def _begin(context: Any, opener: Opener, work: Work) -> _Worker:
    here, there = context.Pipe()
    process = context.Process(target=_live, args=(there, opener, work), daemon=True)
    process.start()
    there.close()
    return _Worker(process, here)


def _give(worker: _Worker, waiting: deque[tuple[int, Any]], busy: dict[Any, tuple[_Worker, int]]) -> None:
    number, job = waiting.popleft()
    busy[worker.pipe] = (worker, number)
    with suppress(OSError):  # it died already: the pipe's end tells
        worker.pipe.send(job)


def _end(worker: _Worker) -> None:
    worker.pipe.close()
    worker.process.terminate()
    worker.process.join(10)
    if worker.process.is_alive():
        worker.process.kill()
        worker.process.join()


def _live(pipe: Connection, opener: Opener, work: Work) -> None:
    """A worker: until nobody gives it jobs any more. An interruption is for the parent to act on."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with opener() as opened:
        while True:
            try:
                job = pipe.recv()
            except EOFError:
                return
            pipe.send(work(opened, job))
