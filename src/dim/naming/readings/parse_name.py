"""Parse the name of a file or folder."""

import re
from functools import lru_cache

from dim.naming.numbers.claim import LATEST_YEAR, Context
from dim.naming.numbers.find_numberings import find_numberings, find_stated
from dim.naming.readings.parsed_name import ParsedName
from dim.naming.readings.title_start import GROUP_LAST, find_title_start, is_strong
from dim.naming.words.noise import blank_sites, extract_ids
from dim.naming.words.number_words import FANSUB_WORDS
from dim.naming.words.split import Word, is_alone, split
from dim.naming.words.tagging import settle_tags

EARLIEST_YEAR = 1880
_REVERSED = re.compile(r"(?<![^\W_])(?:[pi](?:027|0801|0612|084|675)|\d{2,3}E\d{2}S)(?![^\W_])")
_FORWARD = re.compile(r"s\d\de\d\d|720p|1080p", re.IGNORECASE)
_SLASH = re.compile(r"(?<=\s)[／⧸∕⁄](?=\s)")
"""What programs write between two titles for a slash, which no file name can have."""
_ARTICLES = frozenset(("the", "a", "an", "la", "le", "der", "die", "das", "el", "il"))


def parse_name(name: str) -> ParsedName:
    """Parse a name, except for its numbers (`find_episode_numbers`), which depend on the name's place in the path."""
    is_reversed = _is_reversed(name)
    if is_reversed:
        name = name[::-1]
    if not name.isascii():
        name = _SLASH.sub("/", name)
    parsed = ParsedName(blank_sites(name))
    parsed.is_reversed = is_reversed
    parsed.name, parsed.ids, parsed.crc = extract_ids(parsed.name)
    words = parsed.words = split(parsed.name)
    parsed.years = [
        index for index, word in enumerate(words)
        if word.number is not None and len(word.number.digits) == 4 and _may_be_year(word)
    ]  # fmt: skip
    parsed.first_tag = settle_tags(words, frozenset(parsed.years))
    find_title_start(parsed)
    if parsed.first_tag is not None:
        _spare_first_word(parsed)
        _spare_articles(parsed)
        if parsed.group is None and parsed.first_tag is not None:
            _find_group_at_end(parsed, name)
    if not parsed.fansub:
        parsed.fansub = parsed.crc is not None or not FANSUB_WORDS.isdisjoint([word.lowered for word in words])
    return parsed


def _is_reversed(name: str) -> bool:
    """Whether a name is written backwards: "p027.E10S0 ..."."""
    return _may_be_reversed(name) and _REVERSED.search(name) is not None and not _FORWARD.search(name)


def _may_be_reversed(name: str) -> bool:
    """Whether a name has what each of the forms of `_REVERSED` has; quick, since every name comes by."""
    if any(size in name for size in _SIZES_BACKWARDS):
        return True
    return "S" in name and _SEASON_BACKWARDS.search(name) is not None


_SIZES_BACKWARDS = ("027", "080", "612", "084", "675")
_SEASON_BACKWARDS = re.compile(r"E\d\dS")


def _spare_first_word(parsed: ParsedName) -> None:
    """Take leading tags for a title, which is never empty: "Remux (2002)", "8 Bit Name"."""
    words, first = parsed.words, parsed.first_word
    if parsed.first_tag is None or parsed.first_tag > first:
        return
    index = first + 1
    while index < len(words) and _continues_phrase(words, index):
        index += 1
    for word in words[first:index]:
        word.tag = False
    parsed.first_tag = next((at for at in range(index, len(words)) if words[at].tag), None)


def _continues_phrase(words: list[Word], index: int) -> bool:
    """Whether a word may be of the same phrase as the tag before it: "8 Bit"."""
    word = words[index]
    return word.tag and word.kind == words[index - 1].kind and not is_strong(word)


