"""What can be changed of a plan that waits, on its card: colours, amounts, places, words, order, what is left out."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ...agent.errors import BadInput
from ...scene.ops import ADJUSTMENTS
from ...scene.plan import dump_op
from ...scene.target import EDGES
from . import texts

if TYPE_CHECKING:
    from ...scene.ops import EditOp
    from ...scene.plan import EditPlan


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
        for field, labels in (("offset", texts.OFFSETS), ("point", texts.POINTS)):
            if field in place:
                return tuple(
                    Value((name, field, str(side)), "number", label, place[field][side])
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
    """Tells an action from the others whatever its values are: a click on a card on which another one stood in that
    place changes nothing."""
    values = {one.path[0] for one in values_of(op)}
    kept = {name: value for name, value in dump_op(op).items() if name not in values}
    return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()[:12]


def fits(plan: EditPlan, change: Mapping[str, Any]) -> bool:
    """Whether the change is of an action that stands where it says; True where it does not say which it means."""
    number, meant = change.get("action"), change.get("meant")
    there = isinstance(number, int) and 1 <= number <= len(plan.ops)
    return meant is None or (there and meant == mark_of(plan.ops[int(number or 1) - 1]))


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
