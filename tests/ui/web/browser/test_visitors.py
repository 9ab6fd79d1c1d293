"""Whose photo is whose: browsers never see each other's, and each finds its own again."""

import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import expect


def test_two_browsers_interleaved_never_mix(visit, photo, tmp_path):
    original = np.asarray(Image.open(photo))
    other = tmp_path / "night.png"
    Image.fromarray(255 - original).save(other)
    one, two = visit(), visit()
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


def test_photos_that_this_browser_opened_can_be_chosen(visitor, tmp_path):
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.page.locator("#head input[type=file]").set_input_files(tmp_path / "sea.png")
    visitor.until("board.size?.width === 80")
    visitor.page.locator("#photos input").click()
    visitor.page.get_by_role("option", name="park.png").click()
    visitor.until("board.size?.width === 96")
    visitor.say("hide the dog")
    visitor.steps(1)


def test_what_is_no_photo_is_refused_with_words(visit, tmp_path):
    (tmp_path / "x.png").write_bytes(b"<svg onload='alert(1)'/>")
    visitor = visit()
    visitor.page.locator("#head input[type=file]").set_input_files(tmp_path / "x.png")
    expect(visitor.page.locator(".toast-body")).to_be_visible()
    assert visitor.board("board.wanted") is None
