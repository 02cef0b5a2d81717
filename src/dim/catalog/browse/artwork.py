"""Which picture an item has. The files themselves are `dim.artwork`'s."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from dim.db.tables import artwork


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that was stored: its digest (name on disk), size in pixels, and a `data:` URL of a few pixels."""

    digest: str
    width: int
    height: int
    placeholder: str


def digest(connection: Connection, item_id: int, kind: str) -> str | None:
    """The stored picture of an item."""
    return connection.scalar(select(artwork.c.digest).where(artwork.c.item_id == item_id, artwork.c.kind == kind))


def of_items(connection: Connection, items: list[int]) -> dict[int, dict[str, dict[str, Any]]]:
    """The pictures of several items: {item: {kind: {digest, width, height, placeholder}}}."""
    columns = (
        artwork.c.item_id,
        artwork.c.kind,
        artwork.c.digest,
        artwork.c.width,
        artwork.c.height,
        artwork.c.placeholder,
    )
    found: dict[int, dict[str, dict[str, Any]]] = {}
    for row in connection.execute(
        select(*columns).where(artwork.c.item_id.in_(items), artwork.c.digest.is_not(None))
    ).mappings():
        picture = dict(row)
        found.setdefault(picture.pop("item_id"), {})[picture.pop("kind")] = picture
    return found
