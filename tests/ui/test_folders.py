"""Other programs have files read and written below the folders that the person named, and nowhere else."""

import os
from pathlib import Path

import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.setup.settings import Settings
from scenewright.ui.folders import Folders


@pytest.fixture
def allowed(tmp_path: Path) -> Path:
    """A folder with a picture, beside a secret one that it has links into."""
    inside, outside = tmp_path / "photos", tmp_path / "secret"
    (inside / "sub").mkdir(parents=True)
    outside.mkdir()
    for file in (inside / "a.png", inside / "sub" / "b.png", outside / "c.png"):
        file.write_bytes(b"x")
    (inside / "link.png").symlink_to(outside / "c.png")
    (inside / "door").symlink_to(outside)
    (inside / "loop").symlink_to(inside / "loop")
    os.mkfifo(inside / "pipe")
    return inside


@pytest.mark.parametrize("name", ["a.png", "sub/b.png", "sub/../a.png", "./a.png"])
def test_files_below_are_read_by_name_and_by_path(allowed, name):
    folders = Folders.of([allowed])
    assert folders.reading(name) == folders.reading(str(allowed / name)) == (allowed / name).resolve()


ESCAPES = [
    "../secret/c.png",
    "sub/../../secret/c.png",
    "{outside}/c.png",
    "link.png",
    "door/c.png",
    "door/../secret/c.png",
    "loop",
    "pipe",
    "sub",
    "",
    "   ",
    "a.png\0.jpg",
    "file://{inside}/a.png",
    "https://example.org/a.png",
    "http://169.254.169.254/latest/meta-data",
    "..\\secret\\c.png",
    "C:\\windows\\win.ini",
    "\\\\host\\share\\a.png",
    "%2e%2e/secret/c.png",
    "~/a.png",
    "/etc/passwd",
    "/proc/self/environ",
    "/dev/zero",
    "a" * 5000,
]


@pytest.mark.parametrize("name", ESCAPES)
def test_nothing_else_is_read(allowed, name):
    name = name.format(inside=allowed, outside=allowed.parent / "secret")
    with pytest.raises(BadInput, match="below one of the allowed folders is needed"):
        Folders.of([allowed]).reading(name)


def test_whether_a_file_is_there_is_not_told_of_files_elsewhere(allowed):
    folders, outside = Folders.of([allowed]), allowed.parent / "secret"
    told = []
    for name in ("c.png", "none.png"):
        with pytest.raises(BadInput) as refused:
            folders.reading(str(outside / name))
        told.append(str(refused.value).replace(name, "NAME"))
    assert told[0] == told[1]


def test_a_link_to_a_file_below_is_read_as_that_file(allowed):
    (allowed / "again.png").symlink_to(allowed / "a.png")
    assert Folders.of([allowed]).reading("again.png") == (allowed / "a.png").resolve()


def test_a_folder_that_is_reached_by_a_link_is_the_folder_behind_it(allowed, tmp_path):
    (tmp_path / "short").symlink_to(allowed)
    assert Folders.of([tmp_path / "short"]).reading("a.png") == (allowed / "a.png").resolve()


@pytest.mark.parametrize(
    "name",
    ["../out.png", "{outside}/out.png", "door/out.png", ".hidden.png", "none/out.png", "", "sub", ".", "a\0.png"],
)
def test_nothing_is_written_elsewhere(allowed, name):
    name = name.format(outside=allowed.parent / "secret")
    folders = Folders.of([allowed])
    if name == "sub":
        assert folders.writing(name).is_dir(), "the toolkit refuses what is there already"
        return
    with pytest.raises(BadInput, match="no such file"):
        folders.writing(name)


def test_a_new_file_is_written_below(allowed):
    folders = Folders.of([allowed])
    assert folders.writing("sub/out.png") == allowed.resolve() / "sub" / "out.png"
    assert folders.writing(str(allowed / "out.png")) == allowed.resolve() / "out.png"


def test_a_name_is_looked_for_below_every_folder(allowed, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "z.png").write_bytes(b"x")
    assert Folders.of([allowed, other]).reading("z.png") == (other / "z.png").resolve()


def test_whoever_guessed_a_name_is_told_those_there_are(tmp_path):
    """A few, from the folders alone, each in quotes and in one line: names of files are data."""
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    for name in ("b.JPG", "two\nlines.png", ".hidden.png", "notes.txt"):
        (one / name).write_bytes(b"x")
    (other / "z.webp").write_bytes(b"x")
    (tmp_path / "outside.png").write_bytes(b"x")
    with pytest.raises(BadInput) as told:
        Folders.of([one, other]).reading("a.png")
    assert str(told.value).endswith(r"there: 'b.JPG', 'two\nlines.png', 'z.webp')")
    for number in range(30):
        (one / f"{number:02}.png").write_bytes(b"x")
    with pytest.raises(BadInput, match=r"'11.png' and 21 more\)$"):
        Folders.of([one, other]).reading("a.png")
    with pytest.raises(BadInput, match=r"there: no picture\)$"):
        Folders.of([tmp_path / "one"][:0]).reading("a.png")


def test_without_a_folder_nothing_is_read_and_it_says_how_to_name_one():
    with pytest.raises(BadInput, match="--folder DIR"):
        Folders().reading("a.png")


def test_a_folder_has_to_be_there(tmp_path):
    with pytest.raises(BadInput, match="is none; name one that is there"):
        Folders.of([tmp_path / "none"])


def test_the_working_folder_is_allowed_unless_it_is_too_much(allowed, monkeypatch):
    monkeypatch.chdir(allowed)
    assert Folders.allowed().roots == (allowed.resolve(),)
    monkeypatch.setenv("HOME", str(allowed))
    assert Folders.allowed().roots == ()
    monkeypatch.chdir("/")
    assert Folders.allowed().roots == ()


def test_the_settings_name_folders_and_the_environment_separates_them_as_in_path(tmp_path):
    both = os.pathsep.join(["/one", "/two"])
    settings = Settings.load(tmp_path / "none.toml", {"SCENEWRIGHT_FOLDERS": both})
    assert settings.folders == (Path("/one"), Path("/two"))
    (tmp_path / "s.toml").write_text('folders = ["/three"]')
    assert Settings.load(tmp_path / "s.toml", {}).folders == (Path("/three"),)
