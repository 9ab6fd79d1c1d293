"""Words about edits and versions: one of several undone, in another order, once more, stronger; branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from ....scene.ops import ADJUSTMENTS, Adjust, Background, EditOp, Move, Obscure, Resize, Transform
from ....scene.plan import Branch, Command, Drop, Option, Rerun, Switch, Take
from ....scene.target import OffsetPlace
from ..outcomes import Asked, Open, Refused
from ..port import PastTurn, ReadRequest, Version
from ..words.amounts import take_degree
from ..words.patterns import part, pattern
from .commands import command_of
from .edits import Edit, edits_of, fitting, of_a_turn, one_of_several, ordinal, which
from .ordering import order_of

Ops = tuple[EditOp, ...]


class Wanted(NamedTuple):
    """What the words want of the history: a command, or a turn's ops with another strength in its place."""

    command: Command | None = None
    ops: Ops = ()
    replaces: int | None = None


def wanted_of_history(text: str, request: ReadRequest) -> Wanted | None:
    """What a clause wants of the edits and versions so far; None where it is about something else.

    Raises Refused for what cannot be, and Open where it is not clear which edit is meant."""
    text = text.strip(" ,.!?")
    for read in (_versions, _undone, _order, _again, _strength):
        found = read(text, request)
        if found is not None:
            return found
    return None


# -- undone


def _undone(text: str, request: ReadRequest) -> Wanted | None:
    """One action of a turn with several, or all but one turn; whole turns are left to the plain commands."""
    edits = edits_of(request.history)
    if match := pattern("history", "all_but").fullmatch(text):
        kept = which(match["one"], edits)
        turns = [turn for turn in dict.fromkeys(edit.turn for edit in edits) if kept and turn != kept.turn]
        return Wanted(Drop(turns=tuple(turns))) if turns else None
    match = pattern("history", "undone").fullmatch(text)
    words = next((value for value in match.groups() if value), "") if match else ""
    if not words or of_a_turn(words):
        return None
    try:
        edit = which(words, edits)
    except Refused:  # the plain commands say it
        edit = None
    except Open as unclear:
        raise Asked(unclear.question, *_each_out(fitting(words, edits), edits)) from None
    if edit is None:
        return None
    if sum(other.turn == edit.turn for other in edits) == 1:
        return None if _plain_command(text, request.history) else Wanted(Drop(turns=(edit.turn,)))
    if not one_of_several(words, edit, edits):
        return None
    return Wanted(Drop(turns=(edit.turn,), actions=(edit.place,)))


def _each_out(found: Sequence[Edit], edits: Sequence[Edit]) -> Iterator[Option]:
    """Taking each of these edits out, as answers."""
    for edit in found:
        single = (edit.place,) if sum(other.turn == edit.turn for other in edits) > 1 else ()
        label = edit.told.text or f"edit {edit.turn}"
        yield Option(label=label, command=Drop(turns=(edit.turn,), actions=single))


def _plain_command(text: str, history: Sequence[PastTurn]) -> bool:
    """Whether the plain commands know what is meant, or have a question about it."""
    try:
        return command_of(text, history) is not None
    except Refused:
        return False
    except Open:
        return True


# -- in which order


def _order(text: str, request: ReadRequest) -> Wanted | None:
    order = order_of(text, request)
    return None if order is None else Wanted(order)


# -- once more, and stronger


def _again(text: str, request: ReadRequest) -> Wanted | None:
    match = pattern("history", "rerun").fullmatch(text)
    edits = edits_of(request.history)
    if match is None or not edits:
        return None
    named = next((value for value in match.groups() if value), "")
    edit = which(named, edits, last=True)
    if edit is None:
        return None
    seed = re.search(r"seed (?:number )?(\d+)", text)
    actions = (edit.place,) if one_of_several(named, edit, edits) else ()
    return Wanted(Rerun(turn=edit.turn, actions=actions, seed=int(seed[1]) if seed else None))


def _strength(text: str, request: ReadRequest) -> Wanted | None:
    match = pattern("history", "strength").fullmatch(text)
    edits = edits_of(request.history)
    if match is None:
        return None
    found = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    edit = which(found["one"], edits)
    if edit is None:
        return None
    weaker = re.fullmatch(rf"{part('history', 'WEAKER')}|weaken|soften|reduce|decrease|tone down|turn down|dial back"
                          r"|lower", found["way"])  # fmt: skip
    factor = _factor(found.get("much", "").strip())
    stronger = scaled(edit.op, 1 / factor if weaker and factor > 1 else factor)
    if stronger is None:
        raise Refused(f"“{edit.op.op}” has no strength that could be changed; say what should be different")
    ops = request.history[edit.turn - 1].plan.ops
    return Wanted(ops=(*ops[: edit.place - 1], stronger, *ops[edit.place :]), replaces=edit.turn)


