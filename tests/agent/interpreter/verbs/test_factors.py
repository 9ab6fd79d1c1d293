"""By what factor, by how many degrees, to how many pixels; and one thing instead of another."""

from __future__ import annotations

from pathlib import Path

import pytest

from scenewright.agent.interpreter.batch import request_of
from scenewright.agent.interpreter.lexical import LexicalInterpreter

from ..scenes import BEACH, Json, on, read

ALL = [{"everything": True}]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("make the picture 1.2 times brighter", {"brightness": 0.2}),
        ("make everything 1.5 times as bright as it is now", {"brightness": 0.5}),
        ("render it twice as bright", {"brightness": 1.0}),
        ("half as saturated", {"saturation": -0.5}),
        ("make it two thirds as bright", {"brightness": -0.333}),
        ("make the photo two times darker", {"brightness": -0.5}),
        ("raise the contrast by a factor of 1.4", {"contrast": 0.4}),
        ("double the contrast", {"contrast": 1.0}),
        ("halve the saturation of the picture", {"saturation": -0.5}),
        ("darken the photo 4 times", {"brightness": -0.75}),
    ],
)
def test_tones_by_a_factor(text: str, amounts: dict[str, float]) -> None:
    assert read("beach", text)["ops"] == [{"op": "adjust", "targets": ALL, **amounts}]


def test_a_thing_by_a_factor_in_size_and_in_tone() -> None:
    assert read("beach", "make the dog 1.2 times bigger and 1.3 times brighter")["ops"] == [
        {"op": "resize", "targets": on("dog-1"), "scale": 1.2},
        {"op": "adjust", "targets": on("dog-1"), "brightness": 0.3},
    ]


@pytest.mark.parametrize(
    ("text", "change"),
    [
        ("straighten it by 1.5 degrees", {"straighten": 1.5}),
        ("level the shot by 2° to the left", {"straighten": -2.0}),
        ("straighten the photo 3 degrees counterclockwise", {"straighten": -3.0}),
        ("straighten it", {"straighten": True}),
        ("resize the picture to 1.5 megapixels", {"scale": 1.25}),
        ("bring the photo down to 0.24 MP", {"scale": 0.5}),
        ("scale it to 600 pixels wide", {"scale": 0.5}),
        ("make the image 1600 px high", {"scale": 2.0}),
    ],
)
def test_angles_and_pixels(text: str, change: Json) -> None:
    assert read("beach", text)["ops"] == [{"op": "transform", **change}]


def test_more_pixels_than_there_can_be_are_refused_with_what_there_is() -> None:
    plan = read("beach", "resize the picture to 5000 megapixels")
    assert plan["status"] == "cannot"
    assert "1200 × 800" in plan["rationale"]


@pytest.mark.parametrize("text", ["resize the picture to 1.5 megapixels", "make the picture 1.2 times brighter"])
def test_its_number_is_no_word_left_over(text: str) -> None:
    assert LexicalInterpreter().read(request_of({"scene": BEACH, "text": text}, Path("."))).confidence > 0.9


@pytest.mark.parametrize(
    ("text", "id", "prompt"),
    [
        ("instead of the red cup I'd like a teapot", "cup-2", "teapot"),
        ("Instead of the blue chair, I would prefer a stool", "chair-1", "stool"),
        ("in place of the clock give me a mirror", "clock-1", "mirror"),
        ("rather than the laptop I want a typewriter", "laptop-1", "typewriter"),
        ("instead of the black clock a calendar please", "clock-1", "calendar"),
        ("where the clock hangs I'd like a painting", "clock-1", "painting"),
    ],
)
def test_one_thing_instead_of_another(text: str, id: str, prompt: str) -> None:
    assert read("office", text)["ops"] == [{"op": "replace", "targets": on(id), "prompt": prompt}]


@pytest.mark.parametrize(
    "text", ["change the blue chair from blue to red", "change the chair's color from blue to red"]
)
def test_from_one_color_to_another(text: str) -> None:
    assert read("office", text)["ops"] == [{"op": "recolor", "targets": on("chair-1"), "color": "#ff0000"}]


def test_the_color_that_it_has_tells_which() -> None:
    assert read("office", "change the cup from red to green")["ops"][0]["targets"] == on("cup-2")
