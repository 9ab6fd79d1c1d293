"""Two browsers that talk by turns for a long time: each has its own pictures, files and words, and nothing grows."""

import random
import subprocess
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser

from scenewright.agent.sessions.seen import BUDGET
from scenewright.ui.respond import respond

WORDS = ("hide the dog", "brighter", "nudge the ball", "undo", "redo", "sing", "hide things", "hide, then remove")
PROCESS_GROWTH = BUDGET + 64 * 2**20
"""Bytes that the server may be larger after the last turn than after the first `WARM`. The eighty turns between lie on
the disk; beside what it keeps decoded within a budget (measured: 174 and 186 MiB in all), no more than 800 kB of each
may stay in memory, of which a large picture is seven times as much."""
PICTURES_EXCESS = 12 * 2**20
"""The same of all pictures that a page holds, decoded: one of 8 MiB, and thumbnails. After twelve turns it was nothing,
and 63 MiB on a page that was made to keep every picture; the memory of both pages' processes, which is printed, then
grew alike (by 56 and by 38 MiB), for a browser keeps what it decoded as long as there is room."""
PAGE_EXCESS = 3 * 2**20
"""Bytes that a page which saw fifty turns may be larger than one that was loaded afterwards and shows the same
conversation: more would be pictures, frames or streams that it should have let go."""
TURNS, WARM = 50, 10
PICTURES = ("HTMLImageElement", "HTMLCanvasElement", "OffscreenCanvas", "ImageBitmap")
ADDED_UP = """function () {
    const size = (one) => (one.naturalWidth ?? one.width) * (one.naturalHeight ?? one.height);
    return this.reduce((sum, one) => sum + size(one), 0);
}"""
LARGE = (1600, 1280)
"""Pixels of the one browser's photo: decoded it takes 8 MiB, and as a PNG 6 MiB, for most of it is noise."""


class Speaker:
    """A browser, and the same conversation held in Python: what one shows must be what the other has."""

    def __init__(self, visitor, session, photo: Path) -> None:
        self.visitor, self.session = visitor, session
        visitor.open(photo, things=False)

    def say(self, words: str) -> None:
        self.visitor.say(words)
        respond(self.session, words, lambda event: None)

    @property
    def said(self) -> list[str]:
        return [turn.text for turn in self.session.turns if turn.text]

    def check(self) -> None:
        self.visitor.page.wait_for_function(
            "([words, done]) => !document.querySelector('.card.working')"
            " && document.querySelectorAll('#chat .user').length === words"
            " && document.querySelectorAll('#chat .bot').length >= done",
            arg=[len(self.said), 1 + len(self.session.turns)],
        )
        assert np.array_equal(self.visitor.pixels(), self.session.pixels)
        assert self.visitor.page.locator("#chat .user").all_inner_texts()[-3:] == self.said[-3:]
        assert (self.visitor.page.locator(".card").count() == 1) == (self.session.pending is not None)

    @property
    def heap(self) -> int:
        """Bytes of the page's objects after a garbage collection."""
        wire = self.visitor.context.new_cdp_session(self.visitor.page)
        wire.send("HeapProfiler.collectGarbage")
        metrics = {one["name"]: one["value"] for one in self._metrics(wire)}
        wire.detach()
        return metrics["JSHeapUsedSize"]

    @property
    def pictures(self) -> int:
        """Bytes of all pictures that the page holds, decoded: seen ones, and those that it should have let go."""
        wire = self.visitor.context.new_cdp_session(self.visitor.page)
        total = sum(self._pixels(wire, kind) for kind in PICTURES)
        wire.detach()
        return 4 * total

    @staticmethod
    def _pixels(wire, kind: str) -> int:
        """Of the objects of a kind that are there after a garbage collection."""
        prototype = wire.send("Runtime.evaluate", {"expression": f"{kind}.prototype"})["result"]["objectId"]
        found = wire.send("Runtime.queryObjects", {"prototypeObjectId": prototype})["objects"]["objectId"]
        told = {"objectId": found, "functionDeclaration": ADDED_UP, "returnByValue": True}
        return wire.send("Runtime.callFunctionOn", told)["result"]["value"]

    @staticmethod
    def _metrics(wire) -> list[dict]:
        wire.send("Performance.enable")
        return wire.send("Performance.getMetrics")["metrics"]


