"""What a page in a browser is told by its events: all of it, nothing of another photo, and nothing old."""

import asyncio
import inspect
import time
from types import SimpleNamespace

import gradio as gr
import pytest

from scenewright.ui.web.showing import Page, Showing

BROWSER, PROGRAM = "app", "api"
SAME = gr.skip()


@pytest.fixture
def parts():
    with gr.Blocks():
        yield gr.Textbox(), gr.HTML()


def asking(caller: str, page: str = "page") -> SimpleNamespace:
    return SimpleNamespace(headers={"x-gradio-user": caller}, session_hash=page)


def counting(part, upto: int = 2):
    """An event that streams."""

    def frames(start: int):
        """Count."""
        for number in range(start, upto + 1):
            yield {part: number}

    return frames


def choice(number, given=None):
    """What a page in a browser gives: it counts what is chosen there."""
    return {"given": given, "chosen": number}


def now(frame):
    """What a page in a browser is told of a frame, if it is told at this moment."""
    return frame.now()


def test_what_a_stream_tells_is_told(parts):
    told = Showing().about(counting(parts[0]))
    assert [now(frame) for frame in told(asking(BROWSER), 1)] == [{parts[0]: 1}, {parts[0]: 2}]
    assert list(told(asking(PROGRAM), 1)) == [{parts[0]: 1}, {parts[0]: 2}]
    assert list(told(asking(BROWSER), 3)) == []


def test_what_outlasts_its_photo_changes_nothing(parts):
    showing = Showing()
    turn, opening = (
        showing.about(counting(parts[0], 3)),
        showing.opens(lambda known: {parts[0]: "another", parts[1]: "photo"}, 0),
    )
    running = turn(asking(BROWSER), 1)
    assert now(next(running)) == {parts[0]: 1}
    assert now(opening(asking(BROWSER), choice(1))) == {parts[0]: "another", parts[1]: "photo"}
    assert [now(frame) for frame in running] == [{parts[0]: SAME}] * 2


def test_other_pages_are_told_on(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(BROWSER, "mine"), 1)
    next(running)
    now(showing.opens(lambda known: {parts[0]: "another"}, 0)(asking(BROWSER, "yours"), choice(1)))
    assert now(next(running)) == {parts[0]: 2}


def test_a_program_is_told_all_of_each(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(PROGRAM), 1)
    next(running)
    opening = showing.opens(lambda known: {parts[0]: known}, 0)
    assert [opening(asking(PROGRAM), one) for one in ("mine", choice(1, "mine"))] == [{parts[0]: "mine"}] * 2
    assert next(running) == {parts[0]: 2}


def test_a_photo_that_is_watched_gives_way_to_the_next(parts):
    showing = Showing()
    watched, next_one = (showing.opens(counting(parts[0]), 0)(asking(BROWSER), choice(number, 1)) for number in (1, 2))
    assert now(next(watched)) == {parts[0]: 1}
    assert now(next(next_one)) == {parts[0]: 1}
    assert now(next(watched)) == {parts[0]: SAME}
    assert now(next(next_one)) == {parts[0]: 2}


def test_of_two_photos_the_one_that_was_chosen_last_stays_however_late_it_is_known_of_the_other(parts):
    showing = Showing()
    opening = showing.opens(counting(parts[0]), 0)
    assert now(next(opening(asking(BROWSER), choice(2, 1)))) == {parts[0]: 1}
    assert [now(frame) for frame in opening(asking(BROWSER), choice(1, 1))] == [{parts[0]: SAME}] * 2
    assert now(next(opening(asking(BROWSER), choice(3, 1)))) == {parts[0]: 1}


def test_what_is_told_is_decided_when_it_is_told(parts):
    showing = Showing()
    opening = showing.opens(lambda name: {parts[0]: name}, 0)
    first, last = (opening(asking(BROWSER), choice(*one)) for one in ((1, "first"), (2, "last")))
    assert now(last) == {parts[0]: "last"}
    assert now(first) == {parts[0]: SAME}


def test_what_a_page_shows_by_itself_gives_way_to_whatever_is_chosen(parts):
    showing = Showing()
    opening = showing.opens(lambda name: {parts[0]: name}, 0)
    assert now(opening(asking(BROWSER), "as before")) == {parts[0]: "as before"}
    assert now(opening(asking(BROWSER), choice(1, "chosen"))) == {parts[0]: "chosen"}
    assert now(opening(asking(BROWSER), "as before")) == {parts[0]: SAME}


