"""The many ways in which the same is said: wrapped up, the other way round, by contrast, by comparison, by pointing."""

from __future__ import annotations

from typing import Any

import pytest

from scenewright.agent.interpreter.clauses.contrast import contrasted, mended
from scenewright.agent.interpreter.conversation.discourse import yes_or_no
from scenewright.agent.interpreter.verbs.table import BUILDERS
from scenewright.agent.interpreter.words.normalise import data, polite

from .scenes import OFFICE, Json, on, read, say, thing


@pytest.mark.parametrize(
    "said",
    [
        "would you mind removing the clock",
        "i was wondering if you could remove the clock",
        "any chance you could remove the clock",
        "i would be so grateful if you removed the clock",
        "it would be great if you could remove the clock",
        "do me a favor and remove the clock",
        "hmm , so , please remove the clock when you have a chance",
        "your next task is to remove the clock",
        "what i want you to do is remove the clock",
        "remove the clock , thanks in advance",
    ],
)
def test_a_request_is_a_command_in_its_wrapping(said: str) -> None:
    assert polite(said) == "remove the clock"


def test_a_wrapper_alone_is_kept() -> None:
    assert polite("thanks") == "thanks"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("do not delete the fork , just the spoon", "delete the spoon"),
        ("instead of removing the dog , remove the cat", "remove the cat"),
        ("rather than the man , delete the boy", "delete the boy"),
        ("delete the cat instead of the dog", "delete the cat"),
        ("everyone can stay except the man", "remove the man"),
        ("without touching anything else , remove the cup", "remove the cup"),
        ("before you remove the cup , paint the chair red", "paint the chair red , then remove the cup"),
        ("remove the cup after painting the chair red", "paint the chair red , then remove the cup"),
        ("keep only the dog and remove all other animals", "remove all animals except the dog"),
        ("put a fountain instead of the statue", "put a fountain instead of the statue"),
        ("remove the cup", "remove the cup"),
    ],
)
def test_what_is_not_meant_is_left_out(said: str, meant: str) -> None:
    assert contrasted(said) == meant


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("remove the red , i mean the blue cup", "remove the blue cup"),
        ("make the cup . . . um . . . red", "make the cup red"),
        ("do not move the cup ; just the chair", "do not move the cup , just the chair"),
        ("remove the cup and the chair", "remove the cup and the chair"),
    ],
)
def test_a_slip_is_mended(said: str, meant: str) -> None:
    assert mended(said) == meant


WAYS: list[tuple[str, str, dict[str, Any]]] = [
    ("office", "the clock must go", {"op": "remove", "targets": on("clock-1")}),
    ("office", "there shouldn't be a clock", {"op": "remove", "targets": on("clock-1")}),
    ("office", "the photo would be nicer without the scissors", {"op": "remove", "targets": on("scissors-1")}),
    ("office", "that clock doesn't belong here", {"op": "remove", "targets": on("clock-1")}),
    ("office", "why is that clock there? take it off the wall", {"op": "remove", "targets": on("clock-1")}),
    ("office", "the clock: gone", {"op": "remove", "targets": on("clock-1")}),
    ("office", "clock remove", {"op": "remove", "targets": on("clock-1")}),
    ("office", "the chair would look great in red", {"op": "recolor", "targets": on("chair-1"), "color": "#ff0000"}),
    ("office", "I wish the chair was green", {"op": "recolor", "targets": on("chair-1"), "color": "#008000"}),
    ("office", "the chair could use red paint", {"op": "recolor", "targets": on("chair-1"), "color": "#ff0000"}),
    ("office", "the chair needs a coat of red paint", {"op": "recolor", "targets": on("chair-1"), "color": "#ff0000"}),
    ("office", "make the clock match the chair", {"op": "recolor", "targets": on("clock-1"), "color": "#0000ff"}),
    ("office", "how about a red chair?", {"op": "recolor", "targets": on("chair-1"), "color": "#ff0000"}),
    ("office", "make the chair as tall as the laptop", {"op": "resize", "targets": on("chair-1"), "scale": 0.4118}),
    ("office", "enlarge the clock by 30 percent", {"op": "resize", "targets": on("clock-1"), "scale": 1.3}),
    ("office", "blow the clock up to 150%", {"op": "resize", "targets": on("clock-1"), "scale": 1.5}),
    ("beach", "erase the kid", {"op": "remove", "targets": on("person-3")}),
    ("beach", "remove what the man holds", {"op": "remove", "targets": on("surfboard-1")}),
    ("beach", "delete everyone but the woman", {"op": "remove", "targets": on("person-2", "person-3")}),
]  # fmt: skip


@pytest.mark.parametrize(("scene", "text", "op"), WAYS, ids=[text for _, text, _ in WAYS])
def test_the_same_in_other_words(scene: str, text: str, op: dict[str, Any]) -> None:
    plan = read(scene, text)
    assert (plan["status"], plan["ops"]) == ("ready", [op])


def test_a_complaint_before_an_edit_only_says_what_it_is_about() -> None:
    plan = read("office", "the clock is ugly, make it red")
    assert [op["op"] for op in plan["ops"]] == ["recolor"]


def test_a_complaint_about_one_of_several_asks_which() -> None:
    plan = read("office", "I don't like that cup. Remove it.")
    assert (plan["status"], len(plan["question"]["options"])) == ("ask", 3)