def _factor(much: str) -> float:
    """How many times as strong."""
    if much in ("twice as", "half as"):
        return 2.0 if much == "twice as" else 0.5
    degree = take_degree(much)[1] if much and much not in ("even",) else None
    if degree is None:
        return 1.5
    return 1 + (degree.percent / 100 if degree.percent is not None else 2 * degree.strength)


def scaled(op: EditOp, factor: float) -> EditOp | None:
    """The op `factor` times as strong; None for one that is done or not done."""
    changes: dict[str, object] = {}
    if isinstance(op, Adjust):
        given = {name: getattr(op, name) for name in ADJUSTMENTS if getattr(op, name)}
        changes = {name: round(max(-1.0, min(1.0, value * factor)), 3) for name, value in given.items()}
    elif isinstance(op, Resize):
        changes = {"scale": round(min(50.0, op.scale**factor), 3)}
    elif isinstance(op, Move) and isinstance(op.to, OffsetPlace):
        changes = {"to": op.to.model_copy(update={"offset": tuple(factor * step for step in op.to.offset)})}
    elif isinstance(op, Background) and op.blur is not None:
        changes = {"blur": round(min(1.0, op.blur * factor), 3)}
    elif isinstance(op, Transform) and op.rotate is not None and op.rotate % 90:
        changes = {"rotate": round(op.rotate * factor, 2)}
    elif isinstance(op, Obscure) and op.amount is not None:
        changes = {"amount": round(min(1.0, op.amount * factor), 3)}
    return op.model_copy(update=changes) if changes else None


# -- versions


def _versions(text: str, request: ReadRequest) -> Wanted | None:
    if match := pattern("history", "branch").fullmatch(text):
        return Wanted(_branch(match, request))
    if (match := pattern("history", "switch").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(Switch(branch=named.name))
    if (match := pattern("history", "merge").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(Take(branch=named.name))
    if (match := pattern("history", "take").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(_take(match["what"], named))
    return None


def _branch(match: re.Match[str], request: ReadRequest) -> Branch:
    called, words = match["called"] or match["called2"], (match["at"] or match["at2"] or "").removeprefix("after ")
    if not words or pattern("history", "here").fullmatch(words):
        return Branch(called=called)
    if pattern("history", "origin").fullmatch(words):
        return Branch(called=called, at=0)
    edit = which(words, edits_of(request.history))
    if edit is None:
        raise Refused(f"there is no edit “{words}” at which a version could begin")
    return Branch(called=called, at=edit.turn)


def _version(match: re.Match[str], request: ReadRequest) -> Version | None:
    """The version that is named; None where the words may be about something else, since there is none like it."""
    there = request.versions
    nth, name = match["nth"], match["name"] or match["name2"]
    if not there:
        if nth == "other":
            raise Refused("there is only one version so far; “make a branch” begins another")
        return None
    found = _one_of(there, nth, name)
    if found is None:
        raise Refused(f"there is no such version; there are: {', '.join(one.name for one in there)}")
    if found.current:
        raise Refused(f"this is {found.name} already")
    return found


def _one_of(there: Sequence[Version], nth: str | None, name: str | None) -> Version | None:
    if name is not None:
        known = {one.name.casefold(): one for one in there}
        return known.get(name) or known.get(f"version {name}")
    others = [one for one in there if not one.current]
    if nth == "other":
        if len(others) > 1:
            raise Open(f"Which version: {_listed(one.name for one in others)}?")
        return others[0]
    index = 0 if nth in ("main", "original") else ordinal(nth or "")
    index = index - 1 if index > 0 else index
    return there[index] if -len(there) <= index < len(there) else None


def _take(what: str, version: Version) -> Take:
    if pattern("history", "all_of_it").fullmatch(what):
        return Take(branch=version.name)
    edits = edits_of(version.history)
    edit = which(what, edits)
    if edit is None:
        said = _listed(f"“{turn.text}”" for turn in version.history) or "nothing"
        raise Refused(f"{version.name} has no edit like “{what}”; in it stand: {said}")
    actions = (edit.place,) if one_of_several(what, edit, edits) else ()
    return Take(branch=version.name, turns=(version.numbers[edit.turn - 1],), actions=actions)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
