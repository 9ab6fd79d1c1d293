"""What of a model fits a device: how much of it waits in main memory, and whether its VAE works in tiles."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from .running import Running
from .specs import BackendSpec

Offload = Literal["none", "model", "sequential"]
"""What waits in main memory: nothing, the parts of a pipeline that do not work, or every layer but the working one."""

ROOM = 1.25
"""Bytes of the device for each byte of weights that lies there: what the work itself takes, as a rule of thumb."""
SLACK = 2**29
"""Bytes that stay free beside them: contexts, kernels, fragments."""
SHORT = 8 * 2**30
"""Below so many free bytes a VAE works in tiles: decoding 1024×1024 whole takes several GiB."""
LARGEST_PART = 0.75
"""Share of a pipeline's weights that its largest part has, where only their sum is known: 0.7 of FLUX with its T5, 0.8
of SD 1.5."""
DRAWING = ("inpainter", "layout_generator", "instruction_editor")
"""Ports of models that draw, which can do so smaller and in tiles."""


@dataclass(frozen=True, slots=True)
class Fit:
    """How a model is laid out on its device."""

    offload: Offload = "none"
    tiling: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """Bytes that a loaded model holds of main memory and of the device, and what there is of both for all models (0:
    nobody has said)."""

    main: int = 0
    device: int = 0
    main_room: int = 0
    device_room: int = 0


def needed(parts: Sequence[int], offload: Offload) -> int:
    """Bytes of the device that a model of `parts` (bytes of weights each) takes, as a rule of thumb."""
    weights = {"none": sum(parts), "model": max(parts, default=0), "sequential": 0}[offload]
    return int(ROOM * weights) + SLACK


def fitting(parts: Sequence[int], free: int) -> Offload:
    """The least offloading with which `parts` fit `free` bytes; `sequential` where nothing less does."""
    choices: tuple[Offload, ...] = ("none", "model")
    return next((offload for offload in choices if needed(parts, offload) <= free), "sequential")


def stated(spec: BackendSpec, running: Running, device: str) -> int:
    """Bytes of a row's weights as they would lie on a device: rows state them in float32, as the CPU runs them; else
    its files', and 0 where nobody has read those either."""
    if not spec.memory:
        return (spec.model.bytes or 0) if spec.model else 0
    halved = running.precision in ("float16", "bfloat16")
    halved |= running.precision == "auto" and device != "cpu" and spec.port in DRAWING
    share = {"none": 0.5 if halved else 1.0, "8bit": 0.25, "4bit": 0.125}[running.quantization]
    return int(spec.memory * share)


def split(weights: int) -> tuple[int, int]:
    """Weights of which only the sum is known, as the largest part and the rest."""
    largest = int(LARGEST_PART * weights)
    return largest, weights - largest


def demand(weights: int, running: Running, device: str, room: int) -> Demand:
    """What a model of so many bytes holds, where a device other than the CPU has `room` bytes for models."""
    if device == "cpu":
        return Demand(main=weights, main_room=room)
    parts = split(weights)
    offload = fitting(parts, room) if running.offload == "auto" else running.offload
    held = {"none": weights, "model": parts[0], "sequential": 0}[offload]
    return Demand(main=0 if offload == "none" else weights, device=held, device_room=room)


def main_room(running: Running) -> int:
    """Bytes of main memory that models of the foundation toolset may take where the CPU runs them: what settings say,
    else half of what the machine has (0 where it does not say)."""
    if running.memory is not None:
        return running.memory
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
    except (AttributeError, ValueError, OSError):  # Windows has no such thing
        return 0


Room = Literal["whole", "offloaded", "layer by layer"]


def verdict(weights: int, free: int) -> Room:
    """How a model of so many bytes would lie on a device with so many free ones."""
    names: dict[Offload, Room] = {"none": "whole", "model": "offloaded", "sequential": "layer by layer"}
    return names[fitting(split(weights), free)]
