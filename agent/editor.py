"""The Python face: photos in, conversations out."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from copy import copy
from dataclasses import replace
from functools import partial, reduce
from os import PathLike
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

import numpy as np

from ..scene.codec import Limits, Photo, SourceInfo, open_photo
from ..scene.image import ImageRef, ImageStore, Pixels, check_pixels
from ..scene.instruction import Instruction
from ..scene.objects import Scene, SceneImage
from ..scene.plan import EditPlan
from ..scene.view import View
from ..tools.toolbox import Toolbox
from .errors import BadInput, Damaged
from .exchange.recipes import made_for
from .flights import Flights
from .interpreter.llm.destination import Leaving, Outgoing
from .interpreter.llm.usage import Usage
from .interpreter.port import Interpreter, PastTurn, ReadRequest
from .library import CutOut, Library
from .looking.depth import deepened, needs_depth
from .looking.perceive import base_scene, look
from .session import Session
from .sessions.garbage import Freed
from .sessions.values import SessionInfo, TurnEntry
from .setup.agreements import Agreements
from .setup.choices import Choices
from .setup.settings import Settings
from .setup.tooling import open_toolbox
from .setup.wiring import allowed, open_interpreter, open_seeing, open_services
from .talk import Defaults, Turn
from .turn.events import Event
from .turn.given import read_marks

if TYPE_CHECKING:
    from .actions import Situation
    from .exchange.drawn_layouts import Relaid

PhotoLike = str | PathLike[str] | bytes | Pixels


class Editor:
    """Sessions on this machine. Opening it loads and looks at nothing."""

    def __init__(
        self,
        settings: Settings,
        toolbox: Toolbox | None = None,
        interpreter: Interpreter | None = None,
        home: Path | None = None,
        chat_model: Any = None,
    ) -> None:
        self.settings = settings
        self._own_tools = toolbox is None
        self._reader_given = interpreter is not None or chat_model is not None
        self._stops: dict[str, threading.Event] = {}
        self._services = open_services(
            settings,
            toolbox=toolbox,
            interpreter=interpreter,
            chat_model=chat_model,
            home=home,
            cancelled=self._stopped,
        )
        self._flights = Flights(self._services, self.home, settings.model.tracing)
        self._all_flights = WeakSet([self._flights])

    @classmethod
    def open(
        cls,
        settings: Settings | None = None,
        *,
        toolbox: Toolbox | None = None,
        interpreter: Interpreter | None = None,
        model: Any = None,
        home: str | PathLike[str] | None = None,
    ) -> Editor:
        """From the settings file and the environment, or from ready-made parts. `model` reads the words: a name as
        `provider:model`, or one of LangChain's chat models."""
        where = Path(home).absolute() if home is not None else None
        settings = settings or Settings.load()
        if isinstance(model, str):
            named = settings.model.model_copy(update={"name": model})
            settings, model = settings.model_copy(update={"model": named}), None
        return cls(settings, toolbox, interpreter, where, model)

    def close(self) -> None:
        """Let files go, and models unless the toolbox was brought along."""
        for flights in self._all_flights:
            flights.close()
        self._services.store.close()
        if self._own_tools:
            self.toolbox.close()

    def __enter__(self) -> Editor:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def home(self) -> Path:
        """Where sessions live."""
        return self._services.store.root

    @property
    def toolbox(self) -> Toolbox:
        return self._services.toolbox

    @property
    def interpreter(self) -> Interpreter:
        """What reads the words."""
        return self._services.interpreter

    def like(self, settings: Settings, toolbox: Toolbox | None = None) -> Editor:
        """An editor over the same sessions with the tools and the reader of other settings; models of both count into
        one memory. Opens nothing; closed with this one, and before it only by being forgotten."""
        toolbox = toolbox or open_toolbox(settings, self.toolbox)
        same = (settings.model, settings.reading) == (self.settings.model, self.settings.reading)
        keeps = same and (self._reader_given or toolbox is self.toolbox)
        interpreter = self.interpreter if keeps else open_interpreter(toolbox, settings, self.home)
        other = copy(self)
        other.settings, other._own_tools = settings, False
        describer = (
            open_seeing(toolbox, settings, self.home) if toolbox is not self.toolbox else self._services.describer
        )
        parts = {"toolbox": toolbox, "interpreter": interpreter, "describer": describer, **allowed(settings)}
        other._services = replace(self._services, **parts)
        other._flights = Flights(other._services, self.home, settings.model.tracing)
        self._all_flights.add(other._flights)
        return other

    @property
    def usage(self) -> Usage:
        """Tokens that chat models read and wrote for this editor so far."""
        asked = (self._services.interpreter, self._services.describer)
        told = [used for one in asked if isinstance(used := getattr(one, "usage", None), Usage)]
        return reduce(Usage.and_also, told, Usage())

    @property
    def outgoing(self) -> Leaving | None:
        """What leaves this machine with a turn, and where to; None where nothing does. Opens the models."""
        told = tuple(outgoing for outgoing, _ in self._leaving())
        return Leaving(told) if told else None

    @property
    def agreed(self) -> bool:
        """Whether the person agreed to all that leaves this machine; True where nothing does."""
        return all(agreed for _, agreed in self._leaving())

    def agree(self) -> None:
        """Let what `outgoing` says leave this machine, from now on."""
        for outgoing, agreed in self._leaving():
            if not agreed:
                Agreements(self.home).add(outgoing)

    def _leaving(self) -> list[tuple[Outgoing, bool]]:
        """What would leave for each model, and whether the person agreed to that."""
        words: Outgoing | None = getattr(self.interpreter, "outgoing", None)
        looks = self._services.describer
        told = [(words, self.settings.model.agreed or Agreements(self.home).cover(words))] if words else []
        if looks is not None and (outgoing := looks.outgoing) is not None:
            told.append((outgoing, looks.agreed))
        return told

    @property
    def library(self) -> Library:
        """The cut-outs that are kept on this machine."""
        return self._services.library

    def keep(self, photo: PhotoLike, name: str, phrase: str | None = None, replace: bool = False) -> CutOut:
        """Put what a photo shows (`phrase`: which thing in it) into the library; NameTaken where it is to stay."""
        from .turn.keeping import cut_from_photo, keep

        pixels = self._open(photo).pixels
        ref = ImageRef.of(pixels)
        scene = Scene(image=SceneImage(id=ref.id, width=ref.width, height=ref.height))
        instruction = Instruction.of("")
        return keep(
            self.library, cut_from_photo(self._situation(pixels, scene, instruction, None), phrase), name, ref, replace
        )

    def opened(self, photo: PhotoLike) -> Pixels:
        """A picture's pixels, upright and within the limits of the settings."""
        return self._open(photo).pixels

    def new_session(self, photo: PhotoLike, name: str | None = None) -> Session:
        """Start on a photo: a file, its bytes, or pixels H×W×3|4 uint8. The file is never written to."""
        opened = self._open(photo)
        store = self._services.store
        source = opened.described(store.blobs)
        label = name or (Path(photo).name if isinstance(photo, str | PathLike) else "photo")
        return self._session(store.create(store.blobs.put(opened.pixels), None, source, label).id)

    def new_on_plate(
        self,
        described: Any,
        plate: PhotoLike = "white",
        size: tuple[int, int] | None = None,
        name: str | None = None,
    ) -> Session:
        """Start without a photo: what a layout, a scene or COCO annotations (data or a JSON file) place on a plate.

        The plate is a colour (of `size` pixels, width and height) or a picture. BadInput says what does not fit.
        """
        from .exchange import plates

        what = plates.read_description(described)
        opened = self._plate(what, plate, size)
        scene, store = plates.scene_on(what, opened.pixels), self._services.store
        source = plates.plate_source(opened.pixels, opened.described(store.blobs))
        label = name or (Path(described).name if isinstance(described, str | PathLike) else "layout")
        return self._session(store.create(store.blobs.put(opened.pixels), scene, source, label).id)

    def relaid(
        self,
        described: Any,
        text: str,
        marks: Mapping[str, Any] | None = None,
        plate: PhotoLike = "white",
        size: tuple[int, int] | None = None,
    ) -> Relaid:
        """A layout (data or a JSON file) after words and marks (pixels of the plate); nothing is drawn. Where the words
        ask something or mean nothing that can be done, its `plan` is not ready, and the layout is as it was."""
        from .exchange import plates
        from .exchange.drawn_layouts import Relaid, relaid, settled

        what = plates.read_description(described)
        scene, given = plates.scene_on(what, self._plate(what, plate, size).pixels), read_marks(marks)
        if not text.strip():
            return Relaid(scene)
        plan = self.plan(text, scene=scene, marks=given)
        return relaid(scene, settled(plan, scene), given)

    def _plate(self, what: Any, plate: PhotoLike, size: tuple[int, int] | None) -> _Opened:
        """A plate: of one colour, or a picture."""
        from .exchange import plates

        if isinstance(plate, str) and plates.is_color(plate):
            most = self.settings.limits.pixels
            return _Opened(plates.color_plate(plate, plates.plate_size(what, size), most))
        return self._open(plate)

    def session(self, id: str) -> Session:
        """Go on with a session; SessionNotFound lists the ids there are."""
        return self._session(self._services.store.get(id).id)

    def import_session(self, file: str | PathLike[str]) -> Session:
        """Take in a session that was exported here or elsewhere; BadFile, and nothing is written, for a changed one."""
        from .exchange.examine import Limits as Most
        from .exchange.portable import import_session

        most = Most(pixels=self.settings.limits.pixels)
        return self._session(import_session(self._services.store, Path(file), most).id)

    def sessions(self) -> list[SessionInfo]:
        """The one changed last first. One that cannot be read is left out: `damaged_sessions` tells of it."""
        return self._services.store.sessions()

    def damaged_sessions(self) -> dict[str, str]:
        """The ids of sessions that cannot be read, and what is wrong."""
        return self._services.store.damaged()

    def delete(self, session: str) -> None:
        """Forget a session and all its turns; `collect` then frees what only it needed. Busy where it is worked on."""
        store = self._services.store
        with store.lock(session):
            with suppress(Damaged):
                last = store.last_turn(session)
                if last is not None and last.request is not None:
                    self._flights.forget(last.request)  # type: ignore[arg-type]
            store.delete(session)
            Choices(self.home).forget(session)

    def collect(self, only_look: bool = False) -> Freed:
        """Free the space of what no session refers to, older than an hour; it is safe beside other processes."""
        return self._services.store.collect(only_look=only_look)

    def scene(self, photo: PhotoLike, find: Sequence[str] = ()) -> Scene:
        """What is in a photo, with the phrases of `find` looked for."""
        pixels = self._open(photo).pixels
        scene = self._base_scene(pixels)
        return self._look(scene, pixels, EditPlan.look(*find)) if find else scene

    def plan(
        self,
        text: str,
        *,
        photo: PhotoLike | None = None,
        scene: Scene | None = None,
        marks: Mapping[str, Any] | None = None,
        history: Sequence[PastTurn | Mapping[str, Any]] = (),
        references: Mapping[str, str] | None = None,
    ) -> EditPlan:
        """What words would do to a photo, or to a scene without pixels. No pixel is touched.

        `scene` is the one before the turns of `history`. With a photo, things that are not known yet are looked for,
        and what follows from the ops (shadows, held things) is listed.
        """
        from .turn.nodes.decide import foresee, lacks
        from .turn.nodes.understand import instruction_of

        if photo is None and scene is None:
            raise BadInput("a plan needs a photo or a scene to be about")
        pixels = self._open(photo).pixels if photo is not None else None
        known = scene if scene is not None or pixels is None else self._base_scene(pixels)
        assert known is not None
        past = tuple(map(_past, history))
        instruction = instruction_of(text, read_marks(marks), references or {}, self.library.names)
        plan, known = self._read(instruction, known, past, pixels)
        plan = plan.model_copy(update={"needs": lacks(plan, self.toolbox)})
        if pixels is not None:
            plan = made_for(plan, ImageRef.of(pixels).id)
        if pixels is None or past or plan.needs or plan.status != "ready":
            return plan
        return foresee(plan, self._situation(pixels, known, instruction, references))[0]

    def _situation(
        self, pixels: Pixels, scene: Scene, instruction: Instruction, references: Mapping[str, str] | None
    ) -> Situation:
        from .actions import Situation

        view = View.of(pixels.shape[1], pixels.shape[0])
        images = self._services.store.blobs
        return Situation(
            pixels,
            scene,
            view,
            self.toolbox,
            images,
            instruction.marks,
            references or {},
            library=self.library,
        )

    def _read(
        self, instruction: Instruction, scene: Scene, past: tuple[PastTurn, ...], pixels: Pixels | None
    ) -> tuple[EditPlan, Scene]:
        from .interpreter.conversation.effects import apply_history, scene_before
        from .looking.guessing import guesser, instead
        from .turn.nodes.understand import rules_of, unseen

        sought: list[str] = []
        if pixels is not None and needs_depth(instruction.text, scene, self.toolbox):
            scene = deepened(scene, pixels, View.of(scene.image.width, scene.image.height), self.toolbox)
        rounds = self._services.rounds
        for done in range(rounds + 1):
            now = apply_history(scene, past)
            shown = partial(_same, pixels) if pixels is not None and not past else None
            before = partial(scene_before, scene, past)
            request = ReadRequest(instruction, now, past, can_look=done < rounds, picture=shown, before=before)
            plan = self._services.interpreter.read(request).plan
            if pixels is None:
                break
            plan = unseen(plan, scene.queries)
            if plan.status != "look":
                break
            sought += plan.look_for
            scene = self._look(scene, pixels, plan)
        if pixels is not None and self._services.may_guess and self.toolbox.spec("grounder") is not None:
            plan = instead(plan, request, rules_of(self._services.interpreter), guesser(pixels, self.toolbox), sought)
        return plan, scene

    def _look(self, scene: Scene, pixels: Pixels, plan: EditPlan) -> Scene:
        view = View.of(scene.image.width, scene.image.height)
        return look(scene, pixels, view, plan.look_for, self.toolbox, inside=plan.look_in)

    def _base_scene(self, pixels: Pixels) -> Scene:
        self._services.check_consent()
        return base_scene(pixels, ImageRef.of(pixels), self.toolbox, self._services.store)

    def _open(self, photo: PhotoLike) -> _Opened:
        if isinstance(photo, np.ndarray):
            return _Opened(_checked(photo))
        limits = self.settings.limits
        return _Opened.of(open_photo(photo, Limits(pixels=limits.pixels, bytes=limits.bytes)))

    def _session(self, id: str) -> Session:
        stop = self._stops.setdefault(id, threading.Event())
        defaults = Defaults(self.settings.approval, self.settings.seed, self.settings.provenance)
        return Session(id, self._services, self._flights, stop, defaults, self)

    def _stopped(self, session: str) -> bool:
        return session in self._stops and self._stops[session].is_set()


class _Opened:
    """A photo's pixels, and what is known of its file."""

    def __init__(self, pixels: Pixels, photo: Photo | None = None) -> None:
        self.pixels = pixels
        self._photo = photo

    @classmethod
    def of(cls, photo: Photo) -> _Opened:
        return cls(photo.pixels, photo)

    def described(self, images: ImageStore) -> SourceInfo | None:
        """What is known of the file, with its pixels in its own colour profile kept in `images`."""
        if self._photo is None:
            return None
        native = images.put(self._photo.native).id if self._photo.native is not None else None
        return self._photo.source.model_copy(update={"notes": list(self._photo.notes), "native": native})


def _checked(pixels: Pixels) -> Pixels:
    try:
        return check_pixels(pixels)
    except ValueError as error:
        raise BadInput(str(error)) from None


def _same(pixels: Pixels) -> Pixels:
    return pixels


def _past(turn: PastTurn | Mapping[str, Any]) -> PastTurn:
    if isinstance(turn, PastTurn):
        return turn
    marks = read_marks(turn.get("marks"))
    return PastTurn(turn["text"], EditPlan.model_validate(turn["plan"]), marks)


__all__ = ["Editor", "Event", "Session", "SessionInfo", "Settings", "Turn", "TurnEntry"]
