"""Which of several specific instructions was followed where in a turn's picture (SANE), as a person can look at it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...scene.mask import Mask
from ...scene.records import EditRecord
from ...scene.shares import NONE
from ..errors import BadInput
from ..sessions.patches import load_won
from ..turn.services import Services, origin_of


class Followed(NamedTuple):
    """A specific instruction, where it was followed in the picture as it was shown then, and the part of all that was
    drawn (0…1)."""

    text: str
    where: Mask
    share: float


def followed(services: Services, session: str, turn: int | None = None) -> tuple[str, tuple[Followed, ...]]:
    """The record of a turn (None: the last one) that was drawn after several instructions, and each of them.

    Raises BadInput where a turn was not drawn so, or none was.
    """
    record = _record(services, session, turn)
    view = services.canvases.view(session, record.id)
    numbers: dict[str, int] = {}
    canvas = np.full((view.canvas.height, view.canvas.width), NONE, np.uint8)
    for won in (load_won(services.store.blobs, ref) for ref in record.won):
        codes = np.full(NONE + 1, NONE, np.uint8)
        for place, text in enumerate(won.instructions):
            codes[place] = numbers.setdefault(text, len(numbers))
        inside = won.box.intersect(view.canvas)
        part = codes[won.winners[inside.shift(-won.box.left, -won.box.top).slices]]
        there = inside.shift(-view.canvas.left, -view.canvas.top).slices
        canvas[there] = np.where(part == NONE, canvas[there], part)
    drawn = max(1, int(np.count_nonzero(canvas != NONE)))
    told = [
        Followed(text, view.mask_to_view(Mask(canvas == number)), float((canvas == number).sum()) / drawn)
        for text, number in numbers.items()
    ]
    return record.id, tuple(told)


def _record(services: Services, session: str, turn: int | None) -> EditRecord:
    entry = services.store.turn(session, turn) if turn is not None else None
    if turn is not None and entry is None:
        raise BadInput(f"session {session} has no turn {turn}")
    chain = services.chain(session, entry.after if entry else services.store.head(session))
    drawn = [record for record in chain if record.won and turn in (None, record.turn, origin_of(record))]
    if not drawn:
        which = "nothing in the picture" if turn is None else f"nothing of turn {turn}"
        raise BadInput(f"{which} was drawn after several instructions at once: there is no map of them")
    return drawn[-1]
