"""LPIPS as an ONNX graph: unit-length features of two pictures at five depths, their squared differences weighted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

_SHIFT = np.array([-0.030, -0.088, -0.188], np.float32)
_SCALE = np.array([0.458, 0.448, 0.450], np.float32)
_TINY = np.array([1e-10], np.float32)


class Block(NamedTuple):
    """Convolutions up to one whose features are compared; before them a max pool of that side and stride 2, or none."""

    pool: int
    convolutions: tuple[tuple[int, int], ...]
    """Of each the stride and the padding."""


class Layout(NamedTuple):
    """A network: what its arrays are called, and its blocks."""

    prefix: str
    blocks: tuple[Block, ...]


_SAME = (1, 1)
ALEXNET = Layout(
    "AlexNet_0",
    (Block(0, ((4, 2),)), Block(3, ((1, 2),)), Block(3, (_SAME,)), Block(0, (_SAME,)), Block(0, (_SAME,))),
)
VGG16 = Layout(
    "VGG16_0",
    (Block(0, (_SAME,) * 2), Block(2, (_SAME,) * 2), *(Block(2, (_SAME,) * 3) for _ in range(3))),
)


def graph(layout: Layout, arrays: Mapping[str, NDArray[np.float32]]) -> Any:
    """The model: `pictures` (2×3×H×W float32, −1…1) in, their distance `value` out; kernels are H×W×in×out."""
    from onnx import TensorProto, helper, numpy_helper

    constants = {"shift": _SHIFT.reshape(1, 3, 1, 1), "scale": _SCALE.reshape(1, 3, 1, 1), "tiny": _TINY}
    nodes = [helper.make_node("Sub", ["pictures", "shift"], ["shifted"])]
    nodes.append(helper.make_node("Div", ["shifted", "scale"], ["features"]))
    source, first = "features", 0
    for k, block in enumerate(layout.blocks):
        numbers = range(first, first + len(block.convolutions))
        constants |= _arrays(layout.prefix, k, numbers, arrays)
        nodes += _pooled(k, block, source) + _convolved(block, numbers, f"p{k}") + _distance(k, f"r{numbers[-1]}")
        source, first = f"r{numbers[-1]}", first + len(block.convolutions)
    nodes.append(helper.make_node("Sum", [f"d{k}" for k in range(len(layout.blocks))], ["value"]))
    made = helper.make_graph(
        nodes,
        "lpips",
        [helper.make_tensor_value_info("pictures", TensorProto.FLOAT, [2, 3, "height", "width"])],
        [helper.make_tensor_value_info("value", TensorProto.FLOAT, [1, 1, 1, 1])],
        [numpy_helper.from_array(np.ascontiguousarray(array), name) for name, array in constants.items()],
    )
    return helper.make_model(made, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _arrays(
    prefix: str, k: int, numbers: Sequence[int], arrays: Mapping[str, NDArray[np.float32]]
) -> dict[str, NDArray[np.float32]]:
    found = {f"h{k}": arrays[f"NetLinLayer_{k}/Conv_0/kernel"].transpose(3, 2, 0, 1)}
    for number in numbers:
        found[f"w{number}"] = arrays[f"{prefix}/Conv_{number}/kernel"].transpose(3, 2, 0, 1)
        found[f"b{number}"] = arrays[f"{prefix}/Conv_{number}/bias"]
    return found


def _pooled(k: int, block: Block, source: str) -> list[Any]:
    from onnx import helper

    if not block.pool:
        return [helper.make_node("Identity", [source], [f"p{k}"])]
    return [helper.make_node("MaxPool", [source], [f"p{k}"], kernel_shape=[block.pool] * 2, strides=[2, 2])]


def _convolved(block: Block, numbers: Sequence[int], source: str) -> list[Any]:
    """The block's convolutions, each with its ReLU `r…`."""
    from onnx import helper

    nodes = []
    for number, (stride, pad) in zip(numbers, block.convolutions, strict=True):
        given = [source, f"w{number}", f"b{number}"]
        nodes += [
            helper.make_node("Conv", given, [f"c{number}"], strides=[stride] * 2, pads=[pad] * 4),
            helper.make_node("Relu", [f"c{number}"], [f"r{number}"]),
        ]
        source = f"r{number}"
    return nodes


def _distance(k: int, source: str) -> list[Any]:
    from onnx import helper

    return [
        helper.make_node("ReduceL2", [source], [f"n{k}"], axes=[1], keepdims=1),
        helper.make_node("Add", [f"n{k}", "tiny"], [f"m{k}"]),
        helper.make_node("Div", [source, f"m{k}"], [f"u{k}"]),
        helper.make_node("Split", [f"u{k}"], [f"x{k}", f"y{k}"], axis=0),
        helper.make_node("Sub", [f"x{k}", f"y{k}"], [f"e{k}"]),
        helper.make_node("Mul", [f"e{k}", f"e{k}"], [f"s{k}"]),
        helper.make_node("Conv", [f"s{k}", f"h{k}"], [f"l{k}"]),
        helper.make_node("ReduceMean", [f"l{k}"], [f"d{k}"], axes=[2, 3], keepdims=1),
    ]
