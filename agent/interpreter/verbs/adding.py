"""Verb frames that add things: insert, give, duplicate; and what is to be drawn or copied."""

from __future__ import annotations

import re

from ....scene.ops import Duplicate, EditOp, Insert
from ....scene.target import (
    BackgroundTarget,
    EverythingTarget,
    MarkPlace,
    ObjectReference,
    ObjectTarget,
    Place,
    Reference,
    Relative,
)
from ..changes.qualities import ColorChange, ScaleChange, parse_quality
from ..clauses.grammar import Frame
from ..context import Context
from ..conversation.keeping import kept, refuse_mine
from ..outcomes import Missing, NotRead, Open, OtherFrame, Refused
from ..things.places import looks_like_place, place
from ..things.reference import objects_of, one, resolve
from ..words.amounts import leading_count, number
from ..words.normalise import is_plural, singular
from ..words.phrases import parse as parse_phrase
from .bringing import spot, taken, where_after
from .common import Ops


def duplicate(frame: Frame, context: Context) -> Ops:
    count = _copies(frame)
    targets = objects_of(resolve(frame.slots["obj"], context).targets, context)
    where = frame.get("place")
    return tuple(Duplicate(target=t, to=place(where, context, t) if where else None, count=count) for t in targets)


def _copies(frame: Frame) -> int:
    if times := frame.get("times"):
        return number(times.split()[0].rstrip("x")) or 1
    if copies := frame.get("copies"):
        return max(1, min(30, leading_count(copies)[0] or 1))
    return 1


def duplicate_another(frame: Frame, context: Context) -> Ops:
    """`another cup`: one more of the only one; with none or several there it is a new thing."""
    noun = frame.slots["obj"]
    if parse_phrase(noun, context.nouns)[0].tails:
        raise OtherFrame
    try:
        targets = resolve(f"the {noun}", context).targets
    except NotRead:
        raise OtherFrame from None
    if len(targets) != 1:
        raise OtherFrame
    where = frame.get("place")
    return (Duplicate(target=targets[0], to=place(where, context, targets[0]) if where else None),)


def thing_of(text: str, context: Context, adds: bool = False) -> tuple[str | None, Reference | None]:
    """What is to be drawn: a prompt, or a reference (`[B]`, `the cup of this photo`, `my cup` of the library).

    `adds`: the verb says that something comes which is not there.
    """
    text = text.strip(" ,.")
    if (own := kept(text, context, adds)) is not None:
        return None, own
    if match := re.search(r"\[([^\]\s]+)\]", text):
        file = context.reference_named(match.group(1))
        if file is None:
            return None, _object_reference(text, context)
        return None, taken(text, file, context)
    if re.match(r"(?:(?:a|one) copy of )?(?:the|my|that|this) ", text) or text.startswith("a copy of "):
        reference = _object_reference(text.removeprefix("a copy of "), context)
        if reference is not None:
            return None, reference
    prompt = re.sub(r"^(?:a|an|some|the|one|new|another) ", "", text)
    return context.said.quoted(prompt), None


def _object_reference(text: str, context: Context) -> Reference | None:
    text = re.sub(r" (?:of|from|in) (?:this|the|my) (?:photo|picture|image)$", "", text)
    try:
        target = one(text, context)
    except Missing:
        return None
    if isinstance(target, ObjectTarget):
        return ObjectReference(object=target.object)
    below = context.under(target) if hasattr(target, "mark") else None
    if below is None:
        raise Refused(f"“{text}” shows no known thing to copy from")
    return ObjectReference(object=below.id)


def insert(frame: Frame, context: Context) -> Ops:
    text = frame.get("new") or frame.slots["thing"]
    verb = frame.words[0] if frame.words else ""
    if frame.get("place") is None and (at := where_after(text, context)) is not None:
        return (_insertion(text, at, context),)
    if verb in ("paint", "render", "position", "set") and not re.match(r"(?:a|an|some|two|three|\d)", text):
        raise OtherFrame
    if frame.get("place") is None and verb in (
        "put",
        "place",
        "set",
        "position",
        "drop",
        "show",
        "stick",
        "have",
        "render",
        "pop",
    ):
        raise OtherFrame
    if parse_quality(text) is not None and not re.match(r"(?:a|an|two|three) ", text):
        raise OtherFrame
    _not_there_already(text, context, verb)
    _is_change(text, context)
    where = frame.get("place")
    if where is None and _places_it(text):
        raise OtherFrame
    if where is None and context.stray_mark is not None:
        return (_insertion(text, MarkPlace(mark=context.stray_mark), context),)
    return (_insertion(text, spot(where, context), context),)


def _is_change(text: str, context: Context) -> None:
    """`I want a bigger barn`: the only barn there is is to become bigger."""
    words = re.sub(r"^(?:an?|some) (?:much |bit |lot |slightly |way )*", "", text).split()
    compared = len(words) == 2 and isinstance(parse_quality(words[0]), ScaleChange) and words[0].endswith("er")
    if compared and sum(thing.label.lower() == singular(words[1]) for thing in context.scene.objects) == 1:
        raise OtherFrame


def _places_it(text: str) -> bool:
    """Whether the words hold a place after all that names a thing (`a hat on the dog`): no part of the drawing."""
    return any(looks_like_place(text[match.start() :].strip()) for match in _PLACED.finditer(text))


_PLACED = re.compile(
    r" (?:on|onto|in|into|inside|under|below|above|over|behind|beside|near|next to|by|between|in front of"
    r"|on top of|to the"
    r" (?:left|right) of|left of|right of|against|around|at) (?=(?:the|my|this|that|each|every|both|all|his|her|\[))"
)


