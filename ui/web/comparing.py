"""Events that put two pictures of a session side by side, and show where they differ."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import gradio as gr
import numpy as np

from ...agent.errors import BadInput
from ...agent.sessions.compare import difference
from . import texts
from .desk import Desk, sorry, told
from .history import standing
from .pictures import BASE, encoded

if TYPE_CHECKING:
    from ...agent.editor import Session
    from ...agent.sessions.compare import Difference
    from ...scene.image import Pixels
    from .saving import Shown

SIDE = 1600
"""Pixels of the longer side of what is compared on the screen; the numbers are those of the whole picture."""
CHANGED = (255, 0, 200)


class Comparing:
    """The pictures are named by the records that they come after."""

    def __init__(self, desk: Desk, shown: Shown) -> None:
        self.desk, self.shown = desk, shown

    def begin(self, id: str, chosen: str | None = None) -> tuple[Any, Any, Any, Any, Any]:
        """The choices of both sides, and the photo (or what was chosen) beside the picture as it is."""
        with told():
            choices = pictures_of(self.desk.session(id))
            known = [value for _, value in choices]
            one = chosen if chosen in known else BASE
            sides = [gr.update(choices=choices, value=value) for value in (one, known[-1])]
            return (*sides, *self.compare(id, one, known[-1]))

    def compare(self, id: str, one: str, other: str) -> tuple[Any, str, Any]:
        """The files of the two for the slider, how much they differ in words, and the file that shows where."""
        with told():
            session = self.desk.session(id)
            known = [value for _, value in pictures_of(session)]
            if one not in known or other not in known:
                raise sorry(texts.NO_SUCH_PICTURE)
            before, after = (session.pixels_of(None if name == BASE else name) for name in (one, other))
            slides = self._file(before), self._file(after)
            try:
                found = difference(before, after)
            except BadInput as error:
                return slides, texts.COMPARED_SIZES.format(reason=error), None
            return slides, told_of(found), self._file(painted(after, found))

    def _file(self, pixels: Pixels) -> str:
        return self.shown.file(encoded(pixels, SIDE))


def pictures_of(session: Session) -> list[tuple[str, str]]:
    """Name and record of each picture that can be compared: the photo, after each step, other versions."""
    steps = [(f"{texts.AFTER.format(turn=one.turn)}: {one.what}", one.record) for one in standing(session)]
    here = {record for _, record in steps}
    others = [
        (texts.COMPARED_BRANCH.format(name=branch.name), branch.head)
        for branch in session.branches
        if branch.head is not None and branch.head not in here
    ]
    return [(texts.PHOTO, BASE), *others, *steps]


def told_of(found: Difference) -> str:
    """How much two pictures differ."""
    if not found.largest:
        return texts.COMPARED_SAME
    return texts.COMPARED.format(share=f"{found.share:.2%}", largest=found.largest)


def painted(pixels: Pixels, found: Difference) -> Pixels:
    """H×W×3: the picture pale, and what differs in one colour."""
    gray = pixels[..., :3].mean(axis=2, dtype=np.float32)
    pale = np.repeat((160 + gray * 0.35).clip(0, 255).astype(np.uint8)[..., None], 3, axis=2)
    pale[found.map] = CHANGED
    return pale
