"""The words of a set at the end of a title: "The Complete Series", "Complete Seasons", "9 Movie Collection"."""

import re

from dim.naming.text import clean
from dim.naming.words.number_words import SEASON_WORDS, SET_WORDS

_SETS = re.compile(
    r"[\s._\-–:(\[+,]{1,5}(?:(?:the|la|le|die|der)[\s._]{1,2})?(?:(?:\d{1,2}|complete|full|entire|all)[\s._-]{1,3}){0,2}"
    r"(?:(?:original|animated|tv|dvd|blu-?ray|movie|film|mini)[\s._-]{1,3}){0,2}"
    r"(?P<noun>complete|full|all|completa|completo|complète|komplett|integrale?|intégrale|seasons?|series|collection|colecci[oó]n|cole[cç][aã]o|collezione|"
    r"saison|staffel|temporadas?|stagion[ei]|box[\s._-]?set|pack|version|edition|trilog(?:y|ie|ía|ia)|quadrilogy|"
    r"quadrilogía|tetralogy|pentalogy|hexalogy|duology|dilogy|anthology|box|saga|movies|films|batch|сезоны?|полностью|"
    r"полная коллекция|全集|合集)[\s._\-–:)\]]{0,5}$",
    re.IGNORECASE,
)


_NOUNS = (
    "complete", "full", "all", "completa", "completo", "complète", "completas", "completos", "komplett", "integral",
    "integrale", "intégrale", "season", "seasons", "series", "collection", "colección", "coleccion", "coleção", "colecao",
    "collezione", "saison", "staffel", "temporada", "temporadas", "stagione", "stagioni", "boxset", "set", "pack",
    "version", "edition", "trilogy", "trilogie", "trilogía", "trilogia", "quadrilogy", "quadrilogía", "tetralogy",
    "pentalogy", "hexalogy", "duology", "dilogy", "anthology", "saga", "movies", "films", "batch", "сезон", "сезоны",
    "полностью", "коллекция", "全集", "合集", "serie", "show",
)  # fmt: skip
"""What the words of a set end with; most titles end with none of it."""
_COMPLETE = re.compile(
    r"complet|full|entire|komplett|int[eé]gral|all[\s._]\d|полн|全集|合集|\d[\s._-]{1,3}(?:movie|film)", re.IGNORECASE
)
_ARTICLES = frozenset(("a", "an", "the", "la", "le", "der", "die", "das", "el", "il", "of", ""))
_MOST_WORDS = 3
_SEVERAL_FILMS = frozenset((
    "trilogy", "trilogie", "quadrilogy", "tetralogy", "pentalogy", "hexalogy", "duology", "anthology", "boxset", "box set",
))  # fmt: skip
_COLLECTIONS = frozenset(("collection", "saga", "pack", "movies", "films"))
_SERIES_COMPLETE = re.compile(
    r"[\s._\-–:(\[]{1,4}(?:tv[\s._])?(?:series|serie|show)[\s._-]{1,3}(?:complete|completa|complète|komplett)[\s._)\]]*$",
    re.IGNORECASE,
)


def may_end_with_set(text: str) -> bool:
    """Whether a text may end with the words of a set; quick."""
    return text.rstrip(" ._-–:()[]+,").lower().endswith(_NOUNS)


def without_set(text: str, several: bool, tagged: bool, fansub: bool, numbered: bool) -> str:
    """Remove the words of a set at the end of a title; the parameters are those of `titles_of`."""
    text = _SERIES_COMPLETE.sub("", text) or text
    for _ in range(_MOST_WORDS):
        match = _SETS.search(text)
        if match is None or clean(text[: match.start()]).casefold() in _ARTICLES:
            break
        noun = match["noun"].casefold()
        whole = _COMPLETE.search(match.group()) is not None
        if noun == "batch":
            counts = fansub
        elif noun in SET_WORDS:
            counts = several or (tagged and not numbered and noun != "all")
        elif noun in SEASON_WORDS:
            counts = several or whole or numbered
        elif noun in _SEVERAL_FILMS:
            counts = several or whole or tagged
        elif noun in _COLLECTIONS:
            counts = several or whole or (tagged and noun == "collection" and "(" not in text)
        else:
            counts = whole
        if not counts:
            break
        text = text[: match.start()]
    return text
