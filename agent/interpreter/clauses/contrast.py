"""Sentences that say what is not meant, or say two things out of order → plain imperatives in order."""

from __future__ import annotations

import re

from ..changes.qualities import parse_quality
from ..words.colors import color_of
from ..words.normalise import imperative, lemma, word_set
from ..words.patterns import Rule
from .splitting import starts_clause

_THING = r"(?:the|my|this|that|these|those|a|an|all|both|every|each|his|her|its|their|our|your|it|them|\[)"
_SPARING = (
    r"(?:chang|touch|alter|affect|mov|edit|harm|ruin|mess(?:ing)? (?:up|with)|modify|remov|delet|damag"
    r"|disturb)(?:ing)?"
)
_ELSE = r"(?:anything|everything|the rest|all the rest|the others?|other things|something)(?: else)?(?: in \w+ \w+)?"
_JUST = Rule(
    rf"(?:do not|never) (?P<verb>\w+(?: (?:out|away|up|off|rid of))?) (?P<a>.+?)(?: ?,| ?;)?"
    rf" (?:but |and )?(?:just|only|rather|instead|but(?: rather| only)?) (?:(?P=verb) )?(?P<b>{_THING}.*)"
)
_RATHER = Rule(
    r"(?:rather than|instead of|in place of|as opposed to|not) (?P<a>.+?) ?, (?:but |just |rather |please )?(?P<b>.+)"
)
_WISHED = Rule(
    r"(?:(?:i|we) (?:want|need|prefer|would (?:like|love|prefer|rather))(?: to)?(?: have| see| use)?"
    r"|put|have|use|show|draw|add|insert|(?:get|give)(?: me| us)?) (?:an?|some|another|two|three)\b"
)
_RATHER_END = Rule(rf"(?P<b>.+?),? (?:rather than|instead of|as opposed to) (?P<a>{_THING} .+|\w+ing .+)")
_OTHER_LOOK = Rule(r"\b(?P<b>\w+) (?:rather than|instead of|as opposed to|and not|not) (?P<a>\w+)(?=$| ?,| and\b)")
"""`paint it blue instead of brown`."""
_FROM_LOOK = Rule(
    r"(?P<verb>change|turn|switch|recolor|repaint|paint|make|shift"
    r"|swap) (?P<of>(?:the )?color (?:of )?)?(?P<np>(?:\[\w+\]|[\w' -])*?)"
    r" ?(?:'s )?(?P<of2>color )?from (?P<a>[a-z]+(?: [a-z]+)?) (?:to|into) (?P<b>[a-z]+(?: [a-z]+)?)"
)
"""`change the chair from blue to red`."""
_PUTS = frozenset(
    [
        "put",
        "place",
        "have",
        "use",
        "show",
        "draw",
        "add",
        "insert",
        "get",
        "want",
        "like",
        "see",
        "take",
        "make",
        "turn",
        "paint",
        "i",
    ]
)
_WITHOUT = Rule(
    rf"(?:(?:without|and without|but without) {_SPARING}(?: (?P<what>.+?))? ?, (?P<b>.+)"
    rf"|(?P<b2>.+?)[ ,]+(?:but |and )?(?:without {_SPARING} .+|do not {_SPARING} {_ELSE}|nothing else|(?:keep"
    rf"|leave) {_ELSE}"
    r"(?: .*)?))"
)
_SPARED = Rule(
    r"(?:everything|everyone|everybody|all(?: (?:of )?(?:the |them|it)\w*)?|the rest|the others?)(?: else)?"
    r" (?:can|should|may|must|could|has to|is allowed to|will) (?:stay|remain|be kept|be left)(?: .{2,20}?)?,?"
    r" (?:but|except(?: for)?|apart from|other than|besides|only|just)(?: not)? (?P<what>.+?)(?: (?:should|must"
    r"|has to) go)?"
)
_ORDERS = (
    Rule(r"while (?:you are )?(?P<first>\w+ing .+?) ?, (?:(?:could|can|would) you )?(?:also )?(?P<second>.+)"),
    Rule(r"before (?:you )?(?P<second>\w+ .+?) ?, (?P<first>.+)"),
    Rule(
        r"(?:after|once|when|as soon as) (?:you )?(?:have |are done "
        r"|finish(?:ed)? )?(?P<first>\w+ .+?) ?, (?P<second>.+)"
    ),
    Rule(r"(?P<second>.+?),? (?:after|once)(?: you)?(?: have)? (?P<first>\w+(?:ing|ed) .+)"),
    Rule(r"(?P<second>.+?),? but (?:first|before that|beforehand) (?P<first>.+)"),
    Rule(r"(?P<first>.+?),? before (?:you )?(?P<second>\w+(?:ing)? .+)"),
)


