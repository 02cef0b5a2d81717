"""A game that several libraries have: found by ids and names, said by people, one card where libraries meet."""

from typing import Any

import pytest

from dim.catalog.games.copies import Entry, are_copies
from dim.naming import fold
from support.games.reporting import Reporter, game
from support.server import Api, RunningServer, titles


def copies(owner: Api, number: int) -> set[int]:
    """The ids of the other copies of a game."""
    return {one["id"] for one in owner.ask("GET", f"/api/v1/media/{number}")["copies"]}


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (game("steam", "620", "Portal 2"), game("lutris", "7", "Portal Two", ids={"steam": "620"}), False),
        (game("steam", "620", "Portal 2", ids={"steam": "620"}), game("lutris", "7", "Portal Two", ids={"steam": "620"}), True),
        (game("steam", "620", "Portal 2", ids={"steam": "620"}), game("steam", "620", "Portal 2", ids={"steam": "620"}), True),
        (game("steam", "1", "Prey", ids={"steam": "1"}), game("steam", "2", "Prey", ids={"steam": "2"}), False),
        (game("steam", "1", "Hades", ids={"steam": "1"}), game("epic", "Min", "Hades", ids={"epic": "Min"}), True),
        (game("steam", "1", "Prey", release_date="2006"), game("epic", "p", "Prey", release_date="2017"), False),
        (game("steam", "1", "Prey", release_date="2017-05-05"), game("epic", "p", "Prey"), True),
        (game("steam", "1", "Doom"), game("rom", "snes/doom", "Doom", platforms=["snes"]), False),
        (game("steam", "1", "Doom", platforms=[]), game("rom", "snes/doom", "Doom", platforms=["snes"]), False),
        (game("rom", "snes/a", "Zelda", platforms=["snes"]), game("rom", "snes/b", "Zelda", platforms=["snes"]), True),
        (game("rom", "snes/a", "Zelda", platforms=["snes"]), game("rom", "nes/b", "Zelda", platforms=["nes"]), False),
        (game("steam", "1", "Doom", platforms=[]), game("gog", "2", "Doom", platforms=["linux"]), True),
        (game("steam", "1", "Prey", ids={"steam": "1", "igdb": "9", "gog": "5"}), game("steam", "2", "Prey", ids={"steam": "2", "igdb": "9", "gog": "5"}), False),
        (game("steam", "1", "Hades", ids={"steam": "1", "igdb": "9"}), game("epic", "Min", "Hades II", ids={"epic": "Min", "igdb": "9"}), True),
        (game("steam", "1", "Hades", ids={"steam": "1", "igdb": "9"}), game("epic", "Min", "Hades", ids={"epic": "Min", "igdb": "8"}), True),
        (game("steam", "1", "Hades", ids={"steam": "1"}), game("epic", "Min", "Hades", ids={"epic": "Min", "steam": "2"}), False),
        (game("steam", "1", "Doom", platforms=["mac"]), game("gog", "2", "Doom", platforms=["linux"]), False),
    ],
)  # fmt: skip
def test_what_is_a_copy(one: dict[str, Any], other: dict[str, Any], expected: bool) -> None:
    first, second = (entry(number, values) for number, values in enumerate((one, other)))
    mine, theirs = (set(values.get("ids", {}).items()) for values in (one, other))
    assert are_copies(first, second, mine, theirs) is expected
    assert are_copies(second, first, theirs, mine) is expected


def entry(number: int, of: dict[str, Any]) -> Entry:
    year = int(of["release_date"][:4]) if "release_date" in of else None
    return Entry(
        number, of["source"], of["source_id"], fold(of["title"]), year, frozenset(of["platforms"]), number, False
    )


def test_three_sources_are_one_card_where_libraries_meet(report: Reporter, owner: Api) -> None:
    steam = report(
        "Steam", game("steam", "1", "Hades", ids={"steam": "1"}), game("steam", "2", "Celeste", ids={"steam": "2"})
    )
    epic = report("Epic", game("epic", "Min", "Hades", ids={"epic": "Min"}, installed=True))
    gog = report("GOG", game("gog", "9", "Hades", ids={"gog": "9"}))
    assert copies(owner, steam["1"]) == {epic["Min"], gog["9"]}
    home = owner.ask("GET", "/api/v1/home")["recently_added"]
    assert sorted(card["title"] for card in home) == ["Celeste", "Hades"]
    assert next(card["id"] for card in home if card["title"] == "Hades") == epic["Min"], "the installed one"
    for path in ("/api/v1/search?q=hades", "/api/v1/search/all?q=hades"):
        found = owner.ask("GET", path)
        assert [card["id"] for card in (found if isinstance(found, list) else found["titles"])] == [epic["Min"]]
    assert len(titles(owner, owner.ask("GET", "/api/v1/library")[0]["id"])) == 2, "each library has its own"


