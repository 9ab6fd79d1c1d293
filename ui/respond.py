"""Words of the person to a session: an answer while something is asked, an instruction otherwise."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from . import texts

if TYPE_CHECKING:
    from ..agent.editor import Event, Session, Turn


def respond(session: Session, words: str, on_event: Callable[[Event], None]) -> Turn:
    """Answer a pending question; say yes or no to a pending plan; anything else is said anew."""
    from ..scene.plan import Question

    pending = session.pending
    if isinstance(pending, Question):
        return session.answer(number_or_words(words), on_event=on_event)
    yes = yes_or_no(words) if pending is not None else None
    return session.say(words, on_event=on_event) if yes is None else session.approve(yes, on_event=on_event)


def number_or_words(words: str) -> int | str:
    """`2` for `"2"`, and words as they are."""
    plain = words.strip().rstrip(".)")
    return int(plain) if plain.isascii() and plain.isdigit() else words


def yes_or_no(words: str) -> bool | None:
    """What a yes or a no to a plan means, or the number of one of these two; None for anything else."""
    from ..agent.interpreter.conversation.discourse import yes_or_no as said

    plain = words.strip().lower().rstrip(".)!")
    return plain == texts.FIRST if plain in (texts.FIRST, texts.SECOND) else said(words)
