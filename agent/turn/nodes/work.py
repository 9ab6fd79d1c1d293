"""act, verify: one attempt at one action, then a look at what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from time import monotonic
from typing import Any

from ....scene.geometry import Box
from ....scene.image import ImageStore
from ....scene.objects import Scene
from ....scene.ops import EditOp
from ....scene.plan import EditPlan, dump_op
from ....scene.records import ActionReport, Check, EditRecord, ResolvedOp, Share, place_of
from ....scene.shares import shares
from ....scene.view import View
from ....tools.errors import MissingRequirement, NoBackend, OutOfMemory, ToolError
from ....tools.generators import Stopped, Watch
from ....tools.toolbox import Toolbox
from ...actions import ActionError, Outcome, Situation, apply_effect, consequences_for, consequences_of
from ...actions import resolve as resolve_op
from ...actions.effects import settled
from ...sessions.patches import load_won
from ...verify import verify as check
from ..evaluation import evaluated, keep_checks, kept_patches, kept_won, known_checks, laid, outcome_of, situation
from ..events import tell
from ..rebase import again, said_on
from ..reply import describe
from ..services import Services, origin_of
from ..state import State, plan_of
from ..stopping import STOPPED

REPAIR_GROWTH = 3
"""Pixels by which each repair reaches further: a rim that was left behind keeps a filler from letting go."""
REPAIRS = 2
"""How often an action that did not pass its checks is tried once more."""


def act(services: Services, state: State) -> State:
    """One attempt at the current task; what it gave is on disk when the step ends."""
    if services.cancelled(state["session"]):
        return STOPPED
    started = monotonic()
    task = state["tasks"][state["step"]]
    op = _op(services, state, task)
    tell("act", describe(op), _fraction(state), op=dump_op(op), attempt=state["attempt"])
    watch = _watch(services, state, op)

    def attempt() -> tuple[ResolvedOp, Scene, str]:
        resolved, scene = _resolve(services, state, task, watch)
        pixels = services.canvases.pixels(state["session"], state["node"])
        return resolved, scene, evaluated(services, resolved, pixels, watch)

    try:
        resolved, scene, key = services.toolbox.within_memory(attempt)
    except Stopped:
        return STOPPED
    except Exception as error:  # noqa: BLE001 - whatever a back-end raises, the other actions must stand
        return {"work": {**_blame(error), "seconds": _since(started, state)}}
    blobs = services.store.blobs
    work = {
        "resolved": blobs.put_bytes(resolved.model_dump_json().encode()),
        "scene": services.store.put_scene(state["session"], scene, state["turn"]),
        "outcome": key,
        "seconds": _since(started, state),
    }
    return {"work": work}


def _blame(error: Exception) -> dict[str, Any]:
    """Why an attempt came to nothing; what nobody foresaw goes to the log whole."""
    if isinstance(error, MissingRequirement | NoBackend):
        return {"reason": str(error), "exit": 4}
    if isinstance(error, ActionError | ToolError | ValueError | RuntimeError):
        return {"reason": str(error), "exit": getattr(error, "exit", 1)}
    if isinstance(error, MemoryError):
        return {"reason": "memory ran out; close what else takes it, or work on a smaller photo", "exit": 1}
    logging.getLogger(__name__).error("an action failed", exc_info=error)
    return {"reason": f"internal error, {type(error).__name__}: {error}", "exit": 5}


def _since(started: float, state: State) -> float:
    earlier = (state.get("work") or {}).get("seconds", 0.0) if state["attempt"] else 0.0
    return round(earlier + monotonic() - started, 3)


def _fraction(state: State, share: float = 0.0) -> float:
    """What of the turn's actions is behind it, `share` of the one at work."""
    return round((state["step"] + share) / max(1, len(state["tasks"])), 3)


def _watch(services: Services, state: State, op: EditOp) -> Watch:
    """Told of each step of a generator, it tells whoever watches the turn, and raises Stopped where the person wants
    no more. Work of one step is over when it is told of."""
    said, data = describe(op), {"op": dump_op(op), "attempt": state["attempt"]}

    def watch(done: int, total: int) -> None:
        if services.cancelled(state["session"]):
            raise Stopped
        if total > 1:
            tell("act", said, _fraction(state, done / total), **data, done=done, total=total)

    return watch


