"""Whether a session is whole on disk."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, pairwise
from typing import NamedTuple, TypeVar

from ...scene.records import EditRecord
from ..errors import Damaged, NotStored
from .blobs import Blobs
from .store import BASE, Store

T = TypeVar("T")
WRONG = (Damaged, ValueError, sqlite3.DatabaseError)
"""What reading something that is damaged raises."""
MISSING = 1000


class Fault(NamedTuple):
    """What cannot be read back or does not hold together, why, and the records that need it (`BASE`: the photo)."""

    what: str
    why: str
    records: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.what}: {self.why}"


@dataclass
class Inspection:
    """What is found while all of a session is read from the disk: every record that a visible turn or a version leads
    to and what it refers to, also what showing the picture does not need."""

    faults: list[Fault] = field(default_factory=list)
    records: dict[str, EditRecord] = field(default_factory=dict)
    """Those that could be read."""
    nodes: dict[int | str, str | None] = field(default_factory=dict)
    """The record that a turn, by number, or a version, by name, led to."""
    lost: list[int | str] = field(default_factory=list)
    """Turns and versions of which nothing can be read."""

    def tried(self, what: str, read: Callable[[], T], *records: str) -> T | None:
        """What `read` gives; None, and a fault, where it cannot."""
        try:
            return read()
        except WRONG as error:
            fault = Fault(what, str(error), records)
            self.faults += [fault] if fault not in self.faults else []
            return None


def inspect(store: Store, session: str) -> Inspection:
    """Read a session back. SessionNotFound lists the ids there are."""
    found, info = Inspection(), store.get(session)
    on_disk = Blobs(store.blobs.root)  # one that remembers nothing
    found.tried("the photo", lambda: on_disk.get(info.base), BASE)
    native = info.source.get("native")
    if native is not None:
        found.tried("the photo in its own colours", lambda: on_disk.get_pixels(native))
    _walk(found, store, session)
    current = store.branches.current(session)
    if current in found.nodes and found.nodes[current] != info.head:
        found.faults.append(Fault(f"version {current}", "its head is not where its turns lead"))
    for node in dict.fromkeys([*found.nodes.values(), info.head]):
        _walk_back(found, store, session, node)
    _read_what_is_named(found, store, on_disk, session)
    return found


def problems(store: Store, session: str) -> list[str]:
    """What is wrong with a session, in words; empty when all is well."""
    return [str(fault) for fault in inspect(store, session).faults]


def _walk(found: Inspection, store: Store, session: str) -> None:
    """Where the turns and the versions lead."""
    leads: dict[int | str, Callable[[], str | None]] = {
        number: partial(_after, store, session, number) for number in _counted(store.numbers(session))
    }
    leads |= {name: partial(_head, store, session, name) for name in store.branches.names(session)}
    for name, lead in leads.items():
        before = len(found.faults)
        node = found.tried(f"turn {name}" if isinstance(name, int) else f"version {name}", lead)
        if len(found.faults) > before:
            found.lost.append(name)
        else:
            found.nodes[name] = node


def _counted(numbers: Iterable[int]) -> list[int]:
    """The numbers of the turns that there are and of those that are missing before them; of those that are missing side
    by side no more than `MISSING`: the next number may be any in a damaged store."""
    there = sorted(numbers)
    pairs = pairwise((0, *(number for number in there if number > 0)))
    gaps = (range(before + 1, min(after, before + 1 + MISSING)) for before, after in pairs)
    return sorted({*there, *chain.from_iterable(gaps)})


def _after(store: Store, session: str, number: int) -> str | None:
    entry = store.turn(session, number)
    if entry is None:
        raise NotStored("it is missing")
    return entry.after


def _head(store: Store, session: str, name: str) -> str | None:
    return store.branches.line(session, name).head


def _walk_back(found: Inspection, store: Store, session: str, node: str | None) -> None:
    """Gather the records that lead to a node, up to those gathered before: histories share nearly all of them."""
    while node is not None and node not in found.records:
        record = found.tried(f"record {node}", partial(store.read_record, session, node), node)
        if record is None:
            return
        found.records[node] = record
        node = record.parent


def _read_what_is_named(found: Inspection, store: Store, on_disk: Blobs, session: str) -> None:
    """Each file once, with all the records that need it."""
    needed: dict[tuple[Callable[[str], object], str], list[EditRecord]] = {}
    for record in found.records.values():
        named: list[tuple[Callable[[str], object], str]] = [(store.get_scene, record.scene)]
        for patch in record.patches:
            named += [(on_disk.get_pixels, patch.pixels), (on_disk.get_gray, patch.alpha)]
        named += [(on_disk.get_gray, won.winners) for won in record.won]
        for one in named:
            needed.setdefault(one, []).append(record)
    for (read, id), records in needed.items():
        turns = ", ".join(str(turn) for turn in sorted({record.origin or record.turn for record in records}))
        found.tried(f"turn {turns}", partial(read, id), *(record.id for record in records))
    _read_what_was_learnt(found, store, session)


def _read_what_was_learnt(found: Inspection, store: Store, session: str) -> None:
    """A record's own scene, which stands where nothing was learnt since, is not told a second time."""
    told, again = {fault.why for fault in found.faults}, Inspection()
    for node in (None, *found.records):
        again.tried("what was seen in the picture", partial(store.scene, session, node))
    found.faults += [fault for fault in again.faults if fault.why not in told]
