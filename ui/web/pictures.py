"""Pictures of a session by signed addresses: who was not given an address cannot make one up."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from urllib.parse import quote, unquote

from starlette.concurrency import run_in_threadpool
from starlette.responses import PlainTextResponse, Response

from ...agent.errors import SessionError
from .seal import Seal

if TYPE_CHECKING:
    from starlette.requests import Request

    from ...agent.editor import Editor, Session
    from ...scene.geometry import Box
    from ...scene.image import Pixels

ROOT = "scenewright/pictures"
BASE = "photo"
WHOLE = "whole"
THUMBNAIL = 160
"""Pixels of a thumbnail's longer side."""
HEADERS = {"cache-control": "private, max-age=31536000, immutable", "x-content-type-options": "nosniff"}


class Pictures:
    """Gives addresses of pictures, and serves them as PNG that was encoded here: never a file as it came."""

    def __init__(self, editor: Editor, seal: Seal) -> None:
        self._editor, self._seal = editor, seal

    def address(self, session: str, record: str | None, side: int = 0, part: Box | None = None) -> str:
        """Of the picture after a record (None: the photo), or a part of it; `side`: at most so many pixels long."""
        box = ",".join(map(str, part.as_list())) if part else WHOLE
        what = f"{session}/{record or BASE}/{side}/{box}"
        return f"{ROOT}/{quote(what, safe='/,')}/{self._seal.sign(what)}.png"

    def now(self, session: Session, side: int = 0, part: Box | None = None) -> str:
        """Of the picture as it is."""
        records = session.records
        return self.address(session.id, records[-1].id if records else None, side, part)

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
        pixels = self._editor.session(session).pixels_of(None if record == BASE else record)
        if part != WHOLE:
            left, top, right, bottom = map(int, part.split(","))
            pixels = pixels[top:bottom, left:right]
        return encoded(pixels, side)


def _none() -> Response:
    return PlainTextResponse("no such picture", 404, {"x-content-type-options": "nosniff"})


def encoded(pixels: Pixels, side: int = 0) -> bytes:
    """PNG of H×W×3|4 uint8, made no longer than `side` where one is given; quick rather than small."""
    from PIL import Image

    image = Image.fromarray(pixels)
    if side:
        image.thumbnail((side, side))
    file = BytesIO()
    image.save(file, "PNG", compress_level=1)
    return file.getvalue()
