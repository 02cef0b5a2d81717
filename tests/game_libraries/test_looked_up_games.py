"""A real server, a Steam installation, and providers of games that speak their real protocols."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from support.games.steam import ADA, App, SteamTree, write_bytes
from support.metadata import fake_igdb
from support.metadata.drawing import draw_picture
from support.metadata.fake_igdb import FakeIgdb
from support.metadata.fake_steam import FakeSteam
from support.metadata.fake_steamgriddb import KEY, FakeSteamGridDb
from support.metadata.game_samples import GAMES
from support.server import Api, RunningServer, add_library, until

APPS = [
    App(id=620, name="Portal 2", folder=0, installdir="Portal 2", minutes={ADA: 5}, genres=()),
    App(id=480490, name="Prey", minutes={ADA: 5}, developers=("Arkane",)),
    App(id=640, name="Nobody Sells This", minutes={ADA: 5}),
    App(id=622, name="Portal 2 Level Pack", type="DLC", parent=620, minutes={ADA: 0}, played={ADA: 5}),
]


@pytest.fixture
def tree(tmp_path: Path) -> SteamTree:
    made = SteamTree(tmp_path / "steam", "linux")
    made.write(APPS)
    write_bytes(made.account() / "config/grid/620p.jpg", draw_picture("grid", "chosen by Ada"))
    return made


class House:
    """A server and its fake providers."""

    def __init__(self, api: Api, steam: FakeSteam, igdb: FakeIgdb, artwork: FakeSteamGridDb, data: Path) -> None:
        self.api, self.steam, self.igdb, self.artwork, self.data = api, steam, igdb, artwork, data

    def poster(self, game: int) -> str | None:
        """The source of the poster that a game shows."""
        options = self.api.ask("GET", f"/api/v1/artwork/{game}/poster/options")
        return next((one["source"] for one in options if one["chosen"]), None)

    def game(self, library: int, title: str) -> dict[str, Any]:
        """The page of a game of a library."""
        cards = self.api.ask("GET", f"/api/v1/library/{library}/cards", params={"limit": 200})["cards"]
        number = next(one["id"] for one in cards if one["title"] == title)
        found: dict[str, Any] = self.api.ask("GET", f"/api/v1/media/{number}")
        return found

    def looked_up(self, library: int, title: str) -> dict[str, Any]:
        """The same once providers were asked about it."""

        def find() -> dict[str, Any] | None:
            found = self.game(library, title)
            return found if found["match"]["state"] != "none" or found["match"]["score"] else None

        return until(find, 30, f"the look-up of {title}")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One for all tests; each has libraries of its own."""
    with ExitStack() as stack:
        steam, igdb = stack.enter_context(FakeSteam(GAMES)), stack.enter_context(FakeIgdb(GAMES))
        artwork = stack.enter_context(FakeSteamGridDb(GAMES))
        urls = {
            "DIM_STEAM_STORE_URL": steam.url,
            "DIM_IGDB_URL": igdb.url,
            "DIM_IGDB_TOKEN_URL": igdb.token_url,
            "DIM_STEAMGRIDDB_URL": artwork.url,
        }
        server = RunningServer(tmp_path_factory.mktemp("server") / "data", **urls).start()
        stack.callback(server.stop)
        yield House(stack.enter_context(server.set_up()), steam, igdb, artwork, server.data)


@pytest.fixture
def house(running: House) -> Iterator[House]:
    yield running
    for library in running.api.ask("GET", "/api/v1/library"):
        running.api.ask("DELETE", f"/api/v1/library/{library['id']}", 201)
    for fake in (running.steam, running.igdb, running.artwork):
        fake.recover()
        fake.requests.clear()


def test_a_game_gets_its_overview_certification_and_poster(house: House, tree: SteamTree) -> None:
    api = house.api
    library = add_library(api, tree.root, "steam", "Games")
    before = house.game(library, "Portal 2")
    assert api.ask("GET", f"/api/v1/library/{library}")["providers"] == ["launcher"]
    assert (before["overview"], before["certification"]) == (None, None)
    api.ask("PATCH", f"/api/v1/media/{before['id']}", 201, json={"tagline": "Now you're thinking."})
    assert not (house.steam.requests or house.igdb.requests or house.artwork.requests), "providers are off"
    # the store alone: by the app's id, so that its name does not matter
    api.ask(
        "PATCH", f"/api/v1/library/{library}", 201, json={"providers": ["steam"], "language": "de", "country": "DE"}
    )
    assert api.ask("GET", f"/api/v1/library/{library}")["providers"] == ["launcher", "steam"]
    found = house.looked_up(library, "Portal 2")
    assert (found["overview"], found["certification"]) == (
        "Auf Deutsch: The Perpetual Testing Initiative & you.",
        "USK 12",
    )
    assert (found["match"]["provider"], found["match"]["id"], found["match"]["state"]) == ("steam", "620", "certain")
    assert (found["release_date"], found["developers"]) == ("2011-04-19", ["Valve"]), (
        "what the launcher says comes first"
    )
    assert (found["genres"], found["rating"]) == (["Action", "Adventure"], 9.5)
    assert found["tagline"] == "Now you're thinking."
    assert found["sources"]["overview"] == "steam"
    assert found["sources"]["year"] == "launcher"
    prey = house.looked_up(library, "Prey")["id"]
    until(lambda: house.poster(prey) == "steam", 30, "the poster")
    until(lambda: house.poster(found["id"]) == "beside", 30, "the poster that Ada chose in Steam")
    # nothing is asked of what is in no list, and a game that is not sold any more has no match
    asked = {one.query.get("appids") for one in house.steam.questions} - {None}
    until(lambda: "640" in {one.query.get("appids") for one in house.steam.questions}, 30)
    assert asked <= {"620", "480490", "640"}
    assert not house.igdb.requests and not house.artwork.requests


