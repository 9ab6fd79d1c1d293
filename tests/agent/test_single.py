"""Single actions on plain arrays give the bytes that the same op gives in a session."""

import numpy as np
import pytest
from PIL import Image

import scenewright
from scenewright.agent.actions import ActionError, AmbiguousTarget, TargetNotFound
from scenewright.agent.errors import BadInput
from scenewright.agent.single import (
    adjust,
    background,
    duplicate,
    insert,
    move,
    obscure,
    recolor,
    remove,
    replace,
    resize,
    restyle,
    swap,
    text,
    transform,
)
from scenewright.agent.turn.alone import NotDone
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends import scripted
from scenewright.tools.ports import TextLine

DOG, BALL, CAT = Box(12, 24, 32, 48), Box(48, 36, 60, 48), Box(70, 20, 88, 44)


def mask_of(box: Box) -> np.ndarray:
    mask = np.zeros((64, 96), bool)
    mask[box.slices] = True
    return mask


def meant(box: Box) -> dict:
    return {"mask": Mask(mask_of(box)).to_ref().model_dump()}


@pytest.fixture
def photo(helpers) -> np.ndarray:
    """The cat has a white bib: what is flat all over is not known again when it is made smaller."""
    pixels = helpers.photo().copy()
    pixels[28:36, 74:84] = 230
    return pixels


def patch() -> np.ndarray:
    """A cut-out of a green disc, 20×20 RGBA."""
    y, x = np.mgrid[:20, :20] - 9.5
    inside = (x**2 + y**2 < 81)[..., None]
    return np.where(inside, np.array([30, 160, 60, 255]), 0).astype(np.uint8)


CASES = {
    "remove": (lambda p, t: remove(p, mask_of(DOG), tools=t), {"targets": [meant(DOG)]}),
    "replace": (
        lambda p, t: replace(p, mask_of(BALL), patch(), tools=t),
        {"targets": [meant(BALL)], "reference": {"file": "patch.png"}},
    ),
    "insert": (
        lambda p, t: insert(p, patch(), (40, 20), tools=t),
        {"reference": {"file": "patch.png"}, "at": {"point": [40, 20]}},
    ),
    "move": (
        lambda p, t: move(p, mask_of(CAT), {"offset": [-20, 0]}, tools=t),
        {"target": meant(CAT), "to": {"offset": [-20, 0]}},
    ),
    "resize": (lambda p, t: resize(p, mask_of(CAT), 0.6, tools=t), {"targets": [meant(CAT)], "scale": 0.6}),
    "duplicate": (lambda p, t: duplicate(p, mask_of(BALL), tools=t), {"target": meant(BALL)}),
    "swap": (
        lambda p, t: swap(p, mask_of(BALL), mask_of(CAT), tools=t),
        {"target": meant(BALL), "other": meant(CAT)},
    ),
    "recolor": (
        lambda p, t: recolor(p, mask_of(BALL), "blue", tools=t),
        {"targets": [meant(BALL)], "color": "#0000ff"},
    ),
    "restyle": (
        lambda p, t: restyle(p, "pencil", tools=t),
        {"targets": [{"everything": True}], "prompt": "pencil"},
    ),
    "background": (lambda p, t: background(p, color="white", tools=t), {"color": "#ffffff"}),
    "adjust": (
        lambda p, t: adjust(p, mask_of(DOG), brightness=0.4, tools=t),
        {"targets": [meant(DOG)], "brightness": 0.4},
    ),
    "obscure": (lambda p, t: obscure(p, mask_of(CAT), tools=t), {"targets": [meant(CAT)], "method": "pixelate"}),
    "transform": (lambda p, t: transform(p, crop=[10, 10, 90, 60], tools=t), {"crop": [10, 10, 90, 60]}),
}


@pytest.mark.parametrize("verb", CASES)
def test_the_bytes_are_those_of_a_session(verb, photo, helpers, editor, tmp_path, monkeypatch):
    alone, fields = CASES[verb]
    monkeypatch.chdir(tmp_path)
    Image.fromarray(patch()).save("patch.png")
    session = editor.new_session(photo)
    turn = session.apply({"ops": [{"op": verb, **fields}]}, approval="never")
    assert turn.status == "done", turn.reply
    made = alone(photo, helpers.toolbox())
    assert made.shape == session.pixels.shape
    assert not np.array_equal(made, photo)
    assert np.array_equal(made, session.pixels)


def test_there_is_a_function_for_every_action_that_needs_no_conversation():
    from typing import get_args

    from scenewright.scene.ops import EditOp

    verbs = {kind.model_fields["op"].default for kind in get_args(get_args(EditOp)[0])}
    conversation = {"instruct", "restore", "correct", "draw"}
    """A wish is read; the photo as it came, and what is known of it, are a session's."""
    assert verbs - conversation == {*CASES, "text"}
    assert verbs - conversation <= set(scenewright.__all__)


def test_a_repair_is_the_sessions_too(photo, helpers, editor, open_editor):
    """The first fill leaves the thing where it is; the second one, with another seed, does not."""

    class Lazy(scripted.ScriptedInpainter):
        def fill(self, pixels, mask, *, seed=0, **more):
            return pixels.copy() if seed == 0 else super().fill(pixels, mask, seed=seed, **more)

    session = open_editor(inpainter=Lazy()).new_session(photo)
    turn = session.apply({"ops": [{"op": "remove", "targets": [meant(DOG)]}]})
    assert turn.status == "done", turn.reply
    assert np.array_equal(remove(photo, mask_of(DOG), tools=helpers.toolbox(inpainter=Lazy())), session.pixels)


