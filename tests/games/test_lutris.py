"""Lutris: databases of every age, images, and values of the wrong types."""

import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.games.lutris import LutrisReader
from dim.games.model import NO_ACCOUNT, Game, GameImage, GameReading, Play
from support.games.databases import Value, write_database
from support.games.odd_values import OF_DATABASES

Row = dict[str, Value]
PLAYED = 1_700_000_000


def row(number: int, name: str, **more: Value) -> Row:
    """A row of `games`, as a new Lutris has it."""
    values: Row = {
        "id": number, "name": name, "sortname": None, "slug": name.lower().replace(" ", "-"), "installer_slug": None, "parent_slug": None,
        "platform": "Windows", "runner": "wine", "executable": None, "directory": "", "updated": None, "lastplayed": 0, "installed": 0,
        "installed_at": None, "year": None, "configpath": "", "has_custom_banner": None, "has_custom_icon": None,
        "has_custom_coverart_big": None, "playtime": None, "service": None, "service_id": None, "discord_id": None,
    }  # fmt: skip
    return {**values, **more}


def tables(games: Path) -> dict[str, list[Row]]:
    return {
        "games": [
            row(7, "Quake", platform="Linux", runner="linux", installed=1, directory=str(games / "quake"), year=1996, playtime=1.5, lastplayed=PLAYED),
            row(10, "Hades", service="egs", service_id="Min", installed=1, directory=str(games / "away/hades"), year=2020),
            row(11, "Portal 2", service="steam", service_id="620", runner="steam", platform="Linux", playtime=0.0),
            row(12, "Witcher", service="gog", service_id=1207658957, installed=1),
            row(13, "Zelda", platform="Nintendo SNES", runner="libretro", playtime=2),
            row(14, "Odd", platform="Something", runner="web", service="xdg", service_id="org.odd"),
        ],
        "categories": [{"id": 1, "name": "favorite"}, {"id": 2, "name": ".hidden"}, {"id": 3, "name": "Shooters"}],
        "games_categories": [{"game_id": 7, "category_id": 1}, {"game_id": 7, "category_id": 3}, {"game_id": 14, "category_id": 2}],
        "service_games": [{"id": 1, "service": "egs", "appid": "Min", "name": "Hades", "details": "{"}],
    }  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The folder of a Lutris in a home folder."""
    root = tmp_path / "home/.local/share/lutris"
    (tmp_path / "games/quake").mkdir(parents=True)
    write_database(root / "pga.db", tables(tmp_path / "games"))
    return root


def write_image(path: Path) -> GameImage:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"image")
    return GameImage(str(path), False, path.stat().st_mtime_ns)


def reader(root: Path) -> LutrisReader:
    return LutrisReader(str(root), retry_seconds=0)


def by_id(reading: GameReading) -> dict[str, Game]:
    return {game.source_id: game for game in reading.games}


def test_every_field(root: Path, tmp_path: Path) -> None:
    cover, banner = write_image(root / "coverart/quake.jpg"), write_image(root / "banners/quake.png")
    icon = write_image(root.parent / "icons/hicolor/128x128/apps/lutris_quake.png")
    old = write_image(tmp_path / "home/.cache/lutris/coverart/hades.jpg")
    write_image(tmp_path / "home/.cache/lutris/coverart/quake.jpg")
    reading, games = reader(root).read(), tmp_path / "games"
    assert list(reading.games) == [
        Game(
            source="lutris", source_id="7", title="Quake", installed=True, install_path=str(games / "quake"), launch="lutris:rungameid/7",
            platforms=("linux",), release_date="1996", plays={NO_ACCOUNT: Play(5_400, PLAYED, favorite=True)},
            artwork={"poster": cover, "wide": banner, "icon": icon},
        ),
        Game(
            source="lutris", source_id="10", title="Hades", installed=True, missing=True, install_path=str(games / "away/hades"),
            launch="lutris:rungameid/10", platforms=("windows",), release_date="2020", ids={"epic": "Min"}, artwork={"poster": old},
        ),
        Game(source="lutris", source_id="11", title="Portal 2", launch="lutris:rungameid/11", platforms=("linux",), ids={"steam": "620"}),
        Game(source="lutris", source_id="12", title="Witcher", installed=True, launch="lutris:rungameid/12", platforms=("windows",), ids={"gog": "1207658957"}),
        Game(source="lutris", source_id="13", title="Zelda", launch="lutris:rungameid/13", platforms=("snes",), plays={NO_ACCOUNT: Play(7_200)}),
        Game(source="lutris", source_id="14", title="Odd", launch="lutris:rungameid/14", plays={NO_ACCOUNT: Play(hidden=True)}),
    ]  # fmt: skip
    assert (reading.accounts, reading.failed, reading.missing_folders) == ((), (), (str(games / "away"),))
    assert {str(root), str(root / "coverart"), str(games)} <= set(reading.watched)


def test_a_flatpak(tmp_path: Path) -> None:
    app = tmp_path / ".var/app/net.lutris.Lutris"
    write_database(app / "data/lutris/pga.db", {"games": [row(1, "Quake")]})
    cover = write_image(app / "cache/lutris/coverart/quake.jpg")
    assert reader(app / "data/lutris").read().games[0].artwork == {"poster": cover}


OLD: list[tuple[dict[str, list[Row]], list[tuple[str, Any]]]] = [
    ({"games": [{"id": 1, "name": "A"}]}, [("A", Play())]),
    ({"games": [{"id": 1, "slug": "a"}]}, [("a", Play())]),
    ({"games": [{"id": 1, "name": "A", "hidden": 1, "playtime": "0.5"}]}, [("A", Play(1_800, hidden=True))]),
    ({"games": [{"id": 1, "name": "A", "playtime": "1h 30m", "lastplayed": "2023-11-14 22:13:20"}]}, [("A", Play(0, PLAYED))]),
    ({"games": [{"name": "A"}]}, []),
    ({"games": [{"id": 1, "name": None, "slug": ""}, {"id": "x", "name": "B"}, {"id": -1, "name": "C"}, {"id": 2, "name": "D", "future": 5}]}, [("D", Play())]),
    ({"other": [{"id": 1}]}, []),
    ({"games": [{"id": 1, "name": "A"}], "games_categories": [{"game_id": 1, "category_id": 1}]}, [("A", Play())]),
    ({"games": [{"id": 1, "name": "A"}, {"id": 1, "name": "B"}]}, [("B", Play())]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), OLD)
def test_tables_of_other_ages(tmp_path: Path, content: dict[str, list[Row]], expected: list[tuple[str, Any]]) -> None:
    write_database(tmp_path / "pga.db", content)
    reading = reader(tmp_path).read()
    assert [(game.title, game.plays.get(NO_ACCOUNT, Play())) for game in reading.games] == expected
    assert reading.failed == ()


@pytest.mark.parametrize(
    "slug", ["../../secret", "/etc/passwd", "..", ".", "", "a\0b", "link", "folder", "x" * 10_000, "empty"]
)
def test_images_lie_in_the_folders(tmp_path: Path, slug: str) -> None:
    root = tmp_path / "lutris"
    write_database(root / "pga.db", {"games": [row(1, "A", slug=slug)]})
    write_image(tmp_path / "secret.jpg")
    write_image(root / "coverart/other.jpg")
    (root / "coverart/link.jpg").symlink_to("../../secret.jpg")
    (root / "coverart/folder.jpg").mkdir()
    (root / "coverart/empty.jpg").touch()
    assert reader(root).read().games[0].artwork == {}


def test_changes_and_damage(root: Path, tmp_path: Path) -> None:
    one = reader(root)
    first = one.read()
    path = root / "pga.db"
    write_database(path, {"games": [row(7, "Quake II")]})
    assert [game.title for game in one.read().games] == ["Quake II"]
    path.write_bytes(path.read_bytes()[:5_000])
    second = one.read()
    assert [game.title for game in second.games] == ["Quake II"]
    assert [failed.path for failed in second.failed] == [str(path)]
    path.unlink()
    os.mkfifo(path)
    assert [game.title for game in one.read().games] == ["Quake II"]
    path.unlink()
    assert [failed.reason for failed in one.read().failed] == ["It is gone."]
    write_database(path, tables(tmp_path / "games"))
    assert one.read() == first


def test_nothing_at_all(tmp_path: Path) -> None:
    reading = reader(tmp_path / "none").read()
    assert (reading.games, reading.failed, reading.missing_folders) == ((), (), (str(tmp_path / "none"),))


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_odd_values(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever the values of a row are, no error is raised, and the other games are there as before."""
    folder = tmp_path_factory.getbasetemp() / "lutris-odd"
    content = tables(folder)
    write_database(folder / "pga.db", content)
    before = by_id(reader(folder).read())
    table = data.draw(st.sampled_from(list(content)))
    number = data.draw(st.integers(0, len(content[table]) - 1))
    hit = content[table][number]
    for column in data.draw(st.sets(st.sampled_from(list(hit)), min_size=1, max_size=4)):
        hit[column] = data.draw(OF_DATABASES)
    write_database(folder / "pga.db", content)
    reading = reader(folder).read()
    found = by_id(reading)
    hit_ids = {"7", "14", str(hit.get("id")), str(tables(folder)[table][number].get("id"))}
    assert {key: game for key, game in before.items() if key not in hit_ids}.items() <= found.items()
    assert len(found) == len(reading.games)
    assert reading.failed == ()
    assert all(
        game.title and len(game.title) <= 1_000 and all(0 <= play.play_time < 2**33 for play in game.plays.values())
        for game in reading.games
    )
