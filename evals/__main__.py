"""`python -m scenewright.evals`: fetch what benchmarks and tests need: free photos, LPIPS, a small language model."""

from __future__ import annotations

from . import lpips, photos, small_llm


def main() -> None:
    """Fetch what is not here yet; raises DownloadFailed where it cannot be had."""
    photos.fetch()
    lpips.fetch()
    small_llm.weights()


if __name__ == "__main__":
    main()
