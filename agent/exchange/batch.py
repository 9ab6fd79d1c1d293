"""A recipe on many photos: in processes side by side, with a journal to go on from after a kill, and a report."""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from ...scene.files import write_whole
from ...tools.cores import usable_cores
from ..errors import BadInput, Busy
from .recipe import Recipe, ready_for
from .workers import Opener, in_processes

if TYPE_CHECKING:
    from ..editor import Editor
    from ..setup.settings import ProvenanceSettings
    from ..turn.events import Event

FORMAT: Final = "scenewright.apply/1"
REPORT, SUMMARY = "scenewright-report.json", "scenewright-report.txt"
JOURNAL, LOCK = ".scenewright-batch.jsonl", ".scenewright-batch.lock"
MOST_JOBS = 4
"""Processes where nobody says how many: each holds models of its own."""

_LONGEST_STEM = 200
"""Bytes of a photo's name that the picture's name begins with: file systems take 255."""

Explain = Callable[[BaseException], tuple[int, str]]
Row = dict[str, Any]


@dataclass(frozen=True)
class Batch:
    """What is to be done: a recipe, photos, the folder for the pictures, and how."""

    recipe: Recipe
    photos: tuple[Path, ...]
    out: Path
    seed: int | None = None
    toolset: str = ""
    jobs: int | None = None
    again: bool = False
    """Do all of it, whatever an earlier run did."""
    provenance: ProvenanceSettings | None = None
    """What the pictures' files say of how they were made; None: what the settings say."""

    @property
    def key(self) -> str:
        """What makes the results of two runs the same."""
        told = [self.provenance.model_dump(mode="json")] if self.provenance is not None else []
        made = json.dumps([self.recipe.digest, self.seed, self.toolset, *told])
        return hashlib.sha256(made.encode()).hexdigest()


@dataclass(frozen=True)
class Job:
    """One photo; plain enough for another process."""

    photo: Path
    target: Path
    recipe: Recipe
    seed: int | None
    inputs: frozenset[Path] = field(default=frozenset(), repr=False)
    provenance: ProvenanceSettings | None = None


def run_batch(
    batch: Batch,
    explain: Explain,
    *,
    opener: Opener | None = None,
    editor: Editor | None = None,
    on_row: Callable[[Row, int, int], None] = lambda row, number, count: None,
    on_event: Callable[[Event], None] | None = None,
) -> dict[str, Any]:
    """Run it and give the report, which also lies in the folder as JSON and as text; a row for each photo, in order.

    In processes, each with what `opener` opens, or one after the other with `editor`. What an earlier run of the same
    recipe did, on photos that did not change since, stays. Raises BadInput, Busy where another run has the folder.
    """
    jobs = _jobs(batch)
    batch.out.mkdir(parents=True, exist_ok=True)
    with _alone(batch.out), _Journal(batch) as journal:
        rows: dict[int, Row] = {}
        for number, job in enumerate(jobs):
            if (known := journal.known(job)) is not None:
                rows[number] = {**known, "resumed": True}
                on_row(rows[number], len(rows), len(jobs))
        left = [number for number in range(len(jobs)) if number not in rows]
        try:
            for place, row in _run([jobs[n] for n in left], explain, opener, editor, batch.jobs, on_event):
                number = left[place]
                journal.note(jobs[number], row)
                rows[number] = row
                on_row(row, len(rows), len(jobs))
        finally:
            report = _report(batch, [rows[number] for number in sorted(rows)], len(jobs))
    return report


def targets(photos: Iterable[Path], folder: Path) -> list[Path]:
    """A file for each photo, no two the same."""
    taken: set[str] = set()
    files = []
    for photo in photos:
        stem = photo.stem
        while len(os.fsencode(stem)) > _LONGEST_STEM:
            stem = stem[:-1]
        name, number = f"{stem}-edited", 2
        while name in taken:
            name, number = f"{stem}-edited-{number}", number + 1
        taken.add(name)
        files.append(folder / f"{name}.png")
    return files


def _jobs(batch: Batch) -> list[Job]:
    inputs = frozenset(photo.resolve() for photo in batch.photos)
    pairs = zip(batch.photos, targets(batch.photos, batch.out), strict=True)
    return [Job(photo, target, batch.recipe, batch.seed, inputs, batch.provenance) for photo, target in pairs]


def _run(
    jobs: Sequence[Job],
    explain: Explain,
    opener: Opener | None,
    editor: Editor | None,
    count: int | None,
    on_event: Callable[[Event], None] | None,
) -> Iterator[tuple[int, Row]]:
    """Each job's place and row, as it is over."""
    wanted = min(len(jobs), count or min(MOST_JOBS, usable_cores()))
    if editor is not None:
        for place, job in enumerate(jobs):
            yield place, one(editor, job, explain, on_event)
    elif opener is not None and wanted <= 1 and jobs:
        with opener() as opened:
            yield from _run(jobs, explain, None, opened, None, on_event)
    elif opener is not None:
        for done in in_processes(jobs, opener, partial(_in_worker, explain), wanted):
            yield done.job, done.result or _died(jobs[done.job])


def _in_worker(explain: Explain, editor: Editor, job: Job) -> Row:
    return one(editor, job, explain)


