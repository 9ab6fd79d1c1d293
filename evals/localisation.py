"""Where instructions point: on photos with a mask of what is meant, is it among the candidates, and is it chosen?

`python -m scenewright.evals.localisation FOLDER [SHEET]` reads a folder laid out as CIEBench is (`benchmark.json`, and
a photo and a mask for each sample), looks and reads as `scenewright plan PHOTO TEXT` does, touches no pixel, and prints
a table. `SHEET` is a folder for contact sheets of photo, truth, choice and words; `--rounds N`, `--no-knowledge` and
`--no-reasoning` leave something out.

Chosen is what a ready plan is done to, or the first thing that a question offers: nobody answers here. A truth that is
several things counts where they are chosen together.
"""

from __future__ import annotations

import json
import re
import resource
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from time import perf_counter
from typing import Any

import click
import numpy as np

from ..agent.actions import ActionError, Situation
from ..agent.actions.masks import mask_of
from ..agent.interpreter.lexical import LexicalInterpreter
from ..agent.interpreter.port import ReadRequest
from ..agent.looking.guessing import guesser, instead
from ..agent.looking.perceive import detect_scene, look
from ..agent.turn.nodes.understand import instruction_of, unseen
from ..agent.turn.services import ROUNDS
from ..scene.image import ImageRef, MemoryImages, Pixels
from ..scene.mask import Mask
from ..scene.objects import Scene, SceneObject
from ..scene.ops import EditOp
from ..scene.plan import EditPlan
from ..scene.target import ObjectTarget, Relative, Target
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from .datasets import BrokenSample
from .datasets import Sample as Found
from .datasets.published import ciebench

GOOD = 0.5
"""IoU with the truth from which a mask is the thing."""

ROUNDS_OF_CHANCE = 2000
"""Samples drawn for an interval."""

_ACTIONS = (
    ("recolor", r"\b(?:change|turn|paint|make)\b.{0,40}\bcolou?r"),
    ("replace", r"\b(?:replace|replease|replac\w*|substitute|swap)\b"),
    ("remove", r"\b(?:remove|reomve|delete|erase|eliminate|take away)\b"),
    ("insert", r"\b(?:add|include|put|place|insert)\b"),
)
"""Which verb asks for which action: the last one in the text counts that is not itself what something is for."""
_FOR = re.compile(r"\b(?:used|able|meant|designed) to (?:\w+ly )?$")
"""What stands before a verb that tells what a thing is for (`that is used to briefly put a hat on`)."""


@dataclass(frozen=True, eq=False, slots=True)
class Sample:
    """A photo, what is said about it, and the pixels that are meant."""

    name: str
    pixels: Pixels
    text: str
    truth: Mask
    action: str
    label: str | None
    """What the truth shows, where somebody said so."""


@dataclass(frozen=True, slots=True)
class Switches:
    """What an ablation leaves out."""

    rounds: int = ROUNDS
    knowledge: bool = True
    reasoning: bool = True
    """Whether nearness in meaning is weighed, and what was not found is guessed at."""


@dataclass(frozen=True, eq=False, slots=True)
class Result:
    """What became of a sample."""

    sample: Sample
    plan: EditPlan
    action: str | None
    candidate: float
    """The best IoU of any candidate."""
    chosen: float
    """IoU of what is chosen; 0 where nothing is."""
    offered: float
    """The best IoU of what is chosen or offered."""
    mask: Mask | None
    seconds: float
    labelled: bool | None
    """Whether it is chosen among things with true labels; None where nobody labelled it."""


def load(folder: Path) -> list[Sample]:
    """The samples of a folder in its order; masks with JPEG noise are cut at 127, others of the photo's size."""
    dataset = ciebench(folder)
    if dataset.broken:
        raise BrokenSample("; ".join(f"{one.id}: {one.reason}" for one in dataset.broken))
    return [_sample(sample) for sample in dataset.samples]


def _sample(found: Found) -> Sample:
    pixels, truth = found.pixels(), found.truth()
    if truth is None:
        raise BrokenSample(f"{found.id}: there is no mask of what is meant")
    label = labels().get(ImageRef.of(pixels).id.removeprefix("sha256:")[:12])
    return Sample(found.id, pixels, found.instruction, truth, action_of(found.instruction), label)


@cache
def labels() -> dict[str, str]:
    """What the masks of known photos show, by looking: photo's id → a noun, in `localisation_labels.json`."""
    known: dict[str, str] = json.loads((files(__package__) / "localisation_labels.json").read_text("utf-8"))
    return known


