"""Words that name one thing, one change and nothing else are read in any order; a word too many, and nothing is."""

from __future__ import annotations

import pytest

from ..scenes import on, read


@pytest.mark.parametrize(
    ("said", "op"),
    [
        ("honestly not a fan of the kite", {"op": "remove", "targets": on("kite-1")}),
        ("pretend there is no kite", {"op": "remove", "targets": on("kite-1")}),
        ("cover the umbrella in orange paint", {"op": "recolor", "targets": on("umbrella-1"), "color": "#ffa500"}),
        ("I want a smaller umbrella", {"op": "resize", "targets": on("umbrella-1"), "scale": 0.67}),
    ],
)
def test_every_word_is_accounted_for(said: str, op: dict[str, object]) -> None:
    (got,) = read("beach", said)["ops"]
    assert {name: got[name] for name in op if name != "targets"} == {n: v for n, v in op.items() if n != "targets"}
    assert [target["object"] for target in got["targets"]] == [target["object"] for target in op["targets"]]


@pytest.mark.parametrize(
    "said", ["is the kite orange", "the kite is orange", "purple kite before breakfast", "why is there a kite"]
)
def test_words_that_set_limits_or_ask_are_no_edit(said: str) -> None:
    assert read("beach", said)["status"] != "ready"


def test_something_new_is_added_where_it_is_said_to_be() -> None:
    (op,) = read("beach", "we could fancy a lighthouse behind the umbrella")["ops"]
    assert (op["op"], op["prompt"], op["at"]["relation"]) == ("insert", "lighthouse", "behind")
