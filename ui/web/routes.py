"""What the page serves beside Gradio's own: its scripts and styles, and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from .pictures import READINGS, ROOT, SAMPLES

if TYPE_CHECKING:
    from starlette.routing import BaseRoute

    from .pictures import Pictures

STATIC = Path(__file__).parent / "static"
SCRIPTS = "scenewright/static"


def routes(pictures: Pictures) -> list[BaseRoute]:
    """In the order in which they are tried."""
    return [
        Mount(f"/{SCRIPTS}", StaticFiles(directory=STATIC)),
        Route(f"/{ROOT}/{{session}}/{{record}}/{{side}}/{{part}}/{{signature}}.png", pictures.serve),
        Route(f"/{READINGS}/{{session}}/{{turn}}/{{number}}/{{signature}}.png", pictures.serve_reading),
        Route(f"/{SAMPLES}/{{name}}.png", pictures.serve_sample),
    ]
