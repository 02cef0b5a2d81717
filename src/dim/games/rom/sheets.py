"""Files that name the files of a disc or game: playlists (m3u), track sheets (cue, gdi). Pure; linear."""

import re
from collections.abc import Callable, Iterable

LARGEST = 1 << 20
"""Bytes of a sheet; real ones have a few kilobytes."""
_MOST_NAMES = 1_000
_CUE_FILE = re.compile(r'^[ \t]*FILE[ \t]+(?:"([^"\n]{1,1000})"|(\S{1,1000}))', re.MULTILINE | re.IGNORECASE)
_GDI_TRACK = re.compile(
    r'^[ \t]*\d{1,3}[ \t]+\d{1,9}[ \t]+\d[ \t]+\d{1,5}[ \t]+(?:"([^"\n]{1,1000})"|(\S{1,1000}))', re.MULTILINE
)


def _text(content: bytes) -> str:
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("latin-1")


def _inside(names: Iterable[str]) -> tuple[str, ...]:
    """Relative paths that lead to a file beside the sheet or below it, each once; others are ignored."""
    found: dict[str, None] = {}
    for name in names:
        path = name.strip().replace("\\", "/")
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if not parts or path.startswith("/") or ":" in parts[0] or ".." in parts or "\0" in path:
            continue
        found["/".join(parts)] = None
        if len(found) >= _MOST_NAMES:
            break
    return tuple(found)


def parse_m3u(content: bytes) -> tuple[str, ...]:
    """The files of a playlist by their paths relative to it, in their order; without comments and what leads elsewhere."""
    lines = (line.partition("|")[0] for line in _text(content).splitlines() if not line.lstrip().startswith("#"))
    return _inside(lines)


def parse_cue(content: bytes) -> tuple[str, ...]:
    """The track files that a cue sheet names."""
    return _inside(match[1] or match[2] for match in _CUE_FILE.finditer(_text(content)))


def parse_gdi(content: bytes) -> tuple[str, ...]:
    """The track files of a Dreamcast disc."""
    return _inside(match[1] or match[2] for match in _GDI_TRACK.finditer(_text(content)))


PARSERS: dict[str, Callable[[bytes], tuple[str, ...]]] = {"m3u": parse_m3u, "cue": parse_cue, "gdi": parse_gdi}
"""By the extension of the sheet."""
COMPANIONS: dict[str, tuple[str, ...]] = {
    "ccd": ("img", "sub", "cue"),
    "mds": ("mdf",),
    "toc": ("bin", "img"),
    "cue": ("sub",),
}
"""Extensions of the files that have the same name as the sheet and belong to it."""
