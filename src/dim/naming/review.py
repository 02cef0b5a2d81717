"""Reasons why an identity may be wrong, as text for the person who reviews it."""

import re

from dim.naming.model import Identity
from dim.naming.text import clean, fold, listed

_GENERIC_TITLE = re.compile(
    r"(?:(?:new|untitled|sample|my)? ?(?:movie|video|film|title|feature|clip|recording|capture|output|download|unknown)s?|"
    r"(?:img|imag|cimg|pict|dcim|mvi|dsc|dscn|"
    r"vid|gopr|gx|gh|mov|pxl|dji|vts|title t|t) ?\d{1,20}|\d{5,}|[0-9a-f]{12,})(?: ?\d{1,8}){0,4}"
)
"""Folded titles that come from cameras, rippers and downloads, not from people."""
_EPISODE = re.compile(r"(?<![^\W_])(?:s\d{1,2}[ ._-]?e\d{1,3}|\d{1,2}x\d{2,3})(?![^\W_])", re.IGNORECASE)
_BRACKETS = re.compile(r"\[[^\]]{0,200}\]|\([^)]{0,200}\)")
_CERTAIN_ENOUGH, _LIKELY_ENOUGH = 0.8, 0.55
"""The confidence from which nobody needs to check a number of three digits, and any other number."""
_ARTICLES = frozenset(("the", "a", "an", "and", "of", "der", "die", "das", "la", "le", "les", "el"))


def review_reason(path: str, identity: Identity) -> str | None:
    """Return why the identity of a path (relative to the library) needs review, or None."""
    if identity.kind == "movie":
        return _check_movie(path, identity)
    if identity.kind == "episode":
        return _check_episode(path, identity)
    return None


def _check_movie(path: str, identity: Identity) -> str | None:
    name = path.rpartition("/")[2]
    if match := _EPISODE.search(name):
        return f"“{match.group()}” looks like an episode of a show, and this is a library of movies."
    title = fold(identity.title)
    if identity.year is not None:  # a person named it
        return None
    if _GENERIC_TITLE.fullmatch(title):
        return f"“{identity.title}” hardly is a title: no name around it says which movie it is."
    if len(title) < 3 or title.isdigit():
        return f"“{identity.title}” is all that its name says, without a year."
    return None


def _check_episode(path: str, identity: Identity) -> str | None:
    number, title = identity.spans.get("episodes"), identity.spans.get("title")
    if title is None or _GENERIC_TITLE.fullmatch(fold(identity.title)):
        return "No name around it says which show it is." if identity.episodes or identity.date else None
    text = path[slice(*number)] if number is not None else ""
    certainty = identity.confidence.get("episodes", 1.0)
    in_one = (
        text.isdigit()
        and identity.season
        and identity.episodes
        and int(text) == identity.season * 100 + identity.episodes[0]
    )
    if in_one and certainty < _CERTAIN_ENOUGH:
        return f"“{text}” was read as season {identity.season}, episode {identity.episodes[0]}."
    if identity.episodes and certainty < _LIKELY_ENOUGH:
        return f"“{text}” was read as {_numbers(identity)}. It may mean something else."
    own = _own_title(path, identity)
    if own is not None and not _share_words(own, (identity.title, *identity.titles[1:])):
        return f"Its folder says “{identity.title}”, its own name “{own}”."
    return None


def _numbers(identity: Identity) -> str:
    """Return what an identity numbers, in words."""
    episodes = listed(identity.episodes)
    return f"season {identity.season}, {episodes}" if identity.season is not None else episodes


def _own_title(path: str, identity: Identity) -> str | None:
    """Return the title in the file's own name if the show's title comes from a folder."""
    start, number = path.rfind("/") + 1, identity.spans.get("episodes") or identity.spans.get("date")
    if number is None or number[0] < start or identity.spans["title"][1] > start:
        return None
    own = clean(_BRACKETS.sub(" ", path[start : number[0]]))
    return own if sum(char.isalpha() for char in own) >= 3 else None


def _share_words(own: str, titles: tuple[str, ...]) -> bool:
    """Whether a name shares a word with one of the titles, or abbreviates it."""
    mine = fold(own)
    for title in map(fold, filter(None, titles)):
        words = title.split()
        initials = "".join(word[0] for word in words)
        if mine.replace(" ", "") in (initials, title.replace(" ", "")) or title.replace(" ", "") in mine.replace(
            " ", ""
        ):
            return True
        if set(mine.split()) & set(words) - _ARTICLES or (
            mine and title.replace(" ", "").startswith(mine.replace(" ", "")[:4])
        ):
            return True
    return False
