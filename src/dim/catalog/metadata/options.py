"""All images that items could show: what files have, what providers offer, what people chose."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from dim.artwork.store import StoredImage
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import artwork, artwork_option, item
from dim.metadata.model import Picture

PERSON, BESIDE, EMBEDDED, GENERATED, FRAME, NONE = "person", "beside", "embedded", "generated", "frame", "none"
OF_FILES = (BESIDE, EMBEDDED, FRAME)
"""Sources that a scanner looks through."""
MOST_FAILURES = 3
"""From here on another image of the item is tried first."""
UNUSABLE = 1000
"""The number of failures of what is no image; it is not asked for again."""
_STORED = ("digest", "width", "height", "placeholder")


@dataclass(frozen=True, slots=True)
class Option:
    """An image that an item could show. `image` is None until it is fetched from `url`."""

    id: int
    item_id: int
    kind: str
    source: str
    url: str
    language: str | None
    width: int | None
    height: int | None
    image: StoredImage | None
    failures: int


def generated_url(still: str | None, text: str) -> str:
    """What a composed poster has as its address: the digest of its still, and a hash of what is written on it."""
    return f"{GENERATED}:{still or ''}:{text}"


def of_item(connection: Connection, item_id: int, kind: str) -> list[Option]:
    """All images of a kind that an item could show."""
    mine = (artwork_option.c.item_id == item_id, artwork_option.c.kind == kind)
    query = select(artwork_option).where(*mine).order_by(artwork_option.c.position, artwork_option.c.id)
    return [option_of(row) for row in connection.execute(query)]


def option_of(row: object) -> Option:
    """The image of a row of `artwork_option`."""
    get = row._mapping.__getitem__  # type: ignore[attr-defined]
    image = StoredImage(*(get(name) for name in _STORED)) if get("digest") else None
    return Option(
        get("id"), get("item_id"), get("kind"), get("source"), get("url"), get("language"), get("width"), get("height"), image,
        get("failures"),
    )  # fmt: skip


def offer(transaction: Transaction, pictures: Mapping[int, Sequence[tuple[str, Picture]]]) -> None:
    """Replace what providers offer for items: (source, picture) in the order of preference. What was fetched stays stored."""
    for part in chunks(sorted(pictures)):
        mine = (
            artwork_option.c.item_id.in_(part),
            artwork_option.c.url != "",
            artwork_option.c.source.not_in((PERSON, GENERATED)),
        )
        rows = transaction.execute(select(artwork_option).where(*mine)).all()
        known = {(row.item_id, row.kind, row.source, row.url): row for row in rows}
        wanted: dict[tuple[int, str, str, str], dict[str, object]] = {}
        for item_id in part:
            for position, (source, picture) in enumerate(pictures[item_id]):
                key = (item_id, str(picture.kind), source, picture.location[:2000])
                size = {"width": picture.width, "height": picture.height}
                wanted.setdefault(key, {"position": position, "language": picture.language, **size})
        gone = [row.id for key, row in known.items() if key not in wanted]
        for some in chunks(gone):
            transaction.execute(delete(artwork_option).where(artwork_option.c.id.in_(some)))
        new = [
            {"item_id": key[0], "kind": key[1], "source": key[2], "url": key[3], **values}
            for key, values in wanted.items()
            if key not in known
        ]
        if new:
            transaction.execute(insert(artwork_option), new)
        for key, values in wanted.items():
            if key in known and known[key].position != values["position"]:
                changed = update(artwork_option).where(artwork_option.c.id == known[key].id)
                transaction.execute(changed.values(position=values["position"]))


def offer_first(transaction: Transaction, pictures: Mapping[int, Sequence[tuple[str, Picture]]]) -> None:
    """As `offer`, for items of which no image is known yet."""
    known: set[int] = set()
    for part in chunks(sorted(pictures)):
        known.update(
            transaction.connection.scalars(select(artwork_option.c.item_id).where(artwork_option.c.item_id.in_(part)))
        )
    offer(transaction, {item_id: found for item_id, found in pictures.items() if item_id not in known})


def take_found(transaction: Transaction, found: Sequence[tuple[int, str, str, StoredImage | None]]) -> None:
    """Store what a scanner found of items' artwork: (item, kind, source, image), which replaces what it found before."""
    last = {(item_id, kind): (source, image) for item_id, kind, source, image in found}
    by_kind: dict[str, list[int]] = {}
    for item_id, kind in last:
        by_kind.setdefault(kind, []).append(item_id)
    for kind, numbers in by_kind.items():
        for part in chunks(numbers):
            mine = (artwork_option.c.kind == kind, artwork_option.c.item_id.in_(part))
            transaction.execute(delete(artwork_option).where(*mine, artwork_option.c.source.in_(OF_FILES)))
    for (item_id, kind), (source, image) in last.items():
        if kind == "poster" and source == FRAME and image is not None:  # one composed of another frame is outdated
            composed = (artwork_option.c.item_id == item_id, artwork_option.c.source == GENERATED)
            other = artwork_option.c.url.not_like(generated_url(image.digest, "%"))
            transaction.execute(delete(artwork_option).where(*composed, other))
    rows = [
        {"item_id": item_id, "kind": kind, "source": source, **image_columns(image)}
        for (item_id, kind), (source, image) in last.items()
        if image is not None
    ]
    if rows:
        transaction.execute(insert(artwork_option), rows)


