"""The side of the page: the scene, the tools with what is missing, settings, and free photos to try."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import gradio as gr

from .. import samples
from ..findings import findings
from . import texts
from .choosing import Chooser, lay_out_choices
from .desk import Desk, told
from .found import told_of
from .markup import Html, button, tag, void
from .pictures import SAMPLES
from .pieces import buttons, piece
from .tree import NOTHING

if TYPE_CHECKING:
    from ...agent.editor import Editor

KEPT_AS = "scenewright-settings"
"""Under which name a browser keeps its settings."""
APPROVALS = ("auto", "always", "never")
MOST_SEED = 2**31 - 1
NAMED = {
    "#changed :is(button, img)": texts.CHANGED,
    "#chat .arrow button": texts.LOOKED_AT,
    "#slider img": texts.COMPARED_PICTURE,
}
"""Buttons and pictures of Gradio's that have no name of their own."""
SKIPPED = ":is(#chat .arrow button, #tabs .download-link button)"
"""Those inside of what is a button or a link itself: the tab key need not come to both."""


@dataclass(frozen=True, slots=True)
class Panel:
    """The components of the side."""

    tree: gr.HTML
    tools: gr.HTML
    checking: gr.Accordion
    approval: gr.Dropdown
    seed: gr.Number
    kept: gr.BrowserState
    samples: gr.HTML
    chooser: Chooser


def lay_out_side(editor: Editor, secret: str, title: gr.HTML, own: bool) -> Panel:
    """Put the side in its place; closed at first, so that the picture has the room."""
    chosen = editor.settings
    kept = gr.BrowserState({}, storage_key=KEPT_AS, secret=secret)
    with gr.Sidebar(label=texts.SIDE, open=False, position="right", width=348, elem_id="side"):
        with gr.Accordion(texts.SCENE, open=True):
            shown = piece(
                "tree",
                [],
                "${content}",
                content=NOTHING,
                named=NAMED,
                skipped=SKIPPED,
                slider=texts.SLIDER,
                toggle=texts.SIDE,
                elem_id="tree",
            )
        with gr.Accordion(texts.EXAMPLES, open=True):
            photos = buttons(["free"], "samples", free_photos())
        with gr.Accordion(texts.SETTINGS, open=False):
            choices = [(texts.APPROVALS[name], name) for name in APPROVALS]
            approval = gr.Dropdown(choices, value=chosen.approval, label=texts.APPROVAL, elem_id="approval")
            seed = gr.Number(
                chosen.seed, label=texts.SEED, info=texts.SEED_INFO, precision=0, minimum=0, maximum=MOST_SEED,
                elem_id="seed",
            )  # fmt: skip
            chooser = lay_out_choices(editor, title, own)
        with gr.Accordion(texts.TOOLS, open=False) as checking:
            tools = gr.HTML("", elem_id="tools")
    return Panel(shown, tools, checking, approval, seed, kept, photos, chooser)


class Side:
    """Events of the side."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def tools(self, id: str = "") -> str:
        """The tools and models in use, and for what is missing the command that adds it; as `scenewright doctor`."""
        with told():
            return told_of(findings(self.desk.editor_of(id)))

    def kept(self, kept: Any) -> tuple[str, int]:
        """The settings that this browser kept; what it has none for is as the program's settings have it."""
        return chosen(self.desk.editor, kept)


def chosen(editor: Editor, kept: Any) -> tuple[str, int]:
    """Approval and seed."""
    known = kept if isinstance(kept, dict) else {}
    approval, seed = known.get("approval"), known.get("seed")
    right = isinstance(seed, int | float) and 0 <= seed <= MOST_SEED
    usual = editor.settings
    return approval if approval in APPROVALS else usual.approval, int(seed or 0) if right else usual.seed


def free_photos() -> Html:
    """Free photos that are on this machine; else what would bring them."""
    found = samples.samples()
    if not found:
        return tag("div", tag("p", texts.NO_SAMPLES), tag("code", samples.COMMAND))
    return tag("div", *map(_sample, found), class_="samples")


def _sample(one: samples.Sample) -> Html:
    label = texts.OPEN_SAMPLE.format(title=one.title, free=one.free)
    picture = void("img", src=f"{SAMPLES}/{one.name}.png", alt="", loading="lazy")
    return button(tag("span", picture, tag("b", one.title), tag("small", one.free)), "free", one.name, aria_label=label)
