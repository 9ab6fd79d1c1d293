"""How edits are judged: by each metric as published and, where that is flawed, a corrected one beside it."""

from __future__ import annotations

from .background import CORRECTED, PUBLISHED
from .metric import CAP, Edit, Metric, Summary, Unmeasured, summary
from .places import LOCALISATION
from .whole import TO_TARGET

__all__ = ["CAP", "METRICS", "UNMEASURED", "Edit", "Metric", "Summary", "Unmeasured", "summary"]

METRICS: tuple[Metric, ...] = (*PUBLISHED, *CORRECTED, *TO_TARGET, *LOCALISATION)
"""Everything that can be measured here."""

_CLIP = "no CLIP weights could be had from a package registry"
UNMEASURED: tuple[Unmeasured, ...] = (
    Unmeasured("background LPIPS (squeeze), as published", "no registry carries SqueezeNet's ImageNet weights"),
    Unmeasured("foreground CLIP score (ViT-L/14)", _CLIP),
    Unmeasured("CLIP direction, CLIP-I, CLIP-T", _CLIP),
    Unmeasured("DINO-I", "no DINO weights could be had from a package registry"),
    Unmeasured("DreamSim diversity", "no DreamSim weights could be had from a package registry"),
)
"""What a report says it did not measure, and why: nothing stands in under the same name."""
