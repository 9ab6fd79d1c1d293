"""Sessions, layers and layouts out of the command line and into it, and recipes on many photos."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image

from scenewright.ui.cli.main import root

LAYOUT = {"prompt": "A dog.", "boxes": [{"name": "dog", "box": {"x": 0.25, "y": 0.25, "width": 0.5, "height": 0.5}}]}


def data(done):
    assert done.exit_code == 0, done.stdout + done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def session(run, photo):
    return data(run("edit", photo, "hide the dog", "--json"))["session"]


def test_a_session_goes_out_and_comes_in(run, session, tmp_path):
    done = data(run("session", "export", session, "-o", tmp_path / "talk.scenewright", "--json"))
    assert done["files"] == [str(tmp_path / "talk.scenewright")]
    told = data(run("session", "import", tmp_path / "talk.scenewright", "--json"))["session"]
    assert told["id"] != session
    for id, name in ((session, "a.png"), (told["id"], "b.png")):
        assert run("session", "show", id, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_on_a_clean_machine_it_opens_verifies_and_gives_the_same_files(run, session, scripted_editor, tmp_path):
    """Every step a command; the machines share nothing but the file."""
    run("session", "branch", session, "other")
    run("session", "undo", session)
    assert run("session", "export", session, "-o", tmp_path / "talk.scenewright").exit_code == 0
    with scripted_editor(tmp_path / "clean") as clean:

        def there(*words):
            return CliRunner().invoke(root, [str(word) for word in words], obj=clean)

        id = data(there("session", "import", tmp_path / "talk.scenewright", "--json"))["session"]["id"]
        assert data(there("session", "verify", id, "--json"))["whole"] is True
        assert there("session", "export", id, "-o", tmp_path / "back.scenewright").exit_code == 0
        assert (tmp_path / "back.scenewright").read_bytes() == (tmp_path / "talk.scenewright").read_bytes()
        assert data(there("session", "branch", id, "--json")) == data(run("session", "branch", session, "--json"))
        for step in ("show", "redo"):
            for command, talk, name in ((run, session, "here"), (there, id, "there")):
                assert command("session", step, talk, "-o", tmp_path / f"{name}.png").exit_code == 0
            assert (tmp_path / "here.png").read_bytes() == (tmp_path / "there.png").read_bytes()
        for ending in ("ora", "coco.json", "layout.json", "recipe.json"):
            for command, talk, name in ((run, session, "here"), (there, id, "there")):
                assert command("session", "export", talk, "-o", tmp_path / f"{name}.{ending}").exit_code == 0
            assert (tmp_path / f"here.{ending}").read_bytes() == (tmp_path / f"there.{ending}").read_bytes(), ending


def test_a_changed_file_is_refused_with_a_reason(run, session, tmp_path):
    file = tmp_path / "talk.scenewright"
    run("session", "export", session, "-o", file)
    changed = bytearray(file.read_bytes())
    changed[len(changed) // 2] ^= 4
    file.write_bytes(changed)
    done = run("session", "import", file)
    assert done.exit_code == 2
    assert "changed after it was exported" in done.stderr
    assert len(data(run("session", "list", "--json"))["sessions"]) == 1


@pytest.mark.parametrize("name", ["x.ora", "x.coco.json", "x.layout.json", "x.scene.json", "x.recipe.json"])
def test_each_form_is_written(run, session, tmp_path, name):
    assert run("session", "export", session, "-o", tmp_path / name).stdout == f"written: {tmp_path / name}\n"
    assert (tmp_path / name).stat().st_size


def test_cut_outs_go_into_a_folder_or_a_file(run, session, tmp_path):
    data(run("session", "export", session, "-o", tmp_path / "things", "--as", "cutouts", "--json"))
    assert (tmp_path / "things" / "ball-1.png").exists()
    data(run("session", "export", session, "-o", tmp_path / "lamp.png", "--thing", "the lamp", "--json"))
    assert Image.open(tmp_path / "lamp.png").mode == "RGBA"


def test_wrong_use_is_told(run, session, tmp_path):
    assert run("session", "export", session, "-o", tmp_path / "x.psd").exit_code == 2
    assert run("session", "export", "nobody", "-o", tmp_path / "x.ora").exit_code == 2
    assert run("session", "export", session, "-o", tmp_path / "no" / "x.ora").exit_code == 2
    assert run("session", "import", tmp_path / "nowhere.scenewright").exit_code == 2
    assert run("session", "import", tmp_path / "x.scenewright", "--on", "white").exit_code == 2
    assert run("session", "replay", session, "-o", tmp_path / "out").exit_code == 2


def test_the_photo_is_never_replaced_by_what_is_exported(run, session, photo):
    before = photo.read_bytes()
    for form in ("layers", "session", "recipe", "coco"):
        done = run("session", "export", session, "-o", photo, "--as", form)
        assert (done.exit_code, "the photo itself" in done.stderr) == (2, True)
    assert photo.read_bytes() == before


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="needs a file without an end")
def test_a_plan_without_an_end_is_not_read_to_the_end(run, photo, tmp_path):
    done = run("apply", "/dev/zero", photo, "-o", tmp_path / "out")
    assert (done.exit_code, "is longer" in done.stderr) == (2, True)


def test_a_recipe_is_no_layout(run, session, tmp_path):
    run("session", "export", session, "-o", tmp_path / "x.recipe.json")
    done = run("session", "import", tmp_path / "x.recipe.json")
    assert (done.exit_code, "scenewright apply" in done.stderr) == (2, True)
    assert len(data(run("session", "list", "--json"))["sessions"]) == 1


def test_whoever_comes_second_is_told_so_by_every_command(run, session, editor, tmp_path):
    """With exit status 6, and nothing changed; what only looks goes on."""
    before = data(run("session", "show", session, "--json"))
    with editor._services.store.lock(session):
        for words in (
            *(("undo",), ("redo",), ("drop", "1"), ("reorder", "1", "2"), ("rerun", "1"), ("branch", "x")),
            *(("switch", "main"), ("merge", "main"), ("verify",), ("delete", "--yes")),
            ("export", "-o", tmp_path / "x.scenewright"),
        ):
            done = run("session", words[0], session, *words[1:])
            assert (done.exit_code, f"session {session} is busy" in done.stderr) == (6, True), words
        assert run("session", "export", session, "-o", tmp_path / "x.ora").exit_code == 0
    assert data(run("session", "show", session, "--json")) == before
    assert not (tmp_path / "x.scenewright").exists()


def test_a_layout_begins_a_session_without_a_photo(run, tmp_path):
    (tmp_path / "dog.json").write_text(json.dumps(LAYOUT))
    told = data(run("session", "import", tmp_path / "dog.json", "--on", "#204060", "--size", "80x40", "--json"))
    id = told["session"]["id"]
    data(run("edit", "--session", id, "hide the dog", "-o", tmp_path / "dog.png", "--json"))
    picture = np.asarray(Image.open(tmp_path / "dog.png"))
    assert picture.shape == (40, 80, 3)
    assert tuple(picture[20, 40]) == (255, 0, 0)
    assert tuple(picture[2, 2]) == (0x20, 0x40, 0x60)
    assert run("session", "import", tmp_path / "dog.json", "--size", "big").exit_code == 2


def test_a_replay_does_the_same_on_another_photo(run, photo, tmp_path):
    hide = {"op": "obscure", "targets": [{"phrase": "the lamp"}], "method": "fill", "color": "#00ff00"}
    (tmp_path / "plan.json").write_text(json.dumps({"ops": [hide]}))
    run("apply", tmp_path / "plan.json", photo, "-o", tmp_path / "first")
    (id,) = [info["id"] for info in data(run("session", "list", "--json"))["sessions"]]
    other = tmp_path / "other.png"
    Image.fromarray(np.asarray(Image.open(photo))[:, ::-1]).save(other)
    report = data(run("session", "replay", id, "--on", other, "-o", tmp_path / "second", "--json"))
    assert report["counts"] == {"done": 1}
    assert tuple(np.asarray(Image.open(report["files"][0]["output"]))[20, 75]) == (0, 255, 0)


BRIGHTER = {"ops": [{"op": "adjust", "targets": [{"everything": True}], "brightness": 0.2}]}


@pytest.fixture
def alone(tmp_path, photo):
    """The command line as a process of its own, with scripted tools and eight photos."""
    (tmp_path / "plan.json").write_text(json.dumps(BRIGHTER))
    names = []
    for number in range(8):
        names.append(f"p{number}.png")
        picture = np.asarray(Image.open(photo)).copy()
        picture[0, 0] = number
        Image.fromarray(picture).save(tmp_path / names[-1])
    more = {"SCENEWRIGHT_HOME": str(tmp_path / "own"), "SCENEWRIGHT_TOOLSET": "scripted", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "scenewright", "apply", "plan.json", *names, "-o", "out", "--jobs", "2"]
    return {"args": command, "cwd": tmp_path, "env": {**os.environ, **more}}


def children(pid: int) -> list[int]:
    return [int(word) for path in Path(f"/proc/{pid}/task").glob("*/children") for word in path.read_text().split()]


@pytest.mark.skipif(not Path("/proc/self/task").is_dir(), reason="needs /proc")
def test_two_processes_share_the_work_and_a_killed_run_goes_on(alone, tmp_path):
    with subprocess.Popen(**alone, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as first:
        seen = [first.stdout.readline() for _ in range(3)]
        workers = children(first.pid)
        first.send_signal(signal.SIGKILL)
    assert all(": done → " in line for line in seen), seen
    assert len(workers) >= 2
    done = subprocess.run([*alone["args"], "--json"], cwd=tmp_path, env=alone["env"], capture_output=True, timeout=200)
    assert done.returncode == 0, done.stderr.decode()
    report = json.loads(done.stdout)
    assert report["counts"] == {"done": 8}
    resumed = {row["photo"] for row in report["files"] if row.get("resumed")}
    assert {line.partition(":")[0] for line in seen} <= resumed
    whole = [np.asarray(Image.open(tmp_path / row["output"])) for row in report["files"]]
    assert all(np.array_equal(whole[0][1:], other[1:]) for other in whole[1:])
    listed = subprocess.run(
        [sys.executable, "-m", "scenewright", "session", "list", "--json"],
        cwd=tmp_path,
        env=alone["env"],
        capture_output=True,
        timeout=100,
    )
    assert len(json.loads(listed.stdout)["sessions"]) >= 8
