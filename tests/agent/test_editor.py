"""The Python face."""

from io import BytesIO

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.errors import BadInput, SessionNotFound
from scenewright.agent.graph import build_graph
from scenewright.agent.turn.state import begin
from scenewright.scene.codec import BadPhoto, CannotSave


def test_the_example_of_the_design(editor, photo, tmp_path, interpreter, helpers, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Image.fromarray(photo).save("street.png")
    warmer = helpers.op("adjust", targets=[{"everything": True}], temperature=0.3)
    interpreter.plans["a bit warmer, and undo the first one"] = helpers.ready(
        warmer, command={"name": "drop", "turns": [1]}
    )
    session = editor.new_session("street.png")
    turn = session.say("remove the dog")
    assert turn.status == "done"
    assert turn.plan.ops
    assert turn.question is None
    assert turn.image
    assert turn.actions
    assert session.say("a bit warmer, and undo the first one").status == "done"
    notes = session.save("street-edited.png")
    assert notes.largest_difference == 0
    assert np.array_equal(np.asarray(Image.open("street-edited.png")), session.pixels)
    assert np.array_equal(np.asarray(Image.open("street.png")), photo)
    assert session.info.name == "street.png"


def test_the_photo_is_never_overwritten(editor, photo, tmp_path):
    Image.fromarray(photo).save(tmp_path / "photo.png")
    session = editor.new_session(tmp_path / "photo.png")
    with pytest.raises(CannotSave):
        session.save(tmp_path / "photo.png")


def test_a_photo_may_be_bytes_or_pixels(editor, photo):
    data = BytesIO()
    Image.fromarray(photo).save(data, "PNG")
    assert np.array_equal(editor.new_session(data.getvalue()).pixels, photo)
    assert np.array_equal(editor.new_session(photo, name="mine").pixels, photo)
    assert editor.sessions()[0].name == "mine"


def test_what_is_no_photo_is_refused(editor, tmp_path):
    with pytest.raises(BadPhoto):
        editor.new_session(b"no photo at all")
    with pytest.raises(BadInput, match="uint8"):
        editor.new_session(np.zeros((4, 4), np.float32))
    assert editor.sessions() == []


def test_what_opening_converted_is_kept(editor, photo):
    data = BytesIO()
    Image.fromarray(photo).convert("CMYK").save(data, "JPEG")
    session = editor.new_session(data.getvalue())
    assert any("CMYK" in note for note in session.notes)
    assert editor.session(session.id).notes == session.notes


def test_a_session_is_found_again_by_its_id(editor, session):
    session.say("brighter")
    again = editor.session(session.id)
    assert np.array_equal(again.pixels, session.pixels)
    with pytest.raises(SessionNotFound, match=session.id):
        editor.session("../" + session.id)


def test_a_translucent_photo_stays_translucent(editor, photo):
    alpha = np.tile(np.linspace(0, 255, 96).astype(np.uint8), (64, 1))
    session = editor.new_session(np.dstack([photo, alpha]))
    session.say("remove the dog")
    assert session.pixels.shape == (64, 96, 4)
    assert np.array_equal(session.pixels[..., 3], alpha)


def test_an_answer_must_come_from_a_photo_or_a_scene(editor):
    with pytest.raises(BadInput, match="a photo or a scene"):
        editor.plan("remove the dog")


def test_the_graph_compiles_without_a_checkpointer_and_runs_by_itself(editor, session):
    graph = build_graph(editor._services)
    assert graph.checkpointer is None
    assert set(graph.get_graph().nodes) >= {
        "perceive", "read", "refine", "ask", "plan", "approve", "act", "verify", "reply"
    }  # fmt: skip
    state = graph.invoke(begin(session.id, 1, text="brighter"))
    assert state["status"] == "done"
    assert session.turns[0].report.status == "done"
    assert graph.invoke({"session": session.id, "text": "blue ball"})["turn"] == 2
