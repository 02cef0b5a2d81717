"""Split a name into words, each with its possible meaning and the separator before it."""

import re
from functools import lru_cache

from dim.naming.words.number_forms import NumberForm, number_form
from dim.naming.words.number_words import COUNTING_WORDS
from dim.naming.words.vocabulary import PHRASES, SHAPE, STRONG, WORDS

_WORD = re.compile(r"([^\W_]+(?:['’´`][^\W_]+)*)")
_MARKS = (
    r"\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963\u0981-\u0983\u09bc-\u09cd"
    r"\u0b82\u0bbe-\u0bcd\u0c00-\u0c4d\u0d3e-\u0d4d\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
"""Vowels and accents of other scripts, which Python does not count as letters."""
_MARKED_WORD = re.compile(rf"((?:[^\W_]|[{_MARKS}])+(?:['’´`](?:[^\W_]|[{_MARKS}])+)*)")
_CJK_COUNTED = (
    r"(?:19|20)\d\d年\d{1,2}月\d{1,2}日|[第제][\d]{1,4}(?:[회화]|(?=[-~]))"
    r"|第[\d〇一二三四五六七八九十百零两兩]{1,5}[季期部集話话回章]|시즌\d{1,2}|シーズン\d{1,2}|\d{1,4}(?:화|회|話|话|集)"
)
_CJK_WORD = re.compile(rf"({_CJK_COUNTED}|(?:(?!{_CJK_COUNTED})[^\W_])+(?:['’´`][^\W_]+)*)")
"""As `_WORD`, in scripts that put no spaces around a number: "某剧第2季第05集"."""
_CJK_MARKS = re.compile(r"[第季期部集話话回章화회]|시즌|シーズン|제\d|年")
_GLUED = re.compile(
    r"(?P<head>[^\W\d]{2,40}|)(?P<mark>[sS]\d{1,2}[eE]\d{1,3}(?:-?[eE]\d{1,3}){0,5}|(?<!\d)\d{1,2}[xX]\d{2,3}|(?<=[a-z])E[pP](?:isode)?\d{1,4})"
    r"(?P<tail>[^\W\d]{1,40}|(?<=\d\d)[^\W\d]\w{0,40}|)"
)
_GLUED_CJK = re.compile(
    r"(?P<head>[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,40})(?P<mark>(?:EP?|ep?)?\d{2,3})(?P<tail>)"
)
"""A season and episode without a separator: "NightCastle2x05", "S02E08La"."""
_GLUED_TAGS = re.compile(
    r"(?P<head>[\d\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{2,40}?)(?P<mark>BD|HD|TS|TC|DVD|WEB|4K|(?:HD|BD)?(?:720|1080|2160)[pP])"
    r"(?P<tail>[\u3400-\u9fff\uac00-\ud7af]{0,12})"
)
"""A tag between letters without case: "某片2BD国语中字"."""
_OPENING, _CLOSING = "[({【（「『", "])}】）」』"
_DIGIT = re.compile(r"\d")
MAX_WORDS = 400
"""Words of a name that are read. Names have at most 255 bytes on most file systems."""


class Word:
    """A word of a name, its position, and what it may mean."""

    __slots__ = (
        "bracket", "counts", "end", "kind", "lowered", "number", "separator", "start", "strength", "tag", "text",
    )  # fmt: skip

    def __init__(self, text: str, meaning: "_Meaning", start: int, end: int, separator: str, bracket: int) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.lowered, self.kind, self.strength, self.number, _, _, self.counts = meaning
        self.separator = separator
        """The text between the previous word and this one."""
        self.bracket = bracket
        """The number of the bracket around it, from the left; 0: none."""
        self.tag = False
        """Whether it is a tag in this place, see `tagging`."""


def split(name: str) -> list[Word]:
    """Split a name into words and look them up in the vocabulary."""
    words: list[Word] = []
    bracket = count = start = 0
    pattern = _WORD if name.isascii() else _CJK_WORD if _CJK_MARKS.search(name) else _MARKED_WORD
    special: list[int] = []
    pieces = pattern.split(name, MAX_WORDS)  # separators and words in turns
    for at in range(1, len(pieces), 2):
        separator, text = pieces[at - 1], pieces[at]
        if separator not in _PLAIN:
            for char in separator:
                if char in _OPENING:
                    count += 1
                    bracket = count
                elif char in _CLOSING:
                    bracket = 0
        start += len(separator)
        meaning = _meaning(text)
        if meaning[5]:
            first = len(words)
            _add_glued(words, text, start, separator, bracket)
            special += range(first, len(words))
            start += len(text)
        else:
            if meaning[4] or meaning[3] is not None:
                special.append(len(words))
            end = start + len(text)
            words.append(Word(text, meaning, start, end, separator, bracket))
            start = end
    if special:
        _look_up(words, special)
    return words


_PLAIN = frozenset(("", " ", ".", "_", "-", " - ", "_-_", ", "))
"""Separators without brackets; others are looked at."""


_Meaning = tuple[str, str | None, int, NumberForm | None, bool, bool, bool]
"""A word in lower case, its kind and strength by itself, its number, whether it may begin a phrase, whether it is glued, and
whether it is a number or a word beside which a number counts something."""


@lru_cache(16384)
def _meaning(text: str) -> _Meaning:
    """Return what a word means by itself."""
    lowered = text.lower()
    kind, strength, number = _meaning_of(lowered) if len(lowered) < 40 else (None, 0, None)
    plain = lowered.replace("'", "")
    glued = kind is None and number is None and _is_glued(text)
    return lowered, kind, strength, number, plain in PHRASES, glued, number is not None or lowered in COUNTING_WORDS


def _is_glued(text: str) -> bool:
    """Whether a word has a season and episode glued to other letters."""
    if not 4 <= len(text) < 80 or (text.isascii() and not _DIGIT.search(text)):
        return False
    match = _glued(text)
    return match is not None and bool(match["head"] or match["tail"])


def _glued(text: str) -> re.Match[str] | None:
    if text.isascii():
        return _GLUED.fullmatch(text)
    return _GLUED.fullmatch(text) or _GLUED_CJK.fullmatch(text) or _GLUED_TAGS.fullmatch(text)


def _add_glued(words: list[Word], text: str, start: int, separator: str, bracket: int) -> None:
    match = _glued(text)
    assert match is not None
    for name in ("head", "mark", "tail"):
        if match[name]:
            words.append(
                Word(
                    match[name],
                    _meaning(match[name]),
                    start + match.start(name),
                    start + match.end(name),
                    separator,
                    bracket,
                )
            )
            separator = ""


def _meaning_of(lowered: str) -> tuple[str | None, int, NumberForm | None]:
    """Return kind and strength of a word by itself, and what it states as a number."""
    number = number_form(lowered)
    meaning = WORDS.get(lowered)
    if meaning is not None:
        return meaning.kind, meaning.strength, number
    if number is not None and lowered.isdigit():
        return None, 0, number
    if "'" in lowered and (meaning := WORDS.get(lowered.replace("'", ""))) is not None:
        return meaning.kind, meaning.strength, number
    of_year = number is not None and number.form == "x" and 1900 <= (number.season or 0) <= 2060 and number.value < 200
    if not of_year and _DIGIT.search(lowered) and (match := SHAPE.fullmatch(lowered)):
        return "resolution" if match.lastgroup == "size_in_pixels" else match.lastgroup, STRONG, number
    return None, 0, number


def _look_up(words: list[Word], special: list[int]) -> None:
    """Set the meaning of words that form a phrase, or that their neighbours change.

    `special` are the indexes of words that may begin a phrase, or that have a number.
    """
    skip = 0
    for index in special:
        if index < skip:
            continue
        word = words[index]
        number = word.number
        before = words[index - 1].kind if index else None
        if _meaning(word.text)[4]:
            skip = _phrase(words, index)
        elif number is not None and number.form == "x" and _is_frame_size(number):
            word.kind, word.strength, word.number = "resolution", STRONG, None
        if number is not None and before == "audio" and skip <= index:
            skip = _channels(words, index)


def _phrase(words: list[Word], index: int) -> int:
    """Set the meaning of the longest phrase that begins with a word; return the index after it, or 0."""
    if index + 1 >= len(words) or len(words[index + 1].separator) > 1:
        return 0
    for rest, meaning in PHRASES.get(words[index].lowered.replace("'", ""), ()):
        if _follows(words, index + 1, rest):
            end = index + len(rest) + 1
            for word in words[index:end]:
                word.kind, word.strength = meaning
            return end
    return 0


def _follows(words: list[Word], at: int, rest: tuple[str, ...]) -> bool:
    """Whether the rest of a phrase is at an index, its words side by side."""
    if at + len(rest) > len(words):
        return False
    for word, part in zip(words[at : at + len(rest)], rest, strict=True):
        if len(word.separator) > 1 or word.lowered.replace("'", "") != part:
            return False
    return True


def _channels(words: list[Word], index: int) -> int:
    """Mark the number of channels behind an audio codec: "DTS.5.1", "AAC 2 0"; return the index after it, or 0."""
    word = words[index]
    follows = words[index + 1] if index + 1 < len(words) else None
    if len(word.separator) > 1:
        return 0
    if (
        word.lowered in _CHANNELS
        and follows is not None
        and follows.lowered in _SUBWOOFERS
        and len(follows.separator) == 1
    ):
        word.kind = follows.kind = "audio"
        word.strength = follows.strength = STRONG
        return index + 2
    if word.lowered in _SUBWOOFERS and (word.separator == "." or words[index - 1].lowered[-1].isdigit()):
        word.kind, word.strength = "audio", STRONG
        return index + 1
    return 0


_CHANNELS = frozenset("12567")
_SUBWOOFERS = frozenset(("0", "1", "1ch", "0ch"))


def _is_frame_size(number: NumberForm) -> bool:
    """Whether what might be season and episode is a frame size: "1280x720"."""
    width = number.season or 0
    return width >= 100 and (number.value >= 200 or not 1900 <= width <= 2060)


def is_alone(words: list[Word], index: int) -> bool:
    """Whether a word is alone in its brackets."""
    mine = words[index].bracket
    if mine == 0 or (index and words[index - 1].bracket == mine):
        return False
    return index + 1 == len(words) or words[index + 1].bracket != mine


def is_pair_alone(words: list[Word], index: int) -> bool:
    """Whether a word and the next one are alone in their brackets."""
    mine = words[index].bracket
    outside = (index == 0 or words[index - 1].bracket != mine) and (
        index + 2 >= len(words) or words[index + 2].bracket != mine
    )
    return mine > 0 and outside
