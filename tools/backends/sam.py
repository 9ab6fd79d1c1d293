"""Segment Anything (Kirillov et al., ICCV 2023) through its authors' package: predictor and automatic generator.

The published checkpoints are pickles; the same weights lie on the hub as safetensors, under the names that transformers
gives them. They are renamed here.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any, NamedTuple

import numpy as np

from ...scene.image import Pixels
from ..errors import ToolError
from ..ports import Prompt
from .everything import FINE_GRID, GRID
from .prompted import Drawn, PromptedSegmenter, best_first_only
from .torch_running import device_of, place
from .torchvision_repair import repair
from .transformers_opening import config_of, folder_of, seeing_dtype

FAIR = {"pred_iou_thresh": 0.7, "stability_score_thresh": 0.85}
"""What a closer search lets through; the first one has the package's own floors, 0.88 and 0.95."""


class Encoded(NamedTuple):
    """What the package's predictor holds of a picture."""

    features: Any
    original_size: tuple[int, int]
    input_size: tuple[int, int]


class SamEngine:
    """The network with the package's predictor, which is given encodings back instead of making them anew."""

    def __init__(self, network: Any) -> None:
        from segment_anything import SamPredictor

        self.network, self._predictor = network, SamPredictor(network)

    def encode(self, part: Pixels) -> Encoded:
        """See `Engine.encode`."""
        self._predictor.set_image(part)
        return Encoded(self._predictor.features, self._predictor.original_size, self._predictor.input_size)

    def draw(self, encoded: Encoded, prompt: Prompt) -> Drawn:
        """See `Engine.draw`. A single point may mean a part or its whole: three masks are drawn, the best is taken."""
        _restore(self._predictor, encoded)
        points = (*prompt.inside, *prompt.outside)
        masks, scores, _ = self._predictor.predict(
            point_coords=np.array(points, np.float32) if points else None,
            point_labels=np.array([1] * len(prompt.inside) + [0] * len(prompt.outside)) if points else None,
            box=np.array(prompt.box.as_list(), np.float32) if prompt.box is not None else None,
            multimask_output=prompt.box is None and len(points) == 1,
        )
        return best_first_only(masks, scores)

    def everything(self, encoded: Encoded, part: Pixels, closer: bool) -> list[Drawn]:
        """See `Engine.everything`: the package's automatic generator, over the encoding that there is."""
        from segment_anything import SamAutomaticMaskGenerator

        floors: dict[str, float] = FAIR if closer else {}
        generator = SamAutomaticMaskGenerator(self.network, points_per_side=FINE_GRID if closer else GRID, **floors)
        generator.predictor.set_image = partial(_set_known, generator.predictor, encoded)
        found = generator.generate(part)
        return [Drawn(one["segmentation"], float(np.clip(one["predicted_iou"], 0, 1))) for one in found]


def _restore(predictor: Any, encoded: Encoded) -> None:
    predictor.features, predictor.original_size, predictor.input_size = encoded
    predictor.is_image_set = True


def _set_known(predictor: Any, encoded: Encoded, image: Pixels) -> None:
    """In the place of `set_image` of a generator that looks at the whole picture only."""
    if tuple(image.shape[:2]) != tuple(encoded.original_size):
        raise ToolError(f"an encoding of {encoded.original_size} was asked for a picture of {image.shape[:2]}")
    _restore(predictor, encoded)


def load(context: Any) -> PromptedSegmenter:
    """A segmenter over the row's network. Raises MissingRequirement, ToolError."""
    return PromptedSegmenter(SamEngine(open_network(context)))


def open_network(context: Any) -> Any:
    """The package's network with the weights of the row's folder or repository."""
    folder = folder_of(context.model, context.running, ("config.json", "*.safetensors"))
    config = config_of(context.model, folder, ("sam",))
    repair()
    from safetensors.torch import load_file

    network = build_network(config)
    weights: dict[str, Any] = {}
    for file in sorted(folder.glob("*.safetensors")):
        weights |= load_file(file)
    try:
        network.load_state_dict(renamed(weights))
    except RuntimeError as error:
        raise ToolError(f"the weights of {context.model.name} are not those of its config.json: {error}") from None
    device_of(context.running)
    return place(network.to(seeing_dtype(context.running)), context.running)


