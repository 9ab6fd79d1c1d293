"""ONNX graphs as onnxruntime leaves them after optimising them, kept beside the weights: no start has to do it again.

What is kept are the optimisations that hang on no machine (ORT_ENABLE_EXTENDED); the rest is made at each start. Large
numbers lie in a file of their own, which onnxruntime maps into memory instead of copying it. What does not fit is
passed over: the graph as it came gives the same results, a little later.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from tempfile import TemporaryDirectory

from ...scene.files import write_whole
from ..onnx import runtime

FOLDER = ".prepared"
EXTERNAL = "session.optimized_model_external_initializers_file_name"


def prepared(path: Path) -> Path | None:
    """The prepared graph of an ONNX file: one made of just this file by just this onnxruntime, and untouched since.

    Sizes, times and inodes tell, as they do of weights.
    """
    kept = _place(path)
    stamp = _read(kept)
    return kept if kept.is_file() and stamp == _stamp(path, kept, stamp.get("sha256")) else None


def prepare(path: Path) -> None:
    """Make it where it is not there. Raises OSError where it cannot be kept."""
    if prepared(path) is not None:
        return
    kept, made = _place(path), _optimised(path)
    kept.parent.mkdir(exist_ok=True)
    for name, content in made.items():
        write_whole(kept.with_name(name), content)
    sums = {name: _sha256(content) for name, content in made.items()}
    write_whole(_stamp_place(kept), json.dumps(_stamp(path, kept, sums)).encode())


def check(path: Path) -> None:
    """Read every byte of what was prepared; what is damaged goes, for it can be made again."""
    kept = prepared(path)
    if kept is not None and {file.name: _sha256(file.read_bytes()) for file in _files(kept)} != _read(kept)["sha256"]:
        kept.unlink()


def _optimised(path: Path) -> dict[str, bytes]:
    """The graph, and what it keeps beside it, by name."""
    onnxruntime = runtime()
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.log_severity_level = 3
    with TemporaryDirectory() as scratch:
        made = Path(scratch) / path.name
        options.optimized_model_filepath = str(made)
        options.add_session_config_entry(EXTERNAL, _numbers(made).name)
        onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        return {file.name: file.read_bytes() for file in _files(made)}


def _place(path: Path) -> Path:
    return path.parent / FOLDER / path.name


def _stamp_place(kept: Path) -> Path:
    return kept.with_name(f"{kept.name}.json")


def _numbers(graph: Path) -> Path:
    return graph.with_name(f"{graph.name}.data")


def _files(graph: Path) -> tuple[Path, ...]:
    """A small graph has no numbers beside it."""
    return tuple(file for file in (graph, _numbers(graph)) if file.is_file())


def _stamp(path: Path, kept: Path, sums: object) -> dict[str, object]:
    return {
        "onnxruntime": runtime().__version__,
        "of": _state(path),
        "kept": {file.name: _state(file) for file in _files(kept)},
        "sha256": sums,
    }


def _state(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_size, found.st_mtime_ns, found.st_ino]


def _read(kept: Path) -> dict[str, object]:
    try:
        stamp = json.loads(_stamp_place(kept).read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return stamp if isinstance(stamp, dict) else {}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
