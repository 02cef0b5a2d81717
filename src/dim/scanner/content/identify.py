"""From a path to the identity that a report states for a file."""

import os
import re

from dim.media import MediaInfo, VideoStream
from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS
from dim.media.resolution import resolution_name
from dim.naming import Identity, fold, may_count_parts, parse, parse_folder, review_reason, with_country
from dim.scanner.disk.walk import extension, ignored
from dim.scanner.messages import LibraryType, ReportedIdentity

MOST_PARTS = 20
MAX_TITLE, MAX_TITLES, MAX_TEXT, MAX_ID = 500, 20, 2_000, 20
MAX_NUMBER = 1_000_000
YEARS = range(1800, 2201)
"""What the server takes (docs/scanners.md)."""


class Namer:
    """Identities by name, a folder at a time: what one name leaves open, its neighbours settle."""

    def __init__(self, root: str, library: LibraryType) -> None:
        self._root, self._library = root, library
        self._folders: dict[str, dict[str, Identity]] = {}

    def identity(self, path: str) -> Identity:
        """What the file of a path (relative to the root) is."""
        if self._library == "movie" and not may_count_parts(path):
            return parse(path, "movie")
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = self._read(folder)
        return self._folders[folder].get(path) or parse(path, self._library)

    def _read(self, folder: str) -> dict[str, Identity]:
        """The identities of a folder's videos; of movies, only those that their neighbours say something of."""
        try:
            names = os.listdir(os.path.join(self._root, folder))
        except OSError:
            return {}
        prefix = f"{folder}/" if folder else ""
        paths = [prefix + name for name in sorted(names) if extension(name) in VIDEO_EXTENSIONS and not ignored(name)]
        if self._library == "movie":
            paths = [path for path in paths if may_count_parts(path)]
        return dict(zip(paths, parse_folder(paths, self._library), strict=True))


def identify(path: str, parsed: Identity, info: MediaInfo | None) -> ReportedIdentity:
    """The identity of the file of a path, as the report states it."""
    kind = parsed.kind
    year, number = parsed.spans.get("year"), parsed.spans.get("episodes")
    # a year that belongs to an episode, not to its show
    of_episode = kind == "episode" and (parsed.year == parsed.season or (year and number and year[0] > number[0]))
    title = _title(parsed.title, parsed) or path.rpartition("/")[2].rpartition(".")[0][:MAX_TITLE] or path[:MAX_TITLE]
    return ReportedIdentity(
        kind=kind, title=title, titles=_titles(parsed),
        year=parsed.year if not of_episode and (parsed.year or 0) in YEARS else None,
        season=parsed.season if (parsed.season or 0) <= MAX_NUMBER else None,
        episodes=tuple(number for number in parsed.episodes if number <= MAX_NUMBER)[:100], date=parsed.date,
        episode_title=_short(parsed.episode_title), label=_short(_label(parsed.edition, info.video if info else None)),
        ids={name: value for name, value in parsed.ids.items() if len(value) <= MAX_ID},
        part=parsed.part if kind in ("movie", "episode") and 0 < (parsed.part or 0) <= MOST_PARTS else None,
        doubt=review_reason(path, parsed),
    )  # fmt: skip


def _title(title: str, of: Identity) -> str:
    """A title as the report states it: "The Office (US)" where a country tells it from another of that name."""
    room = MAX_TITLE - len(f" ({of.country})" if of.country else "")
    return with_country(_capitalised(title)[:room], of.country)


def _titles(of: Identity) -> tuple[str, ...]:
    """All titles, if the name gives several."""
    if of.title not in of.titles:  # it has its title from the files beside it
        return ()
    stated: dict[str, str] = {}
    for title in filter(None, of.titles):
        stated.setdefault(fold(title), _title(title, of))
    return tuple(stated.values())[:MAX_TITLES] if len(stated) > 1 else ()


def _short(text: str | None) -> str | None:
    return text and text[:MAX_TEXT]


def _capitalised(title: str) -> str:
    """A title that someone wrote all in small letters, with a capital on each word; others as they are."""
    if title != title.lower() or not title.isascii():
        return title
    return re.sub(r"(?<![\w'])[a-z]", lambda match: match.group().upper(), title)


def _label(edition: str | None, video: VideoStream | None) -> str | None:
    """What tells this version from another: "Director's Cut · 1080p"."""
    size = hdr = None
    if video is not None:
        size = resolution_name(*video.display_size)
        hdr = "HDR" if video.hdr else None
    return " · ".join(part for part in (edition, size, hdr) if part) or None


def is_subtitle(name: str) -> bool:
    """Whether a name is one of a subtitle file."""
    return extension(name) in SUBTITLE_EXTENSIONS
