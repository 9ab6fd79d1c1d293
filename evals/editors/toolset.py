"""Our agent in this process, by the name of a toolset: it talks as with a person who approves and answers nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import numpy as np

from ...agent.editor import Editor as Agent
from ...agent.editor import Session, Turn
from ...agent.setup.settings import Settings
from ...agent.setup.tooling import open_toolbox
from ...agent.turn.given import read_marks
from ...scene.image import MemoryImages, Pixels
from ...scene.mask import Mask
from ...scene.ops import EditOp, Remove
from ...scene.plan import EditPlan
from ...scene.records import ResolvedOp
from ...scene.target import MarkTarget
from ...tools.toolbox import Toolbox
from ..localisation import action_of, pointed
from .ablation import NOTHING_LEFT_OUT, Ablation
from .editor import Outcome, Status, Task
from .identity import code, digest
from .price import Price
from .relaying import relay

STATUS: dict[str, Status] = {"not done": "failed", "ask": "asked", "cannot": "refused", "cancelled": "failed"}
"""What a turn's status is to the bench; `done`, `partly` and `command` go by whether the picture has changed."""
NO_PLACE = "a layout is changed by what is said of it; there is no place in it to be given away"
FOLLOWING = "instruction_editor"
"""The port whose back-end mixes specific instructions in (SANE)."""
THERE = "A"
"""The mark that gives the place away."""


@dataclass(frozen=True)
class ToolsetEditor:
    """A toolset and an interpreter, as settings name them, with what an ablation leaves out."""

    settings: Settings = field(default_factory=lambda: usual("embedded"))
    ablation: Ablation = NOTHING_LEFT_OUT
    label: str | None = None
    tools: Toolbox | None = None
    """Ready-made back-ends in the place of the toolset's."""
    price: Price | None = None
    """Of its language model's tokens."""
    beside: ToolsetEditor | None = None
    """One whose models count into the same memory; what they remember of a photo makes the later one quicker."""

    @property
    def name(self) -> str:
        model = f" + {self.settings.model.name}" if self.settings.model.name else ""
        usual_name = self.label or f"{self.settings.toolset}{model}"
        return f"{usual_name}, {self.ablation}" if str(self.ablation) else usual_name

    @cached_property
    def chosen(self) -> Settings:
        """The settings with the ablation laid over them."""
        return self.ablation.over(self.settings)

    @cached_property
    def toolbox(self) -> Toolbox:
        return self.tools or open_toolbox(self.chosen, self.beside.toolbox if self.beside else None)

    @property
    def about(self) -> dict[str, Any]:
        """What a report says of it: the settings that differ from the usual ones, and the back-end of each port."""
        told = self.chosen.model_dump(mode="json", exclude_defaults=True, exclude={"home", "cache", "folders"})
        ports = sorted({*self.toolbox.toolset.backends, *self.toolbox._ready})
        specs = {port: self.toolbox.spec(port) for port in ports}
        return {"settings": told, "backends": {port: spec.id for port, spec in specs.items() if spec}}

    @property
    def idle(self) -> str | None:
        """Why its ablation can change nothing here; None where it can."""
        if self.ablation.specific is not None and self.toolbox.spec(FOLLOWING) is None:
            return f"the toolset {self.settings.toolset} has no back-end that follows instructions ({FOLLOWING})"
        return None

    @property
    def identity(self) -> str:
        return digest("toolset", self.about, code())

    @property
    def asks(self) -> bool:
        """Whether a chat model is asked."""
        return bool(self.chosen.model.name or self.chosen.seeing.name)

    def priced(self, outcome: Outcome) -> Outcome:
        """What asks no chat model costs nothing; otherwise it is the tokens' price, where both are known."""
        if not self.asks:
            return replace(outcome, cost=0.0)
        tokens = outcome.details.get("tokens")
        return replace(outcome, cost=self.price.of(tokens) if self.price and tokens else None)

    def edit(self, task: Task) -> Outcome:
        with self.conversation() as talk:
            return talk.edit(task)

    def edit_there(self, task: Task, where: Mask) -> Outcome:
        """The same with the place given away: the action goes by the words, and is done to these pixels."""
        with self.conversation() as talk:
            return talk.edit_there(task, where)

    @contextmanager
    def conversation(self) -> Iterator[Talk]:
        """A session of its own, on a disk of its own: nothing is remembered from one conversation to the next."""
        with (
            TemporaryDirectory(prefix="scenewright-bench-") as home,
            Agent.open(self.chosen, toolbox=self.toolbox, home=home) as agent,
        ):
            yield Talk(self, agent)


class Talk:
    """The turns of one session."""

    def __init__(self, editor: ToolsetEditor, agent: Agent) -> None:
        self.name, self.identity = editor.name, editor.identity
        self.priced, self._asks = editor.priced, editor.asks
        self._agent = agent
        self._session: Session | None = None

    def edit(self, task: Task) -> Outcome:
        return self._tried(task, _said)

    def edit_there(self, task: Task, where: Mask) -> Outcome:
        if task.sample.layout is not None:
            return Outcome("failed", said=NO_PLACE)
        drawn = {THERE: {"mask": where.to_ref().model_dump(mode="json")}}
        return self._tried(replace(task, marks={**task.marks, **drawn}), _done_there)

    def _tried(self, task: Task, take: Callable[[Session, Task], Turn]) -> Outcome:
        started = perf_counter()
        try:
            if task.sample.layout is not None:
                return self._counted(lambda: relay(self._agent, task))
            self._session = session = self._session or self._agent.new_session(task.photo)
            return self._counted(lambda: _turned(session, task, take))
        except Exception as error:  # noqa: BLE001 – whatever breaks is what this editor made of the task
            said = f"{type(error).__name__}: {error}"
            seconds = perf_counter() - started
            return Outcome("failed", chosen=_none(task.photo), seconds=seconds, said=said, settled=False)

    def _counted(self, work: Callable[[], Outcome]) -> Outcome:
        """With the tokens that it took, and what they cost."""
        used = self._agent.usage
        outcome = work()
        told = {"tokens": self._agent.usage.since(used).tokens} if self._asks else {}
        return self.priced(replace(outcome, details={**outcome.details, **told}))


