"""How far the edited picture is from the one that somebody edited (MagicBrush, NeurIPS 2023)."""

from __future__ import annotations

from functools import partial

import numpy as np

from .metric import Edit, Metric


def _distance(power: int, edit: Edit) -> float | None:
    """Mean of |difference|^power over all pixels and channels, values 0…1, at the target's size."""
    from PIL import Image

    if edit.target is None:
        return None
    size = edit.target.shape[1::-1]
    resized = np.asarray(Image.fromarray(edit.edited).resize(size), np.float64)
    return float(np.mean(np.abs(resized - edit.target) ** power) / 255**power)


_GROUP = "to what somebody made of it"
TO_TARGET = (
    Metric(
        "L1 to target", "MagicBrush: mean absolute difference at its size", "lower", partial(_distance, 1), 4, _GROUP
    ),
    Metric(
        "L2 to target", "MagicBrush: mean squared difference at its size", "lower", partial(_distance, 2), 4, _GROUP
    ),
)
