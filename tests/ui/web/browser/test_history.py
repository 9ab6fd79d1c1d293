"""The history on the page: thumbnails, dropping a step, versions, comparing two pictures, and files to take away."""

import json
import zipfile

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from scenewright.ui.web.comparing import CHANGED

PIXELS = """async (image) => {
    await image.decode();
    const context = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext("2d");
    context.drawImage(image, 0, 0);
    return [...context.getImageData(0, 0, image.naturalWidth, image.naturalHeight).data];
}"""

TAB_ANSWERED = """() => {
    const asked = performance.getEntriesByType("resource");
    const joined = asked.filter(({ name }) => name.includes("queue/join"));
    const last = joined.at(-1)?.responseEnd;
    const told = asked.filter(({ name }) => name.includes("queue/data"));
    return joined.length > 2 && told.some(({ responseEnd }) => responseEnd > last);
}"""
"""The comparison that was pressed, the tab that it brings forward, and what that tab asks for by itself: all told."""


def test_any_step_can_be_dropped_and_the_others_stay(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.say("brighter")
    visitor.steps(2)
    brighter = visitor.pixels()
    strip = visitor.page.locator(".strip li")
    assert strip.nth(1).inner_text().startswith("1.")
    decoded = "async (image) => { await image.decode(); return image.naturalWidth; }"
    assert all(strip.nth(place).locator("img").evaluate(decoded) > 0 for place in range(3))
    visitor.shoot("history")
    visitor.page.get_by_role("button", name="Take out step 1").click(force=True)
    visitor.steps(1)
    now = visitor.pixels()
    assert tuple(now[36, 22]) != (255, 0, 0)
    assert np.array_equal(now[:20], brighter[:20])


def test_undone_steps_are_shown_and_come_back_with_a_click(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    edited = visitor.pixels()
    visitor.page.click("#undo")
    visitor.steps(0)
    expect(visitor.page.locator(".strip .undone")).to_have_count(1)
    visitor.page.locator(".strip .undone button").click()
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), edited)


def test_versions_lie_side_by_side(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    one = visitor.pixels()
    visitor.page.click("text=+ version")
    expect(visitor.page.locator(".versions [aria-current]")).to_have_text("version 2")
    visitor.say("brighter")
    visitor.steps(2)
    two = visitor.pixels()
    visitor.shoot("versions")
    visitor.page.locator(".versions button", has_text="main").click()
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), one)
    visitor.page.get_by_role("tab", name="Compare").click()
    expect(visitor.page.locator("#compared")).to_contain_text("of the pixels differ")
    choose(visitor, "Left", "the end of “version 2”")
    choose(visitor, "Right", "after step 1")
    changed = (one != two).any(axis=2)
    expect(visitor.page.locator("#compared")).to_contain_text(f"{changed.mean():.2%} of the pixels differ")
    map = visitor.page.locator("#changed img").evaluate(PIXELS)
    assert np.array_equal((np.reshape(map, (64, 96, 4))[..., :3] == CHANGED).all(axis=2), changed)
    visitor.page.get_by_role("tab", name="Picture").click()
    forget = visitor.page.get_by_role("button", name="Forget “version 2”")
    asked: list[str] = []
    visitor.page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.dismiss()))
    forget.click(force=True)
    expect(visitor.page.locator(".version")).to_have_count(2)
    visitor.page.once("dialog", lambda dialog: dialog.accept())
    forget.click(force=True)
    expect(visitor.page.locator(".version")).to_have_count(0)
    assert asked == ["Forget “version 2”? Its steps are gone then."]


def choose(visitor, side: str, name: str) -> None:
    visitor.page.get_by_role("combobox", name=side, exact=True).click()
    visitor.page.get_by_role("option", name=name).and_(visitor.page.locator(":visible")).last.click()


def test_each_reading_is_tried_as_a_version_and_one_is_taken(visitor):
    visitor.say("hide it")
    visitor.page.get_by_role("button", name="Try each as a version").click()
    versions = visitor.page.locator(".version")
    expect(versions).to_have_count(3)
    visitor.steps(0)
    expect(visitor.page.locator(".card.question")).to_have_count(0)
    decoded = "async (image) => { await image.decode(); return image.naturalWidth; }"
    assert all(versions.nth(place).locator("img").evaluate(decoded) > 0 for place in range(3))
    expect(visitor.page.locator(".toast-body")).to_contain_text("Each reading is a version now")
    another = visitor.page.locator(".versions .new")
    expect(another).to_be_in_viewport(ratio=1)
    kept = visitor.page.locator(".versions .kept").bounding_box()
    assert kept["x"] + kept["width"] <= another.bounding_box()["x"], "it covers none"
    assert all(versions.nth(place).locator("span").inner_text() for place in range(3))
    visitor.shoot("readings-tried")
    visitor.page.locator(".version button", has_text="the ball").first.click()
    visitor.steps(1)
    assert tuple(visitor.pixels()[42, 54]) == (255, 0, 0)
    assert tuple(visitor.pixels()[36, 22]) != (255, 0, 0)
    visitor.page.locator(".version button", has_text="the dog").first.focus()
    visitor.page.keyboard.press("Enter")
    visitor.page.wait_for_function(
        "document.querySelector('.version [aria-current]')?.textContent.trim() === 'the dog'"
    )
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)