def _turned(session: Session, task: Task, take: Callable[[Session, Task], Turn]) -> Outcome:
    """One turn of a session, timed."""
    before, started = session.pixels, perf_counter()
    turn = take(session, task)
    return _outcome(session, turn, task, before, perf_counter() - started)


def usual(toolset: str, model: str | None = None) -> Settings:
    """The machine's settings with this toolset, read by rules unless a model is named, approving what it is shown."""
    settings = Settings.load()
    named = settings.model.model_copy(update={"name": model})
    return settings.model_copy(update={"toolset": toolset, "model": named, "approval": "auto"})


def _said(session: Session, task: Task) -> Turn:
    turn = session.say(task.instruction, task.marks, seed=task.seed)
    return session.approve(True) if turn.status == "approve" else turn


def _done_there(session: Session, task: Task) -> Turn:
    """The action that was understood, or offered first, on the marked pixels; to take something out needs no more than
    the verb."""
    turn = session.say(task.instruction, task.marks, seed=task.seed, approval="always")
    options = turn.question.options if turn.question else ()
    ops = turn.plan.ops or next((one.ops for one in options if one.ops), ())
    if not ops and action_of(task.instruction) == "remove":
        ops = (Remove(targets=(MarkTarget(mark=THERE),)),)
    if not ops:
        return turn
    return session.apply(EditPlan.ready(*map(_there, ops)), task.marks, seed=task.seed, approval="never")


def _there(op: EditOp) -> EditOp:
    """An op with the mark in the place of what it is about."""
    plain, mark = op.model_dump(mode="json"), {"mark": THERE}
    for name, value in (("targets", [mark]), ("target", mark), ("at", mark)):
        if plain.get(name):
            return EditPlan.model_validate({"ops": [{**plain, name: value}]}).ops[0]
    return op


def _outcome(session: Session, turn: Turn, task: Task, before: Pixels, seconds: float) -> Outcome:
    after = session.pixels
    same = after.shape == before.shape and np.array_equal(after, before)
    status = STATUS.get(turn.status, "nothing" if same else "done")
    said = turn.question.text if turn.question and status == "asked" else turn.reply
    return Outcome(
        status,
        _on_white(after) if status == "done" else None,
        _chosen(session, turn, task),
        seconds,
        said,
        details=_details(session, turn, task),
    )


def _details(session: Session, turn: Turn, task: Task) -> dict[str, Any]:
    options = turn.question.options if turn.question else ()
    offered = [mask for one in options if (mask := _meant(one.ops, session, task)) is not None]
    told: dict[str, Any] = {"turn": turn.status, "ops": [op.op for op in turn.plan.ops]}
    return {**told, "offered": [mask.to_ref().model_dump(mode="json") for mask in offered]} if offered else told


def _chosen(session: Session, turn: Turn, task: Task) -> Mask | None:
    """What the turn changed or, where nothing came of its plan, what that was about; None where the picture has another
    frame by now than the task's photo."""
    records = [record for record in session.records if record.turn == turn.number]
    masks = [mask for record in records for mask in _touched(record.resolved)]
    if not masks and not records:
        meant = _meant(turn.plan.ops, session, task)
        masks = [meant] if meant is not None else []
    frame = task.photo.shape[:2]
    if any(mask.array.shape != frame for mask in masks):
        return None
    return Mask(np.logical_or.reduce([np.zeros(frame, bool), *(mask.array for mask in masks)]))


def _touched(resolved: ResolvedOp) -> list[Mask]:
    """The pixels of what an action was about, and where there is no such thing, of where it put something."""
    if resolved.parts:
        return [mask for part in resolved.parts for mask in _touched(part)]
    if resolved.targets:
        return [Mask.from_ref(target.mask) for target in resolved.targets]
    canvas = resolved.view.canvas
    return [Mask.from_box(box, canvas.width, canvas.height) for box in resolved.places]


def _meant(ops: Sequence[EditOp], session: Session, task: Task) -> Mask | None:
    """What a plan is about, as far as it can be told without carrying it out."""
    from ...agent.actions import Situation

    if (session.view.width, session.view.height) != task.photo.shape[1::-1] or not ops:
        return None
    agent = session.editor
    assert agent is not None
    now = Situation(
        task.photo, session.scene, session.view, agent.toolbox, MemoryImages(), read_marks(task.marks), {}, task.seed
    )
    masks = [mask for op in ops if (mask := pointed((op,), now)) is not None]
    return Mask(np.logical_or.reduce([mask.array for mask in masks])) if masks else None


def _none(photo: Pixels) -> Mask:
    return Mask(np.zeros(photo.shape[:2], bool))


def _on_white(pixels: Pixels) -> Pixels:
    """What is see-through shows white."""
    if pixels.shape[2] == 3:
        return pixels
    alpha = pixels[..., 3:].astype(np.float32) / 255
    return np.rint(pixels[..., :3] * alpha + 255 * (1 - alpha)).astype(np.uint8)


__all__ = ["ToolsetEditor", "usual"]
