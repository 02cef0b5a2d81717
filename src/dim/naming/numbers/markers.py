"""Season and episode that are called so: "S01E02", "1x02", "Season 1 Episode 2", "E02", "Cap.102", "3 of 5"."""

import re
from dataclasses import replace

from dim.naming.numbers.sequence import extended
from dim.naming.numbers.values import LATEST_YEAR, MOST_IN_A_FILE, Numbering, low_at, value_of
from dim.naming.words.split import Word
from dim.naming.words.vocabulary import EPISODE_AFTER, EPISODE_WORDS, NUMBER_WORDS, SEASON_WORDS

_ORDINALS = frozenset(("st", "nd", "rd", "th"))
_OF = frozenset(("of", "von", "van"))
_LOOSE_SEASON_WORDS = frozenset(("series", "serie", "se", "temp", "tem", "série"))
"""Words for a season that are also other words."""
_BEHIND_NUMBER = frozenset(("staffel", "sezon", "сезон", "season", "évad", "temporada"))


def by_marks(words: list[Word]) -> Numbering | None:
    """The season and the episodes of a name, both in one word or each by itself; None: nothing is called so."""
    season: Numbering | None = None
    episode: Numbering | None = None
    for index, word in enumerate(words):
        number = word.number
        if number is None:
            if season is None and word.low in SEASON_WORDS:
                season = _season_word(words, index)
            elif episode is None and word.low in EPISODE_WORDS and len(words) > 1:
                episode = _episode_word(words, index)
            continue
        if number["s"]:
            return extended(words, index, int(number["s"]), int(number["e"]), number["more"], number["sv"])
        if word.kind is not None and not number["so"]:
            continue
        if number["nx"] and _counts(number["nx"], number["ne"]):
            return extended(words, index, int(number["nx"]), int(number["ne"]), number["nmore"])
        if season is None or (number["so"] and words[season.first].low == "series"):
            season = _season_number(words, index, number) or season
        elif number["of"] and season.last == index - 1 and words[index - 1].low in SEASON_WORDS:
            season = Numbering(season.first, index, int(number["of"]))
        if episode is None and (season is None or season.last != index or number["so"]):
            episode = _episode_number(words, index, number)
    if season is None or episode is None:
        return episode or season
    first, last = min(season.first, episode.first), max(season.last, episode.last)
    own = (
        episode.season if episode.season is not None and episode.absolute else season.season
    )  # "Cap.102" knows its season
    return replace(episode, first=first, last=last, season=own, absolute=())


def _season_number(words: list[Word], index: int, number: re.Match[str]) -> Numbering | None:
    """As in "S02", "Season2", "2nd Season", "1xAll": a season in a word with a number."""
    for name in ("so", "sw", "all", "jp"):
        if number[name]:
            return Numbering(index, index, int(number[name]))
    if number["n"] and number["tail"] in _ORDINALS and low_at(words, index + 1) in SEASON_WORDS:
        return Numbering(index, index + 1, int(number["n"]))
    return None


def _episode_number(words: list[Word], index: int, number: re.Match[str]) -> Numbering | None:
    """As in "E02", "3of5", "3 of 5", "12. Bölüm", "S02 E - 3": an episode in a word with a number."""
    if number["so"] and low_at(words, index + 1) in ("e", "ep"):
        follows = _number_after(words, index + 1)
        return None if follows is None else extended(words, follows, None, value_of(words[follows]) or 0)
    if number["eo"]:
        value = int(number["eo"])
        if words[index].low.startswith("cap"):
            return _chapter(words, index, index, value)
        return extended(words, index, None, value, number["emore"], number["ev"])
    if number["of"] and 0 < int(number["of"]) <= int(number["total"]):
        return Numbering(index, index, 1, (int(number["of"]),))
    if not number["n"] or number["tail"] in _ORDINALS:
        return None
    value, following = int(number["n"]), low_at(words, index + 1)
    if following in _OF:
        total = value_of(words[index + 2]) if index + 2 < len(words) else None
        counts = total and 0 < value <= total and not (index and words[index - 1].kind)
        return Numbering(index, index + 2, 1, (value,)) if counts else None
    if following in EPISODE_AFTER and len(number["n"]) <= 4:
        behind = words[index + 2] if index + 2 < len(words) else None
        if behind is None or value_of(behind) is None or behind.bracket != words[index].bracket:
            return Numbering(index, index + 1, None, (value,), (value,))
    return None


