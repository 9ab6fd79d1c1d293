"""Datasets of edits, read from a folder in their published layouts; a broken sample is reported, never dropped."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .layouts import LayoutSample, clickdiffusion, clickdiffusion_edits, files_of
from .published import REASON_EDIT, REASONING_TOO, ciebench, emu_edit, magicbrush, reason_edit, sane, simple
from .sample import Broken, BrokenSample, Dataset, Sample

__all__ = ["Broken", "BrokenSample", "Dataset", "LayoutSample", "Sample", "clickdiffusion", "load"]


def load(place: Path) -> Dataset:
    """The dataset in a folder (or a JSONL file), told by what lies in it. Raises BrokenSample for an unknown one."""
    for there, read in _LAYOUTS:
        if there(place):
            return read(place)
    raise BrokenSample(
        f"{place} holds no dataset that is known here: expected CIEBench's benchmark.json, Reason-Edit's six folders, "
        "MagicBrush's edit_sessions.json, EMU-Edit's *.parquet, SANE's original_images, ClickDiffusion's "
        "train_jsonified.json or test_jsonified.json, or a .jsonl of photo and instruction (one, where it lies in a "
        "folder)"
    )


def _parquet(place: Path) -> bool:
    return any(place.glob("*.parquet")) or any(place.glob("data/*.parquet"))


def _only_list(place: Path) -> Path:
    return next(iter(place.glob("*.jsonl")))


_LAYOUTS: tuple[tuple[Callable[[Path], bool], Callable[[Path], Dataset]], ...] = (
    (lambda place: place.suffix == ".jsonl" and place.is_file(), simple),
    (lambda place: (place / "benchmark.json").is_file(), ciebench),
    (lambda place: (place / "edit_sessions.json").is_file(), magicbrush),
    (lambda place: (place / "original_images").is_dir(), sane),
    (lambda place: any((place / name).is_dir() for name in (*REASON_EDIT, REASONING_TOO)), reason_edit),
    (_parquet, emu_edit),
    (lambda place: bool(files_of(place)), clickdiffusion_edits),
    (lambda place: len([*place.glob("*.jsonl")]) == 1, lambda place: simple(_only_list(place))),
)
