"""Settings: a file in the user's configuration folder, and the environment over it. Never a file beside a photo."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from ...tools.checkpoints import Checkpoint
from ...tools.running import Drawing, Running
from ...tools.specs import Port
from ..errors import BadInput

APP = "scenewright"
PREFIX = "SCENEWRIGHT_"
FOLDERS = ("SCENEWRIGHT_HOME", "SCENEWRIGHT_CACHE")


def _several(value: Any) -> Any:
    """One text as the environment has it: folders between the signs that separate them in PATH."""
    return [part for part in value.split(os.pathsep) if part] if isinstance(value, str) else value


def _without_zero(path: Path) -> Path:
    """No system takes one that has it, and each call would say so in another way."""
    if "\0" in str(path):
        raise ValueError(f"a path has no zero byte, but got {str(path)!r}")
    return path


Place = Annotated[Path, AfterValidator(_without_zero)]


class LimitSettings(BaseModel):
    """What a photo and the models may take at most."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    pixels: int = Field(default=120_000_000, ge=1)
    """Pixels of a photo."""
    bytes: int = Field(default=300_000_000, ge=1)
    """Bytes of a photo's file."""
    memory: int = Field(default=2 * 2**30, ge=1)
    """Bytes of models kept loaded."""


class ModelSettings(BaseModel):
    """The language model that reads the words; without a `name` they are read by rules. Keys are never set here: they
    come from the provider's own environment variable, or from the one that `key_from` names."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    """`provider:model`, such as `ollama:llama3.2` or `openai:gpt-4o-mini`."""
    base_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    """Of a server that speaks the provider's protocol (vLLM, llama.cpp and the like: `openai:…`)."""
    key_from: str | None = None
    """The environment variable that holds the key for `base_url`."""
    compact: bool = False
    """For small models: choices out of menus instead of a plan in JSON."""
    picture: bool = False
    """Whether the picture goes along, made smaller, to a model that sees."""
    agreed: bool = False
    """Whether what has to leave this machine may, without being asked about it."""
    tracing: bool = False
    """Whether LangSmith may trace, where its own variables ask for that."""
    timeout: float = Field(default=60.0, gt=0, le=3600)
    """Seconds that an answer may take."""
    examples: int = Field(default=6, ge=0, le=20)
    """Worked examples in the prompt."""


class SeeingSettings(BaseModel):
    """The chat model that looks at pictures and says what they show; without one nothing is described."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(default=None, min_length=1, max_length=200)
    """`provider:model`, or `model`: the one that reads the words."""
    base_url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    key_from: str | None = None
    agreed: bool = False
    """Whether parts of the picture may leave this machine, made smaller, without being asked about it."""
    timeout: float = Field(default=60.0, gt=0, le=3600)

    def of(self, reading: ModelSettings) -> ModelSettings:
        """The model to ask, in the form of the one that reads the words; that one's consent to words is no consent to
        pictures."""
        if self.name == "model":
            return reading.model_copy(update={"agreed": self.agreed or (reading.agreed and reading.picture)})
        return ModelSettings(
            name=self.name,
            base_url=self.base_url,
            key_from=self.key_from,
            agreed=self.agreed,
            timeout=self.timeout,
            tracing=reading.tracing,
        )


class ReadingSettings(BaseModel):
    """What the rules go by when they read; less than all of it is for measuring what each part is worth."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: int = Field(default=3, ge=0, le=3)
    """How often a turn may look for something it needs."""
    knowledge: bool = True
    """The table of what things are for."""
    reasoning: bool = True
    """Nearness in meaning, and guesses at what was looked for in vain."""


class ProvenanceSettings(BaseModel):
    """What saved pictures say of how they were made."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    write: bool = True
    """XMP with the steps, the tools that ran, and IPTC's DigitalSourceType."""
    words: bool = False
    """Also what the person said."""
    c2pa: bool = False
    """A signed C2PA manifest too (needs the extra `c2pa`)."""
    certificate: Place | None = None
    """PEM certificates to sign with, the signer's own first; None: one made on this machine."""
    key: Place | None = None
    """The PEM key of the certificate."""
    algorithm: Literal["es256", "es384", "es512", "ps256", "ps384", "ps512", "ed25519"] = "es256"


class Settings(BaseModel):
    """Everything that can be set. `SCENEWRIGHT_LIMITS__PIXELS=…` in the environment sets `limits.pixels`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    toolset: str = "embedded"
    backends: dict[Port, str] = {}
    """Other back-ends than the toolset's, by port: `inpainter = "sdxl-inpaint"`."""
    models: dict[str, str] = {}
    """Other models than a back-end's own, by its name: owner/name, owner/name@revision, a folder or a
    .safetensors file."""
    running: Running = Running()
    drawing: Drawing = Drawing()
    approval: Literal["auto", "always", "never"] = "auto"
    seed: int = 0
    limits: LimitSettings = LimitSettings()
    model: ModelSettings = ModelSettings()
    reading: ReadingSettings = ReadingSettings()
    seeing: SeeingSettings = SeeingSettings()
    folders: Annotated[tuple[Place, ...], BeforeValidator(_several)] = ()
    """Below which other programs (MCP, LangChain) may have photos read and written; in the environment separated as in
    PATH. None named: the working folder."""
    provenance: ProvenanceSettings = ProvenanceSettings()
    home: Place | None = None
    """Sessions and store (also `SCENEWRIGHT_HOME`); None is the user's data folder."""
    cache: Place | None = None
    """Weights (also `SCENEWRIGHT_CACHE`); None is the user's cache folder."""

    @classmethod
    def load(cls, file: Path | None = None, environment: Mapping[str, str] | None = None) -> Settings:
        """From `file` (default: the user's `scenewright.toml`) and the environment; BadInput says what is wrong."""
        file = file or settings_file()
        data = _from_file(file)
        _overlay(data, os.environ if environment is None else environment)
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            wrong = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
            raise BadInput(f"the settings ({file}, or {PREFIX}… in the environment) are wrong: {wrong}") from None

    @property
    def checkpoints(self) -> dict[str, Checkpoint]:
        """The models that settings name, by back-end; a shell's variables have `_` where its name has `-`."""
        return {name.replace("_", "-"): _checkpoint(model) for name, model in self.models.items()}

    @property
    def home_folder(self) -> Path:
        """Where sessions live."""
        from platformdirs import user_data_path

        return (self.home or user_data_path(APP)).expanduser().absolute()


def settings_file() -> Path:
    """`scenewright.toml` in the user's configuration folder."""
    from platformdirs import user_config_path

    return user_config_path(APP) / "scenewright.toml"


def _checkpoint(model: str) -> Checkpoint:
    name, at, revision = model.rpartition("@")
    there = Path(model).expanduser().exists()
    return Checkpoint(name, revision) if at and name and not there else Checkpoint(model)


def _from_file(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text("utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
        raise BadInput(f"{file} should be a TOML file of settings, but {error}") from None


def _overlay(data: dict[str, Any], environment: Mapping[str, str]) -> None:
    """`SCENEWRIGHT_A__B=x` sets `data["a"]["b"]`; names that are no setting belong to other rooms."""
    for name, value in environment.items():
        path = name.removeprefix(PREFIX).lower().split("__")
        if not name.startswith(PREFIX) or path[0] not in Settings.model_fields or not value:
            continue
        place = data
        for part in path[:-1]:
            if not isinstance(place.get(part), dict):
                place[part] = {}
            place = place[part]
        place[path[-1]] = value
