"""Which artwork an item has. The files themselves are `dim.artwork`'s."""

from collections.abc import Mapping, Sequence

from sqlalchemy import Connection, select

from dim.artwork.store import StoredImage
from dim.db.tables import artwork

Artwork = Mapping[str, StoredImage]
"""An item's artwork by its kind: poster, backdrop, still, logo."""


def digest(connection: Connection, item_id: int, kind: str) -> str | None:
    """The digest of an item's artwork of a kind; None: it has none."""
    return connection.scalar(select(artwork.c.digest).where(artwork.c.item_id == item_id, artwork.c.kind == kind))


def of_items(connection: Connection, items: Sequence[int]) -> dict[int, dict[str, StoredImage]]:
    """The artwork of several items, by their ids; items without any are left out."""
    columns = ("item_id", "kind", "digest", "width", "height", "placeholder")
    query = select(*(artwork.c[name] for name in columns)).where(
        artwork.c.item_id.in_(items), artwork.c.digest.is_not(None)
    )
    found: dict[int, dict[str, StoredImage]] = {}
    for row in connection.execute(query):
        image = StoredImage(row.digest, row.width, row.height, row.placeholder)
        found.setdefault(row.item_id, {})[row.kind] = image
    return found
