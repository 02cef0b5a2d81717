"""Find the titles in a name: without descriptions, and each language by itself if it is given in several."""

import re
from typing import NamedTuple

from dim.naming.numbers.claim import Numbering
from dim.naming.readings.parsed_name import ParsedName, best_year, country_at
from dim.naming.text import clean, has_cjk, has_latin, is_latin
from dim.naming.words.number_words import COUNTED_WORDS, COUNTRIES, SEASON_WORDS, SET_WORDS

_TRAILING = re.compile(r"(?P<space>\s{0,9})[\[({](?P<inside>[^\[\](){}]{0,200})[\])}]?[\s._-]{0,9}$")
_PIECES = re.compile(r"\[([^\[\]]{1,200})\]?|([^\[\]]{1,200})")
_LATIN_RUN = re.compile(r"[A-Za-z0-9À-ɏ][^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af★·_/]{1,200}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_OTHER_SCRIPT = re.compile(r"[\u0370-\u03ff\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]")
_SLASHES = re.compile(r"\s/\s|/|\s[|｜]\s")
_FILM_NUMBER = re.compile(r"-f\d{1,2}-")
_BROADCAST = re.compile(
    r"[★☆]?\s*(?:\d{1,2}\s*月(?:新番|新番组)?|新番|年番|国漫|國漫|日漫|完结|完結|合集|劇場版|剧场版|动漫|動漫|tv|movie|ova|bd|raws?|\d{4}\s*年)\s*[★☆]?",
    re.IGNORECASE,
)
"""Bracketed words of Chinese fansub groups that are no title: "04月新番", "★剧场版★"."""
_STAR = re.compile(r"[★☆][^★☆]{1,30}[★☆]")
_SETS = re.compile(
    r"[\s._\-–:(\[+,]{1,5}(?:(?:the|la|le|die|der)[\s._]{1,2})?(?:(?:\d{1,2}|complete|full|entire|all)[\s._-]{1,3}){0,2}"
    r"(?:(?:original|animated|tv|dvd|blu-?ray|movie|film|mini)[\s._-]{1,3}){0,2}"
    r"(?P<noun>complete|full|all|completa|completo|complète|komplett|integrale?|intégrale|seasons?|series|collection|colecci[oó]n|cole[cç][aã]o|collezione|"
    r"saison|staffel|temporadas?|stagion[ei]|box[\s._-]?set|pack|version|edition|trilog(?:y|ie|ía|ia)|quadrilogy|quadrilogía|tetralogy|pentalogy|hexalogy|duology|dilogy|anthology|box|saga|movies|films|batch|сезоны?|полностью|полная коллекция|全集|合集)[\s._\-–:)\]]{0,5}$",
    re.IGNORECASE,
)
"""The words of a set at the end of a title: "The Complete Series", "Complete Seasons", "9 Movie Collection"."""
_NOUNS = tuple(
    "complete full all completa completo complète completas completos komplett integral integrale intégrale season seasons series collection colección coleccion "
    "coleção colecao collezione saison staffel temporada temporadas stagione stagioni boxset set pack version edition trilogy trilogie trilogía "
    "trilogia quadrilogy quadrilogía tetralogy pentalogy hexalogy duology dilogy anthology saga movies films batch сезон сезоны полностью коллекция "
    "全集 合集 serie show".split()
)
"""What the words of a set end with; most titles end with none of it."""
_COMPLETE = re.compile(
    r"complet|full|entire|komplett|int[eé]gral|all[\s._]\d|полн|全集|合集|\d[\s._-]{1,3}(?:movie|film)", re.IGNORECASE
)
_ARTICLES = frozenset(("a", "an", "the", "la", "le", "der", "die", "das", "el", "il", "of", ""))
_ARTICLE = re.compile(r"[\s._\-–:(\[]{1,5}(?:the|la|le|die|der|a)[\s._]{1,2}$", re.IGNORECASE)
_AKA = re.compile(r"\s(?:a\.?k\.?a\.?|aka|alias)\s", re.IGNORECASE)
_RUSSIAN_YEAR = re.compile(r"[\[(]?\b(?:19|20)\d\d\b")


class TitleMatch(NamedTuple):
    """The titles found in a name, the main one first, the year, the country, and their spans in the path."""

    titles: tuple[str, ...]
    year: int | None
    country: str | None
    spans: dict[str, tuple[int, int]]

    @property
    def title(self) -> str:
        """The main title; empty if there is none."""
        return self.titles[0] if self.titles else ""


def find_title(
    parsed: ParsedName, offset: int, numbering: Numbering | None, alone: bool, show: bool = False
) -> TitleMatch:
    """Find titles and year of a name with these numbers. `alone`: there are no folders that could name the show; `show`: it is the
    folder of a show.
    """
    words = parsed.words
    found = numbering.claim if numbering is not None else None
    start, limit, leading = parsed.title_start, len(words), False
    if numbering is not None:
        before, behind = numbering.leads(parsed.first_word), numbering.limit(parsed.first_word)
        limit = len(words) if behind is None else behind
        leading = before is not None and before + 1 < len(words)
        if (
            alone
            and numbering.claim.date is not None
            and limit == parsed.first_word
            and numbering.claim.last + 1 < len(words)
        ):
            before, limit, leading = numbering.claim.last, len(words), True  # "2006-03-12 Gravel Road"
        if leading and before is not None:
            start = max(words[before].end, start)
        elif before is not None:
            limit = min(limit, numbering.parts[0].first)
    year = best_year(parsed, limit, numbering, show)
    stop = parsed.title_end(limit if limit < len(words) else None)
    first = parsed.first_word
    if found is None and (skipped := _list_number(parsed, year)) is not None:
        start, first = skipped, parsed.first_word + 1
    if year is not None and year > parsed.first_word:
        stop = min(stop, parsed.start_of(year))
    elif year == 0:
        start = words[0].end + 1
    country = None
    for index in range(first + 1, len(words)):
        if words[index].start >= stop:
            break
        if words[index].lowered not in COUNTRIES:
            continue
        follows = index + 1
        ends = follows >= len(words) or words[follows].start >= stop
        if country_at(parsed, index, ends and found is not None):
            country, stop = index, min(stop, parsed.start_of(index))
            break
    several = found is not None and (found.several or (found.season is not None and not found.episodes))
    several = several or (
        year is not None and year + 1 in parsed.years and words[year + 1].separator.strip() in ("-", "–")
    )
    if (
        parsed.first_tag is not None
        and words[parsed.first_tag].kind == "set"
        and stop == words[parsed.first_tag].start
        and (article := _ARTICLE.search(parsed.name, start, stop))
    ):
        stop = article.start()
    titles, (begin, end) = titles_of(
        parsed,
        start,
        stop,
        several,
        tagged=parsed.first_tag is not None or found is not None,
        numbered=found is not None and bool(found.episodes),
    )
    if (
        parsed.group is not None
        and not parsed.name.isascii()
        and titles
        and found is None
        and (extra := _title_of_group(parsed)) is not None
    ):
        titles = tuple(dict.fromkeys((*titles, extra)))
    if (
        numbering is not None
        and not (parsed.name.isascii() and " / " not in parsed.name)
        and (other := _title_behind(parsed, numbering))
    ):
        if titles and (is_latin(titles[0]) and not _OTHER_SCRIPT.search(titles[0])):
            titles = (*titles, other)
        elif titles:
            titles = (other, *titles)
    if leading and alone and titles and titles[0].count(" - ") == 1:
        titles = (titles[0].split(" - ")[0].strip(), *titles[1:])
    spans = {"title": (begin + offset, end + offset)} if titles else {}
    if year is not None:
        spans["year"] = (words[year].start + offset, words[year].end + offset)
        if year == 0 and titles:
            titles = (*titles, f"{words[0].text} {titles[0]}")
    value = words[year].number.value if year is not None and words[year].number is not None else None  # type: ignore[union-attr]
    return TitleMatch(titles, value, words[country].text.upper() if country is not None else None, spans)


def _title_of_group(parsed: ParsedName) -> str | None:
    """Return what a leading bracket says if it is a Chinese title rather than a group: "[蓝门].Blue.Door.2018"."""
    text = clean(parsed.group[0]) if parsed.group is not None and parsed.group[1] < 3 else ""
    return (
        text
        if has_cjk(text) and not has_latin(text) and not any(sign in text for sign in "组組社屋字幕压制工作室发布之家")
        else None
    )


def _title_behind(parsed: ParsedName, numbering: Numbering) -> str | None:
    """Return the title in another language behind the first numbers: "Имя (S2E1-4) / Name (S2E1-4)", "名[第1-8集].Name.S01"."""
    words, first = parsed.words, numbering.parts[0]
    if first.last + 1 >= len(words):
        return None
    text = parsed.name[words[first.last].end :]
    if match := _BEHIND.match(text):
        begin = words[first.last].end + match.start("title")
        end = next(
            (
                word.start for at, word in enumerate(words[first.last + 1 :], first.last + 1)
                if word.start > begin and ((word.lowered in COUNTED_WORDS and at + 1 < len(words) and words[at + 1].number is not None) or (word.number is not None and (word.number.form != "plain" or "-" in word.separator)))
            ),
            len(parsed.name),
        )  # fmt: skip
        at = next((at for at, word in enumerate(words) if word.start >= begin), len(words) - 1)
        if end <= begin + 1 or (
            words[at].lowered in COUNTED_WORDS and at + 1 < len(words) and words[at + 1].number is not None
        ):
            return None
        return clean(parsed.name[begin : min(end, words[first.last].end + match.end("title"))]) or None
    if len(numbering.parts) < 2 or not has_cjk(parsed.name[: words[first.first].start]):
        return None
    between = _ANY_BRACKETS.sub(" ", parsed.name[words[first.last].end : words[numbering.parts[1].first].start])
    title = clean(between.lstrip(")] -_."))
    return title if is_latin(title) and sum(char.isalpha() for char in title) > 2 else None


_BEHIND = re.compile(r"[)\]\s]{0,4}\s/\s(?P<title>[^\[(/|]{2,100})")
_ANY_BRACKETS = re.compile(r"[\[(][^\])]{0,200}[\])]")


def _list_number(parsed: ParsedName, year: int | None) -> int | None:
    """Return the position after the number of a list in front of a movie: "05.Title.2009", "3. Title (2009)"; None if there is none."""
    words, first = parsed.words, parsed.first_word
    if first + 1 >= len(words) or words[first].bracket:
        return None
    number, after = words[first].number, words[first + 1].separator
    if (
        number is None
        or number.form != "plain"
        or number.suffix
        or len(number.digits) > 3
        or words[first + 1].number is not None
    ):
        return None
    zero = number.digits[0] == "0" and len(number.digits) == 2
    listed = after in (". ", " - ", ") ", "._", ".)", "_-_")
    return (
        words[first].end
        if (zero and year is not None and year > first + 1) or (listed and (zero or year is not None))
        else None
    )


def titles_of(
    parsed: ParsedName, start: int, stop: int, several: bool = False, tagged: bool = True, numbered: bool = False
) -> tuple[tuple[str, ...], tuple[int, int]]:
    """Return the titles between two positions, the main one first, and the span of the main one.

    `several`: seasons follow, so that the words of a set are none of the title; `tagged`: tags or numbers follow; `numbered`: an
    episode follows.
    """
    text = parsed.name[start:stop]
    if "-f" in text and (film := _FILM_NUMBER.search(text)):
        start += film.end()
        text = text[film.end() :]
        text = text[: text.find("-x")] if "-x" in text else text
    others: list[str] = []
    if "★" in text or "☆" in text:
        text = _STAR.sub(" ", text)
    if "[" in text and (parsed.fansub or has_cjk(text)):
        text, more = _title_in_brackets(text)
        others += more
    text, more = _without_trailing_brackets(text)
    others += more
    if text.rstrip(" ._-–:()[]+,").lower().endswith(_NOUNS):
        text = _without_set(_without_set_behind(text), several, tagged, parsed.fansub, numbered)
        text, more = _without_trailing_brackets(text)
        others += more
    if "/" in text or "|" in text or "｜" in text:
        text, more = _title_in_languages(_SLASHES.split(text))
        others = more + others
        text, more = _without_trailing_brackets(text)
        others = more + others
    if (
        others
        and not has_latin(text)
        and (latin := next((other for other in others if _is_plain_latin(other)), None)) is not None
    ):
        others = [text, *(other for other in others if other is not latin)]
        text = latin
    if not text.isascii() and has_latin(text) and (has_cjk(text) or _OTHER_SCRIPT.search(text)):
        text, other = _title_in_two_scripts(text)
        if other:
            others.insert(0, other)
    text = text.rstrip(" #№(_-")
    if text[-1:] in ("'", '"') and text.count(text[-1]) % 2:
        text = text[:-1]
    title = clean(text)
    if not title:
        return (), (start, start)
    if ("a" in title or "A" in title) and _AKA.search(title):
        parts = [part for part in _AKA.split(title) if part]
        title, others = parts[0], parts[1:] + others
        text = text[: text.casefold().find(title.casefold()[-3:], 0) + 3] if title else text
    begin = start + max(parsed.name[start:stop].find(text.strip()), 0)
    cleaned = (clean(other) for other in others)
    more = [other for other in cleaned if other and other.casefold() != title.casefold()]
    titles = tuple(dict.fromkeys([title, *sorted(more, key=_is_foreign)]))
    return titles, (begin, begin + len(text.strip()))


def _without_trailing_brackets(text: str) -> tuple[str, list[str]]:
    """Remove brackets at the end of a title, other than those glued to it ("Mezzo(DSA)"); return what they say."""
    others: list[str] = []
    slashes = " / " in text
    while (
        text.rstrip(" ._-")[-1:] in _CLOSING
        and (match := _TRAILING.search(text))
        and match.start() > 0
        and clean(text[: match.start()])
    ):
        inside = match["inside"].strip()
        if _INNER.match(inside) and match.group().lstrip()[:1] == "(":
            break
        if (
            inside.isalpha()
            and len(inside) > 2
            and match.group().lstrip()[:1] == "("
            and inside.isascii()
            and inside.lower() not in _NO_TITLES
            and not slashes
            and text.isascii()
        ):
            break
        separated = match["space"] or text[match.start() - 1] in "._-)]" or match.group().lstrip()[:1] == "["
        if not separated and inside and not inside.isdigit():
            break
        if inside and not slashes and not inside.isdigit() and len(inside) > 2 and inside.lower() not in _NO_TITLES:
            others += [part for part in _SLASHES.split(inside) if part.strip()] if " / " in inside else [inside]
        text = text[: match.start()]
    return text, others


_NO_TITLES = frozenset(
    (
        "miniserie",
        "miniseries",
        "tv",
        "тв",
        "film",
        "movie",
        "ova",
        "tv series",
        "serie",
        "the movie",
        "anime",
        "minisodes",
        "specials",
        "extras",
        "webisodes",
        "complete",
    )
)


_CLOSING = frozenset(")]}")
_INNER = re.compile(r"(?:and|or|not|but|with|in|of|for|the|a|no|y|et|und)\b(?=.*[a-z])")
"""How a bracket begins that belongs to a title: "Love (and Other Taxes)"."""


def _is_plain_latin(text: str) -> bool:
    return has_latin(text) and not has_cjk(text) and not _OTHER_SCRIPT.search(text)


def _is_foreign(text: str) -> bool:
    return not _is_plain_latin(text)


def _without_set_behind(text: str) -> str:
    """Remove "TV Series" before "Complete" at the end of a title."""
    return _SERIES_COMPLETE.sub("", text) or text


_SERIES_COMPLETE = re.compile(
    r"[\s._\-–:(\[]{1,4}(?:tv[\s._])?(?:series|serie|show)[\s._-]{1,3}(?:complete|completa|complète|komplett)[\s._)\]]*$",
    re.IGNORECASE,
)


def _without_set(text: str, several: bool, tagged: bool, fansub: bool, numbered: bool) -> str:
    """Remove the words of a set at the end of a title."""
    for _ in range(3):
        match = _SETS.search(text)
        if match is None:
            break
        rest = clean(text[: match.start()])
        noun = match["noun"].casefold()
        if rest.casefold() in _ARTICLES:
            break
        whole = _COMPLETE.search(match.group()) is not None
        if noun == "batch":
            counts = fansub
        elif noun in SET_WORDS:
            counts = several or (tagged and not numbered and noun != "all")
        elif noun in SEASON_WORDS or noun in ("seasons", "season"):
            counts = several or whole or numbered
        elif noun in (
            "trilogy",
            "trilogie",
            "quadrilogy",
            "tetralogy",
            "pentalogy",
            "hexalogy",
            "duology",
            "anthology",
            "boxset",
            "box set",
        ):
            counts = several or whole or tagged
        elif noun in ("collection", "saga", "pack", "movies", "films"):
            counts = several or whole or (noun == "collection" and tagged and "(" not in text)
        else:
            counts = whole
        if not counts:
            break
        text = text[: match.start()]
    return text


def _title_in_brackets(text: str) -> tuple[str, list[str]]:
    """Choose among bracketed texts of a fansub release: the one in Latin script nearest to the number, if others are not Latin."""
    pieces = [(first or second, bool(first)) for first, second in _PIECES.findall(text)]
    named = [
        (piece, inside)
        for piece, inside in pieces
        if clean(piece.strip(" ★☆")) and not _BROADCAST.fullmatch(clean(piece))
    ]
    if not named:
        return text, []
    outside = [piece for piece, inside in named if not inside]
    if not has_cjk(text) and not _OTHER_SCRIPT.search(text):
        if outside and clean(outside[0]):
            return (text, []) if _is_inner(text) else (outside[0], [])
        return named[0][0], []
    texts = [piece for piece, _ in named]
    after = next((at for at, piece in enumerate(texts) if has_cjk(piece)), 0)
    latin = [piece for piece in (*texts[after:], *texts[:after]) if is_latin(piece) and not _CYRILLIC.search(piece)]
    best = latin[0] if latin else None
    best = best or next((piece for piece in texts if has_latin(piece)), texts[0])
    return best, [piece for piece in texts if piece is not best]


def _is_inner(text: str) -> bool:
    """Whether a bracket is within a title: "You Are [Not] Alone"."""
    last = text.rfind("]")
    return (
        last >= 0
        and any(char.isalnum() for char in text[last:])
        and any(char.isalnum() for char in text[: text.find("[")])
    )


def _title_in_languages(pieces: list[str]) -> tuple[str, list[str]]:
    """Choose among titles separated by slashes: the first in Latin script if others are not, else the first."""
    named = [piece for piece in pieces if clean(piece)]
    if not named:
        return " ".join(pieces), []
    foreign = any(has_cjk(piece) or _OTHER_SCRIPT.search(piece) for piece in named)
    best = named[0]
    if foreign:
        best = (
            next((piece for piece in named if _is_plain_latin(piece)), None)
            or next((piece for piece in named if is_latin(piece) and not _CYRILLIC.search(piece)), None)
            or next((piece for piece in named if has_latin(piece)), named[0])
        )
    return best, [piece for piece in named if piece is not best]


def _title_in_two_scripts(text: str) -> tuple[str, str | None]:
    """Return the Latin part of a title in two scripts, unless it is just a word within the other part."""
    if has_cjk(text):
        runs = sorted((match.group() for match in _LATIN_RUN.finditer(text)), key=len, reverse=True)
    else:
        runs = sorted((match.group() for match in _OTHER_RUNS.finditer(text)), key=len, reverse=True)
    best = runs[0].strip(" _-.·") if runs else ""
    letters = sum(char.isalpha() for char in best)
    if letters < 4 or not (text.strip(" ._-").startswith(best) or text.rstrip(" ._-").endswith(best.rstrip(" ._-"))):
        return text, None
    other = text.replace(best, " ").strip(" _-.·★")
    if not has_cjk(text) and len(re.findall(r"\w+", other)) < 2:
        return text, None
    return best, other or None


_OTHER_RUNS = re.compile(r"[A-Za-z0-9À-ɏ][^\u0400-\u04ff\u0590-\u06ff\u0900-\u0dff\u0e00-\u0e7f]{1,200}")
