"""The same edit said, drawn and dragged on the page, and said on the command line, gives the same bytes."""

import numpy as np
import pytest
from PIL import Image

BALL = (54, 42)


@pytest.fixture
def on_the_command_line(run, photo, tmp_path):
    def edited(words: str, *more: str) -> np.ndarray:
        out = tmp_path / "out.png"
        done = run("edit", photo, words, "-o", out, "--yes", *more)
        assert done.exit_code == 0, done.output
        return np.asarray(Image.open(out))

    return edited


def mark(visitor):
    visitor.click(*BALL)
    visitor.until("board.state.marked.A?.outline")


def say(visitor):
    visitor.say("nudge the ball")


def say_of_a_mark(visitor):
    mark(visitor)
    visitor.say("nudge [A]")


def drag(visitor):
    mark(visitor)
    visitor.drag(BALL, (70, 30))


def test_a_thing_that_is_said_marked_or_dragged_to_its_place(clean, photo, on_the_command_line):
    wanted = on_the_command_line("nudge the ball")
    assert not np.array_equal(wanted, np.asarray(Image.open(photo)))
    assert np.array_equal(on_the_command_line("nudge [A]", "--mark", "A=box:48,36,60,48"), wanted)
    for way in (say, say_of_a_mark, drag):
        clean.open(photo)
        way(clean)
        clean.steps(1)
        assert np.array_equal(clean.pixels(), wanted), way


@pytest.fixture
def shaded(photo):
    """The ball is darker at its top: one of a single tone cannot be told from itself in another size."""
    pixels = np.array(Image.open(photo))
    ball = pixels[36:48, 48:60] + np.linspace(-40, 40, 12)[:, None, None]
    pixels[36:48, 48:60] = np.clip(ball, 0, 255).astype(np.uint8)
    Image.fromarray(pixels).save(photo)
    return photo


def test_a_thing_that_is_said_to_be_larger_or_pulled_by_its_corner(clean, shaded, on_the_command_line):
    wanted = on_the_command_line("enlarge the ball")
    assert not np.array_equal(wanted, np.asarray(Image.open(shaded)))
    clean.open(shaded)
    clean.say("enlarge the ball")
    clean.steps(1)
    assert np.array_equal(clean.pixels(), wanted)
    clean.page.click("#undo")
    clean.steps(0)
    mark(clean)
    clean.drag((60, 36), (61.5, 34.5))
    clean.steps(1)
    assert np.array_equal(clean.pixels(), wanted)


def test_a_stroke_of_the_removal_brush_and_one_on_the_command_line(visitor, on_the_command_line, served):
    visitor.tool("remove")
    visitor.drag((76, 12), (84, 20), (88, 12))
    visitor.steps(1)
    editor, _ = served
    mark = editor.session(editor.sessions()[0].id).turns[-1].marks["A"]
    drawn = ";".join(f"{x},{y}" for x, y in mark.stroke)
    wanted = on_the_command_line("remove [A]", "--mark", f"A=stroke:{drawn}@{mark.width:g}")
    assert np.array_equal(visitor.pixels(), wanted)
