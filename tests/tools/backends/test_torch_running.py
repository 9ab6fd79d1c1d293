"""Where models of PyTorch run: every decision, on the CPU, with networks of a few bytes."""

from __future__ import annotations

import importlib.util
from types import SimpleNamespace
from typing import Any

import pytest

from scenewright.tools.backends.torch_running import (
    bytes_of,
    chosen,
    device_of,
    dtype_of,
    found,
    layout,
    parts_of,
    place,
    quantization,
    quantized,
    release,
    room_of,
    stepping,
    suited,
)
from scenewright.tools.errors import MissingRequirement, ToolError
from scenewright.tools.fitting import Fit
from scenewright.tools.running import Running

torch = pytest.importorskip("torch")
GB = 2**30


def linear(size: int = 8) -> Any:
    return torch.nn.Linear(size, size, bias=False)


class Vae(torch.nn.Module):
    tiled = False

    def enable_tiling(self) -> None:
        self.tiled = True


class Pipe:
    """What `place` asks of a pipeline of diffusers, written down."""

    def __init__(self, **parts: Any) -> None:
        self.components = parts
        self.vae = parts.get("vae")
        self.calls: list[Any] = []

    def to(self, device: str) -> None:
        self.calls.append(("to", device))

    def enable_model_cpu_offload(self, device: str) -> None:
        self.calls.append(("model", device))

    def enable_sequential_cpu_offload(self, device: str) -> None:
        self.calls.append(("sequential", device))

    def set_progress_bar_config(self, disable: bool) -> None:
        self.calls.append(("bar", not disable))


def test_without_an_accelerator_models_run_on_the_cpu_in_float32() -> None:
    if torch.cuda.is_available() or torch.backends.mps.is_available():
        pytest.skip("this machine has an accelerator")
    assert device_of(Running()) == "cpu"
    assert dtype_of(Running(), "cpu") is torch.float32
    with pytest.raises(ToolError, match=r"running\.device is 'cuda', but PyTorch finds: cpu"):
        device_of(Running(device="cuda"))


@pytest.mark.parametrize(
    ("cuda", "mps", "device"),
    [(True, False, "cuda"), (True, True, "cuda"), (False, True, "mps"), (False, False, "cpu")],
)
def test_auto_is_the_first_device_that_there_is_and_what_is_named_must_be_there(cuda, mps, device) -> None:
    assert chosen("auto", cuda=cuda, mps=mps) == device
    assert chosen("cpu", cuda=cuda, mps=mps) == "cpu"
    for name, there in (("cuda", cuda), ("mps", mps)):
        if there:
            assert chosen(name, cuda=cuda, mps=mps) == name
            continue
        with pytest.raises(ToolError, match=f"running.device is '{name}', but PyTorch finds: .*cpu; set one of these"):
            chosen(name, cuda=cuda, mps=mps)


def test_half_precision_is_the_one_that_a_device_computes_in() -> None:
    told = [suited(*device) for device in (("cuda", True), ("cuda", False), ("mps", False), ("cpu", False))]
    assert told == ["bfloat16", "float16", "float16", "float32"]


def test_precision_is_what_settings_say_or_what_suits_the_device() -> None:
    assert dtype_of(Running(precision="bfloat16"), "cpu") is torch.bfloat16
    assert dtype_of(Running(), "mps") is torch.float16
    assert dtype_of(Running(device="cpu", precision="float16"), "cpu") is torch.float16


def test_the_cpus_memory_is_the_machines() -> None:
    assert found(Running(device="cpu", memory=3 * GB))[3:] == (3 * GB, 3 * GB)
    device = found(Running(device="cpu"))
    assert device.kind == "cpu"
    assert device.bytes > device.room > GB


@pytest.mark.parametrize(
    ("limit", "expected"),
    [(None, (10 * GB, 8 * GB)), (6 * GB, (6 * GB, 4 * GB)), (1 * GB, (1 * GB, 0)), (99 * GB, (10 * GB, 8 * GB))],
)
def test_room_counts_what_the_allocator_keeps_and_what_settings_allow(limit: int | None, expected: Any) -> None:
    assert room_of(free=7 * GB, held=2 * GB, kept=3 * GB, limit=limit) == expected


