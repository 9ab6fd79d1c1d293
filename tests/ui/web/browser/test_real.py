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


def on_the_command_line(editor: Editor, photo: Path, words: str, *more: str) -> np.ndarray:
    out = photo.with_name("out.png")
    done = CliRunner().invoke(root, ["edit", str(photo), words, *more, "-o", str(out), "--yes"], obj=editor)
    assert done.exit_code == 0, done.output
    return np.asarray(Image.open(out))


def saved(photo: np.ndarray, path: Path) -> Path:
    Image.fromarray(photo).save(path)
    return path


@pytest.mark.models
def test_a_conversation_about_a_portrait(visit, real, toolbox, tmp_path):
    editor, address = real
    portrait = data.astronaut()
    photo = saved(portrait, tmp_path / "portrait.png")
    visitor = visit(address, color_scheme="dark")
    visitor.page.click("#example")
    visitor.until("board.state.image && board.state.things.some((thing) => thing.outline)")
    visitor.hover(220, 150)
    visitor.until("board.state.hovered?.name === 'person-1'")

    visitor.click(430, 150)
    visitor.until("board.state.marked.A?.outline.length")
    assert visitor.board("board.state.marked.A.label") is None, "nobody knows its name, and still it has an outline"
    visitor.shoot("real-marked-dark")
    with toolbox.lease("segmenter") as segmenter:
        encoded = segmenter.encode(portrait)
    visitor.click(60, 300)
    visitor.until("board.state.marked.B?.outline.length")
    with toolbox.lease("segmenter") as segmenter:
        assert segmenter.encode(portrait) is encoded, "a click asks what is encoded already"
    visitor.page.keyboard.press("Delete")
    visitor.say("blur [A]")
    visitor.steps(1)
    blurred = visitor.pixels()
    assert visitor.told().startswith("Done")
    changed = (blurred != portrait).any(axis=2)
    assert changed[100:230, 400:460].mean() > 0.3
    assert not changed[:, :330].any()
    x, y = editor.session(editor.sessions()[0].id).turns[-1].marks["A"].point
    assert np.array_equal(on_the_command_line(editor, photo, "blur [A]", "--mark", f"A=point:{x},{y}"), blurred)

    visitor.say("make it a bit warmer")
    visitor.steps(2)
    visitor.say("draw a dragon on the left")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text("generator")
    visitor.say("remove the flag")
    expect(visitor.page.locator(".card.working .steps li.running")).to_contain_text("looking for")
    visitor.page.click("#stop")
    expect(visitor.page.locator(".card.working")).to_have_count(0)
    assert visitor.told() == "Stopped."
    visitor.say("make the suit blue")
    expect(visitor.page.locator(".card.question .option")).to_contain_text("what a person wears", timeout=90_000)
    top = visitor.board("Math.min(...board.state.plan[0].outlines[0].flat().map((point) => point[1]))")
    assert top > 170, "below the chin: neither face nor hair is a suit"
    visitor.shoot("real-suit-dark")
    visitor.page.get_by_role("button", name="Take out step 2").click(force=True)
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), blurred)

    visitor.page.locator(".picture canvas").focus()
    visitor.page.keyboard.press("e")
    visitor.drag((420, 120), (430, 150), (440, 180))
    visitor.steps(2)
    restored = visitor.pixels()
    assert np.array_equal(restored[148:153, 428:433], portrait[148:153, 428:433]), "the eraser brings the photo back"
    assert np.array_equal(restored[:, :400], blurred[:, :400])
    with visitor.page.expect_download() as coming:
        visitor.page.keyboard.press("Control+s")
    assert np.array_equal(np.asarray(Image.open(coming.value.path())), restored)
    visitor.page.get_by_role("tab", name="Compare").click()
    differ = (restored != portrait).any(axis=2).mean()
    expect(visitor.page.locator("#compared")).to_contain_text(f"{differ:.2%} of the pixels differ")
    visitor.page.wait_for_selector("#slider img >> nth=1")
    visitor.shoot("real-compare-dark")
    visitor.page.get_by_role("tab", name="Picture").click()
    visitor.page.keyboard.press("Control+z")
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), blurred)
    visitor.page.keyboard.press("Control+Shift+z")
    visitor.steps(2)
    assert np.array_equal(visitor.pixels(), restored)
    visitor.shoot("real-end-dark")


@pytest.mark.models
def test_said_marked_and_dragged_come_to_the_same_bytes_as_on_the_command_line(visit, real, tmp_path):
    """A cup on a table is pushed aside in each way, and undone in between; real models look, cut out and fill."""
    editor, address = real
    photo = saved(np.asarray(Image.fromarray(data.coffee()).resize((480, 320))), tmp_path / "coffee.png")
    visitor = visit(address)
    visitor.page.get_by_label("Always go ahead").check()
    visitor.open(photo)
    cup = next(thing for thing in visitor.board("board.state.things") if thing["id"] == "cup-1")
    left, top, right, bottom = cup["box"]
    middle = (left + right) / 2, (top + bottom) / 2
    found = {}

    def moved(way: str) -> None:
        visitor.steps(1)
        assert visitor.told().startswith("Done"), visitor.told()
        found[way] = visitor.pixels()
        if way != "dragged":
            visitor.page.click("#undo")
            visitor.steps(0)

    visitor.say("move the cup 30 pixels to the left")
    moved("said")
    visitor.click(*middle)
    visitor.until("board.state.marked.A?.outline")
    visitor.words.fill("move [A] 30 pixels to the left")
    visitor.words.press("Enter")
    moved("marked")
    visitor.click(*middle)
    visitor.until("board.state.marked.A?.outline")
    visitor.drag(middle, (middle[0] - 18, middle[1]), (middle[0] - 30, middle[1]), drop=False)
    visitor.shoot("real-dragging")
    visitor.page.mouse.up()
    moved("dragged")
    visitor.shoot("real-dragged")
    wanted = on_the_command_line(editor, photo, "move the cup 30 pixels to the left")
    assert (wanted != np.asarray(Image.open(photo))).any(axis=2).mean() > 0.02
    for way, pixels in found.items():
        assert np.array_equal(pixels, wanted), way
    box = ",".join(map(str, cup["box"]))
    assert np.array_equal(
        on_the_command_line(editor, photo, "move [A] 30 pixels to the left", "--mark", f"A=box:{box}"), wanted
    )
