"""What devices need that others do not, by what they say of themselves. One row for each kind of device.

Sources: the profiles that Jellyfin and minidlna have for these devices. No row was confirmed with a real device (docs/dlna.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

MEDIA_TYPES = {
    "mp4": "video/mp4", "mov": "video/mp4", "m4v": "video/mp4", "mkv": "video/x-matroska", "matroska": "video/x-matroska",
    "webm": "video/webm", "avi": "video/x-msvideo", "mpegts": "video/mpeg", "mpeg": "video/mpeg", "asf": "video/x-ms-wmv",
    "flv": "video/x-flv", "ogg": "video/ogg",
}  # fmt: skip
"""The media types of containers, as most devices expect them."""
OTHER = "application/octet-stream"
LONGEST = 500
"""Characters of a header that are looked at."""


@dataclass(frozen=True, slots=True)
class DeviceKind:
    """A kind of device. `pattern` is looked for in its User-Agent and X-AV-Client-Info; `media_types` replace ours by container."""

    name: str
    pattern: re.Pattern[str]
    media_types: Mapping[str, str] = field(default_factory=dict)
    ignores_bad_sort: bool = False
    """It sorts by what nobody supports, and shows nothing if that is refused."""

    def media_type(self, container: str) -> str:
        """The media type by which it knows a container."""
        return self.media_types.get(container) or MEDIA_TYPES.get(container, OTHER)


def _kind(
    name: str, pattern: str, media_types: Mapping[str, str] | None = None, ignores_bad_sort: bool = False
) -> DeviceKind:
    return DeviceKind(name, re.compile(pattern, re.IGNORECASE), media_types or {}, ignores_bad_sort)


_MKV = {"mkv": "video/x-mkv", "matroska": "video/x-mkv"}
KINDS = (
    _kind("Samsung TV", r"SEC_HHP|SamsungWiselinkPro|DLNADOC/1\.50 SEC|Samsung", _MKV, True),
    _kind("LG TV", r"LGE_DLNA|LG-?TV|\bwebOS\b"),
    _kind("Sony Bravia", r"BRAVIA", ignores_bad_sort=True),
    _kind("PlayStation", r"PLAYSTATION", {"avi": "video/x-divx"}, True),
    _kind("Xbox", r"\bXbox|Xenon", {"avi": "video/avi"}, True),
    _kind("Panasonic TV", r"Panasonic|\bVIERA\b", ignores_bad_sort=True),
    _kind("Windows Media Player", r"Windows-?Media-?Player|Microsoft-Windows.{0,100}UPnP", {"avi": "video/avi"}),
    _kind("Kodi", r"\bKodi\b|\bXBMC\b|Platinum"),
    _kind("VLC", r"\bVLC\b|Portable SDK for UPnP devices"),
)  # fmt: skip
"""The first that matches counts."""
UNKNOWN = _kind("DLNA player", r"(?!)")


def recognise(user_agent: str, av_client_info: str = "") -> DeviceKind:
    """The kind of a device, by two headers of its requests."""
    said = f"{user_agent[:LONGEST]} {av_client_info[:LONGEST]}"
    return next((kind for kind in KINDS if kind.pattern.search(said)), UNKNOWN)
