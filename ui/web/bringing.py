"""Events that bring files and more marks along: a mask, a reference picture, all things like one"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from ...scene.codec import Limits
from ..masks import fitted, painted
from . import texts
from .desk import Desk, sorry, told
from .drawn import marks_of

if TYPE_CHECKING:
    from ...scene.mask import Mask
    from .screen import Frame


class Bringing:
    """What comes is put on the board: marks with names of its own, and references that words name like marks."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def mask(self, id: str, file: str | None) -> Frame:
        """A mark out of a picture whose white (or opaque) pixels are meant, of the picture's size or proportions."""
        with told():
            session, source = self.desk.session(id), _given(file)
            view, found = session.view, self._painted(source)
            try:
                mask = fitted(found, view.width, view.height)
            except ValueError as error:
                raise sorry(texts.MASK_UNFIT.format(reason=error)) from error
            if mask is not found:
                sizes = {"came": f"{found.width} × {found.height}", "shown": f"{mask.width} × {mask.height}"}
                gr.Info(texts.MASK_SCALED.format(**sizes))
            return self._brought(marks=[{"mask": mask.to_ref().model_dump(mode="json")}])

    def reference(self, id: str, file: str | None) -> Frame:
        """A picture to take from; the next words name it."""
        with told():
            session, source = self.desk.session(id), _given(file)
            picture = session.bring(source)
            name = Path(source).name
            return self._brought(reference={"name": name, "ticket": self.desk.references.ticket(id, picture)})

    def alike(self, id: str, drawn: Any) -> Frame:
        """A mark for each thing of the kind of those that are marked."""
        with told():
            session, marks = self.desk.session(id), marks_of(drawn)
            names = drawn.get("like") if isinstance(drawn, Mapping) else None
            wanted = [marks[name] for name in (names or marks) if name in marks]
            if not wanted:
                raise sorry(texts.NOTHING_MARKED)
            found = session.inquiry.alike(wanted)
            if not found:
                raise sorry(texts.NO_KIND)
            if len(found) <= len(wanted):
                gr.Info(texts.NO_OTHERS)
            return self._brought(marks=[{"box": one.box.as_list()} for one in found], words=texts.THESE)

    def _painted(self, source: str) -> Mask:
        limits = self.desk.editor.settings.limits
        try:
            return painted(source, Limits(pixels=limits.pixels, bytes=limits.bytes))
        except ValueError as error:
            raise sorry(texts.MASK_UNFIT.format(reason=error)) from error

    def _brought(self, **what: Any) -> Frame:
        # The same twice is brought twice: the board tells by the token.
        return self.desk.screen.brought({**what, "token": secrets.token_hex(4)})


def _given(file: str | None) -> str:
    if not file:
        raise sorry(texts.NO_FILE)
    return file
