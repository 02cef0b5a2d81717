"""Where a bare number stands: alone in brackets, within a longer number, at the end of the title."""

from dim.naming.numbers.claim import Context, gap
from dim.naming.numbers.lists import plain_of
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import LAST_WORDS
from dim.naming.words.split import Word

DASHES = frozenset(("-", "–", "—", "‒", "--", "- -"))
_BESIDE = frozenset(("v2", "v3", "tv", "sp", "ova", "batch", "合集", "全", "bd"))
"""Words that a number may share its brackets with."""


def is_set_alone(words: list[Word], index: int) -> bool:
    """Whether a number, perhaps with "END" or a range, is alone in its brackets."""
    mine = words[index].bracket
    if mine == 0:
        return False
    first = last = index
    while first and words[first - 1].bracket == mine:
        first -= 1
    while last + 1 < len(words) and words[last + 1].bracket == mine:
        last += 1
    return last - first <= 3 and all(
        plain_of(word) is not None or word.lowered in LAST_WORDS or word.lowered in _BESIDE
        for word in words[first : last + 1]
    )


def is_thousands(words: list[Word], index: int) -> bool:
    """Whether a number is a part of "10,000"."""
    if index + 1 < len(words) and _is_group_of_thousand(words[index + 1]):
        return True
    return index > 0 and _is_group_of_thousand(words[index]) and plain_of(words[index - 1]) is not None


def _is_group_of_thousand(word: Word) -> bool:
    return word.separator == "," and len(word.lowered) == 3 and word.lowered.isdigit()


def is_dotted(words: list[Word], index: int) -> bool:
    """Whether a number is part of a dotted sequence: "09.03.08", "2.0"."""
    if index and words[index].separator == ".":
        before = words[index - 1]
        if plain_of(before) is not None and len(before.lowered) <= 2:
            return True
    if index + 1 >= len(words):
        return False
    following = words[index + 1]
    if following.separator != "." or following.tag or len(following.lowered) != 2:
        return False
    return plain_of(following) is not None


def closes_title(words: list[Word], last: int, context: Context) -> bool:
    """Whether a number is at the end of the title: before a tag, a bracket, a dash, or the end of the name."""
    if last + 1 >= len(words) or last + 1 >= context.stop:
        return True
    following = words[last + 1]
    return following.tag or following.bracket != words[last].bracket or gap(following) in DASHES


class Place:
    """A bare number, or a range of them, and what is around it."""

    __slots__ = (
        "before",
        "context",
        "dashed",
        "digits",
        "ends",
        "first",
        "following",
        "index",
        "last",
        "number",
        "word",
        "words",
        "zero",
    )

    def __init__(self, words: list[Word], index: int, last: int, number: NumberForm, context: Context) -> None:
        self.words, self.index, self.last, self.number, self.context = words, index, last, number, context
        self.word = words[index]
        self.digits = number.digits if last == index else f"{number.digits:>2}"
        """The digits; the first of a range counts as having two."""
        self.following = words[last + 1] if last + 1 < len(words) else None
        self.before = gap(self.word)
        """The separator before it."""
        self.zero = self.digits[0] == "0" and len(self.digits) >= 2
        self.first = index == context.first_word
        """Whether no word of the title precedes it."""
        self.ends = _ends_title(words, index, last, context)
        spaced = len(self.word.separator) > 1 or context.fansub or self.zero
        self.dashed = self.before in DASHES and spaced and not self.first


def _ends_title(words: list[Word], index: int, last: int, context: Context) -> bool:
    """Whether a tag, another bracket, a word for the end, or nothing follows."""
    if last + 1 >= len(words) or last + 1 >= context.stop:
        return True
    following = words[last + 1]
    if following.tag or following.bracket not in (0, words[index].bracket):
        return True
    if following.lowered not in LAST_WORDS:
        return False
    return last + 2 >= len(words) or words[last + 2].tag or words[last + 2].bracket > 0
