"""GLIGEN (Li et al., CVPR 2023): things drawn into boxes of a picture, after words and, where a model can, pictures.

diffusers keeps its two pipelines among the deprecated ones, whose place may change; they are looked up here alone. They
draw random numbers from PyTorch's common source, which is set by the seed while they work and put back afterwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from functools import reduce
from importlib import import_module
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.patch import blend
from ..checkpoints import Checkpoint
from ..errors import ToolError
from ..generators import Placed, Watch, check_layout
from ..redrawing import as_pixels, brought_back, resized
from ..running import Drawing, Running
from .diffusers_calling import accepted, taste
from .diffusers_few_steps import lay_over
from .diffusers_opening import library, load_pipeline, read_index, unfit
from .torch_running import place

MOST = 30
STEPS = 50
GROUNDING = 1.0
"""Share of the steps in which the boxes count (scheduled sampling): all of them, as where things are put into a
picture."""
CONTEXT = 1.5
RIM = 4
"""Pixels over which a box fades in, inside it."""
NAMES = ("StableDiffusionGLIGENPipeline", "StableDiffusionGLIGENTextImagePipeline")
_PLACES = ("diffusers", "diffusers.pipelines.deprecated.stable_diffusion_gligen", "diffusers.pipelines")


def pipeline_class(name: str) -> Any:
    """One of the two pipelines, wherever this version of diffusers keeps it. Raises ToolError where it has none."""
    library()
    for module in _PLACES:
        try:
            return getattr(import_module(module), name)
        except (ImportError, AttributeError, RuntimeError):
            continue
    raise ToolError(f'this version of diffusers has no {name}; one that has: pip install "diffusers==0.42.1"')


class Gligen:
    """A `LayoutGenerator`. `pipe` is a GLIGEN pipeline of diffusers whose UNet inpaints.

    It sees a square around all boxes with what is near them, mirrored at the edges of the picture. Exemplars are
    followed where the model takes pictures.
    """

    most = MOST

    def __init__(
        self, pipe: Any, drawing: Drawing | None = None, alone: AbstractContextManager[Any] | None = None
    ) -> None:
        """`alone` keeps others from the pipeline while it works."""
        self._pipe, self._drawing, self._alone = pipe, drawing or Drawing(), alone or nullcontext()

    @property
    def side(self) -> int:
        """Pixels a side of what it draws."""
        return int(self._pipe.vae.config.sample_size)

    def draw(
        self,
        background: Pixels,
        things: Sequence[Placed],
        *,
        prompt: str = "",
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Pixels:
        """See `LayoutGenerator.draw`."""
        check_layout(background, things, self.most)
        window = _window(things, background, self.side)
        whole = _mirrored(background, window)
        seen = resized(whole, (self.side, self.side))
        with self._alone:
            drawn = self._call(seen, things, window, prompt or ", ".join(thing.phrase for thing in things), seed, watch)
        inside = window.clamp(background.shape[1], background.shape[0])
        part = inside.shift(-window.left, -window.top).slices
        out = background.copy()
        alpha = _alpha(things, background)[inside.slices]
        out[inside.slices] = blend(out[inside.slices], brought_back(drawn, seen, whole)[part], alpha)
        return out

    def _call(
        self, seen: Pixels, things: Sequence[Placed], window: Box, prompt: str, seed: int, watch: Watch | None
    ) -> Pixels:
        import torch
        from PIL import Image

        pipe, steps = self._pipe, self._drawing.steps or STEPS
        devices = [pipe._execution_device] if pipe._execution_device.type == "cuda" else []
        with (
            torch.random.fork_rng(devices=devices),
            torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True),
        ):
            torch.manual_seed(seed)
            drawn = pipe(
                prompt=prompt,
                gligen_phrases=[self._shortened(thing.phrase) for thing in things],
                gligen_boxes=[_shares(thing.box, window) for thing in things],
                gligen_inpaint_image=Image.fromarray(np.ascontiguousarray(seen)),
                gligen_scheduled_sampling_beta=GROUNDING
                if self._drawing.grounding is None
                else self._drawing.grounding,
                latents=self._noise(seed),
                height=self.side,
                width=self.side,
                callback=None if watch is None else lambda step, time, latents: watch(step + 1, steps),
                output_type="np",
                **self._pictures(things),
                **{"num_inference_steps": steps, **taste(pipe, self._drawing)},
            ).images[0]
        return as_pixels(drawn)

    def _noise(self, seed: int) -> Any:
        """Four channels from the start: the pipelines would draw them anew, unseeded."""
        import torch

        pipe, cells = self._pipe, self.side // self._pipe.vae_scale_factor
        shape = (1, pipe.vae.config.latent_channels, cells, cells)
        noise = torch.randn(shape, generator=torch.Generator("cpu").manual_seed(seed))
        return noise.to(pipe._execution_device, pipe.unet.dtype)

    def _pictures(self, things: Sequence[Placed]) -> dict[str, Any]:
        from PIL import Image

        if "gligen_images" not in accepted(self._pipe):
            return {}
        pictures = [None if one.exemplar is None else Image.fromarray(np.asarray(one.exemplar)) for one in things]
        return {"gligen_images": pictures}

    def _shortened(self, phrase: str) -> str:
        """What of a phrase the text encoder can read."""
        tokenizer = self._pipe.tokenizer
        most = tokenizer.model_max_length
        tokens = tokenizer(phrase, truncation=True, max_length=most).input_ids
        return phrase if len(tokens) < most else str(tokenizer.decode(tokens[1 : most // 2], skip_special_tokens=True))


def _window(things: Sequence[Placed], background: Pixels, native: int) -> Box:
    """The square to look at: around all boxes, no larger than the longer side of the picture."""
    height, width = background.shape[:2]
    around = reduce(Box.union, [thing.box for thing in things])
    side = min(max(native, round(CONTEXT * max(around.size))), max(width, height))
    left, top = _start(around.center.x, side, width), _start(around.center.y, side, height)
    return Box(left, top, left + side, top + side)


def _start(middle: float, side: int, length: int) -> int:
    if side >= length:
        return (length - side) // 2
    return min(max(round(middle - side / 2), 0), length - side)


def _mirrored(background: Pixels, window: Box) -> Pixels:
    """The window of a picture, mirrored at its edges."""
    height, width = background.shape[:2]
    inside = window.clamp(width, height)
    rows = (inside.top - window.top, window.bottom - inside.bottom)
    columns = (inside.left - window.left, window.right - inside.right)
    return np.pad(background[inside.slices], (rows, columns, (0, 0)), mode="symmetric")


def _shares(box: Box, window: Box) -> list[float]:
    """`[x0, y0, x1, y1]` of the window, 0…1."""
    local, side = box.shift(-window.left, -window.top), window.width
    return [local.left / side, local.top / side, local.right / side, local.bottom / side]


def _alpha(things: Sequence[Placed], background: Pixels) -> NDArray[np.uint8]:
    """255 inside boxes, falling to nothing at their rim; the picture's edge is no rim."""
    import cv2

    inside = np.zeros(background.shape[:2], np.uint8)
    for thing in things:
        inside[thing.box.slices] = 1
    depth = cv2.distanceTransform(np.pad(inside, 1, mode="edge"), cv2.DIST_L2, 5)[1:-1, 1:-1]
    return np.asarray(np.rint(np.clip(depth / RIM, 0, 1) * 255), np.uint8)


def load(context: Any) -> Gligen:
    """The model that the row names. Raises MissingRequirement where it cannot be had, ToolError where it is of another
    kind."""
    drawing = context.drawing
    shared = context.shared("gligen", lambda: open_gligen(context.model, context.running, drawing), drawing.lora)
    pipe, usual = shared.model
    return Gligen(pipe, drawing.over(usual), shared.alone)


def open_gligen(checkpoint: Checkpoint, running: Running, drawing: Drawing) -> tuple[Any, Drawing]:
    """The pipeline of a checkpoint, and how a LoRA for few steps wants to draw."""
    name = read_index(checkpoint, running).get("_class_name")
    if name not in NAMES:
        raise unfit(checkpoint, f"it is a {name}, and one of these is needed: {', '.join(NAMES)}")
    pipe = load_pipeline(checkpoint, pipeline_class(name), running)
    channels = pipe.vae.config.latent_channels
    if pipe.unet.config.in_channels != 2 * channels + 1:
        raise unfit(checkpoint, "it draws whole pictures out of nothing, and one that draws into a picture is needed")
    usual = lay_over(pipe, Drawing(lora=drawing.lora), running)
    return place(pipe, running), usual
