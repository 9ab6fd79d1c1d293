"""Reads the clauses of an instruction in order and collects their ops."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from ...scene.ops import EditOp, Remove
from ...scene.plan import Command, Drop, Keep
from ...scene.target import ObjectTarget
from .clauses.asides import put_in_place
from .clauses.at_marks import orders_of_marks
from .clauses.contrast import contrasted, mended
from .clauses.fragments import NAMED, POINTING, imperative_of, is_done, names_something, remarked, said_closer
from .clauses.grammar import Frame, frames
from .clauses.hints import FOR_THAT, NOT_THAT, ORDERS, TAKEN_UP, leaves_untouched, spared
from .clauses.inessential import in_earnest, tells_of_past
from .clauses.listing import in_few_words, listed
from .clauses.loosely import loosely
from .clauses.ones import named_ones
from .clauses.placing import placed
from .clauses.remarks import unremarked
from .clauses.splitting import clauses, ends_with_edit, fits_quality, joined_places, parted, starts_clause
from .clauses.statements import asks_edit, is_topic, mentioned, starts_with_verb, telegraphed, topics
from .clauses.toning import TONE_FRAMES, toned
from .context import Context, Focus
from .conversation.commands import command_of, still_wanted
from .conversation.discourse import (
    Past,
    again,
    common_label,
    corrected,
    correction,
    focus_of,
    last_turn,
    made_by,
    put_at,
    retarget,
    targets_of,
)
from .conversation.effects import apply_op
from .conversation.followups import eased, followed, joined
from .conversation.keeping import library_command, refuse_unknown, told_at_once
from .conversation.orders import straightened
from .conversation.outside import is_question
from .outcomes import Ambiguous, Missing, NotRead, Open, OtherFrame, Refused, Settled, Unread
from .port import ReadRequest
from .things.purposes import for_purpose
from .things.reference import resolve
from .things.referring import PRONOUN
from .verbs.merging import copy_placed, is_of_all, merged, sparing
from .verbs.table import BUILDERS
from .words.normalise import polite, sentences, without_picture
from .words.phrases import Phrase
from .words.wrappers import is_wrapper

Ops = tuple[EditOp, ...]


@dataclass(frozen=True)
class Read:
    """What the clauses came to so far."""

    ops: Ops = ()
    command: Command | None = None
    replaces: int | None = None
    context: Context | None = None
    """What the ops were read against, with what they add."""


_LETS_GO = re.compile(r"\b(?:drop|scrap|discard|ditch|dump|trash|lose) (?:it|them|that|him|her)(?: please)?[ .!]*$")
"""Said before anything was edited it is about a thing, where one was spoken of."""


_ALL_COLORS = re.compile(r"\bthe (?:colors|tones|hues)\b(?! (?:of|on|in) )")
"""These are the picture's, whatever was spoken of."""


