"""The page on a real server of this machine, driven as a browser's client would."""

import shutil
import socket

import httpx
import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from scenewright.ui import texts
from scenewright.ui.web.launch import start

CHAT, PICTURE, SLIDER, CARD, PLAN = range(5)


@pytest.fixture
def page(editor):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    page = start(editor, port=port)
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
    return [(message["role"], message["content"][0]["text"]) for message in out[CHAT]]


def shown(out) -> np.ndarray:
    return np.asarray(Image.open(out[PICTURE]).convert("RGB"))


def original(photo) -> np.ndarray:
    return np.asarray(Image.open(photo))


def test_an_uploaded_photo_is_shown_as_it_is(visit, photo):
    out = visit().predict(handle_file(photo), api_name="/open")
    assert np.array_equal(shown(out), original(photo))
    assert said(out) == [("assistant", "park.png is open, 96 × 64 pixels.")]


def test_what_opening_converted_is_told(visit, photo, tmp_path):
    Image.open(photo).convert("CMYK").save(tmp_path / "print.jpg")
    out = visit().predict(handle_file(tmp_path / "print.jpg"), api_name="/open")
    assert "CMYK" in said(out)[0][1]


def test_an_instruction_streams_its_steps_and_ends_with_the_picture(visitor, photo):
    job = visitor.submit("hide the dog", api_name="/say")
    out = job.result(timeout=60)
    assert len(job.outputs()) > 2, "steps came before the end"
    assert said(out)[1] == ("user", "hide the dog")
    assert said(out)[2][1].startswith("Done")
    assert tuple(shown(out)[36, 22]) == (255, 0, 0)
    assert out[PLAN]["ops"][0]["op"] == "obscure"
    assert "the only dog" in out[CARD]
    before, after = (np.asarray(Image.open(path).convert("RGB")) for path in out[SLIDER])
    assert np.array_equal(before, original(photo))
    assert np.array_equal(after, shown(out))


@pytest.mark.parametrize("event", ["/answer", "/say"])
@pytest.mark.parametrize("answer", ["2", "the ball"])
def test_a_question_is_answered(visitor, event, answer):
    asked = visitor.predict("hide it", api_name="/say")
    assert "1. the dog" in said(asked)[-1][1]
    out = visitor.predict(answer, api_name=event)
    assert tuple(shown(out)[42, 54]) == (255, 0, 0)
    assert tuple(shown(out)[36, 22]) != (255, 0, 0)


def test_a_plan_that_needs_a_yes_can_be_left_or_done(visitor, photo):
    visitor.predict("hide things", api_name="/say")
    out = visitor.predict(api_name="/skip")
    assert np.array_equal(shown(out), original(photo))
    visitor.predict("hide things", api_name="/say")
    out = visitor.predict(api_name="/approve")
    assert not np.array_equal(shown(out), original(photo))


def test_undo_and_redo(visitor, photo):
    edited = shown(visitor.predict("hide the dog", api_name="/say"))
    assert np.array_equal(shown(visitor.predict(api_name="/undo")), original(photo))
    assert np.array_equal(shown(visitor.predict(api_name="/redo")), edited)


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
    assert np.array_equal(shown(two.predict(api_name="/undo")), 255 - original(photo))
    assert np.array_equal(shown(one.predict(api_name="/undo")), original(photo))


@pytest.mark.parametrize(
    ("event", "words", "message"),
    [
        ("/say", ["brighter"], texts.PAGE_NO_PHOTO),
        ("/undo", [], texts.PAGE_NO_PHOTO),
        ("/approve", [], texts.PAGE_NO_PHOTO),
    ],
)
def test_without_a_photo_it_says_what_is_missing(visit, event, words, message):
    with pytest.raises(AppError, match=message):
        visit().predict(*words, api_name=event)


def test_errors_are_messages_and_the_conversation_goes_on(visitor):
    for event, words, message in (
        ("/say", ["  "], texts.PAGE_NO_WORDS),
        ("/answer", ["2"], texts.PAGE_NOTHING_ASKED),
        ("/approve", [], "pending"),
        ("/say", ["crash"], "ZeroDivisionError"),
        ("/undo", [], "nothing to undo"),
    ):
        if event == "/undo":
            assert message in said(visitor.predict(api_name=event))[-1][1]
            continue
        with pytest.raises(AppError, match=message):
            visitor.predict(*words, api_name=event)
    assert said(visitor.predict("brighter", api_name="/say"))[-1][1].startswith("Done")


def test_what_is_no_photo_is_refused(visit, tmp_path):
    for name, content in (("x.png", b"no photo"), ("x.svg", b"<svg/>"), ("x.png", b"<svg onload='alert(1)'/>")):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(AppError):
            visit().predict(handle_file(tmp_path / name), api_name="/open")


def claimed(page, path: str) -> str:
    """The events that come back when a client claims to have uploaded `path`."""
    data = {"data": [{"path": path, "meta": {"_type": "gradio.FileData"}}]}
    event = httpx.post(f"{page.local_url}gradio_api/call/open", json=data).json()["event_id"]
    return httpx.get(f"{page.local_url}gradio_api/call/open/{event}", timeout=30).text


def test_what_was_not_uploaded_is_refused(page, photo, editor):
    """A client may claim any path or address; CVE-2023-51449, CVE-2026-28416 and their kin."""
    for path in (str(photo), "/etc/passwd", "../park.png", "http://127.0.0.1:1/x.png", "http://example.org/x.png"):
        assert "event: error" in claimed(page, path)
        assert "is open" not in claimed(page, path)
    assert editor.sessions() == []


def test_an_address_is_not_even_looked_up(page):
    for address in ("http://127.0.0.1:1/x.png", "https://example.org/x.png"):
        assert texts.PAGE_NO_ADDRESS in claimed(page, address)


def test_the_probe_sees_a_photo_that_was_uploaded(page, photo):
    with photo.open("rb") as file:
        (path,) = httpx.post(f"{page.local_url}gradio_api/upload", files={"files": file}).json()
    assert "is open" in claimed(page, path)


def test_no_file_of_the_machine_is_served(page, editor, photo, tmp_path):
    secret = tmp_path / "secret.txt"
    shutil.copy(__file__, secret)
    for path in (secret, photo, editor.home / "history.sqlite", "/etc/passwd", "../../../../etc/passwd"):
        assert httpx.get(f"{page.local_url}gradio_api/file={path}").status_code in (403, 404)


def test_other_sites_and_other_names_are_refused(page):
    assert httpx.get(page.local_url).status_code == 200
    assert httpx.get(page.local_url, headers={"Host": "evil.example"}).status_code == 403
    assert httpx.get(page.local_url, headers={"Origin": "http://evil.example"}).status_code == 403


def test_the_page_asks_nobody_else_for_anything(page):
    """What a browser loads by itself: scripts, styles and pictures of the page are its own."""
    config = httpx.get(f"{page.local_url}config").json()
    assert config["analytics_enabled"] is False
    assert config["stylesheets"] == []
    html = httpx.get(page.local_url).text
    for line in html.splitlines():
        loads = ("<script" in line and "src=" in line) or ("<link" in line and 'rel="stylesheet"' in line)
        assert not (loads and "://" in line), line


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
