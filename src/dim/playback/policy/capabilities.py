"""What a screen can play, as it reports it: MIME types with codecs, or short names; or by the name of its kind. Pure."""

import re
from dataclasses import dataclass, replace
from typing import Any

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
    """Containers a screen opens as a file, and codecs it decodes: pairs of codec and profile ("" where none matters)."""

    containers: frozenset[str]
    codecs: frozenset[tuple[str, str]]
    everything: bool = False
    """It has decoders for whatever there is, as VLC has."""
    channels: int = 2
    """Speakers: encoded sound has no more channels."""
    hdr: bool = True
    """It shows HDR, or maps it itself, as browsers do."""
    deinterlaces: bool = False
    height: int | None = None
    """The largest picture it takes, in lines of a picture in 16:9."""
    bit_rate: int | None = None
    """Bits a second that its connection, or its user, allows."""

    def plays(self, stream: dict[str, Any]) -> bool:
        """Whether the screen decodes this stream."""
        return self.everything or codec_key(stream["codec_string"]) in self.codecs

    def decodes(self, codec: str) -> bool:
        """Whether it decodes what is encoded into a codec, with 8 bits."""
        return self.everything or codec_key(_SHORT[codec]) in self.codecs

    def opens(self, container: str) -> bool:
        """Whether it opens a file in this container."""
        return self.everything or container in self.containers


_WEB = ("mp4", "webm", "h264", "vp8", "vp9", "av1", "aac", "mp3", "opus", "vorbis", "flac")
PROFILES: dict[str, tuple[tuple[str, ...], dict[str, Any]]] = {
    "web": (_WEB, {}),
    "chromecast": (("mp4", "webm", "h264", "vp8", "vp9", "aac", "mp3", "opus", "vorbis", "flac"), {"hdr": False, "height": 1080}),
    "apple": (("mp4", "h264", "hevc", "hvc1.2.4.L153.B0", "aac", "mp3", "ac3", "eac3", "alac", "flac"), {"channels": 6}),
    "vlc": ((), {"everything": True, "deinterlaces": True, "channels": 8}),
    "tv": (
        ("mp4", "mkv", "h264", "hevc", "hvc1.2.4.L153.B0", "vp9", "vp09.02.51.10", "av1", "av01.0.13M.10", "aac", "mp3", "opus",
         "flac", "ac3", "eac3"),
        {"deinterlaces": True, "channels": 6},
    ),
}  # fmt: skip
"""Kinds of screens for clients that cannot ask their decoders: what they support, and what else is known of them."""


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
    """The capabilities of a kind of screen (a key of `PROFILES`), and what one of them reports beyond that."""
    entries, known = PROFILES[name]
    return replace(parse([*entries, *supported]), **known)


def parse(supported: list[str]) -> Capabilities:
    """Read what a client listed: 'video/mp4; codecs="avc1.640028, mp4a.40.2"', "h264", "mkv" ... Unknown entries count as
    codecs that no file has.
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
