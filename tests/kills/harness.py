"""Killing workers at seeded moments, and what must hold of a store afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from scenewright.agent.editor import Editor, Session
from scenewright.scene.image import ImageRef

LITTER = (".scenewright-*", "*.part", "*.tmp", ".new-*", ".fetching-*", ".*.part")
"""Names of what is on its way to its own name."""


@dataclass
class Life:
    """What a worker told before it ended."""

    told: list[dict[str, Any]] = field(default_factory=list)
    exit: int = 0
    seconds: float = 0.0
    steps: int = 0

    @property
    def killed(self) -> bool:
        return self.exit == -9

    def facts(self, name: str) -> list[dict[str, Any]]:
        return [fact for fact in self.told if name in fact]


class Nursery:
    """A process with everything imported that forks workers."""

    def __init__(self) -> None:
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("nursery.py"))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        assert "nursery" in json.loads(self._stdout.readline())

    @property
    def _stdout(self) -> Any:
        return self._process.stdout

    def begin(self, kind: str, **job: Any) -> Iterator[dict[str, Any]]:
        """Start a worker; its facts as they come."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"kind": kind, **job}) + "\n")
        self._process.stdin.flush()
        while True:
            fact: dict[str, Any] = json.loads(self._stdout.readline())
            yield fact
            if "seconds" in fact:
                return

    def run(self, kind: str, **job: Any) -> Life:
        """A worker's life from its beginning to its end, natural or not."""
        return self._live(self.begin(kind, **job))

    def kill_holding(self, kind: str, while_held: Callable[[], None] = lambda: None, **job: Any) -> Life:
        """Kill a worker once it says that it holds still, after `while_held`."""
        facts, told = self.begin(kind, **job), []
        for fact in facts:
            assert "ended" not in fact, told
            told.append(fact)
            if "holding" in fact:
                try:
                    while_held()
                finally:
                    os.kill(fact["holding"], signal.SIGKILL)
                break
        life = self._live(facts)
        return replace(life, told=told)

    def _live(self, facts: Iterator[dict[str, Any]]) -> Life:
        life = Life()
        for fact in list(facts):  # all of them: what is left unread would be taken for the next worker's
            assert "error" not in fact, fact["error"]
            if "ended" in fact:
                life.exit = fact["ended"]
            elif "seconds" in fact:
                life.seconds = fact["seconds"]
            elif "steps" in fact:
                life.steps = fact["steps"]
            else:
                life.told.append(fact)
        return life

    def close(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait()
        self._stdout.close()


class Moments:
    """Seeded moments in a life as long as a measured one: half of them by the clock, half by steps on the disk."""

    def __init__(self, seed: int, whole: Life) -> None:
        self._choose, self._whole = np.random.default_rng(seed), whole

    def next(self) -> dict[str, float | int]:
        if self._whole.steps and self._choose.random() < 0.5:
            return {"step": int(self._choose.integers(1, self._whole.steps + 1))}
        return {"after": float(self._choose.uniform(0, self._whole.seconds))}


def content(pixels: Any) -> str:
    return ImageRef.of(pixels).id


def litter(*folders: Path) -> list[str]:
    """What is still on its way in these folders."""
    found = {path for folder in folders for pattern in LITTER for path in folder.rglob(pattern)}
    return sorted(path.name for path in found)


class Ledger:
    """Every turn of a session that was ever acknowledged, and what it showed."""

    def __init__(self) -> None:
        self.shown: dict[int, tuple[str, str]] = {}

    def note(self, life: Life) -> None:
        for fact in life.facts("turn"):
            self.add(fact["turn"], fact["text"], fact["image"])

    def add(self, turn: int, text: str, image: str) -> None:
        assert turn not in self.shown, f"turn {turn} was acknowledged twice"
        self.shown[turn] = (text, image)

    def check(self, session: Session, latest: int = 10**9) -> None:
        """All are there in order, and the `latest` of them show the same picture as when they were acknowledged."""
        entries = {entry.number: entry for entry in session.turns}
        assert list(entries) == list(range(1, len(entries) + 1))
        for number, (text, image) in self.shown.items():
            assert number in entries, f"turn {number} was acknowledged, but it is gone"
            kept = entries[number]
            assert (kept.text, kept.report.image and kept.report.image.id) == (text, image), kept
        for number in sorted(self.shown)[-latest:]:
            assert content(session.pixels_at(number)) == self.shown[number][1], f"turn {number} shows something else"


def live_on(session: Session, ledger: Ledger, text: str = "make it a bit warmer") -> None:
    """The session takes a turn, takes it back and does it again, with the same bytes."""
    before = content(session.pixels)
    done = session.say(text, approval="never")
    assert done.status == "done", done.reply
    ledger.add(done.number, text, content(done.pixels))
    for move, image in ((session.undo, before), (session.redo, content(done.pixels))):
        turn = move()
        assert content(turn.pixels) == image
        ledger.add(turn.number, session.turns[-1].text, image)


def flights(home: Path) -> int:
    """How many turns in flight are remembered."""
    import sqlite3

    with sqlite3.connect(home / "flights.sqlite") as db:
        (count,) = db.execute("SELECT count(DISTINCT thread_id) FROM checkpoints").fetchone()
    db.close()
    return int(count)


def whole(editor: Editor) -> list[str]:
    """What is wrong with any session of the store."""
    store = editor._services.store
    return [problem for info in editor.sessions() for problem in store.verify(info.id)]


def tally(what: str, kills: int, survived: str) -> None:
    """A row for docs/sweep.md."""
    print(f"\n| {kills} × `kill -9`: {what} | {survived} afterwards, damaged or lost | 0 |")
