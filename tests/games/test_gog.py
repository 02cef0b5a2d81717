"""GOG: what installers leave, Galaxy's database, and both at once."""

import json
import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.games.gog import GogReader
from dim.games.gog.info_files import Product, parse_info, parse_linux_info
from dim.games.known_files import BrokenFileError
from dim.games.model import NO_ACCOUNT, Game, GameAccount, GameReading, Play
from support.games.databases import Value, write_database
from support.games.odd_values import JSON, OF_DATABASES, with_odd_value

Row = dict[str, Value]
ADA, BEN = 46988767000000001, 46988767000000002
WITCHER, BLOOD, GWENT, SOLD = "1207658957", "1430740694", "1971477531", "1"
KINDS = {
    "title": 11, "originalTitle": 12, "meta": 13, "originalMeta": 14, "summary": 15, "allGameReleases": 16, "osCompatibility": 17,
    "dlcs": 18, "originalImages": 19,
}  # fmt: skip


def info(game_id: str, name: str, root_id: str | None = None) -> dict[str, Any]:
    return {
        "gameId": game_id, "rootGameId": root_id or game_id, "name": name, "language": "English", "standalone": True, "buildId": "1", "version": 1,
        "playTasks": [{"isPrimary": True, "type": "FileTask", "path": "../../bin/sh", "workingDir": "..", "category": "game", "name": name}],
    }  # fmt: skip


def write_info(folder: Path, game_id: str, name: str, root_id: str | None = None) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"goggame-{game_id}.info"
    path.write_text(json.dumps(info(game_id, name, root_id)))
    return path


def piece(product: str, kind: str, **value: Any) -> Row:
    return {
        "releaseKey": product if "_" in product else f"gog_{product}",
        "gamePieceTypeId": KINDS[kind],
        "userId": ADA,
        "value": json.dumps(value),
    }


def tables(games: Path) -> dict[str, list[Row]]:
    return {
        "GamePieceTypes": [{"id": number, "type": kind} for kind, number in KINDS.items()],
        "LibraryReleases": [
            {"id": number, "userId": ADA, "releaseKey": key}
            for number, key in enumerate((f"gog_{WITCHER}", f"gog_{BLOOD}", f"gog_{GWENT}", "steam_620", "gog_77", "gog_88"))
        ],
        "GamePieces": [
            piece(WITCHER, "originalTitle", title="The Witcher Original"),
            piece(WITCHER, "title", title="The Witcher"),
            piece(WITCHER, "originalMeta", releaseDate=1, developers=["Wrong"]),
            piece(WITCHER, "meta", releaseDate=1193356800, developers=["CD PROJEKT RED"], publishers=["CDP", "Atari"], genres=["RPG"], criticsScore=86.5),
            piece(WITCHER, "summary", summary="<p>A <b>white</b> wolf.</p>"),
            piece(WITCHER, "allGameReleases", releases=[f"gog_{WITCHER}", "steam_20900", "epic_x"]),
            piece(WITCHER, "osCompatibility", supported=[{"id": "1", "name": "Windows", "slug": "windows"}, {"id": "2", "slug": "osx"}]),
            piece(WITCHER, "dlcs", dlcs=[f"gog_{BLOOD}"]),
            piece(WITCHER, "originalImages", verticalCover="https://images.gog.com/x.webp"),
            piece(BLOOD, "title", title="Blood and Wine"),
            piece(GWENT, "originalTitle", title="Gwent"),
            piece(GWENT, "originalMeta", releaseDate=None, developers=None, criticsScore=0),
            piece(GWENT, "allGameReleases", releases=["steam_1", "steam_2"]),
            piece("77", "title", title="Goodies"),
            piece("88", "originalImages", verticalCover="x"),
            piece(SOLD, "title", title="Never Bought"),
            piece("steam_620", "title", title="Portal 2"),
        ],
        "ReleaseProperties": [
            {"releaseKey": f"gog_{WITCHER}", "isDlc": 0, "isVisibleInLibrary": 1}, {"releaseKey": f"gog_{BLOOD}", "isDlc": 1, "isVisibleInLibrary": 0},
            {"releaseKey": "gog_77", "isDlc": 0, "isVisibleInLibrary": 0},
        ],
        "GameTimes": [
            {"userId": ADA, "releaseKey": f"gog_{WITCHER}", "minutesInGame": 90}, {"userId": BEN, "releaseKey": f"gog_{WITCHER}", "minutesInGame": 5},
            {"userId": ADA, "releaseKey": "steam_620", "minutesInGame": 50}, {"userId": ADA, "releaseKey": f"gog_{GWENT}", "minutesInGame": 0},
        ],
        "LastPlayedDates": [{"userId": ADA, "gameReleaseKey": f"gog_{WITCHER}", "lastPlayedDate": "2021-01-02 03:04:05"}],
        "UserReleaseProperties": [{"userId": ADA, "releaseKey": f"gog_{GWENT}", "isHidden": 1}, {"userId": ADA, "releaseKey": f"gog_{WITCHER}", "isHidden": 0}],
        "InstalledBaseProducts": [{"productId": int(WITCHER), "installationPath": str(games / "The Witcher")}, {"productId": int(GWENT), "installationPath": str(games / "Gwent")}],
    }  # fmt: skip


