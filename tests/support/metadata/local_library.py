"""Libraries on disk of well-known titles: tiny real videos, NFO files beside a third of the titles, pictures beside another third."""

import os
import time
from dataclasses import dataclass, field
from pathlib import Path

from dim.metadata.local.nfo import Written, write_nfo
from dim.metadata.model import Credit, Facts, Rating
from support import media
from support.metadata import posters, well_known

GENRES = ("Drama", "Crime", "Science Fiction", "Comedy", "Thriller", "Adventure", "Mystery")
SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class LocalTitle:
    """A title of such a library: what a server has to show of it."""

    kind: str
    title: str
    year: int
    folder: Path
    facts: Facts | None = None
    """What its NFO file says; None: it has none."""
    pictures: tuple[str, ...] = ()
    """The kinds of artwork that lie beside it."""
    episodes: tuple[tuple[int, int], ...] = ()
    """Of a show: season and number."""
    episode_facts: dict[tuple[int, int], Facts] = field(default_factory=dict)


def make_library(root: Path, count: int = 300) -> list[LocalTitle]:
    """Write `count` titles below `root`: movies in "Movies", about one in eight a show in "Shows"."""
    shows = well_known.shows()[: max(1, count // 8)]
    movies = well_known.movies()[: count - len(shows)]
    assert len(shows) + len(movies) == count, f"only {len(shows) + len(movies)} titles are known"
    made = [_movie(root / "Movies", number, *one) for number, one in enumerate(movies)]
    return made + [_show(root / "Shows", number, *one) for number, one in enumerate(shows)]


def _movie(root: Path, number: int, title: str, year: int) -> LocalTitle:
    name = f"{_safe(title)} ({year})"
    folder = root / name
    _video(folder / f"{name}.mp4")
    facts = _facts(number, title, year) if number % 3 == 0 else None
    if facts is not None:
        nfo = folder / ("movie.nfo" if number % 2 else f"{name}.nfo")
        nfo.write_bytes(write_nfo(Written(kind="movie", facts=facts)))
    return LocalTitle("movie", title, year, folder, facts, _pictures(folder, number, title, year, name))


def _show(root: Path, number: int, title: str, year: int, seasons: int, length: int) -> LocalTitle:
    name = f"{_safe(title)} ({year})" if "(" not in title else _safe(title)
    folder = root / name
    facts = _facts(number, title, year) if number % 3 == 0 else None
    numbers = tuple((season, episode) for season in range(1, seasons + 1) for episode in range(1, length + 1))
    told: dict[tuple[int, int], Facts] = {}
    for season, episode in numbers:
        stem = folder / f"Season {season:02}" / f"{_safe(title)} S{season:02}E{episode:02}"
        _video(stem.with_name(f"{stem.name}.mp4"))
        if facts is not None:
            told[season, episode] = Facts(
                title=f"{_word(season * 7 + episode)} {_word(episode)}", overview=f"What happened in hour {episode}."
            )
            written = Written(kind="episode", facts=told[season, episode], season=season, number=episode)
            stem.with_name(f"{stem.name}.nfo").write_bytes(write_nfo(written))
        if number % 3 == 1:
            stem.with_name(f"{stem.name}-thumb.jpg").write_bytes(posters.still(title, season * 100 + episode))
    if facts is not None:
        (folder / "tvshow.nfo").write_bytes(write_nfo(Written(kind="show", facts=facts)))
    return LocalTitle("show", title, year, folder, facts, _pictures(folder, number, title, year, ""), numbers, told)


def _pictures(folder: Path, number: int, title: str, year: int, name: str) -> tuple[str, ...]:
    if number % 3 != 1:
        return ()
    poster = f"{name}-poster.jpg" if name and number % 2 else "poster.jpg"
    (folder / poster).write_bytes(posters.poster(title, year))
    (folder / "fanart.jpg").write_bytes(posters.backdrop(title, year))
    if number % 2:
        return "poster", "backdrop"
    (folder / "clearlogo.png").write_bytes(posters.logo(title))
    return "poster", "backdrop", "logo"


def _facts(number: int, title: str, year: int) -> Facts:
    return Facts(
        title=title, year=year, overview=f"{title} is told here in {len(title)} words or more & without an end.",
        tagline=f"{_word(number)} is only the beginning.", runtime=60.0 * (80 + number % 70), rating=5 + number % 50 / 10,
        ratings=(Rating("imdb", 5 + number % 50 / 10, 1000 + number),), certification=("PG-13", "R", "PG")[number % 3],
        genres=(GENRES[number % 7], GENRES[(number + 2) % 7]), ids={"imdb": f"tt{9_000_000 + number}"},
        people=(Credit(f"{_word(number)} {_word(number + 3)}", "actor", _word(number + 5)), Credit(f"{_word(number + 1)} Kurosawa", "director")),
    )  # fmt: skip


def _word(number: int) -> str:
    words = (
        "Winter",
        "Harbour",
        "Silence",
        "Ember",
        "Meridian",
        "Orchard",
        "Lantern",
        "Tide",
        "Granite",
        "Sparrow",
        "Velvet",
    )
    return words[number % len(words)]


def _safe(title: str) -> str:
    return title.replace(": ", " - ").replace("/", "-").rstrip(".")


def _video(path: Path) -> None:
    """A tiny video that is no other's copy, written a while ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    name = str(path).encode()[-200:]
    path.write_bytes(
        media.made("h264.mp4", seconds=SECONDS).read_bytes() + (8 + len(name)).to_bytes(4, "big") + b"free" + name
    )
    os.utime(path, (time.time() - 60,) * 2)
