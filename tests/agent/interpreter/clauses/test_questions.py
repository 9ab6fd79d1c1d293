"""Long questions around a simple edit: what all of it describes is found, and the edit is done to that."""

from __future__ import annotations

import pytest

from scenewright.evals.understanding import OWN as CASES
from scenewright.evals.understanding import read_cases

from ..riddles import scene
from ..scenes import Json, read

STUDIO = scene(["guitar", "microphone", "chair", "lamp", "umbrella", "bottle", "dog", "person"])


def removed(plan: Json) -> list[str]:
    return [target["object"] for op in plan["ops"] for target in op["targets"]]


RIDDLES = {
    "It has started to drizzle, and nobody likes to get wet on the way home. What should she take along? "
    "Remove that object.": "umbrella-1",
    "When a concert hall is large, nobody in the last row hears a voice. Which thing would a singer hold in front of "
    "her mouth, then? Please delete this item.": "microphone-1",
    "If you were thirsty after rehearsing all afternoon, where would you find a drink? Remove this thing, please.": (
        "bottle-1"
    ),
    "It grows dark early in winter, and the notes can hardly be read. Identify what gives light and remove it.": (
        "lamp-1"
    ),
    "While everyone else takes a break, which animal would like to be walked on a leash? Could you erase it?": "dog-1",
}


@pytest.mark.parametrize(("text", "id"), RIDDLES.items())
def test_the_edit_is_done_to_what_is_described(text: str, id: str) -> None:
    plan = read(STUDIO, text)
    assert plan["status"] == "ready"
    assert removed(plan) == [id]


def test_what_else_the_edit_says_is_kept() -> None:
    text = (
        "When the strings are strummed around a fire at night, everyone sings along. "
        "Which instrument is meant? Please replace this object with a banjo."
    )
    (op,) = read(STUDIO, text)["ops"]
    assert op["op"] == "replace"
    assert op["targets"] == [{"object": "guitar-1"}]
    assert "banjo" in op["prompt"]


def test_its_colour_is_the_answer_s() -> None:
    text = "When the show is over, what would a tired drummer want to sit down on for a while? Change its color to red."
    (op,) = read(STUDIO, text)["ops"]
    assert op["op"] == "recolor"
    assert op["targets"] == [{"object": "chair-1"}]


def test_who_names_a_thing_does_not_ask_for_it() -> None:
    text = "The dog is bored and would like to play. What would keep the rain off when it goes for a walk? Remove it."
    assert removed(read(STUDIO, text)) == ["umbrella-1"]


def test_what_is_likely_and_not_among_the_known_things_is_looked_for() -> None:
    text = (
        "Nobody likes to do the dishes by hand. What machine could wash all the plates by itself? Remove that object."
    )
    plan = read(STUDIO, text)
    assert plan["status"] == "look"
    assert "dishwasher" in plan["look_for"]


def test_two_that_fit_alike_are_asked_about() -> None:
    two = scene(["chair", "stool", "lamp"])
    two["objects"].append({"id": "lamp-2", "label": "lamp", "box": [300, 300, 380, 380]})
    text = (
        "It is already late, and in the evening it gets dark in here. What would someone switch on to see? Remove it."
    )
    plan = read(two, text)
    assert plan["status"] == "ask"
    assert [option["ops"][0]["targets"][0]["object"] for option in plan["question"]["options"]] == ["lamp-1", "lamp-2"]


def test_two_of_which_the_question_tells_one_are_not_asked_about() -> None:
    text = "Which instrument without strings would a singer talk into? Please remove this instrument."
    assert removed(read(STUDIO, text)) == ["microphone-1"]


def test_a_question_and_its_edit_may_be_one_sentence() -> None:
    text = "Please identify what would keep the rain off on the way home, and then remove it."
    assert removed(read(STUDIO, text)) == ["umbrella-1"]


def test_what_fits_far_better_is_looked_for_and_found_by_any_of_its_names() -> None:
    text = "Somebody wants to cut a loaf into slices for breakfast. What sharp tool would they take? Remove it."
    assert "knife" in read(STUDIO, text)["look_for"]
    found = scene(["guitar", "lamp", "bottle"])
    found["objects"].append(
        {"id": "baton-1", "label": "baton", "box": [9, 9, 90, 30], "attributes": {"also": ["knife"]}}
    )
    assert removed(read(found, text)) == ["baton-1"]


def test_nothing_else_is_taken_without_a_word_for_what_was_looked_for_in_vain() -> None:
    text = (
        "It is late, and everybody in the band would like to sleep well. "
        "What soft thing would they lay their heads on? Remove it."
    )
    asked = {**scene(["chair", "lamp", "dog"]), "queries": ["pillow"]}
    plan = read(asked, text)
    assert plan["status"] in ("ask", "cannot")
    assert plan["ops"] == []


def test_what_is_told_may_only_say_why() -> None:
    text = "The stage looks empty. Nobody feels at home there. Please edit the picture to add a rug under the chair."
    (op,) = read(STUDIO, text)["ops"]
    assert (op["op"], op["prompt"]) == ("insert", "rug")


def test_what_is_told_and_asks_for_something_is_not_passed_over() -> None:
    assert read(STUDIO, "The lamp ought to be fixed somehow. Remove the chair.")["status"] == "ask"
    assert read(STUDIO, "The lamp should wobble. Remove the chair.")["status"] == "ask"


def test_long_questions_of_our_own_are_read() -> None:
    results = list(read_cases(CASES / "questions.jsonl"))
    assert len(results) >= 70
    assert sum(result.right for result in results) / len(results) >= 0.9


def test_an_edit_before_the_question_is_no_part_of_it() -> None:
    text = "Remove the dog. What would you strum to play songs around a fire in the evening? Make it red."
    plan = read(STUDIO, text)
    assert [op["op"] for op in plan["ops"]] == ["remove", "recolor"]
