"""Ways of asking for a look that are said backwards or in one verb → plain imperatives that the frames read."""

from __future__ import annotations

import re

from ..changes.wishes import wished
from ..words.colors import color_of
from ..words.normalise import data
from ..words.patterns import Rule
from .retelling import retold

_PHOTO = r"(?:it|this|that|(?:the|this|my) (?:whole |entire )?(?:picture|photo|image|photograph|shot|scene)|everything)"
_GREY = r"(?:black and white|gr[ae]y|grayscale|greyscale|monochrome|sepia|b&w|colorless)"
_SAVE = r"(?:except(?: for)?|apart from|but not|other than|besides|save for|but)"
_MAKE = (
    rf"(?:(?:make|turn|render|convert|change|set|have) (?:{_PHOTO} )?(?:to |into |in )?|{_PHOTO} (?:to |into |in )?)?"
)
_INTACT = (
    r"(?:in (?:its |their |full |the )?(?:original )?colors?|colored|colorful|as (?:it|they|he|she) (?:is|are)"
    r"|unchanged|untouched|alone)"
)
_OWN_THING = (
    r"(?:the|my|this|that|his|her|our|your|these|those)(?: (?!(?:should|must|may|can|has|have|is)\b)[\w-]+){1,5}?"
)
_STAYS = (
    r"(?:stays?|remains?|keeps?|staying|remaining|(?:(?:should|must|may|can|could|has to|have to|is to|needs to) )?"
    r"(?:stay|remain|be kept|be left|keep))"
)
_IT_STAYS = rf"(?:but |and )?(?:it|that|that one|this one|which|those|they|he|she) {_STAYS} .+"
_SELECTIVE = (
    Rule(
        rf"{_MAKE}(?P<look>{_GREY}),? (?:(?:but|and|while) )?(?:keep|keeping|leave|leaving) (?:only )?"
        rf"(?P<thing>.+?) {_INTACT}"
    ),
    Rule(
        rf"{_MAKE}(?P<look>{_GREY})(?: please)? ?,? ?(?:(?:but|and|while|with) )?(?:(?:let|have|only|just|leave"
        rf"|keep) )*"
        rf"(?P<thing>{_OWN_THING}) {_STAYS} (?P<own>[a-z]+(?: [a-z]+)?)"
    ),
    Rule(
        rf"{_MAKE}(?P<look>{_GREY})(?: please)? ?,? ?(?:(?:but|and|while|with) )?(?:(?:let|have|only|just|leave"
        rf"|keep) )*"
        rf"(?P<thing>{_OWN_THING}) {_STAYS} {_INTACT}"
    ),
    Rule(
        rf"{_MAKE}(?P<look>{_GREY})(?: please)? ?,? {_SAVE} (?P<thing>(?!(?:keep|leave|let|spare|preserve|only"
        rf"|just)\b).+?)(?:,? {_IT_STAYS})?"
    ),
    Rule(rf"(?:keep|leave|have|show) (?:only|just) (?P<thing>.+?) {_INTACT}"),
    Rule(
        r"(?:add |do |use |make |a )*(?:color (?:pop|splash)|selective color(?:ing)?|spot color) "
        r"(?:on|for|of) (?P<thing>.+)"
    ),
)
_VIGNETTE = Rule(
    r"(?:(?:add|put|apply|use|draw|create|make) )?(?:a |an |some |the )?(?:\w+ )?vignett(?:e|ing)"
    r"(?: effect| filter| look)?(?: (?:to|on|onto|over|around|in) (?P<thing>.+))?"
)


