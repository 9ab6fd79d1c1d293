"""The turn as a graph: perceive → read ⇄ refine → ask ⏸ → plan → approve ⏸ → act ⇄ verify → reply. Only wiring."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from .nodes import decide, finish, understand, work
from .services import Services
from .state import State

if TYPE_CHECKING:
    from langgraph.graph.state import CompiledStateGraph

Node = Callable[[Services, State], State]

STEPS: dict[str, Node] = {
    "perceive": understand.perceive,
    "read": understand.read,
    "refine": understand.refine,
    "ask": understand.ask,
    "plan": decide.plan,
    "approve": decide.approve,
    "act": work.act,
    "verify": work.verify,
    "reply": finish.reply,
}
ALWAYS = [("perceive", "read"), ("refine", "read"), ("ask", "read")]
CHOICES: dict[str, tuple[Callable[[State], str], list[str]]] = {
    "read": (understand.after_read, ["refine", "ask", "plan"]),
    "plan": (decide.after_plan, ["ask", "approve", "act", "reply"]),
    "approve": (decide.after_approve, ["act", "reply"]),
    "act": (work.after_act, ["verify", "reply"]),
    "verify": (work.after_verify, ["act", "reply"]),
}


def build_graph(services: Services | None = None, checkpointer: Any = None) -> CompiledStateGraph[Any, Any, Any, Any]:
    """The compiled graph over these services (default: what the settings say), without a checkpointer unless given."""
    from langgraph.graph import END, START, StateGraph

    if not isinstance(services, Services):  # LangGraph's own server may hand its configuration in
        from .wiring import open_services

        services = open_services()
    graph: Any = StateGraph(State)
    for name, step in STEPS.items():
        graph.add_node(name, partial(step, services))
    graph.add_edge(START, "perceive")
    for source, target in ALWAYS:
        graph.add_edge(source, target)
    for source, (choose, targets) in CHOICES.items():
        graph.add_conditional_edges(source, choose, targets)
    graph.add_edge("reply", END)
    compiled: CompiledStateGraph[Any, Any, Any, Any] = graph.compile(checkpointer=checkpointer)
    return compiled
