import numpy as np

from scenewright.tools.ports import ImageTextScorer

from .conftest import every


@every("image_text")
def test_every_crop_is_compared_with_every_text(lease, photo):
    crops = [photo, photo[:60], np.zeros((1, 1, 3), np.uint8)]
    with lease() as scorer:
        assert isinstance(scorer, ImageTextScorer)
        fits = scorer.similarity(crops, ["a cat", "a dog on a long road beside a green house with many windows"])
        assert fits.dtype == np.float32
        assert fits.shape == (3, 2)
        assert (np.abs(fits) <= 1).all()
        assert np.array_equal(
            fits, scorer.similarity(crops, ["a cat", "a dog on a long road beside a green house with many windows"])
        )


@every("image_text")
def test_the_company_changes_no_score(lease, photo):
    with lease() as scorer:
        both = scorer.similarity([photo, photo[:60]], ["a cat", "x"])
        alone = scorer.similarity([photo[:60]], ["a cat"])
        assert np.allclose(both[1, 0], alone[0, 0], atol=1e-5)


@every("image_text")
def test_nothing_compared_is_an_empty_table(lease, photo):
    with lease() as scorer:
        assert scorer.similarity([], ["a cat"]).shape == (0, 1)
        assert scorer.similarity([photo], []).shape == (1, 0)
