"""The compact mode: a few questions with numbered answers in place of a plan in JSON."""

from __future__ import annotations

from typing import Any

import pytest

from scenewright.agent.interpreter.llm import menus
from scenewright.scene.plan import EditPlan

from .conftest import Make

CUP_1, CUP_2, DOG, SIGN, ABSENT = range(1, 6)
"""Lines of the menu of things; with one for the whole picture, it comes before the last."""


BESIDE_THE_DOG = {"relation": "next to", "of": {"object": "dog-1"}}


def action(name: str) -> dict[str, int]:
    return line(menus.ACTIONS, name)


def line(lines: tuple[menus.Line, ...], value: str) -> dict[str, int]:
    return {"choice": [one.value for one in lines].index(value) + 1}


def pick(*numbers: int) -> dict[str, Any]:
    return {"choice": list(numbers)}


def words(text: str) -> dict[str, str]:
    return {"words": text}


def plain(plan: EditPlan) -> list[dict[str, Any]]:
    ops: list[dict[str, Any]] = plan.to_dict()["ops"]
    return ops


@pytest.mark.parametrize(
    ("text", "answers", "expected"),
    [
        ("away with the dog", [action("remove"), pick(DOG)], {"op": "remove", "targets": [{"object": "dog-1"}]}),
        (
            "drop both cups",
            [action("remove"), pick(CUP_1, CUP_2)],
            {"op": "remove", "targets": [{"object": "cup-1"}, {"object": "cup-2"}]},
        ),
        (
            "the dog wants another coat, some green",
            [action("recolor"), line(menus.COLORS, "green"), pick(DOG)],
            {"op": "recolor", "targets": [{"object": "dog-1"}], "color": "#008000"},
        ),
        (
            "paint the dog blue",
            [action("recolor"), pick(DOG)],
            {"op": "recolor", "targets": [{"object": "dog-1"}], "color": "#0000ff"},
        ),
        (
            "shove the dog over to the left rim",
            [action("move"), line(menus.PLACES, "edge left"), pick(DOG)],
            {"op": "move", "target": {"object": "dog-1"}, "to": {"edge": "left"}},
        ),
        (
            "shove the dog a little up",
            [action("move"), line(menus.PLACES, "offset 0 -0.1"), pick(DOG)],
            {"op": "move", "target": {"object": "dog-1"}, "to": {"offset": [0.0, -30.0]}},
        ),
        (
            "a red ball beside the dog",
            [action("insert"), words("red ball"), line(menus.PLACES, "relation next to"), pick(DOG)],
            {
                "op": "insert",
                "prompt": "red ball",
                "at": {"relation": "next to", "of": {"object": "dog-1"}},
                "count": 1,
            },
        ),
        (
            "a cat for the dog",
            [action("replace"), pick(DOG), words("a cat")],
            {"op": "replace", "prompt": "a cat", "targets": [{"object": "dog-1"}]},
        ),
        (
            "the dog twice as big",
            [action("resize"), line(menus.SIZES, "2"), pick(DOG)],
            {"op": "resize", "targets": [{"object": "dog-1"}], "scale": 2.0},
        ),
        (
            "another such dog",
            [action("duplicate"), pick(DOG)],
            {"op": "duplicate", "target": {"object": "dog-1"}, "count": 1},
        ),
        (
            "the cups trade places",
            [action("swap"), pick(CUP_1, CUP_2)],
            {"op": "swap", "target": {"object": "cup-1"}, "other": {"object": "cup-2"}},
        ),
        (
            "nobody may know the dog",
            [action("obscure"), line(menus.HIDING, "pixelate"), pick(DOG)],
            {"op": "obscure", "targets": [{"object": "dog-1"}], "method": "pixelate"},
        ),
        (
            "more light",
            [action("adjust"), line(menus.TONES, "brightness 0.4"), pick(SIGN + 1)],
            {"op": "adjust", "targets": [{"everything": True}], "brightness": 0.4},
        ),
        (
            "simply better",
            [action("adjust"), line(menus.TONES, "auto on"), pick(SIGN + 1)],
            {"op": "adjust", "targets": [{"everything": True}], "auto": True},
        ),
        (
            "fuzzy behind",
            [action("background"), line(menus.BACKGROUNDS, "blur 0.5")],
            {"op": "background", "blur": 0.5},
        ),
        (
            "nothing behind",
            [action("background"), line(menus.BACKGROUNDS, "color transparent")],
            {"op": "background", "color": "transparent"},
        ),
        (
            "in charcoal",
            [action("restyle"), pick(SIGN + 1), words("charcoal")],
            {"op": "restyle", "targets": [{"everything": True}], "prompt": "charcoal"},
        ),
        (
            "a quarter round",
            [action("transform"), line(menus.TURNS, "rotate 90")],
            {"op": "transform", "rotate": 90.0},
        ),
        (
            "as in a mirror",
            [action("transform"), line(menus.TURNS, "flip horizontal")],
            {"op": "transform", "flip": "horizontal"},
        ),
    ],
)
def test_choices_become_ops(model: Make, text: str, answers: list[Any], expected: dict[str, Any]) -> None:
    asked = model(*answers, compact=True)
    reading = asked.read(text)
    assert reading.plan.read_by == "llm/1 compact scripted:test", reading.plan.notes
    assert plain(reading.plan) == [expected]
    assert asked.calls == len(answers)


