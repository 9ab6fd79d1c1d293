"""GroundingDINO's published checkpoints made safe: `python -m scenewright.tools.backends.groundingdino_convert`.

They are pickles. They are read with PyTorch's allow-list (`weights_only`: tensors and plain containers, no code), and
kept as safetensors, for `groundingdino-py` or, renamed, for transformers.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ..errors import ToolError
from .groundingdino_package import ARCHITECTURE, TEXT_ENCODER, WEIGHTS

SWIN_T: dict[str, Any] = {}
SWIN_B: dict[str, Any] = {"backbone": "swin_B_384_22k"}
"""What differs from the package's usual architecture, by checkpoint: `swint_ogc`, `swinb_cogcoor`."""


def read_checkpoint(file: Path) -> dict[str, Any]:
    """The weights in a published `.pth`, by their names. Raises ToolError for anything but tensors and containers."""
    import pickle

    import torch

    try:
        data = torch.load(file, map_location="cpu", weights_only=True)
    except (pickle.UnpicklingError, RuntimeError, EOFError) as error:
        raise ToolError(f"{file} holds more than weights, or is no checkpoint, and was not read: {error}") from None
    weights = data.get("model", data) if isinstance(data, Mapping) else None
    if not weights or not all(isinstance(one, torch.Tensor) for one in weights.values()):
        raise ToolError(f"{file} should hold named tensors, alone or under 'model'")
    return {name.removeprefix("module."): tensor.contiguous() for name, tensor in weights.items()}


def convert(file: Path, text_encoder: Path, into: Path, changes: Mapping[str, Any]) -> Path:
    """A model's folder out of a `.pth` and a folder with BERT's configuration and tokenizer."""
    from safetensors.torch import save_file

    weights = read_checkpoint(file)
    (into / TEXT_ENCODER).mkdir(parents=True, exist_ok=True)
    for one in text_encoder.iterdir():
        if one.suffix in (".json", ".txt"):
            shutil.copy(one, into / TEXT_ENCODER / one.name)
    save_file({name: tensor.clone() for name, tensor in weights.items()}, into / WEIGHTS)
    (into / ARCHITECTURE).write_text(json.dumps(dict(changes), indent=1), "utf-8")
    return into


def renamed(weights: Mapping[str, Any]) -> dict[str, Any]:
    """The package's weights under the names that transformers has for them."""
    return {new: part for name, tensor in weights.items() for new, part in _renamed(name, tensor)}


