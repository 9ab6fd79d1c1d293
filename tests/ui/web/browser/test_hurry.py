"""What is done the moment that it can be done counts, and its answer comes."""

import asyncio
import json
import time
from collections import Counter

import pytest
from PIL import Image
from playwright.sync_api import expect

from scenewright.agent.session import Session
from scenewright.ui.web.launch import start
from scenewright.ui.web.streams import ENDING, JOIN, STREAM

LATE = 0.5
"""Seconds that the end of a stream is on its way, while all else comes at once: so long that a busy machine, too, does
something between."""
LATER = 2.0
"""The same of a reply, so that an event is over before."""
TIMES = 6
PRESS_AT_ONCE = """(times) => new Promise((done, fail) => {
    const steps = () => document.querySelectorAll(".strip li:not(.undone)").length;
    const press = () => document.querySelector(steps() > 1 ? "#undo" : "#redo").click();
    let last = steps();
    const watch = new MutationObserver(() => {
        if (steps() === last) return;
        last = steps();
        if (--times > 0) return press();
        watch.disconnect();
        done();
    });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true });
    setTimeout(() => fail(new Error(`${times} more to come`)), 30000);
    press();
})"""
"""Undo and redo by turns, each in the moment in which the one before is seen."""

READ_ON = """async ([base, fn_index, times]) => {
    for (let number = 0; number < times; number++) {
        const session_hash = `another${number}`;
        const body = JSON.stringify({ fn_index, session_hash, data: [null] });
        const headers = { "content-type": "application/json" };
        await fetch(`${base}queue/join`, { method: "POST", headers, body });
        const [over, next] = [new AbortController(), new AbortController()];
        const begin = (signal) => fetch(`${base}queue/data?session_hash=${session_hash}`, { signal });
        const reader = (await begin(over.signal)).body.pipeThrough(new TextDecoderStream()).getReader();
        for (let told = ""; !told.includes("close_stream");) told += (await reader.read()).value;
        over.abort();
        await begin(next.signal);
        next.abort();
    }
}"""
"""As Gradio's client does: a stream that ends is hung up, and the next one begins in the same moment."""


class LateEnds:
    """A line to the browser on which what ends a stream comes late."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        async def late(message) -> None:
            if ENDING in message.get("body", b""):
                await asyncio.sleep(LATE)
            await send(message)

        await self.app(scope, receive, late if scope.get("path", "").endswith(STREAM) else send)


class LateReplies:
    """A line on which the reply that an event was taken comes after the event's frames, where a stream is open."""

    def __init__(self, app) -> None:
        self.app = app

    async def __call__(self, scope, receive, send) -> None:
        async def late(message) -> None:
            if message["type"] == "http.response.start":
                await asyncio.sleep(LATER)
            await send(message)

        await self.app(scope, receive, late if scope.get("path", "").endswith(JOIN) else send)


class LateEvents:
    """A line on which one of the page's events is long on its way to the server, and all others are there at once."""

    def __init__(self, app) -> None:
        self.app, self.late = app, None

    async def __call__(self, scope, receive, send) -> None:
        if not scope.get("path", "").endswith(JOIN):
            return await self.app(scope, receive, send)
        body, more = b"", True
        while more:
            message = await receive()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        if json.loads(body)["fn_index"] == self.late:
            await asyncio.sleep(LATER)
        whole = [{**message, "body": body}]

        async def received():
            return whole.pop() if whole else await receive()

        return await self.app(scope, received, send)


class LateUpload:
    """A line on which one file is long on its way, and the next is there at once."""

    def __init__(self, app) -> None:
        self.app, self.late = app, False

    async def __call__(self, scope, receive, send) -> None:
        if self.late and scope.get("path", "").endswith("/upload"):
            self.late = False
            await asyncio.sleep(LATER)
        await self.app(scope, receive, send)


class Counted:
    """A line that counts how often each session's stream is begun."""

    def __init__(self, app) -> None:
        self.app, self.streams = app, Counter()

    async def __call__(self, scope, receive, send) -> None:
        if scope.get("path", "").endswith(STREAM):
            self.streams[scope["query_string"].decode().partition("=")[2]] += 1
        await self.app(scope, receive, send)


@pytest.fixture
def editor(scripted_editor, tmp_path):
    with scripted_editor(tmp_path / "home") as opened:
        yield opened


@pytest.fixture
def held(editor):
    """“wait, then …” waits."""
    editor.interpreter.gate.clear()
    yield
    editor.interpreter.gate.set()


