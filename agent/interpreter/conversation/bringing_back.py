"""The photo as it came, at a place of it: `restore person-1`, `the original again at [A]`, `as it was before`"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ....scene.ops import EditOp, Restore
from ....scene.target import MarkTarget, ObjectTarget
from ..context import Context
from ..outcomes import NotRead, Open, Refused
from ..port import PastTurn
from ..things.reference import resolve
from ..words.patterns import Rule
from .commands import command_of

Ops = tuple[EditOp, ...]
_PHOTO = r"(?:photo|photograph|picture|image|pixels|one)"
_ORIGINAL = rf"(?:the |my |its )?(?:original|untouched|unedited|unretouched)(?: {_PHOTO})?"
_AT = r"(?:(?:in|at|on|onto|over|under|of|for|within|inside|around|where|to) )?"
_OWN = r"(?:it|he|she|they|that|this)(?: all)?"
_THEN = (
    r"(?: (?:originally|at first|at the start|in the beginning|before(?: the edits?| my edits?| i edited it| all this)?"
    rf"|in {_ORIGINAL}|when i (?:opened|uploaded|took) it))?"
)
_WAS = rf"(?:how|what|the way|as|like) {_OWN} (?:was|were|did|looked|used to (?:be|look))(?: like)?{_THEN}"

_AGAIN = Rule(
    rf"(?:bring|get|put|paint|brush|lay|draw|give me|let me have|let me see|show(?: me)?) {_ORIGINAL} (?:back|again)"
    rf" {_AT}(?P<what>.+)"
)
_AS_IT_WAS = Rule(
    rf"(?:(?:put|set|turn|change|bring|take|revert|return|reset|restore|make) )(?P<what>.+?)"
    rf" (?:back )?(?:to |look |look the same )?(?:be )?{_WAS}"
)
_SHOULD_BE = Rule(rf"(?P<what>.+?) (?:should|must|is to|has to) (?:be|look|stay) (?:again )?(?:just |exactly )?{_WAS}")
_ITS_LOOK = Rule(
    r"give (?P<what>.+?) (?:back )?(?:its|his|her|their) (?:original|old|real|own) "
    r"(?:colors?|look|looks|face|shape|size|appearance|pixels)(?: back| again)?"
)
_EDITS = Rule(
    r"(?:undo|erase|clear|wipe|remove|revert|delete|take back|cancel)(?: away| out)?"
    r" (?:all |any |every |the |my |your )*"
    r"(?:(?:edits?|changes?)(?: made)?|editing|retouching|what was done|everything done)"
    r" (?:on|at|to|in|of|around|inside|within) (?P<what>.+)"
)
_TO_THE_ORIGINAL = Rule(
    r"(?:restore|return|revert|reset|bring|put|set|take|change|turn) (?P<what>.+?) (?:back )?to"
    rf" (?:the|its|his|her|their|my) (?:original|untouched|unedited)(?: (?:look|state|self|form|{_PHOTO}))?"
)
_PLAIN = Rule(r"(?:restore|reset|revert|un-?edit) (?P<what>.+?)(?: completely| fully| again)?")
_PLACE = re.compile(r"(?:right |just )?(?:here|there|(?:in |at )?(?:this|that) (?:place|area|spot|part|region|corner))")
_MARK = re.compile(r".*?(?P<mark>\[\w+\])$")


def brought_back(text: str, context: Context, history: Sequence[PastTurn] = ()) -> Ops | None:
    """Where the photo is to be as it came, as an op; None where the words are about something else, such as a turn of
    the conversation to be taken back."""
    rules = (_AGAIN, _TO_THE_ORIGINAL, _AS_IT_WAS, _SHOULD_BE, _ITS_LOOK)
    plain = next((found for found in (rule.fullmatch(text) for rule in (_EDITS, _PLAIN)) if found), None)
    match = next((found for found in (rule.fullmatch(text) for rule in rules) if found), plain)
    if match is None or (match is plain and _is_command(text, match["what"], history)):
        return None
    try:
        targets = resolve(_pointed(match["what"]), context).targets
    except (Open, Refused):
        return None
    meant = all(isinstance(target, ObjectTarget | MarkTarget) for target in targets)
    return (Restore(targets=targets),) if targets and meant else None


def _pointed(what: str) -> str:
    """`here [A]`, `this corner` → the mark."""
    mark = _MARK.fullmatch(what)
    if mark and _PLACE.fullmatch(what.removesuffix(mark["mark"]).strip()):
        return mark["mark"]
    return "this" if _PLACE.fullmatch(what) else what


def _is_command(text: str, what: str, history: Sequence[PastTurn]) -> bool:
    """Whether a turn is to be taken back: the only one about it. A mark belongs to none."""
    if _MARK.fullmatch(what):
        return False
    try:
        return command_of(text, history) is not None
    except (Open, Refused):
        return False
    except NotRead:
        return True
