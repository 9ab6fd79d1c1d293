"""What goes along when things are moved, copied, swapped and replaced, and what is said of it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from scenewright.agent.actions import Situation, consequences_for, consequences_of, evaluate, resolve
from scenewright.agent.actions.cautions import cut_sides
from scenewright.agent.actions.situation import ActionError
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages, Pixels
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.patch import composite
from scenewright.scene.plan import Consequence, EditPlan
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import (
    ScriptedDetector,
    ScriptedHarmonizer,
    ScriptedInpainter,
    ScriptedSegmenter,
)
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 400, 300
BOX, BALL = Box(80, 100, 160, 200), Box(260, 140, 320, 200)
THING, OTHER = {"object": "box-1"}, {"object": "ball-1"}
GROUND = 170


def op_of(fields: dict[str, Any]) -> Any:
    return EditPlan.model_validate({"ops": [fields]}).ops[0]


def shaded(*things: Box) -> Pixels:
    """Flat ground with red boxes on it, each with a soft shadow to its lower right that lets half of the light pass."""
    import cv2

    cast = np.zeros((HEIGHT, WIDTH), np.float32)
    for box in things:
        cast[box.bottom - 24 : box.bottom + 6, box.left + 10 : box.right + 30] = 1
    soft = cv2.GaussianBlur(cast, (0, 0), 2)[..., None]
    out = (GROUND * np.ones((HEIGHT, WIDTH, 3)) * (1 - 0.5 * soft)).astype(np.uint8)
    for box in things:
        out[box.slices] = (180, 50, 50)
    return out


@pytest.fixture
def lit() -> Situation:
    scene = Scene(
        image=SceneImage(width=WIDTH, height=HEIGHT),
        objects=(SceneObject(id="box-1", label="box", box=BOX), SceneObject(id="ball-1", label="ball", box=BALL)),
    )
    masks = [_mask(BOX), _mask(BALL)]
    tools = Toolbox.of(
        detector=ScriptedDetector(vocabulary=()),
        segmenter=ScriptedSegmenter(masks),
        inpainter=ScriptedInpainter(),
        harmonizer=ScriptedHarmonizer(),
    )
    return Situation(shaded(BOX, BALL), scene, View.of(WIDTH, HEIGHT), tools, MemoryImages())


def _mask(box: Box) -> Mask:
    return Mask.from_box(box, WIDTH, HEIGHT)


def done(situation: Situation, **fields: Any) -> tuple[Pixels, ResolvedOp, tuple[Consequence, ...]]:
    """The picture after an op and what follows from it, as a turn does it."""
    op = op_of(fields)
    found, situation = consequences_of(op, situation)
    plan = EditPlan(ops=(op,), consequences=found)
    resolved, _ = resolve(op, situation, consequences_for(op, plan))
    outcome = evaluate(resolved, situation.pixels, situation.toolbox, situation.images)
    after = composite(situation.pixels, outcome.patches)
    failed = [c for c in verify(resolved, situation.pixels, after, outcome, situation.toolbox) if not c.passed]
    assert not failed, failed
    return after, resolved, found


def light(pixels: Pixels, x: int, y: int) -> float:
    """The light around a point of the ground, as a share of the lit ground's."""
    return float(pixels[y - 2 : y + 3, x - 2 : x + 3].mean()) / GROUND


def beside(box: Box) -> tuple[int, int]:
    """A point in the middle of the shadow that a box casts to its right."""
    return box.right + 14, box.bottom - 12


def test_a_copy_casts_the_shadow_that_the_thing_casts(lit: Situation) -> None:
    after, resolved, found = done(lit, op="duplicate", target=THING, to={"offset": [0, 95]})
    assert [one.because for one in found] == ["shadow of box-1"]
    assert light(after, *beside(resolved.places[0])) < 0.75
    assert light(after, *beside(BOX)) < 0.75, "the thing itself keeps its own"


def test_what_is_replaced_takes_its_shadow_with_it(lit: Situation) -> None:
    small = np.zeros((40, 12, 4), np.uint8)
    small[:, :] = (30, 60, 200, 255)
    small[:3] = 0
    reference = {"image": lit.images.put(small).id}
    after, _, found = done(lit, op="replace", targets=[THING], reference=reference)
    assert [(one.because, one.op.op) for one in found] == [("shadow of box-1", "remove")]
    assert light(after, *beside(BOX)) > 0.9


