"""Read the files of a folder together: neighbours decide what one name leaves open."""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from dim.naming.model import Identity, Library
from dim.naming.parse_path import PathReader, parse
from dim.naming.parts import find_part
from dim.naming.readings.options import Option
from dim.naming.text import clean, fold

MIN_SEQUENCE = 3
"""Numbers that make a sequence; two may be a coincidence."""
_FOLDER = re.compile(r"[^/\\]*$")
_LETTER = re.compile(r"^(?P<title>.{1,200}?)[\s._-]{0,3}(?<![^\W_])(?P<letter>[A-Ha-h])$")
_WITHIN = 9.0
"""Readings that are this much less likely than the best are not weighed against the neighbours."""


@dataclass(slots=True)
class FolderFile:
    """A file, its readings, and the one that is taken."""

    path: str
    reader: PathReader
    options: list[Option]
    chosen: Option
    identity: Identity


def parse_folder(paths: Sequence[str], library: Library | None = None) -> list[Identity]:
    """Identify all files of one or more folders; returns the identities in the order of `paths`."""
    return [
        parse(path, library) if read is None else read.identity
        for path, read in zip(paths, read_folder(paths, library), strict=True)
    ]


def read_folder(paths: Sequence[str], library: Library | None) -> list[FolderFile | None]:
    """Read the files of folders; None for one without a path."""
    reads = [_read(path, library) if path else None for path in paths]
    folders: dict[str, list[FolderFile]] = defaultdict(list)
    for read in reads:
        if read is not None and read.identity.kind in ("movie", "episode"):
            folders[_FOLDER.sub("", read.path)].append(read)
    for members in folders.values():
        if len(members) < 2:
            continue
        if library != "movie":
            _agree(members)
            _name_by_folder(members, library)
        _letter_parts(members, library)
        _story_parts(members)
        if library != "movie":
            _share_season(members)
            _share_show(members)
    return reads


def _read(path: str, library: Library | None) -> FolderFile:
    reader = PathReader(path, library)
    if reader.extra() is not None:
        option = Option(None, reader.file, 0.0, [])
        return FolderFile(path, reader, [option], option, reader.identify())
    options = reader.options()
    return FolderFile(path, reader, options, options[0], reader.identity_of(options[0], options))


def _agree(members: list[FolderFile]) -> None:
    """Take the readings that most files of a folder share: "Name 101" beside "Name 99" is no season 1."""
    if all(len(read.options) < 2 or read.options[0].score - read.options[1].score > _WITHIN for read in members):
        return
    shared: dict[tuple[str, str, bool], list[tuple[FolderFile, Option]]] = defaultdict(list)
    for read in members:
        if read.reader.library is None and read.identity.kind == "movie" and read.identity.year is not None:
            continue  # a movie of a numbered list
        best = read.options[0].score
        seen: set[tuple[str, str, bool]] = set()
        for option in read.options:
            if option.numbering is None or best - option.score > _WITHIN or (key := _form(read, option)) in seen:
                continue
            seen.add(key)
            shared[key].append((read, option))
    support = {
        id(option): _support([other for _, other in group], len(members))
        for group in shared.values()
        for _, option in group
    }
    for read in members:
        best = max(read.options, key=lambda option: option.score + support.get(id(option), 0.0))
        bonus = support.get(id(best), 0.0)
        if best is not read.chosen:
            read.chosen = best
            read.identity = read.reader.identity_of(best, read.options)
        if bonus:
            best.context.append(("the files beside it are numbered the same way", round(bonus, 1)))
            best.score += bonus


def _form(read: FolderFile, option: Option) -> tuple[str, str, bool]:
    """Return what readings have in common that read names the same way: the place of the number and what precedes it."""
    assert option.numbering is not None
    claim = option.numbering.claim
    words = option.source.parsed.words
    before = (
        " ".join(word.lowered for word in words[option.source.parsed.first_word : claim.first])
        if not claim.leading
        else ""
    )
    form = claim.form.partition(":")[0]
    place = "number" if form.startswith("a number") or form == "a range of numbers" else form
    return (f"leading {place}" if claim.leading else place), before, "in one" in claim.form


def _support(options: list[Option], files: int) -> float:
    """Return how much the readings of a form speak for each other: a sequence of distinct numbers does."""
    if len(options) < MIN_SEQUENCE:
        return 0.0
    numbers = sorted((option.numbering.claim.season or 0, option.numbering.claim.episodes[0]) for option in options
                     if option.numbering is not None and option.numbering.claim.episodes)  # fmt: skip
    if len(numbers) < MIN_SEQUENCE or len(set(numbers)) < len(numbers):
        return -1.0 if numbers and len(set(numbers)) * 2 < len(numbers) else 0.0
    seasons: dict[int, list[int]] = defaultdict(list)
    for season, episode in numbers:
        seasons[season].append(episode)
    gaps = sum(found[-1] - found[0] + 1 - len(found) for found in seasons.values())
    if gaps > len(numbers) or len(seasons) * 2 > len(numbers) + 1:
        return 0.0
    share = len(numbers) / files
    return min(1.65 * (len(numbers) - 1), 5.0) * share * share


