"""Where a turn starts from and what it runs: commands, corrections and ops become one list of tasks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from ...scene.plan import Branch, Drop, EditPlan, Redo, Reorder, Rerun, Reset, Switch, Take, Undo, dump_op
from ...scene.records import place_of
from ..errors import BadInput
from ..sessions.values import Line, Place
from .services import Services

Task = dict[str, Any]


class Item(NamedTuple):
    """An action that stands: the turn whose words it carries out, and the task that does it again."""

    turn: int
    task: Task


Standing = list[Item]
"""The actions that the picture shows, in order. Those of a turn lie together unless single ones were moved."""


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
            standing += _taken(services, session, standing, plan.command)
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
    return [Item(place.origin, {"again": place.id}) for place in path]


def _revised(standing: Standing, plan: EditPlan, ops: list[Task]) -> list[Task] | None:
    """The whole history as the plan wants it; None where it leaves the actions that stand as they are."""
    command = plan.command
    if isinstance(command, Reorder):
        items = _reordered(standing, command)
    elif isinstance(command, Rerun):
        items = _reseeded(standing, command)
    elif isinstance(command, Drop):
        gone = {place for turn in command.turns for place in _places(standing, turn, command.actions)}
        items = [item for place, item in enumerate(standing) if place not in gone]
    elif plan.replaces in _turns(standing) or isinstance(command, Take):
        items = standing
    else:
        return None
    if plan.replaces in _turns(items):
        items = _replaced(items, plan.replaces, ops)
        return [item.task for item in items]
    return [*(item.task for item in items), *ops]


def _turns(standing: Standing) -> list[int]:
    """Each once, in the order in which they begin."""
    return list(dict.fromkeys(item.turn for item in standing))


def _places(standing: Standing, turn: int, actions: Sequence[int] = (), where: str = "the picture now") -> list[int]:
    """Where a turn's actions stand, or those with these numbers; ValueError says what there is."""
    _check(standing, [turn], where)
    own = [place for place, item in enumerate(standing) if item.turn == turn]
    if actions and max(actions) > len(own):
        raise ValueError(f"turn {turn} has {len(own)} {'action' if len(own) == 1 else 'actions'}, not {max(actions)}")
    return [own[number - 1] for number in actions] if actions else own


def _replaced(standing: Standing, turn: int, ops: list[Task]) -> Standing:
    """With these in the place of all that a turn did."""
    first, *_ = _places(standing, turn)
    rest = [item for item in standing[first:] if item.turn != turn]
    return [*standing[:first], *(Item(turn, op) for op in ops), *rest]


def _taken(services: Services, session: str, standing: Standing, command: Take) -> Standing:
    """What another branch's actions come to, in its order: those that are part of the picture already are not done
    twice."""
    where = f"branch {command.branch!r}"
    there = _standing(services.store.path(session, services.store.branches.line(session, command.branch).head))
    named = [place for turn in command.turns for place in _places(there, turn, command.actions, where)]
    wanted = [there[place] for place in sorted(named)] if command.turns else there
    both = set(_turns(standing)) & set(_turns(wanted))
    here = {_deed(services, session, item) for item in standing if item.turn in both}
    lacking = [item for item in wanted if item.turn not in both or _deed(services, session, item) not in here]
    if command.turns:
        _none_twice(wanted, lacking, command)
    if not lacking:
        raise ValueError(f"{where} has no turn that is not part of the picture already")
    return lacking


def _deed(services: Services, session: str, item: Item) -> tuple[int, int]:
    """Which of all actions that were ever asked for it is, wherever and however often it was done again."""
    return item.turn, place_of(services.store.record(session, item.task["again"]))


def _none_twice(wanted: Standing, lacking: Standing, command: Take) -> None:
    """ValueError for a turn all of which is part of the picture, or a single action that is."""
    if command.actions and len(lacking) < len(wanted):
        numbers = ", ".join(map(str, command.actions))
        raise ValueError(f"action {numbers} of turn {command.turns[0]} is part of the picture already")
    twice = [turn for turn in command.turns if turn not in _turns(lacking)]
    if twice:
        raise ValueError(f"turn {twice[0]} is part of the picture already")


def _reordered(standing: Standing, command: Reorder) -> Standing:
    if command.actions:
        return _actions_reordered(standing, list(zip(command.turns, command.actions, strict=True)))
    wanted = command.turns
    _check(standing, wanted)
    if len(set(wanted)) < len(wanted):
        raise ValueError(f"each turn stands in one place, but the order was {', '.join(map(str, wanted))}")
    following = iter(wanted)
    order = [next(following) if turn in wanted else turn for turn in _turns(standing)]
    moved = {old: new for old, new in zip(_turns(standing), order, strict=True) if old in wanted}
    items: Standing = []
    for place, item in enumerate(standing):
        if item.turn not in moved:
            items.append(item)
        elif place == _places(standing, item.turn)[0]:
            items += [standing[at] for at in _places(standing, moved[item.turn])]
    return items


def _actions_reordered(standing: Standing, wanted: Sequence[tuple[int, int]]) -> Standing:
    """With these actions, by turn and number, in this order at the places that they hold between them."""
    places = [_places(standing, turn, [number])[0] for turn, number in wanted]
    if len(set(places)) < len(places):
        named = ", ".join(f"{number} of turn {turn}" for turn, number in wanted)
        raise ValueError(f"each action stands in one place, but the order was {named}")
    items = list(standing)
    for place, old in zip(sorted(places), places, strict=True):
        items[place] = standing[old]
    return items


def _reseeded(standing: Standing, command: Rerun) -> Standing:
    again = _places(standing, command.turn, command.actions)
    fresh = {"fresh": True, "seed": command.seed}
    return [item._replace(task=item.task | fresh) if place in again else item for place, item in enumerate(standing)]


def _check(standing: Standing, turns: Iterable[int], where: str = "the picture now") -> None:
    absent = sorted(set(turns) - set(_turns(standing)))
    if absent:
        known = ", ".join(map(str, _turns(standing))) or "none"
        raise ValueError(f"turn {absent[0]} is not part of {where}; the turns in it are: {known}")


def _from_where_it_differs(path: Sequence[Place], tasks: list[Task]) -> Course:
    """What comes first and stays as it is needs no doing again."""
    same = 0
    while same < min(len(path), len(tasks)) and tasks[same] == {"again": path[same].id}:
        same += 1
    return Course("edit", path[same - 1].id if same else None, tuple(tasks[same:]))
