"""Plans, reports and scenes in plain words, for the terminal and the page alike."""

from __future__ import annotations

from collections.abc import Iterable
from functools import singledispatch
from typing import TYPE_CHECKING, Any

from ..scene import ops as o
from ..scene import target as t
from ..scene.plan import Command, Drop, EditPlan, Question, Redo, Show, Undo

if TYPE_CHECKING:
    from ..scene.objects import Scene
    from ..scene.records import ActionReport, TurnReport


def plan_lines(plan: EditPlan) -> list[str]:
    """A plan, one thing a line."""
    lines = [f"understood as: {plan.rationale}"] if plan.rationale else []
    lines += [f"corrects turn {plan.replaces}"] if plan.replaces else []
    lines += [f"first: {describe_command(plan.command)}"] if plan.command and plan.ops else []
    lines += [describe_command(plan.command)] if plan.command and not plan.ops else []
    lines += [f"{number}. {describe(op)}" for number, op in enumerate(plan.ops, 1)]
    lines += [f"and with it: {describe(c.op)} (because: {c.because})" for c in plan.consequences]
    lines += [f"needs: {need}" for need in plan.needs]
    lines += [f"first look for: {', '.join(plan.look_for)}"] if plan.look_for else []
    return lines + (question_lines(plan.question) if plan.question else [])


def question_lines(question: Question) -> list[str]:
    """A question and its numbered options."""
    return [question.text, *(f"  {number}. {option.label}" for number, option in enumerate(question.options, 1))]


def report_lines(report: TurnReport) -> list[str]:
    """What was done and how it was checked, action by action."""
    return [line for action in report.actions for line in action_lines(action)]


def action_lines(action: ActionReport) -> list[str]:
    """One action: whether it was done, where, by what, and every check."""
    head = f"{'done' if action.done else 'not done'}: {outcome(action)}"
    return [head, *(f"  {line}" for line in check_lines(action))]


def outcome(action: ActionReport) -> str:
    """What became of one op: where, by what, in how long, and why not."""
    where = f", in {action.box.as_list()}" if action.box else ""
    by = f", by {action.backend}" if action.backend else ""
    why = "" if action.done else f" – {action.reason or 'no reason given'}"
    return f"{describe_dict(action.op)}{where}{by}, {action.seconds:.1f} s{why}"


def check_lines(action: ActionReport) -> list[str]:
    """Every check of an action, passed or not."""
    return [_check_line(name, value) for name, value in action.checks.items()]


def _check_line(name: str, value: Any) -> str:
    if isinstance(value, dict):
        passed, detail = value.get("passed", True), value.get("detail") or ""
    else:
        passed, detail = value is not False, "" if isinstance(value, bool) else str(value)
    return f"{'✓' if passed else '✗'} {name}{f': {detail}' if detail else ''}"


def scene_lines(scene: Scene) -> list[str]:
    """The objects of a scene and how they stand to one another."""
    lines = [f"{scene.image.width} × {scene.image.height} pixels, {len(scene.objects)} objects"]
    for thing in scene.objects:
        score = "" if thing.score is None else f"  {thing.score:.2f}"
        known = "".join(f"  {key} {value}" for key, value in thing.attributes.items())
        lines.append(f"  {thing.id:<16} {thing.box.as_list()}{score}{known}")
    return lines + [f"  {r.subject} {r.predicate} {r.object}" for r in scene.relations]


def describe_command(command: Command) -> str:
    """`undo the last 2 turns`."""
    match command:
        case Undo(count=1) | Redo(count=1):
            return f"{command.name} the last turn"
        case Undo() | Redo():
            return f"{command.name} the last {command.count} turns"
        case Drop():
            return f"take turn {join(map(str, command.turns))} out"
        case Show():
            return f"show {command.what or 'the picture'}"
        case _:
            return {"reset": "start over from the photo", "help": "say what can be done"}.get(
                command.name, command.name
            )


def describe_dict(op: dict[str, Any]) -> str:
    """Like `describe`, for an op as plain data (of a report)."""
    from pydantic import TypeAdapter

    adapter: TypeAdapter[o.EditOp] = TypeAdapter(o.EditOp)
    return describe(adapter.validate_python(op))


@singledispatch
def describe(op: Any) -> str:
    """An op in words: `move the cup 100 px right`."""
    return f"{op.op} {_things(o.targets_of(op))}".strip()


@describe.register
def _(op: o.Replace) -> str:
    return f"replace {_things(op.targets)} with {_drawn(op)}"


@describe.register
def _(op: o.Insert) -> str:
    many = f"{op.count} × " if op.count > 1 else ""
    return f"insert {many}{_drawn(op)}" + (f" {place(op.at)}" if op.at else "")


