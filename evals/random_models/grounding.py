"""GroundingDINO and OWLv2 with random weights, as transformers saves them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from ...tools.backends.label_list import LIST
from .words import save_bert_tokenizer, save_clip_tokenizer, write_json

Size = Literal["tiny", "full"]
LABELS = ("person", "dog", "cat", "ball", "chair", "car")
"""What tiny models look for as detectors: few names, as each costs a look or a part of one."""


def build_grounding_dino(folder: Path, size: Size = "tiny") -> Path:
    """The model, its tokenizer and its image processor in `folder`; `full` is the architecture of its tiny release
    (172 million weights)."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import GroundingDinoForObjectDetection, GroundingDinoImageProcessorPil

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    known = save_bert_tokenizer(folder)
    model = GroundingDinoForObjectDetection(_dino_config(known, size)).eval()
    model.save_pretrained(folder)
    edges = (
        {"shortest_edge": 800, "longest_edge": 1333} if size == "full" else {"shortest_edge": 128, "longest_edge": 192}
    )
    GroundingDinoImageProcessorPil(size=edges).save_pretrained(folder)
    _few_names(folder, size)
    return folder


def _dino_config(known: int, size: Size) -> Any:
    from transformers import GroundingDinoConfig, SwinConfig

    if size == "full":
        return GroundingDinoConfig(text_config=_bert(known, size), backbone_config=_swin())
    swin = SwinConfig(
        image_size=64, patch_size=4, embed_dim=8, depths=[1, 1, 1, 1], num_heads=[1, 2, 2, 4], window_size=4,
        out_indices=[2, 3, 4],
    )  # fmt: skip
    return GroundingDinoConfig(
        backbone_config=swin, text_config=_bert(known, size), d_model=32, encoder_layers=1, decoder_layers=2,
        encoder_ffn_dim=32,
        decoder_ffn_dim=32, encoder_attention_heads=2, decoder_attention_heads=2, num_queries=20,
    )  # fmt: skip


def _swin() -> Any:
    from transformers import SwinConfig

    return SwinConfig(embed_dim=96, depths=[2, 2, 6, 2], num_heads=[3, 6, 12, 24], window_size=7, out_indices=[2, 3, 4])


def build_owlv2(folder: Path, size: Size = "tiny") -> Path:
    """The model, its tokenizer and its image processor in `folder`; `full` is the architecture of the base release."""
    from ...tools.backends.torchvision_repair import repair

    repair()
    import torch
    from transformers import Owlv2Config, Owlv2ForObjectDetection, Owlv2ImageProcessorPil

    folder.mkdir(parents=True, exist_ok=True)
    torch.manual_seed(0)
    known = save_clip_tokenizer(folder, 16)
    config = Owlv2Config() if size == "full" else Owlv2Config(**_tiny_owl(known))
    model = Owlv2ForObjectDetection(config).eval()
    with torch.no_grad():
        model.box_head.dense2.weight *= 0.01  # boxes near the patches that they speak of, not all of them empty
    model.save_pretrained(folder)
    side = config.vision_config.image_size
    Owlv2ImageProcessorPil(size={"height": side, "width": side}).save_pretrained(folder)
    _few_names(folder, size)
    return folder


def _tiny_owl(known: int) -> dict[str, Any]:
    small = {"hidden_size": 32, "intermediate_size": 32, "num_hidden_layers": 1, "num_attention_heads": 2}
    words = {"vocab_size": known, "max_position_embeddings": 16, "bos_token_id": known - 2, "eos_token_id": known - 1}
    text = {**small, **words, "pad_token_id": known - 1}
    return {"text_config": text, "vision_config": {**small, "image_size": 64, "patch_size": 16}, "projection_dim": 32}


def build_groundingdino(folder: Path, size: Size = "tiny") -> Path:
    """A folder for `groundingdino-py`. Its Swin-T is that of the release at both sizes, since the package knows no
    smaller one; `tiny` has little else."""
    from ...tools.backends.groundingdino_package import ARCHITECTURE, TEXT_ENCODER, WEIGHTS, build_network
    from ...tools.backends.torchvision_repair import repair

    text_encoder = folder / TEXT_ENCODER
    text_encoder.mkdir(parents=True, exist_ok=True)
    changes: dict[str, Any] = {} if size == "full" else _SMALL
    repair()
    import torch
    from safetensors.torch import save_file

    torch.manual_seed(0)
    known = save_bert_tokenizer(text_encoder)
    _bert(known, size).save_pretrained(text_encoder)
    network = build_network(text_encoder, changes).eval()
    for head in (*network.bbox_embed, network.transformer.enc_out_bbox_embed):
        torch.nn.init.normal_(head.layers[-1].weight, std=0.1)  # the package begins with zeros: all boxes alike
    weights = {name: tensor.clone() for name, tensor in network.state_dict().items()}
    save_file(weights, folder / WEIGHTS)
    sides = {} if size == "full" else {"shortest": 128, "longest": 192}
    write_json(folder / ARCHITECTURE, {**changes, **sides})
    _few_names(folder, size)
    return folder


_SMALL = {
    "hidden_dim": 256, "enc_layers": 1, "dec_layers": 2, "dim_feedforward": 32, "nheads": 8, "num_queries": 20,
}  # fmt: skip


def _few_names(folder: Path, size: Size) -> None:
    if size == "tiny":
        (folder / LIST).write_text("\n".join(LABELS), "utf-8")


def _bert(known: int, size: Size) -> Any:
    from transformers import BertConfig

    if size == "full":
        return BertConfig(vocab_size=30522)
    return BertConfig(
        vocab_size=known, hidden_size=32, num_hidden_layers=1, num_attention_heads=2, intermediate_size=32,
        max_position_embeddings=256,
    )  # fmt: skip
