"""A fake AniList. See `/work/shared/research/metadata-providers.md`, section 4.

Each season is an entry. The id of a season is `ids["anilist"]` of its facts; two ids, "99147,104578", make it two cours. Without
one, the first season has the show's id, and a further one that id with its number.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from starlette.requests import Request

from dim.metadata.model import Credit, EpisodeFacts, Facts
from support.metadata import graphql
from support.metadata.fake import FakeProvider, Reply, number_of
from support.metadata.known import KnownTitle, words

_STATUS = {"continuing": "RELEASING", "ended": "FINISHED", "cancelled": "CANCELLED", "planned": "NOT_YET_RELEASED"}
_ROLES = {"director": "Director", "writer": "Series Composition", "creator": "Original Creator", "composer": "Music"}


@dataclass
class _Entry:
    id: int
    title: KnownTitle
    suffix: str
    facts: Facts
    episodes: list[EpisodeFacts]
    before: int | None = None
    after: int | None = None


class FakeAnilist(FakeProvider):
    """AniList: one address that GraphQL is posted to. `limit`: requests a minute, as its headers say."""

    name = "anilist"
    path = "/"
    has_etags = False
    limit = 90

    def __init__(self, titles: Sequence[KnownTitle] = (), *, port: int = 0, decoys: bool = True) -> None:
        super().__init__(titles, port=port, decoys=decoys)
        self.entries = {one.id: one for title in self.titles for one in _entries(title)}

    async def answer(self, request: Request) -> Reply:
        headers = {"x-ratelimit-limit": str(self.limit), "x-ratelimit-remaining": str(max(1, self.limit - 1))}
        try:
            asked = json.loads(await request.body())
            fields = graphql.parse(asked["query"], asked.get("variables") or {})
            data = {one.alias: self._resolve(one) for one in fields}
        except LookupError:
            return Reply({"errors": [{"message": "Not Found.", "status": 404}], "data": {"Media": None}}, 404, headers)
        except (ValueError, KeyError) as error:
            return Reply({"errors": [{"message": str(error), "status": 400}], "data": None}, 400, headers)
        return Reply({"data": data}, 200, headers)

    def _resolve(self, asked: graphql.Field) -> Any:
        arguments = asked.arguments
        if asked.name == "Media":
            wanted = arguments.get("id")
            if wanted is None and "idMal" in arguments:
                wanted = next(
                    (one.id for one in self.entries.values() if one.title.id("mal") == str(arguments["idMal"])), None
                )
            if wanted not in self.entries:
                raise LookupError(wanted)
            return graphql.project(self._media(self.entries[wanted], depth=4), asked.fields)
        if asked.name == "Page":
            return {
                one.alias: {"hasNextPage": False} if one.name == "pageInfo" else
                [graphql.project(self._media(entry, depth=1), one.fields) for entry in self._found(one.arguments)]
                for one in asked.fields
            }  # fmt: skip
        raise ValueError(f'Cannot query field "{asked.name}"')

    def _found(self, arguments: dict[str, Any]) -> list[_Entry]:
        wanted, formats = words(arguments.get("search") or ""), arguments.get("format_in")
        titles = {id(title) for title in self.search(arguments.get("search") or "")}
        found = [
            one for one in self.entries.values()
            if (id(one.title) in titles or wanted <= words(f"{one.title.title} {one.suffix}"))
            and (not formats or _format(one) in formats)
        ]  # fmt: skip
        return found[:25]

    def _media(self, entry: _Entry, depth: int) -> dict[str, Any]:
        title, facts = entry.title, entry.title.details.facts
        is_show = title.kind == "show"
        name = f"{facts.title}{entry.suffix}"
        romaji = next((one for one in facts.other_titles if one.isascii()), facts.title) or ""
        found: dict[str, Any] = {
            "id": entry.id, "idMal": int(facts.ids["mal"]) if facts.ids.get("mal") else None, "type": "ANIME",
            "title": {"romaji": romaji + entry.suffix, "english": name, "native": facts.original_title, "userPreferred": romaji},
            "synonyms": list(facts.other_titles), "format": _format(entry), "status": _STATUS.get(facts.status or "ended"),
            "episodes": len(entry.episodes) if is_show else 1, "duration": round(facts.runtime / 60) if facts.runtime else None,
            "season": "SPRING", "seasonYear": entry.facts.year or facts.year, "startDate": _date(entry.facts.released or facts.released),
            "endDate": _date(facts.ended), "description": (facts.overview or "") + "<br><br>\n(Source: Crunchyroll)",
            "genres": list(facts.genres), "tags": [{"name": one, "rank": 80, "isMediaSpoiler": False} for one in facts.keywords],
            "averageScore": round((facts.rating or 0) * 10) or None, "meanScore": round((facts.rating or 0) * 10) or None,
            "popularity": round(title.popularity * 1000), "isAdult": "Hentai" in facts.genres, "source": "MANGA",
            "countryOfOrigin": facts.countries[0] if facts.countries else "JP",
            "coverImage": self._cover(entry), "bannerImage": self._picture(facts, "banner"),
            "trailer": next(({"id": one.url.rpartition("=")[2], "site": "youtube"} for one in facts.trailers), None),
            "studios": {"nodes": [{"name": one} for one in facts.studios]}, "nextAiringEpisode": None, "externalLinks": [],
            "siteUrl": f"https://anilist.co/anime/{entry.id}",
            "characters": {"edges": [
                {"role": "MAIN", "node": {"name": {"full": one.character}}, "voiceActors": [self._person(one)]}
                for one in facts.people if one.job == "actor"
            ]},
            "staff": {"edges": [{"role": _ROLES[one.job], "node": self._person(one)} for one in facts.people if one.job in _ROLES]},
            "streamingEpisodes": [
                {"title": f"Episode {at} - {one.facts.title}", "thumbnail": self._picture(one.facts, "still")}
                for at, one in enumerate(entry.episodes, 1)
            ],
        }  # fmt: skip
        if depth:
            found["relations"] = {"edges": [
                {"relationType": relation, "node": self._media(self.entries[other], depth - 1)}
                for relation, other in (("PREQUEL", entry.before), ("SEQUEL", entry.after)) if other is not None
            ]}  # fmt: skip
        return found

    def _cover(self, entry: _Entry) -> dict[str, Any]:
        url = self._picture(entry.facts, "poster") or self._picture(entry.title.details.facts, "poster")
        return {"extraLarge": url, "large": url, "color": "#e4a15d"}

    def _person(self, one: Credit) -> dict[str, Any]:
        picture = f"{self.origin}/file/{one.picture.rpartition('/')[2]}" if one.picture else None
        return {"id": number_of(one.name), "name": {"full": one.name}, "image": {"large": picture}}

    def _picture(self, facts: Facts, kind: str) -> str | None:
        return next(
            (f"{self.origin}/file/{one.location.rpartition('/')[2]}" for one in facts.pictures if one.kind == kind),
            None,
        )


def _entries(title: KnownTitle) -> list[_Entry]:
    first = int(title.id("anilist") or 0)
    found: list[_Entry] = []
    for season in title.details.seasons:
        if season.number < 1:
            continue
        episodes = [one for one in title.details.episodes if one.season == season.number]
        default = str(first) if season.number == 1 else f"{first}{season.number:02}"
        ids = season.facts.ids.get("anilist", default).split(",")
        half = -(-len(episodes) // len(ids)) or 1
        for cour, number in enumerate(ids):
            suffix = (f" Season {season.number}" if season.number > 1 else "") + (f" Part {cour + 1}" if cour else "")
            found.append(_Entry(int(number), title, suffix, season.facts, episodes[cour * half : (cour + 1) * half]))
    for one, following in pairwise(found):
        one.after, following.before = following.id, one.id
    return found or [_Entry(first, title, "", title.details.facts, [])]


def _format(entry: _Entry) -> str:
    return "TV" if entry.title.kind == "show" else "MOVIE"


def _date(day: str | None) -> dict[str, int | None]:
    year, month, day_ = (int(one) for one in day.split("-")) if day else (None, None, None)
    return {"year": year, "month": month, "day": day_}
