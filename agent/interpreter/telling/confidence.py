"""How likely a reading is exactly what was meant: a logistic curve for each way a reading can end."""

from __future__ import annotations

from functools import cache
from math import exp
from typing import Any

from ..words.normalise import data
from .evidence import Evidence

LEAST, MOST = 0.01, 0.99
"""Nothing is certain, and nothing ruled out."""
TOLD = 0.8
"""Below this the person is told what speaks against the reading."""


def confidence(found: Evidence) -> float:
    """0…1. No weight is above zero: more against a reading never makes it likelier."""
    curve = _curves()[found.way]
    features = found.features
    logit = curve["start"] + sum(weight * features[name] for name, weight in curve["weights"].items())
    return round(min(MOST, max(LEAST, 1 / (1 + exp(-logit)))), 3)


def doubt(found: Evidence) -> str:
    """What speaks most against a reading that is ready, in words; "" for nothing that can be said."""
    if found.unused and not found.roundabout:
        return f"nothing was made of {' and '.join(f'“{word}”' for word in found.unused[:3])}"
    if found.invented:
        return "something new is added, which may not be what was meant"
    return ""


@cache
def _curves() -> dict[str, Any]:
    curves: dict[str, Any] = data("confidence")["curves"]
    return curves