def _op(services: Services, state: State, task: dict[str, Any]) -> EditOp:
    if "again" in task:
        view = services.canvases.view(state["session"], state["node"])
        return said_on(services.store.record(state["session"], task["again"]), view)
    return plan_of(state).ops[task["index"]]


def _resolve(
    services: Services, state: State, task: dict[str, Any], watch: Watch | None = None
) -> tuple[ResolvedOp, Scene]:
    """The op looked up; a repair takes the same with another seed and a wider reach."""
    if state["attempt"]:
        earlier, scene = _kept(services, state)
        return otherwise(earlier, state["seed"] + 1000 * state["attempt"]), scene
    now = situation(services, state, state["node"], watch)
    if "again" in task:
        resolved, scene = again(services, state, services.store.record(state["session"], task["again"]), now)
        return (_seeded(resolved, _new_seed(resolved, task["seed"])) if "fresh" in task else resolved), scene
    if state.get("prepared") and task["index"] == 0 and state["node"] == state["start"]:
        return _load(services, state["prepared"]), now.scene
    return _resolve_now(_op(services, state, task), plan_of(state), now, services, state)


def otherwise(resolved: ResolvedOp, seed: int) -> ResolvedOp:
    """With another seed and a wider reach, the steps of a wish too."""
    wider = resolved.growth + REPAIR_GROWTH * bool(resolved.growth)
    parts = tuple(otherwise(part, seed) for part in resolved.parts)
    return resolved.model_copy(update={"seed": seed, "growth": wider, "parts": parts})


def _new_seed(resolved: ResolvedOp, wanted: int | None) -> int:
    return resolved.seed + 1 if wanted is None else wanted


def _seeded(resolved: ResolvedOp, seed: int) -> ResolvedOp:
    parts = tuple(_seeded(part, seed) for part in resolved.parts)
    return resolved.model_copy(update={"seed": seed, "parts": parts})


def _resolve_now(
    op: EditOp, plan: EditPlan, now: Situation, services: Services, state: State
) -> tuple[ResolvedOp, Scene]:
    """Consequences of the plan lie on the picture as it was planned; on another view they are looked up anew."""
    planned = services.canvases.view(state["session"], state["start"]) == now.view
    follows = consequences_for(op, plan) if planned else ()
    if not planned and plan.consequences:
        follows, now = consequences_of(op, now)
    return resolve_op(op, now, follows)


def _load(services: Services, blob: str | None) -> ResolvedOp:
    return ResolvedOp.model_validate_json(services.store.blobs.get_bytes(blob or ""))


def _kept(services: Services, state: State) -> tuple[ResolvedOp, Scene]:
    work = state["work"] or {}
    return _load(services, work["resolved"]), services.store.get_scene(work["scene"])


def verify(services: Services, state: State) -> State:
    """Keep the attempt as a record; let it stand, repair it, or leave it out and say so. Nothing stands of a turn that
    was stopped while its last action ran, either."""
    work = state["work"] or {}
    if "outcome" not in work:
        return _next(services, state, _failed(services, state, work["reason"]), exit=work["exit"])
    resolved, scene = _kept(services, state)
    store, key = services.store, work["outcome"]
    outcome, kept = outcome_of(store, key), {"patches": kept_patches(store, key), "won": kept_won(store, key)}
    resolved = settled(resolved, outcome)
    if services.cancelled(state["session"]):
        _record(services, state, resolved, scene, outcome, **kept)  # So that what it holds is let go with it.
        return STOPPED
    before = services.canvases.pixels(state["session"], state["node"])
    after = laid(resolved, before, outcome)
    try:
        checks = _checks(services, work["outcome"], partial(check, resolved, before, after, outcome))
    except OutOfMemory as error:
        _record(services, state, resolved, scene, outcome, **kept)  # As above.
        return _next(services, state, _failed(services, state, f"it could not be checked: {error}"), exit=1)
    record = _record(services, state, resolved, scene, outcome, **kept, checks=checks)
    good = all(one.passed for one in checks)
    if good:
        services.canvases.settle(state["session"], record.id, after)
    tell("verify", verdict(checks), _fraction(state), passed=good, record=record.id)
    if good:
        return _next(services, state, _report(services, state, record, None), node=record.id)
    if state["attempt"] < REPAIRS and outcome.backends:
        tell("repair", f"trying again: {verdict(checks)}", _fraction(state), attempt=state["attempt"] + 1)
        return {"attempt": state["attempt"] + 1}
    return _next(services, state, _report(services, state, record, verdict(checks)), exit=1)


