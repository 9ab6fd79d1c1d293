"""Published layouts are read as they are, quirks included; what is broken is named and counted."""

from __future__ import annotations

import io
import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenewright.evals.datasets import BrokenSample, clickdiffusion, load
from scenewright.evals.datasets.published import REASON_EDIT
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask


def picture(path: Path, size: tuple[int, int] = (8, 6), color: object = (10, 20, 30)) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", size, color).save(path)  # type: ignore[arg-type]
    return path.name


def mask(path: Path, size: tuple[int, int] = (8, 6), box: tuple[int, int, int, int] = (2, 1, 5, 4)) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    drawn = Image.new("L", size, 0)
    drawn.paste(255, box)
    drawn.save(path)


def truth(sample) -> Box:
    found = sample.truth()
    assert found is not None
    return found.box


def test_ciebench_reads_what_is_whole_and_names_what_is_not(tmp_path):
    picture(tmp_path / "0" / "0.png")
    mask(tmp_path / "0" / "0_mask.png")
    rows = {
        "0": {"image path": "0/0.png", "instruction": " Remove it. ", "mask path": ["0/0_mask.png"], "CLIP": ["lamp"]},
        "1": {"image path": "1/1.png", "instruction": "Remove it.", "mask path": ["0/0_mask.png"]},
        "2": {"image path": "0/0.png", "instruction": "", "mask path": ["0/0_mask.png"], "note": "maybe false"},
        "3": {"image path": "../secret.png", "instruction": "x", "mask path": []},
        "4": {"instruction": "x"},
    }
    (tmp_path / "benchmark.json").write_text(json.dumps(rows))
    dataset = load(tmp_path)
    assert dataset.name == "ciebench"
    assert [(one.id, one.instruction, one.label) for one in dataset.samples] == [("0", "Remove it.", "lamp")]
    assert truth(dataset.samples[0]) == Box(2, 1, 5, 4)
    told = {one.id: one.reason for one in dataset.broken}
    assert told["1"] == "1/1.png is not there"
    assert told["2"] == "expected an instruction, got ''"
    assert told["3"] == "../secret.png lies outside the dataset's folder"
    assert "mask path" in told["4"]


def test_masks_with_jpeg_noise_are_cut_and_others_take_the_photos_size(tmp_path):
    noisy = np.array([[120, 0], [0, 130]], np.uint8).repeat(3, axis=0).repeat(4, axis=1)
    Image.fromarray(noisy).save(tmp_path / "m.png")
    picture(tmp_path / "p.png", (16, 12))
    (tmp_path / "cases.jsonl").write_text(json.dumps({"photo": "p.png", "instruction": "x", "mask": "m.png"}))
    assert truth(load(tmp_path / "cases.jsonl").samples[0]) == Box(8, 6, 16, 12)


def test_a_mask_that_marks_nothing_is_broken_and_not_a_whole_picture(tmp_path):
    picture(tmp_path / "p.png")
    Image.new("L", (8, 6), 100).save(tmp_path / "m.png")
    (tmp_path / "cases.jsonl").write_text(json.dumps({"photo": "p.png", "instruction": "x", "mask": ["m.png"]}))
    with pytest.raises(BrokenSample, match="marks no pixel"):
        load(tmp_path / "cases.jsonl").samples[0].truth()


def test_a_damaged_photo_is_told_by_its_name(tmp_path):
    whole = io.BytesIO()
    Image.fromarray(np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)).save(whole, "PNG")
    (tmp_path / "p.png").write_bytes(whole.getvalue()[:2000])
    (tmp_path / "cases.jsonl").write_text('{"photo": "p.png", "instruction": "x"}\n\n[1]\n{"photo": 3}')
    dataset = load(tmp_path / "cases.jsonl")
    assert [one.id for one in dataset.broken] == ["2", "3"]
    with pytest.raises(BrokenSample, match=r"p\.png is damaged"):
        dataset.samples[0].pixels()


@pytest.mark.parametrize("sixth", ["6-Reasoning", "Reasoning-231115"])
def test_reason_edit_goes_by_order_and_finds_its_sixth_folder_under_both_names(tmp_path, sixth):
    place = tmp_path / sixth
    for name in ("a", "b", "c"):
        picture(place / f"{name}.png")
    mask(place / "a_mask.jpg")
    mask(place / "b_mask.jpg")
    lines = ["Remove what tells the time.  CLIP: clock", "Replace it. clip:  white wall", "Add a hat.", "One too many."]
    (place / "Reason_test.txt").write_text("\n".join([*lines, "", ""]))
    dataset = load(tmp_path)
    assert [(one.instruction, one.label, one.category) for one in dataset.samples] == [
        ("Remove what tells the time.", "clock", sixth),
        ("Replace it.", "white wall", sixth),
    ]
    assert [one.reason for one in dataset.broken] == ["c.png has no mask", "line 4 of Reason_test.txt has no photo"]


