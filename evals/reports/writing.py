"""A report in a folder: `report.md` with `charts/`, `report.json`, `report.html`."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from ...scene.files import write_whole
from ..runs import Run
from . import charts, tables
from .content import Part, Report, report
from .page import page
from .sheets import sheets
from .spread import spread
from .voted import Ballot, voted

SHOWN = 40
"""Samples of each dataset on the contact sheets."""


def write(run: Run, folder: Path, ballots: Sequence[Ballot] = (), shown: int = SHOWN) -> Report:
    """Write all three; what people voted stands in them. Returns what was written."""
    more, data = spread(run)
    if ballots:
        part, told = voted(run, ballots)
        more, data = [*more, part], {**data, "votes": told}
    made = report(run, more, data)
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    for name, svg in (chart for part in made.parts for chart in _charts(part)):
        write_whole(folder / name, charts.standalone(svg).encode())
    write_whole(folder / "report.md", markdown(made).encode())
    write_whole(folder / "report.json", (json.dumps(made.data, ensure_ascii=False, indent=1) + "\n").encode())
    write_whole(folder / "report.html", page(made, sheets(run, shown, folder) if shown else "").encode())
    return made


def markdown(made: Report) -> str:
    """The report as Markdown; its charts are files beside it."""
    lines = [f"# {made.title}", ""]
    for part in made.parts:
        lines += [f"## {part.heading}", ""]
        for one in part.words:
            lines += [one, ""]
        for table in part.tables:
            lines += [tables.markdown(table), ""]
        for name, _ in _charts(part):
            lines += [f"![{Path(name).stem}]({name})", ""]
    return "\n".join(lines).rstrip() + "\n"


def _charts(part: Part) -> list[tuple[str, str]]:
    """Their places below the report's folder, and the SVG."""
    where = _slug(part.heading)
    return [(f"charts/{where}-{_slug(name)}.svg", svg) for name, svg in part.charts]


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")
