"""Reads TVmaze's answers: from JSON to candidates and facts. Pure. https://www.tvmaze.com/api"""

from collections.abc import Iterable, Mapping
from typing import Any

from dim.media.json_values import integer, number, objects, text
from dim.metadata.json_fields import MOST_PICTURES
from dim.metadata.model import (
        Candidate,
    Credit,
    EpisodeFacts,
    EpisodeOrder,
    Facts,
    Picture,
    PictureKind,
    Rating,
    SeasonFacts,
    TitleFacts,
)  # fmt: skip
from dim.metadata.providers.reading import (
    date,
    distinct,
    key,
    line,
    member,
    names,
    paragraphs,
    rating,
    seconds,
    strings,
    year_of,
)  # fmt: skip

MOST_CAST, MOST_EPISODES = 50, 20_000
_STATUS: Mapping[str, str] = {
    "Running": "continuing", "To Be Determined": "continuing", "Ended": "ended", "In Development": "planned",
}  # fmt: skip
_KINDS: Mapping[str, PictureKind] = {
    "poster": "poster",
    "background": "backdrop",
    "banner": "banner",
    "typography": "logo",
}
_LANGUAGES: Mapping[str, str] = {
    "English": "en", "Japanese": "ja", "Korean": "ko", "German": "de", "French": "fr", "Spanish": "es", "Italian": "it",
    "Portuguese": "pt", "Dutch": "nl", "Danish": "da", "Swedish": "sv", "Norwegian": "no", "Finnish": "fi", "Icelandic": "is",
    "Polish": "pl", "Czech": "cs", "Russian": "ru", "Ukrainian": "uk", "Turkish": "tr", "Hebrew": "he", "Arabic": "ar",
    "Hindi": "hi", "Thai": "th", "Chinese": "zh", "Greek": "el", "Hungarian": "hu", "Romanian": "ro",
}  # fmt: skip
_JOBS: Mapping[str, str] = {
    "Creator": "creator", "Developer": "creator", "Director": "director", "Writer": "writer", "Composer": "composer",
    "Executive Producer": "producer",
}  # fmt: skip


def candidate(show: Mapping[str, Any]) -> Candidate | None:
    """Of a show, as a search or a look-up gives it; None: it has no id or no name."""
    number_, title = key(show), line(show, "name")
    if not number_ or not title:
        return None
    return Candidate(
        provider="tvmaze", id=number_, kind="show", title=title, year=year_of(date(show, "premiered")),
        overview=paragraphs(show, "summary", is_html=True), poster=_url(member(show, "image"), "medium"),
        popularity=number(show, "weight") or 0.0, runtime=_runtime(show), ids=_ids(show), countries=_countries(show),
        ended=year_of(date(show, "ended")),
    )  # fmt: skip


def title_facts(show: Mapping[str, Any], specials: Iterable[Mapping[str, Any]] = ()) -> TitleFacts:
    """Of a show with embedded parts. `specials`: its episodes with special ones among them, if they were asked for."""
    embedded = member(show, "_embedded")
    value = rating(number(member(show, "rating"), "average"))
    language = _LANGUAGES.get(text(show, "language") or "")
    facts = Facts(
        title=line(show, "name"), other_titles=names(objects(embedded.get("akas"))[:200]),
        overview=paragraphs(show, "summary", is_html=True), year=year_of(date(show, "premiered")), released=date(show, "premiered"),
        ended=date(show, "ended"), status=_STATUS.get(text(show, "status") or ""), runtime=_runtime(show), rating=value,
        ratings=(Rating("tvmaze", value),) if value else (), genres=distinct(strings(show.get("genres"))),
        networks=distinct((line(member(show, "network"), "name"), line(member(show, "webChannel"), "name"))),
        countries=_countries(show), languages=(language,) if language else (), people=_people(embedded), ids=_ids(show),
        pictures=pictures(show, objects(embedded.get("images"))),
    )  # fmt: skip
    regular = objects(embedded.get("episodes"))[:MOST_EPISODES]
    return TitleFacts(facts, _seasons(objects(embedded.get("seasons"))), episodes(specials or regular))


