"""torchvision where its compiled operators are missing: with a CPU build of torch beside a CUDA build of it.

Its import then fails ("operator torchvision::nms does not exist"), and with it transformers and diffusers, although
only non-maximum suppression is wanted of it. `repair` is called before any of these is imported.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from typing import Any

_LOCK = threading.Lock()
_KEPT: list[Any] = []
"""The library of operators: they go when it is collected."""

SIGNATURE = "(Tensor dets, Tensor scores, float iou_threshold) -> Tensor"


def repair() -> None:
    """Nothing where torchvision is not installed, or is whole; else non-maximum suppression in plain PyTorch."""
    with _LOCK:
        if _KEPT or importlib.util.find_spec("torchvision") is None:
            return
        try:
            importlib.import_module("torchvision")
        except RuntimeError as error:
            if "torchvision::nms" not in str(error):
                raise
            _define()
            torchvision = importlib.import_module("torchvision")
            torchvision.ops.boxes._assert_has_ops = lambda: None


def _define() -> None:
    import sys

    import torch

    for name in [name for name in sys.modules if name.partition(".")[0] == "torchvision"]:
        del sys.modules[name]  # what the failed import left half done
    library = torch.library.Library("torchvision", "FRAGMENT")
    for name in ("nms", "qnms"):
        library.define(f"{name}{SIGNATURE}")
    library.impl("nms", suppress, "CPU")
    _KEPT.append(library)


def suppress(dets: Any, scores: Any, iou_threshold: float) -> Any:
    """Indices of those of N×4 boxes `(left, top, right, bottom)` that no better one overlaps by more than the
    threshold (IoU), best first."""
    import torch

    areas = (dets[:, 2] - dets[:, 0]) * (dets[:, 3] - dets[:, 1])
    rest, kept = scores.argsort(descending=True, stable=True), []
    while rest.numel():
        best, rest = rest[0], rest[1:]
        kept.append(best)
        corner = torch.maximum(dets[best, :2], dets[rest, :2]), torch.minimum(dets[best, 2:], dets[rest, 2:])
        shared = (corner[1] - corner[0]).clamp(min=0).prod(dim=1)
        rest = rest[shared <= iou_threshold * (areas[best] + areas[rest] - shared)]
    return torch.stack(kept) if kept else torch.empty(0, dtype=torch.int64, device=dets.device)
