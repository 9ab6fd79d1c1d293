"""“Is it this?”: what was looked for and not found is asked about, where something in the picture may be it.

Each guess is tried out: the words are read once more against a scene that has it; what they mean then is the option.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels, to_rgb
from ...scene.mask import Mask, MaskRef
from ...scene.objects import BACKDROP, Scene, SceneObject
from ...scene.plan import EditPlan, Option
from ...tools.ports import Grounding
from ...tools.toolbox import Toolbox
from ..interpreter.clauses.grammar import first_words
from ..interpreter.port import Interpreter, ReadRequest
from .attributes import color_name

MOST_OPTIONS = 4
"""Things that one question shows."""

MOST_PHRASES = 4
"""Phrases that were looked for in vain and are guessed at, the last ones first."""

SAME_THING = 0.6
"""Boxes that overlap this much (IoU) are one thing under two names."""

SEVERAL = 0.3
"""A guess must be as likely to be one of several that are meant together."""

ALIKE = 0.6
"""And as likely as this share of the likeliest of them."""

SIDE = 0.12
"""From this share of the picture off its middle a thing lies on one side."""

RIDDLE = 8
"""Words from which on an instruction may describe its thing without naming it."""

DESCRIBING = re.compile(
    r"\?|\b(?:what|which|who|where|identify|find|locate)\b"
    r"|\b(?:that|which) (?:is|are|can|could|has|have|contains?|holds?|gives?|helps?)\b|\bused (?:to|for)\b"
    r"|\bcontaining\b",
    re.IGNORECASE,
)
"""Words that describe a thing or ask for it."""

POINTING = re.compile(r"\[|\b(?:th(?:is|at|ese|ose)|t?here|mark\w*)\b", re.IGNORECASE)
"""Words that speak of a mark."""

Guesser = Callable[[str | None], Sequence[Grounding]]
"""Guesses at a phrase; for None whatever else may be in the picture, by names of its own."""


def guesser(pixels: Pixels, toolbox: Toolbox) -> Guesser:
    """Guesses in a shown picture, H×W×3|4 uint8."""

    def guess(phrase: str | None) -> Sequence[Grounding]:
        with toolbox.lease("grounder") as grounder:
            shown = to_rgb(pixels)
            found: list[Grounding] = grounder.suspects(shown) if phrase is None else grounder.guess(shown, phrase)
        return found

    return guess


def plain(guess: Grounding) -> dict[str, Any]:
    """A guess as plain data."""
    assert guess.mask is not None
    mask = guess.mask.to_ref().model_dump(mode="json")
    return {
        "phrase": guess.phrase,
        "box": guess.box.as_list(),
        "score": float(guess.score),
        "mask": mask,
        "label": guess.label,
    }


def from_plain(data: Mapping[str, Any]) -> Grounding:
    """The guess that `plain` wrote."""
    mask = Mask.from_ref(MaskRef.model_validate(data["mask"]))
    return Grounding(data["phrase"], Box.parse(data["box"]), data["score"], mask, data["label"])


def instead(
    plan: EditPlan, request: ReadRequest, reader: Interpreter, guess: Guesser, sought: Sequence[str] = ()
) -> EditPlan:
    """The plan, or where it `cannot` for want of a thing, a question about what that thing may be.

    So too where a turn `sought` things in vain and then settled for another: that is the last option. `request` is
    what was read. Options refer to their things by masks; their open field `things` are the objects that the scene gets
    with the answer, `boxes` where they are shown.
    """
    missed = _missed(request.scene)
    in_vain = set(sought) & set(missed)
    instead_of = _readings(plan) if in_vain and (plan.status == "ask" or set(sought) <= in_vain) else ()
    puzzled = plan.status == "ask" and plan.question is not None and not plan.question.options
    if plan.status != "cannot" and not instead_of and not puzzled:
        return plan
    trial = replace(request, can_look=False)
    wanted = [phrase for phrase in missed if _would_do(phrase, trial, reader)][:MOST_PHRASES]
    found = sorted(((phrase, one) for phrase in wanted for one in guess(phrase)), key=lambda pair: -pair[1].score)
    tries = [*_groups(found), *([pair] for pair in _apart(found))]
    guessed = [made for pairs in tries if (made := _option(pairs, trial, reader)) is not None]
    marked = list(_marked(missed[:MOST_PHRASES], trial, reader))
    wanted = list(dict.fromkeys((*wanted, *(phrase for phrase, _ in marked))))
    options = [*(option for _, option in marked), *guessed][:MOST_OPTIONS]
    if not options and not instead_of and _is_riddle(request):
        suspected = _suspected(plan, trial, reader, guess)
        return suspected if suspected.status == "ask" else _whatever(plan, wanted, trial, reader, guess)
    if wanted:
        options += instead_of[: max(1, MOST_OPTIONS - len(options))]
    return _question(plan, options, [option for option in options if learnt(option)], wanted) if options else plan


def _marked(missed: Sequence[str], trial: ReadRequest, reader: Interpreter) -> Iterable[tuple[str, Option]]:
    """What the words mean if what was looked for is what a mark is drawn on, of which they do not speak, by phrase."""
    said = trial.instruction
    for name in () if POINTING.search(said.text) else said.marks:
        box, mark = said.marks[name].bounds, {"mark": name}
        for phrase in missed:
            thing = _thing(phrase, box, trial.scene)
            readings = _readings(reader.read(replace(trial, scene=trial.scene.add(thing))).plan)
            meant = (_replaced(_data(one)["ops"], "object", thing.id, mark) for one in readings)
            ops = next((ops for ops in meant if name in _ids(ops, "mark")), None)
            if ops is not None:
                told = {"label": f"what is marked [{name}]", "ops": ops, "boxes": [box.as_list()]}
                yield phrase, Option.model_validate(told)


def _readings(plan: EditPlan) -> tuple[Option, ...]:
    """What a plan would do, each reading of it as an option."""
    if plan.status == "ready":
        return (Option(label=plan.rationale or "what fits best of what is known", ops=plan.ops),)
    return plan.question.options if plan.status == "ask" and plan.question is not None else ()


def _suspected(plan: EditPlan, trial: ReadRequest, reader: Interpreter, guess: Guesser) -> EditPlan:
    """The plan, or a question about the one of all things that may be in the picture which the words fit."""
    known = trial.scene.objects
    fresh = [
        one
        for one in guess(None)
        if one.mask is not None and all(one.box.iou(thing.box) < SAME_THING for thing in known)
    ]
    scene = trial.scene
    pairs: dict[str, tuple[str, Grounding]] = {}
    for one in fresh:
        thing = _guessed(one.phrase, one, trial, scene)
        pairs[thing.id], scene = (one.phrase, one), scene.add(thing)
    read = reader.read(replace(trial, scene=scene)).plan
    readings = [read.ops] if read.status == "ready" else [o.ops for o in read.question.options] if read.question else []
    named = (id for ops in readings for op in ops for id in _ids(op.model_dump(mode="json")))
    tries = ([pairs[id]] for id in dict.fromkeys(named) if id in pairs)
    options = [made for pair in tries if (made := _option(pair, trial, reader)) is not None][:MOST_OPTIONS]
    return _question(plan, options, options, ()) if options else plan


def _whatever(
    plan: EditPlan, wanted: Sequence[str], trial: ReadRequest, reader: Interpreter, guess: Guesser
) -> EditPlan:
    """The plan, or a question about what stands out most, where a thing was described that nobody could make out."""
    if not wanted or not DESCRIBING.search(trial.instruction.text):
        return plan
    frame, known = trial.scene.frame, trial.scene.objects
    fresh = [one for one in guess(None) if all(one.box.iou(thing.box) < SAME_THING for thing in known)]
    tries = [(_prominence(one.box, frame), _option([(wanted[0], one)], trial, reader)) for one in fresh]
    tries += [
        (_prominence(thing.box, frame), _as_if(thing, wanted[0], trial, reader))
        for thing in known
        if thing.attributes.get("kind") != BACKDROP
    ]
    made = [option for _, option in sorted(tries, key=lambda pair: -pair[0]) if option is not None][:MOST_OPTIONS]
    return _question(plan, made, (), wanted) if made else plan


def _prominence(box: Box, frame: Box) -> float:
    """How much a thing stands out: by its size and by how near the middle of the picture it is."""
    away = np.hypot(box.center.x / frame.width - 0.5, box.center.y / frame.height - 0.5)
    return float(np.sqrt(box.area / max(1, frame.area)) * (1 - away))


def _as_if(thing: SceneObject, phrase: str, trial: ReadRequest, reader: Interpreter) -> Option | None:
    """What the words mean if a known thing is what was looked for."""
    renamed = trial.scene.replace(thing.model_copy(update={"label": phrase}))
    read = reader.read(replace(trial, scene=renamed)).plan
    ops = _data(read)["ops"]
    if read.status != "ready" or thing.id not in _ids(ops):
        return None
    words = ["the", thing.attributes.get("color"), thing.label, _place(thing.box, trial.scene.frame)]
    return Option.model_validate({"label": " ".join(word for word in words if word), "ops": ops})


def _ids(value: Any, kind: str = "object") -> list[str]:
    """Every object, or mark, that plain data names."""
    if isinstance(value, dict):
        own = [value[kind]] if isinstance(value.get(kind), str) else []
        return [*own, *(id for one in value.values() for id in _ids(one, kind))]
    return [id for one in value for id in _ids(one, kind)] if isinstance(value, list) else []


def _is_riddle(request: ReadRequest) -> bool:
    words = request.instruction.text.lower().split()
    return len(words) >= RIDDLE and bool(first_words() & {word.strip(".,?!") for word in words})


def _question(plan: EditPlan, options: Sequence[Option], guessed: Sequence[Option], wanted: Sequence[str]) -> EditPlan:
    labels = [thing.label for option in guessed for thing in learnt(option)] or wanted
    names = " or ".join(f"“{name}”" for name in dict.fromkeys(labels))
    which = "Is it this?" if len(options) == 1 else "Is it one of these?"
    return EditPlan.ask(f"{names} was not found for certain. {which}", *options, rationale=plan.rationale)


def learnt(option: Option) -> tuple[SceneObject, ...]:
    """The things, in shown coordinates, that an option says are what was looked for."""
    return tuple(map(SceneObject.model_validate, (option.model_extra or {}).get("things", ())))


def about(option: Option, ids: Sequence[str]) -> Option:
    """The option with its things as these objects of the scene."""
    ops = _data(option)["ops"]
    for thing, id in zip(learnt(option), ids, strict=True):
        mask = thing.model_dump(mode="json")["mask"]
        ops = _replaced(ops, "mask", mask, {"object": id})
    return Option.model_validate({"label": option.label, "ops": ops})


def _missed(scene: Scene) -> list[str]:
    """Phrases that nothing in the scene goes by, though they were looked for; the last first."""
    known = {name for thing in scene.objects for name in (thing.label, *thing.attributes.get("also", ()))}
    return [phrase for phrase in reversed(scene.queries) if phrase not in known and " in " not in phrase]


def _would_do(phrase: str, trial: ReadRequest, reader: Interpreter) -> bool:
    """Whether the words would be about such a thing, if there were one."""
    thing = _thing(phrase, trial.scene.frame.resize(0.2), trial.scene)
    plan = reader.read(replace(trial, scene=trial.scene.add(thing))).plan
    return any(thing.id in _ids(_data(one)["ops"]) for one in _readings(plan))


def _option(pairs: Sequence[tuple[str, Grounding]], trial: ReadRequest, reader: Interpreter) -> Option | None:
    """What the words mean if these guesses are right, in the first of their readings that is about all of them; None
    where none is."""
    things: list[SceneObject] = []
    for phrase, guess in pairs:
        things.append(_guessed(phrase, guess, trial, trial.scene.add(*things)))
    plan = reader.read(replace(trial, scene=trial.scene.add(*things))).plan
    readings = (_data(one)["ops"] for one in _readings(plan))
    ids = {thing.id for thing in things}
    ops = next((ops for ops in readings if ids <= set(_ids(ops)) and not ids & _patterns(ops)), None)
    if ops is None:
        return None
    for thing in things:
        pointed = {"mask": thing.model_dump(mode="json")["mask"], "said": thing.label}
        ops = _replaced(ops, "object", thing.id, pointed)
    more = {
        "things": [thing.model_dump(mode="json") for thing in things],
        "boxes": [thing.box.as_list() for thing in things],
    }
    frame = trial.scene.frame
    label = _label(things[0], frame) if len(things) == 1 else f"all {len(things)} of these"
    return Option.model_validate({"label": label, "ops": ops, **more})


def _patterns(ops: Sequence[Mapping[str, Any]]) -> set[str]:
    """The objects that others are to look like: a guess is none, since it is only known by its mask."""
    return {id for op in ops for id in _ids(op.get("reference") or {})}


def _guessed(phrase: str, guess: Grounding, trial: ReadRequest, scene: Scene) -> SceneObject:
    assert guess.mask is not None
    pixels = trial.picture() if trial.picture else None
    color = color_name(pixels, guess.box) if pixels is not None else None
    told = {k: v for k, v in (("color", color), ("seen_as", guess.label)) if v}
    more = {"mask": guess.mask.to_ref(), "score": round(guess.score, 4), "attributes": told}
    return _thing(phrase, guess.box, scene).model_copy(update=more)


def _label(thing: SceneObject, frame: Box) -> str:
    """`the white thing on the left, which looks like a cup`."""
    looks = thing.attributes.get("seen_as")
    words = ["the", thing.attributes.get("color"), "thing", _place(thing.box, frame)]
    return " ".join(word for word in words if word) + (f", which looks like: {looks}" if looks else "")


def _place(box: Box, frame: Box) -> str:
    across, down = (box.center.x / frame.width - 0.5), (box.center.y / frame.height - 0.5)
    side = "left" if across < -SIDE else "right" if across > SIDE else ""
    level = "top" if down < -SIDE else "bottom" if down > SIDE else ""
    return f"at the {level} {side}".rstrip() if level else f"on the {side}" if side else "in the middle"


def _apart(found: Iterable[tuple[str, Grounding]]) -> list[tuple[str, Grounding]]:
    """The likeliest first, each place once."""
    kept: list[tuple[str, Grounding]] = []
    for phrase, one in found:
        if one.mask is not None and all(one.box.iou(other.box) < SAME_THING for _, other in kept):
            kept.append((phrase, one))
    return kept


def _groups(found: Sequence[tuple[str, Grounding]]) -> list[list[tuple[str, Grounding]]]:
    """Guesses of one phrase that are about as likely, for words that mean several; likely ones only."""
    groups = []
    for phrase in dict.fromkeys(phrase for phrase, _ in found):
        ones = _apart([pair for pair in found if pair[0] == phrase])
        alike = [pair for pair in ones if pair[1].score >= max(SEVERAL, ALIKE * ones[0][1].score)]
        groups += [alike] if len(alike) > 1 else []
    return groups


def _thing(phrase: str, box: Box, scene: Scene) -> SceneObject:
    return SceneObject(id=scene.new_id(phrase), label=phrase, box=box, source="guess")


def _data(plan: EditPlan | Option) -> dict[str, Any]:
    return plan.model_dump(mode="json")


def _replaced(value: Any, key: str, wanted: Any, by: Mapping[str, Any]) -> Any:
    """Plain data with every target whose `key` is what is wanted replaced."""
    if isinstance(value, dict):
        found = value.get(key) == wanted
        return dict(by) if found else {name: _replaced(one, key, wanted, by) for name, one in value.items()}
    return [_replaced(one, key, wanted, by) for one in value] if isinstance(value, list) else value
