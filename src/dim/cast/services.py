"""The parts of the server that casting uses."""

from dataclasses import dataclass

from dim.accounts.gate import Gate
from dim.cast.streams import CastStreams
from dim.db import Database
from dim.playback.sessions.registry import Sessions
from dim.remote.service import Remote


@dataclass(frozen=True, slots=True)
class Services:
    """The parts of the server that players use."""

    database: Database
    remote: Remote
    sessions: Sessions
    streams: CastStreams
    gate: Gate
