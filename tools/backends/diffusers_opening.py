"""Pipelines of diffusers opened: from a hub's cache, a folder or one file, offline where that is asked; no pickles."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..checkpoints import Checkpoint
from ..errors import MissingRequirement, ToolError
from ..running import Running
from .torch_running import device_of, dtype_of, place, quantized
from .torchvision_repair import repair
from .transformers_opening import is_offline

INDEX = "model_index.json"
CONFIGURATION = ("*.json", "*.txt", "*.model")
"""What says how a pipeline is made up, without its weights."""

HINT = "a copy will do too: name its folder, or its .safetensors file, under models in the settings"


def library() -> Any:
    """diffusers, imported so that it works where torchvision is not whole, and without its bars and asides."""
    repair()
    import diffusers
    import transformers

    diffusers.utils.logging.disable_progress_bar()
    transformers.utils.logging.disable_progress_bar()
    diffusers.utils.logging.set_verbosity_error()
    return diffusers


def open_pipeline(checkpoint: Checkpoint, pipeline_class: Any, running: Running) -> Any:
    """The pipeline of a checkpoint, opened as `pipeline_class` (one of `library()`) and put on its device.

    A repository comes from the hub's cache; only one that is not there is fetched, and not where `running` or
    HF_HUB_OFFLINE say offline. Raises MissingRequirement where it cannot be had, ToolError for what diffusers cannot
    open as that class out of safetensors files.
    """
    return place(load_pipeline(checkpoint, pipeline_class, running), running)


def own_class(checkpoint: Checkpoint, running: Running) -> Any:
    """The pipeline class that a checkpoint names as its own; nothing but its index is read or fetched.

    Raises MissingRequirement where it cannot be had, ToolError for a class that diffusers does not have.
    """
    name = read_index(checkpoint, running).get("_class_name")
    found = getattr(library(), name, None) if isinstance(name, str) else None
    if found is None:
        raise unfit(checkpoint, f"diffusers has no pipeline class {name!r}")
    return found


def load_pipeline(checkpoint: Checkpoint, pipeline_class: Any, running: Running) -> Any:
    """As `open_pipeline`, but still on the CPU: what is laid over it (a LoRA) has to come before it is placed."""
    index = read_index(checkpoint, running)
    device = device_of(running)
    dtype = dtype_of(running, device)
    fewer_bits = quantized(running, index, device, dtype)
    if checkpoint.file is not None:
        if fewer_bits:
            raise unfit(checkpoint, "running.quantization needs a pipeline in a folder or a repository")
        return _load_file(checkpoint, pipeline_class, running, index, dtype)
    options = options_of(checkpoint, index, dtype) | fewer_bits
    try:
        return _load(checkpoint, pipeline_class, options, index_folder(checkpoint, running))
    except (OSError, ValueError) as error:
        if checkpoint.local is not None:
            raise unfit(checkpoint, error) from error
        if is_offline(running):
            raise missing(checkpoint) from error
    except (TypeError, KeyError, AttributeError) as error:
        raise unfit(checkpoint, error) from error
    return _fetch(checkpoint, pipeline_class, options)


def options_of(checkpoint: Checkpoint, index: Mapping[str, Any], dtype: Any) -> dict[str, Any]:
    """What diffusers is told of every pipeline that it opens from a folder or a repository."""
    return {"dtype": dtype, "use_safetensors": True, "revision": checkpoint.revision, **_without_checker(index)}


def read_index(checkpoint: Checkpoint, running: Running) -> Mapping[str, Any]:
    """What says which parts a checkpoint has (`model_index.json`): of a file, the one beside it or that of the
    repository which its weights come from. Raises as `open_pipeline`."""
    place = index_folder(checkpoint, running)
    try:
        index = json.loads((place / INDEX).read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise unfit(checkpoint, error) from error
    if not isinstance(index, dict):
        raise unfit(checkpoint, f"{INDEX} is no table")
    return index


def index_folder(checkpoint: Checkpoint, running: Running) -> Path:
    """A local folder that holds the checkpoint's index, fetched where it has to be. Raises as `open_pipeline`."""
    if checkpoint.file is not None:
        return _beside(checkpoint, checkpoint.file, running)
    if checkpoint.folder is not None:
        return _whole(checkpoint, checkpoint.folder)
    return _from_hub(checkpoint, running, INDEX)


def _whole(checkpoint: Checkpoint, folder: Path) -> Path:
    if not (folder / INDEX).is_file():
        what = f"{checkpoint.name!r} should be the folder of a pipeline of diffusers, and holds no {INDEX}"
        raise MissingRequirement(what, Checkpoint("OWNER/NAME").download_command(into=folder))
    return folder


