"""Dim: a self-hosted media manager. See docs/architecture.md for the house and a walk through it."""

__version__ = "0.1.0"
