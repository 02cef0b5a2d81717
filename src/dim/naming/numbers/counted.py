"""Numbers beside the word that they count: "Season 2", "2-й сезон", "Second Season", "Ep. 02", "12. Bölüm", "3 of 6", "Part Two"."""

from dataclasses import replace

from dim.naming.numbers.claim import CERTAIN, LATEST_YEAR, Claim, gap, lowered_at, plain_value
from dim.naming.numbers.lists import episodes_from, plain_of
from dim.naming.numbers.marked import chapter
from dim.naming.words.number_words import (
    COUNTED_WORDS,
    EPISODE_WORDS,
    EPISODE_WORDS_AFTER,
    LOOSE_SEASON_WORDS,
    NUMERALS,
    OF_WORDS,
    ORDINALS,
    PART_WORDS,
    SEASON_WORDS,
    SEASON_WORDS_AFTER,
    SERIES_AS_EPISODE,
    SPECIAL_WORDS,
    TO_WORDS,
    VOLUME_WORDS,
)
from dim.naming.words.split import Word

_AFTER_WORD = frozenset(("", "-", "#", ":", "–", "(", "_", "№", "nº", "n°", "#.", "=", "["))
_JOINTS = frozenset(("-", "–", "~", "&", ",", "+"))


def is_counted_word(lowered: str) -> bool:
    """Whether a word marks a number before or after it."""
    return lowered in COUNTED_WORDS


def counted_claims(words: list[Word], index: int, claims: list[Claim]) -> None:
    """Add the claims of a word that marks a season, an episode or a volume: for the number after it and that before it."""
    lowered = words[index].lowered
    if lowered in SEASON_WORDS or lowered in LOOSE_SEASON_WORDS:
        loose = lowered in LOOSE_SEASON_WORDS
        _add(claims, _season_after_word(words, index, loose))
        _add(claims, _season_before_word(words, index, loose))
    if lowered == "s":
        _add(claims, _lone_s(words, index))
    if lowered == "x":
        _add(claims, _lone_x(words, index))
    if lowered in EPISODE_WORDS or lowered == "e":
        _add(claims, _episode_after_word(words, index))
    if lowered in EPISODE_WORDS_AFTER or lowered in EPISODE_WORDS:
        _add(claims, _episode_before_word(words, index))
    if lowered in VOLUME_WORDS:
        _add(claims, _volume(words, index))
    if lowered in SPECIAL_WORDS:
        _add(claims, _special(words, index))


def _add(claims: list[Claim], claim: Claim | None) -> None:
    if claim is not None:
        claims.append(claim)


def _number_near(words: list[Word], index: int) -> int | None:
    """Return the index of the number right after a word, or None."""
    if index + 1 >= len(words):
        return None
    word = words[index + 1]
    separator = gap(word)
    if separator not in _AFTER_WORD and separator.strip(" ") not in _AFTER_WORD:
        return None
    value = plain_value(word)
    if value is None or len(word.lowered) > 8 or (word.tag and word.kind not in ("codec", None)):
        return None
    if 1900 <= value <= LATEST_YEAR and len(word.lowered) == 4 and words[index].lowered not in _OF_YEARS:
        return None
    return index + 1


_BOOKS = frozenset(("book", "buch", "libro", "livro", "livre", "libri", "книга"))
_OF_YEARS = frozenset("season saison staffel temporada stagione seizoen сезон sezon cap".split())
"""Words that may count years: "Season 2014"."""


