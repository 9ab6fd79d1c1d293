"""Models with the inpaint signature of diffusers (picture + mask + words → picture): SD, SDXL, FLUX, Qwen-Image."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..checkpoints import Checkpoint
from ..context_crop import CropRule, check_fill, check_sizes, fill_in_crops, fill_reduced, hole_crops, shrink_mask
from ..generators import Watch
from ..running import Drawing, Running
from ..smooth_fill import smooth_fill
from .diffusers_calling import accepted, cell_side, native_side, taste, working_size
from .diffusers_few_steps import lay_over
from .diffusers_opening import library, load_pipeline, own_class, unfit
from .torch_running import place, stepping

CONTEXT = 2.0
SMALLEST = 16
"""Pixels a side of the smallest crop. For words one is at least half as wide as the model draws: small things are drawn
enlarged."""

NEUTRAL_PROMPT = "the empty background, with nothing in it"
"""What is asked for where no words were given: that the surroundings go on."""

KEPT = 0.6
"""How much is drawn anew where a thing is to stay what it is, unless settings say."""
NEARLY = 0.9
"""A pipeline's own strength from here on means all: SDXL's begins at 0.9999, from the colours around the hole."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What a crop is to become."""

    prompt: str
    seed: int
    strength: float
    """How much of it is drawn anew."""
    hide: bool = True
    """Whether the model may not see what was there."""


