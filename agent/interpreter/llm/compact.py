"""For small models: no JSON plan, but a few questions with numbered answers, one clause after the other."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ....scene.objects import SceneObject
from ....scene.ops import ADJUSTMENTS
from ....scene.plan import EditPlan, Option
from ..clauses.splitting import clauses
from ..port import ReadRequest
from ..telling.wording import action
from ..things.describe import describe
from ..words.colors import color_of
from ..words.letters import legible
from ..words.normalise import clean, sentences
from .chat import Chat
from .check import plan_of
from .layout import MOST_TURNS, listed_objects
from .menus import ACTIONS, BACKGROUNDS, COLORS, CORRECTIONS, HIDING, PLACES, SIZES, TONES, TURNS, Line
from .schema import choice_schema, words_schema
from .trouble import NoAnswer, Unusable

Json = dict[str, Any]
MOST_CLAUSES = 4
MOST_THINGS = 40
LONGEST_WORDS = 60
WHOLE, ABSENT = "the whole picture", "something that is not in this list"
_RULES = "You answer questions about what a person wants done with a photo. Choose from the list; answer in JSON."


class _Look(Exception):
    """A thing that the words name is not in the scene."""

    def __init__(self, phrase: str) -> None:
        self.phrase = phrase


class _Several(Exception):
    """Several things fit where one is needed: an op for each."""

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.options = options


def compact_plan(request: ReadRequest, chat: Chat) -> EditPlan:
    """The plan of a few choices; NoAnswer where the model chooses what is not there, or nothing that fits."""
    form = _Form(request, chat)
    try:
        ops = [op for clause in _clauses(request.instruction.text) for op in form.fill(clause)]
        if form.command is not None:
            return _checked(form.plan(ops), request, chat)
    except _Look as look:
        return _looked_for(look.phrase, request)
    except _Several as several:
        return EditPlan.ask("Which one is meant?", *several.options, rationale="several things fit the words")
    except Unusable as fault:
        raise NoAnswer(f"{chat.model.name} chose nothing that can be carried out ({fault})") from None
    if not ops:
        return EditPlan.cannot("this was not understood as an edit; say what to change and how")
    return _checked({"status": "ready", "ops": ops, "rationale": "chosen step by step"}, request, chat)


def _checked(answer: Json, request: ReadRequest, chat: Chat) -> EditPlan:
    try:
        return plan_of(answer, request)[0]
    except Unusable as fault:
        raise NoAnswer(f"what {chat.model.name} chose cannot be carried out ({fault})") from None


def _looked_for(phrase: str, request: ReadRequest) -> EditPlan:
    if request.can_look and phrase not in request.scene.queries:
        return EditPlan.look(phrase, rationale=f"look for “{phrase}”: it is not among what is known so far")
    return EditPlan.cannot(f"not found in the picture: {phrase}")


def _clauses(text: str) -> list[str]:
    said = clean(text, {})
    parts = [said.quoted(part) for words, _ in sentences(said.text) for part in clauses(words)]
    if len(parts) > MOST_CLAUSES:
        raise NoAnswer(f"at most {MOST_CLAUSES} wishes at once are read in compact mode")
    return parts or [text]


@dataclass
class _Form:
    """The questions about one request. `tries` are wrong answers that may still be asked again."""

    request: ReadRequest
    chat: Chat
    tries: int = 1
    clause: str = ""
    command: Json | None = None

    def plan(self, ops: list[Json]) -> Json:
        """What was chosen with a command in it; the actions of a new version come after it."""
        if ops and self.command and self.command["name"] not in ("branch", "switch"):
            raise NoAnswer("in compact mode taking back and doing something else are said in two turns")
        status = "ready" if ops else "command"
        return {"status": status, "ops": ops, "command": self.command, "rationale": "chosen step by step"}

    def fill(self, clause: str) -> list[Json]:
        """The ops of one clause, as plain data."""
        self.clause = clause
        wanted = ACTIONS[self.one("What do they want?", [line.text for line in ACTIONS])]
        build = _BUILDERS.get(wanted.value)
        return build(self) if build else []

    # -- questions

    def one(self, question: str, lines: Sequence[str]) -> int:
        """The place (from 0) of the line that is chosen."""
        return self.several(question, lines, 1)[0]

    def several(self, question: str, lines: Sequence[str], most: int) -> list[int]:
        shown = "\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1))
        hint = '{"choice": number}' if most == 1 else '{"choice": [numbers]}'
        schema = choice_schema(len(lines), most)
        return self._asked(f"{question}\n{shown}\nAnswer: {hint}", schema, lambda data: _places(data, len(lines), most))

    def words(self, question: str) -> str:
        """A few words of the person's own."""
        asking = f'{question} Use their words, at most a few.\nAnswer: {{"words": "…"}}'
        return self._asked(asking, words_schema(LONGEST_WORDS), lambda data: _of_theirs(data, self.clause))

    def _asked(self, question: str, schema: Json, read: Callable[[Json], Any]) -> Any:
        from langchain_core.messages import HumanMessage, SystemMessage

        messages = [SystemMessage(_RULES), HumanMessage(f"A person says: “{legible(self.clause)}”\n{question}")]
        try:
            return read(self._answer(messages, schema))
        except Unusable as fault:
            if not self.tries:
                raise
            self.tries -= 1
            again = HumanMessage(f"{messages[-1].content}\nNot: {fault}.")
        return read(self._answer([messages[0], again], schema))

    def _answer(self, messages: Any, schema: Json) -> Json:
        try:
            return self.chat.ask(messages, schema)
        except Unusable as fault:
            numbers = [int(found) for found in re.findall(r"\d{1,3}", fault.words)]
            if not numbers or "choice" not in schema["properties"]:
                raise
            return {"choice": numbers}

    # -- what is meant

    def things(self, question: str, most: int = 8, whole: bool = False) -> list[Json]:
        """Targets: what is listed, what is marked, and where it makes sense the whole picture."""
        choices = self._choices(whole)
        picked = self.several(question, [text for text, _ in choices], min(most, len(choices)))
        found = [choices[place][1] for place in picked]
        if any(target is None for target in found):
            raise _Look(self.words("What is it that is not in the list?"))
        return [target for target in found if target is not None]

    def thing(self, question: str, build: Callable[[Json], Json]) -> list[Json]:
        """An op on one thing; several that fit are asked about."""
        targets = self.things(question, most=3)
        if len(targets) == 1:
            return [build(targets[0])]
        raise _Several(tuple(self._option(target, build(target)) for target in targets))

    def _option(self, target: Json, op: Json) -> Option:
        label = next(text for text, choice in self._choices(False) if choice == target)
        plan = _checked({"status": "ready", "ops": [op]}, self.request, self.chat)
        return Option(label=label, ops=plan.ops)

    def _choices(self, whole: bool) -> list[tuple[str, Json | None]]:
        things: Sequence[SceneObject] = listed_objects(self.request.scene, self.clause)[:MOST_THINGS]
        choices: list[tuple[str, Json | None]] = [
            (legible(describe(thing, self.request.scene))[:80], {"object": thing.id}) for thing in things
        ]
        choices += [(f"what is marked with [{name}]", {"mark": name}) for name in self.request.instruction.marks]
        if whole:
            choices.append((WHOLE, {"everything": True}))
        return [*choices, (ABSENT, None)]

    def line(self, question: str, lines: Sequence[Line]) -> Line:
        return lines[self.one(question, [line.text for line in lines])]

    def place(self) -> Json:
        """Where to."""
        marks = tuple(Line(f"at the mark [{name}]", f"mark {name}") for name in self.request.instruction.marks)
        kind, _, value = self.line("Where to?", (*PLACES, *marks)).value.partition(" ")
        if kind == "relation":
            return {"relation": value, "of": self.things("Which thing is that place at?", most=1)[0]}
        if kind == "offset":
            dx, dy = (float(share) for share in value.split())
            frame = self.request.scene.frame
            return {"offset": [round(dx * frame.width), round(dy * frame.height)]}
        return {kind: value}


