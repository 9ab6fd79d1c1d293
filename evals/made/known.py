"""Our agent where it may ask, and where it may be told what the picture shows: nobody answers its questions."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from ...agent.editor import Editor as Agent
from ...agent.editor import Session, Turn
from ...agent.setup.settings import Settings
from ...agent.setup.tooling import open_toolbox
from ...scene.mask import Mask
from ...tools.toolbox import Toolbox
from ..datasets import Sample
from ..datasets.published import simple
from ..editors.editor import Outcome, Task
from ..editors.identity import code, digest
from ..editors.toolset import STATUS, ToolsetEditor, usual


@dataclass(frozen=True)
class Agreeable:
    """A toolset and an interpreter; plans that are shown first are approved, and said to have been shown.

    `known` holds scenes and plans by sample: `{"scene": …, "plan": …}`, both optional. A scene makes a session of a
    picture of which everything is known; a plan is carried out as it is, as when something is dragged.
    """

    label: str = "rules"
    settings: Settings = field(default_factory=lambda: usual("embedded"))
    known: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    tools: Toolbox | None = None
    beside: Agreeable | ToolsetEditor | None = None
    """One whose models count into the same memory."""

    @property
    def name(self) -> str:
        return self.label

    @cached_property
    def identity(self) -> str:
        told = self.settings.model_dump(mode="json", exclude={"home", "cache", "folders"})
        return digest("agreeable", told, {id: dict(one) for id, one in self.known.items()}, code())

    @cached_property
    def toolbox(self) -> Toolbox:
        return self.tools or open_toolbox(self.settings, self.beside.toolbox if self.beside else None)

    def edit(self, task: Task) -> Outcome:
        with self.conversation() as talk:
            return talk.edit(task)

    @contextmanager
    def conversation(self) -> Iterator[Talk]:
        """A session on a disk of its own."""
        with (
            TemporaryDirectory(prefix="scenewright-bench-") as home,
            Agent.open(self.settings, toolbox=self.toolbox, home=home) as agent,
        ):
            yield Talk(self, agent)


def removals(folder: Path, name: str, where: Callable[[Sample], Mask | None] = Sample.truth) -> dict[str, Any]:
    """For each sample of a dataset the plan that removes exactly these pixels."""
    samples = simple(folder / f"{name}.jsonl").samples
    masks = {sample.id: mask for sample in samples if (mask := where(sample)) is not None}
    return {id: {"plan": _removing(mask)} for id, mask in masks.items()}


def _removing(mask: Mask) -> dict[str, Any]:
    target = {"mask": mask.to_ref().model_dump(mode="json")}
    return {"status": "ready", "ops": [{"op": "remove", "targets": [target]}]}


class Talk:
    """The turns of one session."""

    def __init__(self, editor: Agreeable, agent: Agent) -> None:
        self.name, self.identity = editor.name, editor.identity
        self._known, self._agent = editor.known, agent
        self._session: Session | None = None

    def edit(self, task: Task) -> Outcome:
        known = self._known.get(task.sample.id, {})
        started = perf_counter()
        try:
            self._session = session = self._session or self._begun(task, known)
            before = session.pixels
            turn, shown = _taken(session, task, known.get("plan"))
            return _outcome(turn, shown, before, session.pixels, perf_counter() - started)
        except Exception as error:  # noqa: BLE001 – whatever breaks is what this editor made of the task
            return Outcome("failed", seconds=perf_counter() - started, said=f"{type(error).__name__}: {error}")

    def _begun(self, task: Task, known: Mapping[str, Any]) -> Session:
        if known.get("scene"):
            return self._agent.new_on_plate(known["scene"], task.photo)
        return self._agent.new_session(task.photo)


def _taken(session: Session, task: Task, plan: Mapping[str, Any] | None) -> tuple[Turn, bool]:
    """The turn, and whether its plan was shown before it ran."""
    if plan:
        return session.apply(plan, task.marks, seed=task.seed, approval="never"), False
    turn = session.say(task.instruction, task.marks, seed=task.seed)
    shown = turn.status == "approve"
    while turn.status == "approve":
        turn = session.approve(True)
    return turn, shown


def _outcome(turn: Turn, shown: bool, before: Any, after: Any, seconds: float) -> Outcome:
    same = after.shape == before.shape and np.array_equal(after, before)
    status = STATUS.get(turn.status, "nothing" if same else "done")
    said = turn.question.text if turn.question and status == "asked" else turn.reply
    told = {"turn": turn.status, "shown": shown, "ops": [op.op for op in turn.plan.ops]}
    return Outcome(status, after if status == "done" else None, None, seconds, said, details=told)
