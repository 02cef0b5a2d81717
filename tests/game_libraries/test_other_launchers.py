"""Libraries of the launchers beside Steam, on a real server."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from support.games.databases import Value, write_database
from support.games.heroic import write_heroic
from support.server import Api, RunningServer, add_library, titles, until


def write_lutris(folder: Path) -> Path:
    root = folder / "lutris"
    row: dict[str, Value] = {
        "id": 7, "name": "Quake", "slug": "quake", "platform": "Linux", "runner": "linux", "installed": 1, "year": 1996, "playtime": 1.5,
        "lastplayed": 1_700_000_000, "directory": "", "service": None, "service_id": None,
    }  # fmt: skip
    write_database(root / "pga.db", {"games": [row]})
    return root


def write_gog(folder: Path) -> Path:
    game = folder / "gog" / "Witcher"
    game.mkdir(parents=True)
    facts = {
        "gameId": "1207658957",
        "rootGameId": "1207658957",
        "name": "The Witcher",
        "playTasks": [],
        "languages": ["en-US"],
    }
    (game / "goggame-1207658957.info").write_text(json.dumps(facts))
    return folder / "gog"


def write_itch(folder: Path) -> Path:
    root = folder / "itch"
    game: dict[str, Value] = {
        "id": 100,
        "url": "https://ada.itch.io/celeste",
        "title": "Celeste",
        "short_text": "",
        "type": "default",
        "classification": "game",
        "windows": "all",
    }
    cave: dict[str, Value] = {
        "id": "c",
        "game_id": 100,
        "seconds_run": 700,
        "last_touched_at": "2022-01-02T03:04:05Z",
        "installed_size": 5000,
    }
    write_database(
        root / "db" / "butler.db",
        {"games": [game], "caves": [cave], "install_locations": [{"id": "a", "path": str(folder)}]},
    )
    return root


def write_roms(folder: Path) -> Path:
    root = folder / "roms"
    for name in (
        "snes/Legend of Zelda, The - A Link to the Past (USA).sfc",
        "psx/Final Fantasy VII (Europe) (Disc 1).cue",
        "psx/Final Fantasy VII (Europe) (Disc 2).cue",
        "snes/[BIOS] X-Band (USA).sfc",
    ):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"rom")
    return root


EXPECTED: dict[str, tuple[Any, dict[str, tuple[str, str | None]]]] = {
    "heroic": (
        write_heroic,
        {"Hades": ("epic", "heroic://launch/legendary/Min"), "Witcher": ("gog", "heroic://launch/gog/1207658957")},
    ),
    "lutris": (write_lutris, {"Quake": ("lutris", "lutris:rungameid/7")}),
    "gog": (write_gog, {"The Witcher": ("gog", None)}),
    "rom": (
        write_roms,
        {"The Legend of Zelda - A Link to the Past": ("rom", None), "Final Fantasy VII": ("rom", None)},
    ),
    "itch": (write_itch, {"Celeste": ("itch", "itch://caves/c/launch")}),
}


@pytest.mark.parametrize("kind", EXPECTED)
def test_games_of_a_launcher(owner: Api, tmp_path: Path, kind: str) -> None:
    write, expected = EXPECTED[kind]
    library = add_library(owner, write(tmp_path), kind, "Games")
    found = {card["title"]: card for card in titles(owner, library).values()}
    for title, (source, launch) in expected.items():
        page = owner.ask("GET", f"/api/v1/media/{found[title]['id']}")
        assert (page["kind"], page["source"], page["installed"]) == ("game", source, True)
        assert page["launch"] == launch
    until(lambda: owner.ask("GET", f"/api/v1/library/{library}")["scan"]["state"] == "done", 10, "the scan")


def test_play_time_of_a_launcher_without_accounts_is_of_who_made_the_library(owner: Api, tmp_path: Path) -> None:
    library = add_library(owner, write_lutris(tmp_path), "lutris", "Games")
    page = next(iter(titles(owner, library).values()))
    assert (page["play_time"], page["last_played"]) == (5400, 1_700_000_000)


def test_a_rom_that_moves_while_dim_is_stopped_stays_the_same(
    start_server: Callable[..., RunningServer], tmp_path: Path
) -> None:
    server = start_server()
    root = write_roms(tmp_path)
    with server.set_up() as owner:
        library = add_library(owner, root, "rom", "Games")
        before = titles(owner, library)
    server.stop()
    (root / "snes" / "played").mkdir()
    name = "Legend of Zelda, The - A Link to the Past (USA).sfc"
    (root / "snes" / name).rename(root / "snes" / "played" / name)
    server.start()
    with server.sign_in() as owner:

        def is_moved() -> bool:
            found = titles(owner, library)
            assert {one["id"] for one in found.values()} == {one["id"] for one in before.values()}
            game = next(card["id"] for title, card in found.items() if title.startswith("The Legend"))
            return "played" in str(owner.ask("GET", f"/api/v1/media/{game}")["install_path"])

        until(is_moved, 20, "the new place")
