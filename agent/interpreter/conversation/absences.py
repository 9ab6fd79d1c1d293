"""What was seen and is not there: `there is no chair there` corrects, a bare `there is no chair` may be a wish"""

from __future__ import annotations

from collections.abc import Sequence

from ....scene.ops import Correct, EditOp, Remove
from ....scene.plan import Option
from ....scene.target import MarkTarget, ObjectTarget, Target
from ..context import Context
from ..outcomes import Asked, Missing, Open, Refused
from ..port import PastTurn
from ..things.nouns import named
from ..things.reference import resolve
from ..words.normalise import is_plural, singular
from ..words.patterns import Rule
from ..words.phrases import parse

Ops = tuple[EditOp, ...]
_SURE = r"(?:really|actually|in fact|in truth|in reality|truly|of course|clearly|obviously)"
_WELL = r"(?:(?:no+|nope|nah|wrong|sorry|well|hey|oops|but|actually|by the way) ?[,.!]? ?)*"
_NO = r"(?:no|not an?|not any)"
_THING = r"(?P<wrong>(?:(?!such\b)[\w'-]+ ){0,3}?(?!such\b|there\b|here\b)[\w'-]+)"
_WHERE = r"(?P<where>(?:(?:there|here) )?(?:(?:at|in|on|under|inside) )?\[\w+\]|there|here)"
_PICTURE = r"(?: in (?:the|this|my) (?:picture|photo|image))?"
_NONE = Rule(
    rf"{_WELL}there (?:is|are)(?P<sure> {_SURE})? {_NO} {_THING}(?: {_WHERE})?(?P<all> at all| anywhere)?{_PICTURE}"
)
_NO_SUCH = Rule(
    rf"{_WELL}there (?:is|are)(?: {_SURE})? {_NO} such thing(?: as (?:an? )?(?P<wrong>(?:[\w'-]+ ){{0,2}}?[\w'-]+))?"
    rf"(?: {_WHERE})?{_PICTURE}"
)
_IS_NONE = Rule(
    rf"{_WELL}(?P<what>.+?) (?:(?:is|are) (?:not|no)(?: {_SURE})? (?:there|here|real|a thing|things?|anything)"
    r"|do(?:es)? not (?:really |actually )?exist|(?:is|are) nothing)(?: at all| really)?"
)
TAKE_OUT, SEEN_WRONGLY = "take it out", "there is none: it was seen wrongly"


def absent(text: str, context: Context, history: Sequence[PastTurn] = ()) -> Ops | None:
    """Things that are none as an op; None where nothing is said of that.

    Raises Asked where it may be a wish as well, Refused for what nobody saw."""
    if match := _NO_SUCH.fullmatch(text):
        return _gone(_pointed(match["wrong"], match["where"] or "there", context))
    if match := _NONE.fullmatch(text):
        targets = _pointed(match["wrong"], match["where"], context)
        if match["where"] or match["sure"] or match["all"]:
            return _gone(targets)
        raise _which(targets, match["wrong"])
    if match := _IS_NONE.fullmatch(text):
        return _gone(resolve(match["what"], context).targets)
    return None


def _gone(targets: tuple[Target, ...]) -> Ops | None:
    meant = all(isinstance(target, ObjectTarget | MarkTarget) for target in targets)
    return (Correct(targets=targets, absent=True),) if targets and meant else None


def _pointed(wrong: str | None, where: str | None, context: Context) -> tuple[Target, ...]:
    """The things of that name, the marked one where something is marked."""
    if wrong is None:
        return _marked(context)
    head = parse(f"the {wrong}", context.nouns)[0].head
    if not head or not context.nouns(singular(head)):
        raise Missing((wrong,), (None,))
    if not named(singular(head), context):
        raise Refused(f"no {wrong} was seen, so none has to be put right")
    if where and "[" in where:
        return resolve(f"the {wrong} at [{where.partition('[')[2]}", context).targets
    if where and context.marks:
        return resolve(f"this {wrong}", context).targets
    return resolve(f"{'all the' if is_plural(wrong) else 'the'} {wrong}", context).targets


def _marked(context: Context) -> tuple[Target, ...]:
    if not context.marks and not context.focus.targets:
        raise Open("What is not there? Name it, or mark it in the picture.")
    return resolve("this", context).targets if context.marks else context.focus.targets


def _which(targets: tuple[Target, ...], wrong: str) -> Asked:
    """A wish, or what was seen wrongly?"""
    several = "them" if len(targets) > 1 else "it"
    wish = Option(label=TAKE_OUT.replace(" it ", f" {several} "), ops=(Remove(targets=targets),))
    wrongly = Option(label=SEEN_WRONGLY, ops=(Correct(targets=targets, absent=True),))
    return Asked(f"Should the {wrong} go, or is there none?", wish, wrongly)