_ONLY = (
    Rule(
        r"(?:remove|delete|erase|get rid of|take out|clear|drop) (?:all "
        r"|every )?(?:the )?others? ?(?P<all>\w+)?(?: \w+ the"
        r" background)? ?,? (?:and |but |so )?(?:please )?(?:just |only )?keep(?:ing)? (?:only |just )?(?P<what>.+)"
    ),
    Rule(
        r"(?:just |only )?keep (?:only |just )?(?P<what>.+?) ?,? (?:and|but) (?:remove|delete|erase|get rid of"
        r"|take out|drop)"
        r" (?:all |every )?(?:the )?others? (?P<all>\w+)"
    ),
    Rule(
        r"(?:just |only )?(?:keep|leave|spare|save) (?:only |just )?(?P<what>.+?) ?,? (?:and |but )?(?:remove|delete"
        r"|erase"
        r"|get rid of|take out|drop|lose|clear) (?:all )?(?:the )?(?:rest|remainder) of (?:the |my )?(?P<all>\w+)"
    ),
)
_CUT_OUT = Rule(
    r"(?:cut|crop|clip) out (?P<what>.+?) (?:from|of|out of) (?:the|this|my) (?:picture|photo"
    r"|image|scene|shot)"
)
_THAT_VERB = Rule(
    rf"(?:do not|never|no need to|please do not) \w+(?: (?:out|away|up|off))? (?P<a>{_THING} .+?|\[\w+\]) ?[,;.]+ ?"
    r"(?:but |just |rather |instead |only |please |simply )*(?P<b>\w+ (?:\w+ )?)(?:it|them|him|her)\b(?P<rest>.*)"
)
_NOT_SO = Rule(
    rf"(?:do not|never) \w+ (?P<told>{_THING} .+?) ?[,;.]+ ?(?:but |just |rather |instead |please )*"
    r"(?P<verb>\w+) (?:it|them|him|her) (?P<b>\w+(?: \w+)?)"
)


def _another_look(words: str) -> str | None:
    """`do not paint the chair red , paint it green` → `paint the chair green`."""
    match = _NOT_SO.fullmatch(words)
    if match is None or parse_quality(match["b"]) is None:
        return None
    told = match["told"].split()
    ends = (i for i in range(1, len(told)) if parse_quality(" ".join(told[i:])) is not None)
    end = next(ends, None)
    return None if end is None else f"{match['verb']} {' '.join(told[:end])} {match['b']}"


_NOTHING_BUT = Rule(
    r"(?P<verb>\w+(?: (?:out|away|up|off|rid of))?) (?:nothing|no ?one|nobody|none|not(?:hing)? \w+|no thing)(?:"
    r" else)?"
    r" (?:but|except(?: for)?|other than|besides|apart from|save(?: for)?|beyond) (?P<what>.+)"
)
_WHATEVER = Rule(
    r"(?:ignore|disregard|forget(?: about)?|never ?mind|do not mind|pay no attention to|no matter|regardless of"
    r"|whatever)"
    rf"(?: what)? (?P<a>{_THING} (?:\w+ ){{1,3}}?)(?:says?|reads?|shows?|claims?|tells?(?: \w+)?|has on it|is saying)"
    r" ?,? ?(?:and |but |then |just )*(?P<b>\w+(?: (?:out|away|up|off|rid of))?) (?:it|them)\b(?P<rest>.*)"
)
_HEAD = re.compile(
    r" (?:on|in|with|at|next|of|who|that|which|to|under|near|by|wearing|holding|behind|beside|over|above|sitting"
    r"|standing"
    r"|without)\b.*"
)
"""What of a phrase follows its noun."""
_NOT_BUT = Rule(r"(?:it is )?not (?P<a>(?:the|this|that|my) .+?) ?,? but (?P<b>(?:the|this|that|my) .+)")


_STRESSED = re.compile(
    r" (?:(?:beyond|past) (?:all )?recognition|,? ?(?:but )?not (?:the other way) (?:round|around|about)"
    r"|,? ?not vice versa)$"
)
"""What only stresses the rest."""


def contrasted(words: str) -> str:
    """`do not delete the fork, just the spoon` → `delete the spoon`; `before you remove A, paint B` → `paint B, then
    remove A`; words of which nothing is to be taken out stay as they are."""
    words = _STRESSED.sub("", words)
    for only in _ONLY:
        if match := only.fullmatch(words):
            return f"remove all {match['all'] or 'people'} except {match['what']}"
    return _plainly(_OTHER_LOOK.sub(_wanted_look, _from_look(words)))


def _from_look(words: str) -> str:
    """`change the chair from blue to red` → `change the color of the blue chair to red`."""
    match = _FROM_LOOK.fullmatch(words)
    if match is None or not (color_of(match["a"]) and color_of(match["b"])):
        return words
    np = match["np"].strip().split() or ["it"]
    named = np[0] in ("the", "my", "that", "this") and len(np) > 1
    thing = " ".join((np[0], match["a"], *np[1:]) if named else np)
    return f"change the color of {thing} to {match['b']}"


