"""A turn on the page: progress, plans, questions, answers, and what is said when something is not done."""

import io
import re

import httpx
import numpy as np
from PIL import Image
from playwright.sync_api import expect


def test_words_are_sent_with_enter_and_the_picture_changes(visitor, photo):
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))
    visitor.say("hide the dog")
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)
    assert visitor.told().startswith("Done")
    assert visitor.words.input_value() == ""
    visitor.shoot("turn")


def test_steps_are_told_with_a_bar_each_and_what_is_typed_meanwhile_stays(visitor, gate):
    with gate:
        visitor.say("wait, then hide the dog")
        rows = visitor.page.locator(".card.working .steps li")
        expect(rows.filter(has=visitor.page.locator("progress"))).not_to_have_count(0)
        expect(visitor.page.locator(".card.working .steps li.running")).to_have_count(1)
        visitor.words.fill("and then")
        visitor.shoot("working")
    visitor.steps(1)
    assert visitor.words.input_value() == "and then"


def test_a_turn_that_is_stopped_changes_nothing(visitor, photo, gate):
    with gate:
        visitor.say("wait, then hide the dog")
        visitor.page.click("#stop")
        expect(visitor.page.get_by_text("Stopping")).to_be_visible()
    visitor.steps(0)
    assert visitor.told() == "Stopped."
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))


def test_a_plan_is_shown_with_masks_times_and_tools_before_it_runs(visitor):
    visitor.say("take out things")
    card = visitor.page.locator(".card.plan")
    expect(card).to_be_visible()
    text = card.inner_text()
    assert "remove dog-1, ball-1" in re.sub(" and ", ", ", text)
    assert "about 10 s, with ScriptedInpainter" in text
    (part,) = visitor.board("board.state.plan")
    assert len(part["outlines"]) == 2
    visitor.shoot("plan")


def test_a_plan_runs_once_it_is_approved(visitor):
    visitor.say("hide things")
    visitor.page.click("#approve")
    visitor.steps(1)
    assert visitor.board("board.state.plan") == []
    assert tuple(visitor.pixels()[42, 54]) == (255, 0, 0)


def test_a_plan_can_be_left_or_said_differently(visitor, photo):
    visitor.say("hide things")
    visitor.page.click("#skip")
    visitor.steps(0)
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))
    visitor.say("hide things")
    expect(visitor.page.locator(".card.plan")).to_be_visible()
    visitor.say("hide the dog")
    visitor.steps(1)
    expect(visitor.page.locator(".card.plan")).to_have_count(0)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)


def test_plans_run_at_once_where_the_person_wants_that(visitor):
    visitor.page.get_by_label("Always go ahead").check()
    visitor.say("hide things")
    visitor.steps(1)
    expect(visitor.page.locator(".card.plan")).to_have_count(0)


def reading(image) -> np.ndarray:
    """What a thumbnail shows."""
    image.evaluate("(image) => image.decode()")
    return np.asarray(Image.open(io.BytesIO(httpx.get(image.evaluate("(image) => image.src")).content)))


def test_a_question_shows_its_readings_and_one_click_answers(visitor, served):
    visitor.say("hide it")
    options = visitor.page.locator(".card.question .option")
    expect(options).to_have_count(2)
    for place, name in enumerate(("the dog", "the ball")):
        expect(options.nth(place).get_by_role("img", name=f"How it would look: {name}")).to_be_visible()
        look = reading(options.nth(place).locator("img"))
        assert (look[..., 0] == 255).mean() > 0.1, "it shows what the answer would come to, near what it changes"
        assert look.shape[1] < 90
    session = served[0].sessions()[0].id
    assert served[0].session(session).records == (), "nothing is done by looking"
    assert [len(part["outlines"]) for part in visitor.board("board.state.plan")] == [1, 1]
    visitor.shoot("question")
    options.nth(1).click()
    visitor.steps(1)
    assert tuple(visitor.pixels()[42, 54]) == (255, 0, 0)
    assert tuple(visitor.pixels()[36, 22]) != (255, 0, 0)


