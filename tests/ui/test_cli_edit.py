"""`edit`: from a photo and words to a file, a report and an exit status."""

import json
import re

import numpy as np
import pytest
from PIL import Image

from scenewright.scene.geometry import Box


def pixels(path):
    return np.asarray(Image.open(path))


def changed_is(path, photo, box: Box) -> bool:
    """Whether the box changed and nothing did beyond its soft edge."""
    changed = (pixels(path) != pixels(photo)).any(axis=2)
    all_of_it = changed[box.slices].all()
    changed[box.pad(6).clamp(96, 64).slices] = False
    return bool(all_of_it and not changed.any())


def report(done):
    return json.loads(done.stdout)


def test_a_clear_instruction_runs_and_the_picture_lies_beside_the_photo(run, photo):
    before = photo.read_bytes()
    done = run("edit", photo, "brighter")
    assert done.exit_code == 0, done.stderr
    assert pixels(photo.with_name("park-edited.png")).mean() > pixels(photo).mean() + 10
    assert photo.read_bytes() == before
    assert "park-edited.png" in done.stdout
    assert "Done" in done.stdout
    assert "✓" in done.stdout


def test_json_is_one_object_and_nothing_else_on_standard_output(run, photo, tmp_path):
    done = run("edit", photo, "brighter", "--json", "-o", tmp_path / "out.png")
    assert done.exit_code == 0
    data = report(done)
    assert data["format"] == "scenewright.turn/1"
    assert data["status"] == "done"
    assert data["exit"] == 0
    assert data["actions"][0]["done"] is True
    assert data["plan"]["ops"][0]["op"] == "adjust"
    assert data["output"] == str(tmp_path / "out.png")
    assert done.stdout.count("\n") == 1
    assert done.stderr, "progress is told on standard error"


def test_what_libraries_print_does_not_get_between(run, photo):
    assert report(run("edit", photo, "brighter, loudly", "--json"))["status"] == "done"
    assert json.loads(run("plan", photo, "brighter, loudly", "--json").stdout)["status"] == "ready"


@pytest.mark.parametrize("name", ["out.jpg", "out.webp", "out.tiff"])
def test_the_extension_chooses_the_format(run, photo, tmp_path, name):
    assert run("edit", photo, "brighter", "-o", tmp_path / name).exit_code == 0
    assert Image.open(tmp_path / name).size == (96, 64)


@pytest.mark.parametrize(
    "mark", ["A=box:48,36,60,48", "A=point:54,42", "A=stroke:50,40;58,44@2"], ids=["box", "point", "stroke"]
)
def test_a_mark_and_words(run, photo, mark):
    done = run("edit", photo, "hide [A]", "--mark", mark, "--json")
    assert done.exit_code == 0, done.stdout + done.stderr
    changed = (pixels(photo.with_name("park-edited.png")) != pixels(photo)).any(axis=2)
    assert changed[42, 54]
    assert not changed[:20].any()


def test_a_mask_file_is_exactly_these_pixels(run, photo, tmp_path):
    mask = np.zeros((64, 96), np.uint8)
    mask[5:15, 70:90] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    done = run("edit", photo, "hide [A]", "--mark", f"A=mask:{tmp_path}/mask.png")
    assert done.exit_code == 0, done.stderr
    assert changed_is(photo.with_name("park-edited.png"), photo, Box(70, 5, 90, 15))


def test_a_question_exits_3_with_the_session_and_its_options_and_writes_nothing(run, photo):
    done = run("edit", photo, "hide it")
    assert done.exit_code == 3
    assert "Which one?" in done.stdout
    assert "1. the dog" in done.stdout
    assert re.search(r"edit --session \S+ --answer 1\|2", done.stderr)
    assert not photo.with_name("park-edited.png").exists()


@pytest.mark.parametrize("answer", ["2", "the ball"])
def test_a_question_is_answered_by_number_or_words(run, photo, answer):
    asked = report(run("edit", photo, "hide it", "--json"))
    assert asked["status"] == "ask"
    assert [option["label"] for option in asked["question"]["options"]] == ["the dog", "the ball"]
    done = run("edit", "--session", asked["session"], "--answer", answer)
    assert done.exit_code == 0, done.stderr
    assert changed_is(photo.with_name("park-edited.png"), photo, Box(48, 36, 60, 48))


@pytest.mark.parametrize("answer", ["", " ", "0", "9"])
def test_what_answers_nothing_leaves_the_question_open(run, photo, answer):
    session = report(run("edit", photo, "hide it", "--json"))["session"]
    assert run("edit", "--session", session, "--answer", answer).exit_code == 2
    assert run("edit", "--session", session, "--answer", "2").exit_code == 0
    assert changed_is(photo.with_name("park-edited.png"), photo, Box(48, 36, 60, 48))


