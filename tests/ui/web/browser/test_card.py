"""The card of a plan that waits: its steps can be left out, put in another order, changed and said differently."""

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import expect


@pytest.fixture
def planned(visitor):
    """A plan of three steps waits."""
    visitor.say("three things")
    expect(visitor.page.locator(".card.plan .actions li")).to_have_count(3)
    return visitor


def steps(visitor) -> list[str]:
    return visitor.page.locator(".card.plan .actions li > span:nth-of-type(1)").all_inner_texts()


def done(editor) -> list[dict]:
    return [record.op.model_dump(mode="json") for record in editor.session(editor.sessions()[0].id).records]


def revised_to(page, editor, fact) -> bool:
    """Whether the plan that waits comes to be so."""
    session = editor.session(editor.sessions()[0].id)
    for _ in range(200):
        if fact(session.pending.ops):
            return True
        page.wait_for_timeout(100)
    return False


def test_each_step_has_its_own_colour_on_card_and_picture_its_time_and_its_tools(planned):
    rows = planned.page.locator(".card.plan .actions li")
    assert [text.split(",")[0] for text in rows.locator("small").all_inner_texts()] == [
        "about 2 s",
        "about 1 s",
        "about 7 s",
    ]
    assert "with ScriptedInpainter" in rows.nth(2).inner_text()
    parts = planned.board("board.state.plan")
    assert [len(part["outlines"]) for part in parts] == [2, 1, 1]
    assert len(parts[2]["places"]) == 1
    assert [part["whole"] for part in parts] == [False, True, False], "what is all of the picture hides nothing of it"
    colors = rows.locator("i").evaluate_all("(chips) => chips.map((chip) => getComputedStyle(chip).backgroundColor)")
    wanted = [tuple(int(part["color"][at : at + 2], 16) for at in (1, 3, 5)) for part in parts]
    assert colors == [f"rgb({r}, {g}, {b})" for r, g, b in wanted]
    planned.shoot("plan-steps")


def test_one_step_is_left_out(planned, served):
    planned.page.get_by_role("button", name="Leave out step 2").click()
    expect(planned.page.locator(".card.plan .actions li")).to_have_count(2)
    planned.page.click("#approve")
    planned.steps(1)
    assert [op["op"] for op in done(served[0])] == ["obscure", "move"]


def test_steps_are_put_in_another_order_with_keys_alone(planned, served):
    planned.page.get_by_role("button", name="Do step 3 earlier").focus()
    planned.page.keyboard.press("Enter")
    expect(planned.page.locator(".card.plan .actions li").nth(1)).to_contain_text("move ball-1")
    planned.page.keyboard.press("Shift+Tab")
    planned.page.get_by_role("button", name="Do step 2 earlier").focus()
    planned.page.keyboard.press("Enter")
    expect(planned.page.locator(".card.plan .actions li").nth(0)).to_contain_text("move ball-1")
    planned.page.locator("#approve").press("Enter")
    planned.steps(1)
    assert [op["op"] for op in done(served[0])] == ["move", "obscure", "adjust"]


def test_colours_amounts_and_places_are_changed(planned, served):
    planned.page.get_by_label("colour of step 1").fill("#0000ff")
    expect(planned.page.locator("#color-1")).to_have_value("#0000ff")
    amount = planned.page.get_by_label("brightness, % of step 2")
    assert amount.input_value() == "30"
    amount.focus()
    planned.page.keyboard.press("ArrowDown")
    expect(planned.page.locator(".card.plan .actions li").nth(1)).to_contain_text("29")
    expect(planned.page.locator("#brightness-2")).to_be_focused()
    planned.page.get_by_label("place of step 3").select_option("top right")
    expect(planned.page.locator(".card.plan .actions li").nth(2)).to_contain_text("top right edge")
    planned.until("board.state.plan[2].places[0].flat().some(([x, y]) => x > 90 && y < 20)")
    planned.shoot("plan-changed")
    planned.page.click("#approve")
    planned.steps(1)
    ops = done(served[0])
    assert (ops[0]["color"], round(ops[1]["brightness"], 2), ops[2]["to"]) == ("#0000ff", 0.29, {"edge": "top right"})
    assert planned.pixels()[36, 22, 2] > 200


def test_a_plan_is_said_differently_beginning_with_its_own_words(planned):
    planned.page.get_by_role("button", name="Say it differently").click()
    expect(planned.words).to_be_focused()
    assert planned.words.input_value() == "three things"
    planned.words.fill("hide the dog")
    planned.words.press("Enter")
    planned.steps(1)
    expect(planned.page.locator(".card.plan")).to_have_count(0)
    said = planned.page.locator("#chat .user").all_inner_texts()
    assert [one.strip() for one in said] == ["three things", "hide the dog"]


