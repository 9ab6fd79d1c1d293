"""The turn as a graph: perceive → read ⇄ refine → ask ⏸ → plan → approve ⏸ → act ⇄ verify → reply. Only wiring."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from .setup.fronts import fronts_later
from .turn.nodes import decide, finish, served, understand, work
from .turn.services import Services
from .turn.state import State
from .turn.stopping import ends_early

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

Node = Callable[[Services, State], State]

STEPS: dict[str, Node] = {
    "perceive": ends_early(understand.perceive),
    "read": ends_early(understand.read),
    "refine": ends_early(understand.refine),
    "ask": understand.ask,
    "plan": ends_early(decide.plan),
    "approve": decide.approve,
    "act": work.act,
    "verify": work.verify,
    "reply": finish.reply,
}
ALWAYS = [("perceive", "read"), ("refine", "read"), ("ask", "read")]
CHOICES: dict[str, tuple[Callable[[State], str], list[str]]] = {
    "read": (understand.after_read, ["refine", "ask", "plan", "reply"]),
    "plan": (decide.after_plan, ["ask", "approve", "act", "reply"]),
    "approve": (decide.after_approve, ["act", "reply"]),
    "act": (work.after_act, ["verify", "reply"]),
    "verify": (work.after_verify, ["act", "reply"]),
}


def build_graph(services: Services | None = None, checkpointer: Any = None) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph over these services (default: what the settings say), without a checkpointer unless given."""
    return _wired(services, checkpointer, STEPS, ALWAYS, "perceive", "reply")


@cache
def served_graph() -> CompiledStateGraph[Any, Any, Any, Any]:
    """The graph for LangGraph's own server, which `langgraph.json` names. It brings a checkpointer, and asks for the
    graph anew at each run: the models stay loaded."""
    return build_served()


def build_served(services: Services | None = None, checkpointer: Any = None) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The graph by itself: each run on a thread is a turn.

    A run's input is `{"session": ID, "text": WORDS}`, of a session that is there, with `marks`, `given` (a plan),
    `references`, `seed` and `approval` where wanted. It ends with `report`, or is interrupted by a question.
    """
    steps = {"begin": served.begin, **STEPS, "rest": served.rest}
    return _wired(services, checkpointer, steps, [("begin", "perceive"), *ALWAYS, ("reply", "rest")], "begin", "rest")


def _step(step: Node, services: Services, state: State) -> State:
    """Each step can be taken again: where memory runs out, with a smaller plan."""
    return services.toolbox.within_memory(partial(step, services, state))


def _wired(
    services: Services | None,
    checkpointer: Any,
    steps: Mapping[str, Node],
    always: Sequence[tuple[str, str]],
    first: str,
    last: str,
) -> CompiledStateGraph[Any, Any, Any, Any]:
    with fronts_later():
        from langgraph.graph import END, START, StateGraph

    if services is None:
        from .setup.wiring import open_services

        services = open_services()
    graph: Any = StateGraph(State)
    for name, step in steps.items():
        graph.add_node(name, partial(_step, step, services))
    graph.add_edge(START, first)
    for source, target in always:
        graph.add_edge(source, target)
    for source, (choose, targets) in CHOICES.items():
        graph.add_conditional_edges(source, choose, targets)
    graph.add_edge(last, END)
    compiled: CompiledStateGraph[Any, Any, Any, Any] = graph.compile(checkpointer=checkpointer)
    return compiled