def test_copies_are_not_like_one_another(report: Reporter, owner: Api) -> None:
    common = {"genres": ["Roguelike"]}
    steam = report("Steam", game("steam", "1", "Hades", **common), game("steam", "2", "Celeste", **common))
    report("Epic", game("epic", "Min", "Hades", **common), game("epic", "C", "Celeste", installed=True, **common))
    alike = owner.ask("GET", f"/api/v1/media/{steam['1']}/similar")
    assert [(card["title"], card["source"]) for card in alike] == [("Celeste", "epic")]


def test_what_people_say_survives_scans(report: Reporter, owner: Api) -> None:
    one, two, three = (
        game("steam", "1", "Hades"),
        game("epic", "Min", "Hades"),
        game("gog", "9", "Hades: Battle Out of Hell"),
    )
    steam, epic, gog = report("Steam", one)["1"], report("Epic", two)["Min"], report("GOG", three)["9"]
    assert owner.ask("PUT", f"/api/v1/game/{gog}/copy-of", json={"game_id": steam}) == {
        "game_id": None,
        "by_hand": False,
    }
    assert copies(owner, gog) == {steam, epic}
    split = owner.ask("PUT", f"/api/v1/game/{epic}/copy-of", json={"game_id": None})
    assert (split["game_id"] in (steam, gog), split["by_hand"]) == (True, False)
    again = owner.ask("PUT", f"/api/v1/game/{gog}/copy-of", json={"game_id": steam})
    assert again == {"game_id": steam, "by_hand": True}
    for _ in range(2):
        assert (copies(owner, steam), copies(owner, gog), copies(owner, epic)) == ({gog}, {steam}, set())
        report("Steam", {**one, "size": 5})
        report("Epic", {**two, "size": 5})
        report("GOG", {**three, "size": 5})
    owner.ask("DELETE", f"/api/v1/game/{epic}/copy-of", 201)
    assert copies(owner, epic) == {steam, gog}
    owner.ask("PUT", f"/api/v1/game/{steam}/copy-of", json={"game_id": None})
    assert (copies(owner, steam), copies(owner, epic)) == ({gog}, set()), "what was joined to it stays with it"


def test_a_game_that_gets_another_title_leaves_its_copies(report: Reporter, owner: Api) -> None:
    steam = report("Steam", game("steam", "1", "Hades"), game("steam", "2", "Inside"))
    epic = report("Epic", game("epic", "Min", "Hades"))["Min"]
    gog = report("GOG", game("gog", "9", "Hades"))["9"]
    report("Steam", game("steam", "1", "Limbo"))
    assert (copies(owner, steam["1"]), copies(owner, epic)) == (set(), {gog})
    report("Steam", game("steam", "1", "Hades"))
    assert copies(owner, gog) == {steam["1"], epic}


def test_who_may_not_see_a_library_sees_no_copies_in_it(server: RunningServer, owner: Api, report: Reporter) -> None:
    steam = report("Steam", game("steam", "1", "Hades"))["1"]
    epic = report("Epic", game("epic", "Min", "Hades"))["Min"]
    libraries = owner.ask("GET", "/api/v1/library")
    shared = next(one["id"] for one in libraries if one["name"] == "Steam")
    body = {"username": "ben", "password": "a good password", "role": "member", "libraries": [shared]}
    owner.ask("POST", "/api/v1/users", 201, json=body)
    with server.sign_in("ben", "a good password") as ben:
        assert copies(ben, steam) == set()
        assert [card["id"] for card in ben.ask("GET", "/api/v1/search?q=hades")] == [steam]
        assert ben.put(f"/api/v1/game/{steam}/copy-of", json={"game_id": epic}).status_code == 403
    assert owner.put(f"/api/v1/game/{steam}/copy-of", json={"game_id": 999}).status_code == 404
