"""Whether a session file holds together, judged before anything of it is kept."""

from __future__ import annotations

import io
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from ...scene.codec import SourceInfo
from ...scene.container import BROKEN, quiet, words
from ...scene.geometry import Box
from ...scene.image import ImageRef, Pixels
from ...scene.metadata import GPS, exif_bytes
from ...scene.objects import Scene
from ...scene.patch import Patch, composite
from ...scene.plan import EditPlan
from ...scene.records import EditRecord, PatchRef
from ...scene.shares import Won
from ...scene.view import View
from ..errors import BadInput
from ..sessions.blobs import bytes_id, gray_id
from ..sessions.branches import branch_name
from .contents import BadContents, Blob, Contents

Open = Callable[[str, str], NDArray[np.uint8]]
_MOST = 2**31
"""Actions of a turn, and attempts at one: more than any has, and no more than a database counts."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that a session file may hold."""

    pixels: int = 120_000_000
    """Of one picture."""
    file: int = 16 * 2**30
    contents: int = 512 * 2**20


def check_blob(blob: Blob, data: bytes, limits: Limits) -> None:
    """BadContents where these bytes are not what the id says."""
    kind, id = blob
    if kind != "bytes":
        decode(blob, data, limits)
        return
    if bytes_id(data) != id:
        raise BadContents(f"its part {id} is not what its name says")
    _scene(data)


def _scene(data: bytes) -> Scene:
    try:
        return Scene.model_validate_json(data)
    except ValueError as error:
        raise BadContents(f"one of its scenes cannot be read ({str(error).splitlines()[0]})") from error


def decode(blob: Blob, data: bytes, limits: Limits) -> NDArray[np.uint8]:
    """The pixels of a picture (H×W×3|4) or an alpha (H×W); BadContents, undecoded, where there are too many."""
    kind, id = blob
    try:
        with quiet(), Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
            if picture.width * picture.height > limits.pixels:
                raise BadContents(f"a picture in it has {picture.width} × {picture.height} pixels, which is too many")
            if picture.mode not in (("L",) if kind == "grays" else ("RGB", "RGBA")):
                raise BadContents(f"a picture in it is {picture.mode}, which session files do not hold")
            values = np.array(picture, np.uint8)
    except BadContents:
        raise
    except (Image.DecompressionBombError, *BROKEN) as error:
        raise BadContents(f"its part {id} is no picture ({words(error)})") from error
    if (gray_id(values) if kind == "grays" else ImageRef.of(values).id) != id:
        raise BadContents(f"its part {id} is not what its name says")
    return values


def check_history(contents: Contents, open_blob: Open, limits: Limits) -> None:
    """BadContents where records, turns and head do not fit together, or render to something else than `shown`."""
    records = {record.id: record for record in contents.records}
    for record in contents.records:
        _check_record(record, records, limits)
        _check_stored(record, open_blob)
    _check_places(contents)
    _check_turns(contents, records)
    _check_branches(contents)
    _check_names(contents)
    _check_source(contents)
    shown = _render(contents, records, open_blob)
    if ImageRef.of(shown) != contents.shown:
        raise BadContents("it renders to another picture than the one that was exported")


def _check_record(record: EditRecord, records: dict[str, EditRecord], limits: Limits) -> None:
    if not record.genuine:
        raise BadContents(f"its record {record.id} was changed")
    if record.parent is not None and record.parent not in records:
        raise BadContents(f"its record {record.id} follows one that is missing")
    view = record.view
    if max(view.canvas.area, view.width * view.height) > limits.pixels or not np.isfinite(view.array).all():
        raise BadContents(f"its record {record.id} makes a larger picture than can be opened")
    if abs(np.linalg.det(view.array)) < 1e-12:
        raise BadContents(f"its record {record.id} shows nothing")


def _check_stored(record: EditRecord, open_blob: Open) -> None:
    """What it laid, and what it says was followed where: of undone turns too, whose pictures are not rendered here."""
    try:
        for ref in record.patches:
            _patch(ref, open_blob)
        for one in record.won:
            Won(one.box, one.instructions, open_blob("grays", one.winners))
    except ValueError as error:
        raise BadContents(f"its record {record.id} does not fit what it stored ({error})") from error


def _check_places(contents: Contents) -> None:
    """Records stand under the numbers of turns that are over: the next turn clears all others away."""
    turns = range(1, 1 + sum(not turn.pending for turn in contents.turns))
    places = [(record.turn, record.index, record.attempt) for record in contents.records]
    for turn, index, attempt in places:
        if turn not in turns or not (0 <= index < _MOST and 0 <= attempt < _MOST):
            raise BadContents(f"a record of it stands at {turn}.{index}.{attempt}, where no turn of it can have one")
    if any(record.origin is not None and record.origin not in turns for record in contents.records):
        raise BadContents("a record of it carries out a turn that is not there")
    if len(set(places)) < len(places):
        raise BadContents("two records of it stand in one place")
    if len(set(contents.names)) < len(contents.names):
        raise BadContents("a name of a thing in it is there twice")


