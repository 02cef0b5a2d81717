"""Everything a page shows of one movie, show, season or episode."""

from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, func, select

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse import artwork, cards
from dim.catalog.browse.versions import versions
from dim.catalog.provenance import person_fields
from dim.db.rows import Prepared
from dim.db.tables import episode, external_id, genre, item, media, media_genre, progress, season

_OF_MEDIA = ("id", "kind", "library_id", "title", "year", "original_title", "overview", "tagline", "certification", "rating",
             "added_at")  # fmt: skip


_MEDIA = Prepared(
    select(
        *(media.c[name] for name in _OF_MEDIA), item.c.provenance,
        select(func.count()).where(media_genre.c.media_id == media.c.id).scalar_subquery().label("genres"),
        select(func.count()).where(external_id.c.item_id == media.c.id).scalar_subquery().label("ids"),
    )
    .join(item, item.c.id == media.c.id)
    .where(media.c.id == bindparam("number"))
)  # fmt: skip
_GENRES = Prepared(
    select(genre.c.name).join(media_genre).where(media_genre.c.media_id == bindparam("number")).order_by(genre.c.name)
)
_IDS = Prepared(select(external_id.c.provider, external_id.c.value).where(external_id.c.item_id == bindparam("number")))
_PROVENANCE = Prepared(select(item.c.provenance).where(item.c.id == bindparam("number")))


def media_details(connection: Connection, user: User, media_id: int) -> dict[str, Any] | None:
    """A movie or a show; None: there is none of that id."""
    number = {"number": media_id}
    row = next(iter(_MEDIA.dicts(connection, number)), None)
    if row is None:
        return None
    found = next(iter(cards.cards(connection, user, [media_id])), None)
    files = items.files(connection, media_id)
    described = {
        **row, "locked": person_fields(row["provenance"] or {}),
        "genres": [name for (name,) in _GENRES.fetch(connection, number)] if row["genres"] else [],
        "ids": {row["provider"]: row["value"] for row in _IDS.dicts(connection, number)} if row["ids"] else {},
        "pictures": found["pictures"] if found else artwork.of_items(connection, [media_id]).get(media_id, {}),
        "watched": found["watched"] if found else False, "missing": found["missing"] if found else True,
        "seconds": found["seconds"] if found else 0.0,
        "files": versions(items.mains(files)) if row["kind"] == "movie" else [],
        "extras": items.extras_of(files),
        "seasons": [], "next_episode": None,
    }  # fmt: skip
    if row["kind"] == "show":
        described["seasons"] = _seasons(connection, user.id, media_id)
        described["next_episode"] = next_episode(connection, user, media_id)
    return described


def _locked(connection: Connection, item_id: int) -> list[str]:
    """The fields that a person wrote."""
    return person_fields(_PROVENANCE.dicts(connection, {"number": item_id})[0]["provenance"] or {})


class _Episode(NamedTuple):
    id: int
    season_id: int
    season: int


_EPISODES = Prepared(
    select(episode.c.id, episode.c.season_id, season.c.number)
    .join(season, season.c.id == episode.c.season_id)
    .where(season.c.media_id == bindparam("media_id"), episode.c.visible)
    .order_by(season.c.number == 0, season.c.number, episode.c.number)
)
_LAST = Prepared(
    select(progress.c.item_id, progress.c.watched)
    .where(progress.c.user_id == bindparam("user_id"), progress.c.media_id == bindparam("media_id"))
    .order_by(progress.c.updated_at.desc())
)


def _episodes(connection: Connection, media_id: int) -> list[_Episode]:
    """A show's episodes in the order they are watched: specials last."""
    return [_Episode(*row) for row in _EPISODES.fetch(connection, {"media_id": media_id})]


