"""The page on a real server of this machine, driven as a program would: by `gradio_client`, as docs/page.md says."""

import json
import re
import socket
import sqlite3
import zipfile
from html import unescape
from pathlib import Path

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from scenewright.agent.editors import Editors
from scenewright.ui.web import texts
from scenewright.ui.web.launch import free_port, start
from scenewright.ui.web.page import build

CHAT, CARD, PICTURE, HISTORY, WORDS = range(5)
HIDE_A = {"format": "scenewright.plan/1", "ops": [{"op": "obscure", "targets": [{"mark": "A"}], "method": "pixelate"}]}


@pytest.fixture(scope="module")
def editor(tmp_path_factory, scripted_editor):
    """One for all of these tests: each visitor has sessions of their own."""
    with scripted_editor(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(editor):
    page = start(editor, port=0)
    yield page
    page.close(verbose=False)


@pytest.fixture
def visit(page, tmp_path):
    """New visitors, each a browser of its own."""

    def come() -> Client:
        return Client(page.local_url, verbose=False, download_files=tmp_path / "downloads")

    return come


@pytest.fixture
def visitor(visit, photo):
    client = visit()
    client.predict(handle_file(photo), api_name="/open")
    return client


def said(out) -> list[tuple[str, str]]:
    """Who said what, without what is folded away."""
    return [
        (message["role"], unescape(message["content"][0]["text"])) for message in out[CHAT] if not message["metadata"]
    ]


def props(part) -> dict:
    return part["props"]


def shown(visitor) -> np.ndarray:
    """The picture as it is now."""
    return np.asarray(Image.open(visitor.predict("png", api_name="/export")["value"]))


def original(photo) -> np.ndarray:
    return np.asarray(Image.open(photo))


def test_an_uploaded_photo_is_shown_as_it_is(visit, photo, page):
    visitor = visit()
    out = visitor.predict(handle_file(photo), api_name="/open")
    assert np.array_equal(shown(visitor), original(photo))
    assert said(out) == [("assistant", "park.png is open, 96 × 64 pixels.")]
    picture = json.loads(props(out[PICTURE])["picture"])
    assert (picture["width"], picture["height"], picture["name"]) == (96, 64, "park.png")
    assert httpx.get(page.local_url + picture["url"]).status_code == 200


def test_what_opening_converted_is_told(visit, photo, tmp_path):
    Image.open(photo).convert("CMYK").save(tmp_path / "print.jpg")
    out = visit().predict(handle_file(tmp_path / "print.jpg"), api_name="/open")
    assert "CMYK" in said(out)[0][1]


def test_an_instruction_streams_its_steps_and_ends_with_the_picture(visitor):
    job = visitor.submit("hide the dog", api_name="/say")
    out = job.result(timeout=60)
    assert len(job.outputs()) > 2, "steps came before the end"
    assert any("<progress" in props(frame[CARD])["content"] for frame in job.outputs()[:-1])
    assert said(out)[1] == ("user", "hide the dog")
    assert said(out)[2][1].startswith("Done")
    assert tuple(shown(visitor)[36, 22]) == (255, 0, 0)


def emptied(visitor, *inputs, by) -> bool:
    """Whether the first frame, and no other, takes away what was written."""
    job = visitor.submit(*inputs, api_name=by)
    job.result(timeout=60)
    first, *others = [frame[WORDS] for frame in job.outputs()]
    assert not any("value" in frame for frame in others)
    return first.get("value") == ""


@pytest.mark.parametrize("words", ["hide the dog", "undo", "sing"])
def test_what_is_said_is_taken_from_where_it_was_written_however_soon_it_is_done(visitor, words):
    assert emptied(visitor, words, by="/say")


def test_what_is_being_written_stays_when_something_else_is_done(visitor):
    visitor.predict("hide it", api_name="/say")
    assert not emptied(visitor, "1", by="/answer")
    assert not emptied(visitor, {"marks": {"A": {"box": [12, 24, 32, 48]}}, "plan": HIDE_A}, by="/edit")
    assert not emptied(visitor, 1, by="/drop")


def test_marks_are_given_as_everywhere(visitor):
    drawn = {"marks": {"A": {"box": [12, 24, 32, 48]}}}
    marked = json.loads(props(visitor.predict(drawn, api_name="/mark"))["marked"])
    assert marked["A"]["label"] == "dog-1"
    visitor.predict("hide [A]", drawn, api_name="/say")
    assert tuple(shown(visitor)[36, 22]) == (255, 0, 0)


def test_an_edit_by_hand_is_a_plan_with_its_marks(visitor):
    drawn = {"marks": {"A": {"box": [12, 24, 32, 48]}}, "plan": HIDE_A}
    out = visitor.predict(drawn, api_name="/edit")
    assert said(out)[1] == ("user", "(by hand) pixelate [A]")
    assert said(out)[2][1].startswith("Done")


def test_what_is_in_the_picture_can_be_asked_for(visitor):
    job = visitor.submit(api_name="/look")
    things = json.loads(props(job.result(timeout=60))["things"])
    assert [thing["id"] for thing in things] == ["dog-1", "ball-1"]
    assert all(thing["outline"] for thing in things)


@pytest.mark.parametrize("event", ["/answer", "/say"])
@pytest.mark.parametrize("answer", ["2", "the ball"])
def test_a_question_is_answered(visitor, event, answer):
    asked = visitor.predict("hide it", api_name="/say")
    assert "1. the dog" in said(asked)[-1][1]
    question = said(asked)[-1]
    out = visitor.predict(answer, api_name=event)
    assert said(out)[1:4] == [("user", "hide it"), question, ("user", "the ball")]
    assert said(out)[4][1].startswith("Done")
    assert tuple(shown(visitor)[42, 54]) == (255, 0, 0)
    assert tuple(shown(visitor)[36, 22]) != (255, 0, 0)


def test_a_plan_that_needs_a_yes_can_be_left_or_done(visitor, photo):
    visitor.predict("hide things", api_name="/say")
    visitor.predict(api_name="/skip")
    assert np.array_equal(shown(visitor), original(photo))
    visitor.predict("hide things", api_name="/say")
    visitor.predict(api_name="/approve")
    assert not np.array_equal(shown(visitor), original(photo))


def test_a_plan_runs_at_once_where_that_is_wanted(visitor, photo):
    visitor.predict("hide things", {"marks": {}}, True, api_name="/say")
    assert not np.array_equal(shown(visitor), original(photo))


def test_moving_about_in_the_history(visitor, photo):
    visitor.predict("hide the dog", api_name="/say")
    edited = shown(visitor)
    visitor.predict(api_name="/undo")
    assert np.array_equal(shown(visitor), original(photo))
    visitor.predict(api_name="/redo")
    assert np.array_equal(shown(visitor), edited)
    visitor.predict(1, api_name="/drop")
    assert np.array_equal(shown(visitor), original(photo))
    visitor.predict(api_name="/undo")
    visitor.predict(api_name="/branch")
    visitor.predict("brighter", api_name="/say")
    visitor.predict("main", api_name="/switch")
    assert np.array_equal(shown(visitor), edited)


def test_two_pictures_are_compared(visitor):
    visitor.predict("hide the dog", api_name="/say")
    one, other, _, told, changed = visitor.predict(api_name="/begin_compare")
    assert one["value"] == "photo"
    assert "of the pixels differ" in told
    assert np.asarray(Image.open(changed))[36, 22].tolist() == [255, 0, 200]
    same = visitor.predict(other["value"], other["value"], api_name="/compare")
    assert same[1] == texts.COMPARED_SAME


@pytest.mark.parametrize("form", [value for _, value in texts.FORMS])
def test_every_form_of_the_menu_can_be_taken_away(visitor, form):
    visitor.predict("hide the dog", api_name="/say")
    file = visitor.predict(form, api_name="/export")
    assert file["label"] == f"Download park-edited.{form}"
    if form in ("ora", "scenewright"):
        assert zipfile.is_zipfile(file["value"])
    elif form == "recipe.json":
        assert json.loads(Path(file["value"]).read_text())["steps"]
    else:
        assert Image.open(file["value"]).size == (96, 64)


def test_the_free_photo_can_be_tried(visit):
    out = visit().predict(api_name="/example")
    assert said(out)[0][1].startswith("astronaut.png is open")


def test_two_visitors_never_mix(visit, photo, tmp_path):
    other = tmp_path / "night.png"
    Image.fromarray(255 - original(photo)).save(other)
    one, two = visit(), visit()
    one.predict(handle_file(photo), api_name="/open")
    two.predict(handle_file(other), api_name="/open")
    first = one.submit("hide the dog", api_name="/say")
    second = two.submit("brighter", api_name="/say")
    first, second = first.result(timeout=60), second.result(timeout=60)
    assert [text for role, text in said(first) if role == "user"] == ["hide the dog"]
    assert [text for role, text in said(second) if role == "user"] == ["brighter"]
    assert said(first)[0][1].startswith("park.png")
    assert said(second)[0][1].startswith("night.png")
    two.predict(api_name="/undo")
    one.predict(api_name="/undo")
    assert np.array_equal(shown(two), 255 - original(photo))
    assert np.array_equal(shown(one), original(photo))


def test_a_photo_is_opened_again_with_its_ticket_and_with_no_other(visit, visitor, photo):
    (ticket,) = visit().predict(handle_file(photo), api_name="/open")[5]
    back = visit()
    assert said(back.submit([ticket], api_name="/reopen").result(timeout=60))[0][1].startswith("park.png")
    session, _, signature = ticket.rpartition(".")
    for forged in (session, f"{session}.", f"{session}.{'0' * len(signature)}", f"x{ticket}", "", "../x.y"):
        stranger = visit()
        with pytest.raises(AppError, match="not in the list of choices"):
            stranger.predict(forged, api_name="/choose")
        stranger.submit([forged], api_name="/reopen").result(timeout=60)
        with pytest.raises(AppError, match=texts.NO_PHOTO):
            stranger.predict("brighter", api_name="/say")


def test_a_photo_whose_history_is_damaged_stays_in_the_list_and_says_so(visit, editor, photo, tmp_path):
    night = tmp_path / "night.png"
    Image.fromarray(255 - original(photo)).save(night)
    (whole,) = visit().predict(handle_file(night), api_name="/open")[5]
    (damaged,) = visit().predict(handle_file(photo), api_name="/open")[5]
    with sqlite3.connect(editor.home / "store.sqlite") as db:
        db.execute("UPDATE sessions SET base = 'x' WHERE id = ?", (damaged.rpartition(".")[0],))
    visitor = visit()
    opening = visitor.submit([damaged, whole], api_name="/reopen")
    assert said(opening.result(timeout=60))[0][1].startswith("night.png")
    assert [name for name, _ in opening.outputs()[0][6]["choices"]] == ["night.png", texts.CANNOT_BE_READ]
    with pytest.raises(AppError, match="restore the store from a copy"):
        visitor.predict(damaged, api_name="/choose")


@pytest.mark.parametrize(
    ("event", "words", "message"),
    [
        ("/say", ["brighter"], texts.NO_PHOTO),
        ("/undo", [], texts.NO_PHOTO),
        ("/approve", [], texts.NO_PHOTO),
        ("/export", ["png"], texts.NO_PHOTO),
        ("/edit", [{"marks": {}, "plan": HIDE_A}], texts.NO_PHOTO),
    ],
)
def test_without_a_photo_it_says_what_is_missing(visit, event, words, message):
    with pytest.raises(AppError, match=message):
        visit().predict(*words, api_name=event)


def test_errors_are_messages_and_the_conversation_goes_on(visitor):
    for event, words, message in (
        ("/say", ["  "], texts.NO_WORDS),
        ("/say", ["hide [A]", {"marks": {"A": {"box": "x"}}}], "these marks cannot be read"),
        ("/answer", ["2"], texts.NOTHING_ASKED),
        ("/approve", [], "pending"),
        ("/edit", [{"marks": {}}], texts.NOTHING_DRAWN),
        ("/edit", [{"marks": {}, "plan": {"ops": [{"op": "explode"}]}}], "this plan cannot be read"),
        ("/mark", [{"marks": {"A": {"point": [900, 5]}}}], "outside the picture"),
        ("/export", ["../../x"], "not in the list of choices"),
        ("/switch", ["nowhere"], "there is no branch"),
        ("/compare", ["photo", "sha256:0"], "not in the list of choices"),
        ("/say", ["crash"], "ZeroDivisionError"),
    ):
        with pytest.raises(AppError) as refused:
            visitor.predict(*words, api_name=event)
        assert message in str(refused.value), event
    assert "nothing to undo" in said(visitor.predict(api_name="/undo"))[-1][1]
    assert said(visitor.predict("brighter", api_name="/say"))[-1][1].startswith("Done")


def test_after_an_error_the_page_works_no_more(visitor):
    job = visitor.submit("crash", api_name="/say")
    with pytest.raises(AppError):
        job.result(timeout=60)
    first, *_, last = job.outputs()
    assert "<progress" in props(first[CARD])["content"]
    assert props(last[CARD])["content"] == ""


def test_a_plan_that_waits_is_changed_by_programs_too(visitor):
    visitor.predict("three things", api_name="/say")
    out = visitor.predict({"action": 1, "leave": True}, api_name="/revise")
    assert len(json.loads(props(out[PICTURE])["plan"])) == 2
    for change, message in (
        ({"action": 7, "leave": True}, "from 1 to 2"),
        ({"action": 1, "set": "brightness", "value": 500}, "this plan cannot be read"),
        ({"action": 1, "set": "targets", "value": 5}, "brightness"),
    ):
        with pytest.raises(AppError) as refused:
            visitor.predict(change, api_name="/revise")
        assert message in str(refused.value)
    assert said(visitor.predict(api_name="/approve"))[-1][1].startswith("Done")
    with pytest.raises(AppError) as refused:
        visitor.predict({"action": 1, "leave": True}, api_name="/revise")
    assert texts.NOTHING_PLANNED in str(refused.value)


def test_readings_are_tried_as_versions_by_programs_too(visitor):
    visitor.predict("hide it", api_name="/say")
    out = visitor.predict(api_name="/try_readings")
    assert props(out[HISTORY])["content"].count('class="version"') == 3
    visitor.predict("the ball", api_name="/switch")
    assert tuple(shown(visitor)[42, 54]) == (255, 0, 0)
    out = visitor.predict("the dog", api_name="/forget_version")
    assert props(out[HISTORY])["content"].count('class="version"') == 2


def test_the_side_by_programs(visit):
    visitor = visit()
    visitor.predict("coffee", api_name="/free_photo")
    assert shown(visitor).shape == (400, 600, 3)
    with pytest.raises(AppError) as refused:
        visitor.predict("../coffee", api_name="/free_photo")
    assert "there are: astronaut" in str(refused.value)
    assert "ScriptedInpainter" in visitor.predict(api_name="/tools")
    assert list(visitor.predict({"seed": 3, "approval": "x"}, api_name="/settings")) == ["auto", 3]


def test_every_event_that_programs_may_call_has_a_name(visit, editor):
    named = visit().view_api(return_format="dict", print_info=False)["named_endpoints"]
    events = [fn for fn in build(Editors(editor)).fns.values() if fn.api_visibility == "public"]
    assert {f"/{fn.api_name}" for fn in events} == set(named)
    assert len(events) == len(named)
    table = (Path(__file__).parents[3] / "docs" / "page.md").read_text(encoding="utf-8").partition("| event | takes")[2]
    assert set(re.findall(r"`(/\w+)`", table)) == set(named), "docs/page.md lists them"


SHAPING = {"js_fn", "lambda", "_no_download"}
"""Private events that only shape the view: what a browser keeps, a tab that comes to the front, a download."""


def test_what_no_program_may_call_is_called_by_another_name_or_only_shapes_the_view(editor):
    events = build(Editors(editor)).fns.values()
    private = [fn for fn in events if fn.api_visibility != "public"]
    named = {place(fn) for fn in events if fn.api_visibility == "public"}
    alone = [fn for fn in private if place(fn) not in named]
    assert len(alone) < len(private), "some have a public twin"
    assert {re.sub(r"_\d+$", "", str(fn.api_name)) for fn in alone} == SHAPING
    assert all(fn.fn is None or not fn.inputs for fn in alone), "they are given nothing of a photo"


def place(fn) -> str | None:
    """Where the function stands that an event runs; None where none runs on the server."""
    return fn.fn and f"{fn.fn.__module__}.{fn.fn.__qualname__}"


def test_what_is_no_photo_is_refused(visit, tmp_path):
    for name, content in (("x.png", b"no photo"), ("x.svg", b"<svg/>"), ("x.png", b"<svg onload='alert(1)'/>")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AppError):
            visit().predict(handle_file(tmp_path / name), api_name="/open")


def test_the_page_asks_nobody_else_for_anything(page):
    """What a browser loads by itself: scripts, styles and pictures of the page are its own."""
    config = httpx.get(f"{page.local_url}config").json()
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []
    html = httpx.get(page.local_url).text
    loads = re.findall(r"<script[^>]*\ssrc=[\"']?([^\"'\s>]+)|<link[^>]*\shref=[\"']?([^\"'\s>]+)", html)
    assert len(loads) > 2, "the probe sees what is loaded"
    assert [address for pair in loads for address in pair if "//" in address and "127.0.0.1" not in address] == []


def test_without_a_wish_the_port_is_one_that_the_system_gives_away(page):
    """Not the next free one from a known number on: several suites on one machine would all find the same."""
    taken = httpx.URL(page.local_url).port
    assert taken not in range(7860, 7960)
    given = free_port()
    assert given not in (taken, *range(7860, 7960))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", given))


def test_behind_a_token_nobody_enters_without_it(editor):
    page = start(editor, port=0, token="open sesame")
    try:
        config = httpx.get(f"{page.local_url}config")
        assert config.status_code == 401
        wrong = httpx.post(f"{page.local_url}login", data={"username": "me", "password": "sesame"})
        assert wrong.status_code == 400
        right = httpx.post(f"{page.local_url}login", data={"username": "me", "password": "open sesame"})
        assert right.status_code == 200
    finally:
        page.close(verbose=False)


def test_what_is_ignored_while_the_one_before_runs_means_the_same_again(editor):
    events = [fn for fn in build(Editors(editor)).fns.values() if fn.api_visibility == "public"]
    assert {fn.api_name for fn in events if fn.trigger_mode == "once"} == {
        *("branch", "forget_version", "redo_many", "try_readings", "export", "save", "choose_model", "agree"),
        "settings",
    }
