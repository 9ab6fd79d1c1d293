"""Grounders and detectors over one network that finds words: it is in memory once for both ports."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path
from typing import Any

from .label_list import labels_of
from .open_vocabulary import Finder, Looks, OpenDetector, OpenGrounder

Open = Callable[[Any], tuple[Finder, Path]]
"""Opens the network of a row (its `LoadContext`); gives what looks, and the folder that it came from."""


def grounder_over(context: Any, kind: str, open: Open, threshold: float) -> OpenGrounder:
    """A grounder; `kind` names the network's kind among those that are held, `threshold` is for a row without one."""
    finder, folder = _held(context, kind, open)
    return OpenGrounder(_looks(context, finder, threshold), context.lease, labels_of(folder))


def detector_over(context: Any, kind: str, open: Open, threshold: float) -> OpenDetector:
    """A detector of the names of the model's list."""
    finder, folder = _held(context, kind, open)
    looks = _looks(context, finder, threshold)
    return OpenDetector(lambda: nullcontext(looks), labels_of(folder))


def _held(context: Any, kind: str, open: Open) -> tuple[Finder, Path]:
    held: tuple[Finder, Path] = context.shared(kind, lambda: open(context)).model
    return held


def _looks(context: Any, finder: Finder, threshold: float) -> Looks:
    return Looks(finder, context.spec.threshold or threshold)
