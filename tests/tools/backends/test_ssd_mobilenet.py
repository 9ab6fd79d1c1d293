import numpy as np
import pytest
from skimage import data
from sklearn.datasets import load_sample_images

from scenewright.scene.geometry import Box
from scenewright.tools.backends.coco import COCO

pytestmark = pytest.mark.models


def test_the_names_stand_at_their_ids():
    assert len(COCO) == 80
    assert [COCO[number] for number in (1, 13, 17, 44, 47, 62, 67, 72, 90)] == [
        *("person", "stop sign", "cat", "bottle", "cup", "chair", "dining table", "tv", "toothbrush")
    ]


@pytest.mark.parametrize(
    ("photo", "label", "box"),
    [("chelsea", "cat", Box(9, 0, 408, 297)), ("coffee", "cup", Box(155, 12, 412, 240))],
)
def test_it_finds_what_the_photo_shows(toolbox, photo, label, box):
    with toolbox.lease("detector") as detector:
        best = detector.detect(getattr(data, photo)())[0]
    assert best.label == label
    assert best.box.iou(box) > 0.8


def test_nothing_is_found_where_nothing_is(toolbox):
    ramp = np.tile(np.linspace(60, 200, 400).astype(np.uint8)[None, :, None], (300, 1, 3))
    with toolbox.lease("detector") as detector:
        assert detector.detect(ramp, thorough=True) == []
        assert detector.detect(np.full((300, 400, 3), 128, np.uint8), thorough=True) == []


def test_tiles_show_what_is_too_small_for_the_whole_picture(toolbox):
    import cv2

    wide = load_sample_images().images[1].copy()
    wide[300:389, 90:200] = cv2.resize(data.coffee()[:260, 120:440], (110, 89), interpolation=cv2.INTER_AREA)
    with toolbox.lease("detector") as detector:
        assert "cup" not in {one.label for one in detector.detect(wide)}
        found = {one.label: one.box for one in detector.detect(wide, thorough=True)}
    assert found["cup"].iou(Box(105, 302, 190, 382)) > 0.7


def test_alpha_is_ignored(toolbox):
    rgb = data.chelsea()
    rgba = np.dstack([rgb, np.zeros(rgb.shape[:2], np.uint8)])
    with toolbox.lease("detector") as detector:
        assert detector.detect(rgba) == detector.detect(rgb)
