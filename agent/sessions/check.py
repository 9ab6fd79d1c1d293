"""Whether a session is whole on disk."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from ..errors import Damaged
from .blobs import Blobs

if TYPE_CHECKING:
    from ...scene.records import EditRecord
    from .store import Store


def problems(store: Store, session: str) -> list[str]:
    """What cannot be read back, or does not hold together; empty when all is well. Everything is read from the disk:
    every record that a visible turn led to and what it refers to, also those that showing the picture does not need."""
    info = store.get(session)
    on_disk = Blobs(store.blobs.root)  # one that remembers nothing
    found = [*_trouble("the photo", lambda: on_disk.get(info.base))]
    native = info.source.get("native")
    if native is not None:
        found += _trouble("the photo in its own colours", lambda: on_disk.get_pixels(native))
    if store.line(session).head != info.head:
        found.append("the head is not where the turns lead")
    records: dict[str, EditRecord] = {}
    nodes = {turn.after for turn in store.turns(session)} | {info.head}
    for node in sorted(node for node in nodes if node):
        found += _trouble(f"record {node}", partial(_walk_back, store, session, node, records))
    for id, record in records.items():
        found += _trouble(f"record {id}", partial(_read_what_it_names, store, on_disk, record))
    return found


def _walk_back(store: Store, session: str, node: str | None, records: dict[str, EditRecord]) -> None:
    """Gather the records that lead to a node, up to those gathered before: histories share nearly all of them."""
    while node is not None and node not in records:
        records[node] = store.read_record(session, node)
        node = records[node].parent


def _read_what_it_names(store: Store, on_disk: Blobs, record: EditRecord) -> None:
    store.get_scene(record.scene)
    for patch in record.patches:
        on_disk.get_pixels(patch.pixels)
        on_disk.get_gray(patch.alpha)


def _trouble(what: str, read: Callable[[], object]) -> Iterator[str]:
    try:
        read()
    except (Damaged, KeyError, ValueError) as error:
        yield f"{what}: {error}"
