"""Parse the files of a folder together: neighbours decide what one name leaves open."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from dim.naming.model import Identity, Library
from dim.naming.parse_path import parse
from dim.naming.paths import split_extension
from dim.naming.text import clean, fold

MIN_SEQUENCE = 3
"""Numbers that make a sequence; two may be a coincidence."""
_LEADING = re.compile(r"^[\s\[(]{0,3}(\d{1,3})(?=[\s._\-\])])")
_LAST = re.compile(r"^(.{1,200}?)[\s._#-]{1,5}(\d{1,4})$")


def parse_folder(paths: Sequence[str], library: Library | None = None) -> list[Identity]:
    """Identify all files of one or more folders; returns the identities in the order of `paths`."""
    identities = [parse(path, library) for path in paths]
    folders: dict[str, list[int]] = defaultdict(list)
    for index, path in enumerate(paths):
        folders[re.sub(r"[^/\\]*$", "", path)].append(index)
    for folder, indexes in folders.items():
        main_files = [index for index in indexes if identities[index].kind in ("movie", "episode")]
        if len(main_files) < 2 or library == "movie":
            continue
        own = {index: split_extension(paths[index][len(folder) :]) for index in main_files}
        _number_sequences(own, identities)
        _use_absolute_numbers(main_files, paths, identities)
        _share_season(main_files, identities)
        _share_show(main_files, identities)
    return identities


def _number_sequences(own: dict[int, str], identities: list[Identity]) -> None:
    """Treat names without other numbers as episodes if they form a sequence: "1 Name", "2 Other" or "Name 1", "Name 2"."""
    unnumbered = {
        index: stem for index, stem in own.items() if not identities[index].episodes and not identities[index].date
    }
    if len(unnumbered) < MIN_SEQUENCE or any(identities[index].year for index in unnumbered):
        return
    first = {index: int(match[1]) for index, stem in unnumbered.items() if (match := _LEADING.match(stem))}
    if len(first) == len(own) and _is_sequence(first.values()):
        for index, number in first.items():
            match = _LEADING.match(own[index])
            assert match is not None
            name = clean(own[index][match.end() :]) or None
            identities[index] = replace(identities[index], kind="episode", episodes=(number,), episode_title=name)
        return
    sequences: dict[str, dict[int, int]] = defaultdict(dict)
    for index, stem in unnumbered.items():
        if match := _LAST.match(stem):
            sequences[fold(match[1])][index] = int(match[2])
    for sequence in sequences.values():
        if len(sequence) >= MIN_SEQUENCE and _is_sequence(sequence.values()):
            for index, number in sequence.items():
                match = _LAST.match(own[index])
                assert match is not None
                identities[index] = replace(
                    identities[index], kind="episode", title=clean(match[1]), episodes=(number,)
                )


def _is_sequence(numbers: Iterable[int]) -> bool:
    """Whether numbers are distinct and have few gaps."""
    found = sorted(numbers)
    return len(set(found)) == len(found) >= MIN_SEQUENCE and found[-1] - found[0] < 2 * len(found) and found[0] <= 200


def _use_absolute_numbers(main_files: list[int], paths: Sequence[str], identities: list[Identity]) -> None:
    """Treat "Name 101" as absolute, not as season 1, if "Name 99" and "Name 100" are in the same folder."""
    shows: dict[str, list[int]] = defaultdict(list)
    for index in main_files:
        shows[fold(identities[index].title)].append(index)
    for indexes in shows.values():
        plain = {
            number for index in indexes if identities[index].season is None for number in identities[index].episodes
        }
        compact = [index for index in indexes if _is_compact(paths[index], identities[index])]
        if not plain or not compact:
            continue
        as_plain = {index: (identities[index].season or 0) * 100 + identities[index].episodes[0] for index in compact}
        if len(plain) >= 2 and min(as_plain.values()) - max(plain) < 10:
            for index, number in as_plain.items():
                spans = {name: span for name, span in identities[index].spans.items() if name != "season"}
                identities[index] = replace(
                    identities[index], season=None, episodes=(number,), absolute=(number,), spans=spans
                )


def _is_compact(path: str, identity: Identity) -> bool:
    """Whether season and episode come from one number ("102")."""
    span = identity.spans.get("episodes")
    return span is not None and identity.spans.get("season") == span and path[slice(*span)].isdigit()


def _share_season(main_files: list[int], identities: list[Identity]) -> None:
    """Give episodes without a season the season that all their neighbours have."""
    seasons: dict[str, set[int]] = defaultdict(set)
    for index in main_files:
        if identities[index].season is not None and "season" in identities[index].spans:
            seasons[fold(identities[index].title)].add(identities[index].season or 0)
    for index in main_files:
        one = identities[index]
        known = seasons.get(fold(one.title), set())
        if one.episodes and "season" not in one.spans and not one.absolute and len(known) == 1:
            identities[index] = replace(one, season=next(iter(known)))


def _share_show(main_files: list[int], identities: list[Identity]) -> None:
    """Use the year and spelling of most neighbours; a name without a title takes theirs."""
    episodes = [index for index in main_files if identities[index].kind == "episode"]
    if len(episodes) < 2:
        return
    written: dict[str, Counter[str]] = defaultdict(Counter)
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for index in episodes:
        one = identities[index]
        key = fold(one.title)
        written[key][one.title] += 1
        if one.year is not None and one.year != one.season and _year_precedes_number(one):
            years[key][one.year] += 1
    common = max(written, key=lambda key: (sum(written[key].values()), key))
    most = sum(written[common].values())
    for index in episodes:
        one = identities[index]
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
            identities[index] = replace(one, title=title, year=year)


def _year_precedes_number(one: Identity) -> bool:
    """Whether the year precedes the episode number and thus belongs to the show."""
    year, number = one.spans.get("year"), one.spans.get("episodes")
    return year is None or number is None or year[0] < number[0]
