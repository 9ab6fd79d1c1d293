"""The soft edge through which a change of a thing is shown, and what telling it looks at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...tools import matting
from ...tools.matting import soft_alpha
from .margins import SLACK, allowed_of
from .work import Work


def edge_alpha(work: Work, mask: Mask) -> NDArray[np.uint8]:
    """255 inside, falling to 0 at the object's soft edge, never beyond the declared growth."""
    if mask.area == work.width * work.height:
        return hard_alpha(mask)
    radius = max(1, work.resolved.growth - SLACK)
    alpha = soft_alpha(np.ascontiguousarray(work.rgb), mask, radius)
    reach, core = allowed_of(mask, work.resolved.growth).array, mask.grow(-work.resolved.growth).array
    return np.where(core, 255, np.where(reach, alpha, 0)).astype(np.uint8)


def edge_reads(work: Work, mask: Mask) -> Box:
    """What `edge_alpha` looks at."""
    return matting.reads(mask, max(1, work.resolved.growth - SLACK))


def hard_alpha(mask: Mask) -> NDArray[np.uint8]:
    return np.where(mask.array, 255, 0).astype(np.uint8)
