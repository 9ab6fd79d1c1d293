"""What a session can be written as: one file to go on elsewhere, layers, cut-outs, or its scene in three formats."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal, get_args

from ...scene.coco import to_coco
from ...scene.codec import SourceInfo, is_the_source, save_photo
from ...scene.files import write_whole
from ...scene.layouts import to_layout
from ...scene.objects import Scene
from ...scene.openraster import write_openraster
from ...scene.provenance import Provenance
from ..errors import BadInput
from ..looking.frames import shown_scene
from ..sessions.trouble import in_folder
from ..turn.given import clean
from ..turn.services import Services
from .cutouts import cut_outs, outlined_scene
from .layers import layers_of
from .portable import export_session
from .recipe import recipe_of

Form = Literal["session", "layers", "cutouts", "scene", "coco", "layout", "recipe"]
Writer = Callable[[Services, str, Path], tuple[Path, ...]]
Seal = Callable[[bytes, str], bytes]
"""A picture's file and its MIME type → the file, signed."""
FORMS: tuple[Form, ...] = get_args(Form)
CUTTING: tuple[Form, ...] = ("cutouts", "layers")
"""Forms that hold things cut out."""
_ENDINGS: dict[str, Form] = {
    ".scenewright": "session",
    ".ora": "layers",
    ".coco.json": "coco",
    ".layout.json": "layout",
    ".scene.json": "scene",
    ".recipe.json": "recipe",
    ".png": "cutouts",
}


def form_of(path: Path, form: str | None = None) -> Form:
    """The form that is named, or that the file's name says; BadInput lists them."""
    for ending, known in _ENDINGS.items():
        if form is None and path.name.lower().endswith(ending):
            return known
    for known in FORMS:
        if form == known:
            return known
    endings = ", ".join(f"{ending} ({known})" for ending, known in _ENDINGS.items())
    raise BadInput(f"what to write is told by the ending, {endings}, or named; but got {form or path.name!r}")


def export_as(
    services: Services,
    session: str,
    path: Path,
    form: str | None = None,
    things: Sequence[str] = (),
    provenance: Provenance | None = None,
    seal: Seal | None = None,
) -> tuple[Path, ...]:
    """Write the session in a form, whole or not at all; the files. `things` (ids or words) are those to cut out.

    Cut-outs go into the folder `path`, or into the file where that ends in .png, and are signed by `seal`; they and
    the picture of the layers tell of `provenance`.
    Raises BadInput where no file can be put there, and what the form raises.
    """
    kind = form_of(path, form)
    if things and kind not in CUTTING:
        raise BadInput(f"things are cut out for {' and '.join(CUTTING)}, but a {kind} was asked for: leave them out")
    things = tuple(clean(thing).strip() for thing in things)
    if not all(things):
        raise BadInput("a thing to cut out is named by its id or in words, but got nothing for one")
    _check_place(path, _source(services, session), folder=kind == "cutouts" and path.suffix.lower() != ".png")
    with in_folder(services.store.root), _written_to(path, services.store.root):
        if kind == "cutouts":
            return _cutouts(services, session, path, things, provenance, seal)
        if kind == "layers":
            return _layers(services, session, path, things, provenance)
        return _WRITERS[kind](services, session, path)


@contextmanager
def _written_to(path: Path, store: Path) -> Iterator[None]:
    """What goes wrong where the files go is said of that place, not of the store; a full disk names no file."""
    try:
        yield
    except OSError as error:
        if error.filename is not None and store in Path(os.fsdecode(error.filename)).parents:
            raise
        raise BadInput(f"{path} cannot be written: {error.strerror or error}; choose another place") from error


def _check_place(path: Path, photo: SourceInfo | None, folder: bool) -> None:
    """BadInput where no file (or `folder` for files) of this name can be put, or where the photo itself lies."""
    what = "a folder's name" if folder else "a file's name"
    try:
        if not path.absolute().parent.is_dir():
            raise BadInput(f"{what} in a folder that is there is needed, but {path.absolute().parent} is none")
        there, fits = os.path.lexists(path), path.is_dir() if folder else path.is_file() or path.is_symlink()
        if there and not fits:
            kind = "a folder" if path.is_dir() else "a file" if path.is_file() else "a device or a pipe"
            raise BadInput(f"{what} is needed, but {path} is {kind}; give another name")
        if there and not folder and photo is not None and path.exists() and is_the_source(path, photo):
            raise BadInput(f"{path} is the photo itself, which is never replaced; give another name")
        path.lstat()
    except FileNotFoundError:
        return
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise BadInput(f"nothing can be called {path.name[:80]!a} ({reason}); give another name") from error


def _session(services: Services, session: str, path: Path) -> tuple[Path, ...]:
    export_session(services.store, session, path)
    return (path,)


def _layers(
    services: Services, session: str, path: Path, things: tuple[str, ...], provenance: Provenance | None
) -> tuple[Path, ...]:
    services.scene(session, services.store.head(session))
    layers, shown = layers_of(services, session, cut_outs(services, session, things))
    write_whole(path, write_openraster(layers, shown, provenance.to_xmp() if provenance is not None else None))
    return (path,)


def _cutouts(
    services: Services,
    session: str,
    path: Path,
    things: tuple[str, ...],
    provenance: Provenance | None,
    seal: Seal | None,
) -> tuple[Path, ...]:
    alone = path.suffix.lower() == ".png"
    if alone and len(things) != 1:
        raise BadInput(f"one thing goes into one file; name it, or give a folder instead of {path.name!r}")
    found = cut_outs(services, session, things)
    if not found:
        raise BadInput("there is nothing to cut out: nothing is known to be in the picture; name a thing")
    if not alone:
        path.mkdir(exist_ok=True)
    source = _plain_source(services, session)
    files = [path if alone else path / f"{one.name}.png" for one in found]
    for file, one in zip(files, found, strict=True):
        save_photo(one.piece.rgba, file, source, "png", provenance=provenance, seal=seal)
    return tuple(files)


def _source(services: Services, session: str) -> SourceInfo | None:
    kept = services.store.get(session).source
    return SourceInfo.model_validate(kept) if kept else None


def _plain_source(services: Services, session: str) -> SourceInfo | None:
    """What keeps the photo from being written over, and nothing of its metadata."""
    known = _source(services, session)
    return known.model_copy(update={"icc": None, "exif": None, "native": None}) if known else None


def _recipe(services: Services, session: str, path: Path) -> tuple[Path, ...]:
    write_whole(path, (json.dumps(recipe_of(services, session).to_dict(), indent=2) + "\n").encode())
    return (path,)


def shown_now(services: Services, session: str) -> Scene:
    """The scene as it is shown."""
    head = services.store.head(session)
    return shown_scene(services.scene(session, head), services.canvases.view(session, head))


def _json(read: Callable[[Scene, str], Any], scene: Callable[[Services, str], Scene] = shown_now) -> Writer:
    def write(services: Services, session: str, path: Path) -> tuple[Path, ...]:
        data = read(scene(services, session), services.store.get(session).name)
        write_whole(path, (json.dumps(data, indent=2, ensure_ascii=True) + "\n").encode())
        return (path,)

    return write


_WRITERS: dict[Form, Writer] = {
    "session": _session,
    "scene": _json(lambda scene, name: scene.model_dump(mode="json")),
    "coco": _json(to_coco, outlined_scene),
    "recipe": _recipe,
    "layout": _json(lambda scene, name: to_layout(scene).to_dict()),
}