def _wanted_look(match: re.Match[str]) -> str:
    return match["b"] if color_of(match["a"]) and color_of(match["b"]) else match.group(0)


def _plainly(words: str) -> str:
    if match := re.fullmatch(
        r"do not (?:keep|leave|retain|preserve|include|show) (?P<what>.+?)(?: in| there"
        r"| here)?",
        words,
    ):
        return f"remove {match['what']}"
    if match := _CUT_OUT.fullmatch(words):
        return f"remove {match['what']}"
    if match := _NOT_BUT.fullmatch(words):
        return re.sub(r"\bone\b", _HEAD.sub("", match["a"]).split()[-1], match["b"])
    if (other := _another_look(words)) is not None:
        return other
    if match := _THAT_VERB.fullmatch(words):
        return f"{match['b']}{match['a']}{match['rest']}"
    if match := _NOTHING_BUT.fullmatch(words):
        return f"{match['verb']} {match['what']}"
    if match := _WHATEVER.fullmatch(words):
        return f"{match['b']} {match['a']}{match['rest']}"
    if match := _SPARED.fullmatch(words):
        return f"remove {match['what']}"
    if (match := _JUST.fullmatch(words)) and not starts_clause(match["b"]):
        return f"{match['verb']} {match['b']}"
    if (match := _WITHOUT.fullmatch(words)) and (kept := match["b"] or match["b2"]) and _is_order(kept):
        return kept
    return _ordered(_but_not(words)) if (rather := _rather(words)) is None else rather


def _rather(words: str) -> str | None:
    """What is wanted in the place of something else, or of doing something else."""
    if (match := _RATHER.fullmatch(words)) and not words.startswith("not ") and _WISHED.match(match["b"]):
        return f"instead of {match['a']} {match['b']}"
    if match and starts_clause(match["b"]) and not _replaces(match["a"], match["b"]):
        return str(match["b"])
    if (match := _RATHER_END.fullmatch(words)) and not _replaces(match["a"], match["b"]):
        return str(match["b"])
    return None


def _is_order(words: str) -> bool:
    return starts_clause(words)


def _replaces(instead: str, said: str) -> bool:
    """Whether `put a fountain instead of the statue` is meant: something new in the place of a thing."""
    first = said.split()[0]
    return first in _PUTS and not instead.split()[0].endswith("ing")


def _ordered(words: str) -> str:
    for pattern in _ORDERS:
        match = pattern.fullmatch(words)
        if match is None:
            continue
        first, second = (_imperative(match[name]) for name in ("first", "second"))
        if starts_clause(first) and starts_clause(second):
            return f"{first} , then {second}"
    return words


def _imperative(words: str) -> str:
    first, _, rest = words.partition(" ")
    if first.endswith("ed") and first not in word_set("function"):
        return f"{lemma(first)} {rest}"
    return imperative(words)


_SLIP = Rule(
    r"(?P<head>.*?)\b(?P<a>(?:the|a|an|my|that) [^.,!?;]+?)[ ,.]*[ ,.](?:no ,? wait|wait ,? no|no ,? i mean"
    r"|sorry ,? i mean"
    r"|i mean|i meant|or rather|scratch that|correction|no ,? sorry|sorry ,? no|err? no|oh no|no no|wait|sorry|no)"
    r"(?: ?[,:.])?[ ,:]+(?P<b>(?:the|a|an|my|that|not)\b.+|to .+)"
)


_SORRY = (
    r"(?:no|nope|nah|wait|sorry|oops|actually|scratch that|correction|i mean|i meant|my (?:bad|mistake)|err?|oh"
    r"|rather"
    r"|make that|not that|strike that|hang on|hold on|or)"
)
_SORRIES = rf"(?:{_SORRY}[ ,.!:;]*)+"
_NOT_THAT = Rule(
    rf"(?P<before>.+?)[ ,.;!:-]+(?:{_SORRIES})?(?:i (?:do not|did not) mean|not)"
    r" (?P<a>(?:the |that |this |my )?[\w' -]+?)"
    rf" ?[,.;!-]+ ?(?:but |{_SORRIES}|it is |i meant? )*(?P<b>(?:the |my |that |this |an? )?[\w' -]+?)[ .!]*"
)
_OTHER_WORDS = Rule(rf"(?P<before>.*?\b)?(?P<a>(?P<verb>\w+) [^,.;!]+?)[ ,.;!-]+{_SORRIES}(?P<b>(?P=verb) [^,;]+)")


