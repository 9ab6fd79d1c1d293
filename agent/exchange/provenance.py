"""How a session's picture came to be: what its records say of the tools that ran, for the files it is saved as."""

from __future__ import annotations

from importlib.metadata import version

from ...scene.ops import Correct
from ...scene.provenance import Provenance, Step
from ...scene.records import EditRecord, ResolvedOp
from ...tools.registry import backends
from ..turn.services import Services

ORIGIN = "plate"
"""`origin` of what is known of the photo's file, where there is no photo."""

GENERATIVE = "generative"
"""The capability of rows that draw what was not there."""
DRAWING = ("inpainter", "layout_generator", "instruction_editor")
"""The ports of what draws."""


def provenance_of(services: Services, session: str, words: bool = False) -> Provenance:
    """Of the picture as it is shown; `words` takes along what the person said."""
    store = services.store
    info = store.get(session)
    chain = store.chain(session, info.head)
    drawing = _drawing(services)
    texts = {turn.number: turn.text for turn in store.turns(session)}
    turns = dict.fromkeys(record.origin or record.turn for record in chain) if words else ()
    return Provenance(
        program=f"scenewright {version('scenewright')}",
        steps=tuple(_step(record, drawing) for record in chain if not isinstance(record.op, Correct)),
        declared=info.source.get("declared"),
        photo=info.source.get("origin") != ORIGIN,
        words=tuple(texts[turn] for turn in turns if texts.get(turn)),
    )


def _drawing(services: Services) -> frozenset[str]:
    """Names of back-ends that draw; one that was brought along counts, for nobody said what it is."""
    rows = backends()
    known = {spec.name for spec in rows}
    here = [services.toolbox.spec(port) for port in DRAWING]
    own = {spec.name for spec in here if spec is not None and spec.name not in known}
    return frozenset({spec.name for spec in rows if GENERATIVE in spec.capabilities} | own)


def _step(record: EditRecord, drawing: frozenset[str]) -> Step:
    scaled = float(getattr(record.op, "scale", None) or 1) > 1
    return Step(
        verb=record.op.op,
        tools=record.backends,
        trained=any(tool.partition("@")[0] in drawing for tool in record.backends),
        foreign=_takes_from_elsewhere(record.resolved),
        framing=not record.patches and not scaled,
    )


def _takes_from_elsewhere(resolved: ResolvedOp) -> bool:
    """Whether another picture than the photo itself gave pixels."""
    taken = resolved.reference is not None and resolved.reference.object is None
    return taken or any(map(_takes_from_elsewhere, resolved.parts))
