"""What there is twice: versions of one movie or episode, and identical files. What would be lost with each; keeping."""

import time
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from dim.catalog import items
from dim.catalog.browse.versions import versions
from dim.db import Transaction
from dim.db.tables import duplicate_kept, item_file, media_file
from dim.events import Event
from dim.playback.hls.playlist import LANGUAGES, TWO_LETTERS

MOST_GROUPS = 500
_USABLE = (media_file.c.status == "present", media_file.c.role == "main", media_file.c.error.is_(None))


def suspects(connection: Connection, library_id: int) -> list[dict[str, Any]]:
    """Files that look the same (size and fingerprint) and whose whole content is not known yet: {id, path}."""
    alike = (
        select(media_file.c.size, media_file.c.fingerprint)
        .where(media_file.c.library_id == library_id, media_file.c.fingerprint.is_not(None), *_USABLE)
        .group_by(media_file.c.size, media_file.c.fingerprint)
        .having(func.count() > 1)
        .subquery()
    )
    same = (media_file.c.size == alike.c.size) & (media_file.c.fingerprint == alike.c.fingerprint)
    query = select(media_file.c.id, media_file.c.path).join(alike, same)
    mine = (media_file.c.library_id == library_id, media_file.c.content.is_(None), *_USABLE)
    return [dict(row) for row in connection.execute(query.where(*mine).order_by(media_file.c.id)).mappings()]


def set_content(transaction: Transaction, file_id: int, digest: str) -> None:
    """Note the hash of all of a file."""
    transaction.execute(update(media_file).where(media_file.c.id == file_id).values(content=digest))


def groups(connection: Connection, library_id: int) -> list[dict[str, Any]]:
    """What there is twice: {kind: identical | versions, kept, files: [{..., item_id, lost}]}, identical files first."""
    rows = connection.execute(
        select(media_file, item_file.c.item_id)
        .join(item_file, item_file.c.file_id == media_file.c.id)
        .where(media_file.c.library_id == library_id, *_USABLE, _twice(library_id))
        .order_by(media_file.c.path)
    ).mappings().all()  # fmt: skip
    kept = set(connection.scalars(select(duplicate_kept.c.files)))
    files: dict[int, dict[str, Any]] = {}
    by_item: dict[int, set[int]] = defaultdict(set)
    by_content: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        files.setdefault(row["id"], dict(row))
        by_item[row["item_id"]].add(row["id"])
        if row["content"]:
            by_content[row["content"]].add(row["id"])
    found = [
        _group("identical", [files[number] for number in sorted(same)], kept)
        for same in by_content.values()
        if len(same) > 1
    ]
    known = {tuple(file["id"] for file in group["files"]) for group in found}
    several = {tuple(sorted(same)) for same in by_item.values() if len(versions([files[one] for one in same])) > 1}
    found += [_group("versions", [files[number] for number in same], kept) for same in sorted(several - known)]
    return found[:MOST_GROUPS]


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


def _group(kind: str, files: list[dict[str, Any]], kept: set[str]) -> dict[str, Any]:
    shown = [
        {
            **items.described(file),
            "item_id": file["item_id"],
            "lost": lost(file, [other for other in files if other is not file]),
        }
        for file in files
    ]
    return {"kind": kind, "kept": _key(file["id"] for file in files) in kept, "files": shown}


def lost(file: dict[str, Any], others: Sequence[dict[str, Any]]) -> list[str]:
    """What nobody would have any more without a file, for a person to read. Pure. Empty: another file has all of it."""
    found = []
    most = max((items.pixels(other["streams"]) for other in others), default=0)
    if items.pixels(file["streams"]) > most:
        video = _streams(file, "video")[0]
        found.append(f"the sharpest picture ({video['width']}×{video['height']})")
    if any(stream.get("hdr") for stream in _streams(file, "video")) and not any(
        stream.get("hdr") for other in others for stream in _streams(other, "video")
    ):
        found.append("the HDR picture")
    for kind, word in (("audio", "sound"), ("subtitle", "subtitles")):
        elsewhere = {language for other in others for language in _languages(other, kind)}
        found += [f"{word} in {_name(language)}" for language in sorted(_languages(file, kind) - elsewhere)]
    channels = max((int(stream.get("channels") or 0) for stream in _streams(file, "audio")), default=0)
    if channels > max((int(s.get("channels") or 0) for other in others for s in _streams(other, "audio")), default=0):
        found.append({6: "5.1 sound", 8: "7.1 sound"}.get(channels, f"sound with {channels} channels"))
    longest = max((other["duration"] or 0.0 for other in others), default=0.0)
    if (file["duration"] or 0.0) > longest + 60:
        found.append(f"{((file['duration'] or 0.0) - longest) / 60:.0f} minutes")
    return found


def _streams(file: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [stream for stream in file["streams"] or [] if stream["type"] == kind]


def _languages(file: dict[str, Any], kind: str) -> set[str]:
    beside = file["subtitles"] or [] if kind == "subtitle" else []
    return {str(entry.get("language") or "an unknown language") for entry in [*_streams(file, kind), *beside]}


def _name(language: str) -> str:
    return LANGUAGES.get(TWO_LETTERS.get(language, language), language)


def _key(file_ids: Iterable[int]) -> str:
    return ",".join(map(str, sorted(file_ids)))


def keep(transaction: Transaction, library_id: int, file_ids: Sequence[int], kept: bool) -> None:
    """A person wants these files beside each other, or not any more."""
    transaction.execute(delete(duplicate_kept).where(duplicate_kept.c.files == _key(file_ids)))
    if kept:
        transaction.execute(insert(duplicate_kept), {"files": _key(file_ids), "created_at": time.time()})
    transaction.announce(Event("files", {"library_id": library_id}, library_id))
