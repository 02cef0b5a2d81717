"""Dim's commands, as programs."""

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

import dim
from dim.config import Settings
from support import media
from support.server import OWNER, Api, RunningServer, add_library, free_port

pytestmark = pytest.mark.usefixtures("programs")


def run(*arguments: str, given: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run `dim` with arguments."""
    return subprocess.run(
        [sys.executable, "-m", "dim", *arguments], capture_output=True, text=True, input=given, timeout=60, check=False,
        env={**os.environ, **environment},
    )  # fmt: skip


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The one line that a command failed with."""
    assert done.returncode == 1
    lines = [line for line in done.stderr.strip().splitlines() if line.startswith("dim:")]
    assert lines == done.stderr.strip().splitlines(), done.stderr
    return lines[0]


def test_version() -> None:
    assert run("--version").stdout.strip() == dim.__version__


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))
        other.listen()
        port = other.getsockname()[1]
        done = run("serve", DIM_DATA_DIR=str(tmp_path), DIM_PORT=str(port))
    assert one_line(done) == f"dim: Port {port} is in use. Stop what uses it, or set DIM_PORT to another one."


def test_a_data_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "cannot be written" in one_line(
        run("serve", DIM_DATA_DIR=str(tmp_path / "file" / "data"), DIM_PORT=str(free_port()))
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [("DIM_PORT", "http"), ("DIM_PORT", "70000"), ("DIM_LOG_LEVEL", "loud"), ("DIM_SETTLE_SECONDS", "-1")],
)
def test_a_setting_that_cannot_be_used(name: str, value: str, tmp_path: Path) -> None:
    assert name in one_line(run("serve", DIM_DATA_DIR=str(tmp_path), **{name: value}))


def test_an_ffmpeg_that_is_not_there(tmp_path: Path) -> None:
    done = run("serve", DIM_DATA_DIR=str(tmp_path), DIM_PORT=str(free_port()), DIM_FFMPEG="/no/ffmpeg")
    assert "DIM_FFMPEG" in one_line(done)


def test_settings_from_a_file_and_flags(tmp_path: Path) -> None:
    file = tmp_path / "dim.toml"
    file.write_text(f'data_dir = "{tmp_path / "from-file"}"\nport = 1\n')
    done = run("doctor", DIM_CONFIG=str(file), DIM_PORT=str(free_port()))
    assert str(tmp_path / "from-file") in done.stdout
    assert "ok" in done.stdout
    file.write_text("port = [")
    assert "configuration file" in one_line(run("doctor", DIM_CONFIG=str(file)))


def test_the_welcome_names_the_addresses(server: RunningServer) -> None:
    welcome = server.log.read_text()
    assert f"http://localhost:{server.port}/" in welcome
    assert str(server.data) in welcome


def test_ctrl_c_stops_everything_soon(server: RunningServer) -> None:
    owner = server.set_up()
    owner.ask("POST", "/api/v1/library", 201, json={"name": "x", "path": str(server.data.parent), "type": "movie"})
    owner.close()
    assert server.process is not None
    server.process.send_signal(signal.SIGINT)  # an impatient one, and the one below
    server.stop(signal.SIGINT, 5)
    assert "Traceback" not in server.log.read_text()


def test_a_lost_password(server: RunningServer, tmp_path: Path) -> None:
    owner = server.set_up()
    data = ("--data-dir", str(server.data))
    assert run("user", "list", *data).stdout == f"{OWNER[0]}\towner\n"
    assert "no user" in one_line(run("user", "reset", "nobody", "--password-stdin", *data, given="x\n"))
    assert "8 characters" in one_line(run("user", "reset", OWNER[0], "--password-stdin", *data, given="short\n"))
    assert run("user", "reset", OWNER[0], "--password-stdin", *data, given="another one\n").returncode == 0
    assert owner.get("/api/v1/user").status_code == 401
    owner.close()
    server.sign_in(OWNER[0], "another one").close()
    assert "no database" in one_line(run("user", "list", "--data-dir", str(tmp_path / "nowhere")))


