"""Whose photo is whose: browsers never see each other's, and each finds its own again."""

import sqlite3
import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect


def test_two_browsers_interleaved_never_mix(clean, visit, photo, tmp_path):
    original = np.asarray(Image.open(photo))
    other = tmp_path / "night.png"
    Image.fromarray(255 - original).save(other)
    one, two = clean, visit()
    one.open(photo)
    two.open(other, things=False)
    one.say("hide the dog")
    two.say("brighter")
    one.steps(1)
    two.steps(1)
    assert tuple(one.pixels()[36, 22]) == (255, 0, 0)
    assert two.pixels()[36, 22].mean() > (255 - original)[36, 22].mean()
    chats = [visitor.page.locator("#chat").inner_text() for visitor in (one, two)]
    assert ["hide the dog" in chat for chat in chats] == [True, False]
    assert ["night.png" in chat for chat in chats] == [False, True]
    two.page.click("#undo")
    two.steps(0)
    assert np.array_equal(two.pixels(), 255 - original)
    assert tuple(one.pixels()[36, 22]) == (255, 0, 0)


def test_a_new_browser_sees_nothing_of_another(visit, visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    fresh = visit()
    assert fresh.board("board.wanted") is None
    assert "park.png" not in fresh.page.content()
    expect(fresh.page.locator(".picture-empty")).to_be_visible()
    fresh.shoot("empty")
    fresh.say("brighter")
    expect(fresh.page.get_by_text("Open a photo first.")).to_be_visible()


def test_addresses_of_pictures_cannot_be_made_up(visit, visitor, photo):
    visitor.say("hide the dog")
    visitor.steps(1)
    address = visitor.shown
    assert httpx.get(address).status_code == 200
    session = address.split("/pictures/")[1].split("/")[0]
    forged = [
        address.replace("/0/whole/", "/9/whole/"),
        address.replace("/0/whole/", "/0/0,0,9,9/"),
        address.replace(session, "0" * len(session)),
        address[:-6] + ("00" if address[-6:-4] != "00" else "11") + ".png",
        f"{visitor.url}scenewright/pictures/{session}/photo/0/whole/{'0' * 32}.png",
        f"{visitor.url}scenewright/pictures/{session}/photo/0/whole/.png",
    ]
    assert [httpx.get(one).status_code for one in forged] == [404] * len(forged)
    told = httpx.get(address).headers
    assert told["content-type"] == "image/png"
    assert told["x-content-type-options"] == "nosniff"


def test_a_photo_is_there_again_after_a_reload(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    edited = visitor.pixels()
    visitor.reload()
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), edited)
    assert "hide the dog" in visitor.page.locator("#chat").inner_text()
    visitor.say("brighter")
    visitor.steps(2)


def test_a_turn_in_flight_is_found_again_after_a_reload(visitor, gate):
    with gate:
        visitor.say("wait, then hide the dog")
        expect(visitor.page.locator(".card.working")).to_be_visible()
        visitor.reload()
        expect(visitor.page.locator(".card.working")).to_be_visible()
        expect(visitor.page.locator("#chat .user").last).to_contain_text("wait, then hide the dog")
        visitor.say("brighter")
        expect(visitor.page.get_by_text("still being worked on")).to_be_visible()
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)


def test_photos_that_this_browser_opened_can_be_chosen(visit, photo, tmp_path):
    visitor = visit()
    visitor.open(photo)
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.page.locator("#head input[type=file]").set_input_files(tmp_path / "sea.png")
    visitor.until("board.size?.width === 80")
    visitor.page.locator("#photos input").click()
    visitor.page.get_by_role("option", name="park.png").click()
    visitor.until("board.size?.width === 96")
    visitor.say("hide the dog")
    visitor.steps(1)


@contextmanager
def damaged(editor, name) -> Iterator[None]:
    """Within it, the newest session on a photo of that name cannot be read."""
    (session, *_) = (one for one in editor.sessions() if one.name == name)

    def put(base: str) -> None:
        with sqlite3.connect(editor.home / "store.sqlite") as store:
            store.execute("UPDATE sessions SET base = ? WHERE id = ?", (base, session.id))

    with sqlite3.connect(editor.home / "store.sqlite") as store:
        ((base,),) = store.execute("SELECT base FROM sessions WHERE id = ?", (session.id,)).fetchall()
    put("x")
    try:
        yield
    finally:
        put(base)


