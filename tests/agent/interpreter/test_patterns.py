"""Rules wait for the words that they cannot do without."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from scenewright.agent.interpreter.changes.wishes import _rules as wishes
from scenewright.agent.interpreter.clauses.retelling import _TOLD
from scenewright.agent.interpreter.words.normalise import data
from scenewright.agent.interpreter.words.patterns import Rule, filled, needed

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    ("text", "literal"),
    [
        ("bring (?P<np>.+?) to where i (?:put|drew) it", " to where i "),
        ("colou?r it", "colo"),
        ("no+ way", " way"),
        ("put (?:it|them)? back", " back"),
        (r"swap \[\w+\] or [a-c|d] very soon", " very soon"),
        ("leave|keep", ""),
        ("(?:remove|delete)", ""),
        ("ab{2,3}c", "a"),
    ],
)
def test_what_a_pattern_cannot_do_without(text: str, literal: str) -> None:
    assert needed(text) == literal


def test_a_rule_that_waits_fits_what_its_pattern_fits() -> None:
    texts = [filled(rule, file) for file in ("placing",) for rules in data(file)["rules"].values() for rule, _ in rules]
    texts += [pattern for pattern, _ in _TOLD] + [rule._text for rule in wishes()]
    lines = [
        line for file in ("dev", "siblings", "siblings2") for line in (CASES / f"{file}.jsonl").open(encoding="utf-8")
    ]
    said = {json.loads(line)["text"].lower().strip(" .!?") for line in lines}
    fitting = 0
    for text in texts:
        pattern, rule = re.compile(text), Rule(text)
        fits = {words for words in said if pattern.fullmatch(words)}
        assert fits == {words for words in said if rule.fullmatch(words)}, text
        fitting += len(fits)
    assert fitting > 50
