"""Heroic and Legendary: whole folders read field by field, files that change or break, and files that are none."""

import os
import shutil
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dim.games.heroic import HeroicReader
from dim.games.model import NO_ACCOUNT, Game, GameImage, GameReading, Play
from support.games.heroic import (
    HADES,
    PORTAL,
    POSTER,
    SIZED,
    WIDE,
    game,
    heroic_files,
    metadata,
    write_files,
    write_heroic,
)
from support.games.odd_values import with_odd_value

LEGENDARY = "legendaryConfig/legendary"
PLAYED = int(datetime(2024, 2, 1, 10, tzinfo=UTC).timestamp())


def by_id(reading: GameReading) -> dict[str, Game]:
    return {f"{game.source} {game.source_id}": game for game in reading.games}


def image(path: Path, by_user: bool = False) -> GameImage:
    return GameImage(str(path), by_user, path.stat().st_mtime_ns)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_heroic(tmp_path)


def reader(root: Path) -> HeroicReader:
    return HeroicReader(str(root), retry_seconds=0)


def test_every_field(root: Path) -> None:
    reading = reader(root).read()
    games = root.parent / "games"
    poster, wide = (root / "images-cache" / sha256(address.encode()).hexdigest() for address in (POSTER + SIZED, WIDE))
    found = by_id(reading)
    art = {name: dict(one.artwork) for name, one in found.items() if one.artwork}
    assert {name: set(one) for name, one in art.items()} == {
        f"epic {HADES}": {"poster"},
        f"gog {PORTAL}": {"wide"},
        "sideload aB3xY": {"poster"},
    }
    assert {one.path for name in art for one in art[name].values()} == {
        str(poster),
        str(wide),
        str(root / "images/own.png"),
    }
    assert art["sideload aB3xY"]["poster"] == image(root / "images/own.png", by_user=True)
    expected = [
        Game(
            source="epic", source_id=HADES, title="Hades", installed=True, size=12_000_000_000, install_path=str(games / "Hades"),
            launch=f"heroic://launch/legendary/{HADES}", store_page="https://www.epicgames.com/store/product/hades", platforms=("windows",),
            developers=("Supergiant Games",), release_date="2018-12-07", overview="Defy the god of the dead.\nAgain & again.",
            ids={"epic": HADES}, plays={NO_ACCOUNT: Play(5_400, PLAYED, favorite=True)}, artwork=art[f"epic {HADES}"],
        ),
        Game(
            source="epic", source_id="MinSound", title="Hades Soundtrack", type="dlc", platforms=("windows", "mac"), developers=("Someone",),
            release_date="2018-12-07", overview="About Hades Soundtrack", parent=HADES, ids={"epic": "MinSound"},
        ),
        Game(
            source="epic", source_id="Fly", title="Fly Away", launch="heroic://launch/legendary/Fly", developers=("Someone",),
            ids={"epic": "Fly"}, plays={NO_ACCOUNT: Play(hidden=True)},
        ),
        Game(
            source="epic", source_id="Tool", title="Some Assets", type="other", launch="heroic://launch/legendary/Tool",
            platforms=("windows", "mac"), developers=("Someone Else",), release_date="2018-12-07", overview="About Some Assets", ids={"epic": "Tool"},
        ),
        Game(
            source="gog", source_id=PORTAL, title="Witcher", installed=True, size=1_610_612_736, install_path=str(games / "Witcher"),
            launch=f"heroic://launch/gog/{PORTAL}", platforms=("windows",), developers=("CD PROJEKT RED", "Other, Inc."), genres=("RPG", "Adventure"),
            release_date="2007-10-26", overview="Short.", ids={"gog": PORTAL}, plays={NO_ACCOUNT: Play(30)}, artwork=art[f"gog {PORTAL}"],
        ),
        Game(
            source="gog", source_id="999", title="Witcher", type="dlc", installed=True, size=2 << 20, install_path=str(games / "Witcher"),
            platforms=("windows",), ids={"gog": "999"},
        ),
        Game(
            source="amazon", source_id="amzn1.adg.product.1", title="Fallout", installed=True, missing=True, size=600_000_000,
            install_path=str(games / "Fallout"), launch="heroic://launch/nile/amzn1.adg.product.1", developers=("Someone",),
            genres=("RPG",), release_date="1997-10-10", ids={"amazon": "amzn1.adg.product.1"},
        ),
        Game(
            source="sideload", source_id="aB3xY", title="My Emulator", installed=True, launch="heroic://launch/sideload/aB3xY",
            platforms=("linux",), developers=("Someone",), artwork=art["sideload aB3xY"],
        ),
    ]  # fmt: skip
    assert list(reading.games) == expected
    assert (reading.accounts, reading.failed, reading.missing_folders) == ((), (), (str(games / "Fallout"),))
    assert {str(root), str(root / "store_cache"), str(root / LEGENDARY / "metadata"), str(games)} <= set(
        reading.watched
    )


