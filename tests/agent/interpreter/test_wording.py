"""Ways of saying the same: joined tones, colours of several words, passive wishes, slips, copies, other languages."""

from __future__ import annotations

from typing import Any

import pytest

from .scenes import on, read, say

ALL = [{"everything": True}]


@pytest.mark.parametrize(
    ("text", "noun"),
    [
        ("paint the sofa light green", "sofa"),
        ("make the bench dark olive green", "bench"),
        ("turn the curtain navy blue", "curtain"),
    ],
)
def test_a_color_of_several_words_is_no_part_of_the_noun(text: str, noun: str) -> None:
    assert read("office", text)["look_for"] == [noun]


TONES: list[tuple[str, list[dict[str, Any]]]] = [
    ("increase the sharpness and contrast", [{"sharpness": 0.3, "contrast": 0.3}]),
    (
        "reduce brightness, contrast and saturation a bit",
        [{"brightness": -0.15, "contrast": -0.15, "saturation": -0.15}],
    ),
    ("more contrast and less saturation", [{"contrast": 0.3}, {"saturation": -0.3}]),
]


@pytest.mark.parametrize(("text", "amounts"), TONES)
def test_several_tones_in_one_breath(text: str, amounts: list[dict[str, float]]) -> None:
    assert read("beach", text)["ops"] == [{"op": "adjust", "targets": ALL, **each} for each in amounts]


@pytest.mark.parametrize(
    ("text", "verbs"),
    [
        ("a bit cooler and crop to square", ["adjust", "transform"]),
        ("warm up the picture slightly and rotate it left", ["adjust", "transform"]),
        ("slightly darker, more contrast and flip horizontally", ["adjust", "adjust", "transform"]),
    ],
)
def test_commands_about_the_whole_picture_are_joined(text: str, verbs: list[str]) -> None:
    assert [op["op"] for op in read("beach", text)["ops"]] == verbs


def test_two_verbs_may_share_their_object() -> None:
    assert [op["targets"] for op in read("beach", "blur and darken the dog")["ops"]] == [on("dog-1")] * 2


PASSIVE = [
    (
        "I want the clock gone and the scissors moved to the chair",
        "remove the clock and move the scissors to the chair",
    ),
    ("I'd like the laptop blurred and the chair painted red", "blur the laptop and paint the chair red"),
    ("the clock removed and the chair yellow please", "remove the clock and make the chair yellow"),
    ("the clock should be enlarged", "enlarge the clock"),
    ("have the clock and the chair swapped", "swap the clock and the chair"),
    ("make sure the red cup is removed", "remove the red cup"),
]


@pytest.mark.parametrize(("passive", "active"), PASSIVE)
def test_a_passive_wish_is_its_imperative(passive: str, active: str) -> None:
    plan = read("office", passive)
    assert plan["status"] == "ready"
    assert plan["ops"] == read("office", active)["ops"]


@pytest.mark.parametrize(("text", "id"), [("delet teh chairr", "chair-1"), ("remove the lapptop", "laptop-1")])
def test_a_misspelt_noun_of_the_scene(text: str, id: str) -> None:
    assert read("office", text)["ops"] == [{"op": "remove", "targets": on(id)}]


def test_another_english_noun_is_no_misspelling() -> None:
    assert read("beach", "remove the coat")["look_for"] == ["coat"]


COPIES = [
    (["duplicate the clock and make the copy red"], ["duplicate", "recolor"], "clock-2"),
    (["duplicate the clock", "make the new one bigger"], ["resize"], "clock-2"),
    (["duplicate the clock", "blur the original clock"], ["obscure"], "clock-1"),
    (["add a chair beside the clock", "paint the new chair green"], ["recolor"], "chair-2"),
]


@pytest.mark.parametrize(("turns", "verbs", "id"), COPIES, ids=[turns[-1] for turns, _, _ in COPIES])
def test_the_copy_is_what_copying_made(turns: list[str], verbs: list[str], id: str) -> None:
    ops = say("office", *turns)["ops"]
    assert [op["op"] for op in ops] == verbs
    assert ops[-1]["targets"] == on(id)


