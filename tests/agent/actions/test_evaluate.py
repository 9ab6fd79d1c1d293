"""Every action on a small picture: what changes, what stays, and what the scene then says."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import NeedsBackend, Situation, apply_effect, evaluate, resolve
from scenewright.agent.actions.situation import ActionError, BadTarget, TargetNotFound
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.toolbox import Toolbox

CUP = {"object": "cup-1"}
BOOK = {"object": "book-1"}
ALL = {"everything": True}


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def run(situation: Situation, **fields: Any) -> tuple[Pixels, ResolvedOp, Scene]:
    """Resolve, evaluate, verify: the canvas afterwards, the resolved op, and the scene."""
    resolved, scene = resolve(op_of(fields), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    changed = np.any(after[..., :3] != situation.pixels[..., :3], axis=2)
    if resolved.view_after is None:
        assert not np.any(changed & ~outcome.allowed.array), "pixels changed outside the declared area"
        failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
        assert not failed, failed
    return after, resolved, apply_effect(resolved, scene)


def box_of(scene: Scene, id: str) -> Box:
    return scene.get(id).box


def test_remove_fills_the_place_and_drops_the_object(situation: Situation) -> None:
    after, resolved, scene = run(situation, op="remove", targets=[CUP])
    assert scene.ids == ("book-1",)
    inside = Mask.from_ref(resolved.targets[0].mask)
    assert after[inside.array][:, 0].max() < 165, "no red is left"
    assert np.array_equal(after[36:60, 80:104], situation.pixels[36:60, 80:104]), "the book is untouched"


def test_remove_of_two_things_is_one_action(situation: Situation) -> None:
    _, resolved, scene = run(situation, op="remove", targets=[CUP, BOOK])
    assert scene.ids == ()
    assert len(resolved.targets) == 2


def test_move_takes_the_real_pixels_along(situation: Situation) -> None:
    after, resolved, scene = run(situation, op="move", target=CUP, to={"offset": [20, -10]})
    mask = Mask.from_ref(resolved.targets[0].mask).grow(-3)
    assert np.array_equal(after[mask.shift(20, -10).array], situation.pixels[mask.array])
    assert box_of(scene, "cup-1") == Box(40, 20, 64, 50)


@pytest.mark.parametrize(
    ("to", "expected"),
    [
        ({"relation": "left of", "of": BOOK}, Box(55, 30, 79, 60)),
        ({"relation": "above", "of": BOOK}, Box(80, 4, 104, 34)),
        ({"point": [60, 40]}, Box(48, 25, 72, 55)),
        ({"edge": "top left"}, Box(2, 2, 26, 32)),
        ({"box": [60, 20, 84, 50]}, Box(60, 20, 84, 50)),
        ({"offset": [500, 0]}, Box(96, 30, 120, 60)),
    ],
)
def test_places(situation: Situation, to: dict[str, Any], expected: Box) -> None:
    resolved, _ = resolve(op_of({"op": "move", "target": CUP, "to": to}), situation)
    assert resolved.places == (expected,)


def test_resize_keeps_the_foot_where_it_stands(situation: Situation) -> None:
    _, _, scene = run(situation, op="resize", targets=[CUP], scale=0.5)
    assert box_of(scene, "cup-1") == Box(26, 45, 38, 60)


def test_duplicate_adds_objects_with_new_ids(situation: Situation) -> None:
    _, resolved, scene = run(situation, op="duplicate", target=CUP, count=2)
    assert scene.ids == ("cup-1", "book-1", "cup-2", "cup-3")
    assert len(set(resolved.places)) == 2


def test_swap_exchanges_places(situation: Situation) -> None:
    _, _, scene = run(situation, op="swap", target=CUP, other=BOOK)
    assert box_of(scene, "cup-1").center.x == 92
    assert box_of(scene, "book-1").center.x == 32


def test_recolor_changes_the_thing_and_its_attribute(situation: Situation) -> None:
    after, _, scene = run(situation, op="recolor", targets=[CUP], color="blue")
    red, _green, blue = after[45, 32]
    assert blue > red
    assert scene.get("cup-1").attributes["color"] == "#0000ff"


def test_adjust_of_one_thing_leaves_the_others(situation: Situation) -> None:
    after, _, _ = run(situation, op="adjust", targets=[BOOK], brightness=0.4)
    assert after[48, 92].sum() > situation.pixels[48, 92].sum()
    assert np.array_equal(after[30:60, 20:44], situation.pixels[30:60, 20:44])


def test_everything_except_leaves_the_exception(situation: Situation) -> None:
    after, _, _ = run(situation, op="adjust", targets=[{**ALL, "except": [BOOK]}], saturation=-1)
    assert np.array_equal(after[40:56, 84:100], situation.pixels[40:56, 84:100])
    assert after[45, 32].max() - after[45, 32].min() <= 2


@pytest.mark.parametrize("method", ["blur", "pixelate", "fill"])
def test_obscure_hides(situation: Situation, method: str) -> None:
    after, _, _ = run(situation, op="obscure", targets=[CUP], method=method)
    assert not np.array_equal(after[40:50, 28:36], situation.pixels[40:50, 28:36])


def test_restyle_by_a_look_says_that_it_is_a_filter(situation: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "restyle", "targets": [ALL], "prompt": "pencil drawing"}), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    assert any("filter" in note for note in outcome.notes)


def test_background_colour_keeps_the_things(situation: Situation) -> None:
    after, _, _ = run(situation, op="background", color="white")
    assert after[2, 2].tolist() == [255, 255, 255]
    assert np.array_equal(after[42:50, 86:98], situation.pixels[42:50, 86:98])


@pytest.mark.parametrize(("label", "inner"), [("statue", {"part_of": "all-1"}), ("person", {})])
def test_neither_parts_nor_what_somebody_holds_make_them_background(
    situation: Situation, label: str, inner: dict[str, str]
) -> None:
    """A portrait: who is on it fills most of it, and a part of them, or a cup in their hands, is known too."""
    large, small = Box(8, 4, 112, 80), Box(50, 30, 60, 38)
    whole = SceneObject(id="all-1", label=label, box=large, mask=Mask.from_box(large, 120, 80).to_ref())
    held = SceneObject(id="cup-1", label="cup", box=small, mask=Mask.from_box(small, 120, 80).to_ref(), **inner)
    portrait = replace(situation, scene=Scene(image=situation.scene.image, objects=(whole, held)))
    after, _, _ = run(portrait, op="background", color="white")
    assert after[2, 2].tolist() == [255, 255, 255]
    assert np.array_equal(after[20:64, 24:96], situation.pixels[20:64, 24:96])


def test_background_transparent_has_an_alpha(situation: Situation) -> None:
    after, _, _ = run(situation, op="background", color="transparent")
    assert after.shape[2] == 4
    assert after[2, 2, 3] == 0
    assert after[48, 92, 3] == 255
    assert np.array_equal(after[42:50, 86:98, :3], situation.pixels[42:50, 86:98])


def test_background_picture_lies_behind(situation: Situation) -> None:
    green = np.zeros((40, 60, 3), np.uint8)
    green[..., 1] = 200
    reference = {"image": situation.images.put(green).id}
    after, _, _ = run(situation, op="background", reference=reference)
    assert after[2, 2].tolist() == [0, 200, 0]


@pytest.mark.parametrize(
    ("fields", "size"),
    [
        ({"crop": [10, 10, 60, 50]}, (50, 40)),
        ({"aspect": "1:1"}, (80, 80)),
        ({"rotate": 90}, (80, 120)),
        ({"rotate": 30.0}, (144, 129)),
        ({"straighten": 5.0}, (114, 70)),
        ({"flip": "horizontal"}, (120, 80)),
        ({"scale": 0.5}, (60, 40)),
        ({"perspective": [[10, 10], [110, 10], [110, 70], [10, 70]]}, (100, 60)),
        ({"extend": {"left": 10, "bottom": 10}}, (130, 90)),
    ],
)
def test_transforms_of_the_picture_change_the_view_alone(
    situation: Situation, fields: dict[str, Any], size: tuple[int, int]
) -> None:
    _, resolved, _ = run(situation, op="transform", **fields)
    assert resolved.view_after is not None
    assert (resolved.view_after.width, resolved.view_after.height) == size


def test_extend_fills_the_new_strip_and_keeps_the_photo(situation: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "transform", "extend": {"left": 12}}), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    assert resolved.view_after is not None
    canvas = composite(situation.pixels, outcome.patches, resolved.view_after.canvas)
    shown = resolved.view_after.render(canvas, opaque=True)
    assert shown.shape == (80, 132, 3)
    assert np.array_equal(shown[:, 12:], situation.pixels)


def test_transform_of_a_thing_flips_it_in_place(situation: Situation) -> None:
    after, resolved, scene = run(situation, op="transform", targets=[CUP], flip="horizontal")
    assert resolved.view_after is None
    assert box_of(scene, "cup-1") == Box(20, 30, 44, 60)
    assert np.array_equal(after[45, 28:36], situation.pixels[45, 28:36][::-1])


def test_insert_from_another_object_of_the_photo(situation: Situation) -> None:
    _, _, scene = run(situation, op="insert", reference=CUP, at={"point": [60, 40]})
    assert scene.ids == ("cup-1", "book-1", "cup-2")
    assert box_of(scene, "cup-2").height == 30, "as high as the cup that is already there"


def test_replace_from_a_reference_puts_the_new_thing_in_its_place(situation: Situation) -> None:
    _, _, scene = run(situation, op="replace", targets=[BOOK], reference=CUP)
    assert scene.ids == ("cup-1", "cup-2")
    assert box_of(scene, "cup-2").bottom == 60


@pytest.mark.parametrize(
    "fields",
    [
        {"op": "insert", "prompt": "a red kite"},
        {"op": "replace", "targets": [CUP], "prompt": "a vase"},
        {"op": "background", "prompt": "a beach"},
        {"op": "restyle", "targets": [CUP], "prompt": "as if made of liquid chrome"},
        {"op": "transform", "extend": {"left": 100}},
    ],
)
def test_what_needs_a_generator_says_which_command_adds_one(situation: Situation, fields: dict[str, Any]) -> None:
    with pytest.raises(NeedsBackend, match="pip install") as error:
        resolve(op_of(fields), situation)
    assert error.value.exit == 4


def test_a_wish_runs_the_steps_that_it_can(situation: Situation) -> None:
    steps = [
        {"text": "mute the colours", "ops": [{"op": "adjust", "targets": [ALL], "saturation": -0.5}]},
        {"text": "add a kite", "needs": ["generator"], "ops": [{"op": "insert", "prompt": "a kite"}]},
        {"text": "paint the book", "ops": [{"op": "recolor", "targets": [BOOK], "color": "brown"}]},
    ]
    _, resolved, scene = run(situation, op="instruct", targets=[ALL], original="vintage", instructions=steps)
    assert [part.op.op for part in resolved.parts] == ["adjust", "recolor"]
    assert scene.get("book-1").attributes["color"] == "#a52a2a"


def test_phrases_are_grounded(situation: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "remove", "targets": [{"phrase": "the red cup"}]}), situation)
    assert resolved.targets[0].object == "cup-1"
    with pytest.raises(TargetNotFound, match="giraffe"):
        resolve(op_of({"op": "remove", "targets": [{"phrase": "the giraffe"}]}), situation)


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ({"object": "lamp-1"}, "cup-1, book-1"),
        ({"mark": "A"}, r"\[A\]"),
        ({"region": [500, 500, 600, 600]}, "outside the picture"),
        ({"mask": {"size": [2, 2], "counts": "04"}}, "picture's size"),
    ],
)
def test_bad_targets_say_what_there_is(situation: Situation, target: dict[str, Any], message: str) -> None:
    with pytest.raises(BadTarget, match=message) as error:
        resolve(op_of({"op": "remove", "targets": [target]}), situation)
    assert error.value.exit == 2


def test_a_crop_of_a_thing_is_refused(situation: Situation) -> None:
    with pytest.raises(ActionError, match="flipped, scaled or rotated"):
        resolve(op_of({"op": "transform", "targets": [CUP], "crop": [0, 0, 5, 5]}), situation)


def test_what_is_shown_mirrored_moves_the_way_it_is_said(mirrored: Situation) -> None:
    """In the mirrored picture the cup is on the right; 20 shown pixels to the left are 20 to the right in the photo."""
    _, resolved, scene = run(mirrored, op="move", target=CUP, to={"offset": [-20, 0]})
    assert resolved.places == (Box(40, 30, 64, 60),)
    assert box_of(scene, "cup-1") == Box(40, 30, 64, 60)


def test_the_same_edit_as_object_mark_or_mask_is_the_same_patch(situation: Situation) -> None:
    from scenewright.scene.instruction import Instruction

    marks = Instruction.of("", {"A": {"box": [21, 31, 44, 60]}, "B": {"point": [32, 45]}}).marks
    marked = replace(situation, marks=marks)
    pictures = [run(marked, op="remove", targets=[t])[0] for t in (CUP, {"mark": "A"}, {"mark": "B"})]
    assert np.array_equal(pictures[0], pictures[1])
    assert np.array_equal(pictures[0], pictures[2])


def soft_disc() -> tuple[Pixels, Mask, np.ndarray]:
    """An orange disc with an edge three pixels soft on dark teal, its mask, and its alpha 0…1."""
    y, x = np.mgrid[:120, :120] - 59.5
    alpha = np.clip((40 - np.hypot(x, y)) / 3 + 0.5, 0, 1)
    pixels = np.array([230, 120, 30]) * alpha[..., None] + np.array([20, 60, 70]) * (1 - alpha[..., None])
    return np.rint(pixels).astype(np.uint8), Mask(alpha > 0.5), alpha


def on_its_own(pixels: Pixels, mask: Mask) -> Situation:
    height, width = pixels.shape[:2]
    thing = SceneObject(id="disc-1", label="disc", box=mask.box, mask=mask.to_ref())
    scene = Scene(image=SceneImage(width=width, height=height), objects=(thing,))
    return Situation(pixels, scene, View.of(width, height), Toolbox.of(), MemoryImages())


def test_a_recoloured_thing_keeps_nothing_of_its_old_colour_at_the_rim() -> None:
    pixels, mask, alpha = soft_disc()
    after, _, _ = run(on_its_own(pixels, mask), op="recolor", targets=[{"object": "disc-1"}], color="#2040c0")
    core, rim = after[58:62, 58:62].reshape(-1, 3).mean(axis=0), (alpha > 0.05) & (alpha < 0.95)
    ideal = core * alpha[..., None] + np.array([20, 60, 70]) * (1 - alpha[..., None])
    assert np.abs(after[rim] - ideal[rim]).mean() < 12
    assert np.abs(pixels[rim] - ideal[rim]).mean() > 50
    assert np.array_equal(after[alpha == 0], pixels[alpha == 0])


def test_a_blurred_background_has_no_halo_of_the_thing() -> None:
    pixels, mask, alpha = soft_disc()
    after, _, _ = run(on_its_own(pixels, mask), op="background", blur=1.0)
    beside = (alpha == 0) & mask.grow(5).array
    assert np.abs(after[beside].astype(int) - [20, 60, 70]).max() <= 6
    assert np.array_equal(after[alpha == 1][:50], pixels[alpha == 1][:50])
