"""Pictures and words as vectors of CLIP and DINO, opened from a folder or a hub where somebody names a model."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from ...scene.image import Pixels
from ...tools.checkpoints import Checkpoint
from ...tools.running import Running

Vectors = NDArray[np.float32]


class Looking(Protocol):
    """A network that gives a picture a unit vector."""

    @property
    def side(self) -> int:
        """Pixels a side of the square it looks at."""
        ...

    def pictures(self, shown: Sequence[Pixels]) -> Vectors:
        """N×D for N pictures (H×W×3 uint8), prepared as the model was evaluated: its central square."""
        ...


@cache
def clip(model: Checkpoint, running: Running) -> Any:
    """CLIP or SigLIP: a `Looking` that has `words` too. Raises MissingRequirement, ToolError."""
    from ...tools.backends.clip_scorer import open_scorer

    return open_scorer(model, running)


@cache
def dino(model: Checkpoint, running: Running) -> Looking:
    """A ViT trained by DINO (Caron et al., ICCV 2021) or DINOv2. Raises MissingRequirement, ToolError."""
    from ...tools.backends.dino import open_dino

    return open_dino(model, running)


def whole(pixels: Pixels, side: int) -> Pixels:
    """The picture squeezed into the square that a network looks at: no part of it is cut off."""
    from PIL import Image

    return np.asarray(Image.fromarray(pixels).resize((side, side), Image.Resampling.BICUBIC))


def cosine(one: Vectors, other: Vectors) -> float:
    """−1…1; 0 where either has no length."""
    lengths = float(np.linalg.norm(one) * np.linalg.norm(other))
    return 0.0 if lengths < 1e-8 else float(np.clip(np.dot(one, other) / lengths, -1, 1))
