"""What people are used to from other editors: the photo as it came, pasting, the space bar, what was said before."""

from playwright.sync_api import expect

DOG = (20, 36)
RED, BROWN = (255, 0, 0), (120, 75, 40)


def near(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 25


def test_the_photo_as_it_came_is_shown_while_a_button_or_a_key_is_held(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    visitor.until("board.canvas.dataset.shown === board.wanted")
    assert visitor.colour(*DOG) == RED
    eye = visitor.page.get_by_role("button", name="The photo as it came")
    eye.hover()
    visitor.page.mouse.down()
    visitor.until("board.state.peek")
    assert near(visitor.colour(*DOG), BROWN)
    visitor.shoot("peek")
    visitor.page.mouse.up()
    visitor.until("!board.state.peek")
    assert visitor.colour(*DOG) == RED
    visitor.page.locator(".picture canvas").focus()
    visitor.page.keyboard.down("o")
    visitor.until("board.state.peek")
    visitor.page.keyboard.up("o")
    visitor.until("!board.state.peek")


def test_the_space_bar_drags_the_picture_with_any_tool(visitor):
    visitor.tool("box")
    visitor.page.locator(".picture canvas").focus()
    for _ in range(3):
        visitor.page.keyboard.press("+")
    before = visitor.board("board.view.x")
    visitor.page.keyboard.down(" ")
    visitor.drag((40, 30), (50, 30))
    visitor.page.keyboard.up(" ")
    assert visitor.board("board.view.x") > before + 20
    assert visitor.board("board.state.marks") == {}
    visitor.drag((40, 30), (50, 40))
    visitor.until("board.state.marks.A?.box")


def test_a_picture_is_pasted(clean, photo):
    clean.page.evaluate(
        """(bytes) => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(bytes)], "pasted.png", { type: "image/png" }));
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        list(photo.read_bytes()),
    )
    clean.until("board.size?.width === 96")
    expect(clean.page.locator("#chat")).to_contain_text("pasted.png is open")


def test_what_was_said_comes_back_with_the_arrow_keys(visitor):
    for number, words in enumerate(("hide the dog", "brighter"), 1):
        visitor.say(words)
        visitor.steps(number)
    visitor.page.locator(".picture canvas").focus()
    visitor.page.keyboard.press("/")
    expect(visitor.words).to_be_focused()
    told = []
    for key in ("ArrowUp", "ArrowUp", "ArrowUp", "ArrowDown", "ArrowDown"):
        visitor.page.keyboard.press(key)
        told.append(visitor.words.input_value())
    assert told == ["brighter", "hide the dog", "hide the dog", "brighter", ""]
    visitor.page.keyboard.type("a/b")
    visitor.page.keyboard.press("ArrowUp")
    assert visitor.words.input_value() == "a/b", "what is being written stays"


def test_words_behind_a_mark_are_words_of_their_own(visitor):
    visitor.click(*DOG)
    visitor.words.focus()
    visitor.page.keyboard.type("hide it")
    assert visitor.words.input_value() == "[A] hide it"
    visitor.words.fill("hide [A]")
    visitor.page.keyboard.type(", please")
    assert visitor.words.input_value() == "hide [A], please"


def test_the_tab_key_comes_to_each_thing_once(visitor):
    visitor.say("hide the dog")
    visitor.steps(1)
    at = "(() => { const one = document.activeElement; return one.closest('.thought-group') ? 'how' : one.id; })()"
    visitor.words.focus()
    found = []
    for _ in range(3):
        visitor.page.keyboard.press("Shift+Tab")
        found.append(visitor.page.evaluate(at))
    assert found.count("how") == 1, found
