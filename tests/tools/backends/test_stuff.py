"""Sky, grass, walls: found by name with the picture's own edges, and not found where there are none."""

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.clouds import clouds_in
from scenewright.tools.backends.phrases import read
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedSceneParser, ScriptedSegmenter
from scenewright.tools.backends.stuff import SORTS, Stuff
from scenewright.tools.backends.stuff_edges import draw
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

BLUE, GREEN, RED, WHITE = (120, 170, 235), (60, 140, 50), (200, 30, 30), (245, 245, 245)


def landscape(height=120, width=160, horizon=55):
    """Blue above, green below, with a little noise so that colours have a spread."""
    pixels = np.empty((height, width, 3), np.int16)
    pixels[:horizon], pixels[horizon:] = BLUE, GREEN
    return (pixels + np.random.default_rng(0).integers(-6, 7, pixels.shape)).clip(0, 255).astype(np.uint8)


def stuff(parts, detections=(), masks=()):
    toolbox = Toolbox.of(
        scene_parser=ScriptedSceneParser(parts),
        detector=ScriptedDetector(detections),
        segmenter=ScriptedSegmenter(masks),
    )
    return Stuff(toolbox.lease), toolbox


def test_the_edge_is_where_the_colours_change_not_where_the_coarse_map_says():
    chance = np.zeros((10, 10), np.float32)
    chance[:4], chance[4] = 0.95, 0.5
    mask = draw(landscape(), chance, 1 - chance)
    assert mask.iou(Mask.from_box(Box(0, 0, 160, 55), 160, 120)) > 0.97


def test_a_smooth_wall_ends_where_a_thing_of_another_colour_begins():
    wall = np.full((120, 160, 3), 200, np.uint8)
    wall[40:80, 60:100] = RED
    chance = np.full((10, 10), 0.97, np.float32)
    mask = draw(wall, chance, 1 - chance, smooth=True)
    assert not mask.array[45:75, 65:95].any()
    assert mask.array[:30].all()


def test_nothing_is_drawn_where_the_map_is_unsure():
    assert draw(landscape(), np.full((10, 10), 0.6, np.float32), np.full((10, 10), 0.4, np.float32)).area == 0


def test_it_is_found_by_its_names_as_what_things_stand_before():
    finder, _ = stuff({"sky": (0, 0, 1, 0.45), "grass": (0, 0.5, 1, 1)})
    (sky,) = finder.find(landscape(), read("the sky"))
    (lawn,) = finder.find(landscape(), read("the lawn"))
    assert sky.exact
    assert sky.backdrop
    assert sky.phrase == "the sky"
    assert sky.mask.iou(Mask.from_box(Box(0, 0, 160, 55), 160, 120)) > 0.95
    assert lawn.mask.intersect(sky.mask).area < 0.02 * lawn.mask.area


def test_what_is_not_in_the_picture_is_not_found():
    finder, _ = stuff({"wall": (0, 0, 1, 1)})
    assert finder.find(landscape(), read("the sky")) == []
    assert finder.find(landscape(), read("the sea")) == []


def test_a_second_question_about_a_picture_parses_and_draws_nothing_again():
    finder, toolbox = stuff({"sky": (0, 0, 1, 0.45), "grass": (0, 0.5, 1, 1)})
    first = finder.find(landscape(), read("the sky"))
    with toolbox.lease("scene_parser") as parser:
        assert finder.find(landscape(), read("the sky"))[0].mask is first[0].mask
        finder.find(landscape(), read("the meadow"))
        assert parser.calls == ["parse"]


def test_a_thing_that_the_detector_sees_before_it_is_cut_out():
    box = Box(60, 10, 90, 50)
    parts = {"sky": (0, 0, 1, 0.45)}
    finder, _ = stuff(parts, [Detection("kite", box, 0.9)], [Mask.from_box(box, 160, 120)])
    (sky,) = finder.find(landscape(), read("the sky"))
    assert not sky.mask.array[box.slices].any()


def test_trees_that_do_not_touch_are_several():
    pixels = landscape()
    pixels[:, 60:100] = WHITE
    finder, _ = stuff({"foliage": (0, 0.5, 0.35, 1), "thing": (0.35, 0, 0.65, 1)})
    assert len(finder.find(pixels, read("the trees"))) == 1
    both = ScriptedSceneParser({"foliage": (0, 0.5, 1, 1), "thing": (0.35, 0, 0.65, 1)})
    finder = Stuff(Toolbox.of(scene_parser=both, detector=ScriptedDetector(), segmenter=ScriptedSegmenter()).lease)
    assert len(finder.find(pixels, read("a tree"))) == 2


@pytest.mark.parametrize(
    "words", ["sky", "the blue sky", "lawn", "walls", "the left wall", "leaves", "mountains", "sea"]
)
def test_it_knows_the_words(words):
    assert Stuff(Toolbox.of().lease).knows(read(words))


@pytest.mark.parametrize("words", ["dog", "wall clock", "sky diver", "grass hopper", "street lamp", "tree house"])
def test_other_words_are_left_to_others(words):
    assert not Stuff(Toolbox.of().lease).knows(read(words))


def test_clouds_are_the_pale_part_of_a_blue_sky():
    pixels = landscape(horizon=120)
    pixels[30:60, 40:120] = WHITE
    sky = Mask(np.ones((120, 160), bool))
    assert clouds_in(pixels, sky).iou(Mask.from_box(Box(40, 30, 120, 60), 160, 120)) > 0.9


def test_a_clear_and_an_overcast_sky_have_no_clouds_apart():
    sky = Mask(np.ones((120, 160), bool))
    assert clouds_in(landscape(horizon=120), sky).area == 0
    assert clouds_in(np.full((120, 160, 3), 210, np.uint8), sky).area == 0


@pytest.mark.models
class TestReal:
    """On photos that are no part of the training."""

    def test_the_sky_and_the_trees_of_a_landscape(self, toolbox):
        from sklearn.datasets import load_sample_image

        pixels = load_sample_image("china.jpg")
        with toolbox.lease("grounder") as grounder:
            ((sky,), trees) = grounder.ground(pixels, ["sky", "trees"])
        assert sky.mask.array[:60, 300:].mean() > 0.98
        assert not sky.mask.array[130:230, 120:210].any()  # the pagoda
        assert not sky.mask.array[380:].any()
        assert trees[0].mask.array[380:, 450:].mean() > 0.8

    def test_a_room_a_plate_and_a_portrait_have_no_sky_and_no_water(self, toolbox):
        from skimage import data

        finder = Stuff(toolbox.lease)
        for pixels in (data.coffee(), data.chelsea(), data.astronaut()):
            assert [name for name in SORTS if name not in ("wall", "ground") and finder.find(pixels, read(name))] == []
