"""Actions that an instruction editor carries out: it draws a picture anew as it is told, here only where it may."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...scene.geometry import Box
from ...scene.mask import Mask
from ...scene.ops import Instruct, Step
from ...scene.shares import NONE, Won, shares
from ...tools.context_crop import CropRule
from .edges import edge_alpha, edge_reads
from .margins import allowed_of
from .work import Work

PORT = "instruction_editor"
CONTEXT = 1.5
NATIVE = 512
"""Pixels a side of what an editor draws that does not say so."""
SPECIFIC = 3
"""Specific instructions that are mixed where the settings do not say: N of SANE (arXiv 2407.20232)."""


def redraw(work: Work, instruction: str, specific: Sequence[str] = ()) -> Work:
    """Each target drawn anew as the instruction says, specific ones mixed in where the editor can.

    The editor sees a crop around the target at its own size, and what it draws is shown through the target's soft edge.
    """
    for mask in work.targets:
        work = _one(work, mask, instruction, tuple(specific))
    return _told(work, instruction, specific)


def _one(work: Work, mask: Mask, instruction: str, specific: tuple[str, ...]) -> Work:
    """One target, and which of the specific instructions won where it is shown."""
    with work.toolbox.lease(PORT) as editor:
        window = _window(work, mask, getattr(editor, "side", NATIVE))
        crop = np.ascontiguousarray(work.rgb[window.slices])
        mixed = specific[: _mixed(work)] if editor.mixes else ()
        words = instruction if editor.mixes or not specific else f"{instruction}: {', '.join(specific)}"
        edited = editor.edit(crop, words, specific=mixed, seed=work.resolved.seed, watch=work.watch)
    after = np.array(work.rgb)
    after[window.slices] = edited.pixels
    alpha = edge_alpha(work, mask)
    work = work.leased(PORT).looking(window, edge_reads(work, mask)).allow(allowed_of(mask, work.resolved.growth))
    if edited.won is not None:
        winners = np.where(alpha[window.slices] > 0, edited.won.astype(np.uint8), np.uint8(NONE))
        work = replace(work, won=(*work.won, Won(window, mixed, winners)))
    return work.show(after, alpha)


def _window(work: Work, mask: Mask, side: int) -> Box:
    """The part of the picture that the editor sees: all of the target that may change, and what is around it."""
    reach = allowed_of(mask, work.resolved.growth).box
    rule = CropRule(max(16, side // 2), CONTEXT)
    return rule.window(reach, work.frame).union(reach).clamp(work.width, work.height)


def _told(work: Work, instruction: str, specific: Sequence[str]) -> Work:
    """What was asked, and how much of the target each specific instruction won."""
    said = f"drawn after the instruction “{instruction}”, with seed {work.resolved.seed}"
    if not specific:
        return work.note(said)
    parts = [f"{text} {share:.0%}" for text, share in shares(work.won)]
    if not parts:
        return work.note(f"{said}: {'; '.join(specific)}")
    rest = f"; not mixed in, say them on their own: {'; '.join(more)}" if (more := specific[_mixed(work) :]) else ""
    return work.note(f"{said}, in which these had their say: {'; '.join(parts)}{rest}")


def _mixed(work: Work) -> int:
    """How many specific instructions are mixed at most."""
    most = work.toolbox.drawing.specific
    return SPECIFIC if most is None else most


def drawn_steps(op: Instruct, able: Sequence[Step]) -> tuple[Step, ...]:
    """What of a wish is left to the editor: the steps that no actions here stand for."""
    return tuple(step.model_copy(update={"ops": None}) for step in op.instructions if step not in able)


def redraw_wish(work: Work) -> Work:
    """The part of a wish that the editor carries out."""
    op = work.resolved.op
    if not isinstance(op, Instruct):
        raise ValueError("redraw_wish evaluates a wish")
    return redraw(work, op.original, [step.text for step in op.instructions])
