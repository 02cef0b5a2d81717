"""`.plexmatch`: what a person tells Plex of a folder: title, year, ids, and which file is which episode.

    # Firefly
    title: Firefly
    year: 2002
    tvdbid: 78874
    season: 1
    ep: S01E01: Serenity.mkv
    ep: 2-3: The Train Job.mkv
    sp: 1: Gag Reel.mkv

https://support.plex.tv/articles/plexmatch/
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from dim.metadata.local import values
from dim.metadata.local.external_ids import clean_ids
from dim.metadata.local.nfo.decode import decode

LARGEST = 64 << 10
MOST_LINES, MOST_FILES = 5_000, 2_000
_LINE = re.compile(r"\s*([A-Za-z]{2,12})\s*:\s*(.*)")
_EPISODE = re.compile(
    r"(?:S(\d{1,4}))?\s*E?(\d{1,5})(?:\s*-\s*(?:S\d{1,4})?E?(\d{1,5}))?\s*:\s*(.+)", re.IGNORECASE | re.ASCII
)
_GUID = re.compile(r"([a-z]+)://(?:[a-z]+/)?([\w-]+)", re.IGNORECASE | re.ASCII)
MOST_EPISODES_A_FILE = 100


@dataclass(frozen=True, slots=True)
class MatchedFile:
    """The episodes of a file; the season None: that of the folder."""

    season: int | None
    episodes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PlexMatch:
    """What a `.plexmatch` says; `files` by name, in small letters."""

    title: str | None = None
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    season: int | None = None
    files: Mapping[str, MatchedFile] = field(default_factory=dict)


def read_plexmatch(blob: bytes) -> PlexMatch:
    """Read a `.plexmatch`, of at most `LARGEST` bytes; lines that it does not understand are left out. Never raises."""
    said: dict[str, str] = {}
    files: dict[str, MatchedFile] = {}
    for line in decode(blob[:LARGEST]).splitlines()[:MOST_LINES]:
        match = _LINE.fullmatch(line)
        if match is None:
            continue
        name, value = match.group(1).casefold(), match.group(2).strip()
        if name in ("ep", "episode", "sp", "special"):
            if len(files) < MOST_FILES and (entry := _file(value, is_special=name in ("sp", "special"))):
                files.setdefault(*entry)
        elif value:
            said.setdefault(name, value)
    ids = [(name, said.get(name, "")) for name in ("tmdbid", "tvdbid", "imdbid")]
    if guid := _GUID.fullmatch(said.get("guid", "")):
        ids.append((guid.group(1), guid.group(2)))
    title = " ".join((said.get("title") or said.get("show") or "").split())[:500] or None
    return PlexMatch(
        title,
        values.year(said.get("year", "")),
        clean_ids(ids),
        values.whole_number(said.get("season", ""), 10_000),
        files,
    )


def _file(value: str, *, is_special: bool) -> tuple[str, MatchedFile] | None:
    """The name of a file and its episodes."""
    match = _EPISODE.fullmatch(value)
    if match is None:
        return None
    first = int(match.group(2))
    last = min(int(match.group(3) or first), first + MOST_EPISODES_A_FILE - 1)
    season = 0 if is_special else int(match.group(1)) if match.group(1) else None
    name = match.group(4).strip().replace("\\", "/").rpartition("/")[2].casefold()
    return name, MatchedFile(season, tuple(range(first, max(first, last) + 1)))
