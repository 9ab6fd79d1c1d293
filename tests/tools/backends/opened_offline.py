"""Opens models whose repositories lie in the hub's cache, and others that nobody has, in a process that notes every
attempt to reach anything; for `test_opening.py`. The rows and ports come on standard input, what happened goes out."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.errors import MissingRequirement
from scenewright.tools.running import Running
from scenewright.tools.toolbox import Toolbox, Toolset

ATTEMPTS: list[str] = []
_NOTED: list[bool] = []


@contextmanager
def noting() -> Iterator[None]:
    """Within, every attempt to reach anything is noted in ATTEMPTS, and fails."""
    sys.addaudithook(_note)
    _NOTED.append(True)
    yield
    _NOTED.clear()


def _note(event: str, arguments: tuple[object, ...]) -> None:
    if _NOTED and event in ("socket.connect", "socket.getaddrinfo", "socket.sendto"):
        ATTEMPTS.append(f"{event} {arguments[1:] if event != 'socket.getaddrinfo' else arguments[:2]}")
        raise ConnectionRefusedError("the network is closed")


def _open(port: str, name: str, repository: str, running: Running) -> str:
    models = {name: Checkpoint(repository)}
    with Toolbox(Toolset("one", {port: name}), models=models, running=running).lease(port) as model:
        return type(model).__name__


def refusal(port: str, name: str, running: Running) -> str:
    """The command that is told for a model that is nowhere."""
    try:
        return _open(port, name, f"nobody/{name}", running)
    except MissingRequirement as error:
        return error.command


def main() -> None:
    asked = json.load(sys.stdin)
    may, may_not = Running(device="cpu"), Running(device="cpu", offline=True)
    with noting():
        told = {
            "opened": {name: _open(port, name, f"tiny/{name}", may) for name, port in asked.items()},
            "absent": {name: refusal(port, name, may_not) for name, port in asked.items()},
        }
    print(json.dumps({**told, "attempts": ATTEMPTS}))


if __name__ == "__main__":
    main()
