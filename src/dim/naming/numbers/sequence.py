"""Several episodes in one name: "E01E02", "E01-E03", "x04 - x05"."""

import re

from dim.naming.numbers.values import MOST_IN_A_FILE, Numbering
from dim.naming.words.split import Word

_AND = frozenset(("and", "to", "en", "und", "et", "y", "e"))
_MORE = re.compile(r"\d+")
_MORE_EPISODES = re.compile(r"(?:ep?|x)(\d+)")


def extended(
    words: list[Word], index: int, season: int | None, first: int, more: str | None = "", version: str | None = None
) -> Numbering:
    """The episode at a word and those that follow it: "E01E02", "E01-E03", "E01-03", "x04 - x05"."""
    numbers, dashed, steps = [first], False, 0
    if more:
        numbers += [int(number) for number in _MORE_EPISODES.findall(more)]
    last = place = index
    while place + 1 < len(words) and len(numbers) < MOST_IN_A_FILE:
        place += 1
        sep = words[place].sep.strip(" ._")
        if words[place].low in _AND and not sep and place + 1 < len(words):
            place += 1
            values = _after_and(words[place], numbers[-1])
        elif sep in ("", "-", "–", "~", "+", "&", ","):
            values = _values(words, place, season, numbers[-1])
        else:
            break
        if not values or values[0] <= numbers[-1]:
            break
        dashed = dashed or sep in ("-", "–", "~")
        steps += 1
        numbers += values
        last = place
    episodes = tuple(dict.fromkeys(numbers))
    if len(numbers) == 2 and dashed and steps == 1 and 0 < numbers[1] - numbers[0] <= MOST_IN_A_FILE:
        episodes = tuple(range(numbers[0], numbers[1] + 1))
    over_all = season is None and first >= 100
    return Numbering(
        index, last, season, episodes, episodes if over_all else (), version=int(version) if version else None
    )


def _after_and(word: Word, before: int) -> list[int]:
    """The episode behind "and": one that is called so, or the very next number."""
    number = word.number
    if number is None:
        return []
    value = number["e"] or number["eo"] or (number["n"] if number["n"] == str(before + 1) else None)
    return [int(value)] if value else []


def _values(words: list[Word], place: int, season: int | None, before: int) -> list[int]:
    """The episodes that a word adds; empty: it is no episode of this season."""
    word = words[place]
    number = word.number
    if number is None:
        return []
    if number["s"] and season is not None and int(number["s"]) == season:
        return [int(number["e"]), *(int(value) for value in _MORE_EPISODES.findall(number["more"] or ""))]
    if number["nx"] and season is not None and int(number["nx"]) == season and word.kind is None:
        return [int(number["ne"])]
    if number["eo"] and not word.low.startswith(("cap", "folge")):
        return [int(number["eo"]), *(int(value) for value in _MORE.findall(number["emore"] or ""))]
    if number["bonus"] and word.low[0] == "x" and season is not None:
        return [int(number["bonus"])]
    bare = number["n"] and not number["tail"] and word.kind is None and word.sep in ("-", "–", "~", "+", "&")
    return [int(number["n"])] if bare and _goes_on(words, place, before) else []


def _goes_on(words: list[Word], place: int, before: int) -> bool:
    """Whether a bare number behind a dash is the next episode, or the last of several."""
    word = words[place]
    value = int(word.low) if word.low.isdigit() else -1
    if not before < value <= before + MOST_IN_A_FILE or len(word.low) > 5:
        return False
    following = words[place + 1] if place + 1 < len(words) else None
    return following is None or following.sep != "" or following.bracket != word.bracket
