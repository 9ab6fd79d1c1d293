"""Scores of made datasets read pixels: the truth scores best, and each kind of mistake is seen."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenewright.evals.datasets.published import simple
from scenewright.evals.editors.editor import Outcome, Task
from scenewright.evals.editors.toolset import usual
from scenewright.evals.made import ambiguity_bench, drift_bench, placement_bench, removal_bench, shadow_bench
from scenewright.evals.made.answers import Answer, Contestant, answers, clustered, mean_of, share_of
from scenewright.evals.made.finding import find
from scenewright.evals.made.idling import warned
from scenewright.evals.made.known import Agreeable
from scenewright.evals.made.placement_score import placed_of, score
from scenewright.evals.made.shadow_bench import part_of
from scenewright.evals.made.sheets import GAP, WIDE, write
from scenewright.evals.made.writing import photos_of, rows_of
from scenewright.scene.image import Pixels
from scenewright.tools.catalogue import SCRIPTED
from scenewright.tools.toolbox import Toolbox


def given(folder: Path, index: int, after: Pixels | None, status: str = "done") -> Answer:
    """A sample as if an editor had made `after` of it; None leaves the photo."""
    sample = simple(folder / f"{folder.name}.jsonl").samples[index]
    before = sample.pixels()
    row = rows_of(folder, folder.name)[index]
    return Answer("one", row, sample, before, before if after is None else after, Outcome(status))  # type: ignore[arg-type]


def target(folder: Path, index: int) -> Pixels:
    edited = simple(folder / f"{folder.name}.jsonl").samples[index].edited()
    assert edited is not None
    return edited


def test_a_perfect_removal_is_told_from_none_and_from_one_elsewhere(made):
    folder = made / "removal"
    truth = target(folder, 0)
    perfect, none = removal_bench.score(given(folder, 0, truth)), removal_bench.score(given(folder, 0, None, "nothing"))
    wrong = given(folder, 0, None).before.copy()
    wrong[:10] = 255 - wrong[:10]
    elsewhere = removal_bench.score(given(folder, 0, wrong))

    assert (perfect.lpips, perfect.psnr, perfect.outside) == (pytest.approx(0, abs=1e-6), 60.0, 0.0)
    assert perfect.iou > 0.8
    assert none.lpips > 0.05
    assert (none.iou, none.outside) == (0.0, 0.0)
    assert elsewhere.iou < 0.1
    assert elsewhere.outside > 0.5


def test_what_is_left_of_a_shadow_is_all_half_or_none_of_it(made):
    folder = made / "shadow"
    truth, shown = target(folder, 0), given(folder, 0, None).before
    thing = part_of(simple(folder / "shadow.jsonl").samples[0], 0).grow(6).array[..., None]
    half = np.rint((truth.astype(float) + shown) / 2).astype(np.uint8)

    left = [shadow_bench.score(given(folder, 0, np.where(thing, truth, one))) for one in (shown, half, truth)]

    assert [one.left for one in left] == pytest.approx([1, 0.5, 0], abs=0.06)
    assert all(one.taken > 0.9 for one in left)
    assert left[0].lpips > left[2].lpips


def test_the_composed_target_is_exactly_right_for_every_operation(made):
    folder = made / "placement"
    for index, row in enumerate(rows_of(folder, "placement")):
        if row["way"] != "box":
            continue
        found = score(given(folder, index, target(folder, index)))
        assert found.exact, row["id"]
        assert found.deviation == pytest.approx(0, abs=1)


def test_a_picture_left_as_it_was_has_nothing_in_the_right_place(made):
    found = score(given(made / "placement", 0, None, "asked"))
    assert (found.deviation, found.iou, found.right, found.untouched) == (None, 0.0, False, True)


def test_a_thing_put_down_ten_pixels_off_is_found_ten_pixels_off(made):
    folder = made / "placement"
    row = rows_of(folder, "placement")[0]
    (box,) = row["expected"][row["changed"][0]]
    after, goal = given(folder, 0, None).before.copy(), target(folder, 0)
    left, top, right, bottom = box
    after[top:bottom, left + 10 : right + 10] = goal[top:bottom, left:right]

    found = find(
        placed_of(row["placed"][row["changed"][0]]), (right - left, bottom - top), given(folder, 0, None).before, after
    )

    assert found is not None
    assert found.box.as_list() == [left + 10, top, right + 10, bottom]


def test_another_thing_that_is_touched_is_seen(made):
    folder = made / "placement"
    row, after = rows_of(folder, "placement")[0], target(folder, 0).copy()
    other = next(one for one in row["scene"]["objects"] if one["id"] not in row["changed"])
    left, top, right, bottom = other["box"]
    after[(top + bottom) // 2, (left + right) // 2] ^= 255
    assert not score(given(folder, 0, after)).untouched


def test_asking_is_right_where_nobody_can_know_and_wrong_where_the_words_say_it(made):
    folder = made / "ambiguity"
    unclear, clear = given(folder, 0, None, "asked"), given(folder, 3, None, "asked")
    mask = clear.sample.truth()
    assert mask is not None
    done = given(folder, 3, np.where(mask.array[..., None], 255 - clear.before, clear.before))

    assert ambiguity_bench.asked(unclear)
    assert not ambiguity_bench.right(clear)
    assert ambiguity_bench.right(done)
    table = ambiguity_bench.table([unclear, clear, done])
    assert "| one | **it should ask** | 1 of 1 (100%" in table
    assert "| one | **it should not ask** | 1 of 2 (50%" in table


def test_only_what_nobody_touched_counts_as_drift_and_saving_anew_drifts(made):
    folder = made / "drift"
    session = [given(folder, turn, None) for turn in range(4)]
    reach = session[0].sample.truth()
    assert reach is not None
    inside = np.where(reach.array[..., None], 0, session[0].before).astype(np.uint8)

    assert drift_bench.moved(session[0].before, inside, reach.array) == drift_bench.Moved(0.0, 0, 60.0, 0.0)
    saved = [list(drift_bench.pictures(session, codec))[-1] for codec in drift_bench.CODECS.values()]
    assert all(drift_bench.moved(session[0].before, one, reach.array).mean > 0.5 for one in saved)
    table = drift_bench.table(session)
    assert "| one | 1 | 0.00 | 0 | unchanged | 0.0 |" in table


def test_our_history_ends_as_it_began_and_moves_no_other_pixel(made, tmp_path):
    folder = made / "drift"
    scenes = {row["id"]: {"scene": row["scene"]} for row in rows_of(folder, "drift") if "scene" in row}
    ours = Agreeable("ours", usual("scripted"), scenes, tools=Toolbox(SCRIPTED))

    found = list(answers(folder, "drift", [Contestant(ours)], tmp_path))

    reach = found[0].sample.truth()
    assert reach is not None
    assert any(one.done for one in found)
    assert all(drift_bench.moved(found[0].before, one.after, reach.array).largest == 0 for one in found)
    assert np.array_equal(found[-1].after, found[0].before)
    assert "it is the photo again" in drift_bench.told(found)


def test_what_is_dragged_lies_where_it_was_dragged_to(made):
    folder = made / "placement"
    dragged = [(n, row) for n, row in enumerate(rows_of(folder, "placement")) if row["way"] == "drag"]
    known = {row["id"]: {"scene": row["scene"], "plan": row["plan"]} for _, row in dragged}
    ours = Agreeable("rules", usual("scripted"), known, tools=Toolbox(SCRIPTED))

    for index, row in dragged:
        asked = given(folder, index, None)
        outcome = ours.edit(Task(asked.sample, asked.before, asked.sample.instruction, marks=asked.sample.marks))
        found = score(given(folder, index, outcome.picture))
        assert found.right, (row["id"], outcome.said)
        assert found.deviation is not None
        assert found.deviation < 3


def test_tables_say_what_nobody_ran(made):
    one = given(made / "placement", 0, target(made / "placement", 0))
    other = dataclasses.replace(given(made / "placement", 0, None, "nothing"), editor="do nothing", control=True)
    scored = [(dataclasses.replace(one, editor="rules"), score(one)), (other, score(other))]

    assert "| a capable language model | 17 | all | not measured |" in placement_bench.by_interpreter(scored)
    assert "| rules | chat | 5 | 1 of 1 (100%, 100–100) | 1.000 |" in placement_bench.by_way(scored)
    assert "| do nothing | all | 0 | 0 of 1 (0%, 0–0) | 0.000 |" in placement_bench.by_way(scored)


def test_what_was_answered_is_not_asked_again(made, tmp_path):
    class Counting:
        name, identity, asked = "counting", "counting", 0

        def edit(self, task):
            self.asked += 1
            return Outcome("nothing")

    one = Counting()
    for _ in range(2):
        found = list(answers(made / "removal", "removal", [Contestant(one)], tmp_path))
    assert one.asked == len(found) == 2
    table = removal_bench.table([(each, removal_bench.score(each)) for each in found])
    assert "| counting | 0 of 2 | 0 of 2 (0%, 0–0) |" in table


def test_intervals_draw_photos_and_not_values():
    same = clustered([1, 1, 0, 0], ["a", "a", "b", "b"])
    apart = clustered([1, 1, 0, 0], ["a", "b", "c", "d"])
    assert same == (0.0, 1.0)
    assert apart[0] >= 0.0
    assert mean_of([], []) == share_of([], []) == "–"
    assert share_of([True, True], ["a", "b"]) == "2 of 2 (100%, 100–100)"


def test_a_sheet_shows_pictures_and_names_their_licences(made, tmp_path):
    folder = made / "removal"
    shown = [given(folder, n, target(folder, n)) for n in range(2)]
    strips = removal_bench.strips([(one, removal_bench.score(one)) for one in shown], each=1)

    path = write(strips, photos_of(folder), tmp_path / "sheets" / "removal.webp")

    assert [len(strip.pictures) for strip in strips] == [3, 3]
    with Image.open(path) as sheet:
        assert sheet.width == 3 * WIDE + 2 * GAP
        assert sheet.height > 2 * 150
    assert path.stat().st_size < 200_000
    session = [given(made / "drift", turn, None) for turn in range(4)]
    assert len(drift_bench.strips(session)[0].pictures) == 2 + len(drift_bench.CODECS)
    assert "(wrong)" in ambiguity_bench.strips([given(made / "ambiguity", 3, None, "asked")])[0].words


def test_a_sheet_of_placement_shows_what_is_wrong_and_says_so(made):
    folder = made / "placement"
    rows = rows_of(folder, "placement")
    spoken = [n for n, row in enumerate(rows) if row["way"] != "drag"]
    good = [given(folder, n, target(folder, n)) for n in spoken]
    bad = given(folder, spoken[0], None, "asked")
    every = [(one, placement_bench.score(one)) for one in (bad, *good[1:])]

    told = [strip.words for strip in placement_bench.strips(every)]
    assert [words.startswith("Exactly right: ") for words in told] == [True, True, False]
    assert told[2].startswith(f"Wrong (1 of {len(spoken)} are): “{rows[spoken[0]]['instruction']}”, IoU 0.00")

    fine = [strip.words for strip in placement_bench.strips(every[1:])]
    assert [words.partition(",")[0] for words in fine[2:]] == [f"None of {len(spoken) - 1} is wrong"] * 2


def test_placement_tells_words_boxes_and_dragging_apart(made):
    folder = made / "placement"
    rows = rows_of(folder, "placement")
    moves = {row["way"]: n for n, row in enumerate(rows) if row["op"] == "move"}
    ours = [given(folder, moves["chat"], target(folder, moves["chat"])), given(folder, moves["drag"], None, "failed")]
    table = placement_bench.by_operation([(one, score(one)) for one in ours])
    assert "| one | move | chat | 1 of 1 (100%" in table
    assert "| one | move | drag | 0 of 1 (0%" in table
    assert "| move | box |" not in table


def test_a_sheet_of_ambiguity_shows_what_was_drawn(made):
    rows = rows_of(made / "ambiguity", "ambiguity")
    index = next(n for n, row in enumerate(rows) if row.get("marks"))
    plain, drawn = (ambiguity_bench.strips([given(made / "ambiguity", n, None, "asked")])[0] for n in (0, index))
    left, top, _, _ = rows[index]["marks"]["A"]["box"]
    assert tuple(drawn.pictures[0][max(top, 0) + 1, max(left, 0) + 40]) == ambiguity_bench.DRAWN
    assert np.array_equal(plain.pictures[0], given(made / "ambiguity", 0, None).before)


def test_a_column_that_doing_nothing_wins_or_draws_is_marked():
    assert warned("IoU ↑", [[0.0, 0.0], [0.5, 0.0]], "higher") == "IoU ↑"
    assert warned("IoU ↑", [[1.0], [1.0]], "higher") == "IoU ↑ ⚠"
    assert warned("LPIPS ↓", [[0.1], [0.2]], "lower") == "LPIPS ↓ ⚠"
    assert warned("LPIPS ↓", [[0.3], [0.2]], "lower") == "LPIPS ↓"
    assert warned("LPIPS ↓", [[], [0.2]], "lower") == "LPIPS ↓"
