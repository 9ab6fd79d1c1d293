"""Where a turn starts from and what it runs: commands, corrections and ops become one list of tasks."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from ..scene.plan import Drop, EditPlan, Redo, Reset, Undo, dump_op
from ..scene.records import EditRecord
from .services import Services, origin_of


class Course(NamedTuple):
    """`move` is how the head moves in the end, `tasks` run on top of the record `start`."""

    move: str
    start: str | None
    tasks: tuple[dict[str, Any], ...] = ()
    steps: int = 0
    """Of undo and redo: how many turns."""


def set_course(services: Services, session: str, head: str | None, plan: EditPlan) -> Course:
    """What a plan that is ready or a command comes to; ValueError says why it cannot be."""
    ops = tuple({"op": dump_op(op), "index": index} for index, op in enumerate(plan.ops))
    first = _command(services, session, head, plan)
    if not ops:
        return first
    return Course("edit", first.start, (*first.tasks, *ops))


def _command(services: Services, session: str, head: str | None, plan: EditPlan) -> Course:
    command = plan.command
    chain = services.chain(session, head)
    dropped = set(command.turns) if isinstance(command, Drop) else set()
    if plan.replaces is not None and plan.replaces in {origin_of(record) for record in chain}:
        dropped.add(plan.replaces)
    if dropped:
        return _without(chain, dropped)
    if isinstance(command, Undo):
        return Course("undo", services.store.line(session).undo(command.count).head, steps=command.count)
    if isinstance(command, Redo):
        return Course("redo", services.store.line(session).redo(command.count).head, steps=command.count)
    return Course("edit", None) if isinstance(command, Reset) else Course("stay", head)


def _without(chain: Sequence[EditRecord], turns: Collection[int]) -> Course:
    there = list(dict.fromkeys(origin_of(record) for record in chain))
    absent = sorted(set(turns) - set(there))
    if absent:
        known = ", ".join(map(str, there)) or "none"
        raise ValueError(f"turn {absent[0]} is not part of the picture now; the turns in it are: {known}")
    first = next(place for place, record in enumerate(chain) if origin_of(record) in turns)
    later = [record for record in chain[first:] if origin_of(record) not in turns]
    return Course("edit", chain[first].parent, tuple({"again": record.id} for record in later))
