"""Wishes that are reported, asked about or put in relief (`it is the dog I want gone`) → what is asked for, plainly

A sentence is only said otherwise where what is left of it is an edit by itself."""

from __future__ import annotations

import re
from collections.abc import Callable

from ..words.normalise import imperative, lemma, polite
from ..words.patterns import Rule
from .splitting import starts_clause

_NP = (
    r"(?P<np>(?:the|my|our|your|his|her|their|this|that|these|those|all|both|every|each|an?) "
    r"(?:(?!(?:which|i|we|is|are|who|should|must)\b)[^,;:])+?|\[\w+\])"
)
_SURELY = r"(?: (?:really|only|just|already|kindly|also|now|always|still|strongly|has|have|had))*"
_TOLD = r"(?:tells?|told|orders?|ordered|instructs?|instructed|advises?|advised|obliges?|urges?|urged|forces?)"
_ASKS = (
    r"(?:wants?|wanted|asks?|asked|begs?|begged|demands?|demanded|requests?|requested|needs?|would like|would love"
    r"|expects?|expected|insists?|insisted|suggests?|suggested|proposes?|proposed|recommends?|recommended|requires?"
    rf"|required|prefers?|hopes?|wishes|{_TOLD})"
)
_SOMEBODY = (
    r"(?:(?!(?:i|we|you|please|do|make|let|it|there|not|if)\b)(?:(?:the|my|our|his|her|their|a|an|some|your|this) )?"
    r"(?:(?!(?:i|we|you|it)\b)[\w'-]+ ){0,3}?(?!(?:i|we|you|it)\b)[\w-]+)"
)
_CAUSE = r"(?:(?:for|due to|because of|out of|by|on) [^,]{2,40}? ?,? )?"
_REPORTED = Rule(
    rf"{_CAUSE}{_SOMEBODY}{_SURELY} {_ASKS}(?: (?:me|us|you)(?: (?:that|whether|if|to))?|(?: (?:me|us|you))?"
    rf" (?:on|that"
    r"|whether|if)) (?:(?:we|you|i|one|somebody|someone) )?(?:(?:could|can|would|should|must|may|might|shall) )?"
    r"(?:(?:please|kindly|to) )*(?P<rest>.+)"
)
_POSSIBLE = Rule(
    r"(?:is|was|will|would|could|might) (?:it|there)(?: not)?(?: be)?(?: (?:very|too|really|at all|that|so|any|a"
    r"|an))*"
    r" (?:hard|difficult|tricky|complicated|possible|feasible|easy|doable|problem|trouble|bother|work|ok|okay|fine"
    r"|alright|way|chance|lot of work)(?: (?:for you|for me|at all|to ask))*(?: (?:to|if you|if we|of|that you"
    r"|for you to))"
    r"(?: (?:could|can|would|might))? (?P<rest>[^?]+?)"
)
_TO_YOU = Rule(
    r"(?:(?:sir|madam|dear|friend|please|pls|kindly|hello|hi|hey|boss|brother|my friend|good man|okay|ok|so|now|also"
    r"|then|and) ?,? ?)*you (?:(?:(?:please|kindly|must|should|have to|need to|can|go and|to|just|may|will) )+"
    r"|(?=(?:remove|delete|erase|blur|pixelate|recolor|crop|take out|get rid|brighten|darken)\b))"
    r"(?P<rest>(?!.*\b(?:your|yours|yourself|when|if|while|whenever|with it|in it)\b).+)"
)
_FAVOR = Rule(
    r"(?:(?:please|kindly|you|now|just|so) )*(?:do (?:the needful|me (?:a|the|one) (?:favou?r|kindness|solid)|us"
    r" a favou?r"
    r"|your (?:thing|magic|job))|be (?:so|very) (?:kind|nice|good)|be an? (?:dear|angel|sweetheart|darling|pal|friend"
    r"|star|love|legend)|help (?:me|us|a friend) out|have a go|have a heart|make (?:me|us) happy)(?: ,)?(?: and|"
    r" ,|,| to)?"
    r" (?P<rest>.+)"
)
_ALL_I_WANT = Rule(
    r"(?:what|all|the (?:only |one |first |main |single )?thing)(?: that)? (?:i|we) (?:really |actually |would )*"
    r"(?:want|need|ask|like|wish|ask of you|am asking|have in mind|hope for)(?: (?:from you|for|is|you|to do))* is"
    r"(?: (?:that you|for you|to have you|you))?(?: to)? (?P<rest>.+)"
)
_THE_PLAN = Rule(
    r"(?:my|the|our|his|her|your)(?: \w+)? (?:wish|request|idea|plan|suggestion|task|job|proposal|assignment|order"
    r"|instruction|mission|advice|intention)(?: now| here| today)? (?:is|was|would be)(?: simple| easy| this)?"
    r"(?: ?[:,])?(?: (?:that you|for you))?(?: to)? (?P<rest>.+)"
)
_LEADS = (_FAVOR, _REPORTED, _POSSIBLE, _TO_YOU, _ALL_I_WANT, _THE_PLAN)
_DONE = (
    r"(?P<done>(?:\w+ed|gone|out|away|bigger|smaller|larger|darker|brighter|blurry|hidden|shrunk|cut out"
    r"|taken out)\b.*)"
)
_WISH = (
    r"(?:i|we) (?:(?:really|only|just|actually|would) )*(?:want|like|need|wish|love|meant)(?: to (?:be|have|see"
    r"|get))?"
)
_IN_RELIEF = (
    (Rule(rf"(?:it|that) is (?:(?:only|just|actually|really) )*{_NP} (?:(?:that|which|who) )?{_WISH} {_DONE}"), None),
    (
        Rule(
            rf"(?:it|that) is (?:(?:only|just|actually|really) )*{_NP} (?:that|which|who)"
            r" (?P<modal>(?:should|must|has to|have to|needs to|need to|ought to|can|may|could) .+)"
        ),
        r"\g<np> \g<modal>",
    ),
    (Rule(rf"(?:what|the (?:one |only )?thing(?: that)?) {_WISH} {_DONE} is {_NP}"), None),
    (
        Rule(
            rf"(?:the (?:one |only |first |main )?thing|all|what)(?: that)? (?:i|we) (?:would|want to|need to|will)"
            rf" (?P<verb>remove|delete|erase|blur|pixelate|lose|get rid of)(?: (?:here|there|in it))? is {_NP}"
        ),
        r"\g<verb> \g<np>",
    ),
)
_BUT = re.compile(
    r"^(?:it|that) is not (?:the|my|that|this) [^,]+? ?,? ?(?:but|it is) (?=(?:the|my|that|this) [^,]+ (?:that"
    r"|which|who|i|we) )"
)
_GONE = frozenset(["gone", "out", "away", "removed", "deleted", "erased", "eliminated", "taken out", "cut out"])
_OF_THEMSELVES = Rule(
    rf"{_NP}{_SURELY} (?P<how>{_ASKS}|did not want|does not want|never wanted|refused|refuses|would rather not"
    r"|objects|objected|did not agree|never agreed|does not like|hates|minds)(?: (?:me|us|you))?"
    r" (?:to be|being|to get|on being|to get being|getting)(?: (?:seen|shown|put|part))? (?P<what>.+)"
)
_HIDDEN = re.compile(
    r"(?P<done>removed|deleted|erased|blurred|pixelated|left out|cut out|taken out|anonymized|censored|edited"
    r" out)\b.*"
)
_IN_VIEW = re.compile(r"(?:in|on|visible|seen|photographed|shown|there|here|recogni[sz]ed|of)\b.*")
_DENIED = re.compile(
    r"(?:no ?,? )?(?:i|we|nobody|no one) (?:never|did not|have not|have never) (?:ever )?(?:say|said|ask(?:ed)?"
    r"|tell|told"
    r"|want(?:ed)?|mean|meant|mention(?:ed)?|talk(?:ed)? about)\b.*"
)
_CONSENT = re.compile(
    r"(?:if (?:not|so|yes|that is (?:ok|okay|fine|possible)|it is(?: not)?(?: \w+)?|you can|possible) ?,? )?"
    r"(?:please )?(?:then )?(?:go ahead|do it|do so|do that|please do|go for it|then do it|make it so)(?: then|"
    r" please)?"
)
_STOP = re.compile(r"( [.!?;]+(?= |$) ?)")


