"""How edits are judged: by each metric as published and, where that is flawed, a corrected one beside it."""

from __future__ import annotations

from .background import CORRECTED, PUBLISHED, VGG
from .choice import UNMEASURED, Chosen, Models, chosen
from .diversity import DIVERSITY
from .metric import CAP, Edit, Metric, MetricNote, Summary, Unmeasured, summary
from .places import LOCALISATION
from .whole import TO_TARGET

__all__ = [
    "CAP",
    "CORRECTED",
    "DIVERSITY",
    "LOCALISATION",
    "METRICS",
    "PUBLISHED",
    "TO_TARGET",
    "UNMEASURED",
    "VGG",
    "Chosen",
    "Edit",
    "Metric",
    "MetricNote",
    "Models",
    "Summary",
    "Unmeasured",
    "chosen",
    "summary",
]

METRICS: tuple[Metric, ...] = (*PUBLISHED, *CORRECTED, *TO_TARGET, *LOCALISATION)
"""Everything that is measured where nobody names a model."""
