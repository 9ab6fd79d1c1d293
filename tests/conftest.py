"""What all tests share: a closed network, and the real small models for those that are marked `models`."""

from __future__ import annotations

import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest
from hypothesis import settings

from scenewright.tools.catalogue import EMBEDDED
from scenewright.tools.cores import usable_cores
from scenewright.tools.registry import weights_of
from scenewright.tools.toolbox import Toolbox
from scenewright.tools.weights import WeightCache

# Processes that run the tests side by side share the cores, as what they start does: on one of its own a model takes up
# to a third less of it than on a share of two.
_BESIDE = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
os.environ["OMP_NUM_THREADS"] = str(max(1, usable_cores() // _BESIDE))


# Machines are shared: how long an example takes says nothing of the code.
settings.register_profile("scenewright", deadline=None)
settings.load_profile("scenewright")


def _is_local(host: object) -> bool:
    if isinstance(host, bytes):
        host = host.decode("ascii", "replace")
    if host is None or host in ("", "localhost"):
        return True
    try:
        return ipaddress.ip_address(str(host)).is_loopback
    except ValueError:
        return False


def _latch(event: str, arguments: tuple[Any, ...]) -> None:
    """Refuse to leave the machine. Unix sockets have an address that is not a tuple."""
    host: object = None
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event in ("socket.connect", "socket.sendto") and isinstance(arguments[1], tuple):
        host = arguments[1][0]
    if not _is_local(host):
        raise ConnectionRefusedError(f"tests do not use the network, but one asked for {host!r}")


sys.addaudithook(_latch)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Those that wait for a browser come first: one process has them all, beside the others' computing. Left to the
    end, several browsers at once want more than two cores have, and steps of theirs run out of time."""
    items.sort(key=lambda item: "browser" not in item.path.parts)


@pytest.fixture(scope="session")
def weights() -> WeightCache:
    """The user's cache with everything the embedded toolset needs, fetched once (by a process of its own)."""
    cache = WeightCache()
    names = set(weights_of(EMBEDDED))
    if any(status.state != "present" for status in cache.status() if status.file.name in names):
        command = [sys.executable, "-m", "scenewright.tools.weights"]
        done = subprocess.run(command, capture_output=True, text=True, timeout=580)
        assert done.returncode == 0, done.stderr
    return cache


@pytest.fixture(scope="session")
def toolbox(weights: WeightCache) -> Iterator[Toolbox]:
    """The embedded toolset with its real models, shared by the whole run."""
    toolbox = Toolbox(EMBEDDED, weights=weights)
    yield toolbox
    toolbox.close()


class ChatServer(ThreadingHTTPServer):
    """Speaks OpenAI's protocol on this machine: `answer` gives what is said to each request, which `got` keeps with the
    address that was asked for."""

    def __init__(self, answer: Callable[[dict[str, Any]], Any]) -> None:
        super().__init__(("127.0.0.1", 0), _Chat)
        self.answer = answer
        self.got: list[tuple[str, dict[str, Any]]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Chat(BaseHTTPRequestHandler):
    server: ChatServer

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
        self.server.got.append((self.path, asked))
        message = {"role": "assistant", "content": json.dumps(self.server.answer(asked))}
        choice = {"index": 0, "finish_reason": "stop", "message": message}
        reply = {"id": "1", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice]}
        data = json.dumps(reply).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *words: object) -> None:
        pass


@pytest.fixture(scope="module")
def chat_server() -> Iterator[Callable[[Callable[[dict[str, Any]], Any]], ChatServer]]:
    """`chat_server(answer)`: a running one."""
    running: list[ChatServer] = []

    def begin(answer: Callable[[dict[str, Any]], Any]) -> ChatServer:
        running.append(ChatServer(answer))
        Thread(target=running[-1].serve_forever, daemon=True).start()
        return running[-1]

    yield begin
    for server in running:
        server.shutdown()
        server.server_close()