def _season_after_word(words: list[Word], index: int, loose: bool) -> Claim | None:
    """Interpret "Season 2", "Сезон: 5", "Saison IV", "Seasons 1-3", "Season 1, 2 & 3"."""
    if index + 1 >= len(words):
        return None
    following = words[index + 1]
    separator = gap(following)
    number = following.number
    if number is not None and number.form == "of" and separator in _AFTER_WORD and not loose:
        return Claim(index, index + 1, 7.0, "a season of a number of them", number.value)
    if number is not None and number.form == "season" and separator in ("", "-", "("):
        return None  # "Season S01-S07": the mark says it
    if (at := _number_near(words, index)) is None:
        value = NUMERALS.get(following.lowered) if separator in ("", ":") and (index or not loose) else None
        if value is None or (
            loose and len(following.lowered) < 2 and lowered_at(words, index) not in ("book", "buch", "libro", "livro")
        ):
            return None
        numeral = following.text.isupper() or not loose
        if (
            index + 2 < len(words)
            and gap(words[index + 2]) in ("-", "–")
            and NUMERALS.get(words[index + 2].lowered, 0) > value
            and following.text.isupper()
        ):
            return Claim(index, index + 2, 6.0, "several seasons", several=True)  # "Season I-IV"
        return Claim(index, index + 1, 5.0 if numeral else 1.0, "a season with its word", value)
    value = plain_value(words[at]) or 0
    if number is None or (
        number.suffix == "ordinal" and at + 1 < len(words) and words[at + 1].lowered in COUNTED_WORDS
    ):
        return None
    if value >= 100 and not 1900 <= value <= LATEST_YEAR:
        return None
    if loose and (value > 60 or separator not in ("", "-", "(", ":")):
        return None
    if (last := _several(words, at, value)) is not None:
        return Claim(index, last, 7.0, "several seasons", several=True)
    if index > 0 and (value >= 1900 or lowered_at(words, index) in _BOOKS):
        return Claim(
            index, at, -0.5, "a season with its word", value
        )  # "Open Season 2006", "The Jungle Book 2" are titles
    weight = (4.0 if loose else 7.0) - (
        3.0 if lowered_at(words, at + 1) in _AFTER_NUMBER and at + 1 < len(words) and not gap(words[at + 1]) else 0.0
    )
    return Claim(index, at, weight, "a season with its word", value)


_AFTER_NUMBER = EPISODE_WORDS_AFTER | SEASON_WORDS_AFTER


def _several(words: list[Word], at: int, value: int) -> int | None:
    """Return the index of the last number of "Seasons 1-3", "2 to 6", "1, 2, 3 & 4"; None if it is one season."""
    plural = at > 0 and words[at - 1].lowered in _PLURAL
    last, before, position = None, value, at + 1
    while position < len(words):
        word = words[position]
        joint = gap(word)
        if (
            (word.lowered in TO_WORDS or word.lowered in ("and", "&", "y", "e", "und", "et", "и"))
            and not joint
            and position + 1 < len(words)
        ):
            position += 1
            word = words[position]
        elif joint not in _JOINTS and not (plural and joint == ""):
            break
        end = plain_of(word)
        if end is None and word.number is not None and word.number.form in ("season", "season_word"):
            end = word.number.value
        if end is None or word.tag or not before < end < 60:
            break
        if (
            len(word.lowered) > 1
            and not plural
            and last is None
            and joint in ("-", "–")
            and len(words[at].lowered) < len(word.lowered)
            and word.lowered[0] == "0"
        ):
            break  # "Season 1 - 05": an episode
        if not plural and last is None and len(word.separator) > 1 and len(word.lowered) > 1 and joint == "-":
            break
        last, before = position, end
        position += 1
    if last is not None and words[last].number is not None and last == at + 1 and not plural:
        follows = lowered_at(words, last + 1)
        if follows in EPISODE_WORDS_AFTER:
            return None
    return last


_PLURAL = frozenset(
    "seasons saisons staffeln temporadas stagioni seizoenen сезоны сезонов сезона sæsoner säsonger sezony series' s".split()
)


