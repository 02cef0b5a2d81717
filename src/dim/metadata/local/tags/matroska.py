"""Tags of Matroska and WebM by their levels (https://www.matroska.org/technical/tagging.html): 70 is a show or collection, 60 a
season, 50 a movie or episode, 30 a track. FFmpeg loses the levels.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dim.metadata.json_fields import MOST_PEOPLE
from dim.metadata.local import values
from dim.metadata.local.external_ids import clean_ids
from dim.metadata.local.tags.ebml import BrokenError, Element, Reader
from dim.metadata.local.tags.model import VideoTags, clean_text, clean_title
from dim.metadata.model import Credit, Facts

_EBML, _SEGMENT, _SEEK_HEAD, _INFO, _TAGS, _CLUSTER = (
    0x1A45DFA3,
    0x18538067,
    0x114D9B74,
    0x1549A966,
    0x1254C367,
    0x1F43B675,
)
_SEEK, _SEEK_ID, _SEEK_POSITION, _TITLE = 0x4DBB, 0x53AB, 0x53AC, 0x7BA9
_TAG, _TARGETS, _LEVEL, _TRACK, _EDITION, _CHAPTER, _ATTACHMENT = 0x7373, 0x63C0, 0x68CA, 0x63C5, 0x63C9, 0x63C4, 0x63C6
_SIMPLE, _NAME, _STRING = 0x67C8, 0x45A3, 0x4487
LARGEST_TAGS = 2 << 20
MOST_TAGS, MOST_LEVELS, MOST_TOP = 2_000, 4, 200
_IDS = (("imdb", "IMDB"), ("tmdb", "TMDB"), ("tvdb", "TVDB2", "TVDB"))
_CREW = {
    "DIRECTOR": "director",
    "WRITTEN_BY": "writer",
    "SCREENPLAY_BY": "writer",
    "PRODUCER": "producer",
    "COMPOSER": "composer",
}


@dataclass(slots=True)
class _Simple:
    """A tag with what is nested in it."""

    name: str
    text: str
    inner: list["_Simple"] = field(default_factory=list)


class _Level:
    """The tags of one level."""

    def __init__(self, tags: list[_Simple]) -> None:
        self.tags = tags

    def all(self, *names: str) -> list[_Simple]:
        return [tag for name in names for tag in self.tags if tag.name == name and tag.text]

    def text(self, *names: str) -> str:
        return next((tag.text for tag in self.all(*names)), "")

    def number(self, *names: str) -> int | None:
        return values.whole_number(self.text(*names).partition("/")[0], 100_000)


def read_matroska(descriptor: int, size: int) -> VideoTags | None:
    """What the tags of a Matroska file of `size` bytes say; None: it is none, or says nothing. Never raises."""
    reader = Reader(descriptor, size)
    title = ""
    levels: dict[int, list[_Simple]] = {}
    try:
        for element in _wanted(reader):
            if element.id == _INFO:
                title = title or next(
                    (
                        reader.text(one, 2_000)
                        for one in reader.children(element.start, element.end)
                        if one.id == _TITLE
                    ),
                    "",
                )
            elif element.end - element.start <= LARGEST_TAGS:
                _collect(reader, element, levels)
    except (BrokenError, OSError):
        pass  # what was read until then holds
    return _tags(title, {level: _Level(tags) for level, tags in levels.items()})


def _wanted(reader: Reader) -> Iterator[Element]:
    """The segment's information and tags: those before the first cluster, others where the seek head says."""
    head = next(reader.children(0, reader.size), None)
    if head is None or head.id != _EBML:
        return
    segment = next((one for one in reader.children(head.end, reader.size) if one.id == _SEGMENT), None)
    if segment is None:
        return
    seeks: list[tuple[int, int]] = []
    seen: set[int] = set()
    for count, element in enumerate(reader.children(segment.start, segment.end)):
        if element.id == _SEEK_HEAD:
            seeks += _seeks(reader, element)
        elif element.id in (_INFO, _TAGS):
            seen.add(element.id)
            yield element
        if element.id == _CLUSTER or count > MOST_TOP:
            break
    for number, place in seeks[:20]:
        if number in (_INFO, _TAGS) and number not in seen:
            found = next(reader.children(segment.start + place, segment.end), None)
            if found is not None and found.id == number:
                yield found


