"""How far what is said to be sure can be relied on: Brier score, calibration error, bins with intervals, a diagram."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import sqrt
from typing import NamedTuple

import numpy as np

EDGES = (0.0, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)
"""Of the bins: narrower where most readings lie."""


class Told(NamedTuple):
    """How sure something was said to be, and whether it was right."""

    sure: float
    right: bool
    way: str = ""


class Bin(NamedTuple):
    """`low` and `high` bound the share that is right: 95 %, Wilson (1927)."""

    begins: float
    ends: float
    held: int
    right: int
    sure: float
    low: float
    high: float

    @property
    def share(self) -> float:
        return self.right / self.held


def bins(told: Sequence[Told]) -> list[Bin]:
    """Those that hold anything."""
    found = []
    for begins, ends in pairwise(EDGES):
        inside = [one for one in told if begins <= one.sure < ends or (ends == 1.0 and one.sure == 1.0)]
        if inside:
            right = sum(one.right for one in inside)
            sure = float(np.mean([one.sure for one in inside]))
            found.append(Bin(begins, ends, len(inside), right, sure, *wilson(right, len(inside))))
    return found


def wilson(right: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share."""
    z, share = 1.96, right / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, middle - half), min(1.0, middle + half)


def brier(told: Sequence[Told]) -> float:
    """Mean squared distance to what came out (Brier, 1950): 0 is best."""
    return float(np.mean([(one.sure - one.right) ** 2 for one in told]))


def calibration_error(told: Sequence[Told]) -> float:
    """Expected calibration error (Naeini et al., AAAI 2015) over the bins: 0 is best."""
    return sum(found.held * abs(found.share - found.sure) for found in bins(told)) / len(told)


def table(told: Sequence[Told]) -> str:
    """Markdown: a line a bin, then the totals."""
    rows = ["| said to be sure | readings | mean said | right (95 % interval) |", "| --- | ---: | ---: | --- |"]
    rows += [
        f"| {found.begins:.0%}–{found.ends:.0%} | {found.held} | {found.sure:.0%} "
        f"| {found.share:.0%} ({found.low:.0%}–{found.high:.0%}) |".replace("%", " %")
        for found in bins(told)
    ]
    rate = sum(one.right for one in told) / len(told)
    flat = rate * (1 - rate)
    totals = f"Brier score {brier(told):.3f} ({flat:.3f} for always saying the share that is right, {rate:.0%}); "
    return "\n".join((*rows, "", f"{totals}calibration error {calibration_error(told):.3f}.".replace("%", " %")))


_LEFT, _TOP, _SIDE, _LOW = 64, 40, 400, 90


def diagram(told: Sequence[Told], title: str) -> str:
    """SVG: what came out right over what was said, with intervals; below, how many readings each bin holds."""
    found = bins(told)
    most = max(one.held for one in found)
    parts = [_frame(title), *map(_point, found), *(_bar(one, most) for one in found)]
    height = _TOP + _SIDE + _LOW + 70
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _SIDE + 40} {height}" '
    style = 'font-family="sans-serif" font-size="13" fill="#222">'
    ground = f'<rect width="{_LEFT + _SIDE + 40}" height="{height}" fill="#fff"/>'
    return "\n".join([head + style, ground, *parts, "</svg>"]) + "\n"


def _x(share: float) -> float:
    return round(_LEFT + share * _SIDE, 1)


def _y(share: float) -> float:
    return round(_TOP + (1 - share) * _SIDE, 1)


def _frame(title: str) -> str:
    lines = [f'<text x="{_LEFT}" y="22" font-weight="bold">{title}</text>']
    for step in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        lines.append(f'<path d="M{_LEFT} {_y(step)}H{_LEFT + _SIDE}" stroke="#ddd"/>')
        lines.append(f'<text x="{_LEFT - 8}" y="{_y(step) + 4}" text-anchor="end">{step:.0%}</text>')
        lines.append(f'<text x="{_x(step)}" y="{_TOP + _SIDE + _LOW + 44}" text-anchor="middle">{step:.0%}</text>')
    lines.append(f'<path d="M{_x(0)} {_y(0)}L{_x(1)} {_y(1)}" stroke="#999" stroke-dasharray="5 4"/>')
    side = f'<text transform="translate(16 {_TOP + _SIDE / 2}) rotate(-90)" text-anchor="middle">'
    lines.append(f"{side}right (bars: 95 % interval)</text>")
    below = _TOP + _SIDE + _LOW + 64
    lines.append(f'<text x="{_LEFT + _SIDE / 2}" y="{below}" text-anchor="middle">said to be sure</text>')
    return "\n".join(lines)


def _point(one: Bin) -> str:
    x = _x(one.sure)
    bar = f'<path d="M{x} {_y(one.low)}V{_y(one.high)}" stroke="#1f6fb2" stroke-width="2"/>'
    return f'{bar}\n<circle cx="{x}" cy="{_y(one.share)}" r="4.5" fill="#1f6fb2"/>'


def _bar(one: Bin, most: int) -> str:
    bottom, tall = _TOP + _SIDE + _LOW + 24, max(1.0, one.held / most * (_LOW - 18))
    left, width = _x(one.begins) + 1, (one.ends - one.begins) * _SIDE - 2
    bar = f'<rect x="{left}" y="{round(bottom - tall, 1)}" width="{round(width, 1)}" height="{round(tall, 1)}" '
    label = f'<text x="{left + width / 2}" y="{round(bottom - tall - 4, 1)}" text-anchor="middle" font-size="10">'
    return f'{bar}fill="#9bbcd8"/>\n{label}{one.held}</text>'