def test_backup_while_it_runs(server: RunningServer, tmp_path: Path) -> None:
    server.set_up().close()
    target = tmp_path / "copy.sqlite3"
    done = run("backup", str(target), "--data-dir", str(server.data))
    assert done.stdout.strip() == str(target)
    copy = sqlite3.connect(target)
    assert copy.execute("SELECT username FROM user").fetchall() == [(OWNER[0],)]
    copy.close()


def test_the_doctor(start_server: Callable[..., RunningServer], tmp_path: Path) -> None:
    server = start_server()
    owner = server.set_up()
    films = tmp_path / "films"
    films.mkdir()
    owner.ask("POST", "/api/v1/library", 201, json={"name": "Films", "path": str(films), "type": "movie"})
    owner.close()
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "watchfiles.py").write_text("import os; os.abort()")  # as a library for another CPU does
    place = {"DIM_PORT": str(server.port), "PYTHONPATH": str(tmp_path / "broken")}
    ill = run("doctor", "--data-dir", str(server.data), **place)
    assert ill.returncode == 1
    assert "WRONG  A scanner cannot be started: " in ill.stdout
    assert "ok     A worker can be started" in ill.stdout
    assert "WRONG  Library “Films”" in ill.stdout
    (films / "file.txt").write_text("x")
    well = run("doctor", "--data-dir", str(server.data), DIM_PORT=str(server.port))
    assert well.returncode == 0, well.stdout
    assert "is running there" in well.stdout
    alone = run("doctor", "--data-dir", str(server.data), DIM_PORT=str(server.port), DIM_HOST="127.0.0.1")
    assert "note   Dim listens on 127.0.0.1 alone" in alone.stdout


def test_the_openapi_document_is_valid_json() -> None:
    document = json.loads(run("openapi").stdout)
    assert document["openapi"].startswith("3.1")
    operations = [operation["operationId"] for path in document["paths"].values() for operation in path.values()]
    assert len(operations) == len(set(operations))


def test_a_scan_from_the_terminal(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    place = {"DIM_DATA_DIR": str(server.data), "DIM_PORT": str(server.port)}
    media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / "One (2001).mp4")
    library = add_library(owner, tmp_path / "films", name="My films")
    broken = tmp_path / "films" / "Two (2002).mkv"
    broken.write_bytes(b"no film at all")
    os.utime(broken, (1_600_000_000, 1_600_000_000))  # not a file that still grows
    done = run("scan", "My films", **place)
    assert done.returncode == 0, done.stderr
    assert re.match(r"\d new or changed files?, [01] of them cannot be used, in \d+\.\d s\.\n", done.stdout), (
        done.stdout
    )
    assert owner.ask("GET", f"/api/v1/library/{library}")["failed"] == 1
    assert run("scan", str(library), **place).returncode == 0
    assert owner.ask("GET", "/api/v1/user/tokens") == []  # the token that it made is gone
    assert one_line(run("scan", "Shows", **place)) == "dim: There is no library “Shows”. Known: “My films”."
    assert "Start it with `dim serve`" in one_line(run("scan", "My films", **{**place, "DIM_PORT": str(free_port())}))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("", "sqlite:////data/dim.sqlite3"), ("sqlite:////tmp/x.sqlite3", "sqlite:////tmp/x.sqlite3"),
        ("postgresql+psycopg://dim@host/dim", "postgresql+psycopg://dim@host/dim"),
        ("postgresql://dim@host/dim", "postgresql+psycopg://dim@host/dim"), ("postgres://dim@host/dim", "postgresql+psycopg://dim@host/dim"),
    ],
)  # fmt: skip
def test_the_url_of_the_database(given: str, expected: str) -> None:
    assert Settings(data_dir=Path("/data"), database_url=given).url == expected


def test_a_database_that_cannot_be_reached_is_said_without_its_password(tmp_path: Path) -> None:
    url = f"postgresql+psycopg://dim:secret@127.0.0.1:{free_port()}/dim"
    done = run("serve", DIM_DATA_DIR=str(tmp_path / "data"), DIM_PORT=str(free_port()), DIM_DATABASE_URL=url)
    line = one_line(done)
    assert line.startswith("dim: The database at postgresql+psycopg://dim:***@127.0.0.1")
    assert "secret" not in line
