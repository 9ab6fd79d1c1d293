"""Layers: each turns the picture below it into the one above, and holds no more than that takes."""

from types import SimpleNamespace

import numpy as np
import pytest

from scenewright.agent.exchange.layers import _names, _soft, layers_of, step
from scenewright.scene.geometry import Box
from scenewright.scene.openraster import Layer, flatten
from scenewright.scene.patch import Patch
from scenewright.scene.view import View

RED, BLUE, NOTHING = (200, 0, 0, 255), (0, 0, 200, 255), (0, 0, 0, 0)


def picture(color=RED, part=None):
    out = np.empty((6, 8, 4), np.uint8)
    out[:] = color
    if part is not None:
        out[2:4, 3:6] = part
    return out


def laid(layers, before):
    return flatten((Layer("", before), *layers), 8, 6)


def test_what_shows_nothing_new_is_no_layer():
    assert list(step("same", picture(), picture())) == []
    assert list(step("same", picture(), picture(), soft=picture(NOTHING, RED))) == []


def test_what_is_wholly_transparent_has_no_colour():
    assert list(step("unseen", picture((9, 9, 9, 0)), picture(NOTHING))) == []
    (layer,) = step("one", picture((9, 9, 9, 0)), picture(NOTHING, RED))
    assert (layer.left, layer.top, layer.rgba.shape) == (3, 2, (2, 3, 4))


def test_a_layer_is_cut_to_what_it_covers():
    (layer,) = step("blue", picture(), picture(part=BLUE))
    assert (layer.left, layer.top, layer.rgba.shape) == (3, 2, (2, 3, 4))
    assert np.array_equal(laid([layer], picture()), picture(part=BLUE))


def test_what_became_thinner_is_erased_first_and_nothing_is_laid_over_where_nothing_is_left():
    (hole,) = step("gone", picture(), picture(part=NOTHING))
    assert (hole.erases, hole.name, hole.rgba.shape) == (True, "gone (erased)", (2, 3, 4))
    for after in (picture(part=(0, 0, 200, 99)), picture((0, 0, 200, 99))):
        hole, layer = step("thin", picture(), after, soft=picture(BLUE))
        assert (hole.erases, layer.erases) == (True, False)
        assert np.array_equal(laid([hole, layer], picture()), after)


def test_a_soft_patch_that_gives_the_picture_stays_and_another_is_put_right():
    soft = picture(NOTHING, (0, 0, 200, 128))
    after = laid([Layer("", soft)], picture())
    (layer,) = step("soft", picture(), after, soft)
    assert set(layer.rgba[..., 3].ravel()) == {128}
    given = soft.copy()
    (layer,) = step("other", picture(), picture(part=BLUE), soft)
    assert np.array_equal(laid([layer], picture()), picture(part=BLUE))
    assert np.array_equal(soft, given), "what was given is not written to"


@pytest.mark.parametrize(
    ("box", "covered"),
    [
        (Box(2, 1, 5, 4), Box(2, 1, 5, 4)),
        (Box(6, 4, 9, 7), Box(6, 4, 8, 6)),
        (Box(-2, -2, 1, 1), Box(0, 0, 1, 1)),
        (Box(20, 1, 23, 4), None),
    ],
    ids=["inside", "over the end", "over the beginning", "beside"],
)
def test_a_patch_alone_is_what_of_it_lies_on_the_canvas(box, covered):
    patch = Patch(box, np.full((3, 3, 3), 77, np.uint8), np.full((3, 3), 128, np.uint8))
    expected = np.zeros((6, 8, 4), np.uint8)
    if covered is not None:
        expected[covered.slices] = (77, 77, 77, 128)
    assert np.array_equal(_soft(patch, View.of(8, 6)), expected)


@pytest.fixture
def made(session, interpreter, helpers):
    """The layers of the session after these words."""
    painted = {"method": "fill", "color": "#102030"}
    interpreter.plans |= {
        "straighten": helpers.ready(helpers.op("transform", rotate=7)),
        "paint there": helpers.ready(helpers.op("obscure", targets=[{"region": [40, 4, 48, 12]}], **painted)),
    }

    def after(*words):
        for text in words:
            assert session.say(text, approval="never").status == "done"
        return layers_of(session._services, session.id)[0]

    return after


def test_where_pixels_are_resampled_a_layer_holds_what_is_shown(made):
    _, layer = made("remove the dog", "straighten")
    assert set(layer.rgba[..., 3].ravel()) == {0, 255}


def test_a_name_tells_the_turn_the_verb_and_what_it_was_done_to(made):
    assert [layer.name for layer in made("paint there")][:2] == ["photo", "1. obscure"]


def test_a_name_tells_three_kinds_and_counts_the_patches():
    things = [SimpleNamespace(label=label) for label in ("dog", None, "dog", "cat", "ball", "lamp")]
    op = SimpleNamespace(op="obscure")
    record = SimpleNamespace(
        turn=2, origin=None, op=op, resolved=SimpleNamespace(targets=things), patches=("one", "another")
    )
    assert list(_names(record)) == ["2. obscure dog cat ball", "2. obscure dog cat ball (2)"]