def action_of(text: str) -> str:
    """The op that the last edit verb of a text asks for."""
    said = text.lower()
    last = {
        op: max((m.start() for m in re.finditer(verb, said) if not _FOR.search(said[: m.start()])), default=-1)
        for op, verb in _ACTIONS
    }
    return max(last, key=lambda op: last[op])


def measure(sample: Sample, toolbox: Toolbox, switches: Switches) -> Result:
    """Look, read, look again as a turn does, and compare with the truth."""
    started = perf_counter()
    plan, scene = understand(sample, toolbox, switches)
    seconds = perf_counter() - started
    situation = _situation(sample, scene, toolbox)
    readings = [plan.ops] if plan.ops else [one.ops for one in plan.question.options] if plan.question else []
    masks = [pointed(ops, situation) for ops in readings]
    ious = [mask.iou(sample.truth) if mask is not None else 0.0 for mask in masks] or [0.0]
    actions = {ops[0].op for ops in readings if ops}
    return Result(
        sample,
        plan,
        actions.pop() if len(actions) == 1 else None,
        max([*ious, *(mask.iou(sample.truth) for mask in candidates(sample, scene, toolbox))]),
        ious[0],
        max(ious),
        masks[0] if masks else None,
        seconds,
        with_true_labels(sample, toolbox, switches),
    )


def understand(sample: Sample, toolbox: Toolbox, switches: Switches) -> tuple[EditPlan, Scene]:
    """The plan and what is known of the picture then."""
    reader = interpreter(toolbox, switches)
    scene = detect_scene(sample.pixels, ImageRef.of(sample.pixels), toolbox)
    instruction = instruction_of(sample.text, {}, {})
    sought: list[str] = []
    for done in range(switches.rounds + 1):
        request = ReadRequest(instruction, scene, can_look=done < switches.rounds, picture=lambda: sample.pixels)
        plan = unseen(reader.read(request).plan, scene.queries)
        if plan.status != "look":
            break
        sought += plan.look_for
        scene = look(scene, sample.pixels, _view(sample), plan.look_for, toolbox, inside=plan.look_in)
    if switches.reasoning and switches.rounds:
        plan = instead(plan, request, reader, guesser(sample.pixels, toolbox), sought)
    return plan, scene


def interpreter(toolbox: Toolbox, switches: Switches) -> LexicalInterpreter:
    """The one that reads by rules."""
    encoder: Callable[[], Any] | None = (lambda: toolbox.lease("text_encoder")) if switches.reasoning else None
    return LexicalInterpreter(encoder, knowledge=switches.knowledge)


def candidates(sample: Sample, scene: Scene, toolbox: Toolbox) -> Iterable[Mask]:
    """Every mask that the search has: those of the scene's things, and all regions of the dense search."""
    situation = _situation(sample, scene, toolbox)
    for thing in scene.objects:
        found, situation = _mask_of(ObjectTarget(object=thing.id), situation)
        if found is not None:
            yield found
    with toolbox.lease("grounder") as grounder:
        yield from grounder.regions(sample.pixels)


def pointed(ops: Sequence[EditOp], situation: Situation) -> Mask | None:
    """The pixels that the first op is about: its targets, or the thing that a place is told by."""
    if not ops:
        return None
    op = ops[0]
    targets = list(getattr(op, "targets", ())) or [t for t in (getattr(op, "target", None),) if t is not None]
    place = getattr(op, "at", None)
    if not targets and isinstance(place, Relative):
        targets = list(place.of) if isinstance(place.of, tuple) else [place.of]
    masks = []
    for target in targets:
        mask, situation = _mask_of(target, situation)
        masks += [mask] if mask is not None else []
    if not masks:
        return None
    return Mask(np.logical_or.reduce([mask.array for mask in masks]))


def _mask_of(target: Target, situation: Situation) -> tuple[Mask | None, Situation]:
    try:
        found, situation = mask_of(target, situation)
    except ActionError:
        return None, situation
    return Mask.from_ref(found.mask), situation


def with_true_labels(sample: Sample, toolbox: Toolbox, switches: Switches) -> bool | None:
    """Whether the truth is chosen where it stands in the scene under its true name, among what else was detected."""
    if sample.label is None:
        return None
    scene = detect_scene(sample.pixels, ImageRef.of(sample.pixels), toolbox)
    truth = SceneObject(id="truth-1", label=sample.label, box=sample.truth.box, mask=sample.truth.to_ref())
    others = [thing for thing in scene.objects if thing.box.iou(truth.box) < GOOD and thing.label != sample.label]
    known = scene.model_copy(update={"objects": (*others, truth)})
    request = ReadRequest(instruction_of(sample.text, {}, {}), known, can_look=False)
    plan = interpreter(toolbox, switches).read(request).plan
    mask = pointed(plan.ops, _situation(sample, known, toolbox))
    return mask is not None and mask.iou(sample.truth) >= GOOD


