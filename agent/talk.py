"""Saying and answering: the turns of a conversation, each on disk before it is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from typing import TYPE_CHECKING, Any, Literal

from ..scene.image import ImageRef, Pixels
from ..scene.plan import EditPlan, Question
from ..scene.records import ActionReport, TurnReport
from .errors import BadInput, NothingPending
from .flights import Flights
from .sessions.trouble import in_folder
from .sessions.values import SessionInfo, TurnEntry
from .setup.settings import ProvenanceSettings
from .turn.events import Event
from .turn.given import Marks, clean, read_marks, read_plan, read_references
from .turn.services import Services
from .turn.state import State, begin

if TYPE_CHECKING:
    from .editor import Editor

Approval = Literal["auto", "always", "never"]
Watcher = Callable[[Event], None]
TALKED_PAST = "Nothing was changed: something else was said."
"""What is told of a plan that waited for a yes, once it waits no more."""


@dataclass(frozen=True)
class Turn:
    """What became of something said: the report, and the picture after it."""

    report: TurnReport
    _pixels: Callable[[], Pixels] = field(repr=False, compare=False)

    @property
    def number(self) -> int:
        return self.report.turn

    @property
    def status(self) -> str:
        """`done`, `partly`, `not done`, `ask`, `approve`, `cannot`, `command` or `cancelled`."""
        return self.report.status

    @property
    def exit(self) -> int:
        """The command line's exit status."""
        return self.report.exit

    @property
    def plan(self) -> EditPlan:
        return self.report.plan

    @property
    def actions(self) -> tuple[ActionReport, ...]:
        return self.report.actions

    @property
    def question(self) -> Question | None:
        return self.report.question

    @property
    def image(self) -> ImageRef | None:
        return self.report.image

    @property
    def reply(self) -> str:
        return self.report.reply

    @property
    def pixels(self) -> Pixels:
        """The picture after the turn, H×W×3|4 uint8."""
        return self._pixels()


@dataclass(frozen=True)
class Defaults:
    """What a turn uses where nothing is said."""

    approval: Approval = "auto"
    seed: int = 0
    provenance: ProvenanceSettings = field(default_factory=ProvenanceSettings)


