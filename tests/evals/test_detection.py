import numpy as np
import pytest

from scenewright.evals.detection import Cutout, Row, Sample, measure, paste, table
from scenewright.scene.geometry import Box
from scenewright.tools.backends.scripted import ScriptedDetector
from scenewright.tools.ports import Detection
from scenewright.tools.toolbox import Toolbox

GRAY = np.full((427, 640, 3), 128, np.uint8)
DISC = Cutout("ball", np.full((50, 100, 3), 255, np.uint8), np.full((50, 100), 255, np.uint8))


def test_a_pasted_object_lies_where_its_box_says():
    sample = paste(DISC, GRAY, 40, (0.5, 0.5))
    assert sample.box.size == (40, 20)
    assert (sample.pixels[sample.box.slices] == 255).all()
    outside = np.ones((427, 640), bool)
    outside[sample.box.slices] = False
    assert (sample.pixels[outside] == 128).all()


@pytest.mark.parametrize(("side", "size"), [(40, "small"), (100, "medium"), (300, "large")])
def test_classes_of_size_are_those_of_coco(side, size):
    assert paste(DISC, GRAY, side, (0.5, 0.5)).size == size


def test_finds_and_wrong_boxes_are_counted():
    there = Sample(GRAY, "ball", Box(10, 10, 60, 60), 2500)
    missed = Sample(GRAY, "ball", Box(300, 300, 340, 340), 1600)
    detector = ScriptedDetector(
        [Detection("ball", Box(12, 10, 62, 60), 0.9), Detection("cat", Box(10, 10, 60, 60), 0.8)]
    )
    assert measure(Toolbox.of(detector=detector), [there, missed]) == [Row("medium", 2, 1, 1, 3, 3)]


def test_the_table_states_recall():
    assert "| medium | 4 | 0.25 | 0.75 | 0 | 1 |" in table([Row("medium", 4, 1, 3, 0, 1)])
