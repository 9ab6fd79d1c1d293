"""Lists without commas: every thing named is meant, and a name of two words is one thing."""

from __future__ import annotations

import pytest

from ..scenes import Json, read, thing

BENCH: Json = {
    "image": {"width": 1000, "height": 600},
    "objects": [
        thing("hammer-1", (50, 300, 150, 350), color="red"),
        thing("kettle-1", (200, 300, 300, 400), color="silver"),
        thing("radio-1", (400, 300, 500, 400), color="black"),
        thing("dog-1", (600, 300, 750, 500), color="brown"),
        thing("bowl-1", (800, 450, 880, 500), color="blue"),
    ],
}


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("remove hammer kettle and radio", ["hammer-1", "kettle-1", "radio-1"]),
        ("delete hammer kettle radio", ["hammer-1", "kettle-1", "radio-1"]),
        ("blur red hammer kettle and radio", ["hammer-1", "kettle-1", "radio-1"]),
        ("remove the hammer the kettle and the radio", ["hammer-1", "kettle-1", "radio-1"]),
    ],
)
def test_each_of_a_list_without_commas_is_meant(words: str, ids: list[str]) -> None:
    (op,) = read(BENCH, words)["ops"]
    assert op["targets"] == [{"object": id} for id in ids]


def test_what_belongs_to_a_thing_is_called_after_it() -> None:
    (op,) = read(BENCH, "remove dog bowl and radio")["ops"]
    assert op["targets"] == [{"object": "bowl-1"}, {"object": "radio-1"}]
