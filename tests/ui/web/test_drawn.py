"""What generators draw, on the page: a layout is uploaded like a photo, and a wish tells which instruction won."""

from __future__ import annotations

import json
import re
from html import unescape
from io import BytesIO

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from PIL import Image

from scenewright.tools.backends.scripted_generators import (
    ScriptedInstructionEditor,
    ScriptedLayoutGenerator,
    tint,
)
from scenewright.ui.web.drawn import done_with, said_with
from scenewright.ui.web.launch import start

CHAT = 0
WISH = {
    "op": "instruct",
    "targets": [{"everything": True}],
    "original": "make it winter",
    "instructions": [{"text": "snow"}, {"text": "a grey sky"}],
}


@pytest.fixture(scope="module")
def editor(tmp_path_factory, scripted_editor):
    with scripted_editor(tmp_path_factory.mktemp("home")) as opened:
        opened.toolbox.provide(
            layout_generator=ScriptedLayoutGenerator(), instruction_editor=ScriptedInstructionEditor()
        )
        yield opened


@pytest.fixture(scope="module")
def page(editor):
    page = start(editor, port=0)
    yield page
    page.close(verbose=False)


@pytest.fixture
def client(page, tmp_path):
    return Client(page.local_url, verbose=False, download_files=tmp_path / "downloads")


def test_a_layout_is_opened_like_a_photo_and_drawn(client, editor, tmp_path):
    layout = {
        "prompt": "A dog.",
        "boxes": [{"name": "dog", "box": {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}}],
    }
    file = tmp_path / "park.json"
    file.write_text(json.dumps(layout))
    client.predict(handle_file(file), api_name="/open")
    session = editor.session(editor.sessions()[0].id)
    assert session.turns[0].report.status == "done"
    assert (session.pixels[512, 512] == tint("dog")).all()
    assert (session.pixels[100, 100] == 255).all()


def test_the_conversation_shows_which_instruction_was_followed_where(client, editor, photo, page):
    client.predict(handle_file(photo), api_name="/open")
    session = editor.session(editor.sessions()[0].id)
    session.apply({"ops": [WISH]}, approval="never")
    said = [str(message["content"]) for message in client.predict("brighter", api_name="/say")[CHAT]]
    (address,) = re.findall(r'src="?([^" >]*scenewright/maps/[^" >]*png)', unescape(" ".join(said)))
    picture = httpx.get(f"{page.local_url}{address}")
    assert picture.status_code == 200
    pixels = np.asarray(Image.open(BytesIO(picture.content)))
    assert pixels[:60, 20].std(axis=1).mean() > 5  # tinted, and no longer grey
    forged = "1" if address[-5] == "0" else "0"
    assert httpx.get(f"{page.local_url}{address[:-5]}{forged}.png").status_code == 404


def test_what_is_said_spends_all_that_was_given_with_it_and_what_is_done_by_hand_what_it_names():
    marks, references = {"A": {"point": [1, 2]}, "B": {"point": [3, 4]}, "C": {"point": [5, 6]}}, {"D": "ticket"}
    drawn = {"marks": marks, "references": references, "took": ["C", "Z"]}
    assert said_with(drawn) == {"marks": marks, "references": references}
    assert said_with(None) == {"marks": {}, "references": {}}
    plan = {"ops": [{"op": "remove", "targets": [{"mark": "B"}, {"object": "dog-1"}]}]}
    assert done_with(drawn, plan) == {"marks": {name: marks[name] for name in "BC"}, "words": True}
    assert done_with({"took": "A"}, plan)["marks"] == {}
