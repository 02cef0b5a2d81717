"""The seasons of a series on AniList, which has an entry for each season, and often for each half of one (split cours). Pure.

Entries point to the ones before and after them (PREQUEL, SEQUEL). Movies and specials in between are passed over.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from dim.media.json_values import objects, text
from dim.metadata.providers.reading import key, member, strings

LONGEST = 40
"""Entries of a chain."""
_SERIES = frozenset({"TV", "TV_SHORT", "ONA"})
_SECOND_HALF = re.compile(
    r"\b(?:part|cour)\s*(?:[2-9]|ii|iii|two|three)\b|\b(?:2nd|3rd|second|third)\s+cour\b", re.IGNORECASE
)
_SEASON = re.compile(r"\b(?:season\s*(\d{1,2})|(\d{1,2})(?:st|nd|rd|th)\s+season)\b", re.IGNORECASE)
Relation = Literal["PREQUEL", "SEQUEL"]


@dataclass(frozen=True, slots=True)
class Part:
    """An entry, and where its episodes are in the series."""

    media: Mapping[str, Any]
    season: int
    offset: int
    """Episodes of this season in entries before."""
    absolute: int
    """Episodes of all seasons before."""


def related(media: Mapping[str, Any], relation: Relation) -> Mapping[str, Any]:
    """The entry before or after; a series rather than a movie. Empty: there is none."""
    nodes = [
        node
        for edge in objects(member(media, "relations").get("edges"))[:200]
        if text(edge, "relationType") == relation
        and (node := member(edge, "node"))
        and key(node)
        and text(node, "type") in (None, "ANIME")
    ]
    return next((one for one in nodes if text(one, "format") in _SERIES), nodes[0] if nodes else {})


def unknown_neighbours(start: str, known: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The ids where the known part of the chain ends, before and after, as far as it goes on."""
    found = []
    for relation in ("PREQUEL", "SEQUEL"):
        path = _follow(start, known, relation)
        if path and path[-1] not in known:
            found.append(path[-1])
    return found


def chain(start: str, known: Mapping[str, Mapping[str, Any]], count: Callable[[Mapping[str, Any]], int]) -> list[Part]:
    """All seasons of the series that an entry is part of, in order. `count`: how many episodes an entry has."""
    before, after = _follow(start, known, "PREQUEL"), _follow(start, known, "SEQUEL")
    ids = [*reversed(before), start, *after]
    medias = [known[one] for one in ids if one in known]
    series = [one for one in medias if text(one, "format") in _SERIES] or [known[start]]
    if known[start] not in series:  # an OVA is a series of its own
        series = [known[start]]
    parts: list[Part] = []
    season = offset = absolute = 0
    for one in series:
        if not parts or not _continues(one, parts[-1].media):
            season, offset = season + 1, 0
        parts.append(Part(one, season, offset, absolute))
        offset += count(one)
        absolute += count(one)
    return parts


def _follow(start: str, known: Mapping[str, Mapping[str, Any]], relation: Relation) -> list[str]:
    found: list[str] = []
    at = start
    while at in known and len(found) < LONGEST:
        after = key(related(known[at], relation))
        if after is None or after == start or after in found:
            break
        found.append(after)
        at = after
    return found


def _continues(media: Mapping[str, Any], before: Mapping[str, Any]) -> bool:
    """Whether an entry is a further half of the season before: "Attack on Titan Season 3 Part 2"."""
    titles = _titles(media)
    if not any(_SECOND_HALF.search(title) for title in titles):
        return False
    mine, theirs = _season_numbers(titles), _season_numbers(_titles(before))
    return not mine or not theirs or bool(mine & theirs)


def _season_numbers(titles: list[str]) -> set[int]:
    return {int(found[1] or found[2]) for title in titles for found in _SEASON.finditer(title)}


def _titles(media: Mapping[str, Any]) -> list[str]:
    titles = member(media, "title")
    return strings([titles.get("english"), titles.get("romaji")])
