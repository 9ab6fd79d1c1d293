"""Pictures compared with words through transformers: CLIP (Radford et al., 2021), SigLIP (Zhai et al., 2023)."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels, to_rgb
from ..checkpoints import Checkpoint
from ..running import Running
from .transformers_opening import Opened, config_of, folder_of, open_helper, open_network

AT_ONCE = 32
"""Crops or texts looked at once."""


class Family(NamedTuple):
    """What differs between kinds of models: their classes in transformers, and how texts are padded."""

    network: str
    images: str
    padding: str | bool


FAMILIES = {
    "clip": Family("CLIPModel", "CLIPImageProcessorPil", True),
    "siglip": Family("SiglipModel", "SiglipImageProcessorPil", "max_length"),
}


class TransformersScorer:
    """An `ImageTextScorer`."""

    def __init__(self, opened: Opened, images: Any, tokenizer: Any, padding: str | bool) -> None:
        self._opened, self._images, self._tokenizer, self._padding = opened, images, tokenizer, padding
        self._alone = threading.Lock()

    def similarity(self, crops: Sequence[Pixels], texts: Sequence[str]) -> NDArray[np.float32]:
        """See `ImageTextScorer.similarity`."""
        if not crops or not texts:
            return np.zeros((len(crops), len(texts)), np.float32)
        shown = [np.ascontiguousarray(to_rgb(check_pixels(crop))) for crop in crops]
        return np.clip(self.pictures(shown) @ self.words(texts).T, -1, 1)

    @property
    def side(self) -> int:
        """Pixels a side of the square that the network looks at."""
        return int(self._opened.model.config.vision_config.image_size)

    def pictures(self, shown: Sequence[Pixels]) -> NDArray[np.float32]:
        """One unit vector for each picture (N×D)."""
        with self._alone:
            return np.concatenate([self._pictures(part) for part in _parts(list(shown))])

    def words(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """One unit vector for each text (N×D)."""
        with self._alone:
            return np.concatenate([self._words(part) for part in _parts(list(texts))])

    def _pictures(self, crops: Sequence[Pixels]) -> NDArray[np.float32]:
        model, _, device, dtype = self._opened
        fed = self._images(list(crops), return_tensors="pt", input_data_format="channels_last")
        return _vectors(model.get_image_features, pixel_values=fed["pixel_values"].to(device, dtype))

    def _words(self, texts: Sequence[str]) -> NDArray[np.float32]:
        model, _, device, _ = self._opened
        longest = int(model.config.text_config.max_position_embeddings)
        fed = self._tokenizer(
            list(texts), return_tensors="pt", padding=self._padding, truncation=True, max_length=longest
        )
        return _vectors(model.get_text_features, **fed.to(device))


def _vectors(features: Any, **fed: Any) -> NDArray[np.float32]:
    """N×D, each row of length 1."""
    import torch

    with torch.inference_mode():
        found = features(**fed).pooler_output.float().cpu().numpy()
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12), np.float32)


def _parts(given: list[Any]) -> list[list[Any]]:
    return [given[start : start + AT_ONCE] for start in range(0, len(given), AT_ONCE)]


def load(context: Any) -> TransformersScorer:
    """The row's network. Raises MissingRequirement, ToolError."""
    return open_scorer(context.model, context.running)


def open_scorer(checkpoint: Checkpoint, running: Running) -> TransformersScorer:
    """The network of a checkpoint. Raises MissingRequirement, ToolError."""
    folder = folder_of(checkpoint, running)
    family = FAMILIES[config_of(checkpoint, folder, tuple(FAMILIES))["model_type"]]
    opened = open_network(checkpoint, running, tuple(FAMILIES), family.network)
    images = open_helper(opened.folder, family.images)
    return TransformersScorer(opened, images, open_helper(opened.folder, "AutoTokenizer"), family.padding)
