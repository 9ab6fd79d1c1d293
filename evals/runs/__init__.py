"""Runs: datasets by editors by seeds, resumed, in parallel, each outcome kept by its content."""

from __future__ import annotations

from .rows import DatasetNote, EditorNote, Row, Run

__all__ = ["DatasetNote", "EditorNote", "Row", "Run"]
