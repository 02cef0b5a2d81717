"""ParsedName a folder's files together: what one name leaves open, its neighbours settle."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dim.naming.model import Identity, Library
from dim.naming.parse_path import parse
from dim.naming.paths import split_extension
from dim.naming.text import clean, fold

MIN_SEQUENCE = 3
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
        main_files = [place for place in places if identities[place].kind in ("movie", "episode")]
        if len(main_files) < 2 or library == "movie":
            continue
        own = {place: split_extension(paths[place][len(folder) :]) for place in main_files}
        _number_sequences(own, identities)
        _use_absolute_numbers(main_files, paths, identities)
        _share_season(main_files, identities)
        _share_show(main_files, identities)
    return identities


def _number_sequences(own: dict[int, str], identities: list[Identity]) -> None:
    """Names that nothing else counts, all with a number first ("1 Name", "2 Other") or last ("Name 1", "Name 2"), are episodes."""
    unnumbered = {
        place: stem for place, stem in own.items() if not identities[place].episodes and not identities[place].date
    }
    if len(unnumbered) < MIN_SEQUENCE or any(identities[place].year for place in unnumbered):
        return
    first = {place: int(match[1]) for place, stem in unnumbered.items() if (match := _LEADING.match(stem))}
    if len(first) == len(own) and _is_sequence(first.values()):
        for place, number in first.items():
            match = _LEADING.match(own[place])
            assert match is not None
            name = clean(own[place][match.end() :]) or None
            identities[place] = replace(identities[place], kind="episode", episodes=(number,), episode_title=name)
        return
    sequences: dict[str, dict[int, int]] = defaultdict(dict)
    for place, stem in unnumbered.items():
        if match := _LAST.match(stem):
            sequences[fold(match[1])][place] = int(match[2])
    for sequence in sequences.values():
        if len(sequence) >= MIN_SEQUENCE and _is_sequence(sequence.values()):
            for place, number in sequence.items():
                match = _LAST.match(own[place])
                assert match is not None
                identities[place] = replace(
                    identities[place], kind="episode", title=clean(match[1]), episodes=(number,)
                )


def _is_sequence(numbers: Iterable[int]) -> bool:
    """Whether numbers are all different and leave few gaps."""
    found = sorted(numbers)
    return len(set(found)) == len(found) >= MIN_SEQUENCE and found[-1] - found[0] < 2 * len(found) and found[0] <= 200


def _use_absolute_numbers(main_files: list[int], paths: Sequence[str], identities: list[Identity]) -> None:
    """As in "Name 101" is no season 1 where "Name 99" and "Name 100" stand beside it."""
    shows: dict[str, list[int]] = defaultdict(list)
    for place in main_files:
        shows[fold(identities[place].title)].append(place)
    for places in shows.values():
        plain = {
            number for place in places if identities[place].season is None for number in identities[place].episodes
        }
        compact = [place for place in places if _is_compact(paths[place], identities[place])]
        if not plain or not compact:
            continue
        as_plain = {place: (identities[place].season or 0) * 100 + identities[place].episodes[0] for place in compact}
        if len(plain) >= 2 and min(as_plain.values()) - max(plain) < 10:
            for place, number in as_plain.items():
                spans = {name: span for name, span in identities[place].spans.items() if name != "season"}
                identities[place] = replace(
                    identities[place], season=None, episodes=(number,), absolute=(number,), spans=spans
                )


def _is_compact(path: str, identity: Identity) -> bool:
    """Whether season and episode were read from one number ("102")."""
    span = identity.spans.get("episodes")
    return span is not None and identity.spans.get("season") == span and path[slice(*span)].isdigit()


def _share_season(main_files: list[int], identities: list[Identity]) -> None:
    """An episode without a season has that of all its neighbours."""
    seasons: dict[str, set[int]] = defaultdict(set)
    for place in main_files:
        if identities[place].season is not None and "season" in identities[place].spans:
            seasons[fold(identities[place].title)].add(identities[place].season or 0)
    for place in main_files:
        one = identities[place]
        known = seasons.get(fold(one.title), set())
        if one.episodes and "season" not in one.spans and not one.absolute and len(known) == 1:
            identities[place] = replace(one, season=next(iter(known)))


def _share_show(main_files: list[int], identities: list[Identity]) -> None:
    """Year, and the way a title is written, are those of most neighbours; a name without letters takes their title."""
    episodes = [place for place in main_files if identities[place].kind == "episode"]
    if len(episodes) < 2:
        return
    written: dict[str, Counter[str]] = defaultdict(Counter)
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for place in episodes:
        one = identities[place]
        key = fold(one.title)
        written[key][one.title] += 1
        if one.year is not None and one.year != one.season and _year_precedes_number(one):
            years[key][one.year] += 1
    common = max(written, key=lambda key: (sum(written[key].values()), key))
    most = sum(written[common].values())
    for place in episodes:
        one = identities[place]
        key = fold(one.title)
        if (
            key != common
            and most >= MIN_SEQUENCE
            and most * 2 > len(episodes)
            and "title" not in one.spans
            and one.episodes
        ):
            key = common
        title = max(written[key], key=lambda title: (written[key][title], title))
        year = one.year
        if year is None and len(years[key]) == 1:
            year = next(iter(years[key]))
        if title != one.title or year != one.year:
            identities[place] = replace(one, title=title, year=year)


def _year_precedes_number(one: Identity) -> bool:
    """Whether the year stands before the episode's number, so that it is the show's."""
    year, number = one.spans.get("year"), one.spans.get("episodes")
    return year is None or number is None or year[0] < number[0]
