"""Keys of titles: what the index looks them up by. Pure.

>>> key("The Godfather: Part II"), key("WALL·E"), keys("Kill Bill: Vol. 2"), keys("Сталкер")
('godfatherpart2', 'walle', ['killbillvol2', 'killbill2'], ['сталкер', 'stalker'])
"""

import re
from collections.abc import Iterable

from anyascii import anyascii

from dim.metadata.matching.titles import words_of

LONGEST_KEY, LONGEST_TITLE = 80, 300
"""Characters; what is longer is cut before it is compared."""
MOST_WORDS = 100
"""Of one title with all its names."""
_PARTS = frozenset(("part", "pt", "vol", "volume", "chapter", "teil", "partie", "parte", "episode"))
_SUFFIX = re.compile(r"\s*\((?:[A-Z]{2,3}|(?:19|20)\d\d)\)$")
"""What tells works of one name apart: "The Office (US)"."""
_ARTICLE_LAST = re.compile(r"(.+), (the|an?|der|die|das|le|la|les|el|los|las|il)$", re.IGNORECASE)
_JOINT = re.compile(r":\s|\s[-–—]\s|：")


def key(title: str) -> str:
    """The key of a title: its words without a leading article, numbers as digits, and no spaces."""
    return "".join(words_of(title[:LONGEST_TITLE]))[:LONGEST_KEY]


def keys(title: str) -> list[str]:
    """All keys under which a title is filed: as written, in Latin letters, and without "part" before a number."""
    found = [_joined(words) for words in _readings(title)]
    return [one for one in dict.fromkeys(found) if one]


def keys_asked(title: str) -> list[str]:
    """All keys that a title that someone wrote may be filed under, the most likely first."""
    plain = _ARTICLE_LAST.sub(r"\2 \1", _SUFFIX.sub("", title)) or title
    found = [*keys(title), *(keys(plain) if plain != title else ())]
    return list(dict.fromkeys(found))


def keys_of_parts(title: str) -> list[str]:
    """The keys of what stands before a colon or dash, and of what stands behind the last one."""
    places = [found.span() for found in _JOINT.finditer(title[:LONGEST_TITLE])]
    if not places:
        return []
    parts = (*(title[:start] for start, _ in places), title[places[-1][1] :])
    return [one for one in dict.fromkeys(key(part) for part in parts) if len(one) > 3]


def words(titles: Iterable[str]) -> list[str]:
    """The different words of some titles, with those in Latin letters."""
    found: dict[str, None] = {}
    for title in titles:
        for reading in _readings(title):
            found.update(dict.fromkeys(reading))
    return list(found)[:MOST_WORDS]


def _readings(title: str) -> Iterable[tuple[str, ...]]:
    title = title[:LONGEST_TITLE]
    own = words_of(title)
    yield own
    if not _PARTS.isdisjoint(own):
        yield tuple(
            word for word, after in zip(own, (*own[1:], ""), strict=True) if not (word in _PARTS and after.isdigit())
        )
    if not title.isascii():
        yield words_of(anyascii(title))


def _joined(words_: tuple[str, ...]) -> str:
    return "".join(words_)[:LONGEST_KEY]
