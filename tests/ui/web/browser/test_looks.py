"""Every main state of the page in light, in the dark and on a phone: screenshots for people, and what can be measured.

That is text that is pale or cut off, controls without a name or too small for a finger, a page wider than its window.
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from .conftest import CAME

AUDIT = Path(__file__).with_name("audit.js").read_text(encoding="utf-8")
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "phone": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2,
    },
    "phone-dark": {
        "viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2,
        "color_scheme": "dark",
    },
}  # fmt: skip
DOG, BALL = (20, 36), (54, 42)
WHERE = "(({ left, top, width, height }) => [left + scrollX, top + scrollY, width, height])"
PLACE = f"{WHERE}(board.canvas.getBoundingClientRect())"


SHARE = ("light", "phone-dark")
"""Each width and each scheme once; the long runs take all."""


@pytest.fixture(
    scope="module", params=[name if name in SHARE else pytest.param(name, marks=pytest.mark.slow) for name in LOOKS]
)
def guest(newcomer, request) -> Any:
    """A browser of that kind, for all of these tests."""
    return newcomer(**LOOKS[request.param])


@pytest.fixture
def kind(guest, request) -> str:
    return request.node.callspec.params["guest"]


@pytest.fixture
def fresh(guest, request) -> Iterator[Any]:
    """The same as it comes for the first time. No console error, or the test fails."""
    request.node.stash[CAME] = [guest]
    if guest.board("board.wanted"):
        guest.page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
        guest.come()
        guest.excuse(("AbortError", "errored out"))
    yield guest
    assert guest.problems == []


@pytest.fixture
def looked(fresh, kind) -> Iterator[tuple[Any, Callable[[str], None]]]:
    """`(visitor, look)`; `look(name)` keeps a screenshot. In the end, nothing was wrong."""
    wrong: list[str] = []
    phone = kind.startswith("phone")

    def look(name: str) -> None:
        fresh.page.mouse.move(1, 1)
        fresh.page.wait_for_timeout(250)  # Gradio's own transitions
        fresh.shoot(f"look-{name}-{kind}", full_page=phone)
        wrong.extend(f"{name}: {one}" for one in fresh.page.evaluate(AUDIT, phone))

    yield fresh, look
    assert not wrong, "\n".join(wrong)


def pick(visitor, at, name: str) -> None:
    visitor.click(*at)
    visitor.until(f"board.state.marked.{name}?.outline")


def test_a_conversation_looks_right(looked, photo, gate):
    visitor, look = looked
    page = visitor.page
    look("empty")
    visitor.open(photo)
    look("photo")
    pick(visitor, DOG, "A")
    pick(visitor, BALL, "B")
    look("marked")
    with gate:
        visitor.say("wait, then hide the dog")
        expect(page.locator(".card.working .steps li.running")).to_have_count(1)
        look("working")
    visitor.steps(1)
    visitor.say("three things")
    expect(page.locator(".card.plan .actions li")).to_have_count(3)
    look("plan")
    page.click("#skip")
    expect(page.locator(".card")).to_have_count(0)
    visitor.say("hide it")
    expect(page.locator(".card.question .option")).to_have_count(2)
    page.wait_for_function("[...document.querySelectorAll('.option img')].every((image) => image.complete)")
    look("question")
    page.locator(".card.question .option").last.click()
    visitor.steps(2)
    page.click(".versions .new")
    expect(page.locator(".version")).to_have_count(2)
    look("history")


def test_what_is_beside_the_conversation_looks_right(looked, photo):
    visitor, look = looked
    page = visitor.page
    visitor.open(photo)
    visitor.say("hide the dog")
    visitor.steps(1)
    page.get_by_role("tab", name="Compare").click()
    page.wait_for_selector("#slider img >> nth=1")
    look("compare")
    page.get_by_role("tab", name="Export").click()
    look("export")
    page.get_by_role("tab", name="Picture").click()
    page.get_by_role("button", name="Scene, examples, settings").click()
    expect(page.locator("#samples")).to_be_in_viewport()
    look("side")
    for name in ("What is in the picture", "Free photos to try", "Settings"):
        page.locator("#side .label-wrap", has_text=name).click()
    page.get_by_label("a language model").click()
    page.locator("#model-name textarea, #model-name input").fill("openai:any")
    page.locator("#model-address textarea, #model-address input").fill("http://models.example/v1")
    page.click("#use-model")
    expect(page.locator("#model-told")).to_contain_text("Until you agree, nothing is sent")
    expect(page.locator("#agree")).to_be_visible()
    look("settings")
    page.locator("#side .label-wrap", has_text="Settings").click()
    page.locator("#side .label-wrap", has_text="Tools and models").click()
    expect(page.locator("#tools .findings li").first).to_be_visible()
    look("tools")


def test_nothing_around_the_picture_moves_it(fresh, photo):
    visitor = fresh
    visitor.open(photo)
    place = visitor.board(PLACE)

    def stays(after: str) -> None:
        visitor.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        assert visitor.board(PLACE) == place, after

    visitor.click(80, 12)
    visitor.until("board.state.marked.A")
    stays("a point beside all things")
    pick(visitor, DOG, "B")
    stays("a thing with a name")
    for tool in ("box", "point", "stroke", "remove", "restore", "hand", "pick"):
        visitor.tool(tool)
        stays(tool)
    for number in range(6):
        visitor.board(f"board.mark({{ point: [{70 + number}, 12] }}) ?? true")
        stays(f"{number + 3} marks")
    visitor.words.fill("three things")
    visitor.page.click("#send")
    expect(visitor.page.locator(".card.plan")).to_be_visible()
    stays("a plan that waits")
