"""The commonsense table: all that is seen has an entry, breeds through their kind, and riddles find their thing."""

from __future__ import annotations

import re
from functools import cache

import pytest

from scenewright.agent.interpreter.knowledge.matching import Synonyms
from scenewright.agent.interpreter.knowledge.table import FURTHER, GENERAL, SORTS, Knowledge, Thing, further, table
from scenewright.agent.interpreter.lexical import LexicalInterpreter
from scenewright.agent.interpreter.words.normalise import DATA
from scenewright.tools.backends.coco import COCO
from scenewright.tools.backends.phrases import nouns
from scenewright.tools.weights import WeightCache

from ..riddles import answer, riddles, score

FILES = sorted((DATA / "things").glob("*.txt"))
TOOTH = Thing("tooth", kinds=("body part",), uses=("bite",))


def rows() -> list[list[str]]:
    tables = [path for path in FILES if path.stem not in (SORTS, *FURTHER)]
    lines = [line for path in tables for line in path.read_text("utf-8").splitlines()]
    return [[field.strip() for field in line.split("|")] for line in lines if not line.startswith("#")]


def test_the_table_tells_of_a_thousand_things_and_more() -> None:
    things = [thing for thing in table().things.values() if thing.source not in (GENERAL, SORTS)]
    assert len(things) > 1000
    bare = [thing.label for thing in things if not (thing.uses or thing.parts)]
    assert not bare


@pytest.mark.parametrize(("name", "least"), list(zip(FURTHER, (400, 150), strict=True)))
def test_what_more_is_said_is_said_of_things_in_the_table_once(name: str, least: int) -> None:
    path = DATA / "things" / f"{name}.txt"
    more, things = further(path), table().things
    assert len(more) > least
    assert [label for label in more if label not in things] == []
    assert [line for line in path.read_text("utf-8").splitlines() if line and line[0] != "#" and ": " not in line] == []
    assert all(set(uses) <= set(things[label].uses) for label, uses in more.items())


def test_no_thing_has_two_rows_and_every_kind_has_one() -> None:
    labels = [row[0] for row in rows()]
    assert len(labels) == len(set(labels))
    assert {kind for thing in table().things.values() for kind in thing.kinds} <= set(labels)


def test_no_kind_is_a_kind_of_itself() -> None:
    kinds = {label: set(thing.kinds) for label, thing in table().things.items()}
    for _ in range(8):
        kinds = {label: above.union(*(kinds[kind] for kind in above)) for label, above in kinds.items()}
    assert [label for label, above in kinds.items() if label in above] == []


@pytest.mark.parametrize("label", sorted(COCO.values()))
def test_what_the_detector_sees_has_a_row_of_its_own(label: str) -> None:
    row = table().about(label)
    assert row is not None
    assert row.label == label
    assert row.uses
    assert row.kinds or label == "person"


@pytest.mark.models
def test_what_the_tagger_sees_has_an_entry(weights: WeightCache) -> None:
    labels = weights.path("efficientnet-lite3-labels.txt").read_text("utf-8").splitlines()
    names = [label.split(",")[0].strip().lower() for label in labels if label.strip()]
    assert len(names) > 990
    assert [name for name in names if not explained(name)] == []


@pytest.mark.parametrize("noun", sorted({name for names in nouns().superclasses.values() for name in names}))
def test_what_the_grounder_takes_for_a_noun_has_an_entry(noun: str) -> None:
    assert explained(noun)


def explained(name: str) -> bool:
    """Whether the table knows what it is for or what it does, by its own row or by its kind."""
    row = table().about(name)
    return row is not None and bool(row.uses or any(table().things[kind].uses for kind in row.kinds))


@pytest.mark.parametrize(
    ("label", "kinds"),
    [
        ("cocker spaniel", ("spaniel", "dog", "pet", "animal", "creature")),
        ("bald eagle", ("eagle", "bird", "animal")),
        ("granny smith", ("apple", "fruit", "food")),
        ("studio couch", ("furniture",)),
        ("laptop", ("electronics", "computer", "device")),
        ("office chair", ("chair", "furniture", "seat")),
    ],
)
def test_breeds_and_sorts_are_what_their_kind_is(label: str, kinds: tuple[str, ...]) -> None:
    assert all(table().is_kind(label, kind) for kind in kinds)
    assert not table().is_kind(label, "vehicle")


def test_what_a_dog_does_a_breed_does() -> None:
    scores = table().fit("it barks and guards the house", ["beagle", "persian cat", "sofa"])
    assert scores["beagle"] > 0.5
    assert scores["persian cat"] < scores["beagle"] / 2
    assert scores["sofa"] < scores["beagle"] / 2


def test_a_colour_before_a_noun_is_no_name() -> None:
    assert table().labels_named("polar bear") == ("polar bear",)
    assert table().labels_named("brown bear") == ()
    assert table().is_kind("brown bear", "bear")


def test_words_alike_count_less_than_the_word_itself() -> None:
    alike = Synonyms({"bite": frozenset(["#1"]), "nip": frozenset(["#1"])})
    known = Knowledge([TOOTH], lambda: alike)
    assert known.fit("bite", ["tooth"])["tooth"] == pytest.approx(1.0)
    assert 0 < known.fit("nip", ["tooth"])["tooth"] < 1
    assert known.fit("shine", ["tooth"])["tooth"] == 0
    assert known.fit("bite", ["stone"])["stone"] == 0


def test_what_is_missing_is_looked_for_by_things_and_not_by_kinds_or_breeds() -> None:
    assert table().described("bark and fetch a ball", 0.4)[0] == "dog"
    assert table().described("slice bread", 0.4)[0] == "knife"
    assert table().described("umpteen gizmos", 0.4) == []


@cache
def interpreter() -> LexicalInterpreter:
    return LexicalInterpreter()


@pytest.mark.parametrize(("name", "share"), [("riddles", 0.88), ("riddles_heldout", 0.7)])
def test_riddles_find_their_thing(name: str, share: float) -> None:
    right, whole = score(name, interpreter())["all"]
    assert whole >= 140
    assert right / whole >= share


def test_where_nothing_fits_nothing_is_done() -> None:
    odd = [riddle for riddle in riddles("riddles") if riddle["kind"] == "odd"]
    silent = [riddle for riddle in odd if not answer(riddle, interpreter())]
    assert len(silent) / len(odd) >= 0.9


def fours(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"[a-z0-9']+", text.lower())
    return {tuple(words[i : i + 4]) for i in range(len(words) - 3)}


def test_no_entry_repeats_four_words_of_a_riddle() -> None:
    cases = [*riddles("riddles"), *riddles("riddles_heldout")]
    asked = {four for riddle in cases for four in fours(riddle["text"])}
    texts = [text for row in rows() for field in row for text in field.split(",")]
    assert [text for text in texts if fours(text) & asked] == []