def episodes(entries: Iterable[Mapping[str, Any]]) -> tuple[EpisodeFacts, ...]:
    """Episodes with their absolute numbers. Specials have no number: they become season 0, numbered by air date."""
    listed = list(entries)[:MOST_EPISODES]
    regular = [one for one in listed if integer(one, "number") > 0]
    regular.sort(key=lambda one: (integer(one, "season"), integer(one, "number")))
    specials = [one for one in listed if integer(one, "number") <= 0]
    specials.sort(key=lambda one: (date(one, "airdate") or "9999", integer(one, "id")))
    return (
        *(EpisodeFacts(0, at, _episode(one)) for at, one in enumerate(specials, 1)),
        *(
            EpisodeFacts(integer(one, "season"), integer(one, "number"), _episode(one), at)
            for at, one in enumerate(regular, 1)
        ),
    )


def orders(lists: Iterable[Mapping[str, Any]]) -> tuple[EpisodeOrder, ...]:
    """The alternate lists whose order we know: that of the DVDs."""
    return tuple(
        EpisodeOrder("dvd", found) for one in lists if one.get("dvd_release") is True and (found := key(one))
    )  # fmt: skip


def _episode(values: Mapping[str, Any]) -> Facts:
    still = _url(member(values, "image"), "original")
    return Facts(
        title=line(values, "name"), overview=paragraphs(values, "summary", is_html=True), released=date(values, "airdate"),
        year=year_of(date(values, "airdate")), runtime=seconds(values, "runtime"),
        rating=rating(number(member(values, "rating"), "average")), ids={"tvmaze": found} if (found := key(values)) else {},
        pictures=(Picture("still", still),) if still else (),
    )  # fmt: skip


def _seasons(entries: Iterable[Mapping[str, Any]]) -> tuple[SeasonFacts, ...]:
    found = []
    for one in list(entries)[:500]:
        poster = _url(member(one, "image"), "original")
        facts = Facts(
            title=line(one, "name"), overview=paragraphs(one, "summary", is_html=True), released=date(one, "premiereDate"),
            year=year_of(date(one, "premiereDate")), ended=date(one, "endDate"), ids={"tvmaze": id_} if (id_ := key(one)) else {},
            pictures=(Picture("poster", poster),) if poster else (),
        )  # fmt: skip
        if integer(one, "number") > 0:
            found.append(SeasonFacts(integer(one, "number"), facts))
    return tuple(found)


def _people(embedded: Mapping[str, Any]) -> tuple[Credit, ...]:
    cast = [
        _credit(member(one, "person"), "actor", line(member(one, "character"), "name"))
        for one in objects(embedded.get("cast"))
    ]
    crew = [
        _credit(member(one, "person"), _JOBS[job], None)
        for one in objects(embedded.get("crew"))[:200]
        if (job := text(one, "type")) in _JOBS and job is not None
    ]
    return tuple(one for one in (*cast, *crew) if one)


def _credit(person: Mapping[str, Any], job: str, character: str | None) -> Credit | None:
    name = line(person, "name")
    ids = {"tvmaze": found} if (found := key(person)) else {}
    return Credit(name, job, character, _url(member(person, "image"), "medium"), ids) if name else None


def pictures(show: Mapping[str, Any], images: Iterable[Mapping[str, Any]]) -> tuple[Picture, ...]:
    """All pictures of a show; that of the show itself first."""
    found: dict[str, Picture] = {}
    if poster := _url(member(show, "image"), "original"):
        found[poster] = Picture("poster", poster)
    for one in sorted(images, key=lambda image: image.get("main") is not True):
        kind, original = _KINDS.get(text(one, "type") or ""), member(one, "resolutions", "original")
        if kind and (url := _url(original, "url")):
            found[url] = Picture(kind, url, integer(original, "width") or None, integer(original, "height") or None)
    return tuple(found.values())[:MOST_PICTURES]


def _url(values: Mapping[str, Any], name: str) -> str | None:
    found = text(values, name) or ""
    return found if found.startswith(("https://", "http://")) and len(found) < 1000 else None


def _ids(show: Mapping[str, Any]) -> dict[str, str]:
    externals = member(show, "externals")
    found = {"tvmaze": key(show), "imdb": key(externals, "imdb"), "tvdb": key(externals, "thetvdb")}
    return {name: value for name, value in found.items() if value}


def _countries(show: Mapping[str, Any]) -> tuple[str, ...]:
    return distinct(line(member(show, of, "country"), "code") for of in ("network", "webChannel"))


def _runtime(show: Mapping[str, Any]) -> float | None:
    return seconds(show, "averageRuntime") or seconds(show, "runtime")
