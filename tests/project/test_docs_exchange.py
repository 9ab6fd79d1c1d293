"""What docs/exchange.md shows runs, in its order, on a real photo with the real tools."""

import json
import re
import shlex
import tomllib
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner
from PIL import Image
from skimage import data

from scenewright.agent.editor import Editor
from scenewright.agent.setup.settings import Settings
from scenewright.ui.cli.main import root as cli

PAGE = (Path(__file__).parents[2] / "docs" / "exchange.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, flags=re.MULTILINE | re.DOTALL)


LINES = [line for block in blocks("sh") for line in block.splitlines()]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    photo = Image.fromarray(data.astronaut()).resize((256, 256))
    photo.save(tmp_path / "photo.jpg", quality=95)
    photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT).save(tmp_path / "other.jpg", quality=95)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.models
def test_every_command_runs_on_a_real_photo(toolbox, folder):
    with Editor.open(Settings(), toolbox=toolbox, home=folder / "home") as editor:

        def run(line):
            done = CliRunner().invoke(cli, shlex.split(line)[1:], obj=editor)
            assert done.exit_code == 0, f"{line}\n{done.stdout}{done.stderr}"

        run(LINES[0])
        (info,) = editor.sessions()
        for line in LINES[1:]:
            run(line.replace("ID", info.id))
        photo = editor.session(info.id)
        imported = [
            editor.session(one.id) for one in editor.sessions() if one.name == "photo.jpg" and one.id != info.id
        ]
        assert any(np.array_equal(one.pixels, photo.pixels) for one in imported)
    assert json.loads((folder / "edited" / "scenewright-report.json").read_text())["counts"] == {"done": 1}
    assert b"compositeWithTrainedAlgorithmicMedia" in (folder / "photo-edited.png").read_bytes()


@pytest.mark.models
def test_the_python_example_runs(weights, run, folder):
    import sys

    (example,) = blocks("python")
    (folder / "example.py").write_text(example)
    done = run(sys.executable, "example.py", cwd=folder, SCENEWRIGHT_HOME=str(folder / "home"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["True", "dog-1"]
    assert b"digitalsourcetype" not in (folder / "warm.jpg").read_bytes()


def test_the_settings_are_settings():
    (text,) = blocks("toml")
    Settings.model_validate(tomllib.loads(text))
