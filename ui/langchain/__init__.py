"""The tools as a LangChain toolkit: `SceneToolkit(session).get_tools()`."""

from __future__ import annotations

from .toolkit import SceneToolkit

__all__ = ["SceneToolkit"]
