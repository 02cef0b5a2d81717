"""From where a library's metadata comes, and in which language."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select, update

from dim.db import Transaction
from dim.db.rows import Prepared
from dim.db.tables import library
from dim.media.kinds import holds_games
from dim.metadata.model import Locale

NFO, TAGS, LAUNCHER = "nfo", "tags", "launcher"
LOCAL = (NFO, TAGS, LAUNCHER)
"""Sources that scanners read; they cannot be asked."""
DEFAULT = (NFO, "imdb", TAGS)
"""Sources that send nothing over the network; an index of the IMDb datasets is used where the owner made one."""
OF_GAMES = (LAUNCHER,)
"""The same of games: what their launcher, or their folder, keeps on disk. It always counts, first unless named elsewhere."""


@dataclass(frozen=True, slots=True)
class Preferences:
    """A library's sources, the strongest first, and the language and country in which metadata is wanted."""

    sources: tuple[str, ...] = DEFAULT
    locale: Locale = field(default_factory=Locale)
    write_back: bool = False
    """Whether NFO files and artwork are written beside the videos."""

    @property
    def asked(self) -> tuple[str, ...]:
        """The sources that are asked about titles."""
        return tuple(name for name in self.sources if name not in LOCAL)


_COLUMNS = (library.c.kind, library.c.providers, library.c.language, library.c.country, library.c.write_back)
_OF_LIBRARY = Prepared(select(*_COLUMNS).where(library.c.id == bindparam("number")))


def of_library(connection: Connection, library_id: int) -> Preferences:
    """The preferences of a library; the default ones of a library that was removed."""
    row = next(iter(_OF_LIBRARY.dicts(connection, {"number": library_id})), None)
    if row is None:
        return Preferences()
    default = OF_GAMES if holds_games(row["kind"]) else DEFAULT
    sources = default if row["providers"] is None else tuple(row["providers"])
    if holds_games(row["kind"]):
        sources = sources if LAUNCHER in sources else (LAUNCHER, *sources)
    return Preferences(sources, Locale(row["language"], row["country"]), row["write_back"])


def change(
    transaction: Transaction, library_id: int, *, sources: Sequence[str] | None = None, language: str | None = None,
    country: str | None = None, write_back: bool | None = None,
) -> None:  # fmt: skip
    """Change the preferences of a library; None: a value stays."""
    given: dict[str, object] = {
        "providers": None if sources is None else list(dict.fromkeys(sources)), "language": language, "country": country,
        "write_back": write_back,
    }  # fmt: skip
    values = {name: value for name, value in given.items() if value is not None}
    if values:
        transaction.execute(update(library).where(library.c.id == library_id).values(**values))
