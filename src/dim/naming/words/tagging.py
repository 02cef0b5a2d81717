"""Settle which words of a name are tags, by their strength and by what follows them."""

from dim.naming.words.split import Word, is_alone
from dim.naming.words.vocabulary import LIKELY, STRONG

_STEREO = frozenset((
    "hsbs", "hou", "sbs", "halfsbs", "halfou", "tab", "fullsbs", "3dhsbs", "3dhou", "fsbs", "hsbs3d", "hou3d", "sbs3d", "mvc",
    "anaglyph", "ou", "fou", "3dsbs", "3dou", "h-sbs", "half",
))  # fmt: skip
"""Words beside "3D" that say how it is stored."""
_ENDS = frozenset(("tag", "end"))
_BEFORE_YEARS = frozenset(("edition", "release"))


class _Settling:
    """The state while the words of a name are settled from right to left."""

    __slots__ = ("following", "following_kind", "last_year", "mixed", "strongest", "words")

    def __init__(self, words: list[Word], years: frozenset[int], strongest: int) -> None:
        self.words = words
        self.following = "end"
        """What follows the word: a "tag", a "year", another "word", a "picture" that may be one, or the "end" of the name."""
        self.following_kind: str | None = None
        """The kind of the next tag."""
        self.last_year = max(years, default=-1)
        self.strongest = strongest
        self.mixed = _is_mixed_case(words)

    def is_likely(self, word: Word, index: int) -> bool:
        """Whether a word of strength LIKELY is a tag here."""
        if self.following in _ENDS:
            return True
        if self.following == "year" and word.kind in _BEFORE_YEARS and self._shouts(word):
            return True
        return is_alone(self.words, index)

    def is_medium(self, word: Word, index: int) -> bool:
        """Whether a word of strength MEDIUM is a tag here."""
        if self.following == "tag" and not self._is_name_of_language(word, index):
            return True
        if self.following == "year" and word.kind in _BEFORE_YEARS and _has_odd_capitals(word, self.mixed):
            return True
        if is_alone(self.words, index):
            return True
        return self.following == "end" and self._ends_as_tag(word, index)

    def is_weak(self, word: Word, index: int) -> bool:
        """Whether a word of strength WEAK is a tag here."""
        if self.following == "tag":
            return True
        if self.following == "end":
            capitals = self.mixed and word.text.isupper() and index > 1
            return capitals or word.bracket > 0 or "-" in word.separator
        if self.following == "year" and word.kind == "language" and len(word.text) > 3:
            return _has_odd_capitals(word, self.mixed)
        return False

    def _shouts(self, word: Word) -> bool:
        return word.kind == "edition" or _has_odd_capitals(word, self.mixed)

    def _is_name_of_language(self, word: Word, index: int) -> bool:
        """Whether a code of a language is rather a word of an episode's title, before a tag: "2004 - Por 720p"."""
        if word.kind != "language" or word.bracket or self.following_kind == "language":
            return False
        return index > self.last_year and word.text.istitle()

    def _ends_as_tag(self, word: Word, index: int) -> bool:
        """Whether the last word of a name is written as a tag, or tags precede it."""
        if word.bracket > 0 or "-" in word.separator:
            return True
        if self.strongest == STRONG and index > self.last_year >= 0:
            return True
        return _has_odd_capitals(word, self.mixed)


def settle_tags(words: list[Word], years: frozenset[int]) -> int | None:
    """Decide from right to left which words are tags; return the index of the first one, which ends the title.

    `years` are the indexes of words that may be years.
    """
    strongest = max([word.strength for word in words], default=0)
    if not strongest:
        return None
    state = _Settling(words, years, strongest)
    first: int | None = None
    stereo = False
    for index in range(len(words) - 1, -1, -1):
        word = words[index]
        strength, kind = word.strength, word.kind
        if not strength:
            state.following = "year" if index in years else "word"
            continue
        if strength == STRONG:
            counts = True
        elif kind == "picture":
            stereo = stereo or not _STEREO.isdisjoint([other.lowered for other in words])
            counts = stereo or state.following == "tag" or is_alone(words, index)
        elif kind == "service":
            counts = state.following == "tag" and state.following_kind in ("source", "resolution")
        elif strength >= LIKELY:
            counts = state.is_likely(word, index)
        elif strength > 1:
            counts = state.is_medium(word, index)
        else:
            counts = state.is_weak(word, index)
        word.tag = counts
        if counts:
            first = index
            state.following = "picture" if kind == "picture" and not stereo else "tag"
            state.following_kind = kind
        else:
            state.following = "year" if index in years else "word"
    return first


def _is_mixed_case(words: list[Word]) -> bool:
    """Whether the words of a name have capitals and small letters, so that a word in capitals stands out."""
    letters = "".join([word.text for word in words[:3]])
    return letters != letters.lower() and letters != letters.upper()


def _has_odd_capitals(word: Word, mixed: bool) -> bool:
    """Whether a word is written as groups write tags in a name of other case: "LIMITED", "LiMiTED"."""
    return mixed and word.text != word.lowered and word.text != word.text.capitalize()
