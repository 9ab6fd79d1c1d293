"""Vague wishes by a language model (SANE, arXiv 2407.20232): captions of the picture before and after, and between
them two to five specific instructions, each marked with what it needs. The same steps come out as of the table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from ....scene.instruction import Instruction
from ....scene.objects import Scene
from ....scene.ops import Background, EditOp, Insert, Instruct, Remove, Replace, Restyle, Step
from ....scene.target import ObjectTarget, Target
from ....tools.filters.looks import find_look
from ..changes.moods import GENERATOR, mood_of, steps_for
from ..port import Interpreter, ReadRequest
from ..telling.wording import target_words
from ..things.describe import counted
from ..words.letters import legible
from .chat import Chat
from .prompt import wish_messages
from .schema import wish_schema
from .trouble import NoAnswer, Unusable

FEWEST, MOST = 2, 5
LONGEST = 160
MOST_COUNTED = 6


def caption_of(scene: Scene) -> str:
    """The scene's own caption, else its things counted: `two people, one dog`."""
    if scene.caption:
        return " ".join(legible(scene.caption).split())[:LONGEST]
    kinds: dict[str, int] = {}
    for thing in scene.objects:
        kinds[thing.label] = kinds.get(thing.label, 0) + 1
    things = sorted(kinds.items(), key=lambda kind: (-kind[1], kind[0]))[:MOST_COUNTED]
    told = [counted(count, legible(label)[:40]) for label, count in things]
    return f"a photo with {', '.join(told)}" if told else "a photo"


def worked_out(wish: Instruct, request: ReadRequest, chat: Chat, rules: Interpreter) -> Instruct:
    """The wish with its instructions; what the model does not answer well comes from the table of moods."""
    targets = [target_words(target) for target in wish.targets if not getattr(target, "everything", False)]
    messages = wish_messages(request.scene, wish.original, targets, caption_of(request.scene))
    try:
        answer = chat.ask(messages, wish_schema())
        steps = _steps(answer, request, rules, wish.targets)
    except NoAnswer:
        return wish.model_copy(update={"instructions": from_table(wish)})
    captions = {name: _line(answer.get(name)) for name in ("before", "after")}
    return Instruct.model_validate({**wish.model_dump(), "instructions": steps, "captions": captions})


def from_table(wish: Instruct) -> tuple[Step, ...]:
    """Steps as our own table has them."""
    return steps_for(wish.original, mood_of(wish.original.lower()), wish.targets)


def _steps(
    answer: Mapping[str, Any], request: ReadRequest, rules: Interpreter, targets: tuple[Target, ...]
) -> list[Step]:
    given = answer.get("instructions")
    lines = [_line(one) for one in given] if isinstance(given, list) else []
    lines = list(dict.fromkeys(line for line in lines if line))[:MOST]
    steps = [_step(line, request, rules, targets) for line in lines]
    kept = [step for step in steps if step is not None]
    if len(kept) < FEWEST:
        raise Unusable(f"{FEWEST} to {MOST} instructions are needed")
    return kept


def _line(text: Any) -> str:
    return " ".join(legible(str(text or "")).split())[:LONGEST]


def _step(line: str, request: ReadRequest, rules: Interpreter, targets: tuple[Target, ...]) -> Step | None:
    """An instruction, read by the rules on the same scene; one that takes anything away is left out."""
    reading = rules.read(replace(request, instruction=Instruction(text=line), history=(), can_look=False))
    if any(isinstance(op, Remove) for op in reading.plan.ops):
        return None
    if reading.plan.status != "ready" or any(isinstance(op, Instruct) for op in reading.plan.ops):
        return Step(text=line, needs=(GENERATOR,))
    ops = tuple(_aimed(op, targets) for op in reading.plan.ops)
    return Step(text=line, needs=(GENERATOR,) if any(map(needs_drawing, ops)) else (), ops=ops)


def _aimed(op: EditOp, targets: tuple[Target, ...]) -> EditOp:
    """A wish about one thing is not one about the whole picture: “brighter” means the dog that is to be cheerful."""
    whole = [getattr(target, "everything", False) for target in getattr(op, "targets", None) or ()]
    narrow = bool(targets) and all(isinstance(target, ObjectTarget) for target in targets)
    return op.model_copy(update={"targets": targets}) if narrow and whole == [True] else op


def needs_drawing(op: EditOp) -> bool:
    """Whether an op needs a model that draws what words say."""
    if isinstance(op, Insert | Replace):
        return op.reference is None
    if isinstance(op, Background):
        return bool(op.prompt)
    return isinstance(op, Restyle) and find_look(op.prompt) is None
