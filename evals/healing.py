"""Wires and spots taken off by a rough brush stroke: how much of them is found, and how near the truth the fill is.

Wires and spots are drawn on free photos, so that what is under them is known; the stroke trembles by a fifth of its
width around them. Controls: nothing done, and the whole stroke filled instead of what is under it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..scene.mask import Mask
from ..tools.catalogue import EMBEDDED
from ..tools.thin import line_along, spot_under
from ..tools.toolbox import Toolbox
from .lpips import lpips
from .photos import photo

WIRES = ("peaks", "sea", "new-york", "alley", "flower", "canal", "rooftop", "bedroom", "crossing", "smile", "towers")
SPOTS = ("smile", "sea", "curls", "sofa", "bedroom", "rooftop", "glasses", "white-chair", "peaks", "phone")
SIDE = 640
WIDTH = 18
"""Of the stroke, in pixels."""
RIM = 2
"""Pixels by which a mask grows before it is filled."""


@dataclass(frozen=True, eq=False, slots=True)
class Case:
    """A photo, the same with something drawn on it, where that is, and the stroke over it."""

    truth: Pixels
    pixels: Pixels
    flaw: NDArray[np.bool_]
    stroke: tuple[tuple[float, float], ...]
    dab: bool


@dataclass(frozen=True, slots=True)
class Row:
    """Means over the cases; `error` is the mean difference (0…255) on the flaw's own pixels and their rim."""

    what: str
    cases: int
    found: int
    covered: float
    """Share of the flaw that the filled mask holds."""
    error: float
    untouched: float
    whole_stroke: float
    lpips: float
    lpips_stroke: float


def cases(names: Sequence[str], dab: bool) -> Iterator[Case]:
    """One for each photo, with a seed of its own."""
    for seed, name in enumerate(names):
        rng = np.random.default_rng(seed)
        truth = photo(name).open(SIDE)
        yield _spotted(truth, rng) if dab else _wired(truth, rng)


def _wired(truth: Pixels, rng: np.random.Generator) -> Case:
    import cv2

    height, width = truth.shape[:2]
    t = np.linspace(0, 1, 200)
    ends = rng.uniform(0.1, 0.6, 2) * height
    sag = rng.uniform(0, 0.15) * height
    way = np.stack([(0.06 + 0.88 * t) * width, ends[0] + (ends[1] - ends[0]) * t + 4 * sag * t * (1 - t)], axis=1)
    drawn = np.zeros((4 * height, 4 * width), np.uint8)
    thickness = int(rng.integers(5, 14))
    cv2.polylines(drawn, [np.round(way * 64).astype(np.int32)], False, 255, thickness, cv2.LINE_AA, 4)
    small = np.asarray(cv2.resize(drawn, (width, height), interpolation=cv2.INTER_AREA), np.uint8)
    return _case(truth, small, way[::13], rng, dab=False)


def _spotted(truth: Pixels, rng: np.random.Generator) -> Case:
    import cv2

    height, width = truth.shape[:2]
    centre = rng.uniform(0.3, 0.7, 2) * (width, height)
    drawn = np.zeros((height, width), np.uint8)
    axes = rng.integers(3 * 16, 6 * 16, 2)
    cv2.ellipse(drawn, np.round(centre * 16).astype(int).tolist(), axes.tolist(), 0, 0, 360, 255, -1, cv2.LINE_AA, 4)
    return _case(truth, drawn, centre[None] + [[-2, 0], [2, 1]], rng, dab=True)


def _case(
    truth: Pixels, drawn: NDArray[np.uint8], way: NDArray[np.float64], rng: np.random.Generator, dab: bool
) -> Case:
    alpha = 0.85 * drawn[..., None].astype(np.float32) / 255
    shade = np.array([35, 33, 38]) if truth[drawn > 0].mean() > 90 else np.array([225, 222, 215])
    pixels = np.rint(truth * (1 - alpha) + shade * alpha).astype(np.uint8)
    trembling = way + rng.normal(0, 0.2 * WIDTH if not dab else 1.5, way.shape)
    return Case(truth, pixels, drawn > 40, tuple((float(x), float(y)) for x, y in trembling), dab)


def found_in(case: Case) -> Mask | None:
    """What the stroke is on."""
    if case.dab:
        return spot_under(case.pixels, np.mean(case.stroke, axis=0), WIDTH / 2 + 2)
    return line_along(case.pixels, case.stroke, WIDTH)


def stroked(case: Case) -> Mask:
    """The stroke itself, as it was drawn."""
    import cv2

    out = np.zeros(case.flaw.shape, np.uint8)
    points = np.round(np.array(case.stroke)).astype(np.int32).reshape(-1, 1, 2)
    cv2.polylines(out, [points], False, 1, WIDTH)
    return Mask(out.astype(bool))


def measure(what: str, given: Sequence[Case], fill: Callable[[Pixels, Mask], Pixels]) -> Row:
    """Each case filled twice: where the flaw was found (else the stroke, as the program does), and the whole stroke."""
    rows = []
    found = 0
    for case in given:
        mask = found_in(case)
        found += mask is not None
        hole = mask.grow(RIM) if mask is not None else stroked(case)
        ours, whole = fill(case.pixels, hole), fill(case.pixels, stroked(case))
        near = Mask(case.flaw).grow(1).array
        errors = [np.abs(made.astype(int) - case.truth)[near].mean() for made in (ours, case.pixels, whole)]
        covered = float((hole.array & case.flaw).sum() / case.flaw.sum())
        rows.append([covered, *errors, lpips(case.truth, ours), lpips(case.truth, whole)])
    return Row(what, len(given), found, *(float(value) for value in np.mean(rows, axis=0)))


def table(rows: Sequence[Row]) -> str:
    """Markdown."""
    lines = [
        "| drawn on photos | found under the stroke | of it covered | error left | error untouched "
        "| error, whole stroke filled | LPIPS | LPIPS, whole stroke |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        errors = f"{row.error:.1f} | {row.untouched:.1f} | {row.whole_stroke:.1f}"
        looks = f"{row.lpips:.3f} | {row.lpips_stroke:.3f}"
        lines.append(f"| {row.what} | {row.found} of {row.cases} | {row.covered:.2f} | {errors} | {looks} |")
    return "\n".join(lines)


def run() -> str:
    """Wires and spots with the embedded filler, a few minutes on two cores."""
    with Toolbox(EMBEDDED).lease("inpainter") as inpainter:
        wires = measure("wires", list(cases(WIRES, dab=False)), inpainter.fill)
        spots = measure("spots", list(cases(SPOTS, dab=True)), inpainter.fill)
    return table([wires, spots])
