"""Games that fake providers know. Ids of shops are real; what is said of the games is invented, but plausible."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleGame:
    """A game; `ids` by provider and shop: igdb, steamgriddb, steam, gog, epic."""

    title: str
    released: str
    """ISO 8601."""
    ids: Mapping[str, str]
    overview: str = ""
    genres: tuple[str, ...] = ("Action",)
    developers: tuple[str, ...] = ("Valve",)
    publishers: tuple[str, ...] = ("Valve",)
    ratings: Mapping[str, str] = field(default_factory=dict)
    """By system, as IGDB writes them: {"ESRB": "E10", "PEGI": "12"}."""
    score: int | None = None
    """0 to 100."""
    platforms: tuple[str, ...] = ("win", "mac", "linux")
    """IGDB's slugs."""
    other_titles: tuple[str, ...] = ()
    sold_in: tuple[str, ...] = ()
    """The countries (small letters) whose Steam store has it; empty: all."""

    @property
    def year(self) -> int:
        return int(self.released[:4])


PORTAL = SampleGame(
    title="Portal 2", released="2011-04-18", ids={"steam": "620", "igdb": "72", "steamgriddb": "5247", "gog": "1971"},
    overview="The <b>Perpetual Testing</b> Initiative & you.", genres=("Action", "Adventure"), score=95,
    ratings={"ESRB": "E10", "PEGI": "12", "USK": "12"}, other_titles=("Portal Two", "Портал 2"),
)  # fmt: skip
PREY = SampleGame(
    title="Prey", released="2017-05-04", ids={"steam": "480490", "igdb": "19531", "steamgriddb": "5311"}, developers=("Arkane Studios",),
    publishers=("Bethesda Softworks",), overview="Aboard Talos I.", score=79, ratings={"ESRB": "M", "PEGI": "18", "USK": "16"},
    platforms=("win", "ps4--1"),
)  # fmt: skip
OLD_PREY = SampleGame(
    title="Prey", released="2006-07-11", ids={"igdb": "1103", "steamgriddb": "5312"}, developers=("Human Head Studios",),
    publishers=("2K Games",), overview="Tommy is a mechanic.", platforms=("win", "xbox360"), ratings={"ESRB": "M"},
)  # fmt: skip
MARIO = SampleGame(
    title="Super Mario World", released="1990-11-21", ids={"igdb": "1070", "steamgriddb": "6100"}, developers=("Nintendo EAD",),
    publishers=("Nintendo",), overview="Dinosaur Land.", genres=("Platform",), platforms=("snes",), ratings={"ESRB": "E", "PEGI": "3"},
)  # fmt: skip
ONLY_IN_AMERICA = SampleGame(
    title="Wolfsheim", released="2009-08-18", ids={"steam": "10500", "igdb": "901"}, overview="Not sold everywhere.", sold_in=("us", "ca"),
    ratings={"ESRB": "M"},
)  # fmt: skip
GAMES = (PORTAL, PREY, OLD_PREY, MARIO, ONLY_IN_AMERICA)
