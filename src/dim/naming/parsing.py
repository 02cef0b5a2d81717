"""Weighing a name and its folders."""

import re
from typing import Any, Literal

from dim.naming import numbering, vocabulary
from dim.naming.model import Identity, Kind
from dim.naming.numbering import Numbering
from dim.naming.text import clean

_EXTRA_FOLDERS = {
    "behind the scenes": "behind the scenes", "deleted scenes": "deleted scene", "interviews": "interview", "scenes": "scene",
    "samples": "sample", "sample": "sample", "shorts": "short", "featurettes": "featurette", "clips": "clip", "trailers": "trailer",
    "trailer": "trailer", "extras": "other", "extra": "other", "bonus": "other", "other": "other", "others": "other",
}  # fmt: skip
_EXTRA_SUFFIX = re.compile(
    r"[-_. ](behind[ ]?the[ ]?scenes|deleted(?:[ ]?scenes?)?|featurette|interview|scene|short|trailer\d?|clip|extra|other)$",
    re.IGNORECASE,
)
_SAMPLE = re.compile(r"(?:^|[-_. (\[])sample(?:$|[-_. )\]])", re.IGNORECASE)
_SEASON_FOLDER = re.compile(
    r"^(?:.*[ ._-])?(?:season|seizoen|staffel|saison|series|temporada|stagione|сезон|s)[ ._-]*(\d{1,4})(?:[ ._-].*)?$|"
    r"^(\d{1,2})(?:st|nd|rd|th|\.)?[ ._-]*(?:season|staffel|сезон)",
    re.IGNORECASE,
)
_SPECIALS = re.compile(r"^(?:specials?|season[ ._]?0+|s0+|extras? episodes)$", re.IGNORECASE)
_PLAIN_FOLDER = re.compile(
    r"^(?:/|[a-z]:|media|mnt|home|data|video|videos|movies?|films?|series|shows?|tv|tv[ ._-]?(?:shows|series)|anime|"
    r"downloads?|complete|public|disk\d*|nas|cd\d|dvd\d|video_ts|bdmv|stream|subs?)$",
    re.IGNORECASE,
)
_GROUP_FIRST = re.compile(r"^\s*[\[【]([^\]】]{1,40})[\]】]\s*(?=\S)")
_GROUP_LAST = re.compile(r"-([A-Za-z0-9]{2,20})(?:\[[^\]]*\])?$")
_PART = re.compile(r"(?<![^\W_])(?:cd|dis[ck]|part|pt)[ ._-]?(\d{1,2})(?![^\W_])", re.IGNORECASE)


def parse(path: str, library: Literal["movie", "show"] | None = None) -> Identity:
    """Tell what a file is from its path relative to the library, or from a bare release name.

    `library` is the kind of library the file lies in, where that is known: it settles what a name leaves open. Never raises.
    """
    parts = [part for part in re.split(r"[/\\]+", path) if part not in ("", ".")] or [path or "?"]
    stem, dot, extension = parts[-1].rpartition(".")
    if not (dot and extension.lower() in vocabulary.EXTENSIONS):
        stem = parts[-1]
    folders = [folder for folder in parts[:-1] if not _PLAIN_FOLDER.match(folder)]
    common = _describe(stem, folders)
    extra = _extra(stem, folders)
    if extra is not None:
        return _identify_extra(stem, folders, library, extra, common)
    if library != "movie" and (identity := _identify_episode(stem, folders, library, common)):
        return identity
    return _identify_movie(stem, folders, common)


def _describe(stem: str, folders: list[str]) -> dict[str, Any]:
    """What the tags say: resolution, source, codec, edition, group, ids."""
    found: dict[str, Any] = {"ids": {}}
    for name in (stem, *reversed(folders)):
        for tag in vocabulary.tags(name):
            if tag.kind in ("resolution", "source", "codec", "edition"):
                found.setdefault(tag.kind, re.sub(r"[._ ]+", " ", tag.text) if tag.kind == "edition" else tag.text)
        found["ids"] = {**vocabulary.ids(name), **found["ids"]}
    group = _GROUP_FIRST.match(stem) or (_GROUP_LAST.search(stem) if vocabulary.tags(stem) else None)
    found["group"] = group[1] if group else None
    return found


def _extra(stem: str, folders: list[str]) -> str | None:
    """What sort of extra this is, or None."""
    for folder in folders[1:]:
        if kind := _EXTRA_FOLDERS.get(folder.casefold()):
            return kind
    if folders and (kind := _EXTRA_FOLDERS.get(folders[0].casefold())) and kind in ("sample", "trailer", "other"):
        return kind
    if _SAMPLE.search(stem):
        return "sample"
    if match := _EXTRA_SUFFIX.search(stem):
        return re.sub(r"\d$", "", match[1].lower()).replace("deleted", "deleted scene").strip()
    return None


def _identify_extra(
    stem: str, folders: list[str], library: Literal["movie", "show"] | None, extra: str, common: dict[str, Any]
) -> Identity:
    """An extra belongs to what its folder, or the name before its suffix, stands for."""
    kind: Kind = "sample" if extra == "sample" else "extra"
    owners = [folder for folder in folders if folder.casefold() not in _EXTRA_FOLDERS]
    own = _SAMPLE.sub(" ", _EXTRA_SUFFIX.sub("", stem)).strip() or stem
    if owners:
        base = parse("/".join(owners), library)
        season = _season_of(owners[-1])
        title, year = _show_title(owners, season is not None) if season is not None else (base.title, base.year)
    else:
        base = parse(own, library)
        title, year, season = base.title, base.year, base.season
    label = clean(own) if owners else None
    return Identity(kind, title, year, season=season, extra=extra, episode_title=label, **common)


