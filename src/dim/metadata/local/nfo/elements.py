"""The elements of an NFO file that state facts; `facts` reads them."""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from dim.metadata.local import values
from dim.metadata.local.external_ids import provider_name
from dim.metadata.model import Credit, Facts, Picture, SeasonFacts

_STATUS = {"continuing": "Continuing", "ended": "Ended", "planned": "Planned", "cancelled": "Canceled"}
_ASPECTS = {"logo": "clearlogo", "disc": "discart", "still": "thumb"}
_CREW = {
    "director": "director",
    "writer": "credits",
    "creator": "creator",
    "producer": "producer",
    "composer": "composer",
}
_CONTROL = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""
_Values = Mapping[str, str | None]
"""Texts by the name of an attribute or element; None: it has none."""


@dataclass(frozen=True, slots=True)
class Group:
    """Elements that state some facts together, and which of a file's elements they replace."""

    fields: tuple[str, ...]
    is_of: Callable[[Element], bool]
    made: list[Element]


def key(element: Element) -> tuple[str, ...]:
    """What two elements have in common that state the same of the same: of people the name, of pictures the address."""
    tag = str(element.tag).casefold()
    if tag == "actor":
        return tag, (element.findtext("name") or "").strip()
    if tag == "uniqueid":
        return tag, provider_name(element.get("type", "")) or ""
    if tag in ("fanart", "ratings"):
        return (tag,)
    if tag == "translation":  # of Dim's own: it is written anew
        return tag, str(id(element))
    if tag == "set":
        return tag, (element.findtext("name") or element.text or "").strip()
    return tag, (element.text or "").strip()


def numbered(name: str, number: int) -> Group:
    """An element with a number, such as `episode`."""
    return Group((), _named(name), [_leaf(name, str(number))])


def groups(facts: Facts, kind: str) -> list[Group]:
    """All groups of facts, in the order in which new files have them."""
    return [
        _line("title", "title", facts.title),
        _line("original_title", "originaltitle", facts.original_title),
        _line("sort_title", "sorttitle", facts.sort_title),
        _list("other_titles", "alternativetitle", facts.other_titles),
        Group(("rating", "ratings"), _named("rating", "votes", *(("ratings",) if facts.ratings else ())), _ratings(facts)),
        _line("year", "year", str(facts.year) if facts.year else None),
        _line("overview", "plot", facts.overview),
        _line("tagline", "tagline", facts.tagline),
        _line("runtime", "runtime", str(round(facts.runtime / 60)) if facts.runtime else None),
        _line("certification", "mpaa", facts.certification, "customrating"),
        _line("certifications", "certification", " / ".join(f"{at}:{value}" for at, value in facts.certifications.items())),
        Group(("ids",), _is_id_of(facts), [_leaf("uniqueid", value, {"type": name}) for name, value in facts.ids.items()]),
        _list("genres", "genre", facts.genres),
        _list("keywords", "tag", facts.keywords, "style"),
        Group(("collection",), _named("set"), _collection(facts)),
        _list("countries", "country", [values.country_name(code) for code in facts.countries], "countrycode"),
        _list("languages", "languages", facts.languages, "spokenlanguage", "spokenlanguages"),
        Group(("people",), _named("actor", "writer", *_CREW.values()), _people(facts.people)),
        _line("released", "aired" if kind == "episode" else "premiered", facts.released),
        _line("ended", "enddate", facts.ended),
        _line("status", "status", _STATUS.get(facts.status or "")),
        _list("studios", "studio", facts.studios),
        _list("networks", "network", facts.networks),
        Group(("trailers",), _named("trailer"), [
            _leaf("trailer", one.url, {"name": one.name, "language": one.language}) for one in facts.trailers
        ]),
        Group(("pictures",), _is_picture, _pictures(facts.pictures)),
        Group(("translations",), _named("translation"), [
            _with("translation", {"title": one.title, "plot": one.overview, "tagline": one.tagline}, {"language": one.language})
            for one in facts.translations
        ]),
    ]  # fmt: skip


def of_seasons(seasons: Iterable[SeasonFacts]) -> Group:
    """The names and pictures of a show's seasons."""
    made = [_leaf("namedseason", one.facts.title, {"number": str(one.number)}) for one in seasons if one.facts.title]
    for one in seasons:
        made += [_thumb(picture, {"type": "season", "season": str(one.number)}) for picture in one.facts.pictures]
    return Group((), _is_of_season, made)


