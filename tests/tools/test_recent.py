import pytest

from scenewright.tools.recent import Recent


def test_what_is_known_is_not_made_again():
    made: list[str] = []
    recent: Recent[str, int] = Recent(2)
    for key in ("a", "b", "a", "c", "a", "b"):
        assert recent.get(key, lambda key=key: made.append(key) or ord(key)) == ord(key)
    assert made == ["a", "b", "c", "b"]
    assert ["c" in recent, "b" in recent] == [False, True]


def test_what_fails_is_tried_again():
    recent: Recent[str, int] = Recent(1)
    with pytest.raises(ZeroDivisionError):
        recent.get("a", lambda: 1 // 0)
    assert recent.get("a", lambda: 7) == 7
