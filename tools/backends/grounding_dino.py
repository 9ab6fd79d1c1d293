"""GroundingDINO (Liu et al., ECCV 2024) through transformers: a detector of whatever a caption names."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from .finders import detector_over, grounder_over
from .groundings import captions, seen_of
from .open_vocabulary import OpenDetector, OpenGrounder, Seen
from .transformers_opening import Opened, open_helper, open_network

THRESHOLD = 0.35
"""Of the row, where it names none: what the authors' own code takes."""


class Engine(Protocol):
    """The network as one of its two packages runs it."""

    side: int

    def count(self, phrase: str) -> int:
        """How many tokens a phrase takes."""
        ...

    def look(self, pixels: Pixels, caption: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """Scores (queries×tokens, 0…1) and boxes (queries×4, centre and size, in shares) of an H×W×3 picture."""
        ...


class DinoFinder:
    """A `Finder`: phrases share a caption as long as they fit into its 256 tokens."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._alone = threading.Lock()

    @property
    def side(self) -> int:
        return self._engine.side

    def find(self, pixels: Pixels, phrases: Sequence[str], least: float) -> list[list[Seen]]:
        """See `Finder.find`."""
        asked, _ = captions(phrases, self._engine.count)
        found: dict[int, list[Seen]] = {}
        size = (pixels.shape[1], pixels.shape[0])
        for caption in asked:
            with self._alone:
                scores, boxes = self._engine.look(pixels, caption.text)
            found |= seen_of(caption, scores, boxes, size, least)
        return [found.get(number, []) for number in range(len(phrases))]


class TransformersEngine:
    """The network of transformers, with its own image processor and tokenizer."""

    def __init__(self, opened: Opened, images: Any, tokenizer: Any) -> None:
        self._opened, self._images, self._tokenizer = opened, images, tokenizer
        self.side = int(images.size["longest_edge"])

    def count(self, phrase: str) -> int:
        return len(self._tokenizer(phrase, add_special_tokens=False)["input_ids"])

    def look(self, pixels: Pixels, caption: str) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        """See `Engine.look`."""
        import torch

        model, _, device, dtype = self._opened
        words = self._tokenizer(caption, return_tensors="pt", return_token_type_ids=True).to(device)
        image = self._images(pixels, return_tensors="pt", input_data_format="channels_last").to(device)
        with torch.inference_mode():
            answer = model(**words, pixel_values=image["pixel_values"].to(dtype), pixel_mask=image["pixel_mask"])
        return answer.logits[0].float().sigmoid().cpu().numpy(), answer.pred_boxes[0].float().cpu().numpy()


def open_engine(context: Any) -> tuple[TransformersEngine, Path]:
    """The row's network, and the folder it came from. Raises what `open_network` raises."""
    opened = open_network(context.model, context.running, ("grounding-dino",), "GroundingDinoForObjectDetection")
    images = open_helper(opened.folder, "GroundingDinoImageProcessorPil")
    return TransformersEngine(opened, images, open_helper(opened.folder, "AutoTokenizer")), opened.folder


def finding(open: Callable[[Any], tuple[Engine, Path]]) -> Callable[[Any], tuple[DinoFinder, Path]]:
    """What opens an engine, as what opens something that looks."""

    def open_finder(context: Any) -> tuple[DinoFinder, Path]:
        engine, folder = open(context)
        return DinoFinder(engine), folder

    return open_finder


def load_grounder(context: Any) -> OpenGrounder:
    """A grounder over it."""
    return grounder_over(context, "grounding-dino", finding(open_engine), THRESHOLD)


def load_detector(context: Any) -> OpenDetector:
    """A detector of the names of a list."""
    return detector_over(context, "grounding-dino", finding(open_engine), THRESHOLD)
