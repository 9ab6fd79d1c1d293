"""Models with random weights, saved as real ones are: for tests at a tiny size, for benchmarks at full size."""
