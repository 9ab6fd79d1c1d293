"""What the README shows runs: its commands parse, its Python example edits a photo, its tables are the program's."""

import re
import shlex
import sys
from pathlib import Path

import click
import pytest
from PIL import Image
from skimage import data

from scenewright.ui.cli.main import root as cli

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [line for block in blocks("sh") for line in block.splitlines() if line.startswith("scenewright ")]
TARGETS = [line.split()[1] for block in blocks("sh") for line in block.splitlines() if line.startswith("make ")]


@pytest.mark.parametrize("line", COMMANDS)
def test_each_command_parses(line, tmp_path, monkeypatch):
    for name in ("photo.jpg", "one.jpg", "two.jpg", "vase.png", "plan.json"):
        (tmp_path / name).write_bytes(b"")
    monkeypatch.chdir(tmp_path)
    name, *rest = shlex.split(line)[1:]
    with click.Context(cli) as parent:
        command = cli.get_command(parent, name)
        assert command is not None
        command.make_context(name, rest, parent=parent)


def test_the_make_targets_exist(root):
    makefile = (root / "Makefile").read_text("utf-8")
    assert TARGETS[:2] == ["run", "test"]
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in TARGETS)


def test_every_benchmark_that_is_named_exists():
    from scenewright.evals.cli import BENCHMARKS

    named = set(re.findall(r"`bench (\w+)`", README))
    assert named
    assert named <= set(BENCHMARKS)


@pytest.mark.models
def test_the_python_example_runs(run, weights, tmp_path):
    (example,) = blocks("python")
    Image.fromarray(data.astronaut()).save(tmp_path / "portrait.jpg", quality=95)
    (tmp_path / "example.py").write_text(example)
    done = run(sys.executable, "example.py", cwd=tmp_path, SCENEWRIGHT_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("done ")
    assert (tmp_path / "portrait-edited.png").is_file()
