"""Verb frames about things → ops: remove, recolour and the like, move, add, replace, swap."""

from __future__ import annotations

import re
from dataclasses import replace

from ....scene.ops import Background, Duplicate, EditOp, Insert, Move, Remove, Replace, Resize, Swap
from ....scene.target import (
    BackgroundTarget,
    EverythingTarget,
    MarkPlace,
    ObjectTarget,
    Place,
    Reference,
    Relative,
    Target,
)
from ..changes.natural import natural
from ..changes.qualities import (
    Change,
    ColorChange,
    MoodChange,
    ObscureChange,
    StyleChange,
    ToneChange,
    color_change,
    is_picture,
    parse_quality,
)
from ..clauses.grammar import Frame
from ..context import Context
from ..conversation.discourse import common_label
from ..conversation.keeping import kept
from ..outcomes import Missing, Open, OtherFrame
from ..things.places import place
from ..things.reference import objects_of, one, resolve
from ..words.amounts import scale_of
from ..words.normalise import data, singular
from .adding import thing_of

Ops = tuple[EditOp, ...]


def is_background(targets: tuple[Target, ...]) -> bool:
    return len(targets) == 1 and isinstance(targets[0], BackgroundTarget)


def remove(frame: Frame, context: Context) -> Ops:
    text = frame.get("obj") or re.sub(r" (?:out of|away from) ", " from ", frame.slots["off"])
    thing = re.split(r" (?:off|from|out of|away from) ", text)[0]
    try:
        targets = resolve(thing if thing in _PRONOUNS else text, context).targets
    except Missing:
        if frame.get("off") is None or thing == text:
            raise
        targets = resolve(thing, context).targets
    if is_background(targets):
        return (Background(color="transparent"),)
    return (Remove(targets=objects_of(targets, context)),)


_PRONOUNS = frozenset(["it", "them", "that", "this", "those", "these", "him", "her"])
_LOOKS = frozenset(["color", "size", "way", "look", "style", "shape", "position", "tone", "brightness", "contrast"])


def complaint(frame: Frame, context: Context) -> Ops:
    """`the trash can is in the way`: it is to go; its colour or size that one does not like is to change somehow."""
    text = frame.slots["obj"]
    if set(text.split()[:3]) & _LOOKS or " looks" in text:
        raise Open(f"What should be different about {text}?")
    if is_picture(resolve(text, context).targets) or text in ("it", "this", "that"):
        raise OtherFrame
    return remove(frame, context)


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


def quality(frame: Frame, context: Context) -> Ops:
    """`make {obj} {quality}`: what it is to become says which op."""
    change = parse_quality(frame.slots["quality"])
    if change is None:
        raise OtherFrame
    text = frame.get("obj")
    if text and isinstance(change, ColorChange) and _shade_cut(text, frame.slots["quality"]):
        raise OtherFrame
    if text and isinstance(change, ColorChange):
        text = _colored_part(text, "color" in frame.words)
    targets = _or_picture(text, context, calm=isinstance(change, ToneChange | StyleChange | MoodChange))
    if isinstance(change, StyleChange) and "as" in frame.words and is_picture(targets):
        return (change.op(targets),)
    if is_background(targets):
        return (_background(change, targets),)
    if (
        isinstance(change, ColorChange)
        and isinstance(targets[0], EverythingTarget)
        and "gray" in frame.slots["quality"]
    ):
        return (ToneChange({"saturation": -1.0}).op(targets),)
    if isinstance(change, ColorChange) and is_picture(targets):
        raise Open(f"What should be {frame.slots['quality']}? Name the thing to recolor.")
    if isinstance(change, ObscureChange) and is_picture(targets):
        return (change.op(targets),)
    return (natural(change, frame.slots["quality"], targets, context).op(targets),)


_SHADES = frozenset(
    [
        "light",
        "lighter",
        "dark",
        "darker",
        "deeper",
        "brighter",
        "paler",
        "pale",
        "deep",
        "bright",
        "pastel",
        "neon",
        "hot",
        "baby",
        "royal",
        "forest",
        "sky",
        "navy",
        "lime",
        "mint",
        "olive",
    ]
)