@pytest.fixture
def over(visit, editor, photo):
    """`over(line)`: a visitor whose browser has this line to the page."""
    pages = []

    def come(line):
        pages.append(start(editor, port=0))
        app = pages[-1].app
        app.middleware_stack = line(app.middleware_stack or app.build_middleware_stack())
        visitor = visit(pages[-1].local_url)
        visitor.open(photo)
        return visitor

    yield come
    for page in pages:
        page.close(verbose=False)


def event(visitor, name) -> int:
    """The event's number, as the page tells the server which it is."""
    return visitor.page.evaluate(f"window.gradio_config.dependencies.find((one) => one.api_name === '{name}').id")


def three_things(visitor) -> None:
    visitor.say("three things")
    expect(visitor.page.locator(".card.plan .actions li")).to_have_count(3)


def set_to(visitor, id, value) -> None:
    visitor.page.evaluate(
        """([id, value]) => {
            const control = document.getElementById(id);
            if (control.tagName === "SELECT") control.add(new Option(value));
            control.value = value;
            control.dispatchEvent(new Event(control.type === "number" ? "input" : "change", { bubbles: true }));
        }""",
        [id, value],
    )


def done(editor) -> list[dict]:
    return [record.op.model_dump(mode="json") for record in editor.session(editor.sessions()[0].id).records]


@pytest.fixture
def slow_to_change(over):
    """A visitor with a plan of three steps, whose changes are long on their way."""
    lines = []
    visitor = over(lambda app: lines.append(LateEvents(app)) or lines[0])
    lines[0].late = event(visitor, "revise")
    three_things(visitor)
    return visitor


def test_what_was_set_on_the_card_is_carried_out_though_the_yes_overtakes_it(slow_to_change, editor):
    page = slow_to_change.page
    set_to(slow_to_change, "color-1", "#0000ff")
    set_to(slow_to_change, "to-edge-3", "top right")
    page.get_by_role("button", name="Leave out step 2").click()
    set_to(slow_to_change, "to-edge-3", "top left")
    page.wait_for_timeout(100)  # all are on their way
    page.click("#approve")
    slow_to_change.steps(1)
    assert [(op["op"], op.get("color"), op.get("to")) for op in done(editor)] == [
        ("obscure", "#0000ff", None),
        ("move", None, {"edge": "top left"}),
    ]
    page.wait_for_timeout(1000 * LATER)
    expect(page.locator(".card.plan, .toast-body")).to_have_count(0)


def test_what_was_set_on_the_card_is_carried_out_though_the_plan_is_still_being_changed(over, editor, monkeypatch):
    visitor = over(lambda app: app)
    three_things(visitor)
    revise = Session.revise
    monkeypatch.setattr(Session, "revise", lambda *given: time.sleep(LATER) or revise(*given))
    set_to(visitor, "color-1", "#0000ff")
    visitor.page.wait_for_timeout(200)
    visitor.page.click("#approve")
    visitor.steps(1)
    assert done(editor)[0]["color"] == "#0000ff"
    expect(visitor.page.locator(".toast-body")).to_have_count(0)


def test_where_a_change_is_refused_nothing_is_approved_and_the_card_shows_what_stands(slow_to_change, editor):
    page = slow_to_change.page
    set_to(slow_to_change, "to-edge-3", "nowhere")
    set_to(slow_to_change, "color-1", "#0000ff")
    page.click("#approve")
    expect(page.locator(".toast-body")).to_contain_text("this plan cannot be read")
    expect(page.locator("#color-1")).to_have_value("#0000ff")
    expect(page.locator("#to-edge-3")).not_to_have_value("nowhere")
    stands = page.locator("#to-edge-3").input_value()
    page.wait_for_timeout(1000 * LATER)
    expect(page.locator(".toast-body")).to_have_count(1)
    assert done(editor) == []
    page.click("#approve")
    slow_to_change.steps(1)
    ops = done(editor)
    assert (ops[0]["color"], ops[2]["to"]) == ("#0000ff", {"edge": stands})


def test_a_number_that_cannot_be_is_put_right_before_the_plan_is_approved(visitor, served):
    three_things(visitor)
    amount = visitor.page.get_by_label("brightness, % of step 2")
    amount.fill("500")
    visitor.page.click("#approve")
    expect(amount).to_be_focused()
    amount.fill("20")
    visitor.page.click("#approve")
    visitor.steps(1)
    assert round(done(served[0])[1]["brightness"], 2) == 0.2


