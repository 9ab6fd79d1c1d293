"""Words about edits and versions: order, strength, another try, branches, and taking from another version."""

from __future__ import annotations

from typing import Any

import pytest

from scenewright.agent.interpreter.batch import request_of
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import ReadRequest, Version

from ..scenes import DATA_FREE, OFFICE, read, say

THREE = ("remove the clock", "make the chair red", "make the laptop a bit brighter")
TWO_IN_ONE = ("remove the clock and make the chair red", "make the laptop a bit brighter")


@pytest.mark.parametrize(
    ("text", "turns"),
    [
        ("do the second one before the first", [2, 1]),
        ("could you do the second edit before the first one please", [2, 1]),
        ("do the third edit first", [3, 1, 2]),
        ("put the chair change before the clock one", [2, 1]),
        ("apply the brightening before the recoloring", [3, 2]),
        ("the first edit should come after the second", [2, 1]),
        ("move the first edit to the end", [2, 3, 1]),
        ("swap the last two steps", [3, 2]),
        ("reverse the order of the edits", [3, 1]),
        ("swap the second and the third edit", [3, 2]),
        ("swap the clock edit with the chair edit", [2, 1]),
    ],
)
def test_another_order(text: str, turns: list[int]) -> None:
    found = say("office", *THREE, text)["command"]
    assert found["name"] == "reorder"
    order = [1, 2, 3]
    following = iter(found["turns"])
    moved = [next(following) if one in found["turns"] else one for one in order]
    following = iter(turns)
    assert moved == [next(following) if one in turns else one for one in order]


@pytest.mark.parametrize(
    ("text", "turn", "seed"),
    [
        ("do the second one again with another seed", 2, None),
        ("do the second edit differently", 2, None),
        ("try the removal again with a different seed", 1, None),
        ("try that again with seed 7", 3, 7),
        ("another seed", 3, None),
        ("rerun the first edit", 1, None),
    ],
)
def test_another_try(text: str, turn: int, seed: int | None) -> None:
    assert say("office", *THREE, text)["command"] == {"name": "rerun", "turn": turn, "seed": seed}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("make the third one a bit stronger", 0.195),
        ("make the brightness edit twice as strong", 0.3),
        ("the last edit should be subtler", 0.1),
        ("tone down the third change", 0.1),
        ("make the last change 20% stronger", 0.18),
    ],
)
def test_another_strength_takes_the_turns_place(text: str, amount: float) -> None:
    plan = say("office", *THREE, text)
    assert (plan["status"], plan["replaces"]) == ("ready", 3)
    assert plan["ops"] == [{"op": "adjust", "targets": [{"object": "laptop-1"}], "brightness": amount}]


def test_what_is_done_or_not_has_no_strength() -> None:
    plan = say("office", *THREE, "make the first edit stronger")
    assert plan["status"] == "cannot"
    assert "no strength" in plan["rationale"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("undo the clock but keep the chair", {"turns": [1], "actions": [1]}),
        ("undo the chair and keep the clock", {"turns": [1], "actions": [2]}),
        ("undo the second one", {"turns": [1], "actions": [2]}),
        ("undo the recoloring", {"turns": [1], "actions": [2]}),
        ("undo the third one", {"turns": [2]}),
        ("undo the second step", {"turns": [2]}),
        ("undo everything except the laptop", {"turns": [1]}),
    ],
)
def test_one_action_of_a_sentence_with_two(text: str, command: dict[str, Any]) -> None:
    assert say("office", *TWO_IN_ONE, text)["command"] == {"name": "drop", **command}


@pytest.mark.parametrize(
    ("text", "turns", "actions"),
    [
        ("do the second change first", [1, 1], [2, 1]),
        ("do the recoloring before the removal", [1, 1], [2, 1]),
        ("swap the first and the second edit", [1, 1], [2, 1]),
        ("have the third edit happen before the second", [2, 1], [1, 2]),
        ("move the second change to the end", [2, 1], [1, 2]),
        ("reverse the order of the edits", [2, 1], [1, 1]),
        ("do the third change first", [2, 1], None),
        ("swap the two turns", [2, 1], None),
        ("do the first step last", [2, 1], None),
    ],
)
def test_another_order_of_single_actions(text: str, turns: list[int], actions: list[int] | None) -> None:
    order = {"turns": turns} | ({"actions": actions} if actions else {})
    assert say("office", *TWO_IN_ONE, text)["command"] == {"name": "reorder", **order}


@pytest.mark.parametrize(
    ("text", "turn", "action"),
    [
        ("try the chair again", 1, 2),
        ("give the removal another go", 1, 1),
        ("have another try at the second change", 1, 2),
        ("try the recoloring again with another seed", 1, 2),
        ("retry the laptop once more", 2, None),
        ("try that again", 2, None),
        ("run the first turn again", 1, None),
    ],
)
def test_another_try_of_a_single_action(text: str, turn: int, action: int | None) -> None:
    wanted = {"turn": turn, "seed": None} | ({"actions": [action]} if action else {})
    assert say("office", *TWO_IN_ONE, text)["command"] == {"name": "rerun", **wanted}


