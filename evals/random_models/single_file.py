"""A pipeline of Stable Diffusion in one safetensors file, under the names that its authors gave the weights."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ...tools.backends.diffusers_opening import INDEX, library

Weights = Mapping[str, Any]
_RESNET = {
    "norm1": "in_layers.0", "conv1": "in_layers.2", "time_emb_proj": "emb_layers.1", "norm2": "out_layers.0",
    "conv2": "out_layers.3", "conv_shortcut": "skip_connection",
}  # fmt: skip
_ENDS = {
    "time_embedding.linear_1": "time_embed.0", "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0", "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0", "conv_norm_out": "out.0", "conv_out": "out.2",
}  # fmt: skip
_ATTENTION = {"group_norm": "norm", "to_q": "q", "to_k": "k", "to_v": "v", "to_out.0": "proj_out"}


def build(pipeline: Path, folder: Path) -> Path:
    """The file in `folder` of a pipeline that lies in one of diffusers' folders, and beside it what says how it is made
    up (no weights)."""
    library()
    from safetensors.torch import save_file

    pipe = library().DiffusionPipeline.from_pretrained(str(pipeline))
    for file in (*pipeline.rglob("*.json"), *pipeline.rglob("*.txt")):
        place = folder / file.relative_to(pipeline)
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, place)
    assert (folder / INDEX).is_file()
    weights = {name: tensor.detach().clone().contiguous() for name, tensor in _all(pipe)}
    save_file(weights, folder / "model.safetensors")
    return folder / "model.safetensors"


def _all(pipe: Any) -> Iterator[tuple[str, Any]]:
    layers = pipe.unet.config.layers_per_block
    dressed = tuple("CrossAttn" in kind for kind in pipe.unet.config.up_block_types)
    yield from _renamed(pipe.unet.state_dict(), "model.diffusion_model.", lambda name: unet_name(name, layers, dressed))
    stages = len(pipe.vae.config.block_out_channels)
    yield from _renamed(pipe.vae.state_dict(), "first_stage_model.", lambda name: vae_name(name, stages))
    second = getattr(pipe, "text_encoder_2", None)
    first = "cond_stage_model" if second is None else "conditioner.embedders.0"
    yield from _renamed(_wrapped(pipe.text_encoder), f"{first}.transformer.", lambda name: name)
    if second is not None:
        yield from _open_clip(second.state_dict(), "conditioner.embedders.1.model.")


def _renamed(weights: Weights, prefix: str, name_of: Callable[[str], str]) -> Iterator[tuple[str, Any]]:
    for name, tensor in weights.items():
        yield prefix + name_of(name), tensor


def _wrapped(encoder: Any) -> Weights:
    """CLIP's weights with the name of the part that newer versions of transformers left out."""
    return {
        name if name.startswith("text_model.") else f"text_model.{name}": tensor
        for name, tensor in encoder.state_dict().items()
    }


def unet_name(name: str, layers: int, dressed: tuple[bool, ...]) -> str:
    """What latent diffusion calls a weight of a UNet with so many `layers` a block; `dressed` says which of its blocks
    on the way up have attention."""
    stem, _, kind = name.rpartition(".")
    if stem in _ENDS:
        return f"{_ENDS[stem]}.{kind}"
    found = re.fullmatch(r"(down|up|mid)_blocks?(?:\.(\d+))?\.(\w+)\.(\d+)\.(.+)", name)
    assert found is not None, name
    way, part, inner = found[1], found[3], found[5]
    block, at = int(found[2] or 0), int(found[4])
    if part == "resnets":
        head, _, rest = inner.partition(".")
        inner = f"{_RESNET[head]}.{rest}"
    if way == "mid":
        return f"middle_block.{2 * at if part == 'resnets' else 1}.{inner}"
    first = block * (layers + 1)
    if part == "downsamplers":
        return f"input_blocks.{first + layers + 1}.0.{inner.replace('conv', 'op')}"
    if part == "upsamplers":
        return f"output_blocks.{first + layers}.{1 + dressed[block]}.{inner}"
    place = "input_blocks" if way == "down" else "output_blocks"
    return f"{place}.{first + at + (way == 'down')}.{0 if part == 'resnets' else 1}.{inner}"


def vae_name(name: str, stages: int) -> str:
    """What latent diffusion calls a weight of a VAE of so many stages."""
    name = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
    name = re.sub(r"down_blocks\.(\d+)\.resnets\.", r"down.\1.block.", name)
    name = re.sub(r"down_blocks\.(\d+)\.downsamplers\.0", r"down.\1.downsample", name)
    name = re.sub(r"up_blocks\.(\d+)\.resnets\.", lambda at: f"up.{stages - 1 - int(at[1])}.block.", name)
    name = re.sub(r"up_blocks\.(\d+)\.upsamplers\.0", lambda at: f"up.{stages - 1 - int(at[1])}.upsample", name)
    name = re.sub(r"mid_block\.resnets\.(\d+)", lambda at: f"mid.block_{int(at[1]) + 1}", name)
    inner = name.partition("mid_block.attentions.0.")[2]
    if not inner:
        return name
    stem, _, kind = inner.rpartition(".")
    return f"{name.partition('mid_block')[0]}mid.attn_1.{_ATTENTION[stem]}.{kind}"


def _open_clip(weights: Weights, prefix: str) -> Iterator[tuple[str, Any]]:
    """OpenCLIP keeps queries, keys and values in one, and its projection turned."""
    import torch
    from diffusers.loaders.single_file_utils import DIFFUSERS_TO_LDM_MAPPING

    names = DIFFUSERS_TO_LDM_MAPPING["openclip"]
    joined: dict[str, dict[str, Any]] = {}
    for name, tensor in weights.items():
        if found := re.fullmatch(r"(.+self_attn)\.([qkv])_proj\.(weight|bias)", name):
            joined.setdefault(f"{found[1]}.in_proj_{found[3]}", {})[found[2]] = tensor
        elif name in names["layers"]:
            yield prefix + names["layers"][name], tensor.T if name.startswith("text_projection") else tensor
        elif "layers." in name:
            yield prefix + _resblock(name, names["transformer"]), tensor
    for name, parts in joined.items():
        yield prefix + _resblock(name, names["transformer"]), torch.cat([parts[one] for one in "qkv"])


def _resblock(name: str, names: Mapping[str, str]) -> str:
    for new, old in names.items():
        name = name.replace(new, old)
    return f"transformer.{name}"