def _season_before_word(words: list[Word], index: int, loose: bool) -> Claim | None:
    """Interpret "2 сезон", "2-й сезон", "2ª Temporada", "6 th season", "Second Season", "1. Staffel", "1-3 сезоны"."""
    if index == 0:
        return None
    lowered, before = words[index].lowered, words[index - 1]
    separator = gap(words[index])
    if separator not in ("", "°", "º", "ª", ".", "°.", "'", "-", "-я", "-й") and separator.strip("°ºª. ") not in ("",):
        return None
    if before.lowered in ORDINALS and not loose:
        return Claim(index - 1, index, 6.0, "a season with its word", ORDINALS[before.lowered])
    first = index - 1
    if (
        lowered in ("сезона", "сезонов", "seasons", "temporadas", "staffeln", "saisons", "stagioni")
        and plain_of(before) is not None
        and index == len(words) - 1
    ):
        if 1 < (plain_of(before) or 0) < 40 and not (first and gap(words[first]) in ("-", "–", "~", ",", "&")):
            return Claim(first, index, 5.0, "several seasons", several=True)  # "4 сезона" are four of them
    ordinal = "°" in separator or "º" in separator
    if before.lowered in _ORDINAL_ENDINGS and index >= 2 and gap(before) in ("", "-"):
        first, before, ordinal = index - 2, words[index - 2], True
    number = before.number
    if (
        number is None
        or number.form != "plain"
        or len(number.digits) > 2
        or number.suffix not in ("", "ordinal")
        or before.tag
    ):
        return None
    ordinal = ordinal or number.suffix == "ordinal"
    if not 0 < number.value < 60:
        return None
    if ordinal:
        weight = 8.0
    elif loose and words[index].separator == ". ":
        weight = 5.0
    elif lowered in SEASON_WORDS_AFTER and not loose:
        weight = 5.0 if lowered not in ("season", "saison", "temporada", "stagione", "temp") else 1.5
        weight += 1.0 if words[index].separator == ". " else 0.0
    elif lowered in _PLURAL and first > 0 and gap(words[first]) in ("-", "–", "~"):
        weight = 6.0
    else:
        return None
    begin = first
    while ordinal and begin > 1:
        at = (
            begin - 2
            if words[begin - 1].lowered in TO_WORDS or words[begin - 1].lowered in ("e", "y", "et", "und", "and", "&")
            else begin - 1
        )
        one = words[at].number
        if (
            one is None
            or one.form != "plain"
            or one.suffix != "ordinal"
            or one.value >= number.value
            or (at == begin - 1 and gap(words[begin]) not in (",", "-", "–"))
        ):
            break
        begin = at
    if begin < first:
        return Claim(begin, index, weight + 1, "several seasons", several=True)  # "1ª a 4ª Temporada"
    if (
        first > 0
        and gap(words[first]) in ("-", "–", "~")
        and not ordinal
        and (one := plain_of(words[first - 1])) is not None
        and 0 < one < number.value
    ):
        if words[first].separator.strip() in ("-", "–") and len(words[first - 1].lowered) <= 2:
            return Claim(first - 1, index, weight + 1, "several seasons", several=True)
    return Claim(first, index, weight, "a season with its word", number.value)


_ORDINAL_ENDINGS = frozenset(
    ("й", "я", "ый", "ой", "ая", "th", "st", "nd", "rd", "a", "o", "ª", "º", "го", "oy", "ya", "iy", "e", "ème")
)


def _lone_s(words: list[Word], index: int) -> Claim | None:
    """Interpret "S 03"."""
    if index + 1 >= len(words) or len(words[index + 1].separator) != 1:
        return None
    value = plain_of(words[index + 1])
    if value is None or len(words[index + 1].lowered) > 2:
        return None
    follows = words[index + 2] if index + 2 < len(words) else None
    if words[index].text != "S" and not (
        follows is not None
        and follows.lowered == "e"
        and index + 3 < len(words)
        and plain_of(words[index + 3]) is not None
    ):
        return None
    marked = follows is not None and (
        follows.lowered in EPISODE_WORDS
        or follows.lowered == "e"
        or (follows.number is not None and follows.number.form == "episode")
    )
    return Claim(
        index,
        index + 1,
        5.0 if marked else 3.0 if len(words[index + 1].lowered) == 2 else 1.0,
        "a season, marked",
        value,
    )


def _special(words: list[Word], index: int) -> Claim | None:
    """Interpret "Special 1", "Specials - 02"."""
    at = _number_near(words, index)
    if at is None or index == 0 or len(words[at].lowered) > 2 or words[index + 1].bracket != words[index].bracket:
        return None
    closes = (
        at + 1 >= len(words)
        or words[at + 1].tag
        or words[at + 1].bracket != words[at].bracket
        or gap(words[at + 1]) in ("-", "–")
    )
    return Claim(index, at, 5.8 if closes else 0.0, "a special", 0, (plain_value(words[at]) or 0,))


def _lone_x(words: list[Word], index: int) -> Claim | None:
    """Interpret "3 x 07"."""
    if index == 0 or index + 1 >= len(words) or words[index].separator != " " or words[index + 1].separator != " ":
        return None
    season, episode = plain_of(words[index - 1]), plain_of(words[index + 1])
    if (
        season is None
        or episode is None
        or season > 60
        or len(words[index + 1].lowered) < 2
        or len(words[index + 1].lowered) > 3
    ):
        return None
    return Claim(index - 1, index + 1, 5.0, "season x episode", season, (episode,))


