"""A colour said in numbers is that very colour; its name would mean the paint."""

import pytest

from ..scenes import read


@pytest.mark.parametrize(
    ("said", "op"),
    [
        ("make the chair #ff0000", {"color": "#ff0000", "exact": True}),
        ("make the chair red", {"color": "#ff0000"}),
        ("make the chair #336699", {"color": "#336699"}),
        ("make the background #0000ff", {"color": "#0000ff", "exact": True}),
        ("make the background blue", {"color": "#0000ff"}),
    ],
)
def test_numbers_are_exact_where_a_name_would_not_be(said: str, op: dict[str, object]) -> None:
    (got,) = read("office", said)["ops"]
    assert {key: got[key] for key in got if key in ("color", "exact")} == op
