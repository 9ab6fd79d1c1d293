"""Named sets of models to fetch at once: which rows, and what they are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..specs import BackendSpec, Toolset
from . import BACKENDS, FOUNDATION

Licence = Literal["any", "commercial"]


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Rows by `(port, name)`; models that several of them share are fetched once."""

    name: str
    about: str
    rows: tuple[tuple[str, str], ...]


def _of(toolset: Toolset) -> tuple[tuple[str, str], ...]:
    """The rows of a toolset that name a model."""
    rows = ((row.port, row.name) for row in BACKENDS if row.model is not None)
    return tuple((port, name) for port, name in rows if toolset.backends.get(port) == name)


SETS: tuple[WeightSet, ...] = (
    WeightSet(
        "foundation-small",
        "sees and fills by words, with the smallest models that do",
        (
            ("grounder", "grounding-dino-tiny"),
            ("segmenter", "sam2.1-tiny"),
            ("depth_estimator", "depth-anything-v2-small"),
            ("image_text", "clip-vit-b32"),
            ("inpainter", "sd15-inpaint"),
        ),
    ),
    WeightSet("foundation", "the toolset of that name, as it comes", _of(FOUNDATION)),
    WeightSet(
        "foundation-large",
        "the same with larger models, drawing at 1024 pixels",
        (
            ("grounder", "owlv2-large"),
            ("segmenter", "sam2.1-large"),
            ("depth_estimator", "depth-anything-v2-large"),
            ("image_text", "clip-vit-l14"),
            ("inpainter", "sdxl-inpaint"),
        ),
    ),
    WeightSet(
        "sane",
        "edits whole pictures after instructions, a vague one mixed from several specific ones",
        (("instruction_editor", "instruct-pix2pix"), ("instruction_editor", "magicbrush")),
    ),
    WeightSet(
        "layout",
        "draws things into boxes, by words and by pictures of them",
        (("layout_generator", "gligen-text"), ("layout_generator", "gligen-text-image")),
    ),
)


def allowed(spec: BackendSpec, licence: Licence) -> bool:
    """Whether a row's model may be used as asked: a licence that nobody has read allows nothing commercial."""
    return licence == "any" or spec.model is None or spec.model.commercial is True


def without_twins(rows: Iterable[BackendSpec]) -> tuple[BackendSpec, ...]:
    """One row for each model."""
    return tuple({spec.model: spec for spec in reversed([*rows]) if spec.model is not None}.values())[::-1]
