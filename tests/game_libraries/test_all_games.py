"""The games of all libraries as one list: one card for each, with the filters, sorts and rights of a library."""

from typing import Any

import orjson

from dim.catalog.browse import listing
from dim.catalog.browse.listing import Filter
from dim.catalog.games import reports
from dim.catalog.games.reports import GameReport, ReportedGame
from dim.db import Database
from dim.games.model import Game
from support.catalog import ME, Catalog
from support.games.reporting import Reporter, game
from support.server import Api, RunningServer


def listed(api: Api, **query: Any) -> list[tuple[str, str]]:
    """Titles and sources of all games, page by page; the other lists have to agree."""
    found: list[dict[str, Any]] = []
    place: dict[str, str] = {}
    while True:
        page = api.ask("GET", "/api/v1/game/cards", params={"limit": 2, **query, **place})
        found += page["cards"]
        if page["next"] is None:
            break
        place = {"after": page["next"]}
    assert api.ask("GET", "/api/v1/game/media", params=query) == [card["id"] for card in found]
    assert page["total"] == len(found)
    return [(card["title"], card["source"]) for card in found]


def test_all_games(server: RunningServer, owner: Api, report: Reporter) -> None:
    played = {"ada": {"play_time": 3600, "favorite": True}}
    accounts = [{"id": "ada", "most_recent": True}]
    report(
        "Steam",
        game("steam", "1", "Hades", release_date="2020", genres=["Roguelike"]), game("steam", "2", "Celeste", release_date="2018", plays=played),
        game("steam", "3", "Portal 2", release_date="2011", installed=True, genres=["Puzzle"]), game("steam", "4", "Shy", plays={"ada": {"hidden": True}}),
        accounts=accounts,
    )  # fmt: skip
    report(
        "Epic",
        game("epic", "Min", "Hades", release_date="2020", installed=True, genres=["Roguelike"]), game("epic", "P", "Portal 2", release_date="2011", installed=True),
        game("epic", "A", "Alan Wake", release_date="2010"),
    )  # fmt: skip
    everything = [("Alan Wake", "epic"), ("Celeste", "steam"), ("Hades", "epic"), ("Portal 2", "steam")]
    assert listed(owner) == everything
    for query, expected in (
        ({"sort": "year", "ascending": False}, [everything[2], everything[1], everything[3], everything[0]]),
        ({"sort": "play_time", "ascending": False, "favorite": True}, [("Celeste", "steam")]),
        ({"source": "steam"}, [("Celeste", "steam"), ("Hades", "steam"), ("Portal 2", "steam")]),
        ({"installed": False}, [("Alan Wake", "epic"), ("Celeste", "steam"), ("Hades", "steam")]),
        ({"genre": "Roguelike"}, [("Hades", "epic")]),
        ({"hidden": True}, [*everything, ("Shy", "steam")]),
        ({"watched": True}, everything),
        ({"platform": "snes"}, []),
    ):
        assert listed(owner, **query) == expected, query
    facets = owner.ask("GET", "/api/v1/game/facets")
    assert {one["value"]: one["titles"] for one in facets["sources"]} == {"steam": 3, "epic": 3}
    assert {one["value"]: one["titles"] for one in facets["genres"]} == {"Roguelike": 1, "Puzzle": 1}
    assert facets["platforms"] == [{"value": "windows", "titles": 4}]
    owner.ask("GET", "/api/v1/game/cards", 404, params={"sort": "colour"})
    owner.ask("GET", "/api/v1/game/cards", 422, params={"after": "x"})

    libraries = report.libraries
    for name, role, shared in (("ben", "member", [libraries["Steam"]]), ("cleo", "child", None), ("dan", "member", [])):
        body = {"username": name, "password": "a good password", "role": role, "libraries": shared}
        owner.ask("POST", "/api/v1/users", 201, json=body)
    hades = owner.ask("GET", "/api/v1/search?q=hades")[0]["id"]
    copy = owner.ask("GET", f"/api/v1/media/{hades}")["copies"][0]["id"]
    for number, certification in ((hades, "PEGI 16"), (copy, "PEGI 12")):
        owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"certification": certification})
    for name, expected in (
        ("ben", [("Celeste", "steam"), ("Hades", "steam"), ("Portal 2", "steam")]), ("cleo", [("Hades", "steam")]), ("dan", []),
    ):  # fmt: skip
        with server.sign_in(name, "a good password") as user:
            assert listed(user) == expected, name
            assert listed(user, favorite=True) == [], name


def test_every_order_in_each_kind_of_database(database: Database) -> None:
    for source in ("steam", "epic"):
        catalog = Catalog(database, "steam", f"/{source}")
        made = [Game(source=source, source_id=title, title=title, installed=source == "epic") for title in "CAB"]
        database.write_now(reports.receive, catalog.folder, GameReport(games=[ReportedGame(one, "") for one in made]))
    for sort in listing.SORTS:
        ids = database.read(listing.ids, ME, None, sort, True)
        first = database.read(listing.page, ME, None, sort, True, Filter(), None, 2)
        rest = database.read(listing.page, ME, None, sort, True, Filter(), first.next, 2)
        cards = [orjson.loads(text) for text in (*first.cards, *rest.cards)]
        assert [card["id"] for card in cards] == ids, sort
        assert {(card["title"], card["source"]) for card in cards} == {(title, "epic") for title in "ABC"}
    assert database.read(listing.total, ME, None, Filter()) == 3
    assert sorted((one.value, one.titles) for one in database.read(listing.facets, ME, None).sources) == [
        ("epic", 3),
        ("steam", 3),
    ]
