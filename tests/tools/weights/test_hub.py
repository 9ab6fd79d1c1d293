"""Files of a hub: its cache on this machine first, then over HTTP, going on where a cut connection stopped."""

from __future__ import annotations

import socket
import threading
from contextlib import ExitStack
from pathlib import Path
from time import monotonic

import pytest

from scenewright.tools.errors import BadContent, DownloadFailed, SourceError
from scenewright.tools.weights import HubFile, WeightFile
from scenewright.tools.weights import hub as module
from scenewright.tools.weights.hub import HubFetcher

SOURCE = HubFile("owner/name", "onnx/model.onnx")
PATH = "/owner/name/resolve/main/onnx/model.onnx"
SIZE = 300_000


@pytest.fixture
def model(onnx) -> bytes:
    return onnx(SIZE)


@pytest.fixture
def file(row, model) -> WeightFile:
    return row("model.onnx", model, SOURCE)


def test_a_file_comes_from_the_endpoint(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model
    seen: list[tuple[str, int, int | None]] = []
    (path,) = cache_of(file, HF_ENDPOINT=hub.url).download(progress=lambda *step: seen.append(step))
    assert path.read_bytes() == model
    assert seen[-1] == ("model.onnx", len(model), len(model))
    assert [done for _, done, _ in seen] == sorted(done for _, done, _ in seen)


def test_an_address_may_end_with_a_slash_and_a_name_hold_what_addresses_do_not(cache_of, hub, row, model) -> None:
    hub.files["/owner/name/resolve/main/onnx/model%20%231.onnx"] = model
    source = HubFile("owner/name", "onnx/model #1.onnx")
    assert cache_of(row("model.onnx", model, source), HF_ENDPOINT=f"{hub.url}/").download()[0].read_bytes() == model


@pytest.mark.parametrize("endpoint", [{}, {"HF_ENDPOINT": ""}])
def test_where_no_endpoint_is_named_it_is_the_hubs_own(cache_of, file, endpoint: dict[str, str]) -> None:
    with pytest.raises(DownloadFailed, match=r"asked for 'huggingface\.co'"):
        cache_of(file, **endpoint).download()


def test_a_revision_is_asked_for_by_name(cache_of, hub, row, model) -> None:
    hub.files["/owner/name/resolve/1a2b3c/onnx/model.onnx"] = model
    cache_of(row("model.onnx", model, HubFile("owner/name", SOURCE.path, "1a2b3c")), HF_ENDPOINT=hub.url).download()
    assert [path for path, _, _ in hub.requests] == ["/owner/name/resolve/1a2b3c/onnx/model.onnx"]


def test_a_cut_connection_goes_on_where_it_stopped(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model
    hub.cuts = [100_000, 50_000]
    (path,) = cache_of(file, HF_ENDPOINT=hub.url).download()
    assert path.read_bytes() == model
    assert [asked for _, asked, _ in hub.requests] == [None, "bytes=100000-", "bytes=150000-"]


def test_the_next_run_goes_on_where_the_last_gave_up(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model
    hub.cuts = [100_000, 0, 0, 0]
    cache = cache_of(file, HF_ENDPOINT=hub.url)
    with pytest.raises(DownloadFailed, match="gave up after 4 attempts"):
        cache.download()
    assert not (cache.root / "model.onnx").exists()
    hub.requests.clear()
    cache.download()
    assert [asked for _, asked, _ in hub.requests] == ["bytes=100000-"]


@pytest.mark.parametrize("statuses", [[503, 429], [500, 408]])
def test_a_busy_server_is_asked_again(cache_of, hub, file, model, statuses: list[int]) -> None:
    hub.files[PATH] = model
    hub.statuses = statuses
    cache_of(file, HF_ENDPOINT=hub.url).download()
    assert len(hub.requests) == 3


def test_what_an_earlier_run_left_may_be_wrong(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model
    cache = cache_of(file, HF_ENDPOINT=hub.url)
    (cache.root / ".partial").mkdir(parents=True)
    (cache.root / ".partial" / "model.onnx.hub").write_bytes(b"\xff" * 100_000)
    assert cache.download()[0].read_bytes() == model
    assert [asked for _, asked, _ in hub.requests] == ["bytes=100000-", None]


def test_a_whole_file_that_a_killed_run_left_is_not_asked_for_again(cache_of, hub, file, model) -> None:
    cache = cache_of(file, HF_ENDPOINT=hub.url)
    (cache.root / ".partial").mkdir(parents=True)
    (cache.root / ".partial" / "model.onnx.hub").write_bytes(model)
    assert cache.download()[0].read_bytes() == model
    assert hub.requests == []


def test_a_server_that_cannot_go_on_begins_anew(cache_of, hub, file, model) -> None:
    hub.files[PATH], hub.from_the_start, hub.cuts = model, True, [100_000]
    assert cache_of(file, HF_ENDPOINT=hub.url).download()[0].read_bytes() == model
    assert [asked for _, asked, _ in hub.requests] == [None, "bytes=100000-"]


def test_a_server_that_compresses_is_told_not_to(cache_of, hub, file, model) -> None:
    """What arrives is counted and hashed as it is."""
    hub.files[PATH], hub.zips = model, True
    assert cache_of(file, HF_ENDPOINT=hub.url).download()[0].read_bytes() == model


def test_left_over_bytes_past_the_end_are_thrown_away(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model
    cache = cache_of(file, HF_ENDPOINT=hub.url)
    (cache.root / ".partial").mkdir(parents=True)
    (cache.root / ".partial" / "model.onnx.hub").write_bytes(b"\xff" * (len(model) + 5))
    assert cache.download()[0].read_bytes() == model


def test_bytes_from_elsewhere_in_the_file_are_not_joined_to_what_is_there(hub, file, model, tmp_path: Path) -> None:
    hub.files[PATH], hub.shift = model, 7
    (tmp_path / "model.onnx.hub").write_bytes(model[:1000])
    environ = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "hf")}
    fetcher = HubFetcher(tmp_path, environ, lambda seconds: None)
    with pytest.raises(BadContent, match="asked for the bytes from 1000 on, got 'bytes 1007-"):
        fetcher.fetch(SOURCE, file, lambda *told: None)
    assert (tmp_path / "model.onnx.hub").read_bytes() == model[:1000]


def test_a_part_that_nobody_asked_for_is_not_taken_for_the_file(cache_of, hub, file, model) -> None:
    hub.files[PATH], hub.shift = model, 7
    with pytest.raises(DownloadFailed, match="asked for the bytes from 0 on, got 'bytes 7-"):
        cache_of(file, HF_ENDPOINT=hub.url).download()


def test_an_endpoint_that_leads_in_circles_is_given_up(cache_of, hub, file) -> None:
    hub.redirects[PATH] = hub.url + PATH
    with pytest.raises(DownloadFailed, match="TooManyRedirects"):
        cache_of(file, HF_ENDPOINT=hub.url).download()


def test_another_file_under_the_same_name_is_refused(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model[:-1] + b"!"
    cache = cache_of(file, HF_ENDPOINT=hub.url)
    with pytest.raises(DownloadFailed, match=f"expected the sha256 {file.sha256}, got "):
        cache.download()
    assert not (cache.root / "model.onnx").exists()
    assert not list((cache.root / ".partial").glob("model*"))


def test_a_file_longer_than_stated_is_cut_off(cache_of, hub, file, model) -> None:
    hub.files[PATH] = model * 2
    with pytest.raises(DownloadFailed, match=f"expected {len(model)} bytes, got more"):
        cache_of(file, HF_ENDPOINT=hub.url).download()


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (404, "(?m)the server answered 404$"),
        (401, "set HF_TOKEN"),
        (403, "accept its licence"),
        (416, "does not fit the file there"),
        (500, "answered 500"),
    ],
)
def test_a_refusal_says_what_the_server_said(cache_of, hub, file, status: int, reason: str) -> None:
    hub.statuses = [status] * 4
    with pytest.raises(DownloadFailed, match=reason):
        cache_of(file, HF_ENDPOINT=hub.url).download()


def test_a_hub_that_is_not_there_is_an_answer_and_no_crash(cache_of, file) -> None:
    with pytest.raises(DownloadFailed, match="gave up"):
        cache_of(file, HF_ENDPOINT="http://127.0.0.1:9").download()


@pytest.mark.parametrize("endpoint", ["ftp://127.0.0.1", "no address", "http://127.0.0.1:port"])
def test_an_endpoint_that_is_no_address_is_an_answer_and_no_crash(cache_of, file, endpoint: str) -> None:
    with pytest.raises(DownloadFailed, match=r"InvalidURL|UnsupportedProtocol"):
        cache_of(file, HF_ENDPOINT=endpoint).download()


@pytest.mark.timeout(60)
def test_a_server_that_falls_silent_is_given_up(
    hub, file, model, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_SILENCE", 0.2)
    hub.files[PATH], hub.cuts, hub.stall = model, [1000] * 4, threading.Event()
    started = monotonic()
    with pytest.raises(SourceError, match=r"gave up after 4 attempts \(ReadTimeout"):
        HubFetcher(tmp_path, {"HF_ENDPOINT": hub.url}, lambda seconds: None).fetch(SOURCE, file, lambda *told: None)
    hub.stall.set()
    assert monotonic() - started < 15


@pytest.mark.timeout(60)
def test_a_server_that_lets_nobody_in_is_given_up(file, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One whose queue is full: Linux lets whoever comes next wait."""
    monkeypatch.setattr(module, "_CONNECTING", 0.2)
    with ExitStack() as held, socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        for _ in range(4):
            waiting = held.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        started = monotonic()
        environ = {"HF_ENDPOINT": f"http://127.0.0.1:{full.getsockname()[1]}"}
        with pytest.raises(SourceError, match=r"gave up after 4 attempts \(ConnectTimeout"):
            HubFetcher(tmp_path, environ, lambda seconds: None).fetch(SOURCE, file, lambda *told: None)
    assert monotonic() - started < 15


def test_between_two_attempts_it_waits_longer_each_time(hub, file, tmp_path: Path) -> None:
    """A busy server is not made busier; after the last one nobody waits."""
    hub.statuses = [503] * 9
    waited: list[float] = []
    with pytest.raises(SourceError, match="gave up"):
        HubFetcher(tmp_path, {"HF_ENDPOINT": hub.url}, waited.append).fetch(SOURCE, file, lambda *told: None)
    assert len(waited) == len(hub.requests) - 1
    assert waited == sorted(set(waited))
    assert waited[0] > 0


@pytest.mark.parametrize("said", ["1", "ON", "yes", "True"])
def test_offline_nothing_is_asked(cache_of, hub, file, model, said: str) -> None:
    hub.files[PATH] = model
    with pytest.raises(DownloadFailed, match="HF_HUB_OFFLINE is set"):
        cache_of(file, HF_ENDPOINT=hub.url, HF_HUB_OFFLINE=said).download()
    assert hub.requests == []


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"HF_HUB_CACHE": "~/a", "HF_HOME": "~/b"}, "a"),
        ({"HF_HOME": "~/b", "XDG_CACHE_HOME": "~/c"}, "b/hub"),
        ({"XDG_CACHE_HOME": "~/c"}, "c/huggingface/hub"),
        ({}, ".cache/huggingface/hub"),
    ],
)
def test_the_hubs_own_cache_is_where_its_client_keeps_it(
    environ: dict[str, str], folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert module.cache_folder(environ) == tmp_path / folder


def test_a_file_in_the_hubs_own_cache_is_used_even_offline(cache_of, hub, file, model, tmp_path) -> None:
    snapshot = tmp_path / "hf" / "hub" / "models--owner--name" / "snapshots" / "1a2b3c" / "onnx"
    snapshot.mkdir(parents=True)
    (snapshot / "model.onnx").write_bytes(model)
    (path,) = cache_of(file, HF_ENDPOINT=hub.url, HF_HUB_OFFLINE="1").download()
    assert path.read_bytes() == model
    assert (snapshot / "model.onnx").exists()


def test_a_file_in_the_hubs_own_cache_with_another_hash_is_not_used(cache_of, hub, file, model, tmp_path) -> None:
    snapshot = tmp_path / "elsewhere" / "models--owner--name" / "snapshots" / "1a2b3c" / "onnx"
    snapshot.mkdir(parents=True)
    (snapshot / "model.onnx").write_bytes(model[:-1] + b"!")
    hub.files[PATH] = model
    cache_of(file, HF_ENDPOINT=hub.url, HF_HUB_CACHE=str(tmp_path / "elsewhere")).download()
    assert len(hub.requests) == 1


def test_what_is_no_file_in_the_hubs_own_cache_is_passed_over(cache_of, hub, file, model, tmp_path) -> None:
    """As after its blobs were deleted."""
    snapshots = tmp_path / "hf" / "hub" / "models--owner--name" / "snapshots"
    (snapshots / "1a2b3c" / "onnx").mkdir(parents=True)
    (snapshots / "1a2b3c" / "onnx" / "model.onnx").symlink_to("../../../blobs/gone")
    (snapshots / "4d5e6f" / "onnx" / "model.onnx").mkdir(parents=True)
    hub.files[PATH] = model
    assert cache_of(file, HF_ENDPOINT=hub.url).download()[0].read_bytes() == model


@pytest.mark.parametrize("token", ["hf_secret", " hf_secret\n"])
def test_the_token_goes_to_the_endpoint_and_nowhere_else(cache_of, make_hub, file, model, token: str) -> None:
    hub, storage = make_hub(), make_hub()
    storage.files["/blob"] = model
    hub.redirects[PATH] = f"{storage.url}/blob"
    cache_of(file, HF_ENDPOINT=hub.url, HF_TOKEN=token).download()
    assert [key for _, _, key in hub.requests] == ["Bearer hf_secret"]
    assert [key for _, _, key in storage.requests] == [None]


def test_without_a_token_none_is_sent_and_an_error_never_shows_it(cache_of, hub, file) -> None:
    with pytest.raises(DownloadFailed) as failed:
        cache_of(file, HF_ENDPOINT=hub.url, HF_TOKEN="hf_secret").download()
    assert "hf_secret" not in str(failed.value)
    hub.requests.clear()
    with pytest.raises(DownloadFailed):
        cache_of(file, HF_ENDPOINT=hub.url).download()
    assert hub.requests[0][2] is None


@pytest.mark.parametrize("left", [{}, {"model.onnx.hub": 1000}])
def test_a_file_whose_hash_nobody_knows_is_never_pieced_together(cache_of, hub, model, left: dict[str, int]) -> None:
    hub.files[PATH] = model
    cache = cache_of(WeightFile("model.onnx", None, None, "MIT", (SOURCE,)), HF_ENDPOINT=hub.url)
    (cache.root / ".partial").mkdir(parents=True)
    for name, length in left.items():
        (cache.root / ".partial" / name).write_bytes(model[:length])
    assert cache.download()[0].read_bytes() == model
    assert [asked for _, asked, _ in hub.requests] == [None]


@pytest.mark.parametrize("tells", [True, False])
def test_how_long_a_file_is_that_nobody_knows_is_the_servers_word(cache_of, hub, model, tells: bool) -> None:
    hub.files[PATH], hub.tells_length = model, tells
    told: list[int | None] = []
    cache = cache_of(WeightFile("model.onnx", None, None, "MIT", (SOURCE,)), HF_ENDPOINT=hub.url)
    assert cache.download(progress=lambda name, done, total: told.append(total))[0].read_bytes() == model
    assert set(told) == {len(model) if tells else None}


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("2001:db8::1", 80)])
def test_no_test_leaves_this_machine(address: tuple[str, int]) -> None:
    with pytest.raises(ConnectionRefusedError, match="tests do not use the network"):
        socket.create_connection(address, timeout=1)
    with pytest.raises(ConnectionRefusedError, match="tests do not use the network"):
        socket.getaddrinfo("hub.example", 443)