def test_what_is_swapped_takes_its_shadow_along(lit: Situation) -> None:
    tall = replace(lit, pixels=shaded(BOX))
    after, resolved, found = done(tall, op="swap", target=THING, other=OTHER)
    assert [(one.because, one.op.op) for one in found] == [("shadow of box-1", "move")]
    assert light(after, *beside(resolved.places[0])) < 0.75
    assert light(after, BOX.right + 14, BOX.bottom - 12) > 0.9


def test_the_consequence_of_a_scaled_thing_is_scaled(lit: Situation) -> None:
    after, resolved, found = done(lit, op="transform", targets=[THING], scale=0.5)
    assert [one.op.op for one in found] == ["transform"]
    assert light(after, resolved.places[0].right + 7, resolved.places[0].bottom - 6) < 0.8


@pytest.mark.parametrize("turn", ["flip", "rotate"])
def test_what_is_turned_on_the_spot_keeps_its_shadow(lit: Situation, turn: str) -> None:
    op = op_of({"op": "transform", "targets": [THING], turn: "horizontal" if turn == "flip" else 180})
    assert consequences_of(op, lit)[0] == ()


@pytest.mark.parametrize("degrees", [0, 90, 180, 270])
def test_the_foot_is_where_it_is_shown(lit: Situation, degrees: int) -> None:
    """The photo lies on its side; shown upright it is the same picture, and the same shadow is found."""
    turns = degrees // 90
    pixels = np.ascontiguousarray(np.rot90(lit.pixels, turns))
    height, width = pixels.shape[:2]
    view = View.of(width, height).rotate(degrees) if degrees else View.of(width, height)
    assert np.array_equal(view.render(pixels)[..., :3], lit.pixels)
    box = view.box_to_original(BOX)
    mask = Mask.from_box(box, width, height)
    scene = Scene(
        image=SceneImage(width=width, height=height), objects=(SceneObject(id="box-1", label="box", box=box),)
    )
    tools = Toolbox.of(segmenter=ScriptedSegmenter([mask]), inpainter=ScriptedInpainter())
    turned = replace(lit, pixels=pixels, scene=scene, view=view, toolbox=tools)
    found, _ = consequences_of(op_of({"op": "move", "target": THING, "to": {"offset": [100, 40]}}), turned)
    upright, _ = consequences_of(op_of({"op": "move", "target": THING, "to": {"offset": [100, 40]}}), lit)
    assert len(found) == len(upright) == 1
    here, there = (Mask.from_ref(one[0].op.target.mask) for one in (found, upright))  # type: ignore[union-attr]
    assert here.iou(there) > 0.9


def test_an_insert_stands_on_its_foot_in_a_turned_picture(lit: Situation) -> None:
    cutout = np.zeros((60, 40, 4), np.uint8)
    cutout[4:, 4:36] = (30, 60, 200, 255)
    cutout[4:12, 4:12] = 0
    view = View.of(WIDTH, HEIGHT).rotate(90)
    flat = replace(lit, pixels=np.full((HEIGHT, WIDTH, 3), GROUND, np.uint8), view=view)
    flat = replace(flat, scene=Scene(image=SceneImage(width=WIDTH, height=HEIGHT)))
    reference = {"image": lit.images.put(cutout).id}
    after, resolved, _ = done(flat, op="insert", reference=reference, at={"point": [150, 200]})
    shown = view.render(after)[..., :3]
    place = view.box_to_view(resolved.places[0])
    x = round(place.center.x)
    assert shown[place.bottom + 2, x].mean() < 0.9 * GROUND, "dark below"
    assert shown[place.top - 6, x].mean() > 0.95 * GROUND, "and not above"


def notes(situation: Situation, **fields: Any) -> tuple[str, ...]:
    """What is said of an op after it ran."""
    resolved, _ = resolve(op_of(fields), situation)
    return evaluate(resolved, situation.pixels, situation.toolbox, situation.images).notes


def test_a_move_that_has_no_room_says_how_far_it_went(lit: Situation) -> None:
    said = notes(lit, op="move", target=THING, to={"offset": [-200, 0]})
    assert said == ("there was no more room: it went as far as the picture's edge, 120 pixels less than asked",)
    assert notes(lit, op="move", target=THING, to={"offset": [-60, 10]}) == ()
    assert notes(lit, op="move", target=THING, to={"edge": "left"}) == ()


