"""InstructPix2Pix (Brooks et al., CVPR 2023) and its kin (MagicBrush, SDXL's), with SANE for vague instructions.

The loop over the steps is our own, since mixing estimates has to happen before a scheduler's step, where diffusers
calls nobody; without specific instructions it gives the pixels of diffusers' pipeline, bit for bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels
from ..generators import Edited, Watch
from ..redrawing import as_pixels, brought_back, resized
from ..running import Drawing, Running
from .diffusers_calling import cell_side, native_side, working_size
from .diffusers_few_steps import lay_over
from .diffusers_opening import library, load_pipeline, own_class, unfit
from .noise_mixing import PICTURE, SPECIFIC, WORDS, Weights, guided, mixed, votes, winning
from .torch_running import place

STEPS = 30
CELLS = 8
"""Sides of a drawn picture are whole multiples of this many latent cells, as the UNet halves them."""


class _Asked(NamedTuple):
    """What the UNet is asked for at once: words B×T×D, what else goes with them, and the picture's latents B×C×h×w.

    The first three are the instruction, the picture alone, and nothing; specific instructions follow.
    """

    words: Any
    besides: dict[str, Any]
    picture: Any

    def part(self, begin: int, end: int) -> _Asked:
        besides = {name: value[begin:end] for name, value in self.besides.items()}
        return _Asked(self.words[begin:end], besides, self.picture[begin:end])


class InstructPix2Pix:
    """An `InstructionEditor`. `pipe` is an InstructPix2Pix pipeline of diffusers, of Stable Diffusion or SDXL."""

    mixes = True

    def __init__(
        self,
        pipe: Any,
        running: Running | None = None,
        drawing: Drawing | None = None,
        alone: AbstractContextManager[Any] | None = None,
    ) -> None:
        """`alone` keeps others from the pipeline while it works."""
        self._pipe, self._alone = pipe, alone or nullcontext()
        self._running, self._drawing = running or Running(), drawing or Drawing()

    @property
    def side(self) -> int:
        """Pixels of the longer side of what it draws."""
        return round(native_side(self._pipe) * self._running.scale)

    def edit(
        self,
        pixels: Pixels,
        instruction: str,
        *,
        specific: Sequence[str] = (),
        seed: int = 0,
        watch: Watch | None = None,
    ) -> Edited:
        """See `InstructionEditor.edit`. Raises ValueError for another picture than RGB."""
        import torch

        if check_pixels(pixels).shape[2] != 3:
            raise ValueError(f"an instruction editor works on RGB pictures H×W×3, but got {pixels.shape}")
        size = working_size(pixels.shape[1], pixels.shape[0], self.side, CELLS // 2 * cell_side(self._pipe))
        seen = resized(pixels, size)
        weighed = _or(self._drawing.specific_guidance, SPECIFIC)
        said = tuple(specific) if weighed else ()
        with (
            self._alone,
            torch.inference_mode(),
            torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True),
        ):
            try:
                drawn, won = self._draw(seen, instruction, said, seed, watch)
            finally:
                self._pipe.maybe_free_model_hooks()
        return Edited(brought_back(drawn, seen, pixels), None if won is None else _spread(won, pixels))

    def _draw(
        self, seen: Pixels, instruction: str, specific: tuple[str, ...], seed: int, watch: Watch | None
    ) -> tuple[Pixels, NDArray[np.int8] | None]:
        import torch

        pipe, generator = self._pipe, torch.Generator("cpu").manual_seed(seed)
        pipe.scheduler.set_timesteps(self._drawing.steps or STEPS, device=pipe._execution_device)
        asked = self._asked(seen, (instruction, *specific))
        latents = self._noise(asked, seen, generator)
        extra = pipe.prepare_extra_step_kwargs(generator, 0.0)
        won, steps = torch.zeros((), dtype=torch.int64), pipe.scheduler.timesteps
        for done, step in enumerate(steps, 1):
            estimates = self._estimates(pipe.scheduler.scale_model_input(latents, step), step, asked)
            noise, ballots = self._guided(estimates)
            won = won + ballots
            latents = pipe.scheduler.step(noise[None], step, latents, **extra, return_dict=False)[0]
            if watch is not None:
                watch(done, len(steps))
        drawn = as_pixels(pipe.image_processor.postprocess(self._decoded(latents), output_type="np")[0])
        return drawn, won.argmax(dim=0).cpu().numpy().astype(np.int8) if specific else None

    def _asked(self, seen: Pixels, instructions: tuple[str, ...]) -> _Asked:
        """Words, and the picture's latents beside them: with each instruction, alone, and not at all."""
        import torch
        from PIL import Image

        pipe, device = self._pipe, self._pipe._execution_device
        words, without, besides = self._words(instructions, seen)
        order = [0, *range(len(instructions), len(instructions) + 2), *range(1, len(instructions))]
        every = torch.cat([words, without[:1], without[:1]])[order]
        picture = pipe.image_processor.preprocess(Image.fromarray(np.ascontiguousarray(seen)))
        latents = pipe.prepare_image_latents(picture, 1, 1, every.dtype, device, True)
        latents = torch.cat([latents, *[latents[:1]] * (len(instructions) - 1)])
        return _Asked(every, {name: value[order] for name, value in besides.items()}, latents)

    def _words(self, instructions: tuple[str, ...], seen: Pixels) -> tuple[Any, Any, dict[str, Any]]:
        """Encoded instructions, encoded negative words, and what SDXL wants besides (of each instruction, then twice of
        the negative words)."""
        import torch

        pipe, device, negative = self._pipe, self._pipe._execution_device, self._drawing.negative
        told, against = list(instructions), [negative] * len(instructions)
        if not hasattr(pipe, "text_encoder_2"):
            words = pipe._encode_prompt(told, device, 1, True, against)
            return words[: len(told)], words[len(told) :], {}
        words, without, pooled, pooled_without = pipe.encode_prompt(
            prompt=told, device=device, num_images_per_prompt=1, do_classifier_free_guidance=True,
            negative_prompt=against if negative else None,
        )  # fmt: skip
        high, wide = seen.shape[:2]
        sizes = pipe._get_add_time_ids(
            (high, wide), (0, 0), (high, wide), dtype=words.dtype, text_encoder_projection_dim=int(pooled.shape[-1])
        )
        texts = torch.cat([pooled, pooled_without[:1], pooled_without[:1]]).to(device)
        return words, without, {"text_embeds": texts, "time_ids": sizes.to(device).repeat(len(texts), 1)}

    def _noise(self, asked: _Asked, seen: Pixels, generator: Any) -> Any:
        pipe = self._pipe
        channels, (high, wide) = pipe.vae.config.latent_channels, seen.shape[:2]
        device = pipe._execution_device
        return pipe.prepare_latents(1, channels, high, wide, asked.words.dtype, device, generator)

    def _estimates(self, latents: Any, step: Any, asked: _Asked) -> Any:
        """All estimates of a step (3+N of them), in one call of the UNet or in as many as settings say."""
        import torch

        total = len(asked.words)
        size = min(total, self._running.batch or total)
        return torch.cat(
            [self._call(latents, step, asked.part(begin, begin + size)) for begin in range(0, total, size)]
        )

    def _call(self, latents: Any, step: Any, asked: _Asked) -> Any:
        import torch

        every = torch.cat([latents] * len(asked.words))
        besides = {"added_cond_kwargs": asked.besides} if asked.besides else {}
        seen = torch.cat([every, asked.picture], dim=1)
        return self._pipe.unet(seen, step, encoder_hidden_states=asked.words, **besides, return_dict=False)[0]

    def _guided(self, estimates: Any) -> tuple[Any, Any]:
        """The estimate to follow, and for each cell how often each specific instruction won it."""
        weights = Weights(
            _or(self._drawing.guidance, WORDS),
            _or(self._drawing.image_guidance, PICTURE),
            _or(self._drawing.specific_guidance, SPECIFIC),
        )
        words, picture, nothing = estimates[:3]
        specific = estimates[3:]
        if not len(specific):
            return guided(words, picture, nothing, weights), 0
        winners = winning(specific, picture, self._drawing.smoothing)
        return mixed(words, picture, nothing, specific, weights, winners), votes(winners, len(specific))

    def _decoded(self, latents: Any) -> Any:
        """The latents as the pipelines of diffusers decode them: SDXL's VAE overflows in half precision."""
        import torch

        vae = self._pipe.vae
        half = vae.dtype == torch.float16 and vae.config.get("force_upcast", False) and self._large
        if half:
            vae.to(dtype=torch.float32)
            latents = latents.float()
        latents = _unscaled(latents, vae.config)
        try:
            return vae.decode(latents.to(vae.dtype), return_dict=False)[0]
        finally:
            if half:
                vae.to(dtype=torch.float16)

    @property
    def _large(self) -> bool:
        return hasattr(self._pipe, "text_encoder_2")


