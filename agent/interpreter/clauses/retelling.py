"""More ways of asking, by what is asked for (to be rid of, to become, to be put in) → plain imperatives"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ..words.patterns import Rule

_DET = r"(?:the|my|this|that|these|those|all|every|both|each|his|her|its|their|our|your|whatever|whoever|neither|no)"
_MODAL = r"(?:can|could|should|must|may|might|would|shall|will|has to|have to|needs to|need to)"
_NEXT = r" and (?:the|my) (?:\w+ )+?(?:turns|becomes|goes|stays)\b"
_NP = (
    rf"(?P<np>(?:{_DET} (?:(?!{_MODAL}\b| ?, (?:but|and|so|then) |{_NEXT}).)+?|it|them"
    rf"|every(?:one|body|thing)(?: (?:(?!{_MODAL}\b| ?,).)+?)?|\[\w+\]))"
)
_ANY = r"(?P<np>(?!(?:i|you|we|it|please|not|do|make|turn) )[^,;:]+?)"
_NEW = r"(?P<new>(?:an?|one|some|two|three|another) [^,;:]+?)"
_PLACED = (
    r"(?P<place>(?:on|in|under|above|below|behind|beside|near|next to|by|between|in front of|on top of|inside|over"
    r"|(?:to the )?(?:left|right) of|at|into|onto|here|there)\b.*)"
)
_GOOD = (
    r"(?:nice|great|good|cool|lovely|perfect|awesome|wonderful|fun|funny|neat|sweet|cute|hilarious|splendid|fitting"
    r"|welcome|fine|ideal|charming|superb|brilliant)"
)
_HURT = r"(?:not (?:hurt|harm|go amiss)|do no harm)"
_GONE = (
    r"(?:gone|out|away|removed|deleted|erased|out of (?:here|there|it|this)|outta here|struck|begone|off|history|go"
    r"|disappear|vanish)"
)
_PIXELS = r"(?:pixels|pixelation|pixelating(?: it| them)?|pixelling|(?:a )?mosaic|big pixels|blocks)"
_BLURS = r"(?:(?:a |some )?(?:heavy |strong |light |soft |gaussian )?(?:blur|blurring)(?: effect)?(?: it| them)?)"
_HUE = r"(?!(?:away|out|off|to|on|in|into|under|over|next|left|right|up|down|here|there|at|by|with)\b)\w+(?: \w+)?"
_LEFT = (
    r"(?: (?:to be )?(?:left|remaining|around|any ?more|any longer|seen|anywhere"
    r"|in (?:there|here|it|this|sight|view)))*"
)
_UNREAD = r"(?:illegible|unreadable|unrecognizable|unrecognisable|indecipherable|hidden|invisible)"
_MEDIUM = (
    r"(?P<style>oils?|watercolou?rs?|pencil|charcoal|ink|pastels?|crayons?|chalk|gouache|acrylics?|pastel chalk"
    r"|felt pen)"
)
_MEANS = r"(?:done|made|drawn|painted|sketched|rendered|executed|created)"
_LOOK = r"(?:look(?:s|ing)?(?: like)? )?(?:as (?:if|though)|like) (?:it (?:was|were|is) )?"
_WHOLE = (
    r"(?:the )?(?:whole|entire|complete|full) (?:thing|picture|photo|image|lot|shot|scene)|everything|it all"
    r"|all of it"
)

_TOLD: tuple[tuple[str, str], ...] = (
    # --- to be rid of
    (
        r"(?:strip|clear|empty|free|rid) (?P<of>.+?) of (?:everything|all things|all)(?: that is)? (?P<on>on|in)"
        r" (?:it|them)",
        "remove everything {on} {of}",
    ),
    (r"(?:relieve|rid|strip|clear|empty|free) (?P<of>.+?) of (?:its|his|her|their) (?P<np>.+)", "remove the {np}"),
    (rf"(?:relieve|rid|strip|free) (?P<of>{_DET} .+?) of (?P<np>(?:the|that|this|all|everything) .+)", "remove {np}"),
    (r"(?:away|off|out|down) with (?P<np>[^,:;]+?) ?,? and (?:also )?with (?P<rest>[^,:;]+)", "remove {np} and {rest}"),
    (rf"(?:away|off|out|down) with {_ANY}", "remove {np}"),
    (
        rf"(?:yeet|axe|oust|expel|delist|fell|excise|strike|bump off|take away) {_NP}(?: (?:out|away|off))?",
        "remove {np}",
    ),
    (
        rf"(?:have|get|see|want|let) {_NP} (?:be )?(?:struck|scrubbed|wiped|edited|cut|taken|cropped)(?: (?:out"
        rf"|off|away|from"
        r" (?:the|this|my) \w+))?",
        "remove {np}",
    ),
    (
        rf"{_NP} {_MODAL} (?:all )?(?:leave|be off|be struck|come out"
        rf"|come off|be taken out|be taken off|clear off|vanish|scram|be gone|go)"
        r"(?: (?:of )?(?:the|this|my) [a-z]+)?",
        "remove {np}",
    ),
    (
        rf"{_NP} (?:comes? (?:out|off)|goes(?: (?:out|away|too))?|gets? (?:removed|deleted|erased|the axe|the boot))",
        "remove {np}",
    ),
    (
        rf"neither of (?P<np>{_DET} .+?) (?:may|should|must|can|is to|shall) (?:remain|stay|be left"
        r"|be kept|be seen|be (?:in )?(?:it|this|there|here))",
        "remove both {np}",
    ),
    (
        rf"{_NP} (?:should|must|can|may) not (?:be (?:in (?:this|it|here|there)|left|seen|shown)|remain|stay)",
        "remove {np}",
    ),
    (r"(?:i |me |we )?(?:do not )?(?:want|need) no (?P<np>\w+(?: \w+)?)", "remove the {np}"),
    (
        r"(?:i|we) do not (?:want to see|want|need|like) (?:(?:a|one|any) single|a|one|any|even one)"
        rf" (?P<np>\w+(?: \w+)??)(?<!s)s?{_LEFT}",
        "remove all {np}s",
    ),
    (rf"i do not need {_NP}(?: (?:any ?more|any longer|at all|here|there))?", "remove {np}"),
    (r"i (?:would|will) (?P<np>(?:delete|remove|erase|blur|crop|paint|move|replace) .+)", "{np}"),
    (r"(?P<np>(?:the|my|this|that|all|both) [^,]+?) , get rid", "remove {np}"),
    (rf"(?P<np>{_DET} [^,]+?) ,? (?:away|out|off) with (?:it|them|that)", "remove {np}"),
    (rf"(?P<np>{_DET} (?:\w+ ){{1,4}}?) ?(?:can|could) you take (?:it|them) (?:off|out|away)", "remove {np}"),
    (r"(?P<np>(?:the|this|that|my|both) (?:\w+ )+?)(?:simply )?(?:begone|outta here)", "remove {np}"),
    (r"(?P<np>\w+(?: \w+)?) (?:outta|out of) here", "remove the {np}"),
    (r"(?:make|let) (?:disappear|vanish) (?P<np>.+)", "remove {np}"),
    # --- to become
    (rf"{_NP} (?:becomes?|turns(?: into)?|comes? in|morphs into) (?P<rest>.+)", "{np} should become {rest}"),
    (
        rf"(?:(?:i|we) (?:think|believe|guess|feel|find|bet|suppose) )?(?P<rest>[a-z]+(?: [a-z]+)?)"
        rf" would (?:suit|fit|become|look (?:\w+ )?{_GOOD} on|work (?:well )?(?:for|on)) {_NP}"
        r"(?: ?,.* (?:so|that way|like that|then))?",
        "make {np} {rest}",
    ),
    (
        rf"(?P<rest>[a-z]+(?: [a-z]+)?) ?, that is (?:how|what|the color) {_NP} (?:should|must|ought to|has to) be"
        r"(?: \w+ed)?",
        "make {np} {rest}",
    ),
    (rf"{_NP} goes (?P<rest>{_HUE})", "{np} should become {rest}"),
    (
        r"there (?:is|are) (?:an? |some )?(?P<np>[^,:;]+?)(?: (?:in|on) (?:my|the|this) \w+| here| there)?"
        r" (?:that|which) (?:i|we) (?:would |do |could |really )*(?:rather |really )?(?:not (?:want(?: to see)?|like"
        r"|need|see|have)|do without)",
        "remove the {np}",
    ),
    (
        rf"(?:take|grab|pick|choose|select|get) {_NP} ?,? and (?:then )?"
        r"(?P<verb>make|turn|paint|color|recolor|dye|blur|pixelate|remove|delete|erase|enlarge|shrink|brighten|darken"
        r"|rotate|flip|duplicate) (?:it|them|that)(?P<rest> .+)?",
        "{verb} {np}{rest}",
    ),
    (rf"(?:can|could|may|might) {_NP} (?:come|appear|be had) in (?P<rest>.+)", "make {np} {rest}"),
    (rf"{_NP} (?:would|could|might) (?:do|go|work)(?: \w+ly| well| fine)? in (?P<rest>.+)", "make {np} {rest}"),
    (
        rf"(?:i want|i would like|i would love|i fancy|show me|see|get me|let me see) {_NP} in"
        r" (?P<rest>(?!(?:front of|the|my|between)\b)[\w -]+)",
        "make {np} {rest}",
    ),
    (
        rf"(?:have|let|make) {_NP} (?:wear|get|put on|receive) (?:a |an )?(?:coat|layer|shade|hue) of (?P<rest>.+)",
        "make {np} {rest}",
    ),
    (r"white ?wash (?P<np>.+)", "make {np} white"),
    (r"blacken (?P<np>.+)", "make {np} black"),
    (r"redden (?P<np>.+)", "make {np} red"),
    (r"gild (?P<np>.+)", "make {np} gold"),
    (rf"bring {_NP} (?:up|down) to (?P<rest>[\d.]+%)(?: of .+)?", "scale {np} to {rest}"),
    (
        rf"{_NP} (?:could|would|might) (?:do with|benefit from) (?:being|getting|becoming) (?P<rest>.+)",
        "make {np} {rest}",
    ),
    (
        rf"(?:an?|some) (?P<rest>[^,]+?) would be (?:\w+ )?(?:\w+er|better|more \w+|{_GOOD}) (?:than"
        rf"|instead of) {_NP}"
        r"(?: ?,.*)?",
        "replace {np} with a {rest}",
    ),
    (
        rf"where {_NP} (?:is|stands|sits|was|are) (?:i would have|i would put|i want|put|there should be"
        rf"|i would like)"
        r" (?P<rest>.+)",
        "replace {np} with {rest}",
    ),
    # --- drawn or painted another way
    (
        rf"(?:render|draw|paint|show|redo|do|have|redraw) {_NP} in {_MEDIUM}(?: ?,.*)?",
        "turn {np} into {style}",
    ),
    (rf"(?:let|have|make) {_NP} {_LOOK}{_MEANS} (?:in|with) {_MEDIUM}", "turn {np} into {style}"),
    (rf"(?:make it )?{_LOOK}{_MEANS} (?:in|with) {_MEDIUM}", "turn it into {style}"),
    (
        rf"(?:redo|remake|reimagine|show|present|give me) (?P<np>{_WHOLE}) (?:as|in the style of|like) (?P<rest>.+)",
        "turn it into {rest}",
    ),
    # --- to be hidden
    (rf"(?:censor|cover|hide|mask|veil|obscure) {_NP} (?:with|by|using|behind|in|under) {_PIXELS}", "pixelate {np}"),
    (rf"(?:censor|cover|hide|mask|veil|obscure) {_NP} (?:with|by|using|behind|in|under) {_BLURS}", "blur {np}"),
    (rf"(?:make|render|keep) {_NP} {_UNREAD} (?:with|by|using|through) {_PIXELS}", "pixelate {np}"),
    (rf"(?:make|render|keep) {_NP} {_UNREAD} (?:with|by|using|through) {_BLURS}", "blur {np}"),
    (
        rf"(?:lay |put |place |throw |slap |add |apply |spread |drop )?{_BLURS} (?:over|on|onto|across|to) {_NP}",
        "blur {np}",
    ),
    (
        rf"(?:lay |put |place |throw |slap |add |apply |spread |drop )?{_PIXELS} (?:over|on|onto|across|to) {_NP}",
        "pixelate {np}",
    ),
    # --- tone
    (r"(?:rein in|tame|hold back|recover|pull back|subdue) (?P<np>.+)", "reduce {np}"),
    (r"(?:punch up|ramp up|dial up|amp up|beef up|jack up|step up|kick up) (?P<np>.+)", "increase {np}"),
    (
        r"(?:ramp|dial|step|scale|ease|dampen|cut) (?:down|back) (?P<np>(?:the )?(?:contrast|saturation"
        r"|brightness|exposure"
        r"|warmth|colors|highlights|shadows|sharpness|temperature)\b.*)",
        "reduce {np}",
    ),
    (
        r"(?:bring|let|put|get|add) (?:in )?(?P<rest>(?:a (?:little|bit|touch|tad)|some"
        r"|a lot)(?: of)?(?: more)?) (?P<np>light"
        r"|brightness|contrast|warmth|color|saturation|sharpness)",
        "increase {np} {rest}",
    ),
    (
        r"(?:it |this |the (?:photo|picture|image|shot) )?(?:needs?|could use|wants?|lacks?) (?:some |a bit of "
        r"|more |a little )*"
        r"(?P<np>contrast|brightness|light|saturation|warmth|sharpness|clarity)",
        "increase {np}",
    ),
    (r"colors (?:should|must|could|need to) (?:scream|pop|shout|sing|glow|jump)", "increase the saturation a lot"),
    (
        r"colors (?:at|to) (?:half|a third|a quarter)(?: the| of the)? (?:strength|intensity|power)",
        "reduce the saturation by half",
    ),
    (
        r"(?P<np>contrast|brightness|saturation|temperature|warmth|sharpness|exposure|highlights"
        r"|shadows) (?P<way>up|down)"
        r" ?,? ?(?P<rest>.+)?",
        "turn {way} the {np} {rest}",
    ),
    (
        r"give (?:it|this|the (?:photo|picture|image|pic|shot)) (?P<rest>\d+%|a (?:bit|little|lot|touch)"
        r"|some) more (?P<np>warmth"
        r"|contrast|brightness|light|saturation|color|sharpness)",
        "increase {np} by {rest}",
    ),
    (
        r"(?:it |this |the \w+ )?(?:came out|turned out|is|looks)? ?(?:a bit |a little |way "
        r"|far )?too (?P<rest>yellow|blue|red"
        r"|orange|green)ish(?: ?,.*)?",
        "it is too {rest}",
    ),
    # --- turning and framing
    (
        r"(?:a )?quarter turn (?:to the )?(?P<rest>left|right|clockwise|counterclockwise)(?: ?,.*)?",
        "rotate it 90 degrees {rest}",
    ),
    (r"(?:spin|turn|rotate|swing) (?P<np>.+?) around by (?P<rest>\d+)(?: degrees)?", "rotate {np} by {rest} degrees"),
    (
        r"(?:flip|mirror|reverse|turn) (?P<np>.+?) (?:so|such) (?:that )?(?:left (?:becomes|is) right.*|(?:it"
        r"|he|she|they) (?:faces?"
        r"|looks?|points?) (?:the other way|the opposite way|in the other direction).*|right (?:becomes|is) left.*)",
        "flip {np} horizontally",
    ),
    (
        r"(?:widen|extend|enlarge|expand|stretch|grow) the canvas by (?P<rest>\d+ pixels) (?:on|to|at"
        r"|towards) (?:the )?"
        r"(?P<np>left|right|top|bottom)",
        "extend it to the {np} by {rest}",
    ),
    # --- background
    (r"(?:throw|put|get|take) (?:the )?(?:background|backdrop) out of focus", "blur the background"),
    (
        r"(?:cut out|make|knock out) (?:the )?(?:background"
        r"|backdrop) (?:so (?:that )?)?(?:it is )?(?:see-through|transparent)",
        "turn the background transparent",
    ),
    (rf"(?P<rest>an? [^,]+? (?:background|backdrop)) would (?:do|be {_GOOD}|work|suffice)", "use {rest}"),
    (
        r"(?:transport|take|teleport|bring|send|put) (?:us|me|them|everyone"
        r"|it all) to (?P<rest>an? [^,:]+?)(?: ?[:,].*)?",
        "exchange the background for {rest}",
    ),
    # --- to be put in
    (rf"{_NEW} {_PLACED} would (?:be (?:\w+ )?{_GOOD}|{_HURT}|look (?:\w+ )?{_GOOD})", "add {new} {place}"),
    (rf"{_NEW} would (?:be (?:\w+ )?{_GOOD}|{_HURT}|look (?:\w+ )?{_GOOD}) {_PLACED}", "add {new} {place}"),
    (
        rf"(?:could|can|would|might|should)(?: not)? {_NEW} (?:be )?(?:flying|floating|standing|sitting"
        rf"|hovering|swimming|lying"
        rf"|hanging|growing)? ?{_PLACED}",
        "add {new} {place}",
    ),
    (rf"(?:give|get|grant|draw|bring) (?:me|us) {_NEW} {_PLACED}", "add {new} {place}"),
    (
        rf"(?:picture|imagine|envision|think of) {_NEW} {_PLACED}(?: ?[;,.] (?:add|draw|put) (?:it|that"
        rf"|them)(?: in)?)?",
        "add {new} {place}",
    ),
    (rf"{_NEW} goes {_PLACED}", "add {new} {place}"),
    (rf"{_NEW} {_PLACED}", "add {new} {place}"),
    (r"fill (?P<place>(?:this|that|the) (?:spot|space|gap|area|place)|\[\w+\]) with (?P<new>.+)", "put {new} here"),
    (
        r"(?P<place>(?:top|bottom|upper|lower)(?: (?:left|right))?(?: corner)?) ?[:,] (?P<new>(?:an?|one|some"
        r"|two|three) .+)",
        "add {new} in the {place}",
    ),
    (
        r"give (?P<np>(?:the|my|this|that) .+?) a (?:twin|double|clone|copy)(?: (?P<place>.+))?",
        "duplicate {np} and put it {place}",
    ),
    # --- to be elsewhere
    (
        rf"(?:carry|take|bring|haul|lug|walk) {_NP} (?:over |across )?to (?P<of>{_DET} .+?) and (?:stand|set"
        rf"|put|place|lay|drop)"
        r" (?:it|them) (?P<on>on|in|under|next to|beside|behind)(?: it| there| top)?",
        "put {np} {on} {of}",
    ),
    (
        r"(?P<np>(?:the|my) .+?) goes where (?P<of>(?:the|my) .+?) (?:is|was|stands) and vice versa",
        "swap {np} and {of}",
    ),
    (
        r"(?:take|carry|bring|move"
        r"|shift) (?P<np>.+?) from (?P<of>\[\w+\]) to (?P<place>\[\w+\])",
        "move {of} to {place}",
    ),
    (r"bring (?P<np>.+?) to where i (?:put|drew|placed|made|set) (?:the|a|my) \w+", "move {np} here"),
    (
        r"another(?: one)? of (?P<np>\[\w+\]|the .+?) (?:over )?at (?P<place>\[\w+\])",
        "duplicate {np} and put it at {place}",
    ),
)


@cache
def _patterns() -> tuple[tuple[Rule, str], ...]:
    return tuple((Rule(pattern), told) for pattern, told in _TOLD)


_SLOT = re.compile(r"\{(\w+)\}")


def retold(sentence: str) -> str:
    """The first of these ways that the whole sentence is said in, as an imperative; else the sentence."""
    for pattern, told in _patterns():
        if match := pattern.fullmatch(sentence):
            return _filled(told, match.groupdict())
    return sentence


def _filled(told: str, words: Mapping[str, str | None]) -> str:
    return " ".join(_SLOT.sub(lambda slot: words.get(slot.group(1)) or "", told).split())