def _is_of_season(element: Element) -> bool:
    return element.tag == "namedseason" or (element.tag == "thumb" and element.get("type") == "season")


def _line(field: str, name: str, text: str | None, *others: str) -> Group:
    return Group((field,), _named(name, *others), _leaves(name, [text] if text else []))


def _list(field: str, name: str, texts: Iterable[str], *others: str) -> Group:
    return Group((field,), _named(name, *others), _leaves(name, texts))


def _named(*names: str) -> Callable[[Element], bool]:
    return lambda element: str(element.tag).casefold() in names


def _is_id_of(facts: Facts) -> Callable[[Element], bool]:
    """Ids of the providers that the facts have; those of others stay."""
    return lambda element: element.tag == "uniqueid" and (provider_name(element.get("type", "")) or "") in facts.ids


def _is_picture(element: Element) -> bool:
    """Whether it is a link to a picture of the title; those of seasons and paths on a disk stay."""
    if element.tag == "fanart":
        return True
    return (
        element.tag == "thumb" and element.get("type") != "season" and (element.text or "").strip().startswith("http")
    )


def _leaves(name: str, texts: Iterable[str]) -> list[Element]:
    return [_leaf(name, text) for text in texts]


def _leaf(name: str, text: str, attributes: _Values | None = None) -> Element:
    element = Element(name, {key: _clean(value) for key, value in (attributes or {}).items() if value is not None})
    element.text = _escaped(_clean(text))
    return element


def _with(name: str, children: _Values, attributes: _Values | None = None) -> Element:
    element = _leaf(name, "", attributes)
    element.text = None
    for child, text in children.items():
        if text is not None:
            element.append(_leaf(child, text))
    return element


def _clean(text: str) -> str:
    return _CONTROL.sub("", text)


def _escaped(text: str) -> str:
    """A text in which nothing is taken for markup when it is read again."""
    if values.plain_text(text) == text.strip():
        return text
    return html.escape(text, quote=False).replace("[", "&#91;")


def _ratings(facts: Facts) -> list[Element]:
    made: list[Element] = []
    default = next((number for number, one in enumerate(facts.ratings) if one.value == facts.rating), None)
    if facts.ratings:
        group = Element("ratings")
        for number, one in enumerate(facts.ratings):
            is_default = "true" if number == default else None
            votes = str(one.votes) if one.votes else None
            said = {"name": one.source, "max": "10", "default": is_default}
            group.append(_with("rating", {"value": _decimal(one.value), "votes": votes}, said))
        made.append(group)
    if facts.rating is not None and default is None:
        made.append(_leaf("rating", _decimal(facts.rating)))
    return made


def _decimal(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _collection(facts: Facts) -> list[Element]:
    of = facts.collection
    if of is None:
        return []
    children = {"name": of.name, "overview": of.overview, "poster": of.poster, "backdrop": of.backdrop}
    return [_with("set", children, {"tmdbcolid": of.ids.get("tmdb")})]


def _people(people: Iterable[Credit]) -> list[Element]:
    made: list[Element] = []
    order = 0
    for one in people:
        ids = {f"{provider}id": value for provider, value in one.ids.items()}
        if one.job in _CREW:
            made.append(_leaf(_CREW[one.job], one.name, {"thumb": one.picture, **ids}))
            continue
        kind = "GuestStar" if one.job == "guest" else None
        said = {"name": one.name, "role": one.character, "type": kind, "order": str(order), "thumb": one.picture}
        made.append(_with("actor", {**said, **ids}))
        order += 1
    return made


def _pictures(pictures: Iterable[Picture]) -> list[Element]:
    """Links to pictures; files in the library need none."""
    linked = [one for one in pictures if one.location.startswith(("http://", "https://"))]
    made = [_thumb(one, {"aspect": _ASPECTS.get(one.kind, one.kind)}) for one in linked if one.kind != "backdrop"]
    backdrops = [_thumb(one, {}) for one in linked if one.kind == "backdrop"]
    if backdrops:
        fanart = Element("fanart")
        fanart.extend(backdrops)
        made.append(fanart)
    return made


def _thumb(picture: Picture, attributes: _Values) -> Element:
    size = {name: str(value) for name, value in (("width", picture.width), ("height", picture.height)) if value}
    score = None if picture.score is None else _decimal(picture.score)
    element = _leaf("thumb", "", {**attributes, **size, "language": picture.language, "score": score})
    element.text = picture.location
    return element
