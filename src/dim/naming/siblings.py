"""Reading a folder's files together: what one name leaves open, its neighbours settle."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dim.naming.model import Identity, Library
from dim.naming.parsing import parse
from dim.naming.paths import split_extension
from dim.naming.text import clean, fold

LEAST = 3
"""So many names make a row of numbers; two may be chance."""
_LEADING = re.compile(r"^[\s\[(]{0,3}(\d{1,3})(?=[\s._\-\])])")
_LAST = re.compile(r"^(.{1,200}?)[\s._#-]{1,5}(\d{1,4})$")


def parse_folder(paths: Sequence[str], library: Library | None = None) -> list[Identity]:
    """The identities of files that lie together (all files of a folder, or of several), in their order."""
    identities = [parse(path, library) for path in paths]
    folders: dict[str, list[int]] = defaultdict(list)
    for place, path in enumerate(paths):
        folders[re.sub(r"[^/\\]*$", "", path)].append(place)
    for folder, places in folders.items():
        mains = [place for place in places if identities[place].kind in ("movie", "episode")]
        if len(mains) < 2 or library == "movie":
            continue
        own = {place: split_extension(paths[place][len(folder) :]) for place in mains}
        _count_in_row(own, identities)
        _count_over_all(mains, paths, identities)
        _one_season(mains, identities)
        _one_show(mains, identities)
    return identities


def _count_in_row(own: dict[int, str], identities: list[Identity]) -> None:
    """Names that nothing else counts, all with a number first ("1 Name", "2 Other") or last ("Name 1", "Name 2"), are episodes."""
    open_ones = {
        place: stem for place, stem in own.items() if not identities[place].episodes and not identities[place].date
    }
    if len(open_ones) < LEAST or any(identities[place].year for place in open_ones):
        return
    first = {place: int(match[1]) for place, stem in open_ones.items() if (match := _LEADING.match(stem))}
    if len(first) == len(own) and _is_row(first.values()):
        for place, number in first.items():
            match = _LEADING.match(own[place])
            assert match is not None
            name = clean(own[place][match.end() :]) or None
            identities[place] = replace(identities[place], kind="episode", episodes=(number,), episode_title=name)
        return
    rows: dict[str, dict[int, int]] = defaultdict(dict)
    for place, stem in open_ones.items():
        if match := _LAST.match(stem):
            rows[fold(match[1])][place] = int(match[2])
    for row in rows.values():
        if len(row) >= LEAST and _is_row(row.values()):
            for place, number in row.items():
                match = _LAST.match(own[place])
                assert match is not None
                identities[place] = replace(
                    identities[place], kind="episode", title=clean(match[1]), episodes=(number,)
                )


def _is_row(numbers: Iterable[int]) -> bool:
    """Whether numbers are all different and leave few gaps."""
    found = sorted(numbers)
    return len(set(found)) == len(found) >= LEAST and found[-1] - found[0] < 2 * len(found) and found[0] <= 200


def _count_over_all(mains: list[int], paths: Sequence[str], identities: list[Identity]) -> None:
    """As in "Name 101" is no season 1 where "Name 99" and "Name 100" stand beside it."""
    shows: dict[str, list[int]] = defaultdict(list)
    for place in mains:
        shows[fold(identities[place].title)].append(place)
    for places in shows.values():
        plain = {
            number for place in places if identities[place].season is None for number in identities[place].episodes
        }
        compact = [place for place in places if _in_one_number(paths[place], identities[place])]
        if not plain or not compact:
            continue
        as_plain = {place: (identities[place].season or 0) * 100 + identities[place].episodes[0] for place in compact}
        if len(plain) >= 2 and min(as_plain.values()) - max(plain) < 10:
            for place, number in as_plain.items():
                spans = {name: span for name, span in identities[place].spans.items() if name != "season"}
                identities[place] = replace(
                    identities[place], season=None, episodes=(number,), absolute=(number,), spans=spans
                )


def _in_one_number(path: str, identity: Identity) -> bool:
    """Whether season and episode were read from one number ("102")."""
    span = identity.spans.get("episodes")
    return span is not None and identity.spans.get("season") == span and path[slice(*span)].isdigit()


def _one_season(mains: list[int], identities: list[Identity]) -> None:
    """An episode without a season has that of all its neighbours."""
    seasons: dict[str, set[int]] = defaultdict(set)
    for place in mains:
        if identities[place].season is not None and "season" in identities[place].spans:
            seasons[fold(identities[place].title)].add(identities[place].season or 0)
    for place in mains:
        one = identities[place]
        known = seasons.get(fold(one.title), set())
        if one.episodes and "season" not in one.spans and not one.absolute and len(known) == 1:
            identities[place] = replace(one, season=next(iter(known)))


def _one_show(mains: list[int], identities: list[Identity]) -> None:
    """Year, and the way a title is written, are those of most neighbours; a name without letters takes their title."""
    episodes = [place for place in mains if identities[place].kind == "episode"]
    if len(episodes) < 2:
        return
    written: dict[str, Counter[str]] = defaultdict(Counter)
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for place in episodes:
        one = identities[place]
        key = fold(one.title)
        written[key][one.title] += 1
        if one.year is not None and one.year != one.season and _before_number(one):
            years[key][one.year] += 1
    common = max(written, key=lambda key: (sum(written[key].values()), key))
    most = sum(written[common].values())
    for place in episodes:
        one = identities[place]
        key = fold(one.title)
        if key != common and most >= LEAST and most * 2 > len(episodes) and "title" not in one.spans and one.episodes:
            key = common
        title = max(written[key], key=lambda title: (written[key][title], title))
        year = one.year
        if year is None and len(years[key]) == 1:
            year = next(iter(years[key]))
        if title != one.title or year != one.year:
            identities[place] = replace(one, title=title, year=year)


def _before_number(one: Identity) -> bool:
    """Whether the year stands before the episode's number, so that it is the show's."""
    year, number = one.spans.get("year"), one.spans.get("episodes")
    return year is None or number is None or year[0] < number[0]