def _places(data: Json, count: int, most: int) -> list[int]:
    given = data.get("choice")
    numbers = given if isinstance(given, list) else [given]
    if most == 1:
        numbers = numbers[:1]
    fits = [n for n in dict.fromkeys(numbers) if isinstance(n, int) and not isinstance(n, bool) and 1 <= n <= count]
    if not fits or len(fits) < len(set(map(str, numbers))):
        raise Unusable(f"a number from 1 to {count} is needed")
    if len(fits) > most:
        raise Unusable(f"at most {most} numbers are needed")
    return [number - 1 for number in fits]


def _of_theirs(data: Json, clause: str) -> str:
    words = " ".join(legible(str(data.get("words") or "")).split())[:LONGEST_WORDS]
    said = set(re.findall(r"\w+", clause.casefold()))
    if not words or not set(re.findall(r"\w+", words.casefold())) - _SMALL <= said:
        raise Unusable(f"the words have to be the person's own: {legible(clause)}")
    return words


_SMALL = {"a", "an", "the"}


# -- from choices to ops


def _recolor(form: _Form) -> list[Json]:
    color = _said_color(form.clause) or form.line("Which color?", COLORS).value
    return [{"op": "recolor", "targets": form.things("Which things get another color?"), "color": color}]


def _said_color(clause: str) -> str | None:
    """The one color that the words themselves name after the thing: no need to ask."""
    match = re.search(r"(?:in|to|into|be|become|turn|paint\w* .*|make .*) ((?:light |dark |bright )?\w+)$", clause)
    return color_of(match.group(1)) if match else None


