"""Noun phrases → targets. Two that fit raise `Ambiguous`, none raises `Missing`: never a silent guess."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations

from ...scene.target import BackgroundTarget, EverythingTarget, MarkTarget, ObjectTarget, Target
from .context import Context, Focus, Referents
from .describe import describe
from .nouns import Things, attribute_says, named, with_adjective
from .normalise import singular
from .outcomes import Ambiguous, Choice, Missing, NotRead, Open, OtherFrame, Refused
from .phrases import TOOLS, Phrase, Tail, parse
from .relations import hold
from .similarity import USE_THRESHOLD
from .spatial import pick

_PICTURE = re.compile(
    r"(?:the |this |that |my |our |your |whole |entire |full |overall |all of |all |complete )*(?:photo(?:graph)?|picture|image|shot|scene|everything|whole thing|pic|canvas|selfie|entire thing|colors of the (?:photo|picture|image)|it all)(?: itself| as a whole)?"
)
_BACKGROUND = re.compile(
    r"(?:the |this |my |its |whole |entire |all |of )*(?:background|backdrop)(?: of (?:the |this |my )?(?:photo|picture|image|scene))?"
)
_PRONOUN = re.compile(
    r"(?:it|them|him|her|that|those|this|these|they|he|she|that one|this one|these ones|the same(?: one| thing)?|the thing|this thing|that thing|those ones|the one|itself|both|both of them|all of them|each of them)"
)
_EXCEPT = re.compile(
    r",? (?:except(?: for| from)?|but(?! (?:keep|leave))(?: not)?|other than|apart from|besides|excluding|save for|aside from|, not|and not|that is not|that are not|which is not|but keep|but leave|leaving|keeping|minus) "
)
_AND = re.compile(
    r"\s*,\s*and also\s+|\s*,\s*and\s+|\s*,\s*|\s+and also\s+|\s+and\s+|\s+as well as\s+|\s+plus\s+|\s+along with\s+|\s+together with\s+"
)
_MARK = re.compile(r"\[([^\]\s]+)\]")


def resolve(text: str, context: Context) -> Referents:
    """The targets that a noun phrase names."""
    text = re.sub(r"^(?:just|only|also|even|please) ", "", text.strip(" ,.")).strip()
    if not text:
        raise Open("What should be changed?")
    if re.fullmatch(r"(?:nothing|none(?: of .*)?|no one|nobody)", text):
        raise Refused("nothing is to be changed")
    if re.fullmatch(r"(?:me|myself|us|you|yourself|i|we)", text):
        raise Open(f"Who is “{text}” in the picture? Name the person, or mark them.")
    if re.match(r"(?:half|most|some|a few|several) of ", text):
        raise Open(f"Which ones are meant by “{text}”?")
    if text in context.pins:
        return Referents(context.pins[text], text)
    if _PICTURE.fullmatch(text) and not named_picture(text, context):
        return Referents((EverythingTarget(said=text),), text)
    if _BACKGROUND.fullmatch(text):
        return Referents((BackgroundTarget(said=text),), text)
    return _excepted(text, context) or _pronoun(text, context) or _several(text, context) or single(text, context)


def named_picture(text: str, context: Context) -> bool:
    """Whether "the picture" is a thing in the scene: only when it is the very label."""
    return any(text.removeprefix("the ").removeprefix("all ") == thing.label for thing in context.scene.objects)


def one(text: str, context: Context) -> Target:
    """The only target of a phrase that must name one thing."""
    found = resolve(text, context)
    if len(found.targets) > 1:
        choices = tuple(Choice(_label(target, context), (target,)) for target in found.targets)
        raise Ambiguous(text, f"Which one is meant by “{text}”?", choices)
    return found.targets[0]


def _label(target: Target, context: Context) -> str:
    return (
        describe(context.scene.get(target.object), context.scene)
        if isinstance(target, ObjectTarget)
        else str(target.said)
    )


def _excepted(text: str, context: Context) -> Referents | None:
    match = _EXCEPT.search(text)
    if match is None:
        return None
    base, without = text[: match.start()], text[match.end() :]
    if re.fullmatch(r"(?:everything|the (?:whole )?(?:photo|picture|image|scene)|all)(?: else)?", base):
        kept = resolve(without, context).targets
        return Referents((EverythingTarget(except_=kept, said=text),), text)
    plural = base if re.match(r"(?:all|every|each|any|the|both|my)", base) else f"all {base}"
    whole = resolve(plural, context)
    kept_ids = _ids(_kept(without, whole, context))
    left = tuple(t for t in whole.targets if not (isinstance(t, ObjectTarget) and t.object in kept_ids))
    if not left:
        raise Refused(f"nothing is left of “{base}” without “{without}”")
    return Referents(left, text)


def _kept(text: str, whole: Referents, context: Context) -> tuple[Target, ...]:
    labels = {context.scene.get(id).label for id in _ids(whole.targets)}
    focus = Focus(whole.targets, next(iter(labels))) if len(labels) == 1 else context.focus
    return resolve(text, replace(context, focus=focus)).targets


def _ids(targets: tuple[Target, ...]) -> frozenset[str]:
    return frozenset(target.object for target in targets if isinstance(target, ObjectTarget))


def _pronoun(text: str, context: Context) -> Referents | None:
    if _MARK.fullmatch(text):
        return Referents((mark_target(_MARK.fullmatch(text).group(1), context, text),), text)  # type: ignore[union-attr]
    if not _PRONOUN.fullmatch(text):
        return None
    pointing = text.split()[0] in ("this", "these", "that", "those")
    if context.marks and (pointing or not context.focus.targets):
        names = list(context.marks) if text in ("these", "those", "them", "both") else [next(iter(context.marks))]
        return Referents(tuple(MarkTarget(mark=name, said=text) for name in names), text)
    if context.focus.targets:
        return Referents(tuple(t.model_copy(update={"said": text}) for t in context.focus.targets), text)
    raise Open(f"What does “{text}” mean here? Name it, or mark it in the picture.")


def mark_target(name: str, context: Context, said: str) -> MarkTarget:
    own = context.mark_named(name)
    if own is None:
        raise Refused(f"there is no mark [{name.upper()}]; the marks are {', '.join(context.marks) or 'none'}")
    return MarkTarget(mark=own, said=said)


def _several(text: str, context: Context) -> Referents | None:
    guarded = re.sub(r"\bblack and white\b", "black && white", text)
    guarded = re.sub(r"\bbetween (.+?) and ", r"between \1 && ", guarded)
    if " or " in guarded:
        return _either(guarded.split(" or "), text, context)
    parts = [part.replace("&&", "and").strip() for part in _AND.split(guarded)]
    parts = _pointing(tuple(part for part in parts if part), context)
    if len(parts) < 2:
        return None
    try:
        found = [resolve(part, context) for part in _with_heads(parts, context)]
    except Missing:
        try:
            return single(text, context)
        except NotRead:
            pass
        raise
    targets = tuple(dict.fromkeys(target for referents in found for target in referents.targets))
    return Referents(_unique(targets), text, all(referents.sure for referents in found))


def _pointing(parts: tuple[str, ...], context: Context) -> list[str]:
    """`this and this` are the marks in turn."""
    names = iter(context.marks)
    return [
        f"[{next(names, part)}]" if part in ("this", "that") and context.marks and len(parts) > 1 else part
        for part in parts
    ]


def _unique(targets: tuple[Target, ...]) -> tuple[Target, ...]:
    seen: dict[str, Target] = {}
    for target in targets:
        seen.setdefault(target.model_dump_json(exclude={"said"}), target)
    return tuple(seen.values())


def _with_heads(parts: list[str], context: Context) -> list[str]:
    """`the red and the blue cup` → both are cups."""
    last = parse(parts[-1], context.nouns)[0]
    plural_head = last.head
    filled = []
    for part in parts[:-1]:
        bare = parse(part, context.nouns)[0]
        takes = not bare.head and (bare.adjectives or bare.picks) and not bare.text.endswith(("one", "ones"))
        filled.append(f"{part} {plural_head}" if takes and plural_head else part)
    if len(filled) and last.plural and any(a != b for a, b in zip(filled, parts, strict=False)):
        return [*filled, re.sub(r"(\w+)$", plural_head.split()[-1], parts[-1]) if plural_head else parts[-1]]
    return [*filled, parts[-1]]


def _either(parts: list[str], text: str, context: Context) -> Referents:
    found = [resolve(part, context) for part in parts]
    raise Ambiguous(text, f"Which of them: {text}?", tuple(Choice(r.said, r.targets) for r in found))


def single(text: str, context: Context) -> Referents:
    """A phrase without "and": its readings in turn; the first that fits exactly holds."""
    if match := _MARK.search(text):
        return _marked(text, match.group(1), context)
    if re.match(r"(?:this|these) ", text) and context.marks:
        return _marked(text, next(iter(context.marks)), context)
    problem: NotRead | None = None
    for phrase in parse(_owned(text), context.nouns):
        try:
            return _settle(phrase, text, context)
        except NotRead as raised:
            if problem is None or raised.rank > problem.rank:
                problem = raised
    raise problem or Open(f"What does “{text}” mean?")


def _owned(text: str) -> str:
    """`the bus 's front wheel` → `the front wheel of the bus`."""
    owner, sign, part = text.partition(" 's ")
    return f"the {part} of {owner}" if sign else text


def _marked(text: str, name: str, context: Context) -> Referents:
    target = mark_target(name, context, text)
    words = re.sub(r"^(?:this|these) ", "the ", text)
    words = re.sub(r"\s*(?:at |in |on |under |marked |labeled |called )*\[[^\]]+\]\s*", " ", f" {words} ").strip()
    phrase = parse(words, context.nouns)[0] if words else Phrase("")
    below = context.under(target)
    if (
        phrase.generic
        or not phrase.head
        or phrase.head in ("area", "spot", "part", "region", "place", "mark", "box", "point")
    ):
        return Referents((target,), text)
    meant = named(phrase.head, context)
    if not context.nouns(phrase.head) or (below is not None and below in meant) or (below is None and not meant):
        return Referents((target,), text)
    raise _contradiction(text, target, meant, context)


def _contradiction(text: str, mark: MarkTarget, meant: Things, context: Context) -> NotRead:
    below = context.under(mark)
    shown: Target = ObjectTarget(object=below.id, said=text) if below else mark
    label = below.label if below else "nothing known"
    choices = (Choice(f"what the mark [{mark.mark}] shows ({label})", (shown,)), *_choices(meant, text, context))
    return Ambiguous(text, f"The mark shows {label}, but the words say “{text}”. Which is meant?", choices)


def _choices(things: Things, said: str, context: Context) -> tuple[Choice, ...]:
    return tuple(Choice(describe(t, context.scene), (ObjectTarget(object=t.id, said=said),)) for t in things)


def _settle(phrase: Phrase, text: str, context: Context) -> Referents:
    things, sure = candidates(phrase, context)
    things = _other(phrase, things, context)
    owner_known = any(tail.relation == "of" for tail in phrase.tails)
    if not things and not owner_known:
        raise _missing(phrase, context)
    for tail in phrase.tails:
        things = _with_tail(things, tail, phrase, context)
    count = phrase.count
    for how in phrase.picks:
        things = pick(things, how, context.scene.frame, count, phrase.plural or phrase.every)
    if not things:
        raise _missing(phrase, context)
    if (pointed := _pointed_at(phrase, things, text, context)) is not None:
        return Referents((pointed,), text, sure)
    things = _counted(phrase, _still_there(things, context), text, context)
    return Referents(tuple(ObjectTarget(object=t.id, said=text) for t in things), text, sure)


def candidates(phrase: Phrase, context: Context) -> tuple[Things, bool]:
    """The things that head and adjectives leave, and whether every adjective could be checked."""
    head = phrase.head
    if head in ("other", "rest", "remaining") or not head:
        head = context.focus.label
    things = named(head, context) if head and head != "thing" else context.scene.objects
    if not things and head in TOOLS and any(tail.kind == "purpose" for tail in phrase.tails):
        things = context.scene.objects
    if not head and not phrase.adjectives and not phrase.tails:
        raise Open(f"What does “{phrase.text}” mean here? Name it, or mark it in the picture.")
    if _NO_NOUN & {word for adjective in phrase.adjectives for word in adjective.split()} or _is_number(phrase):
        raise OtherFrame(phrase.text)
    sure = True
    for adjective in phrase.adjectives:
        if adjective in ("other", "remaining", "rest"):
            continue
        fitting = with_adjective(things, adjective, context)
        sure = sure and fitting is not None
        things = things if fitting is None else fitting
    return things, sure


def _is_number(phrase: Phrase) -> bool:
    return any(word.isdigit() for word in (*phrase.adjectives, *phrase.head.split()))


def _other(phrase: Phrase, things: Things, context: Context) -> Things:
    if phrase.head in ("other", "rest", "remaining") or {"other", "remaining"} & set(phrase.adjectives):
        return tuple(thing for thing in things if thing.id not in context.focus.ids | context.gone)
    return things


def _still_there(things: Things, context: Context) -> Things:
    left = tuple(thing for thing in things if thing.id not in context.gone)
    return left or things


def _with_tail(things: Things, tail: Tail, phrase: Phrase, context: Context) -> Things:
    if tail.kind == "purpose":
        return _for_purpose(things, tail.argument, phrase, context)
    if tail.kind == "is":
        kept = _that_are(things, tail.argument, context)
    else:
        kept = _related(things, tail, phrase, context)
    return tuple(t for t in things if t not in kept) if tail.negated else kept


def _that_are(things: Things, words: str, context: Context) -> Things:
    phrase = parse(words, context.nouns)[0]
    matching, _ = candidates(replace(phrase, head=phrase.head or "thing"), context)
    for how in phrase.picks:
        things = pick(things, how, context.scene.frame, phrase.count, phrase.plural)
    found = tuple(thing for thing in things if thing in matching)
    return found or _for_purpose(things, words, phrase, context)


def _related(things: Things, tail: Tail, phrase: Phrase, context: Context) -> Things:
    relation = tail.relation
    if relation in ("with", "inside"):
        told = tuple(thing for thing in things if _wears(thing, tail.argument))
        if relation == "with" and phrase.generic and not told:
            return _for_purpose(things, tail.argument, phrase, context)
        if told or relation == "with" and not context.nouns(parse(tail.argument, context.nouns)[0].head):
            return told
    anchors = _anchors(tail.argument, context)
    kept = hold(relation, things, anchors, context.scene)
    if relation == "of" and not kept:
        raise _missing(phrase, context, anchors)
    return kept


def _wears(thing: object, words: str) -> bool:
    from ...scene.objects import SceneObject
    from .colors import color_of, may_be

    if not isinstance(thing, SceneObject):
        return False
    bare = re.sub(r"^(?:a|an|the|some|his|her) ", "", words)
    if (
        attribute_says(thing, bare)
        or all(attribute_says(thing, part) for part in bare.split(" and ") if part)
        and " and " in bare
    ):
        return True
    last = bare.split()[-1]
    if attribute_says(thing, last) and "wearing" in thing.attributes and len(bare.split()) == 1:
        return True
    color = str(thing.attributes.get("color", ""))
    head, _, _ = bare.partition(" ")
    worn = (
        bare
        if color_of(bare)
        else head
        if len(bare.split()) == 2
        and last in ("clothes", "coat", "shirt", "jacket", "dress", "sweater", "top", "outfit", "suit")
        else ""
    )
    return bool(
        worn
        and color
        and may_be(worn, color)
        and "wearing" not in thing.attributes
        or color_of(bare)
        and color
        and may_be(bare, color)
    )


def _anchors(text: str, context: Context) -> tuple[Things, ...]:
    """Each group of things that a relation may refer to; for "between" two groups."""
    halves = re.split(r" and | && ", text)
    try:
        groups = [resolve(text, context)] if len(halves) != 2 else [resolve(half, context) for half in halves]
    except Ambiguous as several:
        groups = [Referents(tuple(target for choice in several.choices for target in choice.targets))]
    return tuple(
        tuple(context.scene.get(id) for id in context.scene.ids if id in _ids(group.targets)) for group in groups
    )


def _for_purpose(things: Things, words: str, phrase: Phrase, context: Context) -> Things:
    """The things whose use fits the words best; near ties stay."""
    words = words if context.table.says(words) else f"{words} {context.preamble}"
    scores = context.table.fit(words, {thing.label.lower() for thing in things})
    best = max(scores.values(), default=0.0)
    if best >= 0.25:
        share = 0.6 if phrase.every or phrase.plural else 0.85
        return tuple(thing for thing in things if scores[thing.label.lower()] >= share * best)
    if context.similar is not None:
        nearest = context.similar.best(words, _uses(things, context), USE_THRESHOLD)
        return tuple(thing for thing in things if nearest and nearest.startswith(thing.label + ":"))
    return ()


def _uses(things: Things, context: Context) -> list[str]:
    rows = {thing.label: context.table.about(thing.label.lower()) for thing in things}
    return [f"{label}: {', '.join(row.uses) if row else label}" for label, row in sorted(rows.items())]


def _missing(phrase: Phrase, context: Context, owners: tuple[Things, ...] = ()) -> NotRead:
    """What to look for; a thing described by its use is looked for by the names that fit best."""
    inside: Target | None = None
    owner = [thing for group in owners for thing in group]
    if len(owner) == 1:
        inside = ObjectTarget(object=owner[0].id)
    phrases = _looked_for(phrase, context)
    if _NO_NOUN & set(" ".join(phrases).split()):
        return OtherFrame(phrase.text)
    new = tuple(p for p in phrases if p not in context.scene.queries)
    if not phrases:
        return Open(f"What is meant by “{phrase.text}”? Name it, or mark it in the picture.")
    if not new:
        return Refused(f"“{phrase.text}” was looked for and is not there")
    return Missing(new, tuple(inside for _ in new))


def _looked_for(phrase: Phrase, context: Context) -> tuple[str, ...]:
    if phrase.generic or phrase.head in ("other", ""):
        wish = " ".join(tail.argument for tail in phrase.tails if tail.kind == "purpose")
        scores = context.table.fit(wish, context.table.things) if wish else {}
        here = {thing.label for thing in context.scene.objects}
        ranked = sorted(
            (label for label, score in scores.items() if score >= 0.4 and label not in here),
            key=lambda label: -scores[label],
        )
        return tuple(ranked[:2])
    part = any(tail.relation == "of" for tail in phrase.tails)
    side = " ".join(how.value for how in phrase.picks if how.kind == "side") if part else ""
    return (f"{side} {phrase.core}".strip(),)


def _counted(phrase: Phrase, things: Things, text: str, context: Context) -> Things:
    if phrase.every or (phrase.count is None and (phrase.plural or _mass(phrase, things, context))):
        return things
    wanted = phrase.count or 1
    if len(things) == wanted:
        return things
    if len(things) < wanted:
        said = tuple(ObjectTarget(object=t.id, said=text) for t in things)
        raise Ambiguous(
            text, f"There are only {len(things)} that fit “{text}”. Is that what is meant?", (Choice("these", said),)
        )
    groups = list(combinations(things, wanted)) if wanted > 1 else [(thing,) for thing in things]
    if len(groups) > 16:
        raise Open(f"Which {wanted} of the {len(things)} are meant by “{text}”?")
    choices = tuple(
        Choice(
            " and ".join(describe(t, context.scene) for t in group),
            tuple(ObjectTarget(object=t.id, said=text) for t in group),
        )
        for group in groups
    )
    raise Ambiguous(text, f"Which one is meant by “{text}”?", choices)


_NO_NOUN = frozenset(
    "as twice than be it and me so more less if because bit half very too to do not is are was a an it times time make remove put move turn blur add paint".split()
)
"""Words that show that a phrase was cut out wrongly: nothing to look for."""
_MASS = frozenset(
    "furniture fruit food clothing luggage cutlery tableware crockery seating electronics silverware drinkware kitchenware jewelry vegetation greenery wildlife livestock footwear glassware cookware public".split()
)


def _mass(phrase: Phrase, things: Things, context: Context) -> bool:
    return phrase.head in _MASS and phrase.article != "a" and not any(thing.label == phrase.head for thing in things)


def _pointed_at(phrase: Phrase, things: Things, text: str, context: Context) -> Target | None:
    """A mark that no word refers to says which one is meant; on something else it contradicts the words."""
    name = context.stray_mark
    if name is None or phrase.plural or phrase.every:
        return None
    mark = mark_target(name, context, text)
    below = context.under(mark)
    if below is None or below in things:
        return mark if below else None
    raise _contradiction(text, mark, things, context)


__all__ = ["Referents", "candidates", "mark_target", "one", "resolve", "single", "singular", "OtherFrame"]
