"""OWLv2 (Minderer et al., NeurIPS 2023) through transformers: a picture is encoded once and compared with any words."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, id_of_colors
from ..recent import Recent
from .finders import detector_over, grounder_over
from .groundings import to_box
from .open_vocabulary import OpenDetector, OpenGrounder, Seen
from .transformers_opening import Opened, open_helper, open_network

THRESHOLD = 0.2
"""Of the row, where it names none: twice what the model's documentation takes, since a find is acted on."""

SAID = "a photo of a {}"
"""How the model was asked in its training (one of CLIP's sentences)."""

ENCODED = 3
"""Encoded pictures kept: a turn asks about the same one several times."""

SAYINGS = 4
"""Lists of phrases whose vectors are kept."""

AT_ONCE = 128
"""Phrases compared with a picture at once."""


class Encoding(NamedTuple):
    """A picture as the network sees it: features of each patch (on the device), and the box that each speaks of
    (patches×4, centre and size, in shares of the padded square)."""

    features: Any
    boxes: NDArray[np.float32]


class OwlFinder:
    """A `Finder`. The encoding of a picture is remembered by its content: further words cost little."""

    def __init__(self, opened: Opened, images: Any, tokenizer: Any) -> None:
        self._opened, self._images, self._tokenizer = opened, images, tokenizer
        self._encodings: Recent[str, Encoding] = Recent(ENCODED)
        self._vectors: Recent[tuple[str, ...], Any] = Recent(SAYINGS)
        self._alone = threading.Lock()
        self.side = int(images.size["height"])

    def find(self, pixels: Pixels, phrases: Sequence[str], least: float) -> list[list[Seen]]:
        """See `Finder.find`."""
        encoding = self._encodings.get(id_of_colors(pixels), lambda: self._encoded(pixels))
        parts = [phrases[start : start + AT_ONCE] for start in range(0, len(phrases), AT_ONCE)]
        scores = [row for part in parts for row in self._scores(encoding, part)]
        longer, size = max(pixels.shape[:2]), (pixels.shape[1], pixels.shape[0])
        share = np.array([longer / size[0], longer / size[1]] * 2, np.float32)
        boxes = [to_box(box, size) for box in encoding.boxes * share]
        return [
            [Seen(box, float(row[at])) for at in np.flatnonzero(row >= least) if (box := boxes[at])] for row in scores
        ]

    def _encoded(self, pixels: Pixels) -> Encoding:
        import torch

        model, _, device, dtype = self._opened
        image = self._images(pixels, return_tensors="pt", input_data_format="channels_last")["pixel_values"]
        with self._alone, torch.inference_mode():
            grid, _ = model.image_embedder(pixel_values=image.to(device, dtype))
            features = grid.flatten(1, 2)
            boxes = model.box_predictor(features, grid)
        return Encoding(features, boxes[0].float().cpu().numpy())

    def _scores(self, encoding: Encoding, phrases: Sequence[str]) -> NDArray[np.float32]:
        """Phrases×patches, 0…1."""
        import torch

        vectors = self._vectors.get(tuple(phrases), lambda: self._said(phrases))
        with self._alone, torch.inference_mode():
            logits, _ = self._opened.model.class_predictor(encoding.features, vectors[None])
        return np.asarray(logits[0].float().sigmoid().T.cpu().numpy())

    def _said(self, phrases: Sequence[str]) -> Any:
        """Phrases×width on the device, each row of length 1."""
        import torch

        model, _, device, _ = self._opened
        said = [SAID.format(phrase) for phrase in phrases]
        words = self._tokenizer(
            said, return_tensors="pt", padding="max_length", truncation=True, max_length=self._longest
        ).to(device)
        with self._alone, torch.inference_mode():
            vectors = model.owlv2.get_text_features(**words).pooler_output
        return vectors / torch.linalg.norm(vectors, ord=2, dim=-1, keepdim=True)

    @property
    def _longest(self) -> int:
        return int(self._opened.model.config.text_config.max_position_embeddings)


def open_finder(context: Any) -> tuple[OwlFinder, Path]:
    """The row's network, and the folder it came from. Raises what `open_network` raises."""
    opened = open_network(context.model, context.running, ("owlv2",), "Owlv2ForObjectDetection")
    images = open_helper(opened.folder, "Owlv2ImageProcessorPil")
    return OwlFinder(opened, images, open_helper(opened.folder, "AutoTokenizer")), opened.folder


def load_grounder(context: Any) -> OpenGrounder:
    """A grounder over it."""
    return grounder_over(context, "owlv2", open_finder, THRESHOLD)


def load_detector(context: Any) -> OpenDetector:
    """A detector of the names of a list."""
    return detector_over(context, "owlv2", open_finder, THRESHOLD)
