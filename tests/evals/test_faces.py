"""The face benchmark pastes what it says it pastes, and counts finds and alarms."""

import numpy as np
import pytest

from scenewright.evals.faces import Alarms, Row, measure, paste, table
from scenewright.scene.geometry import Box
from scenewright.tools.backends.scripted import ScriptedFaceDetector
from scenewright.tools.ports import Face


def test_a_head_lies_where_the_truth_says_in_the_size_asked_for():
    portrait = np.zeros((200, 200, 3), np.uint8)
    face = Box(80, 60, 120, 120)
    portrait[face.slices] = (250, 40, 40)
    picture, box = paste(portrait, face, np.full((300, 400, 3), 128, np.uint8), 30, (0.5, 0.5))
    assert box.height in (30, 31)
    assert abs(box.width - 20) <= 1
    inner = picture[box.pad(-3).slices]
    assert (inner[..., 0] > 200).all()
    assert (picture[:60] == 128).all()


def test_the_table_tells_finds_and_alarms():
    text = table([Row(20, 24, 18, 2)], Alarms(41, 3, 0.5))
    assert "| 20 | 24 | 0.75 | 2 |" in text
    assert "41 photos without people: 3 false alarms" in text


@pytest.mark.models
def test_what_lies_elsewhere_is_no_find():
    detector = ScriptedFaceDetector([Face(Box(0, 0, 30, 30), 0.9)])
    (row,) = measure(detector, sizes=(64,))
    assert (row.found, row.faces) == (0, 24)
    assert row.others > 0
