"""Pictures as vectors, through transformers: ViTs of DINO (Caron et al., ICCV 2021) and DINOv2 (Oquab et al., 2023)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels, check_pixels, to_rgb
from ..checkpoints import Checkpoint
from ..running import Running
from .transformers_opening import Opened, open_network

KINDS = ("vit", "dinov2")
_MEAN, _DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's channels."""
_SHOWN = 224 / 256
"""Share of the resized picture's shorter side that the authors' evaluation looks at."""


class Dino:
    """The class token after the last norm, of a picture as the authors evaluate: the shorter side to 256 where the
    network takes 224 (bicubic), the central square, ImageNet's mean and deviation."""

    def __init__(self, opened: Opened) -> None:
        self._opened = opened

    @property
    def side(self) -> int:
        """Pixels a side of the square that the network looks at; a picture of just that size is taken as it is."""
        return int(self._opened.model.config.image_size)

    def pictures(self, shown: Sequence[Pixels]) -> NDArray[np.float32]:
        """One unit vector for each picture, H×W×3|4 uint8 (N×D)."""
        import torch

        with torch.inference_mode():
            fed = torch.cat([self._prepared(pixels) for pixels in shown]).to(self._opened.device, self._opened.dtype)
            found = self._opened.model(pixel_values=fed).last_hidden_state[:, 0].float().cpu().numpy()
        return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-12), np.float32)

    def _prepared(self, pixels: Pixels) -> Any:
        """1×3×side×side."""
        from PIL import Image
        from torchvision.transforms import functional

        image: Any = Image.fromarray(to_rgb(check_pixels(pixels)))
        if image.size != (self.side, self.side):
            bicubic = functional.InterpolationMode.BICUBIC
            image = functional.resize(image, round(self.side / _SHOWN), interpolation=bicubic)
            image = functional.center_crop(image, self.side)
        numbers = functional.pil_to_tensor(image)[None].float() / 255
        return functional.normalize(numbers, _MEAN, _DEVIATION)


def open_dino(checkpoint: Checkpoint, running: Running) -> Dino:
    """The network of a checkpoint. Raises MissingRequirement, ToolError."""
    return Dino(open_network(checkpoint, running, KINDS, "AutoModel"))
