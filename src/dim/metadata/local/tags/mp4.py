"""Tags of MP4 files (the atoms that iTunes writes in `moov/udta/meta/ilst`), read with mutagen."""

import io
import os
import plistlib
from collections.abc import Iterable, Iterator
from typing import Any

from dim.metadata.json_fields import MOST_PEOPLE
from dim.metadata.local import values
from dim.metadata.local.tags.model import VideoTags, clean_text, clean_title
from dim.metadata.model import Credit, Facts

LARGEST_READ = 32 << 20
"""Bytes that are read of one file in all: covers lie among the tags."""
MOST_READS = 20_000
"""A fragmented file has thousands of atoms."""
LARGEST_PLIST = 256 << 10
_EXTC, _MOVI = "----:com.apple.iTunes:iTunEXTC", "----:com.apple.iTunes:iTunMOVI"
_RATINGS = {
    "mpaa": "US", "us-tv": "US", "uk-movie": "GB", "uk-tv": "GB", "de-movie": "DE", "de-tv": "DE", "fr-movie": "FR",
    "fr-tv": "FR", "ca-movie": "CA", "ca-tv": "CA", "au-movie": "AU", "au-tv": "AU", "nz-movie": "NZ", "ie-movie": "IE",
    "it-movie": "IT",
}  # fmt: skip
"""The country of each system of certifications."""
_CREW = {"directors": "director", "screenwriters": "writer", "producers": "producer", "codirectors": "director"}
TV_SHOW = 10
_OF_NO_USE = frozenset((b"\xa9too", b"covr", b"free"))
MOST_ATOMS = 5_000
"""Of one level; what begins behind so many fragments has no tags."""


class _TooMuchError(OSError):
    """More was read than tags can need."""


class _File(io.RawIOBase):
    """A descriptor as a file object with a position of its own, which reads only so much."""

    def __init__(self, descriptor: int, size: int) -> None:
        self._descriptor, self._size, self._place, self._left = descriptor, size, 0, LARGEST_READ
        self._reads = 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._place

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._place = max(0, offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._place, os.SEEK_END: self._size}[whence])
        return self._place

    def read(self, size: int | None = -1) -> bytes:
        left = max(0, self._size - self._place)
        size = left if size is None or size < 0 else min(size, left)
        self._reads += 1
        if size > self._left or self._reads > MOST_READS:
            raise _TooMuchError
        self._left -= size
        data = os.pread(self._descriptor, size, self._place) if size else b""
        self._place += len(data)
        return data


def read_mp4(descriptor: int, size: int) -> VideoTags | None:
    """What the tags of an MP4 file of `size` bytes say; None: it is none, or says nothing. Never raises."""
    try:
        if not _has_tags(descriptor, size):
            return None
    except (OSError, OverflowError):
        return None
    from mutagen.mp4 import MP4Tags
    from mutagen.mp4._atom import Atoms  # only the tags: MP4() would read the tracks too

    file = _File(descriptor, size)
    read: Any = MP4Tags
    try:
        atoms = Atoms(file)
        return _tags(read(atoms, file)) if read._can_load(atoms) else None
    except Exception:  # mutagen raises what it meets in broken atoms: struct.error, IndexError, MemoryError's kin
        return None


def _has_tags(descriptor: int, size: int) -> bool:
    """Whether there are tags besides the encoder's name, which is all that most files have; a look at some atoms, which mutagen
    takes much longer for.
    """
    start, end = 0, size
    for wanted, skipped in ((b"moov", 0), (b"udta", 0), (b"meta", 4), (b"ilst", 0)):
        found = next(
            ((place, length) for name, place, length in _atoms(descriptor, start, end) if name == wanted), None
        )
        if found is None:
            return False
        start, end = found[0] + skipped, found[0] + found[1]
    return any(name not in _OF_NO_USE for name, _, _ in _atoms(descriptor, start, end))


