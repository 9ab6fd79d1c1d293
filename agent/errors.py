"""What can go wrong around a session. `exit` is the command line's exit status for it."""

from __future__ import annotations

from collections.abc import Sequence


class SessionError(Exception):
    """Base of the errors a session raises; the message says what was expected, what came and what to do."""

    exit = 5


class BadInput(SessionError):
    """Something was given that cannot be used."""

    exit = 2


NAMED, LONGEST = 8, 100
"""Sessions that an error names, the one changed last first; letters that it repeats of what was said."""


class SessionNotFound(SessionError):
    """No session has this id; `known` lists those there are."""

    exit = 2

    def __init__(self, id: str, known: Sequence[str]) -> None:
        self.known = tuple(known)
        choices = ", ".join(known[:NAMED]) or "none yet: start one with a photo"
        more = f" and {len(known) - NAMED} more" if len(known) > NAMED else ""
        super().__init__(f"no session {id[:LONGEST]!r}; there are {choices}{more}")


class NothingPending(SessionError):
    """An answer or an approval came while nothing was asked."""

    exit = 2


class Busy(SessionError):
    """Another process or thread works on the session; `pid` is its process id where known."""

    exit = 6

    def __init__(self, session: str, pid: int | None, what: str = "") -> None:
        self.session, self.pid = session, pid
        by = f"process {pid}" if pid else "another process"
        super().__init__(f"{what or f'session {session}'} is busy: {by} works on it; wait until it is done, or stop it")


class Damaged(SessionError):
    """A stored file or row is not what was put there."""

    exit = 5


class NotStored(Damaged, KeyError):
    """What is named was never put into the store, or is gone."""

    __str__ = Exception.__str__  # a KeyError puts its words into quotes


class Unusable(SessionError):
    """The folder of sessions cannot be read or written: full, read-only, or no folder."""

    exit = 2

    def __init__(self, folder: object, reason: str) -> None:
        super().__init__(
            f"a folder to keep sessions in is needed, but {folder} cannot be used ({reason}); "
            "make room or mend its permissions, or name another in SCENEWRIGHT_HOME"
        )
