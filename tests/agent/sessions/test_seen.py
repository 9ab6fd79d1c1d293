import numpy as np
import pytest

from scenewright.agent.sessions.seen import Seen


def picture(value: int, size: int = 4) -> np.ndarray:
    return np.full((size, size), value, np.uint8)


def test_what_was_kept_is_there_unchanged_and_cannot_be_written_to():
    seen, given = Seen(), picture(1)
    seen.keep("a", given)
    given[0, 0] = 9
    kept = seen.get("a")
    assert kept is not None
    assert kept.max() == 1
    with pytest.raises(ValueError, match="read-only"):
        kept[0, 0] = 2


def test_the_one_used_longest_ago_makes_room():
    seen = Seen(budget=3 * 16)
    for name in "abc":
        seen.keep(name, picture(1))
    seen.get("a")
    seen.keep("d", picture(1))
    assert [name for name in "abcd" if seen.get(name) is not None] == ["a", "c", "d"]


def test_what_would_take_more_than_half_of_the_room_is_not_kept():
    seen = Seen(budget=24)
    assert seen.keep("a", picture(3)).max() == 3
    assert seen.get("a") is None
