"""Reads Wikidata's entities: from JSON to candidates and facts. Pure. https://www.wikidata.org/wiki/Wikidata:Data_access"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import quote

from dim.media.json_values import number, objects, text
from dim.metadata.model import Candidate, Credit, Facts, Locale, Picture, TitleKind, Translation
from dim.metadata.providers.reading import distinct, key, line, member, strings
from dim.metadata.providers.wikidata_terms import COUNTRIES, IDS, JOBS, LANGUAGES, MINUTES, MOVIES, READ, SHOWS, TMDB

COMMONS = "https://upload.wikimedia.org/wikipedia/commons/"
MOST_CAST, MOST_OTHERS, MOST_LABELS = 25, 8, 50
_TIME = re.compile(r"\+(\d{4})-(\d{2})-(\d{2})T")
_DRAWN = (".jpg", ".jpeg", ".png", ".webp", ".gif")
_NAMED = {"P136": 8, "P272": 4, "P449": 3}
"""Genres, studios, networks: how many are named."""


def kind_of(entity: Mapping[str, Any]) -> TitleKind | None:
    """Whether an entity is a movie or a show; None: it is neither. Ids at TMDB and TheTVDB count where its class is unknown."""
    classes = set(_items(entity, "P31"))
    if classes & MOVIES or classes & SHOWS:
        return "movie" if classes & MOVIES else "show"
    if _statements(entity, TMDB["movie"]):
        return "movie"
    return "show" if _statements(entity, TMDB["show"]) or _statements(entity, "P4835") else None


def trimmed(entity: Mapping[str, Any]) -> Mapping[str, Any]:
    """An entity with the properties that are read, to be remembered: all of them would take a megabyte."""
    claims = member(entity, "claims")
    return {**entity, "claims": {name: claims[name] for name in READ if name in claims}} if entity else entity


def candidate(entity: Mapping[str, Any], locale: Locale, place: int, media_root: str = "") -> Candidate | None:
    """Of an entity; None: it is neither movie nor show, or has no label. `place`: in the search, for want of a popularity."""
    kind, title, number_ = kind_of(entity), _label(entity, locale), key(entity)
    if kind is None or not title or not number_:
        return None
    released = _released(entity)
    pictures = _pictures(entity, media_root)
    return Candidate(
        provider="wikidata", id=number_, kind=kind, title=title, original_title=_original_title(entity),
        other_titles=_other_titles(entity), year=int(released[:4]) if released else None, overview=_description(entity, locale),
        poster=pictures[0].location if pictures else None, popularity=1.0 / place, runtime=_runtime(entity), ids=_ids(entity, kind),
        countries=distinct(COUNTRIES.get(one) for one in _items(entity, "P495")), ended=_year(_time(entity, "P582")),
        is_complete=kind == "movie",
    )  # fmt: skip


def named_items(entity: Mapping[str, Any]) -> list[str]:
    """The items whose labels `title_facts` needs: people and their characters, genres, companies; at most one request's worth."""
    found = [one for name, most in _NAMED.items() for one in _items(entity, name)[:most]]
    for name in JOBS:
        for statement in _statements(entity, name)[: _most(name)]:
            found += [_item(statement), _item_of(next(iter(_qualifiers(statement, "P453")), {}))]
    return list(dict.fromkeys(one for one in found if one))[:MOST_LABELS]


def title_facts(
    entity: Mapping[str, Any], kind: TitleKind, locale: Locale, labels: Mapping[str, str], media_root: str = ""
) -> Facts:
    """Of an entity, with the labels of `named_items`."""
    released = _released(entity)
    return Facts(
        title=_label(entity, locale), original_title=_original_title(entity), other_titles=_other_titles(entity),
        year=int(released[:4]) if released else None, released=released if released and len(released) == 10 else None,
        ended=_time(entity, "P582"), runtime=_runtime(entity),
        status=None if kind == "movie" else "ended" if _time(entity, "P582") else "continuing",
        genres=distinct(_genre(labels.get(one), kind) for one in _items(entity, "P136")),
        studios=distinct(labels.get(one) for one in _items(entity, "P272")),
        networks=distinct(labels.get(one) for one in _items(entity, "P449")),
        countries=distinct(COUNTRIES.get(one) for one in _items(entity, "P495")),
        languages=distinct(LANGUAGES.get(one) for one in _items(entity, "P364")), people=tuple(_people(entity, labels)),
        translations=tuple(
            Translation(language[:20], label) for language, one in member(entity, "labels").items()
            if isinstance(one, Mapping) and language != "mul" and (label := line(one, "value"))
        )[:200],
        ids=_ids(entity, kind), pictures=_pictures(entity, media_root),
    )  # fmt: skip


def labels_of(entities: Mapping[str, Any], locale: Locale) -> dict[str, str]:
    """The label of each entity."""
    return {
        number_: label
        for number_, one in entities.items()
        if isinstance(one, Mapping) and (label := _label(one, locale))
    }


def _people(entity: Mapping[str, Any], labels: Mapping[str, str]) -> Iterable[Credit]:
    for name, job in JOBS.items():
        for statement in _statements(entity, name)[: _most(name)]:
            person = _item(statement)
            if person in labels:
                role = labels.get(_item_of(next(iter(_qualifiers(statement, "P453")), {})))
                named = next((line(member(one, "datavalue"), "value") for one in _qualifiers(statement, "P4633")), None)
                yield Credit(labels[person], job, role or named, None, {"wikidata": person})


