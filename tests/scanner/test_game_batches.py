"""What a scanner of games sends, given what the server knows."""

from collections.abc import Mapping

import pytest

from dim.games.files import FailedFile
from dim.games.model import Game, GameReading
from dim.scanner.games.compare import AT_ONCE, State, batches, digests

Digests = Mapping[str, str]
NONE, ALL = frozenset[str](), None
FAILED = (FailedFile("/steam/steamapps/appmanifest_2.acf", "It has no app id."),)

CASES = [
    # what the server knows ("same": as it is read), ids that are unsure; sent, gone
    ({}, NONE, ["1", "2", "3"], []),
    ({"1": "same", "2": "same", "3": "same"}, NONE, [], []),
    ({"1": "old", "2": "same", "3": "same", "4": "old"}, NONE, ["1"], ["4"]),
    ({"1": "old", "2": "old", "4": "old", "5": "old"}, frozenset({"2", "5"}), ["1", "3"], ["4"]),
    ({"1": "old", "2": "old", "4": "old"}, ALL, ["3"], []),
    ({"1": "", "2": "", "4": ""}, ALL, ["1", "2", "3"], []),  # they were away
]


@pytest.mark.parametrize(("known", "unsure", "sent", "gone"), CASES)
def test_what_is_sent(known: Digests, unsure: frozenset[str] | None, sent: list[str], gone: list[str]) -> None:
    reading = GameReading(
        games=tuple(Game(source="steam", source_id=one, title=f"Game {one}") for one in "123"), failed=FAILED
    )
    now = digests(reading.games)
    there = {("steam", one): now["steam", one] if of == "same" else of for one, of in known.items()}
    found = list(batches(reading, now, there, told=State.of(reading), unsure=unsure))
    assert [one.source_id for batch in found for one in batch.games] == sent
    assert [source_id for batch in found for _, source_id in batch.gone] == gone


def test_batches_are_small_and_the_state_comes_first() -> None:
    games = tuple(Game(source="steam", source_id=str(one), title="Game") for one in range(AT_ONCE + 1))
    reading = GameReading(games=games, failed=FAILED)
    found = list(batches(reading, digests(games), {}, told=None, unsure=None))
    assert [(len(batch.games), batch.state is not None) for batch in found] == [(0, True), (AT_ONCE, False), (1, False)]
