"""Who sees which games, and whose play time: by every route that can show one."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from dim.server.app import application
from support.games.reporting import Reporter, game
from support.server import Api, RunningServer

PASSWORD = "a good password"
SECONDS, WHEN = 7_777_777, 1_611_111_111
"""Ada's play time, and when she played last."""
READABLE = sorted(
    path
    for path, found in application().openapi()["paths"].items()
    if "get" in found and {"member", "child"} <= set(found["get"].get("x-dim-roles", ()))
)
"""What people who do not manage the server may read."""
LISTS = (
    *(f"/api/v1/library/{{library_id}}/{part}" for part in (
        "cards?hidden=true", "media?hidden=true", "cards?certification=PEGI 16", "cards?sort=play_time&ascending=false",
        "media?sort=play_time&ascending=false", "cards?sort=last_played&ascending=false", "media?sort=last_played", "cards?favorite=true",
        "cards?sort=last_played&limit=1",
    )),
    "/api/v1/media?ids={media_id}", "/api/v1/search?q=grown", "/api/v1/search/all?q=grown", "/api/v1/search/all?q=secret",
    "/api/v1/collection?q=night",
)  # fmt: skip


@dataclass
class Household:
    """A server with games for children and for adults, an owner who plays, and two who may not see everything."""

    server: RunningServer
    owner: Api
    member: Api
    child: Api
    games: dict[str, int]
    """The ids of the games by their source ids."""
    libraries: dict[str, int]
    gaps: dict[str, int]
    """What addresses have for the game for adults, and for what belongs to it."""


def picture(path: Path) -> str:
    data = io.BytesIO()
    Image.new("RGB", (64, 36), "red").save(data, "JPEG")
    path.write_bytes(data.getvalue())
    return str(path)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Household]:
    base = tmp_path_factory.mktemp("games")
    server = RunningServer(base / "data").start()
    try:
        with server.set_up() as owner:
            report = Reporter(server, owner, base)
            report.folder("Games").mkdir()
            shot = {"path": picture(report.folder("Games") / "shot.jpg"), "account": "ada"}
            played = {"ada": {"play_time": SECONDS, "last_played": WHEN, "favorite": True}}
            common = {"genres": ["Secret"], "plays": played, "launch": "steam://rungameid/1"}
            games = report(
                "Games",
                game("steam", "12", "Puzzles", **common, screenshots=[shot]), game("steam", "16", "Grown-up Night", **common),
                game("steam", "0", "Nobody Knows", **common), game("steam", "pack", "Grown-up Pack", type="dlc", parent="12"),
                accounts=[{"id": "ada", "name": "Ada", "most_recent": True}],
            )  # fmt: skip
            games |= {f"copy of {key}": number for key, number in report("Copies", game("epic", "p", "Puzzles", **common), game("epic", "g", "Grown-up Night", **common), accounts=[{"id": "ada"}]).items()}  # fmt: skip
            games["pack"] = next(
                number for number in range(1, 50)
                if (found := owner.get(f"/api/v1/media/{number}")).is_success and found.json()["source_id"] == "pack"
            )  # fmt: skip
            for name, text in (
                ("12", "USK 12"),
                ("16", "PEGI 16"),
                ("copy of p", "USK 12"),
                ("copy of g", "PEGI 16"),
                ("pack", "PEGI 18"),
            ):
                owner.ask("PATCH", f"/api/v1/media/{games[name]}", 201, json={"certification": text})
            night = owner.ask(
                "POST", "/api/v1/collection", 201, json={"name": "Grown-up evening", "titles": [games["16"]]}
            )
            people = {}
            for role in ("member", "child"):
                libraries = None if role == "child" else [report.libraries["Games"]]
                body = {"username": role, "password": PASSWORD, "role": role, "libraries": libraries}
                owner.ask("POST", "/api/v1/users", 201, json=body)
                people[role] = server.sign_in(role, PASSWORD)
            number = games["16"]
            gaps = {"media_id": number, "item_id": number, "game_id": number, "number": 0, "library_id": report.libraries["Games"], "collection_id": night["id"]}  # fmt: skip
            yield Household(server, owner, people["member"], people["child"], games, report.libraries, gaps)
            for one in people.values():
                one.close()
    finally:
        server.stop()


def answers(api: Api, gaps: dict[str, int]) -> dict[str, str]:
    """What every route for readers answers, by address, when it is asked about something."""
    words: dict[str, Any] = {"kind": "poster", "name": "a", "sheet": 0, "user_code": "AAAA-AAAA", **gaps}
    found = {}
    for path in (*READABLE, *LISTS):
        names = [part.partition("}")[0] for part in path.split("{")[1:]]
        address = path.format_map({name: words.get(name, gaps["media_id"]) for name in names})
        response = api.get(address)
        assert response.status_code < 500, address
        found[address] = response.text
    return found


