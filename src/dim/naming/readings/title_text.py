"""The titles in a piece of a name: without numbers of films, brackets, and words of a set; each language by itself."""

import re

from dim.naming.readings.languages import (
    OTHER_SCRIPT,
    SLASHES,
    is_foreign,
    is_plain_latin,
    title_in_brackets,
    title_in_languages,
    title_in_two_scripts,
)
from dim.naming.readings.parsed_name import ParsedName
from dim.naming.readings.sets import may_end_with_set, without_set
from dim.naming.text import clean, has_cjk, has_latin

_TRAILING = re.compile(r"(?P<space>\s{0,9})[\[({](?P<inside>[^\[\](){}]{0,200})[\])}]?[\s._-]{0,9}$")
_FILM_NUMBER = re.compile(r"-f\d{1,2}-")
_STAR = re.compile(r"[★☆][^★☆]{1,30}[★☆]")
_SEASON_OF_YEAR = re.compile(r"(?:(?:19|20)\d\d年)?\d{1,2}月新番")
"""When a show began, as fansub groups note it: "04月新番"."""
_AKA = re.compile(r"\s(?:a\.?k\.?a\.?|aka|alias)\s", re.IGNORECASE)
_NO_TITLES = frozenset((
    "miniserie", "miniseries", "tv", "тв", "film", "movie", "ova", "tv series", "serie", "the movie", "anime", "minisodes",
    "specials", "extras", "webisodes", "complete",
))  # fmt: skip
_CLOSING = frozenset(")]}")
_INNER = re.compile(r"(?:and|or|not|but|with|in|of|for|the|a|no|y|et|und)\b(?=.*[a-z])")
"""How a bracket begins that belongs to a title: "Love (and Other Taxes)"."""


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
    if "新番" in text:
        text = _SEASON_OF_YEAR.sub(" ", text)
    if "★" in text or "☆" in text:
        text = _STAR.sub(" ", text)
    if "[" in text and (parsed.fansub or has_cjk(text)):
        text, more = title_in_brackets(text)
        others += more
    text, more = _without_trailing_brackets(text)
    others += more
    if may_end_with_set(text):
        text = without_set(text, several, tagged, parsed.fansub, numbered)
        text, more = _without_trailing_brackets(text)
        others += more
    if "/" in text or "|" in text or "｜" in text:
        text, more = title_in_languages(SLASHES.split(text))
        others = more + others
        text, more = _without_trailing_brackets(text)
        others = more + others
    if others and not has_latin(text):
        latin = next((other for other in others if is_plain_latin(other)), None)
        if latin is not None:
            others = [text, *(other for other in others if other is not latin)]
            text = latin
    if not text.isascii() and has_latin(text) and (has_cjk(text) or OTHER_SCRIPT.search(text)):
        text, other = title_in_two_scripts(text)
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
    span = (begin, begin + len(text.strip()))
    if not others:
        return (title,), span
    cleaned = [clean(other) for other in others]
    more = [other for other in cleaned if other and other.casefold() != title.casefold()]
    return tuple(dict.fromkeys([title, *sorted(more, key=is_foreign)])), span


def _without_trailing_brackets(text: str) -> tuple[str, list[str]]:
    """Remove brackets at the end of a title, other than those glued to it ("Mezzo(DSA)"); return what they say."""
    others: list[str] = []
    in_languages = " / " in text
    while text.rstrip(" ._-")[-1:] in _CLOSING:
        match = _TRAILING.search(text)
        if match is None or not clean(text[: match.start()]):
            break
        inside, opening = match["inside"].strip(), match.group().lstrip()[:1]
        if opening == "(" and (_INNER.match(inside) or (not in_languages and _is_word_of_title(text, inside))):
            break
        separated = match["space"] or text[match.start() - 1] in "._-)]" or opening == "["
        if not separated and inside and not inside.isdigit():
            break
        if not in_languages and _may_be_title(inside):
            others += [part for part in SLASHES.split(inside) if part.strip()] if " / " in inside else [inside]
        text = text[: match.start()]
    return text, others


def _is_word_of_title(text: str, inside: str) -> bool:
    """Whether a bracket at the end of a title is part of it: "Lovers (Reprise)"."""
    if len(inside) < 3 or not inside.isalpha() or inside.lower() in _NO_TITLES:
        return False
    return inside.isascii() and text.isascii()


def _may_be_title(inside: str) -> bool:
    """Whether a bracket behind a title may be another one."""
    return len(inside) > 2 and not inside.isdigit() and inside.lower() not in _NO_TITLES
