"""One Chromium and one server for all of these tests, and a regular who comes to each with clean hands; others once."""

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Locator, expect, sync_playwright

from scenewright.agent.editor import Editor
from scenewright.evals import browser as chromium
from scenewright.ui.web.launch import free_port, start

SERVING = Path(__file__).with_name("serving.py")
SCREENSHOTS = Path(__file__).parents[4] / "build" / "screenshots"
ELSEWHERE = re.compile(r"^(?!http://127\.0\.0\.1[:/]|data:|blob:)")
CLOSED = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"
"""No name leads anywhere. Requests that Playwright routes would be closed too, but of those the browser's cache keeps
none, and a page takes three times as long to load again."""
PATIENCE = 45_000
"""Milliseconds that a step may take on a busy machine."""
COMING = 3 * PATIENCE
"""The same of the page's first moments, in which a hundred scripts are fetched and run."""
expect.set_options(timeout=PATIENCE)

AT_REST = """() => innerWidth === 1280 && !document.querySelector('.card, .toast-body, #side.open')
    && document.querySelector('#tabs [role=tab][aria-selected=true]')?.innerText === 'Picture'
    && !document.querySelector('#ahead input').checked"""
"""Whether nothing waits, is told or open that would not be so on a page that came anew."""
CAME = pytest.StashKey[list["Visitor"]]()
"""Who came to a test."""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
ON_BOARD = "() => {{ const board = document.querySelector('.picture')?.board; return board && ({}); }}"