_THE = r"(?:the|my|this|that|these|those|all|every|both|each|his|her|its|their|our|your)"
_NP = (
    rf"(?P<np>(?:{_THE} (?:(?! (?:but|should|could|must|will|would|may|might|so|, and"
    rf"|then)\b)(?!(?<!trash)(?<!garbage)(?<!tin)(?<!soda)(?<!beer)(?<!watering)(?<!spray)(?<!paint) can\b).)+?|it"
    rf"|this|that|them|everything|everyone|\[\w+\](?: .+?)?))"
)
_BETTER = (
    r"(?:better|nicer|great|good|cooler|lovely|best|perfect|awesome|amazing|cool|nice|prettier|fantastic|beautiful"
    r"|wonderful|more (?:interesting|beautiful))"
)
_PAINT = r"(?:paint|color|colour|dye|varnish|lacquer|paint job|coating)"
_RETOLD: tuple[tuple[Rule, str], ...] = tuple(
    (Rule(pattern), told)
    for pattern, told in (
        (
            r"(?:move|put|place|shift|relocate|bring|drag)(?: away)? (?P<np>.+?) (?:(?:away )?(?:somewhere"
            r"|some ?place|anywhere)(?: else)?"
            r"|elsewhere|to (?:another|a different|some other|a better) (?:place|spot|position|location))",
            "move {np}",
        ),
        (
            r"(?:get|see|fit|squeeze)(?: me| us)? (?P<rest>an? (?!(?:bit|little|lot|look|better"
            r"|closer)\b)[\w -]+?) (?P<np>(?:between"
            r"|on|onto|under|beneath|next to|beside|behind|in front of|above|over|below|near|inside) .+)",
            "add {rest} {np}",
        ),
        (
            r"fill (?:up |in )?(?:the|that|this) (?:empty |blank |free |bare |vacant )*(?:spot|space|place|area"
            r"|gap|room|corner)"
            r" (?P<np>(?:between|on|under|next to|beside|behind|in front of|above|over|below|near|by|in|at"
            r"|to the (?:left|right) of)"
            r" .+?) (?:with|by) (?P<rest>.+)",
            "add {rest} {np}",
        ),
        (
            r"(?:give|lend) (?P<np>.+?) (?:the|that|an?) (?:whole |overall )?(?:look|feel|feeling|mood|vibe|style"
            r"|appearance|air)"
            r"(?: and feel)? of (?P<rest>(?!\[|the original|my original)(?:an? |some |the )?.+)",
            "make {np} look like {rest}",
        ),
        (
            rf"(?:can|could|should|would|may|might|shall|must|will) {_NP} (?:please |maybe |also )*"
            r"(?P<rest>(?:not )?(?:be|go|have|get|look|disappear|vanish|become|turn|stay|move|stand|sit|say|read|match)"
            r"(?: .*)?)",
            "{np} should {rest}",
        ),
        (r"(?:can|could|may|might|shall|would) (?:we|i|you) (?:have|get|see) (?P<rest>.+)", "i want {rest}"),
        (
            r"there (?:should|must|can|may|need|ought to) ?not be (?:an?|any|the|that|this) (?P<rest>.+)",
            "remove the {rest}",
        ),
        (
            r"(?:(?:i|we) (?:want|would like|would love|wish|need)(?: to)? )?(?:see|have|show|get|imagine"
            r"|picture|want|make)(?: me)? (?:it|this|that|them|(?:the|this|my|our) .+?) without"
            r" (?P<rest>(?:the|any|that|this|those|these|his|her|an?|all) .+)",
            "remove {rest}",
        ),
        (
            rf"{_NP} (?:in|as) (?P<rest>.+?) (?:would|could|might|will) (?:be|look) (?:so |much |really |way "
            rf"|even )*{_BETTER}",
            "make {np} {rest}",
        ),
        (
            rf"(?:it would be {_BETTER}|(?:i|we) (?:would )?(?:love|like|prefer|wish|be happy)(?: it)?|what if"
            rf"|how if)(?: if| that)?"
            rf" {_NP} (?:was|were|be|had been|is|would be|became|looked) (?P<rest>.+)",
            "make {np} {rest}",
        ),
        (
            rf"{_NP} ?, (?:can|could|should|would|may|might) (?:it|that|this|they|he|she) (?P<rest>.+)",
            "{np} should {rest}",
        ),
        (
            r"(?:put|place|add|insert|draw|have|show|stick|set) (?P<rest>(?:an?|some|two|three|another) .+?) where "
            rf"{_NP} (?:is|was|are|were|stands?|stood|sits?|lies|hangs?)(?: now| right now)?",
            "replace {np} with {rest}",
        ),
        (
            rf"(?:remove|delete|erase|get rid of|take away|take out|throw out) {_NP} ?,? (?:and |then "
            rf"|and then )?(?:put|place|add"
            r"|insert|draw|have) (?P<rest>(?:an?|some|two|three|another) .+?) (?:in its (?:place|stead)|there instead"
            r"|in their (?:place|stead)|where it (?:was|is)|instead)",
            "replace {np} with {rest}",
        ),
        (r"(?:raise|lift) (?P<np>.+?) (?:up )?(?:by )?(?P<rest>\d+(?:%| pixels))", "move {np} {rest} up"),
        (r"lower (?P<np>(?:the|my|this|that|it) ?.*?) (?:down )?by (?P<rest>\d+ pixels)", "move {np} {rest} down"),
        (
            r"(?:i want|i would like|i would love|use|put|make|have|set|give it|give me|add"
            r"|take) (?P<rest>(?:an?|some|the) .+?) "
            r"(?:as|for|in|into) (?:the |a |its |my )?(?:background|backdrop)",
            "exchange the background for {rest}",
        ),
        (
            rf"(?:keep|leave) (?:only )?(?P<np>.+?)(?: {_INTACT})?,? (?:and|but|while) (?:make|turn|set|convert"
            rf"|paint|render|making"
            r"|turning) (?:the rest|everything else|all else|the others|all the rest|the rest of .+?) (?:to "
            r"|into |in )?"
            r"(?P<rest>.+)",
            "make everything except {np} {rest}",
        ),
        (r"(?:whiten|bleach) (?P<np>.+?)(?: (?P<rest>a (?:bit|little|lot)|slightly))?", "make {np} {rest} whiter"),
        (
            r"(?:add|give (?:it|the (?:photo|picture|image))|make|i want|i would like|insert|create"
            r"|show) (?:me )?(?:an? (?!lot|bit|little))?(?P<rest>(?:much |a lot |lot"
            r" |far |way |even |bit |little |slightly )*(?:more|less) \w+) (?P<np>sky|sea|ocean|water|light"
            r"|lighting|colors|grass|background"
            r"|clouds|sunset|landscape|atmosphere|foliage|leaves|trees|shadows|highlights)",
            "make the {np} {rest}",
        ),
        (
            r"(?:an? (?!lot|bit|little))?(?P<rest>(?:much |a lot |lot |far |way |even |bit |little "
            r"|slightly )*(?:more|less) \w+) (?P<np>sky|sea|ocean|water|light|lighting|colors|grass|background"
            r"|clouds|sunset|landscape|atmosphere)",
            "make the {np} {rest}",
        ),
        (r"(?P<verb>\w+) it (?P<rest>.+?) ?, (?P<np>(?:the|that|this|my) \w+(?: \w+)?)", "{verb} {np} {rest}"),
        (
            rf"(?:(?:i|we) (?:would )?(?:rather|wish|prefer|like it|love it|be happier|be happy)(?: it)?(?: if"
            rf"| that)?|it would be"
            rf" {_BETTER} if|what if) {_NP} (?:was|were|is|are|had|could)(?: not)? (?:not )?(?:be )?(?:there"
            rf"|here|in (?:it|there"
            r"|here|view)|visible|around)",
            "remove {np}",
        ),
        (r"(?:(?:it|that|this) is )?(?:still )?not (?P<rest>\w+) enough(?: yet)?", "make it more {rest}"),
        (
            r"(?:i|we) (?:want|need|would like|prefer|would prefer)(?: it)? (?:something|it|this"
            r"|things)? ?(?:a bit |a little )?"
            r"(?P<rest>more \w+)(?: please)?",
            "make it {rest}",
        ),
        (
            r"(?:i|we) (?:want|need|would like)(?: it| this| that)? to (?P<rest>(?:look|feel|be|seem|appear) .+)",
            "make it {rest}",
        ),
        (r"there (?:should|must) be no (?P<rest>.+)", "no {rest}"),
        (
            rf"(?:i|we) (?:would|do|will) ?(?:rather|prefer to|like to)? not (?:have|see|to have|to see"
            rf"|want to see) {_NP}",
            "remove {np}",
        ),
        (
            rf"(?:i|we) (?:would )?(?:prefer|like|love|want|rather have) (?:it|this|that|the (?:photo|picture"
            rf"|image|scene))"
            rf"(?: {_BETTER})? without (?P<rest>.+)",
            "remove {rest}",
        ),
        (
            r"(?:it|this|that|the (?:photo|picture|image|scene|shot)|things)(?: (?:should|could|can|would|must|might))?"
            rf" (?:be|is|look|looks|seem|seems)(?: {_BETTER})? without (?P<rest>.+)",
            "remove {rest}",
        ),
        (
            rf"{_NP} (?:should|must|can|could|need|may|might|ought to|has to) ?not be (?:there|here|visible"
            rf"|in (?:it|there|here|view))",
            "remove {np}",
        ),
        (
            rf"{_NP} (?:should|must|can|could|has to|have to|needs to) (?:go|be gone|leave|disappear"
            rf"|vanish) ?(?:away|now)?",
            "remove {np}",
        ),
        (
            rf"{_NP} (?:would|might|could|will|may|should) (?:look|be|seem) (?:so |much |really |way |even "
            rf"|a lot )*{_BETTER}"
            r" (?:in|as|if it (?:was|were)|with|when|being)?(?: (?:a|an|the color))? ?(?P<rest>.+)",
            "make {np} {rest}",
        ),
        (
            rf"{_NP} (?:would|might|could) (?:look|be|seem) (?:much |way |even "
            rf"|a lot )*(?P<rest>{_BETTER} )?(?P<more>\w+er|more \w+|less \w+)",
            "make {np} {more}",
        ),
        (
            rf"{_NP} (?:could use|needs?|wants|deserves|should (?:have|get)) (?:(?:some|a bit of"
            rf"|a (?:fresh |new )?coat of|an?) )?"
            rf"(?P<rest>(?!(?:more|some|less|much|extra|additional)\b).+?) {_PAINT}",
            "make {np} {rest}",
        ),
        (
            rf"(?:give|apply) {_NP} (?:a|an|some) (?:fresh |new |nice |thick )?(?:coat|layer|splash|lick|touch"
            rf"|shade|hint|dash)"
            rf" of (?P<rest>.+?)(?: {_PAINT})?",
            "make {np} {rest}",
        ),
        (
            rf"(?:take|grab|pick up|pick|get|lift|lift up|remove) {_NP},? and (?:then )?"
            r"(?P<verb>put|place|lay|set|move|stick|drop|bring|hang|lean|position|push|stand) (?:it|them|that|those)"
            r"(?: down| back)? (?P<rest>(?:on|in|at|to|into|onto|next|near|beside|behind|above|below|under"
            r"|between|left|right"
            r"|over|by|here|there|where|against|inside|from).*)",
            "{verb} {np} {rest}",
        ),
        (
            r"(?:take|remove|drain|suck|pull|get|strip|drop|lose|bleach)(?: out)? (?:all )?(?:the |its "
            r"|of the )*colou?rs?"
            rf"(?: (?:out of|from|in|of|out|away from) {_NP}| out| away)?",
            "make {np} black and white",
        ),
        (
            r"(?:only|just) (?P<np>.+?) (?:should |must |may |can |is to |has to )?(?:stays?|remains?|be|keeps?"
            r"|be left|be kept"
            r"|is) (?:in color|colored|colorful|in colou?rs?|(?:its|their) colors?)",
            "make everything except {np} black and white",
        ),
        (
            r"(?:give|show|make|create|do|i want|i would like)(?: me)? (?:a|an|the) (?P<rest>.+?) (?:version"
            r"|edition|copy|rendition"
            r"|variant)(?: of (?P<np>.+))?",
            "turn {np} into a {rest}",
        ),
        (
            rf"{_NP} (?:is|are|was) (?:much |way |far )?too (?P<rest>big|large|tall|wide|small|tiny|little"
            rf"|short|narrow|long)(?: for .+)?",
            "too_size {np} {rest}",
        ),
    )
)
_OPPOSITE = {"big": "smaller", "large": "smaller", "tall": "smaller", "wide": "smaller", "long": "smaller"}