Look = Callable[[Toolbox, ImageStore], tuple[Check, ...]]


def _checks(services: Services, key: str, look: Look) -> tuple[Check, ...]:
    """What is known of an outcome, or what a look at it finds out."""
    known = known_checks(services.store, key)
    if known is not None:
        return known
    checks = services.toolbox.within_memory(lambda: look(services.toolbox, services.store.blobs))
    keep_checks(services.store, key, checks)
    return checks


def verdict(checks: tuple[Check, ...]) -> str:
    failed = [one for one in checks if not one.passed]
    return "; ".join(one.detail or one.name for one in failed) if failed else "checked"


def _record(
    services: Services, state: State, resolved: ResolvedOp, scene: Scene, outcome: Outcome, **more: Any
) -> EditRecord:
    task = state["tasks"][state["step"]]
    earlier = services.store.record(state["session"], task["again"]) if "again" in task else None
    place = task["index"] if earlier is None else place_of(earlier)
    record = EditRecord.make(
        parent=state["node"],
        turn=state["turn"],
        index=state["step"],
        attempt=state["attempt"],
        origin=None if earlier is None else origin_of(earlier),
        place=None if place == state["step"] else place,
        op=resolved.op,
        resolved=resolved,
        scene=services.store.put_scene(state["session"], apply_effect(resolved, scene), state["turn"]),
        view=resolved.view_after or services.canvases.view(state["session"], state["node"]),
        seed=resolved.seed,
        backends=outcome.backends,
        notes=outcome.notes,
        read=outcome.read,
        **more,
    )
    return services.store.append(state["session"], record)


def _next(services: Services, state: State, report: ActionReport, *, node: str | None = None, exit: int = 0) -> State:
    done: State = {
        "actions": [*state["actions"], report.model_dump(mode="json")],
        "step": state["step"] + 1,
        "attempt": 0,
        "exit": max(state.get("exit", 0), exit),
    }
    if node is not None:
        done["node"] = node
    return done


def _failed(services: Services, state: State, reason: str) -> ActionReport:
    op = _op(services, state, state["tasks"][state["step"]])
    return ActionReport(op=dump_op(op), done=False, reason=reason, seconds=(state["work"] or {})["seconds"])


def _report(services: Services, state: State, record: EditRecord, reason: str | None) -> ActionReport:
    won = [load_won(services.store.blobs, ref) for ref in record.won]
    return ActionReport(
        op=dump_op(record.op),
        done=reason is None,
        reason=reason,
        checks=_named(record.checks),
        box=_changed(record, record.view),
        backend=", ".join(record.backends) or None,
        seconds=(state["work"] or {})["seconds"],
        notes=record.notes,
        won=tuple(Share(text=text, share=round(share, 4)) for text, share in shares(won)),
    )


def _named(checks: tuple[Check, ...]) -> dict[str, Any]:
    """By name; the same check of a second target is `gone #2`."""
    named: dict[str, Any] = {}
    for one in checks:
        number = 1 + sum(name.split(" #")[0] == one.name for name in named)
        named[one.name if number == 1 else f"{one.name} #{number}"] = one.model_dump(mode="json", exclude={"name"})
    return named


def _changed(record: EditRecord, view: View) -> Box | None:
    """Where patches lie, in the shown picture."""
    boxes = [view.box_to_view(patch.box).intersect(view.frame) for patch in record.patches]
    boxes = [box for box in boxes if box.area]
    if not boxes:
        return None
    whole = boxes[0]
    for box in boxes[1:]:
        whole = whole.union(box)
    return whole


def after_act(state: State) -> str:
    """A turn that was stopped ends; an attempt is looked at."""
    return "reply" if state.get("status") == "cancelled" else "verify"


def after_verify(state: State) -> str:
    """The next action or attempt, or the reply."""
    return "reply" if state.get("status") == "cancelled" or state["step"] == len(state["tasks"]) else "act"
