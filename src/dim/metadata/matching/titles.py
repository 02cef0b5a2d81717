"""How similar titles are. Pure.

>>> similarity("Rocky II", "Rocky 2"), similarity("The Godfather", "Godfather"), similarity("Rocky 3", "Rocky 4") < 0.7
(1.0, 1.0, True)
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from anyascii import anyascii
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from dim.naming import fold

SAME = 1.0
ALIKE = 0.93
"""From here on two titles are the same but for a slip of the finger."""


def _words(text: str) -> list[str]:
    return text.split()


_ROMAN = {
    name: str(number)
    for number, name in enumerate(_words("i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"), 1)
}
_NUMBERS = {
    name: str(number)
    for number, name in enumerate(_words("one two three four five six seven eight nine ten eleven twelve"), 1)
}
ARTICLES = frozenset(
    _words(
        "the a an der die das den dem ein eine le la les l un une el los las lo il gli uno una o os as um uma"
        " de het een det en ett"
    )
)
_PART = frozenset(("part", "pt", "vol", "volume", "chapter", "teil", "partie", "parte", "episode"))
_HEAD = re.compile(r":\s|\s[-–—]\s|：")
_COUNTRY = re.compile(r"\s*\((?:[A-Z]{2,3}|(?:19|20)\d\d)\)$")
_WITHOUT_PART, _HEAD_ALONE, _NO_SPACES = 0.97, 0.86, 0.99


@lru_cache(20_000)
def words_of(title: str) -> tuple[str, ...]:
    """The words that count: folded, without a leading article, numbers as digits.

    >>> words_of("The Godfather Part II"), words_of("I, Robot"), words_of("千と千尋の神隠し")
    (('godfather', 'part', '2'), ('i', 'robot'), ('千と千尋の神隠し',))
    """
    words = fold(title).split()
    if len(words) > 1 and words[-1] in ARTICLES and "," in title:  # "Thing, The"
        words.pop()
    if len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return tuple(_as_digits(word, place) for place, word in enumerate(words))


def _as_digits(word: str, place: int) -> str:
    """A number as digits; a word that begins a title is no Roman number ("I, Robot", "V for Vendetta")."""
    if place and word in _ROMAN:
        return _ROMAN[word]
    return _NUMBERS.get(word, word.lstrip("0") or word if word.isdigit() else word)


@lru_cache(50_000)
def similarity(one: str, other: str) -> float:
    """How similar two titles are, 0 to 1; 1: the same but for case, accents, punctuation, articles and how numbers are written."""
    best = _similarity(words_of(one), words_of(other))
    if best < SAME and not (one.isascii() and other.isascii()):
        best = max(best, _similarity(words_of(anyascii(one)), words_of(anyascii(other))))
    if best < SAME and (plain := [_COUNTRY.sub("", title) for title in (one, other)]) != [one, other]:
        best = max(best, _similarity(words_of(plain[0]), words_of(plain[1])))
    if best < _HEAD_ALONE:
        best = max(best, _by_head(one, other), _by_head(other, one))
    return best


def _similarity(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    if one == other:
        return SAME
    if not one or not other:
        return 0.0
    joined, same = "".join(one), "".join(other)
    if joined == same:
        return _NO_SPACES
    if _without_part(one) == _without_part(other):
        return _WITHOUT_PART
    if _numbers(one) != _numbers(other):
        return min(fuzz.ratio(joined, same) / 100, 0.6)
    longest = max(len(joined), len(same))
    slips = OSA.distance(" ".join(one), " ".join(other), score_cutoff=longest)
    by_slips = 1 - slips / longest
    if (slips == 1 and longest >= 6) or (slips == 2 and longest >= 12):
        by_slips = max(by_slips, 0.94)
    shared = fuzz.token_sort_ratio(" ".join(one), " ".join(other)) / 100
    return max(by_slips, shared * 0.95)


def _without_part(words: tuple[str, ...]) -> tuple[str, ...]:
    """Without "part" before a number: "Kill Bill Vol. 2" is also written "Kill Bill 2"."""
    return tuple(
        word for word, after in zip(words, (*words[1:], ""), strict=True) if not (word in _PART and after.isdigit())
    )


def _numbers(words: tuple[str, ...]) -> list[str]:
    return sorted(word for word in words if word.isdigit())


def _by_head(long: str, short: str) -> float:
    """Of "Star Wars: Episode IV - A New Hope", each part before a colon or dash may stand for it, and so may the last one."""
    places = [found.span() for found in _HEAD.finditer(long)]
    if not places:
        return 0.0
    parts = [*(long[:start] for start, _ in places), long[places[-1][1] :]]
    wanted = words_of(short)
    return _HEAD_ALONE if wanted and any(words_of(part) == wanted for part in parts) else 0.0


def best_similarity(titles: Iterable[str], others: Iterable[str]) -> float:
    """The highest similarity of any two."""
    known = list(others)
    return max((similarity(one, other) for one in titles for other in known), default=0.0)
