"""`kill -9` while cut-outs are kept and forgotten: an entry is the former one, the new one or none, and whole."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.library import Library

from .harness import Moments, Nursery, litter, tally
from .workers import piece


@pytest.mark.parametrize(("seed", "kills"), [(1, 2), pytest.param(2, 25, marks=pytest.mark.slow)])
def test_the_library(nursery: Nursery, desk: Path, seed: int, kills: int) -> None:
    home, choose = desk / "home", np.random.default_rng(seed)
    known: dict[str, str | None] = {}

    def life(**moment: float):
        numbers = [int(number) for number in choose.integers(0, 10_000, 12)]
        return nursery.run("library", home=str(home), numbers=numbers, **moment)

    first = life()
    known |= {fact["kept"]: fact["picture"] for fact in first.facts("kept")}
    moments, killed, acknowledged = Moments(seed, first), 0, len(first.facts("kept"))
    while killed < kills:
        lived = life(**moments.next())
        killed += lived.killed
        acknowledged += len(lived.facts("kept"))
        known |= {fact["kept"]: fact["picture"] for fact in lived.facts("kept")}
        begun = lived.facts("begun")[-1:]
        in_flight = begun[0]["begun"] if begun and len(lived.facts("begun")) > len(lived.facts("kept")) else None
        library = Library(home / "library")
        assert library.problems() == []
        found = {entry.name: entry.picture for entry in library.items()}
        expected = {name: picture for name, picture in known.items() if picture is not None}
        for name in set(found) | set(expected):
            assert name == in_flight or found.get(name) == expected.get(name), name
        fresh = library.add("fresh", piece(killed), replace=True)
        assert np.array_equal(Library(library.root).pixels("fresh"), piece(killed))
        known = {**found, "fresh": fresh.picture}
        assert len({*known.values()}) == len(list((library.root / "images").glob("??/*")))
        assert len(litter(home)) <= 1
    tally("the library of cut-outs", killed, f"{acknowledged} acknowledged changes")
