"""Models that look: grounding, segmentation, depth, captions, pictures compared with words.

None was run with its real weights. Memory is the weights in float32, reckoned from published counts of parameters.
"""

from __future__ import annotations

from types import MappingProxyType

from ..checkpoints import Checkpoint
from ..specs import BackendSpec

_MODULES = "scenewright.tools.backends"
_REQUIRES = ("torch", "transformers")
_MILLION = 4 * 10**6
ANY_WORDS = frozenset({"any words"})
"""Of a grounder: it finds whatever words name."""
_DINO, _OWL = 0.35, 0.2
"""Thresholds: that of GroundingDINO is its authors'; OWLv2's is twice its documentation's, since finds are acted on."""


def _row(name: str, port: str, factory: str, model: Checkpoint, weights: float, **more: object) -> BackendSpec:
    fields = {"version": "1", "extra": "foundation", "requires": _REQUIRES, "licence": model.licence, **more}
    memory = int(weights * _MILLION)
    return BackendSpec(name, port, f"{_MODULES}.{factory}", model=model, memory=memory, **fields)  # type: ignore[arg-type]


def _apache(name: str, **more: tuple[str, ...]) -> Checkpoint:
    return Checkpoint(name, licence="Apache-2.0", commercial=True, **more)  # type: ignore[arg-type]


_GROUNDING = (
    ("grounding-dino-tiny", "grounding_dino", _apache("IDEA-Research/grounding-dino-tiny"), 172, _DINO),
    ("grounding-dino-base", "grounding_dino", _apache("IDEA-Research/grounding-dino-base"), 233, _DINO),
    ("owlv2-base", "owlv2", _apache("google/owlv2-base-patch16-ensemble"), 155, _OWL),
    ("owlv2-large", "owlv2", _apache("google/owlv2-large-patch14-ensemble"), 437, _OWL),
)
_PACKAGE = {
    "requires": ("torch", "torchvision", "transformers", "groundingdino", "safetensors"),
    "install": 'pip install "scenewright[foundation,groundingdino]" && pip install --no-deps groundingdino-py==0.4.0',
    "threshold": _DINO,
}
_CONVERTED = (
    ("groundingdino-swint", _apache("./groundingdino-swint"), 172),
    ("groundingdino-swinb", _apache("./groundingdino-swinb"), 233),
)
"""The authors' own network: folders that `groundingdino_convert` makes of the published pickles; `[models]` says where
they are."""

GROUNDERS = (
    *(
        _row(n, "grounder", f"{m}:load_grounder", model, w, threshold=t, capabilities=ANY_WORDS)
        for n, m, model, w, t in _GROUNDING
    ),
    *(
        _row(n, "grounder", "groundingdino_package:load_grounder", model, w, capabilities=ANY_WORDS, **_PACKAGE)
        for n, model, w in _CONVERTED
    ),
)
DETECTORS = (
    BackendSpec(
        "grounder-labels",
        "detector",
        f"{_MODULES}.label_list:load",
        version="1",
        licence="Apache-2.0",
    ),
    *(_row(n, "detector", f"{m}:load_detector", model, w, threshold=t) for n, m, model, w, t in _GROUNDING),
    *(_row(n, "detector", "groundingdino_package:load_detector", model, w, **_PACKAGE) for n, model, w in _CONVERTED),
)

_SAM = {
    "requires": ("torch", "torchvision", "segment_anything", "safetensors"),
    "install": 'pip install "scenewright[foundation]"',
}
_SAM2 = {"requires": ("torch", "torchvision", "transformers")}
SEGMENTERS = (
    _row("sam-vit-b", "segmenter", "sam:load", _apache("facebook/sam-vit-base"), 94, **_SAM),
    _row("sam-vit-l", "segmenter", "sam:load", _apache("facebook/sam-vit-large"), 312, **_SAM),
    _row("sam-vit-h", "segmenter", "sam:load", _apache("facebook/sam-vit-huge"), 641, **_SAM),
    _row("sam2.1-tiny", "segmenter", "sam2:load", _apache("facebook/sam2.1-hiera-tiny"), 39, **_SAM2),
    _row("sam2.1-small", "segmenter", "sam2:load", _apache("facebook/sam2.1-hiera-small"), 46, **_SAM2),
    _row("sam2.1-base-plus", "segmenter", "sam2:load", _apache("facebook/sam2.1-hiera-base-plus"), 81, **_SAM2),
    _row("sam2.1-large", "segmenter", "sam2:load", _apache("facebook/sam2.1-hiera-large"), 224, **_SAM2),
)

_V2 = "depth-anything/Depth-Anything-V2"
DEPTH = (
    _row("depth-anything-v2-small", "depth_estimator", "depth_anything:load", _apache(f"{_V2}-Small-hf"), 25),
    _row(
        "depth-anything-v2-base",
        "depth_estimator",
        "depth_anything:load",
        Checkpoint(f"{_V2}-Base-hf", licence="CC-BY-NC-4.0", commercial=False),
        98,
    ),
    _row(
        "depth-anything-v2-large",
        "depth_estimator",
        "depth_anything:load",
        Checkpoint(f"{_V2}-Large-hf", licence="CC-BY-NC-4.0", commercial=False),
        335,
    ),
    _row("dpt-large", "depth_estimator", "depth_anything:load", _apache("Intel/dpt-large"), 343),
)

LIKENESS = (
    _row(
        "clip-vit-b32",
        "image_text",
        "clip_scorer:load",
        Checkpoint("laion/CLIP-ViT-B-32-laion2B-s34B-b79K", licence="MIT", commercial=True),
        151,
    ),
    _row(
        "clip-vit-l14",
        "image_text",
        "clip_scorer:load",
        Checkpoint("openai/clip-vit-large-patch14", licence="MIT", commercial=True),
        428,
    ),
    _row("siglip-base", "image_text", "clip_scorer:load", _apache("google/siglip-base-patch16-224"), 203),
)

ROWS: tuple[BackendSpec, ...] = (*GROUNDERS, *DETECTORS, *SEGMENTERS, *DEPTH, *LIKENESS)

FOUNDATION = MappingProxyType(
    {
        "detector": "grounder-labels",
        "grounder": "owlv2-base",
        "segmenter": "sam2.1-base-plus",
        "depth_estimator": "depth-anything-v2-small",
        "image_text": "clip-vit-b32",
    }
)
"""What the foundation toolset sees with. One network finds things by name and lists what there is, on one encoding of
the picture; all may be used commercially."""