def _check_turns(contents: Contents, records: dict[str, EditRecord]) -> None:
    if [turn.number for turn in contents.turns] != list(range(1, len(contents.turns) + 1)):
        raise BadContents("its turns are not numbered 1, 2, 3 …")
    steps = [step for branch in contents.branches for step in (*branch.done, *branch.undone)]
    nodes = [node for step in steps for node in (step.before, step.after)]
    nodes += [node for turn in contents.turns for node in (turn.before, turn.after)]
    nodes += [node or None for node in contents.learned]
    if any(node is not None and node not in records for node in nodes):
        raise BadContents("a turn of it leads to a record that is missing")
    if any(turn.pending for turn in contents.turns[:-1]):
        raise BadContents("a turn that is not its last still waits for an answer")
    for turn in contents.turns:
        _check_request(turn.request or {})


def _check_branches(contents: Contents) -> None:
    names = [branch.name for branch in contents.branches]
    if contents.branch not in names or len({name.casefold() for name in names}) < len(names):
        raise BadContents("its branches have no names that tell them apart")
    for name in names:
        if not _names_a_branch(name):
            raise BadContents(f"a branch of it is called {name[:80]!r}, which is no name of one")


def _names_a_branch(name: str) -> bool:
    try:
        return branch_name(name) == name
    except BadInput:
        return False


def _check_request(request: dict[str, Any]) -> None:
    """What a turn was given and was read as: plans, like all others."""
    readings = request.get("readings") or {}
    try:
        plans = [request.get("given"), *(reading["plan"] for reading in readings.values())]
        for plan in plans:
            if plan is not None:
                EditPlan.model_validate(plan)
        if not all(0 <= float(reading["confidence"]) <= 1 for reading in readings.values()):
            raise ValueError("a confidence is 0…1")
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadContents("the turn that waits for an answer cannot be read") from error


def bare(name: str) -> str:
    """A file's name without anything that leads to another folder."""
    plain = "".join("_" if letter in "/\\:" or not letter.isprintable() else letter for letter in name)
    return plain if plain.strip(". ") else "photo"


def _check_names(contents: Contents) -> None:
    """Names become names of files: what is saved without another name lies beside the photo."""
    given = [contents.name, *(path for turn in contents.turns for path in turn.references.values())]
    if any(name != bare(name) for name in given):
        raise BadContents("a name in it leads to another folder")


def _check_source(contents: Contents) -> None:
    if contents.source.get("path") is not None:
        raise BadContents("it names a file of another machine as its photo")
    try:
        if contents.source:
            _check_metadata(SourceInfo.model_validate(contents.source))
    except ValueError as error:
        raise BadContents(f"what it says of the photo's file cannot be read ({str(error).splitlines()[0]})") from error


def _check_metadata(source: SourceInfo) -> None:
    """What goes on into saved pictures: readable, and without a place."""
    if source.icc is not None:
        b64decode(source.icc, validate=True)
    if source.exif is None:
        return
    exif = Image.Exif()
    try:
        exif.load(exif_bytes(source.exif))
        place = GPS in exif or exif.get_ifd(GPS)
    except BROKEN as error:
        raise ValueError("its EXIF cannot be read") from error
    if place:
        raise ValueError("its EXIF holds a place, which sessions never keep")


def _render(contents: Contents, records: dict[str, EditRecord], open_blob: Open) -> Pixels:
    base = open_blob("images", contents.base.id)
    if ImageRef.of(base) != contents.base:
        raise BadContents("its photo has another size than it says")
    chain = _chain(contents.line.head, records)
    view = chain[-1].view if chain else View.of(contents.base.width, contents.base.height)
    try:
        patches = [_patch(ref, open_blob) for record in chain for ref in record.patches]
        canvas = composite(base, patches, view.canvas if chain else Box.of_size(*view.frame.size))
        return view.render(canvas, opaque=contents.base.mode == "RGB")
    except (ValueError, IndexError) as error:
        raise BadContents(f"it cannot be rendered ({error})") from error


def _patch(ref: PatchRef, open_blob: Open) -> Patch:
    return Patch(ref.box, open_blob("images", ref.pixels), open_blob("grays", ref.alpha))


def _chain(node: str | None, records: dict[str, EditRecord]) -> list[EditRecord]:
    """From the first record to this one; BadContents for a ring."""
    chain: list[EditRecord] = []
    while node is not None:
        if len(chain) > len(records):
            raise BadContents("its history goes round in a ring")
        chain.append(records[node])
        node = records[node].parent
    return chain[::-1]
