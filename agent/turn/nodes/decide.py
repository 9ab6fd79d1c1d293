"""plan, approve: from a reading to tasks, with everything looked up that can stop them before a pixel changes."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from ....scene.ops import EditOp, Instruct
from ....scene.plan import Consequence, EditPlan, Forget, Keep, Question
from ....scene.records import ResolvedOp
from ....scene.target import ObjectTarget
from ....scene.view import View
from ....tools.errors import MissingRequirement, NoBackend
from ....tools.toolbox import Toolbox
from ...actions import ActionError, AmbiguousTarget, NeedsBackend, Situation, consequences_for, consequences_of, needs
from ...actions import resolve as resolve_op
from ...errors import BadInput
from ...interpreter.words.names import plain_name
from ...looking.perceive import also_called
from ..approval import confirm_reason
from ..course import Course, set_course
from ..evaluation import situation
from ..events import tell
from ..keeping import carry_out
from ..services import Services
from ..state import State, plan_of

NOTHING_MOVES: State = {"move": "stay", "tasks": [], "count": 0, "confirm": ""}


class Prospect(NamedTuple):
    """What trying an op on the picture as it is found out, without changing it."""

    situation: Situation
    resolved: ResolvedOp | None
    consequences: tuple[Consequence, ...]


def plan(services: Services, state: State) -> State:
    """Set the tasks; find out what is lacking, ambiguous or follows; decide whether to wait for a yes."""
    understood = plan_of(state)
    if understood.status == "cannot":
        return _stop("cannot", 1, understood.rationale)
    try:
        course = set_course(services, state["session"], state["base"], understood)
    except ValueError as error:
        return _stop("not done", 1, str(error))
    missing = _missing(services, state, understood)
    if missing:
        lacking = understood.model_copy(update={"needs": missing})
        return {**_stop("cannot", 4, "; ".join(missing)), "plan": lacking.to_dict()}
    return _in_library(services, state, understood, course) or _on_picture(services, state, understood, course)


def _in_library(services: Services, state: State, understood: EditPlan, course: Course) -> State | None:
    """What the plan's command wants of the library is done first; None where nothing hinders the rest."""
    if not isinstance(understood.command, Keep | Forget):
        return None
    session, store = state["session"], services.store
    begun = situation(services, state, course.start)
    try:
        told, asking = carry_out(services.library, understood, begun, store.get(session).base)
    except (NeedsBackend, MissingRequirement, NoBackend) as lacking:
        return _stop("cannot", 4, str(lacking))
    except (ActionError, BadInput) as error:
        return _stop("not done", 1, str(error))
    if asking is not None:
        return {"plan": asking.to_dict(), "confidence": 1.0}
    _answers_to(services, session, course.start, understood.command)
    after = _on_picture(services, state, understood, course)
    return {**after, "told": told} if not after.get("reason") else {**after, "reason": f"{told} {after['reason']}"}


def _answers_to(services: Services, session: str, node: str | None, order: Keep | Forget) -> None:
    """From now on a kept thing answers to its name in its own photo too: “keep this dog as rex”, “make rex blue”."""
    if isinstance(order, Keep) and isinstance(order.target, ObjectTarget):
        scene = services.scene(session, node)
        thing, name = scene.get(order.target.object), plain_name(order.as_)
        if name.casefold() != thing.label.casefold():
            services.store.learn(session, node, scene.replace(also_called(thing, name)))


def _on_picture(services: Services, state: State, understood: EditPlan, course: Course) -> State:
    if not understood.ops or any("again" in task for task in course.tasks):
        return _go(services, state, understood, course)
    return _prepare(services, state, understood, course)


def _stop(status: str, exit: int, reason: str) -> State:
    return {**NOTHING_MOVES, "status": status, "exit": exit, "reason": reason}


def _missing(services: Services, state: State, understood: EditPlan) -> tuple[str, ...]:
    view = services.canvases.view(state["session"], state["base"])
    return lacks(understood, services.toolbox, view)


