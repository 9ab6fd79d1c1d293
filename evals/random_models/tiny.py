"""Tiny random models in the place of those that rows of the registry name: the same files, opened on the same path."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ...tools.checkpoints import Checkpoint
from ...tools.running import Drawing, Running
from ...tools.specs import Toolset
from ...tools.toolbox import Toolbox
from . import (
    clip,
    depth,
    flux_fill,
    gligen,
    grounding,
    instruct_pix2pix,
    kontext,
    qwen_image,
    segmentation,
    stable_diffusion,
    stable_diffusion_xl,
)

Build = Callable[[Path], Path]

BUILDERS: Mapping[str, Build] = MappingProxyType(
    {
        "sd15-inpaint": stable_diffusion.build,
        "sdxl-inpaint": stable_diffusion_xl.build,
        "flux-fill": flux_fill.build,
        "qwen-image-inpaint": qwen_image.build,
        "instruct-pix2pix": instruct_pix2pix.build,
        "sdxl-instruct-pix2pix": instruct_pix2pix.build_xl,
        "flux-kontext": kontext.build,
        "qwen-image-edit": qwen_image.build_edit,
        "gligen-text": gligen.build,
        "gligen-text-image": gligen.build_with_pictures,
    }
)
"""By the name of the row."""

SEEING: Mapping[str, Build] = MappingProxyType(
    {
        "owlv2-base": grounding.build_owlv2,
        "grounding-dino-tiny": grounding.build_grounding_dino,
        "groundingdino-swint": grounding.build_groundingdino,
        "sam-vit-b": segmentation.build_sam,
        "sam2.1-tiny": segmentation.build_sam2,
        "sam2.1-base-plus": segmentation.build_sam2_video,
        "depth-anything-v2-small": depth.build_depth_anything,
        "dpt-large": depth.build_dpt,
        "clip-vit-b32": clip.build_clip,
        "siglip-base": clip.build_siglip,
    }
)
"""Those that look: what random ones see is not there, and what they say of a result is chance."""

SIDES: Mapping[str, float] = MappingProxyType(
    dict.fromkeys(("flux-fill", "qwen-image-inpaint", "flux-kontext", "qwen-image-edit"), 1 / 16)
)
"""Share of the side that a pipeline takes for its model's own: of those that do not ask the model, 64 pixels."""

STEPS = Drawing(steps=2)


def model(name: str, folder: Path) -> Checkpoint:
    """The tiny model of a row, saved in a folder of that name once."""
    place = folder / name
    if not place.exists():
        {**BUILDERS, **SEEING}[name](place)
    return Checkpoint(str(place))


def toolbox(
    backends: Mapping[str, str], folder: Path, drawing: Drawing = STEPS, kind: type[Toolbox] = Toolbox, **more: Any
) -> Toolbox:
    """A toolbox of the named back-ends by port, tiny where there is a tiny model; `more` goes to the Toolbox."""
    tiny = [name for name in backends.values() if name in BUILDERS or name in SEEING]
    running = Running(offline=True, device="cpu", scale=min([1.0, *(SIDES.get(name, 1.0) for name in tiny)]))
    models = {name: model(name, folder) for name in tiny}
    return kind(Toolset("tiny-foundation", dict(backends)), models=models, running=running, drawing=drawing, **more)
