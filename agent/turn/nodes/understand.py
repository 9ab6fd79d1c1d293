"""perceive, read, refine, ask: from words to a plan."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from ....scene.geometry import Box
from ....scene.image import ImageRef
from ....scene.instruction import Instruction, Mark
from ....scene.mask import Mask
from ....scene.objects import Scene
from ....scene.plan import Branch, Drop, EditPlan, Option, Question, Reorder, Rerun
from ....scene.records import place_of
from ....scene.view import View
from ....tools.ports import Grounding
from ...interpreter.port import Interpreter, PastTurn, ReadRequest, Version
from ...looking.depth import deepened, needs_depth
from ...looking.frames import shown_scene, stored_box
from ...looking.guessing import Guesser, about, from_plain, guesser, instead, learnt, plain
from ...looking.perceive import backend_id, look, query
from ...sessions.values import TurnEntry
from ..events import tell
from ..naming import by_name
from ..services import Services
from ..state import State, marks_of, plan_of
from ..stopping import STOPPED


def perceive(services: Services, state: State) -> State:
    """Where the turn begins, and what is in the picture."""
    session = state["session"]
    head = services.store.head(session)
    begun: State = {"base": head, "rounds": 0, "sought": [], "asked": [], "words": state.get("text", "")}
    if not state.get("turn"):
        begun["turn"] = services.store.next_turn(session)
    if not _only_a_command(state.get("given")):
        services.check_consent()
        scene = services.scene(session, head)
        things = f"{len(scene.objects)} thing{'' if len(scene.objects) == 1 else 's'}"
        tell("perceive", f"{things} in the picture", objects=list(scene.ids))
    return begun


def _only_a_command(given: Mapping[str, Any] | None) -> bool:
    return given is not None and not given.get("ops")


def read(services: Services, state: State) -> State:
    """What the words mean; after a question, what the answer makes of them."""
    given, answer = state.get("given"), state.get("answer")
    if answer is not None:
        return {**_settle(services, state, answer), "answered": [*state.get("answered", []), _exchange(state, answer)]}
    if given is not None:
        return {"plan": given, "confidence": 1.0}
    return _read_words(services, state)


def _exchange(state: State, answer: Any) -> dict[str, Any]:
    """What was asked and what was answered, in words."""
    question = plan_of(state).question
    options = question.options if question else ()
    picked = _picked(answer, options)
    words = picked.label if picked else str(answer)
    return {"question": question.text if question else "", "options": [one.label for one in options], "answer": words}


def _settle(services: Services, state: State, answer: Any) -> State:
    asking = plan_of(state)
    picked = _picked(answer, asking.question.options if asking.question else ())
    picked = _taken(services, state, picked) if picked is not None else None
    if picked is not None and (picked.ops or picked.command):
        plan = EditPlan(
            status="ready" if picked.ops else "command",
            ops=picked.ops,
            command=picked.command or asking.command,
            replaces=asking.replaces,
            rationale=f"chosen: {picked.label}",
            read_by=asking.read_by,
        )
        return {"plan": plan.to_dict(), "confidence": 1.0, "answer": None}
    words = picked.label if picked else str(answer)
    asked = [*state.get("asked", []), {"text": state["words"], "plan": state["plan"]}]
    settled = _read_words(services, {**state, "words": words, "asked": asked})
    if settled["plan"]["status"] == "cannot":
        return {"plan": _again(asking, words).to_dict(), "answer": None}
    return {**settled, "answer": None}


def _taken(services: Services, state: State, picked: Option) -> Option:
    """What was guessed and confirmed is a thing of the scene from now on."""
    things = learnt(picked)
    if not things:
        return picked
    session, base = state["session"], state["base"]
    scene, view = services.scene(session, base), services.canvases.view(session, base)
    ids = []
    for thing in things:
        assert thing.mask is not None
        ids.append(scene.new_id(thing.label, services.store.names(session)))
        mask = view.mask_to_original(Mask.from_ref(thing.mask)).to_ref()
        kept = {"id": ids[-1], "box": stored_box(thing.box, view), "mask": mask, "score": 1.0}
        scene = scene.add(thing.model_copy(update=kept))
    services.store.learn(session, base, scene)
    return about(picked, ids)


def _again(asking: EditPlan, words: str) -> EditPlan:
    """The same question once more, after words that settle nothing."""
    assert asking.question is not None
    first = (asking.question.model_extra or {}).get("first", asking.question.text)
    text = f"“{words}” does not settle it. {first}"
    question = Question.model_validate({**asking.question.model_dump(), "text": text, "first": first})
    return asking.model_copy(update={"question": question})


def _picked(answer: Any, options: tuple[Option, ...]) -> Option | None:
    """The option meant by its number (from 1) or by its label."""
    if isinstance(answer, int):
        return options[answer - 1] if 0 < answer <= len(options) else None
    words = str(answer).strip().casefold().rstrip(".!")
    if words.isdecimal():
        return _picked(int(words), options)
    same = [option for option in options if option.label.casefold() == words]
    return same[0] if len(same) == 1 else None


def _read_words(services: Services, state: State) -> State:
    """What the words mean; words that this turn has read before mean what they meant then, though a model that is
    asked again might say something else."""
    key = f"{len(state['asked'])} {state['words']}"
    before = state.get("readings", {})
    read = before.get(key) or _read_anew(services, state)
    known = before if read["plan"]["status"] == "look" else {**before, key: read}
    settled: State = {"plan": read["plan"], "confidence": read["confidence"], "readings": known}
    return {**settled, "words": state["words"], "asked": state["asked"]}


def _read_anew(services: Services, state: State) -> Any:
    past, numbers = history(services, state["session"], state["base"], state["turn"])
    asked = tuple(
        PastTurn(turn["text"], EditPlan.model_validate(turn["plan"]), marks_of(state)) for turn in state["asked"]
    )
    view = services.canvases.view(state["session"], state["base"])
    scene = shown_scene(_known_scene(services, state, view), view)
    request = ReadRequest(
        instruction=instruction_of(
            state["words"], marks_of(state), state.get("references", {}), services.library.names
        ),
        scene=scene,
        history=past + asked,
        can_look=state["rounds"] < services.rounds,
        picture=lambda: services.canvases.shown(state["session"], state["base"]),
        stopped=lambda: services.cancelled(state["session"]),
        before=lambda: shown_scene(services.scene(state["session"], _before(services, state)), view),
        versions=versions(services, state["session"]),
    )
    reading = services.interpreter.read(request)
    rules, guess = rules_of(services.interpreter), _guesser(services, state)
    plan = unseen(reading.plan, scene.queries)
    if services.may_guess:
        plan = instead(plan, request, rules, guess, state.get("sought", ()))
    plan = _numbered(plan, (*numbers, *[state["turn"]] * len(asked)))
    told = {"read_by": reading.plan.read_by or services.interpreter.id, "notes": reading.plan.notes}
    plan = plan.model_copy(update=told)
    tell("read", plan.rationale or plan.status, status=plan.status, confidence=reading.confidence)
    return {"plan": plan.to_dict(), "confidence": float(reading.confidence)}


def _known_scene(services: Services, state: State, view: View) -> Scene:
    """The stored scene, with how far things are where the words may be about that."""
    session, base = state["session"], state["base"]
    scene = services.scene(session, base)
    if needs_depth(state["words"], scene, services.toolbox):
        tell("look", "looking how far things are")
        scene = deepened(scene, services.canvases.shown(session, base), view, services.toolbox)
        services.store.learn(session, base, scene)
    return scene


def _before(services: Services, state: State) -> str | None:
    """The record that the last turn of this history began from (None: the photo)."""
    node = state["base"]
    last = services.store.record(state["session"], node).turn if node else 0
    while node and (record := services.store.record(state["session"], node)).turn == last:
        node = record.parent
    return node


def _guesser(services: Services, state: State) -> Guesser:
    """Guesses in the picture as it is shown, told and kept: nothing is guessed twice at unchanged content."""
    session, base, toolbox = state["session"], state["base"], services.toolbox

    def guess(phrase: str | None) -> Sequence[Grounding]:
        shown = services.canvases.shown(session, base)
        if toolbox.spec("grounder") is None:
            return ()
        key = f"guess:{ImageRef.of(shown).id}:{backend_id(toolbox, 'grounder')}:{phrase or '*'}"
        known = services.store.memo_get(key)
        if known is None:
            wanted = phrase or "what the words may mean"
            tell("look", f"looking closer for {wanted}", phrases=[phrase] if phrase else [])
            known = [plain(one) for one in guesser(shown, toolbox)(phrase)]
            services.store.memo_put(key, known)
        return [from_plain(one) for one in known]

    return guess


def instruction_of(
    text: str, marks: Mapping[str, Mark], references: Mapping[str, str], library: Sequence[str] = ()
) -> Instruction:
    """Words, marks and, as open fields, the files of reference pictures by name and the names of kept cut-outs."""
    known = {"references": dict(references), "library": list(library)}
    return Instruction.model_validate({"text": by_name(text, references, marks), "marks": dict(marks), **known})


def history(
    services: Services, session: str, head: str | None, now: int
) -> tuple[tuple[PastTurn, ...], tuple[int, ...]]:
    """The turns before `now` that the picture shows, oldest first, and their numbers; a turn just before that changed
    nothing is last: a question, or what could not be done (so that “no, the left one” corrects no older turn)."""
    turns = _standing(services, session, head)
    last = services.store.turn(session, now - 1)
    if last is not None and last.number not in [turn.number for turn in turns] and last.plan.command is None:
        turns.append(last.model_copy(update={"plan": _in_vain(last)}))
    return tuple(map(_past, turns)), tuple(turn.number for turn in turns)


def versions(services: Services, session: str) -> tuple[Version, ...]:
    """The branches, where there are several; none is read as yet."""
    branches = services.store.branches
    names, now = branches.names(session), branches.current(session)

    def standing(name: str) -> dict[int, PastTurn]:
        turns = _standing(services, session, branches.line(session, name).head)
        return {turn.number: _past(turn) for turn in turns}

    return tuple(Version(name, name == now, partial(standing, name)) for name in names if len(names) > 1)


def _past(turn: TurnEntry) -> PastTurn:
    return PastTurn(turn.text, turn.plan, turn.marks)


def _standing(services: Services, session: str, head: str | None) -> list[TurnEntry]:
    """The turns that the picture at a head shows, as what stands of them: actions that were not done or taken out
    again are not among them, nor is what their words asked of the history beside."""
    said = {entry.number: entry for entry in services.store.turns(session)}
    records: dict[int, list[str]] = {}
    for place in services.store.path(session, head):
        records.setdefault(place.origin, []).append(place.id)
    turns = [said[number] for number in records if number in said]
    return [_stands(services, session, turn, records[turn.number]) for turn in turns]


def _stands(services: Services, session: str, turn: TurnEntry, records: Sequence[str]) -> TurnEntry:
    plan = turn.plan
    places = [place_of(services.store.record(session, id)) for id in records] if len(plan.ops) > 1 else [0]
    if places == list(range(len(plan.ops))) and plan.command is None and plan.replaces is None:
        return turn
    changes: dict[str, Any] = {"command": None, "replaces": None}
    if places != list(range(len(plan.ops))):
        changes["ops"] = tuple(services.store.record(session, id).op for id in records)
    return turn.model_copy(update={"plan": plan.model_copy(update=changes)})


def _in_vain(turn: TurnEntry) -> EditPlan:
    """The plan of a turn that changed nothing, as one that does nothing: an unanswered “Shall I?” is a question."""
    if turn.plan.status != "ready":
        return turn.plan
    return EditPlan.ask("Shall I?") if turn.report.status == "cancelled" else EditPlan.cannot(turn.report.reply)


def _numbered(plan: EditPlan, numbers: tuple[int, ...]) -> EditPlan:
    """Places in the history as numbers of turns."""

    def number(place: int) -> int:
        return numbers[place - 1] if 0 < place <= len(numbers) else place

    changes: dict[str, Any] = {}
    if plan.question is not None:
        changes["question"] = _options_numbered(plan.question, numbers)
    if plan.replaces is not None:
        changes["replaces"] = number(plan.replaces)
    if isinstance(plan.command, Drop | Reorder):
        turns = tuple(map(number, plan.command.turns))
        once = turns if plan.command.actions else tuple(dict.fromkeys(turns))
        changes["command"] = plan.command.model_copy(update={"turns": once})
    if isinstance(plan.command, Branch) and plan.command.at:
        changes["command"] = plan.command.model_copy(update={"at": number(plan.command.at)})
    if isinstance(plan.command, Rerun):
        changes["command"] = plan.command.model_copy(update={"turn": number(plan.command.turn)})
    return plan.model_copy(update=changes) if changes else plan


def _options_numbered(question: Question, numbers: tuple[int, ...]) -> Question:
    """Each option with the numbers of turns in its command, too."""

    def option(one: Option) -> Option:
        if one.command is None:
            return one
        return one.model_copy(update={"command": _numbered(EditPlan.order(one.command), numbers).command})

    return question.model_copy(update={"options": tuple(map(option, question.options))})


def rules_of(interpreter: Interpreter) -> Interpreter:
    """What reads by rules: trying readings out asks no language model."""
    return getattr(interpreter, "rules", interpreter)


def unseen(plan: EditPlan, queries: tuple[str, ...]) -> EditPlan:
    """A wish to look for what was looked for already ends the search."""
    if plan.status != "look":
        return plan
    new = [phrase for phrase in plan.look_for if query(phrase, plan.look_in.get(phrase)) not in queries]
    if new:
        return plan.model_copy(update={"look_for": tuple(new)})
    names = " and ".join(f"“{phrase}”" for phrase in plan.look_for)
    return EditPlan.cannot(
        f"looked for {names} in vain; say it in other words, or mark it with a box and say the same with “this”"
    )


def refine(services: Services, state: State) -> State:
    """Look for what the reading needs, in the picture as it is shown now."""
    plan, session, base = plan_of(state), state["session"], state["base"]
    tell("look", f"looking for {', '.join(plan.look_for)}", phrases=list(plan.look_for))
    view = services.canvases.view(session, base)
    scene = look(
        services.scene(session, base),
        services.canvases.shown(session, base),
        view,
        plan.look_for,
        services.toolbox,
        inside=plan.look_in,
        taken=services.store.names(session),
        marks=_mark_boxes(state, view),
    )
    services.store.learn(session, base, scene)
    return {"rounds": state["rounds"] + 1, "sought": [*state.get("sought", []), *plan.look_for]}


def _mark_boxes(state: State, view: View) -> dict[str, Box]:
    return {name: mark.bounds.intersect(view.frame) for name, mark in marks_of(state).items()}


def ask(services: Services, state: State) -> State:
    """Wait for an answer: nothing but the interrupt, since the step runs again when it comes."""
    from langgraph.types import interrupt

    return {"answer": interrupt({"kind": "ask", "plan": state["plan"]})}


def after_read(state: State) -> str:
    """Which step follows a reading."""
    if state.get("status") == STOPPED["status"]:
        return "reply"
    return {"look": "refine", "ask": "ask"}.get(state["plan"]["status"], "plan")
