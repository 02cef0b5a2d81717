"""Files that need review: unidentified, doubtful, missing, failed and ignored ones, each with its reason; and those that are hidden
as extras or samples, so that none disappears.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, exists, func, select

from dim.catalog.curate import hidden
from dim.catalog.items import LAUNCHER_ROLE
from dim.db.conditions import inside_folder
from dim.db.tables import episode, item_file, library, media, media_file, season
from dim.naming import Identity, Library, parse_folder

State = Literal["unidentified", "doubtful", "missing", "failed", "extras", "ignored"]
HIDDEN_ROLES = ("extra", "sample")
"""Roles of files that play no movie or episode."""
MOST_NEIGHBOURS = 1000
CHUNK = 400
_LINKED = exists().where(item_file.c.file_id == media_file.c.id)
_HAS_BROKEN_NFO = media_file.c.note.contains("NFO file")
"""Whether its note says so: the file itself can be used."""
_MAIN = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))
_CONDITIONS: dict[State, tuple[ColumnElement[bool], ...]] = {
    "unidentified": (*_MAIN, ~_LINKED),
    "doubtful": (*_MAIN, media_file.c.doubt.is_not(None), media_file.c.pinned.is_(False), _LINKED),
    "missing": (media_file.c.status == "missing",),
    "failed": (
        media_file.c.status == "present",
        media_file.c.error.is_not(None) | _HAS_BROKEN_NFO,
        media_file.c.role != "ignored",
    ),
    "extras": (media_file.c.status == "present", media_file.c.role.in_(HIDDEN_ROLES), media_file.c.error.is_(None)),
    "ignored": (media_file.c.status == "present", media_file.c.role == "ignored"),
}
_REASONS: dict[State, str] = {
    "unidentified": "Its name does not tell what it is.",
    "doubtful": "",
    "missing": "Its folder is not there: is its disk connected?",
    "failed": "",
    "extras": "",
    "ignored": "You chose to ignore it.",
}


@dataclass(frozen=True, slots=True)
class Played:
    """A movie or episode that a file plays; of an extra, the movie or show that it belongs to."""

    item_id: int
    title_id: int
    title: str
    year: int | None = None
    season: int | None = None
    episode: int | None = None


@dataclass(frozen=True, slots=True)
class ReviewFile:
    """A file that needs review, and why; what its name says (None: nothing), and what it plays now."""

    id: int
    path: str
    size: int
    duration: float | None
    state: State
    reason: str
    guess: Identity | None
    plays: tuple[Played, ...]


def counts(connection: Connection, library_id: int) -> dict[State, int]:
    """How many files of a library are in each state."""
    mine = select(func.count()).select_from(media_file).where(media_file.c.library_id == library_id)
    return {state: connection.scalar(mine.where(*conditions)) or 0 for state, conditions in _CONDITIONS.items()}


def listed(connection: Connection, library_id: int, state: State, after: str, limit: int) -> list[ReviewFile]:
    """The files in a state, by path, after a path; some more than `limit` where several folders have the last path."""
    mine = (media_file.c.library_id == library_id, *_CONDITIONS[state])
    ordered = _FILES.where(*mine, media_file.c.path > after).order_by(media_file.c.path, media_file.c.id)
    rows = list(connection.execute(ordered.limit(limit)))
    if len(rows) == limit:
        last = rows[-1]
        rows += connection.execute(
            _FILES.where(*mine, media_file.c.path == last.path, media_file.c.id > last.id).order_by(media_file.c.id)
        )
    return _described(connection, library_id, [(row, state) for row in rows])


def neighbours(connection: Connection, library_id: int, files: Sequence[int]) -> list[ReviewFile]:
    """Unidentified and doubtful files in the folders of other files: they most likely need the same fix."""
    places = connection.execute(
        select(media_file.c.folder_id, media_file.c.path).where(media_file.c.id.in_(files))
    ).all()  # fmt: skip
    found: dict[int, tuple[Any, State]] = {}
    for folder_id, folder in sorted({(row.folder_id, row.path.rpartition("/")[0]) for row in places}):
        for state in ("unidentified", "doubtful"):
            mine = (media_file.c.folder_id == folder_id, _directly_in(folder), *_CONDITIONS[state])
            query = _FILES.where(*mine).order_by(media_file.c.path).limit(MOST_NEIGHBOURS)
            found |= {row.id: (row, state) for row in connection.execute(query)}
    rows = [entry for number, entry in found.items() if number not in set(files)]
    return _described(connection, library_id, sorted(rows, key=lambda entry: str(entry[0].path)))


_FILES = select(
    *(media_file.c[name] for name in ("id", "folder_id", "path", "size", "duration", "role", "doubt", "error", "note"))
)  # fmt: skip


def _directly_in(folder: str) -> ColumnElement[bool]:
    """Whether a file lies in a folder itself, not in one below it."""
    if not folder:
        return ~media_file.c.path.contains("/")
    inside = inside_folder(media_file.c.path, folder)
    return inside & ~func.substr(media_file.c.path, len(folder) + 2).contains("/")


def _described(connection: Connection, library_id: int, rows: Sequence[tuple[Any, State]]) -> list[ReviewFile]:
    kind = kind_of(connection, library_id)
    guesses = _guesses(connection, kind, [(row.folder_id, row.path) for row, _ in rows if row.role != LAUNCHER_ROLE])
    plays = played(connection, [row.id for row, _ in rows])
    return [
        ReviewFile(
            row.id, row.path, row.size, row.duration, state, _reason(row, state, kind),
            guesses.get((row.folder_id, row.path)), tuple(plays.get(row.id, ())),
        )
        for row, state in rows
    ]  # fmt: skip


def _reason(row: Any, state: State, kind: Library) -> str:
    if state == "extras":
        return hidden.reason(row.path, row.role, kind)
    return str(row.error or (row.note if state == "failed" else row.doubt) or _REASONS[state])


def kind_of(connection: Connection, library_id: int) -> Library:
    """The kind of a library, as the parser of names takes it."""
    kind = connection.scalar(select(library.c.kind).where(library.c.id == library_id))
    return "show" if kind == "show" else "movie"


def paths_beside(connection: Connection, folder_id: int, folder: str) -> list[str]:
    """The paths of the files directly in a folder; at most MOST_NEIGHBOURS."""
    mine = (media_file.c.folder_id == folder_id, media_file.c.status != "deleted", _directly_in(folder))
    query = select(media_file.c.path).where(*mine).order_by(media_file.c.path).limit(MOST_NEIGHBOURS)
    return list(connection.scalars(query))


def _guesses(
    connection: Connection, kind: Library, places: Iterable[tuple[int, str]]
) -> dict[tuple[int, str], Identity]:
    """What names say, read with their neighbours as a scanner does; by library folder and path."""
    found: dict[tuple[int, str], Identity] = {}
    for folder_id, folder in sorted({(number, path.rpartition("/")[0]) for number, path in places}):
        paths = paths_beside(connection, folder_id, folder)
        found |= {(folder_id, path): guess for path, guess in zip(paths, parse_folder(paths, kind), strict=True)}
    return found


def played(connection: Connection, files: Sequence[int]) -> dict[int, list[Played]]:
    """What files play, by their ids."""
    found: dict[int, list[Played]] = defaultdict(list)
    show = media.alias("show")
    for start in range(0, len(files), CHUNK):
        query = (
            select(
                item_file.c.file_id, item_file.c.item_id, func.coalesce(media.c.id, show.c.id).label("title_id"),
                func.coalesce(media.c.title, show.c.title).label("title"), func.coalesce(media.c.year, show.c.year).label("year"),
                season.c.number.label("season"), episode.c.number.label("episode"),
            )
            .select_from(
                item_file.outerjoin(media, media.c.id == item_file.c.item_id)
                .outerjoin(episode, episode.c.id == item_file.c.item_id)
                .outerjoin(season, season.c.id == episode.c.season_id)
                .outerjoin(show, show.c.id == season.c.media_id)
            )
            .where(item_file.c.file_id.in_(files[start : start + CHUNK]))
            .order_by(item_file.c.file_id, season.c.number, episode.c.number)
        )  # fmt: skip
        for row in connection.execute(query):
            play = Played(row.item_id, row.title_id, row.title, row.year, row.season, row.episode)
            found[row.file_id].append(play)
    return dict(found)
