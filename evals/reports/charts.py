"""Charts as SVG that stand alone or inside a page: means with their intervals, and what came of the samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import NamedTuple

from ..metrics import MetricNote, Summary

COLORS: Mapping[str, str] = {
    "done": "#009e73",
    "nothing": "#8c8c8c",
    "refused": "#e69f00",
    "asked": "#56b4e9",
    "failed": "#d55e00",
    "broken": "#cc79a7",
}
"""Told apart by people who see few colours (Okabe and Ito, 2008)."""

STYLE = """
:root{--ink:#1d2127;--faint:#6a727d;--line:#d5dae0;--ground:#fff;--editor:#1f6fb2;--control:#8a929c;--mark:#b35900}
@media (prefers-color-scheme:dark){
:root{--ink:#e6e9ed;--faint:#9aa3ae;--line:#3a424c;--ground:#15191e;--editor:#6db3f2;--control:#7d8793;--mark:#f0a050}}
"""
"""The same names in a page and in a file of its own."""

LEFT, RIGHT, ROW, TOP, WIDTH = 240, 70, 22, 34, 570
_FONT = 'font-family="system-ui,sans-serif" font-size="12" fill="var(--ink)"'
LONGEST_NAME = 30


class Line(NamedTuple):
    """One editor's mean of one metric."""

    name: str
    told: Summary | None
    control: bool = False


def intervals(note: MetricNote, lines: Sequence[Line], marked: bool = False) -> str:
    """A panel: a dot and its 95 % interval for each editor; `marked` where doing nothing wins."""
    known = [line.told for line in lines if line.told is not None]
    low, high = min(one.low for one in known), max(one.high for one in known)
    room = (high - low) * 0.06 or abs(high) * 0.05 or 1.0
    ticks = sorted({low, (low + high) / 2, high})
    low, high = low - room, high + room
    height = TOP + ROW * len(lines) + 26
    arrow = "higher is better" if note.better == "higher" else "lower is better"
    title = f'<text x="8" y="18" font-weight="600">{escape(note.name)}</text>'
    said = f"{arrow}{' · doing nothing wins' if marked else ''}"
    color = "var(--mark)" if marked else "var(--faint)"
    parts = [title, f'<text x="{WIDTH - 8}" y="18" text-anchor="end" fill="{color}">{said}</text>']
    for value in ticks:
        parts.append(_tick(value, low, high, height, note.digits))
    parts += [_dot(k, line, low, high, note.digits) for k, line in enumerate(lines)]
    return _svg(WIDTH, height, parts, f"{note.name} of {len(lines)} editors with 95 % intervals")


def _x(value: float, low: float, high: float) -> float:
    return round(LEFT + (value - low) / (high - low) * (WIDTH - LEFT - RIGHT), 1)


def _tick(value: float, low: float, high: float, height: int, digits: int) -> str:
    x = _x(value, low, high)
    line = f'<path d="M{x} {TOP - 6}V{height - 22}" stroke="var(--line)"/>'
    label = f'<text x="{x}" y="{height - 8}" text-anchor="middle" fill="var(--faint)">{value:.{digits}f}</text>'
    return line + label


def _dot(k: int, line: Line, low: float, high: float, digits: int) -> str:
    y = TOP + ROW * k + ROW / 2
    color = "var(--control)" if line.control else "var(--editor)"
    name = (
        f'<text x="{LEFT - 12}" y="{y + 4}" text-anchor="end" fill="{_shade(line)}">{escape(_short(line.name))}</text>'
    )
    if line.told is None:
        return f'{name}<text x="{LEFT}" y="{y + 4}" fill="var(--faint)">does not apply</text>'
    x, begins, ends = (_x(value, low, high) for value in (line.told.mean, line.told.low, line.told.high))
    bar = f'<path d="M{begins} {y}H{ends}" stroke="{color}" stroke-width="2"/>'
    dot = f'<circle cx="{x}" cy="{y}" r="4.5" fill="{color}"/>'
    value = f'<text x="{WIDTH - 8}" y="{y + 4}" text-anchor="end">{line.told.mean:.{digits}f}</text>'
    return f"{name}{bar}{dot}{value}"


def _shade(line: Line) -> str:
    return "var(--faint)" if line.control else "var(--ink)"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else name[: LONGEST_NAME - 1] + "…"


def statuses(counts: Mapping[str, Mapping[str, int]]) -> str:
    """A bar for each editor: how many samples were done, asked back, refused … ; the numbers stand in the bars."""
    width = WIDTH + 160
    used = [status for status in COLORS if any(found.get(status) for found in counts.values())]
    height = TOP + ROW * len(counts) + 34
    parts = ['<text x="8" y="18" font-weight="600">What came of the samples</text>']
    for k, (name, found) in enumerate(counts.items()):
        parts.append(_bar(TOP + ROW * k, name, found, width))
    x = float(LEFT)
    for status in used:
        parts.append(f'<rect x="{x}" y="{height - 20}" width="12" height="12" fill="{COLORS[status]}"/>')
        parts.append(f'<text x="{x + 17}" y="{height - 10}">{status}</text>')
        x += 78
    return _svg(width, height, parts, "How many samples each editor did, asked about, refused or failed")


def _bar(y: float, name: str, found: Mapping[str, int], width: int) -> str:
    total = sum(found.values()) or 1
    parts = [f'<text x="{LEFT - 12}" y="{y + 15}" text-anchor="end">{escape(_short(name))}</text>']
    x = float(LEFT)
    for status, color in COLORS.items():
        count = found.get(status, 0)
        wide = round(count / total * (width - LEFT - 12), 1)
        if count:
            parts.append(f'<rect x="{x}" y="{y + 2}" width="{wide}" height="{ROW - 5}" fill="{color}"/>')
            if wide > 20:
                told = f'<text x="{x + wide / 2}" y="{y + 15}" text-anchor="middle" fill="#10141a">{count}</text>'
                parts.append(told)
        x += wide
    return "".join(parts)


def _svg(width: int, height: int, parts: Sequence[str], label: str) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
    ground = f'<rect width="{width}" height="{height}" rx="6" fill="var(--ground)"/>'
    return "\n".join([f'{head}role="img" aria-label="{escape(label)}" {_FONT}>', ground, *parts, "</svg>"])


def standalone(svg: str) -> str:
    """The same as a file of its own, with its colours."""
    return svg.replace(">\n", f">\n<style>{STYLE}</style>\n", 1) + "\n"
