"""The catalog at 20,000 titles: a report while many extras have no owner, and the details of a show for a user with a long history."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.common import folder, show
from dim.accounts import users
from dim.accounts.rights import User
from dim.catalog import libraries
from dim.catalog.browse import details
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import FileReport, Identification, Report
from dim.db import Database, Transaction
from dim.db.migrate import migrate
from dim.db.tables import progress
from dim.media import MediaInfo, VideoStream

TITLES, EXTRAS, SHOWS, EPISODES, RUNS = 20_000, 500, 100, 200, 15
INFO = MediaInfo(
    container="mkv", duration=2700.0, streams=(VideoStream(index=0, codec="h264", width=1280, height=720),)
)
ME = User(1, "me", "owner", None)


def file(path: str, number: int, identification: Identification) -> FileReport:
    """Return the report of a file."""
    return FileReport(path, number, 1, f"{number:032x}", identification, INFO)


def new_library(database: Database, kind: str, path: str) -> int:
    """Create a library; return the id of its folder."""
    library = database.read(libraries.find, database.write_now(libraries.create, path, kind, [path], "external"))
    assert library is not None
    return library.folders[0].id


def apply_all(database: Database, folder_id: int, files: list[FileReport]) -> None:
    """Report files in batches."""
    for start in range(0, len(files), 500):
        database.write_now(reports.apply, folder_id, Report(files=tuple(files[start : start + 500])))


def milliseconds(call: Callable[[], object]) -> float:
    """Return the milliseconds that a call takes."""
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


def fill(database: Database) -> tuple[int, int]:
    """Add movies, extras without an owner, and shows that a user watched; return the folder of the movies and a show."""
    database.write_now(users.create, "me", "password1", "hash")
    movies, shows = new_library(database, "movie", "/movies"), new_library(database, "show", "/shows")
    films = [
        file(f"Film {n} (2000)/Film {n} (2000).mkv", n, Identification("movie", f"Film {n}", 2000))
        for n in range(TITLES)
    ]
    extras = [file(f"Trailers/{n}.mkv", TITLES + n, Identification("extra", "Trailer")) for n in range(EXTRAS)]
    apply_all(database, movies, films + extras)
    episodes = [
        file(f"Show {s}/{e}.mkv", 10**6 + s * EPISODES + e, Identification("episode", f"Show {s}", None, 1, (e,)))
        for s in range(SHOWS)
        for e in range(1, EPISODES + 1)
    ]
    apply_all(database, shows, episodes)
    return movies, database.write_now(watch_everything)


def watch_everything(transaction: Transaction) -> int:
    """Mark all episodes as watched; return the id of a show."""
    rows = transaction.connection.exec_driver_sql(
        "SELECT episode.id, season.media_id FROM episode JOIN season ON season.id = episode.season_id"
    ).all()
    values = [
        {"user_id": 1, "item_id": item_id, "media_id": show_id, "seconds": 0.0, "watched": True, "updated_at": 1.0}
        for item_id, show_id in rows
    ]
    transaction.execute(progress.insert(), values)
    return int(rows[0][1])


def main() -> int:
    """Measure, print, and return the exit code."""
    with folder() as path:
        database = Database(f"sqlite:///{Path(path) / 'dim.sqlite3'}")
        migrate(database, path)
        movies, show_id = fill(database)

        def report(number: int) -> Callable[[], None]:
            new = file(f"New {number} (2001)/New.mkv", 10**8 + number, Identification("movie", f"New {number}", 2001))
            return lambda: database.write_now(reports.apply, movies, Report(files=(new,)))

        times = [milliseconds(report(number)) for number in range(RUNS)]
        good = show(f"a report at {TITLES:,} movies, {EXTRAS} extras without an owner", times, "ms", 50)
        times = [milliseconds(lambda: database.read(details.title_details, ME, show_id)) for _ in range(RUNS)]
        good &= show(f"a show's details for a user who watched {SHOWS * EPISODES:,} episodes", times, "ms", 15)
        database.close()
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
