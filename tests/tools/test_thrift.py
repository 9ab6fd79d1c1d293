"""After memory ran out: smaller plans one after the other, each told, and at last what would fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.tools.running import Running
from scenewright.tools.thrift import is_out_of_memory, no_room, thriftier, told, would_fit

GB = 2**30


def plans(running: Running, port: str, device: str) -> list[str]:
    """What each plan after this one does otherwise, until none is left."""
    found, now = [], running
    while (smaller := thriftier(now, port, device)) is not None:
        found.append(told(now, smaller))
        now = smaller
        assert len(found) < 10
    return found


def test_a_generator_on_a_device_gives_up_speed_before_it_gives_up_pixels() -> None:
    assert plans(Running(offload="none"), "inpainter", "cuda") == [
        "with the parts that do not work waiting in main memory",
        "decoded in tiles",
        "with every layer waiting in main memory until it works",
        "drawn smaller",
        "drawn smaller",
    ]


def test_a_generator_on_the_cpu_has_less_to_give_up() -> None:
    assert plans(Running(), "inpainter", "cpu") == ["decoded in tiles", "drawn smaller", "drawn smaller"]
    assert plans(Running(scale=0.25, tiling=True), "inpainter", "cpu") == []


def test_an_editor_makes_fewer_estimates_at_once_first() -> None:
    first = thriftier(Running(), "instruction_editor", "cpu")
    assert first == Running(batch=1)


def test_a_model_that_looks_goes_to_the_cpu() -> None:
    assert thriftier(Running(), "grounder", "cuda") == Running(device="cpu")
    assert thriftier(Running(), "grounder", "cpu") is None


@given(
    offload=st.sampled_from(["none", "model", "sequential"]),
    tiling=st.sampled_from([None, False, True]),
    scale=st.sampled_from([1.0, 0.7, 0.5, 0.25, 0.1]),
    port=st.sampled_from(["inpainter", "instruction_editor", "layout_generator", "depth_estimator"]),
    device=st.sampled_from(["cuda", "mps", "cpu"]),
)
def test_nothing_ever_gets_larger_and_it_ends(offload, tiling, scale, port, device) -> None:
    now, strength = Running(offload=offload, tiling=tiling, scale=scale), ["none", "model", "sequential"]
    for _ in range(10):
        smaller = thriftier(now, port, "cpu" if now.device == "cpu" else device)
        if smaller is None:
            return
        assert smaller != now
        assert smaller.scale <= now.scale
        assert strength.index(smaller.offload) >= strength.index(now.offload)
        assert smaller.tiling or not now.tiling
        now = smaller
    pytest.fail("there was always a smaller plan")


def test_sizes_are_told_in_pixels_where_they_are_known() -> None:
    half = Running(scale=0.5, tiling=True)
    assert told(Running(), half, 512) == "drawn at 512 pixels instead of 1024, decoded in tiles"
    assert told(Running(), Running(device="cpu")) == "on the CPU"


def test_want_of_memory_is_known_by_what_libraries_say() -> None:
    import torch

    assert is_out_of_memory(MemoryError())
    assert is_out_of_memory(torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 2.00 GiB"))
    assert is_out_of_memory(RuntimeError("MPS backend out of memory (MPS allocated: 5.00 GB)"))
    with pytest.raises(RuntimeError) as tried:
        torch.empty(2**60, dtype=torch.uint8)
    assert is_out_of_memory(tried.value), tried.value


def test_other_errors_are_no_want_of_memory() -> None:
    assert not is_out_of_memory(RuntimeError("mat1 and mat2 shapes cannot be multiplied"))
    assert not is_out_of_memory(ValueError("CUDA out of memory"))


def test_what_would_fit_is_named() -> None:
    assert would_fit([("small", 2 * GB), ("large", 20 * GB), ("unread", 0)], 8 * GB) == ("small",)
    said = no_room("inpainter", "drawn at 256 pixels instead of 1024", ("small",), "cuda")
    assert said.startswith("even drawn at 256 pixels instead of 1024; what would fit: ")
    assert "set backends.inpainter to a smaller one (small)" in said
    assert "running.device to cpu" in said
    assert "cpu" not in no_room("inpainter", "", (), "cpu")
