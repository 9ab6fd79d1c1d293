"""Sessions that begin without a photo: a layout, a scene or COCO annotations on a plate (a colour, a picture)."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import ValidationError
from pydantic_core import from_json

from ...scene.coco import BadCoco, from_coco
from ...scene.codec import SourceInfo
from ...scene.color import to_rgb_tuple
from ...scene.image import ImageRef, Pixels
from ...scene.layouts import SOURCE, BadLayout, Layout, from_layout, read_layout
from ...scene.mask import Mask
from ...scene.objects import Scene, SceneImage
from ..errors import BadInput
from .provenance import ORIGIN

SIZE = (1024, 1024)
"""Of a plate of which nothing says how large it is."""
LONGEST = 64 * 2**20
"""Bytes of a layout, a scene or annotations."""


def read_description(data: Any) -> Layout | Scene | Mapping[str, Any]:
    """A layout, a scene, or COCO annotations (as they came), told by their fields; from plain data or a JSON file."""
    if isinstance(data, Layout | Scene):
        return data
    raw = _from_file(Path(data)) if isinstance(data, str | Path) else data
    if isinstance(raw, Mapping) and "annotations" in raw:
        return raw
    format = str(raw.get("format", "")) if isinstance(raw, Mapping) else ""
    try:
        if format.startswith("scenewright.scene/"):
            return Scene.model_validate(raw)
        if format.startswith("scenewright.") or (isinstance(raw, Mapping) and {"ops", "steps"} & raw.keys()):
            raise BadInput(
                f"a layout, a scene or COCO annotations are needed, but this is {format[:80] or 'a plan'}; "
                "plans and recipes are run on photos: scenewright apply"
            )
        return read_layout(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadInput(f"this scene cannot be read: {where}: {first['msg'][:200]}") from None
    except BadLayout as error:
        raise BadInput(str(error)) from None


def _from_file(path: Path) -> Any:
    try:
        if path.exists() and not path.is_file():
            raise BadInput(f"a layout is a file, but {str(path)!r} is a folder, a device or a pipe")
        if path.stat().st_size > LONGEST:
            raise BadInput(f"a layout of at most {LONGEST:,} bytes is needed, but {path.name} is longer")
        return from_json(path.read_bytes(), allow_inf_nan=False)
    except OSError as error:
        raise BadInput(f"a layout is needed, but {str(path)!r} cannot be read: {error.strerror}") from None
    except ValueError as error:
        raise BadInput(f"{path.name} should hold JSON: a layout, a scene or COCO annotations; but {error}") from None


def plate_size(described: Layout | Scene | Mapping[str, Any], size: tuple[int, int] | None) -> tuple[int, int]:
    """How large a plate of one colour is: as said, as the description has it, or 1024 × 1024."""
    if size is not None or isinstance(described, Layout):
        return size or SIZE
    scene = described if isinstance(described, Scene) else _coco(described)
    return scene.image.width, scene.image.height


def color_plate(color: str, size: tuple[int, int], most: int) -> Pixels:
    """H×W×3 of one colour; BadInput for what is no colour and for more than `most` pixels."""
    if min(size) < 1 or size[0] * size[1] > most:
        raise BadInput(f"a plate has 1 to {most:,} pixels, but got {size[0]} × {size[1]}")
    try:
        return np.full((size[1], size[0], 3), to_rgb_tuple(color), np.uint8)
    except ValueError as error:
        raise BadInput(f"{error}; a plate is a colour or a picture") from None


def is_color(words: str) -> bool:
    try:
        to_rgb_tuple(words)
    except ValueError:
        return False
    return True


def scene_on(described: Layout | Scene | Mapping[str, Any], plate: Pixels) -> Scene:
    """What is described, on this plate. What a layout places has its whole box for a mask: nobody has drawn it yet."""
    ref = ImageRef.of(plate)
    try:
        scene = _placed(described, ref) if isinstance(described, Layout) else _fitting(described, ref)
    except BadLayout as error:
        raise BadInput(str(error)) from None
    scene = scene.model_copy(update={"image": SceneImage(id=ref.id, width=ref.width, height=ref.height)})
    try:
        scene.to_json()
    except ValueError as error:
        raise BadInput(f"what is described holds letters that no file holds: {error}") from None
    return scene


def _placed(layout: Layout, ref: ImageRef) -> Scene:
    scene = from_layout(layout, ref.width, ref.height)
    return scene.map(
        lambda thing: thing.model_copy(
            update={"mask": Mask.from_box(thing.box, ref.width, ref.height).to_ref(), "source": SOURCE}
        )
    )


def _fitting(described: Scene | Mapping[str, Any], ref: ImageRef) -> Scene:
    scene = described if isinstance(described, Scene) else _coco(described)
    if (scene.image.width, scene.image.height) != (ref.width, ref.height):
        came = f"{scene.image.width} × {scene.image.height}, but the plate is {ref.width} × {ref.height}"
        raise BadInput(f"a plate of the described picture's size is needed: that is {came}")
    if bad := [thing for thing in scene.objects if thing.mask and thing.mask.size != (ref.height, ref.width)]:
        raise BadInput(f"masks have the picture's size [{ref.height}, {ref.width}], but that of {bad[0].id} has not")
    for thing in scene.objects:
        try:
            _ = Mask.from_ref(thing.mask) if thing.mask else None
        except ValueError as error:
            raise BadInput(f"the mask of {thing.id} cannot be read: {error}") from None
        if not thing.box.clamp(ref.width, ref.height).area:
            raise BadInput(f"a thing has a box in the picture, but {thing.id} has {thing.box.as_list()}")
    return scene.map(lambda thing: thing.model_copy(update={"box": thing.box.clamp(ref.width, ref.height)}))


def _coco(data: Mapping[str, Any]) -> Scene:
    try:
        return from_coco(data)
    except BadCoco as error:
        raise BadInput(str(error)) from None


def plate_source(plate: Pixels, source: SourceInfo | None) -> SourceInfo:
    """What is known of the plate: of its file where it was one, and in any case that it is no photo that was taken."""
    if source is None:
        ref = ImageRef.of(plate)
        source = SourceInfo(format="PNG", mode="RGB", width=ref.width, height=ref.height, digest=ref.id)
    return source.model_copy(update={"origin": ORIGIN})