def reader(root: Path) -> GogReader:
    return GogReader(str(root), retry_seconds=0)


def by_id(reading: GameReading) -> dict[str, Game]:
    return {game.source_id: game for game in reading.games}


def test_galaxy(tmp_path: Path) -> None:
    root, games = tmp_path / "GOG.com/Galaxy", tmp_path / "games"
    (games / "The Witcher").mkdir(parents=True)
    write_database(root / "storage/galaxy-2.0.db", tables(games))
    reading = reader(root).read()
    played = int(datetime(2021, 1, 2, 3, 4, 5, tzinfo=UTC).timestamp())
    assert list(reading.games) == [
        Game(
            source="gog", source_id=WITCHER, title="The Witcher", installed=True, install_path=str(games / "The Witcher"),
            launch=f"goggalaxy://openGameView/{WITCHER}", platforms=("windows", "mac"), developers=("CD PROJEKT RED",), publishers=("CDP", "Atari"),
            genres=("RPG",), release_date="2007-10-26", overview="A white wolf.", rating=8.65, ids={"gog": WITCHER, "steam": "20900"},
            plays={str(ADA): Play(5_400, played), str(BEN): Play(300)},
        ),
        Game(source="gog", source_id=BLOOD, title="Blood and Wine", type="dlc", parent=WITCHER, ids={"gog": BLOOD}),
        Game(
            source="gog", source_id=GWENT, title="Gwent", installed=True, missing=True, install_path=str(games / "Gwent"),
            launch=f"goggalaxy://openGameView/{GWENT}", ids={"gog": GWENT}, plays={str(ADA): Play(hidden=True)},
        ),
        Game(source="gog", source_id="77", title="Goodies", type="other", launch="goggalaxy://openGameView/77", ids={"gog": "77"}),
    ]  # fmt: skip
    assert reading.accounts == (GameAccount(str(ADA), None), GameAccount(str(BEN), None))
    assert (reading.missing_folders, reading.failed) == ((str(games / "Gwent"),), ())
    assert {str(root), str(root / "storage"), str(games)} == set(reading.watched)


