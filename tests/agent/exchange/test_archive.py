"""A session file is read only where every part is named, counted and stored as export stores it."""

import hashlib
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


def test_no_history(path):
    assert "it has no contents.json" in refusal(sealed(path, (PICTURE, b"pixels")))


@pytest.mark.parametrize("name", ["../evil.png", "images/a.png", "/etc/passwd", "images\\a.png", "CONTENTS.JSON"])
def test_a_part_of_another_name(path, name):
    assert "which session files do not have" in refusal(sealed(path, ("contents.json", b"{}"), (name, b"")))


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

    assert "longer than 9 bytes" in refusal(path, bytes=9)


@pytest.mark.parametrize("data", [b"", b"PK", b"no archive at all" * 20, SEAL + b"0" * 64])
def test_another_file(path, data):
    path.write_bytes(data)

    refusal(path)


def test_what_is_no_archive_under_a_seal(path):
    assert "no whole session file" in refusal(resealed(path, b"no archive" * 20 + SEAL + b"0" * 64))


def test_a_part_whose_bytes_do_not_fit_its_sum(path):
    write_archive(path, [("contents.json", b"{}"), (PICTURE, b"pixels")])
    data = path.read_bytes().replace(b"pixels", b"pixelz")

    with open_archive(resealed(path, data)) as archive, pytest.raises(BadFile, match="cannot be read"):
        archive.read(PICTURE)


@pytest.mark.parametrize("name", ["absent", ".", "x" * 300, "a\0b", "file/below", "loop"])
def test_no_file(tmp_path, name):
    (tmp_path / "file").write_bytes(b"")
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(BadInput, match="a session file is needed") as refused, open_archive(tmp_path / name):
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
