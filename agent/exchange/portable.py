"""`session export` and `session import`: a whole session as one file that opens on another machine, or is refused."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...scene.image import ImageRef
from ..errors import BadInput, Damaged
from ..sessions.blobs import Blobs
from ..sessions.canvas import Canvases
from ..sessions.store import Store
from ..sessions.values import SessionInfo, TurnEntry
from ..turn.state import begin
from .archive import CONTENTS, ArchiveLimits, BadFile, open_archive, write_archive
from .contents import BadContents, Blob, Contents, read_contents
from .examine import Limits, bare, check_blob, check_history, decode

ENDING = ".scenewright"
"""What session files are called by default."""
_SETTLED = ("given", "readings")
"""Of a turn that waits for an answer: what its beginning holds besides what the turn says itself."""


def export_session(store: Store, id: str, target: Path, limits: Limits | None = None) -> Contents:
    """Write the session with all it refers to; the same session gives the same bytes, whichever store it is in.

    It holds no path of this machine but those that an op itself names. Raises Damaged where the store does not hold
    what the session refers to, Busy while somebody works on it, and OSError; then nothing was written.
    """
    if not target.absolute().parent.is_dir():
        raise BadInput(f"a session file goes into a folder that is there, but {target.absolute().parent} is none")
    with store.lock(id):
        contents = _contents(store, id)
        if problems := store.verify(id):
            raise Damaged(f"session {id} cannot be exported: {problems[0]}")
        write_archive(target, _members(store.blobs, contents, limits or Limits()))
    return contents


def import_session(store: Store, path: Path, limits: Limits | None = None) -> SessionInfo:
    """Take a session file in under a new id. BadFile (and nothing is written) for one that is not as it was exported,
    that does not hold together, or that renders to another picture than it says."""
    limits = limits or Limits()
    with open_archive(path, ArchiveLimits(bytes=limits.file, contents=limits.contents)) as archive:

        def opened(kind: str, id: str) -> NDArray[np.uint8]:
            return decode((kind, id), archive.read(member((kind, id))), limits)

        try:
            contents = read_contents(archive.read(CONTENTS))
            _check_names(archive.names, contents)
            for blob in contents.blobs:
                check_blob(blob, archive.read(member(blob)), limits)
            check_history(contents, opened, limits)
        except BadContents as error:
            raise BadFile(path, str(error)) from error
        for blob in contents.blobs:
            _put(store.blobs, blob, archive.read(member(blob)), limits)
    id = secrets.token_hex(5)
    turns = tuple(housed(turn, id) for turn in contents.turns)
    return store.adopt(id, contents.model_copy(update={"turns": turns}))


def member(blob: Blob) -> str:
    """The name of a blob's member."""
    kind, id = blob
    code = id.removeprefix("sha256:")
    return f"{kind}/{code}" if kind == "bytes" else f"{kind}/{code}.png"


def _contents(store: Store, id: str) -> Contents:
    history = store.history(id)
    shown = Canvases(store).shown(id, history.line.head)
    plain = history.model_copy(
        update={
            "name": bare(history.name),
            "source": {name: value for name, value in history.source.items() if name != "path"},
            "turns": tuple(map(_homeless, history.turns)),
        }
    )
    return Contents.model_validate(
        {**plain.model_dump(), "program": f"scenewright {version('scenewright')}", "shown": ImageRef.of(shown)}
    )


def _homeless(turn: TurnEntry) -> TurnEntry:
    """A turn as it is anywhere: without the session's id and without paths of this machine."""
    request = {name: turn.request.get(name) for name in _SETTLED} if turn.request is not None else None
    references = {name: bare(Path(path).name) for name, path in turn.references.items()}
    report = turn.report.model_copy(update={"session": ""})
    return turn.model_copy(update={"report": report, "request": request, "references": references})


def housed(turn: TurnEntry, id: str) -> TurnEntry:
    """The turn as it stands in the session with this id."""
    report = turn.report.model_copy(update={"session": id})
    return turn.model_copy(update={"report": report, "request": _request(turn, id)})


def _request(turn: TurnEntry, id: str) -> dict[str, Any] | None:
    """How a turn that waits begins again: made here out of what the turn says, never taken as it came."""
    if turn.request is None or not turn.pending:
        return None
    begun = begin(id, turn.number, text=turn.text, marks=turn.marks, seed=turn.seed)
    return {**begun, **{name: turn.request.get(name) for name in _SETTLED}}


def _members(blobs: Blobs, contents: Contents, limits: Limits) -> Iterator[tuple[str, bytes]]:
    yield CONTENTS, contents.to_bytes()
    for blob in contents.blobs:
        data = blobs.stored(*blob)
        try:
            check_blob(blob, data, limits)
        except BadContents as error:
            raise Damaged(f"the store does not hold {blob[1]}: {error}") from error
        yield member(blob), data


def _check_names(names: frozenset[str], contents: Contents) -> None:
    wanted = {CONTENTS, *map(member, contents.blobs)}
    if missing := sorted(wanted - names):
        raise BadContents(f"its part {missing[0]} is missing")
    if strange := sorted(names - wanted):
        raise BadContents(f"it has a part {strange[0]} that nothing in it refers to")


def _put(blobs: Blobs, blob: Blob, data: bytes, limits: Limits) -> None:
    """Pictures are written anew: nothing but their pixels comes in."""
    kind = blob[0]
    if kind == "bytes":
        blobs.put_bytes(data)
    elif kind == "images":
        blobs.put(decode(blob, data, limits))
    else:
        blobs.put_gray(decode(blob, data, limits))