MIRROR: Json = {
    "image": {"width": 400, "height": 300},
    "objects": [
        thing("mirror-1", (200, 20, 380, 200)),
        thing("cat-1", (20, 200, 120, 290), color="black"),
        thing("cat-2", (240, 80, 300, 140), color="black"),
        thing("chair-1", (130, 150, 190, 290), material="wood"),
        thing("chair-2", (310, 210, 390, 290), material="metal"),
    ],
    "relations": [
        {"subject": "cat-2", "predicate": "inside", "object": "mirror-1"},
        {"subject": "cat-2", "predicate": "reflection of", "object": "cat-1"},
    ],
}


@pytest.mark.parametrize(
    ("text", "id"),
    [
        ("remove the cat in the mirror", "cat-2"),
        ("remove the cat outside the mirror", "cat-1"),
        ("remove the reflection of the cat", "cat-2"),
        ("remove the cat's reflection", "cat-2"),
        ("remove the real cat", "cat-1"),
        ("remove the cat on the floor", "cat-1"),
        ("remove the wooden chair", "chair-1"),
        ("remove the chair made of metal", "chair-2"),
        ("remove the chair that is not wooden", "chair-2"),
    ],
)
def test_mirrors_and_materials(text: str, id: str) -> None:
    assert read(MIRROR, text)["ops"] == [{"op": "remove", "targets": on(id)}]


MARK = {"A": {"box": [450, 40, 550, 140]}}


@pytest.mark.parametrize("said", ["what I circled", "the thing I marked", "what's inside the box", "the marked clock"])
def test_what_was_pointed_at(said: str) -> None:
    assert read("office", f"remove {said}", marks=MARK)["ops"] == [{"op": "remove", "targets": [{"mark": "A"}]}]


def test_a_mark_on_something_else_than_the_words_say_asks() -> None:
    assert read("office", "remove the laptop", marks=MARK)["status"] == "ask"
    assert read("office", "paint the marked laptop red", marks=MARK)["status"] == "ask"


def test_a_mark_that_no_word_mentions_is_the_place() -> None:
    somewhere = {"A": {"point": [700, 100]}}
    assert read("office", "add a plant", marks=somewhere)["ops"][0]["at"] == {"mark": "A"}
    assert read("office", "move the clock", marks=somewhere)["ops"][0]["to"] == {"mark": "A"}


def test_size_after_a_place_is_about_what_was_put_there() -> None:
    plan = read("office", "put the clock next to the laptop, half as big")
    assert [(op["op"], op.get("scale")) for op in plan["ops"]] == [("move", None), ("resize", 0.5)]


def test_what_is_mine_and_not_kept_is_not_drawn_anew() -> None:
    plan = read("office", "insert my boat")
    assert plan["status"] == "cannot"
    assert "nothing is kept in the library as “my boat”" in plan["rationale"]


def test_a_place_belongs_to_no_drawing() -> None:
    assert read("office", "add a hat on the red cup")["ops"][0]["prompt"] == "hat"
    assert read("office", "add a hat on the cup")["status"] == "ask"


def test_one_of_two_actions_of_a_sentence_is_taken_back() -> None:
    plan = say("office", "remove the clock and paint the chair red", "undo the second one")
    assert (plan["status"], plan["command"]) == ("command", {"name": "drop", "turns": [1], "actions": [2]})
    plan = say("office", "remove the clock and paint the chair red", "remove the laptop", "undo the second step")
    assert (plan["status"], plan["command"]) == ("command", {"name": "drop", "turns": [2]})


@pytest.mark.parametrize(
    ("said", "is_yes"),
    [
        ("yes", True),
        ("Yes, please!", True),
        ("ok, go ahead", True),
        ("no", False),
        ("no, thanks", False),
        ("don't", False),
        ("no, the left one", None),
        ("yes, and remove the cup", None),
        ("remove the cup", None),
    ],
)
def test_a_plain_yes_or_no(said: str, is_yes: bool | None) -> None:
    assert yes_or_no(said) is is_yes


def test_a_new_drawing_in_the_place_of_the_last_one() -> None:
    plan = say("office", "replace the clock with a cap", "no, a lamp")
    assert (plan["replaces"], plan["ops"][0]["prompt"]) == (1, "lamp")


def test_ids_of_things_are_not_words_of_rules() -> None:
    assert read(OFFICE, "delete the clock-1")["ops"] == [{"op": "remove", "targets": on("clock-1")}]


def test_every_frame_has_its_builder() -> None:
    assert {verb for verb, _ in data("frames")["frames"]} <= BUILDERS.keys()


def test_a_place_without_a_thing() -> None:
    assert read("office", "move to the left")["status"] == "ask"
    (op,) = say("office", "paint the clock red", "move to the left")["ops"]
    assert (op["op"], op["target"]) == ("move", {"object": "clock-1"})


def test_two_things_each_where_the_other_is() -> None:
    (op,) = read("office", "put the clock where the laptop is and the laptop where the clock is")["ops"]
    assert (op["op"], op["target"], op["other"]) == ("swap", {"object": "clock-1"}, {"object": "laptop-1"})


@pytest.mark.parametrize("text", ["get rid of all of them", "remove the last one", "delete the second one"])
def test_things_are_no_edits_to_take_back(text: str) -> None:
    plan = say("office", "blur the left cup", text)
    assert plan["command"] is None


@pytest.mark.parametrize(
    ("text", "name"),
    [("remove all my changes", "reset"), ("delete the last edit", "undo"), ("remove the first change", "drop")],
)
def test_edits_are_no_things(text: str, name: str) -> None:
    assert say("office", "remove the clock", "paint the chair red", text)["command"]["name"] == name
