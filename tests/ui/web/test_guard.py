"""Who is let in, and what the page's server gives out of Gradio's: nothing of other machines, nothing as it came."""

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from urllib.parse import quote

import gradio as gr
import httpx
import numpy as np
import pytest
import safehttpx
from gradio_client import Client, handle_file
from PIL import Image

from scenewright.ui.web import guard, texts
from scenewright.ui.web.launch import start
from scenewright.ui.web.showing import Page

FILE = "/gradio_api/file="


@pytest.fixture(scope="module")
def editor(tmp_path_factory, scripted_editor):
    with scripted_editor(tmp_path_factory.mktemp("home")) as opened:
        yield opened


@pytest.fixture(scope="module")
def page(editor, tmp_path_factory):
    """With a folder of its own for what is uploaded and given out."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("GRADIO_TEMP_DIR", str(tmp_path_factory.mktemp("files")))
        page = start(editor, port=0)
        yield page
        page.close(verbose=False)


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    path = tmp_path_factory.mktemp("photo") / "park.png"
    Image.fromarray(np.random.default_rng(0).integers(0, 256, (64, 96, 3), np.uint8)).save(path)
    return path


@pytest.fixture(scope="module")
def visitor(page, photo):
    """Whom the server tells where its files are, rather than the client where it put its copies."""
    client = Client(page.local_url, verbose=False, download_files=False)
    client.predict(handle_file(photo), api_name="/open")
    return client


def asked(page, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
    """What comes for a path just as it is written here, which clients would tidy."""
    with closing(http.client.HTTPConnection("127.0.0.1", httpx.URL(page.local_url).port, timeout=60)) as line:
        line.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = line.getresponse()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()


def uploaded(page, name: str, content: bytes) -> str:
    (path,) = httpx.post(f"{page.local_url}gradio_api/upload", files={"files": (name, content)}).json()
    return str(path)


def exported(visitor, form: str = "png") -> str:
    return str(visitor.predict(form, api_name="/export")["value"]["path"])


class Elsewhere(ThreadingHTTPServer):
    """A server that counts who connects to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), BaseHTTPRequestHandler)
        self.connections = 0

    def verify_request(self, request: object, client_address: object) -> bool:
        self.connections += 1
        return False


@pytest.fixture
def elsewhere(monkeypatch) -> Iterator[Elsewhere]:
    """Every name and address that Gradio would connect to is this server's, so that what would leave the machine comes
    here. An audit hook sees nothing of that: the event loop of the server connects without Python's sockets."""

    async def resolved(hostname: str) -> str:
        return "127.0.0.1"

    monkeypatch.setattr(safehttpx, "async_validate_url", resolved)
    with Elsewhere() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def given_as_file(address: str, inputs: int) -> list[object]:
    """For each input of an event a file at an address."""
    file = {"path": address, "url": address, "orig_name": "x.png", "meta": {"_type": "gradio.FileData"}}
    nested = {"marks": {"A": [file]}}
    return [file if place % 2 else nested for place in range(inputs)]


def told(page, *events: tuple[str, list[object]]) -> list[str]:
    """What comes of events, each with what it is given."""
    call = f"{page.local_url}gradio_api/call"
    with httpx.Client(timeout=60) as client:
        taken = [client.post(f"{call}/{name}", json={"data": data}).raise_for_status() for name, data in events]
        return [client.get(f"{one.url}/{one.json()['event_id']}").text for one in taken]


def test_the_probe_sees_what_gradio_would_fetch_by_itself(page, elsewhere, monkeypatch):
    address = f"http://photos.example:{elsewhere.server_port}"
    with monkeypatch.context() as open_doors:
        open_doors.setattr(guard.OwnFiles, "allows", lambda *_: True)
        asked(page, f"{FILE}{address}/x.png")
    assert elsewhere.connections == 1
    with monkeypatch.context() as open_doors:
        open_doors.setattr(Page, "preprocess_data", gr.Blocks.preprocess_data)
        told(page, ("edit", given_as_file(f"{address}/y.png", 1)))
    assert elsewhere.connections == 2


PLACES = [
    "http://{host}/x.png",
    "https://{host}/x.png",
    "HTTP://{host}/x.png",
    "hTTpS://{host}/x.png",
    "ftp://{host}/x.png",
    "http:/{host}/x.png",
    "http:\\\\{host}\\x.png",
    "//{host}/x.png",
    "///{host}/x.png",
    "\\\\{host}\\x.png",
    "/\\{host}/x.png",
    "\\/{host}/x.png",
]


@pytest.mark.parametrize("route", ["file=", "file/", "FILE=", "proxy=", "PROXY=", "stream/", "/file="])
def test_no_address_is_fetched_for_whoever_asks_for_it(page, elsewhere, route):
    for place in PLACES:
        address = place.format(host=f"photos.example:{elsewhere.server_port}")
        for written in (address, quote(address, safe=""), quote(quote(address, safe=""), safe=""), "%20" + address):
            assert asked(page, f"/gradio_api/{route}{written}")[::2] == (403, texts.NOT_SERVED.encode()), written
    assert elsewhere.connections == 0


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST", "OPTIONS"])
@pytest.mark.parametrize("host", ["8.8.8.8", "127.0.0.1", "[::1]", "2130706433", "user.hf.space", "huggingface.co"])
def test_no_address_is_fetched_whosever_it_is(page, elsewhere, host, method):
    for route in ("file=", "proxy="):
        address = f"http://{host}:{elsewhere.server_port}/x.png"
        assert asked(page, f"/gradio_api/{route}{address}", method)[0] == 403
    assert elsewhere.connections == 0