def test_a_folder_of_legendary(tmp_path: Path) -> None:
    """There is no link that starts its games."""
    legendary = write_heroic(tmp_path) / LEGENDARY
    shutil.move(legendary, tmp_path / "legendary")
    found = by_id(reader(tmp_path / "legendary").read())
    assert {name: (one.type, one.installed) for name, one in found.items()} == {
        f"epic {HADES}": ("game", True), "epic MinSound": ("dlc", False), "epic Tool": ("other", False),
    }  # fmt: skip
    assert {one.launch for one in found.values()} == {None}
    assert (found[f"epic {HADES}"].size, found["epic MinSound"].parent) == (12_000_000_000, HADES)


def test_legendary_beside_an_older_heroic(tmp_path: Path) -> None:
    root = write_heroic(tmp_path)
    shutil.move(root / LEGENDARY, tmp_path / "legendary")
    (root / "legendaryConfig").rmdir()
    assert by_id(reader(root).read())[f"epic {HADES}"].installed


def test_nothing_at_all(tmp_path: Path) -> None:
    reading = reader(tmp_path / "none").read()
    assert (reading.games, reading.failed, reading.missing_folders) == ((), (), (str(tmp_path / "none"),))


BROKEN = [
    b"",
    b"{",
    b"\0" * 100,
    b"[" * 100_000,
    b'{"library": 5}',
    b'{"games": {}}',
    b"\xff\xfe",
    b"5",
    b'"text"',
    b"null",
]


@pytest.mark.parametrize("name", [name for name in heroic_files(Path("/")) if not name.startswith("store/")])
@pytest.mark.parametrize("content", BROKEN[:4])
def test_the_last_good_reading_holds(root: Path, name: str, content: bytes) -> None:
    one = reader(root)
    first = one.read()
    good = (root / name).read_bytes()
    (root / name).write_bytes(content)
    second = one.read()
    assert second.games == first.games
    assert [failed.path for failed in second.failed] == [str(root / name)]
    (root / name).write_bytes(good)
    assert one.read() == first


@pytest.mark.parametrize("content", BROKEN)
def test_a_broken_list_loses_no_other(root: Path, content: bytes) -> None:
    (root / "store_cache/legendary_library.json").write_bytes(content)
    reading = reader(root).read()
    assert {f"gog {PORTAL}", "amazon amzn1.adg.product.1", "sideload aB3xY", f"epic {HADES}"} <= by_id(reading).keys()
    assert [one.path for one in reading.failed] == [str(root / "store_cache/legendary_library.json")]


def test_a_file_that_is_gone(root: Path) -> None:
    one = reader(root)
    first = one.read()
    (root / "gog_store/installed.json").unlink()
    (root / LEGENDARY / "metadata/Tool.json").unlink()
    second = one.read()
    assert first.games != second.games
    assert "epic Tool" not in by_id(second)
    assert [(failed.path, failed.reason) for failed in second.failed] == [
        (str(root / "gog_store/installed.json"), "It is gone.")
    ]
    assert by_id(second)[f"gog {PORTAL}"].installed


def test_a_half_written_file_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = root / "store_cache/gog_library.json"
    good = path.read_bytes()
    path.write_bytes(good[:50])
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        path.write_bytes(good)

    monkeypatch.setattr("dim.games.launcher.reread.time.sleep", wait)
    reading = HeroicReader(str(root), retry_seconds=0.5).read()
    assert (waited, reading.failed, by_id(reading)[f"gog {PORTAL}"].title) == ([0.5], (), "Witcher")


def test_a_drive_goes_and_comes_back(root: Path) -> None:
    one = reader(root)
    first = one.read()
    games, away = root.parent / "games", root.parent / "away"
    games.rename(away)
    second = one.read()
    assert {game.title for game in second.games if game.missing} == {"Hades", "Witcher", "Fallout"}
    assert second.missing_folders == (str(games),)
    assert str(root.parent) in second.watched
    away.rename(games)
    assert one.read().games == first.games
    root.rename(root.parent / "moved")
    third = one.read()
    assert [game.title for game in third.games] == [game.title for game in first.games]
    assert str(root) in third.missing_folders


def test_changes_are_read(root: Path) -> None:
    one = reader(root)
    one.read()
    write_files(
        root, {"store_cache/gog_library.json": {"games": [game(PORTAL, "The Witcher", "gog")]}, "store/config.json": {}}
    )
    found = by_id(one.read())
    assert found[f"gog {PORTAL}"].title == "The Witcher"
    assert not found[f"epic {HADES}"].plays[NO_ACCOUNT].favorite


OUTSIDE = ["/etc/passwd", "file:///etc/passwd", "file://{root}/../secret.png", "{root}/images/../../secret.png", "{root}/link/secret.png",
           "file://{root}/link/secret.png", "{root}/images/link.png", "images/own.png", "file://[", "{root}/images/none.png", "{root}/images",
           "file://{root}/images/%00own.png", "javascript:alert(1)/x"]  # fmt: skip


@pytest.mark.parametrize("address", OUTSIDE)
def test_images_lie_in_the_folder(root: Path, address: str) -> None:
    (root.parent / "secret.png").write_bytes(b"secret")
    (root / "link").symlink_to("..")
    (root / "images/link.png").symlink_to("../../secret.png")
    write_files(
        root,
        {"sideload_apps/library.json": {"games": [game("a", "A", "sideload", art_square=address.format(root=root))]}},
    )
    assert by_id(reader(root).read())["sideload a"].artwork == {}


