"""Codecs: what people call them, how subtitles are rendered, and RFC 6381 strings for browsers."""

from typing import Literal

NAMES = {
    "h264": "H.264", "hevc": "HEVC", "mpeg2video": "MPEG-2", "mpeg4": "MPEG-4", "ac3": "AC-3", "eac3": "E-AC-3", "dts": "DTS",
    "truehd": "TrueHD", "vc1": "VC-1",
}  # fmt: skip
TEXT_SUBTITLES = frozenset({"subrip", "srt", "ass", "ssa", "webvtt", "mov_text", "text"})
"""Subtitle codecs that hold text, styled or not."""
STYLED_SUBTITLES = frozenset({"ass", "ssa"})
BITMAP_SUBTITLES = frozenset({"hdmv_pgs_subtitle", "dvd_subtitle", "dvb_subtitle"})
SubtitleFormat = Literal["text", "styled", "bitmap"]


def codec_name(codec: str) -> str:
    """A codec as people write it: "H.264"."""
    return NAMES.get(codec, codec.upper())


def subtitle_format(codec: str) -> SubtitleFormat | None:
    """How a codec's subtitles are rendered; None: by nothing that Dim knows."""
    if codec in STYLED_SUBTITLES:
        return "styled"
    if codec in BITMAP_SUBTITLES:
        return "bitmap"
    return "text" if codec in TEXT_SUBTITLES else None


H264_PROFILES = {"baseline": 66, "constrained baseline": 66, "main": 77, "extended": 88, "high": 100, "high 10": 110,
                 "high 4:2:2": 122, "high 4:4:4 predictive": 244}  # fmt: skip
HEVC_PROFILES = {"main": 1, "main 10": 2, "main still picture": 3, "rext": 4}
AAC_OBJECTS = {"lc": 2, "he-aac": 5, "he-aacv2": 29, "ltp": 4, "main": 1}
PLAIN = {"opus": "opus", "flac": "flac", "ac3": "ac-3", "eac3": "ec-3", "mp3": "mp4a.6B", "vorbis": "vorbis", "vp8": "vp8",
         "alac": "alac"}  # fmt: skip


def codec_string(codec: str, profile: str, level: int, bit_depth: int, head: bytes = b"") -> str:
    """The RFC 6381 string ("avc1.640028"), or the codec's own name where there is none. `head` is the codec's private data, which
    says it best.

    Sources: ISO/IEC 14496-15 (avc1, hvc1), the AV1 and VP9 ISOBMFF bindings, RFC 6381 section 3.3 (mp4a).
    """
    if exact := _from_head(codec, head):
        return exact
    name = profile.casefold()
    if codec == "h264":
        constraint = 0x40 if name == "constrained baseline" else 0
        return f"avc1.{H264_PROFILES.get(name, 100):02X}{constraint:02X}{max(level, 0) or 40:02X}"
    if codec == "hevc":
        number = HEVC_PROFILES.get(name, 1)
        return f"hvc1.{number}.{6 if number < 3 else 4}.L{max(level, 0) or 120}.B0"
    if codec == "vp9":
        number = int(name[-1]) if name[-1:].isdigit() else 0
        return f"vp09.{number:02}.{level if level > 0 else 40:02}.{bit_depth:02}"
    if codec == "av1":
        number = {"main": 0, "high": 1, "professional": 2}.get(name, 0)
        return f"av01.{number}.{level if level >= 0 else 8:02}M.{bit_depth:02}"
    if codec == "aac":
        return f"mp4a.40.{AAC_OBJECTS.get(name, 2)}"
    return PLAIN.get(codec, codec)


def _from_head(codec: str, head: bytes) -> str | None:
    """The string of H.264 and HEVC from their parameter sets: an `avcC` or `hvcC`, or H.264's as they are (ISO/IEC 14496-15)."""
    if codec == "h264":
        at = head.find(b"\x00\x00\x01\x67") + 4 if head[:1] == b"\x00" else 1
        return f"avc1.{head[at : at + 3].hex().upper()}" if at and len(head) >= at + 3 and head[0] in (0, 1) else None
    if codec == "hevc" and len(head) > 13 and head[0] == 1:
        space = ("", "A", "B", "C")[head[1] >> 6]
        compatible = int(f"{int.from_bytes(head[2:6], 'big'):032b}"[::-1], 2)
        constraints = head[6:12].rstrip(b"\x00")
        tier = "H" if head[1] & 0x20 else "L"
        last = "".join(f".{byte:X}" for byte in constraints)
        return f"hvc1.{space}{head[1] & 31}.{compatible:X}.{tier}{head[12]}{last}"
    return None
