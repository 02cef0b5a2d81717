"""Numbers marked in one word: "S01E02", "1x02", "S02", "E07", "Cap.102", "3of5", "SP1", "Vol3"."""

import re

from dim.naming.numbers.claim import CERTAIN, LATEST_YEAR, Claim, gap, lowered_at
from dim.naming.numbers.episodes import chapter
from dim.naming.numbers.lists import episodes_from, plain_of
from dim.naming.words.number_forms import NumberForm
from dim.naming.words.number_words import OF_WORDS, SEASON_WORDS
from dim.naming.words.split import Word, is_pair_alone


def marked_claims(words: list[Word], index: int, number: NumberForm, claims: list[Claim]) -> None:
    """Add the claims of a word with a marked number."""
    make = _MAKERS.get(number.form)
    if make is not None and (words[index].kind is None or number.form in ("season_episode", "season", "episode")):
        claim = make(words, index, number)
        if claim is not None:
            claims.append(claim)


def _season_episode(words: list[Word], index: int, number: NumberForm) -> Claim:
    last, episodes = episodes_from(words, index, number.value, number.more, number.season)
    weight = 10.0 if words[index].lowered[0] in "st" else 8.0
    return Claim(
        index,
        last,
        weight,
        "season and episode, marked",
        number.season,
        episodes,
        version=number.version,
        part=number.part,
    )


