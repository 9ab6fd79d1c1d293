"""Two browsers that talk by turns for a long time: each has its own pictures, files and words, and nothing grows."""

import random
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenewright.ui.respond import respond

WORDS = ("hide the dog", "brighter", "nudge the ball", "undo", "redo", "sing", "hide things", "hide, then remove")
PROCESS_GROWTH = 16 * 2**20
"""Bytes that the server may be larger after the last turn than after the first `WARM`: the eighty turns between lie on
the disk, so no more than 200 kB of each may stay in memory, which is less than the frames that were sent of one."""
PAGE_EXCESS = 3 * 2**20
"""Bytes that a page which saw fifty turns may be larger than one that was loaded afterwards and shows the same
conversation: more would be pictures, frames or streams that it should have let go."""
WARM = 10


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

    @staticmethod
    def _metrics(wire) -> list[dict]:
        wire.send("Performance.enable")
        return wire.send("Performance.getMetrics")["metrics"]


def resident(pid: int) -> int:
    """Bytes of a process in memory."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


@pytest.fixture
def speakers(visit, serve, scripted_editor, photo, tmp_path):
    """Two browsers with different photos at a server of their own, and its process."""
    night = tmp_path / "night.png"
    Image.fromarray(255 - np.asarray(Image.open(photo))).save(night)
    process, address = serve()
    with scripted_editor(tmp_path / "twins") as editor:
        yield [Speaker(visit(address), editor.new_session(one), one) for one in (photo, night)], process


def talk(speakers: list[Speaker], turns: int, seed: int) -> None:
    """So many turns of each, both at once."""
    chance = random.Random(seed)
    for _ in range(turns):
        for speaker in speakers:
            speaker.say(chance.choice(WORDS))
        for speaker in chance.sample(speakers, 2):
            speaker.check()


def own_files(speakers: list[Speaker]) -> None:
    """What each takes away is its own."""
    for speaker, name in zip(speakers, ("park", "night"), strict=True):
        page = speaker.visitor.page
        page.get_by_role("tab", name="Export").click()
        with page.expect_download() as coming:
            page.locator("#export").click()
        assert coming.value.suggested_filename == f"{name}-edited.png"
        assert np.array_equal(np.asarray(Image.open(coming.value.path())), speaker.session.pixels)


@pytest.mark.parametrize("seed", [0])
def test_two_browsers_that_talk_at_once_never_mix(speakers, seed: int):
    both, _ = speakers
    talk(both, 8, seed)
    own_files(both)


@pytest.mark.slow
def test_fifty_turns_of_two_browsers_neither_mix_nor_grow(speakers):
    both, process = speakers
    talk(both, WARM, 1)
    first, early = resident(process.pid), [one.heap for one in both]
    talk(both, 50 - WARM, 2)
    last, pages = resident(process.pid), [one.heap for one in both]
    own_files(both)
    for one in both:
        one.visitor.reload()
        one.check()
    fresh = [one.heap for one in both]
    rows = {"server": (first, last, None)}
    rows |= {f"page {number}": row for number, row in enumerate(zip(early, pages, fresh, strict=True), 1)}
    print(f"\n| MiB | after {WARM} turns | after 50 | loaded afresh |")
    for name, row in rows.items():
        print(f"| {name} | {' | '.join('–' if one is None else f'{one / 2**20:.1f}' for one in row)} |")
    assert last - first <= PROCESS_GROWTH
    assert max(old - new for old, new in zip(pages, fresh, strict=True)) <= PAGE_EXCESS
