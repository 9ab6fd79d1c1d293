"""What of a model fits a device: how much of it waits in main memory, and whether its VAE works in tiles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Offload = Literal["none", "model", "sequential"]
"""What waits in main memory: nothing, the parts of a pipeline that do not work, or every layer but the working one."""

ROOM = 1.25
"""Bytes of the device for each byte of weights that lies there: what the work itself takes, as a rule of thumb."""
SLACK = 2**29
"""Bytes that stay free beside them: contexts, kernels, fragments."""
SHORT = 8 * 2**30
"""Below so many free bytes a VAE works in tiles: decoding 1024×1024 whole takes several GiB."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model is laid out on its device."""

    offload: Offload = "none"
    tiling: bool = False


def needed(parts: Sequence[int], offload: Offload) -> int:
    """Bytes of the device that a model of `parts` (bytes of weights each) takes, as a rule of thumb."""
    weights = {"none": sum(parts), "model": max(parts, default=0), "sequential": 0}[offload]
    return int(ROOM * weights) + SLACK


def fitting(parts: Sequence[int], free: int) -> Offload:
    """The least offloading with which `parts` fit `free` bytes; `sequential` where nothing less does."""
    for offload in ("none", "model"):
        if needed(parts, offload) <= free:
            return offload
    return "sequential"
