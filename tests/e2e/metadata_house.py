"""A server with films and shows that a fake TMDB and a fake TVmaze know: for tests of what the UI shows of them."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from dim.metadata.model import Credit, Facts
from support import media
from support.metadata.fake_tmdb import KEY, FakeTmdb
from support.metadata.fake_tvmaze import FakeTvmaze
from support.metadata.known import KnownTitle
from support.metadata.world import world
from support.server import Api, RunningServer, scanned, titles, until

FILMS = (
    "The Matrix (1999)", "The Matrix Reloaded (2003)", "The Matrix Revolutions (2003)", "Heat (1995)", "Dune (2021)", "Dune Part Two (2024)",
    "Blade Runner (1982)", "Blade Runner 2049 (2017)", "Arrival (2016)", "Inception (2010)", "Alien (1979)", "Speed (1994)",
    "John Wick (2014)", "Total Recall", "Dr. Strangelove or How I Learned to Stop Worrying and Love the Bomb (1964)",
)  # fmt: skip
CAST = (
    ("Hugo Weaving", "actor", "Agent Smith"), ("Joe Pantoliano", "actor", "Cypher"), ("Gloria Foster", "actor", "The Oracle"),
    ("Marcus Chong", "actor", "Tank"), ("Belinda McClory", "actor", "Switch"), ("Julian Arahanga", "actor", "Apoc"),
    ("Matt Doran", "actor", "Mouse"), ("Paul Goddard", "actor", "Agent Brown"), ("Lana Wachowski", "writer", None),
    ("Don Davis", "composer", None), ("Bill Pope", "cinematographer", None), ("Joel Silver", "producer", None),
)  # fmt: skip


@dataclass(frozen=True)
class MetadataHouse:
    """A running server, its owner, its libraries, and the fake providers that it asks."""

    server: RunningServer
    owner: Api
    tmdb: FakeTmdb
    films: int
    shows: int
    disk: Path
    titles: dict[str, int]
    """Movies and shows by name and year."""

    @property
    def url(self) -> str:
        return self.server.url


def _known() -> list[KnownTitle]:
    """The world of the fakes; of The Matrix, more people than usual."""
    return [_with_cast(one) if one.id("tmdb") == "603" else one for one in world()]


def _with_cast(title: KnownTitle) -> KnownTitle:
    facts: Facts = title.details.facts
    names = {"Keanu Reeves": "Neo", "Laurence Fishburne": "Morpheus", "Carrie-Anne Moss": "Trinity"}
    first = tuple(replace(one, character=names.get(one.name, one.character)) for one in facts.people)
    more = tuple(
        Credit(name, job, role, None if role is None else f"/profile-{place}.jpg", {"tmdb": str(7_700_000 + place)})
        for place, (name, job, role) in enumerate(CAST)
    )
    return replace(title, details=replace(title.details, facts=replace(facts, people=(*first, *more))))


@contextmanager
def metadata_house(disk: Path) -> Iterator[MetadataHouse]:
    """Start everything, and wait until all titles were looked for."""
    with FakeTmdb(_known()) as tmdb, FakeTvmaze(_known()) as tvmaze:
        home = disk / "home"
        media.place(media.made("short.mp4", seconds=4), home / "The Thing (1982)" / "The Thing (1982).mp4")
        server = RunningServer(
            disk / "data", HOME=str(home), DIM_TMDB_URL=tmdb.url, DIM_TMDB_KEY=KEY, DIM_TVMAZE_URL=tvmaze.url
        ).start()
        try:
            with server.set_up() as owner:
                yield _furnished(server, owner, tmdb, disk)
        finally:
            server.stop()


def _furnished(server: RunningServer, owner: Api, tmdb: FakeTmdb, disk: Path) -> MetadataHouse:
    short = media.made("short.mp4", seconds=4)
    for name in FILMS:
        media.place(short, disk / "films" / name / f"{name}.mp4")
    (disk / "films" / FILMS[3] / "movie.nfo").write_text(
        "<movie><title>Heat</title><year>1995</year><tagline>A Los Angeles crime saga.</tagline></movie>"
    )
    for season, episodes in ((1, 3), (2, 2)):
        for number in range(1, episodes + 1):
            name = f"The Office (2005) S{season:02}E{number:02}.mp4"
            media.place(short, disk / "shows" / "The Office (2005)" / f"Season {season}" / name)
    films = _library(owner, disk / "films", "movie", "Films", ["nfo", "tmdb", "tags"])
    shows = _library(owner, disk / "shows", "show", "Shows", ["nfo", "tmdb", "tvmaze", "tags"])
    found = {name: card["id"] for library in (films, shows) for name, card in titles(owner, library).items()}
    return MetadataHouse(server, owner, tmdb, films, shows, disk, found)


def _library(owner: Api, path: Path, kind: str, name: str, providers: list[str]) -> int:
    body = {"name": name, "path": str(path), "type": kind, "providers": providers}
    number: int = owner.ask("POST", "/api/v1/library", 201, json=body)["id"]
    scanned(owner, number)
    run = owner.ask("POST", f"/api/v1/library/{number}/run", 201, json={"flag": "fetch_metadata"})["run_id"]
    until(lambda: owner.ask("GET", f"/api/v1/library/{number}/run/{run}")["state"] == "done", 90, "the metadata")
    return number


def main() -> None:
    """Keep one running, for people to look at."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder, metadata_house(Path(folder)) as house:
        print(house.url, house.owner.headers["Authorization"][7:], house.titles, flush=True)
        while True:
            time.sleep(60)


if __name__ == "__main__":
    main()
