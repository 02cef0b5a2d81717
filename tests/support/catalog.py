"""A catalog without a server: reports go in, titles come out."""

from dim.accounts import users
from dim.accounts.rights import User
from dim.catalog import absent_files, items, libraries
from dim.catalog.browse import cards, details, listing
from dim.catalog.browse.card import Card
from dim.catalog.browse.versions import longest
from dim.catalog.ingest import reports
from dim.catalog.ingest.model import FileReport, Identification, Report
from dim.db import Database
from dim.media import MediaInfo, VideoStream
from dim.playback.sessions import progress

PROBE = MediaInfo(
    container="mkv", duration=100.0, streams=(VideoStream(index=0, codec="h264", width=1280, height=720),)
)
ME = User(1, "me", "owner", None)


class Catalog:
    """A database with one library, and the questions that tests ask it."""

    def __init__(self, database: Database, kind: str, path: str = "/films") -> None:
        self.database, self.kind = database, kind
        if not database.read(users.exists):
            database.write_now(users.create, "me", "password1", "hash")
        self.library = database.write_now(libraries.create, "Films", kind, [path], "builtin")
        library = database.read(libraries.find, self.library)
        assert library is not None
        self.folder = library.folders[0].id

    def report(self, *files: FileReport, **others: tuple[str, ...]) -> None:
        report = Report(files=files, **others)
        gone = absent_files.absent(self.database.read(reports.places_to_check, self.folder, report))
        self.database.write_now(reports.apply, self.folder, report, gone)

    def titles(self) -> dict[str, int]:
        found = self.database.read(lambda c: cards.cards(c, ME, listing.ids(c, ME, self.library, "title", True)))
        return {f"{card.title} ({card.year})" if card.year else card.title: card.id for card in found}

    def card(self, number: int) -> Card:
        found = self.database.read(cards.card, ME, number)
        assert found is not None
        return found

    def episodes(self, title: str) -> dict[tuple[int, int], int]:
        found = self.database.read(details.title_details, ME, self.titles()[title])
        assert found is not None
        result: dict[tuple[int, int], int] = {}
        for season in found.seasons:
            described = self.database.read(details.season_details, ME, season.id)
            assert described is not None
            result |= {(season.number, card.episode or 0): card.id for card in described.episodes}
        return result

    def watch(self, number: int, seconds: float) -> None:
        found = self.database.read(items.find, number)
        assert found is not None
        length, chapters = longest(self.database.read(items.main_files, number))
        played = progress.PlayedItem(number, found.title_id, self.library, length, chapters)
        self.database.write_now(progress.record_position, 1, played, seconds)

    def stopped_at(self, number: int) -> float:
        return self.database.read(progress.resume_position, 1, number)


def movie(
    path: str, title: str, year: int | None, content: str | None = None, label: str | None = None,
    ids: dict[str, str] | None = None, titles: tuple[str, ...] = (),
) -> FileReport:  # fmt: skip
    content = content or path
    fingerprint = content.encode().hex().ljust(32, "0")[:64]
    identity = Identification("movie", title, year, label=label, ids=ids or {}, titles=titles)
    return FileReport(path, 1000 + len(content), 1, fingerprint, identity, PROBE)


def episode(
    path: str, show: str, season: int, *numbers: int, content: str | None = None, name: str | None = None,
    year: int | None = None, titles: tuple[str, ...] = (), part: int | None = None,
) -> FileReport:  # fmt: skip
    content = content or path
    fingerprint = content.encode().hex().ljust(32, "0")[:64]
    identity = Identification("episode", show, year, season, numbers, episode_title=name, titles=titles, part=part)
    return FileReport(path, 1000 + len(content), 1, fingerprint, identity, PROBE)