def _name_by_folder(members: list[FolderFile], library: Library | None) -> None:
    """Take the show from the folder if each file has another name behind its number: "Show/01 - One", "Show/02 - Two"."""
    leading = [read for read in members if read.chosen.numbering is not None and read.chosen.numbering.claim.leading]
    names = {fold(read.identity.title) for read in leading}
    folder = members[0].reader.above.show
    if library == "show" or folder is None or len(leading) < MIN_SEQUENCE or len(names) < len(leading):
        return
    above = members[0].reader.folder_title()
    if not above.title:
        return
    for read in leading:
        own = read.identity
        if fold(own.title) != fold(above.title):
            spans = {**own.spans, **above.spans}
            read.identity = replace(
                own, title=above.title, titles=above.titles, year=above.year or own.year, episode_title=own.episode_title or own.title, spans=spans
            )  # fmt: skip


def _letter_parts(members: list[FolderFile], library: Library | None) -> None:
    """Number the pieces "Name A", "Name B": parts of a movie, or episodes in a library of shows."""
    groups: dict[str, list[tuple[str, FolderFile]]] = defaultdict(list)
    for read in members:
        if not read.identity.episodes and (match := _LETTER.match(read.reader.stem)) is not None:
            groups[fold(match["title"])].append((match["letter"].lower(), read))
    for group in groups.values():
        letters = sorted(letter for letter, _ in group)
        if len(group) < 2 or letters != [chr(ord("a") + at) for at in range(len(group))]:
            continue
        for letter, read in group:
            number = ord(letter) - ord("a") + 1
            match = _LETTER.match(read.reader.stem)
            assert match is not None
            whole = PathReader(
                read.path[: -len(read.path.rpartition("/")[2]) or None] + match["title"]
                if "/" in read.path
                else match["title"],
                library,
            )
            base = whole.identify_main()
            spans = {
                **read.identity.spans,
                **{name: span for name, span in base.spans.items() if span[1] <= len(read.path)},
            }
            if library == "show" or base.kind == "episode":
                read.identity = replace(read.identity, kind= (
                    "episode"
                ), title=base.title, titles=base.titles, season=base.season, episodes=base.episodes or (number,),
                                        part=number if base.episodes else None, spans=spans)  # fmt: skip
            else:
                read.identity = replace(
                    read.identity, title=base.title, titles=base.titles, year=base.year, part=number, spans=spans
                )


def _story_parts(members: list[FolderFile]) -> None:
    """Number the files of one episode: "S06E01 Name Part 1" and "S06E01 Name Part 2" beside each other."""
    episodes: dict[tuple[str, int | None, tuple[int, ...]], list[FolderFile]] = defaultdict(list)
    for read in members:
        if read.identity.kind == "episode" and read.identity.episodes:
            episodes[fold(read.identity.title), read.identity.season, read.identity.episodes].append(read)
    for group in episodes.values():
        if len(group) < 2:
            continue
        pieces = {}
        for read in group:
            piece = find_part(read.identity.episode_title or "")
            number = read.identity.part or (piece.number if piece is not None else None)
            if number is not None:
                pieces[number] = (read, piece)
        if len(pieces) == len(group) and sorted(pieces) == list(range(1, len(group) + 1)):
            for number, (read, piece) in pieces.items():
                name = read.identity.episode_title
                title = (clean(piece.without(name)) or None) if piece is not None and name else name
                read.identity = replace(read.identity, part=number, episode_title=title)


def _share_season(members: list[FolderFile]) -> None:
    """Give episodes without a season the season that all their neighbours have."""
    seasons: dict[str, set[int]] = defaultdict(set)
    for read in members:
        if read.identity.season is not None and "season" in read.identity.spans:
            seasons[fold(read.identity.title)].add(read.identity.season)
    for read in members:
        one = read.identity
        known = seasons.get(fold(one.title), set())
        if one.episodes and "season" not in one.spans and not one.absolute and len(known) == 1:
            read.identity = replace(one, season=next(iter(known)))


def _share_show(members: list[FolderFile]) -> None:
    """Use the year and spelling of most neighbours; a name without a title takes theirs."""
    episodes = [read for read in members if read.identity.kind == "episode"]
    if len(episodes) < 2:
        return
    written: dict[str, Counter[str]] = defaultdict(Counter)
    years: dict[str, Counter[int]] = defaultdict(Counter)
    for read in episodes:
        one = read.identity
        key = fold(one.title)
        written[key][one.title] += 1
        if one.year is not None and one.year != one.season and _year_precedes_number(one):
            years[key][one.year] += 1
    common = max(written, key=lambda key: (sum(written[key].values()), key))
    most = sum(written[common].values())
    for read in episodes:
        one = read.identity
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
            others = tuple(other for other in one.titles if other not in (one.title, title))
            read.identity = replace(one, title=title, titles=(title, *others), year=year)


def _year_precedes_number(one: Identity) -> bool:
    """Whether the year precedes the episode number and thus belongs to the show."""
    year, number = one.spans.get("year"), one.spans.get("episodes")
    return year is None or number is None or year[0] < number[0]
