"""Episodes beside their word: "Episode 4", "Ep. 02", "Folge 3-5", "Cap. 102", "7 серия", "12. Bölüm", "3 x 07"."""

from dataclasses import replace

from dim.naming.numbers.beside import DASHES, ORDINAL_ENDINGS, number_after
from dim.naming.numbers.claim import CERTAIN, Claim, gap, plain_value
from dim.naming.numbers.lists import episodes_from, plain_of
from dim.naming.words.number_words import EPISODE_WORDS_AFTER, NUMERALS, OF_WORDS
from dim.naming.words.split import Word

_WITH_WORD = "an episode with its word"
_LOOSE = frozenset(("teil", "část", "osa", "ser", "сер", "част", "rész", "del", "e", "zs", "nr", "núm", "nº"))
"""Words that have other meanings too."""
_CHAPTERS = frozenset(("chapter", "kapitel", "chapitre"))
"""Words that titles have too: "John Wick Chapter 2"."""
_ROMAN = frozenset(("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"))
_USUALLY_BEFORE = frozenset(("episod", "folge", "avsnitt", "aflevering", "epizoda"))
"""Words that may follow their number, but usually precede it."""


def episode_after_word(words: list[Word], index: int) -> Claim | None:
    """Interpret "Episode 4", "Ep. 02", "Folge 3-5", "EP(01-08)", "EP #1.2", "Chapter Two", "Cap. 102"."""
    at = number_after(words, index)
    if at is None:
        return _episode_as_numeral(words, index)
    lowered, word = words[index].lowered, words[at]
    value = plain_value(word) or 0
    if lowered.startswith("cap") and not lowered.startswith(("capit", "capít")):
        return replace(chapter(words, index, at, value), first=index)
    after_s = lowered == "e" and index > 1 and words[index - 2].lowered == "s"
    if lowered == "e" and not (after_s or _is_marked_by_e(words[index], word)):
        return None
    if "#" in word.separator and at + 1 < len(words) and words[at + 1].separator == ".":
        episode = plain_of(words[at + 1])
        if episode is not None:
            return Claim(index, at + 1, 7.0, "season and episode with a dot", value, (episode,))
    last, episodes = episodes_from(words, at, value)
    if last + 2 < len(words) and words[last + 1].lowered in OF_WORDS and plain_of(words[last + 2]) is not None:
        last += 2
    weight = CERTAIN + 0.5
    if lowered in _CHAPTERS:
        weight = -1.0
    elif lowered in _LOOSE and not after_s:
        weight = 3.5
    number = word.number
    return Claim(
        index, last, weight, _WITH_WORD, None, episodes, episodes if value >= 100 else (),
        version=number.version if number else None, part=number.part if number else None, kind="episode",
    )  # fmt: skip


def _is_marked_by_e(mark: Word, number: Word) -> bool:
    """Whether a single "e" before a number is a mark: "E 05", "e.05"."""
    return len(number.lowered) >= 2 and (mark.text == "E" or number.separator == ".")


def _episode_as_numeral(words: list[Word], index: int) -> Claim | None:
    """Interpret "Chapter Two", "Episode 3of8"; "Star Wars: Episode IV" is a title."""
    following = words[index + 1] if index + 1 < len(words) else None
    if following is None or gap(following) or words[index].lowered in ("e", "ep"):
        return None
    if following.number is not None and following.number.form == "of" and index:
        value = following.number.value
        return Claim(index, index + 1, CERTAIN + 1, "an episode of a number of them", None, (value,), kind="of")
    numeral = NUMERALS.get(following.lowered)
    if numeral is None or (len(following.lowered) < 2 and not following.text.isupper()):
        return None
    weight = -2.0 if following.lowered in _ROMAN else -0.5
    return Claim(index, index + 1, weight, _WITH_WORD, None, (numeral,), kind="episode")


