"""Programs in ffmpeg's place that do exactly what a test needs, and a transcoder that runs them."""

import struct
from fractions import Fraction
from pathlib import Path

from dim.media import VideoStream
from dim.playback.hls.timeline import plan
from dim.playback.policy.ladder import ladder
from dim.playback.sources.transcode import Encoders, EncoderSlots, TranscodeInput, Transcoder, TranscodeServices
from dim.playback.sources.transcode.command import TIME_SCALE
from dim.playback.sources.transcode.encoders import Encoder
from dim.playback.storage import LocalStorage

HARDWARE = Encoder("nvenc", "h264", ("-c:v", "h264_nvenc"))
SEGMENTS = 60
SECONDS = 4


def box(kind: bytes, content: bytes = b"") -> bytes:
    return struct.pack(">I4s", 8 + len(content), kind) + content


INITIALISATION = box(b"ftyp") + box(b"moov")


def segment(index: int) -> bytes:
    """A fragment that says where it lies, and holds its number."""
    tfdt = box(b"tfdt", bytes((1, 0, 0, 0)) + struct.pack(">Q", index * SECONDS * TIME_SCALE))
    return box(b"moof", box(b"traf", tfdt)) + box(b"mdat", b"segment %d" % index)


def program(folder: Path, *steps: str) -> str:
    """A shell script that notes that it was started, and then takes the steps."""
    script = folder / "ffmpeg"
    script.write_text("\n".join(["#!/bin/sh", f"echo started >> {folder}/started", *steps, ""]))
    script.chmod(0o755)
    return str(script)


def emits(folder: Path, *content: bytes) -> str:
    """The step that writes something to standard output."""
    file = folder / f"output-{len(list(folder.glob('output-*')))}"
    file.write_bytes(b"".join(content))
    return f"cat {file}"


def starts(folder: Path) -> int:
    """How often the program was started."""
    started = folder / "started"
    return len(started.read_text().splitlines()) if started.exists() else 0


def hardware() -> Encoders:
    """Encoders of which a hardware one was found to work."""
    encoders = Encoders("ffmpeg", candidates=[HARDWARE])
    encoders._hardware["h264"] = HARDWARE
    return encoders


def transcoder(folder: Path, ffmpeg: str, encoders: Encoders | None = None, slots: int = 4) -> Transcoder:
    """A rendition of a video of 60 segments, four seconds each."""
    storage = LocalStorage(folder / "storage", 1 << 30)
    keyframes = range(0, SEGMENTS * SECONDS * 1000, SECONDS * 1000)
    timeline = plan(list(keyframes), SEGMENTS * SECONDS * 1000, Fraction(1, 1000))
    services = TranscodeServices(ffmpeg, storage, encoders or Encoders(ffmpeg, "software"), EncoderSlots(slots))
    rendition = ladder(VideoStream(index=0, codec="hevc", width=320, height=180))[0]
    return Transcoder(TranscodeInput("film.mkv", "f" * 32, 0, timeline, "mkv"), rendition, services)
