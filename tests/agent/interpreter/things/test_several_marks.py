"""Words for everything that is marked, where several things are."""

import pytest

from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.port import ReadRequest
from scenewright.agent.turn.naming import by_name
from scenewright.scene.instruction import Instruction
from scenewright.scene.objects import Scene

SCENE = Scene.model_validate(
    {
        "image": {"width": 300, "height": 200},
        "objects": [
            *({"id": f"person-{n}", "label": "person", "box": [n * 40, 20, n * 40 + 30, 120]} for n in (1, 2, 3)),
            {"id": "table-1", "label": "table", "box": [180, 100, 280, 190]},
        ],
    }
)
MARKS = {name: {"box": [n * 40, 20, n * 40 + 30, 120]} for name, n in zip("ABC", (1, 2, 3), strict=True)}


def plan(words, marks=MARKS):
    return LexicalInterpreter().read(ReadRequest(Instruction.of(words, marks), SCENE)).plan


@pytest.mark.parametrize(
    "words",
    [
        "blur these people",
        "blur these three",
        "blur all of these",
        "blur those persons",
        "blur all of them",
        "blur them",
    ],
)
def test_all_that_is_marked_is_meant(words):
    assert [target.mark for target in plan(words).ops[0].targets] == ["A", "B", "C"]


@pytest.mark.parametrize("words", ["blur these tables", "blur these two"])
def test_what_the_marks_do_not_show_is_asked_about(words):
    assert plan(words).status == "ask"


@pytest.mark.parametrize("noun", ["cat", "hat", "boat", "goat", "balloon"])
def test_a_noun_that_ends_like_a_small_word_is_whole_beside_a_mark(noun):
    asked = plan(f"blur the {noun} [A]", {"A": {"box": [180, 100, 280, 190]}})
    assert asked.status == "ask"
    assert f"The mark shows table, but the words say “the {noun} [A]”." in asked.question.text


def test_one_mark_is_one_thing():
    assert [target.mark for target in plan("blur this", {"A": MARKS["A"]}).ops[0].targets] == ["A"]


@pytest.mark.parametrize(
    ("words", "named"),
    [
        ("put it on the bench", "put [B] on the bench"),
        ("Please add this next to her", "Please add [B] next to her"),
        ("swap the sky for the reference picture", "swap the sky for [B]"),
        ("replace the lamp with this one", "replace the lamp with [B]"),
        ("make it brighter", "make it brighter"),
        ("put it away and [B] there", "put it away and [B] there"),
    ],
)
def test_words_for_the_one_picture_that_was_brought(words, named):
    assert by_name(words, {"B": "x"}, {}) == named
    assert by_name(words, {}, {}) == words
    assert by_name(words, {"B": "x", "C": "y"}, {}) == words


def test_the_look_of_a_picture_cannot_be_had_but_what_it_shows_can():
    given = Instruction.model_validate({"text": "make the table look like [B]", "references": {"B": "x.png"}})
    told = LexicalInterpreter().read(ReadRequest(given, SCENE)).plan
    assert told.status == "cannot"
    assert "needs a generator" in told.rationale
    assert "replace the lamp with [B]" in told.rationale


def test_beside_marks_what_is_pointed_at_is_the_mark():
    assert by_name("put this there", {"B": "x"}, {"A": "y"}) == "put this there"


@pytest.mark.parametrize("words", ["blur all the people inside [A]", "blur the people in the marked area"])
def test_things_within_a_mark_are_those_of_that_name(words):
    around = {"A": {"box": [75, 0, 285, 195]}}
    assert [target.object for target in plan(words, around).ops[0].targets] == ["person-2", "person-3"]


def test_everything_within_a_mark_is_the_mark():
    (target,) = plan("blur everything in [A]", {"A": {"box": [60, 0, 285, 195]}}).ops[0].targets
    assert target.mark == "A"
