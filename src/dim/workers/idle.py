"""What a worker does when it has had nothing to do for a while."""

from collections.abc import Callable

IDLE_SECONDS = 10.0
idle_callbacks: list[Callable[[], None]] = []
"""Modules add functions here when they are imported, to close what they keep open."""
