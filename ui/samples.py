"""Free photos to try things on, where packages that carry them are installed; nothing is fetched."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

COMMAND = "pip install scikit-image scikit-learn"
"""Adds all of them."""


class Sample(NamedTuple):
    """A photo inside an installed package; `free` says why anybody may use it."""

    name: str
    title: str
    package: str
    inside: str
    free: str

    @property
    def path(self) -> Path | None:
        """Where it is on this machine; None where it is not."""
        spec = find_spec(self.package)
        path = Path(spec.origin).parent / self.inside if spec and spec.origin else None
        return path if path is not None and path.is_file() else None


SAMPLES = (
    Sample("astronaut", "A portrait", "skimage", "data/astronaut.png", "NASA, public domain"),
    Sample("chelsea", "A cat", "skimage", "data/chelsea.png", "Stéfan van der Walt, CC0"),
    Sample("coffee", "A cup of coffee", "skimage", "data/coffee.png", "Rachel Michetti, CC0"),
    Sample("rocket", "A rocket", "skimage", "data/rocket.jpg", "SpaceX, public domain"),
    Sample("china", "A temple", "sklearn", "datasets/images/china.jpg", "danielbuechele, CC BY 2.0"),
    Sample("flower", "A flower", "sklearn", "datasets/images/flower.jpg", "vultilion, CC BY 2.0"),
)


def samples() -> tuple[Sample, ...]:
    """Those that are on this machine."""
    return tuple(one for one in SAMPLES if one.path is not None)


def sample(name: str) -> Sample | None:
    """The one of that name, if it is on this machine."""
    return next((one for one in samples() if one.name == name), None)
