"""A conversation about one photo."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from ..scene.codec import SaveNotes, SourceInfo, Untouched, save_photo
from ..scene.image import ImageRef, Pixels
from ..scene.objects import Scene
from ..scene.patch import composite
from ..scene.plan import Drop, EditPlan, Question, Redo, Reorder, Rerun, Reset, Take, Undo
from ..scene.records import ActionReport, TurnReport
from ..scene.view import View
from .compare import Difference, Drift, difference, drift
from .errors import BadInput, NothingPending
from .events import Event
from .flights import Flights
from .frames import shown_scene
from .given import Marks, clean, read_marks, read_plan
from .inquiry import Inquiry
from .nodes.finish import pending_report, turn_entry
from .services import Services
from .sessions.branches import Branch
from .sessions.trouble import in_folder
from .sessions.values import SessionInfo, TurnEntry
from .state import State, begin

if TYPE_CHECKING:
    from .editor import Editor

Approval = Literal["auto", "always", "never"]
Watcher = Callable[[Event], None]


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


class Session:
    """One photo, its turns and its head. Every call is on disk when it returns; Busy where someone else works on it."""

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

    # -- turns

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
        """Edit by words and marks (`{"A": {"box": [...]}}`, shown coordinates). A pending question is dropped."""
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

    def cancel(self) -> None:
        """From another thread: the running turn stops before its next action and changes nothing."""
        self._stop.set()

    def undo(self, count: int = 1) -> Turn:
        """Take the last turns back; no model runs."""
        return self._order(Undo(count=count), "undo")

    def redo(self, count: int = 1) -> Turn:
        """Bring undone turns back, with the same bytes."""
        return self._order(Redo(count=count), "redo")

    def drop(self, *turns: int) -> Turn:
        """Take single turns (from 1) out of the picture and keep what came after them."""
        return self._order(Drop(turns=turns), f"drop {', '.join(map(str, turns))}")

    def reorder(self, *turns: int) -> Turn:
        """Have these turns happen in this order, at the places that they hold between them."""
        return self._order(Reorder(turns=turns), f"reorder {', '.join(map(str, turns))}")

    def rerun(self, turn: int, seed: int | None = None) -> Turn:
        """Do a turn's actions once more in their place, with another seed."""
        return self._order(Rerun(turn=turn, seed=seed), f"run turn {turn} again")

    def take(self, *turns: int, branch: str) -> Turn:
        """Do turns of another branch here too (none named: all of its that this branch lacks)."""
        return self._order(Take(turns=turns, branch=branch), f"take from {branch}")

    def reset(self) -> Turn:
        """Back to the photo as it came; can be undone."""
        return self._order(Reset(), "start over")

    # -- versions

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The versions side by side; one of them is worked on."""
        return self._store.branches.all(self.id)

    def branch(self, name: str, at: int | None = None) -> None:
        """A new version, worked on from now on, that begins as things are now or as they were after a turn (0: the
        photo). BadInput for a name that is taken, or a turn that there is not."""
        with self._working():
            self._drop_pending()
            line = self._store.line(self.id)
            start = line if at is None else line.up_to(at, self._after(at))
            self._store.branches.create(self.id, name, start)

    def switch(self, name: str) -> None:
        """Work on another version; BadInput lists those there are."""
        with self._working():
            self._drop_pending()
            self._store.branches.switch(self.id, name)

    def delete_branch(self, name: str) -> None:
        """Forget a version that is not worked on; its turns stay in the conversation."""
        with self._working():
            self._store.branches.delete(self.id, name)

    def compare(self, one: int | str, other: int | str) -> Difference:
        """Where two versions differ: pictures after turns (0: the photo) or of branches, by number or name."""
        return difference(self._version(one), self._version(other))

    def drift(self) -> tuple[Drift, ...]:
        """Of each action that stands, what it changed, and that nothing changed outside its alphas."""
        chain = self._services.chain(self.id, self._store.head(self.id))
        return tuple(drift(self.id, record, self._services.canvases, self._store.blobs) for record in chain)

    def _version(self, named: int | str) -> Pixels:
        if isinstance(named, str) and not named.isdecimal():
            return self._shown(self._store.branches.line(self.id, named).head)
        return self.pixels_at(int(named))

    def _after(self, turn: int) -> str | None:
        """The record that a turn led to (0: none, the photo)."""
        entry = self._store.turn(self.id, turn) if turn else None
        if turn and entry is None:
            raise BadInput(f"session {self.id} has turns 1 to {self.info.turns}, but turn {turn} was asked for")
        return entry.after if entry else None

    # -- looking

    @property
    def info(self) -> SessionInfo:
        return self._store.get(self.id)

    @property
    def inquiry(self) -> Inquiry:
        """To ask what words would do, and where things are; nothing is changed."""
        return Inquiry(self._services, self.id)

    @property
    def pending(self) -> Question | EditPlan | None:
        """The question that waits for an answer, the plan that waits for a yes, or None."""
        last = self._store.last_turn(self.id)
        if last is None or not last.pending:
            return None
        return last.report.question if last.report.status == "ask" else last.plan

    @property
    def pixels(self) -> Pixels:
        """The picture as it is shown now; read-only."""
        return self._shown(self._store.head(self.id))

    @property
    def base(self) -> Pixels:
        """The photo as it came."""
        return self._shown(None)

    @property
    def view(self) -> View:
        return self._services.canvases.view(self.id, self._store.head(self.id))

    @property
    def scene(self) -> Scene:
        """What is known to be in the picture, in shown coordinates; the first call looks at the photo."""
        return shown_scene(self._services.scene(self.id, self._store.head(self.id)), self.view)

    @property
    def turns(self) -> tuple[TurnEntry, ...]:
        """Everything said, with what became of it."""
        return self._store.turns(self.id)

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening the photo converted."""
        return tuple(self.info.source.get("notes", ()))

    def pixels_at(self, turn: int) -> Pixels:
        """The picture after a turn (0: the photo)."""
        return self._shown(self._after(turn))

    def thumbnail(self, size: int = 256) -> Pixels:
        """The picture now, no side longer than `size`."""
        import numpy as np
        from PIL import Image

        image = Image.fromarray(self.pixels)
        image.thumbnail((size, size))
        return np.asarray(image)

    def save(self, path: str | PathLike[str], *, format: str | None = None, quality: int | None = None) -> SaveNotes:
        """Write the picture now; the photo it came from is never overwritten."""
        kept = self.info.source
        source = SourceInfo.model_validate(kept) if kept else None
        return save_photo(self.pixels, path, source, format, quality, photo=self._untouched(source))

    def export(self, path: str | PathLike[str]) -> None:
        """Write the whole session as one file that opens on another machine: `Editor.import_session`."""
        from .exchange.portable import export_session

        export_session(self._store, self.id, Path(path))

    # -- how

    def _choices(
        self,
        marks: Marks | None,
        references: Mapping[str, str | PathLike[str]] | None,
        seed: int | None,
        approval: Approval | None,
    ) -> dict[str, Any]:
        return {
            "marks": read_marks(marks),
            "references": {name: str(path) for name, path in (references or {}).items()},
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
            last = self._store.last_turn(self.id)
            if last is None or last.report.status != kind or last.request is None:
                missing = "question" if kind == "ask" else "plan that needs a yes"
                raise NothingPending(f"no {missing} is pending in session {self.id}; say what to change instead")
            self._store.sweep(self.id)
            begun: State = last.request  # type: ignore[assignment]
            state, waiting = self._flights.resume(begun, value, on_event)
            return self._landed(begun, state, waiting)

    @contextmanager
    def _working(self) -> Iterator[None]:
        with self._store.lock(self.id), in_folder(self._store.root):
            self._stop.clear()
            yield

    def _landed(self, begun: State, state: State, waiting: dict[str, Any] | None) -> Turn:
        number = begun["turn"]
        if waiting is not None:
            report = pending_report(state, waiting["kind"], ImageRef.of(self._shown(state.get("base"))))
            again = {**begun, "readings": state.get("readings", {})}
            self._store.commit(self.id, turn_entry(state, report, request=again), state.get("base"))
        entry = self._store.turn(self.id, number)
        assert entry is not None
        return self._turn(entry)

    def _drop_pending(self) -> None:
        """A question that is not answered but talked past is over."""
        last = self._store.last_turn(self.id)
        if last is None or not last.pending:
            return
        over = last.report.model_copy(update={"status": "cancelled", "exit": 0})
        self._store.commit(self.id, last.model_copy(update={"report": over, "request": None}), last.after)
        self._flights.forget(last.request)  # type: ignore[arg-type]

    def _untouched(self, source: SourceInfo | None) -> Untouched | None:
        """The photo under the view of now, where it came in a colour profile of its own."""
        if source is None or source.native is None:
            return None
        view, blobs = self.view, self._store.blobs
        photos = (blobs.get(self.info.base), blobs.get_pixels(source.native))
        return Untouched(*(view.render(composite(photo, (), view.canvas)) for photo in photos))

    def _turn(self, entry: TurnEntry) -> Turn:
        return Turn(entry.report, lambda: self._shown(entry.after))

    def _shown(self, node: str | None) -> Pixels:
        return self._services.canvases.shown(self.id, node)
