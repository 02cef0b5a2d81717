"""The people, pictures and trailers in an NFO file."""

import re
from collections.abc import Iterator
from urllib.parse import quote

from dim.metadata.json_fields import LONGEST_LINE, MOST_PEOPLE, MOST_PICTURES
from dim.metadata.local import values
from dim.metadata.local.external_ids import clean_ids
from dim.metadata.local.nfo.tree import Element
from dim.metadata.model import Credit, Facts, Picture, PictureKind, SeasonFacts, Trailer

MOST_TRAILERS, MOST_SEASONS, LONGEST_URL = 20, 200, 2_000
_ASPECTS: dict[str, PictureKind] = {
    "poster": "poster", "": "poster", "banner": "banner", "landscape": "landscape", "thumb": "landscape", "clearlogo": "logo",
    "logo": "logo", "clearart": "clearart", "discart": "disc", "fanart": "backdrop", "backdrop": "backdrop",
}  # fmt: skip
"""A thumb without an aspect is a poster, as Sonarr writes it."""
_CREW = {
    "director": "director",
    "credits": "writer",
    "writer": "writer",
    "creator": "creator",
    "producer": "producer",
    "composer": "composer",
}
_ACTOR_JOBS = {"gueststar": "guest", "guest star": "guest"}
JOBS = frozenset(("actor", "guest", *_CREW.values()))
_YOUTUBE = re.compile(
    r"(?:video_?id=|youtube\.com/(?:watch\?(?:.{0,100}&)?v=|embed/)|youtu\.be/)([\w-]{11})(?![\w-])", re.ASCII
)


def people(root: Element) -> tuple[Credit, ...]:
    """Cast in the order of billing, then crew."""
    cast: list[tuple[int, Credit]] = []
    for number, actor in enumerate(root.all("actor")):
        if actor.attributes.get("clear", "").casefold() == "true":
            cast.clear()
        name = _name(actor.value("name") or "".join(actor.pieces))
        if not name or number >= MOST_PEOPLE * 2:
            continue
        order = values.whole_number(actor.value("order"))
        job = _ACTOR_JOBS.get(actor.value("type").casefold(), "actor")
        cast.append(
            (
                len(cast) if order is None else order,
                Credit(name, job, _name(actor.value("role")) or None, http_url(actor.value("thumb")), _ids(actor)),
            )
        )
    cast.sort(key=lambda one: one[0])
    found = [credit for _, credit in cast]
    crew = (
        Credit(
            name,
            _CREW[element.name],
            None,
            http_url(element.value("thumb") or element.attributes.get("thumb", "")),
            _ids(element),
        )
        for element in root.all(*_CREW)
        for name in map(_name, values.names(element.value("name") or "".join(element.pieces)))
        if name
    )
    known = {(one.name, one.job) for one in found}
    for credit in crew:
        if (credit.name, credit.job) not in known and len(found) < MOST_PEOPLE:
            known.add((credit.name, credit.job))
            found.append(credit)
    return tuple(found[:MOST_PEOPLE])


def pictures(root: Element) -> tuple[Picture, ...]:
    """The pictures of the title itself; files on the writer's disk are left out."""
    found = [one for one, season in _pictures(root) if season is None]
    still = [Picture("still", one.location, one.width, one.height) for one in found if one.kind == "poster"]
    others = [one for one in found if one.kind not in ("poster", "landscape")]
    return tuple((still + others if root.name == "episodedetails" else found)[:MOST_PICTURES])


def seasons(root: Element) -> tuple[SeasonFacts, ...]:
    """The seasons of a show that have a name or pictures of their own."""
    named: dict[int, str] = {}
    for element in root.all("namedseason"):
        number = values.whole_number(element.attributes.get("number", ""), 10_000)
        if number is not None and element.text:
            named.setdefault(number, " ".join(element.text.split())[:LONGEST_LINE])
    shown: dict[int, list[Picture]] = {}
    for picture, season in _pictures(root):
        if season is not None and season >= 0:
            shown.setdefault(season, []).append(picture)
    numbers = sorted(named.keys() | shown.keys())[:MOST_SEASONS]
    return tuple(
        SeasonFacts(number, Facts(title=named.get(number), pictures=tuple(shown.get(number, ())[:20])))
        for number in numbers
    )


def trailers(root: Element) -> tuple[Trailer, ...]:
    """Links to trailers; those of Kodi's YouTube add-on become links to YouTube."""
    found: dict[str, Trailer] = {}
    for element in root.all("trailer")[:MOST_TRAILERS]:
        text = element.text
        if match := _YOUTUBE.search(text[:LONGEST_URL]):
            url = f"https://www.youtube.com/watch?v={match.group(1)}"
        elif (direct := http_url(text)) is not None:
            url = direct
        else:
            continue
        name, language = element.attributes.get("name"), element.attributes.get("language")
        found.setdefault(url, Trailer(url, name[:LONGEST_LINE] if name else None, language[:20] if language else None))
    return tuple(found.values())


def http_url(text: str) -> str | None:
    """A link of http or https, with spaces escaped; None: it is another one, or a path."""
    text = text.strip()
    if len(text) > LONGEST_URL or not text.lower().startswith(("http://", "https://")):
        return None
    return quote(text, safe=":/?#[]@!$&'()*+,;=%-._~")


def _pictures(root: Element) -> Iterator[tuple[Picture, int | None]]:
    """Pictures, each with its season (-1: all seasons); None: it is the title's."""
    for thumb in root.all("thumb")[: MOST_PICTURES * 4]:
        kind = _ASPECTS.get(thumb.attributes.get("aspect", "").strip().casefold())
        url = http_url(thumb.text)
        if kind and url:
            season = None
            if thumb.attributes.get("type", "").casefold() == "season":
                season = values.whole_number(thumb.attributes.get("season", ""), 10_000)
                season = -1 if season is None else season
            yield _picture(kind, url, thumb), season
    for fanart in root.all("fanart")[:20]:
        base = fanart.attributes.get("url", "")
        for thumb in fanart.all("thumb")[:MOST_PICTURES]:
            if url := http_url(base + thumb.text if not thumb.text.lower().startswith("http") else thumb.text):
                yield _picture("backdrop", url, thumb), None


def _picture(kind: PictureKind, url: str, of: Element) -> Picture:
    size = {name: values.whole_number(of.attributes.get(name, ""), 100_000) or None for name in ("width", "height")}
    score = values.number(of.attributes.get("score", ""))
    return Picture(kind, url, size["width"], size["height"], of.attributes.get("language", "")[:20] or None, score)


def _ids(of: Element) -> dict[str, str]:
    """A person's ids: elements or attributes such as `tmdbid`. IMDb's begin with "nm"."""
    pairs = [(name, of.value(name) or of.attributes.get(name, "")) for name in ("tmdbid", "tvdbid", "imdbid")]
    found = clean_ids(pair for pair in pairs if pair[0] != "imdbid")
    imdb = pairs[-1][1].strip()
    return {**found, **({"imdb": imdb} if re.fullmatch(r"nm\d{5,10}", imdb, re.ASCII) else {})}


def _name(text: str) -> str:
    return " ".join(values.plain_text(text).split())[:LONGEST_LINE]
