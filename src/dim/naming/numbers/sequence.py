"""Several episodes in one name: "E01E02", "E01-E03", "x04 - x05"."""

import re

from dim.naming.numbers.values import MAX_EPISODES_PER_FILE, Numbering
from dim.naming.words.split import Word

_AND = frozenset(("and", "to", "en", "und", "et", "y", "e"))
_MORE = re.compile(r"\d+")
_MORE_EPISODES = re.compile(r"(?:ep?|x)(\d+)")


def consecutive_episodes(
    words: list[Word], index: int, season: int | None, first: int, more: str | None = "", version: str | None = None
) -> Numbering:
    """Extend an episode by those that follow it: "E01E02", "E01-E03", "E01-03", "x04 - x05"."""
    numbers, dashed, steps = [first], False, 0
    if more:
        numbers += [int(number) for number in _MORE_EPISODES.findall(more)]
    last = position = index
    while position + 1 < len(words) and len(numbers) < MAX_EPISODES_PER_FILE:
        position += 1
        separator = words[position].separator.strip(" ._")
        if words[position].lowered in _AND and not separator and position + 1 < len(words):
            position += 1
            values = _after_and(words[position], numbers[-1])
        elif separator in ("", "-", "–", "~", "+", "&", ","):
            values = _values(words, position, season, numbers[-1])
        else:
            break
        if not values or values[0] <= numbers[-1]:
            break
        dashed = dashed or separator in ("-", "–", "~")
        steps += 1
        numbers += values
        last = position
    episodes = tuple(dict.fromkeys(numbers))
    if len(numbers) == 2 and dashed and steps == 1 and 0 < numbers[1] - numbers[0] <= MAX_EPISODES_PER_FILE:
        episodes = tuple(range(numbers[0], numbers[1] + 1))
    is_absolute = season is None and first >= 100
    return Numbering(
        index, last, season, episodes, episodes if is_absolute else (), version=int(version) if version else None
    )


def _after_and(word: Word, before: int) -> list[int]:
    """Return the episode after "and": a marked one, or the next number in sequence."""
    number = word.number
    if number is None:
        return []
    value = (
        number["episode"]
        or number["episode_only"]
        or (number["digits"] if number["digits"] == str(before + 1) else None)
    )
    return [int(value)] if value else []


def _values(words: list[Word], position: int, season: int | None, before: int) -> list[int]:
    """Return the episodes that a word adds; empty if it is not an episode of this season."""
    word = words[position]
    number = word.number
    if number is None:
        return []
    if number["season"] and season is not None and int(number["season"]) == season:
        return [
            int(number["episode"]),
            *(int(value) for value in _MORE_EPISODES.findall(number["more_episodes"] or "")),
        ]
    if number["x_season"] and season is not None and int(number["x_season"]) == season and word.kind is None:
        return [int(number["x_episode"])]
    if number["episode_only"] and not word.lowered.startswith(("cap", "folge")):
        return [int(number["episode_only"]), *(int(value) for value in _MORE.findall(number["episode_more"] or ""))]
    if number["bonus"] and word.lowered[0] == "x" and season is not None:
        return [int(number["bonus"])]
    bare = (
        number["digits"] and not number["suffix"] and word.kind is None and word.separator in ("-", "–", "~", "+", "&")
    )
    return [int(number["digits"])] if bare and _continues(words, position, before) else []


def _continues(words: list[Word], position: int, before: int) -> bool:
    """Whether an unmarked number after a dash is the next episode, or the last of a range."""
    word = words[position]
    value = int(word.lowered) if word.lowered.isdigit() else -1
    if not before < value <= before + MAX_EPISODES_PER_FILE or len(word.lowered) > 5:
        return False
    following = words[position + 1] if position + 1 < len(words) else None
    return following is None or following.separator != "" or following.bracket != word.bracket
