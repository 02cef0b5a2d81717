"""Every figure that the docs quote, each one command: `python -m bench.memory`, or all with `make bench`."""
