"""Corner cases of the actions: transparent pictures, turned views, several targets, and what cannot be done."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from skimage.data import chelsea

from scenewright.agent.actions import Situation, apply_effect, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View

CUP = {"object": "cup-1"}
BOOK = {"object": "book-1"}


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def run(situation: Situation, **fields: Any) -> tuple[Pixels, ResolvedOp, Scene]:
    """Resolve, evaluate, verify: the canvas afterwards, the resolved op, and the scene."""
    resolved, scene = resolve(op_of(fields), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    corner = situation.view.canvas
    patches = [replace(p, box=p.box.shift(-corner.left, -corner.top)) for p in outcome.patches]
    after = composite(situation.pixels, patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed, failed
    return after, resolved, apply_effect(resolved, scene)


def then(situation: Situation, **fields: Any) -> Situation:
    """The situation after an op."""
    after, resolved, scene = run(situation, **fields)
    return replace(situation, pixels=after, scene=scene, view=resolved.view_after or situation.view)


def test_a_moved_thing_of_a_photo_is_not_resampled(situation: Situation) -> None:
    """Where a soft edge is thin, its opaque part is a pixel smaller than the mask: that is no reason to scale it."""
    pixels = np.ascontiguousarray(chelsea()[::2, ::2])
    height, width = pixels.shape[:2]
    y, x = np.mgrid[:height, :width]
    mask = Mask(((x - 80) / 40) ** 2 + ((y - 75) / 36) ** 2 <= 1)
    scene = Scene(image=SceneImage(width=width, height=height))
    photo = replace(situation, pixels=pixels, scene=scene, view=View.of(width, height))
    resolved, _ = resolve(op_of({"op": "move", "target": {"mask": mask.to_ref()}, "to": {"offset": [60, -9]}}), photo)
    outcome = evaluate(resolved, pixels, photo.toolbox, photo.images)
    after, inner = composite(pixels, outcome.patches), mask.grow(-6)
    assert np.array_equal(after[inner.shift(60, -9).array], pixels[inner.array])


def test_a_round_thing_keeps_its_size_when_it_is_turned(situation: Situation) -> None:
    _, resolved, _ = run(situation, op="transform", targets=[CUP], rotate=45.0)
    width, height = resolved.places[0].size
    assert (abs(width - 27) <= 2) and (abs(height - 27) <= 2), "an ellipse of 24 × 30, turned by 45°"


def arrow() -> Pixels:
    """A cut-out that points up: white, 20 × 20, transparent around."""
    rgba = np.zeros((20, 20, 4), np.uint8)
    for row in range(20):
        half = max(1, row // 2)
        rgba[row, 10 - half : 10 + half] = 255
    return rgba


@pytest.mark.parametrize("turn", [0, 90, 180, 270, 30])
@pytest.mark.parametrize("mirrored", [False, True])
def test_what_is_put_in_stands_upright_in_the_shown_picture(situation: Situation, turn: int, mirrored: bool) -> None:
    view = situation.view.rotate(turn)
    turned = replace(situation, view=view.flip(True) if mirrored else view)
    reference = {"image": situation.images.put(arrow()).id}
    at = {"point": [turned.view.width / 2, turned.view.height / 2]}
    after, _, _ = run(turned, op="insert", reference=reference, at=at)
    white = turned.view.render(after)[..., :3].min(axis=2) > 220
    box = Mask(white).box
    widths = white[box.slices].sum(axis=1)
    assert widths[-3] > 2.5 * widths[2], "narrow above, wide below"


@pytest.mark.parametrize("flip", ["horizontal", "vertical"])
@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_thing_is_flipped_the_way_it_is_shown(situation: Situation, turn: int, flip: str) -> None:
    pixels = situation.pixels.copy()
    pixels[30:42, 20:30] += 60
    turned = replace(situation, pixels=pixels, view=situation.view.rotate(turn))
    after, resolved, _ = run(turned, op="transform", targets=[CUP], flip=flip)
    mask = turned.view.mask_to_view(Mask.from_ref(resolved.targets[0].mask).grow(-4))
    axis = 1 if flip == "horizontal" else 0
    before, now = (turned.view.render(pixels)[mask.box.slices] for pixels in (turned.pixels, after))
    inside = mask.array[mask.box.slices]
    assert np.array_equal(now[inside], np.flip(before, axis)[inside])


def test_a_thing_turns_clockwise_in_a_mirrored_picture_too(mirrored: Situation) -> None:
    after, _, _ = run(mirrored, op="transform", targets=[CUP], rotate=30.0)
    plain, _, _ = run(replace(mirrored, view=View.of(120, 80)), op="transform", targets=[CUP], rotate=-30.0)
    assert np.array_equal(after, plain)
