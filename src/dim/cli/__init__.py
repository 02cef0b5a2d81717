"""The `dim` program: `app` has its commands, the other modules what they do."""

from dim.cli.app import main

__all__ = ["main"]
