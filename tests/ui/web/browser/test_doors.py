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


def test_a_thing_that_is_said_marked_or_dragged_to_its_place(visit, photo, on_the_command_line):
    said, marked, dragged = visit(), visit(), visit()
    for visitor in (said, marked, dragged):
        visitor.open(photo)
    said.say("nudge the ball")
    marked.click(*BALL)
    marked.say("nudge [A]")
    dragged.click(*BALL)
    dragged.until("board.state.marked.A?.outline")
    dragged.drag(BALL, (70, 30))
    for visitor in (said, marked, dragged):
        visitor.steps(1)
    wanted = on_the_command_line("nudge the ball")
    assert not np.array_equal(wanted, np.asarray(Image.open(photo)))
    assert np.array_equal(on_the_command_line("nudge [A]", "--mark", "A=box:48,36,60,48"), wanted)
    for visitor in (said, marked, dragged):
        assert np.array_equal(visitor.pixels(), wanted)


def test_a_stroke_of_the_removal_brush_and_one_on_the_command_line(visitor, on_the_command_line, served):
    visitor.tool("remove")
    visitor.drag((76, 12), (84, 20), (88, 12))
    visitor.steps(1)
    editor, _ = served
    mark = editor.session(editor.sessions()[0].id).turns[-1].marks["A"]
    drawn = ";".join(f"{x},{y}" for x, y in mark.stroke)
    wanted = on_the_command_line("remove [A]", "--mark", f"A=stroke:{drawn}@{mark.width:g}")
    assert np.array_equal(visitor.pixels(), wanted)
