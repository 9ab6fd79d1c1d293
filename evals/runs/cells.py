"""Outcomes on disk by their content: what was asked of whom. What is there is not done again."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from ...scene.image import Pixels
from ...scene.mask import Mask
from ..editors.editor import Conversing, Editor, Outcome, Priced, Task, talking
from ..editors.identity import digest
from .device import device

DEVICE = "device"
"""Among an outcome's details."""


@dataclass(frozen=True)
class Cells:
    """A folder of outcomes and pictures. A file is there whole or not at all; several processes may write at once."""

    folder: Path

    def get(self, key: str) -> Outcome | None:
        """The outcome kept under a key."""
        told = self.folder / "outcomes" / f"{key}.json"
        if not told.is_file():
            return None
        plain = json.loads(told.read_text("utf-8"))
        picture, chosen = (self._read(plain.pop(name)) for name in ("picture", "chosen"))
        return Outcome(picture=picture, chosen=None if chosen is None else Mask(chosen[..., 0] > 0), **plain)

    def put(self, key: str, outcome: Outcome) -> None:
        """Keep an outcome that is settled: its pictures first, so that what names them can rely on them."""
        if not outcome.settled:
            return
        plain: dict[str, Any] = {
            "picture": self.picture(outcome.picture),
            "chosen": self.mask(outcome.chosen),
            **{name: getattr(outcome, name) for name in ("status", "seconds", "said", "cost", "details")},
        }
        self.write(f"outcomes/{key}.json", json.dumps(plain, ensure_ascii=False).encode())

    def picture(self, pixels: Pixels | None) -> str | None:
        """Keep a picture (H×W×3 or H×W uint8) once; its path relative to the folder."""
        if pixels is None:
            return None
        name = f"pictures/{content(pixels)[:24]}.png"
        if not (self.folder / name).is_file():
            with self._writing(name) as part:
                Image.fromarray(pixels).save(part, "PNG", compress_level=3)
        return name

    def mask(self, mask: Mask | None) -> str | None:
        """Keep a mask as a picture, white where it is."""
        return None if mask is None else self.picture(mask.array.astype(np.uint8) * 255)

    def write(self, name: str, data: bytes) -> None:
        """A file of that name with these bytes, whole or not at all."""
        with self._writing(name) as part:
            part.write_bytes(data)

    @contextmanager
    def _writing(self, name: str) -> Iterator[Path]:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_name(f".{path.name}.{os.getpid()}")
        yield part
        part.replace(path)

    def _read(self, name: str | None) -> Pixels | None:
        if name is None:
            return None
        with Image.open(self.folder / name) as opened:
            return np.asarray(opened.convert("RGB"), np.uint8)


def content(pixels: Pixels) -> str:
    """sha256 of a picture's size and pixels."""
    return hashlib.sha256(repr(pixels.shape).encode() + np.ascontiguousarray(pixels).tobytes()).hexdigest()


@dataclass(frozen=True)
class Cached:
    """An editor whose outcomes are kept. `sees_truth`: a control, so that another truth is another question."""

    editor: Editor
    cells: Cells
    sees_truth: bool = False

    @property
    def name(self) -> str:
        return self.editor.name

    @property
    def identity(self) -> str:
        return self.editor.identity

    def key(self, *tasks: Task) -> str:
        """What was asked so far; of later turns of a conversation the photo follows from the first one's."""
        asked = [(t.instruction, t.seed, dict(t.marks), self._truth(t), *_layout(t)) for t in tasks]
        return digest(self.identity, content(tasks[0].photo), asked)

    def edit(self, task: Task) -> Outcome:
        key = self.key(task)
        found = self.cells.get(key)
        if found is None:
            found = told_where(self.editor.edit(task))
            self.cells.put(key, found)
        return self.priced(found)

    def priced(self, outcome: Outcome) -> Outcome:
        """At the present prices: what was kept may be older than they are."""
        return self.editor.priced(outcome) if isinstance(self.editor, Priced) else outcome

    def conversation(self) -> AbstractContextManager[Editor]:
        return _conversation(self)

    def _truth(self, task: Task) -> str | None:
        return content(task.truth.array.astype(np.uint8)) if self.sees_truth and task.truth is not None else None


def _layout(task: Task) -> tuple[Any, ...]:
    """What else is asked where the photo is only the drawing of a layout."""
    return () if task.sample.layout is None else (dict(task.sample.layout),)


def told_where(outcome: Outcome) -> Outcome:
    """With what this process ran on, kept along: another process may read it back."""
    return replace(outcome, details={DEVICE: device(), **outcome.details})


@contextmanager
def _conversation(cached: Cached) -> Iterator[Editor]:
    if not isinstance(cached.editor, Conversing):
        yield cached
        return
    with ExitStack() as stack:
        yield _Remembered(cached, stack)


class _Remembered:
    """A conversation that is only held from the first turn on that nobody knows: the turns before are said again."""

    def __init__(self, cached: Cached, stack: ExitStack) -> None:
        self.name, self.identity = cached.name, cached.identity
        self._cached, self._stack = cached, stack
        self._talk: Editor | None = None
        self._said: list[Task] = []

    def edit(self, task: Task) -> Outcome:
        self._said.append(task)
        key = self._cached.key(*self._said)
        found = self._cached.cells.get(key)
        if found is not None and self._talk is None:
            return self._cached.priced(found)
        outcome = told_where(self._go_on())
        if found is None:
            self._cached.cells.put(key, outcome)
        return self._cached.priced(found or outcome)

    def _go_on(self) -> Outcome:
        if self._talk is None:
            self._talk = self._stack.enter_context(talking(self._cached.editor))
            for earlier in self._said[:-1]:
                self._talk.edit(earlier)
        return self._talk.edit(self._said[-1])
