"""What renderers take, and how it is described to them: media types, DIDL-Lite, positions. Pure."""

import re
from collections.abc import Iterable
from dataclasses import replace

from dim.cast.device import Media
from dim.dlna.devices import DeviceKind
from dim.dlna.resources import ANYTHING, BASIC, SUBTITLE_TYPE
from dim.playback.policy.capabilities import Capabilities
from dim.upnp.didl import VIDEO, Art, Object, Resource, document
from dim.upnp.protocol_info import FILE, SUBTITLES, content_features, protocol_info

MOST_TYPES = 2000
_CONTAINERS = {
    "video/mp4": "mp4",
    "video/x-matroska": "mkv",
    "video/x-mkv": "mkv",
    "video/mkv": "mkv",
    "video/webm": "webm",
}
_TIME = re.compile(r"[+-]?(\d{1,5}):([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)", re.ASCII)
_PLAYS_EVERYTHING = ("Kodi",)
STREAM = content_features(converted=True)
"""A stream that is made while it is sent, in which nobody seeks: another stream begins elsewhere."""


def media_types(sink: str) -> frozenset[str]:
    """The media types in a list of protocolInfo (ConnectionManager:1, 2.5.2) that come by HTTP.

    >>> sorted(media_types("http-get:*:video/mp4:*,rtsp-rtp-udp:*:video/mpeg:*"))
    ['video/mp4']
    """
    entries = (entry.strip().split(":") for entry in sink.split(",", MOST_TYPES)[:MOST_TYPES])
    return frozenset(entry[2].lower() for entry in entries if len(entry) >= 4 and entry[0].lower() in ("http-get", "*"))


def decoded(kind: DeviceKind, types: Iterable[str]) -> Capabilities | None:
    """What a renderer that takes some media types is sent; None: nothing that Dim has. Types say nothing of codecs, so that all but
    programs that are known to play everything get what nearly all televisions decode.
    """
    known = set(types)
    if kind.name in _PLAYS_EVERYTHING:
        return ANYTHING
    containers = {_CONTAINERS[one] for one in known if one in _CONTAINERS}
    if known & {"*", "*/*", "video/*"}:
        containers.add("mp4")
    return replace(BASIC, containers=frozenset(containers)) if "mp4" in containers else None


def metadata(media: Media) -> str:
    """What is loaded, as DIDL-Lite (AVTransport:1, 2.2.15)."""
    info = protocol_info(media.media_type, FILE if media.is_file else STREAM)
    resources = [Resource(media.url, info, size=media.size, duration=media.duration or None)]
    shown = next((one for one in media.subtitles if one.id == media.shown_subtitles), None)
    if shown is not None:
        resources.append(Resource(shown.url, protocol_info(SUBTITLE_TYPE, SUBTITLES)))
    return document([
        Object(
            id="0", parent_id="-1", title=media.title, upnp_class=VIDEO,
            art=[Art(media.poster, "JPEG_MED")] if media.poster else [], resources=resources,
            caption_url=shown.url if shown else None,
        )
    ])  # fmt: skip


def seconds(text: str) -> float | None:
    """A position, such as "0:01:02"; None: it is none."""
    match = _TIME.fullmatch(text.strip())
    return int(match[1]) * 3600 + int(match[2]) * 60 + float(match[3]) if match else None