def _atoms(descriptor: int, start: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The atoms from `start` to `end`: name, and where the content lies (ISO/IEC 14496-12, 4.2)."""
    for _ in range(MOST_ATOMS):
        head = os.pread(descriptor, 16, start)
        if start + 8 > end or len(head) < 8:
            return
        length, before = int.from_bytes(head[:4], "big"), 8
        if length == 1:
            length, before = int.from_bytes(head[8:16], "big"), 16
        elif length == 0:
            length = end - start
        if length < before:
            return
        yield head[4:8], start + before, min(length, end - start) - before
        start += length


def _tags(tags: Any) -> VideoTags | None:
    season, episode = _whole(tags, "tvsn"), _whole(tags, "tves")
    is_episode = (_whole(tags, "stik") == TV_SHOW or bool(_text(tags, "tvsh"))) and season is not None and bool(episode)
    day = _text(tags, "\xa9day")
    certification, by_country = _certification(_text(tags, _EXTC))
    movie = _movie(tags.get(_MOVI))
    overview = clean_text(_text(tags, "ldes")) or clean_text(_text(tags, "desc"))
    studio = movie.get("studio")
    facts = Facts(
        title=clean_title(_text(tags, "\xa9nam")), sort_title=clean_title(_text(tags, "sonm")),
        overview=values.plain_text(overview) if overview else None,
        year=None if is_episode else values.year(day), released=values.iso_date(day),
        genres=tuple(dict.fromkeys(name[:100] for part in _text(tags, "\xa9gen").split(",") for name in values.names(part)))[:50],
        certification=certification, certifications=by_country, people=_people(movie),
        studios=(studio.strip()[:500],) if isinstance(studio, str) and studio.strip() else (),
    )  # fmt: skip
    network, about = _text(tags, "tvnn")[:500], clean_text(_text(tags, "sdes"))
    show = (
        Facts(title=clean_title(_text(tags, "tvsh")), overview=about, networks=(network,) if network else ())
        if is_episode
        else None
    )
    if not facts and not show:
        return None
    return VideoTags(facts, season if is_episode else None, episode if is_episode else None, show or None)


def _first(tags: Any, name: str) -> Any:
    found = tags.get(name)
    return found[0] if isinstance(found, list) and found else None


def _text(tags: Any, name: str) -> str:
    value = _first(tags, name)
    if isinstance(value, bytes):
        return bytes(value[:20_000]).decode("utf-8", "replace").strip()
    return value[:20_000].strip() if isinstance(value, str) else ""


def _whole(tags: Any, name: str) -> int | None:
    value = _first(tags, name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 100_000 else None


def _certification(text: str) -> tuple[str | None, dict[str, str]]:
    """The certification in `iTunEXTC`: "mpaa|PG-13|300|"."""
    system, _, rest = text.partition("|")
    value = rest.partition("|")[0].strip()[:50]
    if not value or value.casefold() in ("unrated", "not rated", "none"):
        return None, {}
    country = _RATINGS.get(system.strip().casefold())
    return value, {country: value} if country else {}


def _movie(found: Any) -> dict[str, Any]:
    """The property list in `iTunMOVI`; empty: it is none."""
    blob = bytes(found[0]) if isinstance(found, list) and found and isinstance(found[0], bytes) else b""
    if (
        not blob
        or len(blob) > LARGEST_PLIST
        or not blob.lstrip().startswith(b"<")
        or b"<!ENTITY" in blob
        or blob.count(b"<") > 20_000
    ):
        return {}
    if blob.count(b"<array>") + blob.count(b"<dict>") > 2_000:
        return {}
    try:
        values_of = plistlib.loads(blob.strip(), fmt=plistlib.FMT_XML)
    except Exception:  # plistlib raises whatever a broken list leads to
        return {}
    return values_of if isinstance(values_of, dict) else {}


def _people(movie: dict[str, Any]) -> tuple[Credit, ...]:
    found: dict[tuple[str, str], Credit] = {}
    for key, job in (("cast", "actor"), *_CREW.items()):
        for name in _names(movie.get(key)):
            found.setdefault((name, job), Credit(name, job))
    return tuple(found.values())[:MOST_PEOPLE]


def _names(entries: Any) -> Iterable[str]:
    for one in entries if isinstance(entries, list) else ():
        name = one.get("name") if isinstance(one, dict) else None
        if isinstance(name, str) and name.strip():
            yield name.strip()[:500]
