"""A session file is read only where every part is named, counted and stored as export stores it."""

import hashlib
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from scenewright.agent.errors import BadInput
from scenewright.agent.exchange.archive import ArchiveLimits, BadFile, open_archive, write_archive

PICTURE = f"images/{'0' * 64}.png"
SEAL = b"scenewright:sha256:"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "one.scenewright"


def sealed(path, *parts, compress=zipfile.ZIP_STORED):
    """What somebody writes who knows how seals are made."""
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w", compress) as out:
        warnings.simplefilter("ignore")
        for name, data in parts:
            out.writestr(name, data)
        out.comment = SEAL + b"0" * 64
    return resealed(path, path.read_bytes())


def resealed(path, data):
    path.write_bytes(data[:-64] + hashlib.sha256(data[:-64]).hexdigest().encode())
    return path


def refusal(path, **limits):
    with pytest.raises(BadFile) as refused, open_archive(path, ArchiveLimits(**limits)):
        pass
    return str(refused.value)


def test_what_was_written_comes_back_and_the_same_parts_are_the_same_bytes(path, tmp_path):
    parts = [("contents.json", b"{}"), (PICTURE, b"pixels")]
    write_archive(path, parts)
    write_archive(tmp_path / "two.scenewright", parts)

    with open_archive(path) as archive:
        assert archive.names == {"contents.json", PICTURE}
        assert archive.read(PICTURE) == b"pixels"
    assert path.read_bytes() == (tmp_path / "two.scenewright").read_bytes()


def test_a_part_more_than_the_most(path):
    write_archive(path, [("contents.json", b"{}"), (PICTURE, b"")])

    assert "more than 1 parts" in refusal(path, members=1)
    with open_archive(path, ArchiveLimits(members=2)):
        pass


def test_no_history(path):
    assert "it has no contents.json" in refusal(sealed(path, (PICTURE, b"pixels")))


@pytest.mark.parametrize("name", ["../evil.png", "images/a.png", "/etc/passwd", "images\\a.png", "CONTENTS.JSON"])
def test_a_part_of_another_name(path, name):
    assert "which session files do not have" in refusal(sealed(path, ("contents.json", b"{}"), (name, b"")))


@pytest.mark.parametrize(
    ("at", "value", "why"),
    [(6, b"\xff", "zip file version"), (0, b"PK\1\3", "Bad magic number")],
)
def test_an_entry_that_no_program_of_ours_wrote(path, at, value, why):
    write_archive(path, [("contents.json", b"{}")])

    assert why in refusal(entry(path, at, value))


def test_a_name_that_is_no_text(path):
    write_archive(path, [("contents.json", b"{}"), (PICTURE, b"")])
    data = bytearray(path.read_bytes())
    last = data.rindex(b"PK\x01\x02")
    data[last + 9], data[last + 46] = 8, 0xFF

    assert "codec can't decode" in refusal(resealed(path, bytes(data)))


def test_a_part_that_is_compressed(path):
    assert "compressed or encrypted" in refusal(
        sealed(path, ("contents.json", b"{}" + b" " * 999), compress=zipfile.ZIP_DEFLATED)
    )