class Visitor:
    """A browser at the page, and what a person does in it. Points are in pixels of the picture."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.problems: list[str] = []
        self.asked_for: deque[str] = deque(maxlen=30)
        """The last requests and what became of them, to be told where a test fails."""
        self.settled_in = False
        """Whether the settings that this browser keeps may have changed."""
        context.set_default_timeout(PATIENCE)
        context.on("request", lambda asked: self.asked(asked.url))
        for end in ("request", "requestfinished", "requestfailed"):
            context.on(end, lambda asked, end=end: self.note(f"{end} {asked.method} {asked.url[-90:]}"))
        self.context, self.url = context, url
        self.page = context.new_page()
        self.page.on("console", lambda told: self.problems.append(told.text) if told.type == "error" else None)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))
        self.come()

    def note(self, told: str) -> None:
        if not told.endswith("/alive"):  # the page asks again and again
            self.asked_for.append(told)

    def asked(self, url: str) -> None:
        if ELSEWHERE.match(url):
            self.problems.append(f"asked for {url}")

    def come(self) -> None:
        with self.leaving():
            self.page.goto(self.url, timeout=COMING, wait_until="commit")
        self.page.wait_for_function("document.querySelector('.picture')?.board", timeout=COMING)

    def reload(self) -> None:
        with self.leaving():
            self.page.reload(timeout=COMING, wait_until="commit")
        self.page.wait_for_function("document.querySelector('.picture')?.board", timeout=COMING)
        self.excuse(("AbortError", "errored out"))

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Gradio closes its streams before a page is left; what that page's scripts ask for afterwards, and say when it
        is not there, is no error of the page's."""
        before = len(self.problems)
        yield
        del self.problems[before:]

    def tidy(self) -> None:
        """As whoever comes for the first time; the page is loaded anew only where it is not at rest, for that takes
        most of a test's time."""
        if not self.settled_in and self.page.evaluate(AT_REST):
            self.page.keyboard.press("Escape")
            self.words.fill("")
            self.page.mouse.move(1, 1)
            self.tool("pick")
            self.board("board.size = board.fitted = null")
        else:
            self.page.set_viewport_size({"width": 1280, "height": 800})
            self.words.fill("")
            self.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            self.come()
            self.settled_in = False
            self.excuse(("AbortError", "errored out"))

    def excuse(self, words: Sequence[str]) -> None:
        """Forget the console's errors that have one of these words in them."""
        # What the console tells comes with the other events, so after one more look at the page it is all there.
        self.page.evaluate("0")
        self.problems[:] = [told for told in self.problems if not any(word in told for word in words)]

    def open(self, photo: Path, things: bool = True) -> None:
        """Upload a photo, and wait until what is in it is outlined, where something is."""
        before = json.dumps(self.board("board.wanted"))
        with self.page.expect_file_chooser() as chooser:
            self.page.click("#upload")
        chooser.value.set_files(photo)
        there = "board.state.things.some((thing) => thing.outline)" if things else "board.size"
        self.until(f"board.wanted !== {before} && board.canvas.dataset.shown === board.wanted && {there}")

    def until(self, fact: str) -> None:
        """Wait for something about the board."""
        self.page.wait_for_function(ON_BOARD.format(fact))

    def board(self, what: str) -> Any:
        return self.page.evaluate(ON_BOARD.format(what))

    @property
    def words(self) -> Locator:
        return self.page.locator("#words textarea")

    def say(self, words: str) -> None:
        self.words.fill(words)
        self.words.press("Enter")

    def steps(self, count: int) -> None:
        """Wait until so many steps stand, and nothing is being worked on."""
        self.page.wait_for_function(
            "(count) => !document.querySelector('.card.working')"
            " && document.querySelectorAll('.strip li:not(.undone)').length === count + 1",
            arg=count,
        )

    def told(self) -> str:
        """The last thing that the program said."""
        return self.page.locator("#chat .bot").last.inner_text()

    def at(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the picture lies on the screen."""
        left, top = self.board("(({ left, top }) => [left, top])(board.canvas.getBoundingClientRect())")
        view = self.board("board.view")
        return left + x * view["scale"] + view["x"], top + y * view["scale"] + view["y"]

    def tool(self, name: str) -> None:
        self.page.click(f"[data-tool={name}]")

    def click(self, x: float, y: float) -> None:
        self.page.mouse.click(*self.at(x, y))

    def hover(self, x: float, y: float) -> None:
        self.page.mouse.move(*self.at(x, y))

    def drag(self, *points: tuple[float, float], drop: bool = True) -> None:
        self.hover(*points[0])
        self.page.mouse.down()
        for point in points[1:]:
            self.page.mouse.move(*self.at(*point), steps=4)
        if drop:
            self.page.mouse.up()

    @property
    def shown(self) -> str:
        """The address of the picture that is on the board."""
        self.until("board.state.image && board.canvas.dataset.shown === board.wanted")
        return self.url + self.board("board.wanted")

    def pixels(self) -> np.ndarray:
        """The picture, as this browser gets it."""
        return np.asarray(Image.open(io.BytesIO(httpx.get(self.shown, timeout=PATIENCE / 1000).content)))

    def canvas(self) -> np.ndarray:
        """H×W×3: what is drawn on the board, once all of it is."""
        self.page.evaluate(DRAWN)
        _, url = self.board("board.canvas.toDataURL()").split(",")
        return np.asarray(Image.open(io.BytesIO(base64.b64decode(url))).convert("RGB"))

    def colour(self, x: float, y: float) -> tuple[int, ...]:
        """What is on the board at a point of the picture."""
        rows, columns = self._drawn_at([x], [y])
        return tuple(map(int, self.canvas()[rows[0], columns[0]]))

    def drawn(self) -> np.ndarray:
        """H×W×3: what is on the board in the middle of each pixel of the picture."""
        width, height = self.board("[board.size.width, board.size.height]")
        return self.canvas()[np.ix_(*self._drawn_at(np.arange(width) + 0.5, np.arange(height) + 0.5))]

    def _drawn_at(self, xs: Any, ys: Any) -> tuple[np.ndarray, np.ndarray]:
        """Rows and columns of the canvas at these points of the picture."""
        view, ratio = self.board("board.view"), self.board("board.state.ratio")
        ways = ((ys, view["y"]), (xs, view["x"]))
        rows, columns = (((np.asarray(one) * view["scale"] + edge) * ratio).astype(int) for one, edge in ways)
        return rows, columns

    def shoot(self, name: str, **how: Any) -> Path:
        """Keep what is on the screen, for people to look at."""
        path = SCREENSHOTS / f"{name}.png"
        self.page.screenshot(path=path, **how)
        return path


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """What the pages of a test that fails were about."""
    report = yield
    for visitor in item.stash.get(CAME, []) if report.failed else []:
        report.sections.append(("page", "\n".join((*visitor.problems, *visitor.asked_for))))
    return report


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium.find(playwright)
        if path is None and chromium.done_without():
            pytest.skip(chromium.ADVICE)
        assert path is not None, chromium.ADVICE
        running = playwright.chromium.launch(executable_path=path, args=[*chromium.FLAGS, CLOSED])
        yield running
        running.close()


@pytest.fixture(scope="package")
def served(
    tmp_path_factory: pytest.TempPathFactory, scripted_editor: Callable[..., Editor]
) -> Iterator[tuple[Editor, str]]:
    """An editor whose tools do what they are told, and the address of its page. Of other toolsets no model is there."""
    home = tmp_path_factory.mktemp("page")
    with scripted_editor(home, toolset="scripted", cache=home / "weights") as editor:
        page = start(editor, port=0)
        yield editor, page.local_url
        page.close(verbose=False)


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., tuple[subprocess.Popen, str]]]:
    """`serve()`: a server process over one home, always at the same address; more words say what waits there."""
    port = free_port()
    running: list[subprocess.Popen] = []

    def begin(*waiting: str) -> tuple[subprocess.Popen, str]:
        command = [sys.executable, str(SERVING), str(tmp_path / "home"), str(port), *waiting]
        # What it has to say of errors is shown where a test fails.
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        assert running[-1].stdout is not None
        return running[-1], running[-1].stdout.readline().strip()

    yield begin
    for process in running:
        process.kill()
        process.wait()


@pytest.fixture
def visit(
    browser: Browser, served: tuple[Editor, str], request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visitor]]:
    """`visit()`: a new browser at the page, told how as Playwright's contexts are. No console error, nothing fetched
    from elsewhere, or the test fails."""
    came = request.node.stash[CAME] = list[Visitor]()

    def come(url: str = served[1], **how: Any) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
        came.append(Visitor(context, url))
        return came[-1]

    yield come
    problems = [problem for visitor in came for problem in visitor.problems]
    for visitor in came:
        visitor.context.close()
    assert problems == []


@contextmanager
def closed(gate: Any) -> Iterator[None]:
    gate.clear()
    try:
        yield
    finally:
        gate.set()


@pytest.fixture
def gate(served: tuple[Editor, str]) -> AbstractContextManager[None]:
    """Within it, “wait, then …” waits."""
    return closed(served[0].interpreter.gate)  # type: ignore[attr-defined]


@pytest.fixture
def no_filling(served: tuple[Editor, str]) -> AbstractContextManager[None]:
    """Within it, no hole is filled."""
    return closed(served[0].interpreter.filling)  # type: ignore[attr-defined]


@pytest.fixture(scope="package")
def newcomer(browser: Browser, served: tuple[Editor, str]) -> Iterator[Callable[..., Visitor]]:
    """`newcomer()`: a browser that stays for many tests, told how as Playwright's contexts are."""
    came: list[Visitor] = []

    def come(**how: Any) -> Visitor:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **how})
        came.append(Visitor(context, served[1]))
        return came[-1]

    yield come
    for visitor in came:
        visitor.context.close()


