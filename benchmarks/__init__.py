"""Benchmarks: each target's figure, its limit and their ratio. Run them with `make bench`."""
