"""Copies of the database and putting them back, by the commands that a person uses."""

import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from dim.accounts.sign_ins import load_secret
from dim.db import backups
from support.server import Api, RunningServer, until

pytestmark = pytest.mark.usefixtures("programs")


def dim(server: RunningServer, *arguments: str, answer: str = "") -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "dim", *arguments, "--data-dir", str(server.data)],
        capture_output=True, text=True, input=answer, timeout=60, check=False,
    )  # fmt: skip


def damage(database: Path) -> None:
    """Overwrite every second page but the first."""
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    content = bytearray(database.read_bytes())
    for start in range(8192, len(content), 8192):
        content[start : start + 4096] = b"\xa5" * len(content[start : start + 4096])
    database.write_bytes(content)


def names(owner: Api) -> set[str]:
    return {user["username"] for user in owner.ask("GET", "/api/v1/users")}


def test_a_copy_is_put_back_after_a_crash(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    """The log of the killed server is not replayed over it."""
    owner.ask("POST", "/api/v1/users", 201, json={"username": "Before", "password": "password1"})
    copy = tmp_path / "copy.sqlite3"
    assert dim(server, "backup", str(copy)).returncode == 0
    assert copy.stat().st_mode & 0o077 == 0
    for number in range(5):
        owner.ask("POST", "/api/v1/users", 201, json={"username": f"After {number}", "password": "password1"})
    refused = dim(server, "restore", str(copy), "--yes")
    assert refused.returncode != 0
    assert "Another Dim uses the data folder" in refused.stderr
    server.stop(signal.SIGKILL)
    wal = server.data / "dim.sqlite3-wal"
    assert wal.stat().st_size > 0
    assert dim(server, "restore", str(copy), answer="n\n").returncode != 0
    assert wal.exists()
    done = dim(server, "restore", str(copy), "--yes")
    assert done.returncode == 0, done.stderr
    assert not wal.exists()
    assert not (server.data / "dim.sqlite3-shm").exists()
    former = next((server.data / "backups").glob("replaced-*.sqlite3"))
    assert str(former) in done.stdout
    with closing(sqlite3.connect(former)) as connection:
        assert connection.execute("SELECT count(*) FROM user WHERE username LIKE 'After%'").fetchone() == (5,)
    server.start()
    with server.sign_in() as again:
        assert {name for name in names(again) if not name.startswith("Ada")} == {"Before"}


def test_a_damaged_database_is_neither_copied_nor_served(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    good = Path(dim(server, "backup").stdout.strip())
    server.stop()
    damage(server.data / "dim.sqlite3")
    target = tmp_path / "bad.sqlite3"
    failed = dim(server, "backup", str(target))
    assert failed.returncode != 0
    assert "damaged" in failed.stderr
    assert list(tmp_path.glob("bad*")) == []
    doctor = dim(server, "doctor")
    assert doctor.returncode != 0
    assert "is damaged" in doctor.stdout
    for size in (0, 100 << 20):  # the larger one is not read through
        with (server.data / "dim.sqlite3").open("r+b") as file:
            if size:
                file.write(bytes(4096))
                file.truncate(size)
        serving = dim(server, "serve")
        assert serving.returncode != 0
        assert str(good) in serving.stderr
        assert len(serving.stderr.strip().splitlines()) == 1
    assert dim(server, "restore", str(good), "--yes").returncode == 0
    server.start()
    with server.sign_in() as again:
        assert names(again)
    assert dim(server, "doctor").stdout.count("The database is sound") == 1


def write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def another_program(path: Path, version: str = "9999") -> Path:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("CREATE TABLE alembic_version (version_num TEXT)")
        connection.execute("INSERT INTO alembic_version VALUES (?)", (version,))
    return path


BAD: dict[str, Callable[[Path], Path]] = {
    "nothing there": lambda folder: folder / "missing.sqlite3",
    "a folder": lambda folder: folder,
    "empty": lambda folder: write(folder / "empty.sqlite3", b""),
    "no database": lambda folder: write(folder / "film.mkv", b"\x1a\x45\xdf\xa3" * 5000),
    "of a newer version": lambda folder: another_program(folder / "newer.sqlite3"),
    "of another program": lambda folder: another_program(folder / "other.sqlite3", "0012"),
}


@pytest.mark.parametrize("kind", BAD)
def test_what_is_no_copy_is_refused(tmp_path: Path, kind: str) -> None:
    data = tmp_path / "data"
    data.mkdir()
    write(data / "dim.sqlite3", b"as it was")
    (tmp_path / "files").mkdir()
    refused = dim(RunningServer(data), "restore", str(BAD[kind](tmp_path / "files")), "--yes")
    assert refused.returncode != 0
    assert refused.stderr.startswith("dim: ")
    assert len(refused.stderr.strip().splitlines()) == 1
    assert (data / "dim.sqlite3").read_bytes() == b"as it was"


def test_daily_copies_are_few_and_a_damaged_database_replaces_none(tmp_path: Path) -> None:
    database, folder = tmp_path / "dim.sqlite3", tmp_path / "backups"
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute("CREATE TABLE t (a)")
        connection.executemany("INSERT INTO t VALUES (?)", [("x" * 500,)] * 200)
    folder.mkdir()
    for number in range(9):
        write(folder / f"daily-2026010{number}-000000.sqlite3", b"old")
    write(folder / "before-0009-1.sqlite3", b"kept")
    assert not backups.daily_is_due(folder, (folder / "daily-20260100-000000.sqlite3").stat().st_mtime + 80_000)
    assert backups.daily_is_due(folder, (folder / "daily-20260100-000000.sqlite3").stat().st_mtime + 90_000)
    made = backups.make_daily(f"sqlite:///{database}", folder, 3)
    assert made in backups.existing(folder)
    assert len(list(folder.glob("daily-*"))) == 3
    damage(database)
    with pytest.raises(backups.CorruptError):
        backups.make_daily(f"sqlite:///{database}", folder, 1)
    assert len(list(folder.glob("daily-*"))) == 3
    assert (folder / "before-0009-1.sqlite3").exists()


def test_two_servers_do_not_share_a_data_folder(server: RunningServer) -> None:
    second = dim(server, "serve", "--port", "0")
    assert second.returncode != 0
    assert "Another Dim uses the data folder" in second.stderr


def test_an_old_data_folder_becomes_private(server: RunningServer, owner: Api) -> None:
    server.stop()
    outside = server.data.parent / "outside"
    outside.mkdir(mode=0o755)
    (server.data / "artwork").mkdir(exist_ok=True)
    (server.data / "artwork" / "link").symlink_to(outside)
    (server.data / "notes").mkdir()
    (server.data / "cache" / "deep").mkdir(parents=True)
    write(server.data / "cache" / "deep" / "segment", b"x")
    for path in (server.data, *server.data.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() else 0o644)
    assert "Others can read" in dim(server, "doctor").stdout
    server.start()
    with server.sign_in() as again:
        assert server.data.stat().st_mode & 0o077 == 0  # nobody gets at what lies deeper meanwhile
        again.ask("POST", "/api/v1/users", 201, json={"username": "New", "password": "password1"})
    segment = server.data / "cache" / "deep" / "segment"
    until(lambda: segment.stat().st_mode & 0o077 == 0, 20, "the end of the walk")
    for path in (server.data, *server.data.rglob("*")):
        if not path.is_symlink() and path.name != "notes":
            assert path.lstat().st_mode & 0o077 == 0, path
    assert outside.stat().st_mode & 0o777 == 0o755
    assert (server.data / "notes").stat().st_mode & 0o777 == 0o755  # not Dim's
    assert "Only Dim's user can read it" in dim(server, "doctor").stdout


@pytest.mark.parametrize("content", ["", "\n", "abcd", "not hexadecimal", "00" * 8])
def test_a_broken_signing_key_is_renewed(tmp_path: Path, content: str) -> None:
    path = tmp_path / "secret"
    path.write_text(content)
    made = load_secret(path)
    assert len(made) == 32
    assert load_secret(path) == made
    assert path.stat().st_mode & 0o077 == 0


def test_people_sign_in_again_after_that(server: RunningServer, owner: Api) -> None:
    server.stop()
    (server.data / "secret").write_text("")
    server.start()
    assert owner.get("/api/v1/user").status_code == 401
    with server.sign_in() as again:
        assert again.get("/api/v1/user").status_code == 200
    assert "A new one was made: everyone has to sign in again" in server.log.read_text()
