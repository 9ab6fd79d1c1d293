"""What lies on the picture, pixel by pixel: outlines, marks, plans, what the hand is doing, what is being worked on."""

from collections.abc import Callable
from time import monotonic

import numpy as np
import pytest
from playwright.sync_api import expect

DOG, BALL = (12, 24, 32, 48), (48, 36, 60, 48)
MARK, HOVER, REMOVED, RESTORED = (245, 165, 36), (56, 189, 248), (239, 68, 68), (34, 197, 94)
AT = {"dog": (20, 36), "ball": (54, 42)}


def within(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """The mask of boxes in the picture."""
    mask = np.zeros((64, 96), bool)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = True
    return mask


def inner(box: tuple[int, int, int, int], by: int = 2) -> tuple[slice, slice]:
    """A box without the line around it."""
    left, top, right, bottom = box
    return np.s_[top + by : bottom - by, left + by : right - by]


def over(below: np.ndarray, color, alpha: float) -> np.ndarray:
    """A colour that lies over a picture."""
    return below * (1 - alpha) + np.array(color) * alpha


def same(one: np.ndarray, other: np.ndarray, by: float = 6) -> bool:
    return bool(np.abs(np.asarray(one, float) - other).max() <= by)


def hexadecimal(color: str) -> tuple[int, ...]:
    return tuple(bytes.fromhex(color[1:]))


def share(visitor, color, points) -> float:
    """Of these points of the picture, how many have a colour."""
    canvas, (rows, columns) = visitor.canvas(), visitor._drawn_at(*zip(*points, strict=True))
    return float((np.abs(canvas[rows, columns].astype(int) - color).max(axis=1) < 25).mean())


def around(left: float, top: float, right: float, bottom: float) -> list[tuple[float, float]]:
    """Points on the edge of a box."""
    xs, ys = np.linspace(left + 1, right - 1, 40), np.linspace(top + 1, bottom - 1, 40)
    return [*((x, y) for y in (top, bottom) for x in xs), *((x, y) for x in (left, right) for y in ys)]


def edge(box: tuple[int, int, int, int]) -> list[tuple[float, float]]:
    """Where the outline of a mask that is a box runs."""
    left, top, right, bottom = box
    return around(left + 0.25, top + 0.25, right - 0.25, bottom - 0.25)


def until(true: Callable[[], bool], why: str, seconds: float = 45) -> None:
    """The picture is painted a moment after its state is as it should be."""
    deadline = monotonic() + seconds
    while not true():
        assert monotonic() < deadline, why


def bare(visitor) -> None:
    """Wait until nothing lies on the picture that is to be shown."""
    visitor.page.mouse.move(1, 1)
    photo = visitor.pixels()
    until(lambda: np.array_equal(visitor.drawn(), photo), "nothing lies on the picture")


@pytest.fixture
def seen(own_photo, visitor):
    """The photo, with nothing on it yet."""
    bare(visitor)
    return visitor


def pick(visitor, name: str) -> None:
    visitor.click(*AT[name])
    visitor.until("board.state.marked.A?.outline")


def test_the_outline_of_what_is_under_the_pointer(seen):
    photo = seen.pixels()
    seen.hover(*AT["dog"])
    seen.until("board.state.hovered")
    drawn = seen.drawn()
    assert np.array_equal((drawn != photo).any(axis=2)[24:], within(DOG)[24:]), "its name stands above it"
    assert same(drawn[inner(DOG)], over(photo, HOVER, 0.12)[inner(DOG)])
    assert share(seen, HOVER, edge(DOG)) > 0.95
    bare(seen)


def test_the_masks_of_a_plan(seen):
    photo = seen.pixels()
    seen.say("hide things")
    expect(seen.page.locator(".card.plan")).to_be_visible()
    seen.until("board.state.plan.length === 1")
    color = hexadecimal(seen.board("board.state.plan[0].color"))
    drawn = seen.drawn()
    assert np.array_equal((drawn != photo).any(axis=2)[36:], within(DOG, BALL)[36:])
    for box in (DOG, BALL):
        assert same(drawn[inner(box)], over(photo, color, 0.35)[inner(box)])
        assert share(seen, color, edge(box)) > 0.95
    seen.page.click("#skip")
    seen.until("board.state.plan.length === 0")
    bare(seen)


def test_each_step_of_a_plan_in_its_own_colour_with_the_place_that_a_thing_goes_to(seen):
    photo = seen.pixels()
    seen.say("three things")
    expect(seen.page.locator(".card.plan")).to_be_visible()
    seen.until("board.state.plan.length === 3")
    plan = seen.board("board.state.plan")
    hiding, brighter, moving = (hexadecimal(part["color"]) for part in plan)
    drawn, both = seen.drawn(), over(over(photo, hiding, 0.35), moving, 0.35)
    assert same(drawn[inner(DOG, 6)], over(photo, hiding, 0.35)[inner(DOG, 6)])
    assert same(drawn[inner(BALL)], both[inner(BALL)])
    assert same(drawn[4:20, 60:90], photo[4:20, 60:90]), "what is all of the picture hides nothing of it"
    assert share(seen, brighter, edge((0, 0, 96, 64))) > 0.8
    ((place,),) = plan[2]["places"]
    assert share(seen, moving, around(*place[0], *place[2])) > 0.4, "a line of dashes"


def test_a_thing_under_the_pointer_while_it_is_dragged_and_worked_on(seen, no_filling):
    photo = seen.pixels()
    pick(seen, "ball")
    seen.drag(AT["ball"], (70, 30), drop=False)
    seen.until("board.state.ghost?.by[0] > 15")
    there = (64, 24, 76, 36)
    ball = photo[inner(BALL)]

    def ghost() -> bool:
        alike = same(seen.drawn()[inner(there)], over(photo[inner(there)], ball, 0.85))
        return alike and share(seen, MARK, edge(there)) > 0.4

    until(ghost, "the thing is under the pointer")
    with no_filling:
        seen.page.mouse.up()
        expect(seen.page.locator(".card.working .steps li.running")).to_have_count(1)
        assert seen.board("board.state.ghost") is None
        until(ghost, "it stays there while it is worked on")
        seen.shoot("worked-on")
    seen.steps(1)
    seen.until("!board.state.sent && Object.keys(board.state.marks).length === 0")
    bare(seen)


def test_a_thing_that_is_pulled_smaller(seen):
    photo = seen.pixels()
    pick(seen, "dog")
    seen.drag((32, 24), (27, 30), drop=False)
    seen.until("board.state.ghost?.scale === 0.5")
    tinted = over(photo, MARK, 0.22)
    small = (17, 36, 27, 48)
    drawn = seen.drawn()
    assert same(drawn[27:34, 15:30], tinted[27:34, 15:30])
    assert same(drawn[inner(small)], over(tinted, (120, 75, 40), 0.85)[inner(small)], 14)
    assert share(seen, MARK, around(17.1, 35.9, 26.9, 47.75)) > 0.4
    seen.page.keyboard.press("Escape")
    seen.page.mouse.up()


def test_a_box_while_it_is_drawn_and_as_a_mark(seen):
    photo, box = seen.pixels(), (40, 8, 60, 22)
    seen.tool("box")
    seen.drag((40, 8), (60, 22), drop=False)
    seen.until("board.state.doing.box")
    drawn = seen.drawn()
    changed = (drawn != photo).any(axis=2)
    assert changed[within(box)].all()
    assert not changed[~within((39, 7, 61, 23))].any()
    assert same(drawn[inner(box)], over(photo, MARK, 0.12)[inner(box)])
    assert share(seen, MARK, around(*box)) > 0.4
    seen.page.mouse.up()
    seen.until("board.state.marked.A?.outline")
    assert same(seen.drawn()[inner(box, 5)], over(photo, MARK, 0.22)[inner(box, 5)])
    assert share(seen, MARK, edge(box)) > 0.8


def test_a_point_and_a_stroke_while_it_is_drawn_and_as_marks(seen):
    photo = seen.pixels()
    seen.tool("point")
    seen.click(80, 50)
    seen.until("board.state.marked.A")
    assert same(seen.colour(80, 50), MARK)
    seen.tool("stroke")
    line, beside = np.s_[15:16, 42:57], np.s_[20:34, 40:60]
    seen.drag((40, 15), (60, 15), drop=False)
    seen.until("board.state.doing.stroke")
    drawn = seen.drawn()
    assert same(drawn[line], over(photo, MARK, 0.6)[line])
    assert np.array_equal(drawn[beside], photo[beside])
    seen.page.mouse.up()
    seen.until("board.state.marks.B")
    drawn = seen.drawn()
    assert same(drawn[line], over(photo, MARK, 0.55)[line])
    assert np.array_equal(drawn[beside], photo[beside])


@pytest.mark.parametrize(("tool", "color"), [("remove", REMOVED), ("restore", RESTORED)])
def test_what_a_brush_paints_while_it_paints_and_while_it_is_worked_on(seen, no_filling, tool, color):
    if tool == "restore":
        seen.say("hide the dog")
        seen.steps(1)
        seen.until("board.canvas.dataset.shown === board.wanted")
    before = seen.pixels()
    line, beside = np.s_[29:31, 16:28], np.s_[36:46, 14:30]

    def painted(alpha: float) -> bool:
        drawn = seen.drawn()
        return same(drawn[line], over(before, color, alpha)[line], 8) and np.array_equal(drawn[beside], before[beside])

    seen.tool(tool)
    seen.page.keyboard.down("Shift")
    seen.drag((14, 30), (30, 30), drop=False)
    seen.until("board.state.doing.stroke")
    until(lambda: painted(0.6), "while it paints")
    seen.page.mouse.up()
    seen.until("board.state.gathered.length === 1")
    until(lambda: painted(0.6), "gathered while Shift is held")
    if tool == "restore":
        seen.page.keyboard.press("Escape")
        return seen.page.keyboard.up("Shift")
    with no_filling:
        seen.page.keyboard.up("Shift")
        expect(seen.page.locator(".card.working .steps li.running")).to_have_count(1)
        until(lambda: painted(0.45), "and while it is worked on")
        seen.shoot("brush-worked-on")
    seen.steps(1)
    seen.until("!board.state.sent")
    bare(seen)
    return None


def test_the_brush_shows_how_wide_it_is(seen):
    seen.tool("stroke")
    seen.hover(70, 20)
    seen.until("board.state.doing.brush")
    radius = seen.board("board.brushWidth") / 2
    turns = np.linspace(0, 2 * np.pi, 90)
    ring = [(70 + radius * np.cos(turn), 20 + radius * np.sin(turn)) for turn in turns]
    assert share(seen, (255, 255, 255), ring) > 0.2
    assert share(seen, (0, 0, 0), ring) > 0.2
    bare(seen)
