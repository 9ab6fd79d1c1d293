"""Processes that work through jobs: none outlives its work, and one that died or will not end stops nobody."""

import multiprocessing
import signal
import sys
from collections import deque
from contextlib import contextmanager, nullcontext
from functools import partial

import pytest

from scenewright.agent.exchange.workers import _end, _give, _live, _Worker, in_processes


@pytest.fixture
def jobs(tmp_path, monkeypatch):
    """A module that other processes can import too."""
    (tmp_path / "some_jobs.py").write_text(
        "import os, signal\n"
        "def work(opened, job):\n"
        "    if job == 'interrupt':\n"
        "        os.kill(os.getpid(), signal.SIGINT)\n"
        "    return job\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    import some_jobs

    yield some_jobs
    sys.modules.pop("some_jobs")


def test_an_interruption_is_for_the_parent_to_act_on(jobs):
    (done,) = in_processes(["interrupt"], partial(nullcontext, 1), jobs.work, 1)
    assert done.result == "interrupt"


def test_no_process_outlives_who_goes_over_them(jobs):
    going = in_processes(range(100), partial(nullcontext, 1), jobs.work, 2)
    next(going)
    children = multiprocessing.active_children()
    assert children
    assert all(child.daemon for child in children)
    going.close()
    assert not {child.pid for child in children} & {child.pid for child in multiprocessing.active_children()}


class Deaf:
    """A process that ends when it is killed, and for nothing less."""

    def __init__(self):
        self.asked = []

    def terminate(self):
        self.asked.append("terminate")

    def kill(self):
        self.asked.append("kill")

    def join(self, timeout=None):
        assert timeout or "kill" in self.asked, "this would wait for ever"

    def is_alive(self):
        return "kill" not in self.asked


def test_a_process_that_will_not_end_is_killed():
    here, there = multiprocessing.Pipe()
    _end(_Worker(Deaf(), here))
    with pytest.raises(EOFError):
        there.recv()
    process = Deaf()
    _end(_Worker(process, multiprocessing.Pipe()[0]))
    assert process.asked == ["terminate", "kill"]


def test_a_job_for_a_process_that_died_is_told_of_by_its_pipe():
    here, there = multiprocessing.Pipe()
    there.close()
    busy = {}
    _give(_Worker(Deaf(), here), deque([(3, "job")]), busy)
    assert [job for _, job in busy.values()] == [3]
    with pytest.raises((EOFError, OSError)):
        here.recv()


def test_a_worker_to_whom_nobody_gives_jobs_any_more_closes_what_it_opened():
    said = []

    @contextmanager
    def opener():
        yield 1
        said.append("closed")

    here, there = multiprocessing.Pipe()
    here.close()
    before = signal.getsignal(signal.SIGINT)
    try:
        _live(there, opener, lambda opened, job: None)
    finally:
        signal.signal(signal.SIGINT, before)
    assert said == ["closed"]
