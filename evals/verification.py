"""How well the checks see: good edits that they call bad, and broken tools that they let pass."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

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


@dataclass(frozen=True)
class Faulty:
    """An inpainter that goes wrong in one way: `spoil(pixels, hole) → pixels`."""

    spoil: Callable[[Pixels, Mask], Pixels]

    def fill(
        self, pixels: Pixels, hole: Mask, *, barred: Mask | None = None, prompt: str | None = None, seed: int = 0
    ) -> Pixels:
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


def photos() -> Iterator[tuple[str, Pixels]]:
    """Free photos of scikit-image with things that the detector knows."""
    from skimage import data

    for name in ("coffee", "chelsea", "astronaut"):
        yield name, getattr(data, name)()[..., :3]


def _situation(pixels: Pixels, toolbox: Toolbox) -> Situation:
    height, width = pixels.shape[:2]
    with toolbox.lease("detector") as detector:
        seen = [found for found in detector.detect(pixels) if found.box.area < 0.5 * width * height]
    scene = Scene(image=SceneImage(width=width, height=height))
    for found in seen:
        scene = scene.add(SceneObject(id=scene.new_id(found.label), label=found.label, box=found.box))
    return Situation(pixels, scene, View.of(width, height), toolbox, MemoryImages())


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


def run() -> str:
    """A Markdown table: false alarms on good edits and faults that were caught, on the embedded toolset."""
    toolbox = Toolbox(EMBEDDED)
    good, alarms = 0, []
    caught: dict[str, list[bool]] = {name: [] for name in FAULTS}
    for name, pixels in photos():
        situation = _situation(pixels, toolbox)
        for thing in situation.scene.objects:
            _, scene = resolve(Remove.model_validate({"targets": [{"object": thing.id}]}), situation)
            situation = replace(situation, scene=scene)
            for op in _ops(thing.id, situation.frame):
                passed, why = _passes(op, situation)
                good += 1
                alarms += [] if passed else [f"{name}, {thing.id}: {op.op} – {why}"]
            for fault, spoil in FAULTS.items():
                for op in _ops(thing.id, situation.frame)[:3]:
                    caught[fault].append(not _passes(op, situation, Faulty(spoil))[0])
    return _table(good, alarms, caught)


def _table(good: int, alarms: list[str], caught: dict[str, list[bool]]) -> str:
    lines = ["| what | cases | share |", "| --- | --- | --- |"]
    lines.append(f"| good edits called bad (false alarms) | {len(alarms)} of {good} | {len(alarms) / good:.1%} |")
    for fault, results in caught.items():
        share = sum(results) / len(results)
        lines.append(f"| broken inpainter caught: {fault} | {sum(results)} of {len(results)} | {share:.1%} |")
    return "\n".join([*lines, "", *(f"- false alarm: {alarm}" for alarm in alarms)])
