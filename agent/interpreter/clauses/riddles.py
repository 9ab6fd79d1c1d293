"""A thing told of, and beside that an edit of "it" (`it keeps you dry – paint it blue`): told apart, and answered."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache

from ....scene.target import ObjectTarget, Target
from ..context import Context, Focus
from ..outcomes import Ambiguous, Choice, Missing, NotRead
from ..things.describe import describe
from ..things.descriptions import Fitting, elsewhere, fitting, is_faint, is_named, means_all
from ..things.nouns import Things, named
from ..things.reference import resolve
from ..words.colors import color_of
from ..words.normalise import data, lemma, polite, singular, without_picture
from ..words.owners import owned
from ..words.patterns import filled, pattern
from ..words.phrases import Tail, parse
from .grammar import first_words

Reads = Callable[[str], bool]
"""Whether words are an edit of what "it" means."""

_STOP = re.compile(r"(?:^| )(?:[.!?;:…/]|-+|–|—)+(?= |$)")
_JOINT = re.compile(r" ?, (?:(?:and|so|but|then|now|yet) )*| (?:and|so|then) (?:then |so |now )?")
_FORGOTTEN = re.compile(
    r"\b(?:do not|never|must not|can not|let us not) (?:ever )?forget "
    r"|\b(?:can|could|do|did) not (?=(?:tell|see|know) )"
    r"|\b(?:nobody|no one) (?=[^.]*\bany ?more\b)"
)
"""What denies nothing of the thing."""
MOST_OPTIONS = 4
STRONG = 0.55
"""What fits so well is meant though nothing is asked."""


@dataclass(frozen=True, slots=True)
class Riddle:
    """What is told, and the edit that is wanted of what it tells of; `several` where that is of more than one."""

    told: str
    edit: str
    several: bool
    own: bool = False
    """Whether the thing speaks itself (`I have two hands …; enlarge me`)."""

    @property
    def question(self) -> str:
        """From the asking word on."""
        match = pattern("riddles", "asks").search(self.told)
        return self.told[match.start() :] if match else self.told


def answer(context: Context, reads: Reads, doubtful: bool) -> Context | None:
    """The edit alone to read, with what is told of as what "it" means; None where that is not clear. With `doubtful`
    what asks for nothing counts too, and near answers raise Ambiguous."""
    if not doubtful and not _may_ask(context.said.text):
        return None
    riddle = riddle_in(context, reads, doubtful)
    if (
        riddle is None
        or _is_plain(riddle.told, context)
        or not (doubtful or _asks(riddle, context) or _points(riddle, context))
    ):
        return None
    if doubtful and not riddle.own and not _tells(riddle.told):
        _look_for_named(riddle, context)
    pinned = context.pins.get(riddle.told)
    targets = pinned or _targets(riddle, context, doubtful)
    if not targets:
        return None
    return replace(context.about(Focus(targets)), said=replace(context.said, text=riddle.edit))


def _is_shown(tail: Tail) -> bool:
    """Whether one sees what is said: how a thing stands to another, or which color it has."""
    if tail.kind == "relation":
        return tail.relation != "with"
    return tail.kind == "is" and color_of(tail.argument) is not None


_UNNAMED = re.compile(r"\b(?:some|any)(?:thing|one|body)\b")
_DEFINITE = ("the ", "that ", "this ", "these ", "those ", "every", "each ", "all ", "both ")


def _is_plain(told: str, context: Context) -> bool:
    """Whether what is told is a phrase that names things by how they stand to others (`the thing in her hand`)."""
    if " . " in told or not told.startswith(_DEFINITE) or _UNNAMED.search(told):
        return False
    phrase = parse(owned(polite(told)), context.nouns)[0]
    if not phrase.head or not phrase.tails or not all(map(_is_shown, phrase.tails)):
        return False
    try:
        return bool(resolve(polite(told), context).targets)
    except NotRead as unread:
        return isinstance(unread, Ambiguous | Missing)


def said_plainly(context: Context, reads: Reads) -> Context | None:
    """The same with its edit in plain words (`the cup annoys me, off with it` → `…; remove it`), None where it has
    none or says it plainly already."""
    riddle = riddle_in(context, reads)
    plain = f"{riddle.told} . {riddle.edit}" if riddle else ""
    return replace(context, said=replace(context.said, text=plain)) if plain and plain != context.said.text else None


def riddle_in(context: Context, reads: Reads, doubtful: bool = False) -> Riddle | None:
    """The parts of an instruction where the last, or the first, is an edit of what the others tell of."""
    if context.marks:
        return None
    parts = [part.strip(" ,") for part in _STOP.split(_FORGOTTEN.sub("", context.said.text))]
    parts = [part for part in parts if part and not pattern("riddles", "filler").fullmatch(part)]
    first_person = pattern("riddles", "speaks").search(" . ".join(parts)) is not None
    for told, words in _cuts(parts):
        if not told or any(_is_edit(part) and not (doubtful and _USED.search(part)) for part in told):
            continue
        first = _STOP.split(_JOINT.split(words)[0])[0]
        if first != words and not _edit(first, context, reads, first_person):
            continue
        if edit := _edit(words, context, reads, first_person):
            told = [without_picture(part) for part in told]
            several = pattern("riddles", "plural").search(words) is not None or means_all(polite(told[-1]))
            return Riddle(" . ".join(told), edit, several, first_person and _OWN.search(words) is not None)
    return None


_OWN = re.compile(r"\b(?:me|my)\b")


def _cuts(parts: list[str]) -> Iterator[tuple[list[str], str]]:
    """What is told and the words that may be an edit, these the longest first."""
    for i, part in enumerate(parts):
        if i:
            yield parts[:i], " . ".join(parts[i:])
        for joint in _JOINT.finditer(part):
            if joint.start() > 0:
                rest = " . ".join([part[joint.end() :], *parts[i + 1 :]])
                yield [*parts[:i], part[: joint.start()]], rest
        match = pattern("riddles", "predicate").fullmatch(polite(part))
        if match and pattern("riddles", "descriptive").search(match["told"]):
            yield [*parts[:i], match["told"]], " . ".join([f"it {match['rest']}", *parts[i + 1 :]])
    if len(parts) > 1:
        yield parts[1:], parts[0]


_USED = re.compile(r"\b(?:with|in|under|by|inside|from) (?:it|this|that|them|these|those)(?: one| ones)?$")
"""What one does with a thing tells of it, however it begins (`turn screws with it`)."""


def _is_edit(words: str) -> bool:
    """Whether words order something by themselves."""
    first = polite(words).split(" ")[0]
    return first in first_words() and pattern("riddles", "asks").match(polite(words)) is None


def _edit(words: str, context: Context, reads: Reads, first_person: bool) -> str:
    """The edit, of "it", that words come to; "" for none."""
    said = re.sub(r"\b(them|these|those|they) (?:all|both)\b", r"\1", polite(without_picture(words)).strip(" ,"))
    if match := pattern("riddles", "topic").match(said):
        said = polite(match["rest"])
    if first_person:
        said = re.sub(r"\bme\b", "it", re.sub(r"\bmy (?P<what>\w+)", r"the \g<what> of it", said))
    return next((edit for edit in _ways(said, context) if reads(edit)), "")


def _ways(said: str, context: Context) -> Iterator[str]:
    for written, edit in _edits():
        match = written.fullmatch(said)
        if match and (made := _made(edit, match)):
            yield made
    plain = pattern("riddles", "ref").sub(lambda match: _pronoun(match, said, context), said)
    if re.search(r"\b(?:it|its|them)\b", plain):
        yield plain
    first, _, rest = said.partition(" ")
    if first in first_words() and plain == said:
        yield f"{first} it {rest}".strip()


@cache
def _edits() -> tuple[tuple[re.Pattern[str], str], ...]:
    """Ways to say an edit, and each in plain words."""
    return tuple((re.compile(filled(said, "riddles")), plain) for said, plain in data("riddles")["edits"])


def _made(edit: str, match: re.Match[str]) -> str:
    said = {name: found or "" for name, found in match.groupdict().items()}
    if "color" in said and color_of(said["color"]) is None:
        return ""
    if "done" in said:
        said["done"] = lemma(said["done"])
    if said.get("how") in ("mosaic", "pixelation", "censor bar"):
        said["how"] = "pixelate"
    return re.sub(r"\{(\w+)\}", lambda slot: said[slot[1]], edit)


def _pronoun(match: re.Match[str], said: str, context: Context) -> str:
    """ "it" or "them" for what points back; `that dog` points at a dog."""
    after = said[match.end() :].split(" ")
    words = match[0]
    if words in ("it", "them", "him", "her"):
        return words if words in ("it", "them") else "it"
    if (
        len(after) > 1
        and words.split(" ")[-1] in ("this", "that", "these", "those")
        and context.nouns(singular(after[1]))
    ):
        return words
    return "them" if pattern("riddles", "plural").search(words) else "it"


def _may_ask(text: str) -> bool:
    """A quick look before the words are taken apart."""
    if _STOP.search(text) is None and _JOINT.search(text) is None and not pattern("riddles", "predicate").match(text):
        return False
    return any(pattern("riddles", how).search(text) for how in ("asks", "speaks", "points"))


def _asks(riddle: Riddle, context: Context) -> bool:
    """Whether what is told asks for a thing, and does not name one that "it" may mean."""
    if pattern("riddles", "exclaims").search(polite(riddle.told)):
        return False
    last = riddle.told.split(" . ")[-1]
    asks = pattern("riddles", "asks").search(riddle.told) is not None or " me" in f" {riddle.edit}"
    return asks and not any(
        is_named(thing, f"{last} .") and _is_subject(thing.label, last) for thing in context.standing
    )


def _points(riddle: Riddle, context: Context) -> bool:
    """Whether what is told of some "it", and of nothing that is named or was spoken of, fits one thing very well."""
    if context.focus.targets or pattern("riddles", "points").search(riddle.told) is None:
        return False
    if any(is_named(thing, f"so {riddle.told}") for thing in context.standing) or context.table.count(riddle.told) < 2:
        return False
    found = fitting(context.standing, riddle.told, context, riddle.several)
    return found.clear and found.score >= STRONG


def _tells(told: str) -> bool:
    """Whether words ask for a thing, or tell of one without naming it."""
    return any(pattern("riddles", how).search(told) for how in ("asks", "points"))


def _is_subject(label: str, words: str) -> bool:
    """Whether words are about the thing they name first (`the cat is in the way of something`)."""
    return (
        re.match(rf"(?:the|this|that|my|these|those)(?: \w+){{0,2}}? {re.escape(label.lower())}s?\b", polite(words))
        is not None
    )


def _targets(riddle: Riddle, context: Context, doubtful: bool) -> tuple[Target, ...]:
    found = (_subject(riddle, context) if doubtful else None) or _holder(riddle, context)
    found = found or fitting(context.standing, riddle.told, context, riddle.several, stressed=riddle.question)
    if not found.things or elsewhere(riddle.told, found.score, context):
        return ()
    if not found.clear and not doubtful:
        return ()
    pronoun = "them" if riddle.several else "it"
    targets = tuple(ObjectTarget(object=thing.id, said=pronoun) for thing in found.things)
    choices = tuple(Choice(describe(t, context.scene), (one,)) for t, one in zip(found.things, targets, strict=True))
    if len(targets) > 1 and not riddle.several:
        if len(targets) > MOST_OPTIONS:
            return ()
        raise Ambiguous(riddle.told, "Which one is meant?", choices)
    if is_faint(found.score, riddle.told, context):
        raise Ambiguous(riddle.told, f"Is it {'these' if len(targets) > 1 else 'this'}?", choices)
    return targets


def _subject(riddle: Riddle, context: Context) -> Fitting | None:
    """What words are about (`the dog barks at something, blur it`), nothing where that may be one of several."""
    last = riddle.told.split(" . ")[-1]
    things = tuple(thing for thing in context.standing if _is_subject(thing.label, last))
    return Fitting(things if len(things) == 1 else (), 1.0, True) if things else None


_NAMED = re.compile(
    r"(?:^|\. )(?:there (?:is|are) |(?:i|we) (?:\w+ ){1,4}?)?(?:the|this|that|these|those|my|our|your|his|her|an?)"
    r" (?P<words>[a-z-]+(?: [a-z-]+){0,3})"
)


def _look_for_named(riddle: Riddle, context: Context) -> None:
    """Raises Missing for the one thing that is spoken of and not here (`the plunger looks silly, remove it`), or part
    of a thing that is (`the dogs collar is ugly, …`)."""
    told = polite(riddle.told)
    if any(is_named(thing, f"so {told}") for thing in context.standing):
        return
    for thing in context.standing:
        row = context.table.about(thing.label.lower())
        for part in row.parts if row else ():
            if re.search(rf"\b{re.escape(thing.label.lower())} ?'?s {part}s?\b", told):
                raise Missing((part,), (ObjectTarget(object=thing.id),))
    names = dict.fromkeys(name for match in _NAMED.finditer(told) if (name := _absent(match["words"], context)))
    if len(names) == 1:
        raise Missing(tuple(names), (None,))


def _absent(words: str, context: Context) -> str:
    """The thing that words begin with, with what tells it from its likes, "" where none is known or it is here."""
    said = words.split(" ")
    for end in range(len(said), 0, -1):
        for start in range(min(end, 3)):
            name = singular(" ".join(said[start:end]))
            if any(not context.table.is_general(label) for label in context.table.labels_named(name)):
                return "" if named(name, context) else name
    return ""


_WHO = re.compile(r"\b(?:who|whoever|someone|somebody|the (?:person|one) who|guy|fellow|man|woman)\b")


def _holder(riddle: Riddle, context: Context) -> Fitting | None:
    """Who holds or wears what is told of, where it is asked for somebody."""
    if not _WHO.search(riddle.question) or not re.search(r"\b(?:him|her|them|it)\b", riddle.edit):
        return None
    held = {r.subject: r.object for r in context.scene.relations if r.predicate in ("held by", "worn by", "carried by")}
    people = {thing.id: thing for thing in context.standing if thing.label.lower() == "person"}
    things: Things = tuple(t for t in context.standing if people.get(held.get(t.id, "")) is not None)
    found = fitting(things, riddle.told, context, riddle.several) if things else Fitting()
    owners = tuple(dict.fromkeys(people[held[thing.id]].id for thing in found.things))
    return replace(found, things=tuple(people[id] for id in owners)) if owners else None
