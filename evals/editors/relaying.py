"""Our agent on a layout: words in, the changed layout out; it is drawn as the dataset draws its own, for any metric."""

from __future__ import annotations

from time import perf_counter

from ...agent.editor import Editor as Agent
from ...agent.exchange.drawn_layouts import Relaid
from ..datasets.layouts import Thing, drawn
from .editor import Outcome, Status, Task

STATUS: dict[str, Status] = {"ask": "asked", "cannot": "refused", "command": "refused", "look": "refused"}
"""What it is to the bench where the words were not read as a change: nobody has anything drawn here."""


def relay(agent: Agent, task: Task) -> Outcome:
    """The layout of the task's sample as the words and marks have it; raises what the agent raises."""
    started = perf_counter()
    found = agent.relaid(task.sample.layout, task.instruction, task.marks, "white", task.photo.shape[1::-1])
    things = tuple(Thing(one.id, one.label, one.box) for one in found.scene.objects)
    status, said = _told(found)
    layout = [[one.name, one.box.as_list()] for one in things]
    picture = drawn(things)
    changed = (picture != task.photo).any()
    if status == "done" and not changed:
        status = "nothing"
    return Outcome(
        status,
        picture if status == "done" else None,
        seconds=perf_counter() - started,
        said=said,
        details={"layout": layout, "ops": [op.op for op in found.plan.ops] if found.plan else []},
    )


def _told(found: Relaid) -> tuple[Status, str]:
    """What became of the words, and what is said of it; `left` is what only a drawn picture can show."""
    plan = found.plan
    if plan is None or plan.status == "ready":
        left = ", ".join(op.op for op in found.left)
        return "done", f"left for the drawn picture: {left}" if left else ""
    return STATUS[plan.status], plan.question.text if plan.question else plan.rationale
