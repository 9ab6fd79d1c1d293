"""The wheel, built from the source distribution and installed where no repository is near."""

import subprocess
import sys
import sysconfig
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from skimage import data

IMPORT_ALL = """
import importlib, sys
for name in sys.argv[1:]:
    print(importlib.import_module(name).__file__)
"""


@pytest.fixture(scope="module")
def built(checkout, run) -> Path:
    """The folder with the sdist and the wheel that was built from it."""
    done = run(sys.executable, "-m", "build", "--no-isolation", "--outdir", checkout / "dist", checkout, cwd=checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    return checkout / "dist"


@pytest.fixture(scope="module")
def wheel(built) -> Path:
    (file,) = built.glob("scenewright-*.whl")
    return file


@pytest.fixture(scope="module")
def contents(wheel) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


@pytest.fixture(scope="module")
def installed(wheel, run, tmp_path_factory) -> Path:
    """The `bin` folder of an environment that has the wheel, and the dependencies but not the editable install."""
    home = tmp_path_factory.mktemp("installed")
    run(sys.executable, "-m", "venv", "--without-pip", home / "venv", cwd=home)
    (site,) = home.glob("venv/lib/python*/site-packages")
    # A path in a .pth file brings the packages of this environment, but its own .pth files are not read.
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    interpreter = home / "venv/bin/python"
    done = run(
        sys.executable, "-m", "pip", "--python", interpreter, "install", "--no-deps", "--no-index",
        "--force-reinstall", "--ignore-installed", wheel, cwd=home,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return home / "venv/bin"


def sources(root: Path, rooms: tuple[str, ...], pattern: str) -> set[str]:
    """Files of the package by the path they have in the wheel."""
    files = {
        (Path("scenewright") / file.relative_to(root)).as_posix()
        for room in rooms
        for file in (root / room).rglob(pattern)
    }
    face = {file.relative_to(root).as_posix() for file in (root / "scenewright").rglob(pattern)}
    return {file for file in files | face if "__pycache__" not in file}


def test_scenewright_is_the_only_name_at_the_top(wheel):
    with zipfile.ZipFile(wheel) as archive:
        (names,) = (name for name in archive.namelist() if name.endswith(".dist-info/top_level.txt"))
        assert archive.read(names).decode().split() == ["scenewright"]
        assert {Path(name).parts[0] for name in archive.namelist()} == {"scenewright", Path(names).parts[0]}


def test_every_module_is_in_the_wheel(checkout, rooms, contents):
    modules = sources(checkout, rooms, "*.py")
    assert len(modules) > 20
    assert modules - contents == set()


def test_every_data_file_is_in_the_wheel(checkout, rooms, contents):
    data = {file for file in sources(checkout, rooms, "*.*") if not file.endswith((".py", ".pyc"))}
    assert "scenewright/py.typed" in data
    assert data - contents == set()


def test_the_licence_goes_with_the_wheel(contents):
    assert any(name.endswith(".dist-info/licenses/LICENSE") for name in contents)


def test_the_source_distribution_has_what_a_build_needs(built, checkout, rooms):
    (archive,) = built.glob("scenewright-*.tar.gz")
    with tarfile.open(archive) as tar:
        names = {name.partition("/")[2] for name in tar.getnames()}
    assert {"pyproject.toml", "setup.py", "README.md", "LICENSE", "scenewright/py.typed"} <= names


def test_every_module_imports_from_the_wheel(installed, checkout, rooms, run, tmp_path):
    modules = sorted(
        file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for file in sources(checkout, rooms, "*.py")
        if not file.endswith("__main__.py")
    )
    done = run(installed / "python", "-c", IMPORT_ALL, *modules, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert all(Path(file).is_relative_to(installed.parent) for file in done.stdout.split()), done.stdout


def usage(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_command_and_the_module_run_elsewhere(installed, run, tmp_path):
    by_name = usage(run(installed / "scenewright", "--help", cwd=tmp_path))
    by_module = usage(run(installed / "python", "-m", "scenewright", "--help", cwd=tmp_path))
    assert "edit" in by_name
    assert by_module.splitlines()[1:] == by_name.splitlines()[1:]


@pytest.fixture
def hub(weights) -> Iterator[str]:
    """The address of a hub on this machine whose repository `someone/models` holds the real models."""

    class Handler(SimpleHTTPRequestHandler):
        def translate_path(self, path: str) -> str:
            return str(weights.root / path.removeprefix("/someone/models/resolve/main/"))

        def log_message(self, *words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


@pytest.mark.models
def test_the_wheel_edits_a_photo_without_make_and_npm_where_a_hub_answers(installed, hub, run, tmp_path):
    Image.fromarray(np.ascontiguousarray(data.chelsea()[::2, ::2])).save(tmp_path / "cat.png")
    alone = {
        "PATH": str(installed),
        "HF_ENDPOINT": hub,
        "SCENEWRIGHT_MIRROR": "hf:someone/models",
        "SCENEWRIGHT_CACHE": str(tmp_path / "cache"),
        "SCENEWRIGHT_HOME": str(tmp_path / "home"),
    }
    missing = run(installed / "scenewright", "edit", "cat.png", "blur the cat", cwd=tmp_path, **alone)
    assert missing.returncode == 4, missing.stdout + missing.stderr
    assert "scenewright weights download" in missing.stderr + missing.stdout
    fetched = run(installed / "scenewright", "weights", "download", cwd=tmp_path, **alone)
    assert fetched.returncode == 0, fetched.stdout + fetched.stderr
    edited = run(installed / "scenewright", "edit", "cat.png", "blur the cat", cwd=tmp_path, **alone)
    assert edited.returncode == 0, edited.stdout + edited.stderr
    assert (tmp_path / "cat-edited.png").is_file()
