"""`make check` passes on the sources, and each of its checks catches a fault planted for it."""

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


@contextmanager
def planted(checkout: Path, place: str, text: str) -> Iterator[None]:
    """A file (or a line more in one) that is in the sources for a moment."""
    file = checkout / place
    before = file.read_bytes() if file.exists() else None
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text((before or b"").decode() + text)
    try:
        yield
    finally:
        file.unlink() if before is None else file.write_bytes(before)


@pytest.mark.parametrize("check", ["lint", "style"])
def test_the_repository_is_clean(root, make, check):
    done = make(check, cwd=root)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_types_hold(checkout, make):
    done = make("types", cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_hold(checkout, make):
    done = make("layers", cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("folder", ["scenewright", "scene", "tools", "agent", "ui/cli", "evals"])
def test_a_type_error_is_seen_in_every_folder(checkout, make, folder):
    with planted(checkout, f"{folder}/planted.py", '"""A fault."""\n\nwidth: str = 1\n'):
        done = make("types", cwd=checkout)
    assert done.returncode != 0
    assert f"{folder}/planted.py:3: error: Incompatible types in assignment" in done.stdout


def test_types_are_followed_from_room_to_room(checkout, make):
    text = '"""A fault."""\n\nfrom ..scene.geometry import Box\n\nwidth: str = Box(0, 0, 1, 1).width\n'
    with planted(checkout, "agent/planted.py", text):
        done = make("types", cwd=checkout)
    assert "agent/planted.py:5: error: Incompatible types in assignment" in done.stdout


@pytest.mark.parametrize(
    ("place", "line", "kept"),
    [
        ("scene/planted.py", "from ..tools import ports", "scene <- tools <- agent <- ui"),
        ("scene/planted.py", "from .. import Editor", "scene <- tools <- agent <- ui"),
        ("tools/planted.py", "from ..agent import actions", "scene <- tools <- agent <- ui"),
        ("agent/planted.py", "from ..ui import cli", "scene <- tools <- agent <- ui"),
        ("ui/planted.py", "from .. import evals", "scene <- tools <- agent <- ui"),
        ("ui/web/planted.py", "from .. import cli", "no door imports another"),
        ("ui/langchain/planted.py", "from .. import mcp", "no door imports another"),
        ("agent/planted.py", "from ..tools import backends", "only tools/ names a back-end"),
        ("scene/planted.py", "import torch", "torch only in tools/backends"),
        ("tools/planted.py", "import diffusers", "torch only in tools/backends"),
        ("ui/cli/planted.py", "import gradio.themes", "gradio only in ui/web"),
        ("ui/planted.py", "from langgraph.graph import StateGraph", "langgraph only in agent"),
        ("ui/cli/planted.py", "import mcp", "mcp only in ui/mcp"),
    ],
)
def test_an_import_that_crosses_a_wall_breaks_its_contract(checkout, make, place, line, kept):
    with planted(checkout, place, f'"""A fault."""\n\n{line}\n'):
        done = make("layers", cwd=checkout)
    assert done.returncode != 0
    broken = [text for text in done.stdout.splitlines() if " BROKEN" in text]
    assert any(kept in text for text in broken), done.stdout


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("tools/backends/planted.py", "import torch"),
        ("ui/web/planted.py", "import gradio"),
        ("ui/mcp/planted.py", "import mcp"),
        ("agent/turn/planted.py", "from langgraph.graph import StateGraph"),
        ("ui/cli/planted.py", "from ..web import planted"),
    ],
)
def test_what_may_be_imported_breaks_nothing(checkout, make, place, line):
    with (
        planted(checkout, "ui/web/planted.py", '"""Nothing."""\n'),
        planted(checkout, place, f'"""No fault."""\n\n{line}\n'),
    ):
        done = make("layers", cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("room", ["scene", "tools", "agent", "ui", "evals"])
@pytest.mark.parametrize("line", ["import {room}", "from {room} import planted", "from {room}.planted import it"])
def test_a_bare_room_name_is_banned(checkout, make, room, line):
    with planted(checkout, "agent/actions/planted.py", f'"""A fault."""\n\n{line.format(room=room)}\n'):
        done = make("lint", cwd=checkout)
    assert f"`{room}` is banned" in done.stdout


def test_a_relative_import_is_no_bare_name(checkout, make):
    text = '"""No fault."""\n\nfrom ...scene import planted\nfrom .. import actions\nfrom ..actions import planted\n'
    with planted(checkout, "agent/actions/planted.py", text):
        done = make("lint", cwd=checkout)
    assert "is banned" not in done.stdout


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("S307", "value = eval(input())"),
        ("S102", "exec(input())"),
        ("S602", "import subprocess\n\nsubprocess.run(input(), shell=True)"),
        ("S301", "import pickle\n\nvalue = pickle.loads(input().encode())"),
        ("E722", "try:\n    value = 1\nexcept:\n    pass"),
        ("FIX002", "value = 1  # TO" + "DO later"),
    ],
)
def test_what_the_house_forbids_is_caught(checkout, make, rule, text):
    with planted(checkout, "scene/planted.py", f'"""A fault."""\n\n{text}\n'):
        done = make("lint", cwd=checkout)
    assert done.returncode != 0
    assert rule in done.stdout


def test_an_unformatted_file_is_caught(checkout, make):
    with planted(checkout, "scene/planted.py", '"""A fault."""\n\nvalue = {  "a":1 }\n'):
        done = make("style", cwd=checkout)
    assert done.returncode != 0
    assert "scene/planted.py" in done.stdout


def test_every_door_is_named_in_the_contract_that_keeps_them_apart(root):
    contracts = tomllib.loads((root / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (named,) = (set(contract["modules"]) for contract in contracts if contract["id"] == "doors")
    assert named == {f"scenewright.ui.{file.parent.name}" for file in (root / "ui").glob("*/__init__.py")}
