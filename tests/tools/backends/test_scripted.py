import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.tools.backends.scripted import (
    InputInpainter,
    MisplacedInpainter,
    NoiseInpainter,
    ScriptedDetector,
    ScriptedGrounder,
    ScriptedInpainter,
    ScriptedSegmenter,
    ScriptedTextEncoder,
)
from scenewright.tools.ports import Detection, Prompt
from scenewright.tools.registry import backend, resolve
from scenewright.tools.specs import PORTS

PIXELS = np.full((40, 60, 3), (50, 100, 150), np.uint8)
HOLE = Mask.from_box(Box(5, 5, 15, 15), 60, 40)


@pytest.mark.parametrize("port", PORTS)
def test_every_port_has_a_scripted_back_end_that_loads_without_anything(port):
    assert resolve(backend(port, "scripted"))(None) is not None


def test_a_detection_is_cut_to_the_part_that_is_looked_at():
    detector = ScriptedDetector([Detection("cat", Box(10, 10, 30, 30), 0.9)])
    assert detector.detect(PIXELS, within=Box(15, 0, 60, 40))[0].box == Box(15, 10, 30, 30)
    assert detector.detect(PIXELS, within=Box(25, 0, 60, 40)) == []
    assert detector.calls == ["detect", "detect"]


def test_a_grounder_compares_phrases_without_case_and_articles():
    grounder = ScriptedGrounder({"The cat": [Box(1, 1, 9, 9)]})
    assert [len(found) for found in grounder.ground(PIXELS, ["a Cat", "dog"])] == [1, 0]


def test_a_segmenter_gives_the_mask_that_fits_the_prompt_best():
    small, large = HOLE, Mask.from_box(Box(0, 0, 40, 40), 60, 40)
    segmenter = ScriptedSegmenter([small, large])
    prompts = [Prompt(box=Box(4, 4, 15, 15)), Prompt(inside=((8, 8),)), Prompt(inside=((30, 30),))]
    found = [region.mask for region in segmenter.segment(segmenter.encode(PIXELS), prompts)]
    assert found == [small, small, large]


def test_a_segmenter_without_masks_fills_the_box():
    segmenter = ScriptedSegmenter()
    (region,) = segmenter.segment(PIXELS, [Prompt(box=Box(5, 5, 15, 15))])
    assert region.mask == HOLE


def test_texts_with_words_in_common_are_near():
    red, also, other = ScriptedTextEncoder().encode(["red car", "a red car", "old boat"])
    assert red @ also > 0.7 > 0.2 > red @ other


def test_a_hole_is_filled_with_the_mean_around_it():
    dark = PIXELS.copy()
    dark[HOLE.array] = 0
    assert np.array_equal(ScriptedInpainter().fill(dark, HOLE), PIXELS)


def test_the_faulty_inpainters_are_faulty_each_in_its_way():
    assert np.array_equal(InputInpainter().fill(PIXELS, HOLE), PIXELS)
    noisy = NoiseInpainter().fill(PIXELS, HOLE, seed=3)
    assert np.array_equal(noisy[~HOLE.array], PIXELS[~HOLE.array])
    assert noisy[HOLE.array].std() > 50
    misplaced = MisplacedInpainter().fill(PIXELS, HOLE)
    assert np.array_equal(misplaced[HOLE.array], PIXELS[HOLE.array])
    assert not np.array_equal(misplaced, PIXELS)
