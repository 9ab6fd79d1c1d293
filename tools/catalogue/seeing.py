"""Models that look: grounding, segmentation, depth, captions, pictures compared with words."""

from __future__ import annotations

from ..specs import BackendSpec

ROWS: tuple[BackendSpec, ...] = ()
