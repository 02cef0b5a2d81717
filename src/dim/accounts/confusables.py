"""User names that look alike: skeletons of Unicode Technical Standard 39, section 4 (https://www.unicode.org/reports/tr39/)."""

import unicodedata
from functools import cache


def look_alike(one: str, other: str) -> bool:
    """Whether two names may be taken for one another, in any case: "paypal" and "PayPaI", Latin "a" and Cyrillic "а"."""
    return not _skeletons(one).isdisjoint(_skeletons(other))


def _skeletons(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return frozenset({skeleton(folded), skeleton(name).casefold()})


def skeleton(text: str) -> str:
    """The text with each character replaced by the prototype of those that look like it."""
    table = _prototypes()
    visible = (char for char in unicodedata.normalize("NFD", text) if unicodedata.category(char) != "Cf")
    return unicodedata.normalize("NFD", "".join(table.get(char, char) for char in visible))


@cache
def _prototypes() -> dict[str, str]:
    """The prototype of each character that looks like another one. The data has every pair of Unicode's table both ways: a
    prototype beside all that look like it, each of those beside its prototype alone.
    """
    from confusable_homoglyphs.confusables import confusables_data

    found = {}
    for char, alike in confusables_data.items():
        if len(char) == 1 and len(alike) == 1:
            other: str = alike[0]["c"]
            is_pair = len(confusables_data.get(other, ())) == 1  # either may be the prototype
            found[char] = min(char, other) if is_pair and len(other) == 1 else other
    return found
