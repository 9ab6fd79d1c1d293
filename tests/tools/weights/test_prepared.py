"""Prepared graphs: the same results, sooner; whatever is wrong with one, the graph as it came is opened."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto, helper, save

from scenewright.tools.backends.onnx_session import open_session
from scenewright.tools.weights import MANIFEST, WeightCache
from scenewright.tools.weights.prepared import check, prepare, prepared


def _network(path: Path, factor: float) -> Path:
    """x → |x| · factor · 2, the last two of which onnxruntime makes one number of."""
    constants = [helper.make_tensor(name, TensorProto.FLOAT, [1], [value]) for name, value in (("f", factor), ("t", 2))]
    nodes = [
        helper.make_node("Mul", ["f", "t"], ["g"]),
        helper.make_node("Abs", ["x"], ["a"]),
        helper.make_node("Mul", ["a", "g"], ["y"]),
    ]
    ends = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, [2])] for name in "xy"]
    model = helper.make_model(helper.make_graph(nodes, "small", *ends, constants), ir_version=9)
    model.opset_import[0].version = 17
    save(model, str(path))
    return path


@pytest.fixture
def network(tmp_path: Path) -> Path:
    return _network(tmp_path / "small.onnx", 3)


def _run(path: Path) -> list[float]:
    return open_session(path).run(None, {"x": np.array([1, -2], np.float32)})[0].tolist()


def _stamp(network: Path) -> Path:
    return network.parent / ".prepared" / "small.onnx.json"


def test_a_prepared_graph_is_smaller_work_and_gives_the_same(network: Path) -> None:
    assert prepared(network) is None
    prepare(network)
    kept = prepared(network)
    assert kept == network.parent / ".prepared" / "small.onnx"
    assert kept.read_bytes().count(b"Mul") < network.read_bytes().count(b"Mul")
    assert _run(network) == _run(kept) == [6, 12]


def test_it_is_the_prepared_graph_that_is_opened(network: Path) -> None:
    prepare(network)
    kept = prepared(network)
    assert kept is not None
    _network(kept, 5)
    stamp = json.loads(_stamp(network).read_text())
    stamp["kept"] = {kept.name: [kept.stat().st_size, kept.stat().st_mtime_ns, kept.stat().st_ino]}
    _stamp(network).write_text(json.dumps(stamp))
    assert _run(network) == [10, 20]


def test_what_is_prepared_already_is_left_alone(network: Path) -> None:
    prepare(network)
    before = _stamp(network).stat()
    prepare(network)
    assert _stamp(network).stat() == before


@pytest.mark.parametrize(
    "stamp",
    [
        "",
        "[]",
        "[" * 100_000,
        "{}",
        '{"sha256": 1}',
        pytest.param({"onnxruntime": "0.1"}, id="by another onnxruntime"),
        pytest.param({"of": [1, 2, 3]}, id="of another file"),
        pytest.param({"kept": {"small.onnx": [1, 2, 3]}}, id="changed since"),
    ],
)
def test_one_whose_stamp_does_not_fit_is_passed_over_and_made_again(
    network: Path, stamp: str | dict[str, object]
) -> None:
    prepare(network)
    fitting = json.loads(_stamp(network).read_text())
    _stamp(network).write_text(stamp if isinstance(stamp, str) else json.dumps(fitting | stamp))
    assert prepared(network) is None
    assert _run(network) == [6, 12]
    prepare(network)
    assert prepared(network) is not None


def test_a_file_in_the_place_of_the_weights_is_not_taken_for_them(network: Path, tmp_path: Path) -> None:
    prepare(network)
    os.replace(_network(tmp_path / "other.onnx", 7), network)
    assert prepared(network) is None
    assert _run(network) == [14, 28]


def test_one_that_is_gone_is_made_again(network: Path) -> None:
    prepare(network)
    (network.parent / ".prepared" / "small.onnx").unlink()
    assert prepared(network) is None
    assert _run(network) == [6, 12]


def _large(path: Path) -> Path:
    """x + the numbers from 0 to 999."""
    numbers = helper.make_tensor("n", TensorProto.FLOAT, [1000], np.arange(1000, dtype=np.float32).tobytes(), raw=True)
    ends = [[helper.make_tensor_value_info(name, TensorProto.FLOAT, [1000])] for name in "xy"]
    graph = helper.make_graph([helper.make_node("Add", ["x", "n"], ["y"])], "large", *ends, [numbers])
    model = helper.make_model(graph, ir_version=9)
    model.opset_import[0].version = 17
    save(model, str(path))
    return path


def _last(path: Path) -> float:
    return float(open_session(path).run(None, {"x": np.ones(1000, np.float32)})[0][-1])


def test_large_numbers_lie_in_a_file_of_their_own(tmp_path: Path) -> None:
    network = _large(tmp_path / "large.onnx")
    prepare(network)
    kept = tmp_path / ".prepared" / "large.onnx"
    numbers = tmp_path / ".prepared" / "large.onnx.data"
    assert prepared(network) == kept
    assert kept.stat().st_size < 1000 * 4 <= numbers.stat().st_size
    assert _last(network) == _last(kept) == 1000


@pytest.mark.parametrize("harm", [Path.unlink, lambda file: file.write_bytes(b"short")], ids=["gone", "cut short"])
def test_a_graph_without_its_numbers_is_passed_over_and_made_again(
    harm: Callable[[Path], object], tmp_path: Path
) -> None:
    network = _large(tmp_path / "large.onnx")
    prepare(network)
    harm(tmp_path / ".prepared" / "large.onnx.data")
    assert prepared(network) is None
    assert _last(network) == 1000
    prepare(network)
    assert prepared(network) is not None


def test_a_check_reads_the_numbers_too(tmp_path: Path) -> None:
    network = _large(tmp_path / "large.onnx")
    prepare(network)
    _damage(tmp_path / ".prepared" / "large.onnx.data")
    assert prepared(network) is not None
    check(network)
    assert prepared(network) is None


def _damage(kept: Path) -> None:
    """Other bytes of the same number, at the same time."""
    before = kept.stat()
    with kept.open("rb+") as file:
        file.write(b"\xff" * 40)
    os.utime(kept, ns=(before.st_atime_ns, before.st_mtime_ns))


def test_one_that_does_not_open_is_passed_over(network: Path) -> None:
    prepare(network)
    _damage(network.parent / ".prepared" / "small.onnx")
    assert prepared(network) is not None
    assert _run(network) == [6, 12]


def test_a_check_reads_every_byte_and_takes_a_damaged_one_away(network: Path) -> None:
    prepare(network)
    check(network)
    assert prepared(network) is not None
    _damage(network.parent / ".prepared" / "small.onnx")
    check(network)
    assert prepared(network) is None


# --- the folder of weights


@pytest.fixture
def cache(network: Path, cache_of, row, tmp_path: Path) -> WeightCache:
    return cache_of(replace(row("small.onnx", network.read_bytes()), prepared=True), mirror=tmp_path)


def test_a_download_prepares_what_the_manifest_says(cache: WeightCache) -> None:
    (path,) = cache.download()
    assert prepared(path) is not None


def test_weights_from_before_are_prepared_by_the_next_download(cache: WeightCache) -> None:
    (path,) = cache.download()
    (path.parent / ".prepared" / "small.onnx").unlink()
    cache.download()
    assert prepared(path) is not None


def test_a_folder_that_takes_no_files_is_none_the_worse(cache: WeightCache) -> None:
    (path,) = cache.download()
    for made in (path.parent / ".prepared").iterdir():
        made.unlink()
    (path.parent / ".prepared").rmdir()
    (path.parent / ".prepared").write_text("a file in its place")
    cache.download()
    assert prepared(path) is None
    assert _run(path) == [6, 12]


def test_verifying_weights_takes_damaged_graphs_away(cache: WeightCache) -> None:
    (path,) = cache.download()
    _damage(path.parent / ".prepared" / "small.onnx")
    (status,) = cache.verify()
    assert status.state == "present"
    assert prepared(path) is None


# --- the real ones


@pytest.mark.parametrize("name", [file.name for file in MANIFEST if file.prepared])
def test_the_graphs_that_are_prepared_give_what_they_gave(name: str, tmp_path: Path) -> None:
    here = WeightCache().path(name)
    (tmp_path / name).symlink_to(here)
    plain = open_session(tmp_path / name)
    assert prepared(tmp_path / name) is None
    prepare(tmp_path / name)
    assert prepared(tmp_path / name) is not None
    again = open_session(tmp_path / name)
    feed = _feeds()[name]
    for before, after in zip(plain.run(None, feed), again.run(None, feed), strict=True):
        assert np.array_equal(before, after)
    assert plain.notes == again.notes


def _feeds() -> dict[str, dict[str, np.ndarray]]:
    noise = np.random.default_rng(0)
    image = {"image_embeddings": noise.random((1, 256, 64, 64), np.float32)}
    points = {"point_coords": noise.random((1, 2, 2), np.float32) * 500, "point_labels": np.array([[2, 3]], np.float32)}
    prior = {"mask_input": np.zeros((1, 1, 256, 256), np.float32), "has_mask_input": np.zeros(1, np.float32)}
    size = {"orig_im_size": np.array([96, 128], np.float32)}
    photo = noise.integers(0, 256, (1, 3, 96, 128), np.uint8)
    hole = np.full((1, 1, 96, 128), 255, np.uint8)
    hole[..., 20:50, 30:70] = 0
    return {
        "mobilesam-encoder.onnx": {"input": noise.standard_normal((1, 3, 1024, 1024), np.float32)},
        "mobilesam-decoder.onnx": image | points | prior | size,
        "migan-512-places2.onnx": {"image": photo, "mask": hole},
    }