_SLOT = Rule(r"\{(\w+)\}")


def _told(sentence: str) -> str:
    """A wish said backwards, as an imperative."""
    for pattern, told in _RETOLD:
        if match := pattern.fullmatch(sentence):
            words = {name: value or "" for name, value in match.groupdict().items()}
            if told.startswith("too_size"):
                return f"make {words['np']} {_OPPOSITE.get(words['rest'], 'bigger')}"
            words["np"] = words.get("np") or "it"
            if "everything except" in told:
                words["np"] = _color_first(words["np"])
            return _filled(told, words)
    return sentence


def _filled(told: str, words: dict[str, str]) -> str:
    return " ".join(_SLOT.sub(lambda slot: words[slot.group(1)], told).split())


def _color_first(thing: str) -> str:
    """`the taxi yellow` → `the yellow taxi`, as what is left as it is may be told."""
    said = thing.split()
    i = next((i for i in range(2, len(said)) if color_of(" ".join(said[i:])) is not None), 0)
    return " ".join((said[0], *said[i:], *said[1:i])) if i else thing


def reworded(sentence: str) -> str:
    """The sentence, or what it says in plain order: `black and white except the dog` → `make everything except …`."""
    if (wish := wished(sentence)) is not None:
        return wish
    sentence = _told(retold(sentence))
    for pattern in _SELECTIVE:
        if match := pattern.fullmatch(sentence):
            said = match.groupdict()
            if said.get("own") and color_of(said["own"]) is None:
                continue
            thing = _color_first(f"{said['thing']} {said.get('own') or ''}".strip())
            return f"make everything except {thing} {said.get('look') or 'black and white'}"
    if match := _VIGNETTE.fullmatch(sentence):
        return f"give {match['thing'] or 'it'} a vignette"
    verb, _, rest = sentence.partition(" ")
    style = data("styles")["verbs"].get(verb)
    if style is None or (verb == "sketch" and not re.fullmatch(_PHOTO, rest)):
        return sentence
    return f"turn {rest or 'it'} into a {style}"
