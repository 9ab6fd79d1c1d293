"""Where instructions point with knowledge, reasoning and looking left out in turn: columns beside all of it."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox
from .localisation import Result, Switches, interval, line, load, measure, rows_of

LEFT_OUT = MappingProxyType(
    {
        "all of it": Switches(),
        "no knowledge": Switches(knowledge=False),
        "no reasoning": Switches(reasoning=False),
        "no looking": Switches(rounds=0),
    }
)
GOALS = ("95 %", "75 %", "45 %", "", "", "", "")
"""For each row of `rows_of`."""


def run(folder: Path) -> str:
    """Every sample of a folder, four times as long as once."""
    toolbox, samples = Toolbox(EMBEDDED), load(folder)
    found: dict[str, list[Result]] = {name: [] for name in LEFT_OUT}
    for sample in samples:
        for name, switches in LEFT_OUT.items():
            found[name].append(measure(sample, toolbox, switches))
            print(f"{name}: {line(found[name][-1])}", file=sys.stderr, flush=True)
    return table(found)


def table(found: Mapping[str, Sequence[Result]]) -> str:
    """Markdown: the first column with counts and 95 % bootstrap intervals, then the goals, then shares."""
    first, *others = found
    columns = {name: rows_of(results) for name, results in found.items()}
    lines = [f"| what | {first} | goal | {' | '.join(others)} |", "| --- |" + " --- |" * (len(found) + 1)]
    for n, (what, values) in enumerate(columns[first]):
        shares = [_percent(columns[name][n][1]) for name in others]
        lines.append(f"| {what} | {_counted(values)} | {GOALS[n]} | {' | '.join(shares)} |")
    return "\n".join(lines)


def _percent(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.0f} %" if values else "–"


def _counted(values: Sequence[bool]) -> str:
    if not values:
        return "–"
    low, high = interval(values)
    return f"{sum(values)} ({_percent(values)}, {100 * low:.0f}–{100 * high:.0f})"
