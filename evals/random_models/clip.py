"""CLIP and SigLIP with random weights, as transformers saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from .words import save_clip_tokenizer

Size = Literal["tiny", "full"]
LONGEST = 16


def build_clip(folder: Path, size: Size = "tiny") -> Path:
    """The model, its tokenizer and its image processor in `folder`; `full` is the architecture of ViT-B/32."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import CLIPConfig, CLIPImageProcessorPil, CLIPModel

    torch.manual_seed(0)
    known = save_clip_tokenizer(folder, LONGEST)
    config = CLIPConfig() if size == "full" else CLIPConfig(projection_dim=16, **_tiny(known))
    CLIPModel(config).eval().save_pretrained(folder)
    side = config.vision_config.image_size
    CLIPImageProcessorPil(size={"shortest_edge": side}, crop_size={"height": side, "width": side}).save_pretrained(
        folder
    )
    return folder


def build_siglip(folder: Path, size: Size = "tiny") -> Path:
    """The model, a tokenizer of letters and its image processor in `folder`; `full` is the base architecture."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import SiglipConfig, SiglipImageProcessorPil, SiglipModel

    torch.manual_seed(0)
    known = save_clip_tokenizer(folder, LONGEST)
    config = SiglipConfig() if size == "full" else SiglipConfig(**_tiny(known))
    SiglipModel(config).eval().save_pretrained(folder)
    side = config.vision_config.image_size
    SiglipImageProcessorPil(size={"height": side, "width": side}).save_pretrained(folder)
    return folder


def _tiny(known: int) -> dict[str, Any]:
    small = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 2, "num_attention_heads": 2}
    ends = {"bos_token_id": known - 2, "eos_token_id": known - 1, "pad_token_id": known - 1}
    text = {**small, **ends, "vocab_size": known, "max_position_embeddings": LONGEST, "projection_size": 16}
    return {"text_config": text, "vision_config": {**small, "image_size": 32, "patch_size": 8}}
