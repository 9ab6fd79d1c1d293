"""Which edit words mean: by its place, its number, or what it was about."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from ....scene.ops import ADJUSTMENTS, TRANSFORMS, EditOp
from ..outcomes import Open, Refused
from ..port import PastTurn
from ..words.amounts import NUMBERS, ORDINALS
from ..words.normalise import data, lemma, word_set
from ..words.patterns import part
from .effects import standing_numbers

_SMALL = ("one", "two", "three", "four", "five", "six")


class Edit(NamedTuple):
    """An action that stands: its turn's place in the history, its own place in the turn, what it is about."""

    turn: int
    place: int
    op: EditOp
    told: PastTurn

    @property
    def about(self) -> frozenset[str]:
        """Looked up only where words are compared with it: histories are long, and few sentences are about edits."""
        return _about(self.told, self.op)


def edits_of(history: Sequence[PastTurn]) -> tuple[Edit, ...]:
    """The actions that stand, in order."""
    return tuple(
        Edit(number, place, op, history[number - 1])
        for number in standing_numbers(history)
        for place, op in enumerate(history[number - 1].plan.ops, 1)
    )


def _about(turn: PastTurn, op: EditOp) -> frozenset[str]:
    """Words for an action: those of its things and its deed, and all that was said where nothing else was done."""
    kinds = re.sub(r"-\d+", "", " ".join(re.findall(r"'object': '([^']+)'", str(op.model_dump(mode="json")))))
    said = " ".join(re.findall(r"'said': '([^']+)'", str(op.model_dump(mode="json"))))
    alone = turn.text if len(turn.plan.ops) == 1 else ""
    deeds = [op.op, *(name for name in (*TRANSFORMS, *ADJUSTMENTS) if getattr(op, name, None) not in (None, (), {}))]
    words = [word for deed in deeds for word in (deed, *data("history")["deeds"].get(deed, ()))]
    return _stems(f"{alone} {kinds} {said} {' '.join(words)}")


def _stems(text: str) -> frozenset[str]:
    return frozenset(lemma(word) for word in re.findall(r"[a-z]+", text.lower()) if word not in word_set("of_edits"))


def which(words: str, edits: Sequence[Edit], last: bool = False) -> Edit | None:
    """The edit that words mean: by its place, its number, or what it was about; None where they mean none."""
    if last and words in ("it", "that", "this", ""):
        return edits[-1] if edits else None
    if (place := _placed(words, edits)) is not None:
        return place
    found = fitting(words, edits)
    if len(found) > 1 and len({edit.turn for edit in found}) > 1:
        raise Open(f"Which edit is meant by “{words}”?")
    return found[0] if found else None


def fitting(words: str, edits: Sequence[Edit]) -> list[Edit]:
    """The edits that words are about most."""
    named = _stems(re.sub(part("history", "NOUN"), "", words))
    scores = [(len(named & edit.about), edit) for edit in edits]
    best = max((score for score, _ in scores), default=0)
    return [edit for score, edit in scores if score == best and best]


def _placed(words: str, edits: Sequence[Edit]) -> Edit | None:
    """By ordinal or number; steps, turns and instructions are counted as they were said, everything else singly."""
    match = re.fullmatch(
        rf"(?:the |my |that )?(?P<nth>{part('history', 'NTH')})(?: (?P<noun>one|{part('history', 'NOUN')}))?"
        rf"|(?:the )?(?P<noun2>{part('history', 'NOUN')}|number) (?:number |no )?(?P<n>\d+|{'|'.join(_SMALL)})",
        words,
    )
    if match is None:
        return None
    n = ordinal(match["nth"]) if match["nth"] else NUMBERS.get(match["n"]) or int(match["n"])
    whole = re.match(r"turn|step|instruction", match["noun"] or match["noun2"] or "")
    counted = [edit for edit in edits if edit.place == 1] if whole else list(edits)
    index = n - 1 if n > 0 else len(counted) + n
    if not 0 <= index < len(counted) and (match["noun"] or match["noun2"] or "one") not in ("one", "number"):
        raise Refused(f"there is no {words.removeprefix('the ')}; what stands counts {len(counted)}")
    return counted[index] if 0 <= index < len(counted) else None


def ordinal(word: str) -> int:
    return ORDINALS.get(word, -1)


def one_of_several(words: str, edit: Edit, edits: Sequence[Edit]) -> bool:
    """Whether words mean this action alone, and not the turn with all its actions."""
    if sum(other.turn == edit.turn for other in edits) == 1 or of_a_turn(words):
        return False
    return _placed(words, edits) is not None or _single(words, edit, edits)


def of_a_turn(words: str) -> bool:
    """Whether what was said at once is meant, with all that it asked for."""
    return re.search(r"\b(?:turn|step|instruction)s?\b", words) is not None


def _single(words: str, edit: Edit, edits: Sequence[Edit]) -> bool:
    """Whether the words are about no other action of the same turn as much."""
    named = _stems(words)
    same = [len(named & other.about) for other in edits if other.turn == edit.turn]
    return same.count(max(same)) == 1
