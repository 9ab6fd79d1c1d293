"""Events that make turns: words, answers, approvals, edits by hand, and moving about in the history."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping
from typing import TYPE_CHECKING, Any

import gradio as gr

from ...scene.plan import EditPlan
from ..respond import respond
from . import texts
from .desk import Desk, sorry, told
from .drawn import done_with, marks_of, said_with
from .screen import Frame
from .side import chosen

if TYPE_CHECKING:
    from ...agent.editor import Event, Session, Turn
    from .jobs import Job
    from .unfinished import Left

Report = Callable[["Event"], None]


class Turns:
    """Every event gets the visitor's session id and finds all else in the store. Long ones stream frames."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def say(
        self, id: str, words: str, drawn: Any = None, ahead: bool = False, approval: Any = None, seed: Any = None
    ) -> Iterator[Frame]:
        """An instruction with the marks that were drawn; or the answer, while something is asked. `approval` and `seed`
        are the program's settings where none is given."""
        frames = self._heard(id, words, drawn, ahead, approval, seed)
        yield self.desk.screen.taken(next(frames))
        yield from frames

    def _heard(
        self, id: str, words: str, drawn: Any = None, ahead: bool = False, approval: Any = None, seed: Any = None
    ) -> Iterator[Frame]:
        with told():
            session = self.desk.session(id)
            if not words.strip():
                raise sorry(texts.NO_WORDS)
            references = self.desk.references.of(session.id, drawn)
            given: dict[str, Any] = {"marks": marks_of(drawn), "references": references}
            known = {"approval": approval, "seed": seed}
            usual, given["seed"] = chosen(self.desk.editor, known)
            given["approval"] = "never" if ahead else usual
            spent = said_with(drawn)
            yield from self._run(session, words, lambda report: respond(session, words, report, **given), drawn, spent)

    def answer(self, id: str, words: str) -> Iterator[Frame]:
        """An option's number, or words, for what is pending."""
        with told():
            if self.desk.session(id).pending is None:
                raise sorry(texts.NOTHING_ASKED)
        yield from self._heard(id, str(words))

    def readings(self, id: str) -> Iterator[Frame]:
        """Carry each reading of what is asked out on a version of its own, to be compared and chosen from."""
        with told():
            session = self.desk.session(id)
            if session.pending is None:
                raise sorry(texts.NOTHING_ASKED)
            before = len(session.branches)
            yield from self._run(session, texts.TRYING, lambda report: session.try_readings(report))
            if len(session.branches) > before:
                gr.Info(texts.TRIED)

    def approve(self, id: str, change: Any = None) -> Iterator[Frame]:
        """Do what is planned; first `change` it, as `revise` does. Where that is refused, nothing is done."""
        if isinstance(change, Mapping):
            with told():
                session = self.desk.session(id)
                if not self.desk.screen.revisions.about(session, change):
                    raise sorry(texts.NOTHING_PLANNED)
                if (yield from self._changed(session, change)) and not isinstance(session.pending, EditPlan):
                    yield self.desk.screen.settled(session)
                    return
        yield from self._decided(id, True)

    def skip(self, id: str) -> Iterator[Frame]:
        """Leave what is planned."""
        yield from self._decided(id, False)

    def revise(self, id: str, change: Any) -> Iterator[Frame]:
        """Change the plan that waits: `{"action": 2, "leave": true}`, `{"action": 2, "to": 1}`, or
        `{"action": 1, "set": "color", "value": "#00ff00"}`; or several, as `Revisions` takes them."""
        with told():
            session = self.desk.session(id)
            new = yield from self._changed(session, change)
            over = not isinstance(session.pending, EditPlan) and self.desk.jobs.of(id) is None
            yield self.desk.screen.settled(session) if new or over else {self.desk.screen.parts.session: id}

    def edit(self, id: str, drawn: Any) -> Iterator[Frame]:
        """A plan that was made by hand, with its marks: `{"plan": …, "marks": …}`. Who did it meant it."""
        with told():
            session = self.desk.session(id)
            plan = drawn.get("plan") if isinstance(drawn, Mapping) else None
            if not plan:
                raise sorry(texts.NOTHING_DRAWN)
            given: dict[str, Any] = {"references": self.desk.references.of(session.id, drawn), "approval": "never"}
            marks = marks_of(drawn)

            def run(report: Report) -> Turn:
                return session.apply(plan, marks, on_event=report, **given)

            yield from self._run(session, "", run, spent=done_with(drawn, plan))

    def undo(self, id: str) -> Frame:
        """Take the last turn back."""
        return self._moved(id, lambda session: session.undo())

    def redo(self, id: str, count: Any = 1) -> Frame:
        """Bring undone turns back."""
        return self._moved(id, lambda session: session.redo(_whole(count)))

    def drop(self, id: str, turn: Any) -> Iterator[Frame]:
        """Take one turn out and keep those after it, which may have to be done again."""
        with told():
            session = self.desk.session(id)
            yield from self._run(session, "", lambda report: session.drop(_whole(turn)))

    def switch(self, id: str, name: str) -> Frame:
        """Work on another version."""
        return self._moved(id, lambda session: session.switch(str(name)))

    def forget(self, id: str, name: str) -> Frame:
        """Let a version go that is not worked on; what was said stays."""
        return self._moved(id, lambda session: session.delete_branch(str(name)))

    def branch(self, id: str) -> Frame:
        """Keep the version as it is and go on with a new one."""

        def begin(session: Session) -> None:
            names = {branch.name for branch in session.branches}
            free = (texts.NAME_OF_BRANCH.format(number=number) for number in range(2, len(names) + 3))
            session.branch(next(name for name in free if name not in names))

        return self._moved(id, begin)

    def stop(self, id: str) -> None:
        """Ask the turn in flight to end after the step in hand."""
        with told():
            self.desk.session(id).cancel()
            gr.Info(texts.STOPPED)

    def watch(self, id: str) -> Iterator[Frame]:
        """The turn in flight from its beginning, where there is one; then the page as it is."""
        with told():
            session, job = self.desk.session(id), self.desk.jobs.of(id)
            yield from self._follow(session, job, None if job else self.desk.unfinished.of(session))

    def _changed(self, session: Session, change: Any) -> Generator[Frame, None, bool]:
        """Make the changes that are new; whether any was. What is refused is taken back on the card too, and raised."""
        try:
            return self.desk.screen.revisions.make(session, change)
        except Exception:
            if self.desk.jobs.of(session.id) is None:
                yield self.desk.screen.settled(session)
            raise

    def _decided(self, id: str, yes: bool) -> Iterator[Frame]:
        with told():
            session = self.desk.session(id)
            words = texts.GO_AHEAD if yes else texts.LEAVE
            yield from self._run(session, words, lambda report: session.approve(yes, on_event=report))

    def _moved(self, id: str, move: Callable[[Session], Any]) -> Frame:
        with told():
            session = self.desk.session(id)
            move(session)
            return self.desk.screen.settled(session)

    def _run(
        self, session: Session, words: str, call: Callable[[Report], Any], drawn: Any = None, spent: Any = None
    ) -> Iterator[Frame]:
        def noted(report: Report) -> Any:
            return self.desk.unfinished.noted(session, words, drawn, lambda: call(report))

        yield from self._follow(session, self.desk.jobs.start(session.id, words, noted), spent=spent)

    def _follow(
        self, session: Session, job: Job[Event, Turn] | None, left: Left | None = None, spent: Any = None
    ) -> Iterator[Frame]:
        try:
            if job is not None:
                said = self.desk.screen.said(session, job.words)
                for events in job.follow():
                    yield self.desk.screen.working(session, said, events)
        except Exception:
            # The message alone would leave the page at work.
            yield self.desk.screen.settled(session)
            raise
        yield self.desk.screen.settled(session, left, spent or {})


def _whole(number: Any) -> int:
    return int(number) if number is not None else 1