def test_no_event_fetches_a_file_that_is_named_by_its_address(page, elsewhere, editor):
    """Whatever an input is for: Gradio looks for files in all of them."""
    before = editor.sessions()
    host = f"photos.example:{elsewhere.server_port}"
    named = [one for one in page.config["dependencies"] if one["api_visibility"] == "public"]
    states = {one["id"] for one in page.config["components"] if one["type"] == "state"}
    events = [
        (one["api_name"], given_as_file(f"http://{host}/x.png", len(one["inputs"])))
        for one in named
        if set(one["inputs"]) - states
    ]
    assert len(events) > 25
    came = told(page, *events)
    assert [name for (name, _), text in zip(events, came, strict=True) if texts.NO_ADDRESS not in text] == []
    assert elsewhere.connections == 0
    assert editor.sessions() == before


def test_however_an_address_is_written_it_is_no_file(page, elsewhere):
    host = f"photos.example:{elsewhere.server_port}"
    came = told(page, *(("open", given_as_file(place.format(host=host), 2)) for place in PLACES))
    assert [place for place, text in zip(PLACES, came, strict=True) if texts.NO_ADDRESS not in text] == []
    assert elsewhere.connections == 0


@pytest.mark.parametrize(
    ("method", "route"),
    [
        ("POST", "run-history/connect"),
        ("GET", "run-history/buckets"),
        ("GET", "runs"),
        ("POST", "component_server"),
        ("POST", "component_server/"),
        ("POST", "process_recording"),
        ("GET", "mcp/"),
        ("GET", "deep_link?session_hash=x"),
        ("GET", "custom_component/1/client/component/index.js"),
        ("GET", "dev/reload"),
        ("POST", "vibe-edit/"),
        ("POST", "run/open"),
        ("POST", "api/open"),
        ("GET", "stream/x/1/1/playlist-file"),
    ],
)
def test_routes_of_gradios_that_the_page_does_without_are_closed(page, method, route):
    assert asked(page, f"/gradio_api/{route}", method)[::2] == (403, texts.NOT_SERVED.encode())


def test_nothing_of_it_is_opened_by_the_environment(scripted_editor, tmp_path, monkeypatch):
    for name in ("SHARE", "RUN_HISTORY", "MCP_SERVER"):
        monkeypatch.setenv(f"GRADIO_{name}", "True")
    with scripted_editor(tmp_path) as editor, closing(start(editor, port=0)) as page:
        assert (page.share, page.run_history, page.mcp_server, page.enable_monitoring) == (False,) * 4


def claimed(*paths: str) -> list[tuple[str, list[object]]]:
    """Opening what a client says that it uploaded."""
    return [("open", [{"path": path, "meta": {"_type": "gradio.FileData"}}, []]) for path in paths]


def test_what_was_not_uploaded_is_refused(page, photo, editor):
    """A client may claim any path or address; CVE-2023-51449, CVE-2026-28416 and their kin."""
    before = editor.sessions()
    paths = (str(photo), "/etc/passwd", "../park.png", "http://127.0.0.1:1/x.png", "http://example.org/x.png")
    for came in told(page, *claimed(*paths)):
        assert "event: error" in came
        assert "64 pixels" not in came
    assert editor.sessions() == before


def test_the_probe_sees_a_photo_that_was_uploaded(page, photo):
    (came,) = told(page, *claimed(uploaded(page, "park.png", photo.read_bytes())))
    assert "64 pixels" in came


def test_no_file_of_the_machine_is_served(page, visitor, editor, photo):
    home = editor.home
    blobs = [file for file in (home / "blobs").rglob("*") if file.is_file()]
    kept = [home / name for name in ("store.sqlite", "store.sqlite-wal", "store.sqlite-shm", "page.key")]
    assert blobs
    for path in (*kept, *blobs, photo, Path(__file__), Path("/etc/passwd")):
        assert path.is_file(), "the probe asks for what is there"
        assert asked(page, FILE + str(path))[0] == 403
    for path in ("../../../../etc/passwd", "/etc", "", "%00", "x" * 5000):
        assert asked(page, FILE + path)[0] == 403


SCRIPT = b"<script>alert(1)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT + b"</svg>"


@pytest.mark.parametrize(
    ("name", "content"), [("x.svg", DRAWING), ("x.html", SCRIPT), ("x.png", SCRIPT), ("x.xhtml", SCRIPT), ("x", SCRIPT)]
)
def test_what_was_uploaded_is_not_served(page, visitor, name, content):
    path = uploaded(page, name, content)
    served = Path(exported(visitor)).parent
    around = f"{served}/../../{Path(path).parent.name}/{name}"
    assert Path(path).read_bytes() == Path(around).read_bytes() == content
    for written in (path, around, quote(path, safe="")):
        for method in ("GET", "HEAD"):
            status, headers, _ = asked(page, FILE + written, method)
            assert (status, headers["x-content-type-options"]) == (403, "nosniff")


