"""What to try after memory ran out: smaller plans, one after the other, told in words, and what to say at the end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .fitting import DRAWING, needed, split
from .running import Running

SMALLEST = 0.25
"""Share of its own side below which a generator draws nothing that is worth having."""
SAYINGS = (
    "CUDA out of memory",
    "MPS backend out of memory",
    "CUBLAS_STATUS_ALLOC_FAILED",
    "DefaultCPUAllocator: can't allocate memory",
    "DefaultCPUAllocator: not enough memory",
    "Failed to allocate memory",
    "std::bad_alloc",
    "Insufficient memory",
)
"""How CUDA, Apple's MPS, PyTorch's allocator for the CPU, onnxruntime and OpenCV say it, in errors of a common type."""


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an error says that memory ran out, the machine's or a device's; nothing is imported to find out."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    foreign = isinstance(error, RuntimeError) or type(error).__module__.partition(".")[0] in ("cv2", "onnxruntime")
    return foreign and any(saying in str(error) for saying in SAYINGS)


def thriftier(running: Running, port: str, device: str) -> Running | None:
    """The next smaller plan after one that ran out of memory; None where nothing smaller is left.

    Of a model that draws first what changes no pixel (parts wait in main memory, one estimate at once), then tiles,
    then what is slow, and at last half the size, and half of that. One that looks goes to the CPU.
    """
    if port not in DRAWING:
        return None if device == "cpu" else running.model_copy(update={"device": "cpu"})
    plans: list[dict[str, object]] = [{"batch": 1}] if port == "instruction_editor" else [{}]
    if device != "cpu":
        plans[0]["offload"] = "model"
    plans.append({**plans[0], "tiling": True})
    if device != "cpu":
        plans.append({**plans[1], "offload": "sequential"})
    scale = running.scale / 2
    while scale >= SMALLEST:
        plans.append({**plans[-1], "scale": scale})
        scale /= 2
    return _next(running, plans)


_STRENGTH = {"auto": 0, "none": 0, "model": 1, "sequential": 2}


def _next(running: Running, plans: Sequence[dict[str, object]]) -> Running | None:
    """The first plan that asks for something smaller than `running` has, laid over it; nothing gets larger."""
    for plan in plans:
        changes = {name: value for name, value in plan.items() if not _as_small(running, name, value)}
        if changes:
            return running.model_copy(update=changes)
    return None


def _as_small(running: Running, name: str, value: object) -> bool:
    now = getattr(running, name)
    if name == "offload":
        return _STRENGTH[now] >= _STRENGTH[str(value)]
    return bool(now == value)


def told(before: Running, after: Running, side: int | None = None) -> str:
    """What a smaller plan does, in words: `side` is that in pixels at which it works."""
    drawn = f"drawn at {side} pixels instead of {round(side * before.scale / after.scale)}" if side else "drawn smaller"
    says = {
        "scale": drawn,
        "tiling": "decoded in tiles",
        "offload": "with every layer waiting in main memory until it works"
        if after.offload == "sequential"
        else "with the parts that do not work waiting in main memory",
        "batch": "one estimate at a time",
        "device": "on the CPU",
    }
    return ", ".join(text for name, text in says.items() if getattr(before, name) != getattr(after, name) != "none")


def no_room(port: str, tried: str, fits: Sequence[str], device: str) -> str:
    """What to say when no smaller plan is left: `tried` what was, `fits` other back-ends that should do."""
    ways = [f"set backends.{port} to a smaller one ({', '.join(fits)})"] if fits else []
    ways += ["set running.device to cpu, which is slow"] if device != "cpu" else []
    ways += ["close what else takes memory, or work on a smaller photo"]
    return f"{f'even {tried}; ' if tried else ''}what would fit: {'; or '.join(ways)}"


def would_fit(rows: Iterable[tuple[str, int]], room: int) -> tuple[str, ...]:
    """Those of `(name, bytes of weights)` that `room` bytes of a device have place for, whole or part by part."""
    return tuple(name for name, weights in rows if weights and needed(split(weights), "model") <= room)
