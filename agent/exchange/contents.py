"""What a session file says: `scenewright.session/2`, and how older numbers of it become the current one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from pydantic import ConfigDict, ValidationError
from pydantic_core import from_json

from ...scene.image import ImageRef
from ...scene.records import EditRecord
from ..sessions.transfer import History

NAME: Final = "scenewright.session"
NUMBER: Final = 2
FORMAT: Final = f"{NAME}/{NUMBER}"
_VERSION = re.compile(r"[0-9]{1,9}")

Migration = Callable[[dict[str, Any]], dict[str, Any]]


def _with_branches(old: dict[str, Any]) -> dict[str, Any]:
    """Number 1 knew one line of steps."""
    data = {name: value for name, value in old.items() if name not in ("done", "undone")}
    only = {"name": "main", "done": old.get("done", []), "undone": old.get("undone", [])}
    return {**data, "branch": "main", "branches": [only]}


MIGRATIONS: Mapping[int, Migration] = {1: _with_branches}
"""From each older number of the format to the next; every number below `NUMBER` that was ever released is here."""

Blob = tuple[str, str]
"""A kind (bytes, images, grays) and an id."""


class BadContents(ValueError):
    """The history in a session file cannot be read; the message says why."""


class Contents(History):
    """A session without its id, and what it has to show."""

    model_config = ConfigDict(frozen=True, extra="allow")

    format: str = FORMAT
    program: str = ""
    """What wrote it, with its version."""
    shown: ImageRef
    """What the head renders to."""

    def to_bytes(self) -> bytes:
        """Canonical JSON: the same session gives the same bytes."""
        data = self.model_dump(mode="json")
        return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True).encode()

    @property
    def blobs(self) -> tuple[Blob, ...]:
        """What it refers to, each once, sorted."""
        return tuple(sorted(set(self._blobs())))

    def _blobs(self) -> Iterator[Blob]:
        yield "images", self.base.id
        if self.source.get("native") is not None:
            yield "images", str(self.source["native"])
        for scene in self.learned.values():
            yield "bytes", scene
        for record in self.records:
            yield from blobs_of(record)


def blobs_of(record: EditRecord) -> Iterator[Blob]:
    """The scene, the patches, the maps of instructions and the pictures taken from that a record refers to."""
    yield "bytes", record.scene
    for patch in record.patches:
        yield "images", patch.pixels
        yield "grays", patch.alpha
    for won in record.won:
        yield "grays", won.winners
    yield from (("images", id) for id in _references(record.model_dump(mode="json", include={"op", "resolved"})))


def _references(value: Any) -> Iterator[str]:
    """Ids of pictures that ops take things from, in wishes too."""
    if isinstance(value, list):
        for part in value:
            yield from _references(part)
    if not isinstance(value, dict):
        return
    for name, part in value.items():
        if name == "reference" and isinstance(part, dict):
            image = part.get("image")
            id = image.get("id") if isinstance(image, dict) else image
            if isinstance(id, str):
                yield id
        yield from _references(part)


def read_contents(data: bytes, migrations: Mapping[int, Migration] = MIGRATIONS, number: int = NUMBER) -> Contents:
    """The history in a session file of this or an older number; BadContents where it is none."""
    try:
        raw = from_json(data, allow_inf_nan=False)
    except ValueError as error:
        raise BadContents(f"its history is no JSON ({error})") from error
    try:
        return Contents.model_validate(migrated(raw, migrations, number))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        raise BadContents(f"its history cannot be read ({where[:80]}: {first['msg'][:200]})") from error


def migrated(raw: Any, migrations: Mapping[int, Migration] = MIGRATIONS, number: int = NUMBER) -> dict[str, Any]:
    """The data in format `number`, step by step; BadContents for a newer one and for what is no session."""
    came = str(raw.get("format")) if isinstance(raw, dict) else ""
    name, _, version = came.partition("/")
    if name != NAME or not _VERSION.fullmatch(version):
        raise BadContents(f"it should be {NAME}/{number} or older, but says {came[:80]!r}")
    if int(version) > number:
        raise BadContents(f"it is {came}, from a newer scenewright; this one reads {NAME}/{number}: update it")
    data: dict[str, Any] = raw
    for step in range(int(version), number):
        if step not in migrations:
            raise BadContents(f"{NAME}/{step} was never released")
        data = {**migrations[step](data), "format": f"{NAME}/{step + 1}"}
    return data
