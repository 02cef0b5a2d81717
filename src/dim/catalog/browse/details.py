"""Details: everything a page shows of one movie, show, season or episode."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, func, select

from dim.accounts.rights import User
from dim.catalog import items
from dim.catalog.browse import artwork, cards, watching_order
from dim.catalog.browse.artwork import Artwork
from dim.catalog.browse.card import Card
from dim.catalog.browse.versions import versions
from dim.catalog.games.details import GameDetails, of_game
from dim.catalog.provenance import person_fields
from dim.db.rows import Prepared
from dim.db.tables import episode, genre, item, media, media_genre, other_title, season
from dim.media import MediaFile, Version

_OF_TITLE = ("id", "kind", "library_id", "title", "year", "original_title", "overview", "tagline", "certification", "rating",
             "added_at")  # fmt: skip


_TITLE = Prepared(
    select(
        *(media.c[name] for name in _OF_TITLE), item.c.provenance,
        select(func.count()).where(media_genre.c.media_id == media.c.id).scalar_subquery().label("genres"),
        select(func.count()).where(other_title.c.media_id == media.c.id).scalar_subquery().label("others"),
    )
    .join(item, item.c.id == media.c.id)
    .where(media.c.id == bindparam("number"))
)  # fmt: skip
_GENRES = Prepared(
    select(genre.c.name).join(media_genre).where(media_genre.c.media_id == bindparam("number")).order_by(genre.c.name)
)
_OTHERS = Prepared(
    select(other_title.c.title).where(other_title.c.media_id == bindparam("number")).order_by(other_title.c.title)
)
_PROVENANCE = Prepared(select(item.c.provenance).where(item.c.id == bindparam("number")))


@dataclass(frozen=True, slots=True)
class SeasonSummary:
    """A season in its show's details, with how many episodes it has and how many the user has not watched."""

    id: int
    number: int
    title: str
    artwork: Artwork
    episodes: int
    unwatched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TitleDetails:
    """Everything a page shows of a movie or a show. `locked`: the fields that a person wrote; `seconds`: where the user stopped."""

    id: int
    kind: str
    library_id: int
    title: str
    year: int | None
    original_title: str | None
    overview: str | None
    tagline: str | None
    certification: str | None
    rating: float | None
    added_at: float
    genres: list[str]
    other_titles: list[str]
    """What names call it in other languages and scripts."""
    locked: list[str]
    artwork: Artwork
    watched: bool
    missing: bool
    seconds: float
    versions: list[Version]
    """Of a movie."""
    extras: list[MediaFile]
    seasons: list[SeasonSummary]
    next_episode: Card | None
    first_episode: Card | None
    """Of a show that was watched to its end: the first episode that was not watched, else the first one."""
    game: GameDetails | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeasonDetails:
    """A season with the cards of its episodes."""

    id: int
    show_id: int
    number: int
    title: str
    overview: str | None
    artwork: Artwork
    locked: list[str]
    episodes: list[Card]
    about: Mapping[int, tuple[str | None, str | None]]
    """Overviews and air dates of the episodes by their ids."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EpisodeDetails:
    """An episode with its versions, and the one after it."""

    card: Card
    season_id: int
    overview: str | None
    air_date: str | None
    locked: list[str]
    versions: list[Version]
    following: Card | None


def title_details(connection: Connection, user: User, title_id: int) -> TitleDetails | None:
    """A movie or a show; None: there is none of that id."""
    number = {"number": title_id}
    row = next(iter(_TITLE.dicts(connection, number)), None)
    if row is None:
        return None
    card = cards.card(connection, user, title_id)
    files = items.files(connection, title_id)
    is_show = row["kind"] == "show"
    following = watching_order.next_episode(connection, user, title_id) if is_show else None
    first = watching_order.first_episode(connection, user, title_id) if is_show and following is None else None
    return TitleDetails(
        **{name: row[name] for name in _OF_TITLE},
        locked=person_fields(row["provenance"] or {}),
        genres=[name for (name,) in _GENRES.fetch(connection, number)] if row["genres"] else [],
        other_titles=[title for (title,) in _OTHERS.fetch(connection, number)] if row["others"] else [],
        artwork=card.artwork if card else artwork.of_items(connection, [title_id]).get(title_id, {}),
        watched=card.watched if card else False, missing=card.missing if card else True, seconds=card.seconds if card else 0.0,
        versions=[] if is_show else versions(items.mains(files)), extras=items.extras_of(files),
        seasons=_seasons(connection, user.id, title_id) if is_show else [],
        next_episode=following, first_episode=first,
        game=of_game(connection, user, title_id) if row["kind"] == "game" else None,
    )  # fmt: skip


def _locked(connection: Connection, item_id: int) -> list[str]:
    """The fields that a person wrote."""
    return person_fields(_PROVENANCE.dicts(connection, {"number": item_id})[0]["provenance"] or {})


def _seasons(connection: Connection, user_id: int, show_id: int) -> list[SeasonSummary]:
    """The seasons that have a visible episode, specials last."""
    watched = watching_order.watched_ids(connection, user_id, show_id)
    by_season: dict[tuple[int, int], list[int]] = {}
    for row in watching_order.episodes(connection, show_id):
        by_season.setdefault((row.season_id, row.season), []).append(row.id)
    ids = [season_id for season_id, _ in by_season]
    images = artwork.of_items(connection, ids)
    rows = connection.execute(select(season.c.id, season.c.title).where(season.c.id.in_(ids)))
    titles = {row.id: row.title for row in rows}
    return [
        SeasonSummary(
            season_id, number, titles[season_id] or season_name(number), images.get(season_id, {}), len(episodes),
            sum(episode_id not in watched for episode_id in episodes),
        )
        for (season_id, number), episodes in by_season.items()
    ]  # fmt: skip


def season_name(number: int) -> str:
    """The name of a season without a title of its own."""
    return "Specials" if number == 0 else f"Season {number}"


def season_details(connection: Connection, user: User, season_id: int) -> SeasonDetails | None:
    """A season; None: there is none of that id."""
    row = connection.execute(select(season).where(season.c.id == season_id)).first()
    if row is None:
        return None
    columns = (episode.c.id, episode.c.overview, episode.c.air_date)
    mine = select(*columns).where(episode.c.season_id == season_id, episode.c.visible).order_by(episode.c.number)
    about = {one.id: (one.overview, one.air_date) for one in connection.execute(mine)}
    return SeasonDetails(
        id=season_id, show_id=row.media_id, number=row.number, title=row.title or season_name(row.number), overview=row.overview,
        artwork=artwork.of_items(connection, [season_id]).get(season_id, {}), locked=_locked(connection, season_id),
        episodes=_cards(connection, user, list(about)), about=about,
    )  # fmt: skip


def _cards(connection: Connection, user: User, numbers: Sequence[int]) -> list[Card]:
    return [
        card
        for start in range(0, len(numbers), cards.MOST)
        for card in cards.cards(connection, user, numbers[start : start + cards.MOST])
    ]


def season_ids(connection: Connection, show_id: int) -> list[int]:
    """The ids of a show's seasons by number."""
    return list(connection.scalars(select(season.c.id).where(season.c.media_id == show_id).order_by(season.c.number)))


def episode_details(connection: Connection, user: User, episode_id: int) -> EpisodeDetails | None:
    """An episode; None: there is none of that id, or the user may not see it."""
    row = connection.execute(select(episode).where(episode.c.id == episode_id)).first()
    found = items.find(connection, episode_id)
    card = cards.card(connection, user, episode_id)
    if row is None or found is None or card is None:
        return None
    return EpisodeDetails(
        card=card, season_id=row.season_id, overview=row.overview, air_date=row.air_date, locked=_locked(connection, episode_id),
        versions=versions(items.main_files(connection, episode_id)), following=watching_order.following(connection, user, found),
    )  # fmt: skip
