import numpy as np
import pytest
from skimage import data

from scenewright.tools.backends.efficientnet import MODEL
from scenewright.tools.backends.tflite import open_interpreter

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("photo", "label"), [("chelsea", "Egyptian cat"), ("coffee", "espresso"), ("rocket", "missile")]
)
def test_the_first_label_is_right(toolbox, photo, label):
    with toolbox.lease("tagger") as tagger:
        ((first, *_),) = tagger.tag([getattr(data, photo)()])
    assert first.label == label


def test_scores_are_probabilities(toolbox):
    with toolbox.lease("tagger") as tagger:
        (tags,) = tagger.tag([data.chelsea()], top=1000)
    assert len(tags) == 1000
    assert sum(tag.score for tag in tags) == pytest.approx(1, abs=0.1)


def test_alpha_is_ignored(toolbox):
    rgb = data.chelsea()
    rgba = np.dstack([rgb, np.zeros(rgb.shape[:2], np.uint8)])
    with toolbox.lease("tagger") as tagger:
        assert tagger.tag([rgba]) == tagger.tag([rgb])


def test_the_library_says_nothing_on_standard_error(weights, capfd):
    """What others say there meanwhile still arrives."""
    interpreter = open_interpreter(weights.path(MODEL))
    assert interpreter.get_input_details()
    assert capfd.readouterr().err == ""
