"""A copy of the sources to build in and to plant faults in, and a way to run commands there."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
ROOMS = ("scene", "tools", "agent", "ui", "evals")
FOLDERS = ("scenewright", *ROOMS)
FILES = ("pyproject.toml", "setup.py", "Makefile", "README.md", "LICENSE", "langgraph.json")

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


@pytest.fixture(scope="session")
def rooms() -> tuple[str, ...]:
    """The folders that become sub-packages of `scenewright`."""
    return ROOMS


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, as a fresh clone has them."""
    copy = tmp_path_factory.mktemp("checkout")
    for folder in FOLDERS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    for file in FILES:
        shutil.copy2(ROOT / file, copy / file)
    return copy


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a command in a folder, without what this process' environment says about Python; give back what came."""

    def command(*words: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "COV_", "MAKE"))}
        return subprocess.run(
            [str(word) for word in words],
            cwd=cwd,
            env={**kept, "PYTHONDONTWRITEBYTECODE": "1", **environment},
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
        )

    return command


@pytest.fixture(scope="session")
def make(run: Run) -> Run:
    """Run `make` targets in a folder with the tools of the environment that runs the tests."""

    def target(*names: str, cwd: Path) -> subprocess.CompletedProcess[str]:
        return run("make", f"BIN={Path(sys.executable).parent}", *names, cwd=cwd)

    return target
