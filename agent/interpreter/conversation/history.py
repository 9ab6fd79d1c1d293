"""Words about edits and versions: one of several undone, in another order, once more, stronger; branches."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ....scene.ops import ADJUSTMENTS, TRANSFORMS, Adjust, Background, EditOp, Move, Obscure, Resize, Transform
from ....scene.plan import Branch, Command, Drop, Reorder, Rerun, Switch, Take
from ....scene.target import OffsetPlace
from ..outcomes import Open, Refused
from ..port import PastTurn, ReadRequest, Version
from ..words.amounts import NUMBERS, ORDINALS, take_degree
from ..words.normalise import data, lemma, word_set
from ..words.patterns import part, pattern
from .commands import command_of
from .effects import standing_numbers

Ops = tuple[EditOp, ...]


_SMALL = ("one", "two", "three", "four", "five", "six")


class Wanted(NamedTuple):
    """What the words want of the history: a command, or a turn's ops with another strength in its place."""

    command: Command | None = None
    ops: Ops = ()
    replaces: int | None = None


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


def wanted_of_history(text: str, request: ReadRequest) -> Wanted | None:
    """What a clause wants of the edits and versions so far; None where it is about something else.

    Raises Refused for what cannot be, and Open where it is not clear which edit is meant."""
    text = text.strip(" ,.!?")
    for read in (_versions, _undone, _order, _again, _strength):
        found = read(text, request)
        if found is not None:
            return found
    return None


# -- which edit


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
    if (place := _place(words, edits)) is not None:
        return place
    named = _stems(re.sub(part("history", "NOUN"), "", words))
    scores = [(len(named & edit.about), edit) for edit in edits]
    best = max((score for score, _ in scores), default=0)
    fitting = [edit for score, edit in scores if score == best and best]
    if len(fitting) > 1 and len({edit.turn for edit in fitting}) > 1:
        raise Open(f"Which edit is meant by “{words}”?")
    return fitting[0] if fitting else None


def _place(words: str, edits: Sequence[Edit]) -> Edit | None:
    """By ordinal or number; steps, turns and instructions are counted as they were said, everything else singly."""
    match = re.fullmatch(
        rf"(?:the |my |that )?(?P<nth>{part('history', 'NTH')})(?: (?P<noun>one|{part('history', 'NOUN')}))?"
        rf"|(?:the )?(?P<noun2>{part('history', 'NOUN')}|number) (?:number |no )?(?P<n>\d+|{'|'.join(_SMALL)})",
        words,
    )
    if match is None:
        return None
    n = _ordinal(match["nth"]) if match["nth"] else NUMBERS.get(match["n"]) or int(match["n"])
    whole = re.match(r"turn|step|instruction", match["noun"] or match["noun2"] or "")
    counted = [edit for edit in edits if edit.place == 1] if whole else list(edits)
    index = n - 1 if n > 0 else len(counted) + n
    if not 0 <= index < len(counted) and (match["noun"] or match["noun2"] or "one") not in ("one", "number"):
        raise Refused(f"there is no {words.removeprefix('the ')}; what stands counts {len(counted)}")
    return counted[index] if 0 <= index < len(counted) else None


def _ordinal(word: str) -> int:
    return ORDINALS.get(word, -1)


# -- undone


def _undone(text: str, request: ReadRequest) -> Wanted | None:
    """One action of a turn with several, or all but one turn; whole turns are left to the plain commands."""
    edits = edits_of(request.history)
    if match := pattern("history", "all_but").fullmatch(text):
        kept = which(match["one"], edits)
        turns = [turn for turn in dict.fromkeys(edit.turn for edit in edits) if kept and turn != kept.turn]
        return Wanted(Drop(turns=tuple(turns))) if turns else None
    match = pattern("history", "undone").fullmatch(text)
    words = next((value for value in match.groups() if value), "") if match else ""
    if not words or re.search(r"\b(?:turn|step|instruction)s?\b", words):
        return None
    try:
        edit = which(words, edits)
    except Refused:  # the plain commands say it
        edit = None
    if edit is None:
        return None
    if sum(other.turn == edit.turn for other in edits) == 1:
        return None if _plain_command(text, request.history) else Wanted(Drop(turns=(edit.turn,)))
    if _place(words, edits) is None and not _single(words, edit, edits):
        return None
    return Wanted(Drop(turns=(edit.turn,), actions=(edit.place,)))


