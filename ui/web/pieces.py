"""Pieces of the page that Gradio has no block for: `gr.HTML` with a script of our own, served with the page.

What the person does becomes the piece's value; what it shows are its other properties. So an event's function gets the
value, and programs that call the event give it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import gradio as gr

from .routes import SCRIPTS


def piece(script: str, events: Sequence[str], template: str, value: Any = None, **more: Any) -> gr.HTML:
    """A piece whose script's `mount({element, props, trigger, watch})` runs when it is there.

    `events` are what the script triggers; Gradio finds the names of a component's events in its script's text.
    """
    load = (
        f"/* {json.dumps(list(events))} */ "
        f"import(new URL('{SCRIPTS}/{script}.js', document.baseURI))"
        ".then((module) => module.mount({ element, props, trigger, watch }));"
    )
    return gr.HTML(value, html_template=template, js_on_load=load, apply_default_css=False, **more)


FILES = {"mask": "#mask-file input[type=file]", "reference": "#picture-file input[type=file]"}
"""The inputs that take what the picture's tool bar asks for."""


def board(field: str, opener: str, labels: dict[str, Any]) -> gr.HTML:
    """The picture with what lies on it. `field` finds the text field that marks are named in, `opener` the input that
    dropped files go to."""
    return piece(
        "picture",
        ["mark", "edit", "restore", "rename", "merge", "dismiss", "alike", "save"],
        '<div class="picture"></div>',
        {"marks": {}},
        picture="null",
        things="[]",
        marked="{}",
        plan="[]",
        brought="null",
        spent="null",
        labels=labels,
        field=field,
        opener=opener,
        files=FILES,
        elem_id="picture",
    )


def buttons(events: Sequence[str], name: str, content: str = "", moved: Mapping[str, str] | None = None) -> gr.HTML:
    """HTML whose elements with `data-event` are buttons; it is put into `content`. `moved`: events for whenever that is
    another, each with what is to be found on the page then."""
    moved = dict(moved or {})
    return piece("buttons", [*events, *moved], "${content}", content=content, moved=moved, elem_id=name)
