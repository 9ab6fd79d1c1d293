"""What is done by hand and has an event of its own: the eraser, and putting right what was seen wrongly"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ...agent.turn.given import read_plan
from . import texts
from .desk import sorry, told
from .drawn import marks_of

if TYPE_CHECKING:
    from .screen import Frame
    from .turns import Turns


class ByHand:
    """Each takes `{"marks": …, "of": ["A", "dog-1"]}`: the marks as everywhere, and which of them, or which things of
    the scene by their ids, are meant; all marks where nothing is said. Who did it meant it: nothing is asked first."""

    def __init__(self, turns: Turns) -> None:
        self._turns = turns

    def restore(self, id: str, drawn: Any) -> Iterator[Frame]:
        """The photo as it came, where the marks are."""
        yield from self._do(id, drawn, "restore")

    def rename(self, id: str, drawn: Any) -> Iterator[Frame]:
        """What the things are: `{"marks": …, "of": …, "label": "fox"}`."""
        label = drawn.get("label") if isinstance(drawn, Mapping) else None
        with told():
            if not isinstance(label, str) or not label.strip():
                raise sorry(texts.NO_NAME)
        yield from self._do(id, drawn, "correct", label=str(label).strip())

    def merge(self, id: str, drawn: Any) -> Iterator[Frame]:
        """The things are one."""
        yield from self._do(id, drawn, "correct", merge=True)

    def dismiss(self, id: str, drawn: Any) -> Iterator[Frame]:
        """There are no such things."""
        yield from self._do(id, drawn, "correct", absent=True)

    def _do(self, id: str, drawn: Any, op: str, **how: Any) -> Iterator[Frame]:
        with told():
            targets = _targets(drawn)
            if not targets:
                raise sorry(texts.NOTHING_MARKED_HERE)
            plan = read_plan({"status": "ready", "ops": [{"op": op, "targets": targets, **how}]})
        yield from self._turns.edit(id, {**drawn, "plan": plan.to_dict()})


def _targets(drawn: Any) -> list[dict[str, str]]:
    """Marks by their names, and things by their ids."""
    marks = marks_of(drawn)
    given = drawn.get("of") if isinstance(drawn, Mapping) else None
    listed = [given] if isinstance(given, str) else given if isinstance(given, list) else list(marks)
    names = dict.fromkeys(map(str, listed))
    return [{"mark": name} if name in marks else {"object": name} for name in names]
