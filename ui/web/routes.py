"""What the page serves beside Gradio's own: its scripts and styles, and pictures."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .pictures import MAPS, READINGS, ROOT, SAMPLES

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from .pictures import Pictures

STATIC = Path(__file__).parent / "static"
SCRIPTS = "scenewright/static"
ALIVE = "scenewright/alive"
"""Tells one start of the server from another: a page that was served by an earlier one is loaded anew."""


def routes(pictures: Pictures) -> list[BaseRoute]:
    """In the order in which they are tried."""
    started = secrets.token_hex(8)
    return [
        Route(f"/{ALIVE}", lambda request: PlainTextResponse(started, headers={"cache-control": "no-store"})),
        Mount(f"/{SCRIPTS}", StaticFiles(directory=STATIC)),
        Route(f"/{ROOT}/{{session}}/{{record}}/{{side}}/{{part}}/{{signature}}.png", pictures.serve),
        Route(f"/{READINGS}/{{session}}/{{turn}}/{{number}}/{{signature}}.png", pictures.serve_reading),
        Route(f"/{MAPS}/{{session}}/{{turn}}/{{signature}}.png", pictures.serve_map),
        Route(f"/{SAMPLES}/{{name}}.png", pictures.serve_sample),
    ]
