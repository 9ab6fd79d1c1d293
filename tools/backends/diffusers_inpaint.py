"""Diffusion models with the inpaint signature of diffusers (picture + mask + words → picture): the first generator."""

from __future__ import annotations

import os
import re
import shlex
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask
from ..context_crop import CropRule, check_fill, check_sizes, fill_in_crops, fill_reduced, shrink_mask
from ..errors import MissingRequirement, ToolError

SETTING = "SCENEWRIGHT_TOOLS__INPAINT_MODEL"
CONTEXT = 2.0
STEPS = 30
NATIVE_WITHOUT_UNET = 1024
"""Side in pixels that the transformer models (SD3, FLUX, Qwen-Image) were trained at."""

NEUTRAL_PROMPT = "the empty background, with nothing in it"
"""What is asked for where no words were given: that the surroundings go on."""

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A pipeline that diffusers saved: `name` is a repository of the model hub (owner/name) or a local folder."""

    name: str
    revision: str | None = None
    """Of a repository; None is its newest, which nobody has verified."""

    @property
    def folder(self) -> Path | None:
        """The local folder it names; None for a repository."""
        path = Path(self.name).expanduser()
        return path if path.is_dir() or not _REPOSITORY.fullmatch(self.name) else None

    @property
    def verified(self) -> bool:
        """Whether it is known what will be loaded."""
        return self.revision is not None

    def download_command(self, into: Path | None = None) -> str:
        """The command that fetches what is loaded of a repository: into the hub's cache, or into a folder."""
        wanted = ("*.json", "*.txt", "*.fp16.safetensors") if self == DEFAULT else ("*.json", "*.txt", "*.safetensors")
        words = ["hf", "download", self.name]
        words += ["--revision", self.revision] if self.revision else []
        words += [word for pattern in wanted for word in ("--include", pattern)]
        words += ["--exclude", "safety_checker/*"]
        words += ["--local-dir", str(into)] if into else []
        return shlex.join(words)


DEFAULT = Checkpoint("stable-diffusion-v1-5/stable-diffusion-inpainting")


