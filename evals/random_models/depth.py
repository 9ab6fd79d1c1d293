"""Depth Anything and DPT with random weights, as transformers saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

Size = Literal["tiny", "full"]


def build_depth_anything(folder: Path, size: Size = "tiny") -> Path:
    """The model and its image processor in `folder`; `full` is the architecture of the small release."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import DepthAnythingConfig, DepthAnythingForDepthEstimation, DPTImageProcessorPil

    torch.manual_seed(0)
    config = DepthAnythingConfig() if size == "full" else DepthAnythingConfig(**_tiny_anything())
    DepthAnythingForDepthEstimation(config).eval().save_pretrained(folder)
    side = 518 if size == "full" else 56
    DPTImageProcessorPil(
        size={"height": side, "width": side}, keep_aspect_ratio=True, ensure_multiple_of=14
    ).save_pretrained(folder)
    return folder


def _tiny_anything() -> dict[str, Any]:
    backbone = {
        "model_type": "dinov2", "image_size": 56, "patch_size": 14, "hidden_size": 16, "num_hidden_layers": 4,
        "num_attention_heads": 2, "out_features": ["stage1", "stage2", "stage3", "stage4"], "apply_layernorm": True,
        "reshape_hidden_states": False,
    }  # fmt: skip
    return {
        "backbone_config": backbone, "reassemble_hidden_size": 16, "neck_hidden_sizes": [8, 8, 8, 8],
        "fusion_hidden_size": 8, "head_hidden_size": 8,
    }  # fmt: skip


def build_dpt(folder: Path, size: Size = "tiny") -> Path:
    """The model and its image processor in `folder`; `full` is the architecture of the large release."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import DPTConfig, DPTForDepthEstimation, DPTImageProcessorPil

    torch.manual_seed(0)
    small: dict[str, Any] = {
        "hidden_size": 16, "num_hidden_layers": 4, "num_attention_heads": 2, "intermediate_size": 16, "image_size": 64,
        "patch_size": 16, "backbone_out_indices": [0, 1, 2, 3], "neck_hidden_sizes": [8, 8, 8, 8],
        "fusion_hidden_size": 8,
    }  # fmt: skip
    config = DPTConfig() if size == "full" else DPTConfig(**small)
    DPTForDepthEstimation(config).eval().save_pretrained(folder)
    side = 384 if size == "full" else 64
    DPTImageProcessorPil(size={"height": side, "width": side}).save_pretrained(folder)
    return folder
