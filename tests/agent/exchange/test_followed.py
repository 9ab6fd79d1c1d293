"""Which specific instruction was followed where (SANE): told, kept, exported, and nothing lost on the way."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.sessions import garbage
from scenewright.scene.shares import NONE, Won, shares
from scenewright.tools.backends.scripted_generators import ScriptedInstructionEditor
from scenewright.ui.paint import COLORS, instruction_map

STEPS = ("snow on the ground", "a grey sky")


def wish(helpers: Any, *targets: Any) -> Any:
    steps = [{"text": text} for text in STEPS]
    return helpers.ready(helpers.op("instruct", targets=list(targets), original="make it winter", instructions=steps))


@pytest.fixture
def wintry(open_editor: Any, helpers: Any, photo: np.ndarray) -> Any:
    """A session whose first turn was drawn after two instructions, and whose second was not."""
    session = open_editor(instruction_editor=ScriptedInstructionEditor()).new_session(photo)
    turn = session.apply(wish(helpers, {"everything": True}), approval="never")
    assert turn.status == "done", turn.reply
    return session


def test_the_turn_says_how_much_followed_each(wintry):
    told = wintry.turns[0].report.to_dict()["actions"][0]["won"]
    assert [one["text"] for one in told] == list(STEPS)
    assert sum(one["share"] for one in told) == pytest.approx(1)


def test_each_instruction_has_its_place_in_the_picture(wintry):
    record, (snow, sky) = wintry.followed()
    assert record == wintry.records[0].id
    height, width = wintry.pixels.shape[:2]
    assert (snow.text, sky.text) == STEPS
    assert snow.where.array[:, : width // 2 - 1].all()  # the scripted editor gives each an upright strip
    assert sky.where.array[:, width // 2 + 1 :].all()
    assert snow.where.area + sky.where.area == height * width
    assert snow.share + sky.share == pytest.approx(1)


def test_it_turns_with_the_picture_and_is_told_of_the_turn_it_belongs_to(wintry, helpers):
    wintry.apply(helpers.ready(helpers.op("transform", flip="horizontal")), approval="never")
    wintry.apply(wish(helpers, {"everything": True}), approval="never")
    (first, *_), (again, *_) = wintry.followed(1)[1], wintry.followed(3)[1]
    assert first.where.array[:, 0].all()
    assert again.where.array[:, -1].all()
    with pytest.raises(BadInput, match="nothing of turn 2"):
        wintry.followed(2)


def test_a_photo_that_nobody_wished_anything_of_has_none(session):
    with pytest.raises(BadInput, match="nothing in the picture"):
        session.followed()
    assert "won" not in session.say("brighter").report.to_dict()["actions"][0]


def test_it_is_kept_exported_and_collected_with_its_session(wintry, tmp_path):
    store, (ref,) = wintry._services.store, wintry.records[0].won
    garbage.collect(store.root, store._db, store.blobs, grace=-1)
    assert wintry.followed()[1][0].where.area
    assert wintry.verify().whole
    (file,) = wintry.export(tmp_path / "it.scenewright")
    elsewhere = wintry.editor.import_session(file)
    wintry.editor.delete(wintry.id)
    assert elsewhere.followed()[1][1].text == STEPS[1]
    wintry.editor.delete(elsewhere.id)
    garbage.collect(store.root, store._db, store.blobs, grace=-1)
    assert ref.winners not in {id for id, _ in store.blobs.files()}


def test_undo_takes_it_out_of_the_picture_and_redo_brings_it_back(wintry):
    wintry.undo()
    with pytest.raises(BadInput):
        wintry.followed()
    wintry.redo()
    assert wintry.followed()[1]


def test_the_picture_of_it_is_tinted_and_has_a_legend(wintry):
    from scenewright.scene.color import to_rgb_tuple

    drawn = instruction_map(wintry.pixels, wintry.followed()[1])
    assert drawn.shape[1] >= 360
    legend = drawn[round(64 * drawn.shape[1] / 96) :]
    for color in COLORS[:2]:
        assert (legend == to_rgb_tuple(color)).all(axis=2).any()


def test_shares_count_pixels_of_all_maps():
    from scenewright.scene.geometry import Box

    half = np.array([[0, 0, 1, NONE]], np.uint8)
    other = np.array([[0]], np.uint8)
    won = [Won(Box(0, 0, 4, 1), ("a", "b"), half), Won(Box(0, 0, 1, 1), ("b",), other)]
    assert shares(won) == [("a", 0.5), ("b", 0.5)]
    assert shares([]) == []
    with pytest.raises(ValueError, match="a map of"):
        Won(Box(0, 0, 3, 1), ("a",), half)


def test_the_command_line_says_and_writes_it(wintry, tmp_path):
    import json

    from click.testing import CliRunner
    from PIL import Image

    from scenewright.ui.cli.main import root

    file = tmp_path / "map.png"
    done = CliRunner().invoke(root, ["session", "map", wintry.id, "-o", str(file), "--json"], obj=wintry.editor)
    assert done.exit_code == 0, done.stderr
    told = json.loads(done.stdout)
    assert [one["text"] for one in told["followed"]] == list(STEPS)
    assert told["output"] == str(file)
    assert np.array_equal(np.asarray(Image.open(file)), instruction_map(wintry.pixels, wintry.followed()[1]))
    none = CliRunner().invoke(root, ["session", "map", wintry.id, "7"], obj=wintry.editor)
    assert none.exit_code == 2
    assert "no turn 7" in none.stderr


def test_an_edit_on_the_command_line_says_how_to_see_it(wintry, helpers, tmp_path):
    from click.testing import CliRunner

    from scenewright.ui.cli.main import root

    wintry.editor.interpreter.plans["make it winter"] = wish(helpers, {"everything": True})
    words = ["edit", "--session", wintry.id, "make it winter", "--yes", "-o", str(tmp_path / "out.png")]
    done = CliRunner().invoke(root, words, obj=wintry.editor)
    assert done.exit_code == 0, done.stderr
    assert f"session map {wintry.id} 2 -o FILE" in done.stderr
    plain = CliRunner().invoke(root, ["edit", "--session", wintry.id, "brighter", *words[4:]], obj=wintry.editor)
    assert "session map" not in plain.stderr
