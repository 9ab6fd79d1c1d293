"""Weights: what there is, where it comes from, and the folder on this machine that holds it."""

from .cache import WeightCache, WeightStatus, default_fetchers, default_root
from .fetch import Progress
from .manifest import HubFile, Manifest, MirrorFile, NpmMember, PypiMember, Source, WeightFile
from .progress import TextProgress
from .rows import MANIFEST

__all__ = [
    "MANIFEST",
    "HubFile",
    "Manifest",
    "MirrorFile",
    "NpmMember",
    "Progress",
    "PypiMember",
    "Source",
    "TextProgress",
    "WeightCache",
    "WeightFile",
    "WeightStatus",
    "default_fetchers",
    "default_root",
]