def _seasons(connection: Connection, user_id: int, show_id: int) -> list[dict[str, Any]]:
    """The seasons that have an episode to show, specials last, with how many episodes each has and how many are unwatched."""
    mine = {"user_id": user_id, "media_id": show_id}
    seen = {item_id for item_id, watched in _LAST.fetch(connection, mine) if watched}
    found: dict[int, dict[str, Any]] = {}
    for row in _episodes(connection, show_id):
        entry = found.setdefault(
            row.season_id, {"id": row.season_id, "number": row.season, "episodes": 0, "unwatched": 0}
        )
        entry["episodes"] += 1
        entry["unwatched"] += row.id not in seen
    art = artwork.of_items(connection, list(found))
    titles = dict(connection.execute(select(season.c.id, season.c.title).where(season.c.id.in_(list(found)))).all())
    return [
        {**entry, "title": titles[number] or season_name(entry["number"]), "pictures": art.get(number, {})}
        for number, entry in found.items()
    ]


def season_name(number: int) -> str:
    """What a season without a title of its own is called."""
    return "Specials" if number == 0 else f"Season {number}"


def next_episode_ids(connection: Connection, user: User, media_id: int) -> list[int]:
    """The episode to go on with: the one begun last, or the one behind the last watched, or the first. Empty at the end."""
    ordered = [row.id for row in _episodes(connection, media_id)]
    if not ordered:
        return []
    touched = _LAST.fetch(connection, {"user_id": user.id, "media_id": media_id})
    places = {number: place for place, number in enumerate(ordered)}
    place = next((places[number] + (1 if watched else 0) for number, watched in touched if number in places), 0)
    return ordered[place : place + 1]


def next_episode(connection: Connection, user: User, media_id: int) -> dict[str, Any] | None:
    """The card of the episode to go on with."""
    return next(iter(cards.cards(connection, user, next_episode_ids(connection, user, media_id))), None)


def following(connection: Connection, user: User, of: items.Item) -> dict[str, Any] | None:
    """The episode behind one, as a card; None at the end, and for movies."""
    if of.kind != "episode":
        return None
    ordered = [row.id for row in _episodes(connection, of.title_id)]
    place = ordered.index(of.id) + 1 if of.id in ordered else len(ordered)
    return next(iter(cards.cards(connection, user, ordered[place : place + 1])), None)


def season_details(connection: Connection, user: User, season_id: int) -> dict[str, Any] | None:
    """A season with the cards of its episodes."""
    row = connection.execute(select(season).where(season.c.id == season_id)).mappings().first()
    if row is None:
        return None
    numbers = connection.scalars(
        select(episode.c.id).where(episode.c.season_id == season_id, episode.c.visible).order_by(episode.c.number)
    )
    return {
        "id": season_id, "tv_id": row["media_id"], "number": row["number"], "title": row["title"] or season_name(row["number"]),
        "overview": row["overview"], "pictures": artwork.of_items(connection, [season_id]).get(season_id, {}),
        "locked": _locked(connection, season_id),
        "episodes": _cards(connection, user, list(numbers)),
    }  # fmt: skip


def _cards(connection: Connection, user: User, numbers: list[int]) -> list[dict[str, Any]]:
    return [
        card
        for start in range(0, len(numbers), cards.MOST)
        for card in cards.cards(connection, user, numbers[start : start + cards.MOST])
    ]


def season_ids(connection: Connection, media_id: int) -> list[int]:
    """The ids of a show's seasons by number."""
    return list(connection.scalars(select(season.c.id).where(season.c.media_id == media_id).order_by(season.c.number)))


def episode_details(connection: Connection, user: User, episode_id: int) -> dict[str, Any] | None:
    """An episode with its files, and the one behind it."""
    row = connection.execute(select(episode).where(episode.c.id == episode_id)).mappings().first()
    found = items.find(connection, episode_id)
    card = next(iter(cards.cards(connection, user, [episode_id])), None)
    if row is None or found is None or card is None:
        return None
    return {
        **card, "season_id": row["season_id"], "overview": row["overview"], "air_date": row["air_date"],
        "locked": _locked(connection, episode_id),
        "files": versions(items.main_files(connection, episode_id)),
        "following": following(connection, user, found),
    }  # fmt: skip