_SWIN = "model.backbone.conv_encoder.model"
_ENCODER, _DECODER = r"model.encoder.layers.\1", r"model.decoder.layers.\1"
_RULES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"^backbone\.0\.patch_embed\.proj\.", rf"{_SWIN}.embeddings.patch_embeddings.projection."),
        (r"^backbone\.0\.patch_embed\.norm\.", rf"{_SWIN}.embeddings.norm."),
        (r"^backbone\.0\.layers\.", rf"{_SWIN}.encoder.layers."),
        (r"^bert\.", r"model.text_backbone."),
        (r"^feat_map\.", r"model.text_projection."),
        (r"^input_proj\.", r"model.input_proj_vision."),
        (r"^bbox_embed\.", r"bbox_embed."),
        (r"^transformer\.level_embed$", r"model.level_embed"),
        (r"^transformer\.tgt_embed\.", r"model.query_position_embeddings."),
        (r"^transformer\.enc_output", r"model.enc_output"),
        (r"^transformer\.enc_out_bbox_embed\.", r"model.encoder_output_bbox_embed."),
        (r"^transformer\.decoder\.ref_point_head\.", r"model.decoder.reference_points_head."),
        (r"^transformer\.decoder\.norm\.", r"model.decoder.layer_norm."),
        (r"^transformer\.decoder\.bbox_embed\.", r"model.decoder.bbox_embed."),
        (r"^transformer\.decoder\.layers\.(\d+)\.cross_attn\.", rf"{_DECODER}.encoder_attn."),
        (r"^transformer\.decoder\.layers\.(\d+)\.ca_text\.", rf"{_DECODER}.encoder_attn_text."),
        (r"^transformer\.decoder\.layers\.(\d+)\.catext_norm\.", rf"{_DECODER}.encoder_attn_text_layer_norm."),
        (r"^transformer\.decoder\.layers\.(\d+)\.norm1\.", rf"{_DECODER}.encoder_attn_layer_norm."),
        (r"^transformer\.decoder\.layers\.(\d+)\.norm2\.", rf"{_DECODER}.self_attn_layer_norm."),
        (r"^transformer\.decoder\.layers\.(\d+)\.norm3\.", rf"{_DECODER}.final_layer_norm."),
        (r"^transformer\.decoder\.layers\.(\d+)\.", rf"{_DECODER}."),
        (r"^transformer\.encoder\.layers\.(\d+)\.norm1\.", rf"{_ENCODER}.deformable_layer.self_attn_layer_norm."),
        (r"^transformer\.encoder\.layers\.(\d+)\.norm2\.", rf"{_ENCODER}.deformable_layer.final_layer_norm."),
        (r"^transformer\.encoder\.layers\.(\d+)\.", rf"{_ENCODER}.deformable_layer."),
        (r"^transformer\.encoder\.text_layers\.(\d+)\.norm1\.", rf"{_ENCODER}.text_enhancer_layer.layer_norm_before."),
        (r"^transformer\.encoder\.text_layers\.(\d+)\.norm2\.", rf"{_ENCODER}.text_enhancer_layer.layer_norm_after."),
        (r"^transformer\.encoder\.text_layers\.(\d+)\.", rf"{_ENCODER}.text_enhancer_layer."),
        (r"^transformer\.encoder\.fusion_layers\.(\d+)\.", rf"{_ENCODER}.fusion_layer."),
        # Within the parts above:
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.norm1\.", r"\1.layernorm_before."),
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.norm2\.", r"\1.layernorm_after."),
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.attn\.proj\.", r"\1.attention.output.dense."),
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.attn\.relative", r"\1.attention.self.relative"),
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.mlp\.fc1\.", r"\1.intermediate.dense."),
        (r"(encoder\.layers\.\d+\.blocks\.\d+)\.mlp\.fc2\.", r"\1.output.dense."),
        (r"(deformable_layer|text_enhancer_layer|decoder\.layers\.\d+)\.linear(\d)\.", r"\1.fc\2."),
        (r"fusion_layer\.gamma_v$", r"fusion_layer.vision_param"),
        (r"fusion_layer\.gamma_l$", r"fusion_layer.text_param"),
        (r"fusion_layer\.layer_norm_v\.", r"fusion_layer.layer_norm_vision."),
        (r"fusion_layer\.layer_norm_l\.", r"fusion_layer.layer_norm_text."),
        (r"fusion_layer\.attn\.v_proj\.", r"fusion_layer.attn.vision_proj."),
        (r"fusion_layer\.attn\.l_proj\.", r"fusion_layer.attn.text_proj."),
        (r"fusion_layer\.attn\.(values|out)_v_proj\.", r"fusion_layer.attn.\1_vision_proj."),
        (r"fusion_layer\.attn\.(values|out)_l_proj\.", r"fusion_layer.attn.\1_text_proj."),
    )
)
"""Each is tried once, in this order, on what the earlier ones left."""

_STAGE_NORM = re.compile(r"^backbone\.0\.norm(\d)\.")
_SWIN_QKV = re.compile(r"(blocks\.\d+)\.attn\.qkv\.(weight|bias)$")
_IN_PROJ = re.compile(r"\.(self_attn|encoder_attn_text)\.in_proj_(weight|bias)$")
_OUT_PROJ = re.compile(
    r"(text_enhancer_layer\.self_attn|decoder\.layers\.\d+\.(?:self_attn|encoder_attn_text))\.out_proj\."
)


def _renamed(name: str, tensor: Any) -> Iterator[tuple[str, Any]]:
    """Where one weight goes: three queries, keys and values in one become three."""
    if name.endswith("relative_position_index"):
        return  # follows from the size of the windows
    stage = _STAGE_NORM.match(name)
    if stage:
        rest = name[stage.end() :]
        yield f"{_SWIN}.hidden_states_norms.stage{int(stage[1]) + 1}.{rest}", tensor
        return
    for pattern, new in _RULES:
        name = pattern.sub(new, name)
    if swin := _SWIN_QKV.search(name):
        for part, piece in zip(("query", "key", "value"), tensor.chunk(3), strict=True):
            yield f"{name[: swin.start()]}{swin[1]}.attention.self.{part}.{swin[2]}", piece.contiguous()
    elif both := _IN_PROJ.search(name):
        for part, piece in zip(("query", "key", "value"), tensor.chunk(3), strict=True):
            yield f"{name[: both.start()]}.{both[1]}.{part}.{both[2]}", piece.contiguous()
    else:
        yield _OUT_PROJ.sub(r"\1.out_proj.", name), tensor


def main() -> None:
    """The command."""
    parser = argparse.ArgumentParser(prog="groundingdino_convert", description=__doc__)
    parser.add_argument("checkpoint", type=Path, help="groundingdino_swint_ogc.pth or groundingdino_swinb_cogcoor.pth")
    parser.add_argument("text_encoder", type=Path, help="a folder with BERT's config.json and tokenizer")
    parser.add_argument("into", type=Path, help="the model's folder to make")
    parser.add_argument("--swin-b", action="store_true", help="the checkpoint is the larger one, with Swin-B")
    given = parser.parse_args()
    print(convert(given.checkpoint, given.text_encoder, given.into, SWIN_B if given.swin_b else SWIN_T))


if __name__ == "__main__":
    main()
