import pytest

pytestmark = pytest.mark.models


@pytest.mark.parametrize(
    ("word", "near", "far"),
    [("kitty", "cat", "truck"), ("automobile", "car", "flower"), ("something to drink coffee from", "cup", "tie")],
)
def test_what_means_the_same_is_near(toolbox, word, near, far):
    with toolbox.lease("text_encoder") as encoder:
        first, second, third = encoder.encode([word, near, far])
    assert first @ second > first @ third + 0.15


def test_many_texts_keep_their_order(toolbox):
    texts = [f"number {index} " + "x " * (index % 7) for index in range(70)]
    with toolbox.lease("text_encoder") as encoder:
        vectors = encoder.encode(texts)
        assert vectors[41] @ encoder.encode([texts[41]])[0] == pytest.approx(1, abs=1e-4)
    assert vectors.shape == (70, 384)
