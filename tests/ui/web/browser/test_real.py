"""One whole conversation on the page with the real toolset, on a real photo."""

import re
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
    expect(visitor.page.locator(".card.working .steps li.running")).to_contain_text(re.compile("looking (closer )?for"))
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


@pytest.fixture
def cup(visit, real, tmp_path):
    """A browser with a small photo of a cup on a table, the photo, and the cup's box."""
    photo = saved(np.asarray(Image.fromarray(data.coffee()).resize((480, 320))), tmp_path / "coffee.png")
    visitor = visit(real[1])
    visitor.page.get_by_label("Always go ahead").check()
    visitor.open(photo)
    return visitor, photo, next(thing["box"] for thing in visitor.board("board.state.things") if thing["id"] == "cup-1")


def mark(visitor, box: list[int]) -> None:
    visitor.click((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    visitor.until("board.state.marked.A?.outline")


def done(visitor) -> np.ndarray:
    """The picture after the one edit, which is taken back."""
    visitor.steps(1)
    assert visitor.told().startswith("Done"), visitor.told()
    pixels = visitor.pixels()
    visitor.page.click("#undo")
    visitor.steps(0)
    return pixels


@pytest.mark.models
def test_said_marked_and_dragged_come_to_the_same_bytes_as_on_the_command_line(cup, real):
    """A cup on a table is pushed aside in each way, and undone in between; real models look, cut out and fill."""
    visitor, photo, box = cup
    found = {}
    visitor.say("move the cup 30 pixels to the left")
    found["said"] = done(visitor)
    mark(visitor, box)
    visitor.words.fill("move [A] 30 pixels to the left")
    visitor.words.press("Enter")
    found["marked"] = done(visitor)
    mark(visitor, box)
    (x, y) = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    visitor.drag((x, y), (x - 18, y), (x - 30, y), drop=False)
    visitor.shoot("real-dragging")
    visitor.page.mouse.up()
    found["dragged"] = done(visitor)
    wanted = on_the_command_line(real[0], photo, "move the cup 30 pixels to the left")
    assert (wanted != np.asarray(Image.open(photo))).any(axis=2).mean() > 0.02
    for way, pixels in found.items():
        assert np.array_equal(pixels, wanted), way
    words, drawn = "move [A] 30 pixels to the left", f"A=box:{','.join(map(str, box))}"
    assert np.array_equal(on_the_command_line(real[0], photo, words, "--mark", drawn), wanted)


@pytest.mark.models
def test_pulled_painted_and_drawn_come_to_the_same_bytes_as_on_the_command_line(cup, real):
    """The cup is pulled smaller by its corner, the spoon's bowl painted over, the cup in a drawn box taken out."""
    visitor, photo, box = cup
    mark(visitor, box)
    edge = visitor.board("board.state.marked.A.outline.flat()")
    left, top = (min(point[axis] for point in edge) for axis in (0, 1))
    visitor.drag((left, top), (left + 20, top + 25), (left + 30, top + 40), drop=False)
    share = visitor.board("board.state.ghost.scale")
    visitor.shoot("real-pulling")
    visitor.page.mouse.up()
    pulled = done(visitor)
    visitor.tool("remove")
    visitor.drag((400, 250), (420, 240), (440, 260))
    painted = done(visitor)
    visitor.tool("box")
    visitor.drag((box[0], box[1]), (box[2], box[3]))
    visitor.until("board.state.marked.A?.outline")
    visitor.say("remove [A]")
    drawn = done(visitor)
    visitor.shoot("real-drawn")

    editor = real[0]
    marks = [turn.marks["A"] for turn in editor.session(editor.sessions()[0].id).turns if turn.marks]
    stroke, around = marks[-2:]
    points = ";".join(f"{x},{y}" for x, y in stroke.stroke)
    corners = ",".join(map(str, around.box.as_list()))
    wanted = {
        "pulled": (pulled, on_the_command_line(editor, photo, f"scale the cup to {share:.0%}")),
        "painted": (painted, over_a_mark(editor, photo, f"stroke:{points}@{stroke.width:g}")),
        "drawn": (drawn, over_a_mark(editor, photo, f"box:{corners}")),
    }
    for way, (pixels, said) in wanted.items():
        assert np.array_equal(pixels, said), way
        assert (pixels != np.asarray(Image.open(photo))).any(), way


def over_a_mark(editor: Editor, photo: Path, mark: str) -> np.ndarray:
    return on_the_command_line(editor, photo, "remove [A]", "--mark", f"A={mark}")
