"""What scanners read beside files and inside them: NFO files and tags."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import Text, cast, select

from dim.catalog.ingest.model import FileReport, LocalFacts
from dim.catalog.libraries import Folder
from dim.catalog.metadata import layers
from dim.catalog.metadata.apply import apply
from dim.catalog.write_back import own
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import episode, item_file, media_file, season
from dim.metadata.local.nfo_files import is_of_video
from dim.metadata.model import Facts


def take_reported(transaction: Transaction, folder: Folder, files: Sequence[FileReport]) -> set[int]:
    """Store what files were reported with, for what they play and its season and show; gives the titles that changed.

    The caller recomputes derived rows.
    """
    by_path = {file.path: file.facts for file in files if file.facts}
    stored: dict[str, dict[int, Facts | None]] = defaultdict(dict)
    titles: dict[int, int] = {}
    for part in chunks(sorted(by_path)):
        query = (
            select(
                media_file.c.path, item_file.c.item_id, season.c.id.label("season_id"), season.c.media_id,
                season.c.number.label("season"), episode.c.number,
            )
            .select_from(item_file.join(media_file).outerjoin(episode, episode.c.id == item_file.c.item_id))
            .outerjoin(season, season.c.id == episode.c.season_id)
            .where(media_file.c.folder_id == folder.id, media_file.c.path.in_(part))
        )  # fmt: skip
        for row in transaction.execute(query):
            owners: Mapping[str, int | None] = {"file": row.item_id, "season": row.season_id, "show": row.media_id}
            for one in by_path[row.path]:
                if one.of == "file" and not _is_of_episode(one, row.season, row.number):
                    continue  # of another episode in the same file
                owner = owners[one.of]
                if owner is not None and stored[one.source].get(owner) is None:
                    stored[one.source][owner] = one.facts
                    titles[owner] = row.media_id or row.item_id
    for source, facts in stored.items():
        said = own.without_written(transaction, facts) if source == "nfo" else facts
        silent = [owner for owner, one in said.items() if one is None]
        kept = {owner for owner in silent if _is_said_elsewhere(transaction, source, owner, titles[owner], by_path)}
        layers.store(transaction, source, {owner: one for owner, one in said.items() if owner not in kept})
    changed = apply(transaction, folder.library_id, titles)
    return {titles[item_id] for item_id in changed if item_id in titles}


def _is_said_elsewhere(
    transaction: Transaction, source: str, owner: int, title_id: int, reported: Mapping[str, object]
) -> bool:
    """Whether another file than those reported may say what these do not: another version of a movie or episode, or, for a show or
    season, one in another folder.
    """
    files = (
        select(media_file.c.path, media_file.c.sidecars)
        .join(item_file, item_file.c.file_id == media_file.c.id)
        .where(item_file.c.item_id == owner, media_file.c.status == "present")
    )
    others = [row for row in transaction.execute(files) if row.path not in reported]
    if source == "tags":
        return bool(others)
    if any(is_of_video(path) for row in others for path in row.sidecars or ()):
        return True
    if owner == title_id:
        name, mine = "tvshow.nfo", season.c.media_id == owner
    else:
        name, mine = "season.nfo", season.c.id == owner
    query = (
        select(media_file.c.id)
        .join(item_file, item_file.c.file_id == media_file.c.id)
        .join(episode, episode.c.id == item_file.c.item_id)
        .join(season, season.c.id == episode.c.season_id)
        .where(mine, media_file.c.status == "present", cast(media_file.c.sidecars, Text).like(f"%{name}%"))
    )
    return transaction.scalar(query.limit(1)) is not None


def _is_of_episode(one: LocalFacts, season_number: int | None, number: int | None) -> bool:
    """Whether facts that name an episode are about the one of these numbers; of a file of one episode they may name none."""
    if one.episode is None or number is None:
        return True
    return one.episode == number and one.season in (None, season_number)
