"""Files that are no photo, whole and small enough: refused with a message in the page, and nothing else changes."""

import httpx
import pytest
from playwright.sync_api import expect

DOG = (20, 36)
PHOTO, MASK, REFERENCE = (f"{place} input[type=file]" for place in ("#head", "#mask-file", "#picture-file"))
STATE = """() => {
    const { size, wanted, state: { marks, references, things } } = document.querySelector(".picture").board;
    const shown = ["#chat .message", ".card", ".strip li", "#photos input"].map((part) =>
        [...document.querySelectorAll(part)].map((one) => one.value ?? one.innerText));
    const { value } = document.querySelector("#words textarea");
    return JSON.stringify([size, wanted, marks, references, things, shown, value]);
}"""


@pytest.fixture
def refused(visitor, photo, served, tmp_path):
    """`refused(input, name, data, *told)`: such a file is given, this is told, and all else is as it was."""
    page, editor = visitor.page, served[0]
    visitor.open(photo)
    expect(page.locator("#photos")).to_be_visible()
    visitor.click(*DOG)
    visitor.until("board.state.marked.A?.outline")

    def give(field: str, name: str, data: bytes | int, *told: str) -> None:
        before, known = page.evaluate(STATE), editor.sessions()
        path = tmp_path / name
        with path.open("wb") as file:
            file.truncate(data) if isinstance(data, int) else file.write(data)
        page.locator(field).set_input_files(path)
        for words in told:
            expect(page.locator(".toast-body", has_text=words).first).to_be_visible()
        expect(page.locator("[data-testid=status-tracker] > .error:visible")).to_have_count(0)
        assert (page.evaluate(STATE), editor.sessions()) == (before, known), (field, name)

    return give


def test_a_file_above_the_limit_is_refused_wherever_files_are_taken(visitor, refused, photo):
    limit = httpx.get(f"{visitor.url}config").json()["max_file_size"]
    for number, field in enumerate((PHOTO, MASK, REFERENCE)):
        refused(field, f"large-{number}.png", limit + 1, f"large-{number}.png", "maximum allowed size of 100")
    visitor.shoot("upload-refused")
    visitor.say("hide [A]")
    visitor.steps(1)
    assert tuple(visitor.pixels()[36, 22]) == (255, 0, 0), "the page goes on"
    visitor.open(photo)


def test_a_file_that_is_no_whole_picture_is_refused_wherever_files_are_taken(visitor, refused, photo):
    words, cut = b"not a picture", photo.read_bytes()[:900]
    refused(PHOTO, "words.png", words, "words.png is none of them; convert it first")
    refused(PHOTO, "cut.png", cut, "cut.png is damaged", "try another copy")
    refused(PHOTO, "empty.png", b"", "empty.png: it is empty")
    refused(MASK, "mask.png", words, "mask.png is none of them; convert it first")
    refused(REFERENCE, "vase.png", cut, "vase.png is damaged", "try another copy")
    visitor.open(photo)
