"""On pictures whose objects' masks are known: what changes stays within the mask grown by the declared amount."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from skimage import data

from scenewright.agent.actions import Situation, consequences_of, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.instruction import Instruction
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import InputInpainter, MisplacedInpainter, NoiseInpainter
from scenewright.tools.toolbox import Toolbox

pytestmark = pytest.mark.models


def pasted() -> Iterator[tuple[str, Pixels, Mask]]:
    """Photos with a thing pasted in whose mask is therefore exact: an ellipse of fur, a helmet-like ball, a sign."""
    fur, suit = data.chelsea(), data.astronaut()
    ground = np.ascontiguousarray(data.rocket()[60:360, 180:580])
    y, x = np.mgrid[: ground.shape[0], : ground.shape[1]] + 0.5

    def ellipse(cx: float, cy: float, rx: float, ry: float) -> np.ndarray:
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 <= 1

    for name, inside, texture in (
        ("fur", ellipse(90, 110, 45, 60), fur[20:320, 40:440]),
        ("suit", ellipse(300, 130, 50, 50), suit[190:490, 20:420]),
        ("sign", (abs(x - 95) < 50) & (abs(y - 100) < 30), suit[190:490, 20:420]),
    ):
        pixels = ground.copy()
        part = texture[: ground.shape[0], : ground.shape[1]]
        fitted = np.zeros_like(ground)
        fitted[: part.shape[0], : part.shape[1]] = part
        pixels[inside] = fitted[inside]
        yield name, pixels, Mask(inside)


PASTED = list(pasted())


def situation_of(pixels: Pixels, truth: Mask, toolbox: Toolbox) -> Situation:
    height, width = pixels.shape[:2]
    marks = Instruction.of("", {"A": {"box": truth.box.as_list()}}).marks
    scene = Scene(image=SceneImage(width=width, height=height))
    return Situation(pixels, scene, View.of(width, height), toolbox, MemoryImages(), marks)


def run(situation: Situation, **fields: Any) -> tuple[np.ndarray, int, tuple[Mask, ...], Any]:
    """The changed pixels, the declared growth, the masks of listed consequences, and the failed checks."""
    op = EditPlan.model_validate({"ops": [fields]}).ops[0]
    listed, situation = consequences_of(op, situation)
    resolved, _ = resolve(op, situation, listed)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    changed = np.any(after != situation.pixels, axis=2)
    return changed, resolved.growth, tuple(Mask.from_ref(one.mask) for one in resolved.consequences), failed


def cloth(name: str, pixels: Pixels) -> np.ndarray:
    """H×W bool: what of a thing wears its paint. The suit's is orange; its badge and a strip of wall are not."""
    if name != "suit":
        return np.ones(pixels.shape[:2], bool)
    return pixels[..., 0].astype(int) - pixels[..., 2] > 60


@pytest.mark.parametrize(("name", "pixels", "truth"), PASTED, ids=[name for name, _, _ in PASTED])
@pytest.mark.parametrize(
    "fields",
    [
        {"op": "remove", "targets": [{"mark": "A"}]},
        {"op": "recolor", "targets": [{"mark": "A"}], "color": "green"},
        {"op": "obscure", "targets": [{"mark": "A"}], "method": "pixelate"},
    ],
    ids=["remove", "recolor", "obscure"],
)
def test_changes_stay_within_the_true_mask_grown_by_the_declared_amount(
    name: str, pixels: Pixels, truth: Mask, fields: dict[str, Any], toolbox: Toolbox
) -> None:
    changed, growth, followed, failed = run(situation_of(pixels, truth, toolbox), **fields)
    allowed = truth.grow(growth)
    for mask in followed:
        allowed = allowed.union(mask.grow(growth))
    assert changed.any()
    assert not failed, failed
    assert int(np.count_nonzero(changed & ~allowed.array)) == 0
    meant = truth.array & (cloth(name, pixels) if fields["op"] == "recolor" else True)
    assert np.count_nonzero(changed & meant) > 0.9 * np.count_nonzero(meant), "the whole thing was meant"
    if name == "suit" and fields["op"] == "recolor":
        spared = truth.grow(-3).minus(Mask(cloth(name, pixels)).grow(4)).array
        assert np.count_nonzero(changed & spared) < 0.1 * np.count_nonzero(spared), "the badge is no cloth"


@pytest.mark.parametrize("broken", [InputInpainter(), NoiseInpainter(), MisplacedInpainter()])
@pytest.mark.parametrize(("name", "pixels", "truth"), PASTED, ids=[name for name, _, _ in PASTED])
def test_broken_fillers_are_caught_with_real_masks(
    name: str, pixels: Pixels, truth: Mask, broken: Any, toolbox: Toolbox
) -> None:
    with toolbox.lease("segmenter") as segmenter, toolbox.lease("detector") as detector:
        mixed = Toolbox.of(segmenter=segmenter, detector=detector, inpainter=broken)
        *_, failed = run(situation_of(pixels, truth, mixed), op="remove", targets=[{"mark": "A"}])
    assert failed


def test_the_truth_is_inside_the_pictures() -> None:
    for _name, pixels, truth in PASTED:
        assert Box.of_size(pixels.shape[1], pixels.shape[0]).covers(truth.box)