def test_not_even_a_photo_is_served_as_it_was_uploaded(page, photo):
    assert asked(page, FILE + uploaded(page, "park.png", photo.read_bytes()))[0] == 403


def test_a_link_among_what_is_served_leads_nowhere_else(page, visitor, tmp_path):
    (tmp_path / "secret.txt").write_text("secret")
    link = Path(exported(visitor)).with_name("link.txt")
    link.symlink_to(tmp_path / "secret.txt")
    assert link.read_text() == "secret"
    assert asked(page, FILE + str(link))[0] == 403


def test_what_the_page_wrote_is_served_and_taken_for_what_it_is(page, visitor, photo):
    visitor.predict("brighter", api_name="/say")
    for form in (value for _, value in texts.FORMS):
        path = exported(visitor, form)
        status, headers, content = asked(page, FILE + quote(path))
        assert (status, headers["x-content-type-options"]) == (200, "nosniff"), form
        assert content == Path(path).read_bytes()
    slides, changed = (visitor.predict(api_name="/begin_compare")[place] for place in (2, 4))
    pictures = [one["path"] for one in (*slides, changed)]
    for path in pictures:
        status, headers, content = asked(page, FILE + path)
        assert (status, headers["x-content-type-options"]) == (200, "nosniff")
        assert headers["content-type"] == "image/png"
    assert np.array_equal(np.asarray(Image.open(BytesIO(asked(page, FILE + pictures[0])[2]))), Image.open(photo))


def test_what_is_exported_is_found_by_nobody_who_was_not_told_where(page, visitor):
    """Whoever has the address gets the file: its name is what keeps it."""
    one, other = (Path(exported(visitor)) for _ in "12")
    assert one.parent.parent == other.parent.parent
    assert all(re.fullmatch("[0-9a-f]{32}", path.parent.name) for path in (one, other))
    names = [int(path.parent.name, 16) for path in (one, other)]
    assert (names[0] ^ names[1]).bit_count() > 30, "128 bits, of which half differ"
    assert asked(page, FILE + str(one))[0] == 200
    neighbour = one.parents[1] / f"{names[0] ^ 1:032x}" / one.name
    for path in (one.parent, one.parent.parent, f"{one.parent}/", neighbour, f"/{one}"):
        assert asked(page, FILE + str(path))[0] == 403


def test_whatever_comes_is_taken_for_what_it_is(page, visitor, photo):
    html = httpx.get(page.local_url).text
    script = re.search(r"<script[^>]*\ssrc=[\"']?\.?/?(assets/[^\"'\s>]+)", html)
    shown = json.loads(visitor.predict("brighter", api_name="/say")[2]["props"]["picture"])["url"]
    for path in ("", "config", "theme.css", script[1], "scenewright/static/keys.js", shown, "gradio_api/info", "none"):
        status, headers, _ = asked(page, f"/{path}")
        assert (status, headers["x-content-type-options"]) == (404 if path == "none" else 200, "nosniff"), path
    answer = httpx.post(f"{page.local_url}gradio_api/upload", files={"files": ("park.png", photo.read_bytes())})
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_other_sites_and_other_names_are_refused(page):
    assert httpx.get(page.local_url).status_code == 200
    assert httpx.get(page.local_url, headers={"Host": "evil.example"}).status_code == 403
    assert httpx.get(page.local_url, headers={"Origin": "http://evil.example"}).status_code == 403
    assert httpx.get(page.local_url, headers={"Origin": "http://["}).status_code == 403


def test_what_another_sites_page_asks_for_without_saying_its_name_is_refused(page, visitor):
    """Browsers send no `Origin` with what a picture, a frame or a form asks for."""
    file = FILE + exported(visitor)
    shown = "/" + json.loads(visitor.predict("brighter", api_name="/say")[2]["props"]["picture"])["url"]
    link = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "document"}
    picture = {"Sec_Fetch_Mode": "no-cors", "Sec_Fetch_Dest": "image"}
    frame = {"Sec_Fetch_Mode": "navigate", "Sec_Fetch_Dest": "iframe"}
    everything = ("/", "/config", file, shown, "/gradio_api/queue/status", "/gradio_api/info")
    for site in ("cross-site", "same-site"):
        for how in (link, picture, frame):
            allowed = [path for path in everything if asked(page, path, **how, Sec_Fetch_Site=site)[0] != 403]
            assert allowed == (["/"] if how is link else []), "a link leads to the page"
        assert asked(page, "/", "POST", **link, Sec_Fetch_Site=site)[0] == 403
        assert asked(page, "/gradio_api/upload", "POST", **link, Sec_Fetch_Site=site)[0] == 403
    for site in ("same-origin", "none"):
        assert {asked(page, path, **picture, Sec_Fetch_Site=site)[0] for path in everything} == {200}