def _shade_cut(text: str, quality: str) -> bool:
    """Whether `light` of `the wall light blue` was cut off the colour."""
    words = text.split()
    return len(words) > 2 and words[-1] in _SHADES and color_change(f"{words[-1]} {quality}") is not None


_EYE = re.compile(r"\b(?<!red )eye(?P<plural>s?)\b")


def _colored_part(text: str, both: bool) -> str:
    """Of an eye the iris is what has a colour; "her eye color" is that of `both`."""
    return _EYE.sub(lambda match: "irises" if both or match.group("plural") else "iris", text)


def _background(change: Change, targets: tuple[Target, ...]) -> EditOp:
    if isinstance(change, ColorChange):
        return Background.model_validate(change.fields)
    if isinstance(change, ObscureChange):
        return Background(blur=change.amount or 0.5)
    return change.op(targets)


def _or_picture(text: str | None, context: Context, calm: bool = True) -> tuple[Target, ...]:
    """The targets of a phrase; "it" with nothing mentioned before is the picture, where that makes sense (`calm`)."""
    if text is None:
        return (EverythingTarget(),)
    if (
        calm
        and text
        in (
            "it",
            "this",
            "that",
            "itself",
            "things",
            "the colors",
            "colors",
            "the tones",
            "the tone",
            "the light",
            "the lighting",
        )
        and not context.focus.targets
        and not context.marks
    ):
        return (EverythingTarget(said=text),)
    try:
        return resolve(text, context).targets
    except Missing:
        if calm and _SETTING.fullmatch(text):
            return (EverythingTarget(said=text),)
        raise


_SETTING = re.compile(
    r"(?:the |this |my |our |whole |entire )*(?:room|place|view|farm|garage|castle|forest|woods|village|town|square"
    r"|market|station|airport|museum|church|restaurant|cafe|shop|store|hall|stage|court|field|meadow|mountains?"
    r"|lake|sea"
    r"|ocean|river|island|harbor|port|desert|jungle|skyline|neighborhood|yard|backyard|courtyard|patio|terrace|balcony"
    r"|bathroom|dining room|hallway|attic|basement|studio|classroom|library|gym|hospital|workshop|barnyard"
    r"|nursery|lounge"
    r"|hotel|bar|pub|stadium|playground|zoo|alley|plaza|scene|coast|shore|countryside|world|whole thing|apartment|flat"
    r"|landscape|atmosphere|mood|setting|vibe"
    r"|surroundings|kitchen|living room|bedroom|office|park|street|harbor|beach|city|garden|house|scenery"
    r"|lighting|light|weather|day|street scene|interior)"
)


def quality_bare(frame: Frame, context: Context) -> Ops:
    """`a bit warmer`: about what was changed last, when that was the picture or a thing; else the picture."""
    change = parse_quality(frame.get("tonequality") or frame.get("style") or "black and white")
    if change is None:
        raise OtherFrame
    about_thing = context.focus.verb == "adjust" or (
        context.focus.verb == "recolor" and getattr(change, "amounts", {}).keys() == {"brightness"}
    )
    targets = context.focus.targets if about_thing and context.focus.targets else (EverythingTarget(),)
    return (change.op(targets),)


_SHRINKS = re.compile(r"\b(?:shrink|reduce|down|halve|minimize|downsize|diminish|decrease|miniaturize|downscale)\b")


def resize(frame: Frame, context: Context) -> Ops:
    words = " ".join(frame.words)
    size = frame.get("size") or _size_words(words)
    shrinks = _SHRINKS.search(words) is not None
    factor = scale_of(size, shrinks=shrinks) if size else {True: 0.67, False: 1.5}[shrinks]
    text, factor = _degree_in(frame.slots["obj"], factor, shrinks)
    targets = resolve(text, context).targets
    if factor is None:
        raise OtherFrame
    if not frame.get("size") and "resize" in frame.words:
        raise Open(f"How large should {text} be?")
    if is_picture(targets):
        from ....scene.ops import Transform

        return (Transform(scale=round(factor, 4)),)
    return (Resize(targets=targets, scale=round(factor, 4)),)


