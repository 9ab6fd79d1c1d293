"""Without a pointer, and without seeing the page: keys reach and do everything, and what is said is read out."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

MOST = 80
LISTEN = """() => {
    window.heard = [];
    const live = document.querySelector("#chat [role=log][aria-live=polite]");
    new MutationObserver((changes) => {
        for (const { addedNodes } of changes) for (const node of addedNodes) heard.push(node.textContent);
    }).observe(live, { childList: true, subtree: true, characterData: true });
}"""
"""What a screen reader is given to read out of the conversation from now on."""


@pytest.fixture
def keys(visitor):
    """The visitor, whose pointer stays away from here on."""
    visitor.page.mouse.move(1, 1)
    return visitor


def go(visitor, target: str, key: str = "Tab") -> None:
    """Press a key until the focus is at a target."""
    for _ in range(MOST):
        if visitor.page.evaluate("(target) => document.activeElement.matches(target)", target):
            return
        visitor.page.keyboard.press(key)
    raise AssertionError(f"{MOST} times {key} did not come to {target}")


def type_in(visitor, words: str) -> None:
    visitor.page.keyboard.press("/")
    expect(visitor.words).to_be_focused()
    visitor.page.keyboard.type(words)
    visitor.page.keyboard.press("Enter")


def test_a_question_is_answered_by_keys(keys):
    go(keys, ".picture canvas")
    type_in(keys, "hide it")
    expect(keys.page.locator(".card.question .option")).to_have_count(2)
    go(keys, "#choice-2", "Shift+Tab")
    keys.page.keyboard.press("Enter")
    keys.steps(1)
    assert tuple(keys.pixels()[42, 54]) == (255, 0, 0)
    assert tuple(keys.pixels()[36, 22]) != (255, 0, 0)


def test_the_slider_of_two_pictures_is_moved_by_keys(keys):
    go(keys, ".picture canvas")
    type_in(keys, "hide the dog")
    keys.steps(1)
    go(keys, "#tabs [role=tab][data-tab-id=compare]")
    keys.page.keyboard.press("Enter")
    slides = keys.page.locator("#slider img")
    expect(slides).to_have_count(2)
    expect(keys.page.locator("#changed img")).to_be_visible()
    handle = keys.page.get_by_role("slider", name="How much of the left picture is seen")
    go(keys, "#slider [role=slider]")
    expect(handle).to_have_attribute("aria-valuenow", "50")
    expect(keys.page.get_by_role("listbox"), "the lists that were passed by are closed").to_have_count(0)
    expect(slides.first, "it has come, and has its height").to_be_visible()
    box = slides.first.bounding_box()
    dog = box["x"] + box["width"] * 22 / 96, box["y"] + box["height"] * 44 / 64

    def shown() -> tuple[int, ...]:
        return Image.open(keys.shoot("compare-by-keys")).convert("RGB").getpixel((round(dog[0]), round(dog[1])))

    assert shown() == pytest.approx((120, 75, 40), abs=20)
    keys.page.keyboard.press("ArrowRight")
    expect(handle).to_have_attribute("aria-valuenow", "55")
    for key, value in (("PageDown", "35"), ("ArrowLeft", "30"), ("PageDown", "10")):
        keys.page.keyboard.press(key)
        expect(handle).to_have_attribute("aria-valuenow", value)
    assert shown() == (255, 0, 0)
    keys.page.keyboard.press("End")
    expect(handle).to_have_attribute("aria-valuenow", "100")
    assert shown() == pytest.approx((120, 75, 40), abs=20)


def test_a_picture_is_exported_by_keys(keys, tmp_path):
    go(keys, ".picture canvas")
    go(keys, "#tabs [role=tab][data-tab-id=export]", "Shift+Tab")
    keys.page.keyboard.press("Enter")
    go(keys, "#form input")
    keys.page.keyboard.press("ArrowDown")
    keys.page.keyboard.press("Enter")
    expect(keys.page.locator("#form input")).to_have_value("JPEG")
    go(keys, "#export")
    with keys.page.expect_download() as coming:
        keys.page.keyboard.press("Enter")
    assert coming.value.suggested_filename == "park-edited.jpg"
    assert Image.open(coming.value.path()).size == (96, 64)


def test_boxes_points_and_strokes_are_drawn_by_keys(keys):
    go(keys, ".picture canvas")
    press, told = keys.page.keyboard.press, keys.page.locator(".picture [aria-live]")
    before = keys.drawn()
    press("b")
    press("Enter")
    expect(told).to_contain_text("Arrows move the cross")
    assert tuple(keys.colour(48, 32)) == (255, 255, 255), "the cross is seen, in the middle"
    for key in ("Shift+ArrowLeft", "Shift+ArrowUp", "ArrowUp"):
        press(key)
    press("Enter")
    expect(told).to_contain_text("Enter ends it")
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    press("Shift+ArrowDown")
    assert (keys.drawn() != before)[27:30, 44:52].any(axis=2).all(), "it is seen while it is drawn"
    keys.shoot("box-by-keys")
    press("Enter")
    keys.until("board.state.marks.A && !board.state.doing.cross")
    assert keys.board("board.state.marks.A") == {"box": [42, 25, 54, 31]}
    press("p")
    press("Enter")
    press("ArrowRight")
    press("Enter")
    assert keys.board("board.state.marks.B") == {"point": [49, 32]}
    press("s")
    press("Enter")
    press("Enter")
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    press("Enter")
    stroke = keys.board("board.state.marks.C.stroke")
    assert (stroke[0], stroke[-1]) == ([48, 32], [60, 32])
    assert keys.words.input_value() == "[A] [B] [C]"
    press("b")
    press("Enter")
    press("Escape")
    press("ArrowRight")
    assert keys.board("[board.cross, board.state.doing.cross ?? null]") == [None, None]


def test_what_is_painted_over_by_keys_is_taken_out(keys, photo):
    go(keys, ".picture canvas")
    for key in ("r", "Enter", "Enter", "Shift+ArrowUp", "Shift+ArrowUp", "Enter"):
        keys.page.keyboard.press(key)
    keys.steps(1)
    changed = (keys.pixels() != np.asarray(Image.open(photo))).any(axis=2)
    assert changed[21:31, 47:49].mean() > 0.8
    assert not changed[:, :40].any()


def test_what_is_said_is_read_out(keys):
    keys.page.evaluate(LISTEN)

    def heard(*words: str) -> None:
        keys.page.wait_for_function("(words) => words.every((one) => heard.join(' ').includes(one))", arg=list(words))

    keys.say("brighter")
    keys.steps(1)
    heard("brighter", "Done: make the picture brighter (30%).")
    keys.say("hide it")
    heard("Which one?", "the dog", "the ball")
    keys.say("draw a kite")
    heard("needs a generator")
    live = keys.page.locator("#chat [role=log]")
    assert live.evaluate("(one) => one.closest('[aria-hidden=true], [hidden]')") is None