def _season_of(folder: str) -> int | None:
    """The season that a folder stands for."""
    if _SPECIALS.match(folder.strip()):
        return 0
    match = _SEASON_FOLDER.match(vocabulary.without_noise(folder).strip())
    return int(match[1] or match[2]) if match else None


def _show_title(folders: list[str], last_is_season: bool) -> tuple[str, int | None]:
    """The show's title and year from the folders."""
    shows = folders[:-1] if last_is_season else folders
    if shows:
        return _title(shows[-1])
    name = vocabulary.without_noise(folders[-1])
    found = numbering.season_word(name)
    return _title(name[: found.start] if found else name)


def _title(name: str, end: int | None = None) -> tuple[str, int | None]:
    """Title and year of a folder or of the part of a name before `end`."""
    name = vocabulary.without_noise(name)
    end = len(name) if end is None else end
    group = _GROUP_FIRST.match(name)
    start = group.end() if group and group.end() < end else 0
    stop = min((tag.start for tag in vocabulary.tags(name) if start < tag.start), default=end)
    stop = min(stop, end)
    candidates = [year for year in vocabulary.years(name) if start <= year.start < end]
    behind = [year for year in candidates if clean(name[start : year.start])]
    year = _best_year(name, behind, stop)
    if year is not None:
        stop = min(stop, year.start)
    title = clean(name[start:stop]) or clean(name[start:end]) or clean(name) or name
    return title, int(year.text) if year else None


def _best_year(name: str, candidates: list[vocabulary.Tag], stop: int) -> vocabulary.Tag | None:
    """The year that is the release year: in brackets, else the last one before the tags, else the first after."""
    bracketed = [year for year in candidates if name[year.start - 1 : year.start] in ("(", "[", "{")]
    before = [year for year in candidates if year.start <= stop]
    if bracketed or before:
        return (bracketed or before)[-1]
    return candidates[0] if candidates else None


def _identify_episode(
    stem: str, folders: list[str], library: Literal["movie", "show"] | None, common: dict[str, Any]
) -> Identity | None:
    """The file as an episode, if anything says that it is one."""
    name = vocabulary.without_noise(stem)
    folder_season = next((s for f in reversed(folders[-2:]) if (s := _season_of(f)) is not None), None)
    season_last = bool(folders) and _season_of(folders[-1]) is not None
    found = _numbers(name, folder_season, library)
    if found is None:
        if library != "show" and folder_season is None:
            return None
        found = Numbering(len(name), len(name))
    season = found.season if found.season is not None else folder_season
    if found.season is None and not found.date and (word := numbering.season_word(name)):
        season = word.season
        found = _join(found, word)
    title, year = _title(stem, found.start)
    own = clean(vocabulary.without_noise(stem)[_group_end(stem) : found.start])
    if folders and (season_last or not own or library == "show"):
        of_folder, folder_year = _show_title(folders, season_last)
        if of_folder and (season_last or not own or (len(folders) > 0 and library == "show")):
            title, year = of_folder, folder_year or (year if own else None)
    return Identity(
        "episode", title, year, season, found.episodes, found.absolute, found.date,
        episode_title=_episode_title(name, found.end), **common,
    )  # fmt: skip


def _group_end(stem: str) -> int:
    group = _GROUP_FIRST.match(stem)
    return group.end() if group else 0


def _join(first: Numbering, second: Numbering) -> Numbering:
    """Two finds as one: numbers of the first, span of both."""
    if not first.episodes and not first.absolute:
        return second
    return Numbering(
        min(first.start, second.start), max(first.end, second.end), second.season, first.episodes, first.absolute
    )


def _numbers(name: str, season: int | None, library: str | None) -> Numbering | None:
    """The surest numbers in the name."""
    if found := numbering.explicit(name) or numbering.air_date(name):
        return found
    if found := numbering.episode_word(name):
        return found
    if season is not None or library == "show":
        if found := numbering.leading(name):
            return found
        if (found := numbering.compact(name)) and (season in (None, found.season)):
            return found
        if found := numbering.part_word(name):
            return found
    bracket = _GROUP_FIRST.match(name)
    if (bracket or season is not None or library == "show") and (found := numbering.absolute(name)):
        if season is not None:
            return Numbering(found.start, found.end, episodes=found.absolute)
        return found
    return numbering.season_word(name) if season is None else None


def _episode_title(name: str, start: int) -> str | None:
    """What stands between the numbers and the tags."""
    stop = min((tag.start for tag in vocabulary.tags(name) if tag.start >= start), default=len(name))
    return clean(re.sub(r"[\[(][^\])]*[\])]", " ", name[start:stop])) or None


def _identify_movie(stem: str, folders: list[str], common: dict[str, Any]) -> Identity:
    """The file as a movie: its own name, or its folder's where that says more."""
    title, year = _title(stem)
    if folders and not _season_of(folders[-1]):
        folder_title, folder_year = _title(folders[-1])
        bare = re.fullmatch(
            r"(?:cd|dis[ck]|part|pt|movie|video|feature|main|title|vts)?[ ._-]*\d{0,3}(?:[ ._-]\d+)?",
            stem,
            re.IGNORECASE,
        )
        if (folder_year and (bare or year is None or year == folder_year)) or (bare and not re.fullmatch(r"\d+", stem)):
            title, year = folder_title, folder_year
    part = _PART.search(stem)
    return Identity("movie", title, year, part=int(part[1]) if part else None, **common)