def build_network(config: dict[str, Any]) -> Any:
    """The package's `Sam` as transformers' configuration of it says; what that leaves out is that of ViT-B."""
    import torch
    from segment_anything.modeling import ImageEncoderViT, MaskDecoder, PromptEncoder, Sam, TwoWayTransformer

    vision, decoder = (
        {**usual, **config.get(part, {})}
        for part, usual in (("vision_config", VISION), ("mask_decoder_config", DECODER))
    )
    side, patch, width = vision["image_size"], vision["patch_size"], vision["output_channels"]
    encoder = ImageEncoderViT(
        depth=vision["num_hidden_layers"],
        embed_dim=vision["hidden_size"],
        img_size=side,
        mlp_ratio=(vision["mlp_dim"] or 4 * vision["hidden_size"]) / vision["hidden_size"],
        norm_layer=partial(torch.nn.LayerNorm, eps=1e-6),
        num_heads=vision["num_attention_heads"],
        patch_size=patch,
        qkv_bias=True,
        use_rel_pos=True,
        global_attn_indexes=tuple(vision["global_attn_indexes"]),
        window_size=vision["window_size"],
        out_chans=width,
    )
    prompts = PromptEncoder(
        embed_dim=width,
        image_embedding_size=(side // patch, side // patch),
        input_image_size=(side, side),
        mask_in_chans=16,
    )
    transformer = TwoWayTransformer(
        depth=decoder["num_hidden_layers"],
        embedding_dim=width,
        mlp_dim=decoder["mlp_dim"],
        num_heads=decoder["num_attention_heads"],
    )
    masks = MaskDecoder(
        num_multimask_outputs=3,
        transformer=transformer,
        transformer_dim=width,
        iou_head_depth=decoder["iou_head_depth"],
        iou_head_hidden_dim=decoder["iou_head_hidden_dim"],
    )
    return Sam(encoder, prompts, masks, pixel_mean=[123.675, 116.28, 103.53], pixel_std=[58.395, 57.12, 57.375]).eval()


VISION: dict[str, Any] = {
    "image_size": 1024, "patch_size": 16, "output_channels": 256, "hidden_size": 768, "num_hidden_layers": 12,
    "num_attention_heads": 12, "mlp_dim": None, "window_size": 14, "global_attn_indexes": (2, 5, 8, 11),
}  # fmt: skip
DECODER: dict[str, Any] = {
    "num_hidden_layers": 2, "num_attention_heads": 8, "mlp_dim": 2048, "iou_head_depth": 3, "iou_head_hidden_dim": 256,
}  # fmt: skip

_GAUSSIAN = "prompt_encoder.pe_layer.positional_encoding_gaussian_matrix"
_RULES = tuple(
    (re.compile(pattern), name)
    for pattern, name in (
        (r"^shared_image_embedding\.positional_embedding$", _GAUSSIAN),
        (r"^vision_encoder\.patch_embed\.projection\.", "image_encoder.patch_embed.proj."),
        (r"^vision_encoder\.layers\.(\d+)\.layer_norm(\d)\.", r"image_encoder.blocks.\1.norm\2."),
        (r"^vision_encoder\.layers\.", "image_encoder.blocks."),
        (r"^vision_encoder\.neck\.conv1\.", "image_encoder.neck.0."),
        (r"^vision_encoder\.neck\.layer_norm1\.", "image_encoder.neck.1."),
        (r"^vision_encoder\.neck\.conv2\.", "image_encoder.neck.2."),
        (r"^vision_encoder\.neck\.layer_norm2\.", "image_encoder.neck.3."),
        (r"^vision_encoder\.", "image_encoder."),
        (r"^prompt_encoder\.point_embed\.", "prompt_encoder.point_embeddings."),
        (r"^prompt_encoder\.mask_embed\.conv1\.", "prompt_encoder.mask_downscaling.0."),
        (r"^prompt_encoder\.mask_embed\.layer_norm1\.", "prompt_encoder.mask_downscaling.1."),
        (r"^prompt_encoder\.mask_embed\.conv2\.", "prompt_encoder.mask_downscaling.3."),
        (r"^prompt_encoder\.mask_embed\.layer_norm2\.", "prompt_encoder.mask_downscaling.4."),
        (r"^prompt_encoder\.mask_embed\.conv3\.", "prompt_encoder.mask_downscaling.6."),
        (r"^mask_decoder\.upscale_conv1\.", "mask_decoder.output_upscaling.0."),
        (r"^mask_decoder\.upscale_layer_norm\.", "mask_decoder.output_upscaling.1."),
        (r"^mask_decoder\.upscale_conv2\.", "mask_decoder.output_upscaling.3."),
        (r"^(mask_decoder\.(?:iou_prediction_head|output_hypernetworks_mlps\.\d+))\.layers\.0\.", r"\1.layers.1."),
        (r"^(mask_decoder\.(?:iou_prediction_head|output_hypernetworks_mlps\.\d+))\.proj_in\.", r"\1.layers.0."),
        (r"^(mask_decoder\.(?:iou_prediction_head|output_hypernetworks_mlps\.\d+))\.proj_out\.", r"\1.layers.2."),
        (r"^(mask_decoder\.transformer\.layers\.\d+)\.layer_norm(\d)\.", r"\1.norm\2."),
        (r"^mask_decoder\.transformer\.layer_norm_final_attn\.", "mask_decoder.transformer.norm_final_attn."),
    )
)  # fmt: skip
"""The first that fits a name of transformers' tells the package's."""


def renamed(weights: dict[str, Any]) -> dict[str, Any]:
    """transformers' weights under the package's names; a second copy of a shared one is left out."""
    shared = "prompt_encoder.shared_embedding.positional_embedding"
    return {_renamed(name): tensor for name, tensor in weights.items() if name != shared}


def _renamed(name: str) -> str:
    for pattern, new in _RULES:
        found, count = pattern.subn(new, name)
        if count:
            return found
    return name