def test_all_providers_with_keys_that_were_entered(house: House, tree: SteamTree) -> None:
    api = house.api
    listed = {one["name"]: one for one in api.ask("GET", "/api/v1/metadata/provider")}
    assert {name: listed[name]["key"] for name in ("steam", "igdb", "steamgriddb")} == {
        "steam": "none", "igdb": "missing", "steamgriddb": "missing",
    }  # fmt: skip
    assert listed["igdb"]["key_parts"] == ["Client ID", "Client secret"]
    assert listed["igdb"]["kinds"] == ["game"]
    path = "/api/v1/metadata/provider/{}/key"
    for name, key, reason in (
        ("igdb", f"{fake_igdb.CLIENT_ID}:wrong", "Twitch does not accept"), ("igdb", "no-colon", "Client ID:Client secret"),
        ("igdb", "a:", "Client ID:Client secret"), ("steamgriddb", "wrong", "SteamGridDB does not accept"),
    ):  # fmt: skip
        assert reason in api.ask("PUT", path.format(name), 422, json={"key": key})["detail"]
    api.ask("PUT", path.format("igdb"), 204, json={"key": fake_igdb.KEY})
    api.ask("PUT", path.format("steamgriddb"), 204, json={"key": KEY})
    shown = api.request("GET", "/api/v1/metadata/provider").text
    assert fake_igdb.CLIENT_SECRET not in shown and KEY not in shown
    assert (house.data / "metadata" / "keys.json").stat().st_mode & 0o777 == 0o600

    body = {
        "name": "Games", "type": "steam", "path": str(tree.root), "country": "FR",
        "providers": ["steamgriddb", "launcher", "igdb", "steam"],
    }  # fmt: skip
    library = api.ask("POST", "/api/v1/library", 201, json=body)["id"]
    until(lambda: api.ask("GET", f"/api/v1/library/{library}")["titles"], 30, "the scan")
    found = house.looked_up(library, "Portal 2")
    assert (found["overview"], found["certification"]) == (
        "IGDB says: The Perpetual Testing Initiative & you.",
        "PEGI 12",
    )
    assert found["external_ids"] == {"steam": "620", "igdb": "72", "gog": "1971"}
    assert {one["source"] for one in found["ratings"]} == {"igdb", "metacritic"}
    assert found["trailers"]
    until(lambda: house.poster(found["id"]) == "steamgriddb", 30, "the poster of the strongest source")
    assert house.looked_up(library, "Prey")["external_ids"]["igdb"] == "19531"


def test_a_match_is_corrected_by_hand(house: House, tree: SteamTree) -> None:
    api = house.api
    api.ask("PUT", "/api/v1/metadata/provider/igdb/key", 204, json={"key": fake_igdb.KEY})
    library = add_library(api, tree.root, "steam", "Games")
    api.ask("PATCH", f"/api/v1/library/{library}", 201, json={"providers": ["igdb"]})
    game = house.looked_up(library, "Prey")
    path = f"/api/v1/media/{game['id']}/match"
    results = api.ask("POST", f"{path}/search", json={"title": "Prey"})
    assert {one["id"] for one in results["candidates"]} == {"19531", "1103"}
    other = {"provider": "igdb", "id": "1103"}
    changes = {one["field"]: one["after"] for one in api.ask("POST", f"{path}/preview", json=other)}
    assert changes["overview"] == "IGDB says: Tommy is a mechanic."
    api.ask("PUT", path, json=other)
    found = house.game(library, "Prey")
    assert (found["overview"], found["match"]["locked"]) == ("IGDB says: Tommy is a mechanic.", True)
    for provider in ("tmdb", "imdb", "nobody"):  # know no games, or nothing at all
        problem = api.ask("PUT", path, 422, json={"provider": provider, "id": "1"})
        assert problem["detail"]
    api.ask("DELETE", path)
    assert house.game(library, "Prey")["overview"] is None


def test_a_provider_that_is_down_takes_nothing_away(house: House, tree: SteamTree) -> None:
    api = house.api
    library = add_library(api, tree.root, "steam", "Games")
    house.steam.fail("wrong_type")
    api.ask("PATCH", f"/api/v1/library/{library}", 201, json={"providers": ["steam"]})
    until(lambda: house.game(library, "Portal 2")["match"]["error"], 30, "the failed look-up")
    assert house.game(library, "Portal 2")["title"] == "Portal 2"
    house.steam.recover()
    number = api.ask("POST", f"/api/v1/library/{library}/run", 201, json={"flag": "fetch_metadata"})["run_id"]
    until(lambda: api.ask("GET", f"/api/v1/library/{library}/run/{number}")["state"] not in ("waiting", "running"), 60)
    assert house.game(library, "Portal 2")["overview"]
