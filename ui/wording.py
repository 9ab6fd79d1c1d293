"""Plans, reports and scenes in plain words, for the terminal and the page alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..agent.turn.reply import describe, described, name_of, question_text
from ..scene.ops import targets_of
from ..scene.plan import (
    Branch,
    Command,
    Drop,
    EditPlan,
    Forget,
    Keep,
    Redo,
    Reorder,
    Rerun,
    Show,
    Switch,
    Take,
    Undo,
    told_actions,
    told_order,
)
from . import texts

if TYPE_CHECKING:
    from ..agent.talk import Turn
    from ..scene.objects import Scene
    from ..scene.records import ActionReport, TurnReport


def plan_lines(plan: EditPlan) -> list[str]:
    """A plan, one thing a line."""
    lines = [f"understood: {understood(plan)}"] if plan.status in ("ready", "cannot") else []
    lines += [f"corrects turn {plan.replaces}"] if plan.replaces else []
    lines += [describe_command(plan.command)] if plan.command else []
    lines += [f"{number}. {describe(op)}" for number, op in enumerate(plan.ops, 1)]
    lines += [f"and with it: {describe(c.op)} (because: {c.because})" for c in plan.consequences]
    lines += [f"needs: {need}" for need in plan.needs]
    lines += [f"first look for: {', '.join(plan.look_for)}"] if plan.look_for else []
    return lines + (question_text(plan.question).splitlines() if plan.question else [])


def understood(plan: EditPlan) -> str:
    """Why the plan is this one; else which things its words were taken for."""
    targets = [target for op in plan.ops for target in targets_of(op) if target.said]
    things = dict.fromkeys(f"“{target.said}” is {name_of(target)}" for target in targets)
    return plan.rationale or ", ".join(things) or plan.status


def pending_lines(turn: Turn) -> list[str]:
    """What a turn waits for: the question, or the plan and its yes or no; the answers are numbered."""
    if turn.status == "approve":
        return [*plan_lines(turn.plan), turn.reply, f"1. {texts.APPROVE}", f"2. {texts.SKIP}"]
    return question_text(turn.question).splitlines() if turn.question else [turn.reply]


def report_lines(report: TurnReport) -> list[str]:
    """What was done and how it was checked, action by action."""
    return [line for action in report.actions for line in action_lines(action)]


def action_lines(action: ActionReport) -> list[str]:
    """One action and every check of it."""
    head = f"{'done' if action.done else 'not done'}: {outcome(action)}"
    return [head, *(f"  {line}" for line in check_lines(action))]


def outcome(action: ActionReport) -> str:
    """What became of one op: by what, where, in how long, and why not."""
    where = f", in {action.box.as_list()}" if action.box else ""
    why = "" if action.done else f" – {action.reason or 'no reason given'}"
    return f"{described(action)}{where}, {action.seconds:.1f} s{why}"


def check_lines(action: ActionReport) -> list[str]:
    """Every check of an action, passed or not."""
    return [_check_line(name, value) for name, value in action.checks.items()]


def _check_line(name: str, value: Any) -> str:
    if isinstance(value, dict):
        passed, detail, doubt = value.get("passed", True), value.get("detail") or "", value.get("caution")
    else:
        passed, detail, doubt = value is not False, "" if isinstance(value, bool) else str(value), None
    sign = "✗" if not passed else "?" if doubt else "✓"
    return f"{sign} {name}{f': {detail}' if detail else ''}"


def scene_lines(scene: Scene) -> list[str]:
    """The objects of a scene, how they stand to one another, and what was looked for in vain."""
    count = len(scene.objects)
    lines = [f"{scene.image.width} × {scene.image.height} pixels, {count} object{'' if count == 1 else 's'}"]
    for thing in scene.objects:
        score = "" if thing.score is None else f"  {thing.score:.2f}"
        known = "".join(f"  {key} {value}" for key, value in thing.attributes.items())
        lines.append(f"  {thing.id:<16} {thing.box.as_list()}{score}{known}")
    lines += [f"  {r.subject} {r.predicate} {r.object}" for r in scene.relations]
    return lines + [texts.NOT_FOUND.format(phrase=phrase) for phrase in in_vain(scene)]


def in_vain(scene: Scene) -> list[str]:
    """What was looked for and is the name of nothing."""
    names = {name for thing in scene.objects for name in (thing.label, *thing.attributes.get("also", []))}
    return [said for said in scene.queries if said not in names]


def _about_versions(command: Branch | Switch | Take) -> str:
    if isinstance(command, Take):
        some = f"{told_actions(command.turns, command.actions)} of “{command.branch}”" if command.turns else ""
        return f"take over {some or f'what “{command.branch}” has'}"
    if isinstance(command, Switch):
        return f"work on “{command.branch}”"
    return f"begin another version, “{command.called}”" if command.called else "begin another version"


def describe_command(command: Command) -> str:
    """`undo the last 2 turns`."""
    match command:
        case Undo(count=1) | Redo(count=1):
            return f"{command.name} the last turn"
        case Undo() | Redo():
            return f"{command.name} the last {command.count} turns"
        case Drop():
            return f"take out {told_actions(command.turns, command.actions)}"
        case Reorder():
            return f"have {told_order(command)} happen in this order"
        case Branch() | Switch() | Take():
            return _about_versions(command)
        case Rerun():
            return f"do {told_actions([command.turn], command.actions)} once more"
        case Show():
            return f"show {command.what or 'what there is'}"
        case Keep():
            return f"keep it in the library as “{command.as_}”"
        case Forget():
            return f"take {', '.join(f'“{name}”' for name in command.names)} out of the library"
        case _:
            return "start over from the photo" if command.name == "reset" else "say what can be done"
