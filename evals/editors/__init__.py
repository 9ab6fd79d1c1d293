"""What is compared: our agent, outside commands, finished outputs, and controls, behind one port."""

from __future__ import annotations

from .editor import Conversing, Editor, Outcome, Status, Task

__all__ = ["Conversing", "Editor", "Outcome", "Status", "Task"]
