"""What survives: a page and its sessions after the server was killed, and nobody reloads it."""

import os
import signal
import subprocess

import numpy as np
from PIL import Image
from playwright.sync_api import expect

LOST = ("Failed to load resource", "ERR_", "onnection", "AbortError", "errored", "network error")
"""What a browser says of a server that is gone; it is, for a while, in these tests."""


def killed(process: subprocess.Popen) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.wait()


def test_a_page_that_nobody_reloads_goes_on_after_its_server_was_killed(visit, serve, photo, tmp_path):
    process, address = serve()
    visitor = visit(address)
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.open(tmp_path / "sea.png", things=False)
    visitor.open(photo)
    visitor.say("hide the dog")
    visitor.steps(1)
    edited = visitor.pixels()
    visitor.say("three things")
    expect(visitor.page.locator(".card.plan")).to_be_visible()
    visitor.words.fill("bright")
    visitor.page.evaluate("() => { window.loadedOnce = true; }")
    killed(process)
    serve()
    visitor.page.wait_for_function("!window.loadedOnce && document.querySelector('.picture')?.board?.state.image")
    visitor.steps(1)
    expect(visitor.words).to_have_value("bright")
    assert np.array_equal(visitor.pixels(), edited)
    expect(visitor.page.locator("#chat")).to_contain_text("hide the dog")
    visitor.page.get_by_role("button", name="Leave out step 1").click()
    expect(visitor.page.locator(".card.plan .actions li")).to_have_count(2)
    visitor.page.click("#approve")
    visitor.steps(2)
    visitor.page.click("#undo")
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), edited)
    visitor.words.fill("bright")
    visitor.words.press_sequentially("er")
    visitor.words.press("Enter")
    visitor.steps(2)
    visitor.reload()
    visitor.steps(2)
    visitor.page.locator("#photos input").click()
    visitor.page.get_by_role("option", name="sea.png").click()
    visitor.until("board.size?.width === 80")
    visitor.excuse(LOST)


def test_what_was_worked_on_when_the_server_was_killed_is_told_and_can_be_said_again(visit, serve, photo):
    process, address = serve("gated")
    visitor = visit(address)
    visitor.open(photo)
    visitor.say("brighter")
    visitor.steps(1)
    before = visitor.pixels()
    visitor.click(20, 36)
    visitor.until("board.state.marked.A?.outline")
    visitor.say("wait, then hide [A]")
    expect(visitor.page.locator(".card.working .steps li.running")).to_have_count(1)
    visitor.page.evaluate("() => { window.loadedOnce = true; }")
    killed(process)
    serve()
    visitor.page.wait_for_function("!window.loadedOnce && document.querySelector('.picture')?.board?.state.image")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text("not finished, because the program ended")
    expect(visitor.page.locator("#chat .user").last).to_contain_text("wait, then hide [A]")
    visitor.steps(1)
    assert np.array_equal(visitor.pixels(), before), "what was acknowledged is there, and nothing of the other"
    expect(visitor.page.locator(".card.unfinished")).to_be_visible()
    visitor.until("board.state.marks.A?.box")
    visitor.shoot("unfinished")
    visitor.page.get_by_role("button", name="Say it again").click()
    expect(visitor.words).to_have_value("wait, then hide [A]")
    visitor.words.press("Enter")
    visitor.steps(2)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0)
    visitor.reload()
    visitor.steps(2)
    expect(visitor.page.locator("#chat")).not_to_contain_text("not finished")
    visitor.excuse(LOST)


def test_a_plan_whose_carrying_out_was_killed_waits_again(visit, serve, photo):
    process, address = serve("unfilled")
    visitor = visit(address)
    visitor.open(photo)
    visitor.say("take out things")
    visitor.page.click("#approve")
    expect(visitor.page.locator(".card.working .steps li.running")).to_contain_text("remove")
    visitor.page.evaluate("() => { window.loadedOnce = true; }")
    killed(process)
    serve()
    visitor.page.wait_for_function("!window.loadedOnce && document.querySelector('.picture')?.board?.state.image")
    expect(visitor.page.locator("#chat .bot").last).to_contain_text("not finished, because the program ended")
    expect(visitor.page.locator(".card.plan")).to_be_visible()
    visitor.steps(0)
    assert np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))
    visitor.page.click("#approve")
    visitor.steps(1)
    assert not np.array_equal(visitor.pixels(), np.asarray(Image.open(photo)))
    visitor.excuse(LOST)
