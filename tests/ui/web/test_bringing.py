"""Masks, reference pictures and corrections over the page's events, as programs call them."""

import json

import numpy as np
import pytest
from gradio_client import Client, handle_file
from gradio_client.exceptions import AppError
from PIL import Image

from scenewright.ui.masks import fitted, painted
from scenewright.ui.web import texts
from scenewright.ui.web.launch import start

CHAT, CARD, PICTURE = range(3)


@pytest.fixture(scope="module")
def page(tmp_path_factory, scripted_editor):
    with scripted_editor(tmp_path_factory.mktemp("home")) as editor:
        page = start(editor, port=0)
        yield page
        page.close(verbose=False)


@pytest.fixture
def visit(page, photo, tmp_path):
    """New visitors with the small photo open."""

    def come() -> Client:
        client = Client(page.local_url, verbose=False, download_files=tmp_path / "downloads")
        client.predict(handle_file(photo), api_name="/open")
        return client

    return come


def brought(part) -> dict:
    return json.loads(part["props"]["brought"])


def shown(visitor) -> np.ndarray:
    return np.asarray(Image.open(visitor.predict("png", api_name="/export")["value"]))


def white_square(path, size=(96, 64), box=(12, 24, 32, 48)):
    image = Image.new("L", size, 0)
    image.paste(255, box)
    image.save(path)
    return path


def test_a_mask_is_a_mark_for_the_next_words(visit, tmp_path):
    visitor = visit()
    (mark,) = brought(visitor.predict(handle_file(white_square(tmp_path / "m.png")), api_name="/mask"))["marks"]
    drawn = {"marks": {"A": mark}}
    assert json.loads(visitor.predict(drawn, api_name="/mark")["props"]["marked"])["A"]["outline"]
    visitor.predict("hide [A]", drawn, api_name="/say")
    red = (shown(visitor) == (255, 0, 0)).all(axis=2)
    assert red[24:48, 12:32].all()
    red[20:52, 8:36] = False
    assert not red.any()


def test_what_is_no_mask_for_this_picture_is_refused(visit, tmp_path):
    visitor = visit()
    (tmp_path / "words.png").write_text("no picture")
    Image.new("L", (96, 64)).save(tmp_path / "black.png")
    for path, told in (
        (tmp_path / "words.png", "cannot be used"),
        (tmp_path / "black.png", "marks nothing"),
        (white_square(tmp_path / "odd.png", (60, 60)), "60 × 60 and the picture 96 × 64"),
    ):
        with pytest.raises(AppError, match=told):
            visitor.predict(handle_file(path), api_name="/mask")


def test_a_reference_is_taken_by_its_ticket_in_its_own_session_alone(visit, tmp_path):
    Image.new("RGB", (20, 20), (250, 240, 20)).save(tmp_path / "sun.png")
    visitor, stranger = visit(), visit()
    given = brought(visitor.predict(handle_file(tmp_path / "sun.png"), api_name="/reference"))["reference"]
    assert given["name"] == "sun.png"
    drawn = {"marks": {}, "references": {"A": given["ticket"]}}
    for forged in (given["ticket"], "sun.png", str(tmp_path / "sun.png"), "/etc/passwd", "sha256:" + "0" * 64, None):
        with pytest.raises(AppError, match=texts.NOT_BROUGHT):
            stranger.predict("put [A] there", {"marks": {}, "references": {"A": forged}}, api_name="/say")
    visitor.predict("put [A] there", drawn, api_name="/say")
    assert shown(visitor)[14:22, 76:84].mean(axis=(0, 1)) == pytest.approx((250, 240, 20), abs=40)


def test_what_was_seen_wrongly_is_put_right_by_a_plan(visit):
    visitor = visit()
    plan = {"ops": [{"op": "correct", "targets": [{"object": "ball-1"}], "label": "dog"}]}
    visitor.predict({"marks": {}, "plan": plan}, api_name="/edit")
    ball = {"marks": {"B": {"box": [48, 36, 60, 48]}}}
    both = brought(visitor.predict(ball, api_name="/alike"))
    assert [mark["box"] for mark in both["marks"]] == [[12, 24, 32, 48], [48, 36, 60, 48]]
    assert both["words"] == "these"
    with pytest.raises(AppError, match=texts.NO_KIND):
        visitor.predict({"marks": {"A": {"box": [70, 4, 90, 20]}}}, api_name="/alike")
    with pytest.raises(AppError, match=texts.NOTHING_MARKED):
        visitor.predict({"marks": {}}, api_name="/alike")


