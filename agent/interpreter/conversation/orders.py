"""Commands about the conversation with other words around them (`nope, hate it, undo`) → the command's own words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ..outcomes import Refused
from ..port import PastTurn
from ..words.amounts import NUMBERS, ORDINALS
from ..words.patterns import Rule, pattern
from .commands import command_of

_NTH = "|".join(ORDINALS)
_STEP = r"(?:one|edit|change|step|thing|modification|adjustment)"
_BACK = r"(?:drop|cancel|undo|revert|strike|scrap|remove|delete|discard|take back|forget|kill|reverse)"
_NUMBERED = Rule(rf"{_BACK} (?:the )?{_STEP} (?:number |no |nr |# ?)?(?P<n>{'|'.join(NUMBERS)})")
_LISTED = Rule(
    rf"{_BACK} (?:only |just )?(?:the |my )?(?:very )?(?P<n>{_NTH}) (?P<what>{_STEP})(?: (?:from|off|in) (?:the"
    rf"|my) \w+)?"
)
_UNDONE = Rule(r"(?:undo|revert|cancel|take back|reverse|forget)\b")
"""Of things these verbs cannot be said: `remove the last one` may be about a cup."""
_REGRETTED = Rule(
    rf"(?:the|my|that) (?P<n>{_NTH}) {_STEP} (?:was|is) (?:a mistake|wrong|bad|an error|a bad idea|no good|a slip)"
)
_FIRST_DONE = Rule(
    rf"{_BACK} (?:about )?(?:only |just )?(?:what|whatever|the thing|the one|that which) (?:that )?(?:you|i|we)"
    rf" (?:did|made|changed|edited|said|told you|wanted|requested|asked(?: you)?(?: for)?) (?:at )?(?P<n>{_NTH})"
    r"(?: ?, (?:but )?(?:keep|leave|the (?:rest|others)) ?.*)?"
)
_BETTER_BEFORE = Rule(
    r"(?P<what>(?:the|my) [^,]+?) (?:was|were|looked) (?:better|nicer|fine|good|great|ok|okay|prettier)(?: \w+)?"
    r"(?: the way (?:it|they) (?:was|were))?(?: ,)? (?:and |so |please )*(?:undo|revert|take back|cancel|reverse)"
    r" (?:that|it|this)(?: one| change| edit| step)?"
)


def straightened(text: str, history: Sequence[PastTurn]) -> str:
    """The command that is all that the words ask for, in its own words; other words as they are."""
    text = text.strip(" ,.!?")
    if plain := _plain(text) or _kept_after_all(text, history):
        return plain
    parts = [part.strip(" ,-") for part in re.split(r" ?[,;:–—] ?| - | but | and ", text)]
    try:
        if command_of(text, history) is not None:
            return text
    except Refused:
        return _of_parts(parts, history) or text
    return _of_parts(parts, history) or text


def _of_parts(parts: list[str], history: Sequence[PastTurn]) -> str | None:
    """The command that one part gives while the others only talk; None where none does, or several differ."""
    if len(parts) < 2:
        return None
    asked = [part for part in parts if not pattern("commands", "talk").fullmatch(part)] or _orders(parts, history)
    orders = [_plain(part) or part for part in asked]
    try:
        commands = [command_of(order, history) for order in orders]
    except Refused:
        return None
    if not orders or any(command is None for command in commands):
        return None
    return orders[-1] if len({type(command) for command in commands}) == 1 else None


def _orders(parts: list[str], history: Sequence[PastTurn]) -> list[str]:
    """Of parts that are all talk (`that was silly, undo it`) those that are commands."""
    said = [part for part in parts if not _says_little(part)]
    return [part for part in said if command_of(part, history) is not None] or said


_NO = re.compile(r"^(?:(?:no|nope|nah|hm+|actually|well|sorry) ?,? ?)+")
_ALL_BUT = re.compile(
    rf"(?:keep|leave|retain) (?:everything|all(?: of (?:it|them))?|(?:all )?(?:the |my )?(?:edits|changes|steps))"
    rf"(?: as it is)? (?:except(?: for)?|but|apart from|other than) (?:the |my )?(?:very )?(?P<n>{_NTH}) {_STEP}"
)


_TAKEN_BACK = Rule(r"take (?P<what>(?:the |my |those |these )?(?:last|previous)\b[\w ]*?) back")
_NAMED_EDIT = Rule(
    r"(?:the|that|this|my) (?P<what>[\w ]+?) (?:bit|part|thing|edit|change|step|business) ?,? (?:please )?"
    r"(?:lose|drop|undo|scrap|cancel|revert|take back|remove|forget|ditch|skip) (?:it|that)(?: again| please)?"
    r"(?: ?,? (?:but |and )?(?:keep|leave) .+)?"
)
_AS_IT_WAS = Rule(
    r"(?:i |we )?(?:liked|preferred) (?:it |that )?(?:better |more )?(?:with )?(?P<what>(?:the|my|his|her) [\w ]+?)"
    r"(?: better| more)? (?:how|as|the way|like) (?:it|they|he|she) (?:was|were|used to be|looked)(?: before)?"
)


_WAS_FINE = Rule(
    r"(?P<what>(?:the|my|his|her) [\w ]+?) (?:was|were|looked) (?:fine|good|ok|okay|nice|nicer|better|great|perfect"
    r"|all right|lovely) (?:as|how|the way|like) (?:it|they|he|she) (?:was|were)(?: before)?"
    r"|(?:i|we) (?:have )?(?:just )?changed my mind (?:about|on) (?P<what2>(?:the|my|his|her) [\w ]+)"
)


def _plain(text: str) -> str | None:
    if match := _TAKEN_BACK.fullmatch(text):
        return f"take back {match['what']}"
    said = _NO.sub("", text)
    if match := _NAMED_EDIT.fullmatch(text) or _AS_IT_WAS.fullmatch(said) or _WAS_FINE.fullmatch(said):
        what = match["what"] or match.groupdict().get("what2") or ""
        return f"undo the {what.removeprefix('the ')}"
    if match := _ALL_BUT.fullmatch(text):
        return f"undo the {match['n']} edit"
    if match := _FIRST_DONE.fullmatch(text):
        return f"undo the {match['n']} edit"
    if match := _BETTER_BEFORE.fullmatch(text):
        return f"undo {match['what']}"
    if match := _NUMBERED.fullmatch(text):
        return f"undo edit {NUMBERS[match['n']]}"
    if (match := _LISTED.fullmatch(text)) and (match["what"] not in ("one", "thing") or _UNDONE.match(text)):
        return f"undo the {match['n']} {match['what']}"
    if match := _REGRETTED.fullmatch(text):
        return f"undo the {match['n']} edit"
    return None


_KEEPS = Rule(
    r"(?:(?:let us|we (?:should|will|had better)|i (?:will|want to|would like to|would rather|think (?:i|we) will)"
    r"|please|actually|on second thoughts?|can we|could we|better|no|ok|well|just) ?,? ?)*keep"
    r" (?P<what>(?:the|my|that|this|his|her) [\w ]+?)"
    r"(?: ?,? (?:after all|actually|then|instead|in|in there|though|please))*"
)


def _kept_after_all(text: str, history: Sequence[PastTurn]) -> str | None:
    """`let us keep the lamp`, after it was removed: that edit is taken back."""
    match = _KEEPS.fullmatch(text)
    if match is None:
        return None
    name = match["what"].split()[-1]
    removed = (turn for turn in history if any(op.op == "remove" for op in turn.plan.ops))
    return f"undo {match['what']}" if any(name in turn.text.lower().split() for turn in removed) else None


def _says_little(text: str) -> bool:
    return re.fullmatch(r"(?:no|nope|nah|ok|okay|please|thanks|wait|sorry|well|hm+|never ?mind)", text) is not None
