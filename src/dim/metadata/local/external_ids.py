"""Ids of other catalogs: in links, and as programs name them."""

import re
from collections.abc import Iterable

_ALIASES = {
    "themoviedb": "tmdb", "tmdbid": "tmdb", "moviedb": "tmdb", "imdbid": "imdb", "imdb_id": "imdb", "thetvdb": "tvdb",
    "tvdbid": "tvdb", "tvmazeid": "tvmaze", "anilistid": "anilist", "anidbid": "anidb", "wikidataid": "wikidata",
    "myanimelist": "mal", "malid": "mal", "traktid": "trakt", "tmdbcol": "tmdbcollection", "tmdbset": "tmdbcollection",
    "collectionnumber": "tmdbcollection", "tmdbcolid": "tmdbcollection",
}  # fmt: skip
_DIGITS = re.compile(r"[1-9]\d{0,9}", re.ASCII)
_FORMS = {
    "imdb": re.compile(r"tt\d{5,10}", re.ASCII),
    "wikidata": re.compile(r"Q[1-9]\d{0,11}", re.ASCII),
    **dict.fromkeys(("tmdb", "tvdb", "tvmaze", "anilist", "anidb", "mal", "tmdbcollection"), _DIGITS),
}
_ANY = re.compile(r"[\w.:/-]{1,100}", re.ASCII)
_PROVIDER = re.compile(r"[a-z][a-z0-9_.-]{0,29}", re.ASCII)
_LINKS = (
    ("imdb", re.compile(r"imdb\.[a-z]{2,3}/(?:[a-z]{2}/)?title/(tt\d{5,10})", re.IGNORECASE | re.ASCII)),
    ("imdb", re.compile(r"imdb\.[a-z]{2,3}/title\?(tt\d{5,10})", re.IGNORECASE | re.ASCII)),
    ("imdb", re.compile(r"imdb\.[a-z]{2,3}/Title\?(\d{5,10})", re.IGNORECASE | re.ASCII)),
    ("tmdb", re.compile(r"themoviedb\.org/(?:movie|tv)/([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("tvdb", re.compile(
        r"thetvdb\.com(?=/)[^\s\"'<>]{0,200}?(?:[?&]id=|seriesid=|/(?:series|movies|dereferrer/series)/)([1-9]\d{0,9})(?![\w-])",
        re.IGNORECASE | re.ASCII,
    )),
    ("tvdb", re.compile(r"thetvdb\.com/\?(?:[^\s\"'<>]{0,200}&)?(?:id|seriesid)=([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("tvmaze", re.compile(r"tvmaze\.com/shows/([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("anilist", re.compile(r"anilist\.co/anime/([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("anidb", re.compile(r"anidb\.net/anime/([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("anidb", re.compile(r"anidb\.net/a([1-9]\d{0,9})", re.IGNORECASE | re.ASCII)),
    ("wikidata", re.compile(r"wikidata\.org/wiki/(Q[1-9]\d{0,11})", re.ASCII)),
)  # fmt: skip


def provider_name(name: str) -> str | None:
    """The name under which Dim keeps a program's ids; None: it is no name.

    >>> provider_name("TheMovieDB"), provider_name("imdbid"), provider_name("my catalog")
    ('tmdb', 'imdb', None)
    """
    name = name.strip().casefold()
    name = _ALIASES.get(name, name)
    return name if _PROVIDER.fullmatch(name) else None


def clean_id(provider: str, value: str) -> str | None:
    """An id of a provider (as `provider_name` gives it) in its usual form; None: it is none.

    >>> clean_id("imdb", "0133093"), clean_id("tmdb", "movie/603"), clean_id("tmdb", "0")
    ('tt0133093', '603', None)
    """
    value = value.strip()
    if provider == "imdb" and value.isascii() and value.isdigit() and len(value) >= 5:
        value = f"tt{value}"
    elif provider == "imdb":
        value = value.lower()
    elif provider in ("tmdb", "tvdb") and "/" in value:  # as in Matroska tags: "movie/603"
        value = value.rpartition("/")[2]
    return value if _FORMS.get(provider, _ANY).fullmatch(value) else None


def clean_ids(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Ids by provider, of names and values as programs write them; the first of a provider holds."""
    found: dict[str, str] = {}
    for name, value in pairs:
        provider = provider_name(name)
        if provider and (known := clean_id(provider, value)):
            found.setdefault(provider, known)
    return found


def ids_in_text(text: str) -> dict[str, str]:
    """The ids in the links of a text; the first link to each catalog holds.

    >>> ids_in_text("see https://www.themoviedb.org/movie/603-the-matrix")
    {'tmdb': '603'}
    """
    found: dict[str, str] = {}
    for provider, pattern in _LINKS:
        match = pattern.search(text)
        if match and (known := clean_id(provider, match.group(1))):
            found.setdefault(provider, known)
    return found
