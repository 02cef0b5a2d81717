"""Which image of each kind an item shows: a person's choice, else the first one of the strongest source; a handful of statements
for many items.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import delete, insert, select, update

from dim.catalog.metadata.options import (
    BESIDE,
    EMBEDDED,
    FRAME,
    GENERATED,
    MOST_FAILURES,
    NONE,
    OF_FILES,
    PERSON,
    Option,
    image_columns,
    may_be_fetched,
    option_of,
)
from dim.db import Transaction
from dim.db.chunks import chunks
from dim.db.tables import artwork, artwork_option

FETCHED = {"poster": 50, "backdrop": 30, "still": 20, "logo": 10}
"""The kinds that are fetched before anyone looks, and how early; of others, the address is kept."""
_AS_SOURCE = {BESIDE: "nfo", EMBEDDED: "tags"}
"""An image beside a file counts as much as an NFO file, one inside as much as tags."""
_LAUNCHER = "launcher"
"""A source of libraries of games alone: there, an image on disk is the launcher's."""
Place = tuple[int, str]
"""An item and a kind of artwork."""


@dataclass(slots=True)
class _Changes:
    """What is written for a part of the items."""

    gone: list[int] = field(default_factory=list)
    """Ids of rows of `artwork`."""
    new: list[dict[str, object]] = field(default_factory=list)
    wanted: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    """Ids of options by how much they are wanted now; 0: not any more."""
    items: set[int] = field(default_factory=set)
    """That look different."""


def choose(
    transaction: Transaction, items: Iterable[int], order: Sequence[str], looked_for: Mapping[Place, bool] | None = None
) -> set[int]:
    """Choose what items show; gives those that look different now.

    `order`: a library's sources, the strongest first. Better images that are not fetched yet are wanted; until then the best that
    is there is shown. `looked_for`: places that a scanner looked for, and whether it shall be known of them that there is nothing.
    """
    ranks = {PERSON: -1, **{source: place for place, source in enumerate(order)}}
    if _LAUNCHER in ranks:
        ranks[BESIDE] = ranks[_LAUNCHER]
    changed: set[int] = set()
    for part in chunks(sorted(set(items))):
        changed |= _choose_part(transaction, part, ranks, looked_for or {})
    return changed


def _choose_part(
    transaction: Transaction, part: Sequence[int], ranks: Mapping[str, int], looked_for: Mapping[Place, bool]
) -> set[int]:
    rows = transaction.execute(select(artwork_option).where(artwork_option.c.item_id.in_(part))).all()
    mine = set(part)
    offered: dict[Place, list[Option]] = {place: [] for place in looked_for if place[0] in mine}
    for row in sorted(rows, key=lambda row: (_rank(ranks, row.source), row.position, row.id)):
        offered.setdefault((row.item_id, row.kind), []).append(option_of(row))
    query = select(artwork.c.id, artwork.c.item_id, artwork.c.kind, artwork.c.source, artwork.c.digest)
    shown = {(row.item_id, row.kind): row for row in transaction.execute(query.where(artwork.c.item_id.in_(part)))}
    waiting = {row.id: row.wanted for row in rows}
    changes = _Changes()
    for place, options in offered.items():
        best, following = pick(options)
        for one in options:
            wanted = FETCHED.get(one.kind, 0) if one is following else 0
            if waiting[one.id] != wanted:
                changes.wanted[wanted].append(one.id)
        _show(changes, place, shown.get(place), best, is_noted=looked_for.get(place, False))
    for place in shown.keys() - offered.keys():
        if shown[place].source not in (*OF_FILES, NONE, PERSON):  # its provider does not offer it any more
            changes.gone.append(shown[place].id)
            changes.items.add(place[0])
    _write(transaction, changes)
    return changes.items


def pick(options: Sequence[Option]) -> tuple[Option | None, Option | None]:
    """Of an item's images of a kind, the strongest first: the one to show, and the better one to fetch. Pure."""
    best = next((one for one in options if one.image), None)
    better = options[: options.index(best)] if best else options
    usable = [one for one in better if may_be_fetched(one)]
    return best, next((one for one in usable if one.failures < MOST_FAILURES), usable[0] if usable else None)


def _show(changes: _Changes, place: Place, before: object, best: Option | None, *, is_noted: bool) -> None:
    """Note what an item shows from now on, if that is another image. `before`: its row of `artwork`, if any."""
    old = (getattr(before, "source", None), getattr(before, "digest", None))
    source, image = (best.source, best.image) if best else (NONE, None)
    if before is not None and old == (source, image.digest if image else None):
        return
    if before is None and best is None and not is_noted:
        return
    if before is not None:
        changes.gone.append(before.id)  # type: ignore[attr-defined]
    if best is not None or is_noted:
        changes.new.append({"item_id": place[0], "kind": place[1], "source": source, **image_columns(image)})
    if old[1] != (image.digest if image else None):
        changes.items.add(place[0])


def _write(transaction: Transaction, changes: _Changes) -> None:
    for part in chunks(changes.gone):
        transaction.execute(delete(artwork).where(artwork.c.id.in_(part)))
    if changes.new:
        transaction.execute(insert(artwork), changes.new)
    for wanted, numbers in changes.wanted.items():
        for part in chunks(numbers):
            transaction.execute(update(artwork_option).where(artwork_option.c.id.in_(part)).values(wanted=wanted))


def _rank(ranks: Mapping[str, int], source: str) -> int:
    if source in (GENERATED, FRAME):
        return len(ranks) + (2 if source == GENERATED else 3)
    return ranks.get(source, ranks.get(_AS_SOURCE.get(source, source), len(ranks) + 1))
