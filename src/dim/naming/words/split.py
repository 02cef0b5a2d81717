"""Step one: a name becomes words, each with what it may mean by itself and what stands before it."""

import re
from functools import lru_cache

from dim.naming.words.vocabulary import MEDIUM, PHRASES, SHAPE, STRONG, WORDS

_WORD = re.compile(r"[^\W_]+(?:['’´`][^\W_]+)*")
_NUMBER = re.compile(
    r"s(?P<s>\d{1,4})(?:x?ep?|x)(?P<e>\d{1,5})(?P<more>(?:(?:s\d{1,4})?(?:ep?|x)\d{1,5})*)(?:v(?P<sv>\d)|[a-d])?|"
    r"(?P<nx>\d{1,4})x(?P<ne>\d{1,3})(?P<nmore>(?:x\d{1,3})*)|"
    r"s(?P<so>\d{1,4})(?:d\d{1,2}|extras?)?|"
    r"(?:ep?|eps|episode|folge|cap)(?P<eo>\d{1,5})(?P<emore>(?:ep?\d{1,5})*)(?:v(?P<ev>\d))?|"
    r"第?(?P<n>\d{1,8})(?:v(?P<v>\d))?(?P<tail>end|fin|完|集|話|话|回|화|st|nd|rd|th)?|"
    r"(?P<of>\d{1,3})(?:of|von|van|de)(?P<total>\d{1,3})|"
    r"(?P<word>season|saison|staffel|temporada|temp|stagione|series|seizoen)(?P<sw>\d{1,4})|"
    r"(?P<first>\d{1,3})to(?P<last>\d{1,3})(?:ep)?|"
    r"(?P<all>\d{1,2})xall|第(?P<jp>\d{1,3})[季期]|[xf](?P<bonus>\d{1,2})"
)
"""A word with a digit that may count something: "S01E02", "1x02", "E02", "12v2", "3of5"."""
_OPENING, _CLOSING = "[({【（「『", "])}】）」』"
_BRACKETS = frozenset(_OPENING + _CLOSING)
_DIGIT = re.compile(r"\d")
MOST_WORDS = 400
"""Names have at most 255 bytes on most disks; what is longer is not looked through to its end."""


class Word:
    """A word of a name: where it stands, and what it may mean."""

    __slots__ = ("bracket", "end", "kind", "low", "number", "sep", "start", "strength", "tag", "text")

    def __init__(self, text: str, start: int, end: int, sep: str, bracket: int) -> None:
        self.text, self.start, self.end = text, start, end
        self.low = text.lower()
        self.sep = sep
        """What stands between the word before and this one."""
        self.bracket = bracket
        """The number of the bracket it stands in, from the left; 0: in none."""
        self.kind: str | None = None
        self.strength = 0
        self.tag = False
        """Whether it counts as a tag here, see `settle_tags`."""
        self.number: re.Match[str] | None = None


def split(name: str) -> list[Word]:
    """The words of a name, with what the vocabulary says of each."""
    words: list[Word] = []
    last, bracket, count = 0, 0, 0
    bracketed = not _BRACKETS.isdisjoint(name)
    for match in _WORD.finditer(name):
        start, end = match.span()
        sep = name[last:start]
        if bracketed and len(sep) and not _BRACKETS.isdisjoint(sep):
            for char in sep:
                if char in _OPENING:
                    count += 1
                    bracket = count
                elif char in _CLOSING:
                    bracket = 0
        words.append(Word(match.group(), start, end, sep, bracket))
        last = end
        if len(words) >= MOST_WORDS:
            break
    _classify(words)
    return words


@lru_cache(4096)
def _of_word(low: str) -> tuple[str | None, int, re.Match[str] | None]:
    """What a word means by itself: kind, strength, and how it counts."""
    number = _NUMBER.fullmatch(low) if _DIGIT.search(low) else None
    meaning = WORDS.get(low)
    if meaning is not None:
        return meaning.kind, meaning.strength, number
    if number is not None and low.isdigit():
        return None, 0, number
    if "'" in low and (meaning := WORDS.get(low.replace("'", ""))) is not None:
        return meaning.kind, meaning.strength, number
    if _DIGIT.search(low) and (match := SHAPE.fullmatch(low)):
        return "resolution" if match.lastgroup == "size_in_pixels" else match.lastgroup, STRONG, number
    return None, 0, number


def _classify(words: list[Word]) -> None:
    """Set the kind and strength of each word, by itself or as part of a phrase."""
    total = len(words)
    skip = 0
    for index, word in enumerate(words):
        kind, strength, word.number = _of_word(word.low) if len(word.low) < 40 else (None, 0, None)
        if index < skip:
            continue
        word.kind, word.strength = kind, strength
        phrases = PHRASES.get(word.low.replace("'", ""))
        if phrases is not None:
            for rest, meaning in phrases:
                last = index + len(rest)
                if last < total and all(
                    words[index + place + 1].low.replace("'", "") == part and len(words[index + place + 1].sep) <= 1
                    for place, part in enumerate(rest)
                ):
                    for part_of in words[index : last + 1]:
                        part_of.kind, part_of.strength = meaning
                    skip = last + 1
                    break
        elif word.number is not None and word.number["nx"] and _is_size(word):
            word.kind, word.strength, word.number = "resolution", STRONG, None
        if (
            skip <= index
            and index
            and word.low in _CHANNELS
            and words[index - 1].kind == "audio"
            and len(word.sep) <= 1
        ):
            # "DTS.5.1", "AAC 2 0"
            if index + 1 < total and words[index + 1].low in ("0", "1") and len(words[index + 1].sep) == 1:
                word.kind = words[index + 1].kind = "audio"
                word.strength = words[index + 1].strength = STRONG
                skip = index + 2
        elif skip <= index and word.low in ("0", "1", "1ch", "0ch") and index and words[index - 1].kind == "audio":
            if word.sep == "." or word.low.endswith("ch") or (word.sep == " " and words[index - 1].low[-1].isdigit()):
                word.kind, word.strength = "audio", STRONG
        elif (
            skip <= index
            and word.low in ("5", "7", "2")
            and index + 1 < total
            and words[index + 1].low in ("1ch", "0ch")
        ):
            word.kind = words[index + 1].kind = "audio"
            word.strength = words[index + 1].strength = STRONG
            skip = index + 2


_CHANNELS = frozenset("1257")


def _is_size(word: Word) -> bool:
    """Whether "1280x720" is meant by a word that might be season and episode."""
    number = word.number
    assert number is not None
    width, height = int(number["nx"]), int(number["ne"])
    return width >= 100 and (height >= 100 or not 1900 <= width <= 2060)


def settle_tags(words: list[Word], years: set[int]) -> int | None:
    """Decide from right to left which words count as tags; the place of the first that ends the title.

    `years` are the places of words that may be a year.
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
                and (following in _ENDS or (following == "year" and word.kind in _BEFORE_YEARS) or _alone(words, index))
            )
            or (0 < strength < MEDIUM and (following == "tag" or (following == "end" and _set_off(word))))
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


def _alone(words: list[Word], index: int) -> bool:
    """Whether a word is all that stands in its bracket."""
    mine = words[index].bracket
    if mine == 0:
        return False
    return (index == 0 or words[index - 1].bracket != mine) and (
        index + 1 == len(words) or words[index + 1].bracket != mine
    )


def _set_off(word: Word) -> bool:
    """Whether a dash or a bracket stands before the word."""
    return word.bracket > 0 or "-" in word.sep