class DiffusersInpaint:
    """An `Inpainter` and `Redrawer` that follows words. `pipe` is an inpaint pipeline of diffusers.

    What is in a hole is hidden from the model, and barred pixels with it, so that no other object is continued into
    it. Without words each group of the hole has a crop of its own; words are drawn once, in one crop around all of it.
    """

    def __init__(self, pipe: Any, drawing: Drawing | None = None, scale: float = 1.0, alone: Any = None) -> None:
        """`scale` is the side at which it draws, as a share of the model's own; `alone` is held while it does."""
        self._pipe, self._drawing, self._cell = pipe, drawing or Drawing(), cell_side(pipe)
        self._native = max(SMALLEST, 2 * self._cell, round(scale * native_side(pipe)))
        self._alone = alone or threading.Lock()

    @property
    def side(self) -> int:
        """Pixels of the longer side at which it draws."""
        return self._native

    def fill(
        self,
        pixels: Pixels,
        hole: Mask,
        *,
        barred: Mask | None = None,
        prompt: str | None = None,
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        """See `Inpainter.fill`; raises ValueError where there are neither words nor surroundings to go by."""
        wish = _Wish(prompt or NEUTRAL_PROMPT, seed, fresh(self._pipe))
        if prompt is not None:
            return self._once(pixels, hole, barred, wish, watch)
        check_fill(pixels, hole, barred)
        rule = CropRule(self._native, CONTEXT)
        parts = parts_watched(watch, len(hole_crops(hole, rule)))

        def imagine(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            return self._imagine(crop, gap, shut, wish, next(parts))

        return fill_in_crops(pixels, hole, barred, rule, imagine)

    def redraw(
        self,
        pixels: Pixels,
        place: Mask,
        *,
        prompt: str,
        seed: int = 0,
        watch: Watch | None = None,
        strength: float | None = None,
    ) -> Pixels:
        """See `Redrawer.redraw`; `drawing.strength` (0.6) is how much is drawn anew where nothing else is said."""
        wish = _Wish(prompt, seed, max(strength or self._drawing.strength or KEPT, self._least), hide=False)
        return self._once(pixels, place, None, wish, watch)

    @property
    def _least(self) -> float:
        """The strength at which one step is left: pipelines refuse to draw in none."""
        return min(1.0, 1.001 / self._drawing.steps) if self._drawing.steps else 0.0

    def _once(self, pixels: Pixels, hole: Mask, barred: Mask | None, wish: _Wish, watch: Watch | None) -> Pixels:
        """One crop around the whole hole, pasted back inside it."""
        check_sizes(pixels, hole, barred)
        filled = pixels.copy()
        if hole.area:
            rule = CropRule(max(SMALLEST, self._native // 2), CONTEXT)
            window = rule.window(hole.box, Box.of_size(hole.width, hole.height)).slices
            gap = hole.array[window]
            shut = np.zeros_like(gap) if barred is None else barred.array[window] & ~gap
            filled[window][gap] = self._imagine(np.ascontiguousarray(pixels[window]), gap, shut, wish, watch)[gap]
        return filled

    def _imagine(
        self, crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_], wish: _Wish, watch: Watch | None
    ) -> Pixels:
        """The crop with its gap drawn, no larger than the model works at in between."""

        def draw(small: Pixels, hole: NDArray[np.bool_], others: NDArray[np.bool_]) -> Pixels:
            return self._draw(small, hole | others, wish, watch)

        return fill_reduced(crop, gap, shut, self._native, draw)

    def _draw(self, crop: Pixels, hidden: NDArray[np.bool_], wish: _Wish, watch: Watch | None) -> Pixels:
        """The whole crop as the model draws it, at its native size in between."""
        size = working_size(crop.shape[1], crop.shape[0], self._native, self._cell)
        seen = _resize(smooth_fill(crop, hidden) if wish.hide else crop, size)
        drawn = self._call(seen, _whole_cells(hidden, size, self._cell), wish, watch)
        return _resize(drawn, (crop.shape[1], crop.shape[0]))

    def _call(self, picture: Pixels, mask: NDArray[np.bool_], wish: _Wish, watch: Watch | None) -> Pixels:
        """The pipeline called on a picture h×w×3 and a mask h×w of whole latent cells."""
        import torch
        from PIL import Image

        options = {**taste(self._pipe, self._drawing), "strength": wish.strength}
        options["callback_on_step_end"] = stepping(watch)
        takes = accepted(self._pipe)
        with self._alone, torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
            result = self._pipe(
                prompt=wish.prompt,
                image=Image.fromarray(picture),
                mask_image=Image.fromarray(np.where(mask, 255, 0).astype(np.uint8)),
                width=picture.shape[1],
                height=picture.shape[0],
                generator=torch.Generator("cpu").manual_seed(wish.seed),
                output_type="np",
                **{name: value for name, value in options.items() if name in takes},
            )
        return np.asarray(np.rint(255 * np.clip(result.images[0], 0, 1)), np.uint8)


def fresh(pipe: Any) -> float:
    """The strength with which a pipeline draws a hole: all of it, or the nearly all that some ask for themselves."""
    own = accepted(pipe).get("strength")
    return own if isinstance(own, float) and own >= NEARLY else 1.0


def parts_watched(watch: Watch | None, parts: int) -> Iterator[Watch | None]:
    """A watch for each part of a work of several, which tells of the whole."""
    for part in range(parts):
        yield None if watch is None else partial(_told, watch, part, parts)


def _told(watch: Watch, part: int, parts: int, done: int, total: int) -> None:
    watch(part * total + done, parts * total)


def _whole_cells(hidden: NDArray[np.bool_], size: tuple[int, int], cell: int) -> NDArray[np.bool_]:
    """Where hidden, at `(width, height)`: latent cells count whole, since the model samples one pixel of each."""
    cells = shrink_mask(hidden, (size[0] // cell, size[1] // cell))
    return np.asarray(cells.repeat(cell, axis=0).repeat(cell, axis=1))


def _resize(picture: Pixels, size: tuple[int, int]) -> Pixels:
    import cv2

    if picture.shape[1::-1] == tuple(size):
        return picture
    way = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def load(context: Any) -> DiffusersInpaint:
    """The model of the row, or the one that settings put in its place. Raises as `open_inpaint`."""
    drawing = context.drawing.over(context.spec.drawing)
    kind = "diffusers-inpaint"
    shared = context.shared(kind, lambda: open_inpaint(context.model, context.running, drawing), drawing)
    pipe, drawing = shared.model
    return DiffusersInpaint(pipe, drawing, context.running.scale, shared.alone)


def open_inpaint(checkpoint: Checkpoint, running: Running, drawing: Drawing) -> tuple[Any, Drawing]:
    """The inpaint pipeline of a checkpoint on its device, and how it draws with the LoRA that is laid over it.

    Raises MissingRequirement where something cannot be had, ToolError for what diffusers cannot open as an inpainting
    model kept in safetensors files.
    """
    pipe = _load(checkpoint, running)
    drawing = lay_over(pipe, drawing, running)
    return place(pipe, running), drawing


def _load(checkpoint: Checkpoint, running: Running) -> Any:
    """Opened as the class that it names if that takes a mask, else as the one that fills with the same parts."""
    own = own_class(checkpoint, running)
    if "mask_image" in accepted(own):
        return load_pipeline(checkpoint, own, running)
    fills = library().AutoPipelineForInpainting
    if checkpoint.file is None:
        return load_pipeline(checkpoint, fills, running)
    try:
        return fills.from_pipe(load_pipeline(checkpoint, own, running))
    except ValueError as error:
        raise unfit(checkpoint, error) from error
