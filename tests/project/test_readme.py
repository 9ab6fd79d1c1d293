"""What the README shows runs: its commands parse, its Python example edits a photo, its tables are the program's."""

import re
import runpy
import shlex
import sys
import tempfile
from pathlib import Path

import click
import numpy as np
import pytest
from PIL import Image
from skimage import data

from scenewright.agent.editor import Editor
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
    from scenewright.evals.cli import BENCHMARKS, COMMANDS

    named = set(re.findall(r"`bench (\w+)`", README))
    assert named
    assert named <= {*BENCHMARKS, *COMMANDS}


PORTRAIT, VERSIONS, SINGLE, AGENT = blocks("python")


@pytest.mark.models
def test_the_python_example_runs(run, weights, tmp_path):
    Image.fromarray(data.astronaut()).save(tmp_path / "portrait.jpg", quality=95)
    (tmp_path / "example.py").write_text(PORTRAIT)
    done = run(sys.executable, "example.py", cwd=tmp_path, SCENEWRIGHT_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("done ")
    assert (tmp_path / "portrait-edited.png").is_file()


@pytest.mark.models
def test_the_example_of_versions_runs(weights, tmp_path):
    with Editor.open(home=tmp_path / "home") as editor:
        session = editor.new_session(np.asarray(Image.fromarray(data.astronaut()).resize((256, 256))))
        for words in ("a bit warmer", "less contrast"):
            assert session.say(words).exit == 0
        example(VERSIONS, session=session)
        assert [branch.name for branch in session.branches] == ["main", "another try"]
        assert [record.op.saturation for record in session.records] == [-1, None]


@pytest.mark.models
def test_the_example_without_a_session_runs(run, weights, tmp_path):
    before = """
import numpy as np
from PIL import Image
from skimage import data
photo = np.asarray(Image.fromarray(data.chelsea()).resize((225, 150)))
mask = np.zeros((150, 225), bool)
mask[10:40, 10:45] = True
"""
    after = """
assert edited.shape == photo.shape
assert not np.array_equal(edited[mask], photo[mask])
assert np.array_equal(edited[80:], photo[80:])
"""
    (tmp_path / "example.py").write_text(before + SINGLE + after)
    done = run(sys.executable, "example.py", cwd=tmp_path, SCENEWRIGHT_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "home").exists(), "no session, no store"


@pytest.mark.models
def test_the_example_of_an_agent_runs(run, weights, tmp_path):
    """With a model that calls the tools it was told to."""
    before = """
from langchain_core.messages import AIMessage
from scenewright.agent.interpreter.llm.scripted import ScriptedChatModel

class Caller(ScriptedChatModel):
    def bind_tools(self, tools, **more):
        return self

steps = [
    ("open", {"photo": "cat.png"}),
    ("edit_image", {"instruction": "make the cat black and white"}),
    ("export", {"path": "grey.png"}),
]
calls = [AIMessage("", tool_calls=[{"name": n, "args": a, "id": str(k)}]) for k, (n, a) in enumerate(steps)]
model = Caller(answers=[*calls, "Done."])
"""
    after = """
assert [len(asked) for asked in model.asked] == [1, 3, 5, 7]
assert [turn.report.status for turn in toolkit.session.turns] == ["done"]
"""
    Image.fromarray(data.chelsea()).resize((300, 200)).save(tmp_path / "cat.png")
    (tmp_path / "example.py").write_text(before + AGENT + after)
    done = run(sys.executable, "example.py", cwd=tmp_path, SCENEWRIGHT_HOME=str(tmp_path / "home"))
    assert done.returncode == 0, done.stderr
    assert Image.open(tmp_path / "grey.png").size == (300, 200)


def example(block: str, **given):
    """What a block of the README leaves behind, run in this process with what it takes for given."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "example.py"
        file.write_text(block, "utf-8")
        return runpy.run_path(str(file), init_globals=given)
