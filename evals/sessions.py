"""What a long history costs: a turn, opening, undoing and dropping after 20 and after 212 turns, memory, and disk.

Each turn hides a rectangle of a 12-megapixel photo: no model runs, so that nothing but the history is measured. The
photo is a smaller one enlarged, with a camera's grain added: without it files would be smaller than those of real ones.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from ..agent.editor import Editor, Session, Turn
from ..agent.setup.settings import Settings
from ..agent.turn.services import origin_of
from ..scene.geometry import Box
from ..scene.image import Pixels
from ..tools.catalogue import SCRIPTED
from ..tools.toolbox import Toolbox
from .photos import photo

PHOTO, TWELVE = "armchair", 12_000_000
SHORT, LONG = 20, 212
"""Turns: both four after a keyframe, so that as much is rendered and as many keyframes are written after either."""
SIDE = 200
"""Pixels of the rectangles' sides. No two of them touch the same pixels: each drop does as much again."""
GRAIN = 2.0
"""Standard deviation of what is added to each value, in 8-bit levels."""
BEHIND = 5
"""Turns that come after the one that is dropped: so many are done again, however long the history."""
REPEATS = 7


@dataclass(frozen=True, slots=True)
class Measured:
    """Of a history of `turns`: seconds (medians), bytes on disk beyond the photo, of the changed pixels, and at most
    in memory."""

    turns: int
    turn: float
    """One more, its plan given."""
    said: float
    """One more, said in words: what was said before is read with it."""
    opening: float
    first_undo: float
    """On a session that was opened for it."""
    undo: float
    redo: float
    drop: float
    disk: int
    changed: int
    peak: int


def run(lengths: tuple[int, int] = (SHORT, LONG), pixels: int = TWELVE) -> str:
    """Measure each length in a process of its own, and return a Markdown table."""
    return table(*(_in_own_process(turns, pixels) for turns in lengths))


def table(short: Measured, long: Measured) -> str:
    """Seconds, their ratios, and space."""

    def row(what: str, of: Callable[[Measured], float], goal: str) -> str:
        return f"| {what} | {of(short):.3f} | {of(long):.3f} | {of(long) / of(short):.2f} | {goal} |"

    disk = (long.disk - short.disk) / (long.turns - short.turns)
    changed = (long.changed - short.changed) / (long.turns - short.turns)
    return "\n".join(
        [
            f"| s | after {short.turns} turns | after {long.turns} turns | ratio | goal |",
            "| --- | ---: | ---: | ---: | --- |",
            row("a turn", lambda one: one.turn, "≤ 1.3"),
            row("a turn said in words", lambda one: one.said, "≤ 1.3"),
            row("opening and showing", lambda one: one.opening, "≤ 1.3"),
            row("undo, the first thing done", lambda one: one.first_undo, "≤ 1.3"),
            row("undo", lambda one: one.undo, "≤ 1.3"),
            row("redo", lambda one: one.redo, "≤ 1.3"),
            row(f"dropping a turn with {BEHIND} after it", lambda one: one.drop, "≤ 1.3"),
            "",
            f"Peak memory: {short.peak / 1e9:.2f} GB and {long.peak / 1e9:.2f} GB (goal ≤ 3). A turn takes "
            f"{disk / 1e6:.2f} MB on disk; its changed pixels alone are {changed / 1e6:.2f} MB.",
        ]
    )


def measure(home: Path, turns: int, pixels: int) -> Measured:
    """Make the history in `home`, open it again, and take times."""
    picture = _picture(pixels)
    with _editor(home) as editor:
        session = editor.new_session(picture)
        before = _size(home)
        for number in range(turns):
            _hide(session, number, picture)
        disk, changed = _size(home) - before, sum(_bytes_of(session))
    openings = [_seconds(lambda: _open(home, session.id)) for _ in range(REPEATS)]
    rounds = [_moves(home, session.id, picture, turns + 2 * number) for number in range(REPEATS)]
    turn, said, first, undo, redo, drop = (median(taken) for taken in zip(*rounds, strict=True))
    return Measured(turns, turn, said, median(openings), first, undo, redo, drop, disk, changed, 0)


