"""Fixtures that many tests need."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dim.db import Database
from dim.db.migrate import migrate
from support import media
from support.server import Api, RunningServer


@pytest.fixture(scope="session", autouse=True)
def remove_made_media() -> Iterator[None]:
    """The films that were made go when the run is over."""
    yield
    media.forget()


@pytest.fixture
def start_server(tmp_path: Path) -> Iterator[Callable[..., RunningServer]]:
    """Starts servers; they are stopped at the end of the test, whatever happened."""
    started: list[RunningServer] = []

    def start(name: str = "data", **environment: str) -> RunningServer:
        server = RunningServer(tmp_path / name, **environment)
        started.append(server)
        return server.start()

    yield start
    for server in started:
        server.stop()


@pytest.fixture
def server(start_server: Callable[..., RunningServer]) -> RunningServer:
    """A new server."""
    return start_server()


@pytest.fixture
def owner(server: RunningServer) -> Iterator[Api]:
    """A client of the owner of the new server."""
    with server.set_up() as client:
        yield client


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """A new database, without a server."""
    opened = Database(f"sqlite:///{tmp_path / 'dim.sqlite3'}")
    migrate(opened, tmp_path / "backups")
    yield opened
    opened.close()