def _adjust(form: _Form) -> list[Json]:
    name, _, amount = form.line("How?", TONES).value.partition(" ")
    assert name == "auto" or name in ADJUSTMENTS
    change: Json = {"auto": True} if name == "auto" else {name: float(amount)}
    return [{"op": "adjust", "targets": form.things("Which part of the picture?", whole=True), **change}]


def _swap(form: _Form) -> list[Json]:
    targets = form.things("Which two things change places?", most=2)
    if len(targets) != 2:
        raise Unusable("a swap is of two things")
    return [{"op": "swap", "target": targets[0], "other": targets[1]}]


def _insert(form: _Form) -> list[Json]:
    return [{"op": "insert", "prompt": form.words("What is to be added?"), "at": form.place()}]


def _move(form: _Form) -> list[Json]:
    to = form.place()
    return form.thing("Which thing is to be moved?", lambda target: {"op": "move", "target": target, "to": to})


def _replace(form: _Form) -> list[Json]:
    targets = form.things("Which thing is to be replaced?")
    return [{"op": "replace", "targets": targets, "prompt": form.words("What comes in its place?")}]


def _resize(form: _Form) -> list[Json]:
    scale = float(form.line("How large?", SIZES).value)
    return [{"op": "resize", "targets": form.things("Which things?"), "scale": scale}]


def _restyle(form: _Form) -> list[Json]:
    targets = form.things("Which part of the picture?", whole=True)
    return [{"op": "restyle", "targets": targets, "prompt": form.words("In which style or material?")}]


def _instruct(form: _Form) -> list[Json]:
    targets = form.things("Which part of the picture?", whole=True)
    wish = form.words("How is it to feel or look?")
    return [{"op": "instruct", "targets": targets, "original": wish, "instructions": []}]


def _background(form: _Form) -> list[Json]:
    name, _, value = form.line("What becomes of the background?", BACKGROUNDS).value.partition(" ")
    return [{"op": "background", name: float(value) if name == "blur" else value}]


def _transform(form: _Form) -> list[Json]:
    name, _, value = form.line("How?", TURNS).value.partition(" ")
    return [{"op": "transform", name: value if name == "flip" else True if name == "straighten" else float(value)}]


def _obscure(form: _Form) -> list[Json]:
    method = form.line("How?", HIDING).value
    return [{"op": "obscure", "targets": form.things("Which things?"), "method": method}]


def _text(form: _Form) -> list[Json]:
    gone = form.one("What becomes of the words?", ["they are taken off", "other words come in their place"]) == 0
    find = form.words("Which words stand there now?")
    return [{"op": "text", "find": find, "replace_with": None if gone else form.words("Which words come there?")}]


def _correct(form: _Form) -> list[Json]:
    way = form.line("What is to be put right?", CORRECTIONS).value
    value = form.words("What is it?") if way == "label" else True
    return [{"op": "correct", "targets": form.things("Of which things?"), way: value}]


def _drop(form: _Form) -> list[Json]:
    """Of what was done, a turn or one action of several."""
    done = [(number, turn) for number, turn in enumerate(form.request.history, 1) if turn.plan.ops][-MOST_TURNS:]
    if not done:
        raise Unusable("nothing was done before")
    choices = [(f"all of “{legible(turn.text)[:80]}”", {"turns": [number]}) for number, turn in done]
    choices += [
        (f"only: {action(op)[:80]}", {"turns": [number], "actions": [place]})
        for number, turn in done
        if len(turn.plan.ops) > 1
        for place, op in enumerate(turn.plan.ops, 1)
    ]
    form.command = {"name": "drop", **choices[form.one("What is taken back?", [text for text, _ in choices])][1]}
    return []


def _version(form: _Form) -> list[Json]:
    """Another version: a new one, or one that there is."""
    others = [version.name for version in form.request.versions if not version.current]
    lines = ["a new version", *(f"go to “{legible(name)[:60]}”" for name in others)]
    place = form.one("Which version?", lines)
    form.command = {"name": "switch", "branch": others[place - 1]} if place else {"name": "branch"}
    return []


_BUILDERS: dict[str, Callable[[_Form], list[Json]]] = {
    "remove": lambda form: [{"op": "remove", "targets": form.things("Which things are to go?")}],
    "duplicate": lambda form: form.thing("Which thing?", lambda target: {"op": "duplicate", "target": target}),
    "recolor": _recolor,
    "replace": _replace,
    "insert": _insert,
    "move": _move,
    "resize": _resize,
    "swap": _swap,
    "obscure": _obscure,
    "adjust": _adjust,
    "background": _background,
    "restyle": _restyle,
    "transform": _transform,
    "instruct": _instruct,
    "text": _text,
    "restore": lambda form: [{"op": "restore", "targets": form.things("Where?", whole=True)}],
    "correct": _correct,
    "drop": _drop,
    "version": _version,
}