def test_a_move_that_cannot_begin_is_not_done(lit: Situation) -> None:
    edge = then_at(lit, Box(0, 100, 80, 200))
    with pytest.raises(ActionError, match="no room that way"):
        resolve(op_of({"op": "move", "target": THING, "to": {"offset": [-50, 0]}}), edge)


def then_at(situation: Situation, box: Box) -> Situation:
    """The same picture with its thing elsewhere."""
    thing = situation.scene.get("box-1").model_copy(update={"box": box, "mask": _mask(box).to_ref()})
    return replace(situation, pixels=shaded(box, BALL), scene=situation.scene.replace(thing))


@pytest.mark.parametrize(
    ("box", "to", "side"),
    [
        (Box(0, 100, 80, 200), {"offset": [60, 0]}, "left"),
        (Box(320, 100, 400, 200), {"offset": [-60, 0]}, "right"),
        (Box(80, 200, 160, 300), {"offset": [0, -60]}, "bottom"),
        (Box(80, 0, 160, 100), {"offset": [0, 60]}, "top"),
    ],
)
def test_a_cut_edge_that_comes_into_the_picture_is_said(
    lit: Situation, box: Box, to: dict[str, Any], side: str
) -> None:
    cut = then_at(lit, box)
    said = f"the photo's edge cut it off at the {side}, and the cut now shows"
    assert said in notes(cut, op="move", target=THING, to=to)
    mirrored = replace(cut, view=cut.view.flip(True))
    shown = {"left": "right", "right": "left"}.get(side, side)
    there = {"offset": [-to["offset"][0], to["offset"][1]]}
    assert said.replace(f"the {side},", f"the {shown},") in notes(mirrored, op="move", target=THING, to=there)


def test_what_stays_at_the_edge_that_cuts_it_shows_no_cut(lit: Situation) -> None:
    cut = then_at(lit, Box(0, 100, 80, 200))
    assert notes(cut, op="move", target=THING, to={"offset": [0, 50]}) == ()
    resolved, _ = resolve(op_of({"op": "resize", "targets": [THING], "scale": 0.5}), cut)
    assert resolved.places == (Box(0, 150, 40, 200),)
    assert resolved.remarks == ()
    assert "the cut now shows" in notes(cut, op="transform", targets=[THING], flip="horizontal")[0]


def test_a_reference_that_its_own_picture_cuts_off_is_said(lit: Situation) -> None:
    photo = np.full((100, 100, 3), 200, np.uint8)
    photo[40:, 30:70] = (30, 60, 200)
    reference = {"image": lit.images.put(photo).id, "target": {"region": [30, 40, 70, 100]}}
    inside = notes(lit, op="insert", reference=reference, at={"point": [200, 100]})
    assert inside == ("its own picture cuts it off at the bottom, and the cut shows",)
    cutout = np.dstack([photo, np.zeros((100, 100), np.uint8)])
    cutout[40:, 30:70, 3] = 255
    assert notes(lit, op="insert", reference={"image": lit.images.put(cutout).id}, at={"point": [200, 100]}) == ()


def test_what_it_covers_is_said_unless_that_was_asked_for(lit: Situation) -> None:
    assert notes(lit, op="move", target=THING, to={"offset": [170, 0]}) == ("it covers part of ball-1",)
    assert notes(lit, op="move", target=THING, to={"relation": "in front of", "of": OTHER}) == ()


def test_copies_without_room_stand_behind_the_thing_they_copy(lit: Situation) -> None:
    wide = then_at(lit, Box(10, 10, 390, 290))
    after, resolved, _ = done(wide, op="duplicate", target=THING)
    assert resolved.before is not None
    inner = Box(12, 12, 388, 288).slices
    assert np.array_equal(after[inner], wide.pixels[inner]), "the thing itself is not covered"
    assert "no free room" in resolved.remarks[0]


def test_a_copy_stands_beside_rather_than_in_the_air(lit: Situation) -> None:
    alone = replace(lit, scene=lit.scene.remove("ball-1"))
    resolved, _ = resolve(op_of({"op": "duplicate", "target": THING, "count": 2}), alone)
    assert [place.bottom for place in resolved.places] == [BOX.bottom] * 2


