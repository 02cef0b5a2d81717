"""What people keep out of a library: `.ignore` and `.plexignore` (gitignore patterns) and `.nomedia`, in any of its folders.

The words follow Plex (`.plexignore`), Jellyfin (`.ignore`, which by itself, empty, leaves out its whole folder) and Android
(`.nomedia`, likewise). Patterns: https://git-scm.com/docs/gitignore
"""

import os
import stat
from collections.abc import Iterable

import re2
from pathspec import GitIgnoreSpec

PATTERN_FILES = (".ignore", ".plexignore")
FILES = frozenset((*PATTERN_FILES, ".nomedia"))
LARGEST = 1 << 20
MOST_LINES, LONGEST_LINE = 10_000, 4_096
Rule = tuple[str, GitIgnoreSpec | None]
"""The folder that a rule stands in, and its patterns; None: all of the folder."""


class Ignored:
    """Answers whether a path is left out. Reads each folder's files once; `base` is the library's folder."""

    def __init__(self, base: str) -> None:
        self._base = base
        self._rules: dict[str, tuple[Rule, ...]] = {}

    def enter(self, folder: str, names: Iterable[str] | None = None) -> bool:
        """Take note of a folder (relative; its names, where they are known); whether all of it is left out."""
        if folder in self._rules:
            return any(spec is None for _, spec in self._rules[folder])
        above: tuple[Rule, ...] = ()
        if folder:
            outer = folder.rpartition("/")[0]
            self.enter(outer)
            above = self._rules[outer]
        found = FILES.intersection(self._names(folder) if names is None else names)
        own = [(folder, self._read(folder, name)) for name in sorted(found)]
        self._rules[folder] = (*above, *own)
        return any(spec is None for _, spec in self._rules[folder])

    def __call__(self, folder: str, name: str, is_folder: bool) -> bool:
        """Whether an entry of a folder that was entered is left out."""
        rules = self._rules.get(folder, ())
        if not rules:
            return False
        path = (f"{folder}/{name}" if folder else name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
        shown = f"{path}/" if is_folder else path
        return any(spec is None or spec.match_file(shown[len(of) + 1 if of else 0 :]) for of, spec in rules)

    def path(self, path: str) -> bool:
        """Whether a path is left out, by itself or with a folder around it."""
        folder = ""
        parts = path.split("/")
        for place, name in enumerate(parts):
            if self.enter(folder) or self(folder, name, place + 1 < len(parts)):
                return True
            folder = f"{folder}/{name}" if folder else name
        return False

    def _names(self, folder: str) -> list[str]:
        try:
            return [name for name in FILES if os.path.lexists(os.path.join(self._base, folder, name))]
        except (OSError, ValueError):
            return []

    def _read(self, folder: str, name: str) -> GitIgnoreSpec | None:
        """The patterns of a file; None: it leaves out the whole folder. One that cannot be read leaves out nothing."""
        if name not in PATTERN_FILES:
            return None
        text = _read_regular(os.path.join(self._base, folder, name))
        if text is None:
            return _compiled([])
        if name == ".ignore" and not text.strip():
            return None
        lines = [line for line in text.splitlines() if "\0" not in line and len(line) <= LONGEST_LINE][:MOST_LINES]
        try:
            return _compiled(lines)
        except (ValueError, re2.error):
            return _compiled([line for line in lines if _good(line)])


def _compiled(lines: list[str]) -> GitIgnoreSpec:
    """Patterns that are matched in linear time: of "a*a*a*b", Python's own regular expressions try every way to fit it."""
    return GitIgnoreSpec.from_lines(lines, backend="re2")


def _good(line: str) -> bool:
    try:
        _compiled([line])
    except (ValueError, re2.error):
        return False
    return True


def _read_regular(path: str) -> str | None:
    """The text of a regular file; None: it is none, as a named pipe, which would never end, or cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0))
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                return None
            return file.read(LARGEST).decode("utf-8", "replace")
    except OSError:
        return None
