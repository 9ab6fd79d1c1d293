"""Words said beside a phrase (`the glasses, the whole lot`) → where the grammar of phrases reads them"""

from __future__ import annotations

import re

_LOT = (
    r"(?:the (?:whole |entire )?(?:lot|bunch)|(?:the )?(?:pair|two|three|four) of them|(?:all"
    r"|every)(?: \w+)? of (?:them"
    r"|these|those)|every (?:last|single) one(?: of them)?|without exception|one and all|the both of them)"
)
_NOBODY = r"(?:nobody|no one|no person)"
_TONES = (
    r"(?:dark|bright|light|dim|blurry|soft|pale|dull|flat|warm|cold|cool|yellow|blue|red|green|orange|saturated"
    r"|colorful"
    r"|washed out|gray|grey|murky|gloomy|hazy|faded|harsh|contrasty)"
)
_LEVELS = (
    r"(?:brightness|exposure|contrast|saturation|vibrance|warmth|temperature|sharpness|clarity|shadows|highlights)"
)
_MANY = r"(?P<many>people|men|women|children|teddies|\w+s)"
_MOVED: tuple[tuple[str, str], ...] = (
    (
        r"^(?P<own>(?:please )?(?:blur|pixelate|censor|obscure|hide|mosaic|smudge)\b.*?) ?,? so (?:that )?(?:nobody"
        r"|no one|you"
        r"|people|one|i|we|it|they|strangers)\b.*$",
        r"\g<own>",
    ),
    (
        r"^(?:never ?mind|ignore|disregard|forget)(?: about)? what (?P<own>(?:the|my|this|that) [\w ]+?) (?:says?"
        r"|reads?|shows?)"
        r" ?,? (?:and |just |but )*(?P<many>\w+) (?:it|them)\b",
        r"\g<many> \g<own>",
    ),
    (
        r" ?[,;] (?:and |but )?(?:leave |keep )?(?:all )?(?:the )?(?:rest|others?|everything else) (?:stays?|remains?"
        r"|as is"
        r"|untouched|unchanged|is fine)(?: \w+){0,3}$",
        "",
    ),
    (rf"^(?P<own>{_LEVELS}) (?:-|minus) ?(?P<many>\d+) ?%?$", r"reduce the \g<own> by \g<many>%"),
    (rf"^(?P<own>{_LEVELS}) (?:\+|plus) ?(?P<many>\d+) ?%?$", r"increase the \g<own> by \g<many>%"),
    (
        r"^(?P<own>\w+s) ?[:,] (?:each and every one|each one|every one|all of them"
        r"|the lot)(?: of them)? ?,? (?:in )?(?=\w+$)",
        r"all the \g<own> ",
    ),
    (
        r"^(?:anonymi[sz]e|hide|censor|obscure|disguise|conceal|mask|cover) (?P<own>.+?) (?:by|with|through|via)"
        r" blur\w*(?: (?:him|her|it|them))?(?: out)?$",
        r"blur \g<own>",
    ),
    (
        r"^(?:anonymi[sz]e|hide|censor|obscure|disguise|conceal|mask|cover) (?P<own>.+?) (?:by|with|through|via)"
        r" pixelat\w*(?: (?:him|her|it|them))?(?: out)?$",
        r"pixelate \g<own>",
    ),
    (r"^(?P<own>(?:i|we) do not (?:need|want|like) .+?) (?:in|around|over|up|down) (?:there|here)$", r"\g<own>"),
    (
        r"\b(?:what|whatever|the thing|anything|everything)(?: that)? (?P<own>(?:the|my|that|this) [\w ]+?)"
        r" (?:holds|carries|is holding|is carrying|has)(?: in (?:her|his|their|its) (?:\w+ )?hands?)?(?= ?,|$)",
        r"the thing held by \g<own>",
    ),
    (rf"\b(?:the |these |those )?(?P<own>(?:[a-z]+ )?){_MANY} ?, {_LOT}(?: ?,)?", r"all the \g<own>\g<many>"),
    (r"\b(?P<own>(?:the )?\w+s?) and (?P<many>(?:the )?\w+) alike\b", r"the \g<own> and the \g<many>"),
    (r"\b(?P<own>(?:all|every|each|everything|everyone)\b.*?) save (?:for )?(?=the\b)", r"\g<own> except "),
    (
        r"\b(?:what|whatever|the thing|everything) (?:(?:is|lies|sits|shows) )?(?:within|inside|in|under) (?=\[)",
        "",
    ),
    (rf"\b{_NOBODY} (?:is |was )?(?:\w+ing )?(?P<own>on|in)\b", r"that has nobody \g<own> it"),
    (
        rf"\b{_NOBODY} (?:is |was )?(?P<own>sitting|standing|lying|sleeping|running|walking) ",
        r"without anyone \g<own> ",
    ),
    (
        r"\b(?P<own>that|which|who) (?:stands|sits|lies|hangs|rests|perches) (?=(?:on|in|under|behind|inside)\b)",
        r"\g<own> is ",
    ),
    (r"\b(?:i\.? ?e\.?|that is to say|in other words) ?,? ", ""),
    (r"\b(?:ought to|had better|must to|(?:could|can|might|may) stand to|wants? to(?= be\b))(?= \w)", "should"),
    (r"\b(?P<own>the|my|that|this) (?P<many>(?:\w+ ){1,2}?)like (?=gone\b|removed\b|deleted\b)", r"\g<own> \g<many>"),
    (r"\b(?P<own>the|a|an) (?P=own) ", r"\g<own> "),
    (r"\b(?P<own>bigger|larger|smaller|taller|shorter) x ?(?P<many>\d+)\b", r"\g<many> times \g<own>"),
    (r"\b(?P<own>\w+)-colou?red\b", r"\g<own>"),
    (r"\bit should also\b", "it should"),
    (r"\b(?:that|the|this) colou?r too\b", "the same color"),
    (r" for that look\b", ""),
    (r"\b(?:over|across|up|down|back|right|straight) (?=(?:to|at|onto|into) \[)", ""),
    (
        r"(?P<own>\b(?:is|are|looks?|seems?|came out|turned out) )(?:very|really|so|pretty|super|extremely|awfully"
        rf"|terribly) (?P<many>{_TONES}) ?[,.;!]* (?=(?:please )?(?:fix|sort|correct|help|do something|mend)\b)",
        r"\g<own>too \g<many> . ",
    ),
    (
        r"^(?P<own>(?:the |my |this )?(?:whole |entire )?(?:photo|picture|image|shot|scene|thing|it))"
        rf" too (?P<many>{_TONES})\b",
        r"\g<own> is too \g<many>",
    ),
    (
        r"(?P<own>\b(?:flip|mirror|reverse|reflect)\b[^,]*?) ?,? (?:so )?(?:that )?(?:left|right)"
        r" (?:becomes?|is|goes|for|to) (?:the )?(?:left|right)(?: and .*)?$",
        r"\g<own> horizontally",
    ),
    (r"\bplease to (?=\w)", "please "),
    # --- how many
    (r"(?<=\w) & (?=[a-z])|(?<=\w)(?<!ctrl) \+ (?=[a-z]{2})", " and "),
    (r"\b(?:every|each) (?:(?:last|single) )?one of (?:the|my|these|those) (?=\w+s\b)", "all the "),
    (r"\b(?:every|each) (?:last|single) (?:one of (?:the|those|these) )?(?!one\b)(?=\w)", "every "),
    (
        r"\b(?P<own>should|must|have to|need to|ought to|could|can|may) all (?=(?:be|go|turn|become|get|disappear"
        r"|vanish)\b)",
        r"\g<own> ",
    ),
    (
        r"\b(?:the |this |that )?(?:whole |entire |complete |full )?(?:herd|flock|bunch|lot|gaggle|crowd|swarm|pack"
        r"|batch"
        r"|collection) of (?=\w+s\b)",
        "all the ",
    ),
    (
        r"^not (?:a single|one|a) (?P<own>[\w ]+?) (?:should|may|must|can|shall|is to) (?:be left|remain|stay|survive"
        r"|be seen)$",
        r"remove all the \g<own>s",
    ),
    (r"\bboth (?P<own>(?:the|my) (?:\w+ )??\w+s) and (?=(?:the|my) )", r"\g<own> and "),
    (r"^neither (?:the )?(?P<own>[\w ]+?) nor (?:the )?(?P<many>[\w ]+)$", r"remove the \g<own> and the \g<many>"),
    (r"\b(?P<own>do not (?:need|want|like|care for) .+?) or (?=(?:the|my|any) )", r"\g<own> and "),
    (
        r"\b(?P<own>(?:remove|delete|erase|lose|drop|clear|take out|bin|ditch)\b[^,]*?) save (?:for )?(?=the\b)",
        r"\g<own> except ",
    ),
    (
        r"^(?P<own>all (?:the |of the )?[\w ]+?) (?:should |must |can )?(?:go|leave|out|away) ?,? (?:and "
        r"|but )?(?:only|just)"
        r" (?P<many>[\w ]+?) (?:stays?|remains?|is left)$",
        r"remove \g<own> except \g<many>",
    ),
    # --- turned, cropped, another background
    (r"(?<=\d) ?°", " degrees"),
    (r"\ba (?:few|couple of) degrees\b", "5 degrees"),
    (
        r"\b(?P<own>(?:rotate|turn|spin|tilt) (?:it|this|that|the \w+|my \w+)) (?P<many>clockwise|counterclockwise"
        r"|(?:to the )?"
        r"(?:left|right)) (?:by )?(?=\d+(?: degrees)?$)",
        r"\g<own> \g<many> by ",
    ),
    (
        r"\b(?:give) (?P<own>it|this|the \w+|my \w+) a (?:quarter|90 degrees?|ninety degree) (?:turn|rotation)",
        r"rotate \g<own> 90 degrees",
    ),
    (
        r"\b(?:turn|put|lay|rotate|flip) (?P<own>it|this|(?:the|my|this) (?:picture|photo|image|shot)) on (?:its"
        r"|the) side",
        r"rotate \g<own> 90 degrees",
    ),
    (r"^(?:make )?(?:it |this |the (?:photo|picture|image) )?upside down$", "rotate it 180 degrees"),
    (r"^(?:make (?P<own>it|this|the \w+) )?(?:an? )?mirror image(?: of it(?:self)?)?$", "mirror the picture"),
    (r"^(?:an? )?(?P<own>square|widescreen|panorama|landscape|portrait|\d+:\d+)(?: format)? crop$", r"crop to \g<own>"),
    (r"^(?:set |use )?(?:an? |the )?aspect(?: ratio)?(?: of| to)? (?P<own>\d+:\d+)$", r"crop to \g<own>"),
    (r"^make (?:it|this) (?:a )?square$", "make the picture square"),
    (
        r"^crop (?:it|this|the \w+) (?:so|such|until) (?:that )?(?:only|just) (?P<own>.+?) (?:is|are|remains?"
        r"|stays?)(?: \w+)?$",
        r"crop to \g<own>",
    ),
    (
        r"^(?:.*\b)?(?:new |another |different |other |change the |the )?(?:background|backdrop) ?(?::|into"
        r"|=) ?(?=\w)(?!transparent|white"
        r"|black)(?P<own>[\w ]+)$",
        r"replace the background with \g<own>",
    ),
    (
        r"^(?:(?:give (?:it|this|the \w+)|add|apply|use|with|make|i want|do)(?: me)? )?(?:an? |some |the )?(?:nice "
        r"|creamy |soft |strong )?"
        r"(?:bokeh|shallow depth of field|depth of field|portrait mode|shallow focus)(?: effect| look| blur)?$",
        "blur the background",
    ),
    # --- made better
    (
        r"^(?:clean up|optimi[sz]e|fix up|tidy up|sort out|polish|perfect|tune|tweak|spruce up"
        r"|freshen up) (?P<own>(?:the |my |this )?"
        r"(?:colors?|image|photo|picture|tones?|lighting|exposure|shot|light))$",
        r"fix \g<own>",
    ),
    (r"^(?:do (?:a|some) )?colou?r[- ]correct(?:ion)?(?: (?:this|it|the \w+|my \w+))?$", "fix the colors"),
    (r"^leave (?P<own>(?:the|my|that|this|all|both) [\w ]+?) out(?: of (?:it|this|here))?$", r"remove \g<own>"),
    (
        r"\b(?:erase|remove|delete|eliminate|clear) (?:every|any|all|each) (?:trace|sign|hint|evidence|vestige"
        r"|bit)s? of ",
        "remove ",
    ),
    (r"^(?P<own>(?:the|my|that|this) [\w ]+?) 's got to (?P<many>\w+)", r"\g<own> has to \g<many>"),
    (r"\bthe the\b", "the"),
    (
        r"\b(?:throw|put|take|bring|get|set|turn|make) (?P<own>(?:the|my|that|this|it|them|\[)[^,]*?) out of focus",
        r"blur \g<own>",
    ),
    (
        r"\b(?:turn|make|change|convert|transform) (?P<own>(?:the|my|that|this|it|them|\[)[^,]*?) (?:into|to) (?:a )?"
        r"(?:big |chunky |coarse |large )?(?:pixels|mosaic|blocks|squares)",
        r"pixelate \g<own>",
    ),
    (r"\ban? (?:\w+ )?(?:shade|tone|hue|tint) of (?=\w)", ""),
    (
        r"\b(?P<own>(?:the|my|that|this|his|her|our|your) (?:\w+ ){0,2}?\w+) 's (?P<many>color|size|brightness"
        r"|colors)\b",
        r"the \g<many> of \g<own>",
    ),
    (
        r"^(?:please )?(?:get|take|kick|clear|throw|move|cut|crop|edit|leave|usher|send) (?P<own>every\w+|all .+?)"
        r" (?:out|away|off)(?: of (?:there|here|it|this))? (?P<many>except|but|besides|apart from|other than) ",
        r"remove \g<own> \g<many> ",
    ),
    (
        r"\b(?:i want|i would like|i would love|let me|show me|we want) (?:to )?see (?P<own>(?:the|my|that"
        r"|this) [\w ]+?) in (?=\w+(?: \w+)?$)",
        r"make \g<own> ",
    ),
    (
        r"\b(?:(?:i|we) (?:would )?(?:want|need|like|love|fancy|prefer|could use)|there should be|let us have"
        r"|give (?:me|us)) (?:an? |the )?(?P<own>[^,]{2,40}?) (?P<many>background|backdrop)"
        r" (?:behind|around|for|in back of) [^,]+$",
        r"use a \g<own> \g<many>",
    ),
)


def put_in_place(text: str) -> str:
    """The words with what was said beside a phrase within it."""
    text = re.sub(r"[ ,]+(?:please|thanks|thank you)[ .!]*$", "", text)
    for pattern, told in _MOVED:
        text = re.sub(pattern, told, text)
    return " ".join(text.split())
