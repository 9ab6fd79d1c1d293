"""SANE (arXiv 2407.20232, BMVC 2025): the noise estimates of a vague instruction and of specific ones, mixed.

Estimates are tensors C×h×w of the latent picture; those of specific instructions are N×C×h×w.
"""

from __future__ import annotations

from typing import Any, NamedTuple

WORDS, PICTURE, SPECIFIC = 7.5, 1.5, 7.5
"""w_c, w_x and w_s of the paper."""


class Weights(NamedTuple):
    """How strongly the instruction (w_c), the picture (w_x) and the specific instructions (w_s) count."""

    words: float = WORDS
    picture: float = PICTURE
    specific: float = SPECIFIC


def guided(words: Any, picture: Any, nothing: Any, weights: Weights) -> Any:
    """e₀ + w_c(e_c − e_x) + w_x(e_x − e₀): InstructPix2Pix (Brooks et al., CVPR 2023), in its own order of adding."""
    return nothing + weights.words * (words - picture) + weights.picture * (picture - nothing)


def mixed(words: Any, picture: Any, nothing: Any, specific: Any, weights: Weights, winners: Any) -> Any:
    """ε̂ = e₀ + w_c(e_c − e_x) + w_s(e_S − e_x) + w_x(e_x − e₀), e_S being the winner's estimate at each element."""
    chosen = specific.gather(0, winners[None])[0]
    return guided(words, picture, nothing, weights) + weights.specific * (chosen - picture)


def winning(specific: Any, picture: Any, smoothing: int = 0) -> Any:
    """argmax_i |e_i − e_x| at each element (C×h×w, integers); the first one of equals. With `smoothing`, differences
    are averaged over that many cells on each side first."""
    differences = (specific - picture).abs()
    return (_averaged(differences, smoothing) if smoothing else differences).argmax(dim=0)


def votes(winners: Any, instructions: int) -> Any:
    """How many channels of each cell each instruction won: N×h×w."""
    import torch

    return torch.stack([(winners == index).sum(dim=0) for index in range(instructions)])


def _averaged(differences: Any, radius: int) -> Any:
    from torch.nn import functional

    side = 2 * radius + 1
    return functional.avg_pool2d(differences, side, stride=1, padding=radius, count_include_pad=False)
