"""Keeping things of one photo and putting them into another, said and planned: scripted tools, the real interpreter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.editor import Editor, Session
from scenewright.agent.library import CutOut, NameTaken
from scenewright.agent.setup.settings import Settings
from scenewright.agent.turn.keeping import Piece, kept_words
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.tools.backends import scripted
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

DOG, TABLE = Box(16, 40, 52, 100), Box(80, 70, 150, 118)


def photo(dog: tuple[int, int, int] = (120, 75, 40)) -> Pixels:
    """120×160: a dog and a table on a soft ground."""
    noise = np.random.default_rng(0).integers(-4, 5, (120, 160, 3))
    picture = np.stack([np.linspace(120, 170, 160)] * 120)[..., None] + np.array([0, 20, 10]) + noise
    for box, color in ((DOG, dog), (TABLE, (60, 50, 50))):
        picture[box.slices] = np.array(color) + noise[box.slices]
    return np.clip(picture, 0, 255).astype(np.uint8)


def open_editor(home: Path, *things: str) -> Editor:
    seen = {"dog": DOG, "dining table": TABLE}
    toolbox = Toolbox.of(
        detector=scripted.ScriptedDetector([Detection(label, seen[label], 0.9) for label in things]),
        grounder=scripted.ScriptedGrounder({}),
        segmenter=scripted.ScriptedSegmenter(),
        inpainter=scripted.ScriptedInpainter(),
        harmonizer=scripted.ScriptedHarmonizer(),
    )
    return Editor.open(Settings(), toolbox=toolbox, home=home)


@pytest.fixture
def editor(tmp_path: Path) -> Iterator[Editor]:
    with open_editor(tmp_path, "dog", "dining table") as editor:
        yield editor


@pytest.fixture
def session(editor: Editor) -> Session:
    return editor.new_session(photo())


def test_a_thing_is_kept_with_its_soft_edge_and_the_picture_stays(editor: Editor, session: Session) -> None:
    before = session.pixels
    turn = session.say("keep the dog as rex")
    assert (turn.status, turn.exit) == ("command", 0)
    assert turn.reply.startswith("Kept in the library as “rex”")
    assert np.array_equal(session.pixels, before)
    entry, pixels = editor.library.get("rex"), editor.library.pixels("rex")
    assert (entry.label, entry.source["picture"]) == ("dog", session.info.base.id)
    assert Box.parse(entry.source["box"]).iou(DOG) > 0.8
    assert {0, 255} < set(np.unique(pixels[..., 3]).tolist())
    assert np.abs(pixels[pixels[..., 3] == 255][:, :3].mean(axis=0) - (120, 75, 40)).max() < 6


def test_it_goes_into_another_photo_in_another_process(editor: Editor, session: Session, tmp_path: Path) -> None:
    session.say("keep the dog as rex")
    editor.close()
    with open_editor(tmp_path, "dining table") as later:
        other = later.new_session(photo(dog=(145, 165, 155)))
        turn = other.say("put rex on the table")
        assert turn.status == "done", turn.reply
        assert "“rex” from the library" in turn.reply
        (new,) = [thing for thing in other.scene.objects if thing.label == "dog"]
        changed = (turn.pixels != other.base).any(axis=2)
        assert changed[new.box.slices].mean() > 0.5
        assert new.box.bottom <= TABLE.bottom
        later.library.remove("rex")
        assert np.array_equal(other.pixels, turn.pixels)
        other.undo()
        assert np.array_equal(other.redo().pixels, turn.pixels)


def test_undo_leaves_the_library_alone(editor: Editor, session: Session) -> None:
    session.say("make the dog darker")
    turn = session.say("keep the dog as rex")
    assert "undo leaves it there" in turn.reply
    assert np.array_equal(session.undo().pixels, session.base)
    assert editor.library.names == ("rex",)


def test_it_is_kept_before_it_is_removed(editor: Editor, session: Session) -> None:
    turn = session.say("keep the dog as rex and make it blue")
    assert turn.status == "done"
    assert turn.reply.startswith("Kept in the library")
    red, _, blue = editor.library.pixels("rex")[20, 10, :3].tolist()
    assert red > blue


def test_what_cannot_be_kept_is_not_removed_either(editor: Editor, session: Session) -> None:
    plan = {"status": "ready", "ops": [{"op": "remove", "targets": [{"object": "dog-1"}]}]}
    turn = session.apply({**plan, "command": {"name": "keep", "target": {"object": "dog-1"}, "as": "../rex"}})
    assert (turn.status, turn.exit) == ("not done", 1)
    assert "a name is" in turn.reply
    assert np.array_equal(session.pixels, session.base)


def test_a_name_that_is_taken_is_asked_about(editor: Editor, session: Session) -> None:
    session.say("keep the dog as rex")
    first = editor.library.pixels("rex")
    session.say("make the dog blue")
    turn = session.say("keep the dog as rex")
    assert turn.status == "ask"
    assert [option.label for option in turn.question.options] == ["replace it", "keep both, this one as “rex 2”"]
    assert np.array_equal(editor.library.pixels("rex"), first)
    assert session.answer(2).status == "command"
    assert editor.library.names == ("rex", "rex 2")
    session.say("keep the dog as rex")
    session.answer("replace it")
    assert np.array_equal(editor.library.pixels("rex"), editor.library.pixels("rex 2"))


@pytest.mark.parametrize(("sure", "told"), [(0.97, False), (0.7, True), (None, False)])
def test_a_cut_out_whose_outline_is_doubtful_is_said_to_be(sure: float | None, told: bool) -> None:
    entry = CutOut(name="rex", width=36, height=60, picture="sha256:" + 64 * "0")
    source = {"width": 160, "height": 120, "box": DOG.as_list()}
    words = kept_words(entry, Piece(photo()[DOG.slices], DOG, "dog", {"source": source}, sure))
    assert ("it is hard to see where the dog ends" in words) is told


def test_the_same_thing_again_is_no_clash(editor: Editor, session: Session) -> None:
    assert session.say("keep the dog as rex").status == session.say("keep the dog as rex").status == "command"


def test_it_is_kept_as_it_is_shown(editor: Editor, session: Session) -> None:
    session.say("keep the dog as rex")
    upright = editor.library.pixels("rex")
    session.say("turn it by 90 degrees")
    session.say("keep the dog as fallen rex")
    assert np.array_equal(editor.library.pixels("fallen rex"), np.rot90(upright, -1))
    session.say("put my fallen rex on the table")
    session.say("start over")
    session.apply({"status": "ready", "ops": [{"op": "transform", "crop": [90, 0, 160, 120]}]})
    gone = {"name": "keep", "target": {"region": [0, 0, 20, 20]}, "as": "corner"}
    assert session.apply({"status": "command", "command": gone}).status == "command"
    assert editor.library.get("corner").source["width"] == 70


def test_showing_and_forgetting(editor: Editor, session: Session) -> None:
    assert "empty" in session.say("show my library").reply
    session.say("keep the dog as rex")
    assert "rex: dog" in session.say("show my library").reply
    turn = session.say("forget rex")
    assert turn.reply.startswith("Forgotten: “rex”.")
    assert editor.library.names == ()
    assert "nothing is kept" in session.say("add rex from my library").reply


def test_it_answers_to_its_name_wherever_it_is(editor: Editor, session: Session) -> None:
    session.say("keep the dog as rex")
    assert session.say("make rex blue").actions[0].op["targets"][0]["object"] == "dog-1"
    other = editor.new_session(photo())
    put = other.say("add rex to the right")
    assert put.status == "done"
    assert other.say("make rex darker").actions[0].op["targets"][0]["object"] == "dog-2"


def test_the_one_in_the_picture_or_the_kept_one_is_asked(session: Session) -> None:
    session.say("keep the dog as rex")
    turn = session.say("put rex on the table")
    assert [option.label for option in turn.question.options] == ["the rex in the picture", "“rex” from the library"]
    assert session.answer(2).actions[0].op["reference"] == {"library": "rex"}


def test_a_plan_that_names_what_is_not_kept_is_not_done(session: Session) -> None:
    plan = {"status": "ready", "ops": [{"op": "insert", "reference": {"library": "rex"}}]}
    turn = session.apply(plan)
    assert turn.status == "not done"
    assert "nothing is kept in the library as “rex”" in turn.reply


def test_everything_a_plan_says_is_the_same_as_saying_it(editor: Editor, tmp_path: Path) -> None:
    said, planned = editor.new_session(photo()), editor.new_session(photo())
    said.say("keep the dog as rex")
    order = {"name": "keep", "target": {"object": "dog-1"}, "as": "rex"}
    assert planned.apply({"status": "command", "command": order}).status == "command"
    turn = said.say("add rex to the left")
    again = planned.apply(turn.plan)
    assert np.array_equal(turn.pixels, again.pixels)


def test_a_picture_that_comes_cut_out_is_kept_as_it_is(editor: Editor) -> None:
    logo = np.zeros((40, 60, 4), np.uint8)
    logo[10:30, 5:50] = (200, 40, 90, 255)
    logo[12:28, 50] = (200, 40, 90, 70)
    entry = editor.keep(logo, "logo")
    assert np.array_equal(editor.library.pixels("logo"), logo[10:30, 5:51])
    assert (entry.share, entry.cut_sides) == (None, (False,) * 4)
    with pytest.raises(NameTaken):
        editor.keep(photo(), "logo")
    assert editor.keep(photo(), "logo", replace=True).label == "dining table"
