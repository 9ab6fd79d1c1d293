"""Actions that an instruction editor carries out: it draws a picture anew as it is told, here only where it may."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import Instruct, Step
from ...tools.context_crop import CropRule
from .edges import edge_alpha, edge_reads
from .margins import allowed_of
from .work import Work

PORT = "instruction_editor"
CONTEXT = 1.5
NATIVE = 512
"""Pixels a side of what an editor draws that does not say so."""


def redraw(work: Work, instruction: str, specific: Sequence[str] = ()) -> Work:
    """Each target drawn anew as the instruction says, specific ones mixed in where the editor can.

    The editor sees a crop around the target at its own size, and what it draws is shown through the target's soft edge.
    """
    shares = np.zeros(len(specific))
    for mask in work.targets:
        work, won = _one(work, mask, instruction, tuple(specific))
        if won is not None:
            shares += np.bincount(won[mask.array], minlength=len(specific))
    return _told(work, instruction, specific, shares)


def _one(work: Work, mask: Mask, instruction: str, specific: tuple[str, ...]) -> tuple[Work, NDArray[np.int8] | None]:
    """One target; and which of the specific instructions won where, on the whole canvas."""
    with work.toolbox.lease(PORT) as editor:
        window = _window(work, mask, getattr(editor, "side", NATIVE))
        crop = np.ascontiguousarray(work.rgb[window.slices])
        mixed = specific if editor.mixes else ()
        words = instruction if editor.mixes or not specific else f"{instruction}: {', '.join(specific)}"
        edited = editor.edit(crop, words, specific=mixed, seed=work.resolved.seed, watch=work.watch)
    after = np.array(work.rgb)
    after[window.slices] = edited.pixels
    alpha = edge_alpha(work, mask)
    work = work.leased(PORT).looking(window, edge_reads(work, mask)).allow(allowed_of(mask, work.resolved.growth))
    won = None
    if edited.won is not None:
        won = np.zeros((work.height, work.width), np.int8)
        won[window.slices] = edited.won
    return work.show(after, alpha), won


def _window(work: Work, mask: Mask, side: int) -> Box:
    """The part of the picture that the editor sees: all of the target that may change, and what is around it."""
    reach = allowed_of(mask, work.resolved.growth).box
    rule = CropRule(max(16, side // 2), CONTEXT)
    return rule.window(reach, work.frame).union(reach).clamp(work.width, work.height)


def _told(work: Work, instruction: str, specific: Sequence[str], shares: NDArray[np.float64]) -> Work:
    """What was asked, and how much of the target each specific instruction won."""
    said = f"drawn after the instruction “{instruction}”, with seed {work.resolved.seed}"
    if not specific:
        return work.note(said)
    if not shares.any():
        return work.note(f"{said}: {'; '.join(specific)}")
    parts = [f"{text} {share:.0%}" for text, share in zip(specific, shares / shares.sum(), strict=True)]
    return work.note(f"{said}, in which these had their say: {'; '.join(parts)}")


def drawn_steps(op: Instruct, able: Sequence[Step]) -> tuple[Step, ...]:
    """What of a wish is left to the editor: the steps that no actions here stand for."""
    return tuple(step.model_copy(update={"ops": None}) for step in op.instructions if step not in able)


def redraw_wish(work: Work) -> Work:
    """The part of a wish that the editor carries out."""
    op = work.resolved.op
    if not isinstance(op, Instruct):
        raise ValueError("redraw_wish evaluates a wish")
    return redraw(work, op.original, [step.text for step in op.instructions])
