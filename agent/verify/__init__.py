"""Looking at the result of an action: did it happen, where it should, and nowhere else."""

from __future__ import annotations

from .checks import verify
from .measures import correlation

__all__ = ["correlation", "verify"]