def test_installations(tmp_path: Path) -> None:
    root = tmp_path / "GOG Games"
    write_info(root / "Witcher", WITCHER, "The Witcher")
    write_info(root / "Witcher", BLOOD, "Blood and Wine", WITCHER)
    write_info(root / "Witcher/bin/deeper", "5", "Not looked for")
    write_info(root / "More/Old/Gwent", GWENT, "Gwent")
    write_info(root / "Mac.app/Contents/Resources", "6", "Mac Game")
    write_info(root / "Linux/game", "7", "Linux Game")
    write_info(root / "a/b/c/d", "9", "Too deep")
    for name, lines in (
        ("Linux", "Linux Game\n1.0\n"),
        ("Older", "Older Game\n2.1 (gog)\nnever\n1207659000\n"),
        ("Oldest", "Öldest\n1.0"),
    ):
        (root / name).mkdir(exist_ok=True)
        (root / name / "gameinfo").write_text(lines)
        (root / name / "start.sh").touch()
    (root / "NoGame").mkdir()
    (root / "NoGame/gameinfo").write_text("Something else\n1\n")
    reading = reader(root).read()
    made: dict[str, dict[str, Any]] = {
        WITCHER: {"title": "The Witcher", "install_path": str(root / "Witcher")},
        BLOOD: {"title": "Blood and Wine", "install_path": str(root / "Witcher"), "type": "dlc", "parent": WITCHER},
        GWENT: {"title": "Gwent", "install_path": str(root / "More/Old/Gwent")},
        "6": {"title": "Mac Game", "install_path": str(root / "Mac.app")},
        "7": {"title": "Linux Game", "install_path": str(root / "Linux"), "platforms": ("linux",)},
        "1207659000": {"title": "Older Game", "install_path": str(root / "Older"), "platforms": ("linux",)},
        "name:öldest": {"title": "Öldest", "install_path": str(root / "Oldest"), "platforms": ("linux",), "ids": {}},
    }  # fmt: skip
    expected = {
        key: Game(**{"source": "gog", "source_id": key, "installed": True, "ids": {"gog": key}, **more})
        for key, more in made.items()
    }
    assert by_id(reading) == expected
    assert (reading.missing_folders, reading.failed) == ((), ())
    assert {str(root), str(root / "More/Old")} <= set(reading.watched)
    assert by_id(reader(root / "Witcher").read()).keys() == {WITCHER, BLOOD}


def test_both_at_once(tmp_path: Path) -> None:
    """The files of an installation say where it is; the database says the rest."""
    write_database(tmp_path / "galaxy-2.0.db", tables(tmp_path / "elsewhere"))
    write_info(tmp_path / "Witcher", WITCHER, "Witcher by its file")
    found = by_id(reader(tmp_path).read())[WITCHER]
    assert (found.title, found.install_path, found.missing, found.rating) == (
        "The Witcher",
        str(tmp_path / "Witcher"),
        False,
        8.65,
    )


def test_changes_and_drives(tmp_path: Path) -> None:
    root = tmp_path / "mount/GOG Games"
    path = write_info(root / "Witcher", WITCHER, "The Witcher")
    write_info(root / "Gwent", GWENT, "Gwent")
    one = reader(root)
    first = one.read()
    good = path.read_bytes()
    for damaged in (b"", b"{", good[:40], b"[" * 50_000, b'{"gameId": "x"}', json.dumps(info("5", "Another")).encode()):
        path.write_bytes(damaged)
        reading = one.read()
        assert (reading.games, [failed.path for failed in reading.failed]) == (first.games, [str(path)])
    path.write_bytes(good)
    assert one.read() == first
    for away in (root, tmp_path / "mount"):
        away.rename(tmp_path / "away")
        reading = one.read()
        assert [(game.title, game.missing) for game in reading.games] == [("Gwent", True), ("The Witcher", True)]
        assert reading.missing_folders == (str(root),)
        (tmp_path / "away").rename(away)
        assert one.read() == first
    (root / "Gwent").rename(tmp_path / "Gwent")
    assert [game.title for game in one.read().games] == ["The Witcher"]
    (root / "Witcher").rename(tmp_path / "Witcher")
    assert [game.missing for game in one.read().games] == [True]


