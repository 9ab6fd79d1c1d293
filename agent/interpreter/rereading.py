"""Words that come to nothing as they were typed → read again as they may have been meant, the likeliest slip first."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from ...scene.ops import Insert, Replace
from ...scene.plan import EditPlan
from .context import Context
from .telling.evidence import Evidence
from .words.hearing import heard, is_word, same_sound
from .words.normalise import Cleaned, singular

Read = tuple[EditPlan, Evidence]
_NOTHING = frozenset(["unread", "look", "open"])
_GOOD = frozenset(["ready", "command"])


def reread(
    first: Read,
    context: Context,
    vocabulary: Mapping[str, int],
    meant: Callable[[Cleaned], Cleaned],
    read: Callable[[Context], Read],
) -> Read:
    """The first reading, or that of other words that come to an edit or a command.

    Words that are spelt well are only taken for others that sound the same, and only where they name nothing."""
    plan, found = first
    odd = _unknown_new(plan, context)
    if found.way not in _NOTHING and not odd:
        return first
    for said in _others(plan, found, context, vocabulary, odd):
        other = replace(context, said=meant(said))
        again = read(other)
        if again[1].way in _GOOD and not _unknown_new(again[0], other):
            return again
    return first


def _others(
    plan: EditPlan, found: Evidence, context: Context, vocabulary: Mapping[str, int], odd: frozenset[str]
) -> Iterator[Cleaned]:
    """Other words, of which those that are known as they are stay where they name what is there."""
    named = {word for phrase in plan.look_for for word in phrase.split()} | odd
    said = context.said
    for other in heard(said, vocabulary):
        words = zip(said.typed, said.chosen, other.chosen, strict=True)
        changed = [(typed, chosen, word) for typed, chosen, word in words if chosen != word]
        if all(
            (typed not in vocabulary and not is_word(typed))
            or (found.way == "unread" and not odd)
            or ({chosen, singular(chosen)} & named and word in same_sound(chosen))
            for typed, chosen, word in changed
        ):
            yield other


def _unknown_new(plan: EditPlan, context: Context) -> frozenset[str]:
    """What is to be put in, where that is no thing that is known and sounds like one (`add a dear`)."""
    new = (op.prompt for op in plan.ops if isinstance(op, Insert | Replace) and op.prompt)
    heads = {prompt.split()[-1] for prompt in new if prompt.split()}
    return frozenset(
        head for head in heads if not context.nouns(singular(head)) and any(map(context.nouns, same_sound(head)))
    )
