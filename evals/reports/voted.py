"""What people voted, read back: alignment and quality by editor, with what was not done counted as not aligned."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from ..metrics import Summary, summary
from ..runs import Run
from .content import Part
from .figures import contestants
from .tables import Cell, Table, number
from .votes import FORMAT, KEY_FORMAT, Entry

QUESTIONS = ("alignment", "quality")
LOWEST, HIGHEST = 1, 5
NOT_DONE = 1.0
"""The alignment of what was not done; it has no quality."""


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's votes: of each result its alignment and its quality, 1…5 or None where left out."""

    voter: str
    votes: tuple[tuple[Entry, Mapping[str, int | None]], ...]


def read(files: Sequence[Path], key: Path) -> tuple[Ballot, ...]:
    """The votes of several people on the page of one key. Raises ValueError for a file that is none, for votes on
    another page, and for what is no vote."""
    entries = {entry.id: entry for entry in _entries(key)}
    return tuple(_ballot(file, entries) for file in files)


def _entries(key: Path) -> list[Entry]:
    told = _json(key, KEY_FORMAT)
    try:
        return [Entry(**one) for one in told["results"]]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{key} should be the key of a page of votes, but {error}") from None


def _ballot(file: Path, entries: Mapping[str, Entry]) -> Ballot:
    told = _json(file, FORMAT)
    votes = []
    for one in told.get("votes", ()):
        if one.get("id") not in entries:
            raise ValueError(f"{file} holds a vote on {one.get('id')!r}, which is no result of this page’s key")
        votes.append((entries[one["id"]], {name: _value(file, one.get(name)) for name in QUESTIONS}))
    return Ballot(str(told.get("voter") or file.stem), tuple(votes))


def _value(file: Path, value: object) -> int | None:
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not LOWEST <= value <= HIGHEST:
        raise ValueError(f"{file}: a vote is a whole number from {LOWEST} to {HIGHEST}, got {value!r}")
    return value


def _json(file: Path, format: str) -> dict[str, Any]:
    try:
        told = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise ValueError(f"{file} cannot be read as JSON: {error}") from None
    if not isinstance(told, dict) or told.get("format") != format:
        raise ValueError(f"{file} should be in the format {format}")
    return told


def by_editor(run: Run, ballots: Sequence[Ballot]) -> dict[str, dict[str, Summary | None]]:
    """Over the samples that anybody voted on: the mean of people's votes on each, then over samples. What an editor did
    not do of these samples has alignment 1."""
    asked = {(entry.dataset, entry.sample) for ballot in ballots for entry, _ in ballot.votes}
    found: dict[str, dict[str, Summary | None]] = {}
    for note in contestants(run):
        means: dict[str, list[float | None]] = {name: [] for name in QUESTIONS}
        for row in run.first(note.name):
            if (row.dataset, row.sample) not in asked:
                continue
            given = _of(ballots, run.folder.name, row.dataset, row.sample, note.name)
            means["alignment"].append(NOT_DONE if row.picture is None else _mean(given, "alignment"))
            means["quality"].append(_mean(given, "quality"))
        found[note.name] = {name: summary(values) for name, values in means.items()}
    return found


def _of(ballots: Sequence[Ballot], run: str, dataset: str, sample: str, editor: str) -> list[Mapping[str, int | None]]:
    wanted = (run, dataset, sample, editor)
    return [
        vote
        for ballot in ballots
        for entry, vote in ballot.votes
        if (entry.run, entry.dataset, entry.sample, entry.editor) == wanted
    ]


def _mean(votes: Sequence[Mapping[str, int | None]], name: str) -> float | None:
    known = [value for vote in votes if (value := vote[name]) is not None]
    return sum(known) / len(known) if known else None


def voted(run: Run, ballots: Sequence[Ballot]) -> tuple[Part, dict[str, Any]]:
    """A part of the report, and its figures."""
    found = by_editor(run, ballots)
    most = max((told.count for by in found.values() for told in by.values() if told is not None), default=0)
    rows = tuple(
        (Cell(editor), *(Cell(number(by[name], 2, most)) for name in QUESTIONS)) for editor, by in found.items()
    )
    count = sum(len(ballot.votes) for ballot in ballots)
    words = (
        f"{len(ballots)} people, {count} votes, blind and shuffled, 1 to 5: the mean of people on each sample, then "
        "over samples, with its 95 % bootstrap interval. What was not done was not shown: its alignment is 1, and it "
        "has no quality."
    )
    told = {
        "voters": [{"voter": ballot.voter, "votes": len(ballot.votes)} for ballot in ballots],
        "by_editor": {e: {name: asdict(one) if one else None for name, one in by.items()} for e, by in found.items()},
    }
    return Part("Votes of people", (words,), (Table("Votes", ("editor", *QUESTIONS), rows),)), told
