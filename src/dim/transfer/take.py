"""Takes over an export: what it names is found in this catalog, then written in small transactions. Twice is the same as once."""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import Connection, select

from dim.accounts.users import username_key
from dim.artwork.store import ArtworkStore, StoredImage
from dim.catalog import items
from dim.catalog.curate import edits
from dim.catalog.discover import collections
from dim.catalog.ingest import derived
from dim.catalog.items import VanishedError
from dim.catalog.lookup import episodes, matches, picture_fetch
from dim.catalog.lookup.episodes import EpisodeNumber
from dim.catalog.lookup.matches import StoredMatch
from dim.catalog.metadata import layers
from dim.catalog.metadata.apply import apply, items_of_titles
from dim.catalog.provenance import PERSON
from dim.db import Database, Transaction
from dim.db.chunks import chunks
from dim.db.tables import collection, collection_member, user
from dim.events import Event
from dim.playback.policy.tracks import Preferences
from dim.playback.sessions import preferences
from dim.transfer.document import CollectionEntry, Document, EditEntry, MatchEntry, UserEntry
from dim.transfer.index import REASONS, Index
from dim.transfer.outcome import Outcome
from dim.transfer.progress import NewProgress, take_progress
from dim.transfer.reading import read_document
from dim.workers import WorkerError

AT_A_TIME = 50
"""Matches or edits of one transaction: each takes some milliseconds, and other writes wait for it."""
VANISHED = "it was removed while the import ran"


@dataclass(frozen=True, slots=True)
class _Plan:
    """What an export names, as ids of this catalog."""

    places: Sequence[int | None]
    reasons: Sequence[str]
    """Why an item was not found."""
    users: dict[str, int]
    """Ids by the key of the name."""


async def take(database: Database, store: ArtworkStore, values: Any) -> Outcome:
    """Take over an export, given as the JSON that was read: everything that fits this catalog. What is newer here stays; nothing is
    removed. Raises NotAnExportError.
    """
    outcome = Outcome()
    document, plan = await database.read_slow(_plan, values)
    for change in _changes(document, plan, outcome):
        await database.write(change)
    await _take_artwork(database, store, document, plan, outcome)
    return outcome


def _plan(connection: Connection, values: Any) -> tuple[Document, _Plan]:
    """What an export says, and what that is here; on a thread, since it may take seconds."""
    document = read_document(values)
    index = Index.of(connection)
    found = [index.find(mark) for mark in document.items]
    names = connection.execute(select(user.c.username_key, user.c.id))
    plan = _Plan(
        [one if isinstance(one, int) else None for one in found],
        ["" if isinstance(one, int) else REASONS[one] for one in found],
        {row.username_key: row.id for row in names},
    )
    return document, plan


def _changes(document: Document, plan: _Plan, outcome: Outcome) -> Iterator["partial[None]"]:
    """The transactions of an import, in their order: matches decide first what else is known of titles."""
    for matched in chunks(document.matches, AT_A_TIME):
        yield partial(_take_matches, document=document, plan=plan, entries=matched, outcome=outcome)
    for some in chunks(document.edits, AT_A_TIME):
        yield partial(_take_edits, document=document, plan=plan, entries=some, outcome=outcome)
    for one in document.collections:
        yield partial(_take_collection, document=document, plan=plan, entry=one, outcome=outcome)
    for person in document.users:
        yield from _user_changes(document, plan, person, outcome)


def _found(document: Document, plan: _Plan, place: int, section: str, outcome: Outcome) -> int | None:
    """The item of a place; None: it is not here, which is noted."""
    found = plan.places[place]
    if found is None:
        outcome.miss(section, document.items[place].label, plan.reasons[place])
    return found


def _take_matches(
    transaction: Transaction, document: Document, plan: _Plan, entries: Iterable[MatchEntry], outcome: Outcome
) -> None:
    for entry in entries:
        number = _found(document, plan, entry.item, "matches", outcome)
        if number is None:
            continue
        of = items.find(transaction.connection, number)
        if of is not None and of.kind == "episode" and entry.episode is not None:
            episodes.choose(transaction, number, EpisodeNumber(*entry.episode))
            matches.make_due(transaction, [of.title_id])
            outcome.taken["matches"] += 1
            continue
        if of is None or of.id != of.title_id:
            outcome.miss("matches", document.items[entry.item].label, VANISHED if of is None else "it is no title")
            continue
        _take_match(transaction, entry, number, of.library_id)
        outcome.taken["matches"] += 1


