"""What differs between what is on disk and what the server knows, as batches to send. Pure."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from typing import Any

import orjson

from dim.games.files import FailedFile
from dim.games.model import Game, GameAccount, GameReading

AT_ONCE = 400
"""Games in a batch: about 600 kB."""
MOST_FAILED, MOST_FOLDERS, MOST_ACCOUNTS, MOST_GONE = 5000, 200, 200, 5000
Key = tuple[str, str]
"""A game's source, and its id there."""
_FIELDS = tuple(one.name for one in fields(Game))


@dataclass(frozen=True, slots=True)
class State:
    """What is reported beside games."""

    accounts: tuple[GameAccount, ...]
    failed: tuple[FailedFile, ...]
    missing_folders: tuple[str, ...]

    @classmethod
    def of(cls, reading: GameReading) -> "State":
        """That of a reading, as much as the server takes."""
        return cls(
            _accounts(reading)[:MOST_ACCOUNTS], reading.failed[:MOST_FAILED], reading.missing_folders[:MOST_FOLDERS]
        )


def _accounts(reading: GameReading) -> tuple[GameAccount, ...]:
    """The accounts of a reading, with those that only its games name: that of a launcher without accounts is one, too."""
    known = {one.id for one in reading.accounts}
    others = sorted({account for game in reading.games for account in game.plays} - known)
    return (*reading.accounts, *(GameAccount(one, None, not known and len(others) == 1) for one in others))


@dataclass(frozen=True, slots=True)
class GameBatch:
    """What is sent at once. `state`: None where it is as it was."""

    games: tuple[Game, ...] = ()
    gone: tuple[Key, ...] = ()
    state: State | None = None
    digests: Mapping[Key, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The body of a report, for a serializer that knows dataclasses."""
        body: dict[str, Any] = {
            "games": [
                {**{name: getattr(one, name) for name in _FIELDS}, "digest": self.digests[one.source, one.source_id]}
                for one in self.games
            ],
            "gone": [{"source": source, "source_id": source_id} for source, source_id in self.gone],
        }
        return body | (asdict(self.state) if self.state is not None else {})


def digest(of: Game) -> str:
    """Tells whether a game is as it was reported."""
    return hashlib.blake2b(orjson.dumps(of), digest_size=12).hexdigest()


def digests(games: Sequence[Game]) -> dict[Key, str]:
    """The digests of games by source and id."""
    return {(one.source, one.source_id): digest(one) for one in games}


def batches(
    reading: GameReading, now: Mapping[Key, str], known: Mapping[Key, str], *, told: State | None, only_new: bool
) -> Iterator[GameBatch]:
    """What to send, in this order. `now`: the digests of the reading's games; `known`: those that the server has; `told`: the
    state that it was told.

    `only_new`: files could not be read whose last good reading is not known here. What the server knows holds: only games that it
    does not know are sent.
    """
    state = State.of(reading)
    if state != told:
        yield GameBatch(state=state)
    changed = [
        one
        for one in reading.games
        if (before := known.get((one.source, one.source_id))) is None
        or (before != now[one.source, one.source_id] and not only_new)
    ]
    for start in range(0, len(changed), AT_ONCE):
        yield GameBatch(games=tuple(changed[start : start + AT_ONCE]), digests=now)
    gone = [] if only_new else [key for key in known if key not in now]
    for start in range(0, len(gone), MOST_GONE):
        yield GameBatch(gone=tuple(gone[start : start + MOST_GONE]))
