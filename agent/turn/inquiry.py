"""Asking about a session without changing it: what words would do, and where things are that words name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import Any

from ...scene.instruction import Mark
from ...scene.objects import Scene, SceneObject
from ...scene.plan import EditPlan
from ..looking.frames import shown_scene
from ..looking.perceive import look, query
from .evaluation import situation
from .given import Marks, clean, read_marks, read_references
from .nodes.decide import foresee, lacks
from .nodes.understand import after_read, perceive, read, refine
from .outlook import Outlook, Pointed, outlined, outlook, pointed
from .services import Services
from .state import State, begin, plan_of


@dataclass(frozen=True)
class Inquiry:
    """Questions to one session. What is found by its name is kept with it, as in a turn; outlines that were only looked
    at are kept beside it, for no edit may come out differently because of them."""

    services: Services
    session: str

    def plan(
        self,
        text: str,
        marks: Mapping[str, Mark] | None = None,
        references: Mapping[str, str | PathLike[str]] | None = None,
    ) -> EditPlan:
        """What saying `text` now would do. No pixel is touched, and nothing is pending afterwards."""
        services, files = self.services, read_references(references, self.services.store.blobs)
        number = services.store.next_turn(self.session)
        state: State = begin(self.session, number, text=clean(text), marks=marks, references=files)
        state = _with(state, perceive(services, state))
        state = _with(state, read(services, state))
        while after_read(state) == "refine":
            state = _with(state, refine(services, state))
            state = _with(state, read(services, state))
        return self._foreseen(state)

    def _foreseen(self, state: State) -> EditPlan:
        """With what the toolset lacks for it and what follows from it; or the question that comes first."""
        view = self.services.canvases.view(self.session, state["base"])
        plan = plan_of(state)
        plan = plan.model_copy(update={"needs": lacks(plan, self.services.toolbox, view)})
        if plan.needs or plan.status != "ready" or plan.command or plan.replaces:
            return plan
        return foresee(plan, situation(self.services, state, state["base"]))[0]

    def find(self, phrases: Sequence[str]) -> Scene:
        """What is in the picture as it is shown, with what `phrases` name looked for; never twice for the same."""
        store, head = self.services.store, self.services.store.head(self.session)
        view = self.services.canvases.view(self.session, head)
        scene = self.services.scene(self.session, head)
        asked = [clean(phrase) for phrase in phrases]
        new = [phrase for phrase in asked if query(phrase, None) not in scene.queries]
        if new:
            shown = self.services.canvases.shown(self.session, head)
            names = store.names(self.session)
            scene = look(scene, shown, view, new, self.services.toolbox, taken=names)
            store.learn(self.session, head, scene)
        return shown_scene(scene, view)

    def pointed(self, mark: Mark | Mapping[str, Any]) -> Pointed:
        """What lies under a mark (shown coordinates): what an edit of it would be done to. Raises ActionError."""
        marks = read_marks({"it": mark})
        state = self._begun(marks)
        now = situation(self.services, state, state["base"])
        found, scene = pointed(marks["it"], now)
        self.services.glances.keep(self.session, scene, now.view.canvas)
        return found

    def alike(self, marks: Sequence[Mark | Mapping[str, Any]]) -> tuple[SceneObject, ...]:
        """The things of the kinds that the marked ones are, these among them, in shown coordinates and from left to
        right; more of the kind are looked for once. Empty where nothing is known of what is marked."""
        found = [self.pointed(mark) for mark in marks]
        kinds = tuple(dict.fromkeys(one.label for one in found if one.object and one.label))
        if not kinds:
            return ()
        scene = self.find(kinds) if self.services.toolbox.spec("grounder") is not None else self.seen()
        names = {one.id: {one.label, *one.attributes.get("also", ())} for one in scene.objects}
        same = [one for one in scene.objects if names[one.id] & set(kinds)]
        return tuple(sorted(same, key=lambda one: (one.box.left, one.box.top, one.id)))

    def seen(self) -> Scene:
        """What is in the picture as it is shown, with the outlines that are known by now; no model draws one."""
        head = self.services.store.head(self.session)
        scene, view = self.services.scene(self.session, head), self.services.canvases.view(self.session, head)
        return shown_scene(self.services.glances.onto(self.session, scene, view.canvas), view)

    def outlined(self, most: int = 16) -> Scene:
        """What is in the picture as it is shown, with the masks of its `most` largest things."""
        state = self._begun({})
        now, glances = situation(self.services, state, state["base"]), self.services.glances
        scene = outlined(replace(now, scene=glances.onto(self.session, now.scene, now.view.canvas)), most)
        glances.keep(self.session, scene, now.view.canvas)
        return shown_scene(scene, now.view)

    def outlook(self, plan: EditPlan, marks: Marks | None = None) -> tuple[Outlook, ...]:
        """What each op of a plan would touch, how long it takes and with what, before anything is done."""
        state = self._begun(read_marks(marks))
        return outlook(plan, situation(self.services, state, state["base"]))

    def _begun(self, marks: Mapping[str, Mark]) -> State:
        head = self.services.store.head(self.session)
        return {**begin(self.session, 0, marks=marks), "base": head}


def _with(state: State, found: State) -> State:
    return {**state, **found}
