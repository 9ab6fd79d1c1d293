"""The benchmark of sky, walls and grass: its truths and how it judges."""

import numpy as np

from scenewright.evals.photos import photos
from scenewright.evals.stuff import SORTS, Answer, answers, outline, table, truths
from scenewright.tools.backends.scripted import ScriptedDetector, ScriptedSceneParser, ScriptedSegmenter
from scenewright.tools.backends.stuff import Stuff
from scenewright.tools.toolbox import Toolbox

SKY = {"outlines": {"sky": [[[0, 0], [10, 0], [10, 5], [0, 5]]]}, "holes": {}, "perhaps": ["trees"]}


def test_every_photo_has_its_truth_and_truths_name_known_sorts():
    known = truths()
    assert set(known) == {photo.name for photo in photos()}
    for truth in known.values():
        assert {*truth["outlines"], *truth["holes"], *truth["perhaps"]} <= set(SORTS)
        corners = [c for polygons in truth["outlines"].values() for polygon in polygons for c in polygon]
        assert all(0 <= number <= 10 for corner in corners for number in corner)


def test_an_outline_is_in_tenths_and_holes_are_left_out():
    truth = {
        "outlines": {"wall": [[[0, 0], [10, 0], [10, 10], [0, 10]]]},
        "holes": {"wall": [[[0, 0], [5, 0], [5, 10], [0, 10]]]},
    }
    mask = outline(truth, "wall", np.zeros((20, 40, 3), np.uint8)).array
    assert mask[:, 25:].all()
    assert not mask[:, :19].any()


def test_what_is_there_is_judged_by_its_outline_what_is_not_by_not_being_found():
    pixels = np.full((60, 80, 3), (60, 140, 50), np.uint8)
    pixels[:30] = (120, 170, 235)
    parser = ScriptedSceneParser({"sky": (0, 0, 1, 0.5), "water": (0, 0.5, 1, 1)})
    finder = Stuff(Toolbox.of(scene_parser=parser, detector=ScriptedDetector(), segmenter=ScriptedSegmenter()).lease)
    given = {one.sort: one for one in answers(finder, pixels, SKY, development=False)}
    assert given["sky"].iou > 0.95
    assert given["water"] == Answer("water", False, None, absent=True, found=True)
    assert "trees" not in given


def test_the_table_has_a_row_for_each_half():
    text = table([Answer("sky", True, 0.5, found=True), Answer("sky", False, absent=True, found=True)])
    assert "| sky | development | 1 | 1 | 0.50 | 0 | 0 |" in text
    assert "| sky | report | 0 | 0 | – | 1 | 1 |" in text
