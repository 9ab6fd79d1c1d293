"""Noun phrases → targets. Two that fit raise `Ambiguous`, none raises `Missing`: never a silent guess."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from ....scene.target import BackgroundTarget, EverythingTarget, MarkTarget, ObjectTarget, PhraseTarget, Target
from ..context import Context, Focus, Referents
from ..outcomes import Ambiguous, Choice, Missing, NotRead, Open, OtherFrame, Refused
from ..words.normalise import is_plural, word_set
from ..words.owners import owned
from ..words.patterns import Rule
from ..words.phrases import Phrase, parse
from .candidates import candidates, others, still_there
from .coordination import is_said_again, names_no_other, pointing, unique, with_heads
from .describe import describe
from .descriptions import by_words, byname
from .kin import how_many, unlike
from .marks import SEVERAL, choices_of, mark_target, marked, pointed, pointed_at, several_marked, within_mark
from .nouns import GENDERS, Things, named
from .possession import possessed
from .purposes import for_purpose, missing
from .referring import (
    AND,
    APPOSED,
    BACKGROUND,
    BOTH,
    COMPLETE,
    COPY,
    CUT_SHORT,
    EXCEPT,
    ONE,
    OWN,
    PICTURE,
    PRONOUN,
    REST,
    SAYING,
    SOMEBODY,
)
from .roles import of_somebody
from .spatial import pick_among
from .tails import by_description, narrowed

_MARK = Rule(r"\[([^\]\s]+)\]")


def resolve(text: str, context: Context) -> Referents:
    """The targets that a noun phrase names."""
    text = re.sub(r"^(?:just|only|also|even|please) ", "", text.strip(" ,.")).strip()
    text = unlike(REST.sub("the others", text))
    if not text:
        raise Open("What should be changed?")
    if re.fullmatch(r"(?:nothing|none(?: of .*)?|no one|nobody)", text):
        raise Refused("nothing is to be changed")
    if re.fullmatch(r"(?:me|myself|us|you|yourself|i|we)", text):
        raise Open(f"Who is “{text}” in the picture? Name the person, or mark them.")
    if (
        CUT_SHORT.search(text)
        or re.match(r"(?:out|away|off|to) ", text)
        or text in ("the", "a", "an", "my", "all", "all the", "every", "both")
    ):
        raise OtherFrame(text)
    if re.match(r"(?:half|most|some|a few|several) of ", text):
        raise Open(f"Which ones are meant by “{text}”?")
    if (shown := pointed(text, context)) is not None:
        text = shown
    if text in context.pins:
        return Referents(context.pins[text], text)
    if (id := text.removeprefix("the ")) in context.scene.ids:
        return Referents((ObjectTarget(object=id, said=text),), text)
    if SAYING.fullmatch(text):
        said = context.said.quoted(text)
        return Referents((PhraseTarget(phrase=said.removeprefix("the "), said=said),), text)
    if PICTURE.fullmatch(text) and not named_picture(text, context):
        return Referents((EverythingTarget(said=text),), text)
    if BACKGROUND.fullmatch(text):
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


_SIDE = re.compile(
    r"(?:(?:to|on) the )?(?:left|right) of |(?:above|below|under|behind|in front of|next to|near|beside) "
)
"""After `but` this tells more of the same (`left of the cup but right of the fork`)."""


def _excepted(text: str, context: Context) -> Referents | None:
    match = EXCEPT.search(text)
    if match is None:
        return None
    base, without = text[: match.start()], text[match.end() :]
    if match.group().strip(" ,") == "but" and _SIDE.match(without):
        return resolve(f"{base} {without}", context)
    if re.fullmatch(r"(?:everything|the (?:whole )?(?:photo|picture|image|scene)|all)(?: else)?", base):
        kept = resolve(without, context).targets
        return Referents((EverythingTarget.model_validate({"except": kept, "said": text}),), text)
    plural = base if re.match(r"(?:all|every|each|any|the|both|my)", base) else f"all {base}"
    whole = _all_of(plural, context)
    kept_ids = _spared(without, whole, context)
    kept_ids |= {thing.id for thing in context.scene.objects if thing.part_of in kept_ids}
    left = tuple(t for t in whole.targets if not (isinstance(t, ObjectTarget) and t.object in kept_ids))
    if not left:
        raise Refused(f"nothing is left of “{base}” without “{without}”")
    if len(left) > 1 and len(whole.targets) != len(_certain(plural, context)):
        raise Ambiguous(text, f"Which one is meant by “{text}”?", tuple(Choice(_label(t, context), (t,)) for t in left))
    return Referents(left, text)


def _all_of(text: str, context: Context) -> Referents:
    """What a phrase may stand for, were it one thing or several."""
    try:
        return resolve(text, context)
    except Ambiguous as several:
        return Referents(tuple(target for choice in several.choices for target in choice.targets), text)


def _certain(text: str, context: Context) -> tuple[Target, ...]:
    try:
        return resolve(text, context).targets
    except Ambiguous:
        return ()


def _kept(text: str, whole: Referents, context: Context) -> tuple[Target, ...]:
    labels = {context.scene.get(id).label for id in _ids(whole.targets)}
    focus = Focus(whole.targets, next(iter(labels))) if len(labels) == 1 else context.focus
    text = OWN.get(text, text).removesuffix(" 's")
    return resolve(text, replace(context, focus=focus)).targets


def _spared(text: str, whole: Referents, context: Context) -> frozenset[str]:
    """Which of them are to stay; which of several things is meant that are none of them, does not matter."""
    try:
        return _ids(_kept(text, whole, context))
    except Ambiguous as several:
        meant = frozenset(id for choice in several.choices for id in _ids(choice.targets))
        if meant & _ids(whole.targets):
            raise
        return meant


def _ids(targets: tuple[Target, ...]) -> frozenset[str]:
    return frozenset(target.object for target in targets if isinstance(target, ObjectTarget))


def _pronoun(text: str, context: Context) -> Referents | None:
    if _MARK.fullmatch(text):
        return Referents((mark_target(_MARK.fullmatch(text).group(1), context, text),), text)  # type: ignore[union-attr]
    if context.added and COPY.fullmatch(text):
        return Referents(tuple(t.model_copy(update={"said": text}) for t in context.added), text)
    count = how_many(text)
    if count is not None and len(context.focus.targets) < count <= len(context.recent):
        return Referents(tuple(t.model_copy(update={"said": text}) for t in context.recent[:count]), text)
    if not PRONOUN.fullmatch(text) and not is_said_again(text, context):
        return None
    pointing = text.split()[0] in ("this", "these", "that", "those")
    if context.marks and (pointing or not context.focus.targets):
        names = list(context.marks) if SEVERAL.fullmatch(text) else [next(iter(context.marks))]
        return Referents(tuple(MarkTarget(mark=name, said=text) for name in names), text)
    if text in SOMEBODY and (not context.focus.targets or _another(text, context)):
        return _somebody(text, context)
    if context.focus.unclear and text in ONE and len(context.focus.targets) > 1:
        choices = tuple(
            Choice(_label(t, context), (t.model_copy(update={"said": text}),)) for t in context.focus.targets
        )
        raise Ambiguous(text, f"Which one is meant by “{text}”?", choices)
    if context.focus.targets:
        return Referents(tuple(t.model_copy(update={"said": text}) for t in context.focus.targets), text)
    raise Open(f"What does “{text}” mean here? Name it, or mark it in the picture.")


def _somebody(text: str, context: Context) -> Referents:
    """Who "her" may be of whom nobody has spoken: the woman or the girl."""
    wanted = GENDERS[SOMEBODY[text].removeprefix("the ")]
    things = (t for t in context.standing if t.id not in context.gone | context.focus.ids)
    fitting = [t for t in things if GENDERS.get(str(t.attributes.get("gender", "")).lower()) == wanted]
    if len(fitting) < 2:
        return resolve(SOMEBODY[text], context)
    raise Ambiguous(text, f"Who is meant by “{text}”?", choices_of(tuple(fitting), text, context))


def _another(text: str, context: Context) -> bool:
    """Whether "her" cannot be the man who was spoken of."""
    told = {context.scene.get(id).attributes.get("gender") for id in context.focus.ids if context.scene.has(id)}
    wanted = GENDERS[SOMEBODY[text].removeprefix("the ")]
    return None not in told and all(GENDERS.get(str(gender)) not in (wanted, None) for gender in told) and bool(told)


_SAME_IN_PLURAL = "sheep|fish|deer|moose|bison|aircraft|salmon|trout|swine|shrimp|squid|offspring|buffalo"
_NEITHER = Rule(r"\b(?:(?:is|are|was) (?:not|neither|either)|neither|not) .*\b(?:or|nor) ")


_TELLING = Rule(r"(?:what|whatever|(?:the|a|all the|every) (?:\w+ )+?(?:with|that|which|who|having)) ")
"""A phrase whose last part may tell several things of one (`the thing with a lid and a spout`)."""

_GOES_ON = Rule(r"(?:is|are|has|have|can|does|will|would) (?!quote)")


def _several(text: str, context: Context) -> Referents | None:
    guarded = re.sub(r"\bblack and white\b", "black && white", text)
    guarded = re.sub(r"\bbetween (.+?) and ", r"between \1 && ", guarded)
    if _NEITHER.search(guarded):
        return None
    if " or " in guarded and names_no_other(guarded, context):
        return None
    if " or " in guarded:
        return _either(guarded.split(" or "), text, context)
    parts = [part.replace("&&", "and").strip() for part in AND.split(guarded)]
    parts = pointing(tuple(part for part in parts if part), context)
    if len(parts) > 1 and parts[0].startswith(BOTH) and not is_plural(parts[0]):
        parts[0] = parts[0].removeprefix("both ")
    if len(parts) < 2 or (_TELLING.match(parts[0]) and _GOES_ON.match(parts[-1])):
        return None
    if any(parse(part, context.nouns)[0].plural for part in parts):
        parts = [re.sub(rf"^the (?=(?:\w+ )*(?:{_SAME_IN_PLURAL})$)", "all the ", part) for part in parts]
    try:
        found = _in_turn(with_heads(parts, context, COMPLETE), context)
    except Missing:
        if text.count("[") > 1:
            raise
        if not _TELLING.match(parts[0]) and any(
            re.match(r"(?:the|a|an|my|this|that|his|her) ", part) for part in parts[1:]
        ):
            raise
        try:
            return single(text, context)
        except NotRead:
            pass
        raise
    targets = tuple(dict.fromkeys(target for referents in found for target in referents.targets))
    _not_the_same(parts, found, text)
    return Referents(unique(targets), text, all(referents.sure for referents in found))


_ITS = re.compile(r"\b(?:he|she|it|they|his|its|their)\b")


def _in_turn(parts: Sequence[str], context: Context) -> list[Referents]:
    """What each part of a list names; `he` and `it` in a part mean what was named just before."""
    found: list[Referents] = []
    for part in parts:
        known = context.about(Focus(found[-1].targets)) if found and _ITS.search(part) else context
        found.append(resolve(part, known))
    return found


def _not_the_same(parts: list[str], found: list[Referents], text: str) -> None:
    """Two phrases that differ but come to the same object: there may be one too few."""
    singles = [(part, r.targets) for part, r in zip(parts, found, strict=True) if len(r.targets) == 1]
    for i, (part, targets) in enumerate(singles):
        for other, same in singles[:i]:
            if part != other and not APPOSED.match(part) and _ids(same) and _ids(same) == _ids(targets):
                id = min(_ids(same))
                raise Ambiguous(
                    text, f"“{other}” and “{part}” both seem to be {id}. Only that?", (Choice(f"only {id}", targets),)
                )


def _either(parts: list[str], text: str, context: Context) -> Referents:
    found = [resolve(part, context) for part in parts]
    raise Ambiguous(text, f"Which of them: {text}?", tuple(Choice(r.said, r.targets) for r in found))


def single(text: str, context: Context) -> Referents:
    """A phrase without "and": its readings in turn; the first that fits exactly holds."""
    if context.marks and (at_mark := _by_marks(text, context)) is not None:
        return at_mark
    if match := _MARK.search(text):
        return marked(text, match.group(1), context)
    if known := byname(text, context):
        return _told(known, False, text, context)
    problem: NotRead | None = None
    for phrase in parse(owned(of_somebody(text, context)), context.nouns):
        try:
            found = _settle(phrase, text, context)
            if isinstance(problem, Ambiguous) and not _among(found, problem):
                raise problem
            return found
        except NotRead as raised:
            if problem is None or raised.rank > problem.rank:
                problem = raised
    owner = parse(text.partition(" 's ")[0], context.nouns)[0].head if " 's " in text else ""
    if owner and isinstance(problem, Missing) and not named(owner, context):
        known = for_purpose(context.standing, text, Phrase(text, "thing"), context)
        if len(known) == 1:
            return Referents((ObjectTarget(object=known[0].id, said=text),), text)
    if (told := _told_by_words(text, problem, context)) is not None:
        return told
    raise problem or Open(f"What does “{text}” mean?")


def _by_marks(text: str, context: Context) -> Referents | None:
    """What a phrase means that speaks of marks."""
    if (found := within_mark(text, context)) is not None:
        return found
    if match := _MARK.search(text):
        return marked(text, match.group(1), context)
    if (several := several_marked(text, context)) is not None:
        return several
    return marked(text, next(iter(context.marks)), context) if re.match(r"(?:this|these) ", text) else None


def _told_by_words(text: str, problem: NotRead | None, context: Context) -> Referents | None:
    """What a phrase fits as a description; nothing else than what the likelier reading leaves open, of who holds it."""
    told = by_words(text, context)
    if not told.things or not _of_its_kind(told.things, text, context):
        return None
    found = _told(told.things, told.several, text, context)
    return found if not isinstance(problem, Ambiguous) or " by " not in text or _among(found, problem) else None


def _among(found: Referents, several: Ambiguous) -> bool:
    """Whether what another reading of a phrase settles on is among what the likelier one leaves open."""
    open_still = {id for choice in several.choices for id in _ids(choice.targets)}
    return not open_still or _ids(found.targets) <= open_still


def _of_its_kind(things: Things, text: str, context: Context) -> bool:
    """Whether things are such as the noun names, where it names any: no bird that flies is the kite."""
    phrase = parse(owned(text), context.nouns)[0]
    kind = () if phrase.generic or not phrase.head else named(phrase.head, context)
    return not kind or all(thing in kind for thing in things)


def _told(things: Things, several: bool, text: str, context: Context) -> Referents:
    """What a whole description fits: several of a kind only where all of them are meant."""
    targets = tuple(ObjectTarget(object=thing.id, said=text) for thing in things)
    if len(targets) > 1 and not several:
        choices = tuple(Choice(_label(target, context), (target,)) for target in targets)
        raise Ambiguous(text, f"Which one is meant by “{text}”?", choices)
    return Referents(targets, text)


def _settle(phrase: Phrase, text: str, context: Context) -> Referents:
    things, sure = candidates(phrase, context)
    things = others(phrase, things, context)
    if phrase.every and _EVERY_OTHER.match(text) and not context.focus.targets and not context.gone:
        raise _by_turns(things, text)
    owner_known = any(tail.relation == "of" for tail in phrase.tails)
    if not things and (fitting := by_description(phrase, context)):
        things, phrase = fitting, replace(phrase, tails=())
    if not things and not owner_known:
        raise missing(phrase, context)
    for tail in phrase.tails:
        things = narrowed(things, tail, phrase, context, resolve)
    count = phrase.count
    for how in phrase.picks:
        things = pick_among(things, context.departed, how, context.scene.frame, count, phrase.plural or phrase.every)
    if not things:
        raise missing(phrase, context)
    if (pointed := pointed_at(phrase, things, text, context)) is not None:
        return Referents((pointed,), text, sure)
    things = tuple(thing for thing in context.scene.objects if thing in things)
    things = possessed(things, text, context, lambda words: resolve(words, context).targets)
    things = _counted(phrase, still_there(things, context), text, context)
    return Referents(tuple(ObjectTarget(object=t.id, said=text) for t in things), text, sure)


_EVERY_OTHER = re.compile(r"every other \w+$")


def _by_turns(things: Things, text: str) -> Ambiguous:
    """`every other bird`: which of the two halves is not said."""
    row = sorted(things, key=lambda thing: thing.box.center)
    halves = (("the first, the third and so on", row[::2]), ("the second, the fourth and so on", row[1::2]))
    choices = (
        Choice(label, tuple(ObjectTarget(object=thing.id, said=text) for thing in half))
        for label, half in halves
        if half
    )
    return Ambiguous(text, f"Which ones are meant by “{text}”, from the left?", tuple(choices))


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


def _mass(phrase: Phrase, things: Things, context: Context) -> bool:
    if phrase.head in word_set("writing") and phrase.article != "a":
        return all(thing.attributes.get("text") for thing in things)
    return (
        phrase.head in word_set("mass")
        and phrase.article != "a"
        and not any(thing.label == phrase.head for thing in things)
    )


def objects_of(targets: tuple[Target, ...], context: Context) -> tuple[Target, ...]:
    """`everything except …` as the objects it means."""
    first = targets[0]
    if len(targets) != 1 or not isinstance(first, EverythingTarget):
        return targets
    if not first.except_:
        raise Refused("the whole picture cannot be removed, moved or replaced; name the things in it")
    kept = {t.object for t in first.except_ if isinstance(t, ObjectTarget)}
    rest = tuple(ObjectTarget(object=id, said=first.said) for id in context.scene.ids if id not in kept)
    if not rest:
        raise Refused("nothing else is known in the picture; name what should go, or draw a box around it")
    return rest
