"""From stored coordinates to shown ones and back."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from scenewright.agent.looking.frames import carry_marks, shown_scene, stored_box
from scenewright.scene.geometry import Box
from scenewright.scene.instruction import Mark
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Relation, Scene, SceneImage, SceneObject
from scenewright.scene.patch import Patch, composite
from scenewright.scene.view import View

VIEW = View.of(8, 6)
CUP = SceneObject(id="cup-1", label="cup", box=Box(1, 1, 3, 3), mask=Mask.from_box(Box(1, 1, 3, 3), 8, 6).to_ref())
HAT = SceneObject(id="hat-1", label="hat", box=Box(6, 4, 8, 6))
SCENE = Scene(
    image=SceneImage(width=8, height=6),
    objects=(CUP, HAT),
    relations=(Relation(subject="cup-1", predicate="left of", object="hat-1"),),
)


def test_an_untouched_view_shows_the_scene_as_it_is():
    assert shown_scene(SCENE, VIEW) is SCENE


def test_what_lies_outside_the_crop_is_left_out_with_its_relations():
    shown = shown_scene(SCENE, VIEW.crop(Box(2, 1, 6, 4)))
    assert (shown.image.width, shown.image.height) == (4, 3)
    assert shown.ids == ("cup-1",)
    assert shown.relations == ()
    assert shown.get("cup-1").box == Box(0, 0, 1, 2)
    assert Mask.from_ref(shown.get("cup-1").mask) == Mask.from_box(Box(0, 0, 1, 2), 4, 3)


def test_a_patch_is_seen_where_the_turned_view_shows_it():
    base = np.zeros((6, 8, 3), np.uint8)
    patch = Patch(Box(0, 0, 1, 1), np.full((1, 1, 3), 200, np.uint8), np.full((1, 1), 255, np.uint8))
    view = VIEW.rotate(90)
    shown = view.render(composite(base, [patch], view.canvas))
    assert shown.shape == (8, 6, 3)
    assert shown[0, 5].tolist() == [200, 200, 200]
    assert int((shown > 0).any(axis=2).sum()) == 1


@given(st.integers(0, 5), st.integers(0, 3), st.integers(1, 3), st.integers(1, 3), st.sampled_from([90, 180, 270]))
def test_a_box_goes_to_the_view_and_back(left, top, width, height, degrees):
    box = Box(left, top, min(8, left + width), min(6, top + height))
    view = VIEW.rotate(degrees)
    assert stored_box(view.box_to_view(box), view) == box


def test_marks_stay_on_what_they_were_drawn_on():
    marks = {
        "A": Mark(box=Box(2, 2, 4, 4)),
        "B": Mark(point=(3.5, 2.5)),
        "C": Mark(stroke=((2.5, 2.5), (3.5, 2.5)), width=2),
        "D": Mark(mask=Mask.from_box(Box(2, 2, 4, 4), 8, 6).to_ref()),
    }
    carried = carry_marks(marks, VIEW, VIEW.crop(Box(2, 1, 8, 6)))
    assert carried["A"].box == Box(0, 1, 2, 3)
    assert carried["B"].point == (1.5, 1.5)
    assert carried["C"].stroke == ((0.5, 1.5), (1.5, 1.5))
    assert Mask.from_ref(carried["D"].mask) == Mask.from_box(Box(0, 1, 2, 3), 6, 5)
    assert carry_marks(marks, VIEW, VIEW) == marks