def test_exactly_two_trade_places() -> None:
    assert read("beach", "let the boats switch places")["ops"] == [
        {"op": "swap", "target": on("boat-1")[0], "other": on("boat-2")[0]}
    ]


@pytest.mark.parametrize("text", ["cut out the clock", "isolate the clock", "extract the clock"])
def test_cutting_out_is_asked_about(text: str) -> None:
    plan = read("office", text)
    assert plan["status"] == "ask"
    keep, drop = (option["ops"] for option in plan["question"]["options"])
    assert drop == [{"op": "remove", "targets": on("clock-1")}]
    assert keep[-1] == {"op": "background", "color": "transparent"}
    assert {"object": "clock-1"} not in keep[0].get("targets", [])


def test_a_thing_of_unknown_color_may_have_the_color_but_two_colors_are_asked_about() -> None:
    assert read("office", "remove the red wine glass")["ops"][0]["targets"] == on("wine glass-1")
    plan = read("office", "remove the red wine glass and the blue wine glass")
    assert plan["status"] == "ask"


@pytest.mark.parametrize(
    "text",
    ["efface la tasse rouge", "entferne bitte den Stuhl", "borra la silla", "убери стул", "椅子を消してください"],
)
def test_other_languages_are_named_as_the_reason(text: str) -> None:
    plan = read("office", text)
    assert plan["status"] == "cannot"
    assert "English" in plan["rationale"]


UNREAD = [
    ("remove the clock and iron the chair", "iron the chair"),
    ("remove the clock, zorble the laptop", "zorble the laptop"),
    ("blur the laptop. It would be great if someone painted something", "painted"),
    ("blur the laptop and then the chair should be defenestrated", "defenestrated"),
]


@pytest.mark.parametrize(("text", "clause"), UNREAD)
def test_an_unread_clause_is_named_and_the_rest_waits(text: str, clause: str) -> None:
    plan = read("office", text)
    assert plan["status"] in ("ask", "cannot")
    assert clause in plan["rationale"]
    assert plan["ops"] == []


def test_the_rest_is_done_on_a_word() -> None:
    assert say("office", "remove the clock and iron the chair", "yes")["ops"] == [
        {"op": "remove", "targets": on("clock-1")}
    ]


@pytest.mark.parametrize("text", ["it is my birthday, remove the clock", "remove the clock because it is ugly"])
def test_what_is_only_told_does_not_stop_an_edit(text: str) -> None:
    assert read("office", text)["ops"] == [{"op": "remove", "targets": on("clock-1")}]


def test_two_changes_of_one_thing_but_never_two_colors_one_over_the_other() -> None:
    assert [op["op"] for op in read("office", "make the clock bigger and red")["ops"]] == ["resize", "recolor"]
    assert read("office", "make the clock yellow and black")["ops"] == []


def test_a_little_larger_is_no_smaller() -> None:
    assert read("office", "make the clock a little larger")["ops"][0]["scale"] > 1


def test_how_a_thing_looks_is_told_and_no_wish() -> None:
    plan = read("office", "the clock looks old, replace it with a new one")
    assert plan["ops"] == [{"op": "replace", "targets": on("clock-1"), "prompt": "new clock"}]


@pytest.mark.parametrize("text", ["let the clock disappear and the chair vanish", "remove the clock, then the chair"])
def test_no_thing_of_a_pair_is_passed_over(text: str) -> None:
    assert read("office", text)["ops"] == [{"op": "remove", "targets": on("clock-1", "chair-1")}]


def test_an_unknown_thing_of_a_pair_is_looked_for() -> None:
    assert read("office", "remove the clock and the zither")["look_for"] == ["zither"]


@pytest.mark.parametrize("words", ["brighter and ", "remove the clock, ", "the "])
def test_more_words_than_can_be_read_are_refused_at_once(words: str) -> None:
    plan = read("office", words * 20_000)
    assert plan["status"] == "cannot"
    assert "at most 400 words" in plan["rationale"]
