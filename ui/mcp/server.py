"""The tools as a server of the Model Context Protocol: text, plain data, and pictures as resources by reference."""

from __future__ import annotations

import base64
from collections.abc import Callable
from importlib.metadata import version
from typing import Any, TypeVar

import anyio
import anyio.to_thread
from mcp import MCPError, types
from mcp.server import Server
from mcp.server.stdio import stdio_server

from .. import texts
from ..faults import foreseen
from ..tool_results import Result, closer, picture_of, png
from ..toolkit import TOOLS, Tool, Toolkit

T = TypeVar("T")
PNG = "image/png"
PICTURE = "scenewright://{session}/{turn}"


def serve(kit: Toolkit) -> None:
    """Until standard input ends. Whatever prints meanwhile, standard output is the protocol's alone."""
    anyio.run(_serve, build_server(kit))


async def _serve(server: Server[Any]) -> None:
    async with stdio_server() as (read, write):
        await server.run(read, write, server.create_initialization_options())


def build_server(kit: Toolkit) -> Server[Any]:
    """The server over one toolkit; a client has one photo open at a time, as the toolkit has."""

    async def list_tools(context: Any, wanted: Any) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[described(tool) for tool in TOOLS])

    async def call_tool(context: Any, wanted: types.CallToolRequestParams) -> types.CallToolResult:
        ticket = object()
        result = await _watched(lambda: kit.call(wanted.name, wanted.arguments, ticket), lambda: kit.stop(ticket))
        return carried(result)

    async def list_resources(context: Any, wanted: Any) -> types.ListResourcesResult:
        return types.ListResourcesResult(resources=await _aside(lambda: _pictures(kit)))

    async def list_templates(context: Any, wanted: Any) -> types.ListResourceTemplatesResult:
        one = types.ResourceTemplate(uri_template=PICTURE, name="picture", description=texts.MCP_PICTURE, mime_type=PNG)
        return types.ListResourceTemplatesResult(resource_templates=[one])

    async def read_resource(context: Any, wanted: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        return await _aside(lambda: _read(kit, wanted.uri))

    return Server(
        texts.TITLE,
        version=version(texts.TITLE),
        title=texts.TITLE,
        instructions=texts.MCP_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
        on_list_resources=list_resources,
        on_list_resource_templates=list_templates,
        on_read_resource=read_resource,
    )


async def _aside(work: Callable[[], T]) -> T:
    """In a thread, so that the client is heard meanwhile."""
    return await anyio.to_thread.run_sync(work)


async def _watched(work: Callable[[], T], stop: Callable[[], None]) -> T:
    """The same; `stop` is called when the client takes its request back. `work` raises nothing."""
    over = anyio.Event()

    async def watch() -> None:
        try:
            await anyio.sleep_forever()
        finally:
            if not over.is_set():
                stop()

    async with anyio.create_task_group() as tasks:
        tasks.start_soon(watch)
        result = await _aside(work)
        over.set()
        tasks.cancel_scope.cancel()
    return result


def described(tool: Tool) -> types.Tool:
    """A tool as the protocol lists it."""
    hints = types.ToolAnnotations(
        title=tool.title,
        read_only_hint=tool.reads_only,
        destructive_hint=False,
        idempotent_hint=tool.reads_only,
        open_world_hint=False,
    )
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=hints,
    )


def carried(result: Result) -> types.CallToolResult:
    """A result as the protocol carries it: the picture is a link, and pixels only where a tool is there for looking."""
    content: list[types.ContentBlock] = [types.TextContent(text=result.text)]
    if result.shown is not None:
        content.append(types.ImageContent(data=_encoded(png(result.shown)), mime_type=PNG))
    elif "picture" in result.data:
        content.append(types.ResourceLink(uri=result.data["picture"]["uri"], name="picture", mime_type=PNG))
    return types.CallToolResult(content=content, structured_content=result.data, is_error=result.failed)


def _pictures(kit: Toolkit) -> list[types.Resource]:
    """The pictures of the sessions opened here, as they are now."""
    shown = [(session.info.name, picture_of(session, session.info.turns)) for session in kit.sessions()]
    return [types.Resource(uri=picture["uri"], name=name, mime_type=PNG) for name, picture in shown]


def _read(kit: Toolkit, uri: str) -> types.ReadResourceResult:
    """The pixels behind a reference, small enough to be looked at; export gives all of them."""
    try:
        pixels = closer(kit.pixels(uri), None)
    except Exception as error:
        if foreseen(error) is None:
            raise
        raise MCPError(types.INVALID_PARAMS, str(error)) from None
    blob = types.BlobResourceContents(uri=uri, mime_type=PNG, blob=_encoded(png(pixels)))
    return types.ReadResourceResult(contents=[blob])


def _encoded(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
