"""The labels that the parser of stuff was trained on, and the training itself on made-up features."""

import numpy as np

from scenewright.evals.photos import photos
from scenewright.evals.stuff_training import CLASSES, labels, train
from scenewright.tools.backends.stuff_parser import head


def test_every_photo_has_six_rows_of_eight_known_letters_and_none_is_measured_with():
    table = labels()
    assert len(table) > 100
    for rows in table.values():
        assert [len(row) for row in rows] == [8] * 6
        assert set("".join(rows)) <= {*CLASSES, ".", "n"}
    assert not {photo.file for photo in photos()} & set(table)


def test_the_regression_that_ships_has_all_classes_and_fits_the_features():
    shipped = head()
    assert set(shipped.classes) == set(CLASSES.values())
    assert shipped.weights.shape == (len(CLASSES), 136 + 2 * 232)


def test_training_tells_apart_what_differs():
    names = ["sky", "wall", "grass"]
    values = np.repeat(np.eye(3, dtype=np.float32), 20, axis=0)
    values += np.random.default_rng(0).normal(0, 0.1, values.shape).astype(np.float32)
    wanted = [name for name in names for _ in range(20)]
    made = train(values, wanted)
    logits = values @ np.array(made["weights"]).T + made["bias"]
    assert [made["classes"][index] for index in logits.argmax(axis=1)] == wanted
