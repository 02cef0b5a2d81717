"""Words with digits: which season, episode or plain number each may state by itself."""

import re
from typing import NamedTuple


class NumberForm(NamedTuple):
    """What a word with digits may state."""

    form: str
    """"season_episode" (S01E02), "x" (1x02), "season" (S02), "season_word" (Season2), "episode" (E02), "chapter" (Cap102),
    "plain" (102, 2nd, 05v2, 12完, 107b), "of" (3of5), "range" (1to5), "counted" (第05話), "special" (SP1), "volume" (Vol3),
    "bonus" (x01), "film" (f21)."""
    value: int
    """The number; of several, the first."""
    digits: str = ""
    """A plain number as written."""
    season: int | None = None
    more: tuple[int, ...] = ()
    """Further episodes in the same word, or the total of "3of5", the last of "1to5"."""
    version: int | None = None
    part: int | None = None
    """Of a letter: 2 for "107b"."""
    suffix: str = ""
    """After a plain number: "last" (12END), "counter" (05話), "ordinal" (2nd, 3ª), "year" (2006г); "第": before it."""


_CJK_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {"零": 0, "两": 2, "兩": 2}
_PATTERN = re.compile(
    r"(?:se?|sn|sz|ss|с|t|sea|season|temporada|temp|saison|staffel|сезон)(?P<season>\d{1,4})(?:x?[eе]p?|x|эп|x?[cb](?=\d{2}(?!\d))|epi|epis|episode|episodio|folge|capitulo|cap|серия)(?P<episode>\d{1,5})"
    r"(?P<more>(?:(?:[st]\d{1,4})?(?:ep?|x)\d{1,5})*)(?:v(?P<se_version>\d))?(?P<se_part>[a-d])?|"
    r"(?P<x_season>\d{1,4})[xх](?P<x_episode>\d{1,3})(?P<x_more>(?:[xх]\d{1,3})*)(?:v(?P<x_version>\d))?(?P<x_part>[a-d])?|"
    r"(?P<e_season>\d{1,2}|(?:19|20)\d\d)x?ep?(?P<e_episode>\d{2,3})|"
    r"(?P<seasons>s\d{1,2}(?:[-+]?s\d{1,2}){1,12})|(?P<date>(?:19|20)\d\d年\d{1,2}月\d{1,2}日)|s(?:n|ea?)?(?P<season_only>\d{1,4})(?:d\d{1,2}|extras?|ep?)?|"
    r"(?P<t>[tт])(?:в)?(?P<t_season>\d{1,2})|"
    r"(?:ep?|eps|epi|epis|episode|épisode|episodio|episódio|folge|odc|серия|эп|серии|avsnitt|afl)(?P<episode_only>\d{1,5})"
    r"(?P<e_more>(?:ep?\d{1,5})*)(?:v(?P<e_version>\d))?(?P<e_part>[a-d])?|"
    r"cap(?:itulo)?(?P<chapter>\d{1,4})|(?P<c>c)(?P<c_episode>\d{1,3})|"
    r"(?P<counted>[第제])?(?P<digits>\d{1,8})(?:v(?P<version>\d))?(?:(?P<last>(?:話|话|集)?(?:end|fin|final|完|终|終|全|合集|全集|完结|完結))|"
    r"(?P<counter>集|話|话|回|화|회|편|話目)|"
    r"(?P<ordinal>st|nd|rd|th|[ºª°oа]|âº|âª|й|я|ая|ой|ый|ий|er|ère|ème|eme|e|ya|oy|iy|aya)|"
    r"(?P<year>гг?|год|года|г?г|年|y)|(?P<letter>[a-d]))?|"
    r"(?:ep?|part|pt|episode|teil|folge|серия)?(?P<of>\d{1,3})(?:of|von|van|de|iz|из|sur|di|z|av|af)(?P<total>\d{1,3})|"
    r"(?:season|seasons|saison|staffel|temporada|temp|stagione|series|seizoen|sezon|сезон|시즌|シーズン|sæson|säsong|sesong|seas)(?P<word_season>\d{1,4})|"
    r"(?P<season_before>\d{1,2})(?:сезон|sezon|season|기|сез|sez|期|季)|"
    r"(?P<episode_before>\d{1,4})(?:серия|серии|серий|bölüm|bolum|ser|сер|эпизод)|"
    r"(?P<first>\d{1,3})to(?P<to>\d{1,3})(?:ep)?|"
    r"(?P<all>\d{1,2})xall|第(?P<cjk_season>\d{1,3}|[〇一二三四五六七八九十零两兩]{1,3})[季期部]|"
    r"第(?P<cjk_episode>[〇一二三四五六七八九十百零两兩]{1,5})[集話话回章]|"
    r"(?:sp|special|ova|oad|ona)(?P<special>\d{1,2})(?:v\d)?|vol(?:ume)?(?P<volume>\d{1,3})(?:v\d)?|"
    r"x(?P<bonus>\d{1,2})|f(?P<film>\d{1,2})"
)
_NUMBERS = re.compile(r"(?:ep?|[xх])(\d{1,5})")
_DIGIT_OR_CJK = re.compile(r"[\d第]")


