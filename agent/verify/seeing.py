"""What models that look say of a result: gone to them, there to them, liker to the words than before.

Only where the toolset has such models; one that cannot be asked (not there, not agreed to, no answer) says nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.errors import ToolError
from ...tools.toolbox import Toolbox
from ..errors import SessionError
from ..interpreter.llm.trouble import NoAnswer
from .measures import overlap

ANY_WORDS = "any words"
"""The capability of a grounder that finds whatever words name."""
STILL_THERE = 0.5
"""Overlap and score from which what is found is the thing itself."""
IN_PLACE = 0.3
"""Of a place, that a thing found there must share."""
AROUND = 0.25
"""Room around a place, as a share of its sides."""


def unseen(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was removed is not found by its name any more, nor seen by what describes pictures."""
    checks = []
    for target in resolved.targets:
        if target.label is not None and not target.writing and not target.backdrop:
            box = Mask.from_ref(target.mask).box
            checks += _asked(partial(_gone, target.label, box, resolved, after, toolbox))
    return checks


def seen(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """What was put in after words is found in its place, and the place is liker to the words than it was."""
    words = getattr(resolved.op, "prompt", None)
    checks = []
    for place in resolved.places if words else ():
        part = _around(place, after)
        if part.area and before.shape == after.shape:
            for look in (_found_there, _liker, _described):
                checks += _asked(partial(look, str(words), place, part, before, after, toolbox))
    return checks


def _asked(look: Callable[[], Iterator[Check]]) -> list[Check]:
    try:
        return list(look())
    except (ToolError, SessionError, NoAnswer):
        return []


def _gone(label: str, box: Box, resolved: ResolvedOp, after: Pixels, toolbox: Toolbox) -> Iterator[Check]:
    part = _around(box, after)
    others = (*resolved.others, *resolved.places)
    if _grounds(toolbox):
        with toolbox.lease("grounder") as grounder:
            (found,) = grounder.ground(to_rgb(after), [label], within=part)
        again = [
            one
            for one in found
            if one.score >= STILL_THERE
            and overlap(one.box, box) >= STILL_THERE
            and not any(one.box.iou(other) >= STILL_THERE for other in others)
        ]
        detail = f"“{label}” is found there by its name" if again else f"“{label}” is not found there by its name"
        yield Check(name="not found by name", passed=not again, detail=detail, value=float(len(again)))
    if toolbox.spec("captioner") is not None and not any(part.intersect(other).area for other in others):
        with toolbox.lease("captioner") as captioner:
            yes = says_yes(captioner.answer(_cut(after, part), f"Is there a {label} in this picture?"))
        if yes is not None:
            detail = f"what describes pictures {'sees' if yes else 'sees no'} {label} there"
            yield Check(name="not seen", passed=not yes, detail=detail)


def _found_there(words: str, place: Box, part: Box, before: Pixels, after: Pixels, toolbox: Toolbox) -> Iterator[Check]:
    if _grounds(toolbox):
        with toolbox.lease("grounder") as grounder:
            (found,) = grounder.ground(to_rgb(after), [words], within=part)
        there = any(overlap(one.box, place) >= IN_PLACE for one in found)
        detail = f"“{words}” is {'' if there else 'not '}found in its place"
        yield Check(name="found in its place", passed=there, detail=detail, value=float(len(found)))


def _liker(words: str, place: Box, part: Box, before: Pixels, after: Pixels, toolbox: Toolbox) -> Iterator[Check]:
    if toolbox.spec("image_text") is not None:
        with toolbox.lease("image_text") as scorer:
            was, now = scorer.similarity([_cut(before, part), _cut(after, part)], [words])[:, 0]
        detail = f"its likeness to “{words}” went from {was:.2f} to {now:.2f}"
        yield Check(name="likeness", passed=bool(now >= was), detail=detail, value=round(float(now - was), 3))


def _described(words: str, place: Box, part: Box, before: Pixels, after: Pixels, toolbox: Toolbox) -> Iterator[Check]:
    if toolbox.spec("captioner") is not None:
        with toolbox.lease("captioner") as captioner:
            yes = says_yes(captioner.answer(_cut(after, part), f"Does this picture show this: {words}?"))
        if yes is not None:
            detail = f"what describes pictures {'sees' if yes else 'does not see'} “{words}” there"
            yield Check(name="seen in its place", passed=yes, detail=detail)


def says_yes(answer: str) -> bool | None:
    """Whether an answer is a yes or a no; None where it is neither."""
    first = answer.strip().lower().lstrip("“\"'*").split(maxsplit=1)
    word = first[0].strip(".,;:!*”\"'") if first else ""
    return {"yes": True, "no": False}.get(word)


def _grounds(toolbox: Toolbox) -> bool:
    spec = toolbox.spec("grounder")
    return spec is not None and ANY_WORDS in spec.capabilities


def _around(box: Box, pixels: Pixels) -> Box:
    room = round(AROUND * box.width) + 8, round(AROUND * box.height) + 8
    return box.pad(*room).clamp(pixels.shape[1], pixels.shape[0])


def _cut(pixels: Pixels, part: Box) -> Pixels:
    return np.ascontiguousarray(to_rgb(pixels)[part.slices])
