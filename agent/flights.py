"""Running a turn through the graph: streaming, waiting, going on later or in another process, starting over."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing, suppress
from contextvars import Context
from pathlib import Path
from threading import RLock, Thread
from typing import Any

from .privacy import untraced
from .sessions.blobs import private_folder
from .sessions.trouble import undamaged
from .setup.fronts import fronts_later
from .turn.events import Event
from .turn.services import Services
from .turn.state import State

STEPS = 10_000
"""More steps than any turn takes; repairs and looking are bounded by themselves."""


class Flights:
    """Turns in flight. A checkpoint lives only while its turn does; the store is what remembers."""

    def __init__(self, services: Services, home: Path, tracing: bool = False) -> None:
        self._services = services
        self._home = home
        self._tracing = tracing
        self._opening = RLock()
        self._connection: sqlite3.Connection | None = None
        self._kept_saver: Any = None
        self._kept_graph: Any = None

    def close(self) -> None:
        with self._opening:
            if self._connection is not None:
                self._connection.close()
            self._connection = self._kept_saver = self._kept_graph = None

    def run(self, begun: State, on_event: Callable[[Event], None] | None) -> tuple[State, dict[str, Any] | None]:
        """A new turn, until its reply or until it waits: the state, and what it waits for (None: it is over).

        In a context of its own: begun by a tool of somebody else's graph, a turn is no part of that graph.
        """
        with self._undamaged():
            return Context().run(self._run, begun, on_event)

    def _run(self, begun: State, on_event: Callable[[Event], None] | None) -> tuple[State, dict[str, Any] | None]:
        if begun.get("given") is None and self._kept_graph is None:
            self._look_while_importing(begun["session"], begun.get("text", ""))
        self.forget(begun)
        # A process that was killed between its turn's commit and its last step here could not forget it.
        self.forget({**begun, "turn": begun["turn"] - 1})
        return self._stream(begun, begun, on_event)

    def _look_while_importing(self, session: str, text: str) -> None:
        """The first turn of a process: importing LangGraph takes about as long as a look at the photo, and leaves a
        core free for it. After the look, what will be needed loads beside the steps that think. What goes wrong here
        is raised by the step that needs it."""
        needed: tuple[str, ...] = ()
        with ThreadPoolExecutor(max_workers=1) as aside:
            looking = aside.submit(self._services.look_ahead, session, text)
            _ = self._graph
            with self._saver.cursor():  # under its lock: other turns may begin just now
                pass
            if not looking.done():
                with suppress(Exception):
                    needed = self._services.read_ahead(session, text)
        if needed:
            Thread(target=self._services.toolbox.warm, args=needed).start()

    def resume(
        self, begun: State, value: Any, on_event: Callable[[Event], None] | None
    ) -> tuple[State, dict[str, Any] | None]:
        """Go on with a turn that waits, giving it what it waits for; from the beginning where no checkpoint is left."""
        with self._undamaged():
            return Context().run(self._resume, begun, value, on_event)

    def _resume(
        self, begun: State, value: Any, on_event: Callable[[Event], None] | None
    ) -> tuple[State, dict[str, Any] | None]:
        from langgraph.types import Command

        if not self._waits(begun):
            state, waiting = self._run(begun, None)
            if waiting is None:
                return state, None
        return self._stream(begun, Command(resume=value), on_event)

    def _waits(self, begun: State) -> bool:
        """Whether there is a checkpoint to go on from; one that cannot be read is as good as none."""
        from langgraph.types import Interrupt

        try:
            there = self._graph.get_state(_config(begun))
        except Exception:  # noqa: BLE001 – damaged bytes may be read as anything
            return False
        return bool(there.next) and all(isinstance(one, Interrupt) for one in there.interrupts)

    def forget(self, begun: State) -> None:
        """Drop the checkpoint of a turn that will not go on."""
        with self._undamaged():
            self._saver.delete_thread(_thread(begun))

    def _undamaged(self) -> AbstractContextManager[None]:
        return undamaged(self._file, "the turns that wait for an answer", "delete it, and they are begun again")

    @property
    def _file(self) -> Path:
        return self._home / "flights.sqlite"

    def _stream(
        self, begun: State, given: Any, on_event: Callable[[Event], None] | None
    ) -> tuple[State, dict[str, Any] | None]:
        config = _config(begun)
        steps = self._graph.stream(given, config, stream_mode="custom", durability="sync")
        # Whoever watches may raise: then no step is left running when the session is let go.
        with untraced(allowed=self._tracing), closing(steps):
            for piece in steps:
                if on_event is not None:
                    on_event(Event.from_dict(piece))
        snapshot = self._graph.get_state(config)
        state: State = snapshot.values
        if snapshot.interrupts:
            return state, dict(snapshot.interrupts[0].value)
        self.forget(begun)
        return state, None

    @property
    def _saver(self) -> Any:
        """One for all turns, whichever thread wants it first."""
        with self._opening:
            if self._kept_saver is None:
                self._kept_saver = self._open_saver()
            return self._kept_saver

    def _open_saver(self) -> Any:
        with fronts_later():
            from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
            from langgraph.checkpoint.sqlite import SqliteSaver

        private_folder(self._home)
        self._connection = sqlite3.connect(self._file, check_same_thread=False, timeout=30)
        # A killed process loses nothing that way; a power cut may take the last steps of a turn that was not over.
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        # Only plain data and LangGraph's own types come back: a file that was tampered with builds no other object.
        return SqliteSaver(self._connection, serde=JsonPlusSerializer(allowed_msgpack_modules=None))

    @property
    def _graph(self) -> Any:
        from .graph import build_graph

        with self._opening:
            if self._kept_graph is None:
                self._kept_graph = build_graph(self._services, self._saver)
            return self._kept_graph


def _thread(begun: State) -> str:
    return f"{begun['session']}:{begun['turn']}"


def _config(begun: State) -> dict[str, Any]:
    return {"configurable": {"thread_id": _thread(begun)}, "recursion_limit": STEPS}
