"""What can be changed of a plan that waits, on its card: colours, amounts, places, words, order, what is left out.

And the changes that browsers send, each made once however often and late it comes."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import TYPE_CHECKING, Any

from ...agent.errors import BadInput
from ...agent.turn.given import read_plan
from ...scene.ops import ADJUSTMENTS
from ...scene.plan import EditPlan, dump_op
from ...scene.target import EDGES
from ...tools.recent import Recent
from . import texts

if TYPE_CHECKING:
    from ...agent.editor import Session
    from ...scene.ops import EditOp

SESSIONS, BROWSERS = 4096, 16
"""Of so many sessions, and of so many browsers at each, it is remembered which changes were answered."""


@dataclass(frozen=True, slots=True)
class Value:
    """One thing about an action that can be changed: `path` names the field of the op, `kind` the control.

    Numbers are shown `times` as large as the op has them (percents), between `least` and `most`.
    """

    path: tuple[str, ...]
    kind: str
    label: str
    now: Any
    times: float = 1
    least: float | None = None
    most: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ".".join(self.path)

    @property
    def shown(self) -> Any:
        """As the control has it."""
        return f"{round(self.now * self.times, 1):g}" if self.kind == "number" else self.now


def values_of(op: EditOp) -> tuple[Value, ...]:
    """What can be changed about an action, in the order in which the card shows it."""
    data = dump_op(op)
    found = [_value(name, data[name]) for name in _FIELDS if name in data]
    return (*(one for one in found if one is not None), *_places(data))


def _value(name: str, now: Any) -> Value | None:
    kind, label, *bounds = _FIELDS[name]
    fits = isinstance(now, str) if kind in ("color", "text") else isinstance(now, int | float) and now is not True
    if not fits or (kind == "color" and not now.startswith("#")):
        return None
    return Value((name,), kind, label, now, *bounds)


def _places(data: Mapping[str, Any]) -> tuple[Value, ...]:
    """A place by the side it is at, or by how far it is off."""
    for name in ("to", "at"):
        place = data.get(name) or {}
        if "edge" in place:
            return (Value((name, "edge"), "choice", texts.PLACE, place["edge"], choices=EDGES),)
        for way, labels in (("offset", texts.OFFSETS), ("point", texts.POINTS)):
            if way in place:
                return tuple(
                    Value((name, way, str(side)), "number", label, place[way][side])
                    for side, label in enumerate(labels)
                )
    return ()


_PERCENT = (100, 0, 100)
_FIELDS: dict[str, tuple[Any, ...]] = {
    "color": ("color", texts.COLOR),
    **{name: ("number", texts.AMOUNTS[name], 100, -100, 100) for name in ADJUSTMENTS},
    "amount": ("number", texts.AMOUNT, *_PERCENT),
    "blur": ("number", texts.BLUR, *_PERCENT),
    "scale": ("number", texts.SIZE, 100, 1, 2000),
    "rotate": ("number", texts.TURNED, 1, -360, 360),
    "count": ("number", texts.COUNT, 1, 1, 30),
    "prompt": ("text", texts.DRAWN),
    "replace_with": ("text", texts.WRITTEN),
}
"""Of an op: the control, its label, and for a number how it is shown and between what."""


def mark_of(op: EditOp) -> str:
    """Tells an action from the others whatever its values are, and wherever it stands by now."""
    values = {one.path[0] for one in values_of(op)}
    kept = {name: value for name, value in dump_op(op).items() if name not in values}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


def followed(plan: EditPlan, change: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The change with the number that its action has by now; None where that was left out. Raises BadInput where
    several could be meant."""
    number, meant = change.get("action"), change.get("meant")
    now = [place for place, op in enumerate(plan.ops, 1) if meant == mark_of(op)]
    if meant is None or number in now:
        return change
    if len(now) > 1:
        raise BadInput(texts.WHICH_STEP)
    if not now:
        return None
    moved = {**change, "action": now[0]}
    if isinstance(to := change.get("to"), int) and isinstance(number, int):
        moved["to"] = min(max(to - number + now[0], 1), len(plan.ops))
    return moved


def revised(plan: EditPlan, change: Mapping[str, Any]) -> dict[str, Any]:
    """The plan, as plain data, with one of its actions (from 1) left out, at another place, or with another value. What
    follows from its actions is left to be found anew. Raises BadInput for what is no such change."""
    ops = [dump_op(op) for op in plan.ops]
    number = _whole(change.get("action"), len(ops), "action")
    op = ops.pop(number - 1)
    if "set" in change:
        ops.insert(number - 1, _with(op, plan.ops[number - 1], str(change["set"]), change.get("value")))
    elif "to" in change:
        ops.insert(_whole(change["to"], len(ops) + 1, "to") - 1, op)
    elif not change.get("leave"):
        raise BadInput(texts.NO_CHANGE)
    if not ops:
        raise BadInput(texts.NOTHING_LEFT)
    # Why the plan was as it was does not say why it is as it is now.
    return {**plan.to_dict(), "ops": ops, "consequences": [], "rationale": texts.REVISED}


