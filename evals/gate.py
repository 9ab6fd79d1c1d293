"""The gate: a small suite that never changes, judged against committed scores; what got worse beyond its noise fails.

Things cut out of free photos are laid into others, so that what is meant, and what is under it, is known to the pixel.
The noise is what the same suite scores with everything in it some pixels elsewhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import partial
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
import numpy as np
from PIL import Image

from ..scene.geometry import Box
from ..scene.image import Pixels
from ..scene.mask import Mask
from .datasets import Dataset, Sample
from .editors.controls import DoNothing
from .made.composing import Placed, composed, mask_of, sized
from .made.sources import grounds, things
from .metrics import CORRECTED, LOCALISATION, TO_TARGET, Chosen, Metric
from .runs import Row
from .runs.contestants import Contestant
from .runs.run import Plan, run
from .runs.work import Opening

LONG_SIDE = 320
BASELINE = Path(str(files(__package__) / "gate.json"))
STEPS = (4, -4)
"""Pixels that everything is moved by, to see how much scores differ for no reason."""
FLOOR = 0.005
"""Share of a score that may always be lost: other machines round otherwise."""
REMOVING = ("remove", "take", "erase")
AS_EXPECTED = "ended as it should"


@dataclass(frozen=True, slots=True)
class Laid:
    """A thing by its label, how high it is, and where its foot stands: shares of the picture's height and width."""

    label: str
    height: float
    x: float
    foot: float


@dataclass(frozen=True, slots=True)
class Case:
    """Words about a photo with things in it; the first `meant` of them are what should be edited."""

    id: str
    ground: str
    """A photo of the half that things are chosen on."""
    laid: tuple[Laid, ...]
    words: str
    ends: str = "done"
    meant: int = 1


CAT, CUP = Laid("cat", 0.4, 0.25, 0.92), Laid("cup", 0.3, 0.72, 0.9)
LEFT, RIGHT = Laid("cat", 0.36, 0.22, 0.85), Laid("cat", 0.36, 0.75, 0.9)
CASES = (
    Case("named", "sea", (CAT, CUP), "remove the cat"),
    Case("kind", "rocket", (CAT,), "take the animal away"),
    Case("left", "crossing", (LEFT, RIGHT), "erase the cat on the left"),
    Case("which", "sea", (LEFT, RIGHT), "remove the cat", "asked", 0),
    Case("color", "mountain-road", (CAT,), "make the cat bright blue"),
    Case("drawn", "sea", (CAT,), "replace the cat with a red balloon", "refused"),
)
"""None of them needs the dense search, which takes many seconds a photo."""
SHOWN = (
    *LOCALISATION[:2],
    *(one for one in (*CORRECTED, *TO_TARGET) if one.name in ("background changed %", "L1 to target")),
)
CHOOSE = partial(Chosen, SHOWN, ())


