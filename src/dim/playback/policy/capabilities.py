"""What a client can play, as it reports it: MIME types with codecs, short names, or the name of a device profile.
Pure.
"""

import re
from dataclasses import dataclass, replace

from dim.media import AudioStream, VideoStream

_SHORT = {
    "h264": "avc1.640033", "avc": "avc1.640033", "hevc": "hvc1.1.6.L153.B0", "h265": "hvc1.1.6.L153.B0",
    "vp8": "vp8", "vp9": "vp09.00.51.08", "av1": "av01.0.13M.08", "aac": "mp4a.40.2", "mp3": "mp4a.6B", "opus": "opus",
    "flac": "flac", "vorbis": "vorbis", "ac3": "ac-3", "eac3": "ec-3",
}  # fmt: skip
_CONTAINERS = {
    "mp4": "mp4",
    "m4v": "mp4",
    "mov": "mp4",
    "webm": "webm",
    "mkv": "mkv",
    "x-matroska": "mkv",
    "quicktime": "mp4",
}
_FAMILIES = {"avc1": "h264", "avc3": "h264", "hvc1": "hevc", "hev1": "hevc", "vp09": "vp9", "av01": "av1"}


@dataclass(frozen=True, slots=True)
class Capabilities:
    """Containers that a client opens as a file, and codecs that it decodes: pairs of codec and profile ("" where none
    matters).
    """

    containers: frozenset[str]
    codecs: frozenset[tuple[str, str]]
    everything: bool = False
    """It decodes every codec, as VLC does."""
    channels: int = 2
    """Speakers: encoded audio has no more channels."""
    hdr: bool = True
    """It shows HDR, or tone-maps it itself, as browsers do."""
    deinterlaces: bool = False
    height: int | None = None
    """The largest video it takes, in lines of a 16:9 frame."""
    bit_rate: int | None = None
    """Bits per second that its connection, or the user's account, allows."""

    def plays(self, stream: VideoStream | AudioStream) -> bool:
        """Whether the client decodes this stream."""
        return self.everything or codec_key(stream.codec_string) in self.codecs

    def decodes(self, codec: str) -> bool:
        """Whether it decodes the 8-bit form of a codec, which is what Dim encodes."""
        return self.everything or codec_key(_SHORT[codec]) in self.codecs

    def opens(self, container: str) -> bool:
        """Whether it opens a file in this container."""
        return self.everything or container in self.containers


@dataclass(frozen=True, slots=True)
class Profile:
    """A kind of device: the entries that `parse` reads, and what else is known of it (as in `Capabilities`)."""

    supported: tuple[str, ...] = ()
    everything: bool = False
    channels: int = 2
    hdr: bool = True
    deinterlaces: bool = False
    height: int | None = None


PROFILES = {
    "web": Profile(("mp4", "webm", "h264", "vp8", "vp9", "av1", "aac", "mp3", "opus", "vorbis", "flac")),
    "chromecast": Profile(
        ("mp4", "webm", "h264", "vp8", "vp9", "aac", "mp3", "opus", "vorbis", "flac"), hdr=False, height=1080
    ),
    "apple": Profile(
        ("mp4", "h264", "hevc", "hvc1.2.4.L153.B0", "aac", "mp3", "ac3", "eac3", "alac", "flac"), channels=6
    ),
    "vlc": Profile(everything=True, deinterlaces=True, channels=8),
    "tv": Profile(
        ("mp4", "mkv", "h264", "hevc", "hvc1.2.4.L153.B0", "vp9", "vp09.02.51.10", "av1", "av01.0.13M.10", "aac", "mp3", "opus",
         "flac", "ac3", "eac3"),
        deinterlaces=True, channels=6,
    ),
}  # fmt: skip
"""For clients that cannot query their decoders."""


def codec_key(text: str) -> tuple[str, str]:
    """Codec and the part of its profile that tells decoders apart: ("h264", "8"), ("hevc", "10"), ("aac", "")."""
    family, _, rest = text.strip().partition(".")
    name = _FAMILIES.get(family.lower(), family.lower())
    if name == "h264":
        return name, "8" if rest[:2].upper() in ("42", "4D", "58", "64") else rest[:2].upper()
    if name == "hevc":
        return name, {"1": "8", "2": "10"}.get(rest.split(".")[0], rest.split(".")[0])
    if name in ("vp9", "av1"):
        fields = rest.split(".")
        return (
            name,
            f"{int(fields[0]) if fields[0].isdigit() else 0}/{int(fields[2]) if len(fields) > 2 and fields[2].isdigit() else 8}",
        )
    if name == "mp4a":
        return ("mp3", "") if rest.upper() in ("69", "6B") else ("aac", "")
    return {"ac-3": "ac3", "ec-3": "eac3", "vp08": "vp8", "fLaC": "flac"}.get(name, name), ""


def of_profile(name: str, supported: list[str]) -> Capabilities:
    """The capabilities of a device profile (a key of `PROFILES`), with what a client reports beyond that."""
    profile = PROFILES[name]
    return replace(
        parse([*profile.supported, *supported]), everything=profile.everything, channels=profile.channels, hdr=profile.hdr,
        deinterlaces=profile.deinterlaces, height=profile.height,
    )  # fmt: skip


def parse(supported: list[str]) -> Capabilities:
    """Read what a client lists: 'video/mp4; codecs="avc1.640028, mp4a.40.2"', "h264", "mkv" ... An unknown entry
    counts as a codec that no file has.
    """
    containers: set[str] = set()
    codecs: set[tuple[str, str]] = set()
    for entry in supported:
        mime = re.match(r"\s*(video|audio)/([\w.+-]+)\s*(?:;\s*codecs\s*=\s*\"?([^\"]*)\"?)?", entry, re.IGNORECASE)
        if mime:
            if mime[1].lower() == "video":
                containers.add(_CONTAINERS.get(mime[2].lower(), mime[2].lower()))
            codecs.update(codec_key(codec) for codec in (mime[3] or "").split(",") if codec.strip())
        elif entry.lower() in _CONTAINERS:
            containers.add(_CONTAINERS[entry.lower()])
        else:
            codecs.add(codec_key(_SHORT.get(entry.strip().lower(), entry)))
    return Capabilities(frozenset(containers), frozenset(codecs))