def _whole(given: Any, most: int, name: str) -> int:
    if isinstance(given, int) and 1 <= given <= most:
        return given
    raise BadInput(texts.NO_SUCH_NUMBER.format(name=name, most=most, given=given))


def _with(data: dict[str, Any], op: EditOp, name: str, given: Any) -> dict[str, Any]:
    known = {one.name: one for one in values_of(op)}
    if name not in known:
        raise BadInput(texts.NO_SUCH_VALUE.format(names=", ".join(known) or texts.NONE, name=name))
    return _put(data, known[name].path, _read(known[name], given))


def _read(one: Value, given: Any) -> Any:
    if one.kind != "number":
        return str(given)
    try:
        number = float(given) / one.times
    except (TypeError, ValueError):
        raise BadInput(texts.NO_NUMBER.format(label=one.label, given=given)) from None
    return round(number) if isinstance(one.now, int) else number


def _put(data: Any, path: Sequence[str], value: Any) -> Any:
    if not path:
        return value
    if isinstance(data, list):
        return [_put(one, path[1:], value) if str(place) == path[0] else one for place, one in enumerate(data)]
    return {**data, path[0]: _put(data[path[0]], path[1:], value)}


class Revisions:
    """Changes of the plans that wait. A browser sends those that it has no answer to once more, in their order, with
    the next one and with its yes: `{"of": …, "by": "k3", "from": 2, "changes": […]}`, where `of` is the plan as its
    card names it, `by` the browser's own name and `from` the first one's number. Whatever comes first, each is made
    once. A program sends a change alone."""

    def __init__(self) -> None:
        self._made: Recent[str, _Made] = Recent(SESSIONS)

    def told(self, session: Session) -> dict[str, Any]:
        """What the card says for the browser: which plan it is, and how many changes of each browser were answered."""
        made = self._made.get(session.id, _Made)
        return {"plan": made.plan(session), "answered": dict(made.answered)}

    def about(self, session: Session, given: Mapping[str, Any]) -> bool:
        """Whether it is about the plan that waits, as far as it says so."""
        waits = isinstance(session.pending, EditPlan) and self._made.get(session.id, _Made).plan(session)
        return given.get("of") in (None, waits)

    def make(self, session: Session, given: Any) -> bool:
        """Make the changes that are new; whether any was. Raises BadInput for the first one that is refused, when all
        others were made."""
        if not isinstance(given, Mapping):
            raise BadInput(texts.NOTHING_PLANNED)
        made = self._made.get(session.id, _Made)
        with made.lock:
            changes = made.new(given) if self.about(session, given) else []
            if changes:
                _make(session, changes)
            return bool(changes)


@dataclass
class _Made:
    """What came of the changes of one session's plans."""

    lock: Lock = field(default_factory=Lock)
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    answered: dict[str, int] = field(default_factory=dict)

    def plan(self, session: Session) -> str:
        return f"{self.name}-{len(session.turns)}"

    def new(self, given: Mapping[str, Any]) -> list[Mapping[str, Any]]:
        """Those that were not answered yet; from now on they are."""
        if "changes" not in given:
            return [given]
        by, first, changes = str(given.get("by")), given.get("from"), given["changes"]
        if not (isinstance(first, int) and isinstance(changes, list) and all(isinstance(one, dict) for one in changes)):
            raise BadInput(texts.NO_CHANGE)
        known = self.answered.pop(by, 0)
        self.answered[by] = max(known, first + len(changes))
        while len(self.answered) > BROWSERS:
            self.answered.pop(next(iter(self.answered)))
        return changes[max(0, known - first) :]


def _make(session: Session, changes: Sequence[Mapping[str, Any]]) -> None:
    """All of them at once."""
    plan = session.pending
    if not isinstance(plan, EditPlan):
        raise BadInput(texts.NOTHING_PLANNED)
    wanted, refused = plan, None
    for change in changes:
        try:
            one = followed(wanted, change)
            wanted = wanted if one is None else read_plan(revised(wanted, one))
        except BadInput as error:
            refused = refused or error
    if wanted is not plan:
        session.revise(wanted)
    if refused is not None:
        raise refused