def test_what_is_set_stays_on_the_card_when_the_answer_to_an_earlier_change_comes(slow_to_change):
    page = slow_to_change.page
    set_to(slow_to_change, "brightness-2", "20")
    page.wait_for_timeout(1000 * LATER / 2)
    set_to(slow_to_change, "to-edge-3", "top right")
    expect(page.locator(".card.plan .actions li").nth(1)).to_contain_text("20")
    expect(page.locator("#to-edge-3")).to_have_value("top right", timeout=1)
    expect(page.locator(".card.plan .actions li").nth(2)).to_contain_text("top right edge")


def test_all_that_a_stream_tells_is_shown_however_late_it_is_told_what_it_is_of(over, held, photo):
    visitor = over(LateReplies)
    visitor.say("wait, then hide the dog")
    expect(visitor.page.locator(".card.working .steps li.running")).to_have_count(1)
    visitor.open(photo)
    visitor.say("hide it")
    expect(visitor.page.locator(".card.question")).to_be_visible()
    expect(visitor.words).to_have_value("")


@pytest.fixture
def two_photos(tmp_path):
    """70 and 80 pixels wide."""
    for name, size, colour in (("hill.png", (70, 50), "green"), ("sea.png", (80, 60), "navy")):
        Image.new("RGB", size, colour).save(tmp_path / name)
    return tmp_path / "hill.png", tmp_path / "sea.png"


def choose(visitor, path) -> None:
    visitor.page.locator("#head input[type=file]").set_input_files(path)


def shows_the_last_and_lists_both(visitor) -> None:
    """Before the photo that was chosen first is there, and after that."""
    name = visitor.page.locator("#photos input")
    visitor.until("board.size?.width === 80")
    expect(name).to_have_value("sea.png")
    visitor.page.wait_for_function("() => JSON.parse(localStorage['scenewright-photos']).length === 3")
    visitor.page.wait_for_timeout(500)
    assert visitor.board("board.size.width") == 80
    expect(name).to_have_value("sea.png")
    name.click()
    expect(visitor.page.locator("#photos [role=option]")).to_contain_text(["sea.png", "hill.png", "park.png"])
    visitor.page.keyboard.press("Escape")
    visitor.reload()
    visitor.until("board.size?.width === 80")


def test_the_photo_that_was_chosen_last_stays_though_its_upload_overtakes_another(over, two_photos):
    lines = []
    visitor = over(lambda app: lines.append(LateUpload(app)) or lines[0])
    first, last = two_photos
    lines[0].late = True
    choose(visitor, first)
    choose(visitor, last)
    shows_the_last_and_lists_both(visitor)


def test_the_photo_that_was_chosen_last_stays_though_its_event_overtakes_another(over, two_photos):
    lines = []
    visitor = over(lambda app: lines.append(LateEvents(app)) or lines[0])
    first, last = two_photos
    lines[0].late = event(visitor, "open")
    with visitor.page.expect_request("**/queue/join*"):
        choose(visitor, first)
    visitor.page.wait_for_timeout(1000 * LATER / 4)  # it is on its way
    lines[0].late = None
    choose(visitor, last)
    shows_the_last_and_lists_both(visitor)


def test_each_press_is_answered_where_the_end_of_the_stream_before_comes_late(over):
    visitor = over(LateEnds)
    visitor.say("brighter")
    visitor.steps(1)
    visitor.page.evaluate(PRESS_AT_ONCE, TIMES)


def test_a_browser_begins_each_stream_once_or_what_is_told_to_the_other_is_lost(over):
    lines = []
    visitor = over(lambda app: lines.append(Counted(app)) or lines[0])
    visitor.page.evaluate(READ_ON, [f"{visitor.url}gradio_api/", event(visitor, "settings"), TIMES])
    assert [lines[0].streams[f"another{number}"] for number in range(TIMES)] == [2] * TIMES


def test_an_answer_that_comes_as_soon_as_the_question_is_seen_counts(visitor):
    visitor.say("hide it")
    expect(visitor.page.locator(".card.question")).to_be_visible()
    visitor.page.evaluate("() => document.querySelector('.card.question button').click()")
    visitor.steps(1)


def test_what_was_being_written_is_there_again_after_a_reload(visitor):
    visitor.words.fill("make the dog a lit")
    visitor.reload()
    expect(visitor.words).to_have_value("make the dog a lit")
    visitor.words.fill("")
    visitor.reload()
    expect(visitor.words).to_have_value("")
