"""Where a turn starts from and what it runs: commands, corrections and ops become one list of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ...scene.plan import Branch, Drop, EditPlan, Redo, Reorder, Rerun, Reset, Switch, Take, Undo, dump_op
from ..errors import BadInput
from ..sessions.values import Line, Place
from .services import Services

Task = dict[str, Any]
Standing = dict[int, list[Task]]
"""The turns that the picture shows, in order, with the tasks that do them again."""


class Course(NamedTuple):
    """`move` is how the head moves in the end, `tasks` run on top of the record `start`."""

    move: str
    start: str | None
    tasks: tuple[Task, ...] = ()
    steps: int = 0
    """Of undo and redo: how many turns."""


def set_course(services: Services, session: str, head: str | None, plan: EditPlan) -> Course:
    """What a plan that is ready or a command comes to; ValueError says why it cannot be."""
    ops = [{"op": dump_op(op), "index": index} for index, op in enumerate(plan.ops)]
    if plan.replaces is not None or isinstance(plan.command, Drop | Reorder | Rerun | Take):
        path = services.store.path(session, head)
        standing = _standing(path)
        if isinstance(plan.command, Take):
            standing |= _taken(services, session, standing, plan.command)
        revised = _revised(standing, plan, ops)
        if revised is not None:
            return _from_where_it_differs(path, revised)
    first = _command(services, session, head, plan)
    if not ops:
        return first
    return Course(first.move if isinstance(plan.command, Branch | Switch) else "edit", first.start, tuple(ops))


def _command(services: Services, session: str, head: str | None, plan: EditPlan) -> Course:
    command = plan.command
    if isinstance(command, Undo):
        return Course("undo", services.store.line(session).undo(command.count).head, steps=command.count)
    if isinstance(command, Redo):
        return Course("redo", services.store.line(session).redo(command.count).head, steps=command.count)
    if isinstance(command, Branch | Switch):
        return Course(command.name, line_of(services, session, command).head)
    return Course("edit", None) if isinstance(command, Reset) else Course("stay", head)


def line_of(services: Services, session: str, command: Branch | Switch) -> Line:
    """The steps of the version that is worked on afterwards; ValueError for a name or a turn that cannot be."""
    store = services.store
    try:
        if isinstance(command, Switch):
            return store.branches.line(session, command.branch)
        if command.called is not None:
            store.branches.check_new(session, command.called)
    except BadInput as error:
        raise ValueError(str(error)) from error
    entry = store.turn(session, command.at) if command.at else None
    if command.at and entry is None:
        raise ValueError(f"there is no turn {command.at} to begin a version at")
    now = store.line(session)
    return now if command.at is None else now.up_to(command.at, entry.after if entry else None)


def _standing(path: Sequence[Place]) -> Standing:
    turns: Standing = {}
    for place in path:
        turns.setdefault(place.origin, []).append({"again": place.id})
    return turns


def _revised(standing: Standing, plan: EditPlan, ops: list[Task]) -> list[Task] | None:
    """The whole history as the plan wants it; None where it leaves the turns that stand as they are."""
    command = plan.command
    if isinstance(command, Reorder):
        turns = _reordered(standing, command.turns)
    elif isinstance(command, Rerun):
        turns = _reseeded(standing, command)
    elif isinstance(command, Drop):
        turns = _dropped(standing, command)
    elif plan.replaces in standing or isinstance(command, Take):
        turns = standing
    else:
        return None
    if plan.replaces in turns:
        return _tasks((turns | {plan.replaces: ops}).values())
    return _tasks([*turns.values(), ops])


def _dropped(standing: Standing, command: Drop) -> Standing:
    _check(standing, command.turns)
    if not command.actions:
        return {number: tasks for number, tasks in standing.items() if number not in command.turns}
    (turn,) = command.turns
    count = len(standing[turn])
    if max(command.actions) > count:
        raise ValueError(f"turn {turn} has {count} {'action' if count == 1 else 'actions'}, not {max(command.actions)}")
    return standing | {turn: [task for place, task in enumerate(standing[turn], 1) if place not in command.actions]}


def _tasks(turns: Iterable[list[Task]]) -> list[Task]:
    return [task for tasks in turns for task in tasks]


def _taken(services: Services, session: str, standing: Standing, command: Take) -> Standing:
    """What another branch's turns come to, in its order."""
    there = _standing(services.store.path(session, services.store.branches.line(session, command.branch).head))
    _check(there, command.turns, f"branch {command.branch!r}")
    twice = sorted(set(command.turns) & set(standing))
    if twice:
        raise ValueError(f"turn {twice[0]} is part of the picture already")
    wanted = command.turns or [number for number in there if number not in standing]
    if not wanted:
        raise ValueError(f"branch {command.branch!r} has no turn that is not part of the picture already")
    return {number: tasks for number, tasks in there.items() if number in wanted}


def _reordered(standing: Standing, wanted: Sequence[int]) -> Standing:
    _check(standing, wanted)
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"each turn stands in one place, but the order was {', '.join(map(str, wanted))}")
    following = iter(wanted)
    order = [next(following) if number in wanted else number for number in standing]
    return {number: standing[number] for number in order}


def _reseeded(standing: Standing, command: Rerun) -> Standing:
    _check(standing, [command.turn])
    fresh = {"fresh": True, "seed": command.seed}
    return standing | {command.turn: [task | fresh for task in standing[command.turn]]}


def _check(standing: Standing, turns: Iterable[int], where: str = "the picture now") -> None:
    absent = sorted(set(turns) - set(standing))
    if absent:
        known = ", ".join(map(str, standing)) or "none"
        raise ValueError(f"turn {absent[0]} is not part of {where}; the turns in it are: {known}")


def _from_where_it_differs(path: Sequence[Place], tasks: list[Task]) -> Course:
    """What comes first and stays as it is needs no doing again."""
    same = 0
    while same < min(len(path), len(tasks)) and tasks[same] == {"again": path[same].id}:
        same += 1
    return Course("edit", path[same - 1].id if same else None, tuple(tasks[same:]))
