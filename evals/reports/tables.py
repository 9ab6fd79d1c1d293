"""Tables as values, written as Markdown or HTML; what stands in a cell is words, never markup."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from ..metrics import Summary


@dataclass(frozen=True, slots=True)
class Cell:
    """`strong` is the best of its column; `weak` a control, or what is only quoted."""

    text: str
    strong: bool = False
    weak: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The first column holds words, the others numbers, unless `words` says that all hold words."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    notes: tuple[str, ...] = ()
    words: bool = False


def number(told: Summary | None, digits: int, of: int) -> str:
    """`31.20 [30.10, 32.44]`, then of how many where not of all, and how many infinite values were capped."""
    if told is None:
        return "–"
    shown = f"{told.mean:.{digits}f} [{told.low:.{digits}f}, {told.high:.{digits}f}]"
    shown += f" (of {told.count})" if told.count != of else ""
    return shown + (f" ∞×{told.infinite}" if told.infinite else "")


def markdown(table: Table) -> str:
    """With its title as a heading, and notes below."""
    rule = [":--"] + [":--" if table.words else "--:"] * (len(table.columns) - 1)
    lines = [f"### {_plain(table.title)}", "", _line([_plain(one) for one in table.columns]), _line(rule)]
    lines += [_line([_cell(cell) for cell in row]) for row in table.rows]
    lines += ["", *(f"{_plain(note)}  " for note in table.notes)]
    return "\n".join(lines).rstrip()


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    shown = _plain(cell.text)
    return f"**{shown}**" if cell.strong else f"*{shown}*" if cell.weak and shown else shown


def _plain(text: str) -> str:
    """Words of datasets and editors as words: nothing in them marks up or ends a cell."""
    kept = " ".join(text.split())
    for sign in ("\\", "`", "*", "_", "[", "]", "<", "|"):
        kept = kept.replace(sign, f"\\{sign}")
    return kept


def html(table: Table) -> str:
    """A scrolling box with the table; the title is a heading of its own."""
    head = "".join(f"<th>{escape(one)}</th>" for one in table.columns)
    body = "".join(f"<tr>{''.join(map(_td, row))}</tr>" for row in table.rows)
    kind = ' class="words"' if table.words else ""
    notes = "".join(f"<p class=note>{escape(note)}</p>" for note in table.notes)
    title = f"<h3>{escape(table.title)}</h3>"
    return f"{title}<div class=scroll tabindex=0><table{kind}><tr>{head}</tr>{body}</table></div>{notes}"


def _td(cell: Cell) -> str:
    kind = " class=strong" if cell.strong else " class=weak" if cell.weak else ""
    return f"<td{kind}>{escape(cell.text)}</td>"
