"""A thing that grows near an edge stays whole; what the edge cut off stays at the edge; too large is said."""

from __future__ import annotations

from scenewright.agent.actions import Situation, resolve
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask

from .test_evaluate import op_of


def grown(situation: Situation, box: Box, scale: float) -> tuple[Box, tuple[str, ...]]:
    mask = {"mask": Mask.from_box(box, situation.width, situation.height).to_ref().model_dump()}
    resolved, _ = resolve(op_of({"op": "resize", "targets": [mask], "scale": scale}), situation)
    return resolved.places[0], resolved.remarks


def test_in_a_corner_it_grows_inwards_and_that_is_said(situation: Situation) -> None:
    place, said = grown(situation, Box(5, 5, 25, 25), 2)
    assert place == Box(0, 0, 40, 40)
    assert any("no room at the edge" in one for one in said)


def test_with_room_it_stays_where_it_stands(situation: Situation) -> None:
    place, said = grown(situation, Box(50, 30, 70, 60), 1.5)
    assert (place.center.x, place.bottom) == (60, 60)
    assert not any("room" in one for one in said)


def test_what_the_edge_cut_off_stays_cut_off(situation: Situation) -> None:
    place, _ = grown(situation, Box(0, 30, 20, 60), 2)
    assert place.left == 0
    assert place.bottom == 60


def test_larger_than_the_picture_is_said(situation: Situation) -> None:
    _, said = grown(situation, Box(40, 20, 80, 70), 3)
    assert any("lies outside the picture" in one for one in said)
