"""DIDL-Lite: containers and items as ContentDirectory:1 describes them (section 2.8 and appendix B). Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

STORAGE_FOLDER = "object.container.storageFolder"
"""The one class of containers that all televisions take."""
VIDEO, MOVIE = "object.item.videoItem", "object.item.videoItem.movie"
_HEAD = (
    '<DIDL-Lite xmlns="urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:upnp="urn:schemas-upnp-org:metadata-1-0/upnp/" xmlns:dlna="urn:schemas-dlna-org:metadata-1-0/" '
    'xmlns:sec="http://www.sec.co.kr/">'
)
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 has no way to write (section 2.2)."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A way to get an item: its URL and what it is. Sizes are bytes, durations seconds, the bit rate bits a second."""

    url: str
    protocol_info: str
    size: int | None = None
    duration: float | None = None
    bit_rate: int | None = None
    resolution: tuple[int, int] | None = None
    channels: int | None = None
    sample_rate: int | None = None


@dataclass(frozen=True, slots=True)
class Art:
    """An image of an object, with the profile of DLNA that it fits into."""

    url: str
    profile: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Object:
    """A container (with `children`, how many it has), or an item."""

    id: str
    parent_id: str
    title: str
    upnp_class: str
    children: int | None = None
    ref_id: str | None = None
    """The same object in another container."""
    date: str | None = None
    """ISO 8601: "1999-03-31", or "1999-01-01" where only the year is known."""
    genres: Sequence[str] = ()
    description: str | None = None
    actors: Sequence[str] = ()
    directors: Sequence[str] = ()
    series: str | None = None
    season: int | None = None
    episode: int | None = None
    bookmark: int | None = None
    """Seconds: where the user stopped."""
    art: Sequence[Art] = ()
    resources: Sequence[Resource] = ()
    caption_url: str | None = None
    """Its subtitles as SubRip, the way Samsung's televisions look for them."""

    @property
    def is_container(self) -> bool:
        """Whether it has children rather than resources."""
        return self.upnp_class.startswith("object.container")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which optional properties a control point wants; None: all."""

    names: frozenset[str] | None = field(default=None)

    @classmethod
    def parse(cls, text: str) -> "Filter":
        """From the argument Filter: "*", or names separated by commas. An attribute that is wanted brings its element."""
        names = [name.strip() for name in text[:4000].split(",")]
        if "*" in names:
            return cls()
        elements = [name.partition("@")[0] for name in names]
        return cls(frozenset(filter(None, (*names, *elements))))

    def wants(self, *names: str) -> bool:
        """Whether one of some properties is wanted."""
        return self.names is None or not self.names.isdisjoint(names)


def document(objects: Sequence[Object], wanted: Filter = Filter()) -> str:
    """The objects as DIDL-Lite."""
    return f"{_HEAD}{''.join(_object(one, wanted) for one in objects)}</DIDL-Lite>"


def clean(text: str) -> str:
    """A text without characters that XML cannot have."""
    return _NOT_XML.sub("\ufffd", text)


def format_duration(seconds: float) -> str:
    """A duration as resources have it: "1:02:03.456"."""
    milliseconds = max(round(seconds * 1000), 0)
    minutes, milliseconds = divmod(milliseconds, 60_000)
    return f"{minutes // 60}:{minutes % 60:02}:{milliseconds // 1000:02}.{milliseconds % 1000:03}"


def _object(one: Object, wanted: Filter) -> str:
    name = "container" if one.is_container else "item"
    attributes: dict[str, object] = {"id": one.id, "parentID": one.parent_id, "restricted": 1}
    if one.ref_id is not None and wanted.wants("@refID", "item@refID"):
        attributes["refID"] = one.ref_id
    if one.is_container:
        attributes["searchable"] = 1
        if one.children is not None and wanted.wants("@childCount", "container@childCount"):
            attributes["childCount"] = one.children
    return f"<{name}{_attributes(attributes)}>{''.join(_properties(one, wanted))}</{name}>"


def _properties(one: Object, wanted: Filter) -> list[str]:
    found = [_element("dc:title", one.title), _element("upnp:class", one.upnp_class)]
    optional: list[tuple[str, object]] = [
        ("dc:date", one.date), *(("upnp:genre", name) for name in one.genres), ("dc:description", one.description),
        ("upnp:longDescription", one.description), *(("upnp:actor", name) for name in one.actors),
        *(("upnp:director", name) for name in one.directors), ("upnp:seriesTitle", one.series),
        ("upnp:episodeSeason", one.season), ("upnp:episodeNumber", one.episode),
    ]  # fmt: skip
    found += [_element(name, value) for name, value in optional if value is not None and wanted.wants(name)]
    if wanted.wants("upnp:albumArtURI"):
        found += [_element("upnp:albumArtURI", art.url, {"dlna:profileID": art.profile}) for art in one.art]
    if one.bookmark is not None and wanted.wants("sec:dcmInfo"):
        found.append(_element("sec:dcmInfo", f"CREATIONDATE=0,FOLDER={one.parent_id},BM={one.bookmark}"))
    if one.caption_url is not None and wanted.wants("sec:CaptionInfoEx", "sec:CaptionInfo"):
        found.append(_element("sec:CaptionInfoEx", one.caption_url, {"sec:type": "srt"}))
    if wanted.wants("res"):
        found += [_resource(resource, wanted) for resource in one.resources]
    return found


def _resource(one: Resource, wanted: Filter) -> str:
    attributes: dict[str, object] = {"protocolInfo": one.protocol_info}
    optional = {
        "size": one.size, "duration": None if one.duration is None else format_duration(one.duration),
        "bitrate": None if one.bit_rate is None else one.bit_rate // 8,  # bytes a second
        "resolution": None if one.resolution is None else "x".join(map(str, one.resolution)),
        "nrAudioChannels": one.channels, "sampleFrequency": one.sample_rate,
    }  # fmt: skip
    attributes |= {
        name: value for name, value in optional.items() if value is not None and wanted.wants(f"res@{name}", f"@{name}")
    }
    return _element("res", one.url, attributes)


def _element(name: str, text: object, attributes: dict[str, object] | None = None) -> str:
    return f"<{name}{_attributes(attributes or {})}>{escape(clean(str(text)))}</{name}>"


def _attributes(values: dict[str, object]) -> str:
    return "".join(f" {name}={quoteattr(clean(str(value)))}" for name, value in values.items())
