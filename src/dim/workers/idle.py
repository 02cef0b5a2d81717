"""What a child does when it has had nothing to do for a while."""

from collections.abc import Callable

QUIET_SECONDS = 10.0
when_quiet: list[Callable[[], None]] = []
"""Functions that modules put here when they are imported: to let go of what they keep."""
