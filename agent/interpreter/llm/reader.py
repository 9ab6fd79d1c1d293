"""The interpreter that asks a language model. What it answers is checked against the scene; where it fails, the rules
stand in, and the plan says so."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from ....scene.ops import Instruct, targets_of
from ....scene.plan import EditPlan
from ....scene.target import ObjectTarget
from ..lexical import MAX_WORDS
from ..port import Interpreter, Reading, ReadRequest
from ..words.normalise import word_count
from .chat import Chat
from .check import plan_of
from .compact import compact_plan
from .destination import Outgoing
from .examples import Examples, Lease
from .opening import OpenModel
from .picture import picture_blocks
from .prompt import messages_for, with_reason
from .schema import answer_schema
from .trouble import NoAnswer, NotAgreed, Unusable
from .usage import Usage
from .wishes import worked_out

VERSION = "llm/1"
SAME, ALONE, DIFFERENT = 0.95, 0.8, 0.5
"""Confidence where the rules read the same, where they read nothing, and where they read something else: then the
plan is shown first."""
CORRECTED = 0.1
"""Less of it after an answer that had to be sent back."""
SURE = 0.6
"""From here on the rules' reading counts as one."""


_Answered = tuple[EditPlan, float | None, bool]
"""A plan, how sure the model says it is, and whether it had to be sent back."""


@dataclass(frozen=True)
class Ways:
    """How a model is asked. `compact` is for small ones: choices out of menus instead of a plan in JSON."""

    compact: bool = False
    picture: bool = False
    examples: int = 6
    seconds: float = 60.0
    tracing: bool = False


class LanguageModelInterpreter:
    """Asks the model that `opened` gives, on first use. `rules` read commands and stand in; `agreed` says whether what
    leaves the machine may. Raises NotAgreed and NotSetUp, which the person can answer; nothing else."""

    def __init__(
        self,
        name: str,
        opened: Callable[[], OpenModel],
        rules: Interpreter,
        *,
        ways: Ways | None = None,
        encoder: Lease | None = None,
        agreed: Callable[[Outgoing], bool] = lambda outgoing: False,
    ) -> None:
        self.name = name
        self._opened = opened
        self.rules = rules
        self._ways = ways or Ways()
        self._agreed = agreed
        self._examples = Examples(self._ways.examples, encoder)

    @property
    def id(self) -> str:
        return f"{VERSION}{' compact' if self._ways.compact else ''} {self.name}"

    @cached_property
    def _chat(self) -> Chat:
        return Chat(self._opened(), self._ways.seconds, self._ways.tracing)

    @property
    def usage(self) -> Usage:
        """Tokens read and written so far."""
        return self._chat.usage if "_chat" in self.__dict__ else Usage()

    @property
    def outgoing(self) -> Outgoing | None:
        """What would leave this machine; None where nothing does. Opens the model."""
        model = self._chat.model
        picture = self._ways.picture and not self._ways.compact and model.sees
        return None if model.goes_to.local else Outgoing(model.name, model.goes_to.host, picture)

    def read(self, request: ReadRequest) -> Reading:
        by_rules = self.rules.read(request)
        if _is_order(by_rules.plan) or not 0 < word_count(request.instruction.text) <= MAX_WORDS:
            return _by(by_rules, self.rules.id)
        self._check_agreed()
        try:
            plan, stated, corrected = self._asked(request)
        except NoAnswer as trouble:
            return _by(by_rules, self.rules.id, f"{trouble}; the words were read by rules instead")
        differs = _differ(plan, by_rules)
        confidence = _confidence(plan, by_rules, stated, corrected)
        notes = [f"by rules the words would mean: {by_rules.plan.rationale}"] if differs else []
        return _by(Reading(plan, confidence), self.id, *notes)

    def _check_agreed(self) -> None:
        outgoing = self.outgoing
        if outgoing is not None and not self._agreed(outgoing):
            raise NotAgreed(outgoing)

    def _asked(self, request: ReadRequest) -> _Answered:
        chat = self._chat.until(request.stopped)
        if self._ways.compact:
            plan, stated, corrected = compact_plan(request, chat), None, False
        else:
            plan, stated, corrected = self._planned(request, chat)
        ops = tuple(worked_out(op, request, chat, self.rules) if isinstance(op, Instruct) else op for op in plan.ops)
        return plan.model_copy(update={"ops": ops}), stated, corrected

    def _planned(self, request: ReadRequest, chat: Chat) -> _Answered:
        """The model's plan; one that cannot be carried out goes back to it once, with the reason."""
        messages = messages_for(request, self._examples.near(request.instruction.text), self._picture(request))
        answer: Mapping[str, Any] | None = None
        try:
            answer = chat.ask(messages, answer_schema())
            return (*plan_of(answer, request), False)
        except Unusable as fault:
            messages = with_reason(messages, answer, str(fault))
        try:
            return (*plan_of(chat.ask(messages, answer_schema()), request), True)
        except Unusable as fault:
            raise NoAnswer(f"{self.name} gave no plan that can be carried out ({fault})") from None

    def _picture(self, request: ReadRequest) -> list[dict[str, Any]]:
        wanted = self._ways.picture and request.picture is not None and self._chat.model.sees
        return picture_blocks(request.picture()) if wanted and request.picture else []


def _is_order(plan: EditPlan) -> bool:
    """Undo, help and what concerns the library are read by rules alone: no model is needed, or may decide on that."""
    return plan.status == "command"


def _by(reading: Reading, who: str, *notes: str) -> Reading:
    plan = reading.plan.model_copy(update={"read_by": who, "notes": (*reading.plan.notes, *notes)})
    return Reading(plan, reading.confidence)


def _confidence(plan: EditPlan, by_rules: Reading, stated: float | None, corrected: bool) -> float:
    """Two readers that agree are trusted more than one, and two that differ less; the model's own word only lowers."""
    base = {"command": SAME, "cannot": SURE}.get(plan.status, ALONE)
    if _both(plan, by_rules):
        base = DIFFERENT if _differ(plan, by_rules) else SAME
    return round(min(base - CORRECTED * corrected, 1.0 if stated is None else stated), 3)


def _both(plan: EditPlan, by_rules: Reading) -> bool:
    return plan.status == "ready" and by_rules.plan.status == "ready" and by_rules.confidence >= SURE


def _differ(plan: EditPlan, by_rules: Reading) -> bool:
    """Whether model and rules are both sure of what the words mean, and mean different things."""
    return _both(plan, by_rules) and _gist(plan) != _gist(by_rules.plan)


def _gist(plan: EditPlan) -> list[tuple[str, frozenset[str]]]:
    """Which actions on which things."""
    return [
        (op.op, frozenset(target.object for target in targets_of(op) if isinstance(target, ObjectTarget)))
        for op in plan.ops
    ]
