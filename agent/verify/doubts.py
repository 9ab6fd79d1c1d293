"""What may be wrong with what is done: each target is looked at from near, once, for everything that is doubtful."""

from __future__ import annotations

from collections.abc import Iterator

from ...scene.image import Pixels
from ...scene.mask import Mask
from ...scene.records import Check, ResolvedOp, ResolvedTarget
from ...tools.toolbox import Toolbox
from .closeups import CloseUp, close_up
from .inventions import natural
from .outlines import outline
from .painting import all_painted


def doubted(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """Whether all of each thing, and nothing else, was meant."""
    return _found(outline(target, close, resolved) for target, close in _looked_at(resolved, before))


def doubted_fill(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The same, and whether what stands in the place of each thing looks natural."""
    if before.shape[:2] != after.shape[:2]:
        return []
    looked_at = list(_looked_at(resolved, before))
    outlines = _found(outline(target, close, resolved) for target, close in looked_at)
    return outlines + _found(natural(target, close, resolved, after) for target, close in looked_at)


def doubted_paint(resolved: ResolvedOp, before: Pixels, after: Pixels, toolbox: Toolbox) -> list[Check]:
    """The same as `doubted`, and whether the paint reached all of each thing."""
    looked_at = list(_looked_at(resolved, before))
    outlines = _found(outline(target, close, resolved) for target, close in looked_at)
    return outlines + _found(all_painted(target, close, after) for target, close in looked_at)


def _looked_at(resolved: ResolvedOp, before: Pixels) -> Iterator[tuple[ResolvedTarget, CloseUp]]:
    for target in resolved.targets:
        mask = Mask.from_ref(target.mask)
        if mask.area:
            yield target, close_up(before, mask, resolved.growth)


def _found(checks: Iterator[Check | None]) -> list[Check]:
    return [check for check in checks if check is not None]