def _chapter(words: list[Word], first: int, index: int, value: int) -> Numbering | None:
    """A chapter of Spanish names: "Cap.105" is season 1, episode 5; "Cap.111_120" goes on to episode 20."""
    if value < 100:
        return Numbering(first, index, None, (value,))
    last, until = index, value
    other = value_of(words[index + 1]) if index + 1 < len(words) and words[index + 1].sep in ("_", "-") else None
    if other is not None and value < other <= value + MOST_IN_A_FILE and other // 100 == value // 100:
        last, until = index + 1, other
    episodes = tuple(range(value % 100, until % 100 + 1))
    return Numbering(first, last, value // 100, episodes, episodes)


def _season_word(words: list[Word], index: int) -> Numbering | None:
    """As in "Season 2", "Saison sept", "2. Staffel"."""
    before = words[index - 1] if index else None
    number_before = value_of(before) if before is not None and before.kind is None and len(before.low) <= 2 else None
    following = words[index + 1] if index + 1 < len(words) and len(words[index + 1].sep) <= 3 else None
    counts_next = low_at(words, index + 2) in EPISODE_AFTER and number_before is not None  # "1. Sezon 12. Bölüm"
    if following is not None and not counts_next and (found := _season_before(words, index, following)) is not None:
        return found
    if number_before is not None and number_before < 60 and words[index].low in _BEHIND_NUMBER:
        return Numbering(index - 1, index, number_before)
    return None


def _season_before(words: list[Word], index: int, following: Word) -> Numbering | None:
    """The season that is named behind its word."""
    loose = words[index].low in _LOOSE_SEASON_WORDS
    number, value = following.number, value_of(following)
    if number is not None and number["of"]:
        return Numbering(index, index + 1, int(number["of"]))
    if value is None:
        word = NUMBER_WORDS.get(following.low)
        return None if word is None or loose else Numbering(index, index + 1, word)
    if following.kind is not None or len(following.low) > 4 or number is None or number["tail"]:
        return None
    if value >= 100 and not 1900 <= value <= LATEST_YEAR:
        return None
    if loose and (value > 60 or following.sep.strip(" ._-")):
        return None
    if index + 2 < len(words) and _several(words[index], value, words[index + 2]):
        return Numbering(index, index + 2)
    return Numbering(index, index + 1, value)


def _several(season_word: Word, value: int, after: Word) -> bool:
    """Whether "Season 1-3" names several seasons, and so none in particular."""
    upto = value_of(after)
    if upto is None or after.kind is not None or after.sep.strip() not in ("-", "&", ",", "."):
        return False
    return value < upto < 30 and after.low[0] != "0" and (len(after.low) == 1 or season_word.low.endswith("s"))


def _episode_word(words: list[Word], index: int) -> Numbering | None:
    """As in "Episode 4", "Ep. 02", "Folge 3"."""
    follows = _number_after(words, index)
    value = value_of(words[follows]) if follows is not None else None
    if follows is None or value is None:
        return None
    if words[index].low.startswith("cap"):
        return _chapter(words, index, follows, value)
    number = words[follows].number
    return replace(extended(words, follows, None, value, "", number["v"] if number else None), first=index)


def _number_after(words: list[Word], index: int) -> int | None:
    """The place of the number right behind a word."""
    if index + 1 >= len(words):
        return None
    following = words[index + 1]
    if following.kind is not None or len(following.sep) > 3 or following.sep.strip(" ._-#:–"):
        return None
    return index + 1 if value_of(following) is not None and len(following.low) <= 7 else None


def _counts(season: str, episode: str) -> bool:
    """Whether "1x02" counts: a season of two digits or a year."""
    value = int(season)
    if len(season) <= 2:
        return value > 0 or len(episode) >= 2
    return 1900 <= value <= LATEST_YEAR and len(episode) <= 2