def test_a_part_that_says_it_is_encrypted(path):
    write_archive(path, [("contents.json", b"{}")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1

    assert "compressed or encrypted" in refusal(resealed(path, bytes(data)))


def test_a_part_of_two_lengths(path):
    write_archive(path, [("contents.json", b"{}")])
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 24] += 1

    assert "two lengths" in refusal(resealed(path, bytes(data)))


def test_a_part_twice(path):
    assert "there twice" in refusal(sealed(path, ("contents.json", b"{}"), ("contents.json", b"[]")))


def test_parts_that_lie_over_one_another(path):
    """A small file whose directory lists one long part again and again, under several names."""
    names = [f"images/{digit * 64}.png" for digit in "0123"]
    write_archive(path, [("contents.json", b"{}"), *((name, b"x" * 600 * (name == names[0])) for name in names)])
    data = bytearray(path.read_bytes())
    entries = [at for at in range(len(data)) if data.startswith(b"PK\x01\x02", at)]
    for at in entries[2:]:
        data[at + 16 : at + 28] = data[entries[1] + 16 : entries[1] + 28]

    assert "lie over one another" in refusal(resealed(path, bytes(data)))


def test_a_history_that_is_too_long(path):
    write_archive(path, [("contents.json", b"{}" + b" " * 99), (PICTURE, b"x" * 999)])

    assert "its history is longer than 100 bytes" in refusal(path, contents=100)
    with open_archive(path, ArchiveLimits(contents=101)):
        pass


def test_a_file_that_is_too_long(path):
    write_archive(path, [("contents.json", b"{}")])
    size = path.stat().st_size

    assert f"longer than {size - 1} bytes" in refusal(path, bytes=size - 1)
    with open_archive(path, ArchiveLimits(bytes=size)):
        pass


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all" * 20])
def test_another_file(path, data):
    path.write_bytes(data)

    assert "does not end as session files do" in refusal(path)


@pytest.mark.parametrize("digits", [63, 64])
def test_nothing_but_a_seal(path, digits):
    path.write_bytes(SEAL + b"0" * digits)

    assert "its seal does not fit" in refusal(path)


def test_what_is_no_archive_under_a_seal(path):
    assert "no whole session file" in refusal(resealed(path, b"no archive" * 20 + SEAL + b"0" * 64))


def unreadable(path, part="contents.json"):
    with open_archive(path) as archive, pytest.raises(BadFile, match=f"its part {part} cannot be read") as refused:
        archive.read(part)
    return str(refused.value)


def entry(path, at, value):
    """Write over the first part's entry in the directory."""
    data = bytearray(path.read_bytes())
    start = data.index(b"PK\x01\x02") + at
    data[start : start + len(value)] = value
    return resealed(path, bytes(data))


class TestPartsThatCannotBeRead:
    @pytest.fixture(autouse=True)
    def one(self, path):
        write_archive(path, [("contents.json", b"{}" + b" " * 40)])

    def test_one_whose_bytes_do_not_fit_its_sum(self, path):
        assert "CRC" in unreadable(resealed(path, path.read_bytes().replace(b"{}", b"[]")))

    def test_one_that_goes_on_after_the_file_ends(self, path):
        size = struct.pack("<I", path.stat().st_size - 10)
        unreadable(entry(path, 20, size * 2))

    def test_one_that_begins_before_the_file_does(self, path):
        """The directory, by its own word, lies further back than it does: all begins earlier by as much."""
        data = bytearray(path.read_bytes())
        start = data.index(b"PK\x05\x06") + 16
        data[start : start + 4] = struct.pack("<I", data.index(b"PK\x01\x02") + 9)
        assert "Invalid argument" in unreadable(resealed(path, bytes(data)))

    def test_one_that_is_a_patch_to_another(self, path):
        assert "patched data" in unreadable(entry(path, 8, b"\x20"))

    def test_one_whose_name_is_no_text_where_it_begins(self, path):
        data = path.read_bytes().replace(b"contents.json", b"\xff" * 13, 1)
        assert "codec" in unreadable(resealed(path, data[:7] + b"\x08" + data[8:]))

    def test_one_that_begins_further_on_than_files_go(self, path):
        """Beyond four gigabytes its place stands in a field of its own, which has room for more."""
        part = zipfile.ZipInfo("contents.json")
        part.extra = struct.pack("<HHQ", 1, 8, 2**63)
        sealed(path, (part, b"{}"))
        assert "cannot fit" in unreadable(entry(path, 42, b"\xff" * 4))

    def test_one_that_is_not_there(self, path):
        assert "no item named" in unreadable(path, PICTURE)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("absent", "No such file"),
        ("file/below", "Not a directory"),
        ("loop", "symbolic links"),
        ("x" * 300, "File name too long"),
        ("a\0b", "null byte"),
        (".", "is a folder, a device or a pipe"),
        ("/dev/zero", "is a folder, a device or a pipe"),
    ],
)
def test_no_file(tmp_path, name, why):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(BadInput, match=f"a session file is needed.*{why}") as refused, open_archive(tmp_path / name):
        pass
    assert "Errno" not in str(refused.value)


def test_a_file_that_cannot_be_read():
    """The memory of this process, which has no first byte."""
    if not Path("/proc/self/mem").is_file():
        pytest.skip("it is no file here")
    assert "no whole session file" in refusal(Path("/proc/self/mem"))


def test_what_goes_wrong_while_it_is_open_is_not_the_files_fault(path):
    write_archive(path, [("contents.json", b"{}")])
    with pytest.raises(FileNotFoundError), open_archive(path):
        raise FileNotFoundError
