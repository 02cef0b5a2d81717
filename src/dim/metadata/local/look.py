"""Looks into videos and the files beside them with one call of a worker: probe, fingerprint, tags, NFO files, `.plexmatch`."""

import os
from collections.abc import Sequence
from typing import Any

from dim.metadata.local import nfo, plexmatch
from dim.metadata.local.tags.matroska import read_matroska
from dim.metadata.local.tags.model import VideoTags
from dim.metadata.local.tags.mp4 import read_mp4
from dim.probe.batch import probe_files
from dim.sandbox.files import descriptor

_MATROSKA, _MP4 = frozenset(("mkv", "webm", "mk3d", "mka")), frozenset(("mp4", "m4v", "mov"))


def look_into(paths: list[str], videos: int) -> dict[str, Any]:
    """What is in the first `videos` of the files, as `dim.probe.batch` says, each with its `tags`; and what the others say, which
    are NFO files and `.plexmatch`, by path in `sidecars`.
    """
    found = probe_files(paths[:videos])
    for path, content in zip(paths, found, strict=False):
        if "error" not in content and (tags := read_tags(path)) is not None:
            content["tags"] = tags_to_json(tags)
    return {"videos": found, "sidecars": {path: _sidecar(path) for path in paths[videos:]}}


def read_tags(path: str) -> VideoTags | None:
    """What the tags of a video say; None: it has none that Dim reads. Never raises."""
    extension = path.rpartition(".")[2].lower()
    read = read_matroska if extension in _MATROSKA else read_mp4 if extension in _MP4 else None
    if read is None:
        return None
    try:
        with descriptor(path) as opened:
            return read(opened, os.fstat(opened).st_size)
    except OSError:
        return None


def tags_to_json(tags: VideoTags) -> dict[str, Any]:
    """Tags as workers send them."""
    return {
        "facts": tags.facts.to_json(), "season": tags.season, "episode": tags.episode,
        "show": tags.show.to_json() if tags.show else None,
    }  # fmt: skip


def _sidecar(path: str) -> dict[str, Any]:
    is_nfo = path.lower().endswith(".nfo")
    try:
        with descriptor(path) as opened:
            blob = _read(opened, nfo.LARGEST + 1 if is_nfo else plexmatch.LARGEST)
    except OSError as error:
        return {"note": f"cannot be read: {error.strerror}"}
    return _nfo_to_json(nfo.read_nfo(blob)) if is_nfo else _plexmatch_to_json(plexmatch.read_plexmatch(blob))


def _read(opened: int, most: int) -> bytes:
    pieces: list[bytes] = []
    place = 0
    while place < most and (piece := os.pread(opened, most - place, place)):
        pieces.append(piece)
        place += len(piece)
    return b"".join(pieces)


def _nfo_to_json(file: nfo.NfoFile) -> dict[str, Any]:
    return {
        "kind": file.kind, "facts": file.facts.to_json(), "season": file.season, "note": file.note,
        "seasons": _entries((one.number, None, one.facts) for one in file.seasons),
        "episodes": _entries((one.season, one.number, one.facts) for one in file.episodes),
    }  # fmt: skip


def _entries(entries: Any) -> Sequence[dict[str, Any]]:
    return [{"season": season, "episode": number, "facts": facts.to_json()} for season, number, facts in entries]


def _plexmatch_to_json(said: plexmatch.PlexMatch) -> dict[str, Any]:
    return {
        "kind": "plexmatch", "title": said.title, "year": said.year, "ids": dict(said.ids), "season": said.season,
        "files": {name: {"season": one.season, "episodes": list(one.episodes)} for name, one in said.files.items()},
    }  # fmt: skip
