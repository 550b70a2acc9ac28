"""Benchmarks: each figure with its floor beside it, measured in the same run."""
