"""A job, as a value."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Self

JobState = Literal["pending", "running", "done", "failed", "cancelled"]
OPEN: tuple[JobState, ...] = ("pending", "running")
"""The states of a job that is not over."""
Payload = Mapping[str, str | int | float | bool | None]


@dataclass(frozen=True, slots=True)
class NewJob:
    """Work to enqueue."""

    kind: str
    """What is to be done; names the handler."""
    payload: Payload = field(default_factory=dict)
    library_id: int | None = None
    """The library that it is about; the job goes with it."""
    item_id: int | None = None
    """The item that it is about; the job goes with it."""
    unique_key: str | None = None
    """At most one job of a key is open at a time."""
    priority: int = 0
    """Higher first."""
    max_attempts: int = 3
    delay: float = 0.0
    """Seconds until it may run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A row of the table `job`. Times are UTC seconds since 1970."""

    id: int
    kind: str
    payload: Payload
    library_id: int | None
    item_id: int | None
    unique_key: str | None
    state: JobState
    priority: int
    attempts: int
    """How often it was claimed."""
    max_attempts: int
    run_at: float
    """Not claimed before."""
    lease_owner: str | None
    """The worker that runs it."""
    lease_until: float | None
    """When others may take it over; None: never (its worker is not one of this server)."""
    total: int
    done: int
    failed: int
    current: str | None
    """What it is at, for a person to read."""
    error: str | None
    """Why it failed, or failed last time; for a person to read."""
    created_at: float
    started_at: float | None
    finished_at: float | None
    is_damaged: bool = False
    """Whether its payload cannot be read."""

    @property
    def is_open(self) -> bool:
        """Whether it is not over."""
        return self.state in OPEN

    @classmethod
    def from_row(cls, row: Mapping[Any, Any]) -> Self:
        """From a row of the table."""
        payload = row["payload"]
        if isinstance(payload, Mapping):
            return cls(**row)
        return cls(**{**row, "payload": {}}, is_damaged=True)
