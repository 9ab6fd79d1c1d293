"""How well the checks see: good edits that they call bad, and broken tools that they let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import numpy as np

from ..agent.actions import Situation, evaluate, resolve
from ..agent.verify import verify
from ..scene.geometry import Box
from ..scene.image import MemoryImages, Pixels
from ..scene.mask import Mask
from ..scene.objects import Scene, SceneImage, SceneObject
from ..scene.ops import Adjust, Duplicate, EditOp, Move, Obscure, Recolor, Remove, Resize
from ..scene.patch import composite
from ..scene.view import View
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from . import cautions
from .detection import backgrounds, cutouts, samples

STRIDE = 4
"""Every so manieth of the detection benchmark's pictures is used …"""
HELD_OUT = 2
"""… starting here; the thresholds of the checks were set on those that start at 0."""


@dataclass(frozen=True)
class Faulty:
    """An inpainter that goes wrong in one way: `spoil(pixels, hole) → pixels`."""

    spoil: Callable[[Pixels, Mask], Pixels]

    def fill(self, pixels: Pixels, hole: Mask, **more: Any) -> Pixels:
        return self.spoil(pixels, hole)


def _noise(pixels: Pixels, hole: Mask) -> Pixels:
    out = pixels.copy()
    out[hole.array] = np.random.default_rng(0).integers(0, 256, (hole.area, 3), dtype=np.uint8)
    return out


def _elsewhere(pixels: Pixels, hole: Mask) -> Pixels:
    out = pixels.copy()
    far = hole.shift(hole.width // 3, hole.height // 4).minus(hole)
    out[far.array] = 128
    return out


FAULTS: dict[str, Callable[[Pixels, Mask], Pixels]] = {
    "returns its input": lambda pixels, hole: pixels.copy(),
    "noise": _noise,
    "changes the wrong place": _elsewhere,
}


def situations(toolbox: Toolbox) -> Iterator[tuple[str, Situation]]:
    """Free photos with one thing each, cut from another photo, whose box is known."""
    chosen = [sample for sample in samples(cutouts(toolbox), backgrounds()) if sample.size != "small"][HELD_OUT::STRIDE]
    for number, sample in enumerate(chosen):
        height, width = sample.pixels.shape[:2]
        thing = SceneObject(id=f"{sample.label}-1", label=sample.label, box=sample.box)
        scene = Scene(image=SceneImage(width=width, height=height), objects=(thing,))
        yield f"picture {number}", Situation(sample.pixels, scene, View.of(width, height), toolbox, MemoryImages())


def _ops(id: str, frame: Box) -> list[EditOp]:
    target = {"object": id}
    return [
        Remove.model_validate({"targets": [target]}),
        Move.model_validate({"target": target, "to": {"offset": [-frame.width // 6, 0]}}),
        Resize.model_validate({"targets": [target], "scale": 0.6}),
        Resize.model_validate({"targets": [target], "scale": 1.3}),
        Duplicate.model_validate({"target": target}),
        Recolor.model_validate({"targets": [target], "color": "navy"}),
        Recolor.model_validate({"targets": [target], "color": "yellow"}),
        Adjust.model_validate({"targets": [target], "brightness": 0.3}),
        Obscure.model_validate({"targets": [target], "method": "blur"}),
        Obscure.model_validate({"targets": [target], "method": "pixelate"}),
    ]


def _passes(op: EditOp, situation: Situation, inpainter: object | None = None) -> tuple[bool, str]:
    resolved, _ = resolve(op, situation)
    toolbox = situation.toolbox if inpainter is None else _with(situation.toolbox, inpainter)
    outcome = evaluate(resolved, situation.pixels, toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [check for check in verify(resolved, situation.pixels, after, outcome, toolbox) if not check.passed]
    return not failed, "; ".join(f"{check.name}: {check.detail}" for check in failed)


def _with(toolbox: Toolbox, inpainter: object) -> Toolbox:
    """The same toolbox with a broken inpainter in place of its own."""
    with toolbox.lease("detector") as detector, toolbox.lease("harmonizer") as harmonizer:
        return Toolbox.of(detector=detector, harmonizer=harmonizer, inpainter=inpainter)


@dataclass(frozen=True)
class Tally:
    """What was counted: good edits, those of them called bad, and for each fault whether each case was caught."""

    good: int
    alarms: tuple[str, ...]
    caught: dict[str, tuple[bool, ...]]


def count(toolbox: Toolbox, pictures: int | None = None) -> Tally:
    """The benchmark on its first `pictures` (default: all)."""
    good: int = 0
    alarms: list[str] = []
    caught: dict[str, list[bool]] = {name: [] for name in FAULTS}
    for name, situation in islice(situations(toolbox), pictures):
        id = situation.scene.ids[0]
        _, scene = resolve(Remove.model_validate({"targets": [{"object": id}]}), situation)
        known = replace(situation, scene=scene)
        for op in _ops(id, known.frame):
            passed, why = _passes(op, known)
            good += 1
            alarms += [] if passed else [f"{name}, {id}: {op.op} – {why}"]
        for fault, spoil in FAULTS.items():
            caught[fault] += [not _passes(op, known, Faulty(spoil))[0] for op in _ops(id, known.frame)[:3]]
    return Tally(good, tuple(alarms), {fault: tuple(results) for fault, results in caught.items()})


def run() -> str:
    """Markdown tables: false alarms on good edits and faults that were caught, and the same of doubts that are told."""
    toolbox = Toolbox(EMBEDDED)
    try:
        return f"{table(count(toolbox))}\n\n{cautions.table(cautions.measure(toolbox))}"
    finally:
        toolbox.close()


def table(tally: Tally) -> str:
    """The tally as Markdown."""
    alarms = len(tally.alarms)
    lines = ["| what | cases | share |", "| --- | --- | --- |"]
    lines.append(f"| good edits called bad (false alarms) | {alarms} of {tally.good} | {alarms / tally.good:.1%} |")
    for fault, results in tally.caught.items():
        share = sum(results) / len(results)
        lines.append(f"| broken inpainter caught: {fault} | {sum(results)} of {len(results)} | {share:.1%} |")
    return "\n".join([*lines, "", *(f"- false alarm: {alarm}" for alarm in tally.alarms)])
