"""Whole turns on odd pictures: each ends in an edit or in a sentence, and the picture can be saved."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from skimage import data

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.scene.image import Pixels
from scenewright.tools.toolbox import Toolbox

from .pictures import encoded

Open = Callable[..., Editor]
STATUSES = {"done", "partly", "not done", "ask", "cannot", "command"}
WORDS = (
    "make it warmer",
    "blur the background",
    "make the background white",
    "remove [A]",
    "make [A] red",
    "move [A] to the right",
    "duplicate [A]",
    "pixelate [A]",
    "straighten it",
    "rotate by 90 degrees",
    "crop it to a square",
    "make it look like a watercolor",
    "sharpen it",
    "flip it",
    "undo",
)


def coffee(width: int, height: int) -> Pixels:
    return np.asarray(Image.fromarray(data.coffee()).resize((width, height)))


def cut_out() -> Pixels:
    """A round cut-out of a table with a cup on it."""
    photo = coffee(300, 200)
    y, x = np.ogrid[:200, :300]
    return np.dstack([photo, np.where((y - 100) ** 2 + (x - 150) ** 2 < 90**2, 255, 0).astype(np.uint8)])


SHAPES: dict[str, Callable[[], Pixels]] = {
    "1×1": lambda: coffee(1, 1),
    "2×3 with alpha": lambda: np.dstack([coffee(2, 3), np.array([[0, 128]] * 3, np.uint8)]),
    "1×50": lambda: coffee(1, 50),
    "20,000×10": lambda: coffee(20_000, 10),
    "10×20,000": lambda: coffee(10, 20_000),
    "all clear": lambda: np.zeros((40, 60, 4), np.uint8),
    "all black": lambda: np.zeros((40, 60, 3), np.uint8),
    "a cut-out": cut_out,
}


def middle(pixels: Pixels) -> dict[str, Any]:
    height, width = pixels.shape[:2]
    right, bottom = max(width // 4 + 1, width * 3 // 4), max(height // 4 + 1, height * 3 // 4)
    return {"A": {"box": [width // 4, height // 4, right, bottom]}}


def runs(editor: Editor, pixels: Pixels, words: str, tmp_path: Path) -> str:
    """The turn's status, after the checks that hold for every turn."""
    session = editor.new_session(pixels)
    turn = session.say(words, middle(pixels) if "[A]" in words else None, approval="never")
    assert turn.status in STATUSES, f"{words}: {turn.reply}"
    assert not any("Error" in (action.reason or "") or "error:" in (action.reason or "") for action in turn.actions)
    session.save(tmp_path / "out.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), session.pixels)
    assert editor._services.store.verify(session.id) == []
    return turn.status


@pytest.mark.parametrize("shape", SHAPES)
def test_every_action_on_every_shape(shape: str, open_editor: Open, tmp_path: Path) -> None:
    """With the real interpreter and filters, and scripted models."""
    editor, pixels = open_editor(), SHAPES[shape]()
    for words in WORDS:
        runs(editor, pixels, words, tmp_path)


@pytest.mark.models
@pytest.mark.parametrize(
    ("shape", "words", "status"),
    [
        ("1×1", "make it warmer", "done"),
        ("1×1", "remove [A]", "not done"),
        ("20,000×10", "make it warmer", "done"),
        ("20,000×10", "blur the background", None),
        ("20,000×10", "remove [A]", "done"),
        ("10×20,000", "make [A] red", "done"),
        ("all clear", "remove [A]", "not done"),
        ("a cut-out", "remove the cup", None),
    ],
)
def test_with_the_real_models(shape: str, words: str, status: str | None, toolbox: Toolbox, tmp_path: Path) -> None:
    with Editor.open(Settings(), toolbox=toolbox, home=tmp_path / "home") as editor:
        found = runs(editor, SHAPES[shape](), words, tmp_path)
    assert status in (None, found)


@pytest.mark.parametrize(
    "name", ["photo.heic", "photo.avif", "photo.webp", "photo.tif", "photo.gif", "cmyk.jpg", "grey.png"]
)
def test_the_command_line_on_every_format(name: str, open_editor: Open, tmp_path: Path) -> None:
    from click.testing import CliRunner

    from scenewright.ui.cli.main import root

    kinds = {"heic": "HEIC", "avif": "AVIF", "webp": "WEBP", "tif": "TIFF", "gif": "GIF", "jpg": "JPEG", "png": "PNG"}
    mode = {"cmyk.jpg": "CMYK", "grey.png": "L"}.get(name, "RGB")
    image = Image.fromarray(coffee(96, 64)).convert(mode)
    (tmp_path / name).write_bytes(encoded(kinds[name.split(".")[1]], image))
    before = (tmp_path / name).read_bytes()
    done = CliRunner().invoke(root, ["edit", str(tmp_path / name), "make it warmer", "--json"], obj=open_editor())
    assert done.exit_code == 0, done.stderr
    assert json.loads(done.stdout)["output"] == str(tmp_path / f"{name.split('.')[0]}-edited.png")
    assert Image.open(tmp_path / f"{name.split('.')[0]}-edited.png").size == (96, 64)
    assert (tmp_path / name).read_bytes() == before
    assert ("CMYK was converted" in done.stderr) is (mode == "CMYK")


@pytest.mark.slow
@pytest.mark.models
@pytest.mark.timeout(1800)
def test_a_hundred_megapixels(tmp_path: Path) -> None:
    """The whole process, from file to file, in a bounded memory."""
    Image.fromarray(coffee(12_000, 8_333)).save(tmp_path / "big.jpg", quality=90)
    environment = {**os.environ, "SCENEWRIGHT_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "scenewright", "edit", str(tmp_path / "big.jpg"), "make it warmer", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    assert Image.open(tmp_path / "big-edited.png").size == (12_000, 8_333)
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 2**20
    print(f"100 megapixels: peak memory {peak:.1f} GiB")
    assert peak < 4
