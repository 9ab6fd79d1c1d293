"""`bench shadow`: how much of a cast shadow is left after the thing that cast it was removed.

Left behind: 100 % where the ground is as dark as it was, 0 where it is as without the thing, below 0 where it is
brighter; over the shadow's pixels a little away from the thing, each weighed by how dark it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ...scene.mask import Mask
from ..datasets import Sample
from ..editors.controls import BlurredMask, DoNothing, PastedBack
from ..editors.toolset import ToolsetEditor, usual
from ..filling import likeness
from .answers import Answer, Contestant, answers, mean_of, share_of
from .idling import warned
from .known import Agreeable, removals
from .shadow import NAME
from .sheets import Strip, write
from .writing import photos_of

GONE = 0.25
"""Share of a shadow's darkness below which it is called gone."""


RIM = 6
"""Pixels around the thing that are not looked at: its own soft edge, and what a mask is grown by."""


@dataclass(frozen=True, slots=True)
class Left:
    """`left`: share of the shadow's darkness; `taken`: share of the thing's pixels that changed; `lpips` of both."""

    left: float
    taken: float
    lpips: float


def line(folder: Path, toolset: str = "embedded") -> tuple[Contestant, ...]:
    """The editor told in words; given the thing, given the thing and its shadow; and the controls."""
    ours = ToolsetEditor(usual(toolset))
    thing, both = (removals(folder, NAME, where) for where in (thing_of, Sample.truth))
    return (
        Contestant(ours),
        Contestant(Agreeable("mask of the thing given", usual(toolset), thing, beside=ours), True),
        Contestant(Agreeable("masks of thing and shadow given", usual(toolset), both, beside=ours), True),
        *(Contestant(one, True) for one in (DoNothing(), PastedBack(ours), BlurredMask())),
    )


def thing_of(sample: Sample) -> Mask | None:
    """The thing alone, its shadow not."""
    return part_of(sample, 0)


def part_of(sample: Sample, index: int) -> Mask:
    """The thing (0) or its shadow (1)."""
    part = replace(sample, masks=sample.masks[index : index + 1]).truth()
    if part is None:
        raise ValueError(f"{sample.id} has no mask {index}")
    return part


def run(folder: Path, kept: Path, contestants: Sequence[Contestant] | None = None, sheet: Path | None = None) -> str:
    found = [(one, score(one)) for one in answers(folder, NAME, contestants or line(folder), kept)]
    if sheet is not None:
        write(strips(found), photos_of(folder), sheet)
    return table(found)


def strips(found: Sequence[tuple[Answer, Left]], each: int = 2) -> list[Strip]:
    """Where the first editor left least and most of a shadow, of what it removed."""
    mine = [(one, score) for one, score in found if one.editor == found[0][0].editor and one.done]
    mine.sort(key=lambda pair: pair[1].left)
    return [_strip(one, score) for one, score in (*mine[:each], *mine[max(each, len(mine) - each) :])]


def _strip(answer: Answer, score: Left) -> Strip:
    target = answer.sample.edited()
    assert target is not None
    words = f"“{answer.sample.instruction}”: {score.left:.0%} of the shadow is left (photo, truth, result)"
    return Strip(words, (answer.before, target, answer.after))


def score(answer: Answer) -> Left:
    thing, shadow, target = part_of(answer.sample, 0), part_of(answer.sample, 1), answer.sample.edited()
    assert target is not None
    before, after, truth = (picture.astype(float).mean(axis=2) for picture in (answer.before, answer.after, target))
    far = shadow.array & ~thing.grow(RIM).array
    dark = np.where(far, np.maximum(truth - before, 0), 0)
    left = float((dark * (truth - after)).sum() / max(1e-9, (dark * dark).sum()))
    differs = (answer.before != answer.after).any(axis=2)
    return Left(left, float(differs[thing.array].mean()), likeness(target, answer.after, thing.union(shadow)))


def _first(found: Sequence[tuple[Answer, Left]]) -> str:
    return found[0][0].editor if found else ""


def table(found: Sequence[tuple[Answer, Left]]) -> str:
    sides = [[s.lpips for one, s in found if one.editor == name] for name in (DoNothing.name, _first(found))]
    looks = warned("LPIPS ↓ (all)", sides, "lower")
    lines = [
        f"| editor | thing removed | shadow gone too (of those) | shadow left (of those) | {looks} |",
        "| --- | ---: | ---: | ---: | ---: |",
    ]
    for name in dict.fromkeys(one.editor for one, _ in found):
        part = [(one, score) for one, score in found if one.editor == name]
        gone = [(one, score) for one, score in part if one.done and score.taken > 0.5] or []
        photos, of_gone = ([str(one.row["ground"]) for one, _ in group] for group in (part, gone))
        lines.append(
            f"| {name} | {len(gone)} of {len(part)} "
            f"| {share_of([score.left < GONE for _, score in gone], of_gone)} "
            f"| {mean_of([score.left for _, score in gone], of_gone, '.0%')} "
            f"| {mean_of([score.lpips for _, score in part], photos)} |"
        )
    return "\n".join(lines)