def _x(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    """Interpret "1x02": a season of at most two digits, or a year with up to three digits ("2014x187")."""
    season, text = number.season or 0, number.digits
    width = 2 if season < 100 else 4
    if width > 2 and not 1900 <= season <= LATEST_YEAR:
        return None
    if (
        width > 2
        and index + 1 < len(words)
        and words[index + 1].separator in (".", "-", "_", " ")
        and (day := _month_day(words, index, number))
    ):
        return day
    weight = 8.0 if len(text) >= 2 else 4.5 if season else 1.0
    if season == 0 and len(text) < 2:
        return None
    last, episodes = episodes_from(words, index, number.value, number.more, number.season)
    if episodes == (number.value,) and last == index and lowered_at(words, index + 1) in OF_WORDS:
        last += 2 if index + 2 < len(words) else 0
    return Claim(
        index, last, weight, "season x episode", number.season, episodes, version=number.version, part=number.part
    )


def _month_day(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    """Interpret "2011x10.04" as a date."""
    day = plain_of(words[index + 1])
    if (
        index + 2 < len(words)
        and words[index + 2].separator == words[index + 1].separator == "-"
        and plain_of(words[index + 2]) is not None
    ):
        return None  # a list: "2009x03-04-15"
    if day is None or len(words[index + 1].lowered) != 2 or not (1 <= number.value <= 12 and 1 <= day <= 31):
        return None
    return Claim(index, index + 1, 7.0, "a date", date=f"{number.season:04}-{number.value:02}-{day:02}")


def _season(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    """Interpret "S02", several seasons ("S01-S05", "S01+S02", "S1-5") and "S02 - 05", "S03.07", "S4-12", "s05-x07"."""
    weight = 6.0 if len(number.digits) > 1 or words[index].text[0] == "S" else 4.5
    if number.value > 100 and not 1900 <= number.value <= LATEST_YEAR:
        return None
    if index and words[index - 1].tag and words[index].separator == "-":
        return None  # "AC3-S78", a group behind a tag
    if (last := _several(words, index, number.value)) is not None:
        return Claim(index, last, weight + 1, "several seasons", several=True)
    return Claim(index, index, weight, "a season, marked", number.value)


def _seasons(_words: list[Word], index: int, _number: NumberForm) -> Claim:
    return Claim(index, index, 7.0, "several seasons", several=True)


def _date(_words: list[Word], index: int, number: NumberForm) -> Claim | None:
    year, month, day = (int(part) for part in _CJK_DATE.findall(number.digits))
    if not (0 < month < 13 and 0 < day < 32):
        return None
    return Claim(index, index, 7.5, "a date", date=f"{year:04}-{month:02}-{day:02}")


def _bonus(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    """Interpret "x07" and "C07" after a season: "s05-x07", "T2 C05"."""
    before = words[index - 1].number if index else None
    if before is None or before.form not in ("season", "t_season"):
        return None
    return Claim(index, index, 5.0, "an episode, marked", None, (number.value,), kind="episode")


_CJK_DATE = re.compile(r"\d+")


def _several(words: list[Word], index: int, value: int) -> int | None:
    """Return the index of the last word of "S01-S05", "S01+S02+S03", "S01 to S28"; None if it is one season."""
    last, before = None, value
    position = index + 1
    while position < len(words):
        word = words[position]
        if word.lowered in _CONJUNCTIONS and not gap(word) and position + 1 < len(words):
            position += 1
            word = words[position]
        elif not _is_joined(word):
            break
        number = word.number
        if number is None or number.value <= before:
            break
        if last is None and word.separator == "-" and _is_bare(word, number):
            if position == index + 1 and len(number.digits) == 1 and len(words[index].lowered) == 2:
                return position if _closes(words, position) else None  # "S1-5"
            if not _is_bare_end(words, index, number, value):
                break
        elif number.form not in ("season", "season_word"):
            break
        last, before = position, number.value
        position += 1
    return last


_CONJUNCTIONS = frozenset(("to", "thru", "and", "a", "bis"))


def _is_joined(word: Word) -> bool:
    """Whether a word may continue a list of seasons; without a separator, only another marked season."""
    separator = gap(word)
    if separator == "":
        return word.number is not None and word.number.form == "season"
    return separator in ("-", "+", "&", ",", "–", "~")


def _is_bare(word: Word, number: NumberForm) -> bool:
    return number.form == "plain" and number.suffix == "" and not word.tag


def _is_bare_end(words: list[Word], index: int, number: NumberForm, first: int) -> bool:
    """Whether a bare number ends a range of seasons: "S01-05", "[S02-05]"; others are episodes: "S02-05"."""
    if len(number.digits) != 2 or number.value >= 40 or len(words[index].lowered) != 3:
        return False
    return first == 1 or is_pair_alone(words, index)


def _closes(words: list[Word], at: int) -> bool:
    """Whether a tag, a bracket, or nothing follows a number."""
    if at + 1 >= len(words):
        return True
    return words[at + 1].tag or words[at + 1].bracket != words[at].bracket


_SHORT_EPISODE = re.compile(r"c\d")
"""An episode after "T3"; by itself, it is part of a name: "C4"."""


def _t_season(words: list[Word], index: int, number: NumberForm) -> Claim:
    follows = words[index + 1] if index + 1 < len(words) else None
    form = follows.number.form if follows is not None and follows.number is not None else ""
    if follows is not None and len(follows.separator) == 1 and _SHORT_EPISODE.fullmatch(follows.lowered):
        return Claim(index, index + 1, 6.5, "season and episode, marked", number.value, (int(follows.lowered[1:]),))
    if form in ("episode", "bonus", "c_episode") or len(words) == 1:
        weight = 5.0
    else:
        track = words[index].separator == "_" and words[index].text[0] == "t"  # "disc_t03", a track that MakeMKV ripped
        weight = 1.5 if len(number.digits) > 1 and not track else -1.0
    return Claim(index, index, weight, "a season, marked with T", number.value)


def _season_word(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    if number.value >= 100 and not 1900 <= number.value <= LATEST_YEAR:
        return None
    if (last := _several(words, index, number.value)) is not None:
        return Claim(index, last, 7.0, "several seasons", several=True)
    before = words[index - 1].number if index and gap(words[index]) in ("-", "~", "–") else None
    if (
        before is not None
        and before.form == "plain"
        and before.value < number.value
        and not words[index].lowered[0].isalpha()
    ):
        return Claim(index - 1, index, 7.5, "several seasons", several=True)  # "第1-4季"
    loose = words[index].lowered.startswith(("series", "temp", "book")) and not words[index].lowered.startswith(
        "temporada"
    )
    return Claim(index, index, 4.0 if loose else 7.0, "a season with its word", number.value, kind="season word")


def _episode(words: list[Word], index: int, number: NumberForm) -> Claim:
    last, episodes = episodes_from(words, index, number.value, number.more)
    absolute = episodes if number.value >= 100 else ()
    return Claim(
        index,
        last,
        CERTAIN,
        "an episode, marked",
        None,
        episodes,
        absolute,
        version=number.version,
        part=number.part,
        kind="episode",
    )


def _chapter(words: list[Word], index: int, number: NumberForm) -> Claim:
    return chapter(words, index, index, number.value)


def _of(words: list[Word], index: int, number: NumberForm) -> Claim | None:
    """Interpret "3of5": episode 3; "26of26" and "1-8of16" are whole sets."""
    if not 0 < number.value <= number.more[0]:
        return None
    before = plain_of(words[index - 1]) if index and gap(words[index]) in ("-", "–", "~") else None
    if before is not None and before < number.value:
        return Claim(
            index - 1,
            index,
            6.0,
            "episodes of a number of them",
            None,
            tuple(range(before, number.value + 1)),
            kind="of",
        )
    after_season = index > 0 and words[index - 1].lowered in SEASON_WORDS
    if after_season:
        return Claim(index - 1, index, 7.0, "a season of a number of them", number.value)
    return Claim(index, index, 6.0, "an episode of a number of them", None, (number.value,), kind="of")


def _range(_words: list[Word], index: int, number: NumberForm) -> Claim | None:
    last = number.more[0]
    if not number.value < last <= number.value + 300:
        return None
    return Claim(index, index, 3.0, "a range of episodes", None, tuple(range(number.value, last + 1)))


def _counted(_words: list[Word], index: int, number: NumberForm) -> Claim:
    return Claim(index, index, 7.0, "a counted episode", None, (number.value,), (number.value,), kind="counted")


def _special(words: list[Word], index: int, number: NumberForm) -> Claim:
    season = 0 if words[index].lowered.startswith("s") else None
    return Claim(index, index, 4.0, "a special", season, (number.value,))


def _volume(words: list[Word], index: int, number: NumberForm) -> Claim:
    last, episodes = episodes_from(words, index, number.value)
    return Claim(index, last, 2.0, "a volume", None, episodes, kind="volume")


_MAKERS = {
    "season_episode": _season_episode, "x": _x, "season": _season, "t_season": _t_season, "season_word": _season_word,
    "episode": _episode, "chapter": _chapter, "of": _of, "range": _range, "counted": _counted, "special": _special,
    "volume": _volume, "seasons": _seasons, "date": _date, "bonus": _bonus, "c_episode": _bonus,
}  # fmt: skip
