"""reply: the turn becomes visible, in one move of the head, and the person is told what became of it."""

from __future__ import annotations

from typing import Any

from ....scene.image import ImageRef
from ....scene.plan import (
    Branch,
    Drop,
    EditPlan,
    Forget,
    Help,
    Keep,
    Redo,
    Reorder,
    Rerun,
    Reset,
    Show,
    Switch,
    Take,
    Undo,
    told_actions,
    told_order,
)
from ....scene.records import ActionReport, Answered, TurnReport
from ...actions.layouts import UNDRAWN
from ...actions.words import lines_of, told
from ...interpreter.conversation.commands import TEXT
from ...sessions.values import TurnEntry
from ..course import line_of
from ..events import tell
from ..keeping import listing
from ..reply import HELP, NEXT, describe, question_text, summary
from ..services import Services
from ..state import State, marks_of, plan_of


def reply(services: Services, state: State) -> State:
    """Commit the turn and say what happened."""
    actions = tuple(ActionReport.model_validate(action) for action in state.get("actions", ()))
    status, exit = _outcome(state, actions)
    head = _head(state, status, actions)
    if status not in ("cancelled", "cannot") and state.get("move") in ("branch", "switch"):
        _change_versions(services, state)
    report = TurnReport(
        status=status,
        exit=exit,
        session=state["session"],
        turn=state["turn"],
        plan=plan_of(state),
        actions=actions,
        answered=answered_in(state),
        image=ImageRef.of(services.canvases.shown(state["session"], head)),
        reply=noted(plan_of(state), _words(services, state, status, actions)),
    )
    _commit(services, state, report, head)
    services.canvases.forget(state["session"], services.store.prune(state["session"], state["turn"]))
    tell("reply", report.reply, 1.0, status=status)
    return {"status": status, "exit": exit}


def _outcome(state: State, actions: tuple[ActionReport, ...]) -> tuple[Any, int]:
    if state.get("status"):
        return state["status"], state["exit"]
    if state.get("confirm") and not state.get("approved"):
        return "cancelled", 0
    done = [action for action in actions if action.done]
    if not actions:
        return "command", 0
    if len(done) == len(actions):
        return "done", 0
    if done:
        return "partly", 1
    return "not done", 1 if state.get("exit", 1) == 3 else state.get("exit", 1)


def _head(state: State, status: str, actions: tuple[ActionReport, ...]) -> str | None:
    """Where the head comes to stand: a correction of which nothing could be done corrects nothing."""
    if status in ("cancelled", "cannot") or state.get("move") == "stay":
        return state["base"]
    plan = plan_of(state)
    if plan.replaces is not None and plan.ops and not any(_own(state, actions)):
        return state["base"]
    return state.get("node")


def _change_versions(services: Services, state: State) -> None:
    """Before the turn is visible: what a kill leaves in between is a version that nobody was told of."""
    session, branches, command = state["session"], services.store.branches, plan_of(state).command
    if isinstance(command, Branch):
        wish = command.called or f"version {len(branches.all(session)) + 1}"
        branches.create(session, branches.free(session, wish), line_of(services, session, command))
    elif isinstance(command, Switch):
        branches.switch(session, command.branch)


def _own(state: State, actions: tuple[ActionReport, ...]) -> list[bool]:
    """Whether each of the plan's own ops was done."""
    pairs = zip(state["tasks"], actions, strict=False)
    return [action.done for task, action in pairs if "op" in task]


def _commit(services: Services, state: State, report: TurnReport, head: str | None) -> None:
    session, store = state["session"], services.store
    entry = turn_entry(state, report)
    if state.get("move") == "undo" and report.status == "command":
        store.undo(session, entry, state["count"])
    elif state.get("move") == "redo" and report.status == "command":
        store.redo(session, entry, state["count"])
    else:
        store.commit(session, entry, head)


def answered_in(state: State) -> tuple[Answered, ...]:
    """What the turn asked so far, and what was answered."""
    return tuple(Answered.model_validate(one) for one in state.get("answered", ()))


def turn_entry(state: State, report: TurnReport, **more: Any) -> TurnEntry:
    """The visible turn for what is in flight."""
    return TurnEntry(
        number=state["turn"],
        text=state.get("text", ""),
        marks=marks_of(state),
        references=state.get("references", {}),
        seed=state.get("seed", 0),
        plan=report.plan,
        report=report,
        before=state.get("base"),
        after=state.get("base"),
        **more,
    )


def noted(plan: EditPlan, words: str) -> str:
    """What is told, after what should be known of how the words were read."""
    return "\n".join([*(f"Note: {note}." for note in plan.notes), words])


def _words(services: Services, state: State, status: str, actions: tuple[ActionReport, ...]) -> str:
    if state.get("reason"):
        return state["reason"]
    if status == "cancelled":
        return "Nothing was changed."
    told = _done_again(state, actions) or summary(actions)
    return " ".join(filter(None, [_command_words(services, state, plan_of(state)), told]))


