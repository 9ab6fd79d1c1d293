"""Corner cases of the actions: transparent pictures, turned views, several targets, and what cannot be done."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from skimage.data import chelsea

from scenewright.agent.actions import Situation, apply_effect, consequences_for, consequences_of, evaluate, resolve
from scenewright.agent.actions.situation import ActionError, TargetNotFound
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.instruction import Instruction
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Relation, Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import (
    ScriptedGrounder,
    ScriptedInpainter,
)
from scenewright.tools.toolbox import Toolbox

CUP = {"object": "cup-1"}
CUP_BOX = Box(20, 30, 44, 60)
BOOK = {"object": "book-1"}


def disc(box: Box) -> Mask:
    """The ellipse inside a box: the cup."""
    y, x = np.mgrid[:80, :120] + 0.5
    return Mask(((x - box.center.x) / (box.width / 2)) ** 2 + ((y - box.center.y) / (box.height / 2)) ** 2 <= 1)


def replace_grounder(tools: Toolbox, answers: dict[str, list[Box]]) -> Toolbox:
    with tools.lease("segmenter") as segmenter:
        return Toolbox.of(segmenter=segmenter, grounder=ScriptedGrounder(answers), inpainter=ScriptedInpainter())


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
    assert max(abs(width - 27), abs(height - 27)) <= 2, "an ellipse of 24 × 30, turned by 45°"


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


@pytest.mark.parametrize("turn", [5.0, 30.0])
def test_nothing_grows_because_the_picture_is_shown_askew(situation: Situation, turn: float) -> None:
    askew = replace(situation, view=situation.view.rotate(turn))
    for fields in (
        {"op": "move", "target": CUP, "to": {"offset": [20, 0]}},
        {"op": "duplicate", "target": CUP, "count": 1},
        {"op": "insert", "reference": CUP, "at": {"relation": "right of", "of": CUP}},
    ):
        resolved, _ = resolve(op_of(fields), askew)
        assert resolved.places[0].size == (24, 30)
    resolved, _ = resolve(op_of({"op": "resize", "targets": [CUP], "scale": 0.5}), askew)
    assert max(abs(resolved.places[0].width - 12), abs(resolved.places[0].height - 15)) <= 1


def test_nothing_is_resampled_because_the_picture_is_shown_smaller(situation: Situation) -> None:
    smaller = replace(situation, view=situation.view.scale(0.4))
    resolved, _ = resolve(op_of({"op": "move", "target": CUP, "to": {"offset": [8, -2]}}), smaller)
    assert resolved.places == (Box(40, 25, 64, 55),)


def test_an_object_taken_as_reference_keeps_its_shape_in_a_turned_picture(situation: Situation) -> None:
    turned = replace(situation, view=situation.view.rotate(90))
    _, resolved, _ = run(turned, op="insert", reference=CUP, at={"point": [40, 60]})
    width, height = resolved.places[0].size
    assert abs(width / height - 24 / 30) < 0.05


@pytest.fixture
def cut(situation: Situation) -> Situation:
    """The cup and the book on nothing."""
    return then(situation, op="background", color="transparent")


def test_what_leaves_a_cut_out_leaves_nothing(cut: Situation) -> None:
    after, _, _ = run(cut, op="remove", targets=[CUP])
    assert after[30:60, 20:44, 3].max() < 8
    assert after[48, 92, 3] == 255


def test_what_moves_on_transparent_ground_has_no_rim_of_the_old_background(cut: Situation) -> None:
    after, _, _ = run(cut, op="move", target=CUP, to={"offset": [24, 0]})
    assert after[45, 25, 3] == 0
    assert after[45, 56, 3] == 255
    visible = (after[..., 3] > 40) & (np.arange(120) < 76)[None, :]
    assert (after[visible][:, 0].astype(int) - after[visible][:, 2]).min() > 60, "red up to the soft edge"


def test_recolor_on_transparent_ground_keeps_the_alpha(cut: Situation) -> None:
    after, _, _ = run(cut, op="recolor", targets=[CUP], color="blue")
    assert np.array_equal(after[..., 3], cut.pixels[..., 3])


def test_a_colour_after_a_transparent_background_is_seen(cut: Situation) -> None:
    after, _, _ = run(cut, op="background", color="lime")
    assert (after[..., 3] == 255).all()
    assert after[2, 2].tolist() == [0, 255, 0, 255]
    assert np.array_equal(after[42:50, 86:98], cut.pixels[42:50, 86:98])


def test_a_blur_of_a_transparent_background_is_not_done(cut: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "background", "blur": 0.5}), cut)
    outcome = evaluate(resolved, cut.pixels, cut.toolbox, cut.images)
    after = composite(cut.pixels, outcome.patches)
    assert not all(check.passed for check in verify(resolved, cut.pixels, after, outcome, cut.toolbox))


def test_extending_a_cut_out_adds_transparent_strips(cut: Situation) -> None:
    resolved, _ = resolve(op_of({"op": "transform", "extend": {"left": 12, "top": 6}}), cut)
    assert resolved.view_after is not None
    outcome = evaluate(resolved, cut.pixels, cut.toolbox, cut.images)
    canvas = composite(cut.pixels, outcome.patches, resolved.view_after.canvas)
    assert canvas[:, :12, 3].max() == 0


def test_a_cut_out_keeps_its_own_soft_edge(situation: Situation) -> None:
    glass = np.zeros((40, 40, 4), np.uint8)
    glass[10:30, 10:30] = (0, 200, 0, 255)
    glass[8:10, 10:30] = (0, 200, 0, 100)
    reference = {"image": situation.images.put(glass).id}
    after, resolved, _ = run(situation, op="insert", reference=reference, at={"box": [50, 10, 70, 30]})
    assert resolved.places == (Box(50, 10, 70, 30),)
    assert after[20, 60].tolist() == [0, 200, 0]
    assert after[8, 60, 1] - after[8, 60, 0].astype(int) > 40, "the half transparent rim shows half"


def shaded(situation: Situation) -> tuple[Situation, dict[str, Any]]:
    """With a dark patch below the book, and the consequence that says so."""
    pixels = situation.pixels.copy()
    patch = Mask.from_box(Box(78, 61, 110, 68), 120, 80)
    pixels[patch.array] = pixels[patch.array] // 2
    return replace(situation, pixels=pixels), {"mask": patch.to_ref()}


def follow_up(situation: Situation, plan: EditPlan, number: int = 0) -> ResolvedOp:
    op = plan.ops[number]
    return resolve(op, situation, consequences_for(op, plan))[0]


def test_a_shadow_goes_with_its_own_thing(situation: Situation) -> None:
    photo, patch = shaded(situation)
    follows = [{"op": {"op": "resize", "targets": [patch], "scale": 0.5}, "because": "shadow of book-1"}]
    op = {"op": "resize", "targets": [CUP, BOOK], "scale": 0.5}
    resolved = follow_up(photo, EditPlan.model_validate({"ops": [op], "consequences": follows}))
    after = composite(photo.pixels, evaluate(resolved, photo.pixels, photo.toolbox, photo.images).patches)
    assert after[62, 92].max() < 90, "dark below the book"
    assert after[62, 32].min() > 90, "not below the cup"


def test_a_held_thing_is_known_where_it_went(situation: Situation) -> None:
    held = Relation(subject="book-1", predicate="held by", object="cup-1")
    carrying = replace(situation, scene=situation.scene.model_copy(update={"relations": (held,)}))
    op = op_of({"op": "move", "target": CUP, "to": {"offset": [10, -5]}})
    follows, learnt = consequences_of(op, carrying)
    resolved, scene = resolve(op, learnt, follows)
    after = apply_effect(resolved, scene)
    assert after.get("book-1").box == Box(90, 31, 114, 55)
    assert after.get("cup-1").box == Box(30, 25, 54, 55)


@pytest.mark.parametrize("target", [{"mark": "A"}, {"phrase": "the red cup"}, CUP])
def test_what_follows_is_found_again_in_the_plan_however_its_thing_is_named(
    situation: Situation, target: dict[str, Any]
) -> None:
    held = Relation(subject="book-1", predicate="held by", object="cup-1")
    scene = situation.scene.model_copy(update={"relations": (held,)})
    marks = Instruction.of("", {"A": {"box": [21, 31, 44, 60]}}).marks
    marked = replace(situation, scene=scene, marks=marks)
    op = op_of({"op": "remove", "targets": [target]})
    follows, _ = consequences_of(op, marked)
    assert len(follows) == 1
    assert consequences_for(op, EditPlan.ready(op, consequences=follows)) == follows


def test_a_consequence_that_names_nothing_goes_with_the_first_op_of_its_kind(situation: Situation) -> None:
    photo, patch = shaded(situation)
    follows = [{"op": {"op": "remove", "targets": [patch]}, "because": "its shadow"}]
    ops = [{"op": "remove", "targets": [BOOK]}, {"op": "remove", "targets": [CUP]}]
    plan = EditPlan.model_validate({"ops": ops, "consequences": follows})
    assert len(follow_up(photo, plan).consequences) == 1
    assert follow_up(photo, plan, 1).consequences == ()


def test_what_is_put_in_behind_darkens_nothing_in_front(situation: Situation) -> None:
    at = {"relation": "behind", "of": BOOK}
    after, resolved, _ = run(situation, op="insert", reference=CUP, at=at)
    assert resolved.before is not None
    assert np.array_equal(after[36:60, 80:104], situation.pixels[36:60, 80:104])


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"op": "move", "target": CUP, "to": {"offset": [0, 0]}}, "there already"),
        ({"op": "move", "target": CUP, "to": {"point": [32, 45]}}, "there already"),
        ({"op": "resize", "targets": [CUP], "scale": 1}, "changes nothing"),
        ({"op": "resize", "targets": [CUP], "scale": 50}, "times the picture"),
        ({"op": "transform", "targets": [CUP], "scale": 20}, "times the picture"),
        ({"op": "swap", "target": CUP, "other": {"phrase": "the red cup"}}, "same one"),
        (
            {"op": "adjust", "targets": [{"everything": True, "except": [{"everything": True}]}], "auto": True},
            "nothing",
        ),
        ({"op": "insert", "reference": {"file": "nowhere.png"}}, "nowhere.png"),
        ({"op": "insert", "reference": {"image": "sha256:0"}}, "sha256:0"),
        ({"op": "insert", "reference": {"object": "lamp-7"}}, "lamp-7"),
        ({"op": "insert", "reference": CUP, "at": {"relation": "on", "of": {"object": "lamp-7"}}}, "lamp-7"),
    ],
)
def test_what_makes_no_sense_is_said_before_anything_is_done(
    situation: Situation, fields: dict[str, Any], reason: str
) -> None:
    with pytest.raises(ActionError, match=reason):
        resolve(op_of(fields), situation)


def test_no_background_is_left_where_things_fill_the_picture(situation: Situation) -> None:
    wall = SceneObject(id="wall-1", label="wall", box=Box(0, 0, 120, 80), mask=Mask.full(120, 80).to_ref())
    full = replace(situation, scene=Scene(image=situation.scene.image, objects=(wall,)))
    with pytest.raises(TargetNotFound, match="fill"):
        resolve(op_of({"op": "background", "color": "white"}), full)


@pytest.mark.parametrize("fields", [{"op": "duplicate", "target": CUP}, {"op": "insert", "reference": CUP}])
def test_many_copies_get_places_of_their_own(situation: Situation, fields: dict[str, Any]) -> None:
    resolved, _ = resolve(op_of({**fields, "count": 4}), situation)
    assert len(resolved.places) == 4
    assert all(Box(0, 0, 120, 80).covers(place) for place in resolved.places)
    pairs = combinations(resolved.places, 2)
    assert all(a.intersect(b).area < 0.5 * a.area for a, b in pairs)


def test_words_are_looked_for_in_what_is_shown(situation: Situation) -> None:
    """The scripted grounder answers for the shown picture: a crop of it, mirrored."""
    view = situation.view.crop(Box(10, 10, 60, 70)).flip(True)
    tools = replace_grounder(situation.toolbox, {"the red cup": [view.box_to_view(CUP_BOX)], "the book": []})
    cropped = replace(situation, view=view, toolbox=tools)
    resolved, _ = resolve(op_of({"op": "remove", "targets": [{"phrase": "the red cup"}]}), cropped)
    assert resolved.targets[0].object == "cup-1"


def test_a_thing_moved_behind_another_is_looked_for_where_it_shows(situation: Situation) -> None:
    to = {"relation": "behind", "of": BOOK}
    resolved, _ = resolve(op_of({"op": "move", "target": CUP, "to": to}), situation)
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    good = composite(situation.pixels, outcome.patches)
    lost = good.copy()
    lost[Mask.from_box(resolved.places[0], 120, 80).array] = situation.pixels[5, 5]
    names = [
        {
            check.name
            for check in verify(resolved, situation.pixels, after, outcome, situation.toolbox)
            if not check.passed
        }
        for after in (good, lost)
    ]
    assert names[0] == set()
    assert "arrived" in names[1]


def test_no_soft_rim_stays_where_a_cut_out_thing_was(cut: Situation) -> None:
    """Whiskers: half transparent pixels outside the mask, as far out as the action may reach."""
    pixels = cut.pixels.copy()
    mask = disc(CUP_BOX)
    pixels[mask.grow(4).minus(mask).array, 3] = 100
    after, _, _ = run(replace(cut, pixels=pixels), op="remove", targets=[CUP])
    assert after[20:70, 10:54, 3].max() < 8
