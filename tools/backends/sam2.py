"""SAM 2.1 (Ravi et al., ICLR 2025) through transformers: pictures only, one mask a prompt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.image import Pixels
from ..ports import Prompt
from .everything import FAIR, FINE_GRID, GRID, Finds, grid_points
from .prompted import Drawn, PromptedSegmenter, best_first_only
from .sam_frame import LOW, SIDE, Frame
from .transformers_opening import Opened, open_helper, open_network

AT_ONCE = 32
"""Points asked about at once."""


class Encoded(NamedTuple):
    """A picture's features at three sizes, on the device, and its `(width, height)`."""

    features: Any
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Stretched(Frame):
    """SAM 2 squeezes a picture into its square input instead of padding it."""

    @property
    def inner(self) -> tuple[int, int]:
        return SIDE, SIDE


class Sam2Engine:
    """The network of transformers, with its own processor."""

    def __init__(self, opened: Opened, processor: Any) -> None:
        self._opened, self._processor = opened, processor

    def encode(self, part: Pixels) -> Encoded:
        """See `Engine.encode`."""
        import torch

        model, _, device, dtype = self._opened
        image = self._processor(images=part, return_tensors="pt", input_data_format="channels_last")["pixel_values"]
        with torch.inference_mode():
            features = model.get_image_embeddings(image.to(device, dtype))
        return Encoded(features, (part.shape[1], part.shape[0]))

    def draw(self, encoded: Encoded, prompt: Prompt) -> Drawn:
        """See `Engine.draw`. A single point may mean a part or its whole: three masks are drawn, the best is taken."""
        points = (*prompt.inside, *prompt.outside)
        labels = [1] * len(prompt.inside) + [0] * len(prompt.outside)
        low, scores = self._ask(
            encoded,
            multimask_output=prompt.box is None and len(points) == 1,
            input_points=[[[list(point) for point in points]]] if points else None,
            input_labels=[[labels]] if points else None,
            input_boxes=[[[float(edge) for edge in prompt.box.as_list()]]] if prompt.box is not None else None,
        )
        sizes = [encoded.size[::-1]]
        masks = self._processor.post_process_masks([low], sizes)[0][0].cpu().numpy()
        return best_first_only(masks, scores[0])

    def everything(self, encoded: Encoded, part: Pixels, closer: bool) -> list[Drawn]:
        """See `Engine.everything`: the rules of our own search, since the network's masks are SAM's."""
        frame = Stretched(Box.of_size(*encoded.size))
        finds = Finds(frame, floors=FAIR) if closer else Finds(frame)
        points = grid_points(frame.part, FINE_GRID if closer else GRID)
        for start in range(0, len(points), AT_ONCE):
            some = [[[x, y]] for x, y in points[start : start + AT_ONCE]]
            labels = [[1] for _ in some]
            low, scores = self._ask(encoded, multimask_output=True, input_points=[some], input_labels=[labels])
            for masks, fits in zip(low.float().cpu().numpy(), scores, strict=True):
                best = int(np.argmax(fits))
                finds.add(_sized(masks[best]), float(np.clip(fits[best], 0, 1)))
        return [Drawn(one.mask.array, one.score) for one in finds.regions()]

    def _ask(self, encoded: Encoded, *, multimask_output: bool, **prompts: Any) -> tuple[Any, NDArray[np.float32]]:
        """Mask logits, prompts×masks×h×w on the device, and the estimates of their IoU, prompts×masks."""
        import torch

        model, _, device, _ = self._opened
        told = self._processor(original_sizes=[list(encoded.size[::-1])], return_tensors="pt", **prompts)
        fed = {name: told[name].to(device) for name in prompts if prompts[name] is not None}
        with torch.inference_mode():
            answer = model(image_embeddings=list(encoded.features), multimask_output=multimask_output, **fed)
        return answer.pred_masks[0], answer.iou_scores[0].float().cpu().numpy()


def _sized(low: NDArray[np.float32]) -> NDArray[np.float32]:
    """Mask logits at 256×256; networks of another size than the published ones have others."""
    import cv2

    return low if low.shape == (LOW, LOW) else np.asarray(cv2.resize(low, (LOW, LOW)), np.float32)


def load(context: Any) -> PromptedSegmenter:
    """A segmenter over the row's network. Raises MissingRequirement, ToolError."""
    opened = open_network(context.model, context.running, ("sam2", "sam2_video"), "Sam2Model")
    return PromptedSegmenter(Sam2Engine(opened, open_helper(opened.folder, "Sam2Processor")))
