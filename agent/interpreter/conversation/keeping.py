"""Words about the library of kept cut-outs: save, show and forget them, and `my vase` as a thing to put in."""

from __future__ import annotations

import re

from ....scene.plan import Command, Forget, Keep, Option, Show
from ....scene.target import LibraryReference, ObjectTarget, PhraseTarget
from ...errors import BadInput
from ..changes.qualities import parse_quality
from ..context import Context
from ..outcomes import Ambiguous, Asked, Choice, Missing, NotRead, Refused, Settled
from ..things.reference import one, resolve
from ..words.names import key_of, plain_name
from ..words.normalise import singular
from ..words.patterns import Rule

_STORE = r"(?:my |the |your |our )?(?:library|cut-?outs?|collection|sticker book|stash)"
_SAVES = r"(?:save|keep|store|remember|stash|memorize|memorise|put aside|set aside)"
_KEEP_AS = Rule(
    rf"(?:{_SAVES}|add|put|copy|place|take) (?:a copy of |a cut-?out of |the cut-?out of )?(?P<what>.+?)"
    rf"(?: (?:away|aside))?(?: (?:in|to|into|for) {_STORE})? (?:as|under the name(?: of)?|by the name(?: of)?) "
    rf"(?P<name>.+?)(?: (?:in|to|into) {_STORE})?"
)
_KEEP_IN = Rule(
    rf"(?:{_SAVES}|add|put|copy|place|move) (?:a copy of |a cut-?out of |the cut-?out of )?(?P<what>.+?)"
    rf" (?:in|to|into|for) {_STORE}"
)
_NAMED = re.compile(rf"(?:{_SAVES})\b.*? as (?P<name>.+)", re.IGNORECASE | re.DOTALL)
_SHOW = Rule(
    rf"(?:show|list|display|open|see|view|browse)(?: me| us)?(?: (?:all|everything))?(?: (?:in|of|that is in))?"
    rf" (?:the things in |what is in )?{_STORE}|what (?:is|do i have|have i|did i (?:keep|save|put)) (?:in|kept in"
    rf"|saved in) {_STORE}|(?:what|which things|which cut-?outs) (?:have i|did i) (?:kept|saved|keep|save|stored)"
    rf"|(?:my )?(?:library|cut-?outs)"
)
_FORGET = Rule(r"(?:forget|unlearn)(?: about)? (?P<what>.+)")
_FORGET_IN = Rule(
    rf"(?:forget|remove|delete|drop|erase|discard|throw|take|clear) (?P<what>.+?) (?:out of|from|in|off) {_STORE}"
)
_EMPTY = Rule(rf"(?:empty|clear|clear out|wipe|delete|erase|forget) (?:all of |everything in )?{_STORE}")
_FROM = Rule(rf" (?:from|in|of|out of) {_STORE}$")
_MINE = Rule(r"(?:my|our) ")
_CUT_FIRST = Rule(
    rf"(?:cut out|cut|extract|isolate|select|crop out|take|pick) (?P<what>.+?)(?: out)?,? and (?:then )?"
    rf"(?P<verb>{_SAVES}|add|put) (?:it|that|this|the cut-?out) (?P<rest>(?:as|in|to|into|under) .+)"
)
_FILE = Rule(r"\. ?(?:png|jpe?g|webp|gif|tiff?|avif|heic|bmp|svg|pdf|json|txt)\b")
_NOT_A_NAME = Rule(
    r"(?:it|they|he|she|that|this|is|are|was|were|before|usual|always|much|many|little|well|now|possible"
    r"|an? (?:png|jpe?g|webp|file|pdf|gif|picture|photo|image|copy|new (?:photo|picture|image|file)))\b"
)
KEPT = "kept in the library"


def names_given(text: str) -> frozenset[str]:
    """Words of a name that is being given: they are no misspelt words."""
    match = _NAMED.search(text)
    return frozenset(re.findall(r"[a-z]+", match.group("name").lower())) if match else frozenset()


def told_at_once(words: str) -> str:
    """`cut out the vase and save it as my vase` → `save the vase as my vase`: one wish in two clauses."""
    match = _CUT_FIRST.fullmatch(words)
    return f"{match.group('verb')} {match.group('what')} {match.group('rest')}" if match else words


def refuse_unknown(text: str, context: Context) -> None:
    """Raise `Refused` for `forget my hat` where nothing is called so."""
    match = _FORGET.fullmatch(text.strip(" ,.!?"))
    if match and _MINE.match(match.group("what")):
        _known(match.group("what"), context)


def library_command(text: str, context: Context) -> Command | None:
    """The command about the library that a clause gives, None when it gives none."""
    text = text.strip(" ,.!?")
    if _SHOW.fullmatch(text):
        return Show(what="library")
    if _EMPTY.fullmatch(text):
        return _empty(context)
    return _forget(text, context) or _keep(text, context)


