"""What the agent costs beyond its tools: turns, undo, large photos and whole processes, beside a plain script.

Both sides take turns in one run, on the same photo and with the same number of threads; seconds are medians. Tools are
timed at their ports, so their own preparing and tidying counts as theirs; the script's runs are timed the same way.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from ..agent.editor import Editor, Session
from ..scene.image import Pixels
from ..tools.catalogue import EMBEDDED
from ..tools.cores import usable_cores
from ..tools.onnx import OPT_OUT
from ..tools.weights import WeightCache
from . import plain_edit
from .metering import Call, MeteredToolbox
from .photos import photo

PHOTO, WISH, COCO_NUMBER = "armchair", "remove the chair", 62
TWO, BEFORE, THEN = "barista", "remove the person on the right", "remove the person"
"""A photo of two people: a first turn, and a second one on what it left."""
MEGAPIXEL, TWELVE = 1_000_000, 12_000_000
PLAIN_WEIGHTS = (
    "ssd-mobilenet-v2-coco.pb",
    "ssd-mobilenet-v2-coco.pbtxt",
    "mobilesam-encoder.onnx",
    "mobilesam-decoder.onnx",
    "migan-512-places2.onnx",
)
NEEDED = (("detector", "detect"), ("segmenter", "segment"), ("inpainter", "fill"))
"""What a plain noun needs: one call of each."""


@dataclass(frozen=True, slots=True)
class Taken:
    """One turn: its seconds, and the calls of tools in it."""

    seconds: float
    calls: tuple[Call, ...]

    @property
    def tools(self) -> float:
        """Seconds of all calls."""
        return sum(call.seconds for call in self.calls)

    @property
    def needed(self) -> float:
        """Seconds of the first detection, the first segmentation and the first fill."""
        return sum(self._first(port, method) for port, method in NEEDED)

    def _first(self, port: str, method: str) -> float:
        return next((call.seconds for call in self.calls if (call.port, call.method) == (port, method)), 0.0)


@dataclass(frozen=True, slots=True)
class Round:
    """One side-by-side round; seconds."""

    script: float
    first: Taken
    second: Taken
    undo: float
    large: Taken
    whole_script: float
    whole_edit: float


def run(rounds: int = 5) -> str:
    """Measure and return a Markdown table."""
    with TemporaryDirectory() as folder, _bench(Path(folder)) as bench:
        measured = [bench.round(seed) for seed in range(1, rounds + 1)]
        peaks = bench.peak(MEGAPIXEL), bench.peak(TWELVE)
    return table(measured, peaks)


def table(rounds: list[Round], peaks: tuple[int, int]) -> str:
    """Medians of the rounds; ratios are medians of each round's ratio. Peaks are bytes at 1 and at 12 megapixels."""

    def row(what: str, top: Callable[[Round], float], low: Callable[[Round], float], goal: str) -> str:
        ratio = median(top(one) / low(one) for one in rounds)
        return f"| {what} | {median(map(top, rounds)):.2f} | {median(map(low, rounds)):.2f} | {ratio:.2f} | {goal} |"

    return "\n".join(
        [
            "| this | over that | s | s | ratio | goal |",
            "| --- | --- | ---: | ---: | ---: | --- |",
            row("a turn | its tools", lambda r: r.first.seconds, lambda r: r.first.tools, "≤ 1.1"),
            row(
                "a turn | its detection, segmentation and fill",
                lambda r: r.first.seconds,
                lambda r: r.first.needed,
                "≤ 1.3",
            ),
            row("a turn | the plain script's models", lambda r: r.first.seconds, lambda r: r.script, ""),
            row("a second turn | its tools", lambda r: r.second.seconds, lambda r: r.second.tools, "≤ 1.1"),
            _undo(rounds),
            row(
                "a turn at 12 megapixels | at 1 megapixel",
                lambda r: r.large.seconds,
                lambda r: r.first.seconds,
                "≤ 1.5",
            ),
            row(
                "`scenewright edit` | the plain script, whole processes",
                lambda r: r.whole_edit,
                lambda r: r.whole_script,
                "≤ 1.15",
            ),
            "",
            f"Peak memory of the process: {peaks[0] / 1e9:.2f} GB at 1 megapixel, {peaks[1] / 1e9:.2f} GB at 12.",
            f"Calls in a turn: {_named(rounds[0].first)}; in the second: {_named(rounds[0].second)}.",
        ]
    )


def _undo(rounds: list[Round]) -> str:
    ratio = median(one.undo / one.first.seconds for one in rounds)
    first, undo = median(one.first.seconds for one in rounds), median(one.undo for one in rounds)
    return f"| undo | a turn | {undo:.3f} | {first:.2f} | {ratio:.3f} | ≤ 0.02 |"