def _degree_in(text: str, factor: float | None, shrinks: bool) -> tuple[str, float | None]:
    for words in (" a bit", " a little", " a little bit", " slightly", " a lot", " in half", " by half"):
        if text.endswith(words):
            return text.removesuffix(words), scale_of(words.strip() if "half" not in words else "half", shrinks=shrinks)
    return text, factor


def _size_words(words: str) -> str | None:
    sizes = {"double": "double", "triple": "triple", "quadruple": "4 times", "halve": "half"}
    return next((size for word, size in sizes.items() if word in words.split()), None)


def move(frame: Frame, context: Context) -> Ops:
    if frame.words and frame.words[0] in PUTS and kept(frame.slots["obj"], context) is not None:
        raise OtherFrame
    if _CUT_PLACE.search(frame.slots["obj"]):
        raise OtherFrame
    targets = objects_of(resolve(frame.slots["obj"], context).targets, context)
    return tuple(
        Move(target=target, to=_not_itself(place(frame.slots["place"], context, target), target)) for target in targets
    )


_CUT_PLACE = re.compile(r" (?:in|into|at|on|to) the (?:top|bottom|upper|lower|middle|center)$")
"""A place that was cut in two (`the cup in the top` `left corner`)."""
PUTS = ("put", "place", "set", "stick", "position", "drop", "lay", "stand", "bring", "have", "i want", "i would like")
"""Verbs that may as well put something new into the picture."""


def _not_itself(where: Place, target: Target) -> Place:
    if (
        isinstance(where, Relative)
        and not isinstance(where.of, tuple)
        and where.of.model_dump(exclude={"said"}) == target.model_dump(exclude={"said"})
    ):
        raise OtherFrame
    return where


def move_open(frame: Frame, context: Context) -> Ops:
    """A mark that nothing was said of is where it is to go, unless it lies on the thing itself."""
    name = context.stray_mark
    unmarked = replace(context, marks={}) if name else context
    targets = objects_of(resolve(frame.slots["obj"], unmarked).targets, unmarked)
    if name is not None:
        below = context.under(name)
        if below is None or ObjectTarget(object=below.id) not in [ObjectTarget(object=_id(t)) for t in targets]:
            return tuple(Move(target=target, to=MarkPlace(mark=name)) for target in targets)
    raise Open(f"Where should {frame.slots['obj']} go?")


def _id(target: Target) -> str:
    return target.object if isinstance(target, ObjectTarget) else ""


def swap(frame: Frame, context: Context) -> Ops:
    other = frame.slots["obj2"]
    is_new = re.match(r"(?:a|an|some|new) ", other) is not None
    unknown = not context.nouns(other.split()[-1]) and not other.startswith(("the ", "["))
    if ({"for", "with"} & set(frame.words) and is_new) or ("for" in frame.words and unknown):
        raise OtherFrame
    return (Swap(target=one(frame.slots["obj"], context), other=one(other, context)),)


def swap_place(frame: Frame, context: Context) -> Ops:
    """`put the cup where the vase is and the vase where the cup is`."""
    slots = ("obj", "obj4", "obj2", "obj3")
    first, back, other, there = (one(frame.slots[name], context) for name in slots)
    if not (_id(first) == _id(back) and _id(other) == _id(there)):
        raise OtherFrame
    return (Swap(target=first, other=other),)


def bare_move(frame: Frame, context: Context) -> Ops:
    """`move to the left`: what was spoken of, else it is asked."""
    if context.focus.targets or context.marks:
        return move(replace(frame, slots={**frame.slots, "obj": "it"}), context)
    raise Open(f"{frame.words[0].capitalize()} what? Name it, or mark it in the picture.")


def swap_pair(frame: Frame, context: Context) -> Ops:
    text = frame.slots["obj"]
    targets = resolve(text, context).targets
    if len(targets) != 2:
        raise OtherFrame
    return (Swap(target=targets[0], other=targets[1]),)


