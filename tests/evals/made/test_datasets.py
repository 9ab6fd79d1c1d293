"""Made datasets: the truth is exact, the halves share nothing, the same seed gives the same bytes."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from scenewright.evals.cli import bench
from scenewright.evals.datasets import load
from scenewright.evals.made import placement, removal
from scenewright.evals.made.ambiguity import cases
from scenewright.evals.made.composing import Placed, mask_of
from scenewright.evals.made.placement import COUNTS, OPS, WAYS, Arrangement, changed
from scenewright.evals.made.placement_words import tight
from scenewright.evals.made.shadow_bench import part_of
from scenewright.evals.made.sources import GROUNDS, fitting, grounds, things
from scenewright.evals.made.writing import MANIFEST, fewer, rows_of
from scenewright.evals.photos import photo
from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import Scene

NAMES = ("removal", "shadow", "ambiguity", "placement", "drift")


def digests(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in folder.rglob("*.*")}


def test_the_halves_share_no_photo():
    used = {
        half: {one.name for one in grounds(half)} | {one.photo for one in things(half)}
        for half in ("develop", "report")
    }
    assert used["develop"].isdisjoint(used["report"])
    assert len({one.name for one in GROUNDS}) == len(GROUNDS)


def test_what_is_shown_to_everybody_is_made_of_photos_without_conditions():
    shown = {one.name for one in grounds("free")} | {one.photo for one in things("free")}
    assert {"rocket", "chelsea"} <= shown
    assert all(photo(name).licence.startswith(("CC0", "public", "unrestricted", "free of copyright")) for name in shown)
    assert all(one.photo != ground.name for ground in grounds("free") for one in fitting(ground))


@pytest.mark.parametrize("name", NAMES)
def test_any_editor_can_be_run_on_it_and_every_photo_has_a_licence(made, name):
    dataset = load(made / name)

    assert dataset.name == name
    assert not dataset.broken
    assert len(dataset.samples) == len(rows_of(made / name, name))
    told = json.loads((made / name / MANIFEST).read_text("utf-8"))
    assert told["photos"]
    assert all({"licence", "source"} <= one.keys() and all(one.values()) for one in told["photos"].values())
    assert told["photos"].keys() <= {one.name for one in grounds("develop")} | {one.photo for one in things("develop")}


def test_the_same_seed_gives_the_same_bytes_and_another_one_does_not(made, tmp_path):
    removal.build(tmp_path / "again", 0, 2, "develop")
    removal.build(tmp_path / "other", 1, 2, "develop")

    assert digests(tmp_path / "again") == digests(made / "removal")
    assert digests(tmp_path / "other") != digests(made / "removal")


def test_a_photo_gets_no_more_things_than_the_cap_and_fewer_pictures_are_told(tmp_path, monkeypatch):
    few = grounds("develop")[:2]
    monkeypatch.setattr(removal, "grounds", lambda half: few)
    removal.build(tmp_path, 0, 7, "develop")
    used = Counter(row["ground"] for row in rows_of(tmp_path, "removal"))
    assert used == {one.name: removal.PER_PHOTO for one in few}
    assert fewer(tmp_path).startswith("4 of the 7 pictures that were asked for")


def test_a_photo_holds_no_more_arrangements_than_the_cap_and_every_number_of_things_loses_alike(tmp_path, monkeypatch):
    few = grounds("develop")[:1]
    monkeypatch.setattr(placement, "grounds", lambda half: few)
    monkeypatch.setattr(placement, "PER_PHOTO", 2)
    placement.build(tmp_path, 0, 2, "develop", counts=(1, 5))
    rows = rows_of(tmp_path, "placement")
    assert {row["photo"].partition("/")[0] for row in rows} == {f"{n}-0-{few[0].name}" for n in ("01", "05")}
    assert fewer(tmp_path).startswith("2 of the 4 pictures that were asked for")


def test_a_dataset_as_large_as_was_asked_says_nothing_of_it(made):
    assert [fewer(made / name) for name in NAMES] == [""] * len(NAMES)


def test_what_is_under_a_removed_thing_is_in_the_target_and_all_else_is_the_same(made):
    for sample in load(made / "removal").samples:
        mask, target = sample.truth(), sample.edited()
        assert mask is not None
        assert target is not None
        differs = (sample.pixels() != target).any(axis=2)
        assert differs[mask.array].mean() > 0.9
        assert not differs[~mask.grow(8).array].any()


def test_a_shadow_only_takes_light_away(made):
    (sample,) = load(made / "shadow").samples
    shadow, thing, target = part_of(sample, 1), part_of(sample, 0), sample.edited()
    assert target is not None
    assert not shadow.intersect(thing).area
    assert shadow.area
    ground = ~thing.grow(16).array
    assert (sample.pixels()[ground] <= target[ground]).all()
    assert (sample.pixels()[shadow.array].astype(int).sum(1) < target[shadow.array].astype(int).sum(1)).mean() > 0.9


def test_words_are_unclear_where_nothing_is_said_to_be_meant(made):
    told = rows_of(made / "ambiguity", "ambiguity")
    assert [row["category"] for row in told] == ["ask"] * 3 + ["do"] * 4
    assert all(("mask" in row) == (row["category"] == "do") for row in told)
    scene = Scene.model_validate(told[0]["scene"])
    assert len(scene.objects) == 3
    assert len({one.label for one in scene.objects}) == 2


def test_every_case_of_ambiguity_names_only_what_there_is():
    told = cases("cup", "cat", "boat")
    ids = {"cup-1", "cup-2", "cat-1"}
    assert all(set(case.meant) <= ids and (case.mark is None or case.mark in ids) for case in told)
    assert all("boat" not in case.words for case in told if case.meant)


def test_every_operation_is_asked_for_in_every_way_and_its_target_is_exact(made):
    told = rows_of(made / "placement", "placement")
    assert {(row["op"], row["way"]) for row in told} == {(o, w) for o in OPS for w in WAYS} - {("swap", "drag")}
    assert COUNTS == (1, 5, 10, 20, 50)
    for row, sample in zip(told, load(made / "placement").samples, strict=True):
        region, target = sample.truth(), sample.edited()
        assert region is not None
        assert target is not None
        differs = (sample.pixels() != target).any(axis=2)
        assert differs.any()
        assert not differs[~region.grow(8).array].any()
        others = [one for one in Scene.model_validate(row["scene"]).objects if one.id not in row["changed"]]
        assert all(not differs[Mask.from_ref(one.mask).array].any() for one in others if one.mask)


def test_no_thing_is_to_reach_out_of_the_photo():
    ground, wide, rng = grounds("develop")[0], things("develop")[0], np.random.default_rng(0)
    shape = ground.pixels().shape
    placed = Placed("one", wide, Box(3, 0, 93, 100))
    given = Arrangement(ground, ground.pixels(), (placed,), ())
    boxes = changed(given, "resize", 0, rng).after["one"]
    assert all(mask_of(placed.at(box), shape).box == tight(placed.at(box)) for box in boxes)
    assert min(tight(placed.at(box)).top for box in boxes) == 0


def test_a_long_session_ends_with_everything_taken_back(made):
    told = rows_of(made / "drift", "drift")
    depth, heights = 0, []
    for row in told:
        depth += {"undo": -1}.get(row["instruction"], 1)
        heights.append(depth)
        assert row["rest"] == (depth == 0)
    assert heights[-1] == 0
    assert max(heights) > 0
    assert min(heights) == 0
    assert [row["turn"] for row in told] == [1, 2, 3, 4]


def test_the_command_line_writes_a_dataset(tmp_path):
    done = CliRunner().invoke(bench, ["made", "removal", "-o", str(tmp_path), "--size", "1", "--half", "develop"])
    assert done.exit_code == 0, done.output
    assert np.array_equal([len(load(tmp_path).samples)], [1])

    wrong = CliRunner().invoke(bench, ["made", "removal", "-o", str(tmp_path), "--turns", "4"])
    assert wrong.exit_code == 2
