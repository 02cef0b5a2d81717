"""Which item of this catalog a mark of another one, or of another program, means.

A file with the path and size of a mark decides; then ids, title and year, and the path alone. What fits several titles fits none,
unless the name of the library tells them apart.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection, select

from dim.db.rows import fetch_all
from dim.db.tables import episode, external_id, item_file, library, media, media_file, other_title, season
from dim.naming import fold
from dim.transfer.document import FileMark, ItemMark

Problem = Literal["nothing", "several"]
REASONS: Mapping[Problem, str] = {
    "nothing": "nothing in this catalog fits it",
    "several": "several titles of this catalog fit it",
}


@dataclass(frozen=True, slots=True)
class _File:
    size: int
    title_id: int
    item_id: int


@dataclass(slots=True)
class Index:
    """All items of a catalog, by everything that may tell them apart. About 300 bytes an item; made for one import."""

    libraries: dict[int, str] = field(default_factory=dict)
    """The name of the library of each title."""
    kinds: dict[int, str] = field(default_factory=dict)
    years: dict[int, int | None] = field(default_factory=dict)
    seasons: dict[tuple[int, int], int] = field(default_factory=dict)
    episodes: dict[tuple[int, int], int] = field(default_factory=dict)
    """By season id and number."""
    _by_id: dict[tuple[str, str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_name: dict[tuple[str, str], set[int]] = field(default_factory=lambda: defaultdict(set))
    _by_path: dict[str, list[_File]] = field(default_factory=lambda: defaultdict(list))
    _by_file_name: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    """Items by the last part of a path, folded."""

    @classmethod
    def of(cls, connection: Connection) -> "Index":
        """The index of a catalog."""
        index = cls()
        names = select(
            media.c.id,
            media.c.kind,
            media.c.title,
            media.c.original_title,
            media.c.match_key,
            media.c.year,
            library.c.name,
        )
        for number, kind, title, original, key, year, name in fetch_all(connection, names.join(library)):
            index.kinds[number], index.years[number], index.libraries[number] = kind, year, name
            for folded in {fold(title), key, fold(original) if original else key}:
                index._by_name[kind, folded].add(number)
        for number, key in fetch_all(connection, select(other_title.c.media_id, other_title.c.match_key)):
            index._by_name[index.kinds[number], key].add(number)
        for number, provider, value in fetch_all(
            connection, select(external_id.c.item_id, external_id.c.provider, external_id.c.value)
        ):
            if number in index.kinds:
                index._by_id[index.kinds[number], provider, value].add(number)
        index._read_episodes(connection)
        return index

    def _read_episodes(self, connection: Connection) -> None:
        shows: dict[int, int] = {}
        """The show of each season, then of each episode."""
        for number, show, place in fetch_all(connection, select(season.c.id, season.c.media_id, season.c.number)):
            self.seasons[show, place] = number
            shows[number] = show
        for number, of, place in fetch_all(connection, select(episode.c.id, episode.c.season_id, episode.c.number)):
            self.episodes[of, place] = number
            shows[number] = shows[of]
        files = select(item_file.c.item_id, media_file.c.path, media_file.c.size).join(media_file)
        for number, path, size in fetch_all(connection, files.where(media_file.c.role == "main")):
            self._by_path[path].append(_File(size, shows.get(number, number), number))
            self._by_file_name[_file_name(path)].add(number)

    def find(self, mark: ItemMark) -> int | Problem:
        """The item that a mark means."""
        title_kind = "movie" if mark.kind == "movie" else "show"
        title = self.find_title(title_kind, mark.ids, mark.title, mark.year, mark.files, mark.library)
        if isinstance(title, str) or mark.kind in ("movie", "show"):
            return title
        found = self.below(title, mark.season, mark.number if mark.kind == "episode" else None)
        return "nothing" if found is None else found

    def below(self, show: int, season_number: int | None, number: int | None) -> int | None:
        """A season of a show, or with a number an episode."""
        if season_number is None:
            return None
        of = self.seasons.get((show, season_number))
        return of if of is None or number is None else self.episodes.get((of, number))

    def find_title(
        self, kind: str, ids: Mapping[str, str], title: str, year: int | None, files: Collection[FileMark] = (),
        library_name: str | None = None,
    ) -> int | Problem:  # fmt: skip
        """The movie or show that is meant."""
        same_files = self._of_files(kind, files, same_size=True)
        by_ids = {one for provider, value in ids.items() for one in self._by_id.get((kind, provider, value), ())}
        several = False
        for found in (same_files, by_ids, self._named(kind, title, year), self._of_files(kind, files, same_size=False)):
            wanted = [one for one in found if self.libraries[one] == library_name] if len(found) > 1 else list(found)
            if len(wanted) == 1:
                return wanted[0]
            several = several or len(found) > 1
        return "several" if several else "nothing"

    def of_file_name(self, path: str, kind: str) -> set[int]:
        """The movies, or the episodes, that a file of this name plays, in whatever folder."""
        return {
            one
            for one in self._by_file_name.get(_file_name(path), ())
            if (self.kinds.get(one) == "movie") == (kind == "movie")
        }

    def _of_files(self, kind: str, files: Iterable[FileMark], *, same_size: bool) -> set[int]:
        return {
            file.title_id
            for mark in files
            for file in self._by_path.get(mark.path, ())
            if self.kinds.get(file.title_id) == kind and (file.size == mark.size or not same_size)
        }

    def _named(self, kind: str, title: str, year: int | None) -> set[int]:
        """The titles of a name and year; where one side has no year, those of the name alone."""
        named = self._by_name.get((kind, fold(title)), set()) if title else set()
        exact = {one for one in named if self.years[one] == year}
        return exact or {one for one in named if year is None or self.years[one] is None}


def _file_name(path: str) -> str:
    return path.replace("\\", "/").rpartition("/")[2].casefold()
