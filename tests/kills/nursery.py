"""Forks a worker for each job that comes in as a line, and kills it with SIGKILL when its moment has come.

Everything is imported before the first fork, and nothing else is done here: a worker begins at once, as fresh as a new
process. A moment is a time after the worker is ready (`after`, seconds) or a number of steps on the disk (`step`): a
file opened for writing, renamed, deleted, a folder made or read, a lock taken, a statement of SQLite.
"""

from __future__ import annotations

import json
import os
import select
import signal
import sqlite3
import sys
import time
import traceback
from pathlib import Path
from typing import Any

FACTS = 9
"""The file descriptor on which facts are told."""
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
STEPS = {"os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.scandir", "os.listdir", "os.truncate", "fcntl.flock"}


class Fuse:
    """Counts the steps of this process on the disk; at the last one the process kills itself before taking it."""

    def __init__(self, last: int | None) -> None:
        self.count, self._last, self._lit = 0, last, False

    def light(self) -> None:
        """Count from now on."""
        self._lit = True

    def lay(self) -> None:
        """See every step from now on. Statements of SQLite are no audit events: connections tell of them."""
        connect = sqlite3.connect

        def connect_and_tell(*arguments: Any, **more: Any) -> sqlite3.Connection:
            connection = connect(*arguments, **more)
            connection.set_trace_callback(lambda statement: self._burn())
            return connection

        sqlite3.connect = connect_and_tell  # type: ignore[assignment]
        sys.addaudithook(self._see)

    def _see(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event in STEPS or (event == "open" and _writes(arguments)):
            self._burn()

    def _burn(self) -> None:
        if not self._lit:
            return
        self.count += 1
        if self.count == self._last:
            os.kill(os.getpid(), signal.SIGKILL)


def _writes(arguments: tuple[Any, ...]) -> bool:
    path, _, flags = arguments
    return isinstance(path, str | bytes) and isinstance(flags, int) and bool(flags & WRITES)


def work(job: dict[str, Any]) -> None:
    """The worker's whole life."""
    import workers

    fuse = Fuse(job.get("step"))
    fuse.lay()

    def tell(**facts: Any) -> None:
        write(facts)
        if "ready" in facts:
            fuse.light()

    try:
        workers.WORKERS[job["kind"]](job, tell)
        write({"steps": fuse.count})
    except BaseException:  # noqa: BLE001 - told to the parent, which fails the test
        write({"error": traceback.format_exc()})


def write(facts: dict[str, Any]) -> None:
    os.write(FACTS, (json.dumps(facts) + "\n").encode())


def watch(pid: int, after: float | None) -> None:
    """Wait for the end of the worker, or make it."""
    handle = os.pidfd_open(pid)
    ended = select.select([handle], [], [], after)[0]
    if not ended:
        os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(handle)
    write({"ended": os.waitstatus_to_exitcode(status)})


def keep_to_facts() -> None:
    """Nothing else that is printed reaches the reader, and a worker has no terminal to ask at."""
    os.dup2(1, FACTS)
    quiet = os.open(os.devnull, os.O_RDWR)
    os.dup2(quiet, 1)


def main() -> None:
    keep_to_facts()
    sys.path.insert(0, str(Path(__file__).parent))
    import langgraph.checkpoint.sqlite
    import langgraph.graph  # noqa: F401
    import workers

    workers.warm_up()
    write({"nursery": os.getpid()})
    for line in sys.stdin:
        job, started = json.loads(line), time.monotonic()
        pid = os.fork()
        if pid == 0:
            os.dup2(1, 0)
            os.dup2(1, 2)
            work(job)
            os._exit(0)
        watch(pid, job.get("after"))
        write({"seconds": time.monotonic() - started})


if __name__ == "__main__":
    main()
