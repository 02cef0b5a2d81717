"""Finding, or making, the movie or the episodes that a file belongs to."""

import time

from sqlalchemy import insert, select, update

from dim.catalog.model import Identification
from dim.db import Transaction
from dim.db.tables import episode, external_id, item, media, season
from dim.naming import fold, sort_title


def find_media(transaction: Transaction, library_id: int, kind: str, title: str, year: int | None) -> int | None:
    """The movie or show of that title and year. Where one side has no year, the only title of that name is meant."""
    rows = transaction.execute(
        select(media.c.id, media.c.year).where(
            media.c.library_id == library_id, media.c.kind == kind, media.c.match_key == fold(title)
        )
    ).all()
    exact = [row.id for row in rows if row.year == year]
    if exact:
        return int(exact[0])
    loose = rows if year is None else [row for row in rows if row.year is None]
    if len(loose) != 1:
        return None
    if year is not None:
        transaction.execute(update(media).where(media.c.id == loose[0].id).values(year=year))
    return int(loose[0].id)


def naming_values(title: str, year: int | None) -> dict[str, object]:
    """The columns that follow from a title and a year."""
    return {
        "title": title, "year": year, "match_key": fold(title), "sort_title": sort_title(title),
        "search_text": fold(title),
    }  # fmt: skip


def _new_item(transaction: Transaction, kind: str) -> int:
    number: int | None = transaction.scalar(insert(item).returning(item.c.id), {"kind": kind})
    assert number is not None
    return number


def ensure_media(transaction: Transaction, library_id: int, kind: str, identity: Identification) -> int:
    """The movie or show of an identity; made if there is none yet."""
    media_id = find_media(transaction, library_id, kind, identity.title, identity.year)
    if media_id is None:
        media_id = _new_item(transaction, kind)
        transaction.execute(insert(media), {
            "id": media_id, "library_id": library_id, "kind": kind, "visible": False, "added_at": time.time(),
            **naming_values(identity.title, identity.year),
        })  # fmt: skip
        for provider, value in identity.ids.items():
            transaction.execute(insert(external_id), {"item_id": media_id, "provider": provider, "value": value})
    return media_id


def ensure_season(transaction: Transaction, media_id: int, number: int) -> int:
    """A show's season by number; made if there is none yet."""
    found = transaction.scalar(select(season.c.id).where(season.c.media_id == media_id, season.c.number == number))
    if found is None:
        found = _new_item(transaction, "season")
        transaction.execute(insert(season), {"id": found, "media_id": media_id, "number": number})
    return found


def find_episode(transaction: Transaction, season_id: int, number: int) -> int | None:
    """A season's episode by number."""
    return transaction.scalar(select(episode.c.id).where(episode.c.season_id == season_id, episode.c.number == number))


def ensure_items(transaction: Transaction, library_id: int, library_kind: str, identity: Identification) -> list[int]:
    """The items that a main file plays: a movie, or one or more episodes. Empty: the name tells no episode."""
    if library_kind == "movie":
        return [ensure_media(transaction, library_id, "movie", identity)]
    number, episodes = identity.numbers
    if not episodes:
        return []
    season_id = ensure_season(transaction, ensure_media(transaction, library_id, "show", identity), number)
    ids = []
    for episode_number in episodes:
        found = find_episode(transaction, season_id, episode_number)
        if found is None:
            found = _new_item(transaction, "episode")
            transaction.execute(insert(episode), {
                "id": found, "season_id": season_id, "number": episode_number, "visible": False, "added_at": time.time(),
                "title": identity.episode_title if len(episodes) == 1 else None, "air_date": identity.date,
            })  # fmt: skip
        elif identity.episode_title and len(episodes) == 1:
            transaction.execute(
                update(episode)
                .where(episode.c.id == found, episode.c.title.is_(None))
                .values(title=identity.episode_title)
            )
        ids.append(found)
    return ids
