"""What models that look say of a result, where the toolset has them."""

from __future__ import annotations

import numpy as np
import pytest

from scenewright.agent.verify.seeing import says_yes, seen, unseen
from scenewright.scene.geometry import Box
from scenewright.scene.ops import Insert, Remove
from scenewright.scene.records import ResolvedOp
from scenewright.scene.view import View
from scenewright.tools.backends.scripted import ScriptedGrounder
from scenewright.tools.backends.scripted_seeing import ScriptedCaptioner
from scenewright.tools.errors import MissingRequirement
from scenewright.tools.toolbox import Toolbox

from .edits import BOX, EVERYTHING, HEIGHT, WIDTH, ground_pixels, resolved, scene_pixels

REMOVE = resolved(Remove(targets=(EVERYTHING,)), "vase")
INSERT = ResolvedOp(op=Insert(prompt="a red vase"), view=View.of(WIDTH, HEIGHT), places=(BOX,))
GONE, THERE = "Is there a vase in this picture?", "Does this picture show this: a red vase?"


class AnyWords(ScriptedGrounder):
    """A grounder for whatever words name."""

    capabilities = frozenset({"any words"})


class Liking:
    """A scorer that finds stripes like anything: the spread of a crop's pixels is its likeness."""

    def similarity(self, crops, texts):
        return np.array([[float(crop.std()) / 255] * len(texts) for crop in crops], np.float32)


class Absent:
    """A model that is not on this machine."""

    capabilities = frozenset({"any words"})

    def ground(self, *_, **__):
        raise MissingRequirement("the model is not here", "hf download it")


def verdicts(checks) -> dict[str, bool]:
    return {check.name: check.passed for check in checks}


def removed(**ports) -> dict[str, bool]:
    return verdicts(unseen(REMOVE, scene_pixels(), ground_pixels(), Toolbox.of(**ports)))


def inserted(before=None, after=None, **ports) -> dict[str, bool]:
    before, after = (ground_pixels(), scene_pixels()) if before is None else (before, after)
    return verdicts(seen(INSERT, before, after, Toolbox.of(**ports)))


def test_a_toolset_without_such_models_says_nothing():
    assert removed() == inserted() == {}
    assert removed(grounder=ScriptedGrounder({"vase": [BOX]})) == {}  # it is not one for any words


def test_what_was_removed_is_not_to_be_found_by_its_name():
    assert removed(grounder=AnyWords({"vase": [BOX]})) == {"not found by name": False}
    assert removed(grounder=AnyWords({"cup": [BOX]})) == {"not found by name": True}
    assert removed(grounder=AnyWords({"vase": [Box(0, 0, 8, 8)]})) == {"not found by name": True}


def test_another_such_thing_in_its_place_is_no_sign_of_failure():
    other = REMOVE.model_copy(update={"others": (BOX,)})
    toolbox = Toolbox.of(grounder=AnyWords({"vase": [BOX]}), captioner=ScriptedCaptioner(answers={GONE: "yes"}))
    assert verdicts(unseen(other, scene_pixels(), ground_pixels(), toolbox)) == {"not found by name": True}


def test_what_was_put_in_is_found_in_its_place():
    assert inserted(grounder=AnyWords({"a red vase": [BOX]})) == {"found in its place": True}
    assert inserted(grounder=AnyWords({"a red vase": [Box(0, 0, 8, 8)]})) == {"found in its place": False}


def test_its_place_gets_liker_to_the_words():
    assert inserted(image_text=Liking()) == {"likeness": True}
    assert inserted(scene_pixels(), ground_pixels(), image_text=Liking()) == {"likeness": False}


@pytest.mark.parametrize(
    ("answer", "gone", "there"),
    [("Yes, one.", {"not seen": False}, {"seen in its place": True}),
     ("no", {"not seen": True}, {"seen in its place": False}),
     ("I cannot tell", {}, {})],
)  # fmt: skip
def test_what_describes_pictures_is_asked_for_a_yes_or_a_no(answer, gone, there):
    captioner = ScriptedCaptioner(answers={GONE: answer, THERE: answer})
    assert removed(captioner=captioner) == gone
    assert inserted(captioner=captioner) == there
    assert captioner.calls == [GONE, THERE]


def test_a_model_that_is_not_there_says_nothing():
    assert removed(grounder=Absent()) == inserted(grounder=Absent()) == {}


def test_yes_and_no_are_read_at_the_beginning_only():
    assert [says_yes(words) for words in ("“Yes”, a vase", "No.", "Nobody", "", "perhaps yes")] == [
        True,
        False,
        None,
        None,
        None,
    ]
