"""Both pages in Chromium: they ask nobody for anything, fit a narrow screen, and votes are given by keyboard alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from scenewright.evals import browser as chromium
from scenewright.evals.reports import make_votes, read_votes, report
from scenewright.evals.reports.page import page as as_page
from scenewright.evals.reports.sheets import sheets


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        path = chromium.find(playwright)
        if path is None and chromium.done_without():
            pytest.skip("no browser is wanted here")
        assert path is not None, chromium.ADVICE
        running = playwright.chromium.launch(executable_path=path, args=list(chromium.FLAGS))
        yield running
        running.close()


@pytest.fixture
def opened(browser: Browser) -> Iterator[Page]:
    """A page that fails the test where anything is asked of anybody, or goes wrong in it."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, color_scheme="dark")
    page, wrong = context.new_page(), []
    page.on("request", lambda one: None if one.url.startswith(("file:", "data:", "blob:")) else wrong.append(one.url))
    page.on("console", lambda said: wrong.append(said.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert wrong == []


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"))


def test_the_report_fits_a_narrow_dark_screen_and_shows_its_pictures(run, opened, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(as_page(report(run), sheets(run, 9, tmp_path)), "utf-8")
    opened.goto(file.as_uri())
    assert fits(opened)
    assert opened.locator("svg").count() > 5
    shown = opened.evaluate("[...document.images].map((image) => image.naturalWidth)")
    assert len(shown) > 6
    assert all(shown)
    assert opened.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(21, 25, 30)"


def test_results_stand_below_what_was_given_and_before_what_the_run_was_made_with(run, opened, tmp_path):
    file = tmp_path / "report.html"
    file.write_text(as_page(report(run), sheets(run, 9, tmp_path)), "utf-8")
    opened.set_viewport_size({"width": 1200, "height": 800})
    opened.goto(file.as_uri())
    photo = opened.locator(".sample").first.locator("figure", has_text="photo").first.bounding_box()
    result = opened.locator(".sample").first.locator("figure", has_text="ours").first.bounding_box()
    assert photo is not None
    assert result is not None
    assert result["y"] >= photo["y"] + photo["height"]
    headings = opened.locator("h2").all_inner_texts()
    assert headings.index("Not done, by name") < headings.index("Contact sheets") < headings.index("Not measured")
    assert headings == opened.locator("nav a").all_inner_texts()


def test_votes_are_given_by_keyboard_kept_over_a_reload_and_saved(run, opened, tmp_path):
    file = tmp_path / "votes.html"
    key = make_votes([run], file, controls=True)
    opened.goto(file.as_uri())
    assert fits(opened)
    for press in ("4", "e", "Space"):
        opened.keyboard.press(press)
    assert opened.locator("figcaption").last.inner_text() == "photo again"
    opened.reload()
    expect(opened.locator("[aria-pressed=true]")).to_have_count(2)
    assert opened.locator("[aria-pressed=true]").evaluate_all("all => all.map(one => one.id)") == [
        "alignment-4",
        "quality-3",
    ]
    with opened.expect_download() as saved:
        opened.keyboard.press("s")
    told = saved.value.path()
    ballot, *_ = read_votes([Path(told)], key)
    assert [(entry.editor, dict(vote)) for entry, vote in ballot.votes] == [("ours", {"alignment": 4, "quality": 3})]
    assert "ours" not in json.dumps(json.loads(Path(told).read_text("utf-8")))


def test_a_button_keeps_the_focus_when_it_is_pressed(run, opened, tmp_path):
    file = tmp_path / "votes.html"
    make_votes([run], file)
    opened.goto(file.as_uri())
    opened.locator("#quality-2").focus()
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.id") == "quality-2"
    assert opened.locator("#quality-2").get_attribute("aria-pressed") == "true"
