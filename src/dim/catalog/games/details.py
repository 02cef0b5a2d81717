"""What a page shows of a game beside the fields of every title."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, select

from dim.accounts.rights import User
from dim.catalog.games import copies, plays, rom_files
from dim.catalog.games.copies import Copy
from dim.db.tables import game, game_account, item, library_folder, media
from dim.metadata.model import Facts


@dataclass(frozen=True, slots=True)
class Belonging:
    """Something that belongs to a game: DLC, a demo, a soundtrack."""

    title: str
    type: str
    installed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class GameDetails:
    """A game. `install_path`: where it is installed, for those who manage the server."""

    source: str
    source_id: str
    type: str
    installed: bool
    updating: bool
    hidden: bool
    size: int
    install_path: str | None
    launch: str | None
    store_page: str | None
    platforms: list[str]
    developers: list[str]
    publishers: list[str]
    release_date: str | None
    controller: str | None
    label: str | None
    play_time: int
    last_played: int | None
    favorite: bool
    belongings: list[Belonging]
    copies: list[Copy]
    """The same game in other libraries that the user sees."""
    has_files: bool
    """Whether it is a ROM whose files can be downloaded."""
    screenshots: list[int]
    """Places in `screenshots` of the row, of those that the user may see."""


_SAME = (
    "source", "source_id", "type", "updating", "hidden", "size", "launch", "store_page", "platforms", "controller", "label",
)  # fmt: skip
MOST_BELONGINGS, MOST_SCREENSHOTS = 200, 200


def of_game(connection: Connection, user: User, game_id: int) -> GameDetails | None:
    """A game; None: there is none of that id."""
    row = connection.execute(select(game).where(game.c.id == game_id)).first()
    if row is None:
        return None
    play = plays.of_user(connection, user.id, [game_id]).get(game_id, plays.OwnPlay())
    mine: tuple[ColumnElement[bool], ...] = (
        game.c.folder_id == row.folder_id,
        game.c.source == row.source,
        game.c.parent == row.source_id,
        game.c.gone_at.is_(None),
    )
    if user.age_limit is not None:  # what has no certification of its own is as the game that it belongs to
        mine = (*mine, media.c.age.is_(None) | (media.c.age <= user.age_limit))
    query = select(media.c.title, game.c.type, game.c.installed).join(media, media.c.id == game.c.id).where(*mine)
    ordered = query.order_by(game.c.type, media.c.sort_title).limit(MOST_BELONGINGS)
    merged = Facts.from_json(connection.scalar(select(item.c.facts).where(item.c.id == game_id)) or {})
    return GameDetails(
        **{name: getattr(row, name) for name in _SAME},
        developers=list(merged.studios or row.developers),
        publishers=list(merged.publishers or row.publishers),
        release_date=merged.released or row.release_date,
        installed=row.installed and row.gone_at is None,
        install_path=row.install_path if user.manages else None,
        play_time=play.play_time, last_played=play.last_played, favorite=play.favorite,
        copies=copies.of_game(connection, user, game_id),
        belongings=[Belonging(*one) for one in connection.execute(ordered)],
        has_files=rom_files.of_game(connection, game_id) is not None,
        screenshots=[place for place, _ in _screenshots(connection, user, game_id, row.screenshots)],
    )  # fmt: skip


def screenshot(connection: Connection, user: User, game_id: int, place: int) -> str | None:
    """The path of a screenshot that the user may see; None: there is none."""
    kept = connection.scalar(select(game.c.screenshots).where(game.c.id == game_id))
    return dict(_screenshots(connection, user, game_id, kept or [])).get(place)


def folder_of(connection: Connection, game_id: int) -> str:
    """The path of the library's folder that a game is in."""
    query = select(library_folder.c.path).join(game, game.c.folder_id == library_folder.c.id)
    return str(connection.scalars(query.where(game.c.id == game_id)).one())


def _screenshots(
    connection: Connection, user: User, game_id: int, kept: list[dict[str, str]]
) -> list[tuple[int, str]]:  # fmt: skip
    """The newest screenshots of the user's accounts, and of those that are shared, each with its place."""
    if not kept:
        return []
    accounts = (
        select(game_account.c.account)
        .join(media, media.c.library_id == game_account.c.library_id)
        .where(media.c.id == game_id, (game_account.c.user_id == user.id) | game_account.c.shared)
    )
    shown = set(connection.scalars(accounts))
    return [(place, one["path"]) for place, one in enumerate(kept) if one["account"] in shown][-MOST_SCREENSHOTS:][::-1]