def _done_again(state: State, actions: tuple[ActionReport, ...]) -> str:
    """Where a turn was taken out, corrected or moved: what is new, what could not be done, and how much of the rest was
    done again; empty for other turns. What was told of the rest when it was new is not told once more."""
    plan = plan_of(state)
    rest = [place for place, task in enumerate(state.get("tasks", ())[: len(actions)]) if "again" in task]
    if not (isinstance(plan.command, Drop | Reorder) or plan.replaces is not None) or not rest:
        return ""
    well = [place for place in rest if actions[place].done]
    steps = f"{len(well)} other step was" if len(well) == 1 else f"{len(well)} other steps were"
    news = summary([one for place, one in enumerate(actions) if place not in well or _only_laid(one)])
    return " ".join(filter(None, [f"{steps} done again." if well else "", news or NEXT[False]]))


def _only_laid(action: ActionReport) -> bool:
    """Whether nothing shows of what was done, for what it was done to is not drawn here."""
    return any(note.startswith(UNDRAWN) for note in action.notes)


def _command_words(services: Services, state: State, plan: EditPlan) -> str:
    command = plan.command
    if isinstance(command, Undo | Redo):
        verb = "Undone" if isinstance(command, Undo) else "Done again"
        return f"{verb}: {_turns_moved(services, state, command)}."
    if isinstance(command, Reset):
        return "Back to the photo as it came; undo brings the edits back."
    if isinstance(command, Help):
        return HELP
    if isinstance(command, Show):
        return listing(services.library) if command.what == "library" else _show(services, state)
    if isinstance(command, Keep | Forget):
        return state.get("told", "")
    if isinstance(command, Reorder):
        return f"In this order now: {told_order(command)}."
    if isinstance(command, Take):
        what = f": {told_actions(command.turns, command.actions)}" if command.actions else ""
        return f"Taken over from {command.branch}{what}."
    if isinstance(command, Branch | Switch):
        return f"This is {services.store.branches.current(state['session'])} now. {_versions(services, state)}"
    if isinstance(command, Rerun):
        return f"Done once more: {told_actions([command.turn], command.actions)}."
    if command is not None:
        return f"Taken out: {told_actions(command.turns, command.actions)}."
    return f"Turn {plan.replaces} was corrected." if plan.replaces is not None else ""


def _turns_moved(services: Services, state: State, command: Undo | Redo) -> str:
    """The turns that undo or redo goes over, in the order in which they were said."""
    line, count = services.store.line(state["session"]), command.count
    steps = line.done[-count:] if isinstance(command, Undo) else line.undone[: -count - 1 : -1]
    said = [services.store.turn(state["session"], step.turn) for step in steps]
    told = [_told(turn) for turn in said if turn is not None]
    if all(told) and len(told) == count <= MOVED:
        return ", ".join(f"“{text}”" for text in told)
    return f"{count} {'turn' if count == 1 else 'turns'}"


def _told(turn: TurnEntry) -> str:
    """A turn by its words; by what it did where none were said, or where something was asked first: what was said then
    may have been something else altogether."""
    words = "" if turn.report.answered else turn.text
    return words or "; ".join(map(describe, turn.plan.ops))


MOVED = 3
"""So many turns are told by their words."""


def _show(services: Services, state: State) -> str:
    if plan_of(state).command == Show(what=TEXT):
        return _read_aloud(services, state)
    scene = services.scene(state["session"], state["base"])
    things = ", ".join(thing.id for thing in scene.objects) or "nothing that was recognised"
    standing = {place.origin for place in services.store.path(state["session"], state["base"])}
    said = [turn for turn in services.store.turns(state["session"]) if turn.number in standing]
    turns = [f"{turn.number}. {turn.text or '; '.join(map(describe, turn.plan.ops))}" for turn in said]
    return "\n".join(filter(None, [f"In the picture: {things}.", *turns, _versions(services, state)]))


def _versions(services: Services, state: State) -> str:
    """The names of the versions, where there are several."""
    there = services.store.branches.all(state["session"])
    names = ", ".join(one.name + " (this one)" * one.current for one in there)
    return f"Versions: {names}." if len(there) > 1 else ""


def _read_aloud(services: Services, state: State) -> str:
    """What is written in the picture, as it was read."""
    if services.toolbox.spec("text_reader") is None:
        return "Reading words in pictures needs a text reader, and this toolset has none."
    session, base = state["session"], state["base"]
    pixels, view = services.canvases.pixels(session, base), services.canvases.view(session, base)
    lines = lines_of(pixels, view, services.toolbox)
    if not lines:
        return "No words could be read in the picture."
    return "In the picture is written: " + ", ".join(told(line.text) for line in lines) + "."


def pending_report(state: State, kind: str, image: ImageRef) -> TurnReport:
    """What is told while a turn waits: the question with its readings, or the plan that needs a yes."""
    plan = plan_of(state)
    if kind == "ask":
        assert plan.question is not None
        words = question_text(plan.question)
    else:
        words = f"Shall I? ({state['confirm']})"
    return TurnReport(
        status="ask" if kind == "ask" else "approve",
        exit=3,
        session=state["session"],
        turn=state["turn"],
        plan=plan,
        question=plan.question,
        answered=answered_in(state),
        image=image,
        reply=noted(plan, words),
    )
