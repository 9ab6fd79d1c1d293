"""All of the picture changes, but one thing."""

from __future__ import annotations

import pytest

from ..scenes import Json, on, read

GRAY = {"op": "adjust", "saturation": -1.0}


def but(*ids: str) -> list[Json]:
    return [{"everything": True, "except": on(*ids)}]


@pytest.mark.parametrize(
    "text",
    [
        "make it black and white but keep the kite orange",
        "turn the whole photo black and white, but leave the kite in colour",
        "black and white, only the kite stays orange",
        "convert to grayscale, but the kite should stay orange",
        "keep the kite orange and make the rest black and white",
        "everything gray except the kite, that one keeps its colour",
        "leave the kite alone. turn the picture black and white.",
        "black and white please, but not the kite",
    ],
)
def test_one_thing_keeps_its_color(text: str) -> None:
    assert [{**op, "op": "adjust"} for op in read("beach", text)["ops"]] == [{**GRAY, "targets": but("kite-1")}]


def test_the_color_that_stays_tells_which_one_is_meant() -> None:
    assert read("beach", "make it black and white but keep the boat blue")["ops"] == [
        {**GRAY, "targets": but("boat-2")}
    ]


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("darken the shot but keep the dog bright", {"op": "adjust", "brightness": -0.3}),
        ("blur everything but leave the dog sharp", {"op": "obscure", "method": "blur"}),
        ("make it warmer but don't change the dog", {"op": "adjust", "temperature": 0.3}),
    ],
)
def test_other_looks_spare_it_too(text: str, op: Json) -> None:
    assert read("beach", text)["ops"] == [{**op, "targets": but("dog-1")}]


@pytest.mark.parametrize("text", ["brighten the picture but don't remove the dog", "do not move the dog . brighten it"])
def test_what_only_stays_in_place_changes_with_the_picture(text: str) -> None:
    assert "except" not in str(read("beach", text)["ops"])


def test_a_thing_that_nobody_saw_yet_is_looked_for_first() -> None:
    assert read("beach", "make it black and white but keep the taxi yellow")["look_for"] == ["taxi"]


def test_what_is_no_thing_is_not_looked_for() -> None:
    assert read("beach", "make it black and white but keep the details")["status"] == "ready"
