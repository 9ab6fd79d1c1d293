"""Benchmarks: what is measured, and how. Nothing in the package imports this."""
