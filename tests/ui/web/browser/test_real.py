"""One whole conversation on the page with the real toolset, on a real photo."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import expect
from skimage import data

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.ui.cli.main import root
from scenewright.ui.web.launch import start


@pytest.fixture
def real(toolbox, tmp_path) -> Iterator[tuple[Editor, str]]:
    with Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "home") as editor:
        page = start(editor, port=0)
        yield editor, page.local_url
        page.close(verbose=False)


def on_the_command_line(editor: Editor, folder: Path, words: str, mark: str) -> np.ndarray:
    photo, out = folder / "portrait.png", folder / "out.png"
    Image.fromarray(data.astronaut()).save(photo)
    told = ["edit", str(photo), words, "--mark", mark, "-o", str(out), "--yes"]
    assert CliRunner().invoke(root, told, obj=editor).exit_code == 0
    return np.asarray(Image.open(out))


@pytest.mark.models
def test_a_conversation_about_a_portrait(visit, real, tmp_path):
    editor, address = real
    portrait = data.astronaut()
    visitor = visit(address, color_scheme="dark")
    visitor.page.click("#example")
    visitor.until("board.state.image && board.state.things.some((thing) => thing.outline)")
    visitor.hover(220, 150)
    visitor.until("board.state.hovered?.name === 'person-1'")

    visitor.click(430, 150)
    visitor.until("board.state.marked.A?.outline.length")
    assert visitor.board("board.state.marked.A.label") is None, "nobody knows its name, and still it has an outline"
    visitor.shoot("real-marked-dark")
    visitor.say("blur [A]")
    visitor.steps(1)
    blurred = visitor.pixels()
    assert visitor.told().startswith("Done")
    changed = (blurred != portrait).any(axis=2)
    assert changed[100:230, 400:460].mean() > 0.3
    assert not changed[:, :330].any()
    x, y = editor.session(editor.sessions()[0].id).turns[-1].marks["A"].point
    assert np.array_equal(on_the_command_line(editor, tmp_path, "blur [A]", f"A=point:{x},{y}"), blurred)

    visitor.say("make it a bit warmer")
    visitor.steps(2)
    visitor.say("draw a dragon on the left")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text("generator")
    visitor.say("make the suit blue")
    expect(visitor.page.locator(".card.question .option")).to_contain_text("what a person wears", timeout=90_000)
    top = visitor.board("Math.min(...board.state.plan[0].outlines[0].flat().map((point) => point[1]))")
    assert top > 170, "below the chin: neither face nor hair is a suit"
    visitor.shoot("real-suit-dark")
    visitor.page.get_by_role("button", name="Take out step 2").click(force=True)
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), blurred)
    visitor.shoot("real-end-dark")
