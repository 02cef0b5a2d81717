"""Number the parts of a movie or an episode: "Name A" beside "Name B", "S06E01 Name Part 1" beside "S06E01 Name Part 2"."""

import re
from collections import defaultdict
from dataclasses import replace

from dim.naming.model import Identity, Library
from dim.naming.neighbours.folder_file import FolderFile
from dim.naming.parse_path import PathReader
from dim.naming.parts import find_part
from dim.naming.paths import split_extension
from dim.naming.text import clean, fold

_LETTER = re.compile(r"^(?P<title>.{1,200}?)[\s._-]{0,3}(?<![^\W_])(?P<letter>[A-Ha-h])$")


def may_count_parts(path: str) -> bool:
    """Whether a name ends in a letter that may count parts ("Name A"): the files beside it decide."""
    return _LETTER.match(split_extension(path.rpartition("/")[2])) is not None


def letter_parts(members: list[FolderFile], library: Library | None) -> None:
    """Number the files "Name A", "Name B": parts of a movie, or episodes in a library of shows."""
    groups: dict[str, list[tuple[str, str, FolderFile]]] = defaultdict(list)
    for read in members:
        if not read.identity.episodes and (match := _LETTER.match(read.reader.stem)) is not None:
            groups[fold(match["title"])].append((match["letter"].lower(), match["title"], read))
    for group in groups.values():
        letters = sorted(letter for letter, _, _ in group)
        if len(group) < 2 or letters != [chr(ord("a") + at) for at in range(len(group))]:
            continue
        for letter, title, read in group:
            read.identity = _lettered(read, title, ord(letter) - ord("a") + 1, library)


def _lettered(read: FolderFile, title: str, number: int, library: Library | None) -> Identity:
    """Return the identity of a lettered file, by its name without the letter."""
    folder = read.path[: read.path.rfind("/") + 1]
    whole = PathReader(folder + title, library).identify_main()
    own = {name: span for name, span in whole.spans.items() if span[1] <= len(read.path)}
    at = read.reader.file.offset + len(read.reader.stem) - 1
    is_part = (library != "show" and whole.kind != "episode") or bool(whole.episodes)
    spans = {**read.identity.spans, **own, "part" if is_part else "episodes": (at, at + 1)}
    if library != "show" and whole.kind != "episode":
        return replace(read.identity, title=whole.title, titles=whole.titles, year=whole.year, part=number, spans=spans)
    return replace(
        read.identity, kind="episode", title=whole.title, titles=whole.titles, season=whole.season,
        episodes=whole.episodes or (number,), part=number if whole.episodes else None, spans=spans,
    )  # fmt: skip


def story_parts(members: list[FolderFile]) -> None:
    """Number the files of one episode: "S06E01 Name Part 1" and "S06E01 Name Part 2" beside each other."""
    episodes: dict[tuple[str, int | None, tuple[int, ...]], list[FolderFile]] = defaultdict(list)
    for read in members:
        if read.identity.kind == "episode" and read.identity.episodes:
            episodes[fold(read.identity.title), read.identity.season, read.identity.episodes].append(read)
    for group in episodes.values():
        if len(group) < 2:
            continue
        found = {}
        for read in group:
            said = find_part(read.identity.episode_title or "")
            number = read.identity.part or (said.number if said is not None else None)
            if number is not None:
                found[number] = (read, said)
        if len(found) == len(group) and sorted(found) == list(range(1, len(group) + 1)):
            for number, (read, said) in found.items():
                name = read.identity.episode_title
                title = (clean(said.without(name)) or None) if said is not None and name else name
                read.identity = replace(read.identity, part=number, episode_title=title)
