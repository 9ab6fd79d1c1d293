"""The back-ends and toolsets that ship, as data."""

from __future__ import annotations

from types import MappingProxyType

from ..specs import PORTS, BackendSpec, Toolset
from . import editing, embedded, generating, seeing
from .embedded import EMBEDDED

__all__ = ["BACKENDS", "EMBEDDED", "FOUNDATION", "SCRIPTED", "TOOLSETS"]

_SCRIPTED = {
    "depth_estimator": "scripted_seeing",
    "captioner": "scripted_seeing",
    "image_text": "scripted_seeing",
    "subject_finder": "scripted_seeing",
    "layout_generator": "scripted_generators",
    "instruction_editor": "scripted_generators",
}


def _scripted(port: str) -> BackendSpec:
    factory = f"scenewright.tools.backends.{_SCRIPTED.get(port, 'scripted')}:load_{port}"
    return BackendSpec("scripted", port, factory, version="1", licence="Apache-2.0")


BACKENDS: tuple[BackendSpec, ...] = (
    *embedded.ROWS,
    *generating.ROWS,
    *seeing.ROWS,
    *editing.ROWS,
    *(_scripted(port) for port in PORTS),
)

FOUNDATION = Toolset(
    "foundation", MappingProxyType({**EMBEDDED.backends, **seeing.FOUNDATION, "inpainter": "sd15-inpaint"})
)
SCRIPTED = Toolset("scripted", MappingProxyType(dict.fromkeys(PORTS, "scripted")))
TOOLSETS: tuple[Toolset, ...] = (EMBEDDED, FOUNDATION, SCRIPTED)
