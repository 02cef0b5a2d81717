"""The itch app: caves, owned games, and values of the wrong types."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.games.itch import ItchReader
from dim.games.model import NO_ACCOUNT, Game, GameReading, Play
from support.games.databases import Value, write_database
from support.games.odd_values import OF_DATABASES

Row = dict[str, Value]
CAVE = "d3b0f9f4-0000-4000-8000-00000000000"


def at(year: int) -> int:
    return int(datetime(year, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp())


def game(number: int, title: str, **more: Value) -> Row:
    values: Row = {
        "id": number, "url": f"https://ada.itch.io/{title.lower()}", "title": title, "short_text": f"About <i>{title}</i>", "type": "default",
        "classification": "game", "cover_url": "https://img.itch.zone/x.png", "created_at": None, "published_at": "2019-05-06 07:08:09+00:00",
        "min_price": 0, "user_id": 5, "windows": "all", "linux": "", "osx": None,
    }  # fmt: skip
    return {**values, **more}


def cave(last: str, number: int, **more: Value) -> Row:
    values: Row = {
        "id": CAVE + last, "game_id": number, "upload_id": 1, "build_id": None, "installed_at": "2020-01-01 00:00:00+00:00",
        "last_touched_at": "2021-01-02 03:04:05+00:00", "seconds_run": 600, "verdict": None, "installed_size": 5_000,
        "install_location_id": "appdata", "install_folder_name": "a", "custom_install_folder": "",
    }  # fmt: skip
    return {**values, **more}


def tables(games: Path) -> dict[str, list[Row]]:
    verdict = {
        "basePath": str(games / "verdict"),
        "totalSize": 5,
        "candidates": [{"path": "run", "flavor": "linux"}, {"path": "x.exe", "flavor": "windows"}],
    }
    return {
        "games": [
            game(100, "Celeste"), game(20, "Tool", classification="tool", url="http://ada.itch.io/tool", user_id=6), game(30, "Owned", linux="all"),
            game(40, "Seen"), game(50, "Song", classification="soundtrack", published_at=None, short_text=""), game(60, "Book", classification="book"),
        ],
        "caves": [
            cave("1", 100, last_touched_at="2022-01-02T03:04:05Z", install_folder_name="celeste-old", seconds_run=700),
            cave("2", 100, install_folder_name="celeste", verdict=json.dumps(verdict)),
            cave("3", 20, custom_install_folder=str(games / "custom"), seconds_run=0, last_touched_at=None),
            cave("4", 50, install_location_id="away", install_folder_name="song"),
            cave("5", 60, install_location_id=None, verdict=json.dumps(verdict).encode()),
            cave("6", 999),
        ],
        "install_locations": [{"id": "appdata", "path": str(games)}, {"id": "away", "path": "/nowhere/itch"}],
        "download_keys": [{"id": 1, "game_id": 30}, {"id": 2, "game_id": 100}],
        "users": [{"id": 5, "username": "ada", "display_name": "Ada L."}, {"id": 6, "username": "ben", "display_name": ""}],
        "profiles": [{"id": 5, "api_key": "secret"}],
    }  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("celeste", "custom", "verdict"):
        (tmp_path / "games" / name).mkdir(parents=True)
    write_database(tmp_path / "itch/db/butler.db", tables(tmp_path / "games"), settings=["journal_mode = wal"])
    return tmp_path / "itch"


def reader(root: Path) -> ItchReader:
    return ItchReader(str(root), retry_seconds=0)


def by_id(reading: GameReading) -> dict[str, Game]:
    return {game.source_id: game for game in reading.games}


def test_every_field(root: Path, tmp_path: Path) -> None:
    reading, games = reader(root).read(), tmp_path / "games"
    assert list(reading.games) == [
        Game(
            source="itch", source_id="20", title="Tool", type="application", installed=True, size=5_000, install_path=str(games / "custom"),
            launch=f"itch://caves/{CAVE}3/launch", platforms=("windows",), developers=("ben",), release_date="2019-05-06", overview="About Tool",
            ids={"itch": "20"},
        ),
        Game(
            source="itch", source_id="30", title="Owned", store_page="https://ada.itch.io/owned", platforms=("windows", "linux"), developers=("Ada L.",),
            release_date="2019-05-06", overview="About Owned", ids={"itch": "30"},
        ),
        Game(
            source="itch", source_id="50", title="Song", type="music", installed=True, missing=True, size=5_000, install_path="/nowhere/itch/song",
            launch=f"itch://caves/{CAVE}4/launch", store_page="https://ada.itch.io/song", platforms=("windows",), developers=("Ada L.",),
            ids={"itch": "50"}, plays={NO_ACCOUNT: Play(600, at(2021))},
        ),
        Game(
            source="itch", source_id="60", title="Book", type="other", installed=True, size=5_000, install_path=str(games / "verdict"),
            launch=f"itch://caves/{CAVE}5/launch", store_page="https://ada.itch.io/book", platforms=("linux", "windows"), developers=("Ada L.",),
            release_date="2019-05-06", overview="About Book", ids={"itch": "60"}, plays={NO_ACCOUNT: Play(600, at(2021))},
        ),
        Game(
            source="itch", source_id="100", title="Celeste", installed=True, size=5_000, install_path=str(games / "celeste"),
            launch=f"itch://caves/{CAVE}2/launch", store_page="https://ada.itch.io/celeste", platforms=("linux", "windows"), developers=("Ada L.",),
            release_date="2019-05-06", overview="About Celeste", ids={"itch": "100"}, plays={NO_ACCOUNT: Play(700, at(2022))},
        ),
    ]  # fmt: skip
    assert reading.missing_folders == ("/nowhere", str(games / "celeste-old"))
    assert {str(root), str(root / "db"), str(games)} == set(reading.watched)
    assert reading.failed == ()


def test_changes_and_damage(root: Path, tmp_path: Path) -> None:
    one = reader(root)
    first, path = one.read(), root / "db/butler.db"
    good = path.read_bytes()
    for damaged in (b"", good[:5_000], b"\0" * 9_000):
        path.write_bytes(damaged)
        reading = one.read()
        assert (reading.games, [failed.path for failed in reading.failed]) == (first.games, [str(path)])
        path.write_bytes(good)
        assert one.read() == first
    path.unlink()
    os.mkfifo(path)
    assert one.read().games == first.games


def test_a_database_without_its_tables(tmp_path: Path) -> None:
    write_database(
        tmp_path / "db/butler.db", {"games": [{"id": 1, "title": "A"}], "caves": [{"id": "c", "game_id": 1}]}
    )
    (found,) = reader(tmp_path).read().games
    assert found == Game(
        source="itch", source_id="1", title="A", installed=True, launch="itch://caves/c/launch", ids={"itch": "1"}
    )


@pytest.mark.parametrize("name", ["../../etc", "..", "a/b", "a\\b"])
def test_folder_names_stay_below_their_location(tmp_path: Path, name: str) -> None:
    content = tables(tmp_path)
    content["caves"] = [cave("1", 100, install_folder_name=name)]
    write_database(tmp_path / "db/butler.db", content)
    assert by_id(reader(tmp_path).read())["100"].install_path is None


def test_a_windows_disk(tmp_path: Path) -> None:
    """Paths of the system that is installed on it, and of a disk that is mounted beside it."""
    disk = tmp_path / "mnt/c"
    (disk / "Users/ada/AppData/Roaming/itch/apps/Celeste").mkdir(parents=True)
    (tmp_path / "mnt/d/Games/tool").mkdir(parents=True)
    content = tables(tmp_path)
    content["install_locations"] = [
        {"id": "appdata", "path": "C:\\Users\\Ada\\AppData\\Roaming\\itch\\apps"}, {"id": "d", "path": "D:\\Games"}, {"id": "e", "path": "E:\\Games"},
    ]  # fmt: skip
    content["caves"] = [
        cave("1", 100, install_folder_name="celeste"), cave("2", 20, install_location_id="d", install_folder_name="tool"),
        cave("3", 50, install_location_id="e", install_folder_name="song"),
    ]  # fmt: skip
    root = disk / "Users/ada/AppData/Roaming/itch"
    write_database(root / "db/butler.db", content)
    found = by_id(reader(root).read())
    assert {key: (game.install_path, game.missing) for key, game in found.items() if game.installed} == {
        "100": (str(root / "apps/Celeste"), False), "20": (str(tmp_path / "mnt/d/Games/tool"), False), "50": ("E:\\Games\\song", True),
    }  # fmt: skip


def test_the_disk_of_another_machine(tmp_path: Path) -> None:
    """Its paths are below the place where it is mounted."""
    root = tmp_path / "mnt/old/home/ada-of-old/.config/itch"
    (tmp_path / "mnt/old/home/ada-of-old/games/celeste").mkdir(parents=True)
    content = tables(tmp_path)
    content["install_locations"] = [{"id": "appdata", "path": "/home/ada-of-old/games"}]
    content["caves"] = [cave("1", 100, install_folder_name="celeste")]
    write_database(root / "db/butler.db", content)
    assert by_id(reader(root).read())["100"].install_path == str(tmp_path / "mnt/old/home/ada-of-old/games/celeste")


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_odd_values(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever the values of a row are, no error is raised, and games that it is not about are there as before."""
    folder = tmp_path_factory.getbasetemp() / "itch-odd"
    content = tables(folder)
    write_database(folder / "db/butler.db", content)
    before = by_id(reader(folder).read())
    table = data.draw(st.sampled_from(["games", "caves"]))
    number = data.draw(st.integers(0, len(content[table]) - 1))
    hit = content[table][number]
    ids = {str(hit["id"]), str(hit.get("game_id"))}
    for column in data.draw(st.sets(st.sampled_from(list(hit)), min_size=1, max_size=4)):
        hit[column] = data.draw(OF_DATABASES)
    ids |= {str(hit["id"]), str(hit.get("game_id"))}
    write_database(folder / "db/butler.db", content)
    reading = reader(folder).read()
    found = by_id(reading)
    assert {key: game for key, game in before.items() if key not in ids}.items() <= found.items()
    assert len(found) == len(reading.games)
    assert reading.failed == ()
    assert all(0 <= game.size <= 2**50 and game.title for game in reading.games)
