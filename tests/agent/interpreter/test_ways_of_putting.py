"""Ways of putting things that a general reader knows: rough typing, wishes of place and look, lists of edits."""

from __future__ import annotations

import pytest

from .scenes import read, say

ROUGH = [
    ("removetheladder", "remove the ladder"),
    ("makethe ladder blue", "make the ladder blue"),
    ("bicycle x2", "make the bicycle twice as big"),
    ("ladder half size", "make the ladder half as big"),
    ("no not both dogs just bin the white 1", "remove the white dog"),
    ("not both dogs jus the brown one gone", "remove the brown dog"),
    ("git rid o them birds", "remove all the birds"),
    ("da man wif da hat gotta go", "remove person-4"),
    ("pls remov man wit umbrela", "remove person-4"),
    ("hammer 2 the left", "move the hammer to the left"),
    ("wld luv the ladder 2 be pink", "make the ladder pink"),
    ("need teh potd plnt swaped for a cactus", "replace the potted plant with a cactus"),
    ("uhh so like the bicycle looks weird, could u get rid of it", "remove the bicycle"),
    ("ladder gone bicycle purple, ta", "remove the ladder and make the bicycle purple"),
]


@pytest.mark.parametrize(("said", "plain"), ROUGH, ids=[said for said, _ in ROUGH])
def test_rough_typing_is_read(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


ELSEWHERE = [
    ("I'd rather have the white dog in front of the ladder", "move the white dog in front of the ladder"),
    ("stow the hammer under the bicycle", "move the hammer under the bicycle"),
    ("it will rain, so stow the bicycle behind the ladder", "move the bicycle behind the ladder"),
    ("two more copies of the ladder, please", "duplicate the ladder twice"),
    ("another copy of the ladder", "duplicate the ladder"),
]


@pytest.mark.parametrize(("said", "plain"), ELSEWHERE, ids=[said for said, _ in ELSEWHERE])
def test_where_a_thing_is_rather_wanted(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


LOOKS = [
    ("cool the colour temperature a notch", "reduce the temperature a bit"),
    ("blurred backdrop, as from a fast lens", "blur the background"),
    ("blurry background please", "blur the background"),
    ("make the background transparent so I can put it on a poster", "make the background transparent"),
    ("kill the blue cast", "enhance it"),
    ("we need a greyscale copy of this photo", "make it black and white"),
    ("let the software fix the tones by itself", "enhance it"),
    ("square format please", "crop it to a square"),
    ("16:9 please", "crop it to 16:9"),
    ("turn the brightness up and the warmth down", "increase the brightness and make it cooler"),
]


@pytest.mark.parametrize(("said", "plain"), LOOKS, ids=[said for said, _ in LOOKS])
def test_a_look_is_named_by_what_is_wanted(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


SEVERAL = [
    (
        "I think we should delete the ladder, and the bicycle would look nicer in yellow, so do that as well",
        "remove the ladder and make the bicycle yellow",
    ),
    (
        "1) remove the ladder 2) paint the bicycle green 3) blur the background",
        "remove the ladder and make the bicycle green and blur the background",
    ),
    ("not only remove the ladder but also the hammer", "remove the ladder and the hammer"),
    ("kill the ladder and while you're at it the hammer too", "remove the ladder and the hammer"),
    ("apart from removing the ladder, paint the bicycle green", "remove the ladder and make the bicycle green"),
]


@pytest.mark.parametrize(("said", "plain"), SEVERAL, ids=[said for said, _ in SEVERAL])
def test_several_edits_however_they_are_joined(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


CORRECTED = [
    ("make the ladder bigger", "no, that was wrong, I wanted the bicycle bigger", "make the bicycle bigger"),
    ("move the ladder to the right", "No, not the ladder. The bicycle!", "move the bicycle to the right"),
    ("make it brighter", "not enough", "make it brighter"),
]


@pytest.mark.parametrize(("first", "then", "plain"), CORRECTED, ids=[then for _, then, _ in CORRECTED])
def test_what_is_said_after_an_edit(first: str, then: str, plain: str) -> None:
    plan = say("yard", first, then)
    assert plan["status"] == "ready"
    assert plan["ops"] == read("yard", plain)["ops"]


@pytest.mark.parametrize("relative", ["niece", "granddaughter", "girlfriend"])
def test_relatives_are_people(relative: str) -> None:
    assert read("yard", f"blur my {relative} in the yellow dress")["ops"][0]["targets"] == [{"object": "person-3"}]


def test_who_does_something_with_it_is_not_meant() -> None:
    plan = read("yard", "my uncle rides it to work, his wife waters the flowers with it; blur that")
    assert {"object": "person-1"} not in [target for op in plan["ops"] for target in op.get("targets", ())]


@pytest.mark.parametrize(
    "text", ["try again with another seed", "try it once more, different seed", "run that with a new seed"]
)
def test_another_seed_is_another_try(text: str) -> None:
    assert (
        say("yard", "make the ladder red", text)["command"]
        == say("yard", "make the ladder red", "another seed")["command"]
    )
