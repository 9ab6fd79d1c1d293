"""Where models of PyTorch run: device, precision, what waits in main memory, tiles, and their steps told of."""

from __future__ import annotations

import gc
import importlib.util
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..errors import MissingRequirement, ToolError
from ..fitting import SHORT, Demand, Fit, demand, fitting, main_room, stated
from ..generators import Watch
from ..running import Running
from ..specs import BackendSpec

Callback = Callable[[Any, int, Any, dict[str, Any]], dict[str, Any]]
"""What diffusers calls `callback_on_step_end`."""


def device_of(running: Running) -> str:
    """`cuda`, `mps` or `cpu`. Raises ToolError for a device that settings name and PyTorch does not find."""
    import torch

    return chosen(running.device, cuda=torch.cuda.is_available(), mps=torch.backends.mps.is_available())


def chosen(wanted: str, *, cuda: bool, mps: bool) -> str:
    """The device that is wanted (`auto`: the fastest), of those that there are. Raises as `device_of`."""
    there = [name for name, found in (("cuda", cuda), ("mps", mps), ("cpu", True)) if found]
    if wanted == "auto":
        return there[0]
    if wanted not in there:
        raise ToolError(
            f"running.device is {wanted!r}, but PyTorch finds: {', '.join(there)}; set one of these, or 'auto'"
        )
    return wanted


def dtype_of(running: Running, device: str) -> Any:
    """The torch.dtype of weights: what settings say, else float32 on the CPU and half precision on accelerators
    (bfloat16 where a CUDA device computes in it, as it does not overflow; else float16)."""
    import torch

    if running.precision != "auto":
        return getattr(torch, running.precision)
    ranged = device == "cuda" and torch.cuda.is_bf16_supported(including_emulation=False)
    return getattr(torch, suited(device, ranged))


def suited(device: str, ranged: bool) -> str:
    """The precision that suits a device; `ranged`: whether it computes in bfloat16."""
    return "float32" if device == "cpu" else "bfloat16" if ranged else "float16"


class Device(NamedTuple):
    """A device as it is found: its name for people, its bytes, those of them that models of this process may take in
    all, and those that are free for one more."""

    kind: str
    name: str
    bytes: int
    room: int
    free: int


def found(running: Running) -> Device:
    """The device that settings choose, and its memory; of the CPU, main memory. Raises what `device_of` raises."""
    import torch

    kind = device_of(running)
    if kind == "cpu":
        room = main_room(running)
        return Device(kind, "CPU", room if running.memory else 2 * room, room, room)
    if kind == "cuda":
        free, whole = torch.cuda.mem_get_info()
        name, held, kept = torch.cuda.get_device_name(), torch.cuda.memory_allocated(), torch.cuda.memory_reserved()
    else:
        whole, name = torch.mps.recommended_max_memory(), "Apple GPU"
        held, kept = torch.mps.current_allocated_memory(), torch.mps.driver_allocated_memory()
        free = whole - kept
    return Device(kind, name, whole, *room_of(free, held, kept, running.memory))


def room_of(free: int, held: int, kept: int, limit: int | None) -> tuple[int, int]:
    """`(room, free)` of a device of which `free` bytes are nobody's, this process holds `held` in tensors, and has
    `kept` (those, and what its allocator keeps for the next ones); `limit` is what settings allow."""
    room = free + kept if limit is None else min(limit, free + kept)
    return room, max(0, room - held)


def demanded(spec: BackendSpec, running: Running) -> Demand:
    """What a row's model will hold of main memory and of the device. Raises what `device_of` raises."""
    device = found(running)
    return demand(stated(spec, running, device.kind), running, device.kind, device.room)


def release() -> None:
    """Give back what models that are gone left: cycles of Python objects, and blocks that PyTorch keeps."""
    gc.collect()
    import torch

    if torch.cuda.is_available():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()


def parts_of(pipe: Any) -> dict[str, int]:
    """Bytes of weights of each network of a pipeline of diffusers, by its name there (of one network: by '')."""
    import torch

    parts = {"": pipe} if isinstance(pipe, torch.nn.Module) else pipe.components
    return {name: bytes_of(part) for name, part in parts.items() if isinstance(part, torch.nn.Module)}