def _beside(checkpoint: Checkpoint, file: Path, running: Running) -> Path:
    """Where the configuration of a single file is: in its folder, else where diffusers knows its weights from."""
    if not file.is_file():
        raise MissingRequirement(f"there is no file {checkpoint.name!r}", "hf download OWNER/NAME FILE --local-dir .")
    if (file.parent / INDEX).is_file():
        return file.parent
    library()
    from diffusers.loaders.single_file_utils import fetch_diffusers_config, load_single_file_checkpoint

    try:
        known = fetch_diffusers_config(load_single_file_checkpoint(str(file)))["pretrained_model_name_or_path"]
    except Exception as error:  # safetensors has an error of its own, and each kind of damage another one
        raise unfit(checkpoint, error) from error
    return _from_hub(Checkpoint(known, files=CONFIGURATION), running, *CONFIGURATION)


def _from_hub(checkpoint: Checkpoint, running: Running, *patterns: str) -> Path:
    """The local copy of a repository's small files; only where it has none are they asked for."""
    from huggingface_hub import snapshot_download

    for local in (True,) if is_offline(running) else (True, False):
        try:
            folder = Path(
                snapshot_download(
                    checkpoint.name,
                    revision=checkpoint.revision,
                    allow_patterns=list(patterns),
                    local_files_only=local,
                )
            )
        except (OSError, ValueError) as error:
            last: Exception = error
            continue
        if (folder / INDEX).is_file():
            return folder
        last = FileNotFoundError(f"{checkpoint.name} holds no {INDEX}")
    raise missing(checkpoint) from last


def _load(checkpoint: Checkpoint, pipeline_class: Any, options: Mapping[str, Any], folder: Path | None = None) -> Any:
    """With the files that the checkpoint names, else the full ones, else half-precision ones; out of a local folder, or
    fetched. (Given a repository's name the hub's client may ask the hub for things even where it is told not to.)

    Raises the OSError or ValueError of diffusers.
    """
    failed: Exception | None = None
    for variant in dict.fromkeys((checkpoint.variant, None, "fp16")):
        try:
            name = str(folder or checkpoint.name)
            return pipeline_class.from_pretrained(name, variant=variant, local_files_only=folder is not None, **options)
        except (OSError, ValueError) as error:
            failed = failed or error
    assert failed is not None
    raise failed


def _fetch(checkpoint: Checkpoint, pipeline_class: Any, options: Mapping[str, Any]) -> Any:
    try:
        return _load(checkpoint, pipeline_class, options)
    except OSError as error:
        raise missing(checkpoint) from error
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise unfit(checkpoint, error) from error


def _load_file(
    checkpoint: Checkpoint, pipeline_class: Any, running: Running, index: Mapping[str, Any], dtype: Any
) -> Any:
    from diffusers.loaders.single_file_utils import SingleFileComponentError

    try:
        pipe = pipeline_class.from_single_file(
            str(checkpoint.file),
            config=str(index_folder(checkpoint, running)),
            dtype=dtype,
            local_files_only=True,
            **_without_checker(index),
        )
    except (NotImplementedError, SingleFileComponentError) as error:  # the first is PyTorch's, of parts not filled
        raise unfit(checkpoint, "it lacks weights of some part") from error
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RuntimeError) as error:
        raise unfit(checkpoint, error) from error
    if lacking := unfilled(pipe):
        raise unfit(checkpoint, f"it lacks weights of {', '.join(lacking)}")
    return pipe


def unfilled(pipe: Any) -> list[str]:
    """Parts of a pipeline that a file had not all weights for: diffusers leaves them without any, and says nothing."""
    parts = pipe.components.items()
    return [name for name, part in parts if any(one.is_meta for one in getattr(part, "parameters", tuple)())]


def _without_checker(index: Mapping[str, Any]) -> dict[str, Any]:
    """What leaves the safety checker of Stable Diffusion 1 and 2 out, which blackens pictures it takes for unfit."""
    if "safety_checker" not in index:
        return {}
    return {"safety_checker": None, "feature_extractor": None, "requires_safety_checker": False}


def missing(checkpoint: Checkpoint) -> MissingRequirement:
    """What to say where a repository is neither here nor to be had."""
    what = f"the model {checkpoint.name} is not on this machine and could not be fetched ({HINT})"
    return MissingRequirement(what, checkpoint.download_command())


def unfit(checkpoint: Checkpoint, why: object) -> ToolError:
    """What to say of a checkpoint that cannot be opened as what is needed."""
    return ToolError(
        f"diffusers cannot open {checkpoint.name} as a model of this kind kept in safetensors files: {why}; "
        "name another under models in the settings, or save it again with save_pretrained(folder)"
    )
