"""Opening models of transformers: out of a folder or the hub's cache, safetensors only, and of the kind asked for."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, NamedTuple

from ..checkpoints import Checkpoint
from ..errors import MissingRequirement, ToolError
from ..running import Running
from .torch_running import device_of, place
from .torchvision_repair import repair

CONFIG = "config.json"


class Opened(NamedTuple):
    """A network on its device, and the folder that it came from."""

    model: Any
    folder: Path
    device: str
    dtype: Any


def open_network(checkpoint: Checkpoint, running: Running, kinds: tuple[str, ...], class_name: str) -> Opened:
    """The network of a checkpoint, as `class_name` of transformers; `kinds` are the `model_type`s that it may have.

    It is opened in float32 unless settings name a precision: models that look are small beside those that draw, and
    boxes and masks should not depend on the device. Raises MissingRequirement where the model is not here and may not
    or cannot be fetched, ToolError for another kind, or one without safetensors.
    """
    folder = folder_of(checkpoint, running, (CONFIG, "*.safetensors"))
    config_of(checkpoint, folder, kinds)
    repair()
    import transformers

    transformers.utils.logging.set_verbosity_error()
    transformers.utils.logging.disable_progress_bar()
    dtype = seeing_dtype(running)
    try:
        network = getattr(transformers, class_name).from_pretrained(
            folder, dtype=dtype, use_safetensors=True, local_files_only=True
        )
    except (OSError, ValueError, RuntimeError) as error:
        raise ToolError(f"{checkpoint.name} cannot be opened as {class_name} from safetensors: {error}") from error
    return Opened(place(network, running), folder, device_of(running), dtype)


def open_helper(folder: Path, class_name: str) -> Any:
    """What prepares inputs (a tokenizer, an image processor), by its class in transformers. Raises ToolError."""
    repair()
    import transformers

    try:
        return getattr(transformers, class_name).from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, TypeError) as error:
        raise ToolError(f"{folder} lacks what {class_name} needs: {error}") from error


def seeing_dtype(running: Running) -> Any:
    """float32, or the precision that settings name."""
    import torch

    return torch.float32 if running.precision == "auto" else getattr(torch, running.precision)


def folder_of(checkpoint: Checkpoint, running: Running, needed: tuple[str, ...] = (CONFIG,)) -> Path:
    """The local folder of a checkpoint that holds files of all the `needed` patterns; a repository is fetched into the
    hub's cache unless it is there or the hub may not be asked (`running.offline`, HF_HUB_OFFLINE).

    Raises MissingRequirement.
    """
    if checkpoint.file is not None:
        raise ToolError(f"{checkpoint.name} is one file; this model needs the folder with its {CONFIG} and tokenizer")
    folder = checkpoint.folder
    if folder is not None:
        return _checked(checkpoint, folder, needed)
    here = _snapshot(checkpoint, fetch=False)
    if here is not None and _holds(here, needed):
        return here
    fetched = None if is_offline(running) else _snapshot(checkpoint, fetch=True)
    if fetched is None or not _holds(fetched, needed):
        what = f"the model {checkpoint.name} is not on this machine"
        raise MissingRequirement(f"{what} (or name a folder of it in [models])", checkpoint.download_command())
    return fetched


def is_offline(running: Running) -> bool:
    """Whether a hub may not be asked."""
    said = (os.environ.get(name, "") for name in ("HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"))
    return running.offline or any(word.strip().upper() in ("1", "ON", "YES", "TRUE") for word in said)


def _snapshot(checkpoint: Checkpoint, fetch: bool) -> Path | None:
    """The repository in the hub's cache; None where it is not there, or could not be fetched."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        where = snapshot_download(
            checkpoint.name,
            revision=checkpoint.revision,
            allow_patterns=list(checkpoint.files),
            ignore_patterns=list(checkpoint.excluded),
            local_files_only=not fetch,
        )
    except (LocalEntryNotFoundError, HfHubHTTPError, OSError):
        return None
    return Path(where)


def _checked(checkpoint: Checkpoint, folder: Path, needed: tuple[str, ...]) -> Path:
    absent = [pattern for pattern in needed if not any(folder.glob(pattern))]
    if not absent:
        return folder
    what = f"{checkpoint.name} should be the folder of a model, but it holds no {' and no '.join(absent)}"
    if any(folder.glob("*.bin")) or any(folder.glob("*.pth")):
        raise ToolError(f"{what}; pickles (.bin, .pth) are never loaded: keep it as safetensors")
    raise MissingRequirement(what, f"hf download OWNER/NAME --local-dir {folder}")


def _holds(folder: Path, needed: tuple[str, ...]) -> bool:
    return all(any(folder.glob(pattern)) for pattern in needed)


def config_of(checkpoint: Checkpoint, folder: Path, kinds: tuple[str, ...]) -> dict[str, Any]:
    """Its configuration as plain data. Raises ToolError for one that cannot be read, or of another kind."""
    try:
        config = dict(json.loads((folder / CONFIG).read_text("utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ToolError(f"the {CONFIG} of {checkpoint.name} cannot be read: {error}") from None
    if (kind := config.get("model_type")) not in kinds:
        raise ToolError(f"{checkpoint.name} is a model of the kind {kind!r}; expected {' or '.join(map(repr, kinds))}")
    return config