def _empty(context: Context) -> Command:
    if not context.library:
        raise Refused("the library is empty already")
    everything = Option(label="yes, forget all", command=Forget(names=tuple(context.library)))
    names = ", ".join(f"“{name}”" for name in context.library)
    raise Asked(f"That forgets {names} for good. Shall I?", everything)


def _forget(text: str, context: Context) -> Command | None:
    """`forget the hat` may also be an edit to take back: then only `my hat` is the kept one."""
    if match := _FORGET_IN.fullmatch(text):
        return Forget(names=(_known(match.group("what"), context),))
    match = _FORGET.fullmatch(text)
    if match is None:
        return None
    what, name = match.group("what"), kept_name(match.group("what"), context)
    if name is not None and not what.startswith(("the ", "that ", "this ")):
        return Forget(names=(name,))
    return None


def _known(words: str, context: Context) -> str:
    name = kept_name(re.sub(r"^(?:the|that|this) ", "", words), context)
    if name is None:
        there = ", ".join(f"“{other}”" for other in context.library) or "nothing yet"
        raise Refused(f"nothing is kept in the library as “{words}”; it holds {there}")
    return name


def _keep(text: str, context: Context) -> Command | None:
    text = re.sub(r" for me\b", "", text)
    match = _KEEP_AS.fullmatch(text)
    if match is not None and (name := _name(match.group("name"), text, context)) is not None:
        if _FILE.search(context.said.text):
            raise Refused("cut-outs are kept under plain names, in the library alone; I write no files on request")
        return Keep.under(name, one(match.group("what"), context))
    match = _KEEP_IN.fullmatch(text)
    if match is None:
        return None
    target = one(match.group("what"), context)
    thing = target.object if isinstance(target, ObjectTarget) else None
    noun = context.scene.get(thing).label if thing else re.sub(r"\[|\]", "", match.group("what"))
    return Keep.under(_name(noun, f"save {text}", context) or noun, target)


def _name(words: str, text: str, context: Context) -> str | None:
    """What it is to be called; None for words that say how something is to be left or painted."""
    if _NOT_A_NAME.match(words):
        return None
    explicit = re.search(rf"{_STORE}|^(?:save|store|remember|stash|memori[sz]e)\b", text) is not None
    if not explicit and not text.startswith("keep "):
        return None
    if not _MINE.match(words) and text.startswith("keep ") and parse_quality(words) is not None:
        return None
    try:
        return plain_name(context.said.quoted(words))
    except BadInput as error:
        raise Refused(f"{error}; I keep it in the library and write no files on request") from None


def kept_name(words: str, context: Context) -> str | None:
    """The kept cut-out that words name: `my vase`, `rex`, `the vase from my library`."""
    named = {key_of(name): name for name in context.library}
    words = re.sub(r"^(?:a |another |one )?(?:copy|cut-?out) of ", "", _FROM.sub("", words))
    words = context.said.quoted(words)
    return named.get(key_of(words)) or named.get(key_of(singular(words)))


def refuse_mine(words: str, adds: bool, context: Context) -> None:
    """Raise `Settled` for `insert my boat` where nothing is kept under that name: what is mine is not drawn anew."""
    if adds and _MINE.match(words) and kept_name(words, context) is None and not _FROM.search(words):
        there = ", ".join(f"“{other}”" for other in context.library) or "nothing yet"
        raise Settled(f"nothing is kept in the library as “{words}”; it holds {there}")


def kept(words: str, context: Context, adds: bool = False) -> LibraryReference | None:
    """The kept cut-out to put in. `my vase` may also be the one in the picture: it asks, unless the verb `adds`."""
    name = kept_name(words, context)
    outright = _FROM.search(words) is not None
    if name is None:
        if outright and _FROM.search(words).group().endswith("library"):  # type: ignore[union-attr]
            _known(_FROM.sub("", words), context)
        return None
    if not outright and re.match(r"(?:the|a|an|this|that|some|another|one) (?!copy of |cut-?out of )", words):
        return None
    if not outright and not adds and _there(words, name, context):
        return None
    return LibraryReference(library=name)


def _there(words: str, name: str, context: Context) -> bool:
    """Whether the one in the picture is meant."""
    bare = re.sub(r"^(?:my|our|a copy of(?: my)?) ", "", words)
    try:
        targets = resolve(f"the {bare}", context).targets
    except Ambiguous as several:
        targets = several.choices[0].targets
    except Missing:
        return False
    except NotRead:
        return False
    phrase = f"{words} ({KEPT})"
    if phrase not in context.pins:
        choices = (
            Choice(f"the {bare} in the picture", targets),
            Choice(f"“{name}” from the library", (PhraseTarget(phrase=name, said=KEPT),)),
        )
        raise Ambiguous(phrase, f"Which is meant by “{words}”?", choices)
    return not any(getattr(target, "said", None) == KEPT for target in context.pins[phrase])
