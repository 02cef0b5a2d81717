"""From a path to what the server wants to know of a file's identity. Pure."""

import re
from typing import Any, Literal

from dim.naming import SUBTITLE_EXTENSIONS, parse
from dim.scanner.walk import extension

_LANGUAGE = re.compile(r"^[a-z]{2,3}(?:-[a-z]{2,4})?$", re.IGNORECASE)


def identify(path: str, library: Literal["movie", "show"], probe: dict[str, Any] | None) -> dict[str, Any]:
    """The identity of a file as the report wants it."""
    parsed = parse(path, library)
    kind = parsed.kind
    episodes, season = parsed.episodes, parsed.season
    if not episodes and parsed.absolute:
        episodes, season = parsed.absolute, 1 if season is None else season
    return {
        "kind": kind, "title": _capitalised(parsed.title)[:500], "year": parsed.year, "season": season, "episodes": list(episodes),
        "date": parsed.date, "episode_title": parsed.episode_title, "label": _label(parsed.edition, probe), "ids": parsed.ids,
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
