"""Exports, imports, and takes over what users watched elsewhere; for commands."""

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

import orjson
from sqlalchemy.exc import SQLAlchemyError

from dim.accounts import users
from dim.artwork.store import ArtworkStore
from dim.config import Settings
from dim.db import Database
from dim.server.data_folder import InUseError, in_use, make_private
from dim.transfer.export import to_bytes
from dim.transfer.outcome import Outcome
from dim.transfer.reading import NotAnExportError
from dim.transfer.take import take
from dim.transfer.watched import SourceError, WatchedItem, take_watched
from dim.workers import create_pools

T = TypeVar("T")
LARGEST = 512 << 20
"""Bytes of an export that is read."""
SHOWN = 50
"""Lines about what was not taken."""


class TransferError(Exception):
    """It cannot be done; the text is one line that says why and what to do."""


def export(settings: Settings, database: Database, file: Path) -> str:
    """Write everything that users did to a file that only the caller may read. Raises TransferError."""
    pools = create_pools()
    store = ArtworkStore(pools.interactive, pools.images, settings.artwork_dir, settings.cache_dir / "artwork")
    try:
        content = database.read(to_bytes, store)
        number, temporary = tempfile.mkstemp(prefix=".dim-", suffix=".tmp", dir=file.parent)
        try:
            with os.fdopen(number, "wb") as opened:
                opened.write(content)
            os.replace(temporary, file)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary)
            raise
    except SQLAlchemyError as error:
        raise TransferError(f"The database cannot be read: {_line(error)}. Check it with `dim doctor`.") from None
    except OSError as error:
        raise TransferError(f"{file} cannot be written: {error.strerror}.") from None
    finally:
        database.close()
    return f"{file} holds everything that users did ({len(content) / 1e6:.1f} MB)."


def take_export(settings: Settings, database: Database, file: Path) -> Iterator[str]:
    """Take over an export; lines that say what was taken and what was not. The server must be stopped. Raises TransferError."""
    try:
        if file.stat().st_size > LARGEST:
            raise TransferError(f"{file} is larger than {LARGEST >> 20} MiB: that is no export of Dim.")
        values = orjson.loads(file.read_bytes())
    except OSError as error:
        raise TransferError(f"{file} cannot be read: {error.strerror}.") from None
    except ValueError:
        raise TransferError(f"{file} is no export of Dim. Make one with `dim export FILE`.") from None
    outcome = _alone(settings, database, lambda: asyncio.run(_take(settings, database, values)))
    for section, count in sorted(outcome.taken.items()):
        yield f"{section}: {count:,} taken."
    for section, count in sorted(outcome.not_taken.items()):
        yield f"{section}: {count:,} not taken."
    yield from _listed(
        (f"{one.section}: {one.what}: {one.reason}" for one in outcome.missed), outcome.not_taken.total()
    )


async def _take(settings: Settings, database: Database, values: Any) -> Outcome:
    pools = create_pools(artwork_folder=str(settings.artwork_dir))
    store = ArtworkStore(pools.interactive, pools.images, settings.artwork_dir, settings.cache_dir / "artwork")
    try:
        return await take(database, store, values)
    except NotAnExportError as error:
        raise TransferError(str(error)) from None
    finally:
        await pools.close()


def import_watched(
    settings: Settings, database: Database, username: str, found: Callable[[], Iterable[WatchedItem]]
) -> Iterator[str]:
    """Note for a user what another program says that they watched; lines that say what was found. The server must be stopped.

    Raises TransferError.
    """
    known = database.read(users.credentials, username)
    if known is None:
        database.close()
        raise TransferError(f"There is no user {username}. `dim user list` shows all.")
    outcome = _alone(settings, database, lambda: take_watched(database, known[0], found()))
    yield f"{outcome.taken:,} movies and episodes are noted for {username}; {outcome.missing:,} are not in the catalog."
    yield from _listed((f"{what}: {reason}" for what, reason in outcome.not_found), outcome.missing)


def _alone(settings: Settings, database: Database, change: Callable[[], T]) -> T:
    """Change the database while no server uses it, which would not notice. Raises TransferError."""
    try:
        with in_use(settings.data_dir):
            changed = change()
            make_private(settings.data_dir)
            return changed
    except (InUseError, SourceError) as error:
        raise TransferError(str(error)) from None
    except SQLAlchemyError as error:
        raise TransferError(f"The database does not take it: {_line(error)}. Check it with `dim doctor`.") from None
    finally:
        database.close()


def _listed(lines: Iterable[str], count: int) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number >= SHOWN:
            break
        yield f"  {line}"
    if count > SHOWN:
        yield f"  and {count - SHOWN:,} more."


def _line(error: BaseException) -> str:
    return str(error).partition("\n")[0][:300]
