"""The lexical interpreter: rules, a lexicon and a commonsense table; deterministic, explainable, no model needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager

from ...scene.ops import EditOp
from ...scene.plan import EditPlan, Option
from ...tools.ports import TextEncoder
from .commands import refuse_outside
from .context import Context
from .discourse import (
    focus_of,
    last_turn,
)
from .grammar import vocabulary
from .knowledge import NOTHING, Knowledge, table
from .normalise import clean, data
from .outcomes import Ambiguous, Missing, NotRead, Open, OtherFrame, Refused
from .port import Reading, ReadRequest
from .reader import Read, read_clauses
from .similarity import Similarity

Ops = tuple[EditOp, ...]
MAX_OPTIONS = 16


class LexicalInterpreter:
    """Reads by rules. `encoder` leases sentence vectors for words that rules and table do not know; `knowledge` False
    leaves the commonsense table out (an ablation)."""

    id = "lexical/1"

    def __init__(
        self, encoder: Callable[[], AbstractContextManager[TextEncoder]] | None = None, knowledge: bool = True
    ) -> None:
        self._similar = Similarity(encoder) if encoder else None
        self._knowledge = knowledge

    def read(self, request: ReadRequest) -> Reading:
        context = self._context(request)
        plan = _plan(request, context)
        return Reading(plan, _confidence(plan, context))

    def _context(self, request: ReadRequest) -> Context:
        known = table() if self._knowledge else NOTHING
        said = clean(request.instruction.text, _vocabulary(request, known))
        extra = request.instruction.model_extra or {}
        context = Context(
            request.scene, said, request.instruction.marks, extra.get("references") or {}, known, self._similar
        )
        past = last_turn(request.history)
        return context.about(focus_of(past.ops, context)) if past else context


def _vocabulary(request: ReadRequest, known: Knowledge) -> dict[str, int]:
    """Words a misspelt one may be, with how unlikely it is: of the scene, any sentence, verbs, of the table."""
    scene = {
        word
        for thing in request.scene.objects
        for word in re.findall(r"[a-z]+", f"{thing.label} {' '.join(map(str, thing.attributes.values()))}".lower())
    }
    tiers = (known.words(), vocabulary(), data("words")["function"], scene)
    return {word: len(tiers) - i for i, tier in enumerate(tiers) for word in tier}


def _confidence(plan: EditPlan, context: Context) -> float:
    """Lower where a word had to be corrected to be understood."""
    base = {"ready": 0.95, "command": 0.97, "look": 0.8, "ask": 0.8, "cannot": 0.6}[plan.status]
    return base - 0.1 if plan.status == "ready" and context.said.corrected else base


def _plan(request: ReadRequest, context: Context) -> EditPlan:
    try:
        refuse_outside(request.instruction.text)
        return _settled(request, context)
    except Missing as missing:
        return _look(missing, request.can_look)
    except Open as question:
        return EditPlan.ask(question.question)
    except NotRead as refused:
        return EditPlan.cannot(
            getattr(refused, "reason", "")
            or "this was not understood as an edit; say what to change and how, such as “remove the cup on the left”"
        )


def _look(missing: Missing, can_look: bool) -> EditPlan:
    if not can_look:
        return EditPlan.cannot(f"not found in the picture: {', '.join(missing.phrases)}")
    inside = {
        phrase: target for phrase, target in zip(missing.phrases, missing.inside, strict=True) if target is not None
    }
    return EditPlan.look(
        *missing.phrases, look_in=inside, rationale=f"{', '.join(missing.phrases)}: not in the scene yet"
    )


def _settled(request: ReadRequest, context: Context) -> EditPlan:
    """The plan; where a phrase fits several things, the instruction is read once for each to give complete options."""
    try:
        return _ready(read_clauses(request, context))
    except Ambiguous as several:
        options = _options(request, context, several)
        texts = {str([op.model_dump(mode="json", exclude={"said"}) for op in option.ops]) for option in options}
        if len(texts) == 1 and len(several.choices) > 1:
            return EditPlan.ready(*options[0].ops)
        return EditPlan.ask(
            several.question, *options, rationale=f"“{several.phrase}” fits {len(several.choices)} readings"
        )


def _options(request: ReadRequest, context: Context, several: Ambiguous) -> list[Option]:
    options: list[Option] = []
    problem: Missing | None = None
    for choice in several.choices:
        pinned = context.pin(several.phrase, choice.targets)
        try:
            options.append(Option(label=choice.label, ops=read_clauses(request, pinned).ops))
        except Ambiguous as further:
            inner = _options(request, pinned, further) if further.phrase != several.phrase else []
            options += [Option(label=f"{choice.label}; {option.label}", ops=option.ops) for option in inner]
        except Missing as missing:
            problem = missing
        except (Refused, Open, OtherFrame):
            continue
    if problem is not None and not options:
        raise problem
    return options[:MAX_OPTIONS]


def _ready(read: Read) -> EditPlan:
    if read.ops:
        return EditPlan.ready(*read.ops, command=read.command, replaces=read.replaces)
    if read.command is not None:
        return EditPlan.order(read.command)
    raise Refused("nothing is left to do after what should stay as it is")
