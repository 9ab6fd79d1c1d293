"""Something presented and then spoken of (`there is one chair that is red . delete it`) → an order that names it"""

from __future__ import annotations

import re
from collections.abc import Callable

from ..words.normalise import polite, singular
from ..words.patterns import Rule
from .splitting import starts_clause

_A = r"(?:an?|one|some|two|three|another|(?:only|just|exactly) one|a (?:few|couple of|bunch of|lot of))"
_THIS = r"(?:the|that|this|these|those|my|his|her|their)"
_WHAT = r"(?P<x>(?:(?!\b(?:it|them|i|we|you)\b)[^,;.!?])+?)"
_PLACE = (
    r"(?P<place>(?:in|on|under|behind|near|next to|beside|at|by|between|above|below|inside|in front of|among"
    r"|amongst|of"
    r"|(?:to the )?(?:left|right) of) (?:(?:all )?(?:the|my|this|that|these|those|our) )[^,;.]+?)"
)
_INTO = (
    r" (?:got|crept|wandered|strayed|sneaked|snuck|slipped|ended up|appears?|appeared|landed|walked|ran|flew"
    r"|came|stumbled"
    r"|jumped|made (?:its|his|her|their) way|found (?:its|his|her|their) way|is|are|was|were|drifted|floated"
    r"|photobombed)"
    r"(?: (?:in|into|in to|onto|on|through|inside))? (?:the|my|this|our|that) (?:photo|picture|image|shot|scene"
    r"|frame|pic|view)"
)
_LEFT = (
    r"(?:someone|somebody|they|we|i|he|she|(?:the|my|our|a) \w+)(?: (?:has|have|had|must have|also|just))*"
    r" (?:left|forgot|forgotten"
    r"|put|parked|placed|dropped|photographed|caught|captured|lost|dumped|overlooked|leaves|got|missed)"
)
_SO = (
    r"(?: (?:right (?:there|here)|over (?:there|here)|too|as well|also|somehow|there|here|unfortunately|sadly"
    r"|in (?:the|this|my) \w+|by (?:accident|mistake)))*"
)
_THEN = (
    r" ?[,;:.!?–—-]+ ?(?:(?:so|and|please|can you|could you|would you|kindly|now|then|just|do)"
    r" )*(?P<order>[^.;]+?)"
)
_SEES = r"(?:there (?:is|are)|here (?:is|are)|(?:i|you|we)(?: can| could)? (?:see|spot|notice|have|find|make out))"
_PRESENTED = (
    Rule(rf"(?:{_PLACE} ?,? )?{_SEES}(?: also| just| only)? {_A} {_WHAT}{_SO}{_THEN}"),
    Rule(rf"(?:{_A}|{_THIS}) {_WHAT}{_INTO}{_SO}{_THEN}"),
    Rule(rf"{_LEFT} (?:{_A}|{_THIS}) {_WHAT}{_SO}{_THEN}"),
)
_ONE = re.compile(
    r"(?<![\w-])(?:it|them|him|her|that one|this one|those|these|that|this)(?= ?$|(?! \w+ing\b) (?:please|out"
    r"|away|off"
    r"|\w+er|in|to|onto|on|into|under|next|[a-z]+)\b)"
)
_APART = re.compile(r"^(clean|tidy|wipe|sweep|clear|mop) (it|them|that) (up|away|out|off)(?= |$)")
"""Verbs that are read with what belongs to them (`clean it up`)."""
_SOME_OF = re.compile(r"^(?:bit|piece|load|lot|pile|bunch|patch|speck|spot|trace)s? of (?=\w)")
_NO_ORDER = re.compile(r"\b(?:replace|swap|put|add|insert|instead|another|give|copy|duplicate)\b")


def named_at_once(text: str, knows: Callable[[str], bool]) -> str:
    """The order with the name of what was presented before it; the text as it is where nothing was, or where a thing of
    the scene is presented that `it` means anyway."""
    said = text.strip(" ,.!?")
    for rule in _PRESENTED:
        match = rule.fullmatch(said)
        if match is None:
            continue
        groups = match.groupdict()
        order = polite(groups["order"].strip(" ,"))
        found = list(_ONE.finditer(order))
        if len(found) != 1 or not starts_clause(order) or _NO_ORDER.search(order) or found[0].start() == 0:
            return text
        name = _named(groups["x"].strip(), (groups.get("place") or "").strip())
        if name is None or (_plain(name, knows) and not groups.get("place")):
            return text
        order = _APART.sub(r"\1 \3 \2", order)
        found = list(_ONE.finditer(order))
        return f"{order[: found[0].start()]}{name}{order[found[0].end() :]}"
    return text


def _named(what: str, place: str) -> str | None:
    """`a blue one` `among the cups` → `the blue cup`; `fruit that is green` `in the bowl` stays together."""
    what = _SOME_OF.sub("", what)
    of = re.fullmatch(r"(?:of|among|amongst) (?:all )?(?:the|my|these|those) (?P<noun>.+)", place)
    if re.search(r"\bones?\b", what):
        return re.sub(r"\bones?\b", singular(of["noun"]), f"the {what}", count=1) if of else None
    return f"the {what}" if of or not place else f"the {what} {place}" if " that " not in what else _before(what, place)


def _before(what: str, place: str) -> str:
    noun, _, tail = what.partition(" that ")
    return f"the {noun} {place} that {tail}"


def _plain(name: str, knows: Callable[[str], bool]) -> bool:
    """Whether it is a noun of the scene with nothing that tells which."""
    last = name.split()[-1]
    return " that " not in name and " which " not in name and (knows(last) or knows(singular(last)))
