"""How quick the page is in a real browser: the first paint, ready to use, a photo open, the first step told, the reply.

Each visit comes as a browser without anything kept, opens the same photo and says the same words; seconds are medians.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from ..agent.editor import Editor
from ..agent.setup.settings import Settings
from ..tools.cores import usable_cores
from . import browser
from .photos import photo

PHOTO, WORDS = "chelsea", "make it a bit warmer"
TOOLSETS = ("embedded", "scripted")
VISITS = 5
PATIENCE = 120_000
"""Milliseconds that anything may take."""


WATCH = """() => {
    window.watched = {};
    const now = (what, there) => there && (window.watched[what] ??= performance.now());
    addEventListener("keydown", (event) => now("begun", event.key === "Enter"), { capture: true });
    new MutationObserver(() => {
        const replied = document.querySelectorAll("#chat .bot").length > 1;
        now("told", replied || document.querySelector(".card.working .steps li"));
        now("replied", replied);
    }).observe(document.body, { childList: true, subtree: true });
}"""
"""Seen in the page itself: a quick turn is over before anybody who asks from outside hears of it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Seconds: from the request to what is named, but for the last two, which count from the Enter key."""

    painted: float
    ready: float
    opened: float
    """From the choice of the file."""
    told: float
    replied: float


COLUMNS = ("first paint", "ready to use", "photo open", "first step told", "first reply")


def run(visits: int = VISITS) -> str:
    """A Markdown table; MissingRequirement where there is no browser."""
    with chromium() as running, TemporaryDirectory() as folder:
        version = str(running.version).split(".")[0]
        taken = {toolset: measured(running, toolset, Path(folder), visits) for toolset in TOOLSETS}
    where = f"{usable_cores()} cores, {platform.machine()}, Chromium {version}, {date.today()}"
    return table(taken, visits, where)


def table(taken: dict[str, list[Visit]], visits: int, where: str) -> str:
    """Medians, and the first reply of the process, which loads what the others find loaded."""
    lines = [
        f"Seconds, medians of {visits} visits with “{WORDS}” on {PHOTO} ({where}).",
        "",
        f"| toolset | {' | '.join(COLUMNS)} | first reply of the process |",
        f"| --- |{' --- |' * (len(COLUMNS) + 1)}",
    ]
    for toolset, (first, *others) in taken.items():
        middle = [median(getattr(one, field.name) for one in others) for field in fields(Visit)]
        lines.append(f"| {toolset} | {' | '.join(f'{one:.2f}' for one in middle)} | {first.replied:.2f} |")
    return "\n".join(lines)


@contextmanager
def chromium() -> Iterator[Any]:
    """A running browser; MissingRequirement, with the command that brings one."""
    from playwright.sync_api import sync_playwright

    from ..tools.errors import MissingRequirement

    with sync_playwright() as playwright:
        path = browser.find(playwright)
        if path is None:
            raise MissingRequirement("a browser is needed", "python -m scenewright.evals.browser")
        running = playwright.chromium.launch(executable_path=path, args=list(browser.FLAGS))
        try:
            yield running
        finally:
            running.close()


@contextmanager
def served(toolset: str, home: Path) -> Iterator[str]:
    """The address of a page with that toolset."""
    from ..ui.web.launch import start

    with Editor.open(Settings(toolset=toolset), home=home) as editor:
        page = start(editor, port=0)
        try:
            yield str(page.local_url)
        finally:
            page.close(verbose=False)


def measured(running: Any, toolset: str, folder: Path, visits: int) -> list[Visit]:
    """One visit more than asked for: the first is the process's own."""
    from PIL import Image

    file = folder / f"{PHOTO}.png"
    Image.fromarray(photo(PHOTO).open()).save(file)
    with served(toolset, folder / toolset) as address:
        return [_visit(running, address, file) for _ in range(visits + 1)]


def _visit(running: Any, address: str, file: Path) -> Visit:
    context = running.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    try:
        return _seen(context.new_page(), address, file)
    finally:
        context.close()


def _seen(page: Any, address: str, file: Path) -> Visit:
    begun = perf_counter()
    page.goto(address)
    page.wait_for_function("document.querySelector('.picture')?.board")
    ready = perf_counter() - begun
    painted = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime / 1000")
    begun = perf_counter()
    page.locator("#head input[type=file]").first.set_input_files(file)
    page.wait_for_function("document.querySelector('.picture').board.state.image")
    opened = perf_counter() - begun
    page.fill("#words textarea", WORDS)
    page.evaluate(WATCH)
    page.press("#words textarea", "Enter")
    page.wait_for_function("window.watched.replied")
    told, replied = (page.evaluate(f"watched.{what} - watched.begun") / 1000 for what in ("told", "replied"))
    return Visit(painted, ready, opened, told, replied)