class Reader:
    """Reads the clauses of one instruction in order, carrying what was mentioned from one to the next."""

    def __init__(self, request: ReadRequest, context: Context) -> None:
        self.history = request.history
        self.past: Past | None = None if self._in_vain else last_turn(request.history)
        self.context = context
        self.result = Read()
        self.missing: list[Missing] = []
        self.unread: NotRead | None = None
        self.rest: tuple[str, ...] = ()
        """The clauses still to be read."""
        self.eased = False
        """Whether the clause before said that it is too much of something: the next may say the same."""
        self.spared: list[str] = []
        """What is to stay as it is, also in what all of the picture goes through afterwards."""
        self.unclear: list[str] = []
        """Clauses that ask for an edit and were not understood."""

    def read(self) -> Read:
        parts = [(clause, end) for words, end in self._sentences() for clause in self._clauses(words, end)]
        for i, (clause, end) in enumerate(parts):
            self.rest = tuple(later for later, _ in parts[i + 1 :])
            self._clause(clause, end, alone=len(parts) == 1, first=i == 0)
        if self.missing:
            raise Missing(
                tuple(p for m in self.missing for p in m.phrases), tuple(t for m in self.missing for t in m.inside)
            )
        if self.unclear and (self.result.command is None or self.result.ops):
            raise Unread(self.unclear[0], () if self.result.command else self.result.ops)
        if not self.result.ops and self.result.command is None and self.unread is not None:
            raise self.unread
        return replace(self.result, ops=self._with_spared(), context=self.context)

    def _with_spared(self) -> Ops:
        """`leave the dog alone . make it black and white`: all of it but the dog."""
        ops = self.result.ops
        for what in self.spared:
            ops = tuple(left for op in ops for left in (sparing((op,), what, self.context) if is_of_all(op) else (op,)))
        return ops

    def _sentences(self) -> list[tuple[str, str]]:
        said = orders_of_marks(self.context.said.text) if self.context.marks else self.context.said.text
        text = named_ones(mended(in_earnest(said)), self.context.nouns)
        if self.past and not self._is_command(text):
            text = followed(text, self.past.ops, starts_clause)
        found = sentences(placed(unremarked(text)))
        if not found:
            raise Refused("nothing was said; say what to change, for example “remove the cup on the left”")
        return [part for part in found if not is_wrapper(part[0])] or found

    def _order(self, words: str) -> str | None:
        """The command that is all that is said, even where an edit seems to follow (`that was silly, undo it`)."""
        if not self.history and _LETS_GO.search(words):
            return None
        if not ends_with_edit(words):
            order = straightened(words, self.history)
            return order if command_of(order, self.history) else None
        try:
            order = straightened(words, self.history)
            return order if order != words and command_of(order, self.history) else None
        except NotRead:
            return None

    def _is_command(self, text: str) -> bool:
        try:
            return command_of(straightened(text, self.history), self.history) is not None
        except NotRead:
            return True

    def _clauses(self, words: str, end: str) -> list[str]:
        words = telegraphed(polite(put_in_place(told_at_once(words))))
        whole = polite(words)
        if (order := self._order(whole)) is not None:
            return [order]
        plain = contrasted(whole)
        if plain == whole and correction(whole) is not None and self.past is not None:
            return [whole]
        words = joined_places(
            placed(named_ones(without_picture(words if plain == whole else plain), self.context.nouns))
        )
        pieces = listed(words, self.context.nouns)
        if not pieces and ":" in words and (told := in_few_words(words, self.context.nouns)) is not None:
            pieces = [told]
        return [parted(clause) for piece in pieces or [words] for clause in clauses(piece)]

    def _clause(self, clause: str, end: str, alone: bool, first: bool) -> None:
        try:
            if first and self._in_vain:
                clause = self._meant(clause)
            elif first and self.past and self._corrects(clause):
                return
            self._plain(clause, end, alone)
        except Missing as missing:
            self.missing.append(missing)
        except Open:
            if not self.missing or not TAKEN_UP.search(clause):
                raise
        except (OtherFrame, Refused) as unread:
            if alone or (isinstance(unread, Refused) and unread.reason):
                raise
            self.unclear.append(clause)

    @property
    def _in_vain(self) -> bool:
        """Whether the turn before could not be done: it left nothing to correct, and older turns are not meant."""
        return bool(self.history) and self.history[-1].plan.status == "cannot"

    def _meant(self, clause: str) -> str:
        """What `no, I meant the cat` says anew, where an edit; what should be done with it is asked for."""
        rest = correction(clause)
        if not rest or starts_with_verb(rest) or command_of(clause, self.history) is not None:
            return rest or clause
        self._speak_of(rest)
        raise Open(f"What should be done with {rest}?")

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
        if self._command_words(clause) or self._negated(clause) or is_done(clause, self.result.ops):
            return
        last = self.result.ops[-1:] or (self.past.ops if self.past else ())
        if last:
            clause = eased(joined(clause, starts_clause))
        if self.eased and clause in ("a bit less", "less"):
            return
        self.eased = re.search(r"\btoo \w+$", clause) is not None
        again_ops = again(clause, last, self.context)
        if again_ops is not None:
            self._add(again_ops)
            return
        if self._mentions(clause, end, alone):
            return
        self._edit(clause, end, alone, last)

    def _command_words(self, clause: str) -> bool:
        gone = not self.history and self.context.focus.targets and _LETS_GO.fullmatch(clause)
        command = None if gone else library_command(clause, self.context) or command_of(clause, self.history)
        if command is None:
            refuse_unknown(clause, self.context)
            return False
        self.result = replace(self.result, command=command)
        if isinstance(command, Drop) and (wanted := still_wanted(clause, self.history)):
            self.result = replace(self.result, ops=(*self.result.ops, *wanted))
        if isinstance(command, Keep):
            self.context = self.context.about(Focus((command.target,)))
        return True

    def _negated(self, clause: str) -> bool:
        """`do not touch the lamp`, `keep it`, `not the lamp`: nothing to do, but takes it out of what was said."""
        what = spared(clause)
        if what is None:
            return False
        if NOT_THAT.fullmatch(clause):
            self.result = replace(self.result, ops=self.result.ops[:-1])
        elif what:
            untouched = leaves_untouched(clause)
            self.result = replace(self.result, ops=sparing(self.result.ops, what, self.context, untouched))
            self.spared += [what] if untouched and not self.result.ops else []
            if self.rest and TAKEN_UP.search(self.rest[0]) and not self.rest[0].startswith(("remove", "delete")):
                self._speak_if_named(what)
        self.unread = self.unread or Refused("it stays as it is: nothing to do")
        return True

    def _mentions(self, clause: str, end: str, alone: bool) -> bool:
        """A question or statement that only says what the next clause is about."""
        phrase = mentioned(clause)
        if re.search(r" (?:should|must|has to|have to|needs? to) ", clause) and end != "?":
            return False
        if phrase is None and (not (end == "?" and is_question(clause)) or ORDERS.match(clause)):
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
            self._speak_of_any(clause)
        except Missing:
            told = phrase is None or clause.startswith(("there is", "there are", "here is"))
            if not told or not self._speak_of_any(clause):
                raise
        return True

    def _speak_of(self, words: str) -> None:
        unclear = False
        try:
            targets = resolve(words, self.context).targets
        except Ambiguous as several:
            targets = tuple(target for choice in several.choices for target in choice.targets)
            unclear = True
        if not targets:
            raise Open(f"What does “{words}” mean here?")
        self.context = self.context.about(Focus(targets, common_label(targets, self.context), unclear=unclear))

    def _speak_if_named(self, words: str) -> bool:
        if named := names_something(words, self.context):
            self._speak_of(words)
        return named

    def _speak_of_any(self, clause: str) -> bool:
        """Whether one of the phrases of a statement is known: then that is what it is about."""
        for words in topics(clause, self.context.nouns):
            try:
                self._speak_of(words)
                return True
            except Missing:
                if is_topic(words, clause) and self.rest and TAKEN_UP.search(self.rest[0]):
                    raise
            except NotRead:
                continue
        fitting = for_purpose(self.context.standing, clause, Phrase(clause, "thing"), self.context)
        if fitting:
            targets = tuple(ObjectTarget(object=thing.id) for thing in fitting)
            label = common_label(targets, self.context)
            self.context = self.context.about(Focus(targets, label, unclear=len(targets) > 1))
        return bool(fitting)

    def _edit(self, clause: str, end: str, alone: bool, last: Ops) -> None:
        problem: NotRead | None = None
        clause = self._about_tones(clause)
        for frame in frames(clause):
            if frame.verb in ("complaint", "flawed") and any(TAKEN_UP.search(later) for later in self.rest):
                continue
            if self._needs_nothing(frame):
                return
            try:
                self._add(BUILDERS[frame.verb](frame, self.context))
                return
            except Settled:
                raise
            except NotRead as raised:
                if problem is None or raised.rank > problem.rank:
                    problem = raised
        if problem is not None and problem.rank > 0:
            raise problem
        self._without_frame(clause, end, alone, last)

    def _without_frame(self, clause: str, end: str, alone: bool, last: Ops) -> None:
        """What no verb frame reads: a fragment, words in any order, a statement."""
        if self._fragment(clause, last):
            return
        if (plain := loosely(clause, self.context)) is not None and plain != clause:
            self._edit(plain, "", True, last)
            return
        if self.rest and FOR_THAT.search(self.rest[0]):
            self.context = replace(self.context, preamble=clause)
            return
        if not alone and starts_with_verb(clause):
            self.unclear.append(clause)
            return
        if alone:
            raise Refused(
                "this is a question, not an edit; say what to change in the picture"
                if is_question(clause) or end == "?"
                else ""
            )
        self._statement(clause)

    def _needs_nothing(self, frame: Frame) -> bool:
        """Whether what is meant was removed just before, or a later clause says what it is to become."""
        thing = frame.get("obj") or ""
        if frame.verb == "remove" and PRONOUN.fullmatch(thing):
            last = self.result.ops[-1:]
            return bool(last) and isinstance(last[0], Remove) and not self.context.focus.targets
        open_still = frame.verb == "quality_open" and any(map(TAKEN_UP.search, self.rest))
        return open_still and self._speak_if_named(thing)

    def _about_tones(self, clause: str) -> str:
        """The clause, plainly where it is about nothing but tones and nothing is spoken of but the picture."""
        spoken_of = self.context.focus.targets or self.context.marks
        if spoken_of:
            plain = toned(clause) if _ALL_COLORS.search(clause) else None
            return f"{plain} of the picture" if plain else clause
        return clause if next(frames(clause, TONE_FRAMES), None) is not None else toned(clause) or clause

    def _fragment(self, clause: str, last: Ops) -> bool:
        """`and the lamp`: the last action done to something else."""
        tells = tells_of_past(clause, self.context.nouns)
        if (
            self.rest
            and not tells
            and TAKEN_UP.search(self.rest[0])
            and clause.startswith(POINTING)
            and names_something(clause, self.context)
        ):
            self._speak_of(clause)
            return True
        if self.rest and (about := remarked(clause, self.rest[0], self.context)) is not None:
            return not about or self._speak_if_named(about)
        if (words := imperative_of(clause, last, self.context)) is not None:
            self._edit(words, "", True, ())
            self.result = replace(self.result, ops=said_closer(self.result.ops, clause))
            return True
        words = re.sub(r"^(?:and|also|now|then|plus|same for|the same for|what about|how about) ", "", clause)
        if self.rest and not tells and not asks_edit(words) and self._speak_if_named(words):
            return True
        if not last and names_something(words, self.context):
            raise Open(f"What should be done with {words}?")
        if not last or NAMED.match(words) is None:
            return False
        label = self.context.focus.label or focus_of(last, self.context).label
        self._add(retarget(last, words, self.context.about(Focus(self.context.focus.targets, label))))
        return True

    def _statement(self, clause: str) -> None:
        """`the cat is ugly`: may say what "it" is; `it is raining` what is needed."""
        if asks_edit(clause):
            self.unclear.append(clause)
            return
        self.context = replace(self.context, preamble=clause)
        self.unread = self.unread or Refused("")
        self._speak_of_any(clause)

    def _add(self, ops: Ops) -> None:
        if (placed := copy_placed(self.result.ops, ops)) is not None:
            self.result = replace(self.result, ops=placed)
            return
        new = tuple(op for op in ops if op not in self.result.ops[-1:])
        self.result = replace(self.result, ops=merged(self.result.ops, new))
        scene = self.context.scene
        for op in new:
            if op.op in ("insert", "duplicate"):
                scene = apply_op(scene, op, dict(self.context.marks))
        gone = {t.object for op in new if isinstance(op, Remove) for t in op.targets if isinstance(t, ObjectTarget)}
        context = replace(self.context, scene=scene, gone=self.context.gone | gone)
        added, there = made_by(new, context) or self.context.added, put_at(new) or self.context.there
        context = replace(context, added=added, there=there)
        label = focus_of(new, context)
        self.context = context.about(label if new else context.focus)