def _not_there_already(text: str, context: Context, verb: str) -> None:
    """`put cup beside the plate` moves the cup that is there; `add the …` draws what is not."""
    bare = not re.match(
        r"(?:a|an|some|another|new|several|more|the|one|two|three|four|five|six|seven|eight|nine|ten|\d+)\b|\[", text
    )
    adds = verb in ("add", "insert", "draw", "include", "paint", "create", "generate", "introduce")
    if bare and not adds:
        for thing in dict.fromkeys((text, _POSTURE.sub("", text))):
            try:
                resolve(f"the {thing}", context)
            except (Missing, Open, Refused):
                continue
            raise OtherFrame


_POSTURE = re.compile(r" (?:sit|stand|lie|hang|lean|rest|be|go)$")


def like_reference(frame: Frame, context: Context) -> Ops:
    """`make the sofa look like [B]`, where B is a picture given along: only what it shows can be taken."""
    name = re.sub(r"[^\w]", "", frame.slots["ref"])
    if context.mark_named(name) is not None or context.reference_named(name) is None:
        raise OtherFrame
    called = f"[{name.upper()}]"
    raise Refused(
        f"giving something the look of {called} needs a generator; what {called} shows can be taken as it is: "
        f"“put {called} on the table”, “replace the lamp with {called}”, “use {called} as the background”"
    )


def insert_reference(frame: Frame, context: Context) -> Ops:
    """`put [B] next to the bowl`, where B is a picture given along."""
    name = re.sub(r"[^\w]", "", frame.slots["ref"])
    if context.mark_named(name) is not None or context.reference_named(name) is None:
        raise OtherFrame
    said = frame.get("where")
    at = where_after(f"{frame.slots['ref']} {said}", context) if said else spot(frame.get("place"), context)
    return (_insertion(frame.slots["ref"], at, context),)


ADDS = ("add", "insert", "paste", "include", "introduce", "throw", "pop")
"""Verbs that never move what is there."""


def insert_kept(frame: Frame, context: Context) -> Ops:
    """`put my vase on the table`, `add two of my vase`: a kept cut-out."""
    text, verb = frame.slots["obj"], frame.words[0]
    count, rest = leading_count(text)
    rest = re.sub(r"^(?:more |copies |times )?(?:of )?", "", rest) if count else text
    references = [kept(part, context, adds=verb in ADDS) for part in re.split(r" ?, and | and | ?, ", rest)]
    if None in references:
        refuse_mine(rest, verb in ADDS, context)
        raise OtherFrame
    where = frame.get("place")
    at = place(where, context) if where else None
    return tuple(Insert(reference=reference, at=at, count=min(30, count or 1)) for reference in references)


_MISSED = re.compile(r"\b(?:an?|some|any|no) (?P<noun>(?!(?:bit|lot|little)\b)[a-z-]+(?: [a-z-]+)?)$")


def _insertion(text: str, at: Place | None, context: Context) -> EditOp:
    if text == "one" and (missed := _MISSED.search(context.preamble)):
        text = f"a {missed['noun']}"
    count, rest = leading_count(
        re.sub(r"^(?:some|a few) ", lambda m: "" if m.group(0) == "some " else m.group(0), text)
    )
    count = count or 1
    rest = re.sub(r"^(?:more|new|additional|extra) ", "", rest)
    prompt, reference = thing_of(rest if count > 1 or text.startswith(("more ", "one more ")) else text, context)
    if prompt and count > 1 and is_plural(prompt):
        prompt = singular(prompt)
    return Insert(prompt=prompt, reference=reference, at=at, count=min(30, count))


_TONES = frozenset(["colors", "shadows", "highlights", "details", "tones", "eyes", "irises", "lips", "teeth"])


def give(frame: Frame, context: Context) -> Ops:
    """`give the cat a hat`: something new on a thing."""
    text = frame.slots["new"]
    if re.search(r" and (?:the|my|his|her|it|them)\b", text) or text.startswith("to "):
        raise OtherFrame
    bare = text.split()[-1].endswith("s") and parse_quality(text) is None and not _TONES & set(text.split())
    if not (re.match(r"(?:a|an|some|two|three|\d+|another|new)\b", text) or bare) or frame.slots["obj"] == "me":
        raise OtherFrame
    if re.search(r"\b(?:look|feel|vibe|style|touch|color|mood|atmosphere|makeover|tone|tint|effect)$", text):
        raise OtherFrame
    if (
        frame.slots["obj"] in ("it", "this", "that", "we", "you", "i")
        and not context.focus.targets
        and not context.marks
    ):
        raise OtherFrame
    owner = one(frame.slots["obj"], context)
    if isinstance(owner, EverythingTarget | BackgroundTarget):
        raise OtherFrame
    return (_insertion(text, Relative(relation="on", of=owner), context),)


def how_about(frame: Frame, context: Context) -> Ops:
    """`how about a purple car?`: the car there is in that colour, or a new thing."""
    text = frame.slots["new"]
    words = re.sub(r"^(?:a|an|some) ", "", text).split()
    for i in range(len(words) - 1, 0, -1):
        change = parse_quality(" ".join(words[:i]))
        if isinstance(change, ColorChange) and frame.get("place") is None:
            try:
                targets = resolve(f"the {' '.join(words[i:])}", context).targets
            except Missing:
                break
            return (change.op(targets),)
    where = frame.get("place")
    prompt, reference = thing_of(text, context)
    return (Insert(prompt=prompt, reference=reference, at=place(where, context) if where else None),)
