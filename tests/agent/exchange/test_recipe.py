"""What a session did, on other photos: things by their words, one report, nothing done twice."""

import json
import sqlite3
import sys
from contextlib import nullcontext
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenewright.agent.errors import BadInput, Busy
from scenewright.agent.exchange.batch import JOURNAL, REPORT, SUMMARY, Batch, run_batch
from scenewright.agent.exchange.recipe import Recipe, _only, _plain, ready_for
from scenewright.agent.exchange.workers import in_processes
from scenewright.scene.geometry import Box
from scenewright.scene.image import ImageRef
from scenewright.scene.instruction import Mark
from scenewright.scene.objects import Scene, SceneImage, SceneObject
from scenewright.scene.plan import EditPlan
from scenewright.scene.records import EditRecord, ResolvedOp, ResolvedReference
from scenewright.scene.view import View


def explained(error):
    return getattr(error, "exit", 5), str(error)


def insertion(reference, taken=None):
    (op,) = EditPlan.model_validate(
        {"ops": [{"op": "insert", "reference": reference, "at": {"box": [0, 0, 2, 2]}}]}
    ).ops
    resolved = ResolvedOp(op=op, view=View.of(6, 4), reference=taken)
    return EditRecord.make(parent=None, turn=4, index=0, op=op, resolved=resolved, scene="sha256:0", view=View.of(6, 4))


@pytest.fixture
def said(session, interpreter, helpers):
    """Three turns, of which one was taken out; things named by words, and by `it`."""
    interpreter.plans |= {
        "pixelate the dog": helpers.ready(
            helpers.op("obscure", targets=[helpers.thing("dog-1", said="the dog")], method="pixelate")
        ),
        "make it blue": helpers.ready(
            helpers.op("recolor", targets=[helpers.thing("dog-1", said="it")], color="#0000ff")
        ),
    }
    for words in ("pixelate the dog", "brighter", "make it blue", "hide the cat"):
        turn = session.say(words, approval="never")
        assert turn.status == "done", turn.reply
    session.drop(2)
    return session


