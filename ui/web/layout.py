"""How the page is laid out: the chat on one side, the picture on the other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import gradio as gr

from ..photo import free_photo
from . import texts
from .choosing import privacy, title
from .pieces import board, buttons
from .screen import Parts
from .side import Panel, lay_out_side

if TYPE_CHECKING:
    from ...agent.editor import Editor

FILE_TYPES = [".png", ".jpg", ".jpeg", ".webp", ".avif", ".tif", ".tiff", ".gif", ".heic", ".heif"]
LAYOUT = ".json"
"""Of a layout, which is drawn on a plate."""
MOVED = {"recompare": "#compare-button[aria-selected=true]", "outdate": "#download"}
"""What shows something of the picture before, when the history is another."""
HIDDEN: Final = "hidden"
"""Not seen, but on the page: what Gradio takes off it may show what it was told before when it is put back."""


@dataclass(frozen=True, slots=True)
class Controls:
    """What the person uses, beside the parts that show something."""

    known: gr.JSON
    photos: gr.Dropdown
    upload: gr.UploadButton
    example: gr.Button
    send: gr.Button
    undo: gr.Button
    redo: gr.Button
    ahead: gr.Checkbox
    comparing: gr.Tab
    one: gr.Dropdown
    other: gr.Dropdown
    slider: gr.ImageSlider
    compared: gr.Markdown
    changed: gr.Image
    tabs: gr.Tabs
    mask: gr.UploadButton
    reference: gr.UploadButton
    form: gr.Dropdown
    export: gr.Button
    download: gr.DownloadButton
    side: Panel


def lay_out(editor: Editor, secret: str, own: bool) -> tuple[Parts, Controls]:
    """Put everything in its place, inside a `gr.Blocks`."""
    session = gr.State("")
    known = gr.JSON([], visible=False)
    with gr.Row(elem_id="head"):
        said = gr.HTML(title(privacy(editor)), elem_id="title")
        photos = gr.Dropdown(
            [], label=texts.SESSIONS, show_label=False, visible=HIDDEN, elem_id="photos", min_width=140, scale=0
        )
        upload = gr.UploadButton(
            texts.UPLOAD, file_types=[*FILE_TYPES, LAYOUT], variant="primary", size="sm", scale=0, elem_id="upload"
        )
        has_example = free_photo() is not None
        example = gr.Button(texts.EXAMPLE, size="sm", scale=0, visible=has_example, elem_id="example")
    with gr.Row(elem_id="room"):
        with gr.Column(scale=2, min_width=320, elem_id="talk"):
            chat, card = _conversation()
            words, send, undo, redo, ahead = _speaking()
        with gr.Column(scale=3, min_width=320, elem_id="view"), gr.Tabs(elem_id="tabs") as tabs:
            with gr.Tab(texts.PICTURE, id="picture"):
                picture = board("#words textarea", "#head input[type=file]", texts.PICTURE_LABELS)
                mask = _brought(texts.BRING_MASK, "mask-file")
                reference = _brought(texts.BRING_REFERENCE, "picture-file")
                history = buttons(["compare", "drop", "redo", "switch", "branch", "forget"], "history", moved=MOVED)
            with gr.Tab(texts.COMPARE, id="compare", elem_id="compare") as comparing:
                one, other, slider, compared, changed = _comparison()
            with gr.Tab(texts.EXPORT, id="export"):
                form, export, download = _export()
    side = lay_out_side(editor, secret, said, own)
    parts = Parts(session, chat, card, picture, history, words, side.tree)
    controls = Controls(
        known, photos, upload, example, send, undo, redo, ahead,
        comparing, one, other, slider, compared, changed, tabs, mask, reference, form, export, download, side,
    )  # fmt: skip
    return parts, controls


def _conversation() -> tuple[gr.Chatbot, gr.HTML]:
    """The chat, and the card below it that shows what is going on or waits for the person."""
    chat = gr.Chatbot(
        label=texts.CHAT,
        show_label=False,
        render_markdown=False,
        buttons=[],
        feedback_options=None,
        height="100%",
        layout="bubble",
        placeholder=texts.EMPTY_CHAT,
        elem_id="chat",
    )
    return chat, buttons(["answer", "approve", "skip", "stop", "revise", "readings"], "card")


def _speaking() -> tuple[gr.Textbox, gr.Button, gr.Button, gr.Button, gr.Checkbox]:
    with gr.Row(elem_id="say"):
        words = gr.Textbox(
            label=texts.WORDS,
            show_label=False,
            placeholder=texts.PLACEHOLDER,
            lines=1,
            max_lines=6,
            scale=1,
            min_width=120,
            elem_id="words",
        )
        send = gr.Button(texts.SEND, variant="primary", size="sm", scale=0, min_width=72, elem_id="send")
    with gr.Row(elem_id="moves"):
        undo = gr.Button(texts.UNDO, size="sm", scale=0, min_width=72, elem_id="undo")
        redo = gr.Button(texts.REDO, size="sm", scale=0, min_width=72, elem_id="redo")
        ahead = gr.Checkbox(False, label=texts.AHEAD, container=False, elem_id="ahead")
    return words, send, undo, redo, ahead


def _brought(label: str, name: str) -> gr.UploadButton:
    """A file that the picture's own tool bar asks for."""
    with gr.Row(elem_id=name, elem_classes="unseen"):
        return gr.UploadButton(label, file_types=FILE_TYPES, size="sm")


def _comparison() -> tuple[gr.Dropdown, gr.Dropdown, gr.ImageSlider, gr.Markdown, gr.Image]:
    with gr.Row():
        one = gr.Dropdown([], label=texts.COMPARE_ONE, elem_id="one")
        other = gr.Dropdown([], label=texts.COMPARE_OTHER, elem_id="other")
    slider = gr.ImageSlider(
        label=texts.COMPARE,
        show_label=False,
        interactive=False,
        format="png",
        image_mode=None,
        elem_id="slider",
    )
    compared = gr.Markdown("", elem_id="compared")
    changed = gr.Image(label=texts.CHANGED, interactive=False, format="png", buttons=[], elem_id="changed")
    return one, other, slider, compared, changed


def _export() -> tuple[gr.Dropdown, gr.Button, gr.DownloadButton]:
    form = gr.Dropdown(list(texts.FORMS), value=texts.FORMS[0][1], label=texts.EXPORT_AS, elem_id="form")
    export = gr.Button(texts.EXPORT, variant="primary", size="sm", elem_id="export")
    return form, export, gr.DownloadButton(texts.EXPORT, visible=False, size="sm", elem_id="download")
