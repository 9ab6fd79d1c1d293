"""What is brought to the picture: the original under an eraser, masks, pictures to take from."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect

from scenewright.ui.web import texts

DOG, BALL = (20, 36), (54, 42)


def mask_file(path, size=(96, 64), kind="L", box=(12, 24, 32, 48)):
    """White on black; of kind RGBA opaque on clear."""
    image = Image.new("L", size, 0)
    image.paste(255, box)
    if kind == "RGBA":
        colour = Image.new("RGBA", size, (0, 0, 0, 0))
        colour.paste((0, 0, 0, 255), mask=image)
        image = colour
    image.convert(kind).save(path)
    return path


def bring(visitor, what, path):
    with visitor.page.expect_file_chooser() as chooser:
        visitor.page.click(f"[data-bring={what}]")
    chooser.value.set_files(path)


def test_the_eraser_paints_the_original_back(visitor, photo):
    original = np.asarray(Image.open(photo))
    visitor.say("hide the dog")
    visitor.steps(1)
    hidden = visitor.pixels()
    visitor.page.locator(".picture canvas").focus()
    visitor.page.keyboard.press("e")
    visitor.page.keyboard.press("]")
    visitor.drag((18, 30), (26, 30), (26, 44), drop=False)
    visitor.shoot("eraser")
    visitor.page.mouse.up()
    visitor.steps(2)
    back = visitor.pixels()
    assert np.array_equal(back[30, 18:27], original[30, 18:27])
    assert np.array_equal(back[40:, :14], hidden[40:, :14])
    expect(visitor.page.locator("#chat .user").last).to_contain_text("bring the photo back at [A]")
    visitor.page.get_by_role("button", name="Undo", exact=True).click()
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), hidden)


def test_a_stroke_that_comes_as_soon_as_the_one_before_stands_counts(visitor):
    """Gradio leaves out what comes before the event of the one before has ended."""
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.page.evaluate(
        """() => new MutationObserver((seen, watch) => {
            if (document.querySelectorAll(".strip li").length !== 3) return;
            watch.disconnect();
            const marks = { A: { stroke: [[26, 40], [28, 42]], width: 6 } };
            document.querySelector(".picture").board.act("restore", { of: ["A"] }, marks);
        }).observe(document.body, { childList: true, subtree: true })"""
    )
    visitor.tool("restore")
    visitor.drag((18, 30), (24, 30))
    visitor.steps(3)


@pytest.mark.parametrize("kind", ["1", "RGBA"])
def test_a_mask_becomes_a_mark(visitor, tmp_path, kind):
    visitor.words.fill("hide")
    bring(visitor, "mask", mask_file(tmp_path / "mask.png", kind=kind))
    visitor.until("board.state.marked.A?.outline.length")
    assert visitor.words.input_value() == "hide [A]"
    assert visitor.board("board.state.marks.A.mask.size") == [64, 96]
    visitor.words.press("Enter")
    visitor.steps(1)
    red = (visitor.pixels() == (255, 0, 0)).all(axis=2)
    assert red[24:48, 12:32].all()
    red[20:52, 8:36] = False
    assert not red.any()


def test_a_mask_of_another_size_is_scaled_and_one_of_other_proportions_refused(visitor, tmp_path):
    bring(visitor, "mask", mask_file(tmp_path / "large.png", (192, 128), box=(24, 48, 64, 96)))
    visitor.until("board.state.marked.A?.outline.length")
    expect(visitor.page.locator(".toast-body")).to_contain_text("192 × 128 pixels; it was scaled")
    visitor.shoot("mask")
    bring(visitor, "mask", mask_file(tmp_path / "odd.png", (60, 60)))
    expect(visitor.page.locator(".toast-body", has_text="cannot be used").first).to_contain_text("60 × 60")
    assert list(visitor.board("board.state.marks")) == ["A"]


def test_a_picture_is_brought_and_put_in(visitor, tmp_path):
    Image.new("RGB", (20, 20), (250, 240, 20)).save(tmp_path / "sun.png")
    bring(visitor, "reference", tmp_path / "sun.png")
    chip = visitor.page.locator(".picture-mark", has_text="[A] sun.png")
    expect(chip).to_be_visible()
    assert visitor.words.input_value() == "[A]"
    visitor.shoot("reference")
    chip.get_by_role("button").click()
    assert visitor.words.input_value() == ""
    expect(chip).to_have_count(0)
    bring(visitor, "reference", tmp_path / "sun.png")
    expect(chip).to_be_visible()
    visitor.say("put [A] there")
    visitor.steps(1)
    assert visitor.pixels()[14:22, 76:84].mean(axis=(0, 1)) == pytest.approx((250, 240, 20), abs=40)
    expect(chip).to_have_count(0)


def test_what_needs_a_picture_says_how_it_is_brought_here(visitor):
    visitor.say("draw a kite")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text(texts.BY_REFERENCE)
    expect(visitor.page.locator("#chat")).not_to_contain_text("--reference")


def test_on_a_phone_the_tools_fit_and_work(phone):
    phone.page.touchscreen.tap(*phone.at(*DOG))
    phone.until("board.state.marked.A?.outline")
    phone.shoot("phone-thing", full_page=True)
    assert phone.page.locator("#chat").bounding_box()["height"] > 0.4 * 844, "there is room for a conversation"
    assert phone.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wire = phone.context.new_cdp_session(phone.page)

    def touch(kind: str, *at: tuple[float, float]) -> None:
        points = [dict(zip("xy", phone.at(*point), strict=True)) for point in at]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", BALL)
    phone.until("board.state.hovered?.name === 'ball-1'")
    touch("touchCancel")
    touch("touchStart", DOG)
    touch("touchMove", (30, 36))
    touch("touchMove", (36, 36))
    phone.until("board.state.ghost?.by[0] > 10")
    touch("touchEnd")
    phone.steps(1)
    expect(phone.page.locator("#chat .user").last).to_contain_text("move [A] 16 pixels to the right")
