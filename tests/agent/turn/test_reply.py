"""What the person is told."""

import pytest
from pydantic import TypeAdapter

from scenewright.agent.turn.reply import describe, question_text, summary
from scenewright.scene.ops import EditOp
from scenewright.scene.plan import Option, Question
from scenewright.scene.records import ActionReport

DOG, CAT = {"object": "dog-1"}, {"object": "cat-1"}
BACKGROUND, BUT_DOG = {"background": True}, {"everything": True, "except": [DOG]}


@pytest.mark.parametrize(
    ("op", "words"),
    [
        ({"op": "remove", "targets": [DOG, CAT]}, "remove dog-1 and cat-1"),
        ({"op": "remove", "targets": [{"mark": "A"}]}, "remove [A]"),
        ({"op": "move", "target": DOG, "to": {"edge": "left"}}, "move dog-1 to the left edge"),
        ({"op": "move", "target": DOG, "to": {"relation": "behind", "of": CAT}}, "move dog-1 behind cat-1"),
        ({"op": "move", "target": DOG, "to": {"offset": [-30, 0]}}, "move dog-1 30 pixels to the left"),
        ({"op": "resize", "targets": [DOG], "scale": 2.0}, "resize dog-1 to 200%"),
        ({"op": "duplicate", "target": DOG}, "duplicate dog-1"),
        ({"op": "swap", "target": DOG, "other": CAT}, "swap dog-1 and cat-1"),
        ({"op": "recolor", "targets": [DOG], "color": "red"}, "recolor dog-1 to red"),
        ({"op": "recolor", "targets": [DOG], "color": "#2a6f97"}, "recolor dog-1 to #2a6f97"),
        ({"op": "recolor", "targets": [DOG], "color": "#ff0000", "exact": True}, "recolor dog-1 to #ff0000"),
        ({"op": "replace", "targets": [DOG], "reference": {"file": "B"}}, "replace dog-1 with the reference picture"),
        ({"op": "insert", "prompt": "a kite", "at": {"edge": "top"}}, "insert a kite at the top edge"),
        ({"op": "insert", "prompt": "a kite", "at": {"mark": "A"}}, "insert a kite at [A]"),
        ({"op": "adjust", "targets": [{"everything": True}], "auto": True}, "balance tone and colour of the picture"),
        ({"op": "adjust", "targets": [DOG], "saturation": -1}, "make dog-1 black and white"),
        ({"op": "adjust", "targets": [BACKGROUND], "brightness": 0.3}, "make the background brighter (30%)"),
        ({"op": "move", "target": DOG, "to": {"offset": [4, -3.6]}}, "move dog-1 4 pixels to the right and 4 up"),
        (
            {"op": "adjust", "targets": [DOG], "temperature": -0.25, "contrast": 0.1},
            "make dog-1 richer in contrast (10%), cooler (−25%)",
        ),
        ({"op": "background", "blur": 0.5}, "blur the background"),
        ({"op": "background", "color": "transparent"}, "make the background transparent"),
        ({"op": "background", "color": "#ffffff"}, "make the background white"),
        ({"op": "obscure", "targets": [DOG], "method": "blur"}, "blur dog-1"),
        ({"op": "transform", "crop": [10, 20, 110, 80]}, "crop the picture to 100 × 60 pixels"),
        ({"op": "transform", "aspect": "16:9"}, "crop the picture to 16:9"),
        ({"op": "transform", "aspect": 1.2345}, "crop the picture to 1.2345 times as wide as high"),
        ({"op": "transform", "rotate": 90}, "turn the picture 90° clockwise"),
        ({"op": "transform", "rotate": -7.5, "targets": [DOG]}, "turn dog-1 7.5° counterclockwise"),
        ({"op": "transform", "straighten": True}, "straighten the picture"),
        ({"op": "transform", "straighten": 2}, "straighten the picture, 2° clockwise"),
        (
            {"op": "transform", "perspective": [[0, 0], [9, 1], [9, 9], [1, 9]]},
            "put the perspective of the picture right",
        ),
        ({"op": "transform", "flip": "horizontal", "targets": [DOG]}, "flip dog-1 horizontally"),
        ({"op": "transform", "scale": 0.5}, "scale the picture to 50%"),
        (
            {"op": "transform", "extend": {"left": 100, "right": 40, "bottom": 9}},
            "extend the picture by 100 pixels on the left, 40 pixels on the right and 9 pixels at the bottom",
        ),
        ({"op": "restyle", "targets": [BUT_DOG], "prompt": "noir"}, "restyle everything but dog-1 as noir"),
    ],
)  # fmt: skip
def test_an_action_in_a_few_words(op, words):
    assert describe(TypeAdapter(EditOp).validate_python(op)) == words


def test_what_was_done_by_what_and_what_was_not_and_why():
    done = ActionReport(op={"op": "remove", "targets": [DOG]}, done=True, backend="fill@1")
    undone = ActionReport(op={"op": "remove", "targets": [CAT]}, done=False, reason="a cat is still found there.")
    assert summary([done]) == "Done: remove dog-1 (fill@1). “Undo” takes it back."
    told = summary([done, undone])
    assert "Not done: remove cat-1: a cat is still found there. You could" in told
    assert summary([]) == ""


def test_what_should_be_looked_at_is_told_once():
    doubt = {"passed": True, "detail": "", "value": 0.8, "caution": "parts of the dog may be left"}
    done = ActionReport(
        op={"op": "remove", "targets": [DOG]}, done=True, checks={"outline": doubt, "outline #2": doubt}
    )
    assert summary([done]) == "Done: remove dog-1. But look: parts of the dog may be left. “Undo” takes it back."
    undone = done.model_copy(update={"done": False, "reason": "a dog is still found there"})
    assert "But look" not in summary([undone])


def test_a_question_numbers_its_readings():
    asked = Question(text="Which one?", options=(Option(label="the dog"), Option(label="the cat")))
    assert question_text(asked) == "Which one?\n1. the dog\n2. the cat"