class TestRecipe:
    def test_it_holds_what_the_picture_is_made_of_in_words(self, said):
        recipe = said.recipe
        ops = [op for step in recipe.steps for op in step.plan.to_dict()["ops"]]
        assert [op["op"] for op in ops] == ["obscure", "recolor", "obscure"]
        assert [op["targets"][0]["said"] for op in ops] == ["the dog", "the dog", "cat"]
        assert Recipe.model_validate(json.loads(json.dumps(recipe.to_dict()))) == recipe

    def test_on_its_own_photo_it_gives_the_same_picture(self, said, editor, photo):
        again = editor.new_session(photo)
        for step in said.recipe.steps:
            turn = again.apply(ready_for(step, again.info.base.id, (96, 64)), step.marks, approval="never")
            assert turn.status == "done", turn.reply
        assert np.array_equal(again.pixels, said.pixels)

    def test_elsewhere_its_phrases_are_looked_for_anew(self, said):
        step = said.recipe.steps[1]
        assert ready_for(step, "sha256:other", (50, 50)).to_dict()["ops"][0]["targets"] == [{"phrase": "the dog"}]

    def test_a_mark_means_something_only_on_photos_of_the_same_size(self, session, interpreter, helpers):
        interpreter.plans["hide [A]"] = helpers.ready(helpers.op("obscure", targets=[{"mark": "A"}], method="pixelate"))
        drawn = {"A": {"box": [70, 20, 88, 44]}, "B": {"box": [0, 0, 5, 5]}}
        session.say("hide [A]", drawn, approval="never")
        (step,) = session.recipe.steps
        assert set(step.marks) == {"A"}, "those that it names"
        assert step.marks["A"].box.as_list() == [70, 20, 88, 44]
        assert ready_for(step, "sha256:other", (96, 64)).ops
        with pytest.raises(BadInput, match="mark"):
            ready_for(step, "sha256:other", (97, 64))

    def test_a_mark_lies_where_it_lies_on_the_picture_as_it_is_now(self, session, interpreter, helpers):
        interpreter.plans["hide [A]"] = helpers.ready(helpers.op("obscure", targets=[{"mark": "A"}], method="pixelate"))
        session.say("crop it", approval="never")
        session.say("hide [A]", {"A": {"box": [60, 10, 78, 34]}}, approval="never")
        session.drop(1)
        (step,) = session.recipe.steps
        assert step.marks["A"].box.as_list() == [70, 20, 88, 44]

    def test_a_picture_that_was_put_in_goes_in_elsewhere(self, session, interpreter, helpers, editor, tmp_path):
        Image.new("RGB", (12, 20), (10, 200, 30)).save(tmp_path / "vase.png")
        put = helpers.op("insert", reference={"file": "B"}, at={"box": [20, 4, 32, 24]})
        interpreter.plans["put [B] there"] = helpers.ready(put)
        session.say("put [B] there", references={"B": tmp_path / "vase.png"}, approval="never")
        (tmp_path / "vase.png").unlink()
        other = editor.new_session(helpers.photo(seed=3))
        (step,) = session.recipe.steps
        assert other.apply(ready_for(step, other.info.base.id, (96, 64)), approval="never").status == "done"
        assert abs(other.pixels[14, 26].astype(int) - (10, 200, 30)).max() < 40

    def test_what_was_seen_wrongly_on_this_photo_says_nothing_of_others(self, session):
        right = {"op": "correct", "targets": [{"object": "dog-1"}], "label": "wolf"}
        assert session.apply({"ops": [right]}, approval="never").status == "done"
        with pytest.raises(BadInput, match="nothing to do"):
            _ = session.recipe
        session.say("blue ball", approval="never")
        assert [op.op for step in session.recipe.steps for op in step.plan.ops] == ["recolor"]

    def test_a_thing_of_its_own_photo_is_no_pattern_elsewhere(self):
        with pytest.raises(BadInput, match="turn 4 takes a thing of its own photo as a pattern"):
            _plain(insertion({"object": "cat-1"}))

    def test_a_picture_that_was_not_stored_stays_what_it_was_named(self):
        assert _plain(insertion({"file": "vase.png"}))["reference"] == {"file": "vase.png"}
        assert _plain(insertion({"image": "sha256:a"}))["reference"] == {"image": "sha256:a"}

    @pytest.mark.parametrize("name", [{"file": "vase.png"}, {"library": "my vase"}, {"image": "sha256:a"}], ids=str)
    def test_a_picture_that_was_stored_is_named_by_it_and_what_of_it_was_meant_stays(self, name):
        taken = ResolvedReference(image=ImageRef(id="sha256:a", width=2, height=2), label="vase")
        made = insertion({**name, "phrase": "the vase"}, taken)
        assert _plain(made)["reference"] == {"image": "sha256:a", "phrase": "the vase"}

    def test_a_label_names_a_thing_where_it_is_the_only_one_of_its_kind(self):
        box = Box(0, 0, 2, 2)
        named = (("dog-1", "dog"), ("cat-1", "cat"), ("cat-2", "cat"))
        things = tuple(SceneObject(id=id, label=label, box=box) for id, label in named)
        scene = Scene(image=SceneImage(width=9, height=9), objects=things)
        assert [_only(id, scene) for id in ("dog-1", "cat-1", "gone-1")] == ["dog", None, None]

    def test_a_recipe_has_a_step(self):
        with pytest.raises(ValueError, match="at least 1 item"):
            Recipe.model_validate({"steps": []})

    def test_what_was_done_in_a_turn_of_which_nothing_is_left_is_in_it_all_the_same(self, session, editor):
        session.say("hide the cat", approval="never")
        with sqlite3.connect(editor.home / "store.sqlite") as db:
            db.execute("DELETE FROM turns")
        (step,) = session.recipe.steps
        assert ([op.op for op in step.plan.ops], step.marks, step.size) == (["obscure"], {}, (96, 64))

    @pytest.mark.parametrize("format", ["scenewright.recipe/2", "scenewright.plan/1", 1, None])
    def test_another_format_is_no_recipe(self, format):
        with pytest.raises(ValueError, match="format"):
            Recipe.model_validate({**BRIGHTER.to_dict(), "format": format})

    def test_a_mark_that_tells_no_size_is_taken_as_it_is(self):
        marked = BRIGHTER.steps[0].model_copy(update={"marks": {"A": Mark.model_validate({"box": [0, 0, 2, 2]})}})
        assert ready_for(marked, "sha256:other", (50, 50)).ops

    def test_a_photo_as_it_came_is_no_recipe(self, session):
        with pytest.raises(BadInput, match="nothing to do"):
            _ = session.recipe


