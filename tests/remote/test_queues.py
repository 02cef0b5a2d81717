"""Queues: what they hold after each change, and where they stand."""

import pytest

from dim.remote.model import InvalidError, Queue
from dim.remote.queues import changed, following, holding, moved

OF_THREE = Queue((1, 2, 3), 1, 7)


@pytest.mark.parametrize(
    ("items", "mode", "expected", "place"),
    [
        ((8, 9), "now", (8, 9), 0),
        ((), "now", (), 0),
        ((8, 9), "next", (1, 2, 8, 9, 3), 1),
        ((8, 9), "last", (1, 2, 3, 8, 9), 1),
        ((8,), "rest", (1, 2, 8), 1),
        ((), "rest", (1, 2), 1),
        ((2,), "last", (1, 2, 3, 2), 1),
    ],
)
def test_changes(items: tuple[int, ...], mode: str, expected: tuple[int, ...], place: int) -> None:
    assert changed(OF_THREE, items, mode) == Queue(expected, place, 8)


def test_an_empty_queue_takes_items() -> None:
    assert changed(Queue(), (5,), "next") == Queue((5,), 0, 1)


def test_a_queue_has_a_limit() -> None:
    with pytest.raises(InvalidError, match="at most 500"):
        changed(Queue(tuple(range(1, 500))), (1, 2), "last")


@pytest.mark.parametrize(
    ("queue", "direction", "expected"),
    [
        (Queue((1, 2, 3, 4), 1, 7), 1, (3, 4)),
        (Queue((1, 2, 3, 4), 2, 7), -1, (2, 1)),
        (Queue((1, 2, 3), 2, 7), 1, ()),
        (Queue((1,), 0, 7), -1, ()),
        (Queue(), 1, ()),
    ],
)
def test_what_comes_next(queue: Queue, direction: int, expected: tuple[int, ...]) -> None:
    assert following(queue, direction) == expected
    for places, item_id in enumerate(expected, 1):
        step = moved(queue, direction * places)
        assert (step.current, step.version) == (item_id, queue.version + 1)


@pytest.mark.parametrize(
    ("item", "expected"), [(2, OF_THREE), (3, Queue((1, 2, 3), 2, 8)), (9, Queue((9,), 0, 8))]
)  # fmt: skip
def test_what_is_chosen_by_itself(item: int, expected: Queue) -> None:
    assert holding(OF_THREE, item) == expected
