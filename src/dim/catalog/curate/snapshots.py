"""What files were before a fix, kept with it so that it can be undone."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from sqlalchemy import select, update

from dim.catalog.curate import review
from dim.catalog.curate.review import HIDDEN_ROLES, Played
from dim.catalog.ingest import moves, titles
from dim.catalog.ingest.model import Identification
from dim.db import Transaction
from dim.db.tables import episode, item_file, media, media_file, season


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What a file was before a fix. `titles`: those in other languages of the movie that it played."""

    file_id: int
    role: str
    pinned: bool
    doubt: str | None
    status: str
    plays: tuple[Played, ...]
    titles: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """As the database has it."""
        names = ("file_id", "role", "pinned", "doubt", "status")
        return {
            **{name: getattr(self, name) for name in names},
            "titles": list(self.titles),
            "plays": [
                {"item_id": play.item_id, "media_id": play.title_id, "title": play.title, "year": play.year,
                 "season": play.season, "episode": play.episode}
                for play in self.plays
            ],
        }  # fmt: skip

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> Self:
        """As the database has it."""
        own = {name: value for name, value in values.items() if name not in ("plays", "titles")}
        plays = tuple(
            Played(play["item_id"], play["media_id"], play["title"], play["year"], play["season"], play["episode"])
            for play in values["plays"]
        )
        return cls(**own, plays=plays, titles=tuple(values.get("titles", ())))


def take(transaction: Transaction, library_id: int, files: Iterable[int]) -> list[Snapshot]:
    """What files of a library are now; those that are not there any more are left out."""
    numbers = list(files)
    columns = (media_file.c.id, media_file.c.role, media_file.c.pinned, media_file.c.doubt, media_file.c.status)
    mine = (media_file.c.library_id == library_id, media_file.c.id.in_(numbers), media_file.c.status != "deleted")
    rows = {row.id: row for row in transaction.execute(select(*columns).where(*mine))}
    plays = review.played(transaction.connection, numbers)
    found = []
    for number in numbers:
        if (row := rows.get(number)) is not None:
            played = tuple(plays.get(number, ()))
            others = titles.others_of(transaction, played[0].item_id) if played else ()
            found.append(Snapshot(number, row.role, row.pinned, row.doubt, row.status, played, others))
    return found


def restore(transaction: Transaction, library_id: int, kind: str, entry: Snapshot) -> None:
    """Bring a file back to what a snapshot says. `kind`: of the library."""
    file_id, plays = entry.file_id, entry.plays
    values: dict[str, object] = {"role": entry.role, "pinned": entry.pinned, "doubt": entry.doubt}
    if entry.status == "missing":
        values["status"] = "missing"
    transaction.execute(update(media_file).where(media_file.c.id == file_id).values(**values))
    linked = select(item_file.c.item_id).where(item_file.c.file_id == file_id)
    now = list(transaction.connection.scalars(linked))
    if entry.role in HIDDEN_ROLES:
        owners = select(media.c.id).where(media.c.id.in_([play.item_id for play in plays]))
        moves.link(transaction, file_id, list(transaction.connection.scalars(owners)))
    elif _are_in_place(transaction, kind, plays, now):
        moves.link(transaction, file_id, [play.item_id for play in plays])
    else:
        moves.follow(transaction, library_id, kind, file_id, _identification(kind, entry))
    for play in plays:
        for item_id in now:
            moves.take_back(transaction, play.item_id, item_id)


def _identification(kind: str, entry: Snapshot) -> Identification:
    first = entry.plays[0]
    if kind == "movie":
        return Identification("movie", first.title, first.year, titles=entry.titles)
    episodes = tuple(play.episode for play in entry.plays if play.episode is not None)
    return Identification("episode", first.title, first.year, first.season, episodes)


def _are_in_place(transaction: Transaction, kind: str, plays: Sequence[Played], now: Sequence[int]) -> bool:
    """Whether the items that a file played are still what they were: not removed, renamed or moved by the fix."""
    ids = [play.item_id for play in plays]
    if kind == "movie":  # one that the file still plays may have been renamed by the fix
        found = transaction.execute(select(media.c.id, media.c.title, media.c.year).where(media.c.id.in_(ids))).all()
        named = {(play.item_id, play.title, play.year) for play in plays}
        return len(found) == len(ids) and all(row.id not in now or tuple(row) in named for row in found)
    placed = (
        select(episode.c.id, season.c.media_id, season.c.number, episode.c.number.label("episode"))
        .join(season, season.c.id == episode.c.season_id)
        .where(episode.c.id.in_(ids))
    )
    return {tuple(row) for row in transaction.execute(placed)} == {
        (play.item_id, play.title_id, play.season, play.episode) for play in plays
    }