def _most(name: str) -> int:
    return MOST_CAST if name in ("P161", "P725") else MOST_OTHERS


def _genre(label: str | None, kind: TitleKind) -> str | None:
    """ "science fiction film" → "Science fiction": the kind is known, and genres begin with a capital."""
    if not label:
        return None
    words = (" film",) if kind == "movie" else (" television series", " series", " film")
    for word in words:
        label = label.removesuffix(word)
    return label[:1].upper() + label[1:]


def _statements(entity: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The statements of a property that hold: preferred ones if there are any, never deprecated ones."""
    found = [one for one in objects(member(entity, "claims").get(name))[:500] if text(one, "rank") != "deprecated"]
    return [one for one in found if text(one, "rank") == "preferred"] or found


def _values(entity: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return [value for one in _statements(entity, name) if (value := member(one, "mainsnak", "datavalue"))]


def _items(entity: Mapping[str, Any], name: str) -> list[str]:
    return [found for one in _values(entity, name) if (found := _item_of({"datavalue": one}))]


def _item(statement: Mapping[str, Any]) -> str:
    return _item_of(member(statement, "mainsnak"))


def _item_of(snak: Mapping[str, Any]) -> str:
    found = key(member(snak, "datavalue", "value")) or ""
    return found if re.fullmatch(r"Q[0-9]{1,12}", found) else ""


def _qualifiers(statement: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    return objects(member(statement, "qualifiers").get(name))


def _released(entity: Mapping[str, Any]) -> str | None:
    """The first release: a date, or a year where no more is known."""
    times = [found for name in ("P577", "P580") for one in _values(entity, name) if (found := _read_time(one))]
    return min(times, key=lambda one: (one[:4], len(one) < 10, one)) if times else None


def _time(entity: Mapping[str, Any], name: str) -> str | None:
    return next((found for one in _values(entity, name) if (found := _read_time(one)) and len(found) == 10), None)


def _read_time(value: Mapping[str, Any]) -> str | None:
    inner = member(value, "value")
    found = _TIME.match(text(inner, "time") or "")
    precision = number(inner, "precision") or 0
    if not found or precision < 9 or found[1] == "0000":
        return None
    return (
        f"{found[1]}-{found[2]}-{found[3]}" if precision >= 11 and found[2] != "00" and found[3] != "00" else found[1]
    )


def _year(day: str | None) -> int | None:
    return int(day[:4]) if day else None


def _runtime(entity: Mapping[str, Any]) -> float | None:
    for one in _values(entity, "P2047"):
        amount, unit = text(member(one, "value"), "amount") or "", text(member(one, "value"), "unit") or ""
        if re.fullmatch(r"\+?\d{1,6}(\.\d{1,6})?", amount) and float(amount):
            return float(amount) * MINUTES.get(unit.rpartition("/")[2], 60.0)
    return None


def _ids(entity: Mapping[str, Any], kind: TitleKind) -> dict[str, str]:
    found = {"wikidata": key(entity) or ""}
    for name, provider in {**IDS, TMDB[kind]: "tmdb"}.items():
        for one in _values(entity, name)[:1]:
            if value := key(one, "value"):
                found.setdefault(provider, value)
    return found


def _label(entity: Mapping[str, Any], locale: Locale) -> str | None:
    labels, plain = member(entity, "labels"), locale.language.partition("-")[0]
    original = next((LANGUAGES[one] for one in _items(entity, "P364") if one in LANGUAGES), "en")
    wanted = (locale.language.lower(), plain, "mul", "en", original)
    return next((found for one in (*wanted, *labels) if (found := line(member(labels, one), "value"))), None)


def _description(entity: Mapping[str, Any], locale: Locale) -> str | None:
    found = member(entity, "descriptions")
    return line(member(found, locale.language.partition("-")[0]), "value") or line(member(found, "en"), "value")


def _original_title(entity: Mapping[str, Any]) -> str | None:
    return next((found for one in _values(entity, "P1476") if (found := line(member(one, "value"), "text"))), None)


def _other_titles(entity: Mapping[str, Any]) -> tuple[str, ...]:
    labels = [one.get("value") for one in member(entity, "labels").values() if isinstance(one, Mapping)]
    aliases = [one.get("value") for group in member(entity, "aliases").values() for one in objects(group)]
    return distinct(strings([_original_title(entity), *labels, *aliases]))


def _pictures(entity: Mapping[str, Any], media_root: str) -> tuple[Picture, ...]:
    """Posters (P3383) that are free, and the picture of the article (P18). `media_root`: of a mirror, instead of Commons."""
    files = [found for name in ("P3383", "P18") for one in _values(entity, name)[:3] if (found := line(one, "value"))]
    return tuple(
        Picture("poster", commons_url(one, media_root)) for one in dict.fromkeys(files) if one.lower().endswith(_DRAWN)
    )


def commons_url(name: str, media_root: str = "") -> str:
    """Where a file of Wikimedia Commons is: in a folder named by the MD5 of its name."""
    file = name.replace(" ", "_")
    if media_root:
        return f"{media_root}/wiki/Special:FilePath/{quote(file, safe='')}"
    digest = hashlib.md5(file.encode(), usedforsecurity=False).hexdigest()
    return f"{COMMONS}{digest[0]}/{digest[:2]}/{quote(file, safe='')}"