def _episode_after_word(words: list[Word], index: int) -> Claim | None:
    """Interpret "Episode 4", "Ep. 02", "Folge 3-5", "EP(01-08)", "EP #1.2", "Chapter Two", "Cap. 102"."""
    at = _number_near(words, index)
    lowered = words[index].lowered
    loose = lowered in ("teil", "část", "osa", "ser", "сер", "част", "rész", "del", "e", "zs", "nr", "núm", "nº")
    if at is None:
        following = words[index + 1] if index + 1 < len(words) else None
        if following is None or gap(following) or lowered in ("e", "ep"):
            return None
        if following.number is not None and following.number.form == "of" and index:
            return Claim(
                index, index + 1, CERTAIN + 1, "an episode of a number of them", None, (following.number.value,)
            )
        value = NUMERALS.get(following.lowered)
        if value is None or len(following.lowered) < 2 and not following.text.isupper():
            return None
        roman = following.lowered in _ROMAN
        # "Star Wars: Episode IV" is a title
        return Claim(index, index + 1, -2.0 if roman else -0.5, "an episode with its word", None, (value,))
    value = plain_value(words[at]) or 0
    if lowered.startswith("cap") and not lowered.startswith(("capit", "capít")):
        return replace(chapter(words, index, at, value), first=index)
    if lowered == "e" and index > 1 and lowered_at(words, index - 2) == "s":
        loose = False
    elif lowered == "e" and ((words[index].text != "E" and words[at].separator != ".") or len(words[at].lowered) < 2):
        return None
    number = words[at].number
    if (
        "#" in words[at].separator
        and at + 1 < len(words)
        and words[at + 1].separator == "."
        and (episode := plain_of(words[at + 1])) is not None
    ):
        return Claim(index, at + 1, 7.0, "season and episode with a dot", value, (episode,))
    last, episodes = episodes_from(words, at, value)
    if last + 2 < len(words) and lowered_at(words, last + 1) in OF_WORDS and plain_of(words[last + 2]) is not None:
        last += 2
    absolute = episodes if value >= 100 else ()
    return Claim(
        index, last, -1.0 if lowered in ("chapter", "kapitel", "chapitre") else 3.5 if loose else CERTAIN + 0.5, "an episode with its word", None, episodes, absolute,
        version=number.version if number else None, part=number.part if number else None,
    )  # fmt: skip


_ROMAN = frozenset("i ii iii iv v vi vii viii ix x xi xii".split())


def _episode_before_word(words: list[Word], index: int) -> Claim | None:
    """Interpret "7 серия", "12. Bölüm", "01-08 серии из 16", "04-я серия", "(11 сер.)"."""
    if index == 0 or words[index].lowered not in EPISODE_WORDS_AFTER:
        return None
    separator = gap(words[index])
    if separator not in ("", "-", ".", "º", "°"):
        return None
    before, first = words[index - 1], index - 1
    if before.lowered in _ORDINAL_ENDINGS and index >= 2 and gap(before) in ("", "-"):
        before, first = words[index - 2], index - 2
    number = before.number
    if number is None or number.form not in ("plain", "of") or len(number.digits) > 4 or before.tag:
        return None
    if number.form == "of":
        return None
    episodes: tuple[int, ...] = (number.value,)
    if (
        first > 0
        and gap(words[first]) in ("-", "–", "~")
        and (start := plain_of(words[first - 1])) is not None
        and start < number.value <= start + 300
    ):
        if not (len(words[first].separator) > 1 and len(words[first - 1].lowered) > 2):
            first -= 1
            episodes = tuple(range(start, number.value + 1))
    while (
        first > 0
        and gap(words[first]) in (",", "&", "+", "и")
        and (one := plain_of(words[first - 1])) is not None
        and one == episodes[0] - 1
    ):
        first -= 1
        episodes = (one, *episodes)  # "3,4,5 серии"
    last = index
    if index + 2 < len(words) and words[index + 1].lowered in OF_WORDS and plain_of(words[index + 2]) is not None:
        last = index + 2
    follows = (
        plain_value(words[index + 1]) if index + 1 < len(words) and gap(words[index + 1]) in ("", ":", "#") else None
    )
    weight = CERTAIN + 0.5 + (1.0 if separator == "." or len(words[index].separator) > 1 else 0.0)
    if follows is not None and words[index + 1].bracket == words[index].bracket and last == index:
        weight -= 3.0
    if words[index].lowered in ("episod", "folge", "avsnitt", "aflevering", "epizoda"):
        weight -= 2.0
    return Claim(first, last, weight, "an episode with its word", None, episodes, () if len(episodes) > 1 else episodes)