def screen(visitor, x: float, y: float) -> tuple[int, ...]:
    """The colour at a point of the screen."""
    return Image.open(visitor.shoot("compare-slid")).convert("RGB").getpixel((round(x), round(y)))


def test_two_pictures_are_compared_with_a_slider_and_a_map(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.page.get_by_role("tab", name="Compare").click()
    expect(visitor.page.locator("#compared")).to_contain_text("of the pixels differ")
    slides = visitor.page.locator("#slider img")
    expect(slides).to_have_count(2)
    expect(visitor.page.locator("#changed img")).to_be_visible()
    expect(slides.first, "it has come, and has its height").to_be_visible()
    visitor.shoot("compare")
    box = slides.first.bounding_box()
    assert box["width"] / box["height"] == pytest.approx(96 / 64, abs=0.05), "all of it is shown"
    dog = box["x"] + box["width"] * 22 / 96, box["y"] + box["height"] * 44 / 64
    assert screen(visitor, *dog) == pytest.approx((120, 75, 40), abs=20)
    handle = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    visitor.page.mouse.move(*handle)
    visitor.page.mouse.down()
    visitor.page.mouse.move(box["x"] + 6, handle[1], steps=5)
    visitor.page.mouse.up()
    assert screen(visitor, *dog) == (255, 0, 0)
    visitor.page.get_by_label("Left", exact=True).click()
    visitor.page.get_by_role("option", name="after step 1").click()
    expect(visitor.page.locator("#compared")).to_contain_text("the same, pixel for pixel")
    visitor.page.set_viewport_size({"width": 1280, "height": 640})
    expect(visitor.page.locator("#compared")).to_be_in_viewport(ratio=1)


def test_a_thumbnail_is_compared_with_the_picture_as_it_is(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.say("brighter")
    visitor.steps(2)
    visitor.page.evaluate("performance.clearResourceTimings()")
    visitor.page.locator(".strip li").nth(1).locator("button").first.click()
    expect(visitor.page.locator("#compared")).to_contain_text("of the pixels differ")
    visitor.page.wait_for_function(TAB_ANSWERED)
    expect(visitor.page.get_by_label("Left", exact=True)).to_have_value("after step 1: fill dog-1")


def test_what_is_compared_follows_the_history_and_the_photo(visitor, photo):
    one, other = (visitor.page.get_by_label(side, exact=True) for side in ("Left", "Right"))
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.page.get_by_role("tab", name="Compare").click()
    expect(visitor.page.locator("#compared")).to_contain_text("of the pixels differ")
    visitor.say("brighter")
    expect(other).to_have_value("after step 2: make the picture brighter (30%)")
    visitor.page.click("#undo")
    expect(other).to_have_value("after step 1: fill dog-1")
    expect(one).to_have_value("Photo")
    visitor.open(photo)
    expect(other).to_have_value("Photo")
    expect(visitor.page.locator("#compared")).to_contain_text("the same, pixel for pixel")


def test_no_file_of_the_picture_before_is_offered(visitor):
    visitor.page.get_by_role("tab", name="Export").click()
    with visitor.page.expect_download():
        visitor.page.locator("#export").click()
    expect(visitor.page.locator("#download")).to_be_visible()
    visitor.say("hide the dog")
    visitor.steps(1)
    expect(visitor.page.locator("#download")).to_be_hidden()


def test_files_to_take_away(visitor, tmp_path):
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.page.get_by_role("tab", name="Export").click()

    def exported(form: str):
        visitor.page.get_by_label("Save as").click()
        visitor.page.get_by_role("option", name=form).click()
        with visitor.page.expect_download() as coming:
            visitor.page.locator("#export").click()
        path = tmp_path / coming.value.suggested_filename
        coming.value.save_as(path)
        return path

    picture = exported("PNG")
    assert picture.name == "park-edited.png"
    assert np.array_equal(np.asarray(Image.open(picture)), visitor.pixels())
    visitor.shoot("export")
    assert "mergedimage.png" in zipfile.ZipFile(exported("Layers")).namelist()
    assert json.loads(exported("Recipe").read_text())["steps"][0]["plan"]["ops"][0]["op"] == "obscure"
    session = zipfile.ZipFile(exported("Session"))
    assert session.namelist()[0] == "contents.json"
    for form, name in (("JPEG", "jpg"), ("WebP", "webp")):
        path = exported(form)
        assert (path.suffix, Image.open(path).size) == (f".{name}", (96, 64))
    expect(visitor.page.locator("#download")).to_be_visible()
    visitor.page.get_by_label("Save as").click()
    visitor.page.get_by_role("option", name="PNG").click()
    expect(visitor.page.locator("#download")).to_be_hidden()
    visitor.page.get_by_role("tab", name="Picture").click()
    with visitor.page.expect_download() as coming:
        visitor.page.keyboard.press("Control+s")
    assert np.array_equal(np.asarray(Image.open(coming.value.path())), visitor.pixels())


def test_the_newest_of_many_steps_is_in_sight(visitor):
    for number in range(1, 9):
        visitor.say("brighter")
        visitor.steps(number)
    expect(visitor.page.locator(".strip .now")).to_be_in_viewport(ratio=0.95)
    assert visitor.page.locator(".strip").evaluate("(strip) => strip.scrollWidth > strip.clientWidth")
