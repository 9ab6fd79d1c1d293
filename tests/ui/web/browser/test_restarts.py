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
