"""SAM and SAM 2 with random weights, as transformers saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

Size = Literal["tiny", "full"]


LOUD = 40
"""What random decoders are made louder by: their masks then have edges."""


def build_sam(folder: Path, size: Size = "tiny") -> Path:
    """The model in `folder`; `full` is the architecture of ViT-B."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import SamConfig, SamModel

    torch.manual_seed(0)
    model = SamModel(SamConfig() if size == "full" else SamConfig(**_tiny_sam())).eval()
    _confident(model, 0.95)
    model.save_pretrained(folder)
    return folder


def _tiny_sam() -> dict[str, Any]:
    return {
        "vision_config": {
            "hidden_size": 32, "output_channels": 32, "num_hidden_layers": 2, "num_attention_heads": 2, "mlp_dim": 64,
            "image_size": 128, "patch_size": 16, "window_size": 4, "global_attn_indexes": [1], "num_pos_feats": 16,
            "initializer_range": 0.02,
        },
        "prompt_encoder_config": {"hidden_size": 32, "image_size": 128, "patch_size": 16, "mask_input_channels": 16},
        "mask_decoder_config": {
            "hidden_size": 32, "mlp_dim": 64, "num_attention_heads": 2, "iou_head_hidden_dim": 32,
            "layer_norm_eps": 1e-5,
        },
    }  # fmt: skip


def build_sam2(folder: Path, size: Size = "tiny") -> Path:
    """The model and its processor in `folder`; `full` is the architecture of the tiny release."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import Sam2Config, Sam2Model

    torch.manual_seed(0)
    model = Sam2Model(Sam2Config() if size == "full" else Sam2Config(**_tiny_sam2()))
    return _saved_sam2(model, folder, 1024 if size == "full" else 256)


def build_sam2_video(folder: Path, size: Size = "tiny") -> Path:
    """The model as the releases of SAM 2.1 are kept: that for videos, whose memory is left out for pictures, and
    twice as wide as the other. `full` is the architecture of the tiny release."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import Sam2VideoConfig, Sam2VideoModel

    torch.manual_seed(1)
    model = Sam2VideoModel(Sam2VideoConfig() if size == "full" else Sam2VideoConfig(**_tiny_sam2(16), **_tiny_memory()))
    return _saved_sam2(model, folder, 1024 if size == "full" else 256)


def _tiny_memory() -> dict[str, Any]:
    attention = {"hidden_size": 32, "num_layers": 1, "num_attention_heads": 1, "feed_forward_hidden_size": 32}
    return {
        **{f"memory_attention_{name}": value for name, value in attention.items()},
        "memory_encoder_hidden_size": 32, "memory_encoder_output_channels": 8, "mask_downsampler_embed_dim": 32,
        "memory_fuser_embed_dim": 32, "memory_fuser_num_layers": 1, "memory_fuser_intermediate_dim": 32,
        "num_maskmem": 2, "image_size": 256,
    }  # fmt: skip


def _saved_sam2(model: Any, folder: Path, side: int) -> Path:
    from transformers import Sam2ImageProcessor, Sam2Processor

    model.eval()
    _confident(model, 4.0)  # its estimate is a sigmoid
    model.save_pretrained(folder)
    images = Sam2ImageProcessor(
        size={"height": side, "width": side}, mask_size={"height": side // 4, "width": side // 4}
    )
    Sam2Processor(images, target_size=side).save_pretrained(folder)
    return folder


def _tiny_sam2(width: int = 8) -> dict[str, Any]:
    widths = [width, 2 * width, 4 * width, 8 * width]
    hiera = {
        "model_type": "sam2_hiera_det_model", "hidden_size": width, "num_attention_heads": 1,
        "image_size": [256, 256], "blocks_per_stage": [1, 1, 3, 1], "embed_dim_per_stage": widths,
        "num_attention_heads_per_stage": [1, 1, 2, 2], "window_size_per_stage": [4, 2, 4, 2],
        "global_attention_blocks": [3],
    }  # fmt: skip
    vision = {
        "model_type": "sam2_vision_model", "backbone_config": hiera, "backbone_channel_list": widths[::-1],
        "backbone_feature_sizes": [[64, 64], [32, 32], [16, 16]], "fpn_hidden_size": 32,
    }  # fmt: skip
    return {
        "vision_config": vision,
        "prompt_encoder_config": {"hidden_size": 32, "image_size": 256, "mask_input_channels": 16},
        "mask_decoder_config": {
            "hidden_size": 32, "mlp_dim": 64, "num_attention_heads": 2, "iou_head_hidden_dim": 32,
        },
    }  # fmt: skip


def _confident(model: Any, doubt: float) -> None:
    """Random masks that a network is sure of, so that a search of all that stands out keeps some."""
    import torch

    decoder = model.mask_decoder
    with torch.no_grad():
        decoder.iou_prediction_head.proj_out.bias += doubt
        for layer in (decoder.upscale_conv1, decoder.upscale_conv2, *decoder.output_hypernetworks_mlps):
            for weight in layer.parameters():
                weight *= LOUD