def _view(sample: Sample) -> View:
    return View.of(sample.pixels.shape[1], sample.pixels.shape[0])


def _situation(sample: Sample, scene: Scene, toolbox: Toolbox) -> Situation:
    return Situation(sample.pixels, scene, _view(sample), toolbox, MemoryImages())


def run(folder: Path, sheet: Path | None = None, switches: Switches | None = None) -> str:
    """Measure every sample of a folder, half a minute to two on two cores each; returns the table."""
    toolbox = Toolbox(EMBEDDED)
    results = []
    for sample in load(folder):
        results.append(measure(sample, toolbox, switches or Switches()))
        print(line(results[-1]), file=sys.stderr, flush=True)
    if sheet is not None:
        from .localisation_sheet import write

        write(results, sheet)
    return table(results)


def line(result: Result) -> str:
    """One sample in short."""
    asked = result.plan.question.text if result.plan.question else result.plan.rationale
    marks = "".join("+" if value >= GOOD else "-" for value in (result.candidate, result.chosen, result.offered))
    return (
        f"{result.sample.name}: {marks} {result.plan.status} {result.action or '?'}/{result.sample.action}"
        f" candidate {result.candidate:.2f} chosen {result.chosen:.2f} labelled {result.labelled}"
        f" {result.seconds:.0f} s | {asked[:160]}"
    )


def table(results: Sequence[Result]) -> str:
    """Markdown: shares with 95 % bootstrap intervals over samples."""
    seconds = sorted(one.seconds for one in results)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    lines = ["| what | samples | share | 95 % interval |", "| --- | --- | --- | --- |"]
    lines += [_row(name, values) for name, values in rows_of(results)]
    if seconds:
        middle, most = seconds[len(seconds) // 2], seconds[-1]
        lines.append(
            f"\nA sample took {middle:.0f} s (median; at most {most:.0f} s), the process {memory:.0f} MB at most."
        )
    return "\n".join(lines)


def rows_of(results: Sequence[Result]) -> list[tuple[str, list[bool]]]:
    """What is counted, sample by sample."""
    labelled = [bool(one.labelled) for one in results if one.labelled is not None]
    ready = [one.plan.status == "ready" for one in results]
    return [
        ("action right", [one.action == one.sample.action for one in results]),
        ("a candidate with IoU ≥ 0.5", [one.candidate >= GOOD for one in results]),
        ("that one chosen (done, or offered first)", [one.chosen >= GOOD for one in results]),
        ("– done without a question", [one.chosen >= GOOD and sure for one, sure in zip(results, ready, strict=True)]),
        ("– chosen or among what is offered", [one.offered >= GOOD for one in results]),
        ("another thing chosen without a question", _wrong(results)),
        ("chosen among true labels (where known)", labelled),
    ]


def _wrong(results: Sequence[Result]) -> list[bool]:
    return [one.plan.status == "ready" and one.mask is not None and one.chosen < GOOD for one in results]


def _row(name: str, values: Sequence[bool]) -> str:
    if not values:
        return f"| {name} | – | – | – |"
    low, high = interval(values)
    return f"| {name} | {sum(values)} of {len(values)} | {sum(values) / len(values):.0%} | {low:.0%}…{high:.0%} |"


def interval(values: Sequence[bool]) -> tuple[float, float]:
    """The 95 % bootstrap interval (percentiles) of a share."""
    drawn = np.random.default_rng(0).choice(np.asarray(values, float), (ROUNDS_OF_CHANCE, len(values)))
    low, high = np.percentile(drawn.mean(axis=1), (2.5, 97.5))
    return float(low), float(high)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.argument("sheet", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--rounds", type=click.IntRange(0, ROUNDS), default=ROUNDS, help="Looks that a turn may take.")
@click.option("--knowledge/--no-knowledge", default=True, help="The table of what things are for.")
@click.option("--reasoning/--no-reasoning", default=True, help="Nearness in meaning, and guesses.")
def main(folder: Path, sheet: Path | None, rounds: int, knowledge: bool, reasoning: bool) -> None:
    """Measure a folder of photos, instructions and masks; contact sheets go into SHEET."""
    click.echo(run(folder, sheet, Switches(rounds, knowledge, reasoning)))


if __name__ == "__main__":
    main()
