"""How many are meant, said beside the noun or in what is denied (`none of …`, `apart from …`, `keep …, the rest goes`)
→ said at the noun, as phrases are read (`all the … except …`)"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..words.normalise import is_plural, plural, singular, word_set
from ..words.patterns import Rule
from ..words.phrases import parse

_DET = r"(?:the|my|our|these|those|his|her|their|your)"
_SAVE = (
    r"(?:except(?:ing)?(?: for)?|apart from|aside from|besides|other than|with the exception of|save for|excluding"
    r"|but for|not counting|leaving out|bar|sparing|barring)"
)
_REMOVE = (
    r"(?:remove|delete|erase|get rid of|lose|drop|take out|bin|ditch|clear|wipe|edit out|cut out|throw out|scrap|dump"
    r"|i (?:do not|really do not|no longer) (?:want|need|want to see|need to see))"
)
_GO = (
    r"(?:(?:can|should|must|may|has to|have to|needs? to|could|shall|will|is to|are to) )?(?:all |both |please "
    r"|just )*"
    r"(?:go|goes|leaves?|disappears?|vanish(?:es)?|(?:be )?(?:removed|deleted|erased|gone|out|away|cut|taken out)"
    r"|(?:is|are) (?:not (?:needed|wanted|required|necessary)|superfluous|unwanted|to be removed|too many))"
)
_STAY = (
    r"(?:stays?|remains?|be (?:left|kept|seen|visible|there|in it|in there|around|here|shown)|survives?|is"
    r" left|are left)"
)
_MAY = r"(?:(?:should|must|may|can|could|shall|is to|are to|is allowed to|will|gets to|has to|have to|ought to) )?"
_REST = (
    r"(?:(?:all )?(?:the |of the )?(?:rest|others|other ones|remaining ones|remainder"
    r"|other (?:two|three|four|five|six)|other(?= \w+s\b)))"
)
_KEEP = (
    r"(?:(?:please|just|only) )*(?:keep|leave|spare|save|retain|i (?:(?:only|just) )?(?:want|need|want to keep"
    r"|want to see))"
    r"(?: (?:only|just))?(?: (?:me|us))?"
)
_WHERE = (
    r"(?: (?:in|on|from|within|at|of|left in|left on)(?: (?:the|my|this|that|our|it|here|there))?"
    r"(?: (?:final|finished|end|edited|new|resulting|whole|entire))*(?: (?:photo|picture|image|shot|scene|frame"
    r"|pic|result"
    r"|version|product|cut|edit|print|view|sight))?| (?:here|there|anymore|any more|at all|please|left|anywhere"
    r"|whatsoever|visible|in view|in sight|any longer))*"
)
_SOME = (
    r"(?P<a>(?!(?:one|problem|need|hurry|rush|idea|longer|matter|way|thanks|worries|more|less|doubt"
    r"|wonder)\b)[\w' -]+?)"
)
_SEEN = (
    r" (?:that |which |whom |who )?(?:(?:you|we|i|one) (?:can |could |may |might |will |are able to )*(?:find"
    r"|see|spot|notice"
    r"|detect|recogni[sz]e|make out|come across|get|catch|identify|discover)|there (?:is|are)(?: to (?:see|find"
    r"|be seen))?"
    r"|(?:is|are) (?:(?:clearly |still )?(?:visible|in sight|in view|around|present|there|to be (?:seen|found)"
    r"|in (?:it|here|there|(?:the|this) (?:photo|picture|image|shot|scene)))))(?= ?[,.;!?]| ?$)"
)
_EVERY_SEEN = Rule(
    r"\b(?P<how>each and every|every(?: single| last)?|each|all(?: of)?(?: the| those| these)?|any|whatever"
    r"|whichever|both"
    rf"(?: the)?) (?P<noun>(?!(?:is|are|was|were|has|have)\b)"
    rf"(?:(?!(?:that|which|who)\b)[\w'-]+ ){{0,3}}?[\w'-]+){_SEEN}"
)
_EACH = re.compile(r"\beach (?:and every|single|last) (?:single )?(?=\w)|\b(?:any and all|all and any) (?=\w)")


def _kinds(phrase: str, knows: Callable[[str], bool], is_person: Callable[[str], bool]) -> str:
    """What several of those are called one of which a phrase names: `the blue cup` → `cups`, `the girl` → `people`."""
    head = parse(phrase, knows)[0].head
    if not head or head == "thing":
        return ""
    return "people" if is_person(head) else plural(head)


def _listed(words: str) -> tuple[str, ...]:
    """`dogs , no birds or cats` → its nouns."""
    parts = re.split(r" ?, ?(?:and |or |nor )?| and | or | nor ", words)
    return tuple(re.sub(r"^(?:no|any|the|a|an|single) ", "", part.strip()) for part in parts if part.strip())


def _all_of(noun: str, knows: Callable[[str], bool]) -> str:
    if noun.split()[0] in word_set("determiners"):
        return noun
    if is_plural(noun) or noun in ("people", "sheep", "fish"):
        return f"all the {noun}"
    return f"all the {plural(noun)}" if knows(noun) or knows(noun.split()[-1]) else f"the {noun}"


_NONE = (
    Rule(
        r"(?:(?:i|we) (?:(?:really|just) )*(?:want|would like|would love|need|prefer|would prefer|wish for|expect)"
        rf"(?: to (?:see|have))?|there (?:should|must|may|can|shall|ought to|has to|is to) be|let there be)(?:"
        rf" absolutely)? no {_SOME}{_WHERE}"
    ),
    Rule(
        r"there (?:should|must|may|can|shall|ought to|could)(?: really)? not be (?:any|a single|a|one) "
        rf"{_SOME}{_WHERE}"
    ),
    Rule(
        rf"(?:not (?:any|a single|one)|no) {_SOME} (?:should|must|may|can|shall|is to|are to|ought to|could)"
        rf" {_STAY}{_WHERE}"
    ),
    Rule(
        r"(?:(?:i|we) (?:(?:would|will|really|just|do) )*(?:love|like|prefer|want|rather have|rather see|enjoy"
        r"|need|wish)"
        r"(?: to (?:have|see))? |(?:it|this|that|the \w+) (?:would|could|might|will) be (?:[\w]+ ){0,2}?)"
        r"(?:(?:it|this|that|(?:the|this|my|that) (?:[\w]+ ){0,2}?[\w]+) )?(?:much |even |far |so much"
        r" )?(?:better |more |nicer )?"
        rf"without (?:any |the |all the |those |these )?{_SOME} (?:in|on|around) (?:it|them|there|(?:the|this)"
        rf" \w+){_WHERE}"
    ),
)
_NONE_OF = Rule(
    rf"none of (?P<a>{_DET} [\w' -]+?) (?:{_MAY}{_STAY}|(?:is|are) (?:really )?(?:needed|wanted|required"
    rf"|necessary|supposed"
    rf" to be \w+|meant to be \w+|welcome)|belongs?|(?:needs?|has|have) to {_STAY}){_WHERE}"
)
_NEITHER = Rule(
    r"neither (?:the |my )?(?P<a>[\w' -]+?) nor (?:the |my )?(?P<b>[\w' -]+?) (?:should|must|may|can|shall|is"
    r"|are|belongs?"
    r"|needs?|has|have|ought|will|could|fits?|deserves?|gets?)\b.*"
)
_ABSENT = re.compile(
    r"\b(?:purple|painted|recolored|blurred|pixelated|moved|touched|changed|edited|removed"
    r"|deleted)\b"
)
_ONLY_STAYS = Rule(
    rf"(?:only|just|nobody but|no ?one but|nothing but|none but) (?P<x>[^,;]+?) {_MAY}{_STAY}(?: (?:of|from"
    rf"|among) (?:all )?(?:of )?"
    rf"(?:the |those |these )?(?P<n>[\w ]+?))?{_WHERE}"
)
_OF_ALL = Rule(
    rf"of (?:all )?(?:the |those |these )?(?P<n>[\w ]+?) ?,? (?:keep |leave )?only (?P<x>[^,;]+?)(?:"
    rf" {_MAY}{_STAY})?{_WHERE}"
)
_KEPT = (
    Rule(
        rf"{_KEEP} (?P<x>[^,;.]+?) ?[,;.]* ?(?:and |but |so )*{_REST}(?:(?: of (?:the |my |those )?|"
        rf" )(?P<n>[\w ]+?))? {_GO}{_WHERE}"
    ),
    Rule(
        rf"{_KEEP} (?P<x>[^,;.]+?) ?[,;.]* ?(?:and |but |so )*(?:please )?{_REMOVE} (?:{_REST}(?:(?: of (?:the "
        rf"|my |those )?| )(?P<n>[\w ]+?))?"
        rf"|(?P<who>everybody else|everyone else|anybody else|anyone else|all others))(?: {_GO})?{_WHERE}"
    ),
    Rule(rf"{_KEEP} (?P<x>[^,;.]+?) ?[,;.]* ?(?:and |but |so )*(?P<who>everybody else|everyone else) {_GO}{_WHERE}"),
    Rule(
        r"(?:i (?:only|just) (?:want|need)|(?:the|this|my) (?:photo|picture|image|shot|scene) (?:should|must|may"
        r"|can|shall) (?:only"
        r" )?(?:contain|have|show|include|hold))(?: only| just)? (?:a single|one)(?: of (?:the|these|those|my))?"
        r" (?P<n>[\w ]+?) ?,"
        r" (?:namely |that is |i mean )?(?P<x>(?:the|that|my) .+?)"
    ),
)
_FRONTED = Rule(rf"{_SAVE} (?P<x>[^,]+?) ?, (?P<rest>.+)")
_ALL_NP = re.compile(
    r"\b(?P<np>(?:everybody|everyone|everything|anyone|anybody)(?: else)?|(?:all(?: of)?(?: the| my| these|"
    r" those)?|every|each|any"
    r"|no)(?: [\w'-]+){1,3}?)(?= (?:should|must|can|has|have|needs?|may|could|gets?|goes|go|is|are|ought|will"
    r"|from|in|on"
    r"|out|away|off|please)\b| ?[,.;!]| ?$)"
)
_LATE = Rule(
    r"(?P<before>.+?) ?,? (?:(?:all|everyone|the lot|(?:all|(?:every|each)(?: single)? one|each)(?: of (?:them"
    r"|these|those))?) )?"
    rf"(?P<but>{_SAVE}|but(?: not)?) (?P<x>(?:the|my|that|this|those|these|person|a|an|\[) ?.+?)"
)
_STAYS = re.compile(r" (?:(?:can|may|should|must|is allowed to) )?(?:stays?|remains?|be left)(?: there| here| in)?$")
_MANY = re.compile(
    rf"(?P<det>\b{_DET} )(?P<noun>(?:(?!(?:is|are|should|and|on|in|of|to)\b)[\w'-]+ )?[\w'-]+)"
    r"(?= (?:can|should|must|may|has|have|needs?|could|all|gone|out|away|off|removed|deleted|\w+)\b| ?,)"
)


def counted_at_nouns(text: str, knows: Callable[[str], bool], is_person: Callable[[str], bool]) -> str:
    """The text with each of its sentences as phrases are read; `knows` and `is_person` tell of nouns."""
    text = _EVERY_SEEN.sub(_seen, _EACH.sub("every ", text))
    whole = text.strip(" .!?")
    if (said := _kept(whole, knows, is_person)) is not None:
        return said
    parts = re.split(r"( [.!?;]+(?= |$) ?)", text)
    for i in range(0, len(parts), 2):
        parts[i] = _sentence(parts[i], knows, is_person)
    return "".join(parts)


def _seen(match: re.Match[str]) -> str:
    how, noun = match["how"], match["noun"]
    if how in ("any", "whatever", "whichever"):
        how = "all the" if is_plural(noun) or noun == "people" else "every"
    return f"{how} {noun}"


def _sentence(words: str, knows: Callable[[str], bool], is_person: Callable[[str], bool]) -> str:
    said = words.strip(" ,")
    for way in (_denied, _fronted, _late):
        if (plain := way(said, knows)) is not None:
            return plain
    kept = _kept(said, knows, is_person)
    return words if kept is None else kept


def _denied(said: str, knows: Callable[[str], bool]) -> str | None:
    """What there is to be none of."""
    if match := _NONE_OF.fullmatch(said):
        return f"remove all {match['a']}"
    if (match := _NEITHER.fullmatch(said)) and not _ABSENT.search(said):
        return f"remove the {match['a']} and the {match['b']}"
    for rule in _NONE:
        if (
            (match := rule.fullmatch(said))
            and (nouns := _listed(match["a"]))
            and all(len(n.split()) < 5 for n in nouns)
        ):
            return f"remove {' and '.join(_all_of(noun, knows) for noun in nouns)}"
    return None


def _kept(said: str, knows: Callable[[str], bool], is_person: Callable[[str], bool]) -> str | None:
    """Of what all but one is to go."""
    for rule in (*_KEPT, _ONLY_STAYS, _OF_ALL):
        match = rule.fullmatch(said)
        if match is None:
            continue
        groups = match.groupdict()
        x = groups["x"].strip()
        named = "people" if groups.get("who") else (groups.get("n") or "").strip()
        kinds = named or _kinds(x, knows, is_person)
        if not kinds or x in ("it", "them", "that", "this"):
            return None
        kinds = kinds if is_plural(kinds) or kinds == "people" else plural(kinds)
        return f"remove all the {kinds} except {x}"
    return None


def _fronted(said: str, knows: Callable[[str], bool]) -> str | None:
    """`apart from the dog , …` → the same behind what is meant of all."""
    match = _FRONTED.fullmatch(said)
    if match is None or re.match(r"\w+ing\b", match["x"]):
        return None
    all_np = _ALL_NP.search(match["rest"])
    if all_np is None:
        return None
    np = all_np["np"]
    if np.startswith("no "):
        return f"remove all the {np[3:]} except {match['x']}"
    rest = match["rest"]
    return f"{rest[: all_np.end()]} except {match['x']}{rest[all_np.end() :]}"


def _late(said: str, knows: Callable[[str], bool]) -> str | None:
    """`the cups can all go except for the red one` → `all the cups except the red one can go`."""
    match = _LATE.fullmatch(said)
    if match is None or re.search(
        r"\b(?:all|every\w*|each|both|any|no|nothing|only)\b", match["before"].partition(",")[0][:12]
    ):
        return None
    before = f"{match['before'].strip(' ,')} ,"
    for many in _MANY.finditer(before):
        noun = many["noun"].split()
        for n in (len(noun), 1):
            if is_plural(last := noun[n - 1]) and (knows(singular(last)) or knows(last)):
                start = many.start() + len(many["det"]) + len(" ".join(noun[:n]))
                rest = re.sub(
                    r"^ all\b| (?:can|may|should|must) all\b", lambda m: m.group(0).removesuffix(" all"), before[start:]
                )
                head, kept = before[: many.start()], _STAYS.sub("", match["x"])
                return f"{head}all {many['det']}{' '.join(noun[:n])} except {kept}{rest}".strip(" ,")
    return None
