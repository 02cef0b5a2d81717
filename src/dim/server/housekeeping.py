"""What the server does once a day: it forgets what was deleted long ago, and copies its database."""

import asyncio
import logging
import sqlite3
import time
from pathlib import Path

from dim.catalog import runs
from dim.catalog.browse import search
from dim.catalog.ingest import visibility
from dim.catalog.metadata import relations
from dim.db import Database, backups
from dim.jobs import queue

log = logging.getLogger(__name__)
DAY_SECONDS = 86_400.0
BACKUP_CHECK_SECONDS = 600.0
KEEP_JOBS_DAYS = 30
"""How long jobs that are over are kept; runs of libraries have a history of their own."""


async def run(database: Database, forget_after_days: int) -> None:
    """Clean up now and then once a day, until cancelled."""
    while True:
        await clean_up(database, time.time() - forget_after_days * DAY_SECONDS)
        await asyncio.sleep(DAY_SECONDS)


async def clean_up(database: Database, deleted_before: float) -> None:
    """Remove files deleted before a time (UTC seconds), items that no file is left of, people and search words without titles,
    old jobs.
    """
    await database.write(visibility.forget, deleted_before)
    while await database.write(search.prune_words):
        pass
    while await database.write(relations.remove_unused):
        pass
    await database.write(queue.prune, time.time() - KEEP_JOBS_DAYS * DAY_SECONDS, runs.FLAGS)


async def copy_daily(url: str, folder: Path, keep: int) -> None:
    """Copy a SQLite database once a day, until cancelled; the `keep` newest copies stay. 0: never."""
    if not keep or backups.sqlite_path(url) is None:
        return
    while True:
        await asyncio.sleep(BACKUP_CHECK_SECONDS)
        if not await asyncio.to_thread(backups.daily_is_due, folder, time.time()):
            continue
        try:
            await asyncio.to_thread(backups.make_daily, url, folder, keep)
        except backups.CorruptError as error:
            log.error("The database is damaged (%s). The copies in %s are kept; see `dim doctor`.", error, folder)
        except (OSError, sqlite3.Error) as error:
            log.warning("The daily copy of the database could not be made in %s: %s", folder, error)