def _unscaled(latents: Any, config: Any) -> Any:
    mean, spread = config.get("latents_mean"), config.get("latents_std")
    if mean is None or spread is None:
        return latents / config.scaling_factor
    shape = (1, len(mean), 1, 1)
    shift, times = latents.new_tensor(mean).view(shape), latents.new_tensor(spread).view(shape)
    return latents * times / config.scaling_factor + shift


def _spread(won: NDArray[np.int8], pixels: Pixels) -> NDArray[np.int8]:
    """The map of latent cells at the size of the picture."""
    import cv2

    size = (pixels.shape[1], pixels.shape[0])
    return np.asarray(cv2.resize(won.astype(np.uint8), size, interpolation=cv2.INTER_NEAREST)).astype(np.int8)


def _or(chosen: float | None, usual: float) -> float:
    return usual if chosen is None else chosen


def load(context: Any) -> InstructPix2Pix:
    """The model that the row names. Raises MissingRequirement where it cannot be had, ToolError where it is of another
    kind."""
    drawing = context.drawing
    shared = context.shared(
        "instruct-pix2pix", lambda: open_editor(context.model, context.running, drawing), drawing.lora
    )
    pipe, usual = shared.model
    return InstructPix2Pix(pipe, context.running, drawing.over(usual), shared.alone)


def open_editor(checkpoint: Any, running: Running, drawing: Drawing) -> tuple[Any, Drawing]:
    """The pipeline of a checkpoint, with the paper's sampler where its own can be exchanged for that; and how a LoRA
    for few steps wants to draw."""
    named = own_class(checkpoint, running).__name__
    if not named.startswith("StableDiffusion"):
        raise unfit(checkpoint, f"it is a {named}, and an InstructPix2Pix of Stable Diffusion is needed")
    diffusers = library()
    kind = f"StableDiffusion{'XL' if 'XL' in named else ''}InstructPix2PixPipeline"
    pipe = load_pipeline(checkpoint, getattr(diffusers, kind), running)
    channels = pipe.unet.config.in_channels
    if channels != 2 * pipe.vae.config.latent_channels:
        raise unfit(checkpoint, f"its UNet takes {channels} channels, not those of noise and of a picture to edit")
    ancestral = diffusers.EulerAncestralDiscreteScheduler
    if ancestral in pipe.scheduler.compatibles:
        pipe.scheduler = ancestral.from_config(pipe.scheduler.config)
    usual = lay_over(pipe, Drawing(lora=drawing.lora), running)
    return place(pipe, running), usual
