"""Opening playback: the one way in, for every API."""

from dataclasses import replace

from dim.disks import Disk
from dim.media import Version
from dim.playback.policy.decide import choose_version
from dim.playback.policy.tracks import pick_audio
from dim.playback.sessions.file_identity import identify
from dim.playback.sessions.registry import Sessions
from dim.playback.sessions.request import (
    Locate,
    NothingToPlayError,
    PlayableItem,
    PlaybackClient,
    PlaybackRequest,
    UnplayableError,
)
from dim.playback.sessions.session import Session, SessionPart
from dim.workers import WorkerError


async def open_playback(
    sessions: Sessions, item: PlayableItem, client: PlaybackClient, request: PlaybackRequest, locate: Locate, disk: Disk
) -> Session:
    """Choose the version that plays best, decide how it is played, and open a session for it.

    >>> session = await open_playback(sessions, item, client, PlaybackRequest(capabilities), locate, disk)
    >>> session.decision.mode, session.duration
    ('remux', 5400.0)

    Raises NothingToPlayError. UnplayableError: a file cannot be read. OSError: it is gone. DiskTimeoutError. And what
    `locate` raises.
    """
    version = _choose(item, request)
    extra = next((file for file in item.extras if file.id == version.id), None)
    offset = request.offset or (item.resume_at if extra is None else 0.0)
    name = f"{item.name} · {extra.label or 'Extra'}" if extra else item.name
    if extra is None and request.choice.audio_stream is None:
        audio = pick_audio(version.files[0], item.taste)
        request = replace(request, choice=replace(request.choice, audio_stream=audio))
    parts = await disk.call(_locate_parts, version, locate)
    try:
        return await sessions.open(item, name, client, parts, request, offset, disk)
    except WorkerError as error:
        raise UnplayableError(f"“{version.files[0].path}” cannot be played: {error}") from None


def _choose(item: PlayableItem, request: PlaybackRequest) -> Version:
    candidates = list(item.versions)
    if request.file_id is not None:
        candidates += [Version((extra,)) for extra in item.extras]
        candidates = [version for version in candidates if request.file_id in version]
    if not candidates:
        raise NothingToPlayError("There is no file to play for it.")
    return choose_version(candidates, request.capabilities)


def _locate_parts(version: Version, locate: Locate) -> tuple[SessionPart, ...]:
    parts = []
    for file in version.files:
        path = locate(file)
        parts.append(SessionPart(file, path, identify(path)))
    return tuple(parts)
