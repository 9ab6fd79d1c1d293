"""What is right under, beside or at the end of something: the nearest, and a question where none is nearer."""

from __future__ import annotations

import pytest

from ..scenes import Json, read, thing

SHELF: Json = {
    "image": {"width": 800, "height": 600},
    "objects": [
        thing("book-1", (100, 100, 300, 150), color="green"),
        thing("book-2", (100, 150, 300, 200), color="blue"),
        thing("book-3", (100, 200, 300, 250), color="red"),
        thing("vase-1", (100, 400, 150, 480), color="yellow"),
        thing("vase-2", (300, 400, 350, 480), color="blue"),
        thing("vase-3", (500, 400, 550, 480), color="yellow"),
    ],
}


@pytest.mark.parametrize(
    ("words", "id"),
    [
        ("remove the book right under the green one", "book-2"),
        ("remove the book directly above the red one", "book-2"),
        ("remove the book that is right below the blue one", "book-3"),
    ],
)
def test_right_there_is_the_nearest(words: str, id: str) -> None:
    (op,) = read(SHELF, words)["ops"]
    assert op["targets"] == [{"object": id}]


@pytest.mark.parametrize(
    "words",
    [
        "remove the book under the green one",
        "remove the vase beside the blue one",
        "remove the vase right next to the blue one",
        "remove the vase at one end of the row",
    ],
)
def test_of_two_that_are_equally_near_one_is_asked_for(words: str) -> None:
    assert read(SHELF, words)["status"] == "ask"
