"""A page to vote on results with: blind, shuffled, by keyboard; it loads nothing, and gives the votes as a JSON file.

Each question shows a photo, the words, and one result whose editor nobody can see: not in the page, nor in the file
that it gives. Which result is whose stands in a second file, the key, which stays with whoever made the page.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from random import Random

import numpy as np

from ...scene.image import Pixels
from ..runs import Row, Run
from .page import document
from .sheets import thumbnail

FORMAT, KEY_FORMAT = "scenewright.votes/1", "scenewright.votes-key/1"
HEIGHT = 560
POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
SCRIPT, STYLE = (Path(__file__).with_name(name) for name in ("votes.js", "votes.css"))


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the key: which result stands behind a question's name."""

    id: str
    run: str
    dataset: str
    sample: str
    editor: str
    seed: int


def make(runs: Sequence[Run], page: Path, seed: int = 0, controls: bool = False, most: int | None = None) -> Path:
    """Write the page, and beside it its key, whose path is returned. What was not done is not shown: it counts as
    alignment 1 when votes are read. `most` samples at most, drawn by `seed`.

    Raises ValueError where there is no picture to vote on.
    """
    chance = Random(seed)
    rows = [(run, row) for run in runs for row in _shown(run, controls)]
    if most is not None:
        samples = list(dict.fromkeys((row.dataset, row.sample) for _, row in rows))
        kept = set(chance.sample(samples, min(most, len(samples))))
        rows = [(run, row) for run, row in rows if (row.dataset, row.sample) in kept]
    if not rows:
        raise ValueError("no run holds a picture to vote on")
    chance.shuffle(rows)
    named = [(f"{chance.getrandbits(48):012x}", run, row) for run, row in rows]
    key = [Entry(id, run.folder.name, row.dataset, row.sample, row.editor, row.seed) for id, run, row in named]
    questions = [_question(id, run, row) for id, run, row in named]
    page.write_text(_page(questions, f"{chance.getrandbits(64):016x}"), "utf-8")
    beside = page.with_suffix(".key.json")
    told = {"format": KEY_FORMAT, "page": page.name, "seed": seed, "results": [asdict(entry) for entry in key]}
    beside.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return beside


def _shown(run: Run, controls: bool) -> list[Row]:
    names = {note.name for note in run.editors if controls or not note.control}
    return [row for row in run.rows if row.editor in names and row.seed == run.seeds[0] and row.picture and row.photo]


def _question(id: str, run: Run, row: Row) -> dict[str, str]:
    before, after = (thumbnail(_pixels(run.folder / str(name)), HEIGHT) for name in (row.photo, row.picture))
    return {"id": id, "words": row.instruction, "before": before, "after": after}


def _pixels(file: Path) -> Pixels:
    from PIL import Image

    with Image.open(file) as opened:
        return np.asarray(opened.convert("RGB"), np.uint8)


def _page(questions: Sequence[dict[str, str]], name: str) -> str:
    told = json.dumps({"format": FORMAT, "page": name, "questions": questions}, ensure_ascii=True)
    safe = told.replace("<", "\\u003c")
    script = SCRIPT.read_text("utf-8")
    body = (
        '<main id="vote"><noscript>This page needs JavaScript; it loads nothing.</noscript></main>'
        f'<script type="application/json" id="questions">{safe}</script><script>{script}</script>'
    )
    return document(f"Votes on {len(questions)} results", body, STYLE.read_text("utf-8"), escape(POLICY))