def image_columns(image: StoredImage | None) -> dict[str, object]:
    """The columns of `artwork` and `artwork_option` that say what image it is."""
    return {name: getattr(image, name) if image else None for name in _STORED}


def set_by_person(transaction: Transaction, item_id: int, kind: str, image: StoredImage | None) -> None:
    """Note the image that a person chose; None: none any more."""
    mine = (artwork_option.c.item_id == item_id, artwork_option.c.kind == kind, artwork_option.c.source == PERSON)
    transaction.execute(delete(artwork_option).where(*mine))
    if image is not None:
        transaction.execute(
            insert(artwork_option), {"item_id": item_id, "kind": kind, "source": PERSON, **image_columns(image)}
        )
    else:
        transaction.execute(
            delete(artwork).where(artwork.c.item_id == item_id, artwork.c.kind == kind, artwork.c.source == PERSON)
        )


def is_person_or_collection(connection: Connection, item_id: int) -> bool:
    """Whether an item is a person or a collection, which belong to no library."""
    kind = connection.scalar(select(item.c.kind).where(item.c.id == item_id))
    return kind in ("person", "collection")


def may_be_fetched(one: Option) -> bool:
    """Whether an image is fetched by itself: those that NFO files name are not, since no one switched the network on for them."""
    return bool(one.url) and one.failures < UNUSABLE and one.source not in ("nfo", "tags", GENERATED)


def wanted(
    connection: Connection, limit: int, items: Sequence[int] | None = None, kind: str | None = None,
    without: Sequence[str] = (),
) -> list[Option]:  # fmt: skip
    """The images to fetch next, the most wanted first; of some items, of one kind, where asked for; `without` those of sources."""
    due = or_(artwork_option.c.retry_at.is_(None), artwork_option.c.retry_at <= time.time())
    mine = [artwork_option.c.wanted > 0]
    if items is None:
        mine.append(due)
    else:
        mine.append(artwork_option.c.item_id.in_(items))
    if kind is not None:
        mine.append(artwork_option.c.kind == kind)
    if without:
        mine.append(artwork_option.c.source.not_in(without))
    order = (artwork_option.c.wanted.desc(), artwork_option.c.id.desc())  # as an index has them
    return [
        option_of(row)
        for row in connection.execute(select(artwork_option).where(and_(*mine)).order_by(*order).limit(limit))
    ]


def pending(connection: Connection, item_id: int, kind: str) -> Option | None:
    """The image of a kind that an item would show if it were fetched, where it shows none; None: there is none, or it
    failed lately.
    """
    mine = (artwork_option.c.item_id == item_id, artwork_option.c.kind == kind, artwork_option.c.digest.is_(None))
    query = select(artwork_option).where(*mine).order_by(artwork_option.c.position, artwork_option.c.id)
    rows = [row for row in connection.execute(query) if row.retry_at is None or row.retry_at <= time.time()]
    return next((one for one in map(option_of, rows) if may_be_fetched(one)), None)


def get(connection: Connection, option_id: int) -> Option | None:
    """An image by its id."""
    row = connection.execute(select(artwork_option).where(artwork_option.c.id == option_id)).first()
    return option_of(row) if row else None


def fetched(transaction: Transaction, option_id: int, image: StoredImage) -> None:
    """An image was fetched and stored."""
    mine = artwork_option.c.id == option_id
    transaction.execute(
        update(artwork_option).where(mine).values(wanted=0, failures=0, retry_at=None, **image_columns(image))
    )


def failed(transaction: Transaction, option_id: int, retry_at: float | None) -> None:
    """An image could not be fetched; `retry_at` None: it is none, and is not asked for again."""
    mine = artwork_option.c.id == option_id
    failures = artwork_option.c.failures + 1 if retry_at is not None else UNUSABLE
    values: dict[str, object] = {"failures": failures, "retry_at": retry_at}
    if retry_at is None:
        values["wanted"] = 0
    transaction.execute(update(artwork_option).where(mine).values(**values))
