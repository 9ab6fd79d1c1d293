"""Pictures of a session by signed addresses: who was not given an address cannot make one up."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

import numpy as np
from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from ...agent.errors import SessionError
from ...scene.geometry import Box
from ...tools.recent import Recent
from ..paint import instruction_map
from ..samples import sample
from . import texts
from .seal import Seal

if TYPE_CHECKING:
    from starlette.requests import Request

    from ...agent.editor import Session
    from ...agent.editors import Editors
    from ...scene.image import Pixels

ROOT = "scenewright/pictures"
READINGS = "scenewright/readings"
SAMPLES = "scenewright/samples"
MAPS = "scenewright/maps"
MAP = 480
"""Pixels of the longer side of a map of instructions."""
PREVIEWED, READING = 384, 240
"""Pixels of the longer side of a picture that readings are carried out on, and of what of it is shown."""
REMEMBERED = 8
"""Questions whose previews are kept."""
BASE = "photo"
WHOLE = "whole"
THUMBNAIL = 160
"""Pixels of a thumbnail's longer side."""
HEADERS = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}


class Pictures:
    """Gives addresses of pictures, and serves them as PNG that was encoded here: never a file as it came."""

    def __init__(self, editors: Editors, seal: Seal) -> None:
        self._editors, self._seal = editors, seal
        self._readings: Recent[tuple[str, int], tuple[bytes, ...]] = Recent(REMEMBERED)

    def address(self, session: str, record: str | None, side: int = 0, part: Box | None = None) -> str:
        """Of the picture after a record (None: the photo), or a part of it; `side`: at most so many pixels long."""
        box = ",".join(map(str, part.as_list())) if part else WHOLE
        what = f"{session}/{record or BASE}/{side}/{box}"
        return f"{ROOT}/{quote(what, safe='/,')}/{self._seal.sign(what)}.png"

    def now(self, session: Session, side: int = 0, part: Box | None = None) -> str:
        """Of the picture as it is."""
        records = session.records
        return self.address(session.id, records[-1].id if records else None, side, part)

    def reading(self, session: str, turn: int, number: int) -> str:
        """Of what an answer (from 0) to the question of a turn would come to."""
        what = f"{session}/{turn}/{number}"
        return f"{READINGS}/{quote(what)}/{self._seal.sign(what)}.png"

    def map(self, session: str, turn: int) -> str:
        """Of which of several instructions was followed where in a turn."""
        what = f"{session}/{turn}"
        return f"{MAPS}/{quote(what)}/{self._seal.sign(what)}.png"

    async def serve_map(self, request: Request) -> Response:
        """The map of a turn; 404 for an address that was never given out, or whose picture is gone."""
        what = "/".join(request.path_params[name] for name in ("session", "turn"))
        if not self._seal.holds(what, request.path_params["signature"]):
            return _none()
        try:
            data = await run_in_threadpool(self._mapped, *what.split("/"))
        except (KeyError, SessionError):
            return _none()
        return Response(data, media_type="image/png", headers=HEADERS)

    def _mapped(self, id: str, turn: str) -> bytes:
        session = self._editors.first.session(id)
        record, followed = session.followed(int(turn))
        return encoded(instruction_map(session.pixels_of(record), followed), MAP)

    async def serve_sample(self, request: Request) -> Response:
        """A thumbnail of a free photo, for everybody."""
        data = await run_in_threadpool(_sample, request.path_params["name"])
        return Response(data, media_type="image/png", headers=HEADERS) if data else _none()

    async def serve_reading(self, request: Request) -> Response:
        """The reading's picture; the picture as it is where the question is over, or the reading cannot be done."""
        what = "/".join(request.path_params[name] for name in ("session", "turn", "number"))
        if not self._seal.holds(what, request.path_params["signature"]):
            return _none()
        session, turn, number = what.split("/")
        try:
            data = await run_in_threadpool(self._read_as, session, int(turn), int(number))
        except (KeyError, SessionError):
            return _none()
        return Response(data, media_type="image/png", headers=HEADERS)

    def _read_as(self, id: str, turn: int, number: int) -> bytes:
        session = self._editors.of(id).session(id)
        found = self._readings.get((id, turn), lambda: _previews(session, turn))
        return found[number] if number < len(found) and found[number] else encoded(session.pixels, READING)

    async def serve(self, request: Request) -> Response:
        """The picture of an address; 404 for one that was never given out, or whose picture is gone."""
        what = unquote("/".join(request.path_params[name] for name in ("session", "record", "side", "part")))
        if not self._seal.holds(what, request.path_params["signature"]):
            return _none()
        session, record, side, part = what.split("/")
        try:
            data = await run_in_threadpool(self._encoded, session, record, int(side), part)
        except (KeyError, SessionError):
            return _none()
        return Response(data, media_type="image/png", headers=HEADERS)

    def _encoded(self, session: str, record: str, side: int, part: str) -> bytes:
        pixels = self._editors.first.session(session).pixels_of(None if record == BASE else record)
        if part != WHOLE:
            left, top, right, bottom = map(int, part.split(","))
            pixels = pixels[top:bottom, left:right]
        return encoded(pixels, side)


def _sample(name: str) -> bytes:
    found = sample(name)
    if found is None or found.path is None:
        return b""
    from PIL import Image

    with Image.open(found.path) as image:
        return encoded(np.asarray(image.convert("RGB")), THUMBNAIL)


def _previews(session: Session, turn: int) -> tuple[bytes, ...]:
    """What each reading of the question of this turn looks like, near what it changes; empty where it is over."""
    if session.turns[-1].number != turn or session.pending is None:
        return ()
    found = session.previews(PREVIEWED)
    before = reduced(session.pixels, PREVIEWED)
    return tuple(b"" if one.pixels is None else encoded(near(before, one.pixels), READING) for one in found)


def near(before: Pixels, after: Pixels) -> Pixels:
    """The part of `after` around what differs from `before`, with room; all of it where the sizes differ."""
    if before.shape != after.shape:
        return after
    rows, columns = np.nonzero((before != after).any(axis=2))
    if not rows.size:
        return after
    changed = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    room = max(changed.width, changed.height) // 2 + min(before.shape[:2]) // 12
    return after[changed.pad(room).clamp(before.shape[1], before.shape[0]).slices]


def reduced(pixels: Pixels, side: int) -> Pixels:
    """As the previews reduce it."""
    import cv2

    factor = min(1.0, side / max(pixels.shape[:2]))
    size = max(1, round(pixels.shape[1] * factor)), max(1, round(pixels.shape[0] * factor))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _none() -> Response:
    return PlainTextResponse(texts.NO_PICTURE, 404, {"x-content-type-options": "nosniff"})


def encoded(pixels: Pixels, side: int = 0) -> bytes:
    """PNG of H×W×3|4 uint8, made no longer than `side` where one is given; quick rather than small."""
    from PIL import Image

    image = Image.fromarray(pixels)
    if side:
        image.thumbnail((side, side))
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
