"""Which NFO files belong to a video, and what `.plexmatch` says."""

import pytest

from dim.artwork.local_files import season_folder
from dim.metadata.local.nfo_files import Sidecars, of_episode, of_movie
from dim.metadata.local.plexmatch import LARGEST, MatchedFile, PlexMatch, read_plexmatch

MOVIES = [
    # video, NFO files, whether the folder holds one movie, the file that is its
    ("Heat (1995)/Heat (1995).mkv", ["Heat (1995)/Heat (1995).nfo"], True, "Heat (1995)/Heat (1995).nfo"),
    ("Heat (1995)/Heat (1995).mkv", ["Heat (1995)/HEAT (1995).NFO"], True, "Heat (1995)/HEAT (1995).NFO"),
    (
        "Heat (1995)/Heat (1995).mkv",
        ["Heat (1995)/Heat (1995).nfo", "Heat (1995)/movie.nfo"],
        True,
        "Heat (1995)/movie.nfo",
    ),
    ("Films/Heat.mkv", ["Films/Heat.nfo", "Films/movie.nfo"], False, "Films/Heat.nfo"),
    ("Films/Heat.mkv", ["Films/movie.nfo"], False, None),
    ("Heat.mkv", ["movie.nfo"], True, None),
    ("Heat.mkv", ["Heat.nfo"], False, "Heat.nfo"),
    ("Heat (1995)/heat-1080p.mkv", ["Heat (1995)/Heat (1995).nfo"], True, "Heat (1995)/Heat (1995).nfo"),
    ("Heat.1995.GRP/grp-heat.mkv", ["Heat.1995.GRP/grp-heat.1995.nfo"], True, "Heat.1995.GRP/grp-heat.1995.nfo"),
    ("Heat.1995.GRP/grp-heat.mkv", ["Heat.1995.GRP/a.nfo", "Heat.1995.GRP/b.nfo"], True, None),
    ("Heat (1995)/Heat (1995) cd2.avi", ["Heat (1995)/Heat (1995).nfo"], False, "Heat (1995)/Heat (1995).nfo"),
    ("Films/Heat cd2.avi", ["Films/Heat cd1.nfo"], False, "Films/Heat cd1.nfo"),
    ("Films/Heat part b.avi", ["Films/Heat part a.nfo"], False, "Films/Heat part a.nfo"),
    ("Films/Heat 2.avi", ["Films/Heat.nfo"], False, None),
    (
        "Heat (1995)/VIDEO_TS/VTS_01_1.VOB",
        ["Heat (1995)/VIDEO_TS/VIDEO_TS.nfo"],
        True,
        "Heat (1995)/VIDEO_TS/VIDEO_TS.nfo",
    ),
    ("Heat (1995)/VIDEO_TS/VTS_01_1.VOB", ["Heat (1995)/movie.nfo"], True, "Heat (1995)/movie.nfo"),
    ("Heat (1995)/BDMV/STREAM/00001.m2ts", ["Heat (1995)/BDMV/index.nfo"], True, "Heat (1995)/BDMV/index.nfo"),
    ("Heat (1995)/BDMV/STREAM/00001.m2ts", ["Heat (1995)/movie.nfo"], True, "Heat (1995)/movie.nfo"),
    ("Heat (1995)/BDMV/STREAM/00001.m2ts", ["Heat (1995)/Heat (1995).nfo"], True, "Heat (1995)/Heat (1995).nfo"),
    ("Heat (1995)/Heat (1995).mkv", [], True, None),
]


def by_folder(paths: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for path in paths:
        folder, _, name = path.rpartition("/")
        found.setdefault(folder, {})[name.lower()] = name
    return found


@pytest.mark.parametrize(("video", "files", "alone", "expected"), MOVIES)
def test_of_a_movie(video: str, files: list[str], alone: bool, expected: str | None) -> None:
    names = by_folder(files)
    assert of_movie(video, lambda folder: names.get(folder, {}), lambda _folder: alone).own == expected


EPISODES = [
    ("Lost/Season 1/Lost S01E01.mkv", ["Lost/tvshow.nfo", "Lost/Season 1/season.nfo", "Lost/Season 1/Lost S01E01.nfo"],
     Sidecars("Lost/Season 1/Lost S01E01.nfo", "Lost/Season 1/season.nfo", "Lost/tvshow.nfo")),
    ("Lost/Lost S01E01.mkv", ["Lost/tvshow.nfo", "tvshow.nfo"], Sidecars(show="Lost/tvshow.nfo")),
    ("Lost/Lost S01E01.mkv", ["tvshow.nfo"], Sidecars()),
    ("Season 1/S01E01.mkv", ["tvshow.nfo"], Sidecars(show="tvshow.nfo")),
    ("Drama/Lost/Season 1/S01E01/S01E01.mkv", ["Drama/Lost/tvshow.nfo", "tvshow.nfo"], Sidecars(show="Drama/Lost/tvshow.nfo")),
    ("Lost/Season 1/S01E01.mkv", ["Lost/.plexmatch", "Lost/Season 1/.plexmatch"],
     Sidecars(plexmatch=("Lost/Season 1/.plexmatch", "Lost/.plexmatch"))),
    ("Lost/Season 1/S01E01.mkv", [".plexmatch"], Sidecars()),
    ("Lost/Season 1/S01E01.mkv", [], Sidecars()),
]  # fmt: skip


@pytest.mark.parametrize(("video", "files", "expected"), EPISODES)
def test_of_an_episode(video: str, files: list[str], expected: Sidecars) -> None:
    names = by_folder(files)
    assert of_episode(video, lambda folder: names.get(folder, {}), season_folder) == expected


PLEXMATCH = [
    ("title: Firefly\nyear: 2002\ntvdbid: 78874\n", PlexMatch("Firefly", 2002, {"tvdb": "78874"})),
    ("# made by hand\nShow: Lost\nguid: imdb://tt0411008\n", PlexMatch("Lost", None, {"imdb": "tt0411008"})),
    ("tmdbid: 0\nimdbid: nonsense\nyear: soon\n", PlexMatch()),
    ("season: 2\nep: 3: a.mkv\nep: S01E04-E05: Sub/B.MKV\nsp: 1: gag.mkv\n",
     PlexMatch(season=2, files={"a.mkv": MatchedFile(None, (3,)), "b.mkv": MatchedFile(1, (4, 5)), "gag.mkv": MatchedFile(0, (1,))})),
    ("ep: 1-9999999: a.mkv\nep: 7-3: b.mkv", PlexMatch(files={"b.mkv": MatchedFile(None, (7,))})),
    ("", PlexMatch()),
    ("title:\n:::\nep: x: y\n\x00\x01", PlexMatch()),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PLEXMATCH)
def test_plexmatch(text: str, expected: PlexMatch) -> None:
    assert read_plexmatch(text.encode()) == expected


def test_a_large_plexmatch_is_read_in_part() -> None:
    assert (
        len(read_plexmatch(b"".join(b"ep: %d: %d.mkv\n" % (n, n) for n in range(1, 99_999))[: LARGEST * 3]).files)
        <= 2000
    )
