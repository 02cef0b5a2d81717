"""Dim: a self-hosted media manager. See docs/architecture.md for the packages and how they work together."""

__version__ = "0.1.0"
