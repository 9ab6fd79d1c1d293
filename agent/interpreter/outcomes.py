"""Why a clause gave no op: each way has its own type, and carries what the plan needs to say."""

from __future__ import annotations

from dataclasses import dataclass

from ...scene.ops import EditOp
from ...scene.plan import Option
from ...scene.target import Target


@dataclass(frozen=True)
class Choice:
    """One reading of a phrase."""

    label: str
    targets: tuple[Target, ...]


class NotRead(Exception):
    """Base of all outcomes but an op. A higher `rank` tells more about what the person meant."""

    rank = 0


class OtherFrame(NotRead):
    """The words do not fit this verb frame; another may hold."""


class Refused(NotRead):
    """Not an edit, impossible, or looked for and not there."""

    rank = 1

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Settled(Refused):
    """Refused whatever else the words might mean."""


class Open(NotRead):
    """Something needed was not said: an open question."""

    rank = 2

    def __init__(self, question: str) -> None:
        super().__init__(question)
        self.question = question


class Asked(Open):
    """A question whose options are known beforehand."""

    def __init__(self, question: str, *options: Option) -> None:
        super().__init__(question)
        self.options = options


class Unread(Refused):
    """One clause that asks for an edit was not understood; `ops` are what the other clauses came to."""

    def __init__(self, clause: str, ops: tuple[EditOp, ...] = ()) -> None:
        super().__init__(f"“{clause}” was not understood as an edit; say it differently, or leave it out")
        self.clause, self.ops = clause, ops


class Missing(NotRead):
    """Things to look for first; `inside` is the object that the one at the same place is a part of."""

    rank = 3

    def __init__(self, phrases: tuple[str, ...], inside: tuple[Target | None, ...]) -> None:
        super().__init__(", ".join(phrases))
        self.phrases, self.inside = phrases, inside


class Ambiguous(NotRead):
    """Several readings of `phrase`."""

    rank = 4

    def __init__(self, phrase: str, question: str, choices: tuple[Choice, ...]) -> None:
        super().__init__(question)
        self.phrase, self.question, self.choices = phrase, question, choices