def test_magicbrush_has_sessions_whose_see_through_part_is_meant(tmp_path):
    place = tmp_path / "images" / "139"
    for name in ("139-input.png", "139-output1.png", "139-output2.png"):
        picture(place / name)
    hole = Image.new("RGBA", (8, 6), (9, 9, 9, 255))
    hole.paste((0, 0, 0, 0), (0, 0, 4, 2))
    hole.save(place / "139-mask1.png")
    turns = [
        {"input": "139-input.png", "mask": "139-mask1.png", "output": "139-output1.png", "instruction": "Add a cat."},
        {"input": "139-output1.png", "mask": "139-mask2.png", "output": "139-output2.png", "instruction": "Again."},
    ]
    (tmp_path / "edit_sessions.json").write_text(json.dumps({"139": turns}))
    captions = {"139": {"139-input.png": "a sofa", "139-output1.png": "a cat on a sofa"}}
    (tmp_path / "global_descriptions.json").write_text(json.dumps(captions))
    dataset = load(tmp_path)
    (first,) = dataset.samples
    assert (first.session, first.turn, first.captions) == ("139", 1, ("a sofa", "a cat on a sofa"))
    assert truth(first) == Box(0, 0, 4, 2)
    assert first.edited() is not None
    assert [(one.id, one.reason) for one in dataset.broken] == [("139/2", "139-mask2.png is not there")]


def test_emu_edit_keeps_its_photos_in_tables(tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    pyarrow = pytest.importorskip("pyarrow")
    data = io.BytesIO()
    Image.new("RGB", (5, 4), (1, 2, 3)).save(data, "PNG")
    rows = [
        {"instruction": "Make it snow", "image": {"bytes": data.getvalue(), "path": None}, "task": "global", "idx": 7}
        | {"input_caption": "a street", "output_caption": "a street in snow"},
        {"instruction": "Remove it", "image": {"bytes": None, "path": None}, "task": "remove", "idx": 8}
        | {"input_caption": "", "output_caption": ""},
    ]
    (tmp_path / "data").mkdir()
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "data" / "test-00000.parquet")
    dataset = load(tmp_path)
    (sample,) = dataset.samples
    assert (sample.id, sample.category, sample.captions) == ("7", "global", ("a street", "a street in snow"))
    assert sample.pixels().shape == (4, 5, 3)
    assert [(one.id, one.reason) for one in dataset.broken] == [("8", "the row holds no picture")]


def test_sane_takes_the_first_line_and_jpegs_too(tmp_path):
    picture(tmp_path / "original_images" / "001.png")
    picture(tmp_path / "original_images" / "002.jpg")
    for folder, text in {
        "instructions": "Make it spooky\nignored",
        "captions_gpt": "A street.",
        "captions_updated": "A spooky street.",
        "decomposed_instructions": "add fog; darken the sky;replace the cars with hearses",
    }.items():
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "001.txt").write_text(text)
    dataset = load(tmp_path)
    (sample,) = dataset.samples
    assert sample.instruction == "Make it spooky"
    assert sample.specific == ("add fog", "darken the sky", "replace the cars with hearses")
    assert sample.captions == ("A street.", "A spooky street.")
    assert [one.id for one in dataset.broken] == ["002"]


