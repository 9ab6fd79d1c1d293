"""What a page in a browser is told by its events: all of it, nothing of another photo, and nothing old."""

import inspect
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


@pytest.mark.parametrize("caller", [BROWSER, PROGRAM])
def test_what_a_stream_tells_is_told(parts, caller):
    told = Showing().about(counting(parts[0]))
    assert list(told(asking(caller), 1)) == [{parts[0]: 1}, {parts[0]: 2}]
    assert list(told(asking(caller), 3)) == []


def test_what_outlasts_its_photo_changes_nothing(parts):
    showing = Showing()
    turn, opening = (
        showing.about(counting(parts[0], 3)),
        showing.opens(lambda: {parts[0]: "another", parts[1]: "photo"}),
    )
    running = turn(asking(BROWSER), 1)
    assert next(running) == {parts[0]: 1}
    assert opening(asking(BROWSER)) == {parts[0]: "another", parts[1]: "photo"}
    assert list(running) == [{parts[0]: SAME}] * 2


def test_other_pages_are_told_on(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(BROWSER, "mine"), 1)
    next(running)
    showing.opens(lambda: {parts[0]: "another"})(asking(BROWSER, "yours"))
    assert next(running) == {parts[0]: 2}


def test_a_program_is_told_all_of_each(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(PROGRAM), 1)
    next(running)
    showing.opens(lambda: {parts[0]: "another"})(asking(PROGRAM))
    assert next(running) == {parts[0]: 2}


def test_a_photo_that_is_watched_gives_way_to_the_next(parts):
    showing = Showing()
    watched, next_one = (showing.opens(counting(parts[0]))(asking(BROWSER), 1) for _ in range(2))
    next(watched)
    assert next(next_one) == {parts[0]: 1}
    assert next(watched) == {parts[0]: SAME}
    assert next(next_one) == {parts[0]: 2}


def test_of_two_photos_the_one_that_was_asked_for_last_stays(parts):
    showing = Showing()
    small = showing.opens(lambda: {parts[0]: "small"})

    def large():
        assert small(asking(BROWSER)) == {parts[0]: "small"}
        yield {parts[0]: "large"}
        yield {parts[0]: "large, looked at"}

    assert list(showing.opens(large)(asking(BROWSER))) == [{parts[0]: SAME}] * 2
    assert showing.opens(lambda: {parts[0]: "next"})(asking(BROWSER)) == {parts[0]: "next"}


def test_of_a_photo_that_is_not_shown_is_told_what_is_told_always(parts):
    showing = Showing()
    small = showing.opens(lambda: {parts[0]: "small", parts[1]: "its ticket"})

    def large():
        small(asking(BROWSER))
        yield {parts[0]: "large", parts[1]: "its ticket, too"}

    frames = list(showing.opens(large, always=(parts[1],))(asking(BROWSER)))
    assert frames == [{parts[0]: SAME, parts[1]: "its ticket, too"}]


def test_a_photo_that_cannot_be_opened_takes_nothing_away(parts):
    showing = Showing()
    running = showing.about(counting(parts[0]))(asking(BROWSER), 1)
    next(running)
    with pytest.raises(ZeroDivisionError):
        showing.opens(lambda: 1 / 0)(asking(BROWSER))
    assert next(running) == {parts[0]: 2}


@pytest.mark.parametrize(("frame", "nothing"), [((1, 2), (SAME, SAME)), (gr.update(value=1), SAME)])
def test_frames_may_be_of_one_part_or_in_order(frame, nothing):
    showing = Showing()

    def late():
        showing.opens(lambda: (0,))(asking(BROWSER))
        return frame

    assert showing.about(lambda: frame)(asking(BROWSER)) == frame
    assert showing.about(late)(asking(BROWSER)) == nothing


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
