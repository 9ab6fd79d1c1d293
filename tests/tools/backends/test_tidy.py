"""Specks and pinholes go; what is large, and what goes on outside, stays."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenewright.tools.backends.tidy import HOLE, tidy


def square() -> np.ndarray:
    mask = np.zeros((60, 60), bool)
    mask[10:50, 10:50] = True
    return mask


def test_a_speck_beside_a_thing_goes() -> None:
    speckled = square()
    speckled[2, 3] = True
    assert np.array_equal(tidy(speckled), square())


def test_a_pinhole_in_a_thing_is_filled() -> None:
    pierced = square()
    pierced[30, 30] = False
    assert np.array_equal(tidy(pierced), square())


def test_a_hole_larger_than_its_share_stays() -> None:
    ring = square()
    ring[20:30, 20:30] = False
    assert ring[20:30, 20:30].size > HOLE * square().sum()
    assert np.array_equal(tidy(ring), ring)


def test_a_nick_at_the_rim_is_no_hole() -> None:
    nicked = square()
    nicked[10:12, 20] = False
    assert np.array_equal(tidy(nicked), nicked)


def test_the_largest_part_stays_however_small() -> None:
    dots = np.zeros((9, 9), bool)
    dots[::2, ::2] = True
    assert tidy(dots).any()


def test_an_empty_mask_stays_empty() -> None:
    assert not tidy(np.zeros((3, 4), bool)).any()


@pytest.mark.parametrize("edge", [np.s_[:, :30], np.s_[:30], np.s_[:, 30:], np.s_[30:]])
def test_a_thing_cut_by_the_frame_is_left_as_it_is(edge: tuple[slice, ...]) -> None:
    half = np.zeros((60, 60), bool)
    half[edge] = True
    assert np.array_equal(tidy(half), half)


@given(st.integers(0, 200))
def test_tidying_twice_changes_nothing_more_where_parts_are_few(seed: int) -> None:
    mask = square()
    place = np.random.default_rng(seed).integers(12, 48, 2)
    mask[tuple(place)] = False
    assert np.array_equal(tidy(tidy(mask)), tidy(mask))
