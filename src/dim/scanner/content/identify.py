"""From a path to what the server wants to know of a file's identity."""

import os
import re
from typing import Any, Literal

from dim.media.kinds import SUBTITLE_EXTENSIONS, VIDEO_EXTENSIONS
from dim.naming import Identity, doubt, parse, parse_folder
from dim.scanner.disk.walk import extension, ignored

MOST_PARTS = 20
_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z]{2,4})?$", re.IGNORECASE)


class Namer:
    """Identities by name, a folder at a time: what one name leaves open, its neighbours settle."""

    def __init__(self, root: str, library: Literal["movie", "show"]) -> None:
        self._root, self._library = root, library
        self._folders: dict[str, dict[str, Identity]] = {}

    def identity(self, path: str) -> Identity:
        """What the file of a path (relative to the root) is."""
        if self._library == "movie":
            return parse(path, "movie")
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = self._read(folder)
        return self._folders[folder].get(path) or parse(path, self._library)

    def _read(self, folder: str) -> dict[str, Identity]:
        try:
            names = os.listdir(os.path.join(self._root, folder))
        except OSError:
            return {}
        prefix = f"{folder}/" if folder else ""
        paths = [prefix + name for name in sorted(names) if extension(name) in VIDEO_EXTENSIONS and not ignored(name)]
        return dict(zip(paths, parse_folder(paths, self._library), strict=True))


def identify(path: str, parsed: Identity, probe: dict[str, Any] | None) -> dict[str, Any]:
    """The identity of the file of a path as the report wants it."""
    kind = parsed.kind
    year, number = parsed.spans.get("year"), parsed.spans.get("episodes")
    episodes_own = kind == "episode" and (parsed.year == parsed.season or (year and number and year[0] > number[0]))
    return {
        "kind": kind, "title": _capitalised(parsed.title)[:500], "year": None if episodes_own else parsed.year,
        "season": parsed.season, "episodes": list(parsed.episodes)[:100],
        "date": parsed.date, "episode_title": parsed.episode_title, "label": _label(parsed.edition, probe), "ids": parsed.ids,
        "part": parsed.part if kind == "movie" and 0 < (parsed.part or 0) <= MOST_PARTS else None,
        "doubt": doubt(path, parsed),
    }  # fmt: skip


def _capitalised(title: str) -> str:
    """A title that someone wrote all in small letters, with a capital on each word; others as they are."""
    if title != title.lower() or not title.isascii():
        return title
    return re.sub(r"(?<![\w'])[a-z]", lambda match: match.group().upper(), title)


def _label(edition: str | None, probe: dict[str, Any] | None) -> str | None:
    """What tells this version from another: "Director's Cut · 1080p"."""
    video: dict[str, Any] = next(
        (stream for stream in (probe or {}).get("streams", []) if stream["type"] == "video"), {}
    )
    lines = {3840: "4K", 1920: "1080p", 1280: "720p"}
    width = int(video.get("width", 0))
    size = next(
        (name for least, name in lines.items() if width >= least * 0.9), f"{video['height']}p" if video else None
    )
    return " · ".join(part for part in (edition, size, "HDR" if video.get("hdr") else None) if part) or None


def subtitles_of(path: str, names: dict[str, list[str]]) -> list[dict[str, Any]]:
    """The subtitle files of a video: those beside it, or in a folder Subs, whose name begins with the video's."""
    folder, _, name = path.rpartition("/")
    stem = name.rpartition(".")[0]
    found = []
    for place in (folder, *(f"{folder}/{sub}".lstrip("/") for sub in ("Subs", "Subtitles", "subs"))):
        for other in sorted(names.get(place, [])):
            rest = other.rpartition(".")[0]
            if rest == stem or rest.startswith((stem + ".", stem + "-", stem + "_")):
                found.append({"path": f"{place}/{other}".lstrip("/"), **_described(rest[len(stem) :])})
    return found


def _described(rest: str) -> dict[str, Any]:
    """What the end of a subtitle file's name says, such as ".en.forced"."""
    words = [word for word in re.split(r"[._ ]+", rest.lstrip("-")) if word]
    language = next(
        (word.lower() for word in words if _LANGUAGE.match(word) and word.lower() not in ("cc", "sdh", "hi")), None
    )
    title = "SDH" if any(word.lower() in ("sdh", "cc", "hi") for word in words) else None
    return {"language": language, "title": title, "forced": any(word.lower() == "forced" for word in words)}


def is_subtitle(name: str) -> bool:
    """Whether a name is one of a subtitle file."""
    return extension(name) in SUBTITLE_EXTENSIONS