@pytest.fixture
def photos(helpers, tmp_path) -> tuple[Path, ...]:
    files = []
    for seed in range(3):
        files.append(tmp_path / f"park{seed}.png")
        Image.fromarray(helpers.photo(seed=seed)).save(files[-1])
    return tuple(files)


BRIGHTER = Recipe.of(
    EditPlan.model_validate({"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.3}]})
)
HIDE_LAMP = Recipe.of(
    EditPlan.model_validate({"ops": [{"op": "obscure", "targets": [{"phrase": "lamp"}], "method": "pixelate"}]})
)


class TestBatch:
    def test_every_photo_has_a_row_and_the_report_lies_beside_the_pictures(self, editor, photos, tmp_path):
        report = run_batch(Batch(HIDE_LAMP, photos, tmp_path / "out"), explained, editor=editor)
        assert [row["status"] for row in report["files"]] == ["done"] * 3
        assert json.loads((tmp_path / "out" / REPORT).read_text()) == report
        summary = (tmp_path / "out" / SUMMARY).read_text().splitlines()
        assert summary[0] == "3 photos: 3 done"
        assert len(summary) == 4
        for photo, row in zip(photos, report["files"], strict=True):
            changed = (np.asarray(Image.open(row["output"])) != np.asarray(Image.open(photo))).any(axis=2)
            assert changed[2:12, 2:8].any()
            assert not changed[20:, 20:].any()

    def test_what_fails_is_told_and_stops_nobody(self, editor, photos, tmp_path):
        photos[1].write_bytes(b"no photo")
        report = run_batch(Batch(BRIGHTER, photos, tmp_path / "out"), explained, editor=editor)
        assert [row["status"] for row in report["files"]] == ["done", "error", "done"]
        assert report["counts"] == {"done": 2, "error": 1}

    def test_what_is_not_found_is_not_done(self, editor, photos, tmp_path):
        recipe = Recipe.of(EditPlan.model_validate({"ops": [{"op": "remove", "targets": [{"phrase": "zebra"}]}]}))
        report = run_batch(Batch(recipe, photos[:1], tmp_path / "out"), explained, editor=editor)
        assert report["files"][0]["exit"] != 0
        assert report["files"][0]["output"] is None

    def test_a_second_run_does_only_what_is_left(self, editor, photos, tmp_path):
        run_batch(Batch(BRIGHTER, photos[:2], tmp_path / "out"), explained, editor=editor)
        report = run_batch(Batch(BRIGHTER, photos, tmp_path / "out"), explained, editor=editor)
        assert [row.get("resumed", False) for row in report["files"]] == [True, True, False]
        assert len(editor.sessions()) == 3

    @pytest.mark.parametrize("change", ["photo", "picture", "gone", "recipe", "seed", "again"])
    def test_what_changed_is_done_anew(self, editor, photos, tmp_path, change):
        out = tmp_path / "out"
        first = run_batch(Batch(BRIGHTER, photos[:1], out), explained, editor=editor)
        picture = Path(first["files"][0]["output"])
        if change == "photo":
            photos[0].write_bytes(photos[2].read_bytes())
        elif change == "picture":
            picture.write_bytes(b"")
        elif change == "gone":
            picture.unlink()
        more = {"seed": {"seed": 5}, "again": {"again": True}}.get(change, {})
        recipe = HIDE_LAMP if change == "recipe" else BRIGHTER
        report = run_batch(Batch(recipe, photos[:1], out, **more), explained, editor=editor)
        assert "resumed" not in report["files"][0]
        assert report["files"][0]["status"] == "done"

    def test_a_line_cut_by_a_kill_is_a_photo_not_done(self, editor, photos, tmp_path):
        out = tmp_path / "out"
        run_batch(Batch(BRIGHTER, photos, out), explained, editor=editor)
        journal = out / JOURNAL
        journal.write_bytes(journal.read_bytes()[:-40])
        report = run_batch(Batch(BRIGHTER, photos, out), explained, editor=editor)
        assert [row.get("resumed", False) for row in report["files"]] == [True, True, False]

    @pytest.mark.parametrize("odd", [b"", b"\xff", b"[]", b"[" * 100_000], ids=["empty", "no text", "a list", "deep"])
    def test_a_journal_that_is_none_is_begun_anew(self, editor, photos, tmp_path, odd):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / JOURNAL).write_bytes(odd)
        report = run_batch(Batch(BRIGHTER, photos[:1], tmp_path / "out"), explained, editor=editor)
        assert report["counts"] == {"done": 1}

    @pytest.mark.parametrize(
        "line",
        [
            "7",
            "{}",
            "[" * 100_000,
            '{"name": [], "input": 0, "wrote": 0, "row": {}}',
            '{"name": "NAME", "input": 0, "wrote": 0, "row": 7}',
        ],
    )
    def test_a_line_of_the_journal_that_is_none_is_passed_over(self, editor, photos, tmp_path, line):
        batch = Batch(BRIGHTER, photos[:1], tmp_path / "out")
        batch.out.mkdir()
        line = line.replace("NAME", str(photos[0].resolve()))
        (batch.out / JOURNAL).write_text(json.dumps({"key": batch.key}) + "\n" + line + "\n")
        assert run_batch(batch, explained, editor=editor)["counts"] == {"done": 1}

    def test_a_photo_has_one_line_in_the_report_whatever_it_is_called(self, editor, photos, tmp_path):
        named = [photos[0].rename(tmp_path / "two\nlines\x1b[2J.png"), photos[1].rename(tmp_path / f"{'ü' * 120}.png")]
        report = run_batch(Batch(BRIGHTER, tuple(named), tmp_path / "out"), explained, editor=editor)
        assert report["counts"] == {"done": 2}
        text = (tmp_path / "out" / SUMMARY).read_text()
        assert [line.partition(": ")[2].partition(" ")[0] for line in text.splitlines()[1:]] == ["done", "done"]
        assert "\x1b" not in text
        assert all(Path(row["output"]).is_file() for row in report["files"])

    def test_two_runs_do_not_share_a_folder(self, editor, photos, tmp_path):
        def in_between(row, number, count):
            with pytest.raises(Busy):
                run_batch(Batch(BRIGHTER, photos, tmp_path / "out"), explained, editor=editor)

        run_batch(Batch(BRIGHTER, photos[:1], tmp_path / "out"), explained, editor=editor, on_row=in_between)


class TestProcesses:
    @pytest.fixture
    def odd_jobs(self, tmp_path, monkeypatch):
        """A module that other processes can import too."""
        (tmp_path / "odd_jobs.py").write_text(
            "import os, signal, time\n"
            "def work(opened, job):\n"
            "    if job == 'die':\n"
            "        os.kill(os.getpid(), signal.SIGKILL)\n"
            "    if job == 'fail':\n"
            "        raise ZeroDivisionError\n"
            "    time.sleep(0.05)\n"
            "    return [opened, job, os.getpid()]\n"
        )
        monkeypatch.syspath_prepend(tmp_path)
        import odd_jobs

        yield odd_jobs
        sys.modules.pop("odd_jobs")

    def test_each_job_is_told_of_once_and_a_death_costs_one(self, odd_jobs):
        jobs = ["a", "die", "b", "fail", "c", "d"]
        done = {one.job: one.result for one in in_processes(jobs, partial(nullcontext, "tools"), odd_jobs.work, 2)}
        assert sorted(done) == list(range(6))
        assert [done[job] and done[job][:2] for job in range(6)] == [
            ["tools", "a"],
            None,
            ["tools", "b"],
            None,
            ["tools", "c"],
            ["tools", "d"],
        ]

    def test_no_more_processes_than_asked_for(self, odd_jobs):
        done = list(in_processes(range(8), partial(nullcontext, 1), odd_jobs.work, 2))
        assert len({one.result[2] for one in done}) == 2
