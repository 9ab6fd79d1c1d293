"""The picture: what is under the pointer is outlined, clicked things and drawn shapes become marks in the text."""

import numpy as np
from PIL import Image
from playwright.sync_api import expect

DOG, BALL = (20, 36), (54, 42)


def test_what_is_under_the_pointer_is_outlined_with_its_name(visitor):
    visitor.hover(*DOG)
    visitor.until("board.state.hovered?.name === 'dog-1'")
    visitor.shoot("hover")
    visitor.hover(80, 10)
    visitor.until("board.state.hovered === null")


def test_what_lay_under_the_pointer_is_outlined_no_more_once_it_is_gone(visitor):
    visitor.hover(54, 42)
    visitor.until("board.state.hovered?.name === 'ball-1'")
    visitor.say("hide, then remove")
    visitor.steps(1)
    visitor.until("!board.state.things.some(({ name }) => name === 'ball-1')")
    assert visitor.board("board.state.hovered === null")


def test_a_click_marks_a_thing_and_names_it_in_the_text(visitor):
    visitor.words.fill("hide")
    visitor.click(*DOG)
    assert visitor.words.input_value() == "hide [A]"
    visitor.until("board.state.marked.A?.label === 'dog-1'")
    assert visitor.page.locator(".picture-mark").inner_text().startswith("[A] dog-1")
    assert visitor.page.locator(".picture [aria-live]").inner_text() == "[A] dog-1"
    visitor.shoot("marked")
    visitor.words.press("Enter")
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)
    assert visitor.board("board.state.marks") == {}


def test_marks_are_drawn_as_boxes_points_and_strokes(visitor):
    visitor.tool("box")
    visitor.drag((10, 10), (30, 24))
    visitor.tool("point")
    visitor.click(70, 20)
    visitor.until("board.state.marked.A && board.state.marked.B")  # What they mean is written below the picture.
    visitor.tool("stroke")
    visitor.drag((40, 50), (50, 54), (60, 50))
    marks = visitor.board("board.state.marks")
    assert marks["A"] == {"box": [10, 10, 30, 24]}
    assert np.allclose(marks["B"]["point"], (70, 20), atol=0.5)
    assert np.allclose(marks["C"]["stroke"][0], (40, 50), atol=0.5)
    assert np.allclose(marks["C"]["stroke"][-1], (60, 50), atol=0.5)
    assert marks["C"]["width"] > 0
    assert visitor.words.input_value() == "[A] [B] [C]"
    visitor.until("board.state.marked.A && board.state.marked.B")
    visitor.shoot("marks")


def test_a_mark_can_be_taken_away_again(visitor):
    visitor.click(*DOG)
    visitor.click(*BALL)
    visitor.words.fill("swap [A] and [B]")
    visitor.page.locator(".picture-mark", has_text="[A]").get_by_role("button").click()
    assert list(visitor.board("board.state.marks")) == ["B"]
    assert visitor.words.input_value() == "swap and [B]"
    visitor.page.locator(".picture canvas").focus()
    visitor.page.keyboard.press("Delete")
    assert visitor.board("board.state.marks") == {}


def test_it_zooms_where_the_pointer_is_and_pans(visitor):
    before = visitor.at(*DOG)
    visitor.page.mouse.move(*before)
    visitor.page.mouse.wheel(0, -300)
    visitor.until("board.view.scale > 6")
    assert np.allclose(visitor.at(*DOG), before, atol=1)
    visitor.tool("hand")
    visitor.drag(DOG, (30, 40))
    assert not np.allclose(visitor.at(*DOG), before, atol=20)
    visitor.page.get_by_role("button", name="Show all of it").click()
    assert np.allclose(visitor.at(*DOG), before, atol=1)


def test_who_has_zoomed_in_stays_there_while_the_page_changes(visitor):
    visitor.hover(*DOG)
    visitor.page.mouse.wheel(0, -300)
    visitor.until("board.view.scale > 6")
    scale = visitor.board("board.view.scale")
    visitor.click(*DOG)
    visitor.page.set_viewport_size({"width": 1000, "height": 700})
    visitor.until("board.canvas.width < 700")
    assert visitor.board("board.view.scale") == scale
    visitor.say("hide [A]")
    visitor.steps(1)
    assert visitor.board("board.view.scale") == scale
    visitor.page.keyboard.press("Escape")
    visitor.page.get_by_role("button", name="Show all of it").click()
    visitor.page.set_viewport_size({"width": 1280, "height": 800})
    visitor.until("board.canvas.width > 700 && board.view.scale === board.fitted.scale")


def test_keys_reach_everything_the_canvas_does(visitor):
    canvas = visitor.page.locator(".picture canvas")
    canvas.focus()
    scale = visitor.board("board.view.scale")
    for key, tool in {"b": "box", "p": "point", "s": "stroke", "r": "remove", "h": "hand", "v": "pick"}.items():
        visitor.page.keyboard.press(key)
        assert visitor.page.locator(f"[data-tool={tool}]").get_attribute("aria-checked") == "true"
    brush = visitor.board("board.brushWidth")
    visitor.page.keyboard.press("]")
    assert visitor.board("board.brushWidth") == brush + 4
    visitor.page.keyboard.press("+")
    assert visitor.board("board.view.scale") > scale
    x = visitor.board("board.view.x")
    visitor.page.keyboard.press("ArrowRight")
    assert visitor.board("board.view.x") < x
    visitor.page.keyboard.press("1")
    assert np.isclose(visitor.board("board.view.scale"), 1)
    visitor.page.keyboard.press("0")
    assert visitor.board("board.view.scale") == scale


