"""Changes of where a library's metadata comes from, and the job that merges anew what is known then."""

from collections.abc import Sequence

from sqlalchemy import Connection, select, update

from dim.catalog.ingest import derived
from dim.catalog.lookup import matches
from dim.catalog.metadata import preferences
from dim.catalog.metadata.apply import apply, items_of_titles
from dim.db import Database, Transaction
from dim.db.chunks import chunks
from dim.db.tables import media, title_match
from dim.events import Event
from dim.jobs import Job, JobContext, NewJob, queue

MERGE = "merge_metadata"
"""The job that merges anew what is known of a library's titles."""
AT_A_TIME = 20
"""Titles of one transaction: one may have hundreds of episodes, and other writes wait for it."""


class MergeAgain:
    """Merges what is known of the titles of libraries anew."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def run(self, job: Job, context: JobContext) -> None:
        """The job `MERGE`."""
        assert job.library_id is not None
        titles = await self._database.read_slow(_titles, job.library_id)
        await context.progress(total=len(titles), done=0)
        done = 0
        for part in chunks(titles, AT_A_TIME):
            await self._database.write(_merge, job.library_id, part)
            done += len(part)
            await context.progress(done=done)


def _titles(connection: Connection, library_id: int) -> list[int]:
    return list(connection.scalars(select(media.c.id).where(media.c.library_id == library_id).order_by(media.c.id)))


def _merge(transaction: Transaction, library_id: int, titles: Sequence[int]) -> None:
    mine = (media.c.id.in_(titles), media.c.library_id == library_id)
    there = list(transaction.connection.scalars(select(media.c.id).where(*mine)))
    if apply(transaction, library_id, items_of_titles(transaction, there)):
        derived.refresh(transaction, there)
        transaction.announce(Event("media", {"library_id": library_id, "ids": there}, library_id))


def change(
    transaction: Transaction, library_id: int, *, sources: Sequence[str] | None = None, language: str | None = None,
    country: str | None = None, write_back: bool | None = None,
) -> None:  # fmt: skip
    """Change the preferences of a library; None: a value stays. What is known is merged anew (by a job where it
    is much); titles that a new provider
    may know, or that are wanted in another language, are looked up again.
    """
    before = preferences.of_library(transaction.connection, library_id)
    preferences.change(
        transaction, library_id, sources=sources, language=language, country=country, write_back=write_back
    )
    after = preferences.of_library(transaction.connection, library_id)
    mine = select(media.c.id).where(media.c.library_id == library_id)
    if set(after.asked) - set(before.asked) or after.locale != before.locale:
        transaction.execute(update(title_match).where(title_match.c.media_id.in_(mine)).values(due_at=0.0))
        matches.forget_none(transaction, library_id)
    if after.sources != before.sources or after.locale != before.locale:
        titles = _titles(transaction.connection, library_id)
        if len(titles) <= AT_A_TIME:
            _merge(transaction, library_id, titles)
        else:
            queue.enqueue(transaction, NewJob(MERGE, library_id=library_id))
    transaction.announce(Event("library", {"id": library_id}, library_id))