class Talk:
    """The turns of one session. Every call is on disk when it returns; Busy where someone else works on it."""

    def __init__(
        self,
        id: str,
        services: Services,
        flights: Flights,
        stop: threading.Event,
        defaults: Defaults | None = None,
        editor: Editor | None = None,
    ) -> None:
        self.id = id
        self.editor = editor
        self._services = services
        self._store = services.store
        self._flights = flights
        self._stop = stop
        self._defaults = defaults or Defaults()

    def say(
        self,
        text: str,
        marks: Marks | None = None,
        *,
        references: Mapping[str, str | PathLike[str]] | None = None,
        seed: int | None = None,
        approval: Approval | None = None,
        on_event: Watcher | None = None,
    ) -> Turn:
        """Edit by words and marks (`{"A": {"box": [...]}}`, shown coordinates). A pending question is dropped, but a
        plain yes or no to a plan that waits for one is its answer."""
        if not marks and isinstance(self.pending, EditPlan):
            from .interpreter.conversation.discourse import yes_or_no

            if (yes := yes_or_no(text)) is not None:
                return self.approve(yes, on_event)
        more = self._choices(marks, references, seed, approval)
        return self._take(on_event, text=clean(text), **more)

    def apply(
        self,
        plan: EditPlan | Mapping[str, Any],
        marks: Marks | None = None,
        *,
        references: Mapping[str, str | PathLike[str]] | None = None,
        seed: int | None = None,
        approval: Approval | None = None,
        on_event: Watcher | None = None,
    ) -> Turn:
        """Carry out a plan that is there already; BadInput where it is none."""
        more = self._choices(marks, references, seed, approval)
        return self._take(on_event, plan=read_plan(plan), **more)

    def answer(self, answer: int | str, on_event: Watcher | None = None) -> Turn:
        """Answer the pending question: an option's number (from 1) or words; NothingPending where none waits."""
        given = answer if isinstance(answer, int) else clean(answer)
        self._check_option(given)
        return self._go_on("ask", given, on_event)

    def _check_option(self, answer: int | str) -> None:
        """A number that no option has is a slip, and the question stays."""
        pending = self.pending
        if not isinstance(pending, Question) or not str(answer).strip().isdecimal() or not pending.options:
            return
        if not 1 <= int(answer) <= len(pending.options):
            raise BadInput(f"the options are 1 to {len(pending.options)}, but the answer was {answer}")

    def approve(self, yes: bool = True, on_event: Watcher | None = None) -> Turn:
        """Let the pending plan run, or drop it; NothingPending where none waits."""
        return self._go_on("approve", bool(yes), on_event)

    def revise(self, plan: EditPlan | Mapping[str, Any], on_event: Watcher | None = None) -> Turn:
        """Put another plan in the place of the one that waits for a yes, under the same words and marks; it waits too.
        NothingPending where none waits."""
        given = read_plan(plan)
        with self._working():
            request = self._waiting("approve").request
            begun: State = {**request, "given": given.to_dict(), "approval": "always"}  # type: ignore[typeddict-item]
            state, waiting = self._flights.run(begun, on_event)
            return self._landed(begun, state, waiting)

    def cancel(self) -> None:
        """From another thread: the running turn stops before its next action, or within one step of a generator, and
        changes nothing."""
        self._stop.set()

    @property
    def info(self) -> SessionInfo:
        return self._store.get(self.id)

    @property
    def pending(self) -> Question | EditPlan | None:
        """The question that waits for an answer, the plan that waits for a yes, or None."""
        last = self._store.last_turn(self.id)
        if last is None or not last.pending:
            return None
        return last.report.question if last.report.status == "ask" else last.plan

    def _choices(
        self,
        marks: Marks | None,
        references: Mapping[str, str | PathLike[str]] | None,
        seed: int | None,
        approval: Approval | None,
    ) -> dict[str, Any]:
        return {
            "marks": read_marks(marks),
            "references": read_references(references, self._store.blobs),
            "seed": self._defaults.seed if seed is None else seed,
            "approval": approval or self._defaults.approval,
        }

    def _order(self, command: Any, text: str) -> Turn:
        return self._take(None, text=text, plan=EditPlan.order(command), approval="never")

    def _take(self, on_event: Watcher | None, **what: Any) -> Turn:
        with self._working():
            self._drop_pending()
            self._store.sweep(self.id)
            begun = begin(self.id, self._store.next_turn(self.id), **what)
            state, waiting = self._flights.run(begun, on_event)
            return self._landed(begun, state, waiting)

    def _go_on(self, kind: str, value: Any, on_event: Watcher | None) -> Turn:
        with self._working():
            last = self._waiting(kind)
            self._store.sweep(self.id)
            begun: State = last.request  # type: ignore[assignment]
            state, waiting = self._flights.resume(begun, value, on_event)
            return self._landed(begun, state, waiting)

    def _waiting(self, kind: str) -> TurnEntry:
        """The last turn, which waits for an answer ("ask") or a yes ("approve")."""
        last = self._store.last_turn(self.id)
        if last is None or last.report.status != kind or last.request is None:
            missing = "question" if kind == "ask" else "plan that needs a yes"
            raise NothingPending(f"no {missing} is pending in session {self.id}; say what to change instead")
        return last

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._store.lock(self.id), in_folder(self._store.root):
            self._stop.clear()
            yield

    def _landed(self, begun: State, state: State, waiting: dict[str, Any] | None) -> Turn:
        number = begun["turn"]
        if waiting is not None:
            from .turn.nodes.finish import pending_report, turn_entry

            report = pending_report(state, waiting["kind"], ImageRef.of(self._shown(state.get("base"))))
            again = {**begun, "readings": state.get("readings", {}), "answered": state.get("answered", [])}
            self._store.commit(self.id, turn_entry(state, report, request=again), state.get("base"))
        entry = self._store.turn(self.id, number)
        assert entry is not None
        return self._turn(entry)

    def _drop_pending(self) -> None:
        """A question that is not answered but talked past is over."""
        last = self._store.last_turn(self.id)
        if last is None or not last.pending:
            return
        told = {"reply": TALKED_PAST} if last.report.status == "approve" else {}
        over = last.report.model_copy(update={"status": "cancelled", "exit": 0, **told})
        self._store.commit(self.id, last.model_copy(update={"report": over, "request": None}), last.after)
        self._flights.forget(last.request)  # type: ignore[arg-type]

    def _turn(self, entry: TurnEntry) -> Turn:
        return Turn(entry.report, lambda: self._shown(entry.after))

    def _shown(self, node: str | None) -> Pixels:
        return self._services.canvases.shown(self.id, node)
