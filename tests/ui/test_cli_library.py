"""`scenewright library`: list, show, add, remove, export."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
from PIL import Image

from scenewright.scene.geometry import Box

LOGO = np.zeros((20, 30, 4), np.uint8)
LOGO[2:-2, 2:-2] = (200, 40, 90, 255)


def write(path: Path, pixels: np.ndarray = LOGO) -> Path:
    Image.fromarray(pixels).save(path)
    return path


def test_a_cut_out_goes_in_and_comes_out(run, tmp_path: Path) -> None:
    added = run("library", "add", str(write(tmp_path / "logo.png")), "My Logo", "--json")
    assert added.exit_code == 0, added.stderr
    assert json.loads(added.stdout)["name"] == "Logo"
    assert json.loads(run("library", "list", "--json").stdout)["cutouts"][0]["width"] == 26
    assert run("library", "list").stdout.startswith("Logo")
    shown = run("library", "show", "my logo", "-o", str(tmp_path / "out.png"))
    assert "out.png" in shown.stdout
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), LOGO[2:-2, 2:-2])
    assert run("library", "export", "-o", str(tmp_path / "all")).exit_code == 0
    assert [path.name for path in (tmp_path / "all").iterdir()] == ["Logo.png"]
    assert run("library", "remove", "logo").exit_code == 0
    assert run("library", "list").stdout == ""


def test_a_thing_of_a_photo_is_found_by_its_words(run, photo: Path) -> None:
    done = run("library", "add", photo, "bulb", "--find", "the lamp", "--json")
    assert done.exit_code == 0, done.stderr
    assert Box.parse(json.loads(done.stdout)["source"]["box"]).iou(Box(70, 10, 80, 30)) > 0.5
    assert run("library", "add", photo, "none", "--find", "the hat").exit_code == 1


def test_wrong_use_changes_nothing(run, tmp_path: Path) -> None:
    logo = str(write(tmp_path / "logo.png"))
    other = str(write(tmp_path / "other.png", LOGO[::-1, 5:]))
    run("library", "add", logo, "logo")
    for words, said in (
        (("add", logo, "../evil"), "a name is"),
        (("add", other, "logo"), "replace it, or take another name"),
        (("show", "hat"), "it holds “logo”"),
        (("remove", "logo", "hat"), "it holds “logo”"),
        (("show", "logo", "-o", str(tmp_path / "logo.jpg")), "transparency"),
        (("add", str(tmp_path / "none.png"), "none"), "none.png"),
    ):
        done = run("library", *words)
        assert done.exit_code == 2, words
        assert said in done.stderr
    assert json.loads(run("library", "list", "--json").stdout)["cutouts"][0]["name"] == "logo"
    assert run("library", "add", other, "logo", "--replace").exit_code == 0


def test_what_is_damaged_is_said(run, editor, tmp_path: Path) -> None:
    run("library", "add", str(write(tmp_path / "logo.png")), "logo")
    (entry,) = (editor.library.root / "entries").iterdir()
    entry.write_text("{}")
    done = run("library", "list")
    assert done.exit_code == 5
    assert "cannot be read" in done.stderr


def test_keeping_writes_no_picture(run, photo: Path, editor) -> None:
    done = run("edit", photo, "keep the dog as rex")
    assert done.exit_code == 0, done.stderr
    assert "Kept in the library as “rex”" in done.stdout
    assert [path.name for path in photo.parent.glob("*.png")] == [photo.name]
    assert editor.library.names == ("rex",)
