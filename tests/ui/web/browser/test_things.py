"""What is known of the picture is put right on it, all things like one are marked, and keys do what a pointer does."""

from playwright.sync_api import expect

DOG, BALL = (20, 36), (54, 42)


def about(visitor, what):
    return visitor.page.locator(f"[data-about={what}]")


def pick(visitor, at, name="A"):
    visitor.click(*at)
    visitor.until(f"board.state.marked.{name}?.outline")


def rename(visitor, label):
    field = visitor.page.get_by_label("What is it?")
    field.fill(label)
    field.press("Enter")


def test_a_wrong_name_is_put_right_and_stays_so(visitor):
    pick(visitor, BALL)
    assert visitor.page.get_by_label("What is it?").input_value() == "ball"
    visitor.shoot("thing")
    rename(visitor, "lamp")
    visitor.steps(1)
    expect(visitor.page.locator("#chat .user").last).to_contain_text("call ball-1 “lamp”")
    visitor.reload()
    visitor.until("board.state.things.some((thing) => thing.name === 'lamp (ball-1)')")
    visitor.hover(*BALL)
    visitor.until("board.state.hovered?.name === 'lamp (ball-1)'")
    visitor.page.get_by_role("button", name="Undo", exact=True).click()
    visitor.until("board.state.things.some((thing) => thing.name === 'ball-1')")


def test_two_that_are_one_are_merged(visitor):
    pick(visitor, DOG)
    assert about(visitor, "merge").is_disabled()
    pick(visitor, BALL, "B")
    about(visitor, "merge").click()
    visitor.steps(1)
    visitor.until("board.state.things.length === 1 && String(board.state.things[0].box) === '12,24,60,48'")


def test_a_thing_that_is_none_goes(visitor):
    pick(visitor, BALL)
    about(visitor, "absent").click()
    visitor.steps(1)
    visitor.until("board.state.things.every((thing) => thing.id !== 'ball-1')")
    visitor.page.get_by_role("button", name="Undo", exact=True).click()
    visitor.until("board.state.things.some((thing) => thing.id === 'ball-1')")


def test_all_things_like_one_are_marked(visitor):
    pick(visitor, BALL)
    rename(visitor, "dog")
    visitor.steps(1)
    visitor.until("board.state.things.some((thing) => thing.name === 'dog (ball-1)')")
    visitor.words.fill("hide")
    pick(visitor, DOG)
    assert visitor.words.input_value() == "hide [A]"
    about(visitor, "alike").click()
    visitor.until("board.state.marked.B?.outline")
    expect(visitor.page.locator(".toast-body")).to_have_count(0)
    assert visitor.words.input_value() == "hide these"
    visitor.shoot("alike")
    visitor.words.press("Enter")
    visitor.steps(2)
    pixels = visitor.pixels()
    assert [tuple(pixels[y, x]) for x, y in (DOG, BALL)] == [(255, 0, 0)] * 2


def test_where_no_other_is_like_it_that_is_said(visitor):
    visitor.words.fill("hide")
    pick(visitor, DOG)
    about(visitor, "alike").click()
    expect(visitor.page.locator(".toast-body")).to_contain_text("No other thing like this was found")
    visitor.until("!document.querySelector('#picture .wrap.generating')")
    assert visitor.words.input_value() == "hide [A]"
    assert list(visitor.board("board.state.marks")) == ["A"]


def test_keys_mark_move_resize_and_name_things(visitor):
    canvas = visitor.page.locator(".picture canvas")
    told = visitor.page.locator(".picture [aria-live]")
    press = visitor.page.keyboard.press
    canvas.focus()
    press("n")
    expect(told).to_have_text("dog-1")
    press("n")
    expect(told).to_have_text("ball-1")
    press("Enter")
    visitor.until("board.state.marked.A?.outline")
    for _ in range(4):
        press("Shift+ArrowRight")
    expect(told).to_have_text("Enter does it, Escape leaves it")
    visitor.until("board.state.ghost?.by[0] === 4")
    press("Escape")
    visitor.until("board.state.ghost === null")
    press("Shift+ArrowUp")
    press("Enter")
    visitor.steps(1)
    expect(visitor.page.locator("#chat .user").last).to_contain_text("move [A] 1 pixel up")
    canvas.focus()
    press("n")
    press("Enter")
    visitor.until("board.state.marked.A?.outline")
    press("PageDown")
    press("PageDown")
    visitor.until("board.state.ghost?.scale === 0.9")
    press("Enter")
    expect(visitor.page.locator("#chat .user").last).to_contain_text("resize [A] to 90%")
    visitor.page.wait_for_function("!document.querySelector('.card.working')")
    canvas.focus()
    press("N")
    press("Enter")
    visitor.until("board.state.marked.A?.outline")
    press("F2")
    expect(visitor.page.get_by_label("What is it?")).to_be_focused()
