"""Benchmarks for every figure in the docs. Run one with `python -m bench.NAME`, or all with `make bench`."""
