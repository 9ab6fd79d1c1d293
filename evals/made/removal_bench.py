"""`bench removal`: what is under a removed thing against what was there, with controls and each way of filling.

LPIPS (AlexNet) is of the hole and what is near it, and decides; PSNR over the thing's pixels is told beside it though
a blur is hard to beat there. What is not done is measured on the photo as it was. Intervals are over photos.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...scene.mask import Mask
from ..editors.ablation import Ablation
from ..editors.controls import BlurredMask, DoNothing, PastedBack
from ..editors.toolset import ToolsetEditor, usual
from ..filling import likeness
from ..metrics.places import touched
from .answers import Answer, Contestant, answers, mean_of, share_of
from .idling import warned
from .known import Agreeable, removals
from .removal import NAME, SHARES
from .sheets import Strip, write
from .writing import photos_of

FILLS = ("migan", "patchmatch", "fill")
"""The embedded toolset's inpainters by their names in the catalogue; the last one is its own choice among both."""
REACH = 8
"""Pixels around a thing that its removal may change: what a mask is grown by, and a soft edge."""
FOUND = 0.5
"""IoU from which what changed is the thing."""


@dataclass(frozen=True, slots=True)
class Removed:
    """How one removal went: numbers where smaller is better but for `psnr` (dB, capped at 60) and `iou`."""

    lpips: float
    psnr: float
    iou: float
    outside: float
    """Per cent of the pixels farther than `REACH` from the thing that are another colour than before."""


def line(folder: Path, toolset: str = "embedded") -> tuple[Contestant, ...]:
    """The editor, the controls, and with the mask given away each way of filling."""
    ours = ToolsetEditor(usual(toolset))
    plans = removals(folder, NAME)
    fills = [Agreeable(f"mask given, {f}", Ablation(fill=f).over(usual(toolset)), plans, beside=ours) for f in FILLS]
    return (
        Contestant(ours),
        Contestant(PastedBack(ours), True),
        *(Contestant(one, True) for one in fills),
        Contestant(DoNothing(), True),
        Contestant(BlurredMask(), True),
    )


def run(folder: Path, kept: Path, contestants: Sequence[Contestant] | None = None, sheet: Path | None = None) -> str:
    """Markdown: everything, then by size."""
    found = [(one, score(one)) for one in answers(folder, NAME, contestants or line(folder), kept)]
    if sheet is not None:
        write(strips(found), photos_of(folder), sheet)
    return f"{table(found)}\n\n{by_size(found)}"


def score(answer: Answer) -> Removed:
    """Raises ValueError for a sample without mask or target."""
    mask, target = answer.sample.truth(), answer.sample.edited()
    if mask is None or target is None:
        raise ValueError(f"{answer.sample.id} has no mask or no target")
    error = float(np.mean((answer.after[mask.array].astype(float) - target[mask.array]) ** 2)) / 255**2
    far = ~mask.grow(REACH).array
    differs = (answer.after != answer.before).any(axis=2)
    return Removed(
        likeness(target, answer.after, mask),
        min(60.0, -10 * float(np.log10(max(error, 1e-12)))),
        touched_iou(answer, mask),
        100 * float(differs[far].mean()) if far.any() else 0.0,
    )


def touched_iou(answer: Answer, mask: Mask) -> float:
    """IoU of what changed with the mask grown as far as an edit may reach, but for that rim itself."""
    from ..metrics import Edit

    changed = touched(Edit(answer.before, answer.after))
    rim = Mask(mask.grow(REACH).array & ~mask.array)
    return changed.minus(rim).iou(mask)


Scored = Sequence[tuple[Answer, Removed]]


def table(found: Scored) -> str:
    by = _by(found, lambda one: one.editor)
    lines = [f"| editor | done | {' | '.join(_head(by))} |", "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for name, part in by.items():
        photos = [str(one.row["ground"]) for one, _ in part]
        lines.append(
            f"| {name} | {sum(one.done for one, _ in part)} of {len(part)} "
            f"| {share_of([score.iou >= FOUND for _, score in part], photos)} "
            f"| {mean_of([score.lpips for _, score in part], photos)} "
            f"| {mean_of([score.psnr for _, score in part], photos, '.1f')} "
            f"| {np.mean([score.outside for _, score in part]):.2f} |"
        )
    return "\n".join(lines)


def _head(by: Mapping[str, Scored]) -> Iterable[str]:
    """The measured columns; marked where the first editor is no better than who does nothing."""
    ours = [score for _, score in next(iter(by.values()), ())]
    idle = [score for _, score in by.get(DoNothing.name, ())]
    yield warned("the right place changed", [[float(o.iou >= FOUND) for o in who] for who in (idle, ours)], "higher")
    yield warned("LPIPS ↓", [[one.lpips for one in who] for who in (idle, ours)], "lower")
    yield warned("PSNR in the hole ↑ (dB)", [[one.psnr for one in who] for who in (idle, ours)], "higher")
    yield warned("changed elsewhere ↓ (%)", [[one.outside for one in who] for who in (idle, ours)], "lower")


def strips(found: Scored, each: int = 2) -> list[Strip]:
    """The best and the worst of the first editor, by LPIPS: photo, what is under the thing, what came of it."""
    mine = [(one, score) for one, score in found if one.editor == found[0][0].editor]
    mine.sort(key=lambda pair: pair[1].lpips)
    return [_strip(one, score) for one, score in (*mine[:each], *mine[max(each, len(mine) - each) :])]


def _strip(answer: Answer, score: Removed) -> Strip:
    target = answer.sample.edited()
    assert target is not None
    words = f"“{answer.sample.instruction}”: {answer.outcome.status}, LPIPS {score.lpips:.3f} (photo, truth, result)"
    return Strip(words, (answer.before, target, answer.after))


def by_size(found: Scored) -> str:
    """LPIPS by how much of the picture the thing covers."""
    lines = [f"| LPIPS ↓ | {' | '.join(SHARES)} |", "| --- |" + " ---: |" * len(SHARES)]
    for name, part in _by(found, lambda one: one.editor).items():
        sizes = [[score.lpips for one, score in part if one.row["category"] == size] for size in SHARES]
        lines.append(f"| {name} | " + " | ".join(f"{np.mean(each):.3f}" if each else "–" for each in sizes) + " |")
    return "\n".join(lines)


def _by(found: Iterable[tuple[Answer, Removed]], of: Callable[[Answer], str]) -> Mapping[str, Scored]:
    groups: dict[str, list[tuple[Answer, Removed]]] = {}
    for one, score in found:
        groups.setdefault(of(one), []).append((one, score))
    return groups
