"""Files that a person had better look at: unidentified, doubtful, missing, failed and ignored ones, each with its reason."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, exists, func, select

from dim.db.conditions import inside_folder
from dim.db.tables import episode, item_file, library, media, media_file, season
from dim.naming import Identity, parse_folder

State = Literal["unidentified", "doubtful", "missing", "failed", "ignored"]
STATES: tuple[State, ...] = ("unidentified", "doubtful", "missing", "failed", "ignored")
MOST_BESIDE = 1000
CHUNK = 400
_LINKED = exists().where(item_file.c.file_id == media_file.c.id)
_MAIN = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))
_CONDITIONS: dict[State, tuple[ColumnElement[bool], ...]] = {
    "unidentified": (*_MAIN, ~_LINKED),
    "doubtful": (*_MAIN, media_file.c.doubt.is_not(None), media_file.c.pinned.is_(False), _LINKED),
    "missing": (media_file.c.status == "missing",),
    "failed": (media_file.c.status == "present", media_file.c.error.is_not(None), media_file.c.role != "ignored"),
    "ignored": (media_file.c.status == "present", media_file.c.role == "ignored"),
}
_REASONS: dict[State, str] = {
    "unidentified": "Its name does not tell what it is.",
    "doubtful": "",
    "missing": "Its folder is not there: is its disk connected?",
    "failed": "",
    "ignored": "You said to ignore it.",
}


def counts(connection: Connection, library_id: int) -> dict[State, int]:
    """How many files of a library are in each state."""
    mine = select(func.count()).select_from(media_file).where(media_file.c.library_id == library_id)
    return {state: connection.scalar(mine.where(*conditions)) or 0 for state, conditions in _CONDITIONS.items()}


def listed(connection: Connection, library_id: int, state: State, after: str, limit: int) -> list[dict[str, Any]]:
    """The files in a state, by path from behind `after` on: see `described`."""
    mine = (media_file.c.library_id == library_id, media_file.c.path > after, *_CONDITIONS[state])
    rows = connection.execute(_files().where(*mine).order_by(media_file.c.path).limit(limit)).mappings().all()
    return _described(connection, library_id, [{**row, "state": state} for row in rows])


def neighbours(connection: Connection, library_id: int, files: Sequence[int]) -> list[dict[str, Any]]:
    """Files that lie beside others and want the same fix, most likely: those that are unidentified or doubtful."""
    paths = connection.scalars(select(media_file.c.path).where(media_file.c.id.in_(files)))
    found: dict[int, dict[str, Any]] = {}
    for folder in sorted({path.rpartition("/")[0] for path in paths}):
        for state in ("unidentified", "doubtful"):
            mine = (media_file.c.library_id == library_id, _in_folder(folder), *_CONDITIONS[state])
            query = _files().where(*mine).order_by(media_file.c.path).limit(MOST_BESIDE)
            found |= {row["id"]: {**row, "state": state} for row in connection.execute(query).mappings()}
    rows = [row for number, row in found.items() if number not in set(files)]
    return _described(connection, library_id, sorted(rows, key=lambda row: str(row["path"])))


def _files() -> Any:
    columns = ("id", "path", "size", "duration", "doubt", "error", "gone_at")
    return select(*(media_file.c[name] for name in columns))


def _in_folder(folder: str) -> ColumnElement[bool]:
    """Whether a file lies in a folder itself, not in one further in."""
    if not folder:
        return ~media_file.c.path.contains("/")
    inside = inside_folder(media_file.c.path, folder)
    return inside & ~func.substr(media_file.c.path, len(folder) + 2).contains("/")


def _described(connection: Connection, library_id: int, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows with the reason for each, what the name says, where in the path it says so, and what the file plays now."""
    kind = connection.scalar(select(library.c.kind).where(library.c.id == library_id))
    guesses = _guesses(connection, library_id, kind or "movie", [row["path"] for row in rows])
    plays = played(connection, [row["id"] for row in rows])
    return [
        {
            **{name: row[name] for name in ("id", "path", "size", "duration", "state")},
            "reason": row["error"] or row["doubt"] or _REASONS[row["state"]],
            "guess": _guess(guesses.get(row["path"])),
            "plays": plays.get(row["id"], []),
        }
        for row in rows
    ]


def _guesses(connection: Connection, library_id: int, kind: Any, paths: Iterable[str]) -> dict[str, Identity]:
    """What names say, read with their neighbours as a scanner does."""
    found: dict[str, Identity] = {}
    for folder in sorted({path.rpartition("/")[0] for path in paths}):
        mine = (media_file.c.library_id == library_id, media_file.c.status != "deleted", _in_folder(folder))
        beside = list(
            connection.scalars(select(media_file.c.path).where(*mine).order_by(media_file.c.path).limit(MOST_BESIDE))
        )
        found |= dict(zip(beside, parse_folder(beside, kind), strict=True))
    return found


def _guess(identity: Identity | None) -> dict[str, Any] | None:
    if identity is None:
        return None
    names = ("title", "year", "season", "date")
    spans = [
        {"field": name, "start": start, "end": end}
        for name, (start, end) in identity.spans.items()
        if name in (*names, "episodes", "episode_title")
    ]
    return {**{name: getattr(identity, name) for name in names}, "episodes": list(identity.episodes), "spans": spans}


def played(connection: Connection, files: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    """What files play: {file: [{item_id, media_id, title, year, season, episode}]}."""
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    show = media.alias("show")
    for start in range(0, len(files), CHUNK):
        query = (
            select(
                item_file.c.file_id, item_file.c.item_id, func.coalesce(media.c.id, show.c.id).label("media_id"),
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
        for row in connection.execute(query).mappings():
            found[row["file_id"]].append({name: row[name] for name in row if name != "file_id"})
    return dict(found)
