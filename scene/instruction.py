"""What the person said and drew."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, model_validator

from .geometry import Box, BoxField
from .mask import MaskRef

KINDS = ("box", "point", "stroke", "mask")


class Mark(BaseModel):
    """One drawn mark: exactly one of a box, a point `(x, y)`, a stroke of points with a `width`, or a mask."""

    model_config = ConfigDict(frozen=True, extra="allow", allow_inf_nan=False)

    box: BoxField | None = None
    point: tuple[float, float] | None = None
    stroke: tuple[tuple[float, float], ...] | None = None
    width: float | None = Field(default=None, gt=0)
    mask: MaskRef | None = None

    @model_validator(mode="after")
    def _one_kind(self) -> Mark:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"a mark is one of {', '.join(KINDS)}, but got {' and '.join(given) or 'none of them'}")
        if self.stroke is not None and not self.stroke:
            raise ValueError("a stroke needs at least one point [x, y]")
        return self

    @property
    def kind(self) -> str:
        """`box`, `point`, `stroke` or `mask`."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def bounds(self) -> Box:
        """The box around the mark (of at least one pixel, a mask's by its whole picture)."""
        if self.box is not None:
            return self.box
        if self.mask is not None:
            from .mask import Mask

            return Mask.from_ref(self.mask).box
        points = self.stroke or (self.point or (0.0, 0.0),)
        around = Box.around(points).pad(int((self.width or 0) / 2))
        return Box(around.left, around.top, max(around.right, around.left + 1), max(around.bottom, around.top + 1))


class Instruction(BaseModel):
    """Words, and the marks by the names the words use (`[A]`)."""

    model_config = ConfigDict(frozen=True, extra="allow")

    text: str
    marks: dict[str, Mark] = {}

    @classmethod
    def of(cls, text: str, marks: Mapping[str, Any] | None = None) -> Instruction:
        """From words and marks in the public form: `{"A": {"box": [...]}}`."""
        return cls.model_validate({"text": text, "marks": dict(marks or {})})
