"""The page: its parts, and which event calls what. Every event has an `api_name`; `docs/page.md` lists them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import gradio as gr

from . import texts
from .bringing import Bringing
from .byhand import ByHand
from .choosing import Choosing
from .comparing import Comparing
from .desk import Desk
from .drawn import References
from .layout import Controls, lay_out
from .opening import Opening
from .pictures import Pictures
from .routes import SCRIPTS, STATIC
from .saving import Saving, Shown, made
from .screen import Parts, Screen
from .seal import Seal
from .showing import Page, Showing
from .side import Side
from .turns import Turns
from .visitors import Visitors

if TYPE_CHECKING:
    from ...agent.editors import Editors

KEEP_SERVED = (3600, 24 * 3600)
"""Seconds: how often served files are cleared away, and from what age on."""
HEAD = "".join(f'<script type="module" src="{SCRIPTS}/{name}.js"></script>' for name in ("keys", "again"))
AT_ONCE = 4
"""Turns of different visitors that may run at the same time as looking and pointing."""
WAITING = 64
"""Events that may wait for their turn; what comes beyond them is refused."""
EACH: dict[str, Any] = {"trigger_mode": "multiple"}
"""None is left out. By itself Gradio ignores what comes before the one before it has ended, as an answer may that is
given as soon as the question is seen; what is said while something is worked on must be told so."""
NEWEST: dict[str, Any] = {"trigger_mode": "always_last"}
"""What was chosen last counts, whatever was chosen while the one before was worked on."""
IN_TURN = {**EACH, "concurrency_id": "moving", "concurrency_limit": 1}
"""The same, one after another, for what is pressed several times in a row."""
REVISING = {**IN_TURN, "concurrency_id": "revising"}


def build(editors: Editors, pictures: Pictures | None = None, own: bool = True, waiting: int = WAITING) -> gr.Blocks:
    """The page over a home's sessions; nothing of a visitor is kept in it but the session's id. `own`: only browsers of
    this machine come, so that they may say what its words are read by; `waiting`: so many events may."""
    editor = editors.first
    seal, showing = Seal.kept(editor.home), Showing()
    with Page(showing, title=texts.TITLE, analytics_enabled=False, delete_cache=KEEP_SERVED, fill_width=True) as page:
        parts, controls = lay_out(editor, seal.sign("browser"), own)
        screen = Screen(parts, pictures or Pictures(editors, seal))
        desk = Desk(editors, screen, Visitors(editor, seal), References(seal))
        turns = Turns(desk)
        choosing = Choosing(desk, controls.side.chooser, own)
        _opening(page, parts, controls, Opening(desk, turns, controls.known, controls.photos), choosing, showing)
        _bringing(parts, controls, Bringing(desk), showing.about)
        _talking(parts, controls, turns, showing.about)
        folder = made(Path(controls.download.GRADIO_CACHE))
        _history(parts, controls, turns, Comparing(desk, Shown(folder)), showing.about)
        _side(page, parts, controls, Side(desk))
        _choosing(parts, choosing)
        saving = Saving(desk, folder)
        for shown in (controls.slider, controls.changed):
            shown.GRADIO_CACHE = str(folder)
        controls.form.select(_no_download, None, [controls.download], **QUIET, **NEWEST, api_visibility="private")
        saved = (
            controls.export.click(
                saving.export, [parts.session, controls.form], [controls.download], api_name="export"
            ),
            parts.picture.save(saving.png, [parts.session], [controls.download], **QUIET, api_name="save"),
        )
        for event in saved:
            event.success(None, [controls.download], js=_DOWNLOAD, api_visibility="private")
    page.queue(default_concurrency_limit=AT_ONCE, max_size=waiting)
    return page


def style() -> str:
    """The page's style sheet."""
    return (STATIC / "page.css").read_text(encoding="utf-8")


def _no_download() -> Any:
    """What was written in another form, or of another picture, is not what is chosen now."""
    return gr.update(visible=False)


