"""From what was typed to plain lower-case words: spelling, contractions, quotes, polite wrappers, numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from .letters import legible, unadorned
from .spelling import SCENE, distance, english, hummed, likeliest, sound, spell
from .wrappers import unwrapped

DATA = Path(__file__).parents[1] / "data"
_TOKEN = re.compile(
    r"\[[^\]\s]+\]|\d+(?:[.,:/x]\d+)+|\d+%|\d+x\b|#[0-9a-f]{3,6}\b|'s\b|[a-z0-9]+(?:[-'][a-z0-9]+)*|[^\s\w]"
)
_PICTURE = r"(?:photo(?:graph)?|picture|image|shot|pic|scene|frame|photo itself)"
_FROM_PICTURE = re.compile(
    rf"\b(?P<prep>out of|off of|off|from|in|within)(?P<which> (?:the|this|my|our|that"
    rf"|your))? {_PICTURE}(?! frames?\b)\b"
)


@cache
def data(name: str) -> Any:
    """A data file of this folder, read once."""
    return json.loads((DATA / f"{name}.json").read_text(encoding="utf-8"))


@cache
def word_set(name: str) -> frozenset[str]:
    """A list of `words.json` as a set."""
    return frozenset(data("words")[name])


@dataclass(frozen=True, slots=True)
class Cleaned:
    """`text` is lower-case words with one blank between; `quotes` what `quote0`, `quote1` … stand for."""

    text: str
    quotes: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()
    """Words as they were typed before their spelling was corrected."""
    typed: tuple[str, ...] = ()
    """All words as they were typed, contractions spelt out."""
    chosen: tuple[str, ...] = ()
    """What each of them was taken for."""

    def quoted(self, text: str) -> str:
        """`text` with its quotes put back."""
        return re.sub(r"\bquote(\d+)\b", lambda m: self.quotes[int(m.group(1))], text)


def clean(text: str, vocabulary: Mapping[str, int]) -> Cleaned:
    """Plain words; unknown ones are corrected to a near word of `vocabulary`."""
    plain = re.sub(r",?\s*\bi\. ?e\.,?(?=\s)", ",", legible(text), flags=re.IGNORECASE)
    plain = plain.translate(str.maketrans("‘’´`“”„«»", '\'\'\'\'"""""'))
    quotes: list[str] = []

    def keep(match: re.Match[str]) -> str:
        quotes.append(match.group(1) or match.group(2))
        return f" quote{len(quotes) - 1} "

    plain = unadorned(re.sub(r'"([^"]+)"|(?<!\w)\'([^\']+)\'(?!\w)', keep, plain).lower())
    drawn_out = (_short(token, vocabulary) for token in _tokens(plain))
    words = [word for token in drawn_out for word in data("words")["contractions"].get(token, token).split()]
    unknown = any(word not in vocabulary for word in words)
    likely = likeliest(vocabulary) if unknown else ()
    spelt = [
        word
        if word in vocabulary or _names_manner(words, i)
        else _verb_by_ear(words, i) or spell(word, vocabulary, likely)
        for i, word in enumerate(words)
    ]
    corrected = tuple(word for word, right in zip(words, spelt, strict=True) if word != right)
    parts = " ".join(spelt).split()
    meant = _verb_first(parts, vocabulary)
    corrected += tuple(word for word, right in zip(parts, meant, strict=True) if word != right)
    chosen = meant if len(meant) == len(words) else spelt
    return Cleaned(in_words(_joined(meant, vocabulary)), tuple(quotes), corrected, tuple(words), tuple(chosen))


def _names_manner(words: Sequence[str], i: int) -> bool:
    """Whether a word is, or ends, whose manner it is in (`in the style of monet`): a name, however it is spelt."""
    return any(words[j - 2] in ("style", "manner", "vein") and words[j - 1] == "of" for j in (i, i - 1) if j > 1)


def in_words(words: Sequence[str]) -> str:
    """Words as a text, with numbers as they are read."""
    return _numbers(" ".join(words))


def _joined(words: Sequence[str], vocabulary: Mapping[str, int]) -> list[str]:
    """`volley ball` as the scene has it, in one word."""
    joined: list[str] = []
    for word in words:
        if joined and word.isalpha() and vocabulary.get(both := joined[-1] + word, SCENE) < SCENE:
            joined[-1] = both
        else:
            joined.append(word)
    return joined


_DRAWN_OUT = re.compile(r"([a-z])\1{2,}")


def _short(word: str, vocabulary: Mapping[str, int]) -> str:
    """`wayyy` → `way`, `sooo` → `so`, `pleeease` → `please`: a letter typed three times or more is meant once or
    twice."""
    if (american := re.sub(r"is(?=e[drs]?$|ing$|ation$)", "iz", word)) != word and american in vocabulary:
        return american
    if _DRAWN_OUT.search(word) is None or not word.isalpha():
        return word
    once, twice = _DRAWN_OUT.sub(r"\1", word), _DRAWN_OUT.sub(r"\1\1", word)
    known = (short for short in (once, twice) if short in vocabulary or english(short))
    return next(known, word if hummed(word) else once)


