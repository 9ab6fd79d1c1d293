"""Editors of others: a command, and a folder of what it has finished. What is missing has failed, and says so."""

from __future__ import annotations

import sys
from pathlib import Path
from shlex import quote

import numpy as np
import pytest
from PIL import Image

from scenewright.evals.datasets import Sample
from scenewright.evals.editors.command import CommandEditor
from scenewright.evals.editors.editor import Task
from scenewright.evals.editors.folder import FolderEditor

PHOTO = np.arange(6 * 8 * 3, dtype=np.uint8).reshape(6, 8, 3)
PLACES = "{photo} {instruction} {output} {seed}"


def task(instruction: str = "remove the dog", id: str = "a/1", seed: int = 0) -> Task:
    return Task(Sample(id, b"", instruction), PHOTO, instruction, seed)


def command(tmp_path: Path, body: str) -> CommandEditor:
    script = tmp_path / "edit.py"
    script.write_text(f"import sys\nphoto, words, output, seed = sys.argv[1:]\n{body}\n")
    return CommandEditor(f"{quote(sys.executable)} {quote(str(script))} {PLACES}")


def test_a_command_takes_photo_words_and_seed_and_writes_a_photo(tmp_path: Path) -> None:
    body = "from PIL import Image\nImage.new('RGB', Image.open(photo).size, (len(words), int(seed), 7)).save(output)"
    outcome = command(tmp_path, body).edit(task("remove; $(rm *) {output}", seed=5))
    assert outcome.status == "done"
    assert outcome.picture is not None
    assert outcome.picture.shape == PHOTO.shape
    assert outcome.picture[0, 0].tolist() == [len("remove; $(rm *) {output}"), 5, 7]
    assert outcome.chosen is None


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ("import shutil; shutil.copy(photo, output)", "nothing", ""),
        ("print('which one?'); sys.exit(3)", "asked", "which one?"),
        ("sys.exit('no memory')", "failed", "exit status 1: no memory"),
        ("print('as you wish')", "failed", "it wrote no picture. as you wish"),
        ("open(output, 'w').write('text')", "failed", "output.png is no picture"),
        ("import time; time.sleep(60)", "failed", "TimeoutExpired"),
    ],
)
def test_what_a_command_does_not_do_is_told_apart(tmp_path: Path, body: str, status: str, said: str) -> None:
    editor = command(tmp_path, body)
    outcome = CommandEditor(editor.words, timeout=2 if "sleep" in body else 60).edit(task())
    assert outcome.status == status
    assert outcome.said.startswith(said)
    assert outcome.picture is None


def test_a_command_that_is_not_there_has_failed() -> None:
    outcome = CommandEditor(f"/no/such/program {PLACES}").edit(task())
    assert (outcome.status, "No such file" in outcome.said) == ("failed", True)


def test_another_script_is_another_editor(tmp_path: Path) -> None:
    first, second = command(tmp_path, "pass").identity, command(tmp_path, "print(1)").identity
    assert first != second
    with pytest.raises(ValueError, match=r"but \{output\} is not in"):
        CommandEditor("edit {photo} {instruction}")


def finished(folder: Path, *names: str) -> FolderEditor:
    for number, name in enumerate(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (8, 6), (number, 0, 0)).save(path)
    return FolderEditor(folder)


def test_finished_pictures_are_found_by_id_and_seed(tmp_path: Path) -> None:
    editor = finished(tmp_path, "a/1.png", "7/a_1.webp", "b.png")
    told = {(id, seed): editor.edit(task(id=id, seed=seed)) for id in ("a/1", "b") for seed in (0, 7)}
    assert [one.status for one in told.values()] == ["done", "done", "done", "failed"]
    assert told["b", 7].said == f"there is no b.png in {tmp_path.name}"
    assert editor.edit(task(id="../secret")).status == "failed"


def test_no_finished_picture_outside_the_folder_is_taken(tmp_path: Path) -> None:
    editor = finished(tmp_path / "outputs", "1.png")
    Image.fromarray(PHOTO).save(tmp_path / "secret.png")
    assert editor.edit(task(id="../secret")).status == "failed"


def test_other_pictures_are_another_editor(tmp_path: Path) -> None:
    first = finished(tmp_path, "1.png").identity
    Image.new("RGB", (8, 6), (9, 9, 9)).save(tmp_path / "1.png")
    assert FolderEditor(tmp_path).identity != first
    with pytest.raises(ValueError, match="should be a folder of finished outputs"):
        FolderEditor(tmp_path / "none")
