"""The page's own small parts: who may call, progress as an iterator, cards that escape."""

import asyncio
from threading import Event
from types import SimpleNamespace

import numpy as np
import pytest

from scenewright.scene.geometry import Box
from scenewright.scene.mask import Mask
from scenewright.scene.objects import SceneObject
from scenewright.scene.plan import EditPlan, Option, Question
from scenewright.ui.web.cards import PREVIEW, plan_card, pointed_out, preview
from scenewright.ui.web.guard import LOOPBACK, SameSite
from scenewright.ui.web.launch import Refused, start
from scenewright.ui.web.stream import Ended, Happened, streamed


async def never(scope, receive, send):
    raise AssertionError("a refused request went through")


async def welcome(scope, receive, send):
    await send({"type": "welcome"})


def asked(app, headers, hosts=LOOPBACK, kind="http"):
    sent = []

    async def send(message):
        sent.append(message)

    scope = {"type": kind, "headers": [(name.encode(), value.encode()) for name, value in headers.items()]}
    asyncio.run(SameSite(app, hosts)(scope, None, send))
    return sent


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "127.0.0.1:7860"},
        {"host": "localhost:7860"},
        {"host": "[::1]:7860"},
        {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:7860"},
    ],
)
def test_its_own_address_is_let_in(headers):
    assert asked(welcome, headers) == [{"type": "welcome"}]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"host": "evil.example:7860"},
        {"host": "127.0.0.1.evil.example"},
        {"host": "127.0.0.1:7860", "origin": "http://evil.example"},
        {"host": "127.0.0.1:7860", "origin": "null"},
        {"host": "127.0.0.1:7860", "origin": "http://127.0.0.1:8000"},
        {"host": "[::1"},
    ],
)
def test_other_sites_are_refused(headers):
    assert asked(never, headers)[0]["status"] == 403
    assert asked(never, headers, kind="websocket") == [{"type": "websocket.close", "code": 1008}]


def test_behind_a_password_any_name_is_answered_but_other_sites_are_not():
    assert asked(welcome, {"host": "photos.lan"}, hosts=None) == [{"type": "welcome"}]
    refused = asked(never, {"host": "photos.lan", "origin": "http://evil.example"}, hosts=None)
    assert refused[0]["status"] == 403


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "example.org"])
def test_another_address_is_refused_without_a_token(host):
    with pytest.raises(Refused, match="--token"):
        start(None, host=host, port=0)


def test_a_stream_gives_the_reports_and_then_the_result():
    def work(report):
        report("one")
        report("two")
        return 3

    assert list(streamed(work, lambda: None)) == [Happened("one"), Happened("two"), Ended(3)]


def test_a_stream_raises_what_the_call_raised():
    def work(report):
        raise LookupError("lost")

    with pytest.raises(LookupError, match="lost"):
        list(streamed(work, lambda: None))


def test_a_stream_that_nobody_reads_any_more_is_cancelled():
    cancelled = Event()

    def work(report):
        report("one")
        assert cancelled.wait(10)

    stream = streamed(work, cancelled.set)
    assert next(stream) == Happened("one")
    stream.close()
    assert cancelled.is_set()


def test_the_card_escapes_what_people_wrote():
    card = plan_card(EditPlan.ask("<script>alert(1)</script>", Option(label="a"), rationale="<img src=x>"))
    assert "<script>" not in card
    assert "<img" not in card
    assert "&lt;script&gt;" in card


def test_there_is_a_card_before_there_is_a_plan():
    assert plan_card(None).startswith("<p>")


@pytest.mark.parametrize(("size", "shown"), [((100, 50), (100, 50)), ((2400, 1200), (PREVIEW, PREVIEW // 2))])
def test_a_preview_is_no_larger_than_the_screen(size, shown):
    width, height = size
    assert preview(np.zeros((height, width, 3), np.uint8)).shape == (shown[1], shown[0], 3)


def test_what_a_question_offers_is_shown_in_the_picture_and_nothing_else_is_drawn_on():
    pixels = np.full((120, 160, 3), 200, np.uint8)
    thing = SceneObject(
        id="jug-1", label="jug", box=Box(40, 50, 80, 90), mask=Mask.from_box(Box(40, 50, 80, 90), 160, 120).to_ref()
    )
    option = Option.model_validate({"label": "the gray thing", "things": [thing.model_dump(mode="json")]})
    offering = SimpleNamespace(pixels=pixels, pending=Question(text="Is it this?", options=(option,)))
    drawn = pointed_out(offering)
    assert (drawn[60:85, 45:75] != 200).any(axis=-1).all()
    assert (drawn[100:] == 200).all()
    assert (drawn[:, 90:] == 200).all()
    assert pointed_out(SimpleNamespace(pixels=pixels, pending=None)) is pixels
    plain = Question(text="Which?", options=(Option(label="the left one"),))
    assert pointed_out(SimpleNamespace(pixels=pixels, pending=plain)) is pixels
