"""Which way a thing is to go, and how far: a step, or all the way to the edge."""

import pytest

from ..scenes import read


@pytest.mark.parametrize("said", ["move the clock to the left", "shift the clock left", "push the clock to the right"])
def test_a_side_alone_says_which_way(said: str) -> None:
    (op,) = read("office", said)["ops"]
    assert op["to"]["edge"] in ("left", "right")
    assert op["to"]["toward"] is True


@pytest.mark.parametrize(
    "said",
    [
        "move the clock to the left edge",
        "move the clock to the far left",
        "move the clock to the left of the picture",
        "move the clock to the bottom left",
        "put the clock in the left corner",
        "move the clock to the top",
    ],
)
def test_an_edge_says_how_far(said: str) -> None:
    (op,) = read("office", said)["ops"]
    assert "toward" not in op["to"]


def test_a_copy_is_put_on_that_side_of_the_first_one() -> None:
    (op,) = read("office", "duplicate the clock and put the copy on the left")["ops"]
    assert op["to"] == {"edge": "left", "toward": True}
