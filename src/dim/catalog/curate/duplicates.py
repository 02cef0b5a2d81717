"""Duplicates: versions of one movie or episode, and identical files; what would be lost with each; which ones to keep."""

import re
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.catalog import items
from dim.catalog.browse.versions import versions
from dim.db import Transaction
from dim.db.tables import duplicate_kept, item_file, library_folder, media_file
from dim.events import Event
from dim.media import AudioStream, MediaFile, SubtitleFile, SubtitleStream, Version, VideoStream
from dim.media.languages import language_name, language_tag

MOST_GROUPS = 500
_TECHNICAL = re.compile(r"\d{3,4}p|[48]K|HDR(?:10\+?)?|HLG|SDR|Dolby Vision", re.IGNORECASE)
_USABLE = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))


@dataclass(frozen=True, slots=True)
class Suspect:
    """A file that looks like another; its path in the folder `root`."""

    id: int
    root: str
    path: str


@dataclass(frozen=True, slots=True)
class DuplicateFile:
    """A file of a group, with the item that it plays and what would be lost with it, for a person to read."""

    file: MediaFile
    item_id: int
    lost: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DuplicateGroup:
    """Files with the same content, or versions of the same movie or episode. `kept`: a person wants to keep all of them."""

    kind: Literal["identical", "versions"]
    kept: bool
    files: tuple[DuplicateFile, ...]


def suspects(connection: Connection, library_id: int) -> list[Suspect]:
    """Files that look the same (size and fingerprint) and whose whole content is not known yet."""
    alike = (
        select(media_file.c.size, media_file.c.fingerprint)
        .where(media_file.c.library_id == library_id, media_file.c.fingerprint.is_not(None), *_USABLE)
        .group_by(media_file.c.size, media_file.c.fingerprint)
        .having(func.count() > 1)
        .subquery()
    )
    same = (media_file.c.size == alike.c.size) & (media_file.c.fingerprint == alike.c.fingerprint)
    columns = (media_file.c.id, library_folder.c.path.label("root"), media_file.c.path)
    query = select(*columns).select_from(media_file).join(library_folder).join(alike, same)
    mine = (media_file.c.library_id == library_id, media_file.c.content.is_(None), *_USABLE)
    return [
        Suspect(row.id, row.root, row.path) for row in connection.execute(query.where(*mine).order_by(media_file.c.id))
    ]


def set_content(transaction: Transaction, file_id: int, digest: str) -> None:
    """Note the hash of all of a file."""
    transaction.execute(update(media_file).where(media_file.c.id == file_id).values(content=digest))


def groups(connection: Connection, library_id: int) -> list[DuplicateGroup]:
    """The groups of duplicates of a library, identical files first; at most MOST_GROUPS."""
    rows = connection.execute(
        select(*items.FILE_COLUMNS, item_file.c.item_id)
        .join(item_file, item_file.c.file_id == media_file.c.id)
        .join(library_folder, library_folder.c.id == media_file.c.folder_id)
        .where(media_file.c.library_id == library_id, *_USABLE, _twice(library_id))
        .order_by(media_file.c.path)
    ).mappings().all()  # fmt: skip
    kept = set(connection.scalars(select(duplicate_kept.c.files)))
    files: dict[int, MediaFile] = {}
    item_of: dict[int, int] = {}
    by_item: dict[int, set[int]] = defaultdict(set)
    by_content: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        file = files.setdefault(row["id"], MediaFile.from_row(row))
        item_of.setdefault(file.id, row["item_id"])
        by_item[row["item_id"]].add(file.id)
        if file.content:
            by_content[file.content].add(file.id)
    identical = [tuple(sorted(same)) for same in by_content.values() if len(same) > 1]
    several = {tuple(sorted(same)) for same in by_item.values() if len(versions([files[one] for one in same])) > 1}
    kinds: list[tuple[Literal["identical", "versions"], tuple[int, ...]]] = [("identical", same) for same in identical]
    kinds += [("versions", same) for same in sorted(several - set(identical))]
    found = []
    for kind, same in kinds[:MOST_GROUPS]:
        members = [files[number] for number in same]
        whole = versions(members) if kind == "versions" else [Version((file,)) for file in members]
        found.append(DuplicateGroup(kind, _key(same) in kept, tuple(_with_losses(members, whole, item_of))))
    return found