def test_one_that_comes_first_already_is_said() -> None:
    assert "in this order already" in say("office", *TWO_IN_ONE, "do the first change first")["rationale"]


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("take only the chair from the other version", {"turns": [4], "actions": [2]}),
        ("bring the first change over from main version", {"turns": [4], "actions": [1]}),
        ("take the first turn from the other version", {"turns": [4]}),
    ],
)
def test_one_action_of_another_version(text: str, command: dict[str, Any]) -> None:
    plan = read("office", TWO_IN_ONE[0])
    whole = request_of({"scene": OFFICE, "text": text, "history": [{"text": TWO_IN_ONE[0], "plan": plan}]}, DATA_FREE)
    there = (Version("main", False, lambda: {4: whole.history[0]}), Version("version 2", True))
    request = ReadRequest(whole.instruction, whole.scene, (), versions=there)
    found = LexicalInterpreter().read(request).plan.to_dict()
    assert found["command"] == {"name": "take", "branch": "main", **command}


@pytest.mark.parametrize(
    ("text", "called", "at"),
    [
        ("make a branch", None, None),
        ("let's try another version", None, None),
        ("start a new version from the original", None, 0),
        ("create a branch called “Warm One” after the second edit", "Warm One", 2),
        ("branch off after the first edit", None, 1),
    ],
)
def test_a_version_is_begun(text: str, called: str | None, at: int | None) -> None:
    assert say("office", *THREE, text)["command"] == {"name": "branch", "called": called, "at": at}


def test_a_version_is_begun_with_an_edit() -> None:
    plan = say("office", *THREE, "make a new branch and make the red cup blue")
    assert plan["status"] == "ready"
    assert plan["command"]["name"] == "branch"
    assert [(op["op"], op["targets"]) for op in plan["ops"]] == [("recolor", [{"object": "cup-2"}])]


def between_versions(text: str) -> dict[str, Any]:
    """Read in the second of two versions: `main` has two turns, of which this one has the first."""
    past = []
    for said in THREE[:2]:
        past.append({"text": said, "plan": read("office", said, history=list(past))})
    whole = request_of({"scene": OFFICE, "text": text, "history": past}, DATA_FREE)
    here = whole.history[:1]
    request = ReadRequest(
        whole.instruction,
        whole.scene,
        here,
        versions=(
            Version("main", False, lambda: dict(zip((1, 4), whole.history, strict=True))),
            Version("version 2", True, lambda: {1: here[0]}),
        ),
    )
    return LexicalInterpreter().read(request).plan.to_dict()


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("go back to the first version", {"name": "switch", "branch": "main"}),
        ("switch to the other branch", {"name": "switch", "branch": "main"}),
        ("work on version main", {"name": "switch", "branch": "main"}),
        ("take the recoloring from the other version", {"name": "take", "turns": [4], "branch": "main"}),
        ("bring the chair over from the first version", {"name": "take", "turns": [4], "branch": "main"}),
        ("take everything from the main branch", {"name": "take", "turns": [], "branch": "main"}),
        ("merge the other version into this one", {"name": "take", "turns": [], "branch": "main"}),
    ],
)
def test_between_two_versions(text: str, command: dict[str, Any]) -> None:
    assert between_versions(text)["command"] == command


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("switch to the third version", "main, version 2"),
        ("switch to the second version", "already"),
        ("take the blur from the other version", "“make the chair red”"),
    ],
)
def test_what_is_not_there_is_said(text: str, says: str) -> None:
    plan = between_versions(text)
    assert plan["status"] == "cannot"
    assert says in plan["rationale"]


@pytest.mark.parametrize(
    ("text", "turn"), [("undo the crop", 2), ("undo the mirroring", 3), ("undo the brightening", 1)]
)
def test_edits_are_told_apart_by_what_they_did(text: str, turn: int) -> None:
    past = ("make it brighter", "crop it to a square", "mirror the picture", "turn the picture by 90 degrees")
    assert say("office", *past, text)["command"] == {"name": "drop", "turns": [turn]}


def test_an_edit_that_is_not_there_is_said() -> None:
    assert "no fifth edit" in say("office", *THREE, "do the fifth edit first")["rationale"]


def test_reversing_an_edit_takes_it_back() -> None:
    assert say("office", *THREE, "reverse the previous edit")["command"]["name"] == "undo"


def test_without_versions_the_first_one_is_the_photo() -> None:
    assert say("office", *THREE, "go back to the first version")["command"] == {"name": "reset"}
    assert "only one version" in say("office", *THREE, "switch to the other version")["rationale"]


@pytest.mark.parametrize(
    ("text", "verb"),
    [
        ("put the left cup in front of the laptop", "move"),
        ("brighten the second cup from the left", "adjust"),
        ("swap the left cup and the right cup", "swap"),
        ("move the scissors to the front of the table", "move"),
        ("make a copy of the red cup", "duplicate"),
    ],
)
def test_edits_stay_edits(text: str, verb: str) -> None:
    assert [op["op"] for op in say("office", *THREE, text)["ops"]] == [verb]
