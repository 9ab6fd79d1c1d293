"""Ops in few words, for the sentence that says what was understood."""

from __future__ import annotations

from ....scene.objects import SceneObject
from ....scene.ops import (
    ADJUSTMENTS,
    TRANSFORMS,
    Adjust,
    Background,
    Correct,
    Duplicate,
    EditOp,
    Insert,
    Instruct,
    Move,
    Obscure,
    Recolor,
    Replace,
    Resize,
    Restore,
    Restyle,
    Swap,
    Text,
    Transform,
)
from ....scene.plan import Command, Forget, Keep
from ....scene.target import (
    BackgroundTarget,
    EdgePlace,
    EverythingTarget,
    LibraryReference,
    MarkPlace,
    MarkTarget,
    ObjectTarget,
    OffsetPlace,
    Place,
    Relative,
    Target,
)
from ..words.colors import name_of

MAX_SHOWN = 5
_CALLED = {"aspect": "reshape", "scale": "resize"}


def shown(things: tuple[SceneObject, ...]) -> str:
    return listed([thing.id for thing in things])


def listed(names: list[str]) -> str:
    """`a, b, c`; many are cut short."""
    more = len(names) - MAX_SHOWN
    return ", ".join(names[:MAX_SHOWN]) + (f" and {more} more" if more > 0 else "")


def target_words(target: Target) -> str:
    if isinstance(target, ObjectTarget):
        return target.object
    if isinstance(target, MarkTarget):
        return f"[{target.mark}]"
    if isinstance(target, BackgroundTarget):
        return "the background"
    if isinstance(target, EverythingTarget):
        kept = listed([target_words(t) for t in target.except_])
        return f"everything except {kept}" if kept else "the whole picture"
    return "the region"


def action(op: EditOp) -> str:
    """`recolor couch-1 navy`, `move vase-1 left of tv-1`."""
    goals = getattr(op, "targets", None) or ((op.target,) if hasattr(op, "target") else ())
    what = listed([target_words(target) for target in goals])
    if isinstance(op, Insert | Move | Duplicate):
        return _placed(op, what)
    if isinstance(op, Replace):
        return f"replace {what} by {_drawn(op)}"
    if isinstance(op, Background):
        return f"background {op.color or op.prompt or ('blurred' if op.blur else 'from a picture')}"
    if isinstance(op, Adjust):
        return f"adjust {what} ({_amounts(op)})"
    if isinstance(op, Instruct):
        return f"{what or 'the picture'} “{op.original}” in {len(op.instructions)} steps"
    if isinstance(op, Text):
        return f"change the words{' on ' + what if what else ''}"
    return _plain(op, what)


def _plain(op: EditOp, what: str) -> str:
    if isinstance(op, Recolor):
        return f"recolor {what} {name_of(op.color)}"
    if isinstance(op, Resize):
        return f"resize {what} ×{op.scale:g}"
    if isinstance(op, Restyle):
        return f"restyle {what} as {op.prompt}"
    if isinstance(op, Obscure):
        return f"{op.method} {what}"
    if isinstance(op, Swap):
        return f"swap {what} and {target_words(op.other)}"
    if isinstance(op, Transform):
        how = next(name for name in TRANSFORMS if getattr(op, name) is not None)
        return f"{_CALLED.get(how, how)} {what or 'the picture'}"
    if isinstance(op, Restore):
        return f"the photo as it came at {what}"
    if isinstance(op, Correct):
        how = f"“{op.label}”" if op.label else "one thing" if op.merge else "nothing"
        return f"take {what} for {how}"
    return f"{op.op} {what}"


def _amounts(op: Adjust) -> str:
    given = [f"{name} {getattr(op, name):+g}" for name in ADJUSTMENTS if getattr(op, name) is not None]
    return ", ".join((*given, *(["auto"] if op.auto else [])))


def _placed(op: Insert | Move | Duplicate, what: str) -> str:
    place = op.at if isinstance(op, Insert) else op.to
    where = f" {place_words(place)}" if place else ""
    if isinstance(op, Move):
        return f"move {what}{where}"
    count = f" ×{op.count}" if op.count > 1 else ""
    return f"{'add ' + _drawn(op) if isinstance(op, Insert) else 'duplicate ' + what}{count}{where}"


def _drawn(op: Insert | Replace) -> str:
    if isinstance(op.reference, LibraryReference):
        return f"“{op.reference.library}” from the library"
    return op.prompt or "what the reference shows"


def command_words(command: Command) -> str:
    """A command about the library in few words; nothing for those that need none."""
    if isinstance(command, Keep):
        return f"keep {target_words(command.target)} in the library as “{command.as_}”"
    if isinstance(command, Forget):
        return f"take {', '.join(f'“{name}”' for name in command.names)} out of the library"
    return ""


def place_words(place: Place) -> str:
    """`next to bench-1`, `to the top left`, `by (10, 0) px`."""
    if isinstance(place, Relative):
        of = place.of if isinstance(place.of, tuple) else (place.of,)
        return f"{place.relation} {' and '.join(target_words(t) for t in of)}"
    if isinstance(place, EdgePlace):
        return f"to the {place.edge}"
    if isinstance(place, OffsetPlace):
        return f"by ({place.offset[0]:g}, {place.offset[1]:g}) px"
    return f"to [{place.mark}]" if isinstance(place, MarkPlace) else "there"