def episode_before_word(words: list[Word], index: int) -> Claim | None:
    """Interpret "7 серия", "12. Bölüm", "01-08 серии из 16", "04-я серия", "(11 сер.)"."""
    word = words[index]
    if index == 0 or word.lowered not in EPISODE_WORDS_AFTER:
        return None
    separator = gap(word)
    if separator not in ("", "-", ".", "º", "°"):
        return None
    before, first = words[index - 1], index - 1
    if before.lowered in ORDINAL_ENDINGS and index >= 2 and gap(before) in ("", "-"):
        before, first = words[index - 2], index - 2
    number = before.number
    if number is None or number.form != "plain" or len(number.digits) > 4 or before.tag:
        return None
    first, episodes = _listed_before(words, first, number.value)
    last = index
    if index + 2 < len(words) and words[index + 1].lowered in OF_WORDS and plain_of(words[index + 2]) is not None:
        last = index + 2
    weight = CERTAIN + 0.5
    if separator == "." or len(word.separator) > 1:
        weight += 1.0
    if last == index and _counts_number_behind(words, index):
        weight -= 3.0
    if word.lowered in _USUALLY_BEFORE:
        weight -= 2.0
    return Claim(first, last, weight, _WITH_WORD, None, episodes, () if len(episodes) > 1 else episodes, kind="episode")


def _listed_before(words: list[Word], first: int, value: int) -> tuple[int, tuple[int, ...]]:
    """Return the first word and the numbers of a list that ends with a number: "01-08 серии", "3,4,5 серии"."""
    episodes: tuple[int, ...] = (value,)
    if first > 0 and gap(words[first]) in DASHES:
        start = plain_of(words[first - 1])
        of_title = len(words[first].separator) > 1 and len(words[first - 1].lowered) > 2
        if start is not None and start < value <= start + 300 and not of_title:
            first -= 1
            episodes = tuple(range(start, value + 1))
    while first > 0 and gap(words[first]) in (",", "&", "+", "и"):
        one = plain_of(words[first - 1])
        if one is None or one != episodes[0] - 1:
            break
        first -= 1
        episodes = (one, *episodes)
    return first, episodes


def _counts_number_behind(words: list[Word], index: int) -> bool:
    """Whether a word has a number behind it too, which it may count instead: "2 Folge 3"."""
    if index + 1 >= len(words):
        return False
    following = words[index + 1]
    if following.bracket != words[index].bracket or gap(following) not in ("", ":", "#"):
        return False
    return plain_value(following) is not None


def chapter(words: list[Word], first: int, index: int, value: int) -> Claim:
    """Interpret Spanish chapters: "Cap.105" is season 1, episode 5; "Cap.111_120" ends with episode 20; "Cap.7" is episode 7."""
    if value < 100:
        last, episodes = episodes_from(words, index, value)
        return Claim(first, last, CERTAIN, "a chapter", None, episodes)
    last, until = _end_of_chapters(words, index, value)
    numbers = tuple(range(value, until + 1))
    episodes = tuple([number % 100 for number in numbers])
    return Claim(first, last, CERTAIN + 2.5, "a chapter of a season", value // 100, episodes, numbers, kind="chapter")


def _end_of_chapters(words: list[Word], index: int, value: int) -> tuple[int, int]:
    """Return the index and the value of the last chapter of "105_110", "105 al 110"; of a single chapter, its own."""
    if index + 1 >= len(words) or words[index + 1].separator.strip(" .") not in ("_", "-", "a", ""):
        return index, value
    target = index + 2 if words[index + 1].lowered in ("a", "al") and index + 2 < len(words) else index + 1
    other = plain_value(words[target])
    if other is None or words[target].separator == "" or not value < other <= value + 99:
        return index, value
    return (target, other) if other // 100 == value // 100 else (index, value)


def lone_x(words: list[Word], index: int) -> Claim | None:
    """Interpret "3 x 07"."""
    if index == 0 or index + 1 >= len(words) or words[index].separator != " " or words[index + 1].separator != " ":
        return None
    season, episode = plain_of(words[index - 1]), plain_of(words[index + 1])
    if season is None or episode is None or season > 60 or not 2 <= len(words[index + 1].lowered) <= 3:
        return None
    return Claim(index - 1, index + 1, 5.0, "season x episode", season, (episode,))