def _instead_of_that(text: str) -> str:
    """`erase the bench . no , not the bench , the clock` → `erase the clock`: what was named by mistake."""
    match = _NOT_THAT.fullmatch(text)
    if match is None:
        return text
    determined = re.compile(r"(?:the|that|this|my|an?) ")
    meant, wrong = match["b"], determined.sub("", match["a"], count=1)
    bare = determined.sub("", meant, count=1)
    named = re.compile(rf"(?P<det>(?:the |that |this |my )?)\b{re.escape(wrong)}\b")
    if not named.search(match["before"]) or starts_clause(meant):
        return text
    return named.sub(lambda found: f"{found['det']}{bare}", match["before"], count=1)


def _again_said(text: str) -> str:
    """`make it black , no sorry , make it green` → `make it green`: said again with the same verb."""
    match = _OTHER_WORDS.fullmatch(text)
    if match is None or not (starts_clause(match["a"]) and starts_clause(match["b"])):
        return text
    return f"{match['before'] or ''}{match['b']}"


_OTHERWISE = Rule(
    r"(?P<before>(?:.*[.;!?] )?)(?P<a>[^.;!?]+?)(?: ?[,.;!-])+ ?(?:(?:no|nah|sorry|oh sorry|no sorry|wait|no wait"
    r"|wait no|scratch that|on second thoughts?)[ ,.!-]+)+(?:just |rather |better |instead |let us |actually )*"
    r"(?P<b>\w+ (?!.*\b(?:also|too|as well)\b).+)"
)
_OF_IT = re.compile(r"\b(?:it|them|him|her|that|this|those|these|one|ones)\b")


def _otherwise(text: str) -> str:
    """`put it on the sofa ... no , just remove it` → `remove it`: another order in the place of the one before, where
    what it is about is not only said there."""
    match = _OTHERWISE.fullmatch(text)
    if match is None or not (starts_clause(match["a"]) and starts_clause(match["b"])):
        return text
    second = match["a"].split()[1:2]
    if _OF_IT.search(match["b"]) and not (second and _OF_IT.fullmatch(second[0])):
        return text
    return f"{match['before']}{match['b']}"


_OTHER_COLOR = Rule(
    rf"(?P<before>.+? )(?P<a>\w+)[ ,.;!-]+(?!or (?!rather\b)){_SORRIES}(?:(?:make|paint|turn|color) )?(?:(?:that"
    rf"|it|rather) )?"
    r"(?P<b>\w+(?: \w+)?)[ .!]*"
)


def _other_color(text: str) -> str:
    """`the barn blue - no wait , make that white` → `the barn white`."""
    match = _OTHER_COLOR.fullmatch(text)
    if match is None or not (color_of(match["a"]) and color_of(match["b"])):
        return text
    return f"{match['before']}{match['b']}"


_BUT_NOT = Rule(
    r"(?P<verb>\w+) (?P<told>(?:the|my|that|all|both) .+?) ?,? (?:and |but )?not (?P<np>(?:the|my|that) .+)"
)


def _but_not(words: str) -> str:
    """`paint the vase red , not the glass one` → `paint the vase except the glass one red`."""
    match = _BUT_NOT.fullmatch(words)
    if match is None or match["verb"] not in _PUTS or "," in match["told"] or starts_clause(match["np"]):
        return words
    told = match["told"].split()
    for i in range(2, len(told)):
        if parse_quality(" ".join(told[i:])) is not None:
            return f"{match['verb']} {' '.join(told[:i])} except {match['np']} {' '.join(told[i:])}"
    return words


_NOT_THE = Rule(
    r"(?:no ,? )?not (?P<a>(?:the|that|my|this) [^.,;!]+?) ?[,;] ?(?:but |no |it is )*"
    r"(?P<b>(?:the|that|my|this) [^.,;!]+?)"
    r" ?[.,;!:-]+ ?(?P<verb>[\w ]+?) (?:it|that|them|this|him|her)(?: one)?[ .!]*"
)


def mended(text: str) -> str:
    """`paint the red, I mean the blue plate green` → `paint the blue plate green`: what was taken back is not said."""
    if (match := _NOT_THE.fullmatch(text)) and starts_clause(f"{match['verb']} it"):
        return f"{match['verb']} {match['b']}"
    text = _otherwise(text)
    text = re.sub(r" ?[;.] (?=(?:just|only|but|rather|instead) (?:the|my|this|that|these|a) )", " , ", text)
    text = re.sub(r"(?: ?\.){2,} ?(?=\w)|…(?= ?\w)", " - ", text)
    if " - " in text and starts_clause(text):
        text = re.sub(r" - (?:(?:um+|uh+|hm+|er+|well|like|so|yeah)(?: -)? )?", " ", text)
    text = _instead_of_that(_again_said(_other_color(text)))
    match = _SLIP.fullmatch(text)
    if match is None or not match["head"].strip() or not match["b"].startswith(("the ", "a ", "an ", "my ", "that ")):
        return text
    return f"{match['head']}{match['b']}"