def in_plain_words(text: str) -> str:
    """The text with each of its sentences said plainly; what only consents to it or denies something else goes."""
    parts = _STOP.split(text)
    said, stops = [part.strip() for part in parts[::2]], [*parts[1::2], ""]
    plain = [_plain(sentence) for sentence in said]
    if plain == said and not any(_DENIED.fullmatch(sentence) for sentence in said):
        return text
    told = [
        f"{sentence}{stop if sentence == was else stop.replace('?', '.')}"
        for sentence, was, stop in zip(plain, said, stops, strict=True)
        if not (sentence == was and _says_nothing(sentence, plain))
    ]
    return " ".join(" ".join(told).split())


def _says_nothing(sentence: str, others: list[str]) -> bool:
    """Whether a sentence only agrees to what another asks for, or denies what somebody thought was asked for."""
    empty = _CONSENT.fullmatch(sentence) or _DENIED.fullmatch(sentence)
    return bool(empty) and any(starts_clause(other) for other in others if other != sentence)


def _plain(sentence: str) -> str:
    said = _BUT.sub("it is ", sentence.strip(" ,"))
    if not said:
        return sentence
    for way in (_wished_of_themselves, _relieved, *(_led(lead) for lead in _LEADS)):
        if (plain := way(said)) is not None:
            return plain
    return sentence


def _led(lead: Rule) -> Callable[[str], str | None]:
    """What follows words that only say that it is asked for, where that is an edit by itself."""

    def way(said: str) -> str | None:
        if starts_clause(said) and lead not in (_TO_YOU, _FAVOR, _ALL_I_WANT, _THE_PLAN):
            return None
        match = lead.fullmatch(said)
        rest = imperative(polite(match["rest"])) if match else ""
        return rest if rest and _is_order(rest) else None

    return way


def _is_order(words: str) -> bool:
    """Whether words begin with an edit verb; a wish of somebody's own (`I want …`) is none that is told of."""
    return starts_clause(words) and re.match(r"(?:i|we|do not|never|the|my|it|this|that) ", words) is None


def _relieved(said: str) -> str | None:
    for rule, told in _IN_RELIEF:
        match = rule.fullmatch(said)
        if match is None:
            continue
        if told is not None:
            return match.expand(told)
        done = match["done"].strip()
        return f"remove {match['np']}" if done in _GONE else f"{match['np']} should be {done}"
    return None


def _wished_of_themselves(said: str) -> str | None:
    """`my aunt asked to be left out` → `remove my aunt`."""
    match = _OF_THEMSELVES.fullmatch(said)
    if match is None:
        return None
    refuses = re.search(r"\b(?:not|never|refuse\w*|object\w*|hates|minds)\b", match["how"]) is not None
    if (hidden := _HIDDEN.fullmatch(match["what"])) and not refuses:
        done = hidden["done"]
        gone = done.endswith("out") or done in _GONE
        return f"remove {match['np']}" if gone else f"{lemma(done)} {match['np']}"
    return f"remove {match['np']}" if refuses and _IN_VIEW.fullmatch(match["what"]) else None
