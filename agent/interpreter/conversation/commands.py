"""Words about the conversation itself: undo, redo, start over, drop one edit, show, help."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from ....scene.ops import Adjust, EditOp
from ....scene.plan import Command, Drop, Help, Option, Redo, Reset, Show, Undo
from ..outcomes import Asked, Refused
from ..port import PastTurn
from ..words.amounts import ORDINALS, number
from ..words.normalise import lemma, word_set
from ..words.patterns import part, pattern
from .effects import standing_numbers

TEXT = "text"
"""What `show` shows when the words in the picture are asked for."""
NO_TRANSLATION = (
    "I cannot translate: no language model runs here; say the words yourself, such as “replace 'SORTIE' with 'EXIT'”"
)


def command_of(text: str, history: Sequence[PastTurn]) -> Command | None:
    """The command that a clause gives, None when it gives none."""
    text = text.strip(" ,.!?")
    if pattern("commands", "help").fullmatch(text):
        return Help()
    if pattern("commands", "reset").fullmatch(text):
        return Reset()
    if match := pattern("commands", "redo").fullmatch(text):
        return Redo(count=_count(_number_in(match)))
    if (drop := _drop(text, history)) is not None:
        return drop
    if match := pattern("commands", "undo").fullmatch(text):
        return Undo(count=2 if match.group("both") else _count(_number_in(match)))
    if pattern("commands", "translate").fullmatch(text):
        raise Refused(NO_TRANSLATION)
    if pattern("commands", "read").fullmatch(text):
        return Show(what=TEXT)
    if match := pattern("commands", "show").fullmatch(text):
        return Show(what=match.group("what") or ("history" if "d" in text.split()[1] else "objects"))
    return _undo_of(text, history)


def _number_in(match: re.Match[str]) -> str | None:
    """How many, wherever the words say it."""
    return next((said for name, said in match.groupdict().items() if said and name != "both"), None)


def _count(word: str | None) -> int:
    return 2 if word == "couple" else (number(word) or 1) if word else 1


_NTH = "|".join(sorted(ORDINALS, key=len, reverse=True))


@cache
def _dropping() -> re.Pattern[str]:
    return re.compile(
        rf"(?:{part('commands', 'TAKE_BACK')}|take out)(?: about)? "
        r"(?:the |my |only |just |your |that |number |no |very )*"
        rf"(?P<which>(?:(?:{_NTH}|second to last|next to last|penultimate)(?: ?, ?and | and |, | ?, ?)?(?:the )?)+)"
        rf"(?P<noun> {part('commands', 'STEPS')})?(?: of (?:them|these|those|all|the (?:two|three|four|lot)))?"
        rf"(?:(?: that| which)? (?:you|we|i) (?:did|made|asked(?: you)?(?: for)?|wanted|requested|said|told you))?"
        r"(?: only| alone| and nothing else)?"
        r"(?: ?,? (?:but |and )?(?:keep|leave) (?:the )?(?:rest|others?|other ones?))?"
    )


def _drop(text: str, history: Sequence[PastTurn]) -> Drop | None:
    if match := pattern("commands", "numbered").fullmatch(text):
        said = (number(word) for word in re.findall(r"\w+", match.group("n")))
        return Drop(turns=tuple(n for n in said if n is not None))
    match = _dropping().fullmatch(text)
    if match is None or (not match.group("noun") and not re.match(rf"{part('commands', 'UNDO_VERB')}\b", text)):
        return None
    vague = (match.group("noun") or "").strip() in ("", "one", "ones", "thing", "things", "action", "actions")
    if vague and not _TAKEN_BACK.match(text) and not (_DROPPED.match(text) and _of_edits(history)):
        return None
    places = _places(match)
    if places == [-1]:
        return None
    numbers = [action.turn for action in _actions(history, match)]
    return Drop(turns=tuple(dict.fromkeys(_turn(place, numbers) for place in places)))


_TAKEN_BACK = re.compile(r"(?:undo|revert|cancel|reverse|roll ?back|take back|forget|unmake)\b")
_DROPPED = re.compile(r"(?:drop|scrap|discard)\b")
"""Edits and things are dropped alike."""


def _of_edits(history: Sequence[PastTurn]) -> bool:
    """Whether "the first one" is an edit rather than a thing: there were several, the last of them of one thing."""
    actions = [op for number in standing_numbers(history) for op in history[number - 1].plan.ops]
    return len(actions) > 1 and len(getattr(actions[-1], "targets", ())) < 2


def _places(match: re.Match[str]) -> list[int]:
    which = match.group("which")
    if re.search(r"second to last|next to last|penultimate", which):
        return [-2]
    return [ORDINALS[word] for word in re.findall(rf"\b(?:{_NTH})\b", which)]


class _Action(NamedTuple):
    """One action of a turn that stands."""

    turn: int
    op: EditOp | None


def _actions(history: Sequence[PastTurn], match: re.Match[str]) -> list[_Action]:
    """What “the second one” counts: the actions of all turns, or the turns where steps or instructions are said."""
    turns = standing_numbers(history)
    if re.search(r"turn|step|instruction|command", match.group("noun") or ""):
        return [_Action(number, None) for number in turns]
    return [_Action(number, op) for number in turns for op in history[number - 1].plan.ops or (None,)]


def still_wanted(text: str, history: Sequence[PastTurn]) -> tuple[EditOp, ...]:
    """The actions that stay of turns of which single ones are dropped (`undo the second one` of two in a sentence)."""
    match = _dropping().fullmatch(text.strip(" ,.!?"))
    if match is None:
        return ()
    actions = _actions(history, match)
    places = {place - 1 if place > 0 else len(actions) + place for place in _places(match)}
    turns = {actions[place].turn for place in places if 0 <= place < len(actions)}
    left = (a for i, a in enumerate(actions) if i not in places and a.turn in turns)
    return tuple(action.op for action in left if action.op is not None)


def _turn(place: int, turns: Sequence[int]) -> int:
    if not turns and place > 0:
        return place
    index = place - 1 if place > 0 else len(turns) + place
    if not 0 <= index < len(turns):
        raise Refused(f"there is no such edit to undo; the conversation has {len(turns)}")
    return turns[index]


_UNDO_OF = re.compile(r"(?:undo|revert|cancel|take back|roll back|forget) (?:only |just )?(?P<what>.+)")
_BACK = re.compile(
    r"(?:bring|put|get|give me) (?P<what>.+?) back(?: again| in)?|(?:bring|put|get|give me"
    r"|take) back (?P<what5>.+)|restore (?P<what2>.+)"
    r"|i want (?P<what3>.+) back|keep (?P<what4>.+) after all"
)


def _undo_of(text: str, history: Sequence[PastTurn]) -> Command | None:
    """`undo the hat`, `bring the cat back`: the turn whose words or ops are about it."""
    match = _UNDO_OF.fullmatch(text) or _BACK.fullmatch(text)
    if match is None or not history:
        return None
    what = next(group for group in match.groups() if group)
    wanted = _stems(what)
    if what in ("it", "that", "them", "him", "her", "this"):
        return Undo()
    numbers = standing_numbers(history)
    fitting = [n for n in numbers if wanted & _stems(_about(history[n - 1]))]
    if len(fitting) > 1:
        best = max(len(wanted & _stems(_about(history[n - 1]))) for n in fitting)
        fitting = [n for n in fitting if len(wanted & _stems(_about(history[n - 1]))) == best]
    if len(fitting) == 1:
        return Drop(turns=(fitting[0],))
    if len(fitting) > 1:
        one_of = (Option(label=history[n - 1].text or f"edit {n}", command=Drop(turns=(n,))) for n in fitting)
        raise Asked(f"Several edits are about {what}. Which one is taken out?", *one_of)
    if text.startswith(("undo", "revert", "take back")):
        raise Refused(f"no earlier edit is about {what}")
    return None


def _about(turn: PastTurn) -> str:
    ids = " ".join(
        re.sub(r"-\d+", "", str(target.get("object", "")))
        for op in turn.plan.to_dict()["ops"]
        for target in [*(op.get("targets") or []), op.get("target") or {}]
    )
    tones = (
        name for op in turn.plan.ops if isinstance(op, Adjust) for name in Adjust.model_fields if getattr(op, name)
    )
    return f"{turn.text} {ids} {' '.join(op.op for op in turn.plan.ops)} {' '.join(tones)}"


def _stems(text: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in re.findall(r"[a-z]+", text.lower()) if word not in word_set("of_edits"))
