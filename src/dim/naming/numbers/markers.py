"""Numbers marked as season or episode: "S01E02", "1x02", "Season 1 Episode 2", "E02", "Cap.102", "3 of 5"."""

import re
from dataclasses import replace

from dim.naming.numbers.sequence import consecutive_episodes
from dim.naming.numbers.values import LATEST_YEAR, MAX_EPISODES_PER_FILE, Numbering, lowered_at, value_of
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import EPISODE_AFTER, EPISODE_WORDS, NUMBER_WORDS, SEASON_WORDS

_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_OF = frozenset(("of", "von", "van"))
_LOOSE_SEASON_WORDS = frozenset(("series", "serie", "se", "temp", "tem", "série"))
"""Words for a season that have other meanings too."""
_AFTER_NUMBER = frozenset(("staffel", "sezon", "сезон", "season", "évad", "temporada"))


def find_marked(words: list[Word]) -> Numbering | None:
    """Find marked season and episodes of a name, in one word or in separate words."""
    season: Numbering | None = None
    episode: Numbering | None = None
    for index, word in enumerate(words):
        number = word.number
        if number is None:
            if season is None and word.lowered in SEASON_WORDS:
                season = _season_word(words, index)
            elif episode is None and word.lowered in EPISODE_WORDS and len(words) > 1:
                episode = _episode_word(words, index)
            continue
        if number["season"]:
            return consecutive_episodes(
                words,
                index,
                int(number["season"]),
                int(number["episode"]),
                number["more_episodes"],
                number["season_version"],
            )
        if word.kind is not None and not number["season_only"]:
            continue
        if number["x_season"] and _is_season_x_episode(number["x_season"], number["x_episode"]):
            return consecutive_episodes(
                words, index, int(number["x_season"]), int(number["x_episode"]), number["x_more"]
            )
        if season is None or (number["season_only"] and words[season.first].lowered == "series"):
            season = _season_number(words, index, number) or season
        elif number["of_number"] and season.last == index - 1 and words[index - 1].lowered in SEASON_WORDS:
            season = Numbering(season.first, index, int(number["of_number"]))
        if episode is None and (season is None or season.last != index or number["season_only"]):
            episode = _episode_number(words, index, number)
    if season is None or episode is None:
        return episode or season
    first, last = min(season.first, episode.first), max(season.last, episode.last)
    own = (
        episode.season if episode.season is not None and episode.absolute else season.season
    )  # "Cap.102" includes its season
    return replace(episode, first=first, last=last, season=own, absolute=())


def _season_number(words: list[Word], index: int, number: re.Match[str]) -> Numbering | None:
    """Find a season in a word with a number: "S02", "Season2", "2nd Season", "1xAll"."""
    for name in ("season_only", "word_season", "all_of_season", "japanese_season"):
        if number[name]:
            return Numbering(index, index, int(number[name]))
    if number["digits"] and number["suffix"] in _ORDINALS and lowered_at(words, index + 1) in SEASON_WORDS:
        return Numbering(index, index + 1, int(number["digits"]))
    return None


def _episode_number(words: list[Word], index: int, number: re.Match[str]) -> Numbering | None:
    """Find an episode in a word with a number: "E02", "3of5", "3 of 5", "12. Bölüm", "S02 E - 3"."""
    if number["season_only"] and lowered_at(words, index + 1) in ("e", "ep"):
        follows = _number_after(words, index + 1)
        return None if follows is None else consecutive_episodes(words, follows, None, value_of(words[follows]) or 0)
    if number["episode_only"]:
        value = int(number["episode_only"])
        if words[index].lowered.startswith("cap"):
            return _chapter(words, index, index, value)
        return consecutive_episodes(words, index, None, value, number["episode_more"], number["episode_version"])
    if number["of_number"] and 0 < int(number["of_number"]) <= int(number["of_total"]):
        return Numbering(index, index, 1, (int(number["of_number"]),))
    if not number["digits"] or number["suffix"] in _ORDINALS:
        return None
    value, following = int(number["digits"]), lowered_at(words, index + 1)
    if following in _OF:
        total = value_of(words[index + 2]) if index + 2 < len(words) else None
        counts = total and 0 < value <= total and not (index and words[index - 1].kind)
        return Numbering(index, index + 2, 1, (value,)) if counts else None
    if following in EPISODE_AFTER and len(number["digits"]) <= 4:
        behind = words[index + 2] if index + 2 < len(words) else None
        if behind is None or value_of(behind) is None or behind.bracket != words[index].bracket:
            return Numbering(index, index + 1, None, (value,), (value,))
    return None


