"""What is presented first and spoken of then is named in the order."""

from __future__ import annotations

import pytest

from ..scenes import read

PRESENTED = [
    ("there is one chair that is green. Delete that one.", "remove the green chair"),
    ("among the balloons there is a blue one; remove it", "remove the blue balloon"),
    ("of the two dogs, remove the one that's white", "remove the white dog"),
]


@pytest.mark.parametrize(("said", "plain"), PRESENTED, ids=[said for said, _ in PRESENTED])
def test_it_is_what_was_presented(said: str, plain: str) -> None:
    plan, wanted = read("yard", said), read("yard", plain)
    assert plan["status"] == wanted["status"] == "ready"
    assert plan["ops"] == wanted["ops"]


LOOKED_FOR = [
    ("someone left a smoke detector in the shot, erase it please", "smoke detector"),
    ("a drone got into the picture, remove it please", "drone"),
    ("there is a coffee stain on the ladder, clean it away", "stain"),
    ("a helicopter flew into my photo, can you delete it", "helicopter"),
    ("they forgot a toolbox there, get rid of it", "toolbox"),
    ("on the ladder there is a squirrel that looks at us, remove it", "squirrel"),
    ("a pigeon feather landed in our picture, wipe it away", "feather"),
]


@pytest.mark.parametrize(("said", "noun"), LOOKED_FOR, ids=[said for said, _ in LOOKED_FOR])
def test_what_nobody_has_seen_is_looked_for(said: str, noun: str) -> None:
    plan = read("yard", said)
    assert plan["status"] == "look"
    assert noun in " ".join(plan["look_for"])
