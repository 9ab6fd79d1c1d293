"""The explicit actions: look every word up, change pixels, change the scene."""

from __future__ import annotations

from .consequences import consequences_for, consequences_of
from .effects import apply_effect
from .evaluate import evaluate
from .needs import needs
from .resolve import resolve
from .situation import ActionError, AmbiguousTarget, BadTarget, NeedsBackend, Original, Situation, TargetNotFound
from .work import Outcome

__all__ = [
    "ActionError",
    "AmbiguousTarget",
    "BadTarget",
    "NeedsBackend",
    "Original",
    "Outcome",
    "Situation",
    "TargetNotFound",
    "apply_effect",
    "consequences_for",
    "consequences_of",
    "evaluate",
    "needs",
    "resolve",
]
