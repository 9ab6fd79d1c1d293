"""What `import scenewright` offers, and how little it loads."""

import importlib
import json
import sys
from importlib.metadata import distribution, entry_points, version

import numpy as np
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from PIL import Image

import scenewright

HEAVY = {
    *("numpy", "cv2", "PIL", "pandas", "scipy", "skimage"),
    *("onnxruntime", "ai_edge_litert", "tokenizers", "patchmatch", "pycocotools"),
    *("torch", "transformers", "diffusers", "huggingface_hub"),
    *("langgraph", "langchain_core", "gradio", "fastapi", "mcp", "httpx", "pydantic", "sqlite3"),
}
MODELS = {
    *("langchain", "langchain_openai", "langchain_anthropic", "langchain_ollama"),
    *("openai", "anthropic", "ollama", "tiktoken"),
}
"""What only those need who name a language model."""

LOADED = (
    "import sys, json; print(json.dumps(sorted({name.partition('.')[0] for name in sys.modules})), file=sys.stderr)"
)

HELP = """
import sys
from scenewright.__main__ import main
sys.argv = ["scenewright", *sys.argv[1:]]
try:
    main()
except SystemExit as end:
    if end.code:
        raise
"""


def loaded_by(run, cwd, code: str, *words: str) -> set[str]:
    done = run(sys.executable, "-c", f"{code}\n{LOADED}", *words, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return set(json.loads(done.stderr.splitlines()[-1]))


def test_importing_the_package_loads_nothing_heavy(run, tmp_path):
    loaded = loaded_by(run, tmp_path, "import scenewright")
    assert "scenewright" in loaded
    assert loaded.isdisjoint(HEAVY | MODELS), sorted(loaded.intersection(HEAVY | MODELS))


def test_the_probe_sees_a_heavy_import(run, tmp_path):
    assert {"numpy", "pydantic"} <= loaded_by(
        run, tmp_path, "import scenewright; scenewright.EditPlan; scenewright.Mask"
    )


@pytest.mark.parametrize(
    "command", [(), ("edit",), ("plan",), ("ui",), ("mcp",), ("session",), ("weights",), ("demo",)]
)
def test_help_loads_nothing_heavy(run, tmp_path, command):
    loaded = loaded_by(run, tmp_path, HELP, *command, "--help")
    assert loaded.isdisjoint(HEAVY | MODELS), sorted(loaded.intersection(HEAVY | MODELS))


@pytest.mark.parametrize("name", sorted(set(scenewright.__all__) - {"__version__"}))
def test_every_public_name_is_there(name):
    value = getattr(scenewright, name)
    assert value.__name__ == name
    assert value.__module__.startswith("scenewright.")


def test_dir_lists_the_public_names():
    assert set(scenewright.__all__) <= set(dir(scenewright))


def test_the_version_is_the_installed_one():
    assert scenewright.__version__ == version("scenewright")


def test_an_unknown_name_lists_what_there_is():
    with pytest.raises(AttributeError, match="no attribute 'Edtior'; it offers Box, EditPlan, Editor"):
        _ = scenewright.Edtior


def test_the_graph_that_langgraph_json_names_is_there(root):
    (home,) = json.loads((root / "langgraph.json").read_text())["graphs"].values()
    module, _, name = home.partition(":")
    assert callable(getattr(importlib.import_module(module), name))


@pytest.mark.parametrize(
    ("options", "loads"),
    [
        ((), set()),
        (("--model", "openai:m", "--base-url", "http://127.0.0.1:9/v1"), {"langchain", "langchain_openai", "openai"}),
    ],
)
def test_an_edit_loads_what_language_models_need_only_for_one(run, tmp_path, options, loads):
    Image.fromarray(np.full((40, 60, 3), 90, np.uint8)).save(tmp_path / "a.png")
    words = ("edit", "a.png", "make it brighter", *options)
    own = {"SCENEWRIGHT_TOOLSET": "scripted", "SCENEWRIGHT_HOME": str(tmp_path / "home")}
    done = run(sys.executable, "-c", f"{HELP}\n{LOADED}", *words, cwd=tmp_path, **own)
    assert done.returncode == 0, done.stderr
    loaded = set(json.loads(done.stderr.splitlines()[-1]))
    assert "langgraph" in loaded
    assert loaded & MODELS >= loads
    assert bool(loads) or loaded.isdisjoint(MODELS), sorted(loaded & MODELS)


def test_rooms_above_the_command_line_add_commands_by_name():
    commands = {point.name: point.load() for point in entry_points(group="scenewright.commands")}
    assert commands["bench"].name == "bench"


def requirements_of(name: str, extras: set[str]) -> set[str]:
    """Names of the distributions that installing `name[extras]` brings here."""
    wanted, seen = [(name, frozenset(extras))], set()
    while wanted:
        name, extras = wanted.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        for line in distribution(name).requires or ():
            needed = Requirement(line)
            if needed.marker is None or any(needed.marker.evaluate({"extra": extra}) for extra in extras or {""}):
                wanted.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    return {name for name, _ in seen}


def test_nothing_that_is_installed_needs_torch():
    brought = requirements_of("scenewright", {"ui", "dev"})
    assert {"numpy", "gradio", "langgraph", "pytest"} <= brought
    assert brought.isdisjoint({"torch", "torchvision", "transformers", "diffusers", "tensorflow"})
