"""What the person is told: plain sentences about what was done, what was not, and what could be next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from ...scene.ops import ADJUSTMENTS, TRANSFORMS, EditOp, targets_of
from ...scene.plan import Question
from ...scene.records import ActionReport
from ...scene.target import Place, Reference, Target
from ..interpreter.words.colors import name_of as name_of_color

HELP = (
    "Say what to change: remove, move, resize, duplicate, swap, recolor, replace or insert something, brighten or "
    "warm the picture or a part, blur or pixelate, change the background, crop, turn, flip or straighten. "
    "Draw a box and call it [A]. “Save the vase as my vase” keeps a cut-out, and “put my vase on the table” puts it "
    "into any photo. Undo, redo, “undo the second” and “start over” work too."
)


NEXT = {
    False: "“Undo” takes it back.",
    True: "You could mark the thing with a box or a stroke, or say it in other words.",
}


def describe(op: EditOp) -> str:
    """An action in a few words: `move dog-1 to the left edge`."""
    words = _DESCRIPTIONS.get(op.op)
    return words(op) if words else f"{op.op} {_things(op)}".strip()


def _things(op: Any) -> str:
    names = [name_of(target) for target in targets_of(op)]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1] if names else ""])) or "the picture"


def name_of(target: Target) -> str:
    """A target in words."""
    for field, words in (("object", "{}"), ("mark", "[{}]"), ("phrase", "“{}”")):
        value = getattr(target, field, None)
        if isinstance(value, str):
            return words.format(value)
    if getattr(target, "background", None):
        return "the background"
    if getattr(target, "everything", None):
        rest = [name_of(other) for other in getattr(target, "except_", ())]
        return f"everything but {', '.join(rest)}" if rest else "the picture"
    return "the marked area"


def _place(place: Place | None, way: str = "to") -> str:
    if place is None:
        return ""
    data = place.model_dump(mode="json")
    if "edge" in data:
        return f" {way} the {data['edge']}" + ("" if data["edge"] == "center" or data.get("toward") else " edge")
    if "relation" in data:
        of = getattr(place, "of", None)
        ends = of if isinstance(of, tuple) else (of,)
        return f" {data['relation']} {' and '.join(name_of(end) for end in ends if end is not None)}"
    if "offset" in data:
        return f" {_so_far(*data['offset'])}"
    return f" {way} [{data['mark']}]" if "mark" in data else f" {way} {data.get('point') or data.get('box')}"


def _so_far(right: float, down: float) -> str:
    """`30 pixels to the left and 4 up`."""
    ways = ((round(right), "to the right", "to the left"), (round(down), "down", "up"))
    parts = [(abs(by), plus if by > 0 else minus) for by, plus, minus in ways if by]
    if not parts:
        return "0 pixels"
    (first, way), *rest = parts
    told = [f"{first} pixel{'' if first == 1 else 's'} {way}", *(f"{by} {way}" for by, way in rest)]
    return " and ".join(told)


def _what(op: Any) -> str:
    reference: Reference | None = op.reference
    if op.prompt:
        return str(op.prompt)
    if reference is None:
        return "a picture"
    source = reference.model_dump(mode="json")
    if "library" in source:
        return f"“{source['library']}” from the library"
    return str(source.get("object") or source.get("phrase") or "the reference picture")


_TONES = {
    "brightness": ("brighter", "darker"),
    "contrast": ("richer in contrast", "flatter"),
    "saturation": ("more colourful", "paler"),
    "temperature": ("warmer", "cooler"),
    "sharpness": ("sharper", "softer"),
    "shadows": ("lighter in the shadows", "darker in the shadows"),
    "highlights": ("brighter in the highlights", "darker in the highlights"),
}
"""More and less of each amount."""


def _amounts(op: Any) -> str:
    if op.auto:
        return f"balance tone and colour of {_things(op)}"
    given = [(name, getattr(op, name)) for name in ADJUSTMENTS if getattr(op, name) is not None]
    return f"make {_things(op)} {', '.join(_amount(name, value) for name, value in given)}"


def _amount(name: str, value: float) -> str:
    if name == "saturation" and value <= -1:
        return "black and white"
    return f"{_TONES[name][value < 0]} ({'−' * (value < 0)}{abs(value):.0%})"


def _transform(op: Any) -> str:
    name = next(name for name in TRANSFORMS if getattr(op, name) is not None)
    return _FRAMINGS[name](_things(op), getattr(op, name))


def _turned(degrees: float) -> str:
    return f"{abs(degrees):g}° {'clockwise' if degrees > 0 else 'counterclockwise'}"


def _ratio(aspect: float) -> str:
    """`16:9`; a number where no small ones make it."""
    wide, high = Fraction(aspect).limit_denominator(16).as_integer_ratio()
    return f"{wide}:{high}" if abs(wide / high - aspect) < 1e-3 else f"{aspect:g} times as wide as high"


def _margins(margins: Any) -> str:
    sides = {"left": "on the left", "top": "at the top", "right": "on the right", "bottom": "at the bottom"}
    wide = [f"{getattr(margins, side)} pixels {where}" for side, where in sides.items() if getattr(margins, side)]
    return " and ".join(filter(None, [", ".join(wide[:-1]), *wide[-1:]])) or "nothing"


_FRAMINGS: dict[str, Callable[[str, Any], str]] = {
    "crop": lambda what, box: f"crop {what} to {box.width} × {box.height} pixels",
    "aspect": lambda what, aspect: f"crop {what} to {_ratio(aspect)}",
    "rotate": lambda what, degrees: f"turn {what} {_turned(degrees)}",
    "straighten": lambda what, by: f"straighten {what}" + ("" if by is True else f", {_turned(by)}"),
    "perspective": lambda what, corners: f"put the perspective of {what} right",
    "flip": lambda what, way: f"flip {what} {way}ly",
    "scale": lambda what, scale: f"scale {what} to {scale:.0%}",
    "extend": lambda what, margins: f"extend {what} by {_margins(margins)}",
}


def _background(op: Any) -> str:
    if op.blur is not None:
        return "blur the background"
    return f"make the background {_color(op) if op.color else op.prompt or 'the reference picture'}"


def _color(op: Any) -> str:
    """By its name where it has one, unless its very number is meant."""
    number = op.color.startswith("#") and not (op.model_extra or {}).get("exact")
    return name_of_color(op.color) if number else op.color


def _correction(op: Any) -> str:
    if op.label:
        return f"call {_things(op)} “{op.label}”"
    return f"take {_things(op)} for one thing" if op.merge else f"forget {_things(op)}: there is no such thing"


def _words(op: Any) -> str:
    old = f"“{op.find}”" if op.find else f"the words on {_things(op)}" if op.targets else "the words"
    return f"take off {old}" if op.replace_with is None else f"change {old} to “{op.replace_with}”"


_DESCRIPTIONS: dict[str, Callable[[Any], str]] = {
    "replace": lambda op: f"replace {_things(op)} with {_what(op)}",
    "insert": lambda op: f"insert {_what(op)}{_place(op.at, 'at')}",
    "move": lambda op: f"move {name_of(op.target)}{_place(op.to)}",
    "resize": lambda op: f"resize {_things(op)} to {op.scale:.0%}",
    "duplicate": lambda op: f"duplicate {name_of(op.target)}{_place(op.to)}",
    "swap": lambda op: f"swap {name_of(op.target)} and {name_of(op.other)}",
    "recolor": lambda op: f"recolor {_things(op)} to {_color(op)}",
    "restyle": lambda op: f"restyle {_things(op)} as {op.prompt}",
    "background": _background,
    "adjust": _amounts,
    "text": _words,
    "obscure": lambda op: f"{op.method} {_things(op)}",
    "transform": _transform,
    "restore": lambda op: f"bring the photo back at {_things(op)}",
    "correct": _correction,
    "draw": lambda op: f"draw {_things(op)} as the layout has it",
    "instruct": lambda op: f"{op.original} ({'; '.join(step.text for step in op.instructions)})",
}


def question_text(question: Question) -> str:
    """The question with its numbered readings."""
    return "\n".join(question_lines(question.text, [option.label for option in question.options]))


def question_lines(text: str, labels: Sequence[str]) -> list[str]:
    """A question and its numbered readings, one thing a line."""
    return [text, *(f"{number}. {label}" for number, label in enumerate(labels, 1))]


def summary(actions: Sequence[ActionReport]) -> str:
    """What was done, what was not, and what could be next."""
    done = [described(action) for action in actions if action.done]
    undone = [f"{described(action)}: {action.reason}" for action in actions if not action.done]
    doubts = dict.fromkeys(text for action in actions if action.done for text in cautions_of(action))
    parts = [f"Done: {'; '.join(done)}."] if done else []
    parts += [f"But look: {'. Also: '.join(doubts)}."] if doubts else []
    parts += [f"Not done: {text.rstrip('.')}." for text in undone]
    return " ".join([*parts, NEXT[bool(undone)]]) if parts else ""


def cautions_of(action: ActionReport) -> tuple[str, ...]:
    """What the person should look at although it is done, each once."""
    checks = [check for check in action.checks.values() if isinstance(check, dict)]
    return tuple(dict.fromkeys(str(check["caution"]) for check in checks if check.get("caution")))


def described(action: ActionReport) -> str:
    """The action of a report in words, with the tools that did it and what should be known of how."""
    from pydantic import TypeAdapter

    op: EditOp = TypeAdapter(EditOp).validate_python(action.op)
    how = [action.backend, *dict.fromkeys(action.notes)] if action.done else []
    told = "; ".join(filter(None, how))
    return describe(op) + (f" ({told})" if told else "")
