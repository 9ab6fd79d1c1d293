"""Keeping real things of real photos with the embedded toolset, and putting them into other ones."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from skimage import data

from scenewright.agent.editor import Editor, Session
from scenewright.agent.setup.settings import Settings
from scenewright.scene.geometry import Box
from scenewright.scene.image import Pixels
from scenewright.scene.mask import Mask
from scenewright.tools.toolbox import Toolbox

pytestmark = pytest.mark.models
ROCKET = {"A": {"box": [155, 50, 185, 255]}}


def small(pixels: Pixels, width: int) -> Pixels:
    height = round(pixels.shape[0] * width / pixels.shape[1])
    return np.asarray(Image.fromarray(pixels).resize((width, height), Image.Resampling.LANCZOS))


@pytest.fixture(scope="module")
def editor(toolbox: Toolbox, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    home: Path = tmp_path_factory.mktemp("home")
    with Editor.open(Settings(), toolbox=toolbox, home=home) as editor:
        yield editor


@pytest.fixture(scope="module")
def stocked(editor: Editor) -> Editor:
    """With a cat, a cup and a rocket in the library."""
    for photo, words, marks in (
        (small(data.chelsea(), 320), "save the cat as my cat", None),
        (small(data.coffee(), 360), "keep the cup as my cup", None),
        (small(data.rocket(), 360), "save [A] as my rocket", ROCKET),
    ):
        turn = editor.new_session(photo).say(words, marks)
        assert turn.status == "command", turn.reply
    return editor


@pytest.mark.parametrize(("name", "label"), [("cat", "cat"), ("cup", "cup"), ("rocket", None)])
def test_a_kept_thing_has_a_soft_edge_and_a_solid_middle(stocked: Editor, name: str, label: str | None) -> None:
    entry, alpha = stocked.library.get(name), stocked.library.pixels(name)[..., 3]
    assert entry.label == label
    assert (alpha == 255).mean() > 0.3
    partial = ((alpha > 0) & (alpha < 255)).mean()
    assert 0.005 < partial < 0.4


def test_a_cropped_thing_is_said_to_be_one(editor: Editor) -> None:
    turn = editor.new_session(small(data.astronaut(), 256)).say("keep the woman as eileen")
    assert "reaches the picture's edge" in turn.reply
    assert editor.library.get("eileen").cut_sides[3]


@pytest.fixture
def portrait(stocked: Editor) -> Session:
    return stocked.new_session(small(data.astronaut(), 384))


def put(session: Session, words: str) -> Box:
    """Where the new thing lies; nothing has changed outside the action's alphas."""
    before = session.pixels
    turn = session.say(words, approval="never")
    assert turn.status == "done", turn.reply
    changed = (turn.pixels != before).any(axis=2)
    assert not changed[~reached(session)].any()
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    where = Box(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return where


def reached(session: Session) -> NDArray[np.bool_]:
    """H×W: where the last action's patches are not transparent, as it is shown."""
    store, view = session._services.store, session.view
    alphas = np.zeros((view.canvas.height, view.canvas.width), bool)
    record = store.record(session.id, store.head(session.id))
    for patch in record.patches:
        alphas[patch.box.slices] |= store.blobs.get_gray(patch.alpha) > 0
    return view.mask_to_view(Mask(alphas)).array


def test_a_cup_beside_a_person_has_a_cup_s_size(portrait: Session) -> None:
    box = put(portrait, "add my cup to the left")
    assert box.left < portrait.view.width / 4
    assert 0.05 < box.height / portrait.view.height < 0.3


def test_a_cat_in_the_corner_shows_no_cut_side(portrait: Session) -> None:
    box = put(portrait, "add my cat in the bottom left corner")
    assert (box.left, box.bottom) == (0, portrait.view.height)


def test_a_kept_thing_takes_the_place_of_another(stocked: Editor) -> None:
    session = stocked.new_session(small(data.coffee(), 360))
    cup = next(thing for thing in session.scene.objects if thing.label == "cup")
    put(session, "replace the cup with my cat")
    assert [thing.label for thing in session.scene.objects if thing.box.iou(cup.box) > 0.3] == ["cat"]


def test_it_fits_the_light_where_it_comes_to_lie(stocked: Editor) -> None:
    """In the night of the launch pad the cup is not brighter than it was by day."""
    session = stocked.new_session(small(data.rocket(), 360))
    turn = session.say("put my cup in the bottom left corner")
    assert any("tone" in (action.backend or "") for action in turn.actions)
    (cup,) = [thing for thing in session.scene.objects if thing.label == "cup"]
    original = stocked.library.pixels("cup")
    assert turn.pixels[cup.box.slices].mean() <= original[original[..., 3] == 255][:, :3].mean() + 2


def test_a_turned_picture_gets_it_upright(portrait: Session) -> None:
    portrait.say("turn it by 90 degrees")
    box = put(portrait, "put my rocket in the middle")
    assert box.height > 1.5 * box.width
