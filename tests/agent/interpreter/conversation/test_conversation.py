"""What words mean because of the turns before them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from scenewright.agent.interpreter.batch import plan_case, request_of

from ..scenes import OFFICE, on, read, say

COMMANDS = [
    (["undo"], {"name": "undo", "count": 1}),
    (["go back two steps"], {"name": "undo", "count": 2}),
    (["redo"], {"name": "redo", "count": 1}),
    (["start over"], {"name": "reset"}),
    (["back to the original"], {"name": "reset"}),
    (["what can you do?"], {"name": "help"}),
    (["show me the original"], {"name": "show", "what": "original"}),
    (["remove the clock", "make the chair red", "undo the first one"], {"name": "drop", "turns": [1]}),
    (["remove the clock", "make the chair red", "undo the chair"], {"name": "drop", "turns": [2]}),
    (["remove the clock", "make the chair red", "bring the clock back"], {"name": "drop", "turns": [1]}),
    (["remove the clock", "make the chair red", "undo the first and the second"], {"name": "drop", "turns": [1, 2]}),
]


@pytest.mark.parametrize(("turns", "command"), COMMANDS, ids=[turns[-1] for turns, _ in COMMANDS])
def test_a_command(turns: list[str], command: dict[str, Any]) -> None:
    plan = say("office", *turns)
    assert (plan["status"], plan["command"]) == ("command", command)


TALK = [
    (["make the red cup bigger", "now paint it green"], "recolor", on("cup-2")),
    (["remove the left cup", "and the right one too"], "remove", on("cup-3")),
    (["make the chair red", "the same for the clock"], "recolor", on("clock-1")),
    (["make the chair red", "and the clock"], "recolor", on("clock-1")),
    (["make the clock bigger", "again"], "resize", on("clock-1")),
    (["make the clock bigger", "a bit more"], "resize", on("clock-1")),
    (["make both white cups red", "and the other one blue"], "recolor", on("cup-2")),
    (["make the picture warmer", "a bit more"], "adjust", [{"everything": True}]),
    (["add a lamp on the chair", "make it blue"], "recolor", on("lamp-1")),
]


@pytest.mark.parametrize(("turns", "verb", "targets"), TALK, ids=[turns[-1] for turns, _, _ in TALK])
def test_a_reference_to_an_earlier_turn(turns: list[str], verb: str, targets: list[dict[str, Any]]) -> None:
    (op,) = say("office", *turns)["ops"]
    assert (op["op"], op["targets"]) == (verb, targets)


CORRECTIONS = [
    (["make the left cup green", "no, I mean the right one"], {"color": "#008000", "targets": on("cup-3")}),
    (["make the left cup green", "not that one, the red one"], {"color": "#008000", "targets": on("cup-2")}),
    (["make the chair green", "no, make it blue"], {"color": "#0000ff", "targets": on("chair-1")}),
    (["remove the left cup", "wrong one, the red one"], {"targets": on("cup-2")}),
]


@pytest.mark.parametrize(("turns", "fields"), CORRECTIONS, ids=[turns[-1] for turns, _ in CORRECTIONS])
def test_a_correction_replaces_the_turn(turns: list[str], fields: dict[str, Any]) -> None:
    plan = say("office", *turns)
    assert plan["replaces"] == 1
    assert {key: plan["ops"][0][key] for key in fields} == fields


@pytest.mark.parametrize(
    ("answer", "id"), [("the left one", "cup-1"), ("2", "cup-2"), ("the red one", "cup-2"), ("the rightmost", "cup-3")]
)
def test_an_answer_to_a_question(answer: str, id: str) -> None:
    assert say("office", "remove the cup", answer)["ops"] == [{"op": "remove", "targets": on(id)}]


def test_a_new_instruction_after_a_question_is_no_answer() -> None:
    assert say("office", "remove the cup", "remove the clock")["ops"] == [{"op": "remove", "targets": on("clock-1")}]


def test_an_edit_and_a_command_in_one_turn() -> None:
    plan = say("office", "remove the clock", "make the chair red", "a bit warmer, and undo the first one")
    assert (plan["status"], plan["command"]) == ("ready", {"name": "drop", "turns": [1]})
    assert plan["ops"] == [{"op": "adjust", "targets": [{"everything": True}], "temperature": 0.15}]


def test_what_was_removed_is_no_longer_a_candidate() -> None:
    plan = say("office", "remove the red cup", "remove the white cup on the left", "make the cup bigger")
    assert plan["ops"][0]["targets"] == on("cup-3")


def test_an_undone_turn_counts_for_nothing() -> None:
    assert say("office", "remove the clock", "undo", "make the clock red")["ops"][0]["targets"] == on("clock-1")


def scene_after(*texts: str) -> Any:
    history: list[Any] = []
    for text in texts:
        history.append({"text": text, "plan": read("office", text, history=list(history))})
    return request_of({"scene": OFFICE, "text": "undo", "history": history}, Path(".")).scene


def test_effects_of_earlier_turns_on_the_scene() -> None:
    scene = scene_after(
        "remove the clock", "paint the chair red", "move the scissors 10 px right", "duplicate the laptop"
    )
    assert not scene.has("clock-1")
    assert scene.get("chair-1").attributes["color"] == "red"
    assert scene.get("scissors-1").box.left == 310
    assert scene.has("laptop-2")


def test_replacing_gives_a_thing_its_new_name() -> None:
    assert scene_after("replace the chair with a green sofa").get("chair-1").label == "sofa"


def test_a_mirrored_picture_is_read_as_it_is_shown() -> None:
    assert say("office", "mirror the picture", "remove the leftmost cup")["ops"][0]["targets"] == on("cup-3")


@pytest.mark.parametrize(
    "case",
    [
        {},
        {"text": "undo"},
        {"scene": {"image": {}}, "text": "x"},
        {"scene": "nowhere.json", "text": "x"},
        [],
        {"scene": OFFICE, "text": 7},
    ],
)
def test_a_bad_case_is_a_plan_with_an_error(case: Any) -> None:
    plan = plan_case(case, Path(".")).to_dict()
    assert plan["status"] == "cannot"
    assert plan["error"]


@pytest.mark.parametrize("text", ["never mind", "no", "forget it", "cancel that", "none of them"])
def test_a_question_is_dropped_without_taking_anything_back(text: str) -> None:
    plan = say("office", "remove the clock", "remove the cup", text)
    assert plan["command"] is None
    assert "nothing was changed" in plan["rationale"]


def failed(then: str) -> dict[str, Any]:
    """What is read after an edit that was done and one that was not."""
    done = {"text": "remove the clock", "plan": read("office", "remove the clock")}
    vain = {"text": "remove the zebra", "plan": read("office", "remove the zebra", can_look=False)}
    vain["plan"] = {**vain["plan"], "status": "cannot", "look_for": []}
    return read("office", then, history=[done, vain])


@pytest.mark.parametrize("text", ["no, I meant the laptop", "actually the laptop", "no, the laptop"])
def test_what_could_not_be_done_is_not_put_right_by_changing_an_older_edit(text: str) -> None:
    plan = failed(text)
    assert plan["replaces"] is None
    assert plan["status"] == "ask"
    assert "the laptop" in plan["question"]["text"]


def test_after_what_could_not_be_done_a_whole_instruction_is_read_by_itself() -> None:
    plan = failed("no, remove the laptop")
    assert plan["replaces"] is None
    assert plan["ops"] == [{"op": "remove", "targets": on("laptop-1")}]


@pytest.mark.parametrize("text", ["remove the other one", "remove the others"])
def test_others_are_other_than_something_that_was_spoken_of(text: str) -> None:
    assert read("office", text)["status"] == "ask"
