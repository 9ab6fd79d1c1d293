"""A turn in flight: plain dicts, strings and numbers only, never pixels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from ...scene.instruction import Mark
from ...scene.plan import EditPlan


class State(TypedDict, total=False):
    """What LangGraph keeps between steps; nodes return the keys they change."""

    session: str
    turn: int
    text: str
    marks: dict[str, Any]
    references: dict[str, str]
    seed: int
    approval: str
    given: dict[str, Any] | None
    """A plan that came ready-made instead of words."""
    base: str | None
    """The head when the turn began."""

    words: str
    """What is being read: the text, or the words of an answer."""
    asked: list[dict[str, Any]]
    """Questions of this turn that were answered in words: text and plan."""
    answered: list[dict[str, Any]]
    """Every question of this turn with its options and what was answered, as the report tells them."""
    readings: dict[str, Any]
    """What words of this turn were read as: plan and confidence."""
    rounds: int
    sought: list[str]
    """What this turn looked for."""
    answer: Any
    plan: dict[str, Any]
    confidence: float

    confirm: str
    """Why approval is asked for; empty where it is not."""
    approved: bool | None
    move: str
    """How the head moves in the end: edit, undo, redo, branch, switch or stay."""
    count: int
    start: str | None
    """Where the actions begin."""
    tasks: list[dict[str, Any]]
    prepared: str | None

    step: int
    attempt: int
    node: str | None
    """The last record that stands."""
    work: dict[str, Any] | None
    actions: list[dict[str, Any]]

    status: str
    exit: int
    reason: str
    told: str
    """What became of a command that did something beside the picture."""
    report: dict[str, Any]
    """What became of the turn (`scenewright.turn/1`), for who runs the graph without a session's own face."""


def plan_of(state: State) -> EditPlan:
    return EditPlan.model_validate(state["plan"])


def marks_of(state: State) -> dict[str, Mark]:
    return {name: Mark.model_validate(mark) for name, mark in state.get("marks", {}).items()}


def begin(
    session: str,
    turn: int,
    *,
    text: str = "",
    marks: Mapping[str, Mark] | None = None,
    references: Mapping[str, str] | None = None,
    seed: int = 0,
    approval: str = "auto",
    plan: EditPlan | None = None,
) -> State:
    """The input of a turn."""
    return {
        "session": session,
        "turn": turn,
        "text": text,
        "words": text,
        "marks": {name: mark.model_dump(mode="json", exclude_none=True) for name, mark in (marks or {}).items()},
        "references": dict(references or {}),
        "seed": seed,
        "approval": approval,
        "given": plan.to_dict() if plan else None,
    }
