"""Pictures given along: which thing of one, and where it goes; a place that is not known is asked for, never lost."""

import pytest

from ..scenes import Json, read

GIVEN: Json = {"B": "hat.png"}


def put(at: Json | None, **more: str) -> Json:
    return {"op": "insert", "reference": {"file": "hat.png", **more}, "at": at, "count": 1}


BY_THE_DOG: Json = {"relation": "next to", "of": {"object": "dog-1"}}
SECOND: Json = {"relation": "next to", "of": {"object": "person-2"}}


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("insert [B] next to person 2", put(SECOND)),
        ("put [B] next to person 2", put(SECOND)),
        ("insert [B] next to dog", put(BY_THE_DOG)),
        ("add the cat of [B] next to the dog", put(BY_THE_DOG, phrase="cat")),
        ("insert the hat of [B]", put(None, phrase="hat")),
        ("add [B] to the photo", put(None)),
        ("insert [B] too", put(None)),
    ],
)
def test_it_goes_where_it_was_said(text: str, op: Json) -> None:
    (found,) = read("beach", text, references=GIVEN)["ops"]
    assert {name: value for name, value in found.items() if value is not None} == {
        name: value for name, value in op.items() if value is not None
    }


@pytest.mark.parametrize("verb", ["insert", "put", "drop"])
def test_a_place_that_is_not_known_is_asked_or_looked_for(verb: str) -> None:
    asked = read("beach", f"{verb} [B] next to person 9", references=GIVEN)
    assert (asked["status"], asked["ops"]) == ("ask", [])
    assert "next to person 9" in asked["question"]["text"]
    sought = read("beach", f"{verb} [B] next to giraffe", references=GIVEN)
    assert (sought["status"], sought["look_for"]) == ("look", ["giraffe"])


def test_a_thing_of_a_picture_takes_a_thing_s_place() -> None:
    (op,) = read("beach", "replace the dog with the cat of [B]", references=GIVEN)["ops"]
    assert op["reference"] == {"file": "hat.png", "phrase": "cat"}
