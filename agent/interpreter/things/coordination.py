"""Phrases joined by "and" or said again: what each lacks of the others (`the red and the blue cup`, `that person`)"""

from __future__ import annotations

import re

from ....scene.target import Target
from ..context import Context
from ..words.normalise import word_set
from ..words.phrases import parse
from .nouns import named

_DOING = re.compile(r"\b(?:would|could|can|to|will|might|may) \w+(?: it)? or \w+$|\b(?:is|are) \w+ing or \w+ing$")
"""Two verbs (`what you would kick or throw`)."""


def names_no_other(guarded: str, context: Context) -> bool:
    """Whether words after "or" go on with what is done, or with nothing that may be another thing."""
    return bool(_DOING.search(guarded)) or not _may_name(guarded.split(" or ")[1], context)


def _may_name(text: str, context: Context) -> bool:
    first = text.split(" ")[0]
    head = parse(text, context.nouns)[0].head
    return first in word_set("determiners") or first.startswith("[") or context.nouns(head) or head == ""


def pointing(parts: tuple[str, ...], context: Context) -> list[str]:
    """`this and this` are the marks in turn."""
    names = iter(context.marks)
    return [
        f"[{next(names, part)}]" if part in ("this", "that") and context.marks and len(parts) > 1 else part
        for part in parts
    ]


def unique(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    """Each target once, whatever it was called."""
    seen: dict[str, Target] = {}
    for target in targets:
        seen.setdefault(target.model_dump_json(exclude={"said"}), target)
    return tuple(seen.values())


def with_heads(parts: list[str], context: Context, complete: re.Pattern[str]) -> list[str]:
    """`the red and the blue cup` → both are cups; `complete` is what needs no noun."""
    last = parse(parts[-1], context.nouns)[0]
    plural_head = last.head
    filled = []
    for part in parts[:-1]:
        bare = parse(part, context.nouns)[0]
        headless = not complete.fullmatch(part) and not bare.head and not bare.text.endswith(("one", "ones"))
        takes = headless and (bare.adjectives or bare.picks)
        filled.append(f"{part} {plural_head}" if takes and plural_head else part)
    if len(filled) and last.plural and any(a != b for a, b in zip(filled, parts, strict=False)):
        return [*filled, re.sub(r"(\w+)$", plural_head.split()[-1], parts[-1]) if plural_head else parts[-1]]
    return [*filled, parts[-1]]


_THAT_ONE = re.compile(r"(?:that|this|the same|said) [\w-]+(?: [\w-]+)?")


def is_said_again(text: str, context: Context) -> bool:
    """Whether `that person` is the one who was just spoken of."""
    if context.marks or context.focus.unclear or len(context.focus.ids) != 1 or not _THAT_ONE.fullmatch(text):
        return False
    phrase = parse(text, context.nouns)[0]
    things = named(phrase.head, context) if phrase.head and not (phrase.adjectives or phrase.picks) else ()
    return not phrase.plural and context.focus.ids <= {thing.id for thing in things}