@describe.register
def _(op: o.Move) -> str:
    return f"move {thing(op.target)} {place(op.to)}"


@describe.register
def _(op: o.Resize) -> str:
    return f"make {_things(op.targets)} {op.scale:g} times as large"


@describe.register
def _(op: o.Duplicate) -> str:
    many = f" {op.count} times" if op.count > 1 else ""
    return f"duplicate {thing(op.target)}{many}" + (f" {place(op.to)}" if op.to else "")


@describe.register
def _(op: o.Swap) -> str:
    return f"swap {thing(op.target)} and {thing(op.other)}"


@describe.register
def _(op: o.Recolor) -> str:
    return f"recolour {_things(op.targets)} to {op.color}"


@describe.register
def _(op: o.Restyle) -> str:
    return f"restyle {_things(op.targets)} as {op.prompt}"


@describe.register
def _(op: o.Background) -> str:
    if op.blur is not None:
        return f"blur the background ({op.blur:g})"
    return f"make the background {op.color}" if op.color else f"make the background {_drawn(op)}"


@describe.register
def _(op: o.Adjust) -> str:
    amounts = [f"{name} {getattr(op, name):+g}" for name in o.ADJUSTMENTS if getattr(op, name) is not None]
    return f"adjust {_things(op.targets)}: {join(amounts + (['automatic balance'] if op.auto else []))}"


@describe.register
def _(op: o.Obscure) -> str:
    with_color = f" with {op.color}" if op.color else ""
    return f"{op.method} {_things(op.targets)}{with_color}"


@describe.register
def _(op: o.Text) -> str:
    words = f"the words “{op.find}”" if op.find else "the words"
    where = f" in {_things(op.targets)}" if op.targets else ""
    return f"remove {words}{where}" if op.replace_with is None else f"write “{op.replace_with}” for {words}{where}"


@describe.register
def _(op: o.Transform) -> str:
    name = next(name for name in o.TRANSFORMS if getattr(op, name) is not None)
    value = getattr(op, name)
    plain = value.as_list() if hasattr(value, "as_list") else getattr(value, "model_dump", lambda: value)()
    return f"{name} {_things(op.targets or ()) or 'the picture'}" + ("" if plain is True else f": {plain}")


@describe.register
def _(op: o.Instruct) -> str:
    return f"“{op.original}”: {join(step.text for step in op.instructions)}"


def _drawn(op: Any) -> str:
    if op.reference is None:
        return str(op.prompt)
    taken = _reference(op.reference)
    return f"{op.prompt} (from {taken})" if op.prompt else taken


def _reference(reference: t.Reference) -> str:
    match reference:
        case t.ObjectReference():
            return reference.object
        case t.FileReference():
            return f"the file {reference.file}"
        case t.LibraryReference():
            return f"{reference.library} of the library"
        case _:
            return "another picture"


def _things(targets: Iterable[t.Target]) -> str:
    return join(map(thing, targets))


def thing(target: t.Target) -> str:
    """A target in words: `cup-1 (“the cup”)`."""
    said = f" (“{target.said}”)" if target.said else ""
    match target:
        case t.ObjectTarget():
            return f"{target.object}{said}"
        case t.RegionTarget():
            return f"the area {target.region.as_list()}{said}"
        case t.MarkTarget():
            return f"[{target.mark}]{said}"
        case t.PhraseTarget():
            return f"“{target.phrase}”"
        case t.BackgroundTarget():
            return "the background"
        case t.EverythingTarget() if target.except_:
            return f"everything except {_things(target.except_)}"
        case t.EverythingTarget():
            return "the picture"
        case _:
            return f"the masked pixels{said}"


def place(at: t.Place) -> str:
    """A place in words: `left of cup-1`, `100 px right and 20 px up`."""
    match at:
        case t.BoxPlace():
            return f"to {at.box.as_list()}"
        case t.PointPlace():
            return f"to ({at.point[0]:g}, {at.point[1]:g})"
        case t.OffsetPlace():
            return _offset(*at.offset)
        case t.EdgePlace():
            return f"to the {at.edge}"
        case t.MarkPlace():
            return f"to [{at.mark}]"
        case t.Relative():
            return f"{at.relation} {_things(at.of if isinstance(at.of, tuple) else (at.of,))}"


def _offset(dx: float, dy: float) -> str:
    across = [f"{abs(dx):g} px {'right' if dx > 0 else 'left'}"] if dx else []
    down = [f"{abs(dy):g} px {'down' if dy > 0 else 'up'}"] if dy else []
    return join(across + down) or "where it is"


def join(words: Iterable[str]) -> str:
    """`a, b and c`."""
    listed = list(words)
    return ", ".join(listed[:-1]) + f" and {listed[-1]}" if len(listed) > 1 else "".join(listed)
