"""What differs between what is on disk and what the server knows, as batches to send. Pure."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
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
    """What is sent at once. `state`: None where it is as it was. `away`: the folder itself, if it is not there."""

    games: tuple[Game, ...] = ()
    gone: tuple[Key, ...] = ()
    state: State | None = None
    away: str | None = None
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
        if self.away is not None:
            body["missing_folders"] = [self.away]
        return body | (asdict(self.state) if self.state is not None else {})


def digest(of: Game) -> str:
    """Tells whether a game is as it was reported."""
    return hashlib.blake2b(orjson.dumps(of), digest_size=12).hexdigest()


def digests(games: Sequence[Game]) -> dict[Key, str]:
    """The digests of games by source and id."""
    return {(one.source, one.source_id): digest(one) for one in games}


def batches(
    reading: GameReading,
    now: Mapping[Key, str],
    known: Mapping[Key, str],
    *,
    told: State | None,
    unsure: Collection[str] | None,
) -> Iterator[GameBatch]:
    """What to send, in this order. `now`: the digests of the reading's games; `known`: those that the server has, empty ones of
    games that it has as missing because the folder was away; `told`: the state that it was told.

    `unsure`: the ids of games that files tell of which could not be read, and whose last good reading is not known here; None: of
    all. What the server knows of these holds.
    """
    state = State.of(reading)
    if state != told:
        yield GameBatch(state=state)

    def is_unsure(key: Key) -> bool:
        return unsure is None or key[1] in unsure

    changed = []
    for one in reading.games:
        key = one.source, one.source_id
        before = known.get(key)
        if not before or (before != now[key] and not is_unsure(key)):
            changed.append(one)
    for start in range(0, len(changed), AT_ONCE):
        yield GameBatch(games=tuple(changed[start : start + AT_ONCE]), digests=now)
    gone = [key for key in known if key not in now and not is_unsure(key)]
    for start in range(0, len(gone), MOST_GONE):
        yield GameBatch(gone=tuple(gone[start : start + MOST_GONE]))
