"""What a clause means because of the turns before it: corrections, "again", "the same to …", "a bit more"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ....scene.ops import (
    ADJUSTMENTS,
    Adjust,
    Duplicate,
    EditOp,
    Insert,
    Move,
    Obscure,
    Recolor,
    Replace,
    Resize,
    Restyle,
    Swap,
)
from ....scene.plan import EditPlan, Keep, Option
from ....scene.target import EdgePlace, ObjectTarget, OffsetPlace, Place, Relative, Target
from ..changes.natural import natural
from ..changes.qualities import ColorChange, ObscureChange, ScaleChange, StyleChange, ToneChange, parse_quality
from ..context import Context, Focus
from ..outcomes import NotRead, Open, OtherFrame
from ..port import PastTurn
from ..things.places import looks_like_place, place
from ..things.reference import resolve
from ..words.amounts import take_degree
from ..words.patterns import Rule
from .effects import head_of, referred, standing_numbers

Ops = tuple[EditOp, ...]
_AGAIN = Rule(
    r"(?:(?:do|try|apply|repeat) (?:it|that|this|the same|the same thing)(?: (?:again|once more|one more time"
    r"|another time))?|again|once more|one more time|repeat(?: (?:it|that))?|same again|another time|and again"
    r"|do the same|the same again|another|ditto|likewise|as before)"
)
_MORE = Rule(
    r"(?:(?:even|still|some|do it|make it|go|just) )*(?:more|further|stronger|again"
    r"|bigger still)(?: of (?:that|it|the same))?|(?:still |that is |it is |that was )*not (?:nearly "
    r"|quite )?enough(?: yet)?|keep going|go on|increase it"
    r"|(?:do )?(?:it )?more"
)
_LESS = Rule(
    r"(?:(?:make it|do it|not) )*(?:less|weaker|not (?:so|that) (?:much|strong)|so much"
    r"|so strong)(?: of (?:that|it))?|(?:that (?:is|was) |it is |now it is )?(?:a (?:bit|tad|touch|little) |far "
    r"|way |tad |bit )?"
    r"too (?:much|strong)(?: now)?(?: ?,.*)?|tone it down|reduce it|ease (?:off|up)|dial it (?:back|down)"
    r"|take it down"
)
_SAME = Rule(
    r"(?:do |apply |and )?(?:the )?(?:same|likewise)(?: thing| change| edit| color| effect)?(?: (?:to|for|with"
    r"|on|goes for|applies to))? (?P<what>.+)|(?:do|repeat) (?:it|that)(?: too)? (?:to|for|with"
    r"|on) (?P<what2>.+)|(?:same|the same) (?:again|thing|once more)(?: for| with| to| on)? (?P<what3>.+)"
    r"|repeat (?:(?:it|that|this) )?(?:with|for|on) (?P<what4>.+)|(?P<what5>.+?) (?:likewise|ditto|the same"
    r"|same(?: here)?)"
    r"|(?:him|her|them|it|that|those) (?:as well|too) ?, (?P<what6>.+)"
)
_CORRECTION = Rule(
    r"^(?:(?:no+|nope|nah|wrong(?: one| thing)?|not (?:that|this|it)(?: one| thing)?|oops|sorry|wait|actually"
    r"|that is (?:not it|wrong|the wrong one|not what i meant)|i did not mean (?:that|this)(?: one)?"
    r"|not what i meant|incorrect)\b[ ,.!;]*(?:but |and |, )*)+(?P<rest>.*)$|^(?:(?:i|we) (?:meant|mean|said"
    r"|was talking about|wanted|was thinking of|was after)|rather|not|what (?:i|we) (?:meant|wanted)(?: was| is)?"
    r"|on second thoughts?(?: ,)?|on reflection(?: ,)?) (?P<rest2>.+)$"
)
_MEANT = Rule(
    r"^(?:(?:i|we) (?:meant|mean|said|was talking about|wanted|want|was thinking of|am talking about)|rather"
    r"|make that|make it|it is|do|use|it should (?:be|have been)|take|try)(?: to say)? "
)


@dataclass(frozen=True)
class Past:
    """The last turn that stands: its number, its ops."""

    number: int
    ops: Ops


def last_turn(history: Sequence[PastTurn]) -> Past | None:
    numbers = standing_numbers(history)
    return Past(numbers[-1], history[numbers[-1] - 1].plan.ops) if numbers else None


def focus_of(ops: Ops, context: Context) -> Focus:
    """What "it" means after these ops: the targets of the last one, or what it added."""
    if not ops:
        return context.focus
    last = ops[-1]
    if isinstance(last, Swap):
        return Focus((last.target, last.other), "", last.op)
    if isinstance(last, Insert):
        return _added(_inserted(last, context), last.count, context)
    targets = tuple(getattr(last, "targets", None) or ([last.target] if hasattr(last, "target") else ()))
    there = tuple(
        t
        for t in targets
        if isinstance(t, ObjectTarget) and context.scene.has(t.object) and t.object not in context.gone
    )
    others = tuple(t for t in targets if not isinstance(t, ObjectTarget) and getattr(t, "mark", None) in context.marks)
    return Focus(there or others, common_label(targets, context), last.op)


def _inserted(op: Insert, context: Context) -> str:
    """The label of what was put in: of a drawing its head, of a cut-out its name."""
    return head_of(op.prompt) if op.prompt else referred(op, context.scene)


def _added(label: str, count: int, context: Context) -> Focus:
    new = [thing for thing in context.scene.objects if thing.label == label][-count:]
    return Focus(tuple(ObjectTarget(object=thing.id) for thing in new), label)


def made_by(ops: Ops, context: Context) -> tuple[Target, ...]:
    """The objects that the last copying or adding among these ops made, () when none did."""
    for op in reversed(ops):
        if isinstance(op, Insert):
            return _added(_inserted(op, context), op.count, context).targets
        if isinstance(op, Duplicate):
            return _added(common_label((op.target,), context), op.count, context).targets
    return ()


def put_at(ops: Ops) -> Place | None:
    """Where the last of these ops put something, None where none did."""
    places = (getattr(op, "to", None) or getattr(op, "at", None) for op in reversed(ops))
    return next((place for place in places if place is not None), None)


def alike(history: Sequence[PastTurn], context: Context) -> tuple[Target, ...]:
    """The things that are still there of the turns in a row that did the same as the last, the latest first."""
    found: dict[str, Target] = {}
    turns = [history[number - 1].plan.ops for number in reversed(standing_numbers(history))]
    for ops in turns:
        if not ops or ops[-1].op != turns[0][-1].op:
            break
        for target in targets_of(ops[-1]):
            if isinstance(target, ObjectTarget) and context.scene.has(target.object):
                found.setdefault(target.object, target)
    return tuple(found.values())


def common_label(targets: tuple[Target, ...], context: Context) -> str:
    """The label that all targets have, "" when they differ."""
    ids = [target.object for target in targets if isinstance(target, ObjectTarget)]
    labels = {context.scene.get(id).label if context.scene.has(id) else re.sub(r"-\d+$", "", id) for id in ids}
    return labels.pop() if len(labels) == 1 else ""


def again(text: str, past: Ops, context: Context) -> Ops | None:
    """`again`, `a bit more`, `less`, `the same to the lamp`: the last ops, written out anew."""
    if not past:
        return None
    if _AGAIN.fullmatch(text):
        return past
    if _LESS.fullmatch(text):
        return tuple(_scaled(op, 0.15, -1) for op in past)
    rest, degree = take_degree(text)
    if _MORE.fullmatch(rest) or rest == "" or _MORE.fullmatch(text):
        return tuple(_scaled(op, max(degree.strength, 0.15) if rest != text else 0.3, 1) for op in past)
    if _LESS.fullmatch(rest):
        return tuple(_scaled(op, degree.strength if rest != text else 0.15, -1) for op in past)
    if match := _SAME.fullmatch(text):
        return retarget(past, next(what for what in match.groups() if what), context)
    return None


def _scaled(op: EditOp, strength: float, sign: int) -> EditOp:
    if isinstance(op, Adjust):
        given = {name: getattr(op, name) for name in ADJUSTMENTS if getattr(op, name)}
        return op.model_copy(
            update={name: round(sign * strength * (1 if value > 0 else -1), 3) for name, value in given.items()}
        )
    if isinstance(op, Resize):
        grows = (op.scale > 1) == (sign > 0)
        return op.model_copy(
            update={"scale": 1.2 if grows else 0.83}
            if strength < 0.3
            else {"scale": op.scale if sign > 0 else round(1 / op.scale, 3)}
        )
    if isinstance(op, Move) and isinstance(op.to, OffsetPlace):
        x, y = op.to.offset
        return op.model_copy(update={"to": OffsetPlace(offset=(sign * x, sign * y))})
    if isinstance(op, Move) and isinstance(op.to, EdgePlace):
        return op.model_copy(update={"to": _nudge(op.to.edge, sign)})
    if sign < 0:
        raise OtherFrame
    return op


def _nudge(edge: str, sign: int) -> OffsetPlace:
    """A step of 50 pixels further the same way, or back."""
    x = ("right" in edge) - ("left" in edge)
    y = ("bottom" in edge) - ("top" in edge)
    return OffsetPlace(offset=(50.0 * sign * x, 50.0 * sign * y))


def retarget(ops: Ops, words: str, context: Context) -> Ops:
    """The ops done to other things."""
    targets = resolve(words, context).targets
    return tuple(new for op in ops for new in _with_targets(op, targets))


def _with_targets(op: EditOp, targets: tuple[Target, ...]) -> Ops:
    if hasattr(op, "targets"):
        return (op.model_copy(update={"targets": targets}),)
    if isinstance(op, Move | Duplicate):
        return tuple(op.model_copy(update={"target": target}) for target in targets)
    raise OtherFrame


def correction(text: str) -> str | None:
    """What was meant instead, None when the words correct nothing: `no, I mean the left one` → `the left one`."""
    match = _CORRECTION.match(text)
    if match is None or re.fullmatch(r"not (?:\w+ )*enough(?: yet)?", text):
        return None
    rest = (match.group("rest") or match.group("rest2") or "").strip(" ,.!")
    if match.group("rest2") and text.startswith("not "):
        if (contrast := re.match(r".+?(?: but |, )(?P<meant>.+)", rest)) is None:
            return None
        rest = contrast.group("meant")
    rest = re.sub(
        r",? (?:would|might|could) (?:be|look) (?:\w+ )?(?:better|nicer|good|great|nice"
        r"|best)(?: instead)?$",
        "",
        rest,
    )
    rest = _MEANT.sub("", rest) if not re.match(r"make (?:it|that) ", rest) else rest
    if contrast := re.match(r"not .+? but (?P<meant>.+)|(?P<meant2>.+?),? (?:and )?not (?:the|that|this|it)\b.*", rest):
        rest = contrast.group("meant") or contrast.group("meant2")
    elif (contrast := re.match(r"(?P<meant>.+?) ?,? (?:and )?not (?P<other>.+)", rest)) and _are_places(contrast):
        rest = contrast["meant"]
    return rest.removeprefix("but ").removeprefix("rather ").strip()


def _are_places(contrast: re.Match[str]) -> bool:
    other = re.sub(r"^before(?= )", "in front of", contrast["other"])
    return looks_like_place(contrast["meant"]) and looks_like_place(other)


SAME_KIND: dict[type, tuple[type, ...]] = {
    Recolor: (ColorChange,),
    Resize: (ScaleChange,),
    Obscure: (ObscureChange,),
    Restyle: (StyleChange,),
    Adjust: (ToneChange,),
}
"""The changes that an op may have been meant as instead."""
_NEW = Rule(r"(?:(?:it )?should (?:be|have been) )?(?:an?|some) (?P<what>.+?)(?: instead| please)?")


def corrected(rest: str, past: Past, context: Context) -> Ops:
    """The last ops with what was meant put in: another target, another value, or another place."""
    ops = past.ops
    value = re.sub(r"^(?:make (?:it|that|them) |in |to )", "", rest)
    targets = targets_of(ops[-1])
    change = None if rest.startswith("the ") else parse_quality(value)
    if change is not None and (
        (isinstance(ops[-1], Recolor) and isinstance(change, ColorChange))
        or (isinstance(ops[-1], Resize) and isinstance(change, ScaleChange))
    ):
        return (*ops[:-1], natural(change, value, targets, context).op(targets))
    if isinstance(change, SAME_KIND.get(type(ops[-1]), ())) and change is not None:
        return (*ops[:-1], change.op(targets))
    if isinstance(ops[-1], Insert) and looks_like_place(rest):
        return (*ops[:-1], ops[-1].model_copy(update={"at": place(rest, context)}))
    if isinstance(ops[-1], Move | Insert) and (there := _other_side(rest, put_at(ops[-1:]))) is not None:
        return (*ops[:-1], ops[-1].model_copy(update={"to" if isinstance(ops[-1], Move) else "at": there}))
    if isinstance(ops[-1], Move) and looks_like_place(rest):
        return (*ops[:-1], ops[-1].model_copy(update={"to": place(rest, context, ops[-1].target)}))
    if isinstance(ops[-1], Insert | Replace) and (match := _NEW.fullmatch(rest)):
        return (*ops[:-1], ops[-1].model_copy(update={"prompt": match["what"], "reference": None}))
    ids = frozenset(t.object for t in targets if isinstance(t, ObjectTarget))
    aside = replace(
        context,
        scene=context.scene.model_copy(update={"objects": tuple(t for t in context.scene.objects if t.id not in ids)}),
    )
    labelled = aside.about(Focus(targets, common_label(targets, context)))
    try:
        return retarget(ops, rest, labelled)
    except NotRead:
        return retarget(ops, rest, context.about(labelled.focus))


def _other_side(words: str, where: Place | None) -> Place | None:
    """`left` after `to the right of the bowl`: on the other side of the same thing."""
    side = _SIDE.fullmatch(words)
    if side is None or not isinstance(where, Relative) or where.relation not in _SIDES:
        return None
    relation = side["word"] if side["word"] in _SIDES else f"{side['word']} of"
    return where.model_copy(update={"relation": relation})


_SIDES = frozenset(["left of", "right of", "above", "below", "behind", "in front of"])
_SIDE = re.compile(
    r"(?:(?:to|on) )?(?:the )?(?P<word>left|right|above|below|behind|in front of)(?: (?:side|of it|it))*"
)


def targets_of(op: EditOp) -> tuple[Target, ...]:
    """The op's targets, or its only one."""
    return tuple(getattr(op, "targets", None) or ([op.target] if hasattr(op, "target") else ()))


