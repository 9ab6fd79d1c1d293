"""What can go wrong with a language model: what the person has to set up, and what only this answer lacks."""

from __future__ import annotations

import os
import re

from ...errors import SessionError
from .destination import Outgoing

LONGEST = 300
"""Letters of a server's own words that are passed on."""
_SECRET_NAME = re.compile(r"(?:^|_)(?:KEY|TOKEN|SECRET|PASSWORD|CREDENTIALS?)(?:_|$)", re.IGNORECASE)
_KEY_LIKE = re.compile(r"\b(?:sk|pk|rk|gsk|xai|hf|ak|key)[-_][A-Za-z0-9_*.-]{6,}|Bearer\s+\S+", re.IGNORECASE)


class NotSetUp(SessionError):
    """The model cannot be asked before something is installed, set or corrected; the message says what."""

    exit = 4


class NotAgreed(SessionError):
    """Words or the picture would leave this machine, and the person has not agreed to that; `outgoing` says what and
    where to."""

    exit = 3

    def __init__(self, outgoing: Outgoing) -> None:
        self.outgoing = outgoing
        super().__init__(f"{outgoing}. Agree to that once, or go on without the model")


class NoAnswer(Exception):
    """The model did not answer, or not in a way that can be used: another reading has to stand in."""


class Unusable(NoAnswer):
    """The answer is wrong in a way that the model can be told, once; `words` are those it gave."""

    def __init__(self, reason: str, words: str = "") -> None:
        super().__init__(reason)
        self.words = words


def scrubbed(text: str) -> str:
    """A server's words on one line, cut short, without anything that is or looks like a key."""
    for name, value in os.environ.items():
        if len(value) >= 6 and _SECRET_NAME.search(name):
            text = text.replace(value, "…")
    plain = " ".join(_KEY_LIKE.sub("…", text).split())
    return plain if len(plain) <= LONGEST else plain[: LONGEST - 1] + "…"
