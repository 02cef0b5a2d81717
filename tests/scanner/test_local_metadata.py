"""What files beside videos and tags inside them become in reports, and that the catalog follows when they change."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dim.metadata.model import Facts
from dim.scanner.content.inspect import Inspector
from dim.scanner.content.sidecars import SidecarFinder
from dim.scanner.disk.walk import walk
from dim.scanner.messages import FileReport, LibraryType, LocalFacts
from dim.scanner.subtitles.beside import SubtitleFinder
from dim.workers import Pool
from support import media
from support.server import Api, RunningServer, add_library, scanned, titles, until

MATRIX = '<movie><title>The Matrix</title><plot>A hacker learns the truth.</plot><uniqueid type="imdb">tt0133093</uniqueid></movie>'
SHOW = '<tvshow><title>Breaking Bad</title><uniqueid type="tvdb">81189</uniqueid><namedseason number="1">The First</namedseason></tvshow>'


def episode(number: int, title: str, season: int = 1) -> str:
    return f'<episodedetails><title>{title}</title><season>{season}</season><episode>{number}</episode><uniqueid type="tvdb">3492{number}</uniqueid></episodedetails>'


def reports(root: Path, library: LibraryType, again: bool = False) -> dict[str, FileReport]:
    """The reports of all files in a folder, by the file's name, made by real workers."""

    async def inspect() -> dict[str, FileReport]:
        pool = Pool(1)
        try:
            listing = walk(str(root))
            made = Inspector(str(root), library, pool).inspect(
                sorted(listing.videos.values(), key=lambda found: found.path), SubtitleFinder(listing.subtitles, listing.neighbours, library),
                SidecarFinder(listing, library), set(listing.videos) if again else set(),
            )  # fmt: skip
            return {report.path.rpartition("/")[2]: report async for report in made}
        finally:
            await pool.close()

    return asyncio.run(inspect())


def film(path: Path) -> Path:
    return media.place(media.made(f"h264{path.suffix}", seconds=2), path)


def write(path: Path, text: str | bytes) -> None:
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def test_a_movie_with_an_nfo_file(tmp_path: Path) -> None:
    film(tmp_path / "The Matrix (1999)" / "The Matrix (1999).mp4")
    write(tmp_path / "The Matrix (1999)" / "movie.nfo", MATRIX)
    film(tmp_path / "Heat (1995)" / "Heat (1995).mp4")
    found = reports(tmp_path, "movie")
    matrix, heat = found["The Matrix (1999).mp4"], found["Heat (1995).mp4"]
    assert matrix.facts == (
        LocalFacts(
            "file", "nfo", Facts(title="The Matrix", overview="A hacker learns the truth.", ids={"imdb": "tt0133093"})
        ),
    )
    assert matrix.identity is not None
    assert matrix.identity.ids == {"imdb": "tt0133093"}
    assert list(matrix.sidecars) == ["The Matrix (1999)/movie.nfo"]
    assert (heat.facts, dict(heat.sidecars), heat.note) == ((), {}, None)
    again = reports(tmp_path, "movie", again=True)["Heat (1995).mp4"]
    assert again.facts == (LocalFacts("file", "nfo", None), LocalFacts("file", "tags", None))


def test_episodes_with_their_show_and_season(tmp_path: Path) -> None:
    folder = tmp_path / "Breaking Bad" / "Season 01"
    for name in ("Breaking Bad S01E01", "Breaking Bad S01E02-E03", "Breaking Bad S01E04"):
        film(folder / f"{name}.mp4")
    write(tmp_path / "Breaking Bad" / "tvshow.nfo", SHOW)
    write(folder / "season.nfo", "<season><seasonnumber>1</seasonnumber><title>Season One</title></season>")
    write(folder / "Breaking Bad S01E01.nfo", episode(1, "Pilot"))
    write(
        folder / "Breaking Bad S01E02-E03.nfo",
        episode(2, "Cat's in the Bag...") + episode(3, "...and the Bag's in the River"),
    )
    write(folder / "Breaking Bad S01E04.nfo", "<movie><title>Another</title></movie>")
    found = reports(tmp_path, "show")
    first, both, last = (found[f"Breaking Bad {name}.mp4"] for name in ("S01E01", "S01E02-E03", "S01E04"))
    assert first.facts == (
        LocalFacts("file", "nfo", Facts(title="Pilot", ids={"tvdb": "34921"})), LocalFacts("season", "nfo", Facts(title="Season One"), 1),
        LocalFacts("show", "nfo", Facts(title="Breaking Bad", ids={"tvdb": "81189"})),
    )  # fmt: skip
    assert [(one.season, one.episode, one.facts and one.facts.title) for one in both.facts] == [
        (1, 2, "Cat's in the Bag..."),
        (1, 3, "...and the Bag's in the River"),
    ]
    assert (last.facts, last.note) == (
        (),
        "Its NFO file Breaking Bad S01E04.nfo is of a movie, not of an episode: it was not taken.",
    )
    assert all(report.identity and report.identity.ids == {"tvdb": "81189"} for report in found.values())