def _with_losses(
    files: Sequence[MediaFile], whole: Sequence[Version], item_of: dict[int, int]
) -> Iterator[DuplicateFile]:
    """Each file with what would be lost with its version: a part of one is nothing without the others."""
    version_of = {file.id: version for version in whole for file in version.files}
    as_long = {file.id: replace(file, duration=version_of[file.id].duration) for file in files}
    for file in files:
        others = [as_long[other.id] for other in files if version_of[other.id] is not version_of[file.id]]
        yield DuplicateFile(file, item_of[file.id], tuple(lost(as_long[file.id], others)))


def _twice(library_id: int) -> Any:
    """Files that share their item or their content with another."""
    same_item = (
        select(item_file.c.item_id)
        .join(media_file)
        .where(media_file.c.library_id == library_id, *_USABLE)
        .group_by(item_file.c.item_id)
        .having(func.count() > 1)
    )
    same_content = (
        select(media_file.c.content)
        .where(media_file.c.library_id == library_id, media_file.c.content.is_not(None), *_USABLE)
        .group_by(media_file.c.content)
        .having(func.count() > 1)
    )
    return item_file.c.item_id.in_(same_item) | media_file.c.content.in_(same_content)


def lost(file: MediaFile, others: Sequence[MediaFile]) -> list[str]:
    """What nobody would have any more without a file, for a person to read. Pure. Empty: another file has all of it."""
    found = [
        f"the {edition}"
        for edition in _editions(file)
        if edition not in {one for other in others for one in _editions(other)}
    ]
    if file.video and file.pixels > max((other.pixels for other in others), default=0):
        found.append(f"the sharpest picture ({file.video.width}×{file.video.height})")
    if _has_hdr(file) and not any(map(_has_hdr, others)):
        found.append("the HDR picture")
    for languages, word in (
        (_audio_languages, "sound"), (_commentaries, "commentary"), (_subtitle_languages, "subtitles"),
        (_sdh_languages, "SDH subtitles"), (_forced_languages, "forced subtitles"),
    ):  # fmt: skip
        elsewhere = {language for other in others for language in languages(other)}
        found += [f"{word} in {language}" for language in sorted(languages(file) - elsewhere)]
    channels = _channels(file)
    if channels > max(map(_channels, others), default=0):
        found.append({6: "5.1 sound", 8: "7.1 sound"}.get(channels, f"sound with {channels} channels"))
    if file.chapters and others and not any(other.chapters for other in others):
        found.append("chapters")
    longest = max((other.duration for other in others), default=0.0)
    if file.duration > longest + 60:
        found.append(f"{(file.duration - longest) / 60:.0f} minutes")
    return found


def _has_hdr(file: MediaFile) -> bool:
    return any(stream.hdr for stream in file.streams if isinstance(stream, VideoStream))


def _channels(file: MediaFile) -> int:
    return max((stream.channels for stream in file.audio_streams), default=0)


def _editions(file: MediaFile) -> list[str]:
    """What its label says beside resolution and HDR, which are compared by what is in the file."""
    return [part for part in (file.label or "").split(" · ") if part and not _TECHNICAL.fullmatch(part)]


def _audio_languages(file: MediaFile) -> set[str]:
    return _languages([stream for stream in file.audio_streams if not stream.commentary])


def _commentaries(file: MediaFile) -> set[str]:
    return _languages([stream for stream in file.audio_streams if stream.commentary])


def _subtitle_languages(file: MediaFile) -> set[str]:
    return _languages([track for track in _subtitles(file) if not track.forced])


def _sdh_languages(file: MediaFile) -> set[str]:
    return _languages([track for track in file.subtitle_streams if track.hearing_impaired])


def _forced_languages(file: MediaFile) -> set[str]:
    return _languages([track for track in _subtitles(file) if track.forced])


def _subtitles(file: MediaFile) -> list[SubtitleStream | SubtitleFile]:
    return [*file.subtitle_streams, *file.subtitle_files]


def _languages(tracks: Sequence[AudioStream | SubtitleStream | SubtitleFile]) -> set[str]:
    return {language_name(language_tag(track.language)) or "an unknown language" for track in tracks}


def _key(file_ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(file_ids)))


def keep(transaction: Transaction, library_id: int, file_ids: Sequence[int], kept: bool) -> None:
    """Keep all of these files, or not any more."""
    transaction.execute(delete(duplicate_kept).where(duplicate_kept.c.files == _key(file_ids)))
    if kept:
        transaction.execute(insert(duplicate_kept), {"files": _key(file_ids), "created_at": time.time()})
    transaction.announce(Event("files", {"library_id": library_id}, library_id))
