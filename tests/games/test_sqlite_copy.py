"""Copies of SQLite databases that other programs write: consistent, bounded, and harmless whatever is in them."""

import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dim.games import sqlite_copy
from dim.games.files import UnreadableFileError
from dim.games.known_files import BrokenFileError
from dim.games.sqlite_copy import Database, DatabaseReader, Row, read_copy
from support.games.databases import Rows, write_database

LIMIT = 16 << 20
TABLES: dict[str, Rows] = {"games": [{"id": 1, "name": "Ünï"}, {"id": 2, "name": None}, {"id": 3.5, "name": b"\xff"}]}


def all_rows(database: Database) -> list[Row]:
    return list(database.rows("games", ("id", "name", "none")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write_database(tmp_path / "data/it's 100%#?.db", TABLES)


def test_rows(path: Path) -> None:
    assert read_copy(str(path), LIMIT, all_rows) == [
        {"id": 1, "name": "Ünï"},
        {"id": 2, "name": None},
        {"id": 3.5, "name": b"\xff"},
    ]
    assert read_copy(str(path), LIMIT, lambda database: list(database.rows("GAMES", ("NAME",))))[0] == {"NAME": "Ünï"}
    odd = [("none", "id"), ("games", "none"), ('games"; --', "id"), ("games", 'id" --'), ("sqlite_master", "none")]
    assert (
        read_copy(str(path), LIMIT, lambda database: [list(database.rows(table, [column])) for table, column in odd])
        == [[]] * 5
    )


@pytest.mark.parametrize("mode", ["wal", "delete", "persist"])
def test_while_another_program_has_it_open(tmp_path: Path, mode: str) -> None:
    """What is committed is read, also from the log; the original is neither locked nor written beside."""
    path = write_database(tmp_path / "data/a.db", TABLES, settings=[f"journal_mode = {mode}"])
    with closing(sqlite3.connect(path, isolation_level=None)) as writer:
        writer.execute("INSERT INTO games VALUES (9, 'new')")
        before = {entry.name: (entry.stat().st_mtime_ns, entry.stat().st_size) for entry in path.parent.iterdir()}
        assert ("a.db-wal" in before) == (mode == "wal")
        os.chmod(path.parent, 0o500)
        try:
            assert {"id": 9, "name": "new"} in read_copy(str(path), LIMIT, all_rows)
        finally:
            os.chmod(path.parent, 0o700)
        assert before == {
            entry.name: (entry.stat().st_mtime_ns, entry.stat().st_size) for entry in path.parent.iterdir()
        }
        writer.execute("BEGIN EXCLUSIVE")
        assert {"id": 9, "name": "new"} in read_copy(str(path), LIMIT, all_rows)


def test_an_unfinished_transaction(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its journal is not used: it may name a file, which SQLite would delete."""
    monkeypatch.setattr(sqlite_copy, "_BETWEEN_COPIES", 0.0)
    journal = path.with_name(path.name + "-journal")
    journal.write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + bytes(504))
    with pytest.raises(BrokenFileError, match="writing"):
        read_copy(str(path), LIMIT, all_rows)
    journal.write_bytes(bytes(512))
    assert len(read_copy(str(path), LIMIT, all_rows)) == 3


def test_a_database_that_changes_while_it_is_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_copy, "_BETWEEN_COPIES", 0.0)
    copy, copies = sqlite_copy._copy, []

    def changing(source: str, target: str, limit: int) -> None:
        copy(source, target, limit)
        copies.append(source)
        if len(copies) < changes:
            os.utime(path, ns=(0, len(copies)))

    monkeypatch.setattr(sqlite_copy, "_copy", changing)
    changes = 3
    assert len(read_copy(str(path), LIMIT, all_rows)) == 3
    assert len(copies) == 3
    changes, copies = 100, []
    with pytest.raises(BrokenFileError, match="writing"):
        read_copy(str(path), LIMIT, all_rows)


def endless(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "CREATE VIEW games (id, name) AS WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT n, n FROM c"
        )


def virtual(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE VIRTUAL TABLE games USING fts5 (id, name)")


def generated(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE games (x, id AS (zeroblob(30000000)), name AS (hex(zeroblob(15000000))))")
        connection.execute("INSERT INTO games (x) VALUES (1)")
        connection.commit()


@pytest.mark.parametrize("make", [endless, virtual, generated])
def test_what_is_no_plain_table_is_not_read(tmp_path: Path, make: Callable[[Path], None]) -> None:
    make(tmp_path / "a.db")
    began = time.process_time()
    assert read_copy(str(tmp_path / "a.db"), LIMIT, all_rows) == []
    assert time.process_time() - began < 10


def test_a_limit_of_time(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_copy, "_STEPS", 1)
    with pytest.raises(BrokenFileError, match="too long") as broken:
        read_copy(str(path), LIMIT, all_rows, seconds=-1)
    assert broken.value.readable == []


def test_limits_of_size(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UnreadableFileError, match="bytes"):
        read_copy(str(path), 100, all_rows)
    monkeypatch.setattr(sqlite_copy, "MOST_ROWS", 2)
    with pytest.raises(BrokenFileError, match="too much") as broken:
        read_copy(str(path), LIMIT, all_rows)
    assert broken.value.readable == [{"id": 1, "name": "Ünï"}, {"id": 2, "name": None}]
    monkeypatch.setattr(sqlite_copy, "MOST_ROWS", 100)
    monkeypatch.setattr(sqlite_copy, "LONGEST_VALUE", 10_000)
    write_database(path, {"games": [{"id": 1, "name": "a"}, {"id": 2}, {"id": 3, "name": "x" * 20_000}, {"id": 4}]})
    with pytest.raises(BrokenFileError) as broken:
        read_copy(str(path), LIMIT, all_rows)
    assert broken.value.readable == [{"id": 1, "name": "a"}]
    monkeypatch.setattr(sqlite_copy, "_SPARE", 1 << 60)
    with pytest.raises(UnreadableFileError, match="room"):
        read_copy(str(path), LIMIT, all_rows)


def test_text_that_is_no_utf8(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("UPDATE games SET name = CAST(x'61ff62' AS TEXT) WHERE id = 1")
        connection.commit()
    assert read_copy(str(path), LIMIT, all_rows)[0] == {"id": 1, "name": "a\ufffdb"}


def bare_database() -> bytes:
    """As a program makes it before it has tables."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE t (x)")
        connection.execute("DROP TABLE t")
        return connection.serialize()


DAMAGED: list[tuple[str, Callable[[bytes], bytes]]] = [
    ("empty", lambda _good: b""), ("text", lambda _good: b"no database" * 1_000), ("head", lambda good: good[:60]),
    ("half", lambda good: good[: len(good) // 2]), ("zeros", lambda good: good[:4_096] + bytes(len(good) - 4_096)),
    ("nothing in it", lambda _good: bare_database()), ("page", lambda good: good[:4_100] + b"\xff" * 200 + good[4_300:]), ("size", lambda good: good[:16] + b"\xff\xff" + good[18:]),
]  # fmt: skip


@pytest.mark.parametrize("damage", [damage for _name, damage in DAMAGED], ids=[name for name, _damage in DAMAGED])
def test_the_last_good_reading_holds(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    path = write_database(tmp_path / "a.db", {"games": [{"id": number, "name": "x" * 100} for number in range(500)]})
    reader = DatabaseReader(str(path), LIMIT, all_rows)
    reader.read()
    first, good = reader.value, path.read_bytes()
    assert first is not None
    assert len(first) == 500
    path.write_bytes(damage(good))
    reader.read()
    assert reader.value == first
    assert [failed.path for failed in reader.failed] == [str(path)]
    assert reader.may_be_half_written
    path.write_bytes(good)
    reader.read()
    assert (reader.value, reader.failed) == (first, [])
    path.unlink()
    reader.read()
    assert (reader.value, [failed.reason for failed in reader.failed]) == (first, ["It is gone."])


def test_an_unchanged_database_is_not_copied(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(path, ns=(10**18, 10**18))
    reader = DatabaseReader(str(path), LIMIT, all_rows)
    reader.read()
    monkeypatch.setattr(sqlite_copy, "read_copy", lambda *_args: pytest.fail("copied"))
    reader.read()
    assert reader.value is not None
    assert reader.failed == []


def test_files_that_are_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "zero").symlink_to("/dev/zero")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "folder").mkdir()
    for name in ("pipe", "zero", "loop", "folder"):
        reader = DatabaseReader(str(tmp_path / name), LIMIT, all_rows)
        reader.read()
        assert reader.value is None
        assert len(reader.failed) == 1
    none = DatabaseReader(str(tmp_path / "none"), LIMIT, all_rows)
    none.read()
    assert (none.value, none.failed) == (None, [])
    good = write_database(tmp_path / "good.db", TABLES)
    os.mkfifo(tmp_path / "good.db-wal")
    os.mkfifo(tmp_path / "good.db-journal")
    reader = DatabaseReader(str(good), LIMIT, all_rows)
    reader.read()
    assert reader.value is not None


def test_a_log_of_garbage(path: Path) -> None:
    path.with_name(path.name + "-wal").write_bytes(b"garbage" * 1_000)
    assert len(read_copy(str(path), LIMIT, all_rows)) == 3


def test_nothing_is_left_behind(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "temporary"))
    read_copy(str(path), LIMIT, all_rows)
    path.write_bytes(b"x" * 5_000)
    with pytest.raises(BrokenFileError):
        read_copy(str(path), LIMIT, all_rows)
    assert list((tmp_path / "temporary").iterdir()) == []