def _seeks(reader: Reader, of: Element) -> list[tuple[int, int]]:
    found = []
    for seek in reader.children(of.start, of.end):
        if seek.id == _SEEK:
            parts = {
                one.id: reader.number(one)
                for one in reader.children(seek.start, seek.end)
                if one.id in (_SEEK_ID, _SEEK_POSITION)
            }
            if len(parts) == 2:
                found.append((parts[_SEEK_ID], parts[_SEEK_POSITION]))
    return found


def _collect(reader: Reader, tags: Element, levels: dict[int, list[_Simple]]) -> None:
    """The tags of whole files by level; those of tracks, chapters and attachments are left out."""
    for tag in reader.children(tags.start, tags.end):
        if tag.id != _TAG:
            continue
        level, found, is_whole = 50, [], True
        for one in reader.children(tag.start, tag.end):
            if one.id == _TARGETS:
                for target in reader.children(one.start, one.end):
                    if target.id == _LEVEL:
                        level = reader.number(target)
                    elif target.id in (_TRACK, _EDITION, _CHAPTER, _ATTACHMENT) and reader.number(target):
                        is_whole = False
            elif one.id == _SIMPLE:
                found.append(_simple(reader, one, 0))
        kept = levels.setdefault(level, [])
        if is_whole and len(kept) < MOST_TAGS:
            kept += found[: MOST_TAGS - len(kept)]


def _simple(reader: Reader, of: Element, depth: int) -> _Simple:
    tag = _Simple("", "")
    for one in reader.children(of.start, of.end):
        if one.id == _NAME:
            tag.name = reader.text(one, 1_000).strip().upper().replace(" ", "_")
        elif one.id == _STRING:
            tag.text = reader.text(one, LARGEST_TAGS)[:20_000].strip()
        elif one.id == _SIMPLE and depth < MOST_LEVELS:
            tag.inner.append(_simple(reader, one, depth + 1))
    return tag


def _tags(title: str, levels: dict[int, _Level]) -> VideoTags | None:
    nothing = _Level([])
    of, season, show = levels.get(50, nothing), levels.get(60, nothing), levels.get(70, nothing)
    number, episode = season.number("PART_NUMBER"), of.number("PART_NUMBER")
    is_episode = number is not None and episode is not None
    main = _facts(of, clean_title(of.text("TITLE")) or clean_title(title))
    outer = _facts(show, clean_title(show.text("TITLE"))) if is_episode else None
    if not main and not outer:
        return None
    return VideoTags(main, number if is_episode else None, episode if is_episode else None, outer or None)


def _facts(of: _Level, title: str | None) -> Facts:
    released = values.iso_date(of.text("DATE_RELEASED", "DATE_RELEASE")) or values.iso_date(of.text("DATE_RECORDED"))
    certification, by_country = values.certifications(of.text("LAW_RATING")[:200])
    overview = next(
        (known for text in ("SYNOPSIS", "SUMMARY", "DESCRIPTION") if (known := clean_text(of.text(text)))), None
    )
    genres = [name for tag in of.all("GENRE") for part in tag.text.split(",") for name in values.names(part)]
    countries = [code for tag in of.all("COUNTRY") if (code := values.country_code(tag.text))]
    return Facts(
        title=title, overview=values.plain_text(overview) if overview else None,
        year=values.year(of.text("DATE_RELEASED", "DATE_RELEASE", "DATE_RECORDED")), released=released,
        certification=certification, certifications=by_country, genres=tuple(dict.fromkeys(one[:100] for one in genres))[:50],
        countries=tuple(dict.fromkeys(countries)), people=_people(of),
        ids=clean_ids((name, tag.text) for name, *tags in _IDS for tag in of.all(*tags)),
    )  # fmt: skip


def _people(of: _Level) -> tuple[Credit, ...]:
    cast = [
        Credit(
            tag.text[:500],
            character=next((one.text[:500] for one in tag.inner if one.name == "CHARACTER" and one.text), None),
        )
        for tag in of.all("ACTOR", "LEAD_PERFORMER")
    ]
    crew = [Credit(name[:500], _CREW[tag.name]) for tag in of.all(*_CREW) for name in values.names(tag.text)]
    return tuple(_distinct(cast + crew)[:MOST_PEOPLE])


def _distinct(people: list[Credit]) -> list[Credit]:
    found: dict[tuple[str, str], Credit] = {}
    for one in people:
        found.setdefault((one.name, one.job), one)
    return list(found.values())
