"""Find the title in a name: without descriptions, and in one language if it is given in two."""

import re
from typing import NamedTuple

from dim.naming.numbers.values import Numbering
from dim.naming.parsed_name import ParsedName, best_year, is_country
from dim.naming.paths import PathComponent
from dim.naming.text import clean, has_cjk, has_latin, is_latin

_TRAILING = re.compile(r"\s{0,9}[\[({]([^\[\](){}]{0,200})[\])}]?[\s._-]{0,9}$")
_PIECES = re.compile(r"\[([^\[\]]{1,200})\]?|([^\[\]]{1,200})")
_LATIN_RUN = re.compile(r"[A-Za-z0-9À-ɏ][^\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af★·_/]{1,200}")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_FILM_NUMBER = re.compile(r"-f\d{1,2}-")


class TitleMatch(NamedTuple):
    """The title found in a name, the year, the same title in another language, and their spans in the path."""

    title: str
    year: int | None
    alternative: str | None
    spans: dict[str, tuple[int, int]]


def all_titles(match: TitleMatch) -> tuple[str, ...]:
    """All titles of a match, the main one first."""
    return tuple(title for title in (match.title, match.alternative) if title)


def find_title(source: PathComponent, found: Numbering | None, alone: bool) -> TitleMatch:
    """Find title and year of a name with these numbers. `alone`: there are no folders that could name the show."""
    parsed, offset = source
    words = parsed.words
    leading = found is not None and found.leading and found.last + 1 < len(words)
    start, limit = parsed.title_start, len(words) if found is None else found.first
    if found is not None and leading:
        start, limit = words[found.last].end, len(words)
    year = best_year(parsed, limit, found)
    stop = parsed.title_end(limit if limit < len(words) else None)
    if year is not None and year > parsed.first_word:
        stop = min(stop, parsed.start_of(year))
    elif year == 0:
        start = words[0].end + 1
    country = next(
        (
            index
            for index in range(parsed.first_word + 1, len(words))
            if words[index].start < stop and is_country(words[index])
        ),
        None,
    )
    if country is not None:
        stop = min(stop, parsed.start_of(country))
    title, alternative, (begin, end) = title_of(parsed, start, stop)
    if leading and alone and not parsed.fansub and title.count(" - ") == 1:
        title = title.split(" - ")[0].strip()
    spans = {"title": (begin + offset, end + offset)} if title else {}
    if year is not None:
        spans["year"] = (words[year].start + offset, words[year].end + offset)
    return TitleMatch(title, int(words[year].lowered) if year is not None else None, alternative, spans)


def title_of(parsed: ParsedName, start: int, stop: int) -> tuple[str, str | None, tuple[int, int]]:
    """Return the title between two positions, the title in another language (or None), and the title's span."""
    text = parsed.name[start:stop]
    if "-f" in text and (film := _FILM_NUMBER.search(text)):
        start += film.end()
        text = text[film.end() :]
        text = text[: text.find("-x")] if "-x" in text else text
    alternative: str | None = None
    if parsed.fansub and "[" in text:
        text, alternative = _title_in_brackets(text)
    while (match := _TRAILING.search(text)) and match.start() > 0 and clean(text[: match.start()]):
        inside = match[1].strip()
        if (
            alternative is None
            and inside
            and not inside.isdigit()
            and len(inside) > 2
            and inside.lower() not in ("miniserie", "miniseries")
        ):
            alternative = inside
        text = text[: match.start()]
    if "/" in text:
        text, alternative = _title_in_languages(text.split("/"), alternative)
    if has_cjk(text) and has_latin(text):
        text, alternative = _title_in_two_scripts(text)
    title = clean(text)
    begin = start + max(parsed.name[start:stop].find(text.strip()), 0)
    return title, (clean(alternative) or None) if alternative else None, (begin, begin + len(text.strip()))


def _title_in_brackets(text: str) -> tuple[str, str | None]:
    """Choose among bracketed texts: the first in Latin script, else the first with Latin letters, else the first."""
    pieces = [first or second for first, second in _PIECES.findall(text)]
    pieces = [piece for piece in pieces if clean(piece.strip(" ★"))]
    spoken = [piece for piece in pieces if not (piece.startswith("★") and piece.endswith("★"))] or pieces
    if not spoken:
        return text, None
    if len(spoken) == 1 or not has_cjk(text):
        if not has_cjk(text):
            outside = [second for _, second in _PIECES.findall(text) if clean(second)]
            return (outside or spoken)[0], None
        return spoken[0], None
    best = next((piece for piece in spoken if is_latin(piece)), None) or next(
        (piece for piece in spoken if has_latin(piece)), spoken[0]
    )
    alternative = next((piece for piece in spoken if piece is not best), None)
    return best, alternative


def _title_in_languages(pieces: list[str], alternative: str | None) -> tuple[str, str | None]:
    """Choose among titles separated by slashes: the first in Latin script if others are not, else the first."""
    named = [piece for piece in pieces if clean(piece)]
    if not named:
        return " ".join(pieces), alternative
    foreign = any(has_cjk(piece) or _CYRILLIC.search(piece) for piece in named)
    best = (
        next((piece for piece in named if is_latin(piece) and not _CYRILLIC.search(piece)), named[0])
        if foreign
        else named[0]
    )
    rest = next((piece for piece in named if piece is not best), alternative)
    return best, rest


def _title_in_two_scripts(text: str) -> tuple[str, str | None]:
    """Return the Latin part of a title in two scripts, unless it is just a word within the other part."""
    runs = sorted((match.group() for match in _LATIN_RUN.finditer(text)), key=len, reverse=True)
    best = runs[0].strip(" _-.·") if runs else ""
    letters = sum(char.isalpha() for char in best)
    if letters < 4 or not (text.strip().startswith(best) or text.rstrip(" ._-").endswith(best.rstrip(" ._-"))):
        return text, None
    return best, text.replace(best, " ").strip(" _-.·★") or None
