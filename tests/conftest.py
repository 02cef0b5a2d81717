"""Fixtures that many tests need."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from dim.db import Database
from dim.db.migrate import migrate
from support import media
from support.fork_server import ForkServer
from support.postgresql import Databases, PostgreSQL
from support.server import Api, RunningServer


@pytest.fixture(scope="session", autouse=True)
def remove_made_media() -> Iterator[None]:
    """The films that were made go when the run is over."""
    yield
    media.forget()


@pytest.fixture(scope="session", autouse=True)
def fork_servers() -> Iterator[None]:
    """Servers are forks of a process that has imported Dim."""
    RunningServer.forks = ForkServer()
    yield
    RunningServer.forks.close()
    RunningServer.forks = None


@pytest.fixture
def programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each start of a server is one of the program, and the first one migrates."""
    monkeypatch.setattr(RunningServer, "forks", None)


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


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    """A PostgreSQL server, started when the first test needs it."""
    server = PostgreSQL()
    try:
        yield server.start()
    finally:
        server.stop()


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """Makes databases; whatever uses it runs on both kinds."""
    folder = tmp_path_factory.mktemp("databases")
    server = request.getfixturevalue("postgresql") if request.param == "postgresql" else None

    def migrate_url(url: str) -> None:
        made = Database(url)
        migrate(made, folder / "backups")
        made.close()

    return Databases(request.param, folder, server, migrate_url)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """The URL of an empty database."""
    url = databases.empty()
    yield url
    databases.remove(url)


@pytest.fixture
def database(databases: Databases) -> Iterator[Database]:
    """A new database with all tables, without a server."""
    url = databases.migrated()
    opened = Database(url)
    yield opened
    opened.close()
    databases.give_back(url)
