"""protocolInfo: what a resource is, and how it can be read (UPnP ConnectionManager:1, 2.5.2; DLNA guidelines, 7.4.1.3). Pure."""

import re
from enum import IntFlag


class Flags(IntFlag):
    """DLNA.ORG_FLAGS, the bits that Dim uses."""

    STREAMING = 1 << 24
    INTERACTIVE = 1 << 23
    BACKGROUND = 1 << 22
    CONNECTION_STALL = 1 << 21
    DLNA_1_5 = 1 << 20


VIDEO_FLAGS = Flags.STREAMING | Flags.BACKGROUND | Flags.CONNECTION_STALL | Flags.DLNA_1_5
IMAGE_FLAGS = Flags.INTERACTIVE | Flags.BACKGROUND | Flags.CONNECTION_STALL | Flags.DLNA_1_5


def content_features(
    *, by_time: bool = False, by_byte: bool = False, converted: bool = False, flags: Flags = VIDEO_FLAGS, profile: str = ""
) -> str:  # fmt: skip
    """The fourth field: a profile where one is certain (none is better than a wrong one), how to seek, whether it is converted."""
    fields = [f"DLNA.ORG_PN={profile}"] if profile else []
    fields += [
        f"DLNA.ORG_OP={by_time:d}{by_byte:d}", f"DLNA.ORG_CI={converted:d}", f"DLNA.ORG_FLAGS={int(flags):08X}{0:024d}"
    ]  # fmt: skip
    return ";".join(fields)


FILE = content_features(by_byte=True)
CONVERTED = content_features(by_time=True, converted=True)
"""A stream that ffmpeg makes while it is sent; one seeks by time."""
SUBTITLES = "*"


def protocol_info(media_type: str, features: str) -> str:
    """All four fields, for HTTP."""
    return f"http-get:*:{media_type}:{features}"


_TIME = re.compile(
    r"npt=(?:(\d{1,4}):([0-5]?\d):([0-5]?\d(?:\.\d{1,9})?)|(\d{1,8}(?:\.\d{1,9})?))-[\d:.]{0,30}", re.ASCII
)


def parse_time_seek(header: str) -> float | None:
    """The second at which a stream is to begin, from the header TimeSeekRange.dlna.org; None: it is malformed.

    >>> parse_time_seek("npt=1:02:03.5-"), parse_time_seek("npt=90-120")
    (3723.5, 90.0)
    """
    match = _TIME.fullmatch(header.strip())
    if match is None:
        return None
    hours, minutes, seconds, plain = match.groups()
    return float(plain) if plain is not None else int(hours) * 3600 + int(minutes) * 60 + float(seconds)
