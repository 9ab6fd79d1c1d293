"""Somebody else's editor: a command that reads a photo and an instruction and writes a photo."""

from __future__ import annotations

import hashlib
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import numpy as np
from PIL import Image

from .editor import Outcome, Task
from .identity import digest

ASKS = 3
"""The exit status that says that it wants to know more, as `scenewright edit` has it."""
PLACES = ("{photo}", "{instruction}", "{output}", "{seed}")
TOLD = 2000
"""Letters of what a command prints that are kept."""


@dataclass(frozen=True)
class CommandEditor:
    """`words` with `{photo}` (a PNG), `{instruction}`, `{output}` (a PNG to write) and, if it likes, `{seed}` in them.

    No shell is asked. Exit status 0 with a picture is done, 3 is a question, anything else has failed.
    """

    words: str
    label: str | None = None
    timeout: float = 600.0

    def __post_init__(self) -> None:
        missing = [place for place in PLACES[:3] if place not in self.words]
        if missing:
            raise ValueError(
                f"a command names {', '.join(PLACES[:3])}, but {', '.join(missing)} is not in: {self.words}"
            )

    @property
    def name(self) -> str:
        return self.label or Path(shlex.split(self.words)[0]).name

    @property
    def identity(self) -> str:
        """The words, and the contents of files that they name."""
        named = [Path(word) for word in shlex.split(self.words) if "{" not in word]
        return digest(
            "command", self.words, [hashlib.sha256(one.read_bytes()).hexdigest() for one in named if one.is_file()]
        )

    def edit(self, task: Task) -> Outcome:
        with TemporaryDirectory(prefix="scenewright-bench-") as folder:
            photo, output = Path(folder) / "photo.png", Path(folder) / "output.png"
            Image.fromarray(task.photo).save(photo)
            given = {"{photo}": str(photo), "{instruction}": task.instruction, "{output}": str(output)}
            arguments = [_filled(word, {**given, "{seed}": str(task.seed)}) for word in shlex.split(self.words)]
            started = perf_counter()
            try:
                ended = subprocess.run(arguments, capture_output=True, text=True, timeout=self.timeout, check=False)
            except (OSError, subprocess.TimeoutExpired) as error:
                said = f"{type(error).__name__}: {error}"[:TOLD]
                return Outcome("failed", seconds=perf_counter() - started, said=said, settled=False)
            return _outcome(ended, output, task, perf_counter() - started)


def _filled(word: str, given: dict[str, str]) -> str:
    """Each place is filled once: words of the instruction are never places themselves."""
    for place, value in given.items():
        if place in word:
            before, _, after = word.partition(place)
            return before + value + _filled(after, given)
    return word


def _outcome(ended: subprocess.CompletedProcess[str], output: Path, task: Task, seconds: float) -> Outcome:
    said = (ended.stdout.strip() or ended.stderr.strip())[-TOLD:]
    if ended.returncode == ASKS:
        return Outcome("asked", seconds=seconds, said=said)
    if ended.returncode:
        said = ended.stderr.strip()[-TOLD:] or said
        return Outcome("failed", seconds=seconds, said=f"exit status {ended.returncode}: {said}", settled=False)
    if not output.is_file():
        return Outcome("failed", seconds=seconds, said=f"it wrote no picture. {said}".strip(), settled=False)
    return read(output, task, seconds, said)


def read(file: Path, task: Task, seconds: float | None = None, said: str = "") -> Outcome:
    """A finished picture as an outcome."""
    try:
        with Image.open(file) as opened:
            picture = np.asarray(opened.convert("RGB"), np.uint8)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        return Outcome("failed", seconds=seconds, said=f"{file.name} is no picture ({error})", settled=False)
    same = picture.shape == task.photo.shape and np.array_equal(picture, task.photo)
    return Outcome("nothing" if same else "done", None if same else picture, seconds=seconds, said=said)
