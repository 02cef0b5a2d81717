"""What NFO files, `.plexmatch` and tags say of a file: facts for its report, and what they change of its identity."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from dim.media.json_values import integer, objects, text
from dim.metadata.local.nfo_files import Sidecars
from dim.metadata.model import Facts
from dim.scanner.messages import ArtworkOwner, FactsSource, LibraryType, LocalFacts, ReportedIdentity

MOST_FACTS = 200
LARGEST_FACTS = 1 << 20
"""Characters that the facts of one report may have, about."""
_IDENTIFYING = frozenset(("tmdb", "imdb", "tvdb"))
_PLAYED = {"movie": ("movie", "links"), "show": ("episode",)}
"""The kinds of NFO files beside a video of each library."""
_A = {"movie": "a movie", "show": "a show", "season": "a season", "episode": "an episode"}


@dataclass(frozen=True, slots=True)
class Entry:
    """Facts of a season or an episode in an NFO file."""

    facts: Facts
    season: int | None = None
    episode: int | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Entry":
        """A part of a worker's answer."""
        return cls(_facts(values.get("facts")), _number(values, "season"), _number(values, "episode"))


@dataclass(frozen=True, slots=True)
class Said:
    """What one NFO file or `.plexmatch` says, as `dim.metadata.local.look` reads it."""

    kind: str = "none"
    facts: Facts = field(default_factory=Facts)
    season: int | None = None
    seasons: tuple[Entry, ...] = ()
    episodes: tuple[Entry, ...] = ()
    note: str | None = None
    title: str | None = None
    year: int | None = None
    ids: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Said":
        """A worker's answer."""
        facts = _facts(values.get("facts"))
        ids, files = values.get("ids"), values.get("files")
        return cls(
            text(values, "kind") or "none", facts, _number(values, "season"),
            tuple(Entry.from_json(one) for one in objects(values.get("seasons"))),
            tuple(Entry.from_json(one) for one in objects(values.get("episodes"))),
            text(values, "note"), text(values, "title"), integer(values, "year") or None,
            ids if isinstance(ids, dict) else facts.ids, files if isinstance(files, dict) else {},
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Tags:
    """What the tags of a video say; `show`: of the show, where it is an episode."""

    facts: Facts
    show: Facts | None = None

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Tags":
        """A worker's answer."""
        show = values.get("show")
        return cls(_facts(values.get("facts")), _facts(show) if show else None)


class LocalMetadata:
    """Puts together what is said of the files of one scan: of shows and seasons only with their first file."""

    def __init__(self, library: LibraryType) -> None:
        self._library = library
        self._told: set[tuple[object, ...]] = set()

    def identity(
        self, path: str, stated: ReportedIdentity, sidecars: Sidecars, said: Mapping[str, Said]
    ) -> ReportedIdentity:
        """An identity with the explicit ids, title and numbers of the files beside it. Ids in names win."""
        if stated.kind not in ("movie", "episode"):
            return stated
        matches = [said[one] for one in sidecars.plexmatch if one in said]
        if matches:
            stated = _matched(path, stated, matches)
        title_nfo = sidecars.own if self._library == "movie" else sidecars.show
        nfo = said.get(title_nfo) if title_nfo else None
        known = dict(stated.ids or {})
        others = [one.ids for one in matches]
        if nfo is not None and nfo.kind in (("movie", "links") if self._library == "movie" else ("show", "links")):
            others.append(nfo.ids)
        for ids in others:
            ids = {name: value for name, value in ids.items() if name in _IDENTIFYING and len(value) <= 20}
            if all(known.get(name, value) == value for name, value in ids.items()):  # else it is of another title
                known |= ids
        return replace(stated, ids=known)

    def facts(
        self, path: str, identity: ReportedIdentity, sidecars: Sidecars, said: Mapping[str, Said], tags: Tags | None, again: bool
    ) -> tuple[tuple[LocalFacts, ...], str | None]:  # fmt: skip
        """The facts of a file's report, and a note on what is wrong with its NFO files. `again`: what is not there is said too."""
        found: list[LocalFacts] = []
        notes: list[str] = []
        own = said.get(sidecars.own) if sidecars.own else None
        if own is not None and sidecars.own is not None:
            notes += _note("Its NFO file", sidecars.own, own, _PLAYED[self._library])
        found += self._of_file(identity, own) or _nothing("file", "nfo", again)
        found += [LocalFacts("file", "tags", tags.facts)] if tags and tags.facts else _nothing("file", "tags", again)
        if self._library == "show":
            found += self._of_season(path, identity, sidecars, said, notes, again)
            found += self._of_show(path, identity, sidecars, said, tags, notes, again)
        return _within_limits(found), " ".join(notes)[:2000] or None

    def _of_file(self, identity: ReportedIdentity, own: Said | None) -> list[LocalFacts]:
        if own is None or own.kind not in _PLAYED[self._library]:
            return []
        if self._library == "movie":
            return [LocalFacts("file", "nfo", own.facts)] if own.facts else []
        entries = [one for one in own.episodes if one.facts]
        if len(entries) == 1:
            (entry,) = entries
            if len(identity.episodes) > 1 and entry.episode in identity.episodes:
                return [LocalFacts("file", "nfo", entry.facts, identity.season, entry.episode)]
            return [LocalFacts("file", "nfo", entry.facts)]
        numbers = [(one.season, one.episode) for one in entries]
        if len(entries) == len(identity.episodes) and not {number for _, number in numbers} & set(identity.episodes):
            numbers = [(identity.season, number) for number in identity.episodes]  # it counts otherwise than the name
        return [LocalFacts("file", "nfo", one.facts, *number) for one, number in zip(entries, numbers, strict=True)]

    def _of_season(
        self, path: str, identity: ReportedIdentity, sidecars: Sidecars, said: Mapping[str, Said], notes: list[str], again: bool
    ) -> list[LocalFacts]:  # fmt: skip
        if not self._is_first("season", path.rpartition("/")[0], identity.title, identity.season):
            return []
        nfo = said.get(sidecars.season) if sidecars.season else None
        if nfo is None or sidecars.season is None:
            return [LocalFacts("season", "nfo", None, identity.season)] if again else []
        notes += _note("The NFO file of its season,", sidecars.season, nfo, ("season",))
        facts = nfo.facts if nfo.kind == "season" and nfo.facts else None
        return [LocalFacts("season", "nfo", facts, identity.season)] if facts or again else []

    def _of_show(
        self, path: str, identity: ReportedIdentity, sidecars: Sidecars, said: Mapping[str, Said], tags: Tags | None,
        notes: list[str], again: bool,
    ) -> list[LocalFacts]:  # fmt: skip
        folder = (sidecars.show or path).rpartition("/")[0]
        if not self._is_first("show", folder, identity.title):
            return []
        found = [LocalFacts("show", "tags", tags.show)] if tags and tags.show else []
        nfo = said.get(sidecars.show) if sidecars.show else None
        if nfo is None or sidecars.show is None or nfo.kind not in ("show", "links"):
            if nfo is not None and sidecars.show is not None:
                notes += _note("The NFO file of its show,", sidecars.show, nfo, ("show",))
            return found + _nothing("show", "nfo", again)
        notes += _note("The NFO file of its show,", sidecars.show, nfo, ("show", "links"))
        found += [LocalFacts("show", "nfo", nfo.facts)] if nfo.facts else _nothing("show", "nfo", again)
        own = {identity.season} if sidecars.season else set()
        return found + [
            LocalFacts("season", "nfo", one.facts, one.season) for one in nfo.seasons if one.season not in own
        ]

    def _is_first(self, *key: object) -> bool:
        is_first = key not in self._told
        self._told.add(key)
        return is_first


def _matched(path: str, stated: ReportedIdentity, matches: list[Said]) -> ReportedIdentity:
    """An identity with what `.plexmatch` files say, the nearest first."""
    name = path.rpartition("/")[2].casefold()
    title = next((one.title for one in matches if one.title), None)
    year = next((one.year for one in matches if one.title or one.year), None)
    if title or year:
        stated = replace(
            stated, title=title or stated.title, titles=() if title else stated.titles, year=year or stated.year
        )
    if stated.kind != "episode":
        return replace(stated, doubt=None) if title else stated
    season = next((one.season for one in matches if one.season is not None), None)
    for one in matches:
        entry = one.files.get(name)
        if isinstance(entry, dict) and (
            episodes := [number for number in entry.get("episodes", ()) if isinstance(number, int)]
        ):
            stated_season = entry.get("season")
            of = stated_season if isinstance(stated_season, int) else season if season is not None else stated.season
            return replace(
                stated, season=1 if of is None else of, episodes=tuple(episodes[:100]), date=None, doubt=None
            )
    return replace(stated, season=season) if season is not None and stated.episodes else stated


def _note(what: str, path: str, said: Said, kinds: tuple[str, ...]) -> list[str]:
    """What is wrong with an NFO file, for a person."""
    name = path.rpartition("/")[2]
    if said.note:
        return [f"{what} {name} {said.note}."]
    if said.kind not in (*kinds, "none", "links"):
        return [f"{what} {name} is of {_A.get(said.kind, said.kind)}, not of {_A[kinds[0]]}: it was not taken."]
    return []


def _nothing(of: ArtworkOwner, source: FactsSource, again: bool) -> list[LocalFacts]:
    return [LocalFacts(of, source, None)] if again else []


def _within_limits(found: Iterable[LocalFacts]) -> tuple[LocalFacts, ...]:
    """As many as a report takes; real files need some thousand characters."""
    kept: list[LocalFacts] = []
    size = 0
    for one in found:
        size += len(str(one.facts.to_json())) if one.facts is not None else 0
        if len(kept) < MOST_FACTS and size <= LARGEST_FACTS:
            kept.append(one)
    return tuple(kept)


def _facts(values: Any) -> Facts:
    return Facts.from_json(values) if isinstance(values, Mapping) else Facts()


def _number(values: Mapping[str, Any], name: str) -> int | None:
    number = integer(values, name, -1)
    return number if 0 <= number <= 1_000_000 else None