def test_a_plexmatch(tmp_path: Path) -> None:
    film(tmp_path / "ffly" / "disc1" / "t00.mp4")
    film(tmp_path / "ffly" / "disc1" / "t01.mp4")
    write(
        tmp_path / "ffly" / ".plexmatch",
        "title: Firefly\nyear: 2002\ntvdbid: 78874\nep: S01E01: t00.mp4\nep: S01E02-E03: t01.mp4\n",
    )
    found = reports(tmp_path, "show")
    stated = [
        (one.identity.title, one.identity.year, one.identity.season, one.identity.episodes, one.identity.ids)
        for one in found.values()
        if one.identity
    ]
    assert stated == [("Firefly", 2002, 1, (1,), {"tvdb": "78874"}), ("Firefly", 2002, 1, (2, 3), {"tvdb": "78874"})]


@pytest.mark.parametrize(
    ("name", "nfo", "ids"),
    [
        ("Solaris (1972) {tmdb-593}", '<movie><uniqueid type="imdb">tt0069293</uniqueid></movie>', {"tmdb": "593", "imdb": "tt0069293"}),
        ("Solaris (1972) {tmdb-593}", '<movie><uniqueid type="tmdb">2103</uniqueid><uniqueid type="imdb">tt0307479</uniqueid></movie>', {"tmdb": "593"}),
        ("Solaris (1972)", "https://www.themoviedb.org/movie/593", {"tmdb": "593"}),
        ("Solaris (1972)", '<tvshow><uniqueid type="tmdb">1396</uniqueid></tvshow>', {}),
    ],
)  # fmt: skip
def test_ids_in_names_win(tmp_path: Path, name: str, nfo: str, ids: dict[str, str]) -> None:
    film(tmp_path / name / f"{name}.mp4")
    write(tmp_path / name / f"{name}.nfo", nfo)
    (report,) = reports(tmp_path, "movie").values()
    assert report.identity is not None
    assert report.identity.ids == ids


@pytest.mark.parametrize(
    ("nfo", "note"),
    [
        ("<movie>\n<title>Tom & Jerry</title></movie>", "Its NFO file Tom and Jerry (1992).nfo is broken at line 2: not well-formed (invalid token); what could be read was taken."),
        (b"\xb0\xb1\xb2\xdb\xdb art", None),
    ],
)  # fmt: skip
def test_a_broken_nfo_file_leaves_the_video_usable(tmp_path: Path, nfo: str | bytes, note: str | None) -> None:
    film(tmp_path / "Tom and Jerry (1992)" / "Tom and Jerry (1992).mp4")
    write(tmp_path / "Tom and Jerry (1992)" / "Tom and Jerry (1992).nfo", nfo)
    (report,) = reports(tmp_path, "movie").values()
    assert (report.error, report.note) == (None, note)


def test_an_nfo_file_that_is_a_link_or_no_file_is_left_alone(tmp_path: Path) -> None:
    library = tmp_path / "films"
    write(tmp_path / "secret.nfo", MATRIX)
    film(library / "Heat (1995)" / "Heat (1995).mp4")
    (library / "Heat (1995)" / "Heat (1995).nfo").symlink_to(tmp_path / "secret.nfo")
    (library / "Heat (1995)" / "movie.nfo").mkdir()
    (report,) = reports(library, "movie").values()
    assert (report.facts, dict(report.sidecars), report.note) == ((), {}, None)


def external_ids(api: Api, library: int) -> dict[str, Any]:
    return {name: api.ask("GET", f"/api/v1/media/{card['id']}")["ids"] for name, card in titles(api, library).items()}


def notes(api: Api, library: int) -> list[str]:
    (card,) = titles(api, library).values()
    return [file["note"] for file in api.ask("GET", f"/api/v1/media/{card['id']}")["files"] if file.get("note")]


