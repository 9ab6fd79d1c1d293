"""Generators that draw what can be told beforehand: for tests, scripts and fault injection, never as a stand-in."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np

from ...scene.image import Pixels, check_pixels
from ...scene.mask import Mask
from ..generators import Edited, Placed, Watch, check_layout
from .scripted import ScriptedInpainter

STEPS = 4


def tint(words: str, seed: int = 0) -> tuple[int, int, int]:
    """The colour that stands for these words."""
    digest = hashlib.sha256(f"{seed} {words}".encode()).digest()
    return digest[0], digest[1], digest[2]


class ShortInpainter(ScriptedInpainter):
    """A faulty inpainter: the memory runs out in the middle of its first `times` calls."""

    def __init__(self, times: int, error: BaseException) -> None:
        super().__init__()
        self._times, self._error = times, error

    def fill(self, pixels: Pixels, hole: Mask, **more: Any) -> Pixels:
        if len(self.calls) < self._times:
            self.calls.append("short")
            raise self._error
        return super().fill(pixels, hole, **more)


class SizedInpainter(ScriptedInpainter):
    """An `Inpainter` that draws at `side` pixels, and for whom more than `most` are too many."""

    def __init__(self, side: int, most: int) -> None:
        super().__init__()
        self.side, self._most = side, most

    def fill(self, pixels: Pixels, hole: Mask, **more: Any) -> Pixels:
        if self.side > self._most:
            raise MemoryError(f"no memory for {self.side}×{self.side} pixels")
        return super().fill(pixels, hole, **more)


class ScriptedLayoutGenerator:
    """A `LayoutGenerator` that paints every box in the colour of its phrase, or with its exemplar."""

    most = 30

    def __init__(self) -> None:
        self.calls: list[str] = []

    def draw(
        self,
        background: Pixels,
        things: Sequence[Placed],
        *,
        prompt: str = "",
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        check_layout(background, things, self.most)
        self.calls.extend(thing.phrase for thing in things)
        _steps(watch)
        out = background.copy()
        for thing in things:
            out[thing.box.slices] = tint(thing.phrase, seed) if thing.exemplar is None else _spread(thing)
        return out


class ScriptedInstructionEditor:
    """An `InstructionEditor` that mixes the picture with the colour of the instruction; specific instructions win in
    upright strips, from left to right."""

    mixes = True

    def __init__(self) -> None:
        self.calls: list[str] = []

    def edit(
        self,
        pixels: Pixels,
        instruction: str,
        *,
        specific: Sequence[str] = (),
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Edited:
        check_pixels(pixels)
        self.calls.append(instruction)
        _steps(watch)
        said = specific or (instruction,)
        strip = np.arange(pixels.shape[1]) * len(said) // pixels.shape[1]
        colors = np.asarray([tint(words, seed) for words in said], np.float32)[strip]
        drawn = np.rint((pixels.astype(np.float32) + colors[None]) / 2).astype(np.uint8)
        won = np.broadcast_to(strip.astype(np.int8), pixels.shape[:2]).copy() if specific else None
        return Edited(drawn, won)


def load_sized_inpainter(context: Any) -> SizedInpainter:
    """A generator of 1024 pixels on a machine that has memory for so many as its model is named after."""
    return SizedInpainter(round(1024 * context.running.scale), int(context.model.name))


def load_layout_generator(context: Any) -> ScriptedLayoutGenerator:
    """Boxes in the colours of their phrases."""
    return ScriptedLayoutGenerator()


def load_instruction_editor(context: Any) -> ScriptedInstructionEditor:
    """The picture in the colour of the instruction."""
    return ScriptedInstructionEditor()


def _spread(thing: Placed) -> Pixels:
    from PIL import Image

    exemplar = Image.fromarray(np.asarray(thing.exemplar))
    return np.asarray(exemplar.resize(thing.box.size))


def _steps(watch: Watch | None) -> None:
    for done in range(1, STEPS + 1):
        if watch is not None:
            watch(done, STEPS)
