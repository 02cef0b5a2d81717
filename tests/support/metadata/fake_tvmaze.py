"""A fake TVmaze. See `/work/shared/research/metadata-providers.md`, section 3."""

from collections.abc import Mapping
from typing import Any

from starlette.requests import Request

from dim.metadata.model import Credit, EpisodeFacts, Facts, SeasonFacts
from support.metadata.fake import FakeProvider, Reply, number_of
from support.metadata.known import KnownTitle

NOT_FOUND = Reply(None, 404)
_STATUS = {"continuing": "Running", "ended": "Ended", "cancelled": "Ended", "planned": "In Development"}
_LANGUAGES = {
    "en": "English",
    "ja": "Japanese",
    "ko": "Korean",
    "de": "German",
    "fr": "French",
    "es": "Spanish",
    "da": "Danish",
}
_CREW = {"creator": "Creator", "producer": "Executive Producer"}
_KINDS = {"poster": "poster", "backdrop": "background", "banner": "banner", "logo": "typography"}


class FakeTvmaze(FakeProvider):
    """TVmaze: no ETags, `null` for what it does not know. Pictures are at /uploads/images/original_untouched/0/<name>.jpg."""

    name = "tvmaze"
    has_etags = False

    async def answer(self, request: Request) -> Reply:
        reply = self._answer(request)
        return Reply(reply.value, reply.status, {"cache-control": "public, max-age=3600", **reply.headers})

    def _answer(self, request: Request) -> Reply:
        query = request.query_params
        match request.url.path.strip("/").split("/"):
            case ["search", "shows"]:
                found = self.search(query.get("q", ""), "show")[:10]
                return Reply([{"score": 0.9 - at / 100, "show": self._show(one)} for at, one in enumerate(found)])
            case ["singlesearch", "shows"]:
                found = self.search(query.get("q", ""), "show")
                return Reply(self._show(found[0], query.getlist("embed"))) if found else NOT_FOUND
            case ["lookup", "shows"]:
                return self._lookup(query)
            case ["shows", number]:
                title = self.by_id(number, "show")
                return (
                    Reply(self._show(title, query.getlist("embed[]") or query.getlist("embed"))) if title else NOT_FOUND
                )
            case ["shows", number, "episodes"]:
                title = self.by_id(number, "show")
                return Reply(self._episodes(title, with_specials=query.get("specials") == "1")) if title else NOT_FOUND
            case ["shows", number, "alternatelists"]:
                title = self.by_id(number, "show")
                return Reply(self._lists(title)) if title else NOT_FOUND
            case ["alternatelists", number, "alternateepisodes"]:
                title = self.by_id(number.removesuffix("03"), "show")
                return Reply(self._episodes(title, with_specials=False)) if title else NOT_FOUND
            case ["shows", number, part]:
                title = self.by_id(number, "show")
                found_part = self._part(title, part) if title else None
                return Reply(found_part) if found_part is not None else NOT_FOUND
        return NOT_FOUND

    def _lookup(self, query: Mapping[str, str]) -> Reply:
        for parameter, provider in (("imdb", "imdb"), ("thetvdb", "tvdb")):
            for title in self.titles:
                if title.kind == "show" and query.get(parameter) and title.id(provider) == query[parameter]:
                    return Reply(None, 301, {"location": f"{self.origin}/shows/{title.id('tvmaze')}"})
        return NOT_FOUND

    def _show(self, title: KnownTitle, parts: list[str] | None = None) -> dict[str, Any]:
        facts = title.details.facts
        country = {"name": facts.countries[0], "code": facts.countries[0], "timezone": ""} if facts.countries else None
        tvdb = int(facts.ids["tvdb"]) if facts.ids.get("tvdb", "").isdecimal() else None
        language = _LANGUAGES.get(facts.languages[0], "English") if facts.languages else "English"
        minutes = round(facts.runtime / 60) if facts.runtime else None
        found: dict[str, Any] = {
            "id": int(title.id("tvmaze") or 0), "url": f"https://www.tvmaze.com/shows/{title.id('tvmaze')}", "name": facts.title,
            "type": "Animation" if "Animation" in facts.genres else "Scripted", "language": language, "genres": list(facts.genres),
            "status": _STATUS.get(facts.status or "", "Ended"), "runtime": minutes, "averageRuntime": minutes,
            "premiered": facts.released or (f"{facts.year}-01-01" if facts.year else None), "ended": facts.ended, "officialSite": None,
            "rating": {"average": facts.rating}, "weight": min(100, round(title.popularity)),
            "network": {"id": 1, "name": facts.networks[0], "country": country} if facts.networks else None, "webChannel": None,
            "externals": {"tvrage": None, "thetvdb": tvdb, "imdb": facts.ids.get("imdb")},
            "image": self._image(facts, "poster"), "summary": _html(facts.overview), "updated": 1_700_000_000,
            "_links": {"self": {"href": f"{self.origin}/shows/{title.id('tvmaze')}"}},
        }  # fmt: skip
        if parts:
            found["_embedded"] = {part: value for part in parts if (value := self._part(title, part)) is not None}
        return found

    def _part(self, title: KnownTitle, part: str) -> list[Any] | None:
        facts = title.details.facts
        match part:
            case "episodes":
                return self._episodes(title, with_specials=False)
            case "seasons":
                return [self._season(one) for one in title.details.seasons if one.number > 0]
            case "cast":
                return [
                    {"person": self._person(one), "character": {"id": number_of(one.character or ""), "name": one.character, "image": None},
                     "self": False, "voice": False}
                    for one in facts.people if one.job == "actor"
                ]  # fmt: skip
            case "crew":
                return [
                    {"type": _CREW[one.job], "person": self._person(one)} for one in facts.people if one.job in _CREW
                ]
            case "akas":
                return [{"name": one, "country": None} for one in facts.other_titles]
            case "images":
                return [
                    {"id": at, "type": _KINDS[one.kind], "main": at == 0, "resolutions": {
                        "original": {"url": self._url(one.location), "width": one.width or 680, "height": one.height or 1000},
                    }} for at, one in enumerate(facts.pictures) if one.kind in _KINDS
                ]  # fmt: skip
        return None

    def _episodes(self, title: KnownTitle, *, with_specials: bool) -> list[dict[str, Any]]:
        listed = [one for one in title.details.episodes if one.season > 0 or with_specials]
        return [self._episode(one) for one in listed]

    def _episode(self, one: EpisodeFacts) -> dict[str, Any]:
        facts, is_special = one.facts, one.season == 0
        return {
            "id": number_of(f"{facts.title} {one.season} {one.number}"), "name": facts.title, "season": one.season or 1,
            "number": None if is_special else one.number, "type": "significant_special" if is_special else "regular",
            "airdate": facts.released or "", "airtime": "21:00", "airstamp": None, "rating": {"average": facts.rating},
            "runtime": round(facts.runtime / 60) if facts.runtime else None, "image": self._image(facts, "still"),
            "summary": _html(facts.overview),
        }  # fmt: skip

    def _season(self, one: SeasonFacts) -> dict[str, Any]:
        return {
            "id": number_of(f"{one.number} {one.facts.released}"), "number": one.number, "name": one.facts.title or "",
            "premiereDate": one.facts.released, "endDate": one.facts.ended, "image": self._image(one.facts, "poster"),
            "summary": _html(one.facts.overview), "episodeOrder": None,
        }  # fmt: skip

    def _lists(self, title: KnownTitle) -> list[dict[str, Any]]:
        return [
            {"id": int(f"{title.id('tvmaze')}03"), "dvd_release": True, "verbatim_order": False, "url": ""}
            for one in title.details.orders if one.name == "dvd"
        ]  # fmt: skip

    def _person(self, one: Credit) -> dict[str, Any]:
        picture = self._url(one.picture) if one.picture else None
        return {
            "id": number_of(one.name),
            "name": one.name,
            "image": {"medium": picture, "original": picture} if picture else None,
        }

    def _image(self, facts: Facts, kind: str) -> dict[str, str] | None:
        url = next((self._url(one.location) for one in facts.pictures if one.kind == kind), None)
        return {"medium": url, "original": url} if url else None

    def _url(self, location: str) -> str:
        return f"{self.origin}/uploads/images/original_untouched/0/{location.rpartition('/')[2]}"


def _html(overview: str | None) -> str | None:
    if not overview:
        return None
    return "<p>" + overview.replace("&", "&amp;").replace("<", "&lt;").replace("\n", "</p><p>") + "</p>"
