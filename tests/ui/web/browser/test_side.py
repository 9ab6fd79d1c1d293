"""The side of the page: the scene as a tree, free photos, settings that a browser keeps, tools and what is missing."""

import pytest
from PIL import Image
from playwright.sync_api import expect

from scenewright.scene.objects import Relation
from scenewright.tools.catalogue import TOOLSETS
from scenewright.tools.toolbox import Toolbox
from scenewright.tools.weights import WeightCache
from scenewright.ui import samples
from scenewright.ui.findings import findings, of_tools
from scenewright.ui.web.found import told_of
from scenewright.ui.web.side import free_photos


@pytest.fixture
def side(visitor):
    """A browser with the small photo, and the side open."""
    open_side(visitor)
    return visitor


def open_side(visitor) -> None:
    visitor.settled_in = True
    visitor.page.locator("#side .toggle-button").click()
    expect(visitor.page.locator("#samples")).to_be_in_viewport()


def section(visitor, name: str) -> None:
    visitor.page.locator("#side .label-wrap", has_text=name).click()


def test_what_is_chosen_in_the_tree_is_marked_in_the_picture(side):
    ball = side.page.locator("#tree").get_by_role("button", name="Mark ball-1 in the picture")
    ball.hover()
    side.until("board.state.hovered?.id === 'ball-1'")
    ball.click()
    assert side.board("board.state.marks") == {"A": {"box": [48, 36, 60, 48]}}
    assert side.words.input_value() == "[A]"
    side.page.locator("#tree").get_by_role("button", name="dog-1").focus()
    side.until("board.state.hovered?.id === 'dog-1'")
    side.page.keyboard.press("Enter")
    assert side.words.input_value() == "[A] [B]"
    side.shoot("side")
    side.page.locator("#side .toggle-button").press("Enter")
    expect(side.page.locator("#tree")).to_be_hidden()


def test_the_tree_follows_the_picture_and_shows_parts_and_relations(side, served):
    editor, _ = served
    session = editor.session(editor.sessions()[0].id)
    scene = session.scene
    ear = scene.objects[0].model_copy(update={"id": "ear-1", "label": "ear", "part_of": "dog-1"})
    beside = Relation(subject="dog-1", predicate="left of", object="ball-1")
    known = scene.add(ear).model_copy(update={"relations": (beside,)})
    session._store.learn(session.id, None, known)
    side.reload()
    open_side(side)
    tree = side.page.locator("#tree .tree")
    expect(tree.locator("> li").first).to_contain_text("left of ball-1")
    expect(tree.locator("> li > ul > li")).to_contain_text("ear-1")
    side.say("take out things")
    side.page.click("#approve")
    side.steps(1)
    expect(side.page.locator("#tree")).to_contain_text("Nothing is known yet")


def test_free_photos_open_with_a_click(clean):
    visitor = clean
    open_side(visitor)
    photos = visitor.page.locator("#samples button")
    expect(photos).to_have_count(len(samples.samples()))
    decoded = "async (image) => { await image.decode(); return image.naturalWidth; }"
    assert photos.first.locator("img").evaluate(decoded) == 160
    visitor.page.get_by_role("button", name="Open: A cup of coffee").click()
    visitor.until("board.size?.width === 600")
    expect(visitor.page.locator("#chat")).to_contain_text("coffee.png is open")


def test_where_no_free_photo_is_the_command_that_brings_them_is_said(monkeypatch):
    monkeypatch.setattr(samples, "SAMPLES", (samples.SAMPLES[0]._replace(package="no_such_package"),))
    assert "pip install scikit-image scikit-learn" in free_photos()


def test_settings_hold_for_what_is_said_and_are_kept_by_the_browser(side, served):
    section(side, "Settings")
    side.page.get_by_role("combobox", name="Before something is done").click()
    side.page.get_by_role("option", name="show every plan first").click()
    side.page.get_by_role("spinbutton", name="Seed").fill("7")
    side.page.keyboard.press("Tab")
    side.shoot("settings")
    side.say("hide the dog")
    expect(side.page.locator(".card.plan")).to_contain_text("fill dog-1")
    side.page.click("#approve")
    side.steps(1)
    editor, _ = served
    assert editor.session(editor.sessions()[0].id).records[0].seed == 7
    side.reload()
    side.steps(1)
    open_side(side)
    section(side, "Settings")
    expect(side.page.locator("#seed input")).to_have_value("7")
    names = side.page.locator("#approval [data-testid=block-info], #seed [data-testid=block-info]")
    places = {names.nth(place).evaluate("(one) => one.getBoundingClientRect().x") for place in range(2)}
    assert len(places) == 1, "names of settings stand below one another"
    side.say("brighter")
    expect(side.page.locator(".card.plan")).to_be_visible()
    expect(side.page.get_by_text("English words are read by")).to_be_visible()


def test_tools_in_use_are_listed_as_the_doctor_does(side, served):
    section(side, "Tools and models")
    rows = side.page.locator("#tools .findings li")
    expect(rows).to_have_count(len(findings(served[0])))
    expect(rows.filter(has_text="inpainter")).to_contain_text("ScriptedInpainter")
    side.shoot("tools")


def test_another_toolset_is_chosen_and_what_it_lacks_is_said_with_the_command(side):
    section(side, "Settings")
    side.page.get_by_role("combobox", name="Toolset").click()
    side.page.get_by_role("option", name="embedded").click()
    expect(side.page.locator("#lacking li", has_text="mobilesam").locator("code")).to_have_text(
        "scenewright weights download"
    )
    side.shoot("lacking")
    section(side, "Tools and models")
    rows = side.page.locator("#tools .findings li")
    expect(rows.filter(has_text="mobilesam").get_by_label("missing")).to_be_visible()


def test_what_is_missing_is_said_with_the_command_for_it(tmp_path):
    embedded = next(one for one in TOOLSETS if one.name == "embedded")
    lacking = told_of(of_tools(Toolbox(embedded, weights=WeightCache(tmp_path))))
    assert "Something is missing" in lacking
    assert "<code>scenewright weights download</code>" in lacking
    assert 'aria-label="missing"' in lacking


def test_with_the_side_open_nothing_is_below_the_window(visit, photo, tmp_path):
    visitor = visit()
    Image.new("RGB", (80, 60), "navy").save(tmp_path / "sea.png")
    visitor.open(tmp_path / "sea.png", things=False)
    visitor.open(photo)
    open_side(visitor)
    visitor.page.wait_for_function("document.querySelector('#title p').clientHeight > 30")
    assert visitor.page.evaluate("document.documentElement.scrollHeight") == 800


def test_the_side_on_a_phone_in_the_dark(phone):
    open_side(phone)
    phone.shoot("side-phone-dark")
    width = phone.page.evaluate("document.querySelector('#side').getBoundingClientRect().width")
    assert round(width) <= 390
    phone.page.locator("#side .toggle-button").click()
    expect(phone.page.locator("#tree")).to_be_hidden()
