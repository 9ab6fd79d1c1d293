"""GroundingDINO (Liu et al., ECCV 2024) through its authors' own network, as `groundingdino-py` carries it.

A model is a folder: `model.safetensors` (the checkpoint's weights under their own names), `groundingdino.json` (what of
the architecture differs from the package's SwinT) and `text_encoder/` (BERT's configuration and tokenizer).
`groundingdino_convert` makes one of the published pickle.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ..errors import MissingRequirement, ToolError
from .finders import detector_over, grounder_over
from .grounding_dino import THRESHOLD, finding
from .groundingdino_repair import repair
from .open_vocabulary import OpenDetector, OpenGrounder
from .torch_running import device_of, place
from .transformers_opening import folder_of, seeing_dtype

WEIGHTS, ARCHITECTURE, TEXT_ENCODER = "model.safetensors", "groundingdino.json", "text_encoder"
CONVERT = "python -m scenewright.tools.backends.groundingdino_convert CHECKPOINT.pth BERT_FOLDER"
SHORTEST, LONGEST = 800, 1333
"""Pixels of the sides of what the network is shown."""


class PackageEngine:
    """The package's network, with the package's own way of preparing pictures."""

    def __init__(self, network: Any, device: str, dtype: Any, sides: tuple[int, int]) -> None:
        self._network, self._device, self._dtype = network, device, dtype
        self._shortest, self.side = sides

    def count(self, phrase: str) -> int:
        return len(self._network.tokenizer(phrase, add_special_tokens=False)["input_ids"])

    def look(self, pixels: Pixels, caption: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See `Engine.look`."""
        import groundingdino.datasets.transforms as transforms
        import torch
        from PIL import Image

        prepared = transforms.Compose([
            transforms.RandomResize([self._shortest], max_size=self.side),
            transforms.ToTensor(),
            transforms.Normalize([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]),
        ])  # fmt: skip
        image, _ = prepared(Image.fromarray(pixels), None)
        with torch.inference_mode():
            answer = self._network(image[None].to(self._device, self._dtype), captions=[caption])
        scores = answer["pred_logits"][0].float().sigmoid().cpu().numpy()
        return scores, answer["pred_boxes"][0].float().cpu().numpy()


def build_network(text_encoder: Path, changes: dict[str, Any]) -> Any:
    """The package's network without weights; nothing is fetched. Raises ToolError for what it does not know."""
    repair()
    from groundingdino.config import GroundingDINO_SwinT_OGC as usual
    from groundingdino.models import build_model
    from groundingdino.util.slconfig import SLConfig

    settings = {name: value for name, value in vars(usual).items() if not name.startswith("_")}
    if unknown := sorted(set(changes) - set(settings)):
        raise ToolError(f"{ARCHITECTURE} names {', '.join(unknown)}, which groundingdino-py does not know")
    unhurried = {"use_checkpoint": False, "use_transformer_ckpt": False}
    return build_model(SLConfig({**settings, **changes, **unhurried, "text_encoder_type": str(text_encoder)}))


def open_engine(context: Any) -> tuple[PackageEngine, Path]:
    """The row's network, and the folder it came from. Raises MissingRequirement, ToolError."""
    from safetensors.torch import load_file

    folder = _folder(context)
    told = _told(folder / ARCHITECTURE)
    sides = int(told.pop("shortest", SHORTEST)), int(told.pop("longest", LONGEST))
    network = build_network(folder / TEXT_ENCODER, told)
    try:
        lacking, _ = network.load_state_dict(load_file(folder / WEIGHTS), strict=False)
    except RuntimeError as error:
        raise ToolError(
            f"{folder / WEIGHTS} does not fit the architecture that {ARCHITECTURE} names: {error}"
        ) from None
    if lacking := [name for name in lacking if not name.endswith("position_ids")]:
        raise ToolError(f"{folder / WEIGHTS} lacks {len(lacking)} weights, among them {lacking[0]}")
    device, dtype = device_of(context.running), seeing_dtype(context.running)
    return PackageEngine(place(network.to(dtype), context.running), device, dtype, sides), folder


def _folder(context: Any) -> Path:
    needed = (WEIGHTS, ARCHITECTURE, f"{TEXT_ENCODER}/config.json")
    folder = context.model.folder
    if folder is not None and not all(any(folder.glob(pattern)) for pattern in needed):
        what = f"{context.model.name} is no folder of a converted GroundingDINO (with {', '.join(needed)})"
        raise MissingRequirement(f"{what}; [models] says where it is", f"{CONVERT} {folder}")
    return folder_of(context.model, context.running, needed)


def _told(file: Path) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except ValueError as error:
        raise ToolError(f"{file} should hold one JSON object, but {error}") from None
    if not isinstance(told, dict):
        raise ToolError(f"{file} should hold one JSON object, but it holds {type(told).__name__}")
    return told


def load_grounder(context: Any) -> OpenGrounder:
    """A grounder over it."""
    return grounder_over(context, "groundingdino-py", finding(open_engine), THRESHOLD)


def load_detector(context: Any) -> OpenDetector:
    """A detector of the names of a list."""
    return detector_over(context, "groundingdino-py", finding(open_engine), THRESHOLD)
