"""People: who they are, and what they have to do with titles that a user may see."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from dim.accounts.rights import User
from dim.catalog.access import visible_to
from dim.catalog.browse import artwork, cards
from dim.catalog.browse.artwork import Artwork
from dim.catalog.browse.card import Card
from dim.catalog.discover import collections
from dim.db.tables import artwork_option, credit, episode, external_id, item, media, person, season

MOST = 200


@dataclass(frozen=True, slots=True)
class Role:
    """What a person did in a movie or show; `episodes`: in how many of its episodes, where it is that."""

    card: Card
    job: str
    character: str | None
    episodes: int = 0


@dataclass(frozen=True, slots=True)
class PersonDetails:
    """A person with their roles in this catalog, the newest title first."""

    id: int
    name: str
    ids: dict[str, str]
    artwork: Artwork
    has_picture: bool
    roles: Sequence[Role]


@dataclass(frozen=True, slots=True)
class FoundPerson:
    """A person that a search found."""

    id: int
    name: str
    has_picture: bool


def of_id(connection: Connection, user: User, person_id: int) -> PersonDetails | None:
    """A person; None: there is none, or they are in no title that the user may see."""
    row = connection.execute(select(person.c.id, person.c.name).where(person.c.id == person_id)).first()
    if row is None:
        return None
    roles = _roles(connection, user, person_id)
    if not roles:
        return None
    ids = connection.execute(select(external_id).where(external_id.c.item_id == person_id))
    has_picture = connection.scalar(select(artwork_option.c.id).where(artwork_option.c.item_id == person_id).limit(1))
    return PersonDetails(
        row.id, row.name, {one.provider: one.value for one in ids},
        artwork.of_items(connection, [person_id]).get(person_id, {}), has_picture is not None, roles,
    )  # fmt: skip


def _roles(connection: Connection, user: User, person_id: int) -> list[Role]:
    of_episode = season.join(episode, episode.c.season_id == season.c.id)
    title = func.coalesce(season.c.media_id, credit.c.item_id)
    query = (
        select(title.label("title_id"), credit.c.job, credit.c.character, season.c.id.label("season_id"))
        .select_from(credit.outerjoin(of_episode, episode.c.id == credit.c.item_id))
        .join(media, media.c.id == title)
        .where(credit.c.person_id == person_id, *visible_to(user))
        .order_by(media.c.year.desc(), media.c.sort_title, credit.c.position)
    )
    counted: dict[tuple[int, str], tuple[str | None, int]] = {}
    for row in connection.execute(query.limit(20 * MOST)):
        character, episodes = counted.get((row.title_id, row.job), (row.character, 0))
        counted[row.title_id, row.job] = character or row.character, episodes + (row.season_id is not None)
    numbers = list(dict.fromkeys(number for number, _ in counted))[:MOST]
    shown = {card.id: card for card in cards.cards(connection, user, numbers)}
    return [
        Role(shown[number], job, character, episodes)
        for (number, job), (character, episodes) in counted.items()
        if number in shown
    ]


def is_visible(connection: Connection, user: User, person_id: int) -> bool:
    """Whether a person has to do with a title that a user may see."""
    title = func.coalesce(season.c.media_id, credit.c.item_id)
    of_episode = season.join(episode, episode.c.season_id == season.c.id)
    query = (
        select(media.c.id)
        .select_from(credit.outerjoin(of_episode, episode.c.id == credit.c.item_id))
        .join(media, media.c.id == title)
        .where(credit.c.person_id == person_id, *visible_to(user))
    )
    return connection.scalar(query.limit(1)) is not None


def find(connection: Connection, user: User, folded: str, limit: int) -> list[FoundPerson]:
    """People whose name, or whose last name, begins with a folded text."""
    pattern = folded.replace("\\", "").replace("%", "").replace("_", "")
    matches = (person.c.search_text.like(f"{pattern}%")) | (person.c.search_text.like(f"% {pattern}%"))
    has_picture = select(artwork_option.c.id).where(artwork_option.c.item_id == person.c.id).exists()
    query = select(person.c.id, person.c.name, has_picture.label("has_picture")).where(matches)
    found: list[FoundPerson] = []
    for row in connection.execute(query.order_by(person.c.search_text).limit(5 * limit)):
        if is_visible(connection, user, row.id):
            found.append(FoundPerson(row.id, row.name, bool(row.has_picture)))
        if len(found) == limit:
            break
    return found


def is_visible_person_or_collection(connection: Connection, user: User, item_id: int) -> bool:
    """Whether an item is a person or a collection of which a user may see a title."""
    kind = connection.scalar(select(item.c.kind).where(item.c.id == item_id))
    if kind == "person":
        return is_visible(connection, user, item_id)
    if kind == "collection":
        return collections.of_id(connection, user, item_id) is not None
    return False