def test_an_image_in_a_folder_behind_a_link(root: Path, tmp_path: Path) -> None:
    """The root itself may be one."""
    (tmp_path / "linked").symlink_to(root)
    write_files(
        root,
        {
            "sideload_apps/library.json": {
                "games": [game("a", "A", "sideload", art_square=f"{tmp_path}/linked/images/own.png")]
            }
        },
    )
    assert "poster" in by_id(reader(tmp_path / "linked").read())["sideload a"].artwork


def test_links_are_quoted(root: Path) -> None:
    write_files(root, {"sideload_apps/library.json": {"games": [game("a/../b?x=1&y#", "A", "sideload")]}})
    found = by_id(reader(root).read())
    assert found["sideload a/../b?x=1&y#"].launch == "heroic://launch/sideload/a%2F..%2Fb%3Fx%3D1%26y%23"


PAGES = [("https://www.epicgames.com/a", True), ("http://www.epicgames.com/a", False), ("https://epicgames.com.example.org/", False),
         ("https://a@www.epicgames.com/", False), ("javascript:alert(1)", False), ("https://[", False), ("https://store.epicgames.com", True)]  # fmt: skip


@pytest.mark.parametrize(("address", "is_page"), PAGES)
def test_pages_are_of_the_shop(root: Path, address: str, is_page: bool) -> None:
    write_files(root, {"store_cache/gog_library.json": {"games": [game("1", "A", "gog", store_url=address)]}})
    assert by_id(reader(root).read())["gog 1"].store_page == (address if is_page else None)


TYPES: list[tuple[dict[str, Any], str]] = [
    ({}, "game"), ({"mainGameItem": {"id": "x"}}, "dlc"), ({"mainGameItem": {}}, "game"), ({"namespace": "ue"}, "other"),
    ({"categories": [{"path": "mods"}]}, "other"), ({"categories": [{"path": "addons"}]}, "dlc"), ({"categories": [{"path": "software"}]}, "application"),
    ({"categories": [{"path": "games"}, {"path": "addons"}]}, "game"), ({"releaseInfo": [{"platform": ["Android", "iOS"]}]}, "other"),
    ({"categories": 5, "releaseInfo": "x"}, "game"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "kind"), TYPES)
def test_types_of_epic(tmp_path: Path, facts: dict[str, Any], kind: str) -> None:
    write_files(tmp_path, {"metadata/A.json": metadata("A", "A", **facts)})
    assert [one.type for one in reader(tmp_path).read().games] == [kind]


def test_files_that_are_none(root: Path) -> None:
    folder = root / LEGENDARY / "metadata"
    os.mkfifo(folder / "Pipe.json")
    (folder / "Zero.json").symlink_to("/dev/zero")
    (folder / "Loop.json").symlink_to("Loop.json")
    (folder / "Folder.json").mkdir()
    write_files(root, {f"{LEGENDARY}/metadata/Other.json": metadata("Another", "Another")})
    for name in ("store/timestamp.json", "gog_store/installed.json"):
        (root / name).unlink()
        os.mkfifo(root / name)
    with (root / "nile_config/nile/installed.json").open("wb") as file:
        file.truncate(1 << 40)
    reading = reader(root).read()
    assert {Path(failed.path).name for failed in reading.failed} == {
        "Pipe.json", "Zero.json", "Loop.json", "Folder.json", "Other.json", "timestamp.json", "installed.json",
    }  # fmt: skip
    assert {f"epic {HADES}", f"gog {PORTAL}", "sideload aB3xY"} <= by_id(reading).keys()


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_heroic(tmp_path_factory.mktemp("heroic"))


FILES = heroic_files(Path("/games"))
OF_FILES = {"store_cache/legendary": "epic", "legendaryConfig": "epic", "store_cache/gog": "gog", "gog_store": "gog", "store_cache/nile": "amazon",
            "nile_config": "amazon", "sideload": "sideload", "store/": ""}  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_odd_values(shared: Path, data: st.DataObject) -> None:
    """Whatever one file says, no error is raised, and the games of other runners are there as before."""
    name = data.draw(st.sampled_from(list(FILES)))
    good = (shared / name).read_bytes()
    first = reader(shared).read()
    own = next(source for start, source in OF_FILES.items() if name.startswith(start))
    try:
        write_files(shared, {name: data.draw(with_odd_value(FILES[name]))})
        one = reader(shared)
        found = one.read()
        assert {one.source_id for one in first.games if one.source != own} <= {one.source_id for one in found.games}
        assert len({(one.source, one.source_id) for one in found.games}) == len(found.games)
        assert {failed.path for failed in found.failed} <= {str(shared / name)}
        assert all(0 <= one.size <= 2**50 and one.title and len(one.title) <= 1_000 for one in found.games)
        if own == "":
            assert [one.title for one in found.games] == [one.title for one in first.games]
    finally:
        (shared / name).write_bytes(good)
    assert reader(shared).read() == first
