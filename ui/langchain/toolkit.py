"""The tools over a session as LangChain's own: text for the model, everything else in the artifact."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterable
from typing import Any

from langchain_core.tools import BaseTool, StructuredTool, ToolException
from langchain_core.tools.base import BaseToolkit
from pydantic import PrivateAttr, ValidationError

from ...agent.editor import Editor, Session
from ...scene.image import Pixels
from ..folders import Folders
from ..tool_results import Result, png
from ..toolkit import TOOLS, Tool, Toolkit, misused


class SceneToolkit(BaseToolkit):
    """The tools over one conversation about a photo; `open` changes to another one.

    A tool's message holds short text, and its artifact plain data: `status`, `question`, `actions`, the `picture` by
    reference, and the whole `report`. What goes wrong is told in the text, with the message's status `error`.
    """

    show: bool = False
    """Whether `view_region` gives the pixels to the model too, as a block of the content: for models that see."""
    _kit: Toolkit = PrivateAttr()

    def __init__(
        self,
        session: Session | Editor,
        *,
        folders: Iterable[str | os.PathLike[str]] | None = None,
        show: bool = False,
    ) -> None:
        """Over a session, or over an editor, where `open` comes first. Files are read and written below `folders`;
        where none are named, below the working folder."""
        super().__init__(show=show)  # type: ignore[call-arg]
        editor = session if isinstance(session, Editor) else session.editor
        if editor is None:
            raise TypeError("the toolkit needs a session that an editor opened, but this one was put together by hand")
        allowed = Folders.of(folders) if folders is not None else None
        self._kit = Toolkit(editor, None if isinstance(session, Editor) else session, allowed)

    def get_tools(self) -> list[BaseTool]:
        """All of them, in the order in which they are mostly needed."""
        return [self._tool(tool) for tool in TOOLS]

    @property
    def session(self) -> Session:
        """The conversation about the photo opened last."""
        return self._kit.session

    def pixels(self, picture: dict[str, Any]) -> Pixels:
        """The picture of an artifact (`artifact["picture"]`), H×W×3|4 uint8."""
        return self._kit.pixels(picture["uri"])

    def _tool(self, tool: Tool) -> BaseTool:
        def call(**given: Any) -> tuple[Any, dict[str, Any]]:
            return self._carried(self._kit.call(tool.name, given))

        def wrong(error: ValidationError | Any) -> str:
            return misused(tool, error) if isinstance(error, ValidationError) else str(error)

        return StructuredTool.from_function(
            call,
            name=tool.name,
            description=tool.description,
            args_schema=tool.arguments,
            infer_schema=False,
            response_format="content_and_artifact",
            handle_tool_error=True,
            handle_validation_error=wrong,
        )

    def _carried(self, result: Result) -> tuple[Any, dict[str, Any]]:
        if result.failed:
            raise ToolException(result.text)
        artifact = {**result.data, "report": result.report}
        if result.shown is None or not self.show:
            return result.text, artifact
        image = {"type": "image", "base64": base64.b64encode(png(result.shown)).decode(), "mime_type": "image/png"}
        return [{"type": "text", "text": result.text}, image], artifact
