"""SANE's mixture of noise estimates, on arrays that one can work out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

torch = pytest.importorskip("torch")

from scenewright.tools.backends.noise_mixing import Weights, guided, mixed, votes, winning  # noqa: E402

PLAIN = Weights(words=2.0, picture=3.0, specific=0.5)


def row(*values: float) -> "torch.Tensor":
    """One channel of one row."""
    return torch.tensor(values, dtype=torch.float64)[None, None]


def test_without_specific_instructions_it_is_the_papers_guidance_of_words_and_picture() -> None:
    estimate = guided(row(5.0), row(2.0), row(1.0), PLAIN)
    assert estimate.item() == 1 + 2 * (5 - 2) + 3 * (2 - 1)


def test_the_winner_is_the_instruction_that_departs_furthest_to_either_side() -> None:
    picture = row(0.0, 0.0, 0.0, 0.0)
    specific = torch.stack([row(1.0, 1.0, -3.0, 0.0), row(0.5, -2.0, 2.0, 0.0)])
    assert winning(specific, picture).tolist() == [[[0, 1, 0, 0]]]


def test_each_element_follows_its_winner() -> None:
    picture, words, nothing = row(1.0, 1.0), row(1.0, 1.0), row(1.0, 1.0)
    specific = torch.stack([row(9.0, 2.0), row(2.0, -7.0)])
    out = mixed(words, picture, nothing, specific, PLAIN, winning(specific, picture))
    assert out.tolist() == [[[1 + 0.5 * 8, 1 - 0.5 * 8]]]


def test_an_instruction_that_never_wins_has_no_votes_but_a_place() -> None:
    specific = torch.stack([row(5.0, 5.0), row(1.0, 1.0), row(0.0, 0.0)])
    assert votes(winning(specific, row(0.0, 0.0)), 3).tolist() == [[[1, 1]], [[0, 0]], [[0, 0]]]


def test_smoothing_takes_a_single_cell_along_with_its_neighbours() -> None:
    picture = row(0.0, 0.0, 0.0, 0.0, 0.0)
    specific = torch.stack([row(4.0, 4.0, 0.0, 4.0, 4.0), row(0.0, 0.0, 5.0, 0.0, 0.0)])
    assert winning(specific, picture).tolist() == [[[0, 0, 1, 0, 0]]]
    assert winning(specific, picture, smoothing=1).tolist() == [[[0, 0, 0, 0, 0]]]


FLOATS = st.floats(-100, 100, width=32)
ESTIMATES = arrays(np.float32, (6, 2, 3, 4), elements=FLOATS)


@given(ESTIMATES)
def test_it_is_the_formula_of_the_paper_written_out(estimates: np.ndarray) -> None:
    words, picture, nothing, *specific = estimates.astype(np.float64)
    weights = Weights(7.5, 1.5, 7.5)
    expected = np.empty_like(words)
    for at in np.ndindex(words.shape):
        furthest = max((each[at] for each in specific), key=lambda value: abs(value - picture[at]))
        by_words, by_picture = words[at] - picture[at], picture[at] - nothing[at]
        expected[at] = nothing[at] + 7.5 * by_words + 7.5 * (furthest - picture[at]) + 1.5 * by_picture
    given_ = [torch.from_numpy(each) for each in (words, picture, nothing)]
    stacked = torch.from_numpy(np.stack(specific))
    out = mixed(*given_, stacked, weights, winning(stacked, given_[1]))
    np.testing.assert_allclose(out.numpy(), expected, rtol=1e-9, atol=1e-6)


@given(ESTIMATES, st.permutations(range(3)))
def test_the_order_of_the_instructions_does_not_matter(estimates: np.ndarray, order: list[int]) -> None:
    words, picture, nothing, *rest = torch.from_numpy(estimates.astype(np.float64))
    specific = torch.stack(rest)
    departures = (specific - picture).abs()
    ties = (departures == departures.max(dim=0).values).sum(dim=0) > 1
    one, other = (
        mixed(words, picture, nothing, each, PLAIN, winning(each, picture))
        for each in (specific, specific[list(order)])
    )
    assert torch.equal(one[~ties], other[~ties])


@given(ESTIMATES)
def test_specific_instructions_that_weigh_nothing_change_nothing(estimates: np.ndarray) -> None:
    words, picture, nothing, *rest = torch.from_numpy(estimates)
    weights, specific = Weights(7.5, 1.5, 0.0), torch.stack(rest)
    out = mixed(words, picture, nothing, specific, weights, winning(specific, picture))
    assert torch.equal(out, guided(words, picture, nothing, weights))