def test_what_is_not_for_a_childs_age_is_in_no_answer(house: Household) -> None:
    told = {address for address, text in answers(house.owner, house.gaps).items() if "Grown-up" in text}
    number, library = house.games["16"], house.libraries["Games"]
    assert {
        f"/api/v1/media/{number}",
        f"/api/v1/library/{library}/cards",
        "/api/v1/home",
        "/api/v1/game/statistics",
    } <= told
    for name in ("16", "copy of g", "0", "pack"):
        gaps = {**house.gaps, **dict.fromkeys(("media_id", "item_id", "game_id"), house.games[name])}
        found = answers(house.child, gaps)
        leaks = [address for address, text in found.items() if "Grown-up" in text or "Nobody Knows" in text]
        assert leaks == []
        for part in (
            f"media/{gaps['media_id']}",
            f"game/{gaps['media_id']}/screenshot/0",
            f"artwork/{gaps['media_id']}/poster",
        ):
            assert house.child.get(f"/api/v1/{part}").status_code == 404, part


def test_a_child_sees_the_games_for_its_age(house: Household) -> None:
    shown, copy = house.games["12"], house.games["copy of p"]
    library = house.libraries["Games"]
    assert house.child.ask("GET", f"/api/v1/library/{library}/media") == [shown]
    page = house.child.ask("GET", f"/api/v1/media/{shown}")
    assert (page["certification"], [one["id"] for one in page["copies"]], page["belongings"]) == ("USK 12", [copy], [])
    assert house.child.ask("GET", f"/api/v1/library/{library}/cards")["total"] == 1
    assert house.child.ask("GET", "/api/v1/game/statistics")["owned"] == 2
    facets = house.child.ask("GET", f"/api/v1/library/{library}/facets")
    assert [one["value"] for one in facets["certifications"]] == ["USK 12"]
    house.child.ask("PATCH", f"/api/v1/media/{shown}", 403, json={"certification": "USK 0"})


def test_a_games_certification_can_be_changed_at_any_time(house: Household) -> None:
    number = house.games["0"]
    for text, expected in (("USK 6", 200), ("PEGI 18", 404), (None, 404)):
        house.owner.ask("PATCH", f"/api/v1/media/{number}", 201, json={"certification": text})
        assert house.child.get(f"/api/v1/media/{number}").status_code == expected, text
        listed = number in house.child.ask("GET", f"/api/v1/library/{house.libraries['Games']}/media")
        assert listed == (expected == 200)


@pytest.mark.parametrize("who", ["member", "child"])
def test_play_time_of_others_is_in_no_answer(house: Household, who: str) -> None:
    api: Api = getattr(house, who)
    for name in ("12", "16"):
        gaps = {**house.gaps, **dict.fromkeys(("media_id", "item_id", "game_id"), house.games[name])}
        assert any(str(SECONDS) in text for text in answers(house.owner, gaps).values())
        found = answers(api, gaps)
        assert [address for address, text in found.items() if str(SECONDS) in text or str(WHEN) in text] == []
    library = house.libraries["Games"]
    assert api.ask("GET", f"/api/v1/library/{library}/cards", params={"favorite": True})["cards"] == []
    assert api.ask("GET", f"/api/v1/media/{house.games['12']}")["screenshots"] == []
    assert api.get(f"/api/v1/game/{house.games['12']}/screenshot/0").status_code == 404
    statistics = api.ask("GET", "/api/v1/game/statistics")
    assert (statistics["seconds"], statistics["games"], statistics["most_played"], statistics["weeks"]) == (
        0,
        0,
        [],
        [],
    )


def test_what_others_played_orders_no_list(house: Household) -> None:
    """The game that Ada alone plays comes first for her; for others, as if nobody had played."""
    library = house.libraries["Games"]
    address = f"/api/v1/library/{library}/media"
    for sort in ("play_time", "last_played"):
        never = house.member.ask("GET", address, params={"sort": sort, "ascending": True})
        assert len(never) == 3
        expected = sorted(never) if sort == "play_time" else house.member.ask("GET", address)
        assert never == expected, sort


def test_play_time_is_shown_to_others_while_it_is_shared(house: Household) -> None:
    library, number = house.libraries["Games"], house.games["12"]
    accounts = f"/api/v1/library/{library}/game-account"
    account = house.owner.ask("GET", accounts)[0]["id"]
    page = f"/api/v1/media/{number}"
    for shared, expected in ((True, SECONDS), (False, 0)):
        house.owner.ask("PATCH", f"{accounts}/{account}", 201, json={"shared": shared})
        assert house.member.ask("GET", page)["play_time"] == expected
        assert house.member.ask("GET", "/api/v1/game/statistics")["seconds"] == 3 * expected
        assert (len(house.member.ask("GET", page)["screenshots"]) == 1) is shared


def test_an_account_that_gets_another_user_is_shown_to_that_user_alone(house: Household) -> None:
    library, number = house.libraries["Games"], house.games["12"]
    accounts = f"/api/v1/library/{library}/game-account"
    account, ada = (house.owner.ask("GET", accounts)[0][name] for name in ("id", "user_id"))
    member = house.member.ask("GET", "/api/v1/user")["id"]
    page = f"/api/v1/media/{number}"
    house.owner.ask("PATCH", f"{accounts}/{account}", 201, json={"user_id": member})
    assert (house.member.ask("GET", page)["play_time"], house.owner.ask("GET", page)["play_time"]) == (SECONDS, 0)
    house.owner.ask("PATCH", f"{accounts}/{account}", 201, json={"user_id": ada})
    assert (house.member.ask("GET", page)["play_time"], house.owner.ask("GET", page)["play_time"]) == (0, SECONDS)
