"""`python -m scenewright.evals`: fetch what the benchmarks and tests look at, free photos and LPIPS's weights."""

from __future__ import annotations

from . import lpips, photos


def main() -> None:
    """Fetch what is not here yet; raises DownloadFailed where it cannot be had."""
    photos.fetch()
    lpips.weights()


if __name__ == "__main__":
    main()
