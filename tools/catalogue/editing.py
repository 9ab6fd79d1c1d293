"""Generators that draw anew: layouts (GLIGEN) and instructions (InstructPix2Pix, FLUX Kontext, Qwen-Image-Edit)."""

from __future__ import annotations

from ..specs import BackendSpec

ROWS: tuple[BackendSpec, ...] = ()
