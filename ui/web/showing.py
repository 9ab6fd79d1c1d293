"""What a page in a browser is told by its events: all of it, nothing of another photo, and nothing old."""

from __future__ import annotations

from asyncio import Lock
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import wraps
from inspect import Parameter, isgeneratorfunction, signature
from types import MappingProxyType
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
    shown: int = 0
    """Which of the photos that were chosen on the page it shows, by their number."""
    front: dict[Any, list[Any]] = field(default_factory=dict)
    """What the photo that is shown put in front of lists that each photo is told in."""
    telling: Lock = field(default_factory=Lock)
    """Held from when it is decided what a frame tells until it is on its way, so that none overtakes another."""


@dataclass(frozen=True)
class Telling:
    """A frame for a page that may show another photo by the time that it is told."""

    frame: Any
    page: _Visit
    photo: int
    """Which one it is about."""
    always: Collection[Any] = ()
    """Lists that are told whatever the page shows."""

    def now(self) -> Any:
        """As much of the frame as is told at this moment."""
        if self.photo > self.page.shown:
            self.page.shown = self.photo
            self.page.front = {part: self.frame[part][:1] for part in self.always}
        return self.frame if self.photo == self.page.shown else _nothing(self.frame, self._behind())

    def _behind(self) -> dict[Any, Any]:
        """The lists, behind what the photo that is shown put in front of them."""
        lists = [part for part in self.always if part in self.frame]
        return {part: list(dict.fromkeys([*self.page.front[part], *self.frame[part]])) for part in lists}


class Showing:
    """Wraps the functions of events: several run at once, and what one has to tell when the page shows another photo
    changes nothing there. Programs are told all there is."""

    def __init__(self) -> None:
        self._pages: Recent[str, _Visit] = Recent(PAGES)

    def __contains__(self, session_hash: object) -> bool:
        """Whether this is a page in a browser."""
        return session_hash in self._pages

    def opens(self, handler: Callable[..., Any], place: int, always: Collection[Any] = ()) -> Callable[..., Any]:
        """An event that shows another photo, unless the page shows one that was chosen later: in this `place` a page
        gives what `handler` takes with a number, by which it counts what is chosen. The parts in `always` are lists."""
        return self._wrapped(handler, place, always)

    def about(self, handler: Callable[..., Any]) -> Callable[..., Any]:
        """An event about the photo that the page shows when it begins."""
        return self._wrapped(handler, None)

    def _wrapped(
        self, handler: Callable[..., Any], place: int | None, always: Collection[Any] = ()
    ) -> Callable[..., Any]:
        streams = isgeneratorfunction(handler)

        @wraps(handler)
        def streamed(request: gr.Request, *given: Any) -> Iterator[Any]:
            own, number = (given, None) if place is None else _counted(given, place)
            frames = handler(*own) if streams else (handler(*own) for _ in "1")
            yield from self._told(request, frames, number, always)

        @wraps(handler)
        def told(request: gr.Request, *given: Any) -> Any:
            return next(streamed(request, *given))

        return _asking(streamed if streams else told, handler)

    def _told(
        self, request: gr.Request, frames: Iterator[Any], number: int | None, always: Collection[Any]
    ) -> Iterator[Any]:
        if request.headers.get(CALLER) != BROWSER:
            yield from frames
            return
        page = self._pages.get(str(request.session_hash), _Visit)
        photo = page.shown if number is None else number
        for frame in frames:
            yield Telling(frame, page, photo, always)


def _counted(given: Sequence[Any], place: int) -> tuple[Sequence[Any], int]:
    """What a handler takes, and which of the photos chosen on the page that is; 0 for what was not chosen there."""
    if place < len(given):
        match given[place]:
            case {"given": own, "chosen": int(number)}:
                return [*given[:place], own, *given[place + 1 :]], number
    return given, 0


def _nothing(frame: Any, but: Mapping[Any, Any] = MappingProxyType({})) -> Any:
    """A frame of the same parts that leaves all of them as they are `but` these."""
    if isinstance(frame, tuple):
        return tuple(gr.skip() for _ in frame)
    if not all(isinstance(part, gr.blocks.Block) for part in frame):
        return gr.skip()
    return {part: but.get(part, gr.skip()) for part in frame}


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

    async def postprocess_data(self, block_fn: Any, predictions: Any, *more: Any, **how: Any) -> Any:
        """What an event tells. By itself Gradio makes several frames of a page ready at once."""
        if not isinstance(predictions, Telling):
            return await super().postprocess_data(block_fn, predictions, *more, **how)
        async with predictions.page.telling:  # after it Gradio sends the frame without letting others work
            return await super().postprocess_data(block_fn, predictions.now(), *more, **how)

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
