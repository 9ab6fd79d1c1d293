"""Words of the person to a session: an answer while something is asked, an instruction otherwise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from . import texts

if TYPE_CHECKING:
    from ..agent.editor import Event, Session, Turn
    from ..agent.talk import Approval


def respond(
    session: Session,
    words: str,
    on_event: Callable[[Event], None],
    *,
    marks: Mapping[str, Any] | None = None,
    references: Mapping[str, str] | None = None,
    approval: Approval | None = None,
    seed: int | None = None,
) -> Turn:
    """Answer a pending question; say yes or no to a pending plan; anything else, and what comes with marks, is said
    anew."""
    from ..scene.plan import Question

    pending = session.pending
    drawn = marks or references
    if isinstance(pending, Question) and not drawn:
        return session.answer(number_or_words(words), on_event=on_event)
    yes = yes_or_no(words) if pending is not None and not drawn else None
    if yes is not None and pending is not None:
        return session.approve(yes, on_event=on_event)
    return session.say(words, marks, references=references, approval=approval, seed=seed, on_event=on_event)


def number_or_words(words: str) -> int | str:
    """`2` for `"2"`, and words as they are."""
    plain = words.strip().rstrip(".)")
    return int(plain) if plain.isascii() and plain.isdigit() else words


def yes_or_no(words: str) -> bool | None:
    """What a yes or a no to a plan means, or the number of one of these two; None for anything else."""
    from ..agent.interpreter.conversation.discourse import yes_or_no as said

    plain = words.strip().lower().rstrip(".)!")
    return plain == texts.FIRST if plain in (texts.FIRST, texts.SECOND) else said(words)