def test_a_reflection_goes_with_its_thing(lit: Situation) -> None:
    from sklearn.datasets import load_sample_image

    box = Box(80, 20, 160, 120)
    pixels = np.full((HEIGHT, WIDTH, 3), (150, 165, 175), np.uint8)
    pixels[box.slices] = load_sample_image("china.jpg")[20:420:4, 80:400:4]
    below = box.shift(0, box.height)
    pixels[below.slices] = pixels[below.slices] // 2 + pixels[box.slices][::-1] // 2
    thing = lit.scene.get("box-1").model_copy(update={"box": box, "mask": _mask(box).to_ref()})
    lake = replace(lit, pixels=pixels, scene=lit.scene.replace(thing))
    after, resolved, found = done(lake, op="move", target=THING, to={"offset": [140, 0]})
    assert [one.because for one in found] == ["reflection of box-1"]
    assert [one.kind for one in resolved.consequences] == ["reflection"]
    inner = below.resize(0.8)
    assert np.array_equal(after[inner.shift(140, 0).slices], pixels[inner.slices])
    assert np.abs(after[inner.slices].astype(int) - (150, 165, 175)).mean() < 12, "none of it stays"


def test_what_hid_a_part_of_it_is_named(lit: Situation) -> None:
    front = SceneObject(id="bowl-1", label="bowl", box=Box(60, 170, 240, 260))
    partly = replace(lit, scene=lit.scene.add(front))
    assert notes(partly, op="move", target=THING, to={"offset": [0, -60]}) == (
        "bowl-1 stood before it, and the part that it hid is missing",
    )


def test_a_replacement_is_as_large_as_its_kind_where_both_are_known(lit: Situation) -> None:
    cup, chair = (SceneObject(id=f"{name}-1", label=name, box=box) for name, box in (("cup", BALL), ("chair", BOX)))
    known = replace(lit, scene=lit.scene.model_copy(update={"objects": (cup, chair)}))
    op = op_of({"op": "replace", "targets": [{"object": "chair-1"}], "reference": {"object": "cup-1"}})
    fitted = resolve(op_of({"op": "replace", "targets": [THING], "reference": OTHER}), lit)[0].places[0]
    assert resolve(op, known)[0].places[0].height == pytest.approx(fitted.height / 1.7, abs=1)


def shop_photo() -> Pixels:
    """A blue bottle on white ground."""
    photo = np.full((100, 120, 3), 250, np.uint8)
    photo[10:90, 45:75] = (30, 60, 200)
    return photo


def test_from_a_shop_photo_the_thing_is_taken_and_not_its_ground(lit: Situation) -> None:
    reference = {"image": lit.images.put(shop_photo()).id}
    after, resolved, _ = done(lit, op="insert", reference=reference, at={"point": [210, 60]})
    place = resolved.places[0]
    assert place.width / place.height == pytest.approx(30 / 80, abs=0.03)
    assert resolved.remarks == ()
    left = Box(place.left - 12, place.top, place.left - 4, place.top + 20)
    assert np.array_equal(after[left.slices], lit.pixels[left.slices]), "no white ground came along"


def test_that_all_of_a_picture_went_in_is_said(lit: Situation) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (60, 80, 3), np.uint8)
    reference = {"image": lit.images.put(noise).id}
    said = notes(lit, op="insert", reference=reference, at={"point": [210, 60]})
    assert said == ("no one thing stands out in the reference picture, so all of it was put in",)


def test_the_unknown_thing_in_the_middle_of_a_reference_is_taken(lit: Situation) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    middle = _mask(Box(150, 90, 260, 220))
    seeing = replace(lit, toolbox=Toolbox.of(
        detector=ScriptedDetector(vocabulary=()), segmenter=ScriptedSegmenter([middle])
    ))  # fmt: skip
    op = op_of({"op": "insert", "reference": {"image": lit.images.put(photo).id}, "at": {"point": [210, 160]}})
    resolved, _ = resolve(op, seeing)
    assert resolved.reference is not None
    assert resolved.reference.mask == middle.to_ref()


def test_the_table_that_fills_a_reference_is_not_its_subject(lit: Situation) -> None:
    photo = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    table, cup = _mask(Box(0, 0, WIDTH, HEIGHT - 5)), _mask(Box(150, 90, 260, 220))
    seen = [Detection("dining table", table.box, 0.9), Detection("cup", cup.box, 0.8)]
    detector = ScriptedDetector(seen, vocabulary=("cup", "dining table"))
    seeing = replace(lit, toolbox=Toolbox.of(detector=detector, segmenter=ScriptedSegmenter([cup, table])))
    op = op_of({"op": "insert", "reference": {"image": lit.images.put(photo).id}, "at": {"point": [210, 160]}})
    resolved, _ = resolve(op, seeing)
    assert resolved.reference is not None
    assert resolved.reference.label == "cup"


