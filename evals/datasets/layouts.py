"""ClickDiffusion's examples (arXiv 2404.04376): a layout, an instruction with what was drawn, and the layout after."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...scene.geometry import Box
from .sample import Broken, BrokenSample

CANVAS = 1000
"""Pixels a side that normalised coordinates are read in."""

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


def clickdiffusion(file: Path) -> tuple[tuple[LayoutSample, ...], tuple[Broken, ...]]:
    """The examples of a file (`train_jsonified.json`, `test_jsonified.json`, or the older form with corner boxes)."""
    rows = json.loads(file.read_text("utf-8"))["examples"]
    samples, broken = [], []
    for index, row in enumerate(rows):
        try:
            samples.append(_sample(str(index), row))
        except (BrokenSample, KeyError, TypeError, ValueError) as error:
            broken.append(Broken(str(index), f"{type(error).__name__}: {error}"))
    return tuple(samples), tuple(broken)


def _sample(id: str, row: Mapping[str, Any]) -> LayoutSample:
    text, marks = _marked(row["instruction"])
    before, after = (_things(row[key]) for key in ("input_scene_graph", "output_scene_graph"))
    return LayoutSample(id, text, marks, before, after, str(row.get("type", "")))


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
