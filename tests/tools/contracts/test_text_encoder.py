import numpy as np

from scenewright.tools.ports import TextEncoder

from .conftest import every


@every("text_encoder")
def test_vectors_have_length_one_whatever_the_text(lease):
    texts = ["a red car", "", "?!", "word " * 2000, "ein Hund, 犬"]
    with lease() as encoder:
        assert isinstance(encoder, TextEncoder)
        vectors = encoder.encode(texts)
        assert vectors.shape[0] == 5
        assert vectors.dtype == np.float32
        assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@every("text_encoder")
def test_a_vector_depends_on_its_text_alone(lease):
    with lease() as encoder:
        together = encoder.encode(["a dog", "a long sentence about something else entirely", "a dog"])
        assert np.allclose(together[0], together[2], atol=1e-5)
        assert np.allclose(together[0], encoder.encode(["a dog"])[0], atol=1e-4)


@every("text_encoder")
def test_no_texts_give_no_vectors_of_the_same_width(lease):
    with lease() as encoder:
        assert encoder.encode([]).shape == (0, encoder.encode(["x"]).shape[1])


@every("text_encoder")
def test_texts_on_one_thing_are_nearer_than_others(lease):
    with lease() as encoder:
        lamp, same, other = encoder.encode(["the red lamp", "a red lamp", "seven boats at sea"])
        assert lamp @ same > lamp @ other
