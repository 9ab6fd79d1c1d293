"""The same conversation with the embedded toolset, with tiny random models of the foundation toolset, and with scripted
tools: what a toolset can it does, what it cannot it says, and whatever is drawn every promise holds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from scenewright.agent.editor import Editor, Session
from scenewright.agent.setup.settings import Settings
from scenewright.evals.random_models import tiny
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.instruction import Mark
from scenewright.tools.backends.scripted import ScriptedTextReader
from scenewright.tools.catalogue import FOUNDATION, SCRIPTED
from scenewright.tools.ports import TextLine
from scenewright.tools.registry import backend
from scenewright.tools.specs import PORTS
from scenewright.tools.toolbox import Toolbox

DOG, BALL, SPOT = Box(12, 24, 32, 48), Box(48, 36, 60, 48), Box(66, 6, 84, 24)
ROOM = 12
"""Pixels around a mark within which an action may change something: what is declared, or the room of what is drawn."""


class Said(NamedTuple):
    """A turn of the conversation."""

    text: str
    mark: Box | None = None
    """Around what it may change; None: anywhere."""
    drawn: bool = False
    """Whether it takes a generator that follows words."""
    laid: bool = False
    """Whether a generator that follows boxes would do as well."""
    edited: bool = False
    """Whether an editor that follows instructions would do as well."""
    filled: bool = False
    """Whether a fill without words is looked at: noise in it is refused."""
    grown: tuple[int, int] = (0, 0)
    """By how much the picture gets wider and higher."""


CONVERSATION = (
    Said("remove [A]", BALL, filled=True),
    Said("make [A] blue", DOG),
    Said("put a hat in [A]", SPOT, drawn=True, laid=True),
    Said("replace [A] with a vase", DOG, drawn=True),
    Said("make the background a beach", None, drawn=True),
    Said("paint [A] in the style of ukiyo-e", DOG, drawn=True, edited=True),
    Said("a bit brighter"),
    Said("extend the picture to the left by 60 percent", None, drawn=True, grown=(58, 0)),
)


REST = (
    Said("change SALE to SOLD"),
    Said("move [A] to the right by 20 pixels", SPOT.union(SPOT.shift(20, 0))),
    Said("pixelate the nearest face"),
)
"""What asks ports that the conversation does not."""
SALE = TextLine("SALE", ((60, 50), (90, 50), (90, 62), (60, 62)), 0.99)


@pytest.fixture(scope="session")
def tiny_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tiny-toolset")


@pytest.fixture(scope="session")
def tiny_foundation(tiny_folder: Path) -> Iterator[Toolbox]:
    """The foundation toolset with a tiny model for each row that has one, and scripted tools for the rest."""
    names = {port: name if name in tiny.BUILDERS else "scripted" for port, name in FOUNDATION.backends.items()}
    assert names["inpainter"] == "sd15-inpaint"
    toolbox = tiny.toolbox(names, tiny_folder)
    yield toolbox
    toolbox.close()


class Noting(Toolbox):
    """Keeps which ports it was asked for."""

    @cached_property
    def asked(self) -> set[str]:
        return set()

    def lease(self, port: str) -> Any:
        self.asked.add(port)
        return super().lease(port)


EDITING = {"layout_generator": "gligen-text", "instruction_editor": "instruct-pix2pix"}
FOR_OTHERS = {"tagger", "scene_parser", "text_encoder"}
"""Ports that no action asks: the embedded grounder does, and the reading of words where settings say."""


@pytest.fixture(scope="session")
def tiny_eyes(tiny_folder: Path) -> Iterator[Noting]:
    """The foundation toolset as it comes, with a generator of layouts and an editor of pictures; every model of it tiny
    and random: those that look, too. The rest is scripted."""
    chosen = {**FOUNDATION.backends, **EDITING}
    models = [name for port, name in chosen.items() if backend(port, name).model is not None]
    assert {*models} <= {*tiny.BUILDERS, *tiny.SEEING}
    names = {port: name for port, name in chosen.items() if name in (*models, "grounder-labels")}
    toolbox = tiny.toolbox({**dict.fromkeys(PORTS, "scripted"), **names}, tiny_folder, kind=Noting)
    assert isinstance(toolbox, Noting)
    toolbox.provide(text_reader=ScriptedTextReader([SALE]))
    yield toolbox
    toolbox.close()


@pytest.fixture(
    params=["scripted", "tiny-foundation", pytest.param("embedded", marks=pytest.mark.models)],
)
def tools(request: pytest.FixtureRequest) -> Toolbox:
    if request.param == "scripted":
        return Toolbox(SCRIPTED)
    name = {"tiny-foundation": "tiny_foundation", "embedded": "toolbox"}[request.param]
    toolbox: Toolbox = request.getfixturevalue(name)
    return toolbox


def open_session(tools: Toolbox, home: Path, photo: Pixels) -> Session:
    return Editor.open(Settings(), toolbox=tools, home=home).new_session(photo)


def say(session: Session, said: Said, **more: Any) -> Any:
    marks = {} if said.mark is None else {"A": Mark(box=said.mark)}
    return session.say(said.text, marks=marks, approval="never", **more)


def draws(tools: Toolbox) -> bool:
    spec = tools.spec("inpainter")
    return spec is not None and "prompt" in spec.capabilities


def test_a_conversation_keeps_every_promise(tools, photo, tmp_path):
    session = open_session(tools, tmp_path / "home", photo)
    for said in CONVERSATION:
        before = session.pixels.copy()
        turn = say(session, said)
        edits = said.edited and tools.spec("instruction_editor") is not None
        lays = said.laid and tools.spec("layout_generator") is not None
        if said.drawn and not draws(tools) and not edits and not lays:
            assert (turn.status, turn.exit) == ("cannot", 4), (said.text, turn.reply)
            assert "needs a generator" in turn.reply
            assert np.array_equal(session.pixels, before)
            continue
        if said.filled and draws(tools):
            assert (turn.status, turn.exit) == ("not done", 1)
            assert "rougher than its surroundings" in turn.reply
            assert np.array_equal(session.pixels, before)
            continue
        assert turn.status == "done", (said.text, turn.reply)
        after = session.pixels
        assert after.shape == (before.shape[0] + said.grown[1], before.shape[1] + said.grown[0], 3)
        old = after[said.grown[1] :, said.grown[0] :]
        if said.grown != (0, 0):
            assert np.array_equal(old, before)
            assert len(np.unique(after[:, : said.grown[0]])) > 8  # something was drawn there
            continue
        assert not np.array_equal(old, before)
        assert turn.actions[0].checks["locked pixels"]["passed"]
        if said.mark is not None:
            outside = np.ones(before.shape[:2], bool)
            outside[said.mark.pad(ROOM).clamp(before.shape[1], before.shape[0]).slices] = False
            assert np.array_equal(old[outside], before[outside]), said.text
        if said.drawn:
            assert any(
                ("drawn after the " in note or "drawn into boxes" in note) and "seed 0" in note
                for note in turn.actions[0].notes
            )


def test_whatever_random_models_see_and_say_nothing_else_changes_and_all_comes_back(tiny_eyes, photo, tmp_path):
    """What they see is not there, and their verdicts are chance: a turn may be done, refused or a question, but every
    promise about pixels holds, and the report says what was not done. Every port that the agent has is asked."""
    session = open_session(tiny_eyes, tmp_path / "home", photo)
    assert session.scene.objects
    done = 0
    for said in (*CONVERSATION[:-1], *REST, CONVERSATION[-1]):
        before = session.pixels.copy()
        turn = say(session, said)
        after = session.pixels
        if turn.status != "done":
            assert turn.reply, said.text
            assert np.array_equal(after, before), said.text
            continue
        done += 1
        old = after[said.grown[1] :, said.grown[0] :]
        if said.grown != (0, 0):
            assert np.array_equal(old, before)
            continue
        assert turn.actions[0].checks["locked pixels"]["passed"]
        if said.mark is not None:
            outside = np.ones(before.shape[:2], bool)
            outside[said.mark.pad(ROOM).clamp(before.shape[1], before.shape[0]).slices] = False
            assert np.array_equal(old[outside], before[outside]), said.text
    pasted = {"op": "insert", "reference": {"image": session.bring(photo[DOG.slices])}, "at": {"box": SPOT.as_list()}}
    turn = session.apply({"ops": [pasted]}, approval="never")
    assert turn.actions[0].checks["locked pixels"]["passed"], turn.reply
    done += turn.status == "done"
    assert done
    session.undo(done)
    assert np.array_equal(session.pixels, photo)
    drawn = session.editor.new_on_plate({"boxes": [{"name": "dog", "box": [0.2, 0.2, 0.6, 0.8]}]}, photo).draw()
    assert drawn.status == "done", drawn.reply
    assert tiny_eyes.asked == {*PORTS} - FOR_OTHERS


def test_random_models_see_the_same_twice(tiny_eyes, photo, tmp_path):
    sessions = [open_session(tiny_eyes, tmp_path / name, photo) for name in ("one", "two")]
    told = [one.say("remove the nearest thing", approval="never") for one in sessions]
    assert told[0].reply == told[1].reply
    first, second = (one.scene for one in sessions)
    assert first == second
    assert {thing.source for thing in first.objects} == {tiny_eyes.spec("detector").id}
    assert all(0 <= thing.depth <= 1 for thing in first.objects if thing.depth is not None)
    assert any(thing.depth is not None for thing in first.objects), "words about distance had the depth looked at"


def test_undo_redo_and_the_same_words_again_give_the_same_bytes(tools, photo, tmp_path):
    session = open_session(tools, tmp_path / "home", photo)
    hat = Said("put a hat in [A]", SPOT, drawn=True) if draws(tools) else Said("remove [A]", BALL)
    say(session, hat)
    with_hat = session.pixels.copy()
    session.undo()
    assert np.array_equal(session.pixels, photo)
    session.redo()
    assert np.array_equal(session.pixels, with_hat)
    session.undo()
    events: list[Any] = []
    say(session, hat, on_event=events.append)
    assert np.array_equal(session.pixels, with_hat)
    assert not [event for event in events if "done" in event.data]  # it was remembered: no step of a generator is told
    other = open_session(tools, tmp_path / "elsewhere", photo)
    say(other, hat)
    assert np.array_equal(other.pixels, with_hat)  # and drawn anew elsewhere, the bytes are the same


def test_what_was_put_in_can_be_moved_and_tried_again_with_another_seed(tiny_foundation, photo, tmp_path):
    session = open_session(tiny_foundation, tmp_path / "home", photo)
    say(session, Said("put a hat in [A]", SPOT))
    first = session.pixels.copy()
    turn = session.say("do that again with another seed", approval="never")
    assert turn.status == "done", turn.reply
    assert "seed 1" in " ".join(turn.actions[0].notes)
    second = session.pixels.copy()
    assert not np.array_equal(first, second)
    (hat,) = [one for one in session.scene.objects if one.source == "inserted"]
    assert hat.label == "hat"
    moved = session.say("move the hat down by 20 pixels", approval="never")
    assert moved.status == "done", moved.reply
    (there,) = [one for one in session.scene.objects if one.source == "inserted"]
    assert there.box.bottom == hat.box.bottom + 20
    assert hat.box.height <= there.box.height <= 1.2 * hat.box.height  # a little nearer is a little larger
    session.undo(3)
    assert np.array_equal(session.pixels, photo)


def test_a_cut_out_stays_one_beside_what_is_drawn_into_it(tiny_foundation, photo, tmp_path):
    clear = np.dstack([photo, np.zeros(photo.shape[:2], np.uint8)])
    clear[DOG.slices][..., 3] = 255
    session = open_session(tiny_foundation, tmp_path / "home", clear)
    turn = say(session, Said("put a hat in [A]", SPOT))
    assert turn.status == "done", turn.reply
    alpha = session.pixels[..., 3]
    assert (alpha[SPOT.pad(-2).slices] == 255).all()
    assert (alpha[SPOT.bottom + ROOM :, DOG.right :] == 0).all()


def test_extending_with_words_draws_them_and_without_a_generator_says_so(tools, photo, tmp_path):
    session = open_session(tools, tmp_path / "home", photo)
    turn = session.apply({"ops": [{"op": "transform", "extend": {"right": 20}, "prompt": "the sea"}]}, approval="never")
    if not draws(tools):
        assert turn.exit == 4
        assert session.pixels.shape == photo.shape
        return
    assert turn.status == "done", turn.reply
    assert np.array_equal(session.pixels[:, : photo.shape[1]], photo)
    assert session.pixels.shape[1] == photo.shape[1] + 20
    assert "the sea" in " ".join(turn.actions[0].notes)