def _plain_command(text: str, history: Sequence[PastTurn]) -> bool:
    """Whether the plain commands know what is meant, or have a question about it."""
    try:
        return command_of(text, history) is not None
    except Refused:
        return False
    except Open:
        return True


def _single(words: str, edit: Edit, edits: Sequence[Edit]) -> bool:
    """Whether the words are about no other action of the same turn as much."""
    named = _stems(words)
    same = [len(named & other.about) for other in edits if other.turn == edit.turn]
    return same.count(max(same)) == 1


# -- in which order


def _order(text: str, request: ReadRequest) -> Wanted | None:
    edits = edits_of(request.history)
    turns = list(dict.fromkeys(edit.turn for edit in edits))
    for name, arrange in (("sooner", _sooner), ("later", _later), ("exchange", _exchanged)):
        match = pattern("history", name).fullmatch(text)
        if match is not None and (pair := _pair(match, edits)) is not None:
            return _reordered(arrange(turns, *pair), turns)
    for name, front in (("to_front", True), ("to_end", False)):
        match = pattern("history", name).fullmatch(text)
        if match is not None and (edit := which(match["one"], edits)) is not None:
            rest = [turn for turn in turns if turn != edit.turn]
            return _reordered([edit.turn, *rest] if front else [*rest, edit.turn], turns)
    return _reordered(turns[::-1], turns) if pattern("history", "all_reversed").fullmatch(text) and turns else None


def _pair(match: re.Match[str], edits: Sequence[Edit]) -> tuple[int, int] | None:
    """The turns of the two edits that are named."""
    found = match.groupdict()
    if found.get("which"):
        turns = list(dict.fromkeys(edit.turn for edit in edits))
        two = turns[:2] if found["which"] == "first two" else turns[-2:]
        sure = found["which"] in ("first two", "last two") or len(turns) == 2
        return (two[0], two[1]) if len(two) == 2 and sure else None
    one, two_ = (next((found[n] for n in found if n.startswith(name) and found[n]), "") for name in ("one", "two"))
    first, second = which(one, edits), which(two_, edits)
    if first is None or second is None:
        return None
    if first.turn == second.turn:
        raise Refused("both were asked for in one sentence, and change places only together with it")
    return first.turn, second.turn


def _sooner(turns: Sequence[int], one: int, two: int) -> list[int]:
    rest = [turn for turn in turns if turn != one]
    return [*rest[: rest.index(two)], one, *rest[rest.index(two) :]]


def _later(turns: Sequence[int], one: int, two: int) -> list[int]:
    rest = [turn for turn in turns if turn != one]
    return [*rest[: rest.index(two) + 1], one, *rest[rest.index(two) + 1 :]]


def _exchanged(turns: Sequence[int], one: int, two: int) -> list[int]:
    places = {one: two, two: one}
    return [places.get(turn, turn) for turn in turns]


def _reordered(wanted: Sequence[int], turns: Sequence[int]) -> Wanted:
    if list(wanted) == list(turns):
        raise Refused("the edits are in this order already")
    moved = [new for new, old in zip(wanted, turns, strict=True) if new != old]
    return Wanted(Reorder(turns=tuple(moved)))


# -- once more, and stronger


def _again(text: str, request: ReadRequest) -> Wanted | None:
    match = pattern("history", "rerun").fullmatch(text)
    edits = edits_of(request.history)
    if match is None or not edits:
        return None
    named = next((value for value in match.groups() if value), "")
    edit = which(named, edits, last=True)
    seed = re.search(r"seed (?:number )?(\d+)", text)
    return Wanted(Rerun(turn=edit.turn, seed=int(seed[1]) if seed else None)) if edit else None


def _strength(text: str, request: ReadRequest) -> Wanted | None:
    match = pattern("history", "strength").fullmatch(text)
    edits = edits_of(request.history)
    if match is None:
        return None
    found = {name.rstrip("23"): value for name, value in match.groupdict().items() if value}
    edit = which(found["one"], edits)
    if edit is None:
        return None
    weaker = re.fullmatch(rf"{part('history', 'WEAKER')}|weaken|soften|reduce|decrease|tone down|turn down|dial back"
                          r"|lower", found["way"])  # fmt: skip
    factor = _factor(found.get("much", "").strip())
    stronger = scaled(edit.op, 1 / factor if weaker and factor > 1 else factor)
    if stronger is None:
        raise Refused(f"“{edit.op.op}” has no strength that could be changed; say what should be different")
    ops = request.history[edit.turn - 1].plan.ops
    return Wanted(ops=(*ops[: edit.place - 1], stronger, *ops[edit.place :]), replaces=edit.turn)


