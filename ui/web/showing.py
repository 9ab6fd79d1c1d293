"""What a page in a browser is told by its events: nothing of another photo than the one it shows, and nothing old."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import wraps
from inspect import Parameter, isgeneratorfunction, signature
from typing import Any

import gradio as gr

from ...tools.recent import Recent

PAGES = 4096
"""So many pages are remembered."""
CALLER, BROWSER = "x-gradio-user", "app"
"""The header by which Gradio's client tells who calls an event, and what the page in a browser says."""


@dataclass
class _Page:
    photo: object = field(default_factory=object)
    """Another one with every photo that the page opens."""


class Showing:
    """Wraps the functions of events. Several run at once, and one that streams may go on when the page shows another
    photo: then it changes nothing there. Gradio sends the last frame of a stream again when the event is over, which
    may be after the frames of another event; so a stream ends with a frame that changes nothing. Programs are told all
    there is, and get the last frame as the result."""

    def __init__(self) -> None:
        self._pages: Recent[str, _Page] = Recent(PAGES)

    def opens(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """An event whose first frame shows another photo."""
        return self._wrapped(handler, True)

    def about(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """An event about the photo that the page shows when it begins."""
        return self._wrapped(handler, False)

    def _wrapped(self, handler: Callable[..., Any], opens: bool) -> Callable[..., Any]:
        @wraps(handler)
        def told(request: gr.Request, *given: Any) -> Any:
            return next(self._told(request, (handler(*given) for _ in "1"), opens))

        @wraps(handler)
        def streamed(request: gr.Request, *given: Any) -> Iterator[Any]:
            frame = None
            for frame in self._told(request, handler(*given), opens):
                yield frame
            if frame is not None and _in_browser(request):
                yield _nothing(frame)

        return _asking(streamed if isgeneratorfunction(handler) else told, handler)

    def _told(self, request: gr.Request, frames: Iterator[Any], opens: bool) -> Iterator[Any]:
        if not _in_browser(request):
            yield from frames
            return
        page = self._pages.get(str(request.session_hash), _Page)
        photo = page.photo
        for frame in frames:
            if opens:
                page.photo = photo = object()
                opens = False
            yield frame if page.photo is photo else _nothing(frame)


def _in_browser(request: gr.Request) -> bool:
    return request.headers.get(CALLER) == BROWSER


def _nothing(frame: Any) -> Any:
    """A frame of the same parts that leaves them as they are."""
    if isinstance(frame, tuple):
        return tuple(gr.skip() for _ in frame)
    return dict.fromkeys(frame, gr.skip()) if all(isinstance(part, gr.blocks.Block) for part in frame) else gr.skip()


def _asking(call: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, which Gradio gives the request and what `handler` takes by the same names."""
    own = signature(handler)
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    call.__annotations__ = {"request": gr.Request}
    call.__signature__ = own.replace(parameters=[request, *own.parameters.values()])  # type: ignore[attr-defined]
    return call
