"""One case of `plan --batch` → its plan: `{"scene": path or the scene, "text", "marks"?, "history"?}`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...scene.instruction import Instruction, Mark
from ...scene.objects import Scene
from ...scene.plan import EditPlan
from .conversation.effects import apply_history, scene_before
from .lexical import LexicalInterpreter
from .port import Interpreter, PastTurn, ReadRequest


def plan_case(case: Any, base_dir: Path, interpreter: Interpreter | None = None) -> EditPlan:
    """The plan of a case; a case that cannot be read gives a plan that `cannot`, with what is wrong in `error`."""
    try:
        request = request_of(case, base_dir)
    except (ValidationError, ValueError, KeyError, TypeError, AttributeError, OSError) as problem:
        return EditPlan.cannot("the case could not be read", error=_said(problem))
    return (interpreter or LexicalInterpreter()).read(request).plan


def request_of(case: Mapping[str, Any], base_dir: Path) -> ReadRequest:
    """What an interpreter gets: the scene is brought up to date with the history. Raises ValueError for a bad case."""
    if not isinstance(case, Mapping):
        raise ValueError(f"a case has to be an object of scene and text, but got {type(case).__name__}")
    for name in ("scene", "text"):
        if name not in case:
            raise ValueError(f"a case needs {name!r}, but has {', '.join(case) or 'nothing'}")
    scene = _scene(case["scene"], base_dir)
    history = tuple(past_turn(turn) for turn in case.get("history") or ())
    words = Instruction.model_validate(
        {"text": case["text"], "marks": case.get("marks") or {}, "references": case.get("references") or {}}
    )
    return ReadRequest(words, apply_history(scene, history), history, before=partial(scene_before, scene, history))


def past_turn(turn: Mapping[str, Any]) -> PastTurn:
    """A turn of a history in its public form: `{"text", "plan", "marks"?}`."""
    marks = {name: Mark.model_validate(mark) for name, mark in (turn.get("marks") or {}).items()}
    return PastTurn(str(turn["text"]), EditPlan.model_validate(turn["plan"]), marks)


def _scene(given: Any, base_dir: Path) -> Scene:
    if isinstance(given, str):
        given = json.loads((base_dir / given).read_text(encoding="utf-8"))
    return Scene.model_validate(given)


def _said(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        first = problem.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return f"{type(problem).__name__}: {problem}"
