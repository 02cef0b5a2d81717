"""Starting a game on another device: who may, with which link, and why not."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select, update

from dim.api.v1.live.rendering import rendered
from dim.catalog.games import reports
from dim.catalog.games.reports import GameReport, ReportedGame
from dim.db.engine import Transaction
from dim.db.tables import game, media
from dim.games.model import Game
from dim.remote.model import NoPlayerError, NotPossibleError, Order
from support.catalog import Catalog
from support.household import Household

LINK = "steam://rungameid/620"


@pytest.fixture
def games(household: Household) -> dict[str, int]:
    """The ids of games by their source ids."""
    catalog = Catalog(household.database, "steam", "/games")
    made: list[dict[str, Any]] = [
        {"source_id": "fine", "title": "Portal 2", "launch": LINK},
        {"source_id": "adult", "title": "Grown-up Night", "launch": LINK},
        {"source_id": "rom", "title": "Zelda"},
        {"source_id": "odd", "title": "Odd", "launch": "javascript:alert(1)"},
        {"source_id": "away", "title": "On the Drive", "launch": LINK, "missing": True},
        {"source_id": "gone", "title": "Sold", "launch": LINK},
    ]
    found = [ReportedGame(Game(source="steam", **values), "") for values in made]
    household.database.write_now(reports.receive, catalog.folder, GameReport(games=found))
    household.database.write_now(reports.receive, catalog.folder, GameReport(gone=[("steam", "gone")]))
    household.database.write_now(certify)
    shared = frozenset((household.catalog.library, catalog.library))
    for name in ("member", "other", "child"):
        user = household.users[name]
        household.users[name] = type(user)(user.id, user.username, user.role, shared, user.age_limit)
    return household.database.read(lambda c: {row.source_id: row.id for row in c.execute(select(game))})


def certify(transaction: Transaction) -> None:
    transaction.execute(update(media).where(media.c.kind == "game").values(age=12))
    transaction.execute(update(media).where(media.c.title == "Grown-up Night").values(age=16))


CASES: list[tuple[str, str, str, str | None]] = [  # who steers, whose screen it is, the game, what the refusal says
    ("owner", "owner", "fine", None),
    ("child", "owner", "fine", None),
    ("owner", "child", "fine", None),
    ("child", "owner", "adult", "There is no game"),
    ("owner", "child", "adult", "“child's TV” may not start that: it is not shared with its user."),
    ("stranger", "owner", "fine", "There is no game"),
    ("owner", "stranger", "fine", "“stranger's TV” may not start that"),
    ("owner", "owner", "rom", "“Zelda” has no link"),
    ("owner", "owner", "odd", "“Odd” has no link"),
    ("owner", "owner", "away", "The drive on which “On the Drive” is installed is not connected"),
    ("owner", "owner", "gone", "There is no game"),
    ("owner", "owner", "film", "There is no game"),
]


def test_who_starts_what_where(household: Household, games: dict[str, int]) -> None:
    async def main() -> None:
        for place, (by, of, wanted, refusal) in enumerate(CASES):
            number = household.family if wanted == "film" else games[wanted]
            screen = await household.screen(of, device=f"device-{place:04}")
            await household.remote.configure(household.owner, screen.id, name=None, household=True, shared_with=None)
            if refusal is not None:
                with pytest.raises((NoPlayerError, NotPossibleError), match=refusal):
                    await household.steer(by, screen, "launch", item_id=number)
                assert screen.commands() == []
                continue
            await household.steer(by, screen, "launch", item_id=number)
            order = next(one for one in screen.heard if isinstance(one, Order))
            told = {"item_id": number, "title": "Portal 2", "source": "steam", "link": LINK}
            expected = {"id": order.id, "command": "launch", **told, "from": household.users[by].username}
            assert rendered(order) == ("command", expected)

    asyncio.run(main())


def test_a_device_that_starts_no_games_says_so(household: Household, games: dict[str, int]) -> None:
    async def main() -> None:
        device = await household.device("cast-0001", frozenset(("play", "play_item")))
        with pytest.raises(NotPossibleError, match=r"“Device” cannot do that \(launch\)"):
            await household.steer("owner", device, "launch", item_id=games["fine"])

    asyncio.run(main())