_VERBS = (
    *("make", "paint", "move", "turn", "remove", "delete", "erase", "replace", "change", "swap", "resize", "color"),
    *("blur", "brighten", "darken", "enlarge", "shrink", "duplicate", "rotate"),
)


def _verb_first(words: list[str], vocabulary: Mapping[str, int]) -> list[str]:
    """`remote the cup`, `mak the cup red`: before a determiner at the beginning a verb is meant."""
    for i, (word, after) in enumerate(pairwise(words)):
        if after in word_set("determiners") and (not i or words[i - 1] in _BEFORE_VERBS):
            if word in vocabulary or not 2 < len(word) < 10:
                return words
            near = [verb for verb in _VERBS if _is_slip(word, verb)]
            return [*words[:i], near[0], *words[i + 1 :]] if near else words
    return words


def _is_slip(word: str, verb: str) -> bool:
    """One letter wrong, two in a long word that begins and ends alike."""
    apart = distance(word, verb)
    return word[0] == verb[0] and (apart == 1 or (apart == 2 and len(verb) > 5 and _ends(word) == _ends(verb)))


def _verb_by_ear(words: Sequence[str], i: int) -> str:
    """The verb that a word before a determiner sounds like (`moov the cup`), "" for none."""
    word = words[i]
    if len(word) < 4 or i + 1 == len(words) or words[i + 1] not in word_set("determiners") or english(word):
        return ""
    if i and words[i - 1] not in _BEFORE_VERBS:
        return ""
    alike = (verb for verb in _VERBS if verb[0] == word[0] and sound(verb) == sound(word))
    return next((verb for verb in alike if distance(word, verb) < 3), "")


def _ends(word: str) -> tuple[str, str]:
    return word[:3], word[-1]


_BEFORE_VERBS = frozenset(["please", "you", "and", "then", "to", "just", "now", "also", "hey", ","])


def word_count(text: str) -> int:
    """How many words there are to read; two signs count as one."""
    return max(len(text.split()), len(_TOKEN.findall(text.lower())) // 2)


def _tokens(text: str) -> list[str]:
    text = re.sub(r"\s*(?:-+>|=+>?|→|⇒|>+)\s*", " into ", text)
    text = re.sub(r"\bb\s?(?:&|/|n)\s?w\b", "black and white", text)
    text = re.sub(r"\bits (?=(?:for|an?|just|too|so|not|way too|got)\b)", "it's ", text)
    text = re.sub(r"(?<=[a-z]) \+ (?=[a-z])", " and ", text)
    text = re.sub(r"(?<!\S)w/(?P<out>o(?:ut)?\b)?(?!\S*/)", lambda match: "without " if match["out"] else "with ", text)
    text = _IS.sub(r"\1 is", text)
    return _TOKEN.findall(
        re.sub(
            r"(?<=\w)'s\b(?<!it's)(?<!that's)(?<!what's)(?<!let's)(?<!there's)(?<!who's)(?<!where's)(?<!here's)(?<!how's)",
            " 's",
            text,
        )
    )


_IS = re.compile(
    r"\b(whatever|whoever|something|everything|nothing|nobody|thing|photo|picture|image|horizon|colou?r|lighting)'s"
    r"(?= (?:in|on|at|under|behind|too|so|not|a bit|a little|way|all|wrong|tilted|crooked|wonky|\w+ing)\b)"
)
"""Where `'s` is short for `is`: after these nobody owns anything."""


def _numbers(text: str) -> str:
    text = re.sub(rf"\b({'|'.join(_TENS)}) %", lambda match: f"{_TENS[match.group(1)]}%", text)
    text = re.sub(rf"\b({'|'.join(_TENS)})(?= (?:degrees?|percent)\b)", lambda match: str(_TENS[match.group(1)]), text)
    text = re.sub(r"(\d) (?:%|percent\b)", r"\1%", text)
    text = re.sub(r"\b(one|two|three) and a half(?= times\b)", lambda match: f"{_TENS[match.group(1)]}.5", text)
    text = re.sub(rf"\b2 (?={_EXCESS}\b)", "too ", text)
    text = re.sub(r"\b(\d+) ?(?:pixels?|px)\b", r"\1 pixels", text)
    return re.sub(r"(\d+) : (\d+)", r"\1:\2", text)


_EXCESS = (
    r"(?:dark|bright|light|dim|blurry|soft|sharp|pale|dull|flat|warm|cold|cool|yellow|blue|red|green|orange|much|many"
    r"|big|large|small|tiny|tall|wide|long|short|high|low|far|close|loud|busy|noisy|saturated|colorful|ugly)"
)
"""What `2` is `too` before."""
# fmt: off
_TENS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "ten": 10, "twelve": 12,
    "fifteen": 15, "twenty": 20, "twenty-five": 25, "thirty": 30, "thirty-five": 35, "forty": 40, "forty-five": 45,
    "fifty": 50, "sixty": 60, "seventy": 70, "seventy-five": 75, "eighty": 80, "ninety": 90, "hundred": 100,
}
# fmt: on


