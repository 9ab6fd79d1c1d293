"""`make check` passes on the sources, and each of its checks catches a fault planted for it."""

import re
import tomllib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
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


@pytest.fixture(scope="module")
def typed(root, checkout) -> Path:
    """The copy, with what `make types` found in the same sources before: mypy judges a file anew where its content, or
    that of one it imports, is another. On a clean checkout there is nothing yet, and all is judged."""
    known = root / "build" / "mypy"
    known.mkdir(parents=True, exist_ok=True)
    (checkout / "build").mkdir(exist_ok=True)  # which the other checks may have made
    (checkout / "build" / "mypy").symlink_to(known)
    return checkout


def test_the_types_hold(typed, make):
    done = make("types", cwd=typed)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_layers_hold(checkout, make):
    done = make("layers", cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr


FOLDERS = ("scenewright", "scene", "tools", "agent", "ui/cli", "evals")
MISTYPED = '"""A fault."""\n\nwidth: str = 1\n'
MISTYPED_FROM_AFAR = '"""A fault."""\n\nfrom ..scene.geometry import Box\n\nwidth: str = Box(0, 0, 1, 1).width\n'


@pytest.fixture(scope="module")
def mistyped(typed, make) -> str:
    """What `make types` prints with a fault in every folder, and one that shows only across two."""
    with ExitStack() as faults:
        for folder in FOLDERS:
            faults.enter_context(planted(typed, f"{folder}/planted.py", MISTYPED))
        faults.enter_context(planted(typed, "agent/planted_afar.py", MISTYPED_FROM_AFAR))
        done = make("types", cwd=typed)
    assert done.returncode != 0
    return done.stdout


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_type_error_is_seen_in_every_folder(mistyped, folder):
    assert f"{folder}/planted.py:3: error: Incompatible types in assignment" in mistyped


def test_types_are_followed_from_room_to_room(mistyped):
    assert "agent/planted_afar.py:5: error: Incompatible types in assignment" in mistyped


WALLS = (
    ("scene", "from ..tools import ports", "scene <- tools <- agent <- ui"),
    ("scene", "from .. import Editor", "scene <- tools <- agent <- ui"),
    ("tools", "from ..agent import actions", "scene <- tools <- agent <- ui"),
    ("agent", "from ..ui import cli", "scene <- tools <- agent <- ui"),
    ("ui", "from .. import evals", "scene <- tools <- agent <- ui"),
    ("ui/web", "from .. import cli", "no door imports another"),
    ("ui/langchain", "from .. import mcp", "no door imports another"),
    ("agent", "from ..tools import backends", "only tools/ names a back-end"),
    ("scene", "import torch", "torch only in tools/backends"),
    ("tools", "import diffusers", "torch only in tools/backends"),
    ("ui/cli", "import gradio.themes", "gradio only in ui/web"),
    ("ui", "from langgraph.graph import StateGraph", "langgraph only in agent"),
    ("ui/cli", "import mcp", "mcp only in ui/mcp"),
)
"""Folder, an import that crosses a wall there, and the contract that it breaks."""
OPENINGS = (
    ("tools/backends", "import torch"),
    ("ui/web", "import gradio"),
    ("ui/mcp", "import mcp"),
    ("agent/turn", "from langgraph.graph import StateGraph"),
    ("ui/cli", "from ..web import planted_nothing"),
)


@pytest.fixture(scope="module")
def crossed(checkout, make) -> str:
    """What `make layers` prints with all of these in the sources at once, its lines joined."""
    with ExitStack() as faults:
        faults.enter_context(planted(checkout, "ui/web/planted_nothing.py", '"""Nothing."""\n'))
        for number, (folder, line, _) in enumerate(WALLS):
            faults.enter_context(planted(checkout, f"{folder}/planted_{number}.py", f'"""A fault."""\n\n{line}\n'))
        for folder, line in OPENINGS:
            faults.enter_context(planted(checkout, f"{folder}/planted_open.py", f'"""No fault."""\n\n{line}\n'))
        done = make("layers", cwd=checkout)
    assert done.returncode != 0
    return " ".join(done.stdout.split())


@pytest.mark.parametrize("number", range(len(WALLS)), ids=[f"{folder}: {line}" for folder, line, _ in WALLS])
def test_an_import_that_crosses_a_wall_breaks_its_contract(crossed, number):
    folder, _, kept = WALLS[number]
    details = crossed.partition("Broken contracts")[2]
    section = re.search(rf"{re.escape(kept)}.*? -{{5,}} (.*?)(?: -{{5,}}|$)", details)
    assert section is not None, crossed
    assert f"scenewright.{folder.replace('/', '.')}.planted_{number} -> " in section[1]


@pytest.mark.parametrize("folder", [folder for folder, _ in OPENINGS])
def test_what_may_be_imported_breaks_nothing(crossed, folder):
    assert f"scenewright.{folder.replace('/', '.')}.planted_open" not in crossed


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
