"""Who does something is told by what they have at hand: what they hold, what they are at, what they touch."""

from __future__ import annotations

import pytest

from scenewright.agent.interpreter.things.roles import stems_of

from ..scenes import Json, on, read, thing

STAGE: Json = {
    "image": {"width": 1000, "height": 700},
    "objects": [
        thing("person-1", (50, 200, 150, 600)),
        thing("person-2", (400, 200, 500, 600)),
        thing("person-3", (700, 200, 800, 600)),
        thing("violin-1", (60, 300, 140, 360)),
        thing("drum kit-1", (380, 380, 560, 640)),
        thing("microphone-1", (690, 260, 710, 300)),
        thing("counter-1", (860, 400, 990, 640)),
    ],
    "relations": [
        {"subject": "violin-1", "predicate": "held by", "object": "person-1"},
        {"subject": "person-2", "predicate": "behind", "object": "drum kit-1"},
        {"subject": "microphone-1", "predicate": "held by", "object": "person-3"},
    ],
}


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("remove the violinist", ["person-1"]),
        ("remove the drummer", ["person-2"]),
        ("remove the vocalist", ["person-3"]),
        ("remove the one who plays the violin", ["person-1"]),
        ("remove the person hitting the drums", ["person-2"]),
        ("remove everyone except the drummer", ["person-1", "person-3"]),
        ("remove the musicians", ["person-1", "person-2", "person-3"]),
    ],
)
def test_who_plays_what(text: str, ids: list[str]) -> None:
    assert read(STAGE, text)["ops"] == [{"op": "remove", "targets": on(*ids)}]


def test_where_nobody_has_it_at_hand_it_is_asked() -> None:
    assert read(STAGE, "remove the golfer")["status"] == "ask"


def test_everybody_is_people_of_every_label() -> None:
    scene = {**STAGE, "objects": [*STAGE["objects"], thing("child-1", (600, 400, 660, 600))]}
    ids = [target["object"] for target in read(scene, "remove everybody")["ops"][0]["targets"]]
    assert sorted(ids) == ["child-1", "person-1", "person-2", "person-3"]


@pytest.mark.parametrize(("name", "stem"), [("drummer", "drum"), ("guitarist", "guitar"), ("baker", "bake")])
def test_what_somebody_is_called_after(name: str, stem: str) -> None:
    assert stem in stems_of(name)
