"""What the person agreed to let leave this machine, and to whom: asked once, remembered in the folder of sessions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ...scene.files import write_whole
from ..interpreter.llm.destination import Outgoing
from ..sessions.blobs import private_folder
from ..sessions.trouble import in_folder

FORMAT: Final = "scenewright.agreements/1"
NAME = "agreements.json"


class Agreement(BaseModel):
    """Words, the picture, or both may go to `host`."""

    model_config = ConfigDict(frozen=True)

    host: str
    picture: bool = False
    words: bool = Field(default=True, exclude_if=lambda value: value)
    """False where only what looks at pictures was agreed to."""

    def covers(self, outgoing: Outgoing) -> bool:
        """Whether it is about that host and all that would go there."""
        enough = (self.picture or not outgoing.picture) and (self.words or not outgoing.words)
        return self.host == outgoing.host and enough


class Agreements:
    """Kept in a small file; one that cannot be read holds none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def cover(self, outgoing: Outgoing) -> bool:
        """Whether the person has agreed to this host, and to the picture where it would go along."""
        return any(one.covers(outgoing) for one in self._kept())

    def add(self, outgoing: Outgoing) -> None:
        """Remember that the person has agreed, beside what they agreed to before."""
        kept = [one for one in self._kept() if one.host != outgoing.host]
        before = [one for one in self._kept() if one.host == outgoing.host]
        picture = outgoing.picture or any(one.picture for one in before)
        words = outgoing.words or any(one.words for one in before)
        told = [one.model_dump() for one in (*kept, Agreement(host=outgoing.host, picture=picture, words=words))]
        data = json.dumps({"format": FORMAT, "agreed": told}, indent=1, ensure_ascii=False)
        with in_folder(self._root):
            private_folder(self._root)
            write_whole(self._root / NAME, data.encode())

    def _kept(self) -> list[Agreement]:
        try:
            kept = json.loads((self._root / NAME).read_bytes())
            if kept["format"] != FORMAT:
                return []
            return [Agreement.model_validate(one) for one in kept["agreed"]]
        except (OSError, ValueError, KeyError, TypeError, ValidationError, RecursionError):
            return []
