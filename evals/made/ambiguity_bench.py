"""`bench ambiguity`: is it asked where nobody can know what is meant, and done where the words say it?

Once with everything in the picture known (what the interpreter makes of the words), once from the photo alone (what is
found counts too). Asking, and saying that there is no such thing, are both right where it should ask; a plan that is
shown before it runs counts as done. What is done is right where the changed pixels are what is meant (IoU ≥ 0.5).
"""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..editors.controls import BlurredMask, DoNothing, PastedBack
from ..editors.toolset import usual
from .ambiguity import NAME
from .answers import Answer, Contestant, answers, share_of
from .known import Agreeable
from .sheets import Strip, write
from .writing import photos_of, rows_of

GOOD = 0.5
ASKS = ("asked", "refused")
DRAWN = (230, 40, 40)


def line(folder: Path, toolset: str = "embedded", photo: bool = True) -> tuple[Contestant, ...]:
    """With the scene known, from the photo alone (unless `photo` is False: it is slow), and the controls."""
    scenes = {row["id"]: {"scene": row["scene"]} for row in rows_of(folder, NAME)}
    known = Agreeable("scene known", usual(toolset), scenes)
    alone = [Contestant(Agreeable("from the photo", usual(toolset), beside=known))] if photo else []
    controls = (DoNothing(), PastedBack(known), BlurredMask())
    return Contestant(known), *alone, *(Contestant(one, True) for one in controls)


def run(folder: Path, kept: Path, contestants: Sequence[Contestant] | None = None, sheet: Path | None = None) -> str:
    found = list(answers(folder, NAME, contestants or line(folder), kept))
    if sheet is not None:
        write(strips(found), photos_of(folder), sheet)
    return table(found)


def good(answer: Answer) -> bool:
    """Asked where it should, done and right where it should not."""
    return asked(answer) if answer.row["category"] == "ask" else right(answer)


def strips(found: Sequence[Answer], each: int = 2) -> list[Strip]:
    """Some that were right, one of each kind of words, and the first that were wrong."""
    mine = [one for one in found if not one.control]
    kinds = {str(one.row["kind"]): one for one in mine if good(one)}
    return [_strip(one) for one in (*list(kinds.values())[: 2 * each], *[one for one in mine if not good(one)][:each])]


def _strip(answer: Answer) -> Strip:
    verdict = "right" if good(answer) else "wrong"
    said = textwrap.shorten(answer.outcome.said, 130, placeholder=" …")
    told = f"“{answer.sample.instruction}” – {answer.outcome.status} ({verdict}): {said}"
    marks = answer.row.get("marks", {}).values()
    shown = [_framed(pixels, [Box(*one["box"]) for one in marks]) for pixels in (answer.before, answer.after)]
    return Strip(f"{answer.editor}, {answer.row['kind']}: {told}", tuple(shown))


def _framed(pixels: Pixels, boxes: Sequence[Box]) -> Pixels:
    """With what was drawn."""
    image = Image.fromarray(pixels)
    for box in boxes:
        ImageDraw.Draw(image).rectangle(box.as_list(), outline=DRAWN, width=max(3, max(image.size) // 150))
    return np.asarray(image)


def asked(answer: Answer) -> bool:
    return answer.outcome.status in ASKS


def right(answer: Answer) -> bool:
    """Whether what changed is what is meant."""
    truth = answer.sample.truth()
    changed = Mask((answer.before != answer.after).any(axis=2))
    return answer.done and truth is not None and changed.iou(truth) >= GOOD


def table(found: Sequence[Answer]) -> str:
    """For each editor the two rates, then each kind of words."""
    lines = [
        "| editor | words | asked, or none there, it said | done, right | done, wrong | nothing came of it |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for editor in dict.fromkeys(one.editor for one in found):
        mine = [one for one in found if one.editor == editor]
        for told, category in (("**it should ask**", "ask"), ("**it should not ask**", "do")):
            part = [one for one in mine if one.row["category"] == category]
            lines.append(_row(editor, told, part, True))
            kinds = dict.fromkeys(str(one.row["kind"]) for one in part)
            lines += [_row(editor, kind, [one for one in part if one.row["kind"] == kind], False) for kind in kinds]
    return "\n".join(lines)


def _row(editor: str, told: str, part: Sequence[Answer], with_interval: bool) -> str:
    counts = [asked(one) for one in part], [right(one) for one in part]
    wrong = [one.done and not right(one) for one in part]
    none = [not one.done and not asked(one) for one in part]
    photos = [str(one.row["ground"]) for one in part]
    cells = (
        share_of(hits, photos) if with_interval else f"{sum(hits)} of {len(hits)}" for hits in (*counts, wrong, none)
    )
    return f"| {editor} | {told} | " + " | ".join(cells) + " |"