def test_a_background_without_a_known_thing_leaves_what_stands_out(lit: Situation) -> None:
    middle = _mask(Box(150, 90, 260, 220))
    photo = np.random.default_rng(0).integers(0, 256, (HEIGHT, WIDTH, 3), np.uint8)
    unknown = replace(lit, pixels=photo, scene=Scene(image=lit.scene.image), toolbox=Toolbox.of(
        detector=ScriptedDetector(), segmenter=ScriptedSegmenter([middle])
    ))  # fmt: skip
    resolved, _ = resolve(op_of({"op": "background", "blur": 0.5}), unknown)
    assert Mask.from_ref(resolved.targets[0].mask) == unknown.visible.minus(middle)
    assert "nothing in it was recognised" in resolved.remarks[0]
    everywhere = replace(unknown, toolbox=Toolbox.of(segmenter=ScriptedSegmenter([unknown.visible])))
    with pytest.raises(ActionError, match="no object was found to keep"):
        resolve(op_of({"op": "background", "blur": 0.5}), everywhere)


def test_a_thing_from_daylight_is_dimmed_at_night_and_a_studio_says_nothing_of_light(lit: Situation) -> None:
    night = replace(lit, pixels=(lit.pixels // 5).astype(np.uint8), scene=lit.scene.remove("box-1").remove("ball-1"))
    day = np.random.default_rng(0).integers(120, 256, (100, 120, 3), np.uint8)
    day[10:90, 45:75] = (90, 120, 220)
    target = {"target": {"region": [45, 10, 75, 90]}}
    outside, studio = (lit.images.put(photo).id for photo in (day, shop_photo()))
    said = notes(night, op="insert", reference={"image": outside, **target}, at={"point": [210, 160]})
    assert any("darkened to" in note for note in said)
    assert notes(night, op="insert", reference={"image": studio}, at={"point": [210, 160]}) == ()


def test_on_a_table_is_on_its_top(lit: Situation) -> None:
    table = Box(20, 180, 380, 290)
    array = np.zeros((HEIGHT, WIDTH), bool)
    array[180:210, 20:380] = True
    array[180:290, 30:45] = array[180:290, 355:370] = True
    thing = SceneObject(id="dining table-1", label="dining table", box=table, mask=Mask(array).to_ref())
    there = replace(lit, scene=lit.scene.remove("box-1").add(thing))
    op = op_of({"op": "move", "target": OTHER, "to": {"relation": "on", "of": {"object": "dining table-1"}}})
    place = resolve(op, there)[0].places[0]
    assert 180 < place.bottom < 210


def test_a_round_thing_that_touches_the_edge_is_not_cut_off() -> None:
    y, x = np.mgrid[:HEIGHT, :WIDTH]
    assert cut_sides(Mask(np.hypot(x - 60, y - 150) <= 60.5)) == ()
    assert cut_sides(Mask(np.hypot(x - 30, y - 150) <= 60.5)) == ("left",)
    assert cut_sides(Mask(np.hypot(x - WIDTH + 30, y - HEIGHT + 20) <= 60.5)) == ("right", "bottom")
    assert cut_sides(Mask.empty(WIDTH, HEIGHT)) == ()


def test_a_floor_is_neither_covered_nor_in_the_way_nor_throws_a_shadow(lit: Situation) -> None:
    floor = SceneObject(id="floor-1", label="floor", box=Box(0, 150, 250, 300), attributes={"kind": "backdrop"})
    with_floor = replace(lit, scene=lit.scene.add(floor))
    for fields in ({"op": "move", "target": THING, "to": {"offset": [60, 60]}}, {"op": "duplicate", "target": THING}):
        with_it, without = (resolve(op_of(fields), one)[0] for one in (with_floor, lit))
        assert with_it.places == without.places
        assert with_it.remarks == without.remarks
    gone = op_of({"op": "remove", "targets": [{"object": "floor-1"}]})
    segmented = replace(
        with_floor, scene=with_floor.scene.replace(floor.model_copy(update={"mask": _mask(floor.box).to_ref()}))
    )
    assert consequences_of(gone, segmented)[0] == ()
