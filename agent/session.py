"""A conversation about one photo."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..scene.codec import SaveNotes, SourceInfo, Untouched, save_photo
from ..scene.image import Pixels
from ..scene.layouts import SOURCE
from ..scene.objects import Scene
from ..scene.patch import composite
from ..scene.plan import Drop, EditPlan, Redo, Reorder, Rerun, Reset, Take, Undo
from ..scene.records import EditRecord
from ..scene.view import View
from .errors import BadInput
from .looking.frames import shown_scene
from .sessions.branches import Branch
from .sessions.compare import Difference, Drift, difference, drift
from .sessions.values import Line, TurnEntry
from .setup.settings import ProvenanceSettings
from .talk import Talk, Turn, Watcher
from .turn.given import Marks

if TYPE_CHECKING:
    from ..scene.provenance import Provenance
    from .exchange.followed import Followed
    from .exchange.recipe import Recipe
    from .sessions.checkup import Checkup
    from .turn.inquiry import Inquiry
    from .turn.previews import Preview


class Session(Talk):
    """One photo, its turns and its head. Every call is on disk when it returns; Busy where someone else works on it."""

    # -- history

    def undo(self, count: int = 1) -> Turn:
        """Take the last turns back; no model runs."""
        return self._order(Undo(count=count), "undo")

    def redo(self, count: int = 1) -> Turn:
        """Bring undone turns back, with the same bytes."""
        return self._order(Redo(count=count), "redo")

    def drop(self, *turns: int, actions: Sequence[int] = ()) -> Turn:
        """Take single turns (from 1) out of the picture and keep what came after them; with `actions`, only these (from
        1) of the one turn."""
        said = f"drop {', '.join(map(str, turns))}" + (f": action {', '.join(map(str, actions))}" if actions else "")
        return self._order(Drop(turns=turns, actions=tuple(actions)), said)

    def reorder(self, *turns: int, actions: Sequence[int] = ()) -> Turn:
        """Have these turns happen in this order, at the places that they hold between them; with `actions` (from 1), as
        many as turns, only this action of each: `reorder(1, 1, actions=(2, 1))` has the second one of turn 1 first."""
        named = [f"{turn}.{action}" for turn, action in zip(turns, actions, strict=False)] or map(str, turns)
        return self._order(Reorder(turns=turns, actions=tuple(actions)), f"reorder {', '.join(named)}")

    def rerun(self, turn: int, seed: int | None = None, actions: Sequence[int] = ()) -> Turn:
        """Do a turn's actions, or only these of them (from 1), once more in their place, with another seed."""
        said = f"run turn {turn} again" + (f": action {', '.join(map(str, actions))}" if actions else "")
        return self._order(Rerun(turn=turn, actions=tuple(actions), seed=seed), said)

    def take(self, *turns: int, branch: str, actions: Sequence[int] = ()) -> Turn:
        """Do turns of another branch here too (none named: all of its that this branch lacks); with `actions`, only
        these (from 1) of the one turn."""
        return self._order(Take(turns=turns, actions=tuple(actions), branch=branch), f"take from {branch}")

    def reset(self) -> Turn:
        """Back to the photo as it came; can be undone."""
        return self._order(Reset(), "start over")

    # -- what is in the picture

    def bring(self, picture: str | PathLike[str] | bytes | Pixels) -> str:
        """Keep a picture to take from, a file, bytes or pixels; its id, by which `references` may name it."""
        if self.editor is None:
            raise BadInput("a session that was opened without an editor takes in no pictures")
        return self._store.blobs.put(self.editor.opened(picture)).id

    def restore(self, marks: Marks) -> Turn:
        """Paint the photo back, as it came, under all of these marks (shown coordinates)."""
        return self._put_right({"op": "restore", "targets": [{"mark": name} for name in marks]}, marks)

    @property
    def undrawn(self) -> tuple[str, ...]:
        """The things of a layout that nobody has drawn yet, by their ids."""
        return tuple(thing.id for thing in self.scene.objects if thing.source == SOURCE)

    def draw(self, seed: int | None = None, on_event: Watcher | None = None) -> Turn:
        """Draw what of a layout nobody has drawn yet into its boxes (`Editor.new_on_plate`); BadInput where there is
        nothing."""
        from .exchange.drawn_layouts import drawing_of

        plan = EditPlan.ready(drawing_of(self.scene, self._services.scene(self.id, None)))
        return self.apply(plan, seed=seed, approval="never", on_event=on_event)

    def rename(self, thing: str, label: str) -> Turn:
        """Say what a thing of the scene is; it keeps its id. Undo takes it back, as with all corrections."""
        return self._put_right({"op": "correct", "targets": [{"object": thing}], "label": label.strip()})

    def merge(self, *things: str) -> Turn:
        """Have several things of the scene be one, the first."""
        return self._put_right({"op": "correct", "targets": [{"object": id} for id in things], "merge": True})

    def dismiss(self, *things: str) -> Turn:
        """Say that there are no such things."""
        return self._put_right({"op": "correct", "targets": [{"object": id} for id in things], "absent": True})

    def _put_right(self, op: dict[str, Any], marks: Marks | None = None) -> Turn:
        return self.apply({"ops": [op]}, marks, approval="never")

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

    def previews(self, side: int = 512) -> tuple[Preview, ...]:
        """What each reading of the pending question (or each instruction of the pending wish) would come to, on the
        picture made at most `side` pixels long. Nothing is kept; NothingPending where there is no choice."""
        from .actions import Situation
        from .turn.previews import preview, variants_of

        variants = variants_of(self.pending)
        last = self._store.last_turn(self.id)
        assert last is not None
        shown, services = self.pixels, self._services
        now = Situation(
            shown,
            self.scene,
            View.of(shown.shape[1], shown.shape[0]),
            services.toolbox,
            self._store.blobs,
            last.marks,
            last.references,
            last.seed,
            services.library,
        )
        return tuple(preview(one, now, side) for one in variants)

    def try_readings(self, on_event: Watcher | None = None) -> dict[str, Turn]:
        """Carry each reading of the pending question (or wish) out on a branch of its own; the branches' names and
        turns. The branch worked on stays the one it was; `switch` to the one you like. `cancel` leaves out the rest."""
        from .turn.previews import variants_of

        variants, here = variants_of(self.pending), self._store.branches.current(self.id)
        last = self._store.last_turn(self.id)
        assert last is not None
        tried: dict[str, Turn] = {}
        for one in variants:
            self.branch(name := self._store.branches.free(self.id, one.label))
            given: dict[str, Any] = {"marks": last.marks, "references": last.references, "seed": last.seed}
            plan = EditPlan.ready(*one.ops)
            try:
                tried[name] = self._take(on_event, text=one.label, plan=plan, approval="never", **given)
            finally:
                self.switch(here)
            if tried[name].status == "cancelled":
                break
        return tried

    def compare(self, one: int | str, other: int | str) -> Difference:
        """Where two versions differ: pictures after turns (0: the photo) or of branches, by number or name."""
        return difference(self._version(one), self._version(other))

    def drift(self) -> tuple[Drift, ...]:
        """Of each action that stands, what it changed, and that nothing changed outside its alphas."""
        return tuple(drift(self.id, record, self._services.canvases, self._store.blobs) for record in self.records)

    def verify(self) -> Checkup:
        """Read back from the disk all that is kept of it: what is damaged, and what still opens."""
        from .sessions.checkup import check_up

        with self._working():
            return check_up(self._store, self.id)

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
    def inquiry(self) -> Inquiry:
        """To ask what words would do, and where things are; nothing is changed."""
        from .turn.inquiry import Inquiry

        return Inquiry(self._services, self.id)

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
    def records(self) -> tuple[EditRecord, ...]:
        """The actions that stand, the oldest first."""
        return self._services.chain(self.id, self._store.head(self.id))

    @property
    def turns(self) -> tuple[TurnEntry, ...]:
        """Everything said, with what became of it."""
        return self._store.turns(self.id)

    @property
    def notes(self) -> tuple[str, ...]:
        """What opening the photo converted."""
        return tuple(self.info.source.get("notes", ()))

    @property
    def line(self) -> Line:
        """The steps that undo goes back over, and those that redo would bring back."""
        return self._store.line(self.id)

    def pixels_of(self, record: str | None) -> Pixels:
        """The picture as it was when a record of this session had been made (None: the photo)."""
        return self._shown(record)

    def view_of(self, record: str | None) -> View:
        """How the picture is shown after a record (None: the photo)."""
        return self._services.canvases.view(self.id, record)

    def pixels_at(self, turn: int) -> Pixels:
        """The picture after a turn (0: the photo)."""
        return self._shown(self._after(turn))

    def followed(self, turn: int | None = None) -> tuple[str, tuple[Followed, ...]]:
        """Of a turn (None: the last such one) that was drawn after several instructions at once (a vague wish, by an
        editor that mixes): its record, and where each instruction was followed. BadInput where there is none."""
        from .exchange.followed import followed

        return followed(self._services, self.id, turn)

    def thumbnail(self, size: int = 256) -> Pixels:
        """The picture now, no side longer than `size`."""
        import numpy as np
        from PIL import Image

        image = Image.fromarray(self.pixels)
        image.thumbnail((size, size))
        return np.asarray(image)

    def save(
        self,
        path: str | PathLike[str],
        *,
        format: str | None = None,
        quality: int | None = None,
        provenance: bool | ProvenanceSettings | None = None,
    ) -> SaveNotes:
        """Write the picture now; the photo it came from is never overwritten. The file says how it was made, unless
        settings or `provenance` (whether at all, or how much) say otherwise."""
        kept = self.info.source
        source = SourceInfo.model_validate(kept) if kept else None
        choice = self._choice(provenance)
        told = self._told(choice)
        return save_photo(
            self.pixels,
            path,
            source,
            format,
            quality,
            photo=self._untouched(source),
            provenance=told,
            seal=self._seal(told, choice),
        )

    def _choice(self, wanted: bool | ProvenanceSettings | None = None) -> ProvenanceSettings:
        if isinstance(wanted, ProvenanceSettings):
            return wanted
        usual = self._defaults.provenance
        return usual if wanted is None else usual.model_copy(update={"write": wanted})

    def _told(self, choice: ProvenanceSettings) -> Provenance | None:
        if not choice.write:
            return None
        from .exchange.provenance import provenance_of

        return provenance_of(self._services, self.id, choice.words)

    def _seal(self, told: Provenance | None, choice: ProvenanceSettings) -> Callable[[bytes, str], bytes] | None:
        store = self._store
        if told is None or not choice.c2pa:
            return None
        from .exchange.credentials import identity_from, sign

        identity = identity_from(choice.certificate, choice.key, choice.algorithm, store.root)
        photo = store.blobs.stored("images", self.info.base.id)
        return lambda data, mime: sign(data, mime, told, photo, identity)

    @property
    def recipe(self) -> Recipe:
        """What the picture is made of now, to be run on other photos; BadInput where it is the photo as it came."""
        from .exchange.recipe import recipe_of

        return recipe_of(self._services, self.id)

    def export(
        self,
        path: str | PathLike[str],
        form: str | None = None,
        things: Sequence[str] = (),
        *,
        provenance: bool | ProvenanceSettings | None = None,
    ) -> tuple[Path, ...]:
        """Write the session as its ending or `form` says: `session` (one file that opens elsewhere:
        `Editor.import_session`), `layers` (OpenRaster), `cutouts`, `scene`, `coco`, `layout` or
        `recipe`; the files. Cut-outs say how they were made, as saved pictures do."""
        from .exchange.forms import export_as

        choice = self._choice(provenance)
        told = self._told(choice)
        return export_as(self._services, self.id, Path(path), form, things, told, self._seal(told, choice))

    def _untouched(self, source: SourceInfo | None) -> Untouched | None:
        """The photo under the view of now, where it came in a colour profile of its own."""
        if source is None or source.native is None:
            return None
        view, blobs = self.view, self._store.blobs
        photos = (blobs.get(self.info.base), blobs.get_pixels(source.native))
        return Untouched(*(view.render(composite(photo, (), view.canvas)) for photo in photos))