def test_a_question_can_be_answered_in_words(visitor):
    visitor.say("hide it")
    expect(visitor.page.locator(".card.question")).to_be_visible()
    visitor.say("the ball")
    visitor.steps(1)
    assert tuple(visitor.pixels()[42, 54]) == (255, 0, 0)


def test_what_is_said_while_something_is_worked_on_is_told_so_and_kept(visitor, gate):
    with gate:
        visitor.say("wait, then hide the dog")
        expect(visitor.page.locator(".card.working .steps li.running")).to_have_count(1)
        visitor.say("brighter")
        expect(visitor.page.get_by_text("still being worked on")).to_be_visible()
        assert visitor.words.input_value() == "brighter"
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)


def test_a_double_click_answers_once(visitor):
    visitor.say("hide it")
    answers = []
    visitor.page.on("request", lambda request: answers.append(request) if '"2"' in (request.post_data or "") else None)
    visitor.page.locator(".card.question .option").nth(1).dblclick()
    visitor.steps(1)
    assert len(answers) == 1


def test_what_is_not_done_is_said_with_what_would_help(visitor):
    visitor.say("draw a kite")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text("needs a generator")
    assert "pip install" in visitor.told()
    assert "reference picture" in visitor.told()


def test_errors_are_told_and_the_conversation_goes_on(visitor, capfd):
    visitor.say("brighter")
    visitor.steps(1)
    visitor.say("crash")
    expect(visitor.page.get_by_text("Something went wrong inside (ZeroDivisionError)")).to_be_visible()
    assert "ZeroDivisionError: inside" in capfd.readouterr().err
    expect(visitor.page.locator(".card.working")).to_have_count(0)
    assert visitor.told().startswith("Done")
    talk = visitor.page.locator("#chat .bot").last
    middle = talk.evaluate("(e) => { const r = e.getBoundingClientRect(); return [r.left + 20, r.top + 12]; }")
    seen = visitor.page.evaluate("([x, y]) => document.elementFromPoint(x, y).closest('#chat .bot') !== null", middle)
    assert seen, "nothing lies over the conversation"
    visitor.shoot("error")
    visitor.say("brighter")
    visitor.steps(2)
    visitor.reload()
    visitor.until("board.state.image")
    visitor.say("brighter")
    visitor.steps(3)


def test_what_people_wrote_is_shown_and_never_run(visitor):
    visitor.say("<img src=x onerror=\"document.title='run'\"> **bold**")
    expect(visitor.page.locator("#chat .user").last).to_contain_text("<img src=x onerror=")
    expect(visitor.page.locator("#chat .user").last).to_contain_text("**bold**")
    assert visitor.page.title() == "scenewright"


def test_pressing_undo_three_times_in_a_row_undoes_three(visitor):
    for count in (1, 2, 3, 4):
        visitor.say("brighter")
        visitor.steps(count)
    visitor.page.locator(".picture canvas").focus()
    for _ in range(3):
        visitor.page.keyboard.press("Control+z")
    visitor.steps(1)


def test_keys_undo_and_redo_unless_a_text_is_being_written(visitor, photo):
    visitor.say("hide the dog")
    visitor.steps(1)
    edited = visitor.pixels()
    visitor.words.fill("something")
    visitor.page.keyboard.press("Control+z")
    visitor.words.fill("")
    visitor.page.locator(".picture canvas").focus()
    visitor.steps(1)
    visitor.page.keyboard.press("Control+z")
    visitor.steps(0)
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))
    visitor.page.keyboard.press("Control+Shift+z")
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), edited)
    visitor.page.keyboard.press("Control+z")
    visitor.steps(0)
    visitor.page.keyboard.press("Control+y")
    visitor.steps(1)