def test_several_things_nobody_named_need_a_yes(run, photo):
    asked = run("edit", photo, "hide things")
    assert asked.exit_code == 3
    assert "2. Leave it" in asked.stdout
    (session,) = re.findall(r"--session (\S+) --answer yes\|no", asked.stderr)
    assert run("edit", "--session", session, "--answer", "perhaps").exit_code == 2
    assert run("edit", "--session", session, "--answer", "no").exit_code == 0
    assert not photo.with_name("park-edited.png").exists()
    assert run("edit", "--session", session, "--answer", "no").exit_code == 2


def test_yes_runs_it_without_asking(run, photo):
    done = run("edit", photo, "hide things", "--yes", "--json")
    assert report(done)["status"] == "done"
    assert report(done)["exit"] == done.exit_code == 0


def test_a_session_goes_on(run, photo):
    first = report(run("edit", photo, "hide the dog", "--json"))
    second = report(run("edit", "--session", first["session"], "brighter", "--json"))
    assert second["turn"] == first["turn"] + 1
    third = report(run("edit", "--session", first["session"], "undo", "--json"))
    assert third["status"] == "command"
    assert changed_is(photo.with_name("park-edited.png"), photo, Box(12, 24, 32, 48))


def test_the_same_words_and_seed_give_the_same_bytes(run, photo, tmp_path):
    for name in ("a.png", "b.png"):
        assert run("edit", photo, "hide the dog", "--seed", 7, "-o", tmp_path / name).exit_code == 0
    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()


def test_what_is_no_edit_is_not_done(run, photo):
    done = run("edit", photo, "sing", "--json")
    assert done.exit_code == 1
    assert report(done)["status"] == "cannot"
    assert not photo.with_name("park-edited.png").exists()


def test_what_needs_a_generator_exits_4_and_touches_nothing(run, photo):
    done = run("edit", photo, "draw a kite", "--json")
    assert done.exit_code == 4
    assert report(done)["exit"] == 4
    assert not photo.with_name("park-edited.png").exists()


def test_an_internal_error_exits_5_without_a_traceback(run, photo):
    done = run("edit", photo, "crash", "--json")
    assert done.exit_code == 5
    assert report(done)["exit"] == 5
    assert "ZeroDivisionError" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_busy_session_exits_6(run, photo, editor):
    session = report(run("edit", photo, "brighter", "--json"))["session"]
    with editor.session(session)._store.lock(session):
        done = run("edit", "--session", session, "brighter")
    assert done.exit_code == 6
    assert "busy" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ["edit"],
        ["edit", "PHOTO"],
        ["edit", "PHOTO", "brighter", "more"],
        ["edit", "PHOTO", "brighter", "--answer", "1"],
        ["edit", "--session", "nobody"],
        ["edit", "--session", "nobody", "brighter"],
        ["edit", "--session", "../../etc", "brighter"],
        ["edit", "nowhere.png", "brighter"],
        ["edit", ".", "brighter"],
        ["edit", "/", "brighter"],
        ["edit", "PHOTO", "brighter", "--mark", "A=cube:1"],
        ["edit", "PHOTO", "brighter", "--reference", "B=nowhere.png"],
        ["edit", "PHOTO", "brighter", "--seed", "lucky"],
        ["edit", "PHOTO", "brighter", "-o", "nowhere/out.png"],
        ["edit", "PHOTO", "brighter", "-o", "out.exe"],
    ],
    ids=" ".join,
)
def test_wrong_use_exits_2_and_says_why(run, photo, words):
    done = run(*[photo if word == "PHOTO" else word for word in words])
    assert done.exit_code == 2, done.stdout + done.stderr
    assert done.stdout == ""
    assert "error:" in done.stderr


@pytest.mark.parametrize("name", ["nowhere/a.jpg", "https://a.org/a.jpg", "long" * 100, "loop.jpg"])
def test_where_there_is_no_photo_it_says_so_and_not_that_its_output_has_no_place(run, tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "loop.jpg").symlink_to("loop.jpg")
    done = run("edit", name, "brighter")
    assert done.exit_code == 2
    assert "a photo file is needed" in done.stderr
    assert "not a file that exists" in done.stderr
    assert "-o" not in done.stderr
    assert run("chat", name).stderr == done.stderr


def test_the_input_is_never_overwritten(run, photo, tmp_path):
    before = photo.read_bytes()
    (tmp_path / "link.png").symlink_to(photo)
    (tmp_path / "hard.png").hardlink_to(photo)
    for out in (photo, tmp_path / "." / photo.name, tmp_path / "link.png", tmp_path / "hard.png"):
        done = run("edit", photo, "brighter", "-o", out)
        assert done.exit_code == 2
        assert "never overwritten" in done.stderr
    assert photo.read_bytes() == before


def test_a_photo_whose_default_output_is_itself_cannot_be(run, photo):
    again = photo.with_name("park-edited.png")
    again.write_bytes(photo.read_bytes())
    assert run("edit", again, "brighter").exit_code == 0
    assert photo.with_name("park-edited-edited.png").exists()