@dataclass(frozen=True, slots=True)
class Score:
    """A mean over the suite, and how much it differs where nothing has changed."""

    value: float
    noise: float
    better: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the gate says: a line for each score, and those that got worse."""

    lines: tuple[str, ...]
    worse: tuple[str, ...]


def suite(shift: int = 0) -> Dataset:
    """The cases, with everything laid `shift` pixels further to the right and down."""
    return Dataset("gate", tuple(_sample(case, shift) for case in CASES))


def _sample(case: Case, shift: int) -> Sample:
    ground = next(one for one in grounds("develop") if one.name == case.ground).pixels(LONG_SIDE)
    placed = [_placed(one, ground, shift) for one in case.laid]
    masks = [mask_of(one, ground.shape) for one in placed[: case.meant]]
    truth = Mask(np.logical_or.reduce([mask.array for mask in masks])) if masks else None
    kept = composed(ground, placed[case.meant :])
    return Sample(
        case.id,
        _png(composed(ground, placed)),
        case.words,
        case.ends,
        (_png(truth.array.astype(np.uint8) * 255),) if truth else (),
        target=_png(kept) if truth and case.words.startswith(REMOVING) else None,
    )


def _placed(laid: Laid, ground: Pixels, shift: int) -> Placed:
    height, width = ground.shape[:2]
    thing = next(one for one in things("develop") if one.label == laid.label)
    wide, high = sized(thing, round(laid.height * height))
    left, top = round(laid.x * width) - wide // 2 + shift, round(laid.foot * height) - high + shift
    return Placed(laid.label, thing, Box(left, top, left + wide, top + high))


def _png(pixels: Pixels) -> bytes:
    file = BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def scores(rows: Sequence[Row]) -> dict[str, float]:
    """The means over the suite; what ended otherwise than it should counts as it is."""
    found = {AS_EXPECTED: float(np.mean([row.status == row.category for row in rows]))}
    for metric in SHOWN:
        known = [value for row in rows if (value := row.metrics.get(metric.name)) is not None]
        found[metric.name] = float(np.mean(known))
    return found


def measure(open_line: Opening, shift: int = 0) -> tuple[Row, ...]:
    """The suite by one editor, in this process."""
    with TemporaryDirectory(prefix="scenewright-gate-") as folder:
        return run(Plan([suite(shift)], open_line, CHOOSE), Path(folder)).rows


def record(open_line: Opening) -> dict[str, Any]:
    """What the suite scores now, with its noise, and how each case ended."""
    rows = measure(open_line)
    now, moved = scores(rows), [scores(measure(open_line, step)) for step in STEPS]
    noise = {name: 2 * float(np.std([now[name], *(one[name] for one in moved)])) for name in now}
    return {
        "scores": {name: asdict(Score(now[name], noise[name], _better(name))) for name in now},
        "cases": {row.sample: row.status for row in rows},
    }


def judged(rows: Sequence[Row], baseline: Mapping[str, Any]) -> Verdict:
    """Each score beside the one that was committed."""
    now, lines, worse = scores(rows), [], []
    for name, kept in baseline["scores"].items():
        score = Score(**kept)
        allowed = max(score.noise, FLOOR * abs(score.value))
        lost = (score.value - now[name]) * (1 if score.better == "higher" else -1)
        line = f"{name}: {now[name]:.4f}, was {score.value:.4f} ± {allowed:.4f}"
        lines.append(line)
        worse += [f"{line} – worse by {lost:.4f}"] if lost > allowed else []
    for row in rows:
        before = baseline["cases"].get(row.sample)
        if before == row.category != row.status:
            worse.append(f"case {row.sample!r} ({row.instruction}): {row.status}, was {before}: {row.said}")
    return Verdict(tuple(lines), tuple(worse))


def _better(name: str) -> str:
    known: dict[str, Metric] = {metric.name: metric for metric in SHOWN}
    return known[name].better if name in known else "higher"


def embedded() -> Sequence[Contestant]:
    """The toolset that every machine has, as it is without settings of one's own."""
    from ..agent.setup.settings import Settings
    from .editors.toolset import ToolsetEditor

    return [Contestant(ToolsetEditor(Settings()))]


def idle() -> Sequence[Contestant]:
    """Who has to be kept out."""
    return [Contestant(DoNothing())]


@click.command()
@click.option(
    "--baseline", type=click.Path(dir_okay=False, path_type=Path), default=BASELINE, help="The scores to hold."
)
@click.option("--control", is_flag=True, help="Judge who does nothing instead: the gate has to be shut.")
@click.option("--record", "records", is_flag=True, help="Write what is scored now, with its noise, as the baseline.")
def gate(baseline: Path, records: bool, control: bool) -> None:
    """Run the small fixed suite on the embedded toolset; exit status 1 where a score got worse beyond its noise."""
    if records:
        baseline.write_text(json.dumps(record(embedded), indent=1) + "\n", "utf-8")
    verdict = judged(measure(idle if control else embedded), json.loads(baseline.read_text("utf-8")))
    for line in verdict.lines:
        click.echo(line)
    for line in verdict.worse:
        click.echo(f"WORSE {line}", err=True)
    if verdict.worse:
        raise click.exceptions.Exit(1)