_DOWNLOAD = """(file) => {
    const link = document.createElement("a");
    link.href = file.url;
    link.download = file.orig_name ?? file.path.split("/").pop();
    link.click();
}"""
"""By the address that came, not by the button: that is written anew some time later."""
_KEEP = "(approval, seed) => ({ approval, seed })"
"""In the browser alone: of two answers from the server the older one might come last."""
_PHOTOS = f"(() => import(new URL('{SCRIPTS}/photos.js', document.baseURI)))()"
QUIET: dict[str, Any] = {"show_progress": "hidden"}
Wrap: TypeAlias = Callable[[Callable[..., Any]], Callable[..., Any]]


def _opening(
    page: gr.Blocks, parts: Parts, controls: Controls, on: Opening, choosing: Choosing, showing: Showing
) -> None:
    *shown, tree = parts.outputs
    everything = {"outputs": [*shown, controls.known, controls.photos, tree], **QUIET, **EACH}
    about, known, photos = showing.about, controls.known, controls.photos
    samples, before = controls.side.samples, parts.session

    def opens(event: Any, handler: Any, given: list[Any], name: str, asked: str = "chosen") -> Any:
        place = given.index(known)
        told = showing.opens(handler, place, always=(known,))
        return event(told, given, **everything, js=_asked(asked, place), api_name=name)

    begun = (
        opens(controls.upload.upload, on.open, [controls.upload, known, before], "open"),
        opens(controls.example.click, on.example, [known, before], "example"),
        opens(samples.free, on.free_photo, [samples, known, before], "free_photo"),
        opens(photos.select, on.choose, [photos, known], "choose"),
        opens(page.load, on.reopen, [known], "reopen", asked="known"),
    )
    kept = known.change(
        None, [known], js=f"async (tickets) => (await {_PHOTOS}).keep(tickets)", api_visibility="private"
    )
    listing: dict[str, Any] = {"js": _asked("known", 0), **QUIET}
    for first, event in ((True, kept.success), (False, begun[3].failure)):
        told = {**_looking("listed", first), **NEWEST}
        event(about(on.listed), [known, parts.session], [photos], **listing, **told)
    for event in begun:
        looked = event.success(
            about(on.look), [parts.session], [parts.picture], **QUIET, **_looking("look", event is begun[0])
        )
        looked.success(about(on.tree), [parts.session], [parts.tree], **QUIET, **_looking("scene", event is begun[0]))
        event.success(
            about(choosing.shown),
            [parts.session],
            choosing.parts.outputs,
            **QUIET,
            **_looking("chosen", event is begun[0]),
        )
    drawn = [parts.session, parts.picture]
    parts.picture.mark(about(on.mark), drawn, [parts.picture], **QUIET, **{**_looking("mark", True), **NEWEST})


def _asked(name: str, place: int) -> str:
    """What an event is given, with the browser's list of photos in this place."""
    return f"async (...given) => (await {_PHOTOS}).{name}(given, {place})"


def _bringing(parts: Parts, controls: Controls, on: Bringing, about: Wrap) -> None:
    shown: dict[str, Any] = {"outputs": [parts.picture], **QUIET}
    session, mask, reference = parts.session, controls.mask, controls.reference
    mask.upload(about(on.mask), [session, mask], **shown, **_looking("mask", True))
    reference.upload(about(on.reference), [session, reference], **shown, **_looking("reference", True))
    parts.picture.alike(about(on.alike), [session, parts.picture], **shown, **_looking("alike", True))


def _looking(name: str, first: bool) -> dict[str, Any]:
    """What only looks waits for no turn; of several events for one function the first is the one that programs call."""
    visible = {"api_name": name} if first else {"api_visibility": "private"}
    return {**EACH, "concurrency_id": "looking", "concurrency_limit": AT_ONCE, **visible}