def test_of_a_photo_that_is_not_shown_lists_are_told_behind_the_one_that_is(parts):
    showing = Showing()

    def begun(name: str, known: list[str]):
        yield {parts[0]: name, parts[1]: [name, *known]}
        yield {parts[0]: f"{name}, looked at"}

    opening = showing.opens(begun, 1, always=(parts[1],))
    last = opening(asking(BROWSER), "last", choice(2, ["old"]))
    assert now(next(last)) == {parts[0]: "last", parts[1]: ["last", "old"]}
    first = [now(frame) for frame in opening(asking(BROWSER), "first", choice(1, ["last", "old"]))]
    assert first == [{parts[0]: SAME, parts[1]: ["last", "first", "old"]}, {parts[0]: SAME}]


def test_a_photo_that_cannot_be_opened_takes_nothing_away(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(BROWSER), 1)
    next(running)
    with pytest.raises(ZeroDivisionError):
        showing.opens(lambda known: 1 / 0, 0)(asking(BROWSER), choice(1))
    assert now(next(running)) == {parts[0]: 2}


@pytest.mark.parametrize(("frame", "nothing"), [((1, 2), (SAME, SAME)), (gr.update(value=1), SAME)])
def test_frames_may_be_of_one_part_or_in_order(frame, nothing):
    showing = Showing()
    told = showing.about(lambda: frame)(asking(BROWSER))
    assert now(told) == frame
    now(showing.opens(lambda known: (0,), 0)(asking(BROWSER), choice(1)))
    assert now(told) == nothing


def test_programs_see_the_function_that_is_wrapped(parts):
    told = Showing().about(counting(parts[0]))
    assert list(inspect.signature(told).parameters) == ["request", "start"]
    assert told.__doc__ == "Count."
    assert inspect.isgeneratorfunction(told)
    assert not inspect.isgeneratorfunction(Showing().about(lambda: (1,)))


class Stream:
    """What a stream's values become on their way to a page of this name."""

    def __init__(self, page: Page, name: str) -> None:
        self.page, self.name, self.event = page, name, SimpleNamespace(outputs=[None, None])

    def send(self, *values, over: bool = False) -> list:
        return self.page.handle_streaming_diffs(self.event, list(values), self.name, "run", over)


@pytest.fixture
def stream(parts):
    showing = Showing()
    showing.about(lambda: {parts[0]: 1})(asking(BROWSER, "a page"))
    return lambda name: Stream(Page(showing), name)


@pytest.mark.parametrize("name", ["a page", "a program"])
def test_what_changes_comes_as_a_whole(stream, name):
    sending = stream(name)
    assert sending.send({"text": "one"}, ["a"]) == [{"text": "one"}, ["a"]]
    assert sending.send({"text": "one", "more": 2}, ["a"]) == [[["replace", [], {"text": "one", "more": 2}]], []]
    assert sending.send({}, ["a", "b"]) == [[["replace", [], {}]], [["replace", [], ["a", "b"]]]]


def test_what_came_last_does_not_come_again_when_the_stream_is_over(stream):
    sending = stream("a page")
    sending.send({"text": "one"}, ["a"])
    assert sending.send(None, None, over=True) == [SAME, SAME]


def test_what_came_last_is_the_result_for_a_program(stream):
    sending = stream("a program")
    sending.send({"text": "one"}, ["a"])
    sending.send({"text": "two"}, ["a"])
    assert sending.send(None, None, over=True) == [{"text": "two"}, ["a"]]
    assert sending.send({"text": "three"}, ["b"]) == [{"text": "three"}, ["b"]], "of another run"


def test_frames_leave_in_the_order_in_which_they_are_told(monkeypatch):
    showing, left = Showing(), []
    with Page(showing) as page:
        part = gr.Textbox()
        part.change(lambda: None, None, [part])
    (event,) = page.fns.values()
    monkeypatch.setattr(part, "postprocess", lambda words: time.sleep(len(words) / 100) or words)
    about = showing.about(lambda words: {part: words})
    frames = [about(asking(BROWSER), "x" * length) for length in (20, 10, 1)]

    async def tell(frame) -> None:
        left.extend(await page.postprocess_data(event, frame, None))

    async def all_at_once() -> None:
        await asyncio.gather(*map(tell, frames))

    asyncio.run(all_at_once())
    assert left == ["x" * 20, "x" * 10, "x"]
