"""The sky, the wall, the grass as things one can name, from words to pixels, with the real models on real photos."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.scene.codec import open_photo

pytestmark = pytest.mark.models


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, weights: object) -> Editor:
    monkeypatch.setenv("SCENEWRIGHT_HOME", str(tmp_path / "home"))
    return Editor.open()


@pytest.fixture
def china(tmp_path: Path) -> Path:
    from PIL import Image
    from sklearn.datasets import load_sample_image

    Image.fromarray(load_sample_image("china.jpg")).save(tmp_path / "china.png")
    return tmp_path / "china.png"


def changed(before: Path, session: object, out: Path) -> np.ndarray:
    session.save(out)  # type: ignore[attr-defined]
    return (open_photo(before).pixels[..., :3] != open_photo(out).pixels[..., :3]).any(axis=2)


def test_the_sky_is_darkened_and_the_pagoda_before_it_is_not(editor: Editor, china: Path, tmp_path: Path) -> None:
    session = editor.new_session(china)
    assert session.say("make the sky darker").status == "done"
    where = changed(china, session, tmp_path / "out.png")
    assert where[:60, 300:].mean() > 0.95
    assert where[130:230, 120:210].mean() < 0.02
    assert not where[350:].any()


def test_what_is_not_there_is_said_and_nothing_changes(editor: Editor, tmp_path: Path) -> None:
    from PIL import Image
    from skimage import data

    Image.fromarray(data.coffee()).save(tmp_path / "coffee.png")
    session = editor.new_session(tmp_path / "coffee.png")
    turn = session.say("make the sky bluer")
    assert turn.status == "cannot"
    assert "not found" in turn.plan.rationale
    assert session.say("recolor the grass yellow").status == "cannot"


def test_a_named_sky_is_still_background(editor: Editor, china: Path) -> None:
    from scenewright.agent.actions import Situation
    from scenewright.agent.actions.masks import foreground
    from scenewright.scene.image import MemoryImages
    from scenewright.scene.view import View
    from scenewright.tools.toolbox import Toolbox

    session = editor.new_session(china)
    session.say("make the sky darker")
    sky = next(thing for thing in session.scene.objects if thing.label == "sky")
    assert sky.attributes["kind"] == "backdrop"
    pixels = open_photo(china).pixels
    only = session.scene.model_copy(update={"objects": (sky,)})
    mask, _ = foreground(Situation(pixels, only, View.of(*pixels.shape[1::-1]), Toolbox.of(), MemoryImages()))
    assert mask.area == 0


def test_another_sky_takes_the_place_of_this_one_and_of_nothing_else(
    editor: Editor, china: Path, tmp_path: Path
) -> None:
    from PIL import Image

    red = np.zeros((200, 300, 3), np.uint8)
    red[..., 0] = 200
    Image.fromarray(red).save(tmp_path / "red.png")
    session = editor.new_session(china)
    turn = session.say("replace the sky with [B]", references={"B": tmp_path / "red.png"})
    assert turn.status == "done"
    where = changed(china, session, tmp_path / "out.png")
    after = open_photo(tmp_path / "out.png").pixels
    assert np.median(after[:60, 300:, 2]) < 20
    assert where[130:230, 120:210].mean() < 0.02


def test_what_a_thing_comes_with_stays_before_the_background_unnamed(editor: Editor, tmp_path: Path) -> None:
    from PIL import Image
    from skimage import data

    Image.fromarray(data.coffee()).save(tmp_path / "coffee.png")
    session = editor.new_session(tmp_path / "coffee.png")
    assert session.say("make the background white").status == "done"
    where = changed(tmp_path / "coffee.png", session, tmp_path / "out.png")
    assert where[:40, :100].all()
    for x, y in ((300, 100), (160, 250), (320, 350), (346, 262)):  # coffee, saucer, its front, spoon
        assert not where[y - 4 : y + 5, x - 4 : x + 5].any()


def test_what_nothing_here_recognises_is_kept_and_that_is_said(editor: Editor, china: Path, tmp_path: Path) -> None:
    session = editor.new_session(china)
    turn = session.say("make the background transparent")
    assert turn.status == "done"
    assert "nothing in it was recognised" in turn.reply
    session.save(tmp_path / "out.png")
    alpha = open_photo(tmp_path / "out.png").pixels[..., 3]
    assert (alpha[150:300, 120:260] > 250).mean() > 0.8
    assert not alpha[:100, 400:].any()
