"""The words in the picture: what is meant by them, and what becomes of them."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.agent.actions import ActionError, AmbiguousTarget, NeedsBackend, Situation, evaluate, resolve
from scenewright.agent.verify import verify
from scenewright.scene.geometry import Box
from scenewright.scene.image import MemoryImages
from scenewright.scene.objects import Scene, SceneImage
from scenewright.scene.ops import Text
from scenewright.scene.patch import composite
from scenewright.scene.target import RegionTarget
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import ScriptedInpainter, ScriptedTextReader, ScriptedTextWriter
from scenewright.tools.ports import TextLine
from scenewright.tools.toolbox import Toolbox

WIDTH, HEIGHT = 240, 120


def line(text: str, left: int, top: int, height: int = 14) -> TextLine:
    right, bottom = left + 9 * len(text), top + height
    return TextLine(text, ((left, top), (right, top), (right, bottom), (left, bottom)), 0.95)


def striped(*lines: TextLine) -> np.ndarray:
    """A light picture with dark upright bars where the lines stand, one for each letter."""
    pixels = np.full((HEIGHT, WIDTH, 3), 220, np.uint8)
    for one in lines:
        box = one.box
        for at, sign in enumerate(one.text):
            if not sign.isspace():
                pixels[box.top + 3 : box.bottom - 3, box.left + 9 * at + 3 : box.left + 9 * at + 6] = 30
    return pixels


def situated(*lines: TextLine, writer: bool = True) -> Situation:
    tools = {"text_reader": ScriptedTextReader(lines), "inpainter": ScriptedInpainter()}
    toolbox = Toolbox.of(**tools, **({"text_writer": ScriptedTextWriter()} if writer else {}))
    scene = Scene(image=SceneImage(width=WIDTH, height=HEIGHT))
    return Situation(striped(*lines), scene, View.of(WIDTH, HEIGHT), toolbox, MemoryImages())


def meant(op: Text, *lines: TextLine) -> list[tuple[str, str | None]]:
    resolved, _ = resolve(op, situated(*lines))
    return [(words.text, words.becomes) for words in resolved.words]


def test_all_words_are_meant_when_none_are_named():
    assert meant(Text(), line("EXIT", 10, 10), line("KEEP OUT", 10, 60)) == [("EXIT", None), ("KEEP OUT", None)]


def test_the_same_words_in_several_places_are_all_changed_and_it_says_so():
    resolved, _ = resolve(Text(find="sale", replace_with="sold"), situated(line("SALE", 10, 10), line("SALE", 90, 80)))
    assert [words.becomes for words in resolved.words] == ["SOLD", "SOLD"]
    assert "2 times" in resolved.remarks[0]


def test_misread_words_are_taken_for_those_that_were_said_and_it_says_so():
    resolved, _ = resolve(Text(find="platform"), situated(line("Platfurm 9", 10, 10)))
    assert [words.text for words in resolved.words] == ["Platfurm"]
    assert "“Platfurm”" in resolved.remarks[0]


def test_words_that_are_not_there_are_not_guessed_and_what_is_there_is_told():
    with pytest.raises(ActionError, match=r"“stop” was not read.*“EXIT”"):
        resolve(Text(find="stop"), situated(line("EXIT", 10, 10)))


def test_new_words_for_writing_in_several_places_ask_which():
    apart = (line("EXIT", 10, 10), line("KEEP OUT", 90, 90))
    with pytest.raises(AmbiguousTarget) as asked:
        resolve(Text(replace_with="OPEN"), situated(*apart))
    options = asked.value.question.options
    assert [option.label for option in options] == ["“EXIT”", "“KEEP OUT”"]
    assert meant(options[1].ops[0], *apart) == [("KEEP OUT", "OPEN")]


def test_new_words_for_a_sign_of_several_lines_go_into_the_tallest():
    lines = (line("CLOSED", 10, 10, height=20), line("until nine", 10, 34, height=12))
    assert meant(Text(replace_with="open"), *lines) == [("CLOSED", "OPEN"), ("until nine", None)]


def test_a_line_is_written_anew_where_the_new_words_need_other_room():
    assert meant(Text(find="24", replace_with="twelve"), line("Open 24 hours", 10, 10)) == [
        ("Open 24 hours", "Open twelve hours")
    ]


def test_words_elsewhere_than_on_the_target_stay():
    region = RegionTarget(region=Box(0, 50, 240, 120))
    assert meant(Text(targets=(region,)), line("EXIT", 10, 10), line("KEEP OUT", 10, 60)) == [("KEEP OUT", None)]


def test_saying_what_it_says_already_changes_nothing():
    with pytest.raises(ActionError, match="already"):
        resolve(Text(find="EXIT", replace_with="EXIT"), situated(line("EXIT", 10, 10)))


def test_without_a_writer_words_can_be_taken_off_but_not_changed():
    lacking = situated(line("EXIT", 10, 10), writer=False)
    assert resolve(Text(), lacking)[0].words
    with pytest.raises(NeedsBackend, match="text tool"):
        resolve(Text(replace_with="OPEN"), lacking)


def test_taking_words_off_changes_their_strokes_alone_and_is_read_again():
    now = situated(line("EXIT", 10, 10), line("KEEP OUT", 10, 60))
    resolved, _ = resolve(Text(find="EXIT"), now)
    outcome = evaluate(resolved, now.pixels, now.toolbox, now.images)
    after = composite(now.pixels, outcome.patches)
    assert all(check.passed for check in verify(resolved, now.pixels, after, outcome, now.toolbox))
    assert np.array_equal(after[50:], now.pixels[50:])
    assert after[10:24, 10:46].min() > 180


def test_words_that_are_still_read_are_not_done():
    now = situated(line("EXIT", 10, 10))
    resolved, _ = resolve(Text(find="EXIT"), now)
    outcome = evaluate(resolved, now.pixels, now.toolbox, now.images)
    failed = [check for check in verify(resolved, now.pixels, now.pixels, outcome, now.toolbox) if not check.passed]
    assert [check.detail for check in failed] == ["it still reads “EXIT”"]