def test_a_changed_plan_waits_after_a_reload_too_and_can_be_left(planned, photo):
    planned.page.get_by_role("button", name="Leave out step 1").click()
    expect(planned.page.locator(".card.plan .actions li")).to_have_count(2)
    before = steps(planned)
    planned.reload()
    expect(planned.page.locator(".card.plan .actions li")).to_have_count(2)
    assert steps(planned) == before
    planned.page.click("#skip")
    planned.steps(0)
    assert np.array_equal(planned.pixels(), np.asarray(Image.open(photo)))


def test_the_picture_after_each_finished_step_is_shown_while_the_turn_runs(own_photo, visitor, no_filling):
    with no_filling:
        visitor.say("hide, then remove")
        visitor.page.wait_for_function(
            "() => document.querySelector('.picture').board.canvas.dataset.shown.includes('/1024/')"
        )
        assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)
        row = visitor.page.locator(".card.working .steps li.done", has_text="fill dog-1")
        assert row.locator("img").evaluate("async (i) => { await i.decode(); return i.naturalWidth; }") > 0
        expect(visitor.page.locator(".card.working .steps li.running")).to_contain_text("remove ball-1")
        visitor.shoot("working-preview")
        visitor.page.click("#stop")
        expect(visitor.page.get_by_text("Stopping")).to_be_visible()
    visitor.steps(0)
    assert visitor.told().startswith("Stopped.")
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(own_photo)))


def test_two_changes_in_a_row_both_hold(planned, served):
    """The second is made before the first one's answer is there."""
    planned.page.evaluate(
        """() => {
            const color = document.querySelector("#color-1");
            color.value = "#00ff00";
            color.dispatchEvent(new Event("change", { bubbles: true }));
            color.value = "#208020";
            color.dispatchEvent(new Event("change", { bubbles: true }));
        }"""
    )
    assert revised_to(planned.page, served[0], lambda ops: ops[0].color == "#208020")
    expect(planned.page.locator("#color-1")).to_have_value("#208020")


def test_a_number_that_is_set_and_approved_at_once_counts(planned, served):
    planned.page.get_by_label("brightness, % of step 2").focus()
    planned.page.keyboard.press("ArrowDown")
    planned.page.locator("#approve").click()
    planned.steps(1)
    assert round(done(served[0])[1]["brightness"], 2) == 0.29


def test_a_number_counts_though_something_else_is_set_right_after_it(planned, served):
    planned.page.evaluate(
        """() => [["brightness-2", "20", "input"], ["color-1", "#00ff00", "change"]].forEach(([id, value, kind]) => {
            const control = document.getElementById(id);
            control.value = value;
            control.dispatchEvent(new Event(kind, { bubbles: true }));
        })"""
    )
    both = "#00ff00", 0.2
    assert revised_to(planned.page, served[0], lambda ops: (ops[0].color, round(ops[1].brightness, 2)) == both)


def test_of_three_changes_in_a_row_all_hold(planned, served):
    planned.page.evaluate(
        """async () => {
            const set = [["color-1", "#00ff00"], ["to-edge-3", "top right"], ["color-1", "#208020"]];
            for (const [id, value] of set) {
                const control = document.getElementById(id);
                control.value = value;
                control.dispatchEvent(new Event("change", { bubbles: true }));
                await new Promise((done) => setTimeout(done, 5));
            }
        }"""
    )
    wanted = "#208020", "top right"
    assert revised_to(planned.page, served[0], lambda ops: (ops[0].color, ops[2].to.edge) == wanted)


IN_SIGHT = """(selector) => {
    const one = document.querySelector(selector);
    const { left, top, width, height } = one.getBoundingClientRect();
    return document.elementFromPoint(left + width / 2, top + height / 2) === one;
}"""
"""Whether nothing lies over its middle."""


def all_in_sight(visitor, *selectors) -> None:
    for selector in selectors:
        visitor.page.locator(selector).evaluate("(one) => one.scrollIntoView({ block: 'nearest' })")
        assert visitor.page.evaluate(IN_SIGHT, selector), selector


def test_a_long_card_covers_nothing_on_a_phone(phone):
    phone.say("three things")
    expect(phone.page.locator(".card.plan .actions li")).to_have_count(3)
    all_in_sight(phone, "#to-edge-3", "#approve", "#words textarea", "#undo")
    phone.shoot("plan-phone-dark")
    phone.page.click("#skip")
    expect(phone.page.locator(".card")).to_have_count(0)


def test_a_card_that_is_longer_than_its_room_is_scrolled_and_its_yes_stays_in_sight(planned):
    planned.page.set_viewport_size({"width": 1280, "height": 620})
    assert planned.page.evaluate(IN_SIGHT, "#approve")
    all_in_sight(planned, "#to-edge-3", "#words textarea", "#undo")
    planned.shoot("plan-low")