def _factor(much: str) -> float:
    """How many times as strong."""
    if much in ("twice as", "half as"):
        return 2.0 if much == "twice as" else 0.5
    degree = take_degree(much)[1] if much and much not in ("even",) else None
    if degree is None:
        return 1.5
    return 1 + (degree.percent / 100 if degree.percent is not None else 2 * degree.strength)


def scaled(op: EditOp, factor: float) -> EditOp | None:
    """The op `factor` times as strong; None for one that is done or not done."""
    changes: dict[str, object] = {}
    if isinstance(op, Adjust):
        given = {name: getattr(op, name) for name in ADJUSTMENTS if getattr(op, name)}
        changes = {name: round(max(-1.0, min(1.0, value * factor)), 3) for name, value in given.items()}
    elif isinstance(op, Resize):
        changes = {"scale": round(min(50.0, op.scale**factor), 3)}
    elif isinstance(op, Move) and isinstance(op.to, OffsetPlace):
        changes = {"to": op.to.model_copy(update={"offset": tuple(factor * step for step in op.to.offset)})}
    elif isinstance(op, Background) and op.blur is not None:
        changes = {"blur": round(min(1.0, op.blur * factor), 3)}
    elif isinstance(op, Transform) and op.rotate is not None and op.rotate % 90:
        changes = {"rotate": round(op.rotate * factor, 2)}
    elif isinstance(op, Obscure) and op.amount is not None:
        changes = {"amount": round(min(1.0, op.amount * factor), 3)}
    return op.model_copy(update=changes) if changes else None


# -- versions


def _versions(text: str, request: ReadRequest) -> Wanted | None:
    if match := pattern("history", "branch").fullmatch(text):
        return Wanted(_branch(match, request))
    if (match := pattern("history", "switch").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(Switch(branch=named.name))
    if (match := pattern("history", "merge").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(Take(branch=named.name))
    if (match := pattern("history", "take").fullmatch(text)) and (named := _version(match, request)):
        return Wanted(_take(match["what"], named))
    return None


def _branch(match: re.Match[str], request: ReadRequest) -> Branch:
    called, words = match["called"] or match["called2"], (match["at"] or match["at2"] or "").removeprefix("after ")
    if not words or pattern("history", "here").fullmatch(words):
        return Branch(called=called)
    if pattern("history", "origin").fullmatch(words):
        return Branch(called=called, at=0)
    edit = which(words, edits_of(request.history))
    if edit is None:
        raise Refused(f"there is no edit “{words}” at which a version could begin")
    return Branch(called=called, at=edit.turn)


def _version(match: re.Match[str], request: ReadRequest) -> Version | None:
    """The version that is named; None where the words may be about something else, since there is none like it."""
    there = request.versions
    nth, name = match["nth"], match["name"] or match["name2"]
    if not there:
        if nth == "other":
            raise Refused("there is only one version so far; “make a branch” begins another")
        return None
    found = _one_of(there, nth, name)
    if found is None:
        raise Refused(f"there is no such version; there are: {', '.join(one.name for one in there)}")
    if found.current:
        raise Refused(f"this is {found.name} already")
    return found


def _one_of(there: Sequence[Version], nth: str | None, name: str | None) -> Version | None:
    if name is not None:
        known = {one.name.casefold(): one for one in there}
        return known.get(name) or known.get(f"version {name}")
    others = [one for one in there if not one.current]
    if nth == "other":
        if len(others) > 1:
            raise Open(f"Which version: {_listed(one.name for one in others)}?")
        return others[0]
    index = 0 if nth in ("main", "original") else _ordinal(nth or "")
    index = index - 1 if index > 0 else index
    return there[index] if -len(there) <= index < len(there) else None


def _take(what: str, version: Version) -> Take:
    if pattern("history", "all_of_it").fullmatch(what):
        return Take(branch=version.name)
    edit = which(what, edits_of(version.history))
    if edit is None:
        said = _listed(f"“{turn.text}”" for turn in version.history) or "nothing"
        raise Refused(f"{version.name} has no edit like “{what}”; in it stand: {said}")
    return Take(branch=version.name, turns=(version.numbers[edit.turn - 1],))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names)
