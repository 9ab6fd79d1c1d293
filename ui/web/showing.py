"""What a page in a browser is told by its events: all of it, nothing of another photo, and nothing old."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from functools import wraps
from inspect import Parameter, isgeneratorfunction, signature
from typing import Any

import gradio as gr

from ...tools.recent import Recent
from . import texts
from .desk import sorry
from .guard import names_address

PAGES = 4096
"""So many pages are remembered."""
CALLER, BROWSER = "x-gradio-user", "app"
"""The header by which Gradio's client tells who calls an event, and what the page in a browser says."""


@dataclass
class _Visit:
    photo: object = field(default_factory=object)
    """Another one with every photo that the page opens."""
    begun: int = 0
    """Events so far that open a photo."""
    opened: int = 0
    """Which of them opened the photo that the page shows."""


class Showing:
    """Wraps the functions of events: several run at once, and what one has to tell when the page shows another photo
    changes nothing there. Programs are told all there is."""

    def __init__(self) -> None:
        self._pages: Recent[str, _Visit] = Recent(PAGES)

    def __contains__(self, session_hash: object) -> bool:
        """Whether this is a page in a browser."""
        return session_hash in self._pages

    def opens(self, handler: Callable[..., Any], always: Collection[Any] = ()) -> Callable[..., Any]:
        """An event whose first frame shows another photo. Its parts in `always` are told whatever the page shows."""
        return self._wrapped(handler, True, always)

    def about(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """An event about the photo that the page shows when it begins."""
        return self._wrapped(handler, False)

    def _wrapped(self, handler: Callable[..., Any], opens: bool, always: Collection[Any] = ()) -> Callable[..., Any]:
        @wraps(handler)
        def told(request: gr.Request, *given: Any) -> Any:
            return next(self._told(request, (handler(*given) for _ in "1"), opens, always))

        @wraps(handler)
        def streamed(request: gr.Request, *given: Any) -> Iterator[Any]:
            yield from self._told(request, handler(*given), opens, always)

        return _asking(streamed if isgeneratorfunction(handler) else told, handler)

    def _told(self, request: gr.Request, frames: Iterator[Any], opens: bool, always: Collection[Any]) -> Iterator[Any]:
        if request.headers.get(CALLER) != BROWSER:
            yield from frames
            return
        page = self._pages.get(str(request.session_hash), _Visit)
        photo = page.photo
        page.begun += opens
        number = page.begun
        for frame in frames:
            if opens and number > page.opened:  # of two photos the one that was asked for last stays
                page.photo = photo = object()
                page.opened = number
            opens = False
            yield frame if page.photo is photo else _nothing(frame, always)


def _nothing(frame: Any, but: Collection[Any] = ()) -> Any:
    """A frame of the same parts that leaves all of them as they are `but` these."""
    if isinstance(frame, tuple):
        return tuple(gr.skip() for _ in frame)
    if not all(isinstance(part, gr.blocks.Block) for part in frame):
        return gr.skip()
    return {part: told if part in but else gr.skip() for part, told in frame.items()}


def _asking(call: Callable[..., Any], handler: Callable[..., Any]) -> Callable[..., Any]:
    """`call`, which Gradio gives the request and what `handler` takes by the same names."""
    own = signature(handler)
    request = Parameter("request", Parameter.POSITIONAL_OR_KEYWORD, annotation=gr.Request)
    call.__annotations__ = {"request": gr.Request}
    call.__signature__ = own.replace(parameters=[request, *own.parameters.values()])  # type: ignore[attr-defined]
    return call


class Page(gr.Blocks):
    """Blocks that fetch nothing, and whose streams are of whole values. By itself Gradio sends what changed, and the
    browser changes it within values that it may not have shown yet, so that some are never shown. When a stream is over
    Gradio sends its last frame again, which may be after the frames of another event: a page in a browser gets one that
    changes nothing, a program its result."""

    def __init__(self, showing: Showing, **how: Any) -> None:
        super().__init__(**how)
        self._showing = showing

    async def preprocess_data(self, block_fn: Any, inputs: list[Any], *more: Any, **how: Any) -> Any:
        """What an event is given. By itself Gradio fetches any file that a client names by an address, whatever it is
        given for."""
        if names_address(inputs):
            raise sorry(texts.NO_ADDRESS)
        return await super().preprocess_data(block_fn, inputs, *more, **how)

    def handle_streaming_diffs(
        self,
        block_fn: Any,
        data: list[Any],
        session_hash: str | None,
        run: str | None,
        final: bool,
        *more: Any,
        **how: Any,
    ) -> list[Any]:
        """What the browser is to put in the place of what a stream told before: a list of changes for each output."""
        whole = list(data)
        first = not (session_hash and run and run in self.pending_diff_streams[session_hash])
        told = super().handle_streaming_diffs(block_fn, data, session_hash, run, final, *more, **how)
        if final and session_hash in self._showing:
            return [gr.skip() for _ in told]
        if first or final:
            return told
        return [change and [["replace", [], value]] for change, value in zip(told, whole, strict=True)]
