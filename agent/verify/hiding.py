"""What was hidden: it cannot be made out any more."""

from __future__ import annotations

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp
from ...tools.toolbox import Toolbox
from .leaving import STILL_THERE
from .measures import correlation, luma, overlap, roughness

OTHER_DETAIL = 0.35
"""Fine detail that correlates less with what was there does not show it."""


def hidden(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Fine detail of what was to be hidden is gone."""
    out = []
    for target in resolved.targets:
        inside = Mask.from_ref(target.mask)
        was, now = roughness(before, inside), roughness(after, inside.grow(-2))
        good = now <= 0.6 * was or was < 1.0 or _other_detail(before, after, inside.grow(-2))
        detail = "its detail is gone" if good else "its detail still shows"
        out.append(Check(name="hidden", passed=good, detail=detail, value=round(now / max(was, 1e-6), 2)))
        out += _no_face_again(target.label, inside.box, after, toolbox)
    return out


def _other_detail(before: Pixels, after: Pixels, inside: Mask) -> bool:
    """Whether what fine detail there is now is not what was there: the edges of the blocks on a small face."""
    import cv2

    was, now = (cv2.Laplacian(luma(pixels), cv2.CV_32F, ksize=1)[inside.array] for pixels in (before, after))
    return bool(was.size) and abs(correlation(was, now)) < OTHER_DETAIL


def _no_face_again(label: str | None, box: Box, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """A face that was hidden is no face to those who look for faces either."""
    if label != "face" or toolbox.spec("face_detector") is None:
        return []
    with toolbox.lease("face_detector") as detector:
        around = box.pad(box.width // 2 + 8, box.height // 2 + 8).clamp(after.shape[1], after.shape[0])
        seen = detector.faces(np.ascontiguousarray(to_rgb(after)), within=around)
    again = [face for face in seen if overlap(face.box, box) >= STILL_THERE]
    detail = "no face is found there any more" if not again else "a face is still found there"
    return [Check(name="not found again", passed=not again, detail=detail, value=float(len(again)))]
