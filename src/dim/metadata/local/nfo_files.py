"""Which NFO files belong to a video, by names. Pure.

Film.nfo, movie.nfo, <folder>.nfo        beside a movie; the last two where its folder holds no other movie
VIDEO_TS/VIDEO_TS.nfo, BDMV/index.nfo    of a disc; movie.nfo beside the folder too
tvshow.nfo                               in the folder of a show
season.nfo                               in the folder of a season
Episode.nfo                              beside an episode
"""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

PLEXMATCH = ".plexmatch"
_PART = re.compile(r"[ ._-]*[\[(]?(?:cd|dvd|disc|disk|part|pt)[ ._-]?([1-9a-d])[\])]?$", re.IGNORECASE)
_DISCS = {"video_ts": ("video_ts.nfo",), "bdmv": ("index.nfo", "movie.nfo")}
MOST_LEVELS = 3
"""Folders between an episode and its show's."""
Names = Callable[[str], Mapping[str, str]]
"""The NFO files and `.plexmatch` in a folder (relative to the library, "" its own): names by name in small letters."""


@dataclass(frozen=True, slots=True)
class Sidecars:
    """The paths of the files that say something of a video, relative to the library."""

    own: str | None = None
    season: str | None = None
    show: str | None = None
    plexmatch: tuple[str, ...] = ()
    """The nearest first."""

    @property
    def paths(self) -> tuple[str, ...]:
        """All of them."""
        return (*(path for path in (self.own, self.season, self.show) if path), *self.plexmatch)


def is_sidecar(name: str) -> bool:
    """Whether a file's name is one of an NFO file or a `.plexmatch`."""
    return name[-4:].lower() == ".nfo" or name.lower() == PLEXMATCH


def is_of_video(path: str) -> bool:
    """Whether a file is an NFO file of a movie or an episode, by its name."""
    name = path.rpartition("/")[2].lower()
    return name.endswith(".nfo") and name not in ("tvshow.nfo", "season.nfo")


def of_movie(path: str, names: Names, is_alone: Callable[[str], bool]) -> Sidecars:
    """The files of a movie. `is_alone(folder)`: whether a folder holds no other movie."""
    folder, _, name = path.rpartition("/")
    disc = _disc(path)
    if disc is not None:
        around = disc.rpartition("/")[0]
        inside = _first(disc, names(disc), _DISCS[disc.rpartition("/")[2].casefold()])
        own = inside or _first(around, names(around), ("movie.nfo", *_of_folder(around)) if around else ())
        return Sidecars(own=own, plexmatch=_plexmatch((around,), names) if around else ())
    there = names(folder)
    if not there:
        return Sidecars()
    stem = name.rpartition(".")[0]
    alone = bool(folder) and is_alone(folder)
    wanted = [
        *(("movie.nfo",) if alone else ()),
        f"{stem}.nfo",
        *_without_part(stem),
        *(_of_folder(folder) if alone else ()),
    ]
    own = _first(folder, there, wanted)
    others = [one for one in there if one.endswith(".nfo")]
    if own is None and alone and len(others) == 1:  # of a release, named as its group likes
        own = _first(folder, there, others)
    return Sidecars(own=own, plexmatch=_plexmatch((folder,), names) if alone else ())


def of_episode(path: str, names: Names, is_season: Callable[[str], bool]) -> Sidecars:
    """The files of an episode, its season and its show. `is_season`: whether a folder's name is one of a season."""
    folder, _, name = path.rpartition("/")
    folders = show_folders(path, is_season)
    there = names(folder)
    show = next((found for one in folders if (found := _first(one, names(one), ("tvshow.nfo",)))), None)
    season = _first(folder, there, ("season.nfo",))
    return Sidecars(
        _first(folder, there, (f"{name.rpartition('.')[0]}.nfo",)), season, show, _plexmatch(folders, names)
    )


def show_folders(path: str, is_season: Callable[[str], bool]) -> tuple[str, ...]:
    """The folders that may be that of an episode's show, the nearest first; the library's own only where no other can be."""
    folder = path.rpartition("/")[0]
    found = [folder]
    while found[-1] and len(found) < MOST_LEVELS:
        found.append(found[-1].rpartition("/")[0])
    if len(found) > 1 and not found[-1] and not is_season(found[-2].rpartition("/")[2]):
        found.pop()
    return tuple(found)


def _disc(path: str) -> str | None:
    """The folder VIDEO_TS or BDMV that a file lies in."""
    parts = path.split("/")[:-1]
    return next(("/".join(parts[: place + 1]) for place, part in enumerate(parts) if part.casefold() in _DISCS), None)


def _of_folder(folder: str) -> tuple[str, ...]:
    return (f"{folder.rpartition('/')[2]}.nfo",)


def _without_part(stem: str) -> list[str]:
    """Of a part: the name of all of them, or of the first."""
    match = _PART.search(stem)
    if match is None:
        return []
    first = stem[: match.start(1)] + ("1" if match.group(1).isdigit() else "a") + stem[match.end(1) :]
    return [f"{stem[: match.start()]}.nfo", f"{first}.nfo"]


def _first(folder: str, there: Mapping[str, str], wanted: Collection[str]) -> str | None:
    found = next((there[name.casefold()] for name in wanted if name.casefold() in there), None)
    return f"{folder}/{found}".lstrip("/") if found else None


def _plexmatch(folders: Collection[str], names: Names) -> tuple[str, ...]:
    return tuple(found for one in folders if (found := _first(one, names(one), (PLEXMATCH,))))
