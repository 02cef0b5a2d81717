"""The link by which a game is started: that of its launcher, from the catalog, with a scheme that a launcher has."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from dim.db.tables import game, media
from dim.games.model import LAUNCH_SCHEMES


@dataclass(frozen=True, slots=True)
class Launch:
    """How a game is started. `link` None: it has no link; `missing`: the drive where it is installed is away."""

    title: str
    source: str
    link: str | None
    missing: bool


def of_game(connection: Connection, game_id: int) -> Launch | None:
    """How a game is started; None: there is no game of that id that a launcher knows."""
    query = select(media.c.title, game.c.source, game.c.launch, game.c.missing).join(game, game.c.id == media.c.id)
    row = connection.execute(query.where(game.c.id == game_id, game.c.gone_at.is_(None))).first()
    if row is None:
        return None
    is_known = row.launch is not None and row.launch.partition(":")[0] in LAUNCH_SCHEMES
    return Launch(row.title, row.source, row.launch if is_known else None, row.missing)
