"""Changes of a queue. Each makes a new version. Pure.

>>> changed(Queue((1, 2, 3), 0, 4), (9,), "next")
Queue(items=(1, 9, 2, 3), place=0, version=5)
"""

from collections.abc import Sequence
from dataclasses import replace

from dim.remote.commands import MOST_QUEUED
from dim.remote.model import InvalidError, Queue


def changed(queue: Queue, items: Sequence[int], mode: str) -> Queue:
    """Put items into a queue: instead of it ("now"), behind the one that plays ("next"), at its end ("last"), or
    instead of what follows the one that plays ("rest").

    Raises InvalidError: it would be too long.
    """
    if mode == "now":
        return Queue(tuple(items), 0, queue.version + 1)
    at = queue.place + 1 if mode in ("next", "rest") else len(queue.items)
    kept = (*queue.items[:at], *items, *(queue.items[at:] if mode != "rest" else ()))
    if len(kept) > MOST_QUEUED:
        raise InvalidError("items", f"A queue holds at most {MOST_QUEUED} items; this one would have {len(kept):,}.")
    return Queue(kept, queue.place, queue.version + 1)


def following(queue: Queue, direction: int) -> tuple[int, ...]:
    """What comes after (1) or before (-1) the item that plays, the nearest first.

    >>> following(Queue((1, 2, 3, 4), 2), -1)
    (2, 1)
    """
    return queue.items[queue.place + 1 :] if direction > 0 else queue.items[: queue.place][::-1]


def moved(queue: Queue, by: int) -> Queue:
    """The queue some places further, or back, where there is an item."""
    return replace(queue, place=queue.place + by, version=queue.version + 1)


def holding(queue: Queue, item_id: int) -> Queue:
    """The queue while an item plays that was chosen by itself: its place there, or a queue of that item alone."""
    if queue.current == item_id:
        return queue
    if item_id in queue.items:
        return replace(queue, place=queue.items.index(item_id), version=queue.version + 1)
    return Queue((item_id,), 0, queue.version + 1)
