"""ClickDiffusion's examples (arXiv 2404.04376): a layout, an instruction with what was drawn, and the layout after.

They come without pictures. As samples for any editor their layouts are drawn plainly: each thing a box of a colour of
its own with its name in it, on grey; the truth is where boxes come or go.
"""

from __future__ import annotations

import colorsys
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from ...scene.geometry import Box
from ...scene.image import Pixels
from .sample import Broken, BrokenSample, Dataset, Sample

CANVAS = 1000
"""Pixels a side that normalised coordinates are read in."""

PARTS = ("train", "test")
GROUND = (128, 128, 128)
LETTERS = 28
"""Pixels of the names."""
_DRAWN = re.compile(r"\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Thing:
    """A named box of a layout, on a canvas of `CANVAS` pixels a side."""

    id: str
    name: str
    box: Box


@dataclass(frozen=True, slots=True)
class LayoutSample:
    """What is asked of a layout: boxes and points that were drawn stand in `marks` and as `[A]`, `[B]` in the words."""

    id: str
    instruction: str
    marks: Mapping[str, Mapping[str, Any]]
    before: tuple[Thing, ...]
    after: tuple[Thing, ...]
    way: str = ""
    """How it is said: in words (`text`) or with a drawing too (`both`)."""
    prompt: str = ""
    """What the whole picture shows."""

    @property
    def layout(self) -> dict[str, Any]:
        """What it is before, as ClickDiffusion writes layouts: shares of the picture."""
        return {"prompt": self.prompt, "boxes": [_plain(one) for one in self.before]}


def files_of(place: Path) -> tuple[Path, ...]:
    """The files of examples that there are: of each part the newer form, else the older one; or the file itself."""
    if place.is_file():
        return (place,) if place.suffix == ".json" else ()
    both = ([place / f"{part}_jsonified.json", place / f"{part}.json"] for part in PARTS)
    found = (next((file for file in forms if file.is_file()), None) for forms in both)
    return tuple(file for file in found if file is not None)


def clickdiffusion_edits(place: Path) -> Dataset:
    """The examples of a folder, or of one file, drawn for any editor; `layout` holds them as they are."""
    samples: list[Sample] = []
    broken: list[Broken] = []
    for file in files_of(place):
        part = file.stem.removesuffix("_jsonified")
        read, torn = clickdiffusion(file)
        samples += [_edit(f"{part}/{one.id}", one) for one in read]
        broken += [Broken(f"{part}/{one.id}", one.reason) for one in torn]
    return Dataset("clickdiffusion", tuple(samples), tuple(broken))


def _edit(id: str, one: LayoutSample) -> Sample:
    before, after = (Counter((thing.name, thing.box) for thing in things) for things in (one.before, one.after))
    region = _region(box for _, box in ((before - after) + (after - before)))
    return Sample(
        id,
        _png(drawn(one.before)),
        one.instruction,
        one.way,
        (_png(region),) if region.any() else (),
        target=_png(drawn(one.after)),
        marks=one.marks,
        layout=one.layout,
        layout_after=tuple((thing.name, thing.box) for thing in one.after),
    )


def drawn(things: Sequence[Thing]) -> Pixels:
    """A layout as a picture, the larger boxes below; `CANVAS`×`CANVAS`×3. Nothing of a thing lies outside its box."""
    image = Image.new("RGB", (CANVAS, CANVAS), GROUND)
    for thing in sorted(things, key=lambda one: -one.box.area):
        image.paste(_box_of(thing), (thing.box.left, thing.box.top))
    return np.asarray(image, np.uint8)


def _box_of(thing: Thing) -> Image.Image:
    width, height = thing.box.size
    box = Image.new("RGB", (width, height), _color(thing.name))
    pen = ImageDraw.Draw(box)
    pen.rectangle((0, 0, width - 1, height - 1), outline="black")
    pen.text((6, 4), thing.name, fill="black", font=ImageFont.load_default(LETTERS))
    return box


def _color(name: str) -> tuple[int, int, int]:
    """The same for the same name, light enough to write on."""
    hue, strong, value = sha256(name.casefold().encode()).digest()[:3]
    red, green, blue = colorsys.hsv_to_rgb(hue / 256, 0.3 + strong / 600, 0.75 + value / 1024)
    return round(255 * red), round(255 * green), round(255 * blue)


def _region(boxes: Iterable[Box]) -> Pixels:
    out = np.zeros((CANVAS, CANVAS), np.uint8)
    for box in boxes:
        out[box.clamp(CANVAS, CANVAS).slices] = 255
    return out


def _png(pixels: Pixels) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def _plain(thing: Thing) -> dict[str, Any]:
    (left, top), (width, height) = (thing.box.left, thing.box.top), thing.box.size
    box = {
        name: side / CANVAS
        for name, side in zip(("x", "y", "width", "height"), (left, top, width, height), strict=True)
    }
    return {"unique_id": thing.id, "name": thing.name, "box": box}


def clickdiffusion(file: Path) -> tuple[tuple[LayoutSample, ...], tuple[Broken, ...]]:
    """The examples of a file (`train_jsonified.json`, `test_jsonified.json`, or the older form with corner boxes).

    Raises BrokenSample for a file that holds none.
    """
    rows = _examples(file)
    samples, broken = [], []
    for index, row in enumerate(rows):
        try:
            samples.append(_sample(str(index), row))
        except (BrokenSample, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(str(index), f"{type(error).__name__}: {error}"))
    return tuple(samples), tuple(broken)


def _examples(file: Path) -> Sequence[Any]:
    try:
        rows = json.loads(file.read_text("utf-8"))["examples"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        told = f"{type(error).__name__}: {error}"
        raise BrokenSample(f"{file.name} should be a JSON object with a list of examples, but {told}") from None
    if not isinstance(rows, list):
        raise BrokenSample(f"{file.name} should hold a list of examples, got {type(rows).__name__}")
    return rows


def _sample(id: str, row: Mapping[str, Any]) -> LayoutSample:
    text, marks = _marked(row["instruction"])
    before, after = (_things(row[key]) for key in ("input_scene_graph", "output_scene_graph"))
    prompt = str(row["input_scene_graph"].get("prompt", ""))
    return LayoutSample(id, text, marks, before, after, str(row.get("type", "")), prompt)


def _marked(instruction: str) -> tuple[str, dict[str, dict[str, Any]]]:
    marks: dict[str, dict[str, Any]] = {}

    def name(drawn: re.Match[str]) -> str:
        letter = chr(ord("A") + len(marks))
        shape = json.loads(drawn[0].replace("'", '"'))
        if {"width", "height"} <= shape.keys():
            marks[letter] = {"box": _box(shape).as_list()}
        else:
            marks[letter] = {"point": [round(CANVAS * shape["x"]), round(CANVAS * shape["y"])]}
        return f"[{letter}]"

    return _DRAWN.sub(name, instruction), marks


def _things(layout: Mapping[str, Any]) -> tuple[Thing, ...]:
    rows = enumerate(layout["boxes"])
    return tuple(Thing(str(row.get("unique_id", n)), row["name"], _box(row["box"])) for n, row in rows)


def _box(shape: Any) -> Box:
    if isinstance(shape, Mapping):
        left, top = shape["x"], shape["y"]
        shape = (left, top, left + shape["width"], top + shape["height"])
    left, top, right, bottom = (round(CANVAS * edge) for edge in shape)
    box = Box(left, top, right, bottom)
    if not box.area:
        raise BrokenSample(f"the box {box.as_list()} holds nothing")
    return box
