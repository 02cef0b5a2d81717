"""User names that look alike: skeletons of Unicode Technical Standard 39, section 4 (https://www.unicode.org/reports/tr39/)."""

import re
import unicodedata
from functools import cache

INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Characters that are not shown: Default_Ignorable_Code_Point of Unicode, which skeletons leave out, and the empty Braille cell."""


def look_alike(one: str, other: str) -> bool:
    """Whether two names may be taken for one another, in any case: "paypal" and "PayPaI", Latin "a" and Cyrillic "а"."""
    return not _skeletons(one).isdisjoint(_skeletons(other))


def _skeletons(name: str) -> frozenset[str]:
    folded = unicodedata.normalize("NFKC", name).casefold()
    return frozenset({skeleton(folded), skeleton(name).casefold()})


def skeleton(text: str) -> str:
    """The text with each character replaced by the prototype of those that look like it, and its spaces joined."""
    table = _prototypes()
    shown = " ".join(INVISIBLE.sub("", text).split())
    visible = (char for char in unicodedata.normalize("NFD", shown) if unicodedata.category(char) != "Cf")
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