def bytes_of(network: Any) -> int:
    """Bytes of a network's weights and buffers."""
    tensors = (*network.parameters(), *network.buffers())
    return sum(tensor.numel() * tensor.element_size() for tensor in tensors)


def layout(pipe: Any, running: Running, device: str) -> Fit:
    """How a pipeline is laid out: what settings say, and for the rest what fits. On the CPU nothing is offloaded."""
    if device == "cpu":
        return Fit(tiling=bool(running.tiling))
    free = found(running).free
    offload = fitting(tuple(parts_of(pipe).values()), free) if running.offload == "auto" else running.offload
    return Fit(offload, free < SHORT if running.tiling is None else running.tiling)


BITS: dict[str, tuple[str, dict[str, Any]]] = {
    "8bit": ("bitsandbytes_8bit", {"load_in_8bit": True}),
    "4bit": ("bitsandbytes_4bit", {"load_in_4bit": True, "bnb_4bit_quant_type": "nf4"}),
}
"""What diffusers is told by setting: LLM.int8() (Dettmers et al., NeurIPS 2022), and the 4-bit normal floats of QLoRA
(Dettmers et al., NeurIPS 2023)."""


def quantized(running: Running, parts: Iterable[str], device: str, dtype: Any) -> dict[str, Any]:
    """Options of a pipeline's `from_pretrained` that keep the weights of its largest part (of these `parts`) in 8 or 4
    bits, where settings ask for it. Raises MissingRequirement without bitsandbytes, ToolError for what cannot be."""
    if running.quantization == "none":
        return {}
    if importlib.util.find_spec("bitsandbytes") is None:
        what = f"running.quantization = {running.quantization!r} needs the Python module bitsandbytes"
        raise MissingRequirement(what, "pip install bitsandbytes")
    if device == "cpu":
        raise ToolError("weights are quantised on an accelerator only; set running.quantization to 'none' on the CPU")
    largest = [name for name in ("transformer", "unet") if name in parts]
    if not largest:
        raise ToolError("running.quantization is for pipelines with a transformer or a UNet; set it to 'none'")
    return quantization(running.quantization, largest, dtype)


def quantization(bits: str, parts: list[str], dtype: Any) -> dict[str, Any]:
    """The option, with diffusers' own description of it."""
    from diffusers import PipelineQuantizationConfig

    backend, options = BITS[bits]
    working = {"bnb_4bit_compute_dtype": dtype} if bits == "4bit" else {}
    return {"quantization_config": PipelineQuantizationConfig(backend, {**options, **working}, parts)}


def place(pipe: Any, running: Running, fit: Fit | None = None) -> Any:
    """Put a loaded pipeline of diffusers (or one network) on the device that settings say: whole, or offloaded as far
    as it has to be, its VAE in tiles where memory is short. `fit` says how, instead of what fits. Gives it back.

    A pipeline goes through here once, right after it was opened, in the precision it is to run in (`dtype_of`).
    """
    device = device_of(running)
    fit = fit or layout(pipe, running, device)
    if not hasattr(pipe, "components"):
        return pipe.to(device).eval()
    pipe.set_progress_bar_config(disable=True)
    _offload(pipe, device, fit)
    if fit.tiling and hasattr(getattr(pipe, "vae", None), "enable_tiling"):
        pipe.vae.enable_tiling()
    return pipe


def _offload(pipe: Any, device: str, fit: Fit) -> None:
    if fit.offload == "none" or device == "cpu":
        pipe.to(device)
    elif fit.offload == "model":
        pipe.enable_model_cpu_offload(device=device)
    else:
        pipe.enable_sequential_cpu_offload(device=device)


def stepping(watch: Watch | None, total: int | None = None) -> Callback | None:
    """A `callback_on_step_end` for diffusers that tells `watch` of each step; None (allowed there) without one.

    What `watch` raises ends the pipeline there. `total` is for pipelines that do not know their `num_timesteps`.
    """
    if watch is None:
        return None

    def told(pipe: Any, step: int, timestep: Any, kept: dict[str, Any]) -> dict[str, Any]:
        watch(step + 1, total or int(pipe.num_timesteps))
        return kept

    return told
