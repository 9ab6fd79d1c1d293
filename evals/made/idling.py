"""A mark at each column in which doing nothing does as well as the editor: it tells no good editor from a bad one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal

import numpy as np

from ..reports.content import WARNING


def warned(column: str, sides: Iterable[Sequence[float]], better: Literal["higher", "lower"]) -> str:
    """The column's name, with the mark where the mean of the second side, the editor's, is not better than that of the
    first, of who does nothing. Nothing is marked where either has no values."""
    idle, ours = sides
    if not len(idle) or not len(ours):
        return column
    sign = 1 if better == "higher" else -1
    return column if sign * (float(np.mean(ours)) - float(np.mean(idle))) > 0 else f"{column} {WARNING}"
