"""Whether the right place was edited, apart from how it looks."""

from __future__ import annotations

import numpy as np

from ...scene.mask import Mask
from .metric import Edit, Metric


def touched(edit: Edit) -> Mask:
    """Every pixel of another colour than before."""
    return Mask((edit.original != edit.edited).any(axis=2))


def iou_chosen(edit: Edit) -> float | None:
    """IoU of what the editor says it edited with the truth; 0 where it edited nothing, None where it says nothing."""
    return None if edit.truth is None or edit.chosen is None else edit.chosen.iou(edit.truth)


def iou_touched(edit: Edit) -> float | None:
    """IoU of the pixels that changed with the truth: for editors that do not say what they edited."""
    return None if edit.truth is None else touched(edit).iou(edit.truth)


def inside_changed(edit: Edit) -> float | None:
    """Mean absolute difference under the mask, 0…1: an editor that leaves everything alone has 0."""
    if edit.truth is None or not edit.truth.area:
        return None
    under = edit.truth.array
    return float(np.abs(edit.original[under].astype(np.float64) - edit.edited[under]).mean() / 255)


_GROUP = "localisation"
LOCALISATION = (
    Metric("IoU of what was chosen", "the editor's own mask against the truth", "higher", iou_chosen, 3, _GROUP),
    Metric("IoU of what changed", "pixels of another colour against the truth", "higher", iou_touched, 3, _GROUP),
    Metric(
        "change under the mask",
        "mean absolute difference, 0…1: was anything done",
        "higher",
        inside_changed,
        3,
        _GROUP,
    ),
)
