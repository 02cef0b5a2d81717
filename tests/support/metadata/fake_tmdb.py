"""A fake TMDB v3. See `/work/shared/research/metadata-providers.md`, section 2."""

from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any

from starlette.requests import Request

from dim.metadata.model import Credit, EpisodeFacts, Facts, Picture
from support.metadata.fake import FakeProvider, Reply, number_of
from support.metadata.known import KnownTitle

KEY = "0123456789abcdef0123456789abcdef"
TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJkaW0iLCJzY29wZXMiOlsiYXBpX3JlYWQiXX0.c2lnbmF0dXJl"
_PAGE = 20
_JOBS = {"director": "Director", "writer": "Screenplay", "composer": "Original Music Composer", "producer": "Producer"}
_STATUS = {"continuing": "Returning Series", "ended": "Ended", "cancelled": "Canceled", "planned": "Planned"}
_ORDERS = {"aired": 1, "absolute": 2, "dvd": 3}
INVALID_KEY = Reply(
    {"status_code": 7, "status_message": "Invalid API key: You must be granted a valid key.", "success": False}, 401
)
NOT_FOUND = Reply(
    {"success": False, "status_code": 34, "status_message": "The resource you requested could not be found."}, 404
)
_SIZES = {
    "backdrop_sizes": ["w300", "w780", "w1280", "original"],
    "logo_sizes": ["w45", "w92", "w154", "w185", "w300", "w500", "original"],
    "poster_sizes": ["w92", "w154", "w185", "w342", "w500", "w780", "original"],
    "profile_sizes": ["w45", "w185", "h632", "original"],
    "still_sizes": ["w92", "w185", "w300", "original"],
}


