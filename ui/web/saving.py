"""The event that writes a session's picture, layers, recipe or all of it into a file to download."""

from __future__ import annotations

import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from hashlib import blake2b
from pathlib import Path
from typing import Any

import gradio as gr

from ...scene.files import write_whole
from . import texts
from .desk import Desk, sorry, told

PICTURES = ("png", "jpg", "webp")
KEPT = 24 * 3600
"""Seconds for which a file can be downloaded."""


def made(folder: Path) -> Path:
    """Where below Gradio's folder of files those lie that the page made: they alone are served."""
    return folder / "scenewright"


class Saving:
    """Files lie in folders of their own, under names that nobody can guess, for a day."""

    def __init__(self, desk: Desk, folder: Path) -> None:
        self.desk, self.folder = desk, folder

    def png(self, id: str) -> Any:
        """The picture as it is."""
        return self.export(id, PICTURES[0])

    def export(self, id: str, form: str) -> Any:
        """A file of the picture or session as it is now, for the download button."""
        with told():
            session = self.desk.session(id)
            known = [value for _, value in texts.FORMS]
            if form not in known:
                raise sorry(texts.UNKNOWN_FORM.format(forms=", ".join(known), form=form))
            clear(self.folder, KEPT)
            folder = self.folder / secrets.token_hex(16)
            folder.mkdir(parents=True, mode=0o700)
            path = folder / f"{file_name(session.info.name)}-edited.{form}"
            if form in PICTURES:
                session.save(path)
            else:
                session.export(path)
            return gr.update(value=str(path), label=texts.DOWNLOAD.format(name=path.name), visible=True)


class Shown:
    """Files of pictures that components show, under names that nobody can guess. Gradio writes a picture anew each time
    that it is told, also while a browser fetches it; here each is written once, and is whole when it has its name."""

    def __init__(self, folder: Path) -> None:
        self.folder, self._key = folder, secrets.token_bytes(32)

    def file(self, png: bytes) -> str:
        """Where a picture lies, a day from now too."""
        place = self.folder / blake2b(png, key=self._key).hexdigest() / "image.png"
        if not place.exists():
            clear(self.folder, KEPT)
            place.parent.mkdir(parents=True, mode=0o700, exist_ok=True)
            write_whole(place, png)
        with suppress(OSError):
            os.utime(place.parent)
        return str(place)


def clear(folder: Path, age: float) -> None:
    """Delete what lies in the folder for longer than `age` seconds."""
    for old in folder.glob("*"):
        if old.lstat().st_mtime < time.time() - age:
            with suppress(OSError):
                shutil.rmtree(old) if old.is_dir() and not old.is_symlink() else old.unlink()


def file_name(name: str) -> str:
    """A photo's name without its ending, as every system takes it."""
    return re.sub(r"[^\w-]+", "-", Path(name).stem).strip("-")[:60] or "photo"
