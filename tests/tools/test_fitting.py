"""What fits a device is decided by plain arithmetic: the same on every machine."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.tools.checkpoints import Checkpoint
from scenewright.tools.fitting import Demand, demand, fitting, main_room, needed, split, stated, verdict
from scenewright.tools.running import Running
from scenewright.tools.specs import BackendSpec

GB = 2**30
SIZES = st.integers(0, 40 * GB)


@pytest.mark.parametrize(
    ("free", "expected"),
    [(24 * GB, "none"), (9 * GB, "none"), (8 * GB, "model"), (6 * GB, "sequential"), (0, "sequential")],
)
def test_sdxl_in_half_precision_lies_as_it_fits(free: int, expected: str) -> None:
    unet, texts, vae = 5 * GB, 3 * GB // 2, GB // 6
    assert fitting((unet, texts, vae), free) == expected
    assert verdict(unet + texts + vae, free) == {"none": "whole", "model": "offloaded"}.get(expected, "layer by layer")


@given(parts=st.lists(SIZES, max_size=5), free=SIZES, more=SIZES)
def test_more_memory_never_means_more_offloading(parts: list[int], free: int, more: int) -> None:
    order = ["none", "model", "sequential"]
    assert order.index(fitting(parts, free + more)) <= order.index(fitting(parts, free))
    assert needed(parts, "none") >= needed(parts, "model") >= needed(parts, "sequential") > 0


@given(weights=SIZES)
def test_a_sum_of_weights_is_split_without_loss(weights: int) -> None:
    largest, rest = split(weights)
    assert largest + rest == weights
    assert largest >= rest or weights < 4


def row(memory: int = 0, port: str = "inpainter", size: int | None = None) -> BackendSpec:
    return BackendSpec("big", port, "nowhere:load", "1", memory=memory, model=Checkpoint("owner/name", bytes=size))


@pytest.mark.parametrize(
    ("running", "device", "share"),
    [
        (Running(), "cpu", 1),
        (Running(), "cuda", 1 / 2),
        (Running(precision="float32"), "cuda", 1),
        (Running(precision="bfloat16"), "cpu", 1 / 2),
        (Running(quantization="8bit"), "cuda", 1 / 4),
        (Running(quantization="4bit"), "cuda", 1 / 8),
    ],
)
def test_what_rows_state_counts_as_it_lies_on_the_device(running: Running, device: str, share: float) -> None:
    assert stated(row(8 * GB), running, device) == 8 * GB * share


def test_models_that_look_stay_in_float32_and_unread_sizes_are_none() -> None:
    assert stated(row(GB, "grounder"), Running(), "cuda") == GB
    assert stated(row(size=3 * GB), Running(), "cuda") == 3 * GB
    assert stated(row(), Running(), "cuda") == 0


def test_the_cpu_has_main_memory_alone() -> None:
    assert demand(3 * GB, Running(), "cpu", 16 * GB) == Demand(main=3 * GB, main_room=16 * GB)
    assert main_room(Running(memory=5 * GB)) == 5 * GB
    assert main_room(Running()) > GB


@pytest.mark.parametrize(
    ("offload", "room", "expected"),
    [
        ("auto", 24 * GB, Demand(device=8 * GB, device_room=24 * GB)),
        ("auto", 9 * GB, Demand(main=8 * GB, device=6 * GB, device_room=9 * GB)),
        ("auto", 4 * GB, Demand(main=8 * GB, device=0, device_room=4 * GB)),
        ("none", 4 * GB, Demand(device=8 * GB, device_room=4 * GB)),
        ("sequential", 24 * GB, Demand(main=8 * GB, device=0, device_room=24 * GB)),
    ],
)
def test_what_waits_in_main_memory_counts_there(offload: str, room: int, expected: Demand) -> None:
    assert demand(8 * GB, Running(offload=offload), "cuda", room) == expected
