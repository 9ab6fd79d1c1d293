"""How far things are: read off the nearness of their pixels, only where words compare distances and a tool can tell."""

import numpy as np
import pytest

from scenewright.agent.looking.depth import deepened, needs_depth
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Relation, Scene, SceneImage, SceneObject
from scenewright.scene.view import View
from scenewright.tools.backends.scripted_seeing import ScriptedDepthEstimator
from scenewright.tools.catalogue import EMBEDDED
from scenewright.tools.toolbox import Toolbox

PIXELS = np.zeros((100, 80, 3), np.uint8)
VIEW = View.of(80, 100)
HIGH, LOW, ASIDE = Box(0, 0, 20, 20), Box(10, 10, 30, 100), Box(60, 80, 80, 100)


def thing(id: str, box: Box, **more: object) -> SceneObject:
    return SceneObject(id=id, label=id.partition("-")[0], box=box, **more)


@pytest.fixture
def scene() -> Scene:
    things = (thing("cup-1", HIGH), thing("dog-1", LOW), thing("cat-1", ASIDE))
    return Scene(image=SceneImage(id="sha256:0", width=80, height=100), objects=things)


@pytest.fixture
def tools() -> Toolbox:
    """Lower rows are nearer."""
    return Toolbox.of(depth_estimator=ScriptedDepthEstimator())


@pytest.mark.parametrize(
    ("words", "needed"),
    [("remove the nearest cup", True), ("blur what is behind the dog", True), ("remove the cup on the left", False)],
)
def test_it_is_looked_at_only_where_words_compare_distances(scene, tools, words, needed):
    assert needs_depth(words, scene, tools) is needed


def test_a_toolset_that_cannot_tell_is_not_asked(scene):
    assert not needs_depth("remove the nearest cup", scene, Toolbox(EMBEDDED))
    assert deepened(scene, PIXELS, VIEW, Toolbox(EMBEDDED)) is scene


def test_what_is_known_is_not_looked_at_again(scene, tools):
    told = deepened(scene, PIXELS, VIEW, tools)
    assert not needs_depth("remove the nearest cup", told, tools)


def test_depth_is_the_middle_one_of_the_things_pixels(scene, tools):
    """Row r of 100 is r/99 near: the cup's middle row is 9.5, the dog's 54.5, the cat's 89.5."""
    told = {one.id: one.depth for one in deepened(scene, PIXELS, VIEW, tools).objects}
    assert told == pytest.approx({"cup-1": 1 - 9.5 / 99, "dog-1": 1 - 54.5 / 99, "cat-1": 1 - 89.5 / 99}, abs=0.011)


def test_a_mask_counts_for_more_than_its_box(scene, tools):
    foot = Mask.from_box(Box(10, 90, 30, 100), 80, 100)
    standing = scene.replace(thing("dog-1", LOW, mask=foot.to_ref()))
    assert deepened(standing, PIXELS, VIEW, tools).get("dog-1").depth == pytest.approx(1 - 94.5 / 99, abs=0.001)


def test_what_overlaps_and_is_clearly_nearer_stands_in_front(scene, tools):
    told = deepened(scene, PIXELS, VIEW, tools)
    assert told.relations == (Relation(subject="dog-1", predicate="in front of", object="cup-1"),)


def test_a_newer_look_takes_the_place_of_the_older_one(scene, tools):
    kept = Relation(subject="cat-1", predicate="next to", object="dog-1")
    stale = Relation(subject="cup-1", predicate="in front of", object="dog-1")
    told = deepened(scene.model_copy(update={"relations": (kept, stale)}), PIXELS, VIEW, tools)
    assert told.relations == (kept, Relation(subject="dog-1", predicate="in front of", object="cup-1"))