def known(visitor) -> dict[str, str]:
    """The things of the scene: id and name."""
    things = json.loads(visitor.submit(api_name="/look").result(timeout=60)["props"]["things"])
    return {thing["id"]: thing["name"] for thing in things}


def test_corrections_have_events_of_their_own(visit):
    visitor = visit()
    assert known(visitor) == {"dog-1": "dog-1", "ball-1": "ball-1"}
    visitor.predict({"of": ["ball-1"], "label": "lamp"}, api_name="/rename")
    assert known(visitor) == {"dog-1": "dog-1", "ball-1": "lamp (ball-1)"}
    visitor.predict({"marks": {"A": {"box": [70, 4, 90, 20]}}, "label": "sun"}, api_name="/rename")
    assert known(visitor)["sun-1"] == "sun-1", "what had no name is a thing now"
    visitor.predict({"marks": {"B": {"box": [12, 24, 32, 48]}}, "of": ["B"]}, api_name="/dismiss")
    assert "dog-1" not in known(visitor)
    visitor.predict({"of": ["ball-1", "sun-1"]}, api_name="/merge")
    assert list(known(visitor)) == ["ball-1"]
    for _ in range(4):
        visitor.predict(api_name="/undo")
    assert known(visitor) == {"dog-1": "dog-1", "ball-1": "ball-1"}


def test_the_eraser_has_an_event_of_its_own(visit, photo):
    visitor = visit()
    visitor.predict("hide the dog", api_name="/say")
    visitor.predict("hide [A]", {"marks": {"A": {"box": [48, 36, 60, 48]}}}, api_name="/say")
    drawn = {"marks": {"A": {"box": [10, 22, 34, 50]}, "B": {"box": [48, 36, 60, 48]}}, "of": ["A"]}
    visitor.predict(drawn, api_name="/restore")
    now, before = shown(visitor), np.asarray(Image.open(photo))
    assert np.array_equal(now[24:48, 12:32], before[24:48, 12:32])
    assert tuple(now[42, 54]) == (255, 0, 0), "the other mark is not meant"
    visitor.predict({"marks": {"B": {"stroke": [[54, 42]], "width": 40}}}, api_name="/restore")
    assert np.array_equal(shown(visitor)[30:54, 42:66], before[30:54, 42:66])


@pytest.mark.parametrize(
    ("event", "drawn", "message"),
    [
        ("/restore", {"marks": {}}, texts.NOTHING_MARKED_HERE),
        ("/merge", None, texts.NOTHING_MARKED_HERE),
        ("/dismiss", {"of": 7}, texts.NOTHING_MARKED_HERE),
        ("/rename", {"of": ["dog-1"]}, texts.NO_NAME),
        ("/rename", {"of": ["dog-1"], "label": 5}, texts.NO_NAME),
        ("/rename", {"of": ["dog-1"], "label": "x" * 81}, "this plan cannot be read"),
        ("/merge", {"of": ["dog-1"]}, "this plan cannot be read"),
    ],
)
def test_what_is_done_by_hand_says_what_it_needs(visit, event, drawn, message):
    with pytest.raises(AppError) as refused:
        visit().predict(drawn, api_name=event)
    assert message in str(refused.value)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_masks_of_any_kind_are_read(tmp_path, mode):
    grey = Image.open(white_square(tmp_path / "m.png"))
    if mode == "I;16":
        image = Image.fromarray(np.asarray(grey).astype(np.uint16) * 257)
    elif mode in ("LA", "RGBA"):
        image = Image.new(mode, grey.size)
        image.putalpha(grey)
    else:
        image = grey.convert(mode)
    image.save(tmp_path / "kind.png")
    mask = painted(tmp_path / "kind.png").array
    assert mask[24:48, 12:32].all()
    assert mask.sum() == 24 * 20


def test_a_mask_is_scaled_where_its_proportions_are_the_picture_s(tmp_path):
    large = painted(white_square(tmp_path / "m.png", (192, 128), (24, 48, 64, 96)))
    assert fitted(large, 96, 64).box.as_list() == [12, 24, 32, 48]
    assert fitted(large, 384, 256).box.width in (79, 80, 81)
    assert fitted(large, 192, 128) is large
    with pytest.raises(ValueError, match="proportions"):
        fitted(large, 128, 192)
