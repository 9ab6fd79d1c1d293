"""Content-addressed files: written whole or not at all, checked when read."""

from __future__ import annotations

import hashlib
import io
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ...scene.container import BROKEN, quiet
from ...scene.files import write_whole
from ...scene.frozen import frozen
from ...scene.image import ImageRef, Pixels, check_pixels
from ..errors import Damaged, NotStored
from .seen import Seen
from .trouble import in_folder

_ID = re.compile(r"sha256:[0-9a-f]{64}")
KINDS = ("bytes", "images", "grays")


class Blobs:
    """Bytes under the sha256 of themselves, pictures (lossless PNG) under the sha256 of their decoded pixels.

    An `ImageStore`. What is put is on disk when the call returns; putting it again costs nothing.
    Raises NotStored, a KeyError, for what was never put and Damaged for a file whose contents are not its name's.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self._seen = Seen()

    def put_bytes(self, data: bytes) -> str:
        id = bytes_id(data)
        self._write("bytes", id, data)
        return id

    def get_bytes(self, id: str) -> bytes:
        data = self._read("bytes", id)
        if bytes_id(data) != id:
            raise self._damaged("bytes", id)
        return data

    def put(self, pixels: Pixels) -> ImageRef:
        """Keep a picture H×W×3 or H×W×4 uint8."""
        kept = frozen(check_pixels(pixels))
        ref = ImageRef.of(kept)
        if not self._renewed("images", ref.id):
            self._write("images", ref.id, _to_png(kept))
        self._seen.keep(f"images/{ref.id}", kept)
        return ref

    def get(self, ref: ImageRef) -> Pixels:
        """The picture, exactly as it was put; read-only."""
        return self.get_pixels(ref.id)

    def get_pixels(self, id: str) -> Pixels:
        """A picture by its id alone."""
        known = self._seen.get(f"images/{id}")
        if known is not None:
            return known
        pixels = self._decode("images", id)
        try:
            good = ImageRef.of(check_pixels(pixels)).id == id
        except ValueError:
            good = False
        if not good:
            raise self._damaged("images", id)
        return self._seen.keep(f"images/{id}", pixels)

    def put_gray(self, values: NDArray[np.uint8]) -> str:
        """Keep one channel, H×W uint8 (an alpha)."""
        id = gray_id(values)
        if not self._renewed("grays", id):
            self._write("grays", id, _to_png(values))
        self._seen.keep(f"grays/{id}", values)
        return id

    def get_gray(self, id: str) -> NDArray[np.uint8]:
        known = self._seen.get(f"grays/{id}")
        if known is not None:
            return known
        values = self._decode("grays", id)
        if values.ndim != 2 or gray_id(values) != id:
            raise self._damaged("grays", id)
        return self._seen.keep(f"grays/{id}", values)

    def forget(self, ids: Iterable[str]) -> None:
        """Let go of what is held in memory of these; the files stay."""
        self._seen.forget(f"{kind}/{id}" for id in ids for kind in ("images", "grays"))

    def stored(self, kind: str, id: str) -> bytes:
        """A file of `bytes`, `images` or `grays` as it lies on the disk, unchecked."""
        return self._read(kind, id)

    def _decode(self, kind: str, id: str) -> NDArray[np.uint8]:
        from PIL import Image

        data = self._read(kind, id)
        try:
            with quiet(), Image.open(io.BytesIO(data), formats=["PNG"]) as picture:
                values = np.array(picture, np.uint8)
                values.flags.writeable = False
                return values
        except MemoryError:
            raise  # says nothing of the file
        except (Image.DecompressionBombError, *BROKEN) as error:
            raise self._damaged(kind, id) from error

    def _path(self, kind: str, id: str) -> Path:
        if not _ID.fullmatch(id):
            raise NotStored(f"a stored thing's id is sha256:… of 64 hexadecimal digits, but got {id!r}")
        code = id.removeprefix("sha256:")
        return self.root / kind / code[:2] / code[2:]

    def _read(self, kind: str, id: str) -> bytes:
        path = self._path(kind, id)
        for place in (path, self.set_aside(path), path):  # it may be on its way there or back
            with suppress(FileNotFoundError):
                return place.read_bytes()
        raise NotStored(f"{id} was never stored under {self.root / kind}, or is gone: restore the file from a copy")

    def _renewed(self, kind: str, id: str) -> bool:
        """Whether it is there, from now on counted as just put: nobody clears away what was put a moment ago."""
        try:
            os.utime(self._path(kind, id))
        except (FileNotFoundError, NotADirectoryError):
            return False
        return True

    def files(self) -> Iterator[tuple[str, Path]]:
        """The ids and files of everything that is kept and not set aside."""
        for kind in KINDS:
            for path in sorted((self.root / kind).glob("??/*")):
                yield f"sha256:{path.parent.name}{path.name}", path

    def set_aside(self, path: Path) -> Path:
        """Where a file lies while it is decided whether anything needs it; it can be read there."""
        return self.root / "aside" / path.relative_to(self.root)

    def _write(self, kind: str, id: str, data: bytes) -> None:
        path = self._path(kind, id)
        if self._renewed(kind, id):
            return
        scratch = self.root / "parts"
        with in_folder(self.root.parent):
            private_folder(self.root.parent)
            for folder in (path.parent, scratch):
                folder.mkdir(parents=True, exist_ok=True)
            write_whole(path, data, scratch)

    def _damaged(self, kind: str, id: str) -> Damaged:
        path = self._path(kind, id)
        return Damaged(f"{path} should hold {id}, but its contents differ: restore the file from a copy or delete it")


def private_folder(folder: Path) -> None:
    """Make the folder where it is missing, for its owner alone: it holds photos."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)


def bytes_id(data: bytes) -> str:
    """The id that bytes are stored under."""
    return "sha256:" + hashlib.sha256(data).hexdigest()


def gray_id(values: NDArray[np.uint8]) -> str:
    """The id that one channel, H×W, is stored under; ValueError where it is none."""
    if values.ndim != 2 or values.dtype != np.uint8 or 0 in values.shape:
        raise ValueError(f"one channel is a uint8 array H×W, but got {values.dtype} {values.shape}")
    return bytes_id(f"{values.shape[1]}x{values.shape[0]}:L:".encode() + np.ascontiguousarray(values).tobytes())


def _to_png(values: NDArray[np.uint8]) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(values)).save(out, "PNG", compress_level=1)
    return out.getvalue()