def resident(pid: int) -> int:
    """Bytes of a process in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def rendering(browser: Browser) -> int:
    """Bytes in memory of the browser's processes that have pages, where the pictures are that pages hold, decoded or
    not. The others keep what was fetched, as a browser does that has no folder for it on the disk."""
    wire = browser.new_browser_cdp_session()
    found = wire.send("SystemInfo.getProcessInfo")["processInfo"]
    wire.detach()
    return sum(resident(one["id"]) for one in found if one["type"] == "renderer")


@pytest.fixture
def night(photo: Path, tmp_path: Path) -> Path:
    """Another photo than the usual one."""
    path = tmp_path / "night.png"
    Image.fromarray(255 - np.asarray(Image.open(photo))).save(path)
    return path


@pytest.fixture
def large(photo: Path, tmp_path: Path) -> Path:
    """The usual photo in the corner of one of two megapixels."""
    pixels = np.random.default_rng(0).integers(0, 256, (LARGE[1], LARGE[0], 3), np.uint8)
    small = np.asarray(Image.open(photo))
    pixels[: small.shape[0], : small.shape[1]] = small
    path = tmp_path / "large.png"
    Image.fromarray(pixels).save(path)
    return path


@pytest.fixture
def meet(visit, serve, scripted_editor, tmp_path):
    """`meet(*photos)`: browsers with these photos at a server of their own, and its process."""
    with scripted_editor(tmp_path / "twins") as editor:

        def come(*photos: Path) -> tuple[list[Speaker], subprocess.Popen]:
            process, address = serve()
            return [Speaker(visit(address), editor.new_session(one), one) for one in photos], process

        yield come


def talk(speakers: list[Speaker], turns: int, seed: int) -> None:
    """So many turns of each, both at once."""
    chance = random.Random(seed)
    for _ in range(turns):
        for speaker in speakers:
            speaker.say(chance.choice(WORDS))
        for speaker in chance.sample(speakers, 2):
            speaker.check()


def own_files(speakers: list[Speaker], *names: str) -> None:
    """What each takes away is its own."""
    for speaker, name in zip(speakers, names, strict=True):
        page = speaker.visitor.page
        page.get_by_role("tab", name="Export").click()
        with page.expect_download() as coming:
            page.locator("#export").click()
        assert coming.value.suggested_filename == f"{name}-edited.png"
        assert np.array_equal(np.asarray(Image.open(coming.value.path())), speaker.session.pixels)


@pytest.mark.parametrize("seed", [0])
def test_two_browsers_that_talk_at_once_never_mix(meet, photo, night, seed: int):
    both, _ = meet(photo, night)
    talk(both, 8, seed)
    own_files(both, "park", "night")


@pytest.mark.slow
def test_fifty_turns_of_two_browsers_neither_mix_nor_grow(meet, browser, large, night):
    both, process = meet(large, night)
    talk(both, WARM, 1)
    early, held = [one.heap for one in both], [one.pictures for one in both]
    first, browsing = resident(process.pid), rendering(browser)
    talk(both, TURNS - WARM, 2)
    pages, holding = [one.heap for one in both], [one.pictures for one in both]
    last, browsed = resident(process.pid), rendering(browser)
    own_files(both, "large", "night")
    for one in both:
        one.visitor.reload()
        one.check()
    fresh, needed = [one.heap for one in both], [one.pictures for one in both]
    rows = {"server": (first, last, None), "pages' processes": (browsing, browsed, rendering(browser))}
    rows |= {f"page {number}": row for number, row in enumerate(zip(early, pages, fresh, strict=True), 1)}
    shown = zip(held, holding, needed, strict=True)
    rows |= {f"pictures of page {number}": row for number, row in enumerate(shown, 1)}
    print(f"\n| MiB | after {WARM} turns | after {TURNS} | loaded afresh |")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join('–' if one is None else f'{one / 2**20:.1f}' for one in row)} |")
    assert last - first <= PROCESS_GROWTH
    assert max(old - new for old, new in zip(holding, needed, strict=True)) <= PICTURES_EXCESS
    assert max(old - new for old, new in zip(pages, fresh, strict=True)) <= PAGE_EXCESS
