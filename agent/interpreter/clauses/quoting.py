"""Words that are to stand in the picture, said without quotes: `change the sign to say OPEN` → `… say "OPEN"`."""

from __future__ import annotations

import re

from .grammar import first_words

_QUOTE = re.compile(r"[\"“”«»]|(?<!\w)['‘]|['’](?!\w)")
_END = r"(?P<end>(?: (?:instead|now|please))*\s*[.!?]*)$"
_MATTER = r"(?!(?:an?|the|his|her|its|their|my|some|in|on|at|by|to|from|please|now|and|or|aloud|while)(?: |$))"
"""What people read (`a book`, `on the sofa`) begins otherwise than what signs say."""
_NOT_OF_PEOPLE = "".join(f"(?<!{word} )" for word in ("want", "wants", "wish", "like", "likes", "love", "able", "try"))
"""Who wants to read is no sign."""
_BEARER = (
    r"(?:sign|board|poster|text|label|sticker|banner|plate|note|card|letters|lettering|words?|inscription|placard|logo"
    r"|billboard|plaque|badge|tag|screen|caption|title|shirt|tshirt|cap|mug|cup|flag|wall|ticket|flyer|headline|it|one)"
)
"""What can carry words: only then does `reading` say which."""
_SAY = re.compile(
    r"(?P<before>\b(?:(?<!easier )(?<!harder )(?<!easy )(?<!hard )"
    + _NOT_OF_PEOPLE
    + r"to (?:say|read(?= "
    + _MATTER
    + r"))"
    r"|should (?:say|read)|so (?:that )?(?:it|they) (?:says?|reads?)|(?:make|let|have)\b(?! .{1,40}?\b(?:easier|harder"
    r"|easy|hard) to read).{1,40}?"
    r"\b(?:say|read(?= " + _MATTER + r")|spell)))"
    r" (?P<said>\S.*?)" + _END,
    re.IGNORECASE,
)
_LETTERS = (
    r"(?:text|writing|lettering|letters|words?|inscription|caption|label|number|name|title|headline"
    r"|message|slogan|logo)"
)
_SET = re.compile(
    rf"(?P<before>\b(?:change|set|edit|rewrite|replace|update|make|turn|alter|switch) (?:the |its |this "
    rf"|that )*(?:{_LETTERS}"
    rf"(?: (?:on|of|in|at) .{{1,40}}?)?|.{{1,30}}?(?:'s|’s) {_LETTERS}|what (?:the |this |that )?.{{1,30}}? says)"
    r" (?:to|into|with|by|as)) (?:the words? )?(?P<said>(?!(?:be|look|read|say|an?|the left|the right|something|another"
    r"|bold|italics?)\b)\S.*?)" + _END,
    re.IGNORECASE,
)
_CARRIER = re.compile(
    r"(?P<before>\b(?:that|which) (?:says|reads)|\bsaying|\b" + _BEARER + r" reading|\bwith the words?|\bwith the text)"
    r" (?P<said>\S.*?)" + _END,
    re.IGNORECASE,
)
_WORD = re.compile(
    r"(?P<before>\b[Tt]he (?:words?|(?:text|letters|lettering|inscription)(?= [A-Z0-9]{2})))"
    r" (?P<said>(?!(?:on|in|at|of|from|over|under|above|below|near|next|behind|beside|with|to|that|which|and|is|are"
    r"|should|by|into|a|an|the|out|off|away)\b)[^,.!?]+?)"
    r"(?P<end>(?: (?:with|to|into|by|from|on|in|off|of|out of|at) .*)?[.!?]*)$"
)
_CAPITALS = re.compile(
    r"(?P<before>\b(?:change|replace|turn|swap|correct|rewrite|edit|update)) "
    r"(?P<said>[A-Z0-9][A-Z0-9 %&!$€'-]*[A-Z0-9%!])"
    r"(?P<middle> (?:with|to|into|by|for) )(?P<new>(?!(?:an?|the|my|this|that) )\S.*?)" + _END
)
_CAPITALS_BEFORE = re.compile(
    r"(?P<before>\b(?:change|replace|turn|swap|correct|rewrite|edit|update)) "
    r"(?P<said>[A-Z0-9][A-Z0-9 %&!$€'-]*[A-Z0-9%!])(?P<after> (?:with|to|into|by|for) [\"'‘“])",
)
_NEW = re.compile(
    r"(?P<before>[\"'‘“][^\"'’”]+[\"'’”] (?:with|to|into|by|for)) (?:the words? )?"
    r"(?P<said>(?!(?:an?|the) )[^\"'‘“\s].*?)" + _END,
    re.IGNORECASE,
)
_CHANGES_LOOK = re.compile(
    r"\b(?:make|turn|paint|color|colour|dye|tint|recolor|recolour|blur|move|put)\b", re.IGNORECASE
)
_LOOKS = re.compile(
    r" (?:red|orange|yellow|green|blue|purple|pink|brown|black|white|gr[ae]y|big|small|bright|dark|light|bold|to |on |"
    r"in |at |from |next |into |bigger|smaller|larger|brighter|darker|left|right|up|down|a (?:bit|little)).*$",
    re.IGNORECASE,
)


def quote_said(text: str) -> str:
    """The instruction with quotes around words that are to stand, or stand, in the picture, where none were typed."""
    if match := _CAPITALS_BEFORE.search(text):
        return f'{text[: match.start()]}{match["before"]} "{match["said"]}"{match["after"]}{text[match.end() :]}'
    if _QUOTE.search(text) and not re.search(r"\w['’]\w", text):
        return _rest(text)
    for pattern in (_SAY, _SET, _CARRIER, _WORD):
        if match := pattern.search(text):
            return _rest(_quoted(text, match))
    if match := _CAPITALS.search(text):
        new, more = _ended(match["new"])
        both = f'"{match["said"]}"{match["middle"]}"{new}"{more}{match["end"]}'
        return f"{text[: match.start()]}{match['before']} {both}"
    return text


def _ended(said: str) -> tuple[str, str]:
    """What was said up to where another command begins, and that; a capital amid small letters begins none
    (`Rock and Roll`)."""
    for match in re.finditer(r",? (?:and then|and|then|but) (?:please )?(?P<verb>\w+)|, (?P<next>\w+)", said):
        verb = match["verb"] or match["next"]
        if verb.lower() in first_words() and not (verb.istitle() and said[0].isupper()):
            return said[: match.start()], said[match.start() :]
    return said, ""


def _quoted(text: str, match: re.Match[str]) -> str:
    """A verb that changes looks (`make the word STOP red`) ends with how it is to look."""
    said, more = _ended(match["said"])
    look = ""
    if _CHANGES_LOOK.search(text[: match.start()]) and not match["before"].lower().endswith(("say", "read", "spell")):
        found = _LOOKS.search(f" {said}")
        said, look = (said[: max(0, found.start() - 1)], found.group()) if found else (said, "")
    return f'{text[: match.start()]}{match["before"]} "{said}"{look}{more}{match["end"]}' if said else text


def _rest(text: str) -> str:
    """`replace "SALE" with SOLD`: the new words too."""
    match = _NEW.search(text)
    if match is None or not re.match(
        r".*\b(?:change|replace|turn|swap|correct|rewrite|edit|update)\b", text, re.IGNORECASE
    ):
        return text
    said, more = _ended(match["said"])
    return f'{text[: match.start()]}{match["before"]} "{said}"{more}{match["end"]}'
