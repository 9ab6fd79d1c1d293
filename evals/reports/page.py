"""A report as one HTML file that asks nobody for anything: tables, charts and small pictures are in it."""

from __future__ import annotations

from html import escape
from pathlib import Path

from . import charts, tables
from .content import Part, Report

POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
STYLE = Path(__file__).with_name("report.css")


def page(report: Report, sheets: str = "") -> str:
    """The whole document; `sheets` is HTML of contact sheets."""
    parts = [(part.about, f"part-{k}", part.heading, _part(part)) for k, part in enumerate(report.parts)]
    shown = [(False, "sheets", "Contact sheets", sheets)] if sheets else []
    ordered = [*(one for one in parts if not one[0]), *shown, *(one for one in parts if one[0])]
    nav = "".join(f'<a href="#{name}">{escape(heading)}</a>' for _, name, heading, _ in ordered)
    body = "".join(f'<h2 id="{name}">{escape(heading)}</h2>{told}' for _, name, heading, told in ordered)
    style = charts.STYLE + STYLE.read_text("utf-8")
    return document(report.title, f"<h1>{escape(report.title)}</h1><nav>{nav}</nav><main>{body}</main>", style, POLICY)


def document(title: str, body: str, style: str, policy: str) -> str:
    """An HTML document that may load nothing."""
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
    )
    return f"{head}<title>{escape(title)}</title><style>{style}</style></head><body>{body}</body></html>\n"


def _part(part: Part) -> str:
    words = "".join(f"<p>{escape(one)}</p>" for one in part.words)
    drawn = "".join(svg for _, svg in part.charts)
    shown = f"<div class=charts>{drawn}</div>" if drawn else ""
    return words + "".join(map(tables.html, part.tables)) + shown
