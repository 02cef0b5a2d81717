"""Other programs' records of what was watched: a database of Kodi, files of Trakt, servers that answer as Jellyfin and Plex do."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef"
SCHEMA = """
    CREATE TABLE path (idPath INTEGER PRIMARY KEY, strPath TEXT);
    CREATE TABLE files (idFile INTEGER PRIMARY KEY, idPath INTEGER, strFilename TEXT, playCount INTEGER, lastPlayed TEXT, dateAdded TEXT);
    CREATE TABLE bookmark (idBookmark INTEGER PRIMARY KEY, idFile INTEGER, timeInSeconds DOUBLE, totalTimeInSeconds DOUBLE, type INTEGER);
    CREATE TABLE movie (idMovie INTEGER PRIMARY KEY, idFile INTEGER, c00 TEXT, c09 TEXT, premiered TEXT);
    CREATE TABLE tvshow (idShow INTEGER PRIMARY KEY, c00 TEXT, c05 TEXT);
    CREATE TABLE episode (idEpisode INTEGER PRIMARY KEY, idFile INTEGER, idShow INTEGER, c00 TEXT, c12 TEXT, c13 TEXT);
    CREATE TABLE uniqueid (uniqueid_id INTEGER PRIMARY KEY, media_id INTEGER, media_type TEXT, value TEXT, type TEXT);
    INSERT INTO path VALUES (1, 'smb://nas/films/'), (2, 'smb://nas/tv/Breaking Bad/Season 1/');
    INSERT INTO files VALUES
        (1, 1, 'The.Matrix.1999.mkv', 2, '2024-03-01 20:15:00', NULL), (2, 1, 'Amelie.mkv', NULL, '2024-03-02 20:15:00', NULL),
        (3, 1, 'never.mkv', NULL, NULL, NULL), (4, 2, 'Breaking Bad S01E01.mkv', 1, '2024-03-03 20:15:00', NULL),
        (5, 2, 'Breaking Bad S01E02.mkv', NULL, '2024-03-04 20:15:00', NULL), (6, 1, 'Stalker.mkv', 1, 'broken', NULL);
    INSERT INTO bookmark VALUES (1, 2, 61.5, 7000, 1), (2, 5, 33, 2800, 1), (3, 3, 500, 7000, 0);
    INSERT INTO movie VALUES
        (1, 1, 'Matrix', 'tt0133093', '1999-03-31'), (2, 2, 'Amélie', NULL, '2001-04-25'), (3, 3, 'Zulu', NULL, NULL),
        (4, 6, 'Stalker', NULL, '1979-05-25');
    INSERT INTO tvshow VALUES (1, 'Breaking Bad', '2008-01-20');
    INSERT INTO episode VALUES (1, 4, 1, 'Pilot', '1', '1'), (2, 5, 1, 'Cat''s in the Bag', '1', '2');
    INSERT INTO uniqueid VALUES (1, 1, 'movie', 'tt0133093', 'imdb'), (2, 1, 'tvshow', '1396', 'tmdb'), (3, 1, 'tvshow', 'x', 'else');
