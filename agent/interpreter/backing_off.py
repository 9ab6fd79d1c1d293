"""An instruction that comes to nothing, or to little → read again without what is said beside it, or as telegrams

What is added at the end to say which is meant is put into its name. Another reading holds only where it is surer.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from ...scene.plan import EditPlan, Option, dump_op
from .clauses.inessential import apposed, named_instead, specified, tones_named, without_remarks
from .clauses.telegrams import telegrams
from .context import Context
from .telling.confidence import confidence
from .telling.evidence import Evidence

Read = tuple[EditPlan, Evidence]
_DONE = frozenset(["ready", "command"])
_ASKS = frozenset(["options", "look"])
CERTAIN, ENOUGH, BETTER = 0.85, 0.5, 0.1
"""From so sure on a reading holds; so sure another must be at least, and so much surer than the first."""


def backed_off(first: Read, context: Context, read: Callable[[Context], Read]) -> Read:
    """The first reading, or the first of another form of the words that is surer."""
    plan, found = first
    sure = confidence(found) if found.way in _DONE else 0.0
    if found.way == "command" or (found.way == "cannot" and not _QUESTION.search(plan.rationale)):
        return first

    def again(text: str) -> Read:
        return read(replace(context, said=replace(context.said, text=text)))

    asking: Read | None = None
    for text in _forms(first, sure, context, again):
        if found.way == "look" and not _cures(text, plan, context):
            continue
        other = again(text)
        least = ENOUGH if found.roundabout and not other[1].roundabout else sure + BETTER
        if other[1].way in _DONE and confidence(other[1]) >= max(ENOUGH, least):
            return other
        if other[1].way in _ASKS and asking is None:
            asking = other
    return asking if asking is not None and found.way in ("unread", "open") else first


_QUESTION = re.compile(r"\bis a question\b")
"""Words that were taken for a question may still be an order with something beside it."""


def _cures(text: str, plan: EditPlan, context: Context) -> bool:
    """Whether something was only to be looked for because words were read together that this form tells apart."""
    left_out = set(context.said.text.split()) - set(text.split())
    labels = {word for thing in context.scene.objects for word in thing.label.lower().split()}
    looked_for = [set(phrase.split()) for phrase in plan.look_for]
    if (
        left_out
        and "?" not in context.said.text
        and not looked_for[0] & set(text.split())
        and not _BY_NAME.search(text)
    ):
        return True
    return any(words & left_out or (len(words) > 1 and words & labels) for words in looked_for)


_BY_NAME = re.compile(r"\b(?:it|them|him|her|that|this|those|these|one|thing|things|object|item|what)\b")
"""Words that may mean what something else tells of."""


def _forms(first: Read, sure: float, context: Context, again: Callable[[str], Read]) -> Iterator[str]:
    text = context.said.text.strip()
    plan, found = first
    if sure < CERTAIN:
        yield from _added(text, again)
        yield from without_remarks(text, context.nouns, lambda part: _is_edit(again(part)))
        yield from _with_stops(text)
        if not context.focus.targets and not context.marks and (named := tones_named(text)) is not None:
            yield named
    if (sure < CERTAIN and found.way != "options") or "not understood" in plan.rationale or _begins_with_label(context):
        yield from telegrams(text, context)


def _begins_with_label(context: Context) -> bool:
    """Whether a thing is named before all else, with nothing before its name (`trash can into the corner`)."""
    text = f"{context.said.text} "
    return any(text.startswith(f"{thing.label.lower()} ") for thing in context.scene.objects)


def _is_edit(read: Read) -> bool:
    return read[1].way in _DONE


_DASH = re.compile(r" [-–—]+ ")


def _with_stops(text: str) -> Iterator[str]:
    """A dash that ends a sentence."""
    if _DASH.search(text):
        yield _DASH.sub(" . ", text)
        yield _DASH.sub(" , ", text)


def _added(text: str, again: Callable[[str], Read]) -> Iterator[str]:
    """What was added at the end to say which is meant, put where it belongs."""
    if (found := apposed(text)) is None:
        return
    said, what = found
    if (named := named_instead(said, what)) is not None:
        yield named
        return
    plan, evidence = again(said)
    if evidence.way == "options" and plan.question is not None:
        for phrase in _asked_about(plan.question.options):
            if phrase in said and (which := specified(phrase, what)) is not None:
                yield said.replace(phrase, which, 1)


def _asked_about(options: tuple[Option, ...]) -> list[str]:
    """The phrases of the targets that differ from option to option, the shortest first."""
    said: dict[str, set[str]] = {}
    for option in options:
        for name, id in _said(option):
            said.setdefault(name, set()).add(id)
    return sorted((name for name, ids in said.items() if len(ids) > 1), key=len)


def _said(option: Option) -> Iterator[tuple[str, str]]:
    for op in option.ops:
        yield from _pairs(dump_op(op))


def _pairs(value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if "said" in value and "object" in value:
            yield str(value["said"]), str(value["object"])
        for inner in value.values():
            yield from _pairs(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _pairs(inner)