def test_a_damaged_database(tmp_path: Path) -> None:
    path = write_database(tmp_path / "Storage/galaxy-2.0.db", tables(tmp_path))
    one = reader(tmp_path)
    first, good = one.read(), path.read_bytes()
    path.write_bytes(good[: len(good) // 2])
    reading = one.read()
    assert (reading.games, [failed.path for failed in reading.failed]) == (first.games, [str(path)])
    shutil.rmtree(tmp_path / "Storage")
    assert one.read().games == first.games


def test_folders_and_files_that_are_none(tmp_path: Path) -> None:
    write_info(tmp_path / "Good", GWENT, "Gwent")
    for name in ("Pipe", "Zero", "Loop", "Folder", "Huge", "Linked"):
        (tmp_path / name).mkdir()
    os.mkfifo(tmp_path / "Pipe/goggame-1.info")
    (tmp_path / "Zero/goggame-2.info").symlink_to("/dev/zero")
    (tmp_path / "Loop/goggame-3.info").symlink_to("goggame-3.info")
    (tmp_path / "Folder/goggame-4.info").mkdir()
    with (tmp_path / "Huge/goggame-5.info").open("wb") as file:
        file.truncate(1 << 40)
    (tmp_path / "Linked/self").symlink_to("..")
    (tmp_path / "Linked/game").symlink_to("/")
    os.mkfifo(tmp_path / "galaxy-2.0.db")
    reading = reader(tmp_path).read()
    assert [game.title for game in reading.games] == ["Gwent"]
    assert {Path(failed.path).name for failed in reading.failed} == {
        f"goggame-{number}.info" for number in (1, 2, 3, 5)
    } | {"galaxy-2.0.db"}


def test_nothing_at_all(tmp_path: Path) -> None:
    reading = reader(tmp_path / "none").read()
    assert (reading.games, reading.failed, reading.missing_folders) == ((), (), (str(tmp_path / "none"),))


INFOS: list[tuple[dict[str, Any], Product | None]] = [
    ({"gameId": "5", "name": "A"}, Product("5", "A")), ({"gameId": 5, "rootGameId": 5, "name": "A"}, Product("5", "A")),
    ({"gameId": "5", "rootGameId": "6", "name": " A\n b "}, Product("5", "A b", "6")), ({"gameId": "5", "rootGameId": [], "name": "A"}, Product("5", "A")),
    ({"gameId": "5", "rootGameId": "../6", "name": "A"}, Product("5", "A")), ({"gameId": "", "name": "A"}, None), ({"gameId": "5"}, None),
    ({"gameId": "x", "name": "A"}, None), ({"gameId": True, "name": "A"}, None), ({"gameId": -5, "name": "A"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("values", "expected"), INFOS)
def test_info_files(values: dict[str, Any], expected: Product | None) -> None:
    data = json.dumps(values).encode("utf-8-sig")
    if expected is not None:
        assert parse_info(data) == expected
    else:
        with pytest.raises(BrokenFileError):
            parse_info(data)


@pytest.mark.parametrize("data", [b"", b"A", b"\n1.0", b"\x7fELF\0\0\n\0\n", b" \n \n"])
def test_broken_linux_info(data: bytes) -> None:
    with pytest.raises(BrokenFileError):
        parse_linux_info(data)


def test_a_database_of_another_version(tmp_path: Path) -> None:
    """Without most tables, and without accounts in those that are there."""
    write_database(
        tmp_path / "galaxy-2.0.db",
        {
            "LibraryReleases": [{"releaseKey": "gog_5"}, {"releaseKey": 5}, {"releaseKey": "gog_x"}],
            "GamePieceTypes": [{"id": 1, "type": "title"}],
            "GamePieces": [{"releaseKey": "gog_5", "gamePieceTypeId": 1, "value": '{"title": "Five"}'}],
            "GameTimes": [{"releaseKey": "gog_5", "minutesInGame": 2}],
        },
    )
    reading = reader(tmp_path).read()
    assert [(game.title, game.plays) for game in reading.games] == [("Five", {NO_ACCOUNT: Play(120)})]
    assert (reading.accounts, reading.failed) == ((), ())


@settings(max_examples=100, deadline=None)
@given(st.data())
def test_odd_values(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever a row or a file says, no error is raised, and games that it is not about are there."""
    folder = tmp_path_factory.getbasetemp() / "gog-odd"
    shutil.rmtree(folder, ignore_errors=True)
    content = tables(folder)
    write_info(folder / "Installed", "4000", "Installed")
    hit_file = write_info(folder / "Hit", "4001", "Hit")
    hit_file.write_text(json.dumps(data.draw(with_odd_value(info("4001", "Hit")))))
    table = data.draw(st.sampled_from([name for name in content if name != "GamePieceTypes"]))
    hit = content[table][data.draw(st.integers(0, len(content[table]) - 1))]
    for column in data.draw(st.sets(st.sampled_from(list(hit)), min_size=1, max_size=3)):
        hit[column] = data.draw(OF_DATABASES | JSON.map(json.dumps))
    write_database(folder / "galaxy-2.0.db", content)
    reading = reader(folder).read()
    found = by_id(reading)
    owned = {WITCHER, GWENT, "77", BLOOD}
    assert "4000" in found
    assert len(owned - found.keys()) <= 1
    assert len(found) == len(reading.games)
    assert {failed.path for failed in reading.failed} <= {str(hit_file)}
