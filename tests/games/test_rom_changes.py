"""Folders of ROMs that change: what is read again, and which ids stay."""

import os
import shutil
from pathlib import Path

import pytest

from dim.games.model import KnownGame
from dim.games.rom import RomReader
from support.games.roms import by_id, cue, files, read, settled, write


def test_nothing_is_listed_again_until_it_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(
        tmp_path / "library", {"nes/A.nes": b"x", "psx/B.cue": cue("B.bin"), "psx/B.bin": b"x", "gba/C/C.gba": b"x"}
    )
    settled(root)
    reader = RomReader(str(root))
    first = reader.read()
    listed: list[str] = []
    scan = os.scandir

    def noted(path: str) -> object:
        listed.append(path)
        return scan(path)

    monkeypatch.setattr(os, "scandir", noted)
    assert reader.read() is first
    assert listed == []
    write(root, {"nes/D.nes": b"x"})
    assert [game.title for game in reader.read().games] == ["C", "A", "D", "B"]
    assert listed == [str(root / "nes")]
    write(root, {"psx/B.cue": cue("C.bin")})
    assert files(root, by_id(reader.read())["psx/psx/b"]) == ["psx/B.cue", "psx/B.bin"]


def test_watched_folders(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x", "nes/images/A.png": b"x"})
    assert set(read(root).watched) == {str(root), str(root / "nes"), str(root / "nes" / "images")}


MOVES = [
    # from, to, content beside it; the id that it has then
    ("nes/A.nes", "nes/new/A.nes", {}, "nes/nes/a"), ("nes/A.nes", "nes/B (USA).nes", {}, "nes/nes/a"), ("nes/A.nes", "nes/a.nes", {}, "nes/nes/a"),
    ("psx/A.chd", "psx/A/A.chd", {"psx/A/A.m3u": "A.chd"}, "psx/psx/a/a"), ("nes/A.nes", "snes/A.nes", {"nes/B.nes": "y"}, None),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "beside", "id_"), MOVES)
def test_moves(old: str, new: str, beside: dict[str, bytes | str], id_: str | None, tmp_path: Path) -> None:
    root = write(tmp_path / "library", {old: b"content"})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    write(root, beside)
    (root / new).parent.mkdir(exist_ok=True, parents=True)
    (root / old).rename(root / new)
    ids = [game.source_id for game in reader.read().games if game.files[-1] == str(root / new)]
    assert ids == ([id_] if id_ else [])
    assert ids == [game.source_id for game in reader.read().games if game.files[-1] == str(root / new)]


def test_moves_between_two_processes(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"content", "nes/B.nes": b"x", "nes/C.nes": b"x"})
    before = read(root).games
    (root / "nes" / "new").mkdir()
    shutil.copy(root / "nes" / "A.nes", root / "nes" / "new" / "A.nes")
    (root / "nes" / "A.nes").unlink()
    (root / "nes" / "B.nes").rename(root / "nes" / "D.nes")
    write(root, {"nes/E.nes": b"x"})
    reader = RomReader(str(root))
    reader.recall(KnownGame(game.source_id, game.files, game.size) for game in before)
    after = reader.read().games
    assert {game.title: game.source_id for game in after} == {
        "A": "nes/nes/a",
        "C": "nes/nes/c",
        "D": "nes/nes/d",
        "E": "nes/nes/e",
    }


def test_a_copy_gets_an_id_of_its_own(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x"})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    write(root, {"nes/0/A.nes": b"x", "nes/A.zip": b"x"})
    assert {game.source_id for game in reader.read().games} == {"nes/nes/a", "nes/nes/0/a", "nes/nes/a.zip"}


def test_another_file_where_a_moved_game_was(tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x"})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    (root / "nes" / "sub").mkdir()
    (root / "nes" / "A.nes").rename(root / "nes" / "sub" / "A.nes")
    reader.read()
    write(root, {"nes/A.nes": b"another"})
    found = {game.files[0]: game.source_id for game in reader.read().games}
    assert found == {str(root / "nes" / "sub" / "A.nes"): "nes/nes/a", str(root / "nes" / "A.nes"): "nes/nes/a.nes"}


@pytest.mark.parametrize("how", ["gone", "empty"])
def test_a_folder_that_is_away(how: str, tmp_path: Path) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x"})
    reader = RomReader(str(root))
    first = reader.read()
    root.rename(tmp_path / "away")
    if how == "empty":
        root.mkdir()
    away = reader.read()
    assert [(game.title, game.missing) for game in away.games] == [("A", True)]
    assert away.missing_folders == (str(root),)
    assert len(away.failed) == 1
    if how == "empty":
        root.rmdir()
    (tmp_path / "away").rename(root)
    assert reader.read().games == first.games


def test_a_folder_that_was_never_there(tmp_path: Path) -> None:
    reading = read(tmp_path / "none")
    assert (reading.games, reading.missing_folders) == ((), (str(tmp_path / "none"),))
    (tmp_path / "library").mkdir()
    reading = read(tmp_path / "library")
    assert (reading.games, reading.missing_folders, reading.failed) == ((), (), ())


def test_a_folder_that_cannot_be_listed_keeps_its_games(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(tmp_path / "library", {"nes/A.nes": b"x"})
    reader = RomReader(str(root), retry_seconds=0)
    reader.read()
    write(root, {"nes/B.nes": b"x"})
    scan = os.scandir

    def refuse(path: str) -> object:
        if path.endswith("nes"):
            raise PermissionError(13, "Permission denied")
        return scan(path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", refuse)
        reading = reader.read()
    assert [game.title for game in reading.games] == ["A"]
    assert [(failed.path, failed.reason) for failed in reading.failed] == [(str(root / "nes"), "Permission denied.")]
    assert [game.title for game in reader.read().games] == ["A", "B"]
