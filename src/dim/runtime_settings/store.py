"""Stored settings: rows of the table `setting` whose keys begin with "runtime.", with their values as JSON."""

import json
import logging
import uuid
from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, delete, insert, select

from dim.db import Transaction
from dim.db.conditions import begins_with
from dim.db.tables import library, setting, user
from dim.events import Event
from dim.runtime_settings.model import RuntimeValues, SettingError, checked

log = logging.getLogger(__name__)
PREFIX = "runtime."
SERVER_ID = "server_id"


def load(connection: Connection) -> dict[str, object]:
    """The stored values, checked, by name. A row that cannot be read is logged and left out: its default applies."""
    found: dict[str, object] = {}
    rows = select(setting.c.key, setting.c.value).where(begins_with(setting.c.key, PREFIX))
    for key, text in connection.execute(rows):
        name = key.removeprefix(PREFIX)
        try:
            found[name] = checked(name, json.loads(text))
        except (ValueError, SettingError) as error:  # a newer version may have stored it
            log.warning("The stored setting “%s” is ignored: %s", name, error)
    return found


def change(transaction: Transaction, changes: Mapping[str, object]) -> None:
    """Store checked values by name; None removes what is stored, so that the default applies.

    Announces the event "settings". Raises SettingError: an account or a library does not exist.
    """
    _check_references(transaction.connection, changes)
    for name, value in changes.items():
        transaction.execute(delete(setting).where(setting.c.key == PREFIX + name))
        if value is not None:
            transaction.execute(insert(setting), {"key": PREFIX + name, "value": json.dumps(value)})
    transaction.announce(Event("settings", {"names": sorted(changes)}, managers_only=True))


def without_removed(connection: Connection, values: RuntimeValues) -> RuntimeValues:
    """The values without accounts and libraries that do not exist (any more)."""
    libraries = _existing_libraries(connection, values.dlna_libraries)
    account = values.dlna_user if _user_exists(connection, values.dlna_user) else None
    return replace(values, dlna_user=account, dlna_libraries=tuple(sorted(libraries)))


def server_id(transaction: Transaction) -> str:
    """The id of this server, a random UUID (RFC 9562) made once; it stays as long as the database."""
    found: str | None = transaction.scalar(select(setting.c.value).where(setting.c.key == SERVER_ID))
    if found is None:
        found = str(uuid.uuid4())
        transaction.execute(insert(setting), {"key": SERVER_ID, "value": found})
    return found


def _check_references(connection: Connection, changes: Mapping[str, object]) -> None:
    account, libraries = changes.get("dlna_user"), changes.get("dlna_libraries")
    if isinstance(account, int) and not _user_exists(connection, account):
        raise SettingError("dlna_user", f"There is no account {account}.")
    if isinstance(libraries, tuple):
        missing = set(libraries) - _existing_libraries(connection, libraries)
        if missing:
            raise SettingError("dlna_libraries", f"There is no library {min(missing)}.")


def _user_exists(connection: Connection, user_id: int | None) -> bool:
    return user_id is not None and connection.scalar(select(user.c.id).where(user.c.id == user_id)) is not None


def _existing_libraries(connection: Connection, ids: tuple[int, ...]) -> set[int]:
    return set(connection.scalars(select(library.c.id).where(library.c.id.in_(ids)))) if ids else set()
