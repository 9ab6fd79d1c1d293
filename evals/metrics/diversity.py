"""How far several results for the same wish are from each other (SANE, BMVC 2025): the mean over all their pairs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import combinations

import numpy as np

from ...scene.image import Pixels
from ..lpips import SMALLEST, Net, lpips
from .metric import Unmeasured

Distance = Callable[[Pixels, Pixels], float]


def diversity(distance: Distance, pictures: Sequence[Pixels]) -> float | None:
    """The mean distance of all pairs; None for fewer than two pictures, for other sizes, and for too small ones."""
    alike = len({picture.shape for picture in pictures}) == 1
    if len(pictures) < 2 or not alike or min(pictures[0].shape[:2]) < SMALLEST:
        return None
    return float(np.mean([distance(one, other) for one, other in combinations(pictures, 2)]))


def lpips_diversity(net: Net, pictures: Sequence[Pixels]) -> float | None:
    """LPIPS over that network between H×W×3 uint8 pictures of one size; 0 where all are the same."""
    return diversity(partial(lpips, net=net), pictures)


DIVERSITY: dict[str, Callable[[Sequence[Pixels]], float | None]] = {
    "LPIPS diversity (AlexNet)": partial(lpips_diversity, "alex"),
    "LPIPS diversity (VGG)": partial(lpips_diversity, "vgg"),
}
"""By name; more is more diverse, which is better only where the results are good as well."""

UNMEASURED = (Unmeasured("DreamSim diversity", "its authors give its weights as pickles alone, which are not opened"),)
