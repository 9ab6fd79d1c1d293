"""Steps that look: where the person stops the turn meanwhile, they end with the tile or the phrase in hand"""

from __future__ import annotations

from collections.abc import Callable

from ...scene.plan import EditPlan
from ...tools.stopping import Stopped, go_on, stoppable
from .services import Services
from .state import State

Step = Callable[[Services, State], State]
STOPPED: State = {"status": "cancelled", "exit": 130, "reason": "stopped", "work": None}
"""What a turn comes to that the person stopped."""
UNREAD = frozenset(["look", None])
"""What a plan is called that was not read to its end."""


def ends_early(step: Step) -> Step:
    """A step that is over as soon as the rest of the turn is unwanted, and not begun where it was before."""

    def taken(services: Services, state: State) -> State:
        if state.get("status") == STOPPED["status"]:
            return {}
        try:
            with stoppable(lambda: services.cancelled(state["session"])):
                done = step(services, state)
                if not done.get("told"):  # what was told is done already
                    go_on()
                return done
        except Stopped:
            return _stopped(services, state)

    return taken


def _stopped(services: Services, state: State) -> State:
    read = state.get("plan", {})
    plan = EditPlan.cannot("stopped").to_dict() if read.get("status") in UNREAD else read
    turn = state.get("turn") or services.store.next_turn(state["session"])
    nothing: State = {"move": "stay", "tasks": [], "count": 0, "confirm": ""}
    return {**STOPPED, **nothing, "base": services.store.head(state["session"]), "turn": turn, "plan": plan}
