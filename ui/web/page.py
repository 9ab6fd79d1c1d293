"""The chat page: its parts, and which event calls what."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from .. import texts
from ..photo import free_photo
from .handlers import Handlers
from .screen import CHOICES, Parts

if TYPE_CHECKING:
    from ...agent.editor import Editor

FILE_TYPES = [".png", ".jpg", ".jpeg", ".webp", ".avif", ".tif", ".tiff", ".gif"]
KEEP_SERVED = (3600, 24 * 3600)
"""Seconds: how often served pictures are cleared away, and from what age on."""
CSS = """
.plan p { margin: .3em 0 } .plan ol, .plan ul { margin: .3em 0 .3em 1.4em }
footer { display: none !important }
"""


def files_only(upload: gr.UploadButton) -> gr.UploadButton:
    """Gradio would also fetch an address that a client names as its upload; this button takes files alone.

    Not a subclass: Gradio writes a stub file beside the source of every class derived from its components.
    """
    keep = upload.async_move_resource_to_block_cache

    async def keep_file(url_or_file_path: str | Path | None) -> str | None:
        if "://" in str(url_or_file_path):
            raise gr.Error(texts.PAGE_NO_ADDRESS, print_exception=False)
        return await keep(url_or_file_path)

    upload.async_move_resource_to_block_cache = keep_file  # type: ignore[method-assign]
    return upload


def _intro(editor: Editor) -> str:
    """What the page is for, and what leaves this machine."""
    outgoing = editor.outgoing
    return texts.PAGE_INTRO if outgoing is None else texts.PAGE_INTRO_MODEL.format(outgoing=escape(str(outgoing)))


def build(editor: Editor) -> gr.Blocks:
    """The page over an editor; nothing of a visitor is kept in it but the session's id."""
    with gr.Blocks(title=texts.TITLE, analytics_enabled=False, delete_cache=KEEP_SERVED) as page:
        gr.HTML(f"<h1>{texts.TITLE}</h1><p>{texts.TAGLINE} {_intro(editor)}</p>")
        session = gr.State("")
        with gr.Row():
            upload = files_only(
                gr.UploadButton(texts.PAGE_UPLOAD, file_types=FILE_TYPES, variant="primary", elem_id="upload")
            )
            example = gr.Button(texts.PAGE_EXAMPLE, visible=free_photo() is not None, elem_id="example")
        with gr.Row():
            with gr.Column(scale=3):
                picture, slider, card, data = _looking()
            with gr.Column(scale=2):
                chat, choices, approval, words = _talking()
                approve, skip = _in(approval, texts.APPROVE, texts.SKIP)
                with gr.Row():
                    send = gr.Button("Send", variant="primary", elem_id="send")
                    stop, undo, redo = (gr.Button(name, elem_id=name.lower()) for name in ("Stop", "Undo", "Redo"))
        reply = gr.Textbox(visible=False)
        parts = Parts(session, chat, picture, slider, card, data, choices, approval, words)
        on = Handlers(editor, parts)
        all_parts: dict[str, Any] = {"outputs": parts.outputs, "show_progress": "minimal"}
        upload.upload(on.open, [upload], **all_parts, api_name="open")
        example.click(on.example, None, **all_parts, api_name="example")
        words.submit(on.say, [session, words], **all_parts, api_name="say")
        send.click(on.say, [session, words], **all_parts, api_visibility="private")
        reply.submit(on.answer, [session, reply], **all_parts, api_name="answer")
        for number, button in enumerate(choices, 1):
            button.click(_choosing(on, number), [session], **all_parts, api_visibility="private")
        approve.click(on.approve, [session], **all_parts, api_name="approve")
        skip.click(on.skip, [session], **all_parts, api_name="skip")
        undo.click(on.undo, [session], **all_parts, api_name="undo")
        redo.click(on.redo, [session], **all_parts, api_name="redo")
        stop.click(on.stop, [session], None, queue=False, api_name="stop")
    page.queue(default_concurrency_limit=2, max_size=32)
    return page


def _looking() -> tuple[gr.Image, gr.ImageSlider, gr.HTML, gr.JSON]:
    with gr.Tab("Picture"):
        picture = gr.Image(
            show_label=False,
            interactive=False,
            format="png",
            image_mode=None,
            buttons=["download", "fullscreen"],
            elem_id="picture",
            height=480,
        )
    with gr.Tab("Before and after"):
        slider = gr.ImageSlider(
            show_label=False, interactive=False, format="png", image_mode=None, elem_id="slider", height=480
        )
    with gr.Accordion("Plan", open=True):
        card = gr.HTML(f"<p>{texts.PAGE_NO_PLAN}</p>", elem_id="plan")
        with gr.Accordion("As JSON", open=False):
            data = gr.JSON(show_label=False, elem_id="plan-json")
    return picture, slider, card, data


def _talking() -> tuple[gr.Chatbot, tuple[gr.Button, ...], gr.Row, gr.Textbox]:
    """Chat text is shown as it is: as Markdown, a picture's words could make the browser fetch something."""
    chat = gr.Chatbot(
        show_label=False,
        render_markdown=False,
        buttons=["copy"],
        feedback_options=None,
        height=480,
        placeholder=texts.PAGE_EMPTY_CHAT,
        elem_id="chat",
    )
    choices = tuple(gr.Button(visible=False, elem_id=f"choice-{number}") for number in range(1, CHOICES + 1))
    approval = gr.Row(visible=False, elem_id="approval")
    words = gr.Textbox(show_label=False, placeholder=texts.PAGE_PLACEHOLDER, lines=1, elem_id="words")
    return chat, choices, approval, words


def _in(row: gr.Row, *labels: str) -> list[gr.Button]:
    with row:
        return [gr.Button(label, elem_id=label.lower().replace(" ", "-")) for label in labels]


def _choosing(on: Handlers, number: int) -> Callable[[str], Iterator[Any]]:
    def choose(session: str) -> Iterator[Any]:
        yield from on.answer(session, str(number))

    return choose


def theme() -> gr.themes.Base:
    """With the system's own fonts: nothing is fetched."""
    return gr.themes.Soft(font=gr.themes.Font("sans-serif"), font_mono=gr.themes.Font("monospace"))
