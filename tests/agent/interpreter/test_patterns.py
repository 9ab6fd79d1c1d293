"""Patterns wait for the words that they cannot do without."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.agent.interpreter.changes.wishes import _rules as wishes
from scenewright.agent.interpreter.clauses.retelling import _TOLD
from scenewright.agent.interpreter.words.needs import NOTHING, Need, met, need_of
from scenewright.agent.interpreter.words.normalise import DATA, data
from scenewright.agent.interpreter.words.patterns import PATIENCE, Rule, filled, pattern

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize(
    ("text", "need"),
    [
        ("bring (?P<np>.+?) to where i (?:put|drew) it", (("bring ", " to where i ", (("put",), ("drew",)), " it"),)),
        ("colou?r it", (("colo", "r it"),)),
        ("no+ way", (("no", " way"),)),
        ("put (?:it|them)? back", (("put ", " back"),)),
        ("put (?:it|them)+ back", (("put ", (("it",), ("them",)), " back"),)),
        ("(?:more ){2}of it", (("more ", "of it"),)),
        ("(?:more ){0,2}of it", (("of it",),)),
        ("more{,2} of it", (("mor", " of it"),)),
        (r"swap \[\w+\] or [a-c|d] very soon", (("swap ", " or ", " very soon"),)),
        ("leave|keep it", (("leave",), ("keep it",))),
        ("leave|.+", (("leave",), ())),
        ("(?:leave|.+) it", ((" it",),)),
        ("(?:leave|k?) it", ((" it",),)),
        ("leave(?= it| them) or (?<!no )not", (("leave", " or ", "not"),)),
        (
            "say (?P<what>(?:a word|(?:two|three) words)) now",
            (("say ", (("a word",), ((("two",), ("three",)), " words")), " now"),),
        ),
        ("{NAMES} it", (((("this",), ("that",)), " it"),)),
        ("(?i)leave it", NOTHING),
    ],
)  # fmt: skip
def test_what_a_pattern_cannot_do_without(text: str, need: Need) -> None:
    assert need_of(text, {"NAMES": (("this",), ("that",))}.__getitem__) == need


SAID = [
    r"bring (?P<np>[a-z ]{2,9}?) to where i (?:put|drew) it",
    r"colou?rs?|no+ way,? (?:put (?:it|them)?|leave (?:more ){1,2}of it) back",
    r"(?:(?:at|on) the (?:very )?top(?: edge)?|swap \[\w{2}\] [a-c|d]) soon|(?<!no )now",
    r"(?:do not|don ?'?t) (?=touch)touch(?: the (?:two|2) ones?)*",
]


@given(st.sampled_from(SAID).flatmap(lambda text: st.tuples(st.just(text), st.from_regex(text, fullmatch=True))))
def test_whatever_a_pattern_fits_holds_what_it_needs(said: tuple[str, str]) -> None:
    text, words = said

    assert met(need_of(text, {}.__getitem__), words)


def test_words_meet_one_way_with_everything_in_it() -> None:
    need = need_of("(?:put|lay) (?:it|them) down|stop", {}.__getitem__)

    assert met(need, "please lay them down")
    assert met(need, "stop")
    assert not met(need, "lay the book down")
    assert not met(need, "them")


def test_what_waits_fits_what_it_would_fit_at_once() -> None:
    said = _said()
    fitting = 0
    for name, text, rule in _all():
        at_once = re.compile(text)
        for how in ("fullmatch", "match", "search"):
            fits = {words for words in said if getattr(at_once, how)(words)}
            assert all(met(rule._need, words) and rule._longest in words for words in fits), f"{name}: {how} {text}"
            assert fits == {words for words in said if getattr(rule, how)(words)}, f"{name}: {how} {text}"
            fitting += len(fits)
    assert fitting > 5000


def test_a_pattern_that_is_asked_for_often_in_vain_waits_no_longer() -> None:
    rule = Rule("(?:two|three) birds")
    for _ in range(2 * PATIENCE):
        assert rule.search("four birds are not two cats") is None

    assert rule.search("two birds") is not None


def test_replacing_leaves_words_alone_that_do_not_fit() -> None:
    rule = Rule(r"\b(?P<n>two|three) birds")

    assert rule.sub(r"\g<n> cats", "two birds and three birds") == "two cats and three cats"
    assert rule.sub(lambda match: match["n"].upper(), "three birds") == "THREE"
    assert rule.sub("cats", "two birds, three birds", count=1) == "cats, three birds"
    assert rule.sub("cats", "four birds") == "four birds"


def _said() -> set[str]:
    files = ("dev", "siblings", "siblings2")
    lines = [line for name in files for line in (CASES / f"{name}.jsonl").open(encoding="utf-8")]
    return {json.loads(line)["text"].lower().strip(" .!?") for line in lines}


def _all() -> Iterator[tuple[str, str, Rule]]:
    """Every pattern of the data files by its name, as its text and as what waits."""
    for file in sorted(path.stem for path in DATA.glob("*.json")):
        known = data(file)
        if not isinstance(known, dict) or "parts" not in known:
            continue
        for name, ways in known.get("patterns", {}).items():
            yield f"{file}/{name}", filled("|".join(ways), file), pattern(file, name)
        for name, rules in known.get("rules", {}).items():
            for text, _ in rules:
                yield f"{file}/{name}", filled(text, file), Rule(text, file)
    for text, _ in _TOLD:
        yield "told", text, Rule(text)
    for rule in wishes():
        yield "wishes", filled(rule._text, "wishes"), rule