def replace_thing(frame: Frame, context: Context) -> Ops:
    text = frame.get("thing") or f"a {frame.slots['noun']}"
    change = (
        None if re.match(r"(?:a|an) (?!bit|little|lot|square)", text) and not _is_style(text) else parse_quality(text)
    )
    if frame.slots["obj"] in ("it", "this", "that") and not context.focus.targets and not context.marks:
        return _whole_into(text, (EverythingTarget(said=frame.slots["obj"]),))
    targets = resolve(frame.slots["obj"], context).targets
    if change is not None and not (set(frame.words) & {"replace", "with"}):
        return quality(replace(frame, slots={"obj": frame.slots["obj"], "quality": text}), context)
    if is_picture(targets):
        return _whole_into(text, targets)
    if text in ("nothing", "nothing at all", "empty space", "the background", "background", "empty ground"):
        return remove(replace(frame, slots={"obj": frame.slots["obj"]}), context)
    if label := common_label(targets, context):
        text = re.sub(r"\bones?$", label, text)
    prompt, reference = thing_of(text, context)
    if is_background(targets):
        return (new_background(prompt, reference),)
    if frame.get("noun") and not _is_a_thing(text, context):
        raise OtherFrame
    return (Replace(targets=objects_of(targets, context), prompt=prompt, reference=reference),)


def replace_become(frame: Frame, context: Context) -> Ops:
    """`the bucket should become a treasure chest`."""
    if not re.match(r"(?:an?|some|two|three|another|\[)\b", frame.slots["thing"]):
        raise OtherFrame
    return replace_thing(frame, context)


def _is_style(text: str) -> bool:
    return isinstance(parse_quality(text), StyleChange)


def _is_a_thing(text: str, context: Context) -> bool:
    """Whether the last word is a noun: an adjective ("a bit dizzier") is no thing to draw."""
    import simplemma

    last = text.split()[-1]
    return context.nouns(singular(last)) or (
        simplemma.is_known(last, lang="en") and not last.endswith(("er", "est", "ier", "ful", "ous", "ly"))
    )


def _whole_into(text: str, targets: tuple[Target, ...]) -> Ops:
    bare = re.sub(r"^(?:a|an|the|some) ", "", text)
    bare = re.sub(r" (?:scene|picture|photo|image|atmosphere|setting)$", "", bare)
    change = parse_quality(bare)
    if change is None:
        raise OtherFrame
    return (change.op(targets),)


def new_background(prompt: str | None, reference: Reference | None) -> EditOp:
    if reference is not None:
        return Background(reference=reference)
    color = color_change(prompt or "")
    if (prompt or "") in ("transparent", "transparency", "nothing", "transparent background", "transparent one"):
        return Background(color="transparent")
    return Background.model_validate(color.fields) if color else Background(prompt=prompt)


def mood(frame: Frame, context: Context) -> Ops:
    targets = _or_picture(frame.slots["obj"], context)
    return (MoodChange(" ".join((*frame.words, "it")), "cheerful").op(targets),)


def quality_obj(frame: Frame, context: Context) -> Ops:
    """`redraw it as a comic`."""
    return quality(frame, context)


def open_question(frame: Frame, context: Context) -> Ops:
    targets = resolve(frame.slots["obj"], context).targets if frame.get("obj") else ()
    if targets and frame.words[0] in ("paint", "color", "dye", "tint", "recolor", "repaint"):
        raise Open(f"Which color should {frame.slots['obj']} get?")
    raise Open(f"What should {frame.get('obj') or 'it'} become?")


def bare_verb(frame: Frame, context: Context) -> Ops:
    """A verb alone: about the only mark when there is one."""
    verb = frame.words[0]
    if context.marks:
        return (
            remove(replace(frame, slots={"obj": "this"}), context)
            if verb in data("frames")["words"]["remove"].split("|")
            else _bare(verb, context)
        )
    if context.focus.targets and verb in data("frames")["words"]["remove"].split("|"):
        return remove(replace(frame, slots={"obj": "it"}), context)
    raise Open(f"{' '.join(frame.words).capitalize()} what? Name it, or mark it in the picture.")


def _bare(verb: str, context: Context) -> Ops:
    targets = resolve("this", context).targets
    if verb in ("blur", "pixelate", "censor"):
        return (ObscureChange("blur" if verb == "blur" else "pixelate").op(targets),)
    if verb in ("duplicate", "copy"):
        return tuple(Duplicate(target=target) for target in targets)
    raise Open(f"{verb.capitalize()} it how?")