def test_sane_captions_that_are_called_by_number_belong_to_the_photos_in_their_order(tmp_path):
    for name in ("b", "a", "c"):
        picture(tmp_path / "original_images" / f"{name}.png")
        _text(tmp_path / "instructions" / f"{name}.txt", f"Make {name} spooky")
    for number in range(2):
        _text(tmp_path / "captions_gpt" / f"{number:06d}.txt", f"photo {number}")
        _text(tmp_path / "captions_updated" / f"{number:06d}.txt", f"spooky photo {number}")
    _text(tmp_path / "decomposed_instructions" / "c.txt", "add fog")
    _text(tmp_path / "decomposed_instructions" / "000000.txt", "a number means nothing beside a name")
    dataset = load(tmp_path)
    assert [(one.id, one.captions, one.specific) for one in dataset.samples] == [
        ("a", ("photo 0", "spooky photo 0"), ()),
        ("b", ("photo 1", "spooky photo 1"), ()),
        ("c", None, ("add fog",)),
    ]


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        ("1-Left-Right", "Left_Right_text.txt"),
        ("2-Relative-Size", "Size_text.txt"),
        ("3-Mirror", "Mirror_text.txt"),
        ("4-Color", "Color_text.txt"),
        ("5-Multiple-Objects", "MultipleObjects_text.txt"),
        ("6-Reasoning", "Reason_test.txt"),
    ],
)
def test_each_of_reason_edits_folders_has_a_text_file_of_its_own_name(tmp_path, folder, file):
    for name in ("01", "02"):
        picture(tmp_path / folder / f"{name}.png")
        mask(tmp_path / folder / f"{name}_mask.jpg")
    _text(tmp_path / folder / file, "Remove the left one.  CLIP: background\nPaint it red.  CLIP: red cup\n")
    dataset = load(tmp_path)
    assert [(one.id, one.instruction, one.label, one.category) for one in dataset.samples] == [
        (f"{folder}/1", "Remove the left one.", "background", folder),
        (f"{folder}/2", "Paint it red.", "red cup", folder),
    ]
    assert not dataset.broken


def test_reason_edits_six_folders_are_one_dataset_in_their_order(tmp_path):
    for folder, file in reversed(REASON_EDIT.items()):
        picture(tmp_path / folder / "1.png")
        mask(tmp_path / folder / "1_mask.jpg")
        _text(tmp_path / folder / file, f"Remove it from {folder}.")
    assert [one.category for one in load(tmp_path).samples] == list(REASON_EDIT)


def test_jpeg_data_under_the_name_of_a_png_is_read_and_its_mask_cut(tmp_path):
    """CIEBench's files: no mask of them is binary."""
    (tmp_path / "0").mkdir()
    Image.new("RGB", (64, 48), (200, 30, 30)).save(tmp_path / "0" / "0.png", "JPEG")
    drawn = Image.new("L", (64, 48))
    drawn.paste(255, (13, 11, 37, 29))
    drawn.save(tmp_path / "0" / "0_mask.png", "JPEG", quality=60)
    row = {"image path": "0/0.png", "instruction": "Remove it.", "mask path": ["0/0_mask.png"]}
    (tmp_path / "benchmark.json").write_text(json.dumps({"0": row}))
    (sample,) = load(tmp_path).samples
    assert sample.pixels().shape == (48, 64, 3)
    greys = sample.stored()
    assert greys is not None
    assert len(np.unique(greys)) > 2
    assert sample.truth().iou(Mask.from_box(Box(13, 11, 37, 29), 64, 48)) > 0.95


def test_clickdiffusions_drawings_become_marks(tmp_path):
    before = {"prompt": "A dog.", "boxes": [_thing(0, "dog", 0.1, 0.2, 0.3, 0.4)]}
    after = {"prompt": "A sheep.", "boxes": [_thing(0, "sheep", 0.6, 0.2, 0.3, 0.4)]}
    older = {"prompt": "", "boxes": [{"name": "dog", "box": [0.1, 0.2, 0.4, 0.6]}]}
    said = "Move {'x': 0.1, 'y': 0.2, 'width': 0.3, 'height': 0.4} to {'x': 0.75, 'y': 0.4} and make it a sheep."
    rows = [
        {"type": "both", "instruction": said, "input_scene_graph": before, "output_scene_graph": after},
        {"instruction": "x", "input_scene_graph": older, "output_scene_graph": older},
        {"instruction": "x", "input_scene_graph": older},
    ]
    (tmp_path / "test.json").write_text(json.dumps({"examples": rows}))
    (first, second), (broken,) = clickdiffusion(tmp_path / "test.json")
    assert first.instruction == "Move [A] to [B] and make it a sheep."
    assert first.marks == {"A": {"box": [100, 200, 400, 600]}, "B": {"point": [750, 400]}}
    assert (first.before[0].box, first.after[0].name) == (Box(100, 200, 400, 600), "sheep")
    assert second.before[0].box == first.before[0].box
    assert broken.id == "2"


def test_a_folder_that_is_no_dataset_says_what_would_be_one(tmp_path):
    with pytest.raises(BrokenSample, match="holds no dataset that is known here"):
        load(tmp_path)


def _text(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def _thing(id: int, name: str, x: float, y: float, width: float, height: float) -> dict[str, object]:
    return {"unique_id": id, "name": name, "box": {"x": x, "y": y, "width": width, "height": height}}