class FakeTmdb(FakeProvider):
    """TMDB, with the key `KEY` and the token `TOKEN`. Pictures are at /t/p/<size>/<name>.jpg."""

    name = "tmdb"
    path = "/3"

    async def answer(self, request: Request) -> Reply:
        query, path = request.query_params, request.url.path.removeprefix("/3")
        if query.get("api_key") != KEY and request.headers.get("authorization") != f"Bearer {TOKEN}":
            return INVALID_KEY
        match path.strip("/").split("/"):
            case ["configuration"]:
                base = f"{self.origin}/t/p/"
                return Reply({"change_keys": [], "images": {"base_url": base, "secure_base_url": base, **_SIZES}})
            case ["search", ("movie" | "tv") as kind]:
                return self._search(kind, query)
            case ["discover", ("movie" | "tv") as kind]:
                return self._discover(kind, query)
            case ["find", number]:
                return self._find(number, query)
            case [("movie" | "tv") as kind, number]:
                title = self._known(kind, number)
                return Reply(self._details(title, query)) if title else NOT_FOUND
            case ["tv", number, "season", season]:
                title = self._known("tv", number)
                found = self._season(title, int(season), _language(query)) if title and season.isdecimal() else None
                return Reply(found) if found else NOT_FOUND
            case ["tv", "episode_group", number]:
                return self._group(number)
            case [("movie" | "tv") as kind, number, part]:
                title = self._known(kind, number)
                found = self._part(title, part, query) if title else None
                return Reply(found) if found is not None else NOT_FOUND
        return NOT_FOUND

    def _known(self, kind: str, number: str) -> KnownTitle | None:
        return self.by_id(number, "movie" if kind == "movie" else "show")

    def _search(self, kind: str, query: Mapping[str, str]) -> Reply:
        if not query.get("query"):
            return Reply({"success": False, "status_code": 5, "status_message": "Invalid parameters."}, 422)
        return self._listed(self.search(query["query"], "movie" if kind == "movie" else "show"), query)

    def _discover(self, kind: str, query: Mapping[str, str]) -> Reply:
        found = [one for one in self.titles if one.kind == ("movie" if kind == "movie" else "show")]
        if query.get("sort_by") == "vote_count.desc":
            found.sort(key=lambda one: -one.votes)
        return self._listed(found, query)

    def _listed(self, found: list[KnownTitle], query: Mapping[str, str]) -> Reply:
        year = query.get("primary_release_year") or query.get("year") or query.get("first_air_date_year")
        found = [one for one in found if not year or one.details.facts.year == int(year)]
        page = int(query.get("page", "1"))
        listed = found[(page - 1) * _PAGE : page * _PAGE]
        return Reply({
            "page": page, "results": [self._entry(one, _language(query)) for one in listed],
            "total_pages": -(-len(found) // _PAGE), "total_results": len(found),
        })  # fmt: skip

    def _find(self, number: str, query: Mapping[str, str]) -> Reply:
        source = query.get("external_source", "").removesuffix("_id")
        found = [one for one in self.titles if one.id(source) == number]
        groups: dict[str, list[Any]] = {
            f"{kind}_results": [] for kind in ("movie", "person", "tv", "tv_episode", "tv_season")
        }
        for one in found:
            groups["movie_results" if one.kind == "movie" else "tv_results"].append(self._entry(one, _language(query)))
        return Reply(groups)

    def _entry(self, title: KnownTitle, language: str) -> dict[str, Any]:
        facts = title.details.facts
        name, released = ("title", "release_date") if title.kind == "movie" else ("name", "first_air_date")
        return {
            "adult": False, "backdrop_path": _path(facts, "backdrop"), "genre_ids": [number_of(one) for one in facts.genres],
            "id": int(title.id("tmdb") or 0), "original_language": _original(facts), "overview": _texts(facts, language)["overview"],
            f"original_{name}": facts.original_title or facts.title, "popularity": title.popularity,
            "poster_path": _path(facts, "poster"), released: facts.released or (f"{facts.year}-01-01" if facts.year else ""),
            name: _texts(facts, language)["title"], "vote_average": facts.rating or 0.0, "vote_count": title.votes,
            **({"video": False} if title.kind == "movie" else {"origin_country": list(facts.countries)}),
        }  # fmt: skip

    def _details(self, title: KnownTitle, query: Mapping[str, str]) -> dict[str, Any]:
        facts, language = title.details.facts, _language(query)
        collection = facts.collection
        found = {
            **self._entry(title, language), "tagline": _texts(facts, language)["tagline"], "homepage": "",
            "genres": [{"id": number_of(one), "name": one} for one in facts.genres],
            "production_companies": [{"id": number_of(one), "name": one, "logo_path": None} for one in facts.studios],
            "production_countries": [{"iso_3166_1": one, "name": one} for one in facts.countries],
            "spoken_languages": [{"iso_639_1": one, "name": one} for one in facts.languages],
        }  # fmt: skip
        found.pop("genre_ids")
        if title.kind == "movie":
            found |= {
                "imdb_id": facts.ids.get("imdb"), "runtime": round((facts.runtime or 0) / 60), "status": "Released", "budget": 0,
                "belongs_to_collection": collection and {
                    "id": int(collection.ids.get("tmdb", number_of(collection.name))), "name": collection.name,
                    "poster_path": collection.poster, "backdrop_path": collection.backdrop,
                },
            }  # fmt: skip
        else:
            found |= {
                "created_by": [_person(one) for one in facts.people if one.job == "creator"], "last_air_date": facts.ended or "",
                "episode_run_time": [round(facts.runtime / 60)] if facts.runtime else [], "status": _STATUS.get(facts.status or "", "Ended"),
                "networks": [{"id": number_of(one), "name": one} for one in facts.networks], "type": "Scripted",
                "number_of_seasons": sum(one.number > 0 for one in title.details.seasons),
                "seasons": [
                    {
                        "id": number_of(f"{title.title} {one.number}"), "season_number": one.number,
                        "name": one.facts.title or f"Season {one.number}", "overview": one.facts.overview or "" if language == "en" else "",
                        "air_date": one.facts.released, "poster_path": _path(one.facts, "poster"),
                        "episode_count": sum(episode.season == one.number for episode in title.details.episodes),
                    }
                    for one in title.details.seasons
                ],
            }  # fmt: skip
        for part in [one for one in query.get("append_to_response", "").split(",") if one][:20]:
            if part.startswith("season/") and title.kind == "show":
                value = self._season(title, int(part.partition("/")[2]), language)
            else:
                value = self._part(title, part, query)
            if value is not None:
                found[part] = value
        return found

    def _part(self, title: KnownTitle, part: str, query: Mapping[str, str]) -> dict[str, Any] | None:
        facts, is_movie = title.details.facts, title.kind == "movie"
        match part:
            case "credits":
                return {"cast": _cast(facts.people, "actor"), "crew": _crew(facts.people)}
            case "aggregate_credits":
                cast = [
                    {**one, "roles": [{"character": one.pop("character"), "episode_count": 10}]} for one in _cast(facts.people, "actor")
                ]  # fmt: skip
                crew = [{**one, "jobs": [{"job": one.pop("job"), "episode_count": 1}]} for one in _crew(facts.people)]
                return {"cast": cast, "crew": crew}
            case "release_dates":
                released = [
                    {"iso_3166_1": country, "release_dates": [
                        {"certification": "", "type": 1, "release_date": f"{facts.released}T00:00:00.000Z"},
                        {"certification": value, "type": 3, "release_date": f"{facts.released}T00:00:00.000Z"},
                    ]} for country, value in facts.certifications.items()
                ]  # fmt: skip
                return {"results": released} if is_movie else None
            case "content_ratings":
                rated = [{"iso_3166_1": country, "rating": value} for country, value in facts.certifications.items()]
                return {"results": rated} if not is_movie else None
            case "images":
                wanted = set(query.get("include_image_language", query.get("language", "en")).split(","))
                return {
                    f"{kind}s": [
                        _image(one) for one in facts.pictures if one.kind == kind and (one.language or "null") in wanted
                    ]
                    for kind in ("backdrop", "logo", "poster")
                }
            case "external_ids":
                ids = facts.ids
                tvdb = int(ids["tvdb"]) if ids.get("tvdb", "").isdecimal() else None
                return {
                    "imdb_id": ids.get("imdb"),
                    "wikidata_id": ids.get("wikidata"),
                    **({} if is_movie else {"tvdb_id": tvdb}),
                }
            case "keywords":
                entries = [{"id": number_of(one), "name": one} for one in facts.keywords]
                return {"keywords" if is_movie else "results": entries}
            case "alternative_titles":
                titles = [{"iso_3166_1": "US", "title": one, "type": ""} for one in facts.other_titles]
                return {"titles" if is_movie else "results": titles}
            case "translations":
                return {"translations": _translations(facts, is_movie=is_movie)}
            case "videos":
                return {"results": [
                    {"iso_639_1": one.language or "en", "iso_3166_1": "US", "name": one.name or "Trailer", "site": "YouTube",
                     "type": "Trailer", "official": True, "key": one.url.rpartition("=")[2]}
                    for one in facts.trailers
                ]}  # fmt: skip
            case "episode_groups":
                return None if is_movie else {"results": [
                    {"id": one.id or f"{title.id('tmdb')}{one.name}", "name": one.name.title(), "type": _ORDERS[one.name]}
                    for one in title.details.orders if one.name in _ORDERS
                ]}  # fmt: skip
        return None

    def _season(self, title: KnownTitle, number: int, language: str) -> dict[str, Any] | None:
        season = next((one for one in title.details.seasons if one.number == number), None)
        episodes = [one for one in title.details.episodes if one.season == number]
        if season is None and not episodes:
            return None
        facts = season.facts if season else Facts()
        return {
            "_id": "5256c89f19c2956ff6046d47", "id": number_of(f"{title.title} {number}"), "season_number": number,
            "air_date": facts.released, "name": facts.title or f"Season {number}", "poster_path": _path(facts, "poster"),
            "overview": facts.overview or "" if language == "en" else "",
            "episodes": [_episode(one, language) for one in episodes],
        }  # fmt: skip

    def _group(self, number: str) -> Reply:
        for title in self.titles:
            for order in title.details.orders:
                if number == (order.id or f"{title.id('tmdb')}{order.name}"):
                    regular = [one for one in title.details.episodes if one.season > 0]
                    groups = [
                        {"id": f"{number}{season}", "name": f"Season {season}", "order": season, "locked": True, "episodes": [
                            {**_episode(one, "en"), "order": at} for at, one in enumerate(episodes)
                        ]}
                        for season, episodes in groupby(regular, key=lambda one: one.season)
                    ]  # fmt: skip
                    return Reply({"id": number, "name": order.name, "type": _ORDERS[order.name], "groups": groups})
        return NOT_FOUND


def _language(query: Mapping[str, str]) -> str:
    return query.get("language", "en-US").partition("-")[0]


def _original(facts: Facts) -> str:
    return facts.languages[0] if facts.languages else "en"


def _texts(facts: Facts, language: str) -> dict[str, str]:
    """As TMDB: a missing translation leaves fields empty, and the title is the original one."""
    translation = next((one for one in facts.translations if one.language.partition("-")[0] == language), None)
    if translation:
        return {"title": translation.title or facts.original_title or facts.title or "", "overview": translation.overview or "",
                "tagline": translation.tagline or ""}  # fmt: skip
    if language == "en":
        return {"title": facts.title or "", "overview": facts.overview or "", "tagline": facts.tagline or ""}
    return {"title": facts.original_title or facts.title or "", "overview": "", "tagline": ""}


def _translations(facts: Facts, *, is_movie: bool) -> list[dict[str, Any]]:
    listed = {one.language: one for one in facts.translations}
    entries = []
    for tag in dict.fromkeys(("en-US", *listed)):
        language, _, country = tag.partition("-")
        texts = _texts(facts, language)
        title = "" if texts["title"] == (facts.original_title or facts.title) else texts["title"]
        data = {
            "title" if is_movie else "name": title,
            "overview": texts["overview"],
            "tagline": texts["tagline"],
            "homepage": "",
        }
        entries.append(
            {"iso_639_1": language, "iso_3166_1": country or language.upper(), "name": language, "english_name": "", "data": data}
        )  # fmt: skip
    return entries


def _episode(one: EpisodeFacts, language: str) -> dict[str, Any]:
    facts, is_english = one.facts, language == "en"
    return {
        "id": int(facts.ids.get("tmdb", number_of(f"{facts.title} {one.season} {one.number}"))), "season_number": one.season,
        "episode_number": one.number, "name": (facts.title or "") if is_english else "", "air_date": facts.released,
        "overview": (facts.overview or "") if is_english else "", "runtime": round(facts.runtime / 60) if facts.runtime else None,
        "still_path": _path(facts, "still"), "vote_average": facts.rating or 0.0, "vote_count": 10, "episode_type": "standard",
        "production_code": "", "crew": _crew(facts.people), "guest_stars": _cast(facts.people, "guest"),
    }  # fmt: skip


def _person(one: Credit) -> dict[str, Any]:
    picture = "/" + one.picture.rpartition("/")[2] if one.picture else None
    return {"id": int(one.ids.get("tmdb", number_of(one.name))), "name": one.name, "profile_path": picture, "gender": 0}


def _cast(people: Iterable[Credit], job: str) -> list[dict[str, Any]]:
    chosen = [one for one in people if one.job == job]
    return [
        {**_person(one), "character": one.character or "", "order": at, "credit_id": str(at)}
        for at, one in enumerate(chosen)
    ]


def _crew(people: Iterable[Credit]) -> list[dict[str, Any]]:
    return [{**_person(one), "job": _JOBS[one.job], "department": "Crew"} for one in people if one.job in _JOBS]


def _path(facts: Facts, kind: str) -> str | None:
    return next(("/" + one.location.rpartition("/")[2] for one in facts.pictures if one.kind == kind), None)


def _image(one: Picture) -> dict[str, Any]:
    width, height = one.width or 2000, one.height or 3000
    return {
        "file_path": "/" + one.location.rpartition("/")[2], "width": width, "height": height, "iso_639_1": one.language,
        "aspect_ratio": round(width / height, 3), "vote_average": one.score or 0.0, "vote_count": 5,
    }  # fmt: skip
