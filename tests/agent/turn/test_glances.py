"""Outlines that were looked at: kept beside the history, so that no edit comes out differently because of them."""

import numpy as np
import pytest

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.agent.turn.glances import Glances
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene, SceneImage, SceneObject

CANVAS = Box(0, 0, 8, 6)
MASK = Mask.from_box(Box(1, 1, 3, 4), 8, 6).to_ref()
DOG = SceneObject(id="dog-1", label="dog", box=Box(1, 1, 4, 4))
SEEN = DOG.model_copy(update={"mask": MASK, "mask_score": 0.9})


def scene(*things: SceneObject) -> Scene:
    return Scene(image=SceneImage(id="0" * 64, width=8, height=6), objects=things)


@pytest.fixture
def glances() -> Glances:
    kept = Glances(sessions=2)
    kept.keep("a", scene(SEEN), CANVAS)
    return kept


def test_a_thing_that_lies_where_it_was_looked_at_has_its_outline(glances):
    assert glances.onto("a", scene(DOG), CANVAS) == scene(SEEN)


def test_what_the_history_knows_of_a_thing_counts_for_more(glances):
    known = DOG.model_copy(update={"mask": Mask.from_box(Box(1, 1, 4, 4), 8, 6).to_ref()})
    assert glances.onto("a", scene(known), CANVAS) == scene(known)


@pytest.mark.parametrize(
    ("session", "thing", "canvas"),
    [
        ("a", DOG.model_copy(update={"box": Box(2, 1, 5, 4)}), CANVAS),
        ("a", DOG.model_copy(update={"id": "dog-2"}), CANVAS),
        ("a", DOG, Box(-2, 0, 8, 6)),
        ("b", DOG, CANVAS),
    ],
    ids=["moved", "another", "canvas that grew", "another session"],
)
def test_other_things_have_none(glances, session, thing, canvas):
    assert glances.onto(session, scene(thing), canvas) == scene(thing)


def test_outlines_of_the_sessions_looked_at_last_are_kept(glances):
    glances.keep("b", scene(SEEN), CANVAS)
    glances.keep("a", scene(), CANVAS)
    glances.keep("c", scene(SEEN), CANVAS)
    assert [glances.onto(name, scene(DOG), CANVAS) == scene(SEEN) for name in "abc"] == [True, False, True]


def test_looking_writes_nothing_into_the_history(session):
    before = session.scene
    session.inquiry.outlined()
    session.inquiry.pointed({"point": [20, 30]})
    assert session.scene == before


@pytest.fixture(scope="module")
def editor(tmp_path_factory, toolbox):
    with Editor.open(Settings(), toolbox=toolbox, home=tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.mark.models
@pytest.mark.parametrize(
    ("words", "marks"),
    [
        (["remove [A]"], {"A": {"box": [300, 180, 350, 270]}}),
        pytest.param(["make it much brighter", "move the cup 30 pixels to the left"], {}, marks=pytest.mark.slow),
    ],
    ids=["a removal", "a move on a brighter picture"],
)
def test_with_real_models_an_edit_is_the_same_whether_or_not_somebody_looked_before(editor, words, marks):
    from skimage.data import coffee
    from skimage.transform import resize

    photo = np.round(resize(coffee(), (320, 480), anti_aliasing=True) * 255).astype(np.uint8)
    blind, looking = editor.new_session(photo), editor.new_session(photo)
    for one in words:
        looking.inquiry.outlined()
        given = marks if "[A]" in one else None
        turns = [each.say(one, marks=given, approval="never") for each in (blind, looking)]
        assert {turn.status for turn in turns} == {"done"}
    assert np.array_equal(blind.pixels, looking.pixels)
