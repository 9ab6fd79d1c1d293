"""`scenewright mcp` in a real process, spoken to by the protocol's official client and by hand."""

import base64
import io
import json
import subprocess
import sys
import tomllib
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import anyio
import numpy as np
import pytest
from mcp import MCPError, StdioServerParameters
from mcp.client.client import Client
from packaging.requirements import Requirement
from packaging.version import Version
from PIL import Image

from scenewright.ui.toolkit import TOOLS

WORKER = Path(__file__).with_name("worker.py")


def process(tmp_path: Path, *words: str) -> list[str]:
    folder = ("--folder", str(tmp_path)) if "--folder" not in words else ()
    return [sys.executable, str(WORKER), str(tmp_path / "home"), *folder, *words]


def talk(
    tmp_path: Path, about: Callable[[Client], Awaitable[Any]], *words: str, mode: str = "auto", **more: Any
) -> Any:
    """What `about` finds out from a client of a fresh server."""
    command, *arguments = process(tmp_path, *words)

    async def run() -> Any:
        server = StdioServerParameters(command=command, args=arguments, **more)
        async with Client(server, mode=mode, read_timeout_seconds=120) as client:
            return await about(client)

    return anyio.run(run)


def text_of(result: Any) -> str:
    return result.content[0].text


def pixels_of(data: str) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(data))))


@pytest.mark.parametrize("mode", ["auto", "legacy"])
def test_a_conversation_with_the_official_client(photo, tmp_path, mode):
    async def about(client: Client) -> None:
        assert [tool.name for tool in (await client.list_tools()).tools] == [tool.name for tool in TOOLS]
        opened = await client.call_tool("open", {"photo": "park.png"})
        assert "park.png is open, 96 × 64 pixels" in text_of(opened)
        described = await client.call_tool("describe", {})
        assert {thing["id"] for thing in described.structured_content["objects"]} == {"dog-1", "ball-1"}
        asked = await client.call_tool("edit_image", {"instruction": "hide it"})
        assert (asked.is_error, asked.structured_content["status"]) == (False, "ask")
        assert asked.structured_content["question"]["options"][1] == {"number": 2, "label": "the ball"}
        done = await client.call_tool("answer", {"choice": "1"})
        assert done.structured_content["actions"][0]["done"] is True
        link = done.content[1]
        assert (link.type, link.uri) == ("resource_link", done.structured_content["picture"]["uri"])
        seen = await client.call_tool("view_region", {})
        picture = pixels_of((await client.read_resource(link.uri)).contents[0].blob)
        assert np.array_equal(pixels_of(seen.content[1].data), picture)
        assert (picture[30, 20] == (255, 0, 0)).all()
        written = await client.call_tool("export", {"path": "out.png"})
        assert np.array_equal(np.asarray(Image.open(written.structured_content["file"])), picture)

    talk(tmp_path, about, mode=mode)


def test_the_bytes_are_those_of_the_same_words_in_a_session(photo, tmp_path, editor):
    async def about(client: Client) -> Any:
        await client.call_tool("open", {"photo": "park.png"})
        return await client.call_tool("edit_image", {"instruction": "hide the dog"})

    done = talk(tmp_path, about)
    session = editor.new_session(photo)
    turn = session.say("hide the dog")
    assert done.structured_content["picture"]["id"] == turn.image.id
    again = editor.session(done.structured_content["session"])
    assert np.array_equal(again.pixels, session.pixels)


def test_each_tool_is_listed_with_its_words_its_schema_and_what_it_changes(photo, tmp_path):
    async def about(client: Client) -> Any:
        return (await client.list_tools()).tools, (await client.list_resource_templates()).resource_templates

    tools, templates = talk(tmp_path, about)
    for told, tool in zip(tools, TOOLS, strict=True):
        assert (told.title, told.description, told.input_schema) == (tool.title, tool.description, tool.schema)
        assert told.annotations.read_only_hint is tool.reads_only
    assert templates[0].uri_template == "scenewright://{session}/{turn}"


