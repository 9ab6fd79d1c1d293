"""On odd pictures too: what is outside an edit stays what it was, undo gives back the same bytes, nothing leaks."""

from __future__ import annotations

import os
import struct
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from scenewright.agent.editor import Editor
from scenewright.scene.image import Pixels

Open = Callable[..., Editor]
MARK = {"A": {"box": [30, 20, 50, 40]}}
REACH = 6
"""Pixels that the soft edge of an edit may take beyond its box."""


ADOBE = {
    b"rXYZ": (0.60974, 0.31111, 0.01947),
    b"gXYZ": (0.20528, 0.62567, 0.06087),
    b"bXYZ": (0.14919, 0.06322, 0.74457),
}
"""The primaries of Adobe RGB (1998), as profiles state them."""


def wide_gamut() -> bytes:
    """An sRGB profile with other primaries: many of its colours are outside sRGB, and going there and back loses."""
    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    for at in range(132, 132 + 12 * made[131], 12):
        if primary := ADOBE.get(bytes(made[at : at + 4])):
            start = int.from_bytes(made[at + 4 : at + 8], "big") + 8
            made[start : start + 12] = struct.pack(">3i", *(round(value * 65536) for value in primary))
    return bytes(made)


def cut_out(street: Pixels) -> Pixels:
    """With every degree of transparency, and colour under the clear pixels."""
    alpha = np.linspace(0, 255, street.shape[1]).astype(np.uint8)
    return np.dstack([street, np.broadcast_to(alpha, street.shape[:2])])


DRESSES: dict[str, Callable[[Pixels], tuple[Image.Image, dict[str, object]]]] = {
    "plain": lambda street: (Image.fromarray(street), {}),
    "transparent": lambda street: (Image.fromarray(cut_out(street)), {}),
    "wide gamut": lambda street: (Image.fromarray(street), {"icc_profile": wide_gamut()}),
    "transparent, wide gamut": lambda street: (Image.fromarray(cut_out(street)), {"icc_profile": wide_gamut()}),
}


@pytest.mark.parametrize("dress", DRESSES)
def test_twenty_turns_change_nothing_outside(dress: str, open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    image, how = DRESSES[dress](street)
    image.save(tmp_path / "photo.png", **how)  # type: ignore[arg-type]
    session = open_editor().new_session(tmp_path / "photo.png")
    words = ("make [A] blue", "pixelate [A]", "brighten [A]", "make [A] look like a watercolor")
    done = [session.say(words[turn % 4], MARK).status for turn in range(20)]
    assert done.count("done") > 10
    session.save(tmp_path / "out.png")
    out = Image.open(tmp_path / "out.png")
    assert out.info.get("icc_profile") == how.get("icc_profile")
    before, after = np.asarray(image), np.asarray(out)
    changed = (before != after).any(axis=2)
    assert changed[20:40, 30:50].any()
    changed[20 - REACH : 40 + REACH, 30 - REACH : 50 + REACH] = False
    assert not changed.any()


@pytest.mark.parametrize("dress", DRESSES)
def test_undo_in_another_process_gives_the_same_bytes(
    dress: str, open_editor: Open, street: Pixels, tmp_path: Path
) -> None:
    image, how = DRESSES[dress](street)
    image.save(tmp_path / "photo.png", **how)  # type: ignore[arg-type]
    session = open_editor().new_session(tmp_path / "photo.png")
    session.say("make [A] blue", MARK)
    session.save(tmp_path / "one.png")
    session.say("pixelate [A]", MARK)
    session.save(tmp_path / "two.png")
    again = open_editor().session(session.id)
    for act, wanted in ((again.undo, "one.png"), (again.redo, "two.png")):
        act()
        again.save(tmp_path / "now.png")
        assert (tmp_path / "now.png").read_bytes() == (tmp_path / wanted).read_bytes()
    again.undo(2)
    again.save(tmp_path / "now.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "now.png")), np.asarray(image))


def test_the_view_applies_to_the_untouched_pixels_too(open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    out = BytesIO()
    Image.fromarray(street).save(out, "PNG", icc_profile=wide_gamut())
    session = open_editor().new_session(out.getvalue())
    for words in ("rotate the picture by 90 degrees", "flip the picture"):
        assert session.say(words).status == "done"
    session.save(tmp_path / "out.png")
    assert np.array_equal(np.asarray(Image.open(tmp_path / "out.png")), np.rot90(street, -1)[:, ::-1])


def test_a_stored_photo_in_its_own_colours_is_checked_too(open_editor: Open, street: Pixels, tmp_path: Path) -> None:
    Image.fromarray(street).save(tmp_path / "photo.png", icc_profile=wide_gamut())
    editor = open_editor()
    session = editor.new_session(tmp_path / "photo.png")
    assert editor._services.store.verify(session.id) == []
    native = session.info.source["native"].removeprefix("sha256:")
    Image.new("RGB", (96, 64)).save(tmp_path / "home" / "blobs" / "images" / native[:2] / native[2:], "PNG")
    assert editor._services.store.verify(session.id) != []


def test_keys_in_the_environment_are_in_nothing_that_is_kept(
    open_editor: Open, street: Pixels, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = "sk-" + "hardening" * 3
    for name in ("HF_TOKEN", "OPENAI_API_KEY", "ANTHROPIC_API_KEY", "SCENEWRIGHT_TOKEN"):
        monkeypatch.setenv(name, secret)
    session = open_editor().new_session(street)
    report = session.say("make [A] blue", MARK).report
    session.say("remove it")
    session.save(tmp_path / "out.png")
    assert os.environ["HF_TOKEN"] == secret
    assert secret not in report.model_dump_json()
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(files) > 5
    assert not [path for path in files if secret.encode() in path.read_bytes()]
