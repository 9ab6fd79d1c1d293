"""The lexical interpreter: rules, a lexicon and a commonsense table; deterministic, explainable, no model needed."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cache, partial

from ...scene.objects import SceneObject
from ...scene.ops import EditOp
from ...scene.plan import Branch, Command, EditPlan, Option, Switch
from ...tools.ports import TextEncoder
from .backing_off import backed_off
from .clauses.asides import spoken_plainly
from .clauses.grammar import vocabulary
from .clauses.languages import ONLY_ENGLISH, has_other_script, is_foreign
from .clauses.presenting import named_at_once
from .clauses.quantities import counted_at_nouns
from .clauses.quoting import quote_said
from .clauses.relief import in_plain_words
from .clauses.unpunctuated import with_commas
from .context import Context
from .conversation.discourse import alike, focus_of, last_turn, made_by, put_at
from .conversation.history import wanted_of_history
from .conversation.keeping import names_given
from .conversation.outside import refuse_outside
from .knowledge.similarity import Similarity
from .knowledge.table import NOTHING, Knowledge, table
from .outcomes import Ambiguous, Asked, Missing, NotRead, Open, OtherFrame, Refused, Unread
from .port import Reading, ReadRequest
from .reader import Read
from .rereading import reread
from .telling.confidence import TOLD, confidence, doubt
from .telling.evidence import Evidence, evidence
from .telling.why import explain, explain_choice
from .telling.wording import command_words, target_words
from .things.describe import counted
from .things.nouns import GENDERS
from .whole import read_clauses
from .words.normalise import Cleaned, clean, data, plural, polite, word_count
from .words.numbers import numbered
from .words.slips import as_meant
from .words.spelling import LABEL, SCENE

Ops = tuple[EditOp, ...]
MAX_OPTIONS = 16
MAX_WORDS = 400
TOO_LONG = f"that is too much at once: at most {MAX_WORDS} words are read, but {{count}} came; say it in several turns"


_CODE = re.compile(r"\w__|__\w|[{}<>\\]")
"""Signs that nobody types by slip: what holds them is no sentence with wrong words."""


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
        count = word_count(request.instruction.text)
        if count > MAX_WORDS:
            return Reading(EditPlan.cannot(TOO_LONG.format(count=count)), 1.0)
        if has_other_script(quote_said(request.instruction.text)):
            return Reading(EditPlan.cannot(ONLY_ENGLISH), 1.0)
        context = self.context_of(request)
        first = _read(request, context)
        if first[0].status in ("cannot", "look") and is_foreign(request.instruction.text):
            plan = EditPlan.cannot(ONLY_ENGLISH)
            return _weighed(plan, evidence(plan, context))
        if _CODE.search(request.instruction.text):
            return _weighed(*first)
        words = _vocabulary(request, context.table)
        again = reread(
            first, context, words, lambda said: _meant(said, request, context.table), partial(_read, request)
        )
        return _weighed(*backed_off(again, context, partial(_read, request)))

    def context_of(self, request: ReadRequest) -> Context:
        """What the words of a request are read against."""
        known = table() if self._knowledge else NOTHING
        said = clean(quote_said(request.instruction.text), _vocabulary(request, known))
        said = _meant(said, request, known)
        extra = request.instruction.model_extra or {}
        context = Context(
            request.scene, said, request.instruction.marks, extra.get("references") or {}, known, self._similar
        )
        context = replace(context, library=tuple(extra.get("library") or ()), before=request.before)
        past = last_turn(request.history)
        if past is None:
            return context
        focus = focus_of(past.ops, context)
        if not focus.targets and not any(thing.label == focus.label for thing in request.scene.objects):
            focus = replace(focus, label=_spoken_of(request.history[past.number - 1].text, context) or focus.label)
        context = replace(context, recent=alike(request.history, context), there=put_at(past.ops))
        return replace(context.about(focus), added=made_by(past.ops, context))


_TWICE_ALL = re.compile(r"\ball(?: of)?(?: the)? all\b")


def _meant(said: Cleaned, request: ReadRequest, known: Knowledge) -> Cleaned:
    """Words as they are meant in this scene, its things by their numbers too."""
    labels = {thing.label.lower() for thing in request.scene.objects}
    names = {name for label in labels if (row := known.about(label)) for name in row.names}
    nouns = labels | names
    kinds = {kind for label in labels if (row := known.about(label)) for kind in row.kinds}

    def knows(noun: str) -> bool:
        return noun in nouns or noun in kinds or any(label.endswith(f" {noun}") for label in labels)

    def is_person(noun: str) -> bool:
        row = known.about(noun)
        return noun in ("person", "people", *GENDERS) or (row is not None and "person" in (row.label, *row.kinds))

    said = as_meant(replace(said, text=with_commas(said.text, request.scene, known)), nouns)
    plain = named_at_once(in_plain_words(spoken_plainly(said.text)), knows)
    plain = _TWICE_ALL.sub("all", counted_at_nouns(plain, knows, is_person))
    return replace(said, text=numbered(plain, request.scene.ids))


def _read(request: ReadRequest, context: Context) -> tuple[EditPlan, Evidence]:
    plan, doubts = _plan(request, context)
    return plan, evidence(plan, context, doubts)


def _spoken_of(text: str, context: Context) -> str:
    """The label among those of the scene that an earlier instruction names, "" for none."""
    words = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    labels = sorted({thing.label for thing in context.scene.objects}, key=len, reverse=True)
    return next((label for label in labels if f" {label}" in words), "")


def _traits(thing: SceneObject) -> str:
    """Its attributes as words; not what it says, which is the picture's and not the person's."""
    return " ".join(str(value) for name, value in thing.attributes.items() if name != "text")


@cache
def _common_words(known: Knowledge) -> dict[str, int]:
    """Those of the table, of verbs and of any sentence, the likelier lower."""
    tiers = (known.words(), vocabulary(), data("words")["function"])
    return {word: 4 - i for i, tier in enumerate(tiers) for word in tier}


def _vocabulary(request: ReadRequest, known: Knowledge) -> dict[str, int]:
    """Words a misspelt one may be, with how unlikely it is: of the scene, any sentence, verbs, of the table."""
    scene = {
        word
        for thing in request.scene.objects
        for word in re.findall(r"[a-z]+", f"{thing.label} {_traits(thing)}".lower())
    }
    rows = (known.about(thing.label.lower()) for thing in request.scene.objects)
    names = {word for row in rows if row for name in row.names for word in name.split()}
    names |= names_given(request.instruction.text) | _library_words(request)
    scene |= {plural(word) for word in scene}
    return {**_common_words(known), **dict.fromkeys(names, SCENE), **dict.fromkeys(scene, LABEL)}


def _library_words(request: ReadRequest) -> set[str]:
    kept = (request.instruction.model_extra or {}).get("library") or ()
    return {word for name in kept for word in re.findall(r"[a-z]+", name.lower())}


def _weighed(plan: EditPlan, found: Evidence) -> Reading:
    """With how likely it is what was meant; where that is in doubt, the plan says why."""
    sure = confidence(found)
    why = doubt(found) if plan.status == "ready" and sure < TOLD else ""
    return Reading(plan.model_copy(update={"notes": (*plan.notes, why)}) if why else plan, sure)


_Doubtful = tuple[EditPlan, tuple[str, ...]]


def _plan(request: ReadRequest, context: Context) -> _Doubtful:
    try:
        refuse_outside(request.instruction.text)
        return _of_history(request, context) or _settled(request, context)
    except Unread as unread:
        return _without(unread, context), ()
    except Missing as missing:
        return _look(missing, request.can_look, context), ()
    except Open as question:
        options = question.options if isinstance(question, Asked) else ()
        return _ask(
            question.question, *options, rationale=f"“{context.said.text}” leaves open: {question.question}"
        ), ()
    except NotRead as refused:
        return EditPlan.cannot(getattr(refused, "reason", "") or NOT_AN_EDIT), ()


_MARK_NAME = re.compile(r"\[[a-z]{1,2}\]")


def _ask(text: str, *options: Option, rationale: str) -> EditPlan:
    """A question, in which marks are named as they stand on the picture."""

    def told(words: str) -> str:
        return _MARK_NAME.sub(lambda name: name[0].upper(), words)

    named = (option.model_copy(update={"label": told(option.label)}) for option in options)
    return EditPlan.ask(told(text), *named, rationale=told(rationale))


NOT_AN_EDIT = "this was not understood as an edit; say what to change and how, such as “remove the cup on the left”"


def _without(unread: Unread, context: Context) -> EditPlan:
    """Nothing is done silently in part: the rest only on a word."""
    if not unread.ops:
        return EditPlan.cannot(unread.reason)
    rest = explain(unread.ops, context, context).text
    return _ask(
        f"“{unread.clause}” was not understood. Do the rest without it?",
        Option(label="go on without it", ops=unread.ops),
        rationale=f"{rest}; but “{unread.clause}” was not understood",
    )


def _look(missing: Missing, can_look: bool, context: Context) -> EditPlan:
    if not can_look:
        return EditPlan.cannot(f"not found in the picture: {', '.join(missing.phrases)}")
    inside = {
        phrase: target for phrase, target in zip(missing.phrases, missing.inside, strict=True) if target is not None
    }
    wanted = " and ".join(
        f"“{phrase}”" + (f" of {target_words(inside[phrase])}" if phrase in inside else "")
        for phrase in missing.phrases
    )
    return EditPlan.look(
        *missing.phrases,
        look_in=inside,
        rationale=f"look for {wanted}: not among the {counted(len(context.scene.objects), 'thing')} known so far",
    )


_THEN = re.compile(r"(?: ?,)? (?:and|then|and then) | ?[,;] ")


def _of_history(request: ReadRequest, context: Context) -> _Doubtful | None:
    """What is wanted of the edits and versions so far; with a new version, also what follows in the same breath."""
    said = context.said.text.strip(" ,.!?")
    for text in dict.fromkeys((said, polite(said))):
        wanted = wanted_of_history(text, request)
        if wanted is not None and wanted.ops:
            return _ready(Read(ops=wanted.ops, replaces=wanted.replaces), context)
        if wanted is not None:
            return _ready(Read(command=_as_typed(wanted.command, context)), context)
    for then in _THEN.finditer(text):
        first = wanted_of_history(text[: then.start()], request) if text[then.end() :] else None
        if first is not None and isinstance(first.command, Branch | Switch):
            rest = replace(context, said=replace(context.said, text=text[then.end() :]))
            read = replace(read_clauses(request, rest), command=_as_typed(first.command, context))
            return _ready(read, rest)
    return None


def _as_typed(command: Command | None, context: Context) -> Command | None:
    """With a quoted name as it was written."""
    if isinstance(command, Branch) and command.called:
        return command.model_copy(update={"called": context.said.quoted(command.called)})
    return command


def _settled(request: ReadRequest, context: Context) -> _Doubtful:
    """The plan; where a phrase fits several things, the instruction is read once for each to give complete options."""
    try:
        return _ready(read_clauses(request, context), context)
    except Ambiguous as several:
        options = _options(request, context, several)
        texts = {str([op.model_dump(mode="json", exclude={"said"}) for op in option.ops]) for option in options}
        if len(texts) == 1 and len(several.choices) > 1 and options[0].ops:
            return EditPlan.ready(*options[0].ops, rationale=explain(options[0].ops, context, context).text), ()
        if not options and several.choices:
            return EditPlan.cannot(NOT_AN_EDIT), ()
        return _ask(several.question, *options, rationale=explain_choice(several, context)), ()


def _options(request: ReadRequest, context: Context, several: Ambiguous) -> list[Option]:
    options: list[Option] = []
    problem: Missing | Open | None = None
    for choice in several.choices:
        pinned = context.pin(several.phrase, choice.targets)
        try:
            read = read_clauses(request, pinned)
            options.append(Option(label=choice.label, ops=read.ops, command=None if read.ops else read.command))
        except Ambiguous as further:
            inner = _options(request, pinned, further) if further.phrase != several.phrase else []
            options += [Option(label=f"{choice.label}; {option.label}", ops=option.ops) for option in inner]
        except Missing as missing:
            problem = missing
        except Unread as unread:
            raise Unread(unread.clause) from None
        except Open as question:
            problem = problem or question
        except (Refused, OtherFrame):
            continue
    if problem is not None and not options:
        raise problem
    return options[:MAX_OPTIONS]


def _ready(read: Read, context: Context) -> _Doubtful:
    if read.ops:
        why = explain(read.ops, context, read.context or context)
        return EditPlan.ready(*read.ops, command=read.command, replaces=read.replaces, rationale=why.text), why.doubts
    if read.command is not None:
        return EditPlan.order(read.command, rationale=command_words(read.command)), ()
    raise Refused("nothing is left to do after what should stay as it is")
