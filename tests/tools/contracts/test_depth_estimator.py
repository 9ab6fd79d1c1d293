import numpy as np

from scenewright.tools.ports import DepthEstimator

from .conftest import every


@every("depth_estimator")
def test_the_farthest_is_0_and_the_nearest_1(lease, photo):
    before = photo.copy()
    with lease() as estimator:
        assert isinstance(estimator, DepthEstimator)
        depth = estimator.depth(photo)
        assert depth.dtype == np.float32
        assert depth.shape == (120, 160)
        assert (depth.min(), depth.max()) == (0, 1)
        depth[:] = 7  # whoever gets a map may write to it
        assert estimator.depth(photo).max() == 1
    assert np.array_equal(photo, before)


@every("depth_estimator")
def test_any_size_will_do(lease):
    with lease() as estimator:
        for height, width in [(1, 1), (2, 300), (300, 1), (7, 5)]:
            depth = estimator.depth(np.zeros((height, width, 3), np.uint8))
            assert depth.shape == (height, width)
            assert np.isfinite(depth).all()
