import numpy as np
import pytest

from scenewright.tools.ports import SceneParser

from .conftest import every


@every("scene_parser")
def test_every_cell_has_probabilities_of_the_classes_that_sum_to_one(lease, photo):
    with lease() as parser:
        assert isinstance(parser, SceneParser)
        parts = parser.parse(photo)
        assert parts.ndim == 3
        assert parts.dtype == np.float32
        assert parts.shape[2] == len(parser.classes) == len(set(parser.classes))
        assert parts.min() >= 0
        assert np.allclose(parts.sum(axis=2), 1, atol=1e-4)


@every("scene_parser")
def test_the_same_picture_gives_the_same_parts(lease, photo):
    with lease() as parser:
        first = parser.parse(photo)
        parser.parse(photo[:40, :60])
        assert np.array_equal(parser.parse(photo), first)


@every("scene_parser")
@pytest.mark.parametrize("size", [(1, 1), (1, 400), (400, 2)])
def test_any_size_will_do(lease, size):
    with lease() as parser:
        assert np.isfinite(parser.parse(np.full((*size, 3), 90, np.uint8))).all()
