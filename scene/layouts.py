"""ClickDiffusion's layouts (arXiv 2404.04376): a prompt and named boxes, out of a scene and into one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from .geometry import Box
from .objects import Scene, SceneImage, SceneObject

SOURCE = "layout"
"""Of objects that nobody saw: a layout puts them there."""
DRAWN = "drawn"
"""Of those that were drawn into their boxes."""
_EXPECTED = "this is no layout (a prompt and boxes with x, y, width, height)"


class BadLayout(ValueError):
    """The data is no layout; the message says what was expected and what came."""


class LayoutBox(BaseModel):
    """Shares of the picture, origin top-left: 0…1 inside it."""

    model_config = ConfigDict(frozen=True, allow_inf_nan=False)

    x: float = Field(ge=-4, le=4)
    y: float = Field(ge=-4, le=4)
    width: float = Field(gt=0, le=8)
    height: float = Field(gt=0, le=8)

    @model_validator(mode="before")
    @classmethod
    def _from_corners(cls, value: Any) -> Any:
        """The older form: [x0, y0, x1, y1]."""
        if isinstance(value, list | tuple) and len(value) == 4 and all(isinstance(one, int | float) for one in value):
            try:
                left, top, right, bottom = (float(number) for number in value)
            except OverflowError:  # then they are no corners
                return value
            return {"x": left, "y": top, "width": right - left, "height": bottom - top}
        return value


class LayoutThing(BaseModel):
    """A named box."""

    model_config = ConfigDict(frozen=True, extra="allow")

    unique_id: int | str | None = None
    name: str = Field(min_length=1, max_length=200)
    box: LayoutBox


class Layout(BaseModel):
    """`{"prompt", "boxes": [{"unique_id", "name", "box": {"x", "y", "width", "height"}}]}`."""

    model_config = ConfigDict(frozen=True, extra="allow")

    prompt: str = ""
    boxes: tuple[LayoutThing, ...] = Field(default=(), max_length=1000)

    def to_dict(self) -> dict[str, Any]:
        return self.model_dump(mode="json")


def read_layout(data: Any) -> Layout:
    """From plain data; BadLayout says what is wrong."""
    if isinstance(data, Mapping) and "boxes" not in data:
        raise BadLayout(f"{_EXPECTED}: boxes are missing")
    try:
        return Layout.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or "the data"
        raise BadLayout(f"{_EXPECTED}: {where}: {first['msg']}") from error


def to_layout(scene: Scene, prompt: str | None = None) -> Layout:
    """The boxes of a scene; the prompt is its caption unless one is given."""
    width, height = scene.image.width, scene.image.height
    things = []
    for number, thing in enumerate(thing for thing in scene.objects if thing.box.area):
        box = thing.box
        share = LayoutBox(x=box.left / width, y=box.top / height, width=box.width / width, height=box.height / height)
        things.append(LayoutThing(unique_id=number, name=thing.label, box=share))
    return Layout(prompt=prompt if prompt is not None else scene.caption or "", boxes=tuple(things))


def from_layout(layout: Layout, width: int, height: int) -> Scene:
    """The scene that a layout describes on a picture `width × height`; its boxes are to the nearest pixel.

    Boxes that lie outside the picture, or within no pixel of it, raise BadLayout.
    """
    scene = Scene(image=SceneImage(width=width, height=height), caption=layout.prompt or None)
    for thing in layout.boxes:
        box = _pixels(thing.box, width, height)
        if not box.area:
            raise BadLayout(f"the box of {thing.name!r} covers no pixel of a picture of {width} × {height}")
        scene = scene.add(SceneObject(id=scene.new_id(thing.name), label=thing.name, box=box, source=SOURCE))
    return scene


def _pixels(box: LayoutBox, width: int, height: int) -> Box:
    left, top = round(box.x * width), round(box.y * height)
    right, bottom = round((box.x + box.width) * width), round((box.y + box.height) * height)
    return Box(left, top, max(left, right), max(top, bottom)).clamp(width, height)
