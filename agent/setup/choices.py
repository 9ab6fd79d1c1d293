"""What the person chose for a session otherwise than the settings have it: its toolset, and what reads its words."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from ...scene.files import write_whole
from ..errors import BadInput
from ..sessions.blobs import private_folder
from ..sessions.trouble import in_folder
from .settings import ModelSettings, Settings
from .tooling import toolset_names

FOLDER = "choices"


class Choice(BaseModel):
    """None: as the settings have it."""

    model_config = ConfigDict(frozen=True)

    format: Literal["scenewright.choice/1"] = "scenewright.choice/1"
    toolset: str | None = None
    model: ModelSettings | None = None

    def over(self, settings: Settings) -> Settings:
        """The settings with what was chosen in place of theirs; a toolset that there is no longer counts as none."""
        known = self.toolset if self.toolset in toolset_names() else None
        chosen = {"toolset": known, "model": self.model}
        return settings.model_copy(update={name: value for name, value in chosen.items() if value is not None})


def chosen_model(usual: ModelSettings, **wanted: Any) -> ModelSettings:
    """The usual settings with another `name`, `base_url`, `picture` or `compact`; BadInput says what is wrong.

    What was set up for one server holds for no other: neither the key, nor that the person agreed to what goes there.
    """
    given = {name: value or None if isinstance(value, str) else value for name, value in wanted.items()}
    try:
        chosen = ModelSettings.model_validate({**usual.model_dump(), **given})
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise BadInput(f"this is no language model: {wrong}") from None
    if chosen == usual:
        return usual
    same_server = (chosen.name, chosen.base_url) == (usual.name, usual.base_url)
    return chosen.model_copy(update={"agreed": False, "key_from": usual.key_from if same_server else None})


class Choices:
    """One small file for each session that has any, beside the sessions; one that cannot be read holds none."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def of(self, session: str) -> Choice:
        """What was chosen for a session."""
        try:
            return Choice.model_validate_json(self._file(session).read_bytes())
        except (OSError, ValidationError):
            return Choice()

    def keep(self, session: str, choice: Choice) -> None:
        """From now on; one that is empty is forgotten."""
        if choice == Choice():
            return self.forget(session)
        with in_folder(self._root):
            private_folder(self._root)
            private_folder(self._root / FOLDER)
            write_whole(self._file(session), choice.model_dump_json(indent=1).encode())

    def forget(self, session: str) -> None:
        """As the settings have it."""
        self._file(session).unlink(missing_ok=True)

    def _file(self, session: str) -> Path:
        return self._root / FOLDER / f"{session if session.isalnum() else '-'}.json"
