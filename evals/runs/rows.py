"""What a run leaves: a row for each sample, editor and seed, done or not, and what they were made with."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from ..metrics import MetricNote, Unmeasured

FORMAT = "scenewright.run/1"
MANIFEST, ROWS = "run.json", "rows.jsonl"

Turns = Literal["multi", "single"]
"""Of a session: `multi`, each turn goes on from what the editor itself gave; `single`, from the dataset's own picture,
as MagicBrush's two tables have it."""

RowStatus = Literal["done", "nothing", "refused", "asked", "failed", "broken"]
"""As of an outcome; `broken`: the dataset's sample could not be read, for any editor."""


@dataclass(frozen=True, slots=True)
class Row:
    """One sample, one editor, one seed. Paths are relative to the run's folder.

    `metrics` holds every metric by name: a number (PSNR may be infinite), or None where it does not apply. For what is
    not done they are measured on the photo as it was, which is what the person then has.
    """

    dataset: str
    sample: str
    editor: str
    seed: int
    status: RowStatus
    metrics: Mapping[str, float | None] = field(default_factory=dict)
    seconds: float | None = 0.0
    """Of the editor alone, None where nobody knows. One that shares its models with another before it is quicker: they
    remember a photo."""
    cost: float | None = None
    said: str = ""
    instruction: str = ""
    category: str = ""
    label: str | None = None
    session: str | None = None
    turn: int = 1
    photo: str | None = None
    """PNG of what the editor was given."""
    picture: str | None = None
    """PNG of what it gave; None where it gave nothing."""
    truth: str | None = None
    """PNG, white where the edit belongs."""
    chosen: str | None = None
    """PNG, white where the editor says that it edited."""
    target: str | None = None
    """PNG of the photo as somebody edited it."""
    details: Mapping[str, Any] = field(default_factory=dict)
    notes: str = ""
    """What the dataset has to say of the sample."""
    device: str = ""
    """What the process ran on that made the outcome; empty where nobody kept it."""

    @property
    def key(self) -> tuple[str, str, int]:
        """What the same row of another run has in common with it, editors apart."""
        return self.dataset, self.sample, self.seed

    @property
    def done(self) -> bool:
        return self.status == "done"

    def to_json(self) -> str:
        """One line; infinite numbers as the words `inf` and `-inf`."""
        plain = asdict(self)
        plain["metrics"] = {name: _plain(value) for name, value in self.metrics.items()}
        return json.dumps(plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, line: str) -> Row:
        """Unknown fields are left out. Raises ValueError for a line that is no row."""
        data = json.loads(line)
        known = {one.name for one in fields(cls)}
        data["metrics"] = {name: None if v is None else float(v) for name, v in data["metrics"].items()}
        return cls(**{name: value for name, value in data.items() if name in known})


def _plain(value: float | None) -> float | str | None:
    return str(value) if value is not None and math.isinf(value) else value


@dataclass(frozen=True, slots=True)
class EditorNote:
    """An editor as a report names it."""

    name: str
    identity: str
    control: bool = False
    about: Mapping[str, Any] = field(default_factory=dict)
    """Toolset, interpreter, ablation, command …: plain data."""


@dataclass(frozen=True, slots=True)
class DatasetNote:
    """A dataset as a report names it: `digest` is of all its samples' photos, words, masks and targets."""

    name: str
    digest: str
    samples: int
    broken: int


@dataclass(frozen=True, slots=True)
class Run:
    """A run read back: what was compared on what, and the rows in the order datasets, samples, seeds, editors."""

    folder: Path
    datasets: tuple[DatasetNote, ...]
    editors: tuple[EditorNote, ...]
    seeds: tuple[int, ...]
    rows: tuple[Row, ...]
    complete: bool
    """Whether every row is there; a run that was interrupted goes on by the same command."""
    made_with: Mapping[str, Any] = field(default_factory=dict)
    """Versions, device, date, command."""
    metrics: tuple[MetricNote, ...] = ()
    """What the rows were measured by."""
    unmeasured: tuple[Unmeasured, ...] = ()
    """What was not measured, and why."""
    turns: Turns = "multi"
    left_out: tuple[Unmeasured, ...] = ()
    """Editors that were asked for and could show nothing here, and why."""

    @classmethod
    def load(cls, folder: Path) -> Run:
        """Raises ValueError for a folder that holds no run."""
        manifest, rows = folder / MANIFEST, folder / ROWS
        try:
            told = json.loads(manifest.read_text("utf-8"))
            lines = rows.read_text("utf-8").split("\n")[:-1] if rows.is_file() else []  # one cut short has no end
            return cls(
                folder,
                tuple(DatasetNote(**one) for one in told["datasets"]),
                tuple(EditorNote(**one) for one in told["editors"]),
                tuple(told["seeds"]),
                tuple(Row.from_json(line) for line in lines if line),
                bool(told["complete"]),
                told["made_with"],
                tuple(MetricNote(**one) for one in told.get("metrics", [])),
                tuple(Unmeasured(**one) for one in told.get("unmeasured", [])),
                told.get("turns", "multi"),
                tuple(Unmeasured(**one) for one in told.get("left_out", [])),
            )
        except (OSError, KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{folder} should hold a run ({MANIFEST}, {ROWS}), but {error}") from None

    def of(self, editor: str, seed: int | None = None) -> tuple[Row, ...]:
        """The rows of one editor, of one seed or of all."""
        return tuple(row for row in self.rows if row.editor == editor and seed in (None, row.seed))

    def first(self, editor: str) -> tuple[Row, ...]:
        """The first sample of each: the rows of the first seed."""
        return self.of(editor, self.seeds[0])

    def best(self, editor: str, metric: str, better: str) -> tuple[Row, ...]:
        """Best of n: of each sample the row whose `metric` is best, the first one where it applies to none."""
        sign = 1 if better == "higher" else -1
        groups: dict[tuple[str, str], list[Row]] = {}
        for row in self.of(editor):
            groups.setdefault((row.dataset, row.sample), []).append(row)
        return tuple(_best(rows, metric, sign) for rows in groups.values())


def _best(rows: Sequence[Row], metric: str, sign: int) -> Row:
    known = [row for row in rows if row.metrics.get(metric) is not None]
    return max(known, key=lambda row: sign * (row.metrics[metric] or 0.0)) if known else rows[0]