_YES = Rule(
    r"(?:yes|yeah|yep|sure|ok|okay|right|correct|go on|go ahead|do it|do that|do so|exactly|fine|please do)(?: .*)?"
)


_PLAIN_YES = Rule(
    r"(?:yes|yeah|yep|yup|sure|ok|okay|correct|go on|go ahead|do it|do that|do so|exactly|fine|please do|please"
    r"|of course"
    r"|absolutely|definitely|sounds good|go for it|all ?right|that is (?:right|fine|ok)|looks good|proceed"
    r"|confirmed?|y)"
)
_PLAIN_NO = Rule(
    r"(?:no|nope|nah|do not|stop|cancel(?: (?:it|that))?|never ?mind|forget it|leave it|better not|rather not"
    r"|not now|skip(?: (?:it|that))?|n"
    r"|no (?:thanks|thank you|way))"
)


def yes_or_no(text: str) -> bool | None:
    """What a plain yes or no says; None for anything else, such as an edit that begins with one."""
    parts = [
        part for part in re.split(r"[\s]*[,.!;]+[\s]*", text.lower().replace("don't", "do not").strip(" ,.!")) if part
    ]
    words = [part for part in parts if part not in ("please", "thanks", "thank you")] or parts
    for pattern, answer in ((_PLAIN_YES, True), (_PLAIN_NO, False)):
        if words and all(pattern.fullmatch(re.sub(r" (?:please|thanks|thank you)$", "", part)) for part in words):
            return answer
    return None