def test_the_catalog_follows_nfo_files(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    films = tmp_path / "films"
    nfo = films / "The Matrix (1999)" / "movie.nfo"
    film(films / "The Matrix (1999)" / "The Matrix (1999).mp4")
    server = start_server()
    with server.set_up() as api:
        library = add_library(api, films)
        assert external_ids(api, library) == {"The Matrix (1999)": {}}
        write(nfo, MATRIX)  # while it watches
        until(lambda: external_ids(api, library) == {"The Matrix (1999)": {"imdb": "tt0133093"}}, 20, "the id")
    server.stop()
    write(nfo, MATRIX.replace("</plot>", "& more</plot>").replace("<plot>", "\n<plot>"))  # while it is off
    server.start()
    with server.sign_in() as api:
        scanned(api, library)
        until(lambda: any("movie.nfo is broken at line 2" in note for note in notes(api, library)), 20, "the note")
        nfo.unlink()
        until(lambda: not notes(api, library), 20, "the end of the note")


def test_a_library_without_nfo_files_is_listed_as_quickly(tmp_path: Path) -> None:
    for number in range(300):
        folder = tmp_path / f"Film {number} (2001)"
        folder.mkdir()
        (folder / f"Film {number} (2001).mkv").write_bytes(b"x")
    listing = walk(str(tmp_path))
    finder = SidecarFinder(listing, "movie")
    began = time.process_time()
    assert all(not finder.times(path) for path in listing.videos)
    assert time.process_time() - began < 1


def test_all_kinds_of_artwork_are_shown_and_followed(owner: Api, tmp_path: Path) -> None:
    folder = tmp_path / "films" / "Heat (1995)"
    film(folder / "Heat (1995).mp4")
    for name in ("poster", "clearlogo", "banner", "landscape", "clearart"):
        media.picture(folder / f"{name}.png", "navy")
    media.picture(folder / "extrafanart" / "heist.jpg", "gray", "640x360")
    library = add_library(owner, tmp_path / "films")

    def pictures() -> dict[str, Any]:
        (card,) = titles(owner, library).values()
        found: dict[str, Any] = owner.ask("GET", f"/api/v1/media/{card['id']}")["pictures"]
        return found

    assert pictures().keys() == {"poster", "backdrop", "logo", "banner", "landscape", "clearart"}
    before = pictures()["backdrop"]["digest"]
    (folder / "clearart.png").unlink()
    media.picture(folder / "extrafanart" / "a-street.jpg", "orange", "640x360")
    until(lambda: "clearart" not in pictures() and pictures()["backdrop"]["digest"] != before, 20, "the change")
    assert pictures().keys() == {"poster", "backdrop", "logo", "banner", "landscape"}


@pytest.mark.parametrize("library", ["movie", "show"])
def test_people_have_the_pictures_beside_their_title(owner: Api, tmp_path: Path, library: str) -> None:
    root, folder = tmp_path / "media", tmp_path / "media" / "Heat (1995)"
    cast = "<actor><name>Al Pacino</name><role>Hanna</role></actor><actor><name>Robert De Niro</name></actor>"
    if library == "movie":
        film(folder / "Heat (1995).mp4")
        write(folder / "movie.nfo", f"<movie><title>Heat</title>{cast}</movie>")
    else:
        film(folder / "Season 1" / "Heat S01E01.mp4")
        write(folder / "tvshow.nfo", f"<tvshow><title>Heat</title>{cast}</tvshow>")
    media.picture(folder / ".actors" / "Al_Pacino.jpg", "navy")
    media.picture(folder / ".actors" / "Val_Kilmer.jpg", "gray")
    number = add_library(owner, root, library)
    (card,) = titles(owner, number).values()
    people = {one["name"]: one["picture"] for one in owner.ask("GET", f"/api/v1/media/{card['id']}")["people"]}
    assert people.keys() == {"Al Pacino", "Robert De Niro"}
    assert people["Robert De Niro"] is None
    assert people["Al Pacino"]
    (person,) = [one for one in owner.ask("GET", f"/api/v1/media/{card['id']}")["people"] if one["name"] == "Al Pacino"]
    assert owner.get(f"/api/v1/artwork/{person['id']}/profile").headers["content-type"] == "image/webp"


def test_a_frame_is_neither_logo_nor_banner(owner: Api, tmp_path: Path) -> None:
    film(tmp_path / "films" / "Heat (1995)" / "Heat (1995).mp4")
    library = add_library(owner, tmp_path / "films")
    (card,) = titles(owner, library).values()
    until(
        lambda: {"poster", "backdrop"} == owner.ask("GET", f"/api/v1/media/{card['id']}")["pictures"].keys(),
        20,
        "its frames",
    )
