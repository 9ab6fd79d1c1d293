"""What an instruction should come to: expectations of a case file, and whether a plan meets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..scene.color import to_rgb_tuple
from ..scene.geometry import Box, Point
from ..scene.objects import Scene

Json = Mapping[str, Any]
COLOR_DISTANCE = 80.0
"""So far apart in RGB two colours still count as the one that was asked for."""
EVERYTHING, BACKGROUND = "*everything", "*background"


@dataclass(frozen=True)
class Case:
    """An instruction, the scene and marks it is about, and what is expected of its plan."""

    expect: Json
    scene: Scene
    marks: Json

    def met_by(self, plan: Json) -> bool:
        """Whether a plan in its public form is what is expected: the status, each op once and none besides, the
        question's options, what is to be looked for, the command."""
        want = self.expect
        return (
            plan.get("status") == want["status"]
            and ("ops" not in want or self._ops_met(list(want["ops"]), list(plan.get("ops") or [])))
            and ("options_over" not in want or self._asked(set(want["options_over"]), plan))
            and self._looked_for(want.get("look_for_has", ()), plan)
            and ("command" not in want or (plan.get("command") or {}).get("name") == want["command"])
        )

    def _ops_met(self, wanted: list[Json], given: list[Json]) -> bool:
        for want in wanted:
            fitting = next((op for op in given if self._op_met(want, op)), None)
            if fitting is None:
                return False
            given.remove(fitting)
        return not given

    def _op_met(self, want: Json, op: Json) -> bool:
        return (
            op.get("op") == want["op"]
            and self._targets_met(want, op)
            and all(self._place_met(want[key], op.get(key)) for key in ("to", "at") if key in want)
            and _values_met(want, op)
        )

    def _targets_met(self, want: Json, op: Json) -> bool:
        given = [_name(target) for target in op.get("targets") or _single(op)]
        if "targets" in want and set(given) != set(want["targets"]):
            return False
        if "mark" in want and (len(given) != 1 or given[0] not in self._meant_by(want["mark"])):
            return False
        if want["op"] == "swap" and isinstance(want.get("target"), str) and isinstance(want.get("other"), str):
            return {_name(op.get("target")), _name(op.get("other"))} == {want["target"], want["other"]}
        return all(self._names(want[key], op.get(key)) for key in ("target", "other") if key in want)

    def _names(self, want: str | Json, given: Any) -> bool:
        return _name(given) == want if isinstance(want, str) else _name(given) in self._meant_by(want["mark"])

    def _meant_by(self, mark: str) -> set[str]:
        """What may stand for a mark: itself, its box as a region, the things with its box or under its point."""
        drawn = self.marks.get(mark, {})
        box, point = drawn.get("box"), drawn.get("point")
        names = {f"mark:{mark}", f"region:{box}"}
        for thing in self.scene.objects:
            inside = point is not None and thing.box.contains(Point(*point))
            if inside or (box is not None and thing.box == Box(*box)):
                names.add(thing.id)
        return names

    def _place_met(self, want: Json, given: Any) -> bool:
        """Whether every field of the expected place is the same in the given one."""
        return isinstance(given, Mapping) and all(
            self._field_met(key, want[key], given.get(key), given) for key in want
        )

    def _field_met(self, key: str, want: Any, have: Any, place: Json) -> bool:
        if key == "of":
            return _name(have) == want
        if key == "mark":
            drawn = self.marks[want]
            return have == want or any(place.get(kind) == drawn[kind] for kind in drawn)
        return _words(have) == _words(want) if isinstance(want, str) else have == want

    def _asked(self, over: set[str], plan: Json) -> bool:
        options = (plan.get("question") or {}).get("options") or []
        about = [
            {_name(target) for op in option.get("ops") or [] for target in op.get("targets") or _single(op)}
            for option in options
        ]
        return len({frozenset(names) for names in about}) > 1 and set().union(*about) == over

    @staticmethod
    def _looked_for(words: Sequence[str], plan: Json) -> bool:
        phrases = " ".join(plan.get("look_for") or []).lower()
        return all(word in phrases for word in words)


def _single(op: Json) -> list[Any]:
    return [op["target"]] if "target" in op else []


def _name(target: Any) -> str:
    if not isinstance(target, Mapping):
        return str(target)
    if target.get("everything"):
        return EVERYTHING
    if target.get("background"):
        return BACKGROUND
    kind = next((kind for kind in ("object", "mark", "region", "phrase") if kind in target), "")
    return str(target["object"]) if kind == "object" else f"{kind}:{target.get(kind)}"


def _words(text: Any) -> set[str]:
    return set(str(text).replace("-", " ").replace("_", " ").split())


def _values_met(want: Json, op: Json) -> bool:
    """Colour, words, signs, numbers: only those that are expected."""
    low, high = want.get("scale_range", (float("-inf"), float("inf")))
    few, many = want.get("instructions_n", (0, float("inf")))
    scale = op.get("scale") or 0.0
    return (
        ("color" not in want or _alike(want["color"], op.get("color")))
        and all(word in str(op.get("prompt") or "").lower() for word in want.get("prompt_has", ()))
        and all((op.get(key) or 0.0) * sign > 0 for key, sign in want.get("sign", {}).items())
        and all(op.get(key) not in (None, False, 0) for key in want.get("has", ()))
        and ("scale" not in want or abs(scale - want["scale"]) <= 0.01)
        and ("scale_range" not in want or low <= scale <= high)
        and all(op.get(key) == want[key] for key in ("rotate", "flip", "method") if key in want)
        and few <= len(op.get("instructions") or []) <= many
        and want.get("original_has", "") in str(op.get("original") or "").lower()
    )


def _alike(asked: str, given: Any) -> bool:
    try:
        pairs = zip(to_rgb_tuple(asked), to_rgb_tuple(str(given)), strict=True)
    except ValueError:
        return False
    return sum((a - b) ** 2 for a, b in pairs) ** 0.5 <= COLOR_DISTANCE
