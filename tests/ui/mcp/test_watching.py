"""A call that the client takes back is stopped; one that ends is left alone."""

import threading

import anyio

from scenewright.ui.mcp.server import _watched


def test_taking_a_request_back_stops_the_work():
    stopped = threading.Event()

    async def run() -> bool:
        with anyio.move_on_after(0.05) as scope:
            await _watched(lambda: stopped.wait(60), stopped.set)
        return scope.cancel_called

    assert anyio.run(run)
    assert stopped.is_set()


def test_work_that_ends_is_not_stopped_afterwards():
    stopped = threading.Event()
    assert anyio.run(_watched, lambda: "done", stopped.set) == "done"
    assert not stopped.is_set()