def _take_match(transaction: Transaction, entry: MatchEntry, media_id: int, library_id: int) -> None:
    """Say which title of a provider a title is; the provider is asked in the background, where it is switched on."""
    before = matches.of_title(transaction.connection, media_id)
    same = before is not None and (before.provider, before.value, before.order) == (
        entry.provider,
        entry.id,
        entry.order,
    )
    if before is not None and same and before.locked:
        return
    now = time.time()
    if entry.provider is None:
        chosen = StoredMatch("none", reasons=("a person said that none is right",), locked=True, tried_at=now)
    else:
        reasons = ("a person chose it",)
        chosen = StoredMatch(
            "certain", entry.provider, entry.id, 1.0, reasons, locked=True, order=entry.order, tried_at=now, due_at=now
        )
    matches.store(transaction, media_id, chosen)
    if not same:
        everything = items_of_titles(transaction, [media_id])
        episodes.forget_chosen(transaction, everything)
        layers.keep_only(transaction, everything, ())  # what another title's provider said
        apply(transaction, library_id, everything)
        derived.refresh(transaction, [media_id])
    transaction.announce(Event("media", {"library_id": library_id, "ids": [media_id]}, library_id))


def _take_edits(
    transaction: Transaction, document: Document, plan: _Plan, entries: Iterable[EditEntry], outcome: Outcome
) -> None:
    for entry in entries:
        number = _found(document, plan, entry.item, "edits", outcome)
        of = items.find(transaction.connection, number) if number is not None else None
        if of is None:
            if number is not None:
                outcome.miss("edits", document.items[entry.item].label, VANISHED)
            continue
        try:
            edits.change(transaction, of, edits.ItemFields(**entry.fields), source=PERSON)  # type: ignore[typeddict-item]
        except VanishedError:
            outcome.miss("edits", document.items[entry.item].label, VANISHED)
        else:
            outcome.taken["edits"] += 1


def _take_collection(
    transaction: Transaction, document: Document, plan: _Plan, entry: CollectionEntry, outcome: Outcome
) -> None:
    """Make a collection, or add to the one of that name that a person made here."""
    wanted = [
        number for place in entry.items if (number := _found(document, plan, place, "collections", outcome)) is not None
    ]
    mine = (collection.c.name == entry.name, collection.c.identity.is_(None))
    known = transaction.scalar(select(collection.c.id).where(*mine).order_by(collection.c.id).limit(1))
    if known is None:
        collections.create(transaction, entry.name, entry.overview, wanted[: collections.MOST_MEMBERS])
    else:
        members = select(collection_member.c.media_id).where(collection_member.c.collection_id == known)
        others = transaction.connection.scalars(members.order_by(collection_member.c.position)).all()
        united = list(dict.fromkeys([*wanted, *others]))[: collections.MOST_MEMBERS]
        collections.change(transaction, known, None, entry.overview, united)
    outcome.taken["collections"] += 1


def _user_changes(document: Document, plan: _Plan, person: UserEntry, outcome: Outcome) -> Iterator["partial[None]"]:
    user_id = plan.users.get(username_key(person.name))
    if user_id is None:
        outcome.miss("users", person.name, "nobody here has that name; make the account, then import again")
        return
    outcome.taken["users"] += 1
    if person.audio is not None and person.subtitles is not None:
        yield partial(_take_preferences, user_id=user_id, person=person)
    entries = []
    for one in person.progress:
        number = _found(document, plan, one.item, "progress", outcome)
        if number is not None:
            entries.append(NewProgress(number, one.seconds, one.watched, one.updated_at))
    for some in chunks(entries):
        yield partial(_take_progress, user_id=user_id, entries=some, outcome=outcome)


def _take_progress(transaction: Transaction, user_id: int, entries: Sequence[NewProgress], outcome: Outcome) -> None:
    there = take_progress(transaction, user_id, entries)
    outcome.taken["progress"] += len(there)
    for _ in range(len(entries) - len(there)):
        outcome.miss("progress", "an item", VANISHED)


def _take_preferences(transaction: Transaction, user_id: int, person: UserEntry) -> None:
    """Set which tracks play at first, unless the user said so here."""
    if preferences.preferences(transaction.connection, user_id) == Preferences():
        wanted = Preferences(
            person.languages, "mine" if person.audio == "mine" else "original",
            "always" if person.subtitles == "always" else "never" if person.subtitles == "never" else "needed",
        )  # fmt: skip
        preferences.set_preferences(transaction, user_id, wanted)


async def _take_artwork(
    database: Database, store: ArtworkStore, document: Document, plan: _Plan, outcome: Outcome
) -> None:
    for entry in document.artwork:
        number = _found(document, plan, entry.item, "artwork", outcome)
        if number is None:
            continue
        label = f"{document.items[entry.item].label}: {entry.kind}"
        if entry.image is None:
            outcome.miss("artwork", label, entry.note or "the export does not hold the image")
            continue
        try:
            image = await store.add(entry.image, entry.kind)
        except WorkerError as error:
            outcome.miss("artwork", label, f"the image cannot be used: {error}")
            continue
        except OSError:
            outcome.miss("artwork", label, "the disk of Dim's data folder takes no image")
            continue
        if await database.write(_choose_artwork, number, entry.kind, image):
            outcome.taken["artwork"] += 1
        else:
            outcome.miss("artwork", label, VANISHED)


def _choose_artwork(transaction: Transaction, item_id: int, kind: str, image: StoredImage) -> bool:
    if items.find(transaction.connection, item_id) is None:
        return False
    picture_fetch.choose_by_person(transaction, item_id, kind, image)
    return True