# fmt: off
IRREGULAR = {
    "people": "person", "gentlemen": "gentleman", "ladies": "lady",
    "persons": "person", "men": "man", "women": "woman", "children": "child", "kids": "kid",
    "leaves": "leaf", "knives": "knife", "mice": "mouse", "feet": "foot", "teeth": "tooth", "geese": "goose",
    "loaves": "loaf", "shelves": "shelf", "buses": "bus", "glasses": "glasses", "sunglasses": "sunglasses",
    "headphones": "headphones", "scissors": "scissors", "jeans": "jeans", "electronics": "electronics",
    "furniture": "furniture", "drums": "drum", "stairs": "stairs", "shorts": "shorts", "goggles": "goggles",
    "binoculars": "binoculars", "dice": "dice", "pants": "pants", "trousers": "trousers", "skis": "skis",
    "clothes": "clothes", "lives": "life", "irises": "iris", "shoes": "shoe", "toes": "toe", "canoes": "canoe",
    "taxis": "taxi", "kiwis": "kiwi", "bikinis": "bikini", "zucchinis": "zucchini",
    "horseshoes": "horseshoe", "snowshoes": "snowshoe", "oboes": "oboe", "hoes": "hoe",
}
# fmt: on


_DRUNK_FROM = frozenset(["wine", "beer", "water", "drinking", "shot", "champagne", "cocktail", "martini", "juice"])


def singular(noun: str) -> str:
    """`dogs` → `dog`; the last word of several."""
    *head, last = noun.split(" ") if noun else [""]
    if last == "glasses" and head and head[-1] in _DRUNK_FROM:
        return " ".join([*head, "glass"])
    return " ".join([*head, _singular(last)])


def _singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if len(word) < 4 or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")) else word[:-1]


def plural(word: str) -> str:
    """`dog` → `dogs`; one that is a plural already as it is."""
    if _singular(word) != word:
        return word
    if word in _PLURALS:
        return _PLURALS[word]
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return f"{word[:-1]}ies"
    return f"{word}es" if word.endswith(("s", "sh", "ch", "x", "z")) else f"{word}s"


_PLURALS = {one: several for several, one in IRREGULAR.items()}


def is_plural(noun: str) -> bool:
    """Whether the last word is a plural with a singular of its own."""
    return singular(noun) != noun


@cache
def lemma(word: str) -> str:
    """The dictionary form: `keeps`, `kept` → `keep`."""
    import simplemma

    if word in IRREGULAR:
        return IRREGULAR[word]
    found = str(simplemma.lemmatize(word, lang="en")).lower()
    if found == word and word.endswith("ing") and len(word) > 5:
        stem = word[:-3]
        stems = (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem)
        return next((s for s in reversed(stems) if english(s) and s != word), word)
    return found


def polite(text: str) -> str:
    """Without the wrappers around a command ("could you … for me, please")."""
    text, past = unwrapped(text)
    first, _, rest = text.partition(" ")
    return f"{lemma(first)} {rest}".strip() if past and first not in word_set("determiners") else imperative(text)


def imperative(text: str) -> str:
    """`removing the cup` → `remove the cup`."""
    first, _, rest = text.partition(" ")
    if not first.endswith("ing") or len(first) < 6 or _IN_A_NAME.match(text):
        return text
    return f"{lemma(first)} {rest}".strip()


_IN_A_NAME = re.compile(
    r"(?:washing|sewing|vending|rocking|parking|shopping|sleeping|swimming|cutting|frying|fishing|"
    r"ironing|watering|dining|living|coffee|rolling|baking|knitting|diving|measuring|folding|boxing|skipping|wedding|"
    r"building|ceiling|painting|clothing|earring|railing|awning) (?:machine|chair|meter|bag|cart|basket|trolley|trunks|"
    r"pool|"
    r"board|pan|rod|can|table|room|pin|tray|needles?|suit|tape|gloves?|rope|ring|dress|cake|(?:on|in|at|to|should|is|gone|"
    r"and|of|,)\b)"
)
"""Names of things that begin as a verb would."""


def without_picture(text: str) -> str:
    """`out of the photo` → `out`, `in the picture` → nothing: they say where everything is anyway."""

    def short(match: re.Match[str]) -> str:
        return "out" if match.group("prep") in ("out of", "off of", "off") else ""

    return " ".join(_FROM_PICTURE.sub(short, text).split())


def sentences(text: str) -> list[tuple[str, str]]:
    """`(words, end)` of each sentence; `end` is `.`, `!`, `?`, `;` or empty."""
    parts = re.split(r"\s*(?<!\S)([.!?;](?:\s*[.!?;])*)(?!\S)\s*", text)
    ends = [*parts[1::2], ""]
    return [(words, end[:1]) for words, end in zip(parts[::2], ends, strict=False) if words.strip(" ,")]
