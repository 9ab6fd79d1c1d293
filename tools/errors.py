"""What goes wrong with tools, said so that the reader can act: what was expected, what came, what to do."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

DOWNLOAD_COMMAND = "scenewright weights download"


class ToolError(Exception):
    """Anything that a tool could not do."""


class UnknownBackend(ToolError):
    """No such back-end for the port; `choices` are the names there are."""

    def __init__(self, port: str, name: str | None, choices: Iterable[str]) -> None:
        self.port, self.name, self.choices = port, name, tuple(choices)
        listed = ", ".join(self.choices) or "none"
        wanted = f"{port} back-end named {name!r}" if name is not None else f"port named {port!r}"
        super().__init__(f"there is no {wanted}; choose one of: {listed}")


class MissingRequirement(ToolError):
    """Something must be installed or fetched first (exit status 4); `command` does exactly that."""

    def __init__(self, what: str, command: str) -> None:
        self.what, self.command = what, command
        super().__init__(f"{what}; to get it, run: {command}")


class NoBackend(ToolError):
    """The toolset has nothing for a port, or nothing with the capability asked for (exit status 4).

    `command` adds one, `alternative` is what can be done without it (either may be empty).
    """

    def __init__(self, port: str, capability: str | None = None, command: str = "", alternative: str = "") -> None:
        self.port, self.capability, self.command, self.alternative = port, capability, command, alternative
        kind = f"{port} with the capability {capability!r}" if capability else port
        parts = [f"this toolset has no {kind}"]
        parts += [f"to add one, run: {command}"] if command else []
        parts += [f"without it: {alternative}"] if alternative else []
        super().__init__("; ".join(parts))


class OutOfMemory(ToolError):
    """A back-end ran out of memory, its device's or the machine's."""

    def __init__(self, port: str, backend: str, why: str = "") -> None:
        self.port, self.backend = port, backend
        super().__init__(f"the {port} {backend} ran out of memory{f': {why}' if why else ''}")


class WeightError(ToolError):
    """Weights that are unknown, unreachable or not what they should be."""


class UnknownWeight(WeightError):
    """A name that the manifest does not have."""

    def __init__(self, name: str, choices: Iterable[str]) -> None:
        self.name, self.choices = name, tuple(choices)
        super().__init__(f"the manifest has no weights named {name!r}; it has: {', '.join(self.choices) or 'none'}")


class SourceError(WeightError):
    """One source could not give the file; what it had begun to send is kept for the next try."""


class BadContent(WeightError):
    """A source gave something else than the file that was asked for."""


class Attempt(NamedTuple):
    """A source that was tried for `name`, and why it did not do."""

    name: str
    source: str
    reason: str


class DownloadFailed(WeightError):
    """Every source of at least one file failed; `attempts` holds them all, in the order they were tried."""

    def __init__(self, attempts: Iterable[Attempt]) -> None:
        self.attempts = tuple(attempts)
        names = dict.fromkeys(attempt.name for attempt in self.attempts)
        lines = [f"could not fetch {', '.join(names)}:"]
        lines += [f"  {a.name} from {a.source}: {a.reason}" for a in self.attempts]
        lines.append(
            f"What to do: run `{DOWNLOAD_COMMAND}` again when the sources can be reached (what has arrived is kept), "
            "or put the files into a folder, or a repository on a model hub, and name it in SCENEWRIGHT_MIRROR "
            "(a folder, or hf:owner/name), "
            "or set HF_ENDPOINT to a model hub that can be reached."
        )
        super().__init__("\n".join(lines))