def _moves(home: Path, id: str, picture: Pixels, number: int) -> tuple[float, ...]:
    """Seconds of what is done to a session that was just opened: two turns, undo twice, redo, a drop. All of it is
    taken back."""
    with _editor(home) as editor:
        session = editor.session(id)
        _ = session.pixels
        first = _seconds(session.undo)
        session.redo()
        undo, redo = _seconds(session.undo), _seconds(session.redo)
        turn = _seconds(lambda: _hide(session, number, picture))
        session.undo()
        said = _seconds(lambda: _say(session, number + 1, picture))
        session.undo()
        behind = [origin_of(record) for record in session.records][-1 - BEHIND]
        drop = _seconds(lambda: session.drop(behind))
        session.undo()
    return turn, said, first, undo, redo, drop


def _open(home: Path, id: str) -> None:
    with _editor(home) as editor:
        _ = editor.session(id).pixels


def _editor(home: Path) -> Editor:
    return Editor.open(Settings(), toolbox=Toolbox(SCRIPTED), home=home)


def _hide(session: Session, number: int, picture: Pixels) -> None:
    op: dict[str, Any] = {"op": "obscure", "targets": [{"region": _region(number, picture)}], "method": "pixelate"}
    _check(session.apply({"status": "ready", "ops": [op]}, approval="never"))


def _say(session: Session, number: int, picture: Pixels) -> None:
    _check(session.say("pixelate this", {"A": {"box": _region(number, picture)}}, approval="never"))


def _check(turn: Turn) -> None:
    if turn.status != "done":
        raise RuntimeError(f"turn {turn.number} should be done, but it is {turn.status}: {turn.reply}")


def _region(number: int, picture: Pixels) -> list[int]:
    rows, columns = (side // SIDE for side in picture.shape[:2])
    row, column = divmod(int(np.random.default_rng(0).permutation(rows * columns)[number]), columns)
    return Box(column * SIDE, row * SIDE, (column + 1) * SIDE, (row + 1) * SIDE).as_list()


def _bytes_of(session: Session) -> list[int]:
    return [3 * patch.box.area for record in session.records for patch in record.patches]


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def _picture(pixels: int) -> Pixels:
    import cv2

    small = photo(PHOTO).open()
    scale = (pixels / (small.shape[0] * small.shape[1])) ** 0.5
    size = round(small.shape[1] * scale), round(small.shape[0] * scale)
    smooth = np.asarray(cv2.resize(small, size, interpolation=cv2.INTER_CUBIC), np.uint8)
    grain = np.random.default_rng(0).normal(0, GRAIN, smooth.shape).round().astype(np.int16)
    return np.clip(smooth + grain, 0, 255).astype(np.uint8)


def _seconds(call: Callable[[], Any]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def _in_own_process(turns: int, pixels: int) -> Measured:
    """In a process that did nothing before, so that its peak is the history's."""
    words = [sys.executable, "-c", _CHILD, str(turns), str(pixels)]
    done = subprocess.run(words, capture_output=True, text=True, env=dict(os.environ))
    if done.returncode:
        raise RuntimeError(f"measuring {turns} turns ended with {done.returncode}: {done.stderr[-500:]}")
    return Measured(**json.loads(done.stdout))


def in_child(turns: int, pixels: int) -> str:
    """What the process of its own prints."""
    import resource

    with TemporaryDirectory() as folder:
        measured = asdict(measure(Path(folder), turns, pixels))
    return json.dumps({**measured, "peak": 1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss})


_CHILD = "import sys; from scenewright.evals.sessions import in_child; print(in_child(*map(int, sys.argv[1:])))"