"""


def kodi(file: Path) -> Path:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(SCHEMA)
    return file


MATRIX = {
    "title": "The Matrix",
    "year": 1999,
    "ids": {"trakt": 481, "imdb": "tt0133093", "tmdb": 603, "slug": "the-matrix-1999"},
}
BREAKING_BAD = {
    "title": "Breaking Bad",
    "year": 2008,
    "ids": {"trakt": 1388, "tvdb": 81189, "imdb": "tt0903747", "tmdb": 1396},
}
TRAKT: dict[str, Any] = {
    "watched-movies.json": [
        {"plays": 2, "last_watched_at": "2024-03-01T19:15:00.000Z", "movie": MATRIX},
        {"plays": 1, "last_watched_at": "never", "movie": {"title": "Stalker", "year": 1979, "ids": None}},
        "nonsense", {"movie": 7},
    ],
    "watched-shows.json": [{
        "plays": 1, "last_watched_at": "2024-03-03T19:15:00.000Z", "show": BREAKING_BAD,
        "seasons": [{"number": 1, "episodes": [{"number": 1, "plays": 1, "last_watched_at": "2024-03-03T19:15:00.000Z"}]}],
    }],
    "watched-history.json": [
        {"id": 1, "watched_at": "2024-03-02T19:15:00.000Z", "type": "movie", "movie": {"title": "Amélie", "year": 2001, "ids": {"tmdb": 194}}},
        {"id": 2, "watched_at": "2024-03-04T19:15:00.000Z", "type": "episode", "show": BREAKING_BAD, "episode": {"season": 1, "number": 2}},
    ],
    "ratings-movies.json": [{"rating": 9, "movie": MATRIX}],
}  # fmt: skip


def trakt(folder: Path) -> Path:
    folder.mkdir()
    for name, values in TRAKT.items():
        (folder / name).write_text(json.dumps(values))
    return folder


JELLYFIN: list[dict[str, Any]] = [
    {"Type": "Series", "Id": "s1", "Name": "Breaking Bad", "ProductionYear": 2008, "ProviderIds": {"Tmdb": "1396", "Tvdb": "81189"}},
    {
        "Type": "Movie", "Id": "m1", "Name": "Matrix", "ProductionYear": 1999, "ProviderIds": {"Tmdb": "603", "TmdbCollection": "2344"},
        "Path": "/media/films/The.Matrix.1999.mkv",
        "UserData": {"Played": True, "PlaybackPositionTicks": 0, "LastPlayedDate": "2024-03-01T19:15:00.0000000Z"},
    },
    {
        "Type": "Movie", "Id": "m2", "Name": "Die fabelhafte Welt", "ProductionYear": 2001, "Path": "/media/films/Amelie.mkv",
        "UserData": {"Played": False, "PlaybackPositionTicks": 615000000, "LastPlayedDate": "2024-03-02T19:15:00.0000000Z"},
    },
    {"Type": "Movie", "Id": "m3", "Name": "Stalker", "ProductionYear": 1979, "UserData": {"Played": True}},
    {
        "Type": "Episode", "Id": "e1", "Name": "Pilot", "SeriesId": "s1", "SeriesName": "Breaking Bad", "ParentIndexNumber": 1,
        "IndexNumber": 1, "UserData": {"Played": True, "LastPlayedDate": "2024-03-03T19:15:00.0000000Z"},
    },
    {
        "Type": "Episode", "Id": "e2", "Name": "Cat", "SeriesName": "Breaking Bad", "ParentIndexNumber": 1, "IndexNumber": 2,
        "UserData": {"Played": False, "PlaybackPositionTicks": 330000000, "LastPlayedDate": "2024-03-04T19:15:00.0000000Z"},
    },
]  # fmt: skip
PLEX = {
    "/": '<MediaContainer machineIdentifier="abc" version="1.41" friendlyName="Home"/>',
    "/library/sections": (
        '<MediaContainer><Directory key="1" type="movie"/><Directory key="2" type="show"/><Directory key="3" type="artist"/></MediaContainer>'
    ),
    "/library/sections/1/all 1": (
        '<MediaContainer totalSize="3">'
        '<Video ratingKey="10" title="Matrix" year="1999" viewCount="2" lastViewedAt="1709320500"><Guid id="imdb://tt0133093"/>'
        '<Guid id="tmdb://603"/><Media><Part file="/data/The.Matrix.1999.mkv"/></Media></Video>'
        '<Video ratingKey="11" title="Die fabelhafte Welt" year="2001" viewOffset="61500" lastViewedAt="1709406900">'
        '<Media><Part file="/data/Amelie.mkv"/></Media></Video>'
        '<Video ratingKey="12" title="Stalker" year="1979" viewCount="1"/></MediaContainer>'
    ),
    "/library/sections/2/all 2": (
        '<MediaContainer totalSize="1"><Directory ratingKey="20" title="Breaking Bad" year="2008"><Guid id="tvdb://81189"/>'
        '<Guid id="tmdb://1396"/></Directory></MediaContainer>'
    ),
    "/library/sections/2/all 4": (
        '<MediaContainer totalSize="2">'
        '<Video grandparentRatingKey="20" grandparentTitle="Breaking Bad" parentIndex="1" index="1" viewCount="1" lastViewedAt="1709493300"/>'
        '<Video grandparentRatingKey="99" grandparentTitle="Breaking Bad" parentIndex="1" index="2" viewOffset="33000" lastViewedAt="1709579700"/>'
        "</MediaContainer>"
    ),
}
Answer = Callable[[str, dict[str, str], Any], tuple[int, dict[str, str], bytes]]


def jellyfin_answer(path: str, query: dict[str, str], headers: Any) -> tuple[int, dict[str, str], bytes]:
    if f'Token="{KEY}"' not in headers.get("Authorization", ""):
        return 401, {}, b""
    if path == "/Users":
        return 200, {}, json.dumps([{"Name": "Bo", "Id": "u2"}, {"Name": "ada", "Id": "u1"}]).encode()
    assert path == "/Items"
    assert (query["userId"], query["recursive"]) == ("u1", "true")
    found = [one for one in JELLYFIN if one["Type"] in query["includeItemTypes"].split(",")]
    start = int(query["startIndex"])
    page = found[start : start + 2]  # smaller than asked for
    return 200, {}, json.dumps({"Items": page, "TotalRecordCount": len(found), "StartIndex": start}).encode()


def plex_answer(path: str, query: dict[str, str], headers: Any) -> tuple[int, dict[str, str], bytes]:
    if headers.get("X-Plex-Token") != KEY:
        return 401, {}, b""
    name = f"{path} {query['type']}" if "type" in query else path
    if int(query.get("X-Plex-Container-Start", "0")) > 0:
        return 200, {}, b"<MediaContainer/>"
    return (200, {}, PLEX[name].encode()) if name in PLEX else (404, {}, b"")


@contextmanager
def served(answer: Answer) -> Iterator[tuple[str, list[str]]]:
    """A server on a loopback port; its address, and the paths that were asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            asked.append(parts.path)
            status, headers, body = answer(
                parts.path, {name: values[0] for name, values in parse_qs(parts.query).items()}, self.headers
            )
            self.send_response(status)
            for name, value in {"Content-Length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
            except OSError:
                self.close_connection = True

        def log_message(self, *_arguments: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", asked
        finally:
            server.shutdown()
            thread.join()