def test_every_line_of_every_menu_can_be_carried_out(model: Make) -> None:
    for menu, head in ((menus.TONES, "adjust"), (menus.SIZES, "resize"), (menus.HIDING, "obscure")):
        for number in range(1, len(menu) + 1):
            assert model(action(head), {"choice": number}, pick(DOG), compact=True).read("it").plan.ops
    for number in range(1, len(menus.PLACES) + 1):
        answers = [action("move"), {"choice": number}, *([pick(CUP_1)] * (number > 13)), pick(DOG)]
        assert model(*answers, compact=True).read("it there").plan.ops
    for menu, head in ((menus.TURNS, "transform"), (menus.BACKGROUNDS, "background")):
        for number in range(1, len(menu) + 1):
            assert model(action(head), {"choice": number}, compact=True).read("it").plan.ops


def test_several_wishes_are_gone_through_one_after_the_other(model: Make) -> None:
    asked = model(action("remove"), pick(SIGN), action("remove"), pick(DOG), compact=True)
    plan = asked.read("remove the sign, then delete the dog").plan
    assert [op["targets"][0]["object"] for op in plain(plan)] == ["sign-1", "dog-1"]
    assert "“remove the sign”" in asked.said(0)
    assert "“delete the dog”" in asked.said(2)


def test_a_mark_is_among_the_choices(model: Make) -> None:
    asked = model(action("remove"), pick(ABSENT), compact=True)
    plan = asked.read("remove what is in there", marks={"A": {"box": [1, 1, 90, 90]}}).plan
    assert "5. what is marked with [A]" in asked.said()
    assert plain(plan) == [{"op": "remove", "targets": [{"mark": "A"}]}]


def test_several_that_fit_where_one_is_needed_are_asked_about(model: Make) -> None:
    asked = model(action("move"), line(menus.PLACES, "edge right"), pick(CUP_1, CUP_2), compact=True)
    plan = asked.read("shove the cup to the right side").plan
    assert plan.status == "ask"
    assert plan.question is not None
    assert [option.label for option in plan.question.options] == ["the red cup", "the white cup"]
    assert all(option.ops for option in plan.question.options)


def test_what_is_not_listed_is_looked_for_by_the_persons_words(model: Make) -> None:
    asked = model(action("remove"), pick(ABSENT), words("garden gnome"), compact=True)
    plan = asked.read("no garden gnome, please").plan
    assert (plan.status, plan.look_for) == ("look", ("garden gnome",))
    again = model(action("remove"), pick(ABSENT), words("lamp"), compact=True)
    assert again.read("no lamp, please").plan.status == "cannot"
    last = model(action("remove"), pick(ABSENT), words("gnome"), compact=True)
    assert last.read("no gnome, please", can_look=False).plan.status == "cannot"


def test_nothing_to_edit_is_cannot(model: Make) -> None:
    plan = model(action("none"), compact=True).read("how lovely a day").plan
    assert plan.status == "cannot"


def test_a_number_alone_is_an_answer(model: Make) -> None:
    asked = model("1", "Answer: 3, I think", compact=True)
    assert plain(asked.read("away with the dog").plan) == [{"op": "remove", "targets": [{"object": "dog-1"}]}]


def test_a_choice_that_is_none_is_asked_again_once(model: Make) -> None:
    asked = model(action("remove"), pick(77), pick(DOG), compact=True)
    assert asked.read("away with the dog").plan.ops
    assert "Not: a number from 1 to 5 is needed" in asked.said()


@pytest.mark.parametrize(
    "answers",
    [
        [{"choice": 99}],
        [{"choice": "remove"}],
        [{"choice": True}],
        ["no idea"],
        [action("remove"), pick(0)],
        [action("swap"), pick(CUP_1)],
        [action("insert"), words("a nuclear reactor")],
        [action("insert"), words("")],
    ],
)
def test_after_a_second_one_the_rules_stand_in(model: Make, answers: list[Any]) -> None:
    reading = model(*answers, compact=True).read("remove the dog")
    assert reading.plan.read_by == "lexical/1"
    assert reading.plan.ops
    assert "read by rules instead" in reading.plan.notes[0]


def test_long_orders_are_left_to_the_rules(model: Make) -> None:
    asked = model(action("remove"), compact=True)
    text = "remove the dog, delete the sign, blur the background, flip the picture, and make the red cup blue"
    reading = asked.read(text)
    assert asked.calls == 0
    assert reading.plan.read_by == "lexical/1"
    assert len(reading.plan.ops) == 4


def test_the_messages_are_short(model: Make) -> None:
    asked = model(action("remove"), pick(DOG), compact=True)
    asked.read("away with the dog")
    assert all(sum(len(str(message.content)) for message in call) < 1200 for call in asked.model.asked)
