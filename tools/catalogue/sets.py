"""Named sets of models to fetch at once: which rows, and what they are for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from ..specs import BackendSpec

Licence = Literal["any", "commercial"]


@dataclass(frozen=True, slots=True)
class WeightSet:
    """Rows by `(port, name)`; models that several of them share are fetched once."""

    name: str
    about: str
    rows: tuple[tuple[str, str], ...]


SETS: tuple[WeightSet, ...] = (
    WeightSet(
        "foundation-small",
        "fills and replaces by words on a device of 4 GB",
        (("inpainter", "sd15-inpaint"),),
    ),
    WeightSet(
        "foundation",
        "the same at 1024 pixels, on a device of 12 GB",
        (("inpainter", "sdxl-inpaint"),),
    ),
    WeightSet(
        "sane",
        "edits the whole picture after instructions, several of them mixed",
        (("instruction_editor", "instruct-pix2pix"),),
    ),
)


def allowed(spec: BackendSpec, licence: Licence) -> bool:
    """Whether a row's model may be used as asked: a licence that nobody has read allows nothing commercial."""
    return licence == "any" or spec.model is None or spec.model.commercial is True


def without_twins(rows: Iterable[BackendSpec]) -> tuple[BackendSpec, ...]:
    """One row for each model."""
    return tuple({spec.model: spec for spec in reversed([*rows]) if spec.model is not None}.values())[::-1]
