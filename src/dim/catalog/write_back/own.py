"""What Dim wrote itself: kept as one more source of an item (`WRITTEN`), which is never merged.

When a scanner reads a file that Dim wrote, what is unchanged since is taken out again, so that the provider that gave a value stays
its source. What a person changed in the file counts as theirs.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dim.artwork.store import StoredImage
from dim.catalog.metadata import layers
from dim.db import Transaction
from dim.metadata.model import Facts, Picture, PictureKind

_SAME = ("pictures",)
"""Facts that hold the images that Dim wrote instead: see `image_mark`."""


def image_mark(kind: PictureKind, digest: str, path: str) -> Picture:
    """Notes that Dim wrote an image, of a digest, to a path relative to the library's folder."""
    return Picture(kind, f"{digest}:{path}")


def images(written: Facts) -> dict[str, str]:
    """The digests of the images that Dim wrote, by path."""
    marks = (one.location.partition(":") for one in written.pictures)
    return {path: digest for digest, _, path in marks}


def added(before: Facts, after: Facts, known: Facts) -> Facts:
    """Of what a file says after Dim wrote it, what it did not say before, or said because Dim had written it (`known`)."""
    old, new, mine = before.to_json(), after.to_json(), known.to_json()
    found = {
        name: value
        for name, value in new.items()
        if name not in (*_SAME, "ids") and (old.get(name) != value or mine.get(name) == value)
    }
    ids = {
        name: value
        for name, value in after.ids.items()
        if before.ids.get(name) != value or known.ids.get(name) == value
    }
    return replace(_read({**found, "ids": ids}), pictures=known.pictures)


def without(reported: Facts, written: Facts) -> Facts:
    """What a file says beside what Dim wrote."""
    mine = written.to_json()
    left = {
        name: value
        for name, value in reported.to_json().items()
        if name in (*_SAME, "ids") or name not in mine or mine[name] != value
    }
    ids = {name: value for name, value in reported.ids.items() if written.ids.get(name) != value}
    return _read({**left, "ids": ids})


def _read(values: Mapping[str, Any]) -> Facts:
    return Facts.from_json(values)


def without_written(transaction: Transaction, reported: Mapping[int, Facts | None]) -> dict[int, Facts | None]:
    """What NFO files say of items, without what Dim wrote into them."""
    known = layers.of_items(transaction.connection, [number for number, facts in reported.items() if facts])
    return {
        number: without(facts, mine) if facts and (mine := known.get(number, {}).get(layers.WRITTEN)) else facts
        for number, facts in reported.items()
    }


def without_own_images(
    transaction: Transaction, found: Sequence[tuple[int, str, str, StoredImage | None]]
) -> list[tuple[int, str, str, StoredImage | None]]:
    """What a scanner found of items' artwork (item, kind, source, image), without images that Dim wrote beside the videos."""
    known = layers.of_items(transaction.connection, _items(found))
    mine = {number: set(images(by[layers.WRITTEN]).values()) for number, by in known.items() if layers.WRITTEN in by}
    return [
        (number, kind, source, None if image and source == "beside" and image.digest in mine.get(number, ()) else image)
        for number, kind, source, image in found
    ]


def _items(found: Iterable[tuple[int, str, str, StoredImage | None]]) -> list[int]:
    return [number for number, _, source, image in found if source == "beside" and image is not None]
