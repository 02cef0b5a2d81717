"""A fake Wikidata. See `/work/shared/research/metadata-providers.md`, section 5.4."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from starlette.requests import Request

from dim.metadata.providers.wikidata_terms import COUNTRIES, IDS, JOBS, LANGUAGES, TMDB
from support.metadata.fake import FakeProvider, Reply, all_titles, number_of
from support.metadata.known import KnownTitle

_MOST_IDS = 50
_CLASS = {"movie": "Q11424", "show": "Q5398426"}


class FakeWikidata(FakeProvider):
    """Wikidata's api.php, and Special:FilePath for pictures."""

    name = "wikidata"
    has_etags = False

    def __init__(self, titles: Sequence[KnownTitle] = (), *, port: int = 0, decoys: bool = True) -> None:
        super().__init__(titles, port=port, decoys=decoys)
        self._labels = {
            f"Q{number_of(name)}": name
            for title in self.titles
            for name in (
                *(f"{one.lower()} film" for one in title.details.facts.genres), *title.details.facts.studios,
                *title.details.facts.networks, *(one.name for one in title.details.facts.people),
            )
        }  # fmt: skip

    async def answer(self, request: Request) -> Reply:
        query = request.query_params
        headers = {"cache-control": "private, must-revalidate, max-age=0"}
        if request.url.path != "/w/api.php" or query.get("format") != "json":
            return Reply(content=b"<!DOCTYPE html><title>MediaWiki API</title>", content_type="text/html")
        match query.get("action"):
            case "wbsearchentities":
                found = self.search(query.get("search", ""))[: int(query.get("limit", "7"))]
                return Reply({"searchinfo": {"search": query.get("search")}, "search": [
                    {"id": one.id("wikidata"), "label": one.title, "description": _description(one), "match": {"type": "label"}}
                    for one in found
                ], "success": 1}, 200, headers)  # fmt: skip
            case "query":
                return Reply(self._statements(query.get("srsearch", "")), 200, headers)
            case "wbgetentities":
                return Reply(self._entities(query), 200, headers)
        return _error("badvalue", f"Unrecognized value for parameter 'action': {query.get('action')}")

    def is_picture(self, path: str) -> bool:
        return path.startswith("/wiki/Special:FilePath/")

    def _statements(self, search: str) -> dict[str, Any]:
        name, _, value = search.removeprefix("haswbstatement:").partition("=")
        found = [
            one for one in self.titles
            if one.id("tmdb" if name in TMDB.values() else IDS.get(name, "")) == value
            and (name not in TMDB.values() or TMDB[one.kind] == name)
        ]  # fmt: skip
        hits = [{"ns": 0, "title": one.id("wikidata"), "snippet": ""} for one in found]
        return {"batchcomplete": "", "query": {"searchinfo": {"totalhits": len(hits)}, "search": hits}}

    def _entities(self, query: Mapping[str, str]) -> dict[str, Any]:
        ids = query.get("ids", "").split("|")
        if len(ids) > _MOST_IDS:
            return {
                "error": {
                    "code": "toomanyvalues",
                    "info": 'Too many values supplied for parameter "ids". The limit is 50.',
                }
            }
        languages = set(query.get("languages", "en").split("|"))
        return {"entities": {one: self._entity(one, languages, query.get("props", "")) for one in ids}, "success": 1}

    def _entity(self, number: str, languages: set[str], props: str) -> dict[str, Any]:
        found: dict[str, Any] = {"type": "item", "id": number}
        if number in self._labels:
            return {**found, "labels": {"en": {"language": "en", "value": self._labels[number]}}}
        title = self.by_id(number)
        if title is None:
            return {"id": number, "missing": ""}
        facts = title.details.facts
        labels = {"en": facts.title, **{one.language.partition("-")[0]: one.title for one in facts.translations}}
        kept = [(language, value) for language, value in labels.items() if language in languages and value]
        found["labels"] = {language: {"language": language, "value": value} for language, value in kept}
        if "claims" in props:
            found["aliases"] = {
                "en": [{"language": "en", "value": one} for one in all_titles(title) if one != facts.title]
            }
            found["descriptions"] = {"en": {"language": "en", "value": _description(title)}}
            found["claims"] = dict(self._claims(title))
        return found

    def _claims(self, title: KnownTitle) -> Iterable[tuple[str, list[Any]]]:
        facts = title.details.facts
        yield "P31", [_item(_CLASS[title.kind])]
        yield (
            "P577" if title.kind == "movie" else "P580",
            [_time(facts.released or f"{facts.year}-00-00", 11 if facts.released else 9)],
        )
        yield "P136", [_item(f"Q{number_of(f'{one.lower()} film')}") for one in facts.genres]
        yield "P272", [_item(f"Q{number_of(one)}") for one in facts.studios]
        yield "P449", [_item(f"Q{number_of(one)}") for one in facts.networks]
        yield "P495", [_item(next(item for item, code in COUNTRIES.items() if code == one)) for one in facts.countries]
        yield "P364", [_item(next(item for item, code in LANGUAGES.items() if code == one)) for one in facts.languages]
        yield "P1476", [_claim("monolingualtext", {"text": facts.original_title or facts.title, "language": "en"})]
        if facts.ended:
            yield "P582", [_time(facts.ended, 11)]
        if facts.runtime:
            unit = "http://www.wikidata.org/entity/Q7727"
            yield "P2047", [_claim("quantity", {"amount": f"+{round(facts.runtime / 60)}", "unit": unit})]
        for name, provider in {**IDS, TMDB[title.kind]: "tmdb"}.items():
            if name != "P12196" and facts.ids.get(provider):
                yield name, [_claim("string", facts.ids[provider])]
        for name, job in JOBS.items():
            if name != "P725" and (people := [one for one in facts.people if one.job == job]):
                yield name, [_item(f"Q{number_of(one.name)}", one.character) for one in people]
        posters = [one.location.rpartition("/")[2] for one in facts.pictures if one.kind == "poster"]
        yield "P18", [_claim("string", one) for one in posters]


def _description(title: KnownTitle) -> str:
    return f"{title.details.facts.year} {'film' if title.kind == 'movie' else 'television series'}"


def _claim(kind: str, value: object, qualifiers: Mapping[str, Any] | None = None) -> dict[str, Any]:
    snak = {"snaktype": "value", "datavalue": {"value": value, "type": kind}}
    return {"mainsnak": snak, "type": "statement", "rank": "normal", "qualifiers": qualifiers or {}}


def _item(number: str, character: str | None = None) -> dict[str, Any]:
    named = {"P4633": [{"snaktype": "value", "datavalue": {"value": character, "type": "string"}}]} if character else {}
    return _claim("wikibase-entityid", {"entity-type": "item", "id": number, "numeric-id": int(number[1:])}, named)


def _time(day: str, precision: int) -> dict[str, Any]:
    return _claim("time", {"time": f"+{day}T00:00:00Z", "precision": precision, "timezone": 0})


def _error(code: str, info: str) -> Reply:
    return Reply({"error": {"code": code, "info": info}})