@pytest.mark.parametrize("by_keys", [False, True], ids=["click", "keys"])
def test_a_photo_that_does_not_open_is_told_once_and_the_list_names_the_one_that_is_shown(
    visit, served, photo, tmp_path, by_keys
):
    visitor = visit()
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.open(tmp_path / "sea.png", things=False)
    visitor.open(photo)
    chosen = visitor.page.locator("#photos input")
    expect(chosen).to_have_value("park.png")
    with damaged(served[0], "sea.png"):
        chosen.click()
        if by_keys:
            visitor.page.keyboard.press("ArrowDown")
            visitor.page.keyboard.press("Enter")
        else:
            visitor.page.get_by_role("option", name="sea.png").click()
        expect(visitor.page.locator(".toast-body")).to_contain_text("restore the store from a copy")
        expect(chosen).to_have_value("park.png")
        expect(visitor.page.locator(".toast-body")).not_to_contain_text("(2)")
    assert visitor.board("board.size.width") == 96
    visitor.say("hide the dog")
    visitor.steps(1)


def test_a_list_that_is_left_without_choosing_changes_nothing(visit, photo, tmp_path):
    visitor = visit()
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.open(tmp_path / "sea.png", things=False)
    visitor.open(photo)
    visitor.click(20, 36)
    visitor.until("board.state.marked.A?.outline")
    asked = []
    visitor.page.on("request", lambda one: asked.append(one.url) if "queue/join" in one.url else None)
    visitor.page.locator("#photos input").click()
    visitor.page.keyboard.press("Escape")
    visitor.page.keyboard.press("Tab")
    visitor.page.wait_for_timeout(500)
    assert visitor.board("Object.keys(board.state.marks)") == ["A"]
    assert asked == []


def test_what_is_still_worked_on_does_not_come_between_when_another_photo_is_chosen(visit, photo, tmp_path, gate):
    visitor = visit()
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.open(photo)
    with gate:
        visitor.say("wait, then hide the dog")
        expect(visitor.page.locator(".card.working .steps li.running")).to_have_count(1)
        visitor.open(tmp_path / "sea.png", things=False)
        expect(visitor.page.locator(".card.working")).to_be_hidden()
    visitor.say("brighter")
    visitor.steps(1)
    assert visitor.page.locator("#chat .user").all_inner_texts() == ["brighter"]
    assert visitor.board("board.size.width") == 80
    visitor.page.locator("#photos input").click()
    visitor.page.get_by_role("option", name="park.png").click()
    visitor.until("board.size?.width === 96")
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)


def vast_png() -> bytes:
    """100,000 × 100,000 pixels by its header, in a file of some bytes."""
    parts = ((b"IHDR", struct.pack(">IIBBBBB", 100_000, 100_000, 8, 2, 0, 0, 0)), (b"IDAT", zlib.compress(b"\0")))
    chunks = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_what_is_no_photo_is_refused_with_words(clean, tmp_path):
    (tmp_path / "x.png").write_bytes(b"<svg onload='alert(1)'/>")
    (tmp_path / "vast.png").write_bytes(vast_png())
    before = clean.board("board.wanted")
    for name, why in (("x.png", "x.png"), ("vast.png", "120 megapixels")):
        clean.page.locator("#head input[type=file]").set_input_files(tmp_path / name)
        expect(clean.page.locator(".toast-body", has_text=why)).to_be_visible()
    assert clean.board("board.wanted") == before


def test_a_request_that_leaves_this_machine_would_be_seen_and_leads_nowhere(clean):
    told = clean.page.evaluate("fetch('https://example.com/').then(() => 'came', () => 'closed')")
    assert told == "closed"
    assert "asked for https://example.com/" in clean.problems
    clean.excuse(("example.com", "ERR_"))


def photos_of(visitor) -> list[str]:
    """What this browser can choose from."""
    visitor.page.locator("#photos input").click()
    names = visitor.page.locator("#photos [role=option]").all_inner_texts()
    visitor.page.keyboard.press("Escape")
    return sorted(name.replace("✓", "").strip() for name in names)


def lists(visitor, names: list[str]) -> None:
    """Wait until this browser can choose from these: the list is told after the photo is shown."""
    for _ in range(50):
        if photos_of(visitor) == names:
            return
        visitor.page.wait_for_timeout(200)
    assert photos_of(visitor) == names


def test_photos_that_two_tabs_open_are_all_in_the_list(visit, photo, tmp_path):
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    one = visit()
    other = type(one)(one.context, one.url)
    one.open(photo)
    other.open(tmp_path / "sea.png", things=False)
    expect(other.page.locator("#photos input")).to_have_value("sea.png")
    lists(other, ["park.png", "sea.png"])
    one.reload()
    one.until("board.size?.width === 80")
    lists(one, ["park.png", "sea.png"])
    assert one.problems + other.problems == []


def test_photos_that_are_opened_at_once_are_all_in_the_list(visit, photo, tmp_path):
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor = visit()
    for path in (photo, tmp_path / "sea.png"):
        visitor.page.locator("#head input[type=file]").set_input_files(path)
    visitor.until("board.size?.width === 80")
    expect(visitor.page.locator("#photos input")).to_have_value("sea.png")
    lists(visitor, ["park.png", "sea.png"])
