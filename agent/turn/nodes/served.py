"""begin, rest: a turn of the graph by itself, under LangGraph's own server, where one thread holds turn after turn."""

from __future__ import annotations

from ..given import clean, read_marks, read_plan
from ..services import Services
from ..state import State
from ..state import begin as begun

USED_UP: State = {"turn": 0, "text": "", "given": None, "marks": {}, "references": {}}
"""What belongs to one turn's request, and must not reach the next one's."""


LEFT_OVER: State = {
    "answer": None,
    "readings": {},
    "confirm": "",
    "approved": None,
    "prepared": None,
    "tasks": [],
    "actions": [],
    "work": None,
    "status": "",
    "reason": "",
    "told": "",
    "exit": 0,
    "report": {},
}
"""What a turn leaves in its thread, and must not be taken for the next one's."""


def begin(services: Services, state: State) -> State:
    """What is asked for, read; SessionNotFound or BadInput where it is nothing, Busy where somebody works on it.

    Records of a turn that was killed are swept away: the next one has its number."""
    with services.store.lock(state["session"]):
        services.store.sweep(state["session"])
    given = state.get("given")
    asked = begun(
        state["session"],
        0,
        text=clean(state.get("text", "")),
        marks=read_marks(state.get("marks")),
        references=state.get("references"),
        seed=state.get("seed", 0),
        approval=state.get("approval", "auto"),
        plan=read_plan(given) if given is not None else None,
    )
    return {**LEFT_OVER, **asked}


def rest(services: Services, state: State) -> State:
    """What became of the turn, in its public form."""
    entry = services.store.turn(state["session"], state["turn"])
    return {**USED_UP, "report": entry.report.to_dict() if entry else {}}