def lacks(understood: EditPlan, toolbox: Toolbox, view: View | None = None) -> tuple[str, ...]:
    """What the plan's ops need that the toolset does not have, each said once."""
    return tuple(dict.fromkeys(need for op in understood.ops for need in needs(op, toolbox, view)))


def _prepare(services: Services, state: State, understood: EditPlan, course: Course) -> State:
    """Look every word up on the picture as it is, so that a question comes before anything is done."""
    try:
        foreseen, tried = foresee(understood, situation(services, state, course.start))
    except (NeedsBackend, MissingRequirement, NoBackend) as lacking:
        return _stop("cannot", 4, str(lacking))
    if foreseen.status == "ask":
        return {"plan": foreseen.to_dict(), "confidence": 1.0}
    services.store.learn(state["session"], course.start, tried[-1].situation.scene)
    first = tried[0].resolved
    blob = services.store.blobs.put_bytes(first.model_dump_json().encode()) if first else None
    return {**_go(services, state, foreseen, course), "prepared": blob}


def foresee(understood: EditPlan, begun: Situation) -> tuple[EditPlan, list[Prospect]]:
    """The plan with what follows from its ops on this picture, or the question that must be answered first."""
    try:
        tried = _try_all(understood, begun)
    except AmbiguousTarget as unclear:
        question = unclear.question or Question(text=unclear.reason)
        asking = EditPlan(status="ask", question=question)
        return asking.model_copy(update={"command": understood.command, "replaces": understood.replaces}), []
    follows = understood.consequences or tuple(c for one in tried for c in one.consequences)
    return understood.model_copy(update={"consequences": follows}), tried


def _try_all(understood: EditPlan, begun: Situation) -> list[Prospect]:
    tried: list[Prospect] = []
    for op in understood.ops:
        tried.append(_try(op, understood, tried[-1].situation if tried else begun))
    return tried


def _try(op: EditOp, understood: EditPlan, begun: Situation) -> Prospect:
    """What cannot be looked up yet (a thing that an earlier op brings) is left to the moment when the op runs."""
    if isinstance(op, Instruct):
        return Prospect(begun, None, ())
    try:
        found, after = _follows(op, understood, begun)
        resolved, scene = resolve_op(op, after, found)
    except (AmbiguousTarget, NeedsBackend):
        raise
    except ActionError:
        return Prospect(begun, None, ())
    return Prospect(replace(after, scene=scene), resolved, found)


def _follows(op: EditOp, understood: EditPlan, begun: Situation) -> tuple[tuple[Consequence, ...], Situation]:
    """The plan's own consequences; found here where it names none, unless it says `"follow": false`."""
    if understood.consequences:
        return consequences_for(op, understood), begun
    if (understood.model_extra or {}).get("follow") is False:
        return (), begun
    return consequences_of(op, begun)


def _go(services: Services, state: State, understood: EditPlan, course: Course) -> State:
    read_against = None if state.get("given") or not understood.ops else services.scene(state["session"], state["base"])
    reason = confirm_reason(understood, state.get("confidence", 1.0), state.get("approval", "auto"), read_against)
    tell("plan", understood.rationale or "planned", plan=understood.to_dict())
    return {
        "plan": understood.to_dict(),
        "confirm": reason,
        "move": course.move,
        "count": course.steps,
        "start": course.start,
        "tasks": list(course.tasks),
        "prepared": None,
        "node": course.start,
        "step": 0,
        "attempt": 0,
        "actions": [],
        "work": None,
    }


def approve(services: Services, state: State) -> State:
    """Wait for a yes: nothing but the interrupt, since the step runs again when it comes."""
    from langgraph.types import interrupt

    return {"approved": bool(interrupt({"kind": "approve", "plan": state["plan"], "reason": state["confirm"]}))}


def after_plan(state: State) -> str:
    """Which step follows the plan."""
    if state["plan"]["status"] == "ask":
        return "ask"
    if state.get("confirm"):
        return "approve"
    return "act" if state["tasks"] else "reply"


def after_approve(state: State) -> str:
    """Act after a yes, otherwise say that nothing was done."""
    return "act" if state.get("approved") and state["tasks"] else "reply"