def test_what_a_brush_paints_is_taken_out_at_once(visitor, served, photo):
    visitor.tool("remove")
    visitor.drag((14, 36), (30, 36))
    visitor.steps(1)
    editor, _ = served
    turn = editor.session(editor.sessions()[0].id).turns[-1]
    assert turn.plan.ops[0].op == "remove"
    assert turn.marks["A"].stroke is not None
    assert "(by hand) remove [A]" in visitor.page.locator("#chat .user").last.inner_text()
    changed = (visitor.pixels() != np.asarray(Image.open(photo))).any(axis=2)
    assert changed[36, 16:29].all()
    changed[30:42] = False
    assert not changed.any(), "the stroke itself is meant, not the dog under it"


def test_strokes_that_are_painted_with_shift_held_are_taken_out_together_when_it_is_let_go(visitor, served, photo):
    press, session = visitor.page.keyboard, served[0].session(served[0].sessions()[0].id)
    visitor.tool("remove")
    press.down("Shift")
    visitor.drag((74, 10), (88, 10))
    press.press("Escape")
    press.up("Shift")
    assert visitor.board("board.state.gathered") == []
    press.down("Shift")
    visitor.drag((74, 20), (88, 20))
    visitor.drag((14, 10), (30, 10))
    visitor.until("board.state.gathered.length === 2")
    visitor.shoot("strokes-gathered")
    assert session.turns == ()
    press.up("Shift")
    visitor.steps(1)
    (op,) = session.turns[-1].plan.ops
    assert (op.op, [target.mark for target in op.targets]) == ("remove", ["A", "B"])
    changed = (visitor.pixels() != np.asarray(Image.open(photo))).any(axis=2)
    assert (changed[20, 76:87].mean() > 0.8, changed[10, 16:29].mean() > 0.8, changed[10, 76:87].any()) == (1, 1, 0)

    visitor.tool("restore")
    press.down("Shift")
    visitor.drag((74, 20), (88, 20))
    visitor.drag((14, 10), (30, 10))
    press.up("Shift")
    visitor.steps(2)
    assert np.array_equal(visitor.pixels()[20, 76:87], np.asarray(Image.open(photo))[20, 76:87])


def test_strokes_that_wait_for_shift_are_not_of_the_next_photo(visitor, photo):
    """Which is as large as the one before."""
    visitor.tool("remove")
    visitor.page.keyboard.down("Shift")
    visitor.drag((74, 20), (88, 20))
    visitor.until("board.state.gathered.length === 1")
    visitor.open(photo)
    assert visitor.board("board.state.gathered.length") == 0
    visitor.page.keyboard.up("Shift")


def test_a_thing_is_dragged_to_its_place(visitor):
    visitor.click(*BALL)
    visitor.until("board.state.marked.A?.outline")
    visitor.drag(BALL, (70, 30), drop=False)
    visitor.until("board.state.ghost?.by[0] > 15")
    visitor.shoot("dragging")
    visitor.page.mouse.up()
    visitor.steps(1)
    assert "move [A] 16 pixels to the right and 12 up" in visitor.page.locator("#chat .user").last.inner_text()
    visitor.until("board.state.things.some((thing) => thing.id === 'ball-1' && thing.box[0] === 64)")


def test_a_thing_is_pulled_to_its_size_and_stands_where_it_stood(visitor):
    visitor.click(*DOG)
    visitor.until("board.state.marked.A?.outline")
    visitor.drag((32, 24), (27, 30), drop=False)
    visitor.until("board.state.ghost?.scale === 0.5")
    assert visitor.board("board.state.ghost.about") == [22, 47.75], "it stands where it stood"
    visitor.page.mouse.up()
    expect(visitor.page.locator("#chat .user").last).to_contain_text("resize [A] to 50%")


def test_a_photo_that_is_dropped_on_it_opens(clean, photo):
    visitor = clean
    data = visitor.page.evaluate_handle(
        """(bytes) => {
            const data = new DataTransfer();
            data.items.add(new File([new Uint8Array(bytes)], "dropped.png", { type: "image/png" }));
            return data;
        }""",
        list(photo.read_bytes()),
    )
    for kind in ("dragover", "drop"):
        visitor.page.dispatch_event(".picture-frame", kind, {"dataTransfer": data})
    visitor.until("board.size?.width === 96")
    expect(visitor.page.locator("#chat")).to_contain_text("dropped.png is open")


def test_a_phone_zooms_with_two_fingers(phone):
    phone.shoot("phone-dark", full_page=True)
    before = phone.board("board.view.scale")
    (x, y) = phone.at(48, 32)
    wire = phone.context.new_cdp_session(phone.page)

    def touch(kind: str, *apart: float) -> None:
        points = [{"x": x + side * by, "y": y} for by in apart for side in (-1, 1)]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", 20)
    for apart in (30, 45, 60):
        touch("touchMove", apart)
    touch("touchEnd")
    assert phone.board("board.view.scale") > 1.5 * before
    assert phone.board("board.state.marks") == {}