def answered(text: str, question: EditPlan, context: Context) -> Option:
    """The option that an answer names: its number, its words, or a phrase that fits one option's targets."""
    options = question.question.options if question.question else ()
    match = re.fullmatch(r"(?:option |number |the )?(?P<n>\d+|first|second|third|fourth|last)(?: one| option)?", text)
    if match and options:
        from ..words.amounts import ORDINALS

        n = ORDINALS.get(match.group("n")) or int(match.group("n"))
        spatial = match.group("n") in ORDINALS
        if not spatial and 0 < n <= len(options):
            return options[n - 1]
    if len(options) == 1 and _YES.fullmatch(text):
        return options[0]
    for option in options:
        if option.label.lower().removeprefix("the ") == text.removeprefix("the "):
            return option
    if any(not option.ops and not isinstance(option.command, Keep) for option in options):
        raise OtherFrame
    if (
        re.fullmatch(r"(?:both|all|all of them|both of them|each|every one|all of these|everyone|the lot)", text)
        and options
        and all(option.ops for option in options)
    ):
        return Option(label=text, ops=_joined([option.ops for option in options]))
    return _by_target(text, options, context)


def _joined(many: list[Ops]) -> Ops:
    targets = tuple(target for ops in many for op in ops[:1] for target in targets_of(op))
    first = many[0][0]
    return (
        (first.model_copy(update={"targets": targets}),)
        if hasattr(first, "targets")
        else tuple(op for ops in many for op in ops)
    )


def _by_target(text: str, options: Sequence[Option], context: Context) -> Option:
    ids = {id for option in options for id in _ids(option)}
    labels = {thing.label for thing in context.scene.objects if thing.id in ids}
    asked = context.scene.model_copy(update={"objects": tuple(t for t in context.scene.objects if t.id in ids)})
    narrow = replace(context, scene=asked, focus=Focus((), labels.pop() if len(labels) == 1 else ""))
    chosen = {t.object for t in resolve(text, narrow).targets if isinstance(t, ObjectTarget)}
    for option in options:
        if _ids(option) & chosen:
            return option
    raise Open("Which of the options is meant?")


def _ids(option: Option) -> set[str]:
    """The objects that an option is about."""
    targets = [target for op in option.ops for target in targets_of(op)]
    if isinstance(option.command, Keep):
        targets.append(option.command.target)
    return {target.object for target in targets if isinstance(target, ObjectTarget)}
