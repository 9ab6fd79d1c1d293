"""How large something new should be: its kind, its own size, what is there, and what edges cut off."""

from __future__ import annotations

import pytest

from scenewright.agent.actions.sizes import OwnSize, fitting_height, flush, metres_of, narrowed, pixels_per_metre
from scenewright.scene.geometry import Box
from scenewright.scene.objects import Scene, SceneImage, SceneObject

FRAME = Box(0, 0, 800, 600)


def scene(**things: Box) -> Scene:
    objects = tuple(
        SceneObject(id=f"{label}-1", label=label.replace("_", " "), box=box) for label, box in things.items()
    )
    return Scene(image=SceneImage(width=800, height=600), objects=objects)


CHAIR = scene(chair=Box(100, 200, 200, 380))
"""0.9 m are 180 pixels: 200 a metre."""


def test_a_kind_is_as_high_as_it_usually_is() -> None:
    assert fitting_height("person", CHAIR, 600) == 340
    assert fitting_height("vase", CHAIR, 600) == 60


def test_a_thing_of_no_known_kind_is_as_high_as_it_seemed_where_it_came_from() -> None:
    assert fitting_height("robot", CHAIR, 600, OwnSize(metres=1.2)) == 240
    assert metres_of("robot", 240, CHAIR) == 1.2
    assert metres_of("vase", 240, CHAIR) is None
    assert metres_of("robot", 240, scene()) is None


@pytest.mark.parametrize(("share", "height"), [(None, 180), (0.2, 120), (0.95, 300)])
def test_without_anything_to_compare_with_it_takes_its_share_of_the_picture(share: float | None, height: int) -> None:
    assert fitting_height("robot", scene(), 600, OwnSize(share=share)) == height


def test_half_a_person_is_half_as_high() -> None:
    bust = OwnSize(cut=(False, False, False, True))
    assert fitting_height("person", CHAIR, 600, bust) == 170
    assert fitting_height("person", scene(person=Box(0, 100, 100, 500)), 600, bust) == 200
    assert fitting_height("person", scene(person=Box(0, 100, 100, 500)), 600) == 400


def test_who_is_cut_off_by_the_picture_tells_a_larger_scale() -> None:
    portrait = scene(person=Box(200, 90, 500, 600))
    assert fitting_height("cup", portrait, 600) == 60
    assert fitting_height("person", portrait, 600) == 510


def test_a_side_that_was_cut_off_goes_to_a_near_edge() -> None:
    box = Box(50, 400, 150, 560)
    assert flush(box, OwnSize(cut=(True, False, False, True)), FRAME) == Box(0, 440, 100, 600)
    assert flush(box, OwnSize(cut=(False, True, True, False)), FRAME) == box
    assert flush(box, OwnSize(), FRAME) == box


def test_what_lies_or_comes_in_all_sizes_is_no_ruler_beside_one_that_is() -> None:
    beside = scene(chair=Box(100, 200, 200, 380), potted_plant=Box(300, 0, 500, 500), keyboard=Box(0, 400, 200, 600))
    assert fitting_height("person", beside, 600) == 340
    assert pixels_per_metre(scene(keyboard=Box(0, 400, 200, 600))) is None


def test_of_two_scales_the_smaller_one_holds() -> None:
    two = scene(potted_plant=Box(0, 100, 100, 400), dining_table=Box(200, 300, 500, 450))
    assert pixels_per_metre(two) == 200


def test_without_a_scale_small_things_are_smaller_than_large_ones() -> None:
    cup, chair, person = (fitting_height(label, scene(), 600) for label in ("cup", "chair", "person"))
    assert cup < 0.6 * chair < person < 0.4 * 600


def test_what_is_long_and_flat_is_no_wider_than_there_is_room() -> None:
    long = Box(0, 0, 900, 180)
    assert narrowed(long, scene(), FRAME).size == (400, 80)
    assert narrowed(long, CHAIR, FRAME).size == (720, 144)
    assert narrowed(Box(0, 0, 300, 180), scene(), FRAME).size == (300, 180)