def _named(taken: Taken) -> str:
    return ", ".join(f"{call.port}.{call.method}" for call in taken.calls)


@contextmanager
def _bench(folder: Path) -> Iterator[Bench]:
    tools = MeteredToolbox(EMBEDDED)
    with Editor.open(toolbox=tools, home=folder / "home") as editor:
        yield Bench(editor, tools, folder)
    tools.close()


class Bench:
    """Both sides, with their models loaded."""

    def __init__(self, editor: Editor, tools: MeteredToolbox, folder: Path) -> None:
        cache = WeightCache()
        self._weights = [str(cache.path(name)) for name in PLAIN_WEIGHTS]
        self._editor, self._tools, self._folder = editor, tools, folder
        self._models = plain_edit.load(usable_cores(), *self._weights)
        self._photos = {name: photo(name).open() for name in (PHOTO, TWO)}
        self.round(0)  # loads

    def round(self, seed: int) -> Round:
        """Everything once, on pictures that nobody has seen."""
        small, large = self.picture(PHOTO, MEGAPIXEL, seed), self.picture(PHOTO, TWELVE, seed)
        _, script = plain_edit.edit(self._models, small, COCO_NUMBER)
        session = self._editor.new_session(small)
        first = self._turn(session, WISH)
        undo = _seconds(session.undo)
        session = self._editor.new_session(self.picture(TWO, MEGAPIXEL, seed))
        self._turn(session, BEFORE)
        second = self._turn(session, THEN)
        whole_script = self._whole_script(small)
        whole_edit, _ = self._whole_edit(small)
        in_large = self._turn(self._editor.new_session(large), WISH)
        return Round(script, first, second, undo, in_large, whole_script, whole_edit)

    def picture(self, name: str, pixels: int, seed: int) -> Pixels:
        """A photo at about so many pixels; the seed makes it one that no cache knows."""
        import cv2

        height, width = self._photos[name].shape[:2]
        scale = (pixels / (height * width)) ** 0.5
        size = round(width * scale), round(height * scale)
        out = cv2.resize(self._photos[name], size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC)
        out[0, 0] = seed
        return np.asarray(out, np.uint8)

    def peak(self, pixels: int) -> int:
        """Bytes that a whole edit of a photo of this size takes at most."""
        return self._whole_edit(self.picture(PHOTO, pixels, 255))[1]

    def _turn(self, session: Session, words: str) -> Taken:
        self._tools.calls.clear()
        started = perf_counter()
        turn = session.say(words, approval="never")
        seconds = perf_counter() - started
        if turn.status != "done":
            raise RuntimeError(f"“{words}” should be done, but it is {turn.status}: {turn.reply}")
        return Taken(seconds, tuple(self._tools.calls))

    def _whole_script(self, pixels: Pixels) -> float:
        source, out = self._files(pixels)
        arguments = [plain_edit.__file__, source, str(COCO_NUMBER), out, str(usable_cores()), *self._weights]
        return self._process([sys.executable, *arguments])[0]

    def _whole_edit(self, pixels: Pixels) -> tuple[float, int]:
        source, out = self._files(pixels)
        return self._process([sys.executable, "-m", "scenewright", "edit", source, WISH, "-o", out, "--json"])

    def _process(self, command: list[str]) -> tuple[float, int]:
        """As on a machine where it ran before: the compiled modules of both sides are kept. Neither side reports."""
        kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
        own = {"SCENEWRIGHT_HOME": str(self._folder / "own"), "PYTHONPYCACHEPREFIX": str(self._folder / "compiled")}
        return _process(command, kept | own | dict.fromkeys(OPT_OUT, "1"))

    def _files(self, pixels: Pixels) -> tuple[str, str]:
        from PIL import Image

        source = self._folder / "photo.jpg"
        Image.fromarray(pixels).save(source, quality=95)
        return str(source), str(self._folder / "out.png")


def _seconds(call: Callable[[], Any]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def _process(command: list[str], environment: dict[str, str]) -> tuple[float, int]:
    """Seconds and peak bytes of a process; raises RuntimeError with its words if it fails.

    A small process starts it: what is forked from this one would count this one's memory as its own.
    """
    outcome = subprocess.run(
        [sys.executable, "-c", _STARTER, *command], env=environment, capture_output=True, text=True
    )
    if outcome.returncode:
        raise RuntimeError(f"{' '.join(command[:4])} … ended with {outcome.returncode}: {outcome.stderr[-500:]}")
    seconds, kilobytes = outcome.stdout.split()
    return float(seconds), int(kilobytes) * 1024


_STARTER = """
import resource, subprocess, sys, time
started = time.perf_counter()
code = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL).returncode
print(time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.exit(code)
"""
