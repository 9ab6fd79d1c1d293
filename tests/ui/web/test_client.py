"""The program of docs/page.md, as it stands there, against a page of our own."""

import re
import runpy
from pathlib import Path

import gradio_client
import numpy as np
import pytest
from PIL import Image

from scenewright.ui.web.launch import start

GUIDE = Path(__file__).parents[3] / "docs" / "page.md"
ADDRESS = "http://127.0.0.1:7860"
SIZE = (400, 320)
"""So that the box of the example lies within the photo."""
BOX, AROUND = np.s_[80:300, 120:340], np.s_[76:304, 116:344]
"""What the example marks; and with the soft edge of a colour that is laid on it."""


@pytest.fixture
def program() -> str:
    (code,) = re.findall(r"```python\n(.*?)```", GUIDE.read_text(encoding="utf-8"), re.DOTALL)
    return code


@pytest.fixture
def street(tmp_path, monkeypatch) -> np.ndarray:
    """The photo that the example opens, in the folder that it runs in."""
    photo = np.random.default_rng(0).integers(60, 200, (SIZE[1], SIZE[0], 3), np.uint8)
    Image.fromarray(photo).save(tmp_path / "street.jpg", quality=95)
    monkeypatch.chdir(tmp_path)
    return np.asarray(Image.open(tmp_path / "street.jpg"))


def test_the_program_in_the_guide_edits_a_photo_and_gets_the_file(program, street, editor, monkeypatch):
    page = start(editor, port=0)
    taken: list[str] = []

    class Client(gradio_client.Client):
        def __init__(self, address: str) -> None:
            taken.append(address)
            super().__init__(page.local_url, verbose=False, download_files=Path.cwd() / "downloads")

    monkeypatch.setattr(gradio_client, "Client", Client)
    *lines, last = program.strip().splitlines()
    script = Path("program.py")
    script.write_text("\n".join([*lines, f"file = {last}"]), encoding="utf-8")
    try:
        file = runpy.run_path(str(script))["file"]
    finally:
        page.close(verbose=False)
    assert taken == [ADDRESS]
    edited = np.asarray(Image.open(file))
    changed = (edited != street).any(axis=2)
    assert (edited[BOX] == (0, 0, 255)).all()
    changed[AROUND] = False
    assert not changed.any(), "nothing but what was marked"
