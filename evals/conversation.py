"""A conversation on the page, filmed with the real toolset for the README: `python -m scenewright.evals.conversation`

The photo is one of scikit-image's that anybody may use; what is written is docs/conversation.gif.
"""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

from PIL import Image

from ..agent.editor import Editor
from ..agent.setup.settings import Settings
from .page import PATIENCE, chromium

TARGET = Path(__file__).parents[1] / "docs" / "conversation.gif"
SIZE = {"width": 1080, "height": 680}
SHOWN = (720, 454)
"""Pixels of the picture."""
MOST = 500_000
"""Bytes of the file."""
COLORS = 160
PHOTO, THING = "portrait", (220, 150)
"""The photo, and a point of it that lies on the person."""
SAID = "make the suit blue and the picture a bit warmer"
WARMTH = "#temperature-2"
EVERY, QUICK, READ, LONG = 200, 90, 1100, 1900
"""Milliseconds that frames are shown: of a turn, of typing, of something to read, of the end."""
TURN = 240.0
"""Seconds that a turn may take."""


class Film:
    """Frames of a page, each shown so many milliseconds; one that shows nothing new lengthens the one before."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.frames: list[Image.Image] = []
        self.times: list[int] = []

    def shoot(self, time: int) -> None:
        frame = Image.open(BytesIO(self.page.screenshot())).convert("RGB").resize(SHOWN, Image.Resampling.LANCZOS)
        if self.frames and frame.tobytes() == self.frames[-1].tobytes():
            self.times[-1] += time
        else:
            self.frames.append(frame)
            self.times.append(time)

    def write(self, words: str) -> None:
        """Typed a few letters at a time."""
        self.page.focus("#words textarea")
        for start in range(0, len(words), 4):
            self.page.keyboard.type(words[start : start + 4])
            self.shoot(QUICK)

    def until(self, there: str) -> None:
        """Filmed until something about the page is so; a picture that stands for long is shown for `READ`."""
        deadline = monotonic() + TURN
        while not self.page.evaluate(there):
            if monotonic() > deadline:
                raise TimeoutError(f"the page did not come to {there}")
            self.shoot(EVERY)
            self.times[-1] = min(self.times[-1], READ)
            self.page.wait_for_timeout(EVERY)

    def save(self, path: Path) -> None:
        """As a GIF that goes on for ever, all frames in the same colours: what stands still costs nothing."""
        width, height = SHOWN
        some = self.frames[::3]
        sheet = Image.new("RGB", (width * len(some), height))
        for place, frame in enumerate(some):
            sheet.paste(frame, (width * place, 0))
        palette = sheet.quantize(COLORS, Image.Quantize.FASTOCTREE)
        first, *others = (frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self.frames)
        first.save(path, save_all=True, append_images=others, duration=self.times, loop=0, optimize=True)


def film(page: Any) -> Film:
    """The conversation: a photo is opened, a question answered, a plan shown, changed and carried out, and compared."""
    filmed = Film(page)
    page.wait_for_function("document.querySelector('.picture')?.board")
    page.click("#side .toggle-button")
    page.wait_for_function("[...document.querySelectorAll('#samples img')].every((image) => image.complete)")
    page.wait_for_timeout(600)
    filmed.shoot(READ)
    page.locator("#samples button").filter(has_text=PHOTO).click()
    page.click("#side .toggle-button")
    page.wait_for_function("document.querySelector('.picture').board.state.things.some((thing) => thing.outline)")
    page.wait_for_timeout(600)
    filmed.shoot(READ)
    _hover(page)
    filmed.shoot(READ)
    filmed.write(SAID)
    page.keyboard.press("Enter")
    filmed.until("document.querySelector('.card.question')")
    page.wait_for_function("[...document.querySelectorAll('.option img')].every((image) => image.complete)")
    page.wait_for_timeout(400)
    filmed.shoot(LONG)
    page.locator(".card.question .option").first.click()
    filmed.until("document.querySelector('.card.plan')")
    page.wait_for_timeout(400)
    filmed.shoot(LONG)
    page.fill(WARMTH, str(round(float(page.input_value(WARMTH)) + 10)))
    page.wait_for_timeout(1500)
    filmed.shoot(READ)
    page.click("#approve")
    filmed.until("!document.querySelector('.card') && document.querySelectorAll('.strip li').length === 2")
    page.wait_for_timeout(600)
    filmed.shoot(LONG)
    _compare(filmed)
    page.get_by_role("tab", name="Picture").click()
    page.wait_for_timeout(400)
    filmed.shoot(LONG)
    return filmed


def _hover(page: Any) -> None:
    left, top = page.evaluate(
        "([x, y]) => { const { canvas, view } = document.querySelector('.picture').board;"
        " const edge = canvas.getBoundingClientRect();"
        " return [edge.left + x * view.scale + view.x, edge.top + y * view.scale + view.y]; }",
        list(THING),
    )
    page.mouse.move(left, top)
    page.wait_for_timeout(200)


def _compare(filmed: Film) -> None:
    page = filmed.page
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#slider img >> nth=1")
    page.wait_for_timeout(1200)
    filmed.shoot(READ)
    box = page.locator("#slider img").first.bounding_box()
    middle, height = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(middle, height)
    page.mouse.down()
    for place in (0.6, 0.7, 0.8, 0.65, 0.5, 0.35, 0.2):
        page.mouse.move(box["x"] + box["width"] * place, height)
        filmed.shoot(EVERY)
    page.mouse.up()
    filmed.shoot(READ)


def main(path: Path = TARGET) -> None:
    """Film and write; ValueError where the file became too large for a page that shows it."""
    from ..ui.web.launch import start

    settings = Settings(approval="always")
    with TemporaryDirectory() as home, chromium() as running, Editor.open(settings, home=Path(home)) as editor:
        served = start(editor, port=0)
        context = running.new_context(viewport=SIZE)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.goto(served.local_url)
        filmed = film(page)
        served.close(verbose=False)
    filmed.save(path)
    size = path.stat().st_size
    print(f"{path}: {len(filmed.frames)} frames, {sum(filmed.times) / 1000:.0f} s, {size / 1e6:.2f} MB")
    if size > MOST:
        raise ValueError(f"{path} should have at most {MOST / 1e6:.0f} MB, but it has {size / 1e6:.1f}")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:2]))
