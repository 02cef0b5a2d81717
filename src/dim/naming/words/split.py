"""Step one: split a name into words, each with its possible meaning and the separator before it."""

import re
from functools import lru_cache

from dim.naming.words.vocabulary import MEDIUM, PHRASES, SHAPE, STRONG, WORDS

_WORD = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*")
_NUMBER = re.compile(
    r"s(?P<season>\d{1,4})(?:x?ep?|x)(?P<episode>\d{1,5})(?P<more_episodes>(?:(?:s\d{1,4})?(?:ep?|x)\d{1,5})*)(?:v(?P<season_version>\d)|[a-d])?|"
    r"(?P<x_season>\d{1,4})x(?P<x_episode>\d{1,3})(?P<x_more>(?:x\d{1,3})*)|"
    r"s(?P<season_only>\d{1,4})(?:d\d{1,2}|extras?)?|"
    r"(?:ep?|eps|episode|folge|cap)(?P<episode_only>\d{1,5})(?P<episode_more>(?:ep?\d{1,5})*)(?:v(?P<episode_version>\d))?|"
    r"第?(?P<digits>\d{1,8})(?:v(?P<version>\d))?(?P<suffix>end|fin|完|集|話|话|回|화|st|nd|rd|th)?|"
    r"(?P<of_number>\d{1,3})(?:of|von|van|de)(?P<of_total>\d{1,3})|"
    r"(?P<word>season|saison|staffel|temporada|temp|stagione|series|seizoen)(?P<word_season>\d{1,4})|"
    r"(?P<first>\d{1,3})to(?P<last>\d{1,3})(?:ep)?|"
    r"(?P<all_of_season>\d{1,2})xall|第(?P<japanese_season>\d{1,3})[季期]|[xf](?P<bonus>\d{1,2})"
)
"""Words with digits that may be seasons or episodes: "S01E02", "1x02", "E02", "12v2", "3of5"."""
_OPENING, _CLOSING = "[({【（「『", "])}】）」』"
_BRACKETS = frozenset(_OPENING + _CLOSING)
_DIGIT = re.compile(r"\d")
MAX_WORDS = 400
"""Words of a name that are read. Names have at most 255 bytes on most file systems."""


