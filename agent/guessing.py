"""“Is it this?”: what was looked for and not found is asked about, where something in the picture may be it.

Each guess is tried out: the words are read once more against a scene that has it; what they mean then is the option.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from ..scene.geometry import Box
from ..scene.image import Pixels, to_rgb
from ..scene.mask import Mask, MaskRef
from ..scene.objects import Scene, SceneObject
from ..scene.plan import EditPlan, Option
from ..tools.ports import Grounding
from ..tools.toolbox import Toolbox
from .attributes import color_name
from .interpreter.port import Interpreter, ReadRequest

MOST_OPTIONS = 4
"""Things that one question shows."""

MOST_PHRASES = 4
"""Phrases that were looked for in vain and are guessed at, the last ones first."""

SAME_THING = 0.6
"""Boxes that overlap this much (IoU) are one thing under two names."""

SIDE = 0.12
"""From this share of the picture off its middle a thing lies on one side."""

Guesser = Callable[[str], Sequence[Grounding]]


def guesser(pixels: Pixels, toolbox: Toolbox) -> Guesser:
    """Guesses in a shown picture, H×W×3|4 uint8."""

    def guess(phrase: str) -> Sequence[Grounding]:
        with toolbox.lease("grounder") as grounder:
            found: list[Grounding] = grounder.guess(to_rgb(pixels), phrase)
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
    what was read. Options refer to their thing by its mask; their open field `thing` is the object that the scene gets
    with the answer, `box` where it is shown.
    """
    missed = _missed(request.scene)
    settled = plan.status == "ready" and bool(sought) and set(sought) <= set(missed)
    if plan.status != "cannot" and not settled:
        return plan
    trial = replace(request, can_look=False)
    wanted = [phrase for phrase in missed if _would_do(phrase, trial, reader)][:MOST_PHRASES]
    found = sorted(((phrase, one) for phrase in wanted for one in guess(phrase)), key=lambda pair: -pair[1].score)
    options = [made for pair in _apart(found) if (made := _option(*pair, trial, reader)) is not None][:MOST_OPTIONS]
    if settled and wanted:
        options.append(Option(label=plan.rationale or "what fits best of what is known", ops=plan.ops))
    return _question(plan, options, [option for option in options if learnt(option)], wanted) if options else plan


def _question(plan: EditPlan, options: Sequence[Option], guessed: Sequence[Option], wanted: Sequence[str]) -> EditPlan:
    things = [thing.label for option in guessed if (thing := learnt(option)) is not None] or wanted
    names = " or ".join(f"“{name}”" for name in dict.fromkeys(things))
    which = "Is it this?" if len(options) == 1 else "Is it one of these?"
    return EditPlan.ask(f"{names} was not found for certain. {which}", *options, rationale=plan.rationale)


def learnt(option: Option) -> SceneObject | None:
    """The thing, in shown coordinates, that an option says is what was looked for."""
    thing = (option.model_extra or {}).get("thing")
    return SceneObject.model_validate(thing) if thing else None


def about(option: Option, id: str) -> Option:
    """The option with its thing as the object `id` of the scene."""
    thing = learnt(option)
    assert thing is not None
    mask = thing.model_dump(mode="json")["mask"]
    ops = _replaced(_data(option)["ops"], lambda value: value.get("mask") == mask, {"object": id})
    return Option.model_validate({"label": option.label, "ops": ops})


def _missed(scene: Scene) -> list[str]:
    """Phrases that nothing in the scene goes by, though they were looked for; the last first."""
    known = {name for thing in scene.objects for name in (thing.label, *thing.attributes.get("also", ()))}
    return [phrase for phrase in reversed(scene.queries) if phrase not in known and " in " not in phrase]


def _would_do(phrase: str, trial: ReadRequest, reader: Interpreter) -> bool:
    """Whether the words could be read if there were such a thing."""
    middle = trial.scene.frame.resize(0.2)
    return reader.read(_with(_thing(phrase, middle, trial.scene), trial)).plan.status == "ready"


def _option(phrase: str, guess: Grounding, trial: ReadRequest, reader: Interpreter) -> Option | None:
    assert guess.mask is not None
    pixels = trial.picture() if trial.picture else None
    color = color_name(pixels, guess.box) if pixels is not None else None
    thing = _thing(phrase, guess.box, trial.scene).model_copy(
        update={
            "mask": guess.mask.to_ref(),
            "score": round(guess.score, 4),
            "attributes": {k: v for k, v in (("color", color), ("seen_as", guess.label)) if v},
        }
    )
    plan = reader.read(_with(thing, trial)).plan
    if plan.status != "ready":
        return None
    pointed = {"mask": guess.mask.to_ref().model_dump(mode="json"), "said": phrase}
    ops = _replaced(_data(plan)["ops"], lambda value: value.get("object") == thing.id, pointed)
    if ops == _data(plan)["ops"]:
        return None
    more = {"thing": thing.model_dump(mode="json"), "box": guess.box.as_list()}
    return Option.model_validate({"label": _label(thing, trial.scene.frame), "ops": ops, **more})


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


def _thing(phrase: str, box: Box, scene: Scene) -> SceneObject:
    return SceneObject(id=scene.new_id(phrase), label=phrase, box=box, source="guess")


def _with(thing: SceneObject, request: ReadRequest) -> ReadRequest:
    return replace(request, scene=request.scene.add(thing))


def _data(plan: EditPlan | Option) -> dict[str, Any]:
    return plan.model_dump(mode="json")


def _replaced(value: Any, fits: Callable[[Mapping[str, Any]], bool], by: Mapping[str, Any]) -> Any:
    """Plain data with every target that fits replaced."""
    if isinstance(value, dict):
        return dict(by) if fits(value) else {key: _replaced(one, fits, by) for key, one in value.items()}
    return [_replaced(one, fits, by) for one in value] if isinstance(value, list) else value
