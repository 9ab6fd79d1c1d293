"""Nothing changed but what was to change: locked pixels, tools that stray, the view."""

from __future__ import annotations

import numpy as np

from ...scene.image import Pixels, differing, to_rgb
from ...scene.records import Check, ResolvedOp
from ..actions.work import Outcome


def locked(before: Pixels, after: Pixels, outcome: Outcome) -> Check:
    if before.shape != after.shape:
        before, after = to_rgb(before), to_rgb(after)
    outside = int(np.count_nonzero(differing(before, after) & ~outcome.allowed.array))
    detail = "nothing else changed" if not outside else f"{outside} pixels changed outside the action's area"
    return Check(name="locked pixels", passed=outside == 0, detail=detail, value=float(outside))


def in_place(outcome: Outcome) -> Check:
    detail = "" if not outcome.stray else f"the tool changed {outcome.stray} pixels where it was not asked to"
    return Check(name="in place", passed=outcome.stray == 0, detail=detail, value=float(outcome.stray))


def framed(resolved: ResolvedOp, outcome: Outcome) -> tuple[Check, ...]:
    return (in_place(outcome), view_changed(resolved))


def view_changed(resolved: ResolvedOp) -> Check:
    after = resolved.view_after
    changed = after is not None and after != resolved.view
    size = f"{after.width}×{after.height}" if after is not None else "none"
    return Check(name="view changed", passed=changed, detail=f"the picture is {size}")
