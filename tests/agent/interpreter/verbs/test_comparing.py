"""A size taken from something else: another thing's, or that of a box drawn for it."""

import pytest

from ..scenes import Json, read

KITE = (300, 60, 380, 140)
MARKS: Json = {"A": {"box": list(KITE)}, "B": {"box": [600, 60, 760, 220]}, "C": {"point": [340, 100]}}


def resized(target: Json, scale: float) -> Json:
    return {"op": "resize", "targets": [target], "scale": scale}


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("make the kite as large as [B]", resized({"object": "kite-1"}, 2.0)),
        ("resize the kite to [B]", resized({"object": "kite-1"}, 2.0)),
        ("scale [A] to fit [B]", resized({"mark": "A"}, 2.0)),
        ("shrink [B] to the size of [A]", resized({"mark": "B"}, 0.5)),
        ("make [C] as tall as [B]", resized({"mark": "C"}, 2.0)),  # a point: the kite that lies under it
        ("make boat 1 as big as boat 2", resized({"object": "boat-1"}, 0.5774)),
        ("resize the kite to 50%", resized({"object": "kite-1"}, 0.5)),
    ],
)
def test_it_becomes_as_large(text: str, op: Json) -> None:
    assert read("beach", text, marks=MARKS)["ops"] == [op]


def test_a_box_with_room_around_a_thing_stands_for_the_thing() -> None:
    around = {**MARKS, "A": {"box": [286, 46, 394, 154]}}
    found = read("beach", "scale [A] to fit [B]", marks=around)
    assert found["ops"] == [resized({"mark": "A"}, 2.0)]
    assert "nothing was made of" not in found["rationale"]


def test_a_point_beside_everything_has_no_size() -> None:
    assert read("beach", "resize the kite to [D]", marks={"D": {"point": [1190, 10]}})["ops"] == []


@pytest.mark.parametrize("factor", [1.1, 1.4, 1.75, 2.5])
def test_a_factor_may_have_decimals(factor):
    for words in (f"make the laptop {factor} times as large", f"make the laptop {factor}x bigger"):
        assert [(op["op"], op["scale"]) for op in read("office", words)["ops"]] == [("resize", factor)]
