"""Evaluating an op on the picture of a record, remembered under everything the result depends on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from ...scene.geometry import Box
from ...scene.image import Pixels
from ...scene.mask import Mask, MaskRef
from ...scene.patch import composite
from ...scene.records import Check, PatchRef, ResolvedOp, digest
from ...tools.generators import Watch
from ...tools.specs import PORTS
from ..actions import Original, Outcome, Situation, evaluate
from ..looking.frames import carry_marks
from ..looking.perceive import backend_id
from ..sessions.patches import keep_patch, load_patch
from ..sessions.store import Store
from .services import Services
from .state import State, marks_of


def situation(services: Services, state: State, node: str | None, watch: Watch | None = None) -> Situation:
    """What an op may look at when it runs on top of the record `node`; `watch` is told of generators' steps."""
    session, canvases = state["session"], services.canvases
    view = canvases.view(session, node)
    return Situation(
        pixels=canvases.pixels(session, node),
        scene=services.scene(session, node),
        view=view,
        toolbox=services.toolbox,
        images=services.store.blobs,
        marks=carry_marks(marks_of(state), canvases.view(session, state["base"]), view),
        references=state.get("references", {}),
        seed=state.get("seed", 0),
        library=services.library,
        original=lambda: Original(services.store.get(session).base, services.scene(session, None)),
        watch=watch,
    )


def evaluated(services: Services, resolved: ResolvedOp, pixels: Pixels, watch: Watch | None = None) -> str:
    """The memo key of the op's outcome on these canvas pixels; evaluated only where it is not known yet. What `watch`
    raises ends it, and nothing is remembered.

    An outcome is known when the op, the back-ends and the content of the box that it read are the same.
    """
    family = digest([resolved.digest(), [backend_id(services.toolbox, port) for port in PORTS]])
    areas = services.store.memo_get(f"reads:{family}") or []
    for area in areas:
        key = _key(family, Box.parse(area), pixels)
        if services.store.memo_get(key) is not None:
            return key
    outcome = evaluate(resolved, pixels, services.toolbox, services.store.blobs, watch)
    key = _key(family, outcome.read, pixels)
    services.store.memo_put(key, _keep(services.store, outcome))
    if outcome.read.as_list() not in areas:
        services.store.memo_put(f"reads:{family}", [*areas, outcome.read.as_list()])
    return key


def outcome_of(store: Store, key: str) -> tuple[Outcome, tuple[PatchRef, ...]]:
    """A remembered outcome, and the references of its patches."""
    kept = store.memo_get(key)
    refs = tuple(PatchRef.model_validate(ref) for ref in kept["patches"])
    outcome = Outcome(
        patches=tuple(load_patch(store.blobs, ref) for ref in refs),
        backends=tuple(kept["backends"]),
        read=Box.parse(kept["read"]),
        allowed=Mask.from_ref(MaskRef.model_validate(kept["allowed"])),
        stray=kept["stray"],
        notes=tuple(kept["notes"]),
        stages=tuple(kept.get("stages", ())),
    )
    return outcome, refs


def laid(resolved: ResolvedOp, before: Pixels, outcome: Outcome) -> Pixels:
    """The canvas after the op."""
    canvas = resolved.view.canvas
    after = (resolved.view_after or resolved.view).canvas
    patches = [replace(p, box=p.box.shift(-canvas.left, -canvas.top)) for p in outcome.patches]
    return composite(before, patches, after.shift(-canvas.left, -canvas.top))


def known_checks(store: Store, key: str) -> tuple[Check, ...] | None:
    """The checks of an outcome that was looked at before."""
    kept = store.memo_get(f"checks:{key}")
    return None if kept is None else tuple(Check.model_validate(check) for check in kept)


def keep_checks(store: Store, key: str, checks: tuple[Check, ...]) -> None:
    store.memo_put(f"checks:{key}", [check.model_dump(mode="json") for check in checks])


def _keep(store: Store, outcome: Outcome) -> Mapping[str, Any]:
    return {
        "patches": [keep_patch(store.blobs, patch).model_dump(mode="json") for patch in outcome.patches],
        "backends": list(outcome.backends),
        "read": outcome.read.as_list(),
        "allowed": outcome.allowed.to_ref().model_dump(mode="json"),
        "stray": outcome.stray,
        "notes": list(outcome.notes),
        "stages": list(outcome.stages),
    }


def _key(family: str, area: Box, pixels: Pixels) -> str:
    part = np.ascontiguousarray(pixels[area.clamp(pixels.shape[1], pixels.shape[0]).slices])
    content = hashlib.sha256(f"{part.shape}".encode())
    content.update(part.data)
    return f"outcome:{digest([family, area.as_list(), content.hexdigest()])}"