def test_parts_are_counted_in_bytes() -> None:
    pipe = Pipe(unet=linear(8), text_encoder=linear(2), tokenizer=object(), vae=Vae())
    assert parts_of(pipe) == {"unet": 256, "text_encoder": 16, "vae": 0}
    assert parts_of(linear(8)) == {"": 256}
    assert bytes_of(linear(8).half()) == 128


def test_on_the_cpu_nothing_is_offloaded_and_tiles_are_as_settings_say() -> None:
    pipe = Pipe(unet=linear(), vae=Vae())
    assert layout(pipe, Running(offload="sequential"), "cpu") == Fit()
    assert layout(pipe, Running(tiling=True), "cpu") == Fit(tiling=True)
    assert place(pipe, Running(device="cpu", tiling=True)) is pipe
    assert pipe.calls == [("bar", False), ("to", "cpu")]
    assert pipe.vae.tiled


@pytest.mark.parametrize(("offload", "call"), [("none", "to"), ("model", "model"), ("sequential", "sequential")])
def test_a_pipeline_lies_as_it_fits(offload: Any, call: str) -> None:
    from scenewright.tools.backends.torch_running import _offload

    pipe = Pipe(unet=linear())
    _offload(pipe, "cuda", Fit(offload))
    assert pipe.calls == [(call, "cuda")]


def test_a_single_network_is_put_on_the_device_and_evaluated() -> None:
    network = torch.nn.Dropout().train()
    assert place(network, Running(device="cpu")) is network
    assert not network.training
    release()


def test_diffusers_steps_are_told_and_can_be_stopped() -> None:
    told: list[tuple[int, int]] = []
    step, pipe = stepping(lambda *now: told.append(now)), SimpleNamespace(num_timesteps=4)
    assert step is not None
    assert step(pipe, 0, None, {"latents": 1}) == {"latents": 1}
    step(pipe, 3, None, {})
    assert told == [(1, 4), (4, 4)]
    assert stepping(None) is None
    own = stepping(lambda *now: told.append(now), total=9)
    assert own is not None
    own(SimpleNamespace(), 0, None, {})
    assert told[-1] == (1, 9)


def test_quantisation_says_what_it_needs() -> None:
    assert quantized(Running(), ["unet"], "cpu", torch.float32) == {}
    if importlib.util.find_spec("bitsandbytes") is None:
        with pytest.raises(MissingRequirement, match="pip install bitsandbytes"):
            quantized(Running(quantization="4bit"), ["unet"], "cuda", torch.float16)
        return
    with pytest.raises(ToolError, match="on an accelerator only"):
        quantized(Running(quantization="4bit"), ["unet"], "cpu", torch.float32)


def test_diffusers_understands_how_weights_are_quantised() -> None:
    pytest.importorskip("diffusers")
    four = quantization("4bit", ["transformer"], torch.bfloat16)["quantization_config"]
    assert (four.quant_backend, four.components_to_quantize) == ("bitsandbytes_4bit", ["transformer"])
    assert four.quant_kwargs["bnb_4bit_compute_dtype"] is torch.bfloat16
    eight = quantization("8bit", ["unet"], torch.float16)["quantization_config"]
    assert eight.quant_kwargs == {"load_in_8bit": True}


def test_a_pipeline_is_opened_with_its_largest_part_quantised(tiny) -> None:
    """On the real loading path as far as a machine without an accelerator comes: diffusers hands the UNet, and no other
    part, to its quantiser, which says what it lacks here."""
    if torch.cuda.is_available():
        pytest.skip("this machine has what the quantiser lacks elsewhere")
    from scenewright.tools.backends.diffusers_opening import library, options_of, read_index
    from scenewright.tools.checkpoints import Checkpoint

    checkpoint = Checkpoint(str(tiny("stable_diffusion")))
    index = read_index(checkpoint, Running(device="cpu", offline=True))
    plain = options_of(checkpoint, index, torch.float32)
    pipeline = library().StableDiffusionInpaintPipeline
    for bits in ("4bit", "8bit"):
        with pytest.raises((ImportError, RuntimeError), match=r"A GPU is needed for quantization|bitsandbytes"):
            pipeline.from_pretrained(str(checkpoint.folder), **plain, **quantization(bits, ["unet"], torch.bfloat16))
        elsewhere = quantization(bits, ["a part that it has not"], torch.bfloat16)
        assert pipeline.from_pretrained(str(checkpoint.folder), **plain, **elsewhere).unet.dtype is torch.float32