@pytest.fixture(scope="package")
def regular(newcomer: Callable[..., Visitor]) -> Visitor:
    """Who comes to many tests."""
    return newcomer()


@pytest.fixture
def clean(regular: Visitor, request: pytest.FixtureRequest) -> Iterator[Visitor]:
    """A browser as it comes, but that a photo of an earlier test may still be open. No console error, or the test
    fails."""
    request.node.stash[CAME] = [regular]
    regular.problems.clear()
    regular.tidy()
    yield regular
    assert regular.problems == []


@pytest.fixture(scope="package")
def with_a_phone(newcomer: Callable[..., Visitor]) -> Visitor:
    """Who comes to the tests of fingers."""
    size = {"width": 390, "height": 844}
    return newcomer(viewport=size, has_touch=True, color_scheme="dark", device_scale_factor=2)


@pytest.fixture
def phone(with_a_phone: Visitor, photo: Path) -> Iterator[Visitor]:
    """A phone in the dark with the small photo open. No console error, or the test fails."""
    with_a_phone.problems.clear()
    if with_a_phone.page.locator("#side.open").count():
        with_a_phone.come()
    with_a_phone.open(photo)
    with_a_phone.board("board.whole()")
    yield with_a_phone
    assert with_a_phone.problems == []


@pytest.fixture
def visitor(clean: Visitor, photo: Path) -> Visitor:
    """The same with the small photo open."""
    clean.open(photo)
    return clean


@pytest.fixture
def own_photo(photo: Path, request: pytest.FixtureRequest) -> Path:
    """The small photo with a corner like no other test's: the server keeps nothing that was made of it."""
    pixels = np.array(Image.open(photo))
    pixels[0, 0] = tuple(hashlib.sha256(request.node.nodeid.encode()).digest()[:3])
    Image.fromarray(pixels).save(photo)
    return photo