class DiffusersInpaint:
    """An `Inpainter` that follows words. `pipe` is an inpaint pipeline of diffusers.

    Barred pixels are hidden from the model like the hole, so that no other object is continued into it. Without words
    each group of the hole has a crop of its own; words are drawn once, in one crop around the whole hole.
    """

    def __init__(self, pipe: Any, steps: int = STEPS) -> None:
        self._pipe, self._steps = pipe, steps
        self._rule = CropRule(native=native_side(pipe), context=CONTEXT)
        self._alone = threading.Lock()

    def fill(
        self, pixels: Pixels, hole: Mask, *, barred: Mask | None = None, prompt: str | None = None, seed: int = 0
    ) -> Pixels:
        """See `Inpainter.fill`; raises ValueError where there are neither words nor surroundings to go by."""

        def imagine(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            return fill_reduced(crop, gap, shut, self._rule.native, draw)

        def draw(crop: Pixels, gap: NDArray[np.bool_], shut: NDArray[np.bool_]) -> Pixels:
            return self._draw(crop, gap | shut, prompt or NEUTRAL_PROMPT, seed)

        if prompt is None:
            check_fill(pixels, hole, barred)
            return fill_in_crops(pixels, hole, barred, self._rule, imagine)
        check_sizes(pixels, hole, barred)
        filled = pixels.copy()
        if hole.area:
            window = self._rule.window(hole.box, Box.of_size(hole.width, hole.height)).slices
            gap = hole.array[window]
            shut = np.zeros_like(gap) if barred is None else barred.array[window] & ~gap
            filled[window][gap] = imagine(np.ascontiguousarray(pixels[window]), gap, shut)[gap]
        return filled

    def _draw(self, crop: Pixels, hidden: NDArray[np.bool_], prompt: str, seed: int) -> Pixels:
        """The whole crop as the model draws it, at its native size in between."""
        import torch
        from PIL import Image

        width, height = self._working_size(crop)
        mask = _whole_cells(hidden, (width, height), self._pipe.vae_scale_factor)
        with self._alone, torch.backends.cudnn.flags(enabled=True, benchmark=False, deterministic=True):
            result = self._pipe(
                prompt=prompt,
                image=Image.fromarray(_resize(crop, (width, height))),
                mask_image=Image.fromarray(mask),
                width=width,
                height=height,
                num_inference_steps=self._steps,
                generator=torch.Generator("cpu").manual_seed(seed),
                output_type="np",
            )
        drawn = np.rint(255 * np.clip(result.images[0], 0, 1)).astype(np.uint8)
        return _resize(drawn, (crop.shape[1], crop.shape[0]))

    def _working_size(self, crop: Pixels) -> tuple[int, int]:
        """`(width, height)`, the longer side native, in whole pairs of latent cells."""
        step = 2 * self._pipe.vae_scale_factor
        scale = self._rule.native / max(crop.shape[:2])
        height, width = (max(step, step * round(side * scale / step)) for side in crop.shape[:2])
        return width, height


def native_side(pipe: Any) -> int:
    """The side in pixels at which a pipeline's model works best."""
    unet = getattr(pipe, "unet", None)
    return int(unet.config.sample_size * pipe.vae_scale_factor) if unet is not None else NATIVE_WITHOUT_UNET


def _whole_cells(hidden: NDArray[np.bool_], size: tuple[int, int], cell: int) -> NDArray[np.uint8]:
    """255 where hidden, at `(width, height)`: latent cells count whole, since the model samples one pixel of each."""
    cells = shrink_mask(hidden, (size[0] // cell, size[1] // cell))
    return np.where(cells.repeat(cell, axis=0).repeat(cell, axis=1), 255, 0).astype(np.uint8)


def _resize(picture: Pixels, size: tuple[int, int]) -> Pixels:
    import cv2

    if picture.shape[1::-1] == size:
        return picture
    way = cv2.INTER_AREA if size[0] < picture.shape[1] else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)


def load(context: Any) -> DiffusersInpaint:
    """The model that the setting names. Raises what `open_pipeline` raises."""
    return DiffusersInpaint(open_pipeline(chosen(os.environ)))


def chosen(environ: Mapping[str, str]) -> Checkpoint:
    """The checkpoint that SCENEWRIGHT_TOOLS__INPAINT_MODEL names (owner/name or a folder), else the default."""
    name = environ.get(SETTING, "").strip()
    return Checkpoint(name) if name and name != DEFAULT.name else DEFAULT


def open_pipeline(checkpoint: Checkpoint) -> Any:
    """The inpaint pipeline of a checkpoint: float16 on a CUDA device, else float32 on the CPU; safetensors only.

    A repository comes from the hub's cache; only one that is not there is fetched (unless HF_HUB_OFFLINE). Raises
    MissingRequirement where it cannot be had, ToolError for what diffusers cannot open as an inpainting model.
    """
    _check_folder(checkpoint)
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    pipe = _open(checkpoint, torch.float16 if device == "cuda" else torch.float32).to(device)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def _check_folder(checkpoint: Checkpoint) -> None:
    folder = checkpoint.folder
    if folder is not None and not (folder / "model_index.json").is_file():
        what = (
            f"{SETTING} must name a repository of the model hub (owner/name) or the folder of a diffusers pipeline, "
            f"and {checkpoint.name!r} holds no model_index.json"
        )
        raise MissingRequirement(what, DEFAULT.download_command(into=folder))


def _open(checkpoint: Checkpoint, dtype: Any) -> Any:
    try:
        return _open_here(checkpoint, dtype)
    except (OSError, ValueError) as error:
        if checkpoint.folder is not None:
            raise _unfit(checkpoint, error) from error
    _check_reachable(checkpoint)
    try:
        return _open_here(checkpoint, dtype, fetch=True)
    except OSError as error:
        raise _missing(checkpoint) from error
    except ValueError as error:
        raise _unfit(checkpoint, error) from error


def _open_here(checkpoint: Checkpoint, dtype: Any, fetch: bool = False) -> Any:
    """With half-precision files (half the download, and the only safetensors of the default model), else full ones.

    Raises the OSError or ValueError of diffusers.
    """
    try:
        return _from_pretrained(checkpoint, dtype, "fp16", fetch)
    except (OSError, ValueError):
        return _from_pretrained(checkpoint, dtype, None, fetch)


def _from_pretrained(checkpoint: Checkpoint, dtype: Any, variant: str | None, fetch: bool) -> Any:
    from diffusers import AutoPipelineForInpainting

    return AutoPipelineForInpainting.from_pretrained(
        str(checkpoint.folder or checkpoint.name),
        revision=checkpoint.revision,
        variant=variant,
        dtype=dtype,
        use_safetensors=True,
        local_files_only=not fetch,
        safety_checker=None,
        requires_safety_checker=False,
        feature_extractor=None,
    )


def _check_reachable(checkpoint: Checkpoint) -> None:
    """Fetch the smallest file, since each further attempt at a hub that does not answer takes half a minute."""
    from diffusers import AutoPipelineForInpainting

    try:
        AutoPipelineForInpainting.load_config(checkpoint.name, revision=checkpoint.revision)
    except OSError as error:
        raise _missing(checkpoint) from error


def _missing(checkpoint: Checkpoint) -> MissingRequirement:
    what = (
        f"the generator's model {checkpoint.name} is not on this machine and could not be fetched "
        f"(a copy will do too: name its folder in {SETTING})"
    )
    return MissingRequirement(what, checkpoint.download_command())


def _unfit(checkpoint: Checkpoint, error: Exception) -> ToolError:
    return ToolError(
        f"diffusers cannot open {checkpoint.name} as an inpainting model kept in safetensors files: {error}; "
        f"name another in {SETTING}, or save it again with save_pretrained(folder)"
    )
