"""The tools that other programs get: one small set over a session, as data. The doors only carry them."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from ..agent.errors import BadInput, SessionNotFound
from ..agent.turn.given import clean, read_marks
from ..scene.geometry import Box
from ..scene.image import Pixels
from . import texts
from . import tool_arguments as args
from .faults import foreseen
from .folders import Folders
from .paint import overlay
from .respond import number_or_words, yes_or_no
from .tool_results import Address, Result, closer, failure, of_turn, picture_of, things_of, with_words_quoted
from .wording import plan_lines, scene_lines

if TYPE_CHECKING:
    from ..agent.editor import Editor
    from ..agent.session import Session


class Toolkit:
    """The tools over one editor, and the photo that they work on: the one opened last.

    Calls come one after the other, whatever the threads; each is on disk when it returns. Nothing is raised for what
    goes wrong with a call: it is told in the result.
    """

    def __init__(self, editor: Editor, session: Session | None = None, folders: Folders | None = None) -> None:
        self.editor = editor
        self.folders = Folders.allowed(editor.settings.folders) if folders is None else folders
        self._current = session
        self._opened: dict[str, Session] = {session.id: session} if session else {}
        self._written: set[Path] = set()
        self._turn = threading.Lock()
        self._running: object = None
        self._taken_back: set[object] = set()

    def call(self, name: str, arguments: Mapping[str, Any] | None = None, ticket: object = None) -> Result:
        """One tool's result; with the `ticket` the call can be taken back."""
        tool = next((tool for tool in TOOLS if tool.name == name), None)
        if tool is None:
            return failure(texts.NO_TOOL.format(name=ascii(name[:80]), tools=", ".join(tool.name for tool in TOOLS)))
        try:
            given = tool.arguments.model_validate(dict(arguments or {}))
        except ValidationError as error:
            return failure(misused(tool, error))
        with self._turn:
            if ticket in self._taken_back:
                self._taken_back.discard(ticket)
                return failure(texts.TAKEN_BACK)
            self._running = ticket
            try:
                return self._answer(tool, given)
            finally:
                self._running = None

    def _answer(self, tool: Tool, given: args.Arguments) -> Result:
        """Whatever happens inside, the caller gets an answer."""
        try:
            return tool.run(self, given)
        except Exception as error:
            if foreseen(error) is not None:
                return failure(str(error))
            logging.getLogger(__name__).error("the tool %s failed", tool.name, exc_info=error)
            return failure(texts.TOOL_INTERNAL.format(kind=type(error).__name__, message=error))

    def stop(self, ticket: object) -> None:
        """From another thread, take a call back: an edit that runs stops before its next action and changes nothing,
        one that waits for its turn is not begun."""
        if self._running is not ticket:
            self._taken_back.add(ticket)
        elif self._current is not None:
            self._current.cancel()

    @property
    def session(self) -> Session:
        """The session worked on; BadInput where no photo is open."""
        if self._current is None:
            raise BadInput(texts.NOTHING_OPEN)
        return self._current

    def sessions(self) -> Sequence[Session]:
        """Those opened here, in order."""
        return tuple(self._opened.values())

    def pixels(self, uri: str) -> Pixels:
        """The picture behind a reference, H×W×3|4 uint8, whole. BadInput for one of a session not opened here."""
        address = Address.parse(uri)
        if address.session not in self._opened:
            raise BadInput(texts.NO_SUCH_PICTURE.format(uri=ascii(uri[:200])))
        pixels = self._opened[address.session].pixels_at(address.turn)
        return pixels[_inside(address.region, pixels).slices] if address.region else pixels

    def take(self, session: Session) -> None:
        """Work on this session from now on."""
        self._current = self._opened[session.id] = session

    def known(self, id: str) -> Session:
        """A session opened here, or one whose photo lies below the folders; BadInput says the same of all others."""
        if id in self._opened:
            return self._opened[id]
        with suppress(SessionNotFound):
            session = self.editor.session(id)
            path = session.info.source.get("path")
            if path and self.folders.hold(path):
                return session
        raise BadInput(texts.NO_SESSION_HERE.format(id=ascii(id[:80]), known=", ".join(self._opened) or "none"))

    def files(self, references: Mapping[str, str]) -> dict[str, str]:
        """Reference pictures by name, each below the folders."""
        return {name: str(self.folders.reading(path)) for name, path in references.items()}

    def target(self, name: str) -> Path:
        """A file to write, which is new or was written here."""
        path = self.folders.writing(name)
        if path not in self._written and (path.exists() or path.is_symlink()):
            raise BadInput(texts.IS_THERE.format(name=ascii(name[:200])))
        return path

    def wrote(self, path: Path) -> None:
        self._written.add(path)


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool as data: what it is called, what it takes and what it does."""

    name: str
    title: str
    arguments: type[args.Arguments]
    run: Callable[[Toolkit, Any], Result]
    reads_only: bool = False

    @property
    def description(self) -> str:
        """What it is for, in the words that a model chooses by."""
        return " ".join((self.arguments.__doc__ or "").split())

    @property
    def schema(self) -> dict[str, Any]:
        """JSON Schema of its arguments, with nothing that the description and the names say already."""
        schema = self.arguments.model_json_schema()
        return {name: _untitled(part) for name, part in schema.items() if name not in ("title", "description")}


def _untitled(schema: Any) -> Any:
    """Without the titles that are made of names, and defaults that say only that something may be left out."""
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {name: part for name, part in schema.items() if name != "title" or not isinstance(part, str)}
    return {name: _untitled(part) for name, part in kept.items() if name != "default" or part not in (None, {})}


def misused(tool: Tool, error: ValidationError) -> str:
    """What a tool takes, and what of that is missing or wrong."""
    taken = ", ".join(tool.arguments.model_fields) or "no arguments"
    faults = "; ".join(f"{'.'.join(map(str, one['loc'])) or 'as a whole'}: {one['msg']}" for one in error.errors()[:5])
    return texts.MISUSED.format(name=tool.name, taken=taken, faults=faults)


def _open(kit: Toolkit, given: args.Open) -> Result:
    if (given.photo is None) == (given.session is None):
        raise BadInput(texts.PHOTO_OR_SESSION)
    if given.photo is not None:
        kit.take(_begun(kit, kit.folders.reading(given.photo)))
    else:
        kit.take(kit.known(given.session or ""))
    session, info = kit.session, kit.session.info
    picture = picture_of(session, info.turns)
    text = texts.TOOL_OPENED.format(name=_in_one_line(info.name), session=session.id, **picture)
    data = {"status": "open", "session": session.id, "turn": info.turns, "picture": picture}
    return Result("\n".join([text, *session.notes]), data)


def _begun(kit: Toolkit, file: Path) -> Session:
    """A session on a photo, or on the plate of a layout that is drawn at once."""
    if file.suffix.lower() != ".json":
        return kit.editor.new_session(file)
    session = kit.editor.new_on_plate(file)
    turn = session.draw() if session.undrawn else None
    if turn is not None and turn.exit:
        raise BadInput(turn.reply)
    return session


def _in_one_line(name: str) -> str:
    """Whatever a file is called, it is seen to be a name."""
    return "".join(letter if letter.isprintable() else "�" for letter in name[:200])


def _describe(kit: Toolkit, given: args.Describe) -> Result:
    session = kit.session
    scene = session.scene
    relations = [one.model_dump(mode="json") for one in scene.relations]
    data = {"status": "done", "session": session.id, "objects": things_of(scene), "relations": relations}
    return Result("\n".join(scene_lines(scene.map(with_words_quoted))), data)


def _find(kit: Toolkit, given: args.Find) -> Result:
    session = kit.session
    phrase = clean(given.phrase.strip())
    if not phrase:
        raise BadInput(texts.TOOL_FIND_NOTHING.format(phrase=given.phrase))
    scene = session.inquiry.find([phrase])
    found = [one for one in scene.objects if phrase in (one.label, *one.attributes.get("also", []))]
    objects = things_of(scene.model_copy(update={"objects": tuple(found)}))
    lines = [f"{one.id} {one.box.as_list()}" for one in found] or [texts.NOT_FOUND.format(phrase=phrase)]
    data = {"status": "done" if found else "not found", "session": session.id, "objects": objects}
    return Result("\n".join(lines), data)


def _plan(kit: Toolkit, given: args.Plan) -> Result:
    plan = kit.session.inquiry.plan(given.instruction, read_marks(given.marks), kit.files(given.references))
    lines = [f"status: {plan.status}", *plan_lines(plan)]
    data = {"status": plan.status, "session": kit.session.id, "plan": plan.to_dict()}
    return Result("\n".join(lines), data, plan.to_dict())


def _edit(kit: Toolkit, given: args.EditImage) -> Result:
    if (given.instruction is None) == (given.plan is None):
        raise BadInput(texts.INSTRUCTION_OR_PLAN)
    session, references = kit.session, kit.files(given.references)
    if given.plan is not None:
        plan = _confined(given.plan, kit.folders, given.references)
        return of_turn(session, session.apply(plan, given.marks, references=references))
    return of_turn(session, session.say(given.instruction or "", given.marks, references=references))


def _confined(plan: Any, folders: Folders, named: Mapping[str, str]) -> Any:
    """The plan with every file that it takes from checked and resolved, except names of references."""
    if isinstance(plan, Mapping):
        inner = {key: _confined(value, folders, named) for key, value in plan.items()}
        file = inner.get("file")
        if not isinstance(file, str) or file in named:
            return inner
        return {**inner, "file": str(folders.reading(file))}
    return [_confined(part, folders, named) for part in plan] if isinstance(plan, list | tuple) else plan


def _answer(kit: Toolkit, given: args.Answer) -> Result:
    session = kit.session
    yes = None if session.pending is None or _asked(session) else yes_or_no(given.choice)
    if yes is not None:
        return of_turn(session, session.approve(yes))
    return of_turn(session, session.answer(number_or_words(given.choice)))


def _asked(session: Session) -> bool:
    """Whether a question waits, and not a plan."""
    from ..scene.plan import Question

    return isinstance(session.pending, Question)


def _approve(kit: Toolkit, given: args.Approve) -> Result:
    if _asked(kit.session):
        raise BadInput(texts.TOOL_ASKED)
    return of_turn(kit.session, kit.session.approve(given.yes))


def _undo(kit: Toolkit, given: args.Undo) -> Result:
    return of_turn(kit.session, kit.session.undo(given.count))


def _view(kit: Toolkit, given: args.ViewRegion) -> Result:
    session = kit.session
    turn = session.info.turns if given.turn is None else given.turn
    pixels = session.pixels_at(turn)
    region = _region(session, given, pixels)
    drawn = overlay(pixels, session.scene) if given.outlines and given.turn is None else pixels
    picture = picture_of(session, turn, region)
    whole = region or Box.of_size(pixels.shape[1], pixels.shape[0])
    data = {"status": "done", "session": session.id, "turn": turn, "region": whole.as_list(), "picture": picture}
    text = texts.TOOL_SHOWN.format(region=whole.as_list(), turn=turn, **picture)
    return Result(text, data, shown=closer(drawn, region))


def _region(session: Session, given: args.ViewRegion, pixels: Pixels) -> Box | None:
    if given.object is not None:
        scene = session.scene
        if not scene.has(given.object):
            raise BadInput(texts.NO_OBJECT.format(id=ascii(given.object[:80]), known=", ".join(scene.ids) or "none"))
        box = scene.get(given.object).box
        return box.pad(max(8, box.width // 5)).intersect(Box.of_size(pixels.shape[1], pixels.shape[0]))
    if given.region is None:
        return None
    try:
        return _inside(Box(*given.region), pixels)
    except ValueError:
        frame = Box.of_size(pixels.shape[1], pixels.shape[0]).as_list()
        raise BadInput(texts.NO_REGION.format(region=given.region, frame=frame)) from None


def _inside(region: Box, pixels: Pixels) -> Box:
    frame = Box.of_size(pixels.shape[1], pixels.shape[0])
    if not region.intersect(frame).area:
        raise BadInput(texts.NO_REGION.format(region=region.as_list(), frame=frame.as_list()))
    return region.intersect(frame)


def _export(kit: Toolkit, given: args.Export) -> Result:
    session, path = kit.session, kit.target(given.path)
    if path.suffix.lower() == ".json":
        return _export_data(kit, session, path)
    saved = session.save(path, quality=given.quality)
    kit.wrote(path)
    data = {"status": "done", "session": session.id, "turn": session.info.turns, "file": str(path)}
    return Result("\n".join([texts.SAVED.format(path=path), *saved.notes]), data)


def _export_data(kit: Toolkit, session: Session, path: Path) -> Result:
    """What is in the picture, as a layout or in another form that the file's ending names."""
    session.export(path)
    kit.wrote(path)
    data = {"status": "done", "session": session.id, "turn": session.info.turns, "file": str(path)}
    return Result(texts.SAVED.format(path=path), data)


TOOLS: tuple[Tool, ...] = (
    Tool("open", "Open a photo", args.Open, _open),
    Tool("describe", "What is in the picture", args.Describe, _describe, reads_only=True),
    Tool("find", "Look for a thing", args.Find, _find, reads_only=True),
    Tool("plan", "What would be done", args.Plan, _plan, reads_only=True),
    Tool("edit_image", "Edit the picture", args.EditImage, _edit),
    Tool("answer", "Answer a question", args.Answer, _answer),
    Tool("approve", "Say yes or no", args.Approve, _approve),
    Tool("undo", "Take edits back", args.Undo, _undo),
    Tool("view_region", "See the picture", args.ViewRegion, _view, reads_only=True),
    Tool("export", "Write the picture to a file", args.Export, _export),
)
