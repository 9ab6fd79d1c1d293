"""DINO's ViT with random weights, as transformers saves it."""

from __future__ import annotations

from pathlib import Path


def build_dino(folder: Path) -> Path:
    """A tiny ViT in `folder`: pictures of 32 pixels in patches of 8."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import ViTConfig, ViTModel

    torch.manual_seed(0)
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    ViTModel(ViTConfig(image_size=32, patch_size=8, **small), add_pooling_layer=False).eval().save_pretrained(folder)
    return folder
