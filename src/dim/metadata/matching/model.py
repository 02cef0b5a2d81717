"""What matching results in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from dim.metadata.model import Candidate, TitleFacts

MatchState = Literal["certain", "doubtful", "none"]


@dataclass(frozen=True, slots=True)
class Scored:
    """A candidate, how well it fits, and why."""

    candidate: Candidate
    points: float
    """The sum of what speaks for and against it, in natural log-odds: about 4 is as likely as not."""
    reasons: tuple[str, ...]
    """In words, for people: "the title is the same", "the year differs by one"."""
    title: float
    """How similar the titles are, 0 to 1."""
    years: int | None = None
    """How far apart the years are; None: one is not known."""
    supported: bool = False
    """Whether something beside title and year speaks for it: runtime, episodes, country."""
    opposed: bool = False
    """Whether something beside title and year speaks against it."""
    has_id: bool = False
    """Whether an explicit id says that it is this one."""

    @property
    def score(self) -> float:
        """How well it fits, 0 to 1, for people."""
        return round(min(max((self.points + 2) / 12, 0.0), 1.0), 3)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Which title was found. `certain` and `doubtful` have a candidate; `none` may say which came closest (`runner_up`)."""

    state: MatchState
    chosen: Scored | None = None
    runner_up: Scored | None = None
    considered: tuple[Scored, ...] = ()
    """The best candidates of all providers, best first."""
    reasons: tuple[str, ...] = ()
    details: Mapping[str, TitleFacts] = field(default_factory=dict)
    """By provider: what was already asked of the chosen candidate on the way."""
    failures: tuple[str, ...] = ()
    """Why providers did not answer; asked again, the result may be another."""

    @property
    def candidate(self) -> Candidate | None:
        """The title that was found."""
        return self.chosen.candidate if self.chosen else None

    @property
    def provider(self) -> str | None:
        """The provider that knows it."""
        return self.chosen.candidate.provider if self.chosen else None

    @property
    def score(self) -> float:
        """How well it fits, 0 to 1; 0 without a candidate."""
        return self.chosen.score if self.chosen else 0.0