def _volume(words: list[Word], index: int) -> Claim | None:
    """Interpret "Vol. 3", "Vol.3&4", "Vol. 1v2 & Vol. 2"."""
    at = _number_near(words, index)
    if at is None or len(words[at].lowered) > 4:
        return None
    last, episodes = episodes_from(words, at, plain_value(words[at]) or 0)
    while (
        last + 2 < len(words)
        and words[last + 1].lowered in VOLUME_WORDS
        and (value := plain_value(words[last + 2])) is not None
    ):
        is_range = gap(words[last + 1]) in ("-", "–", "~") and value > episodes[-1]
        episodes += tuple(range(episodes[-1] + 1, value + 1)) if is_range else (value,)
        last += 2
    return Claim(index, last, 3.0 if len(episodes) > 1 else 0.0, "a volume", None, episodes)


def of_claim(words: list[Word], index: int) -> Claim | None:
    """Interpret a number before "of": "3 of 5", "[01 из 24]", "[26 из 26]" (all of them), "1-8 of 16"."""
    value = plain_of(words[index])
    if value is None or index + 2 >= len(words) or words[index + 1].lowered not in OF_WORDS or gap(words[index + 1]):
        return None
    total = plain_of(words[index + 2])
    if not total or not 0 < value <= total or len(words[index + 2].lowered) > 4 or gap(words[index + 2]):
        return None
    if index and words[index - 1].lowered in _PIECES and words[index - 1].lowered not in ("part", "pt"):
        return None
    first, episodes = index, (value,)
    if (
        index
        and gap(words[index]) in ("-", "–", "~")
        and (start := plain_of(words[index - 1])) is not None
        and start < value
    ):
        first, episodes = index - 1, tuple(range(start, value + 1))
    elif (
        value == total
        and value > 1
        and words[index].bracket
        and words[index + 1].lowered == "из"
        and words[index].separator.rstrip().endswith("[")
    ):
        episodes = tuple(range(1, value + 1))  # "[26 из 26]" names a whole set
    if (
        first
        and (words[first - 1].lowered in PART_WORDS or words[first - 1].lowered in EPISODE_WORDS)
        and not gap(words[first])
    ):
        first -= 1
    return Claim(first, index + 2, CERTAIN, "an episode of a number of them", None, episodes)


_PIECES = frozenset(("cd", "dvd", "disc", "disk", "part", "pt"))


def part_claim(words: list[Word], index: int, tv: bool) -> Claim | None:
    """Interpret "Part 2", "Part Two" of a show, "Part 1 and Part 2"."""
    if words[index].lowered not in PART_WORDS or index + 1 >= len(words) or len(words[index + 1].separator) > 2:
        return None
    following = words[index + 1]
    value = plain_value(following)
    value = (
        NUMERALS.get(following.lowered)
        if value is None and words[index].lowered not in ("del", "osa", "deel", "cour")
        else value
    )
    if value is None or not 0 < value < 60:
        return None
    if plain_value(following) is not None and not following.tag:
        last, episodes = episodes_from(words, index + 1, value)
        if len(episodes) > 1:
            return Claim(index, last, 3.0, "parts of a show", 1, episodes)
    if (
        lowered_at(words, index + 2) in ("and", "&", "und", "y", "et")
        and lowered_at(words, index + 3) in PART_WORDS
        and index + 4 < len(words)
    ):
        other = plain_value(words[index + 4]) or NUMERALS.get(words[index + 4].lowered) or value + 1
        return Claim(index, index + 4, 3.0, "parts of a show", 1, (value, other))
    return Claim(index, index + 1, 2.5 if tv else -3.0, "a part of a show", 1, (value,))
