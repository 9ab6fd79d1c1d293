"""`python -m scenewright.tools.weights`: fetch what the embedded toolset needs (or the files named)."""

from __future__ import annotations

import sys

from ..catalogue import EMBEDDED
from ..errors import WeightError
from ..registry import weights_of
from .cache import WeightCache
from .progress import TextProgress


def main(names: list[str]) -> int:
    """0 when everything is there, 4 when something could not be fetched."""
    cache = WeightCache()
    try:
        cache.download(names or weights_of(EMBEDDED), TextProgress(sys.stderr))
    except WeightError as error:
        print(error, file=sys.stderr)
        return 4
    print(f"the weights are in {cache.root}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