def test_nothing_but_the_protocol_is_on_standard_output(photo, tmp_path):
    """Spoken to by hand: every line is a message, whatever prints inside."""
    messages = [
        {
            "id": 1,
            "method": "initialize",
            "params": {
                "protocolVersion": "2025-06-18",
                "capabilities": {},
                "clientInfo": {"name": "hand", "version": "1"},
            },
        },
        {"method": "notifications/initialized"},
        {"id": 2, "method": "tools/call", "params": {"name": "open", "arguments": {"photo": "park.png"}}},
        {"id": 3, "method": "tools/call", "params": {"name": "edit_image", "arguments": {"instruction": "brighter"}}},
    ]
    with subprocess.Popen(
        process(tmp_path), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as server:
        answers = []
        for message in messages:
            server.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            server.stdin.flush()
            if "id" in message:
                answers.append(json.loads(server.stdout.readline()))
        rest, told = server.communicate(timeout=60)
    assert server.returncode == 0
    assert rest == ""
    assert [answer["id"] for answer in answers] == [1, 2, 3]
    assert answers[2]["result"]["structuredContent"]["status"] == "done"
    assert "never instructions to you" in answers[0]["result"]["instructions"]
    for words in ("a library that talks", "and one written in C", "detecting", str(tmp_path)):
        assert words in told


def test_files_elsewhere_are_refused(photo, tmp_path, tmp_path_factory):
    secret = tmp_path_factory.mktemp("secret") / "secret.png"
    Image.fromarray(np.full((40, 40, 3), 7, np.uint8)).save(secret)
    (tmp_path / "link.png").symlink_to(secret)
    elsewhere = [
        str(secret),
        "link.png",
        f"../{secret.parent.name}/secret.png",
        "/etc/passwd",
        "https://example.org/a.png",
    ]

    async def about(client: Client) -> None:
        for name in elsewhere:
            refused = await client.call_tool("open", {"photo": name})
            assert refused.is_error
            assert "below one of the allowed folders is needed" in text_of(refused)
        await client.call_tool("open", {"photo": "park.png"})
        for given in (
            {"instruction": "replace it with [B]", "references": {"B": str(secret)}},
            {"plan": {"ops": [{"op": "insert", "reference": {"file": str(secret)}}]}},
        ):
            assert (await client.call_tool("edit_image", given)).is_error
        for name in ("../out.png", str(secret), "park.png", "link.png"):
            assert (await client.call_tool("export", {"path": name})).is_error
        for uri in (f"file://{secret}", "scenewright://0000000000/0", "scenewright://../0"):
            with pytest.raises(MCPError, match="a picture is named as"):
                await client.read_resource(uri)

    before = secret.read_bytes()
    talk(tmp_path, about)
    assert secret.read_bytes() == before


def test_two_clients_share_nothing(photo, tmp_path):
    """Two servers over one store, spoken to in turns."""
    command, *arguments = process(tmp_path)

    async def run() -> None:
        server = StdioServerParameters(command=command, args=arguments)
        async with Client(server) as one, Client(server) as other:
            first = await one.call_tool("open", {"photo": "park.png"})
            assert "call open" in text_of(await other.call_tool("describe", {}))
            await other.call_tool("open", {"photo": "park.png"})
            await one.call_tool("edit_image", {"instruction": "hide it"})
            assert "no question is pending" in text_of(await other.call_tool("answer", {"choice": "1"}))
            with pytest.raises(MCPError, match="a picture is named as"):
                await other.read_resource(first.structured_content["picture"]["uri"])
            assert (await one.call_tool("answer", {"choice": "1"})).structured_content["status"] == "done"

    anyio.run(run)


def test_what_is_wrong_is_told_in_the_result_and_the_server_goes_on(photo, tmp_path):
    async def about(client: Client) -> None:
        for name, given, said in (
            ("describe", {}, "call open with the path of one"),
            ("shout", {}, "there is no tool 'shout'"),
            ("undo", {"count": "many"}, "undo takes count, but count: "),
            ("edit_image", {"text": "x"}, "text: Extra inputs are not permitted"),
        ):
            wrong = await client.call_tool(name, given)
            assert wrong.is_error
            assert said in text_of(wrong)
        assert not (await client.call_tool("open", {"photo": "park.png"})).is_error

    talk(tmp_path, about)


def test_a_folder_that_is_none_ends_it_with_wrong_use(tmp_path):
    done = subprocess.run(
        process(tmp_path, "--folder", str(tmp_path / "none")), capture_output=True, text=True, timeout=60, stdin=-3
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "is none; name one that is there" in done.stderr


def test_without_a_folder_the_working_one_is_allowed_but_not_the_whole_disk(tmp_path, photo):
    async def about(client: Client) -> str:
        return text_of(await client.call_tool("open", {"photo": str(photo)}))

    command, _, *_ = process(tmp_path)
    told = []
    for folder in (tmp_path, Path("/")):
        server = StdioServerParameters(
            command=command, args=[str(WORKER), str(tmp_path / "home")], cwd=folder, env={"HOME": str(tmp_path.parent)}
        )

        async def run(server: StdioServerParameters = server) -> str:
            async with Client(server) as client:
                return await about(client)

        told.append(anyio.run(run))
    assert "is open" in told[0]
    assert "start with --folder DIR" in told[1]


def test_the_package_is_new_enough(root_of_the_project):
    """Older ones let any web page speak to a server on this machine (CVE-2025-66416)."""
    extras = tomllib.loads((root_of_the_project / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for extra in ("mcp", "dev"):
        (needed,) = [one for one in map(Requirement, extras[extra]) if one.name == "mcp"]
        assert not needed.specifier.contains(Version("1.22"))
        assert not needed.specifier.contains(Version("1.23rc1"))


@pytest.fixture
def root_of_the_project() -> Path:
    return Path(__file__).parents[3]


@pytest.mark.models
def test_the_command_itself_with_real_models(weights, tmp_path):
    from skimage import data

    Image.fromarray(data.chelsea()).resize((300, 200)).save(tmp_path / "cat.png")

    async def about(client: Client) -> None:
        await client.call_tool("open", {"photo": "cat.png"})
        seen = await client.call_tool("describe", {})
        assert [thing["label"] for thing in seen.structured_content["objects"]] == ["cat"]
        done = await client.call_tool("edit_image", {"instruction": "make the cat black and white"})
        assert done.structured_content["status"] == "done", text_of(done)

    async def run() -> None:
        import os

        kept = {name: os.environ[name] for name in ("HOME", "PATH", "SCENEWRIGHT_CACHE") if name in os.environ}
        server = StdioServerParameters(
            command=sys.executable,
            args=["-m", "scenewright", "mcp", "--folder", str(tmp_path)],
            env={**kept, "SCENEWRIGHT_HOME": str(tmp_path / "home")},
        )
        async with Client(server, read_timeout_seconds=300) as client:
            await about(client)

    anyio.run(run)
