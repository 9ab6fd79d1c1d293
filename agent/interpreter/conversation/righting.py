"""What was seen wrongly, put right in words: `that is no dog, it is a fox`, `call it …`, `these two are one`"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from ....scene.ops import Correct, EditOp
from ....scene.plan import Option
from ....scene.target import MarkTarget, ObjectTarget, Target
from ..clauses.statements import starts_with_verb
from ..context import Context, Focus
from ..outcomes import Asked, Missing, Open, Refused
from ..port import PastTurn
from ..things.nouns import named
from ..things.reference import resolve
from ..things.referring import PRONOUN
from ..words.normalise import is_plural, singular
from ..words.patterns import Rule
from ..words.phrases import parse
from .absences import absent
from .bringing_back import brought_back

Ops = tuple[EditOp, ...]
_SURE = r"(?:really|actually|in fact|in truth|in reality|truly|of course|clearly|obviously)"
_WELL = r"(?:(?:no+|nope|nah|wrong|sorry|well|hey|oops|actually|by the way) ?[,.!]? ?(?:but )?)*"
_IS = rf"(?:is|are)(?: {_SURE})?"
_PLAIN = r"(?:an? |any |the |real )*(?P<wrong>(?:[\w'-]+ ){0,2}?[\w'-]+)"
_NEW = r"(?P<right>(?:an? |some )(?:[\w'-]+ ){0,3}?[\w'-]+)"
_WHAT = r"(?P<what>.+?)(?<!\w that)(?<!\w which)(?<!\w who)"

_NOT_BUT = Rule(
    rf"{_WELL}{_WHAT} {_IS} (?:not|no)(?: {_SURE})? {_PLAIN}(?: at all)?(?: ?[,;:.–-]+ ?| )"
    rf"(?:but|rather|instead|(?:but )?(?:it|that|this|they|these|those) {_IS})(?: rather)?"
    r" (?P<right>(?:an? |some )?(?:[\w'-]+ ){0,3}?[\w'-]+)"
)
_BUT_NOT = Rule(rf"{_WELL}{_WHAT} {_IS} {_NEW} ?,? (?:and |but )?(?:not|no) {_PLAIN}")
_IN_TRUTH = Rule(rf"{_WELL}{_WHAT} (?:is|are) {_SURE} {_NEW}")
_MARK_IS = Rule(rf"{_WELL}(?P<what>\[\w+\]|this|that|it) (?:is|shows) {_NEW}")
_IS_NOT = Rule(rf"{_WELL}{_WHAT} {_IS} (?:not|no)(?: {_SURE})? {_PLAIN}(?: at all)?")
_CALL = Rule(r"(?:call|name|rename|relabel) (?P<said>.+)")
_CALLED = Rule(
    r"(?P<what>.+?)(?: (?:is|are|should be) (?:called|named)| 's (?:right |real |proper )?name (?:is|should be)) "
    r"(?P<right>.+)"
)
_AS = re.compile(r"(?P<what>.+?) (?:as|to|into|to be) (?P<right>.+)")
_ARE_ONE = Rule(
    rf"{_WELL}{_WHAT} (?:are|is)(?: {_SURE}| just| all| both| only| but)*"
    r" (?:one and the same|the (?:very )?same|one single|a single|one)(?P<noun>(?: [\w'-]+){0,2})"
)
_MERGE = Rule(
    r"(?:(?:merge|unite|unify|fuse) (?P<what>.+?)"
    r"|(?:join|combine|count|treat|take|see) (?P<what2>.+?)(?= (?:in|as|for)))"
    r"(?: (?:into|to|as|for) (?:one|a single|the same)(?P<noun>(?: [\w'-]+){0,2})| together)?"
)
_POINTING = Rule(r"(?:that|this|it|these|those|they)(?: (?:thing|things|one|ones))?")
_POINTED = Rule(rf"{_WELL}(?:this|that|it) (?P<rest>(?:is|shows) .+?)(?: (?:at|in|here|here at))? (?P<mark>\[\w+\])")
_CALL_POINTED = Rule(r"(?P<verb>call|name|rename|relabel) (?:this|that|it) (?P<rest>.+?) ?(?P<mark>\[\w+\])")
_POINTS = Rule(rf"{_WELL}(?P<mark>\[\w+\]) ?,? (?:this|that|it) (?P<rest>(?:is|shows) .+)")
_ANSWER = Rule(rf"{_WELL}(?:(?:it|that|this) is )?(?:an? )?(?P<right>(?:[\w'-]+ ){{0,2}}?[\w'-]+)")
_GENERIC = frozenset(["", "thing", "object", "item", "one"])
_IDLE = frozenset(["day", "quits", "done", "off", "even", "good", "back", "up", "night", "out", "in"])
NO_THING = "there is no such thing"


def righted(text: str, context: Context, history: Sequence[PastTurn] = ()) -> Ops | None:
    """What a sentence says of how the picture was seen, as ops; None where it is about something else.

    Raises Ambiguous and Open where it is not clear what is meant, Refused for what nobody took for that."""
    text = _said_of_mark(text)
    told = (_call, _are_one, brought_back)
    for read in told if starts_with_verb(text) else (_instead, _not_but, _in_truth, *told, absent, _is_not):
        try:
            found = read(text, context, history)
        except Missing:
            continue
        if found is not None:
            return found
    return None


def _said_of_mark(text: str) -> str:
    """`this is a fox [A]`, `[A] that is a fox` → `[A] is a fox`; `call it Rex [A]` → `call [A] Rex`."""
    if match := _CALL_POINTED.fullmatch(text):
        return f"{match['verb']} {match['mark']} {match['rest']}"
    match = _POINTED.fullmatch(text) or _POINTS.fullmatch(text)
    return f"{match['mark']} {match['rest']}" if match else text


# -- what it is


def _not_but(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    match = _NOT_BUT.fullmatch(text) or _BUT_NOT.fullmatch(text)
    if match is None or not _is_name(match["right"], context):
        return None
    return _labelled(_taken_for(match["what"], match["wrong"], context), match["right"], context)


def _taken_for(what: str, wrong: str, context: Context) -> tuple[Target, ...] | None:
    """The things that are taken for what they are not; None where nothing is."""
    head = parse(wrong, context.nouns)[0].head or wrong
    taken = {thing.id for thing in named(singular(head), context)}
    if _POINTING.fullmatch(what) and not context.marks and not (context.focus.ids & taken):
        if not taken:
            return None
        what = f"{'all the' if is_plural(wrong) and what in ('these', 'those', 'they') else 'the'} {wrong}"
    targets = resolve(what, context).targets
    under = [_known(target, context) for target in targets]
    return targets if all(id in taken or (id is None and context.marks) for id in under) else None


def _known(target: Target, context: Context) -> str | None:
    if isinstance(target, MarkTarget):
        below = context.under(target)
        return below.id if below else None
    return target.object if isinstance(target, ObjectTarget) else ""


def _in_truth(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    """`the dog is really a fox`, `[A] is a fox`: only where that is the name of some other kind of thing."""
    match = _IN_TRUTH.fullmatch(text) or (_MARK_IS.fullmatch(text) if context.marks else None)
    if match is None:
        return None
    head = parse(match["right"], context.nouns)[0].head
    if not head or not context.nouns(head):
        return None
    targets = resolve(match["what"], context).targets
    same = {thing.id for thing in named(head, context)}
    if any(_known(target, context) in ({""} | same) for target in targets):
        return None
    return _labelled(targets, match["right"], context)


def _labelled(targets: tuple[Target, ...] | None, right: str, context: Context) -> Ops | None:
    if not targets:
        return None
    label = re.sub(r"^(?:an? |the |some |my |our )+", "", context.said.quoted(right)).strip()
    label = singular(label) if len(targets) > 1 else label
    return (Correct(targets=targets, label=label),) if label else None


def _is_name(right: str, context: Context) -> bool:
    """Whether words may say what a thing is: with an article, or a noun that is known."""
    head = parse(right, context.nouns)[0].head
    return bool(re.match(r"(?:an?|some) ", right) or (head and context.nouns(singular(head))))


# -- what it is called


def _call(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    if match := _CALLED.fullmatch(text):
        return _labelled(_things(match["what"], context), match["right"], context)
    match = _CALL.fullmatch(text)
    for what, name in _cuts(match["said"]) if match else ():
        if name in _IDLE or name.removeprefix("a ") in _IDLE or re.match(r"(?:version|this|that|branch|after)\b", name):
            continue
        if targets := _things(what, context):
            return _labelled(targets, name, context)
    return None


def _cuts(said: str) -> Iterator[tuple[str, str]]:
    """Where the thing may end and its name begin: at a word for that, before an article, else rather late."""
    if match := _AS.fullmatch(said):
        yield match["what"], match["right"]
    words = said.split()
    places = range(1, len(words))
    begins = [i for i in places if words[i] in ("a", "an", "the") or words[i].startswith("quote")]
    pointed = [1] if _POINTING.fullmatch(words[0]) or words[0].startswith("[") else []
    for i in dict.fromkeys((*begins, *pointed, *reversed(places))):
        yield " ".join(words[:i]), " ".join(words[i:])


def _things(what: str, context: Context) -> tuple[Target, ...]:
    """The things that words mean; () where they mean none. Which of several it is, is asked."""
    if PRONOUN.fullmatch(what) and not context.marks and not context.focus.targets:
        raise Open(f"What is “{what}”? Name it, or mark it in the picture.")
    try:
        targets = resolve(what, context).targets
    except (Missing, Refused, Open):
        return ()
    return targets if all(isinstance(one, ObjectTarget | MarkTarget) for one in targets) else ()


# -- which are one


def _are_one(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    match = _ARE_ONE.fullmatch(text) or _MERGE.fullmatch(text)
    if match is None or not _may_be(match["noun"], context):
        return None
    targets = _things(match["what"] or match["what2"], context)
    if not targets:
        return None
    if len(targets) < 2:
        raise Refused(f"“{match['what'] or match['what2']}” is one thing already; name the two that are one")
    return (Correct(targets=targets, merge=True),)


def _may_be(noun: str | None, context: Context) -> bool:
    """Whether things can be one of that: no colour and no size, which things have in common."""
    name = (noun or "").strip()
    labels = {thing.label for thing in context.scene.objects}
    return name in _GENERIC or singular(name) in labels or bool(named(name, context))


# -- what it is not


def _is_not(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    """`that is not a dog`: what is it then?"""
    match = _IS_NOT.fullmatch(text)
    targets = _taken_for(match["what"], match["wrong"], context) if match else None
    if match is None or not targets:
        return None
    nothing = Option(label=NO_THING, ops=(Correct(targets=targets, absent=True),))
    raise Asked(f"No {match['wrong']}: what is it then? Say “a …”.", nothing)


def _instead(text: str, context: Context, history: Sequence[PastTurn]) -> Ops | None:
    """`a fox`, where it was asked what something is instead."""
    question = history[-1].plan.question if history and history[-1].plan.status == "ask" else None
    asked = question is not None and len(question.options) == 1 and question.options[0].label == NO_THING
    match = _ANSWER.fullmatch(text)
    if question is None or not asked or match is None or not _is_name(match["right"], context):
        return None
    op = question.options[0].ops[0]
    return _labelled(op.targets, match["right"], context) if isinstance(op, Correct) else None


def spoken_of(ops: Ops, context: Context) -> Context:
    """What `it` means after something was put right."""
    targets = tuple(target for op in ops for target in getattr(op, "targets", ()) if not getattr(op, "absent", None))
    kept = targets[:1] if any(getattr(op, "merge", None) for op in ops) else targets
    return replace(context, focus=Focus(kept)) if kept else context