def test_what_fails_its_checks_is_not_given_out(photo, helpers):
    class Idle(scripted.ScriptedInpainter):
        def fill(self, pixels, mask, **more):
            return pixels.copy()

    with pytest.raises(NotDone, match="the remove was tried and not kept"):
        remove(photo, mask_of(DOG), tools=helpers.toolbox(inpainter=Idle()))


def test_words_are_looked_for_and_never_guessed(photo, helpers):
    twice = scripted.ScriptedGrounder({"lamp": [Box(2, 2, 8, 12), Box(60, 2, 66, 12)], "dog": [DOG]})
    tools = helpers.toolbox(grounder=twice)
    assert not np.array_equal(obscure(photo, "dog", tools=tools)[DOG.slices], photo[DOG.slices])
    with pytest.raises(AmbiguousTarget):
        obscure(photo, "lamp", tools=tools)
    with pytest.raises(TargetNotFound):
        obscure(photo, "kite", tools=tools)


def test_a_box_a_mask_of_bytes_and_a_target_mean_the_same_pixels(photo, helpers):
    tools = helpers.toolbox()
    ways = [mask_of(BALL), mask_of(BALL).astype(np.uint8) * 255, BALL, {"region": BALL.as_list()}, Mask(mask_of(BALL))]
    first, *others = [obscure(photo, way, "fill", color="black", tools=tools) for way in ways]
    assert all(np.array_equal(first, other) for other in others)
    assert not first[BALL.slices].any()


def test_the_photo_stays_what_it_was(photo, helpers):
    before = photo.copy()
    remove(photo, mask_of(DOG), tools=helpers.toolbox())
    assert np.array_equal(photo, before)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda p, t: remove(p.astype(float), mask_of(DOG), tools=t), "a picture is a uint8 array H×W×3"),
        (lambda p, t: remove(p, np.zeros((64, 96), bool), tools=t), "all of it empty"),
        (lambda p, t: remove(p, [1, 2, 3, 4], tools=t), "a mask .*, a Box, words or a target, but got list"),
        (lambda p, t: recolor(p, mask_of(DOG), "blueish", tools=t), "recolor cannot be done like that: color"),
        (lambda p, t: adjust(p, tools=t), "needs at least one of brightness"),
        (lambda p, t: transform(p, tools=t), "exactly one of crop"),
        (lambda p, t: replace(p, mask_of(DOG), np.zeros((3, 3)), tools=t), "what to take is another picture"),
    ],
)
def test_what_cannot_be_read_is_said(call, said, photo, helpers):
    with pytest.raises(BadInput, match=said):
        call(photo, helpers.toolbox())


@pytest.mark.parametrize(
    "call",
    [
        lambda p, what, **more: remove(p, what, **more),
        lambda p, what, **more: replace(p, what, p, **more),
        lambda p, what, **more: move(p, what, (50, 20), **more),
        lambda p, what, **more: resize(p, what, 2, **more),
        lambda p, what, **more: duplicate(p, what, **more),
        lambda p, what, **more: swap(p, what, BALL, **more),
        lambda p, what, **more: swap(p, BALL, what, **more),
        lambda p, what, **more: recolor(p, what, "red", **more),
        lambda p, what, **more: obscure(p, what, **more),
    ],
)
def test_what_was_not_found_is_not_the_whole_picture(call, photo, helpers):
    with pytest.raises(BadInput, match=r"what is meant is a mask .*, but got NoneType"):
        call(photo, None, tools=helpers.toolbox())


@pytest.mark.parametrize("seed", ["a", 1.5, None, True])
def test_a_seed_is_a_whole_number(seed, photo, helpers):
    with pytest.raises(BadInput, match="a seed is a whole number"):
        remove(photo, mask_of(DOG), seed=seed, tools=helpers.toolbox())


def test_a_mask_of_another_size_is_refused(photo, helpers):
    with pytest.raises(ActionError, match="must have the picture's size 96×64, but it has 10×10"):
        remove(photo, np.ones((10, 10), bool), tools=helpers.toolbox())


def test_words_in_the_picture_are_taken_off(helpers, open_editor):
    photo = np.full((120, 240, 3), 220, np.uint8)
    for left in range(53, 89, 9):
        photo[43:51, left : left + 3] = 30
    lines = [TextLine("SALE", ((50, 40), (86, 40), (86, 54), (50, 54)), 0.95)]
    reader = {"text_reader": scripted.ScriptedTextReader(lines)}
    session = open_editor(**reader).new_session(photo)
    turn = session.apply({"ops": [{"op": "text", "find": "SALE"}]}, approval="never")
    assert turn.status == "done", turn.reply
    made = text(photo, "SALE", tools=helpers.toolbox(**reader))
    assert np.array_equal(made, session.pixels)
    assert not np.array_equal(made, photo)
    with pytest.raises(ActionError, match="MARKET"):
        text(photo, "MARKET", tools=helpers.toolbox(**reader))
