"""The lexical interpreter: rules, a lexicon and a commonsense table; deterministic, explainable, no model needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

from ...scene.ops import Duplicate, EditOp, Move, Remove
from ...scene.plan import Command, EditPlan, Option
from ...scene.target import ObjectTarget, Target
from ...tools.ports import TextEncoder
from .clauses import clauses, fits_place, fits_quality
from .commands import command_of, is_question, refuse_outside
from .context import Context, Focus
from .discourse import Past, again, answered, corrected, correction, common_label, focus_of, last_turn, retarget, targets_of
from .effects import apply_op
from .grammar import first_words, frames, vocabulary
from .knowledge import NOTHING, Knowledge, table
from .normalise import clean, data, polite, sentences, without_picture
from .outcomes import Ambiguous, Missing, NotRead, Open, OtherFrame, Refused
from .port import PastTurn, Reading, ReadRequest
from .reference import resolve
from .similarity import Similarity
from .verbs import BUILDERS

Ops = tuple[EditOp, ...]
MAX_OPTIONS = 16


@dataclass(frozen=True)
class _Read:
    """What the clauses came to so far."""

    ops: Ops = ()
    command: Command | None = None
    replaces: int | None = None


class LexicalInterpreter:
    """Reads by rules. `encoder` leases sentence vectors for words that rules and table do not know; `knowledge` False
    leaves the commonsense table out (an ablation)."""

    id = "lexical/1"

    def __init__(
        self, encoder: Callable[[], AbstractContextManager[TextEncoder]] | None = None, knowledge: bool = True
    ) -> None:
        self._similar = Similarity(encoder) if encoder else None
        self._knowledge = knowledge

    def read(self, request: ReadRequest) -> Reading:
        plan = _plan(request, self._context(request))
        return Reading(plan, _confidence(plan, request))

    def _context(self, request: ReadRequest) -> Context:
        known = table() if self._knowledge else NOTHING
        said = clean(request.instruction.text, _vocabulary(request, known))
        extra = request.instruction.model_extra or {}
        context = Context(
            request.scene, said, request.instruction.marks, extra.get("references") or {}, known, self._similar
        )
        past = last_turn(request.history)
        return context.about(focus_of(past.ops, context)) if past else context


def _vocabulary(request: ReadRequest, known: Knowledge) -> dict[str, int]:
    """Words that a misspelt one may be, with how unlikely each is: of the scene, of every sentence, of verbs, of the table."""
    scene = {
        word
        for thing in request.scene.objects
        for word in re.findall(r"[a-z]+", f"{thing.label} {' '.join(map(str, thing.attributes.values()))}".lower())
    }
    tiers = (known.words(), vocabulary(), data("words")["function"], scene)
    return {word: len(tiers) - i for i, tier in enumerate(tiers) for word in tier}


def _confidence(plan: EditPlan, request: ReadRequest) -> float:
    base = {"ready": 0.95, "command": 0.97, "look": 0.8, "ask": 0.8, "cannot": 0.6}[plan.status]
    corrected_words = plan.status == "ready" and not set(
        re.findall(r"[a-z]{4,}", request.instruction.text.lower())
    ) <= _known_words(request)
    return base - 0.1 if corrected_words else base


def _known_words(request: ReadRequest) -> set[str]:
    vocabulary_ = _vocabulary(request, table())
    return {
        word
        for word in re.findall(r"[a-z]{4,}", request.instruction.text.lower())
        if clean(word, vocabulary_).text.split()[:1] in ([word], [])
    }


def _plan(request: ReadRequest, context: Context) -> EditPlan:
    try:
        refuse_outside(request.instruction.text)
        return _settled(request, context)
    except Missing as missing:
        return _look(missing, request.can_look)
    except Open as question:
        return EditPlan.ask(question.question)
    except NotRead as refused:
        return EditPlan.cannot(
            getattr(refused, "reason", "")
            or "this was not understood as an edit; say what to change and how, for example “remove the cup on the left”"
        )


def _look(missing: Missing, can_look: bool) -> EditPlan:
    if not can_look:
        return EditPlan.cannot(f"not found in the picture: {', '.join(missing.phrases)}")
    inside = {
        phrase: target for phrase, target in zip(missing.phrases, missing.inside, strict=True) if target is not None
    }
    return EditPlan.look(
        *missing.phrases, look_in=inside, rationale=f"{', '.join(missing.phrases)}: not in the scene yet"
    )


def _settled(request: ReadRequest, context: Context) -> EditPlan:
    """The plan; where a phrase fits several things, the instruction is read once for each to give complete options."""
    try:
        return _ready(_read(request, context))
    except Ambiguous as several:
        options = _options(request, context, several)
        texts = {str([op.model_dump(mode="json", exclude={"said"}) for op in option.ops]) for option in options}
        if len(texts) == 1 and len(several.choices) > 1:
            return EditPlan.ready(*options[0].ops)
        return EditPlan.ask(
            several.question, *options, rationale=f"“{several.phrase}” fits {len(several.choices)} readings"
        )


def _options(request: ReadRequest, context: Context, several: Ambiguous) -> list[Option]:
    options: list[Option] = []
    for choice in several.choices:
        pinned = context.pin(several.phrase, choice.targets)
        try:
            options.append(Option(label=choice.label, ops=_read(request, pinned).ops))
        except Ambiguous as further:
            inner = _options(request, pinned, further) if further.phrase != several.phrase else []
            options += [Option(label=f"{choice.label}; {option.label}", ops=option.ops) for option in inner]
        except (Refused, Open, OtherFrame):
            continue
    return options[:MAX_OPTIONS]


def _ready(read: _Read) -> EditPlan:
    if read.ops:
        return EditPlan.ready(*read.ops, command=read.command, replaces=read.replaces)
    if read.command is not None:
        return EditPlan.order(read.command)
    raise Refused("nothing is left to do after what should stay as it is")


def _read(request: ReadRequest, context: Context) -> _Read:
    if (reply := _answer(request, context)) is not None:
        return _Read(ops=reply)
    reader = _Reader(request, context)
    return reader.read()


def _answer(request: ReadRequest, context: Context) -> Ops | None:
    """An answer to a question that is still open."""
    last = request.history[-1] if request.history else None
    if last is None or last.plan.status != "ask":
        return None
    text = polite(context.said.text.strip(" .!?"))
    if text.split() and text.split()[0] in first_words() and next(frames(text), None) is not None:
        return None
    try:
        return answered(text, last.plan, context)
    except (OtherFrame, Missing):
        return None


class _Reader:
    """Reads the clauses of one instruction in order, carrying what was mentioned from one to the next."""

    def __init__(self, request: ReadRequest, context: Context) -> None:
        self.history = request.history
        self.past: Past | None = last_turn(request.history)
        self.context = context
        self.result = _Read()
        self.missing: list[Missing] = []
        self.unread: NotRead | None = None

    def read(self) -> _Read:
        parts = [(clause, end) for words, end in self._sentences() for clause in self._clauses(words, end)]
        for i, (clause, end) in enumerate(parts):
            self._clause(clause, end, alone=len(parts) == 1, first=i == 0)
        if self.missing:
            raise Missing(
                tuple(p for m in self.missing for p in m.phrases), tuple(t for m in self.missing for t in m.inside)
            )
        if not self.result.ops and self.result.command is None and self.unread is not None:
            raise self.unread
        return self.result

    def _sentences(self) -> list[tuple[str, str]]:
        found = sentences(self.context.said.text)
        if not found:
            raise Refused("nothing was said; say what to change, for example “remove the cup on the left”")
        return found

    def _clauses(self, words: str, end: str) -> list[str]:
        whole = polite(words)
        if command_of(whole, self.history) is not None or correction(whole) is not None:
            return [whole]
        return clauses(without_picture(words))

    def _clause(self, clause: str, end: str, alone: bool, first: bool) -> None:
        try:
            if first and self.past and self._corrects(clause):
                return
            self._plain(clause, end, alone)
        except Missing as missing:
            self.missing.append(missing)

    def _corrects(self, clause: str) -> bool:
        rest = correction(clause)
        if rest is None or self.past is None:
            return False
        if not rest:
            self._command_words("undo")
            return True
        if starts_with_verb(rest) or fits_quality(rest):
            targets = targets_of(self.past.ops[-1])
            self.context = self.context.about(Focus(targets, self.context.focus.label, self.past.ops[-1].op))
            self._plain(rest, "", alone=True)
            self.result = replace(self.result, replaces=self.past.number)
            return True
        self._add(corrected(rest, self.past, self.context))
        self.result = replace(self.result, replaces=self.past.number)
        return True

    def _plain(self, clause: str, end: str, alone: bool) -> None:
        if self._command_words(clause) or self._negated(clause):
            return
        last = self.result.ops[-1:] or (self.past.ops if self.past else ())
        again_ops = again(clause, last, self.context)
        if again_ops is not None:
            self._add(again_ops)
            return
        if self._mentions(clause, end, alone):
            return
        self._edit(clause, end, alone, last)

    def _command_words(self, clause: str) -> bool:
        command = command_of(clause, self.history)
        if command is None:
            return False
        self.result = replace(self.result, command=command)
        return True

    def _negated(self, clause: str) -> bool:
        """`do not touch the lamp`, `keep the lamp`, `not the lamp`: nothing to do, but takes it out of what was said."""
        match = re.match(
            r"(?:do not|never|not|please do not|without|keep|leave|preserve|retain|save)\b(?: (?:remove|delete|erase|touch|change|move|edit|affect|alter|blur|keep))? ?(?P<what>.*?)(?: (?:alone|as it is|as they are|untouched|unchanged|there|as is|in))?$",
            clause,
        )
        if (
            match is None
            or re.match(r"(?:keep|leave|preserve) (?:only|just) ", clause)
            or re.match(r"leave out|without ", clause)
        ):
            return False
        if match.group("what"):
            try:
                kept = resolve(match.group("what"), self.context).targets
            except NotRead:
                kept = ()
            self.result = replace(
                self.result, ops=tuple(op for op in (_without(op, kept) for op in self.result.ops) if op is not None)
            )
        self.unread = self.unread or Refused("it stays as it is: nothing to do")
        return True

    def _mentions(self, clause: str, end: str, alone: bool) -> bool:
        """A question or statement that only says what the next clause is about."""
        phrase = mentioned(clause)
        if phrase is None and not (end == "?" and is_question(clause)):
            return False
        if alone:
            if phrase is not None and not is_question(clause):
                self.context = self.context.about(Focus(resolve(phrase, self.context).targets))
                raise Open(f"What should be done with {phrase}?")
            raise Refused("this is a question, not an edit; say what to change in the picture")
        try:
            self._speak_of(phrase or clause)
        except (Open, OtherFrame, Refused):
            self.context = replace(self.context, preamble=clause)
        return True

    def _speak_of(self, words: str) -> None:
        try:
            targets = resolve(words, self.context).targets
        except Ambiguous as several:
            targets = tuple(target for choice in several.choices for target in choice.targets)
        self.context = self.context.about(Focus(targets, common_label(targets, self.context)))

    def _edit(self, clause: str, end: str, alone: bool, last: Ops) -> None:
        problem: NotRead | None = None
        for frame in frames(clause):
            try:
                self._add(BUILDERS[frame.verb](frame, self.context))
                return
            except NotRead as raised:
                if problem is None or raised.rank > problem.rank:
                    problem = raised
        if problem is not None and problem.rank > 0:
            raise problem
        if self._fragment(clause, last):
            return
        if alone or starts_with_verb(clause):
            raise Refused(
                "this is a question, not an edit; say what to change in the picture"
                if is_question(clause) or end == "?"
                else ""
            )
        self._statement(clause)

    def _fragment(self, clause: str, last: Ops) -> bool:
        """`and the lamp`: the last action done to something else."""
        for words in _spelt_out(clause, self.context):
            self._edit(words, "", True, ())
            return True
        if last and isinstance(last[-1], Move) and fits_place(clause):
            self._edit(f"move {clause}", "", True, ())
            return True
        words = re.sub(r"^(?:and|also|now|then|plus|same for|the same for|what about|how about) ", "", clause)
        if not last and self._names_something(words):
            raise Open(f"What should be done with {words}?")
        if not last or not re.match(
            r"(?:the|all|both|every|each|my|his|her|this|that|these|those|\[|everything|everyone|it|them|only|just)\b|\[",
            words,
        ):
            return False
        label = self.context.focus.label or focus_of(last, self.context).label
        self._add(retarget(last, words, self.context.about(Focus(self.context.focus.targets, label))))
        return True

    def _names_something(self, words: str) -> bool:
        try:
            return bool(re.match(r"(?:the|all|both|my|this) ", words) and resolve(words, self.context).targets)
        except NotRead as unread:
            return isinstance(unread, Ambiguous)

    def _statement(self, clause: str) -> None:
        """`the cat is ugly`: may say what "it" is; `it is raining` what is needed."""
        self.context = replace(self.context, preamble=clause)
        self.unread = self.unread or Refused("")
        for words in _spoken_of(clause):
            try:
                self._speak_of(words)
                return
            except NotRead:
                continue

    def _add(self, ops: Ops) -> None:
        if (placed := _copy_placed(self.result.ops, ops)) is not None:
            self.result = replace(self.result, ops=placed)
            return
        new = tuple(op for op in ops if op not in self.result.ops[-1:])
        self.result = replace(self.result, ops=_merged(self.result.ops, new))
        scene = self.context.scene
        for op in new:
            if op.op in ("insert", "duplicate"):
                scene = apply_op(scene, op, dict(self.context.marks))
        gone = {t.object for op in new if isinstance(op, Remove) for t in op.targets if isinstance(t, ObjectTarget)}
        context = replace(self.context, scene=scene, gone=self.context.gone | gone)
        label = focus_of(new, context)
        self.context = context.about(label if new else context.focus)


def _copy_placed(ops: Ops, new: Ops) -> Ops | None:
    """`copy the vase and put it next to the plant`: the copy goes there."""
    if not ops or len(new) != 1:
        return None
    before, move = ops[-1], new[0]
    if not (isinstance(before, Duplicate) and before.to is None and isinstance(move, Move)):
        return None
    said = getattr(move.target, "said", None) or ""
    copied = said in ("it", "them", "that", "this") or re.search(r"\b(?:copy|copies|duplicate|clone|new one)\b", said)
    return (*ops[:-1], before.model_copy(update={"to": move.to})) if copied else None


def _merged(ops: Ops, new: Ops) -> Ops:
    """The same verb with the same values over several things is one op."""
    merged = list(ops)
    for op in new:
        before = merged[-1] if merged else None
        if (
            before is not None
            and op.op == before.op
            and hasattr(op, "targets")
            and op.targets
            and _values(op) == _values(before)
            and op.op != "transform"
        ):
            targets = tuple(dict.fromkeys((*before.targets, *op.targets)))  # type: ignore[union-attr, misc]
            merged[-1] = before.model_copy(update={"targets": targets})
        else:
            merged.append(op)
    return tuple(merged)


def _values(op: EditOp) -> dict[str, object]:
    return op.model_dump(exclude={"targets"})


def _without(op: EditOp, kept: tuple[Target, ...]) -> EditOp | None:
    ids = {target.object for target in kept if isinstance(target, ObjectTarget)}
    targets = getattr(op, "targets", None)
    if not targets or not ids:
        return op
    left = tuple(t for t in targets if not (isinstance(t, ObjectTarget) and t.object in ids))
    return op.model_copy(update={"targets": left}) if left else None


_FIND = re.compile(
    r"^(?:(?:find|locate|identify|select|pick|choose|look at|look for|consider|spot|see|notice|think of|guess|tell me|do you (?:see|know)|there is|here is|imagine|focus on|point at|search for|determine|detect)(?: out)?) (?P<what>(?:the|a|an|what|which|who|whose|my|this|that|all|every|something|someone|where)\b.+)$"
)


def mentioned(clause: str) -> str | None:
    """The phrase that a clause only points out: `find the …`, `which animal …` → `the animal that …`."""
    found = _FIND.match(clause)
    text = found.group("what") if found else clause
    if match := re.match(
        r"which (?:of (?:the|these|those) )?(?P<noun>\w+)(?P<where> (?:in|on) (?:the|this) (?:picture|photo|image|scene))? (?P<rest>.+)$",
        text,
    ):
        noun = match.group("noun")
        return f"the {noun} that {match.group('rest')}"
    if re.match(r"(?:what|who) (?!about|if|can you do|do you see)\w", text):
        return re.sub(r"^what (?:object|thing|item|kind of (?:thing|object)|device|tool|one)s? ", "what ", text)
    if text.startswith("where is "):
        return text.removeprefix("where is ")
    return text if found else None


_NOUN_PHRASE = re.compile(r"(?=(?P<what>\b(?:the|that|this|my|those|these) .+?)(?: (?:is|are|looks|look|has|have|was|were|seems|bothers|annoys|ruins|spoils)\b|$))")
_SOMETHING = re.compile(
    r"(?:there is )?(?:something|a thing|one thing|one of (?:these|the) (?:things|objects))(?: in (?:this|the) \w+| here)? (?:that |which )?(?P<rest>.+)"
)


def _spoken_of(clause: str) -> list[str]:
    """Phrases of a statement that may be what it is about."""
    if match := _SOMETHING.fullmatch(clause):
        return [f"the thing that {match.group('rest')}"]
    return [match.group("what") for match in _NOUN_PHRASE.finditer(clause)]


def _spelt_out(clause: str, context: Context) -> list[str]:
    """Telegram style with its verb: `couch red`, `cat -> dog`, `bigger cat`."""
    if fits_quality(clause):
        return [f"make {clause}"]
    if " into " in clause and context.nouns(clause.split(" into ")[0].removeprefix("the ").split()[-1]):
        return [f"turn {clause if clause.startswith('the ') else 'the ' + clause}"]
    first, _, rest = clause.partition(" ")
    if context.nouns(first) and fits_quality(f"the {clause}"):
        return [f"make the {clause}"]
    return [f"make the {rest} {first}"] if context.nouns(rest) and first.endswith("er") and fits_quality(f"the {rest} {first}") else []


def starts_with_verb(clause: str) -> bool:
    return clause.split()[0] in first_words() if clause.split() else False


__all__ = ["LexicalInterpreter", "PastTurn"]
