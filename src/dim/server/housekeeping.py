"""What the server does once a day: it forgets what was deleted long ago."""

import asyncio
import time

from dim.catalog import runs
from dim.catalog.browse import search
from dim.catalog.ingest import visibility
from dim.db import Database
from dim.jobs import queue

DAY_SECONDS = 86_400.0
KEEP_JOBS_DAYS = 30
"""How long jobs that are over are kept; runs of libraries have a history of their own."""


async def run(database: Database, forget_after_days: int) -> None:
    """Clean up now and then once a day, until cancelled."""
    while True:
        await clean_up(database, time.time() - forget_after_days * DAY_SECONDS)
        await asyncio.sleep(DAY_SECONDS)


async def clean_up(database: Database, deleted_before: float) -> None:
    """Remove files deleted before a time (UTC seconds), items that no file is left of, search words without titles, old jobs."""
    await database.write(visibility.forget, deleted_before)
    while await database.write(search.prune_words):
        pass
    await database.write(queue.prune, time.time() - KEEP_JOBS_DAYS * DAY_SECONDS, runs.FLAGS)
