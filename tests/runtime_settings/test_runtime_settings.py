"""Settings that change while the server runs: stored, fixed by the configuration, followed, on both databases."""

import asyncio
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import insert

from dim.accounts import users
from dim.catalog import libraries
from dim.config import Settings
from dim.db import Database, Transaction
from dim.db.tables import setting
from dim.events import Event, Hub
from dim.runtime_settings import FixedSettingError, RuntimeSettings, RuntimeValues, SettingError, Source
from support.postgresql import Databases


@pytest.fixture
def hub() -> Hub:
    return Hub()


@pytest.fixture
def settings_database(databases: Databases, hub: Hub) -> Iterable[Database]:
    """A database whose events go to a hub."""
    url = databases.migrated()
    opened = Database(url, hub.publish)
    yield opened
    opened.close()
    databases.remove(url)


def add_user(transaction: Transaction) -> int:
    return users.create(transaction, "Ada", "password1", "hash")


def add_library(transaction: Transaction) -> int:
    return libraries.create(transaction, "Films", "movie", ["/films"], "external")


def test_a_change_applies_at_once_is_announced_and_survives(settings_database: Database, hub: Hub) -> None:
    settings = RuntimeSettings(settings_database, hub, Settings())
    user = settings_database.write_now(add_user)
    library = settings_database.write_now(add_library)
    events: list[tuple[Event, RuntimeValues]] = []
    hub.follow(lambda event: events.append((event, settings.current)))

    async def main() -> RuntimeValues:
        waiting = asyncio.create_task(settings.until_changed(settings.current))
        changes = {"dlna": True, "server_name": " Attic ", "dlna_user": user, "dlna_libraries": [library]}
        await settings.change(changes)
        return await asyncio.wait_for(waiting, 10)

    changed = asyncio.run(main())
    assert changed == settings.current
    assert (changed.dlna, changed.server_name, changed.dlna_user) == (True, "Attic", user)
    assert changed.dlna_libraries == (library,)
    ((event, seen),) = events
    assert event == Event(
        "settings", {"names": ["dlna", "dlna_libraries", "dlna_user", "server_name"]}, managers_only=True
    )
    assert seen == changed
    again = RuntimeSettings(settings_database, Hub(), Settings())
    assert again.current == changed
    assert again.server_id == settings.server_id
    assert again.sources["dlna"] is Source.STORED

    asyncio.run(settings.change({"server_name": None, "dlna_user": None}))
    assert settings.current.server_name == RuntimeValues().server_name
    assert settings.sources["server_name"] is Source.DEFAULT
    assert settings.current.dlna_user is None


def test_what_the_configuration_sets_cannot_be_changed(settings_database: Database, hub: Hub) -> None:
    settings = RuntimeSettings(settings_database, hub, Settings(dlna=True, server_name="Fixed"))
    assert settings.sources["dlna"] is Source.CONFIGURATION
    with pytest.raises(FixedSettingError, match=r"dlna is set by .*dim\.toml"):
        asyncio.run(settings.change({"discovery": False, "dlna": False}))
    assert settings.current.dlna
    assert settings.current.discovery  # all of a change, or nothing


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"discovery": False, "dlna_user": 999}, "There is no account 999"),
        ({"discovery": False, "dlna_libraries": [999]}, "There is no library 999"),
        ({"discovery": False, "dlna": 1}, "true or false"),
        ({"discovery": False, "nothing": None}, "There is no setting nothing"),
    ],
)
def test_a_wrong_change_changes_nothing(
    settings_database: Database, hub: Hub, changes: dict[str, object], text: str
) -> None:
    settings = RuntimeSettings(settings_database, hub, Settings())
    with pytest.raises(SettingError, match=text):
        asyncio.run(settings.change(changes))
    assert settings.current == RuntimeValues()


def test_removed_libraries_and_accounts_are_forgotten(settings_database: Database, hub: Hub) -> None:
    settings = RuntimeSettings(settings_database, hub, Settings())
    user = settings_database.write_now(add_user)
    library = settings_database.write_now(add_library)

    async def main() -> None:
        await settings.change({"dlna_user": user, "dlna_libraries": [library]})
        await settings_database.write(libraries.remove, library)
        assert settings.current.dlna_libraries == ()
        assert settings.current.dlna_user == user

    asyncio.run(main())
    configured = Settings(dlna_user=999, dlna_libraries=[999])
    assert RuntimeSettings(settings_database, Hub(), configured).current == RuntimeValues()


def test_a_damaged_row_is_ignored(settings_database: Database, hub: Hub, caplog: pytest.LogCaptureFixture) -> None:
    rows = [{"key": "runtime.dlna", "value": "{"}, {"key": "runtime.later", "value": "1"}]
    settings_database.write_now(lambda transaction: transaction.execute(insert(setting), rows))
    assert RuntimeSettings(settings_database, hub, Settings()).current == RuntimeValues()
    assert "“dlna” is ignored" in caplog.text


def test_the_environment_is_named(
    settings_database: Database, hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DIM_DISCOVERY", "false")
    settings = RuntimeSettings(settings_database, hub, Settings(data_dir=tmp_path))
    with pytest.raises(FixedSettingError, match="environment variable DIM_DISCOVERY"):
        asyncio.run(settings.change({"discovery": True}))
    assert not settings.current.discovery