def _find_group_at_end(parsed: ParsedName, name: str) -> None:
    """Find the group at the end of a name with tags: "-GRP", "-GRP[site]"."""
    dash = name.rfind("-")
    if dash < 0 or parsed.first_tag is None:
        return
    match = GROUP_LAST.match(name, dash)
    if match is None and name[-1] in ")]}":
        match = GROUP_LAST.search(name, max(len(name) - 64, 0))
    if match is None or match.start(1) <= parsed.words[parsed.first_tag].end:
        return
    if not _is_tag_text(parsed.words, match.start(1)):
        parsed.group = (match[1], *match.span(1))


@lru_cache(1024)
def parse_folder_name(name: str) -> ParsedName:
    """Parse the name of a folder, with its numbers; cached, since many files share it."""
    parsed = parse_name(name)
    if parsed.first_tag is not None and not parsed.years:
        find_episode_numbers(parsed)
    else:  # "The 4400", "Area 51 (2015)": a bare number in a folder's name counts no episode
        parsed.numberings = find_stated(parsed.words, parsed.first_word)
    parsed.numberings = [numbering for numbering in parsed.numberings if numbering.claim.weight > 0]
    return parsed


@lru_cache(1024)
def parse_episode_folder(name: str, season: int) -> ParsedName:
    """Parse the name of a folder in a season's folder, which may begin with the number of an episode: "05 - The Bell"."""
    parsed = parse_name(name)
    find_episode_numbers(parsed, season, show=True, nested=True)
    return parsed


def find_episode_numbers(
    parsed: ParsedName, season: int | None = None, show: bool = False, nested: bool = False, movie: bool = False
) -> None:
    """Find what the numbers of a name may state. `season` comes from its folder; `show`: it is in a library or folder of shows;
    `nested`: a folder above could name the show; `movie`: it is in a library of movies.
    """
    parsed.numberings = find_numberings(
        parsed.words,
        Context(
            show or season is not None, season, parsed.fansub, parsed.first_word,
            _number_stop(parsed), frozenset(parsed.years), nested, movie,
        ),
    )  # fmt: skip


def _number_stop(parsed: ParsedName) -> int:
    """Return the index of the word behind which bare numbers count no episodes: the first tag, other than "(TV)" and the like."""
    words = parsed.words
    index = len(words) if parsed.first_tag is None else parsed.first_tag
    while index < len(words):
        if words[index].tag and not is_alone(words, index):
            behind = _behind_bracket(words, index)
            if behind is None:
                break
            index = behind
        index += 1
    return index


def _behind_bracket(words: list[Word], index: int) -> int | None:
    """Return the index of the number behind a bracket of tags and a dash: "(Dual Audio) - 07"; None if there is none."""
    behind, bracket = index, words[index].bracket
    if not bracket:
        return None
    while behind < len(words) and words[behind].bracket == bracket:
        behind += 1
    if behind >= len(words) or words[behind].number is None or words[behind].bracket:
        return None
    return behind if "-" in words[behind].separator else None


def _may_be_year(word: Word) -> bool:
    number = word.number
    if number is None or number.form != "plain" or word.kind is not None:
        return False
    if number.suffix not in ("", "year") or number.version is not None or number.part is not None:
        return False
    return EARLIEST_YEAR <= number.value <= LATEST_YEAR


def _is_tag_text(words: list[Word], start: int) -> bool:
    return any(word.start == start and word.strength > 1 for word in words)


def _spare_articles(parsed: ParsedName) -> None:
    """Take an edition for a title if only an article would remain: "The Final Cut (2004)"."""
    words, tag = parsed.words, parsed.first_tag
    if tag is None or tag != parsed.first_word + 1:
        return
    if words[tag].kind != "edition" or words[parsed.first_word].lowered not in _ARTICLES:
        return
    while tag < len(words) and words[tag].tag and words[tag].kind == "edition":
        words[tag].tag = False
        tag += 1
    parsed.first_tag = next((at for at in range(tag, len(words)) if words[at].tag), None)