def _chapter(words: list[Word], first: int, index: int, value: int) -> Numbering | None:
    """Interpret Spanish chapters: "Cap.105" is season 1, episode 5; "Cap.111_120" ends with episode 20."""
    if value < 100:
        return Numbering(first, index, None, (value,))
    last, until = index, value
    other = value_of(words[index + 1]) if index + 1 < len(words) and words[index + 1].separator in ("_", "-") else None
    if other is not None and value < other <= value + MAX_EPISODES_PER_FILE and other // 100 == value // 100:
        last, until = index + 1, other
    episodes = tuple(range(value % 100, until % 100 + 1))
    return Numbering(first, last, value // 100, episodes, episodes)


def _season_word(words: list[Word], index: int) -> Numbering | None:
    """Find a season next to its word: "Season 2", "Saison sept", "2. Staffel"."""
    before = words[index - 1] if index else None
    number_before = (
        value_of(before) if before is not None and before.kind is None and len(before.lowered) <= 2 else None
    )
    following = words[index + 1] if index + 1 < len(words) and len(words[index + 1].separator) <= 3 else None
    counts_next = lowered_at(words, index + 2) in EPISODE_AFTER and number_before is not None  # "1. Sezon 12. Bölüm"
    if following is not None and not counts_next and (found := _season_after_word(words, index, following)) is not None:
        return found
    if number_before is not None and number_before < 60 and words[index].lowered in _AFTER_NUMBER:
        return Numbering(index - 1, index, number_before)
    return None


def _season_after_word(words: list[Word], index: int, following: Word) -> Numbering | None:
    """Find the season after its word."""
    loose = words[index].lowered in _LOOSE_SEASON_WORDS
    number, value = following.number, value_of(following)
    if number is not None and number["of_number"]:
        return Numbering(index, index + 1, int(number["of_number"]))
    if value is None:
        word = NUMBER_WORDS.get(following.lowered)
        return None if word is None or loose else Numbering(index, index + 1, word)
    if following.kind is not None or len(following.lowered) > 4 or number is None or number["suffix"]:
        return None
    if value >= 100 and not 1900 <= value <= LATEST_YEAR:
        return None
    if loose and (value > 60 or following.separator.strip(" ._-")):
        return None
    if index + 2 < len(words) and _is_season_range(words[index], value, words[index + 2]):
        return Numbering(index, index + 2)
    return Numbering(index, index + 1, value)


def _is_season_range(season_word: Word, value: int, after: Word) -> bool:
    """Whether "Season 1-3" names several seasons, so none in particular."""
    end = value_of(after)
    if end is None or after.kind is not None or after.separator.strip() not in ("-", "&", ",", "."):
        return False
    return (
        value < end < 30 and after.lowered[0] != "0" and (len(after.lowered) == 1 or season_word.lowered.endswith("s"))
    )


def _episode_word(words: list[Word], index: int) -> Numbering | None:
    """Find an episode after its word: "Episode 4", "Ep. 02", "Folge 3"."""
    follows = _number_after(words, index)
    value = value_of(words[follows]) if follows is not None else None
    if follows is None or value is None:
        return None
    if words[index].lowered.startswith("cap"):
        return _chapter(words, index, follows, value)
    number = words[follows].number
    return replace(
        consecutive_episodes(words, follows, None, value, "", number["version"] if number else None), first=index
    )


def _number_after(words: list[Word], index: int) -> int | None:
    """Return the index of the number right after a word, or None."""
    if index + 1 >= len(words):
        return None
    following = words[index + 1]
    if following.kind is not None or len(following.separator) > 3 or following.separator.strip(" ._-#:–"):
        return None
    return index + 1 if value_of(following) is not None and len(following.lowered) <= 7 else None


def _is_season_x_episode(season: str, episode: str) -> bool:
    """Whether "1x02" is season and episode: the season has at most two digits or is a year."""
    value = int(season)
    if len(season) <= 2:
        return value > 0 or len(episode) >= 2
    return 1900 <= value <= LATEST_YEAR and len(episode) <= 2
