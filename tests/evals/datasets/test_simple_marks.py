"""The simple layout holds drawn marks, and a folder with one list in it is that list."""

from __future__ import annotations

import json

import numpy as np
from PIL import Image

from scenewright.evals.datasets import load


def test_marks_come_with_the_words_and_an_unreadable_one_breaks_its_sample_alone(tmp_path):
    Image.fromarray(np.zeros((6, 8, 3), np.uint8)).save(tmp_path / "photo.png")
    row = {"photo": "photo.png", "instruction": "remove [A]"}
    rows = [{**row, "marks": {"A": {"box": [1, 2, 3, 4]}}}, {**row, "marks": {"A": {"box": [1, 2]}}}, row]
    (tmp_path / "any.jsonl").write_text("\n".join(map(json.dumps, rows)))

    found = load(tmp_path)

    assert [sample.marks for sample in found.samples] == [{"A": {"box": [1, 2, 3, 4]}}, {}]
    assert [one.id for one in found.broken] == ["2"]
