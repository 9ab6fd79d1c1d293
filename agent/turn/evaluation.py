"""Evaluating an op on the picture of a record, remembered under everything the result depends on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any

from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels
from ...scene.mask import Mask, MaskRef
from ...scene.patch import composite
from ...scene.records import Check, PatchRef, ResolvedOp, WonRef, digest
from ...tools.generators import Watch
from ...tools.specs import PORTS
from ..actions import Original, Outcome, Situation, evaluate
from ..actions.work import Step
from ..looking.frames import carry_marks
from ..looking.perceive import backend_id
from ..sessions.patches import keep_patch, keep_won, load_patch, load_won
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
        step=_steps(services, watch),
    )


def _steps(services: Services, watch: Watch | None) -> Step:
    """Steps of a wish are evaluated and remembered as actions are."""
    return lambda part, pixels: outcome_of(services.store, evaluated(services, part, pixels, watch))


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
    step = _steps(services, watch)
    store = services.store
    outcome = evaluate(resolved, pixels, services.toolbox, store.blobs, watch, step, partial(_recall, store))
    key = _key(family, outcome.read, pixels)
    services.store.memo_put(key, _keep(services.store, outcome))
    if outcome.read.as_list() not in areas:
        services.store.memo_put(f"reads:{family}", [*areas, outcome.read.as_list()])
    return key


def _recall(store: Store, key: str, make: Callable[[], Pixels]) -> Pixels:
    """A picture that helps to draw others, kept in the store for as long as nothing clears it away."""
    known = store.memo_get(key)
    if known is None:
        known = store.blobs.put(make()).model_dump(mode="json")
        store.memo_put(key, known)
    return store.blobs.get(ImageRef.model_validate(known))


def outcome_of(store: Store, key: str) -> Outcome:
    """A remembered outcome."""
    kept = store.memo_get(key)
    return Outcome(
        patches=tuple(load_patch(store.blobs, ref) for ref in kept_patches(store, key)),
        backends=tuple(kept["backends"]),
        read=Box.parse(kept["read"]),
        allowed=Mask.from_ref(MaskRef.model_validate(kept["allowed"])),
        stray=kept["stray"],
        notes=tuple(kept["notes"]),
        stages=tuple(kept.get("stages", ())),
        won=tuple(load_won(store.blobs, ref) for ref in kept_won(store, key)),
        found=tuple((Box.parse(place), _mask(ref)) for place, ref in kept.get("found", ())),
    )


def kept_patches(store: Store, key: str) -> tuple[PatchRef, ...]:
    """The references of a remembered outcome's patches."""
    return tuple(PatchRef.model_validate(ref) for ref in store.memo_get(key)["patches"])


def kept_won(store: Store, key: str) -> tuple[WonRef, ...]:
    """The references of a remembered outcome's maps of instructions."""
    return tuple(WonRef.model_validate(ref) for ref in store.memo_get(key).get("won", ()))


def _mask(ref: Any) -> Mask | None:
    return None if ref is None else Mask.from_ref(MaskRef.model_validate(ref))


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
        "won": [keep_won(store.blobs, one).model_dump(mode="json") for one in outcome.won],
        "found": [
            [place.as_list(), mask.to_ref().model_dump(mode="json") if mask is not None else None]
            for place, mask in outcome.found
        ],
    }


def _key(family: str, area: Box, pixels: Pixels) -> str:
    part = pixels[area.clamp(pixels.shape[1], pixels.shape[0]).slices]
    content = ImageRef.of(part).id if part.size else None
    return f"outcome:{digest([family, area.as_list(), content])}"
