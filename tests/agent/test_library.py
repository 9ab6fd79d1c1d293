"""The library of cut-outs: names, whole writes, what was tampered with, several processes."""

from __future__ import annotations

import json
import multiprocessing
from pathlib import Path

import numpy as np
import pytest

from scenewright.agent.errors import BadInput, Damaged, Unusable
from scenewright.agent.interpreter.words.names import key_of, plain_name
from scenewright.agent.library import CutOut, Library, LibraryBusy, NameTaken, NotKept
from scenewright.scene.image import Pixels


def piece(color: int = 200, width: int = 6, height: int = 4) -> Pixels:
    rgba = np.zeros((height, width, 4), np.uint8)
    rgba[1:-1, 1:-1] = (color, 10, 20, 255)
    return rgba


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "home" / "library")


def test_what_is_kept_comes_back_in_another_process_as_it_was(library: Library) -> None:
    facts = {"label": "vase", "metres": 0.3, "source": {"picture": "sha256:0", "width": 60, "height": 40}}
    kept = library.add("my vase", piece(), **facts)
    again = Library(library.root)
    assert again.items() == (kept,)
    assert (kept.name, kept.label, kept.metres, kept.share) == ("vase", "vase", 0.3, 0.1)
    assert np.array_equal(again.pixels("my vase"), piece())
    assert again.problems() == []


def test_the_folder_is_not_made_by_looking(library: Library) -> None:
    assert library.names == ()
    assert not library.root.exists()


@pytest.mark.parametrize("words", ["vase", "my vase", "My Vase", "the  vase", "VASE", "vase ", "väse"])
def test_a_name_is_the_same_however_it_is_written(library: Library, words: str) -> None:
    library.add("my vase", piece())
    assert library.get(words).name == "vase"


@pytest.mark.parametrize(
    "words",
    [
        "",
        " ",
        "my",
        "../vase",
        "/etc/passwd",
        "a/b",
        "c:\\x",
        "..",
        ".",
        "x.png",
        "v" * 61,
        "<b>",
        "🐶",
        "--",
    ],
)
def test_what_is_no_name_is_refused_and_writes_nothing(library: Library, words: str) -> None:
    if words == "my":
        assert plain_name(words) == "my"
        return
    with pytest.raises(BadInput, match="a name is"):
        library.add(words, piece())
    assert not library.root.exists()


def test_no_path_is_made_of_a_name(library: Library) -> None:
    library.add("rex", piece())
    files = [path.relative_to(library.root) for path in library.root.rglob("*") if path.is_file()]
    assert not any("rex" in str(path) for path in files)
    with pytest.raises(NotKept):
        library.get("../entries/rex")
    with pytest.raises(NotKept):
        library.remove("../../store.sqlite")


def test_another_thing_of_the_same_name_needs_a_word(library: Library) -> None:
    first = library.add("rex", piece())
    assert library.add("Rex", piece()) == first
    with pytest.raises(NameTaken, match="kept as “rex” already"):
        library.add("rex", piece(90))
    assert np.array_equal(library.pixels("rex"), piece())
    library.add("rex", piece(90), replace=True)
    assert np.array_equal(library.pixels("rex"), piece(90))
    assert len(list((library.root / "images").rglob("??/*"))) == 1
    assert library.free_name("rex") == "rex 2"


def test_forgetting_takes_the_pixels_along_unless_another_name_has_them(library: Library) -> None:
    library.add("one", piece())
    library.add("two", piece())
    library.remove("one")
    assert np.array_equal(library.pixels("two"), piece())
    with pytest.raises(NotKept, match="it holds “two”"):
        library.remove("two", "one")
    assert library.names == ("two",)
    library.remove("two")
    assert not list((library.root / "images").rglob("??/*"))


@pytest.mark.parametrize("pixels", [np.zeros((4, 4, 4), np.uint8), np.full((4, 4, 3), 9, np.uint8)])
def test_nothing_to_be_seen_is_not_kept(library: Library, pixels: Pixels) -> None:
    with pytest.raises(BadInput, match="transparency"):
        library.add("rex", pixels)


def test_a_damaged_entry_is_said_and_hides_nothing_else(library: Library) -> None:
    library.add("rex", piece())
    library.add("vase", piece(90))
    (entry,) = [path for path in (library.root / "entries").iterdir() if '"rex"' in path.read_text()]
    whole = entry.read_text()
    for text in ("", "[]", '{"format":"scenewright.cutout/9"}', whole.replace("sha256:", "../../"), whole[:40]):
        entry.write_text(text)
        assert library.names == ("vase",)
        assert len(library.problems()) == 1
        with pytest.raises(Damaged, match="cannot be read"):
            library.get("rex")
    entry.write_text(whole.replace('"rex"', '"max"'))
    assert "another name" in library.problems()[0]
    library.add("ball", piece(30))
    assert np.array_equal(library.pixels("vase"), piece(90))
    entry.write_text(whole)
    assert np.array_equal(library.pixels("rex"), piece())


def test_changed_pixels_are_noticed(library: Library) -> None:
    kept = library.add("rex", piece())
    other = library.add("vase", piece(90))
    first, second = (library.root / "images" / one.picture[7:9] / one.picture[9:] for one in (kept, other))
    first.write_bytes(second.read_bytes())
    with pytest.raises(Damaged):
        Library(library.root).pixels("rex")
    assert len(library.problems()) == 1


def test_unknown_fields_stay(library: Library) -> None:
    library.add("rex", piece(), mood="good")
    assert library.get("rex").model_extra == {"mood": "good"}
    (path,) = (library.root / "entries").iterdir()
    assert json.loads(path.read_text())["format"] == "scenewright.cutout/1"


def add_many(root: Path, start: int) -> None:
    for number in range(start, start + 5):
        Library(root).add(f"thing {number}", piece(number))


def test_several_processes_write_at_once(library: Library) -> None:
    fork = multiprocessing.get_context("fork")
    writers = [fork.Process(target=add_many, args=(library.root, start)) for start in (0, 5, 10)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert len(library.items()) == 15
    assert library.problems() == []


def test_a_process_that_holds_the_library_for_long_is_named(library: Library) -> None:
    library.add("rex", piece())
    with library._writing(), pytest.raises(LibraryBusy, match="busy"):
        Library(library.root, patience=0.05).add("vase", piece(90))
    assert library.names == ("rex",)


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("a file where the folder should be")
    library = Library(tmp_path / "home" / "library")
    with pytest.raises(Unusable):
        library.add("rex", piece())
    assert library.names == ()


def test_sides_that_the_photo_cut_off() -> None:
    entry = CutOut(
        name="rex",
        picture=f"sha256:{'0' * 64}",
        width=20,
        height=30,
        source={"width": 60, "height": 40, "box": [0, 10, 20, 40]},
    )
    assert entry.cut_sides == (True, False, False, True)
    assert CutOut(name="rex", picture=f"sha256:{'0' * 64}", width=20, height=30).cut_sides == (False,) * 4


def test_keys_do_not_lose_a_name_that_is_a_determiner() -> None:
    assert key_of("The") == "the"
    assert key_of("my my vase") == "vase"
