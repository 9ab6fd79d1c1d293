"""Nothing of ours makes onnxruntime report to its maker."""

import ast
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest
from packaging.version import Version

import scenewright
from scenewright.tools.onnx import OPT_OUT

SUPPRESSED = ("CI", "GITHUB_ACTIONS", "TF_BUILD", "ORT_RUNNING_UNIT_TESTS", *OPT_OUT)
"""What keeps onnxruntime silent by itself."""

SEGMENT = """
import sys
import numpy as np
from pathlib import Path
from scenewright.tools.backends.onnx_session import open_session
from scenewright.tools.weights import prepared
prepared.prepare(Path(sys.argv[1]))
(out,) = open_session(Path(sys.argv[1])).run(None, {"x": np.ones(3, np.float32)})
print(out.tolist())
"""


@pytest.fixture
def doubler(tmp_path: Path) -> Path:
    """A network that adds what it is given to itself."""
    import onnx
    from onnx import TensorProto, helper

    x, y = (helper.make_tensor_value_info(name, TensorProto.FLOAT, [3]) for name in "xy")
    graph = helper.make_graph([helper.make_node("Add", ["x", "x"], ["y"])], "doubler", [x], [y])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, tmp_path / "doubler.onnx")
    return tmp_path / "doubler.onnx"


def run(code: str, home: Path, *words: str) -> str:
    """Run it in a process of its own, as on a person's machine."""
    kept = {name: value for name, value in os.environ.items() if name not in (*SUPPRESSED, "XDG_CACHE_HOME")}
    done = subprocess.run(
        [sys.executable, "-c", code, *words], env=kept | {"HOME": str(home)}, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def kept_by_its_maker(home: Path) -> list[str]:
    return sorted(path.name for path in home.rglob("*") if "Microsoft" in path.parts)


def test_no_id_of_the_machine_and_no_report_is_kept_where_networks_run(tmp_path: Path, doubler: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert run(SEGMENT, home, str(doubler)).strip() == "[2.0, 2.0, 2.0]"
    assert kept_by_its_maker(home) == []


def test_the_probe_sees_what_onnxruntime_keeps_by_itself(tmp_path: Path) -> None:
    run("import onnxruntime", tmp_path)
    reports = Version(version("onnxruntime")) >= Version("1.29")
    assert ("deviceid" in kept_by_its_maker(tmp_path)) == reports


def test_a_person_who_asked_for_reports_elsewhere_gets_none_of_ours() -> None:
    code = "import os, scenewright.tools.onnx as o; o.runtime(); print(*(os.environ[name] for name in o.OPT_OUT))"
    environ = os.environ | dict.fromkeys(OPT_OUT, "0")
    done = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1", "1"]


def test_onnxruntime_is_imported_in_one_place() -> None:
    root = Path(scenewright.__file__).parent.parent
    found = [
        str(path.relative_to(root))
        for room in ("scenewright", "scene", "tools", "agent", "ui", "evals")
        for path in (root / room).rglob("*.py")
        if _imports(path)
    ]
    # The plain script that we are compared with is a program of its own.
    assert found == ["tools/onnx.py", "evals/plain_edit.py"]


def _imports(path: Path) -> bool:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import) and any(alias.name.split(".")[0] == "onnxruntime" for alias in node.names):
            return True
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "onnxruntime":
            return True
    return False
