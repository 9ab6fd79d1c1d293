"""What is drawn stays until a turn took it, whatever else is told meanwhile."""

from playwright.sync_api import expect

DOG, BALL = (20, 36), (54, 42)


def test_what_is_marked_while_a_turn_runs_stays(clean, photo, gate):
    clean.open(photo)
    clean.click(*DOG)
    clean.until("board.state.marked.A?.outline")
    clean.words.fill("")
    with gate:
        clean.say("wait, then brighter")
        expect(clean.page.locator(".card.working .steps li.running")).to_have_count(1)
        clean.click(*BALL)
        clean.until("board.state.marks.B")
        clean.page.keyboard.press("Escape")
    clean.steps(1)
    clean.until("Object.keys(board.state.marks).join() === 'B' && board.state.marked.B?.outline")
    expect(clean.words).to_have_value("[B]")


def test_what_is_marked_before_an_undo_stays(visitor):
    visitor.say("brighter")
    visitor.steps(1)
    visitor.click(*DOG)
    visitor.until("board.state.marked.A?.outline")
    visitor.page.click("#undo")
    visitor.steps(0)
    visitor.until("board.state.marks.A && board.state.marked.A?.outline")
    expect(visitor.words).to_have_value("[A]")


def test_what_is_dragged_takes_its_own_mark_and_its_word_alone(visitor):
    for place, name in ((DOG, "A"), (BALL, "B")):
        visitor.click(*place)
        visitor.until(f"board.state.marked.{name}?.outline")
    expect(visitor.words).to_have_value("[A] [B]")
    visitor.drag(BALL, (70, 30))
    visitor.steps(1)
    visitor.until("Object.keys(board.state.marks).join() === 'A' && board.state.marked.A?.outline && !board.state.sent")
    expect(visitor.words).to_have_value("[A]")


def test_of_a_picture_that_is_turned_no_mark_stays_and_none_is_named(visitor):
    visitor.click(*DOG)
    visitor.until("board.state.marked.A?.outline")
    visitor.board("board.edit({ status: 'ready', ops: [{ op: 'transform', rotate: 90 }] }) ?? true")
    visitor.steps(1)
    visitor.until("board.size.width === 64 && Object.keys(board.state.marks).length === 0")
    expect(visitor.words).to_have_value("")