def number_form(lowered: str) -> NumberForm | None:
    """Return what a word, in lower case, states as a number, or None."""
    if not _DIGIT_OR_CJK.search(lowered):
        return None
    match = _PATTERN.fullmatch(lowered)
    if match is None:
        return None
    found = match.groupdict()
    if (digits := found["digits"]) is not None:
        return _plain(digits, match)
    if (season := found["season"]) is not None:
        return NumberForm(
            "season_episode", int(found["episode"]), digits=found["episode"], season=int(season), more=_more(found["more"]),
            version=_number(found["se_version"]), part=_part(found["se_part"]),
        )  # fmt: skip
    if (season := found["x_season"]) is not None:
        return NumberForm(
            "x", int(found["x_episode"]), digits=found["x_episode"], season=int(season), more=_more(found["x_more"]),
            version=_number(found["x_version"]), part=_part(found["x_part"]),
        )  # fmt: skip
    if (season := found["e_season"]) is not None:
        return NumberForm("x", int(found["e_episode"]), digits=found["e_episode"], season=int(season))
    if (text := found["seasons"]) is not None:
        return NumberForm("seasons", 0, digits=text)
    if (text := found["date"]) is not None:
        return NumberForm("date", 0, digits=text)
    if found["episode_only"] is not None:
        return NumberForm(
            "episode", int(found["episode_only"]), digits=found["episode_only"], more=_more(found["e_more"]),
            version=_number(found["e_version"]), part=_part(found["e_part"]),
        )  # fmt: skip
    for name, form in _SIMPLE:
        if (text := found[name]) is not None:
            more = () if (last := found.get(_LAST_OF.get(name, ""))) is None else (int(last),)
            return NumberForm(form, int(text) if text.isdecimal() else cjk_value(text), digits=text, more=more)
    return None


_SIMPLE = (
    ("c_episode", "c_episode"), ("season_only", "season"), ("t_season", "t_season"), ("chapter", "chapter"), ("of", "of"),
    ("word_season", "season_word"),
    ("season_before", "season_word"), ("episode_before", "counted"), ("first", "range"), ("all", "season_word"),
    ("cjk_season", "season_word"), ("cjk_episode", "counted"), ("special", "special"), ("volume", "volume"), ("bonus", "bonus"),
    ("film", "film"),
)  # fmt: skip
_LAST_OF = {"of": "total", "first": "to"}


def _plain(digits: str, match: re.Match[str]) -> NumberForm:
    suffix = "第" if match["counted"] else ""
    for name in ("last", "counter", "ordinal", "year"):
        if match[name]:
            suffix = name
    return NumberForm(
        "plain",
        int(digits),
        digits=digits,
        version=_number(match["version"]),
        part=_part(match["letter"]),
        suffix=suffix,
    )


def _number(text: str | None) -> int | None:
    return int(text) if text else None


def _part(letter: str | None) -> int | None:
    return ord(letter) - ord("a") + 1 if letter else None


def _more(text: str | None) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBERS.findall(text)) if text else ()


def cjk_value(text: str) -> int:
    """Return the value of a Chinese numeral up to 999: 12 for "十二"."""
    total, current = 0, 0
    for char in text:
        if char in "十百":
            total += (current or 1) * (10 if char == "十" else 100)
            current = 0
        else:
            current = _CJK_DIGITS.get(char, 0)
    return total + current
