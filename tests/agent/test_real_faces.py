"""Faces, red eyes, a wire and more pixels, said and done with the real small models on a real portrait."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings

pytestmark = pytest.mark.models


@pytest.fixture(scope="module")
def portrait() -> np.ndarray:
    """A woman who smiles, 340×300."""
    from skimage import data

    return np.ascontiguousarray(data.astronaut()[:300, 40:380])


@pytest.fixture(scope="module")
def editor(tmp_path_factory, toolbox) -> Editor:
    return Editor.open(Settings(), toolbox=toolbox, home=tmp_path_factory.mktemp("home"))


@pytest.fixture(scope="module")
def eyes(toolbox, portrait) -> list[tuple[float, float]]:
    with toolbox.lease("face_detector") as detector:
        (face,) = detector.faces(portrait)
    return [eye.center for eye in face.eyes]


def around(shape: tuple[int, ...], points: list[tuple[float, float]], radius: float) -> np.ndarray:
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return np.any([np.hypot(columns + 0.5 - x, rows + 0.5 - y) < radius for x, y in points], axis=0)


def test_a_hidden_face_is_looked_for_again_and_only_the_face_changes(editor, portrait):
    turn = editor.new_session(portrait).say("hide her face")
    assert turn.status == "done", turn.reply
    (action,) = turn.actions
    assert action.checks["not found again"]["passed"]
    changed = np.any(turn.pixels != portrait, axis=2)
    assert 0.05 < changed.mean() < 0.16
    assert not changed[200:].any()


def test_red_eyes_become_dark_and_an_eye_that_is_not_red_has_none(editor, portrait, eyes):
    clean = editor.new_session(portrait).say("fix the red eyes")
    assert clean.status == "cannot"
    assert "not found" in clean.reply
    pupils = around(portrait.shape, eyes, 2.5)
    red = portrait.copy()
    red[pupils] = (190, 45, 50)
    turn = editor.new_session(red).say("fix the red eyes")
    assert turn.status == "done", turn.reply
    now = turn.pixels[pupils].astype(int)
    assert (now.max(axis=1) - now.min(axis=1)).mean() < 25
    assert now.mean() < 100
    assert not np.any(turn.pixels != red, axis=2)[~around(portrait.shape, eyes, 9)].any()


def test_her_eyes_become_blue_and_nothing_else_does(editor, portrait, eyes):
    turn = editor.new_session(portrait).say("make her eyes blue")
    assert turn.status == "done", turn.reply
    changed = np.any(turn.pixels != portrait, axis=2)
    assert changed.any()
    assert not changed[~around(portrait.shape, eyes, 9)].any()
    irises = around(portrait.shape, eyes, 3)
    blue = turn.pixels[irises].astype(int)
    assert (blue[:, 2] - blue[:, 0]).mean() > 30


def test_a_wire_under_a_rough_stroke_goes_and_the_picture_can_have_twice_the_pixels(editor, portrait):
    import cv2

    wired = portrait.copy()
    cv2.line(wired, (0, 40), (339, 70), (25, 25, 25), 2, cv2.LINE_AA)
    stroke = [[4, 43], [90, 44], [180, 59], [260, 60], [336, 72]]
    session = editor.new_session(wired)
    turn = session.say("remove this wire", marks={"A": {"stroke": stroke, "width": 16}})
    assert turn.status == "done", turn.reply
    wire = np.any(wired != portrait, axis=2)
    error, before = (np.abs(pixels.astype(int) - portrait)[wire].mean() for pixels in (turn.pixels, wired))
    assert error < 0.4 * before
    assert np.any(turn.pixels != wired, axis=2).sum() < 4.5 * wire.sum()
    assert session.say("double the resolution").pixels.shape == (600, 680, 3)
    session.undo()
    assert np.array_equal(session.pixels, turn.pixels)