def one(editor: Editor, job: Job, explain: Explain, on_event: Callable[[Event], None] | None = None) -> Row:
    """Run the recipe on one photo, and what became of it as plain data; nothing it runs into stops the others."""
    try:
        if job.target.resolve() in job.inputs:
            raise BadInput(f"{job.target} is one of the photos, and those are never overwritten: choose another folder")
        session = editor.new_session(job.photo)
        base, turns = session.info.base, []
        for step in job.recipe.steps:
            seed = step.seed or None if job.seed is None else job.seed
            plan = ready_for(step, base.id, (base.width, base.height))
            turns.append(session.apply(plan, step.marks, seed=seed, approval="never", on_event=on_event))
            if turns[-1].exit:
                break
        changed = any(turn.status == "done" or any(act.done for act in turn.actions) for turn in turns)
        notes = list(session.save(job.target, provenance=job.provenance).notes) if changed else []
    except Exception as error:  # noqa: BLE001 – one bad photo must not stop the others; its row says what happened
        status, message = explain(error)
        return {"photo": str(job.photo), "status": "error", "exit": int(status), "reply": message, "output": None}
    last = turns[-1].report.to_dict()
    output = str(job.target) if changed else None
    steps = {"done": sum(not turn.exit for turn in turns), "of": len(job.recipe.steps)}
    return {"photo": str(job.photo), **last, "output": output, "steps": steps, "notes": notes}


def _died(job: Job) -> Row:
    reply = "the process that worked on it ended, perhaps for want of memory; try it again with fewer --jobs"
    return {"photo": str(job.photo), "status": "error", "exit": 5, "reply": reply, "output": None}


class _Journal:
    """A line for each photo that is over, on the disk before anybody is told."""

    def __init__(self, batch: Batch) -> None:
        self._path, self._key = batch.out / JOURNAL, batch.key
        self._rows = {} if batch.again else self._read()

    def __enter__(self) -> _Journal:
        lines = [json.dumps({"key": self._key}), *(json.dumps(line) for line in self._rows.values())]
        write_whole(self._path, ("\n".join(lines) + "\n").encode())
        self._file = self._path.open("ab")
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def note(self, job: Job, row: Row) -> None:
        wrote = fingerprint(job.target) if row["output"] else None
        line = {"name": _name(job), "input": fingerprint(job.photo), "wrote": wrote, "row": row}
        self._file.write(json.dumps(line).encode() + b"\n")
        self._file.flush()
        os.fsync(self._file.fileno())

    def known(self, job: Job) -> Row | None:
        """What an earlier run did, where the photo and the picture are still what they were and all was done."""
        line = self._rows.get(_name(job))
        if line is None or line["row"].get("exit") != 0 or line["row"].get("output") != str(job.target):
            return None
        same = line["input"] == fingerprint(job.photo) and line["wrote"] == fingerprint(job.target)
        return dict(line["row"]) if same and line["wrote"] else None

    def _read(self) -> dict[str, dict[str, Any]]:
        try:
            first, *lines = self._path.read_text("utf-8").splitlines()
            if json.loads(first).get("key") != self._key:
                return {}
        except (OSError, ValueError, AttributeError, RecursionError):
            return {}
        rows = {}
        for line in lines:
            try:
                data = json.loads(line)
                kept = {name: data[name] for name in ("name", "input", "wrote")}
                rows[data["name"]] = {**kept, "row": dict(data["row"])}
            except (ValueError, KeyError, TypeError, RecursionError):  # a kill in the middle of a line
                continue
        return rows


def _name(job: Job) -> str:
    return str(job.photo.resolve())


def fingerprint(path: Path) -> str | None:
    """sha256 of a file, None where there is none to read."""
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            while piece := file.read(2**20):
                digest.update(piece)
    except OSError:
        return None
    return digest.hexdigest()


def _report(batch: Batch, rows: Sequence[Row], count: int) -> dict[str, Any]:
    counts = dict(sorted(Counter(str(row["status"]) for row in rows).items()))
    report = {
        "format": FORMAT,
        "recipe": batch.recipe.digest,
        "photos": count,
        "counts": counts,
        "report": str(batch.out / REPORT),
        "files": list(rows),
    }
    write_whole(batch.out / REPORT, (json.dumps(report, indent=2) + "\n").encode())
    write_whole(batch.out / SUMMARY, ("\n".join(summary(report)) + "\n").encode("utf-8", "replace"))
    return report


def summary(report: Mapping[str, Any]) -> Iterator[str]:
    """The report in a few words: the counts, and a line for each photo."""
    counts = ", ".join(f"{number} {status}" for status, number in report["counts"].items()) or "none"
    left = report["photos"] - len(report["files"])
    yield f"{report['photos']} photos: {counts}" + (f", {left} not begun" if left else "")
    for row in report["files"]:
        where = f" → {row['output']}" if row["output"] else ""
        line = f"{row['photo']}: {row['status']}{where}" + ("" if row["exit"] == 0 else f" ({row['reply']})")
        yield "".join(letter if letter.isprintable() else "�" for letter in line)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One run at a time in a folder."""
    from filelock import FileLock, Timeout

    lock = FileLock(folder / LOCK, timeout=0)
    try:
        lock.acquire()
    except Timeout:
        raise FolderBusy(folder) from None
    try:
        yield
    finally:
        lock.release()


class FolderBusy(Busy):
    """Another run writes into the folder."""

    def __init__(self, folder: Path) -> None:
        Exception.__init__(self, f"another run writes into {folder}; wait until it is done, or choose another folder")
        self.session, self.pid = "", None
