"""Painting the original back: the photo's own pixels under a mark, undone, dropped and replayed like any other edit."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

DOG = Box(10, 10, 30, 30)
PHOTO = (np.array([120, 150, 110]) + np.random.default_rng(7).integers(-6, 7, (40, 60, 3))).astype(np.uint8)
PHOTO[DOG.slices] -= np.array([80, 110, 70], np.uint8)
STROKE = {"A": {"stroke": [[8, 20], [32, 20]], "width": 8}}
UNDER = np.s_[18:22, 12:28]
BACK = {"ops": [{"op": "restore", "targets": [{"mark": "A"}]}]}
DARK = {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": -0.5}]}
NO_DOG = {"ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}


class Seeing(scripted.ScriptedDetector):
    """Sees the dog only where it still is."""

    def detect(self, pixels, within=None, thorough=False):
        return super().detect(pixels, within, thorough) if (pixels[DOG.slices].mean(axis=(0, 1)) < 60).any() else []


@pytest.fixture
def editor(tmp_path):
    parts = {
        "detector": Seeing([Detection("dog", DOG, 0.9)]),
        "segmenter": scripted.ScriptedSegmenter(),
        "inpainter": scripted.ScriptedInpainter(),
    }
    with Editor.open(Settings(), toolbox=Toolbox.of(**parts), home=tmp_path) as opened:
        yield opened


@pytest.fixture
def session(editor):
    return editor.new_session(PHOTO)


def test_under_the_stroke_is_the_photo_and_beside_its_soft_edge_nothing_changed(session):
    session.apply(DARK)
    dark = session.pixels.copy()
    turn = session.apply(BACK, STROKE)
    assert turn.status == "done", turn.reply
    assert np.array_equal(session.pixels[UNDER], PHOTO[UNDER])
    changed = (session.pixels != dark).any(axis=2)
    assert not changed[:12].any()
    assert not changed[28:].any()
    rim = session.pixels[25, 12:28]
    assert (rim >= dark[25, 12:28]).all()
    assert (rim > dark[25, 12:28]).any()
    assert (rim < PHOTO[25, 12:28]).any()
    assert [check.name for check in session.records[-1].checks] == ["locked pixels", "in place", "as it came"]


def test_it_is_one_step_of_the_history(session, editor):
    session.apply(DARK)
    dark = session.pixels.copy()
    session.apply(BACK, STROKE)
    back = session.pixels.copy()
    session.undo()
    assert np.array_equal(session.pixels, dark)
    session.redo()
    assert np.array_equal(editor.session(session.id).pixels, back)
    session.drop(2)
    assert np.array_equal(session.pixels, dark)


def test_without_the_edit_that_it_took_back_it_still_stands(session):
    session.apply(DARK)
    session.apply(BACK, STROKE)
    assert session.drop(1).exit == 0
    assert np.array_equal(session.pixels, PHOTO)


def test_a_thing_that_shows_again_is_known_again(session):
    session.apply(NO_DOG)
    assert session.scene.ids == ()
    session.apply(BACK, {"A": {"box": [8, 8, 32, 32]}})
    assert session.scene.ids == ("dog-1",)
    assert session.scene.get("dog-1").box == DOG
    session.undo()
    assert session.scene.ids == ()


def test_a_thing_that_was_moved_stays_where_it_is_now(session):
    session.apply({"ops": [{"op": "move", "target": {"object": "dog-1"}, "to": {"offset": [25, 0]}}]})
    session.apply(BACK, {"A": {"box": [8, 8, 32, 32]}})
    assert {thing.id: thing.box.left for thing in session.scene.objects} == {"dog-1": 35, "dog-2": 10}


def test_what_was_not_changed_is_not_brought_back(session):
    assert "as the photo came" in session.apply(BACK, STROKE).reply
    session.apply({"ops": [{"op": "recolor", "targets": [{"region": [40, 0, 60, 10]}], "color": "#ff0000"}]})
    turn = session.apply(BACK, STROKE)
    assert turn.status == "not done"
    assert "as the photo came" in turn.reply


def test_on_a_turned_picture_it_lies_under_the_mark(session):
    session.apply(DARK)
    session.apply({"ops": [{"op": "transform", "flip": "horizontal"}]})
    turn = session.restore({"A": {"box": [30, 10, 50, 30]}})
    assert turn.status == "done", turn.reply
    assert np.array_equal(session.pixels[12:28, 32:48], PHOTO[:, ::-1][12:28, 32:48])


def test_a_cut_out_gets_its_opaque_pixels_back(session):
    session.apply({"ops": [{"op": "background", "color": "transparent"}]})
    assert session.pixels.shape[2] == 4
    assert not session.pixels[2, 2, 3]
    session.restore({"A": {"box": [0, 0, 20, 8]}})
    assert np.array_equal(session.pixels[1:6, 1:18], np.dstack([PHOTO, np.full((40, 60), 255, np.uint8)])[1:6, 1:18])


def test_it_is_the_same_in_words(tmp_path):
    parts = {"detector": scripted.ScriptedDetector([]), "grounder": scripted.ScriptedGrounder({})}
    with Editor.open(Settings(), toolbox=Toolbox.of(**parts), home=tmp_path) as editor:
        for words in ("bring back the original here", "restore the original at [A]", "paint the original back [A]"):
            drawn, said = editor.new_session(PHOTO), editor.new_session(PHOTO)
            for session in (drawn, said):
                session.apply(DARK)
            drawn.apply(BACK, STROKE)
            turn = said.say(words, STROKE)
            assert turn.status == "done", (words, turn.reply)
            assert np.array_equal(said.pixels, drawn.pixels)
            assert not np.array_equal(said.pixels, said.pixels_at(1))


def test_it_goes_on_in_another_home_after_export_and_import(session, editor, tmp_path):
    session.apply(DARK)
    session.apply(NO_DOG)
    session.apply(BACK, {"A": {"box": [8, 8, 32, 32]}})
    session.export(tmp_path / "back.scenewright")
    with Editor.open(Settings(), toolbox=editor.toolbox, home=tmp_path / "elsewhere") as elsewhere:
        there = elsewhere.import_session(tmp_path / "back.scenewright")
        assert np.array_equal(there.pixels, session.pixels)
        assert there.scene.ids == session.scene.ids == ("dog-1",)
        for one in (there, session):
            assert one.drop(1).exit == 0
            assert one.rerun(3).exit == 0
        assert np.array_equal(there.pixels, session.pixels)
        assert np.array_equal(there.pixels[DOG.slices], PHOTO[DOG.slices])
        there.undo(2)
        assert elsewhere._services.store.verify(there.id) == []
        there.export(tmp_path / "again.scenewright")
        assert elsewhere.import_session(tmp_path / "again.scenewright").pixels.tobytes() == there.pixels.tobytes()