def _talking(parts: Parts, controls: Controls, on: Turns, about: Wrap) -> None:
    everything: dict[str, Any] = {"outputs": parts.outputs, **QUIET}
    side = controls.side
    said = [parts.session, parts.words, parts.picture, controls.ahead, side.approval, side.seed]
    session, card = parts.session, parts.card
    parts.words.submit(about(on.say), said, **everything, **EACH, api_name="say")
    controls.send.click(about(on.say), said, **everything, **EACH, api_visibility="private")
    card.answer(about(on.answer), [session, card], **everything, **EACH, api_name="answer")
    card.approve(about(on.approve), [session, card], **everything, **EACH, api_name="approve")
    card.skip(about(on.skip), [session], **everything, **EACH, api_name="skip")
    card.revise(about(on.revise), [session, card], **everything, **REVISING, api_name="revise")
    card.readings(about(on.readings), [session], **everything, api_name="try_readings")
    card.stop(on.stop, [session], None, **_looking("stop", True))
    drawn, by_hand = [session, parts.picture], ByHand(on)
    parts.picture.edit(about(on.edit), drawn, **everything, **EACH, api_name="edit")
    parts.picture.restore(about(by_hand.restore), drawn, **everything, **EACH, api_name="restore")
    parts.picture.rename(about(by_hand.rename), drawn, **everything, **EACH, api_name="rename")
    parts.picture.merge(about(by_hand.merge), drawn, **everything, **EACH, api_name="merge")
    parts.picture.dismiss(about(by_hand.dismiss), drawn, **everything, **EACH, api_name="dismiss")


def _side(page: gr.Blocks, parts: Parts, controls: Controls, on: Side) -> None:
    side = controls.side
    page.load(on.kept, [side.kept], [side.approval, side.seed], **QUIET, api_name="settings")
    for control in (side.approval, side.seed):
        control.input(None, [side.approval, side.seed], [side.kept], js=_KEEP, api_visibility="private")
    side.checking.expand(on.tools, [parts.session], [side.tools], **_looking("tools", True))


def _choosing(parts: Parts, on: Choosing) -> None:
    session, asked, shown = parts.session, on.parts.asked, {"outputs": on.parts.outputs, **QUIET}
    on.parts.toolset.select(on.toolset, [session, on.parts.toolset], **shown, **NEWEST, api_name="choose_toolset")
    on.parts.read_by.input(on.read_by, [session, on.parts.read_by], **shown, **NEWEST, api_name="read_by")
    on.parts.use.click(on.reader, [session, *asked], **shown, api_name="choose_model")
    for field in (on.parts.name, on.parts.address):
        field.submit(on.reader, [session, *asked], **shown, api_visibility="private")
    on.parts.agree.click(on.agree, [session, *asked], **shown, api_name="agree")


def _history(parts: Parts, controls: Controls, on: Turns, comparing: Comparing, about: Wrap) -> None:
    everything: dict[str, Any] = {"outputs": parts.outputs, **QUIET}
    session, history = parts.session, parts.history
    controls.undo.click(about(on.undo), [session], **everything, **IN_TURN, api_name="undo")
    controls.redo.click(about(on.redo), [session], **everything, **IN_TURN, api_name="redo")
    history.redo(about(on.redo), [session, history], **everything, api_name="redo_many")
    history.drop(about(on.drop), [session, history], **everything, **EACH, api_name="drop")
    history.switch(about(on.switch), [session, history], **everything, **NEWEST, api_name="switch")
    history.forget(about(on.forget), [session, history], **everything, api_name="forget_version")
    history.branch(about(on.branch), [session], **everything, api_name="branch")
    one, other = controls.one, controls.other
    result = [controls.slider, controls.compared, controls.changed]
    sides: dict[str, Any] = {"outputs": [one, other, *result], **NEWEST}
    controls.comparing.select(about(comparing.begin), [session, one], **sides, api_name="begin_compare")
    history.recompare(about(comparing.begin), [session, one], **sides, **QUIET, api_visibility="private")
    history.outdate(_no_download, None, [controls.download], **QUIET, **NEWEST, api_visibility="private")
    history.compare(about(comparing.begin), [session, history], **sides, api_name="compare_with").success(
        lambda: gr.Tabs(selected="compare"), None, [controls.tabs], api_visibility="private"
    )
    for place, side in enumerate((one, other)):
        name: dict[str, Any] = {"api_visibility": "private"} if place else {"api_name": "compare"}
        side.select(about(comparing.compare), [session, one, other], result, **NEWEST, **name)