class Word:
    """A word of a name, its position, and what it may mean."""

    __slots__ = ("bracket", "end", "kind", "lowered", "number", "separator", "start", "strength", "tag", "text")

    def __init__(self, text: str, start: int, end: int, separator: str, bracket: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.lowered = text.lower()
        self.separator = separator
        """The text between the previous word and this one."""
        self.bracket = bracket
        """The number of the bracket around it, from the left; 0: none."""
        self.kind: str | None = None
        self.strength = 0
        self.tag = False
        """Whether it is a tag in this place, see `settle_tags`."""
        self.number: re.Match[str] | None = None


def split(name: str) -> list[Word]:
    """Split a name into words and look them up in the vocabulary."""
    words: list[Word] = []
    last, bracket, count = 0, 0, 0
    bracketed = not _BRACKETS.isdisjoint(name)
    for match in _WORD.finditer(name):
        start, end = match.span()
        separator = name[last:start]
        if bracketed and len(separator) and not _BRACKETS.isdisjoint(separator):
            for char in separator:
                if char in _OPENING:
                    count += 1
                    bracket = count
                elif char in _CLOSING:
                    bracket = 0
        words.append(Word(match.group(), start, end, separator, bracket))
        last = end
        if len(words) >= MAX_WORDS:
            break
    _look_up(words)
    return words


@lru_cache(4096)
def _meaning_of(lowered: str) -> tuple[str | None, int, re.Match[str] | None]:
    """Return kind and strength of a word by itself, and the match of its number."""
    number = _NUMBER.fullmatch(lowered) if _DIGIT.search(lowered) else None
    meaning = WORDS.get(lowered)
    if meaning is not None:
        return meaning.kind, meaning.strength, number
    if number is not None and lowered.isdigit():
        return None, 0, number
    if "'" in lowered and (meaning := WORDS.get(lowered.replace("'", ""))) is not None:
        return meaning.kind, meaning.strength, number
    if _DIGIT.search(lowered) and (match := SHAPE.fullmatch(lowered)):
        return "resolution" if match.lastgroup == "size_in_pixels" else match.lastgroup, STRONG, number
    return None, 0, number


def _look_up(words: list[Word]) -> None:
    """Set the meaning of every word, and of words that form a phrase."""
    total = len(words)
    skip = 0
    for index, word in enumerate(words):
        kind, strength, word.number = _meaning_of(word.lowered) if len(word.lowered) < 40 else (None, 0, None)
        if index < skip:
            continue
        word.kind, word.strength = kind, strength
        phrases = PHRASES.get(word.lowered.replace("'", ""))
        if phrases is not None:
            for rest, meaning in phrases:
                last = index + len(rest)
                if last < total and all(
                    words[index + offset + 1].lowered.replace("'", "") == part
                    and len(words[index + offset + 1].separator) <= 1
                    for offset, part in enumerate(rest)
                ):
                    for part_of in words[index : last + 1]:
                        part_of.kind, part_of.strength = meaning
                    skip = last + 1
                    break
        elif word.number is not None and word.number["x_season"] and _is_frame_size(word):
            word.kind, word.strength, word.number = "resolution", STRONG, None
        if (
            skip <= index
            and index
            and word.lowered in _CHANNELS
            and words[index - 1].kind == "audio"
            and len(word.separator) <= 1
        ):
            # "DTS.5.1", "AAC 2 0"
            if index + 1 < total and words[index + 1].lowered in ("0", "1") and len(words[index + 1].separator) == 1:
                word.kind = words[index + 1].kind = "audio"
                word.strength = words[index + 1].strength = STRONG
                skip = index + 2
        elif skip <= index and word.lowered in ("0", "1", "1ch", "0ch") and index and words[index - 1].kind == "audio":
            if (
                word.separator == "."
                or word.lowered.endswith("ch")
                or (word.separator == " " and words[index - 1].lowered[-1].isdigit())
            ):
                word.kind, word.strength = "audio", STRONG
        elif (
            skip <= index
            and word.lowered in ("5", "7", "2")
            and index + 1 < total
            and words[index + 1].lowered in ("1ch", "0ch")
        ):
            word.kind = words[index + 1].kind = "audio"
            word.strength = words[index + 1].strength = STRONG
            skip = index + 2


_CHANNELS = frozenset("1257")


def _is_frame_size(word: Word) -> bool:
    """Whether a word that might be season and episode is a frame size: "1280x720"."""
    number = word.number
    assert number is not None
    width, height = int(number["x_season"]), int(number["x_episode"])
    return width >= 100 and (height >= 100 or not 1900 <= width <= 2060)


def settle_tags(words: list[Word], years: set[int]) -> int | None:
    """Decide from right to left which words are tags; return the index of the first one, which ends the title.

    `years` are the indexes of words that may be years.
    """
    following = "end"
    first: int | None = None
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        strength = word.strength
        counts = (
            strength == STRONG
            or (
                strength == MEDIUM
                and (
                    following in _ENDS
                    or (following == "year" and word.kind in _BEFORE_YEARS)
                    or _is_alone_in_brackets(words, index)
                )
            )
            or (
                0 < strength < MEDIUM
                and (following == "tag" or (following == "end" and _follows_dash_or_bracket(word)))
            )
        )
        word.tag = counts
        if counts:
            first = index
            following = "tag"
        elif index in years:
            following = "year"
        else:
            following = "word"
    return first


_ENDS = frozenset(("tag", "end"))
_BEFORE_YEARS = frozenset(("edition", "release"))


def _is_alone_in_brackets(words: list[Word], index: int) -> bool:
    """Whether a word is alone in its brackets."""
    mine = words[index].bracket
    if mine == 0:
        return False
    return (index == 0 or words[index - 1].bracket != mine) and (
        index + 1 == len(words) or words[index + 1].bracket != mine
    )


def _follows_dash_or_bracket(word: Word) -> bool:
    """Whether the word follows a dash or is in brackets."""
    return word.bracket > 0 or "-" in word.separator
