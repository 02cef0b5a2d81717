"""Real media files, made by ffmpeg once a test run and copied with a mark of their own."""

import functools
import hashlib
import os
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import imageio_ffmpeg

FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()
SUBTITLES = "1\n00:00:01,000 --> 00:00:08,000\nThe first words\n\n2\n00:00:10,000 --> 00:00:28,000\nLater words\n"
VIDEO = {
    "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-bf", "2", "-g", "48", "-pix_fmt", "yuv420p"],
    "hevc": [
        "-c:v",
        "libx265",
        "-preset",
        "ultrafast",
        "-x265-params",
        "log-level=error:keyint=48",
        "-pix_fmt",
        "yuv420p",
    ],
    "mpeg2": ["-c:v", "mpeg2video", "-q:v", "6", "-g", "24"],
    "long": ["-c:v", "libx264", "-preset", "ultrafast", "-g", "240", "-sc_threshold", "0", "-pix_fmt", "yuv420p"],
}


def ffmpeg(*arguments: str) -> None:
    """Run ffmpeg; what it says is shown when it fails."""
    done = subprocess.run(
        [FFMPEG, "-v", "error", "-y", "-nostdin", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


@functools.cache
def folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="dim-media-"))


def forget() -> None:
    """Remove the files that were made."""
    if folder.cache_info().currsize:
        shutil.rmtree(folder(), ignore_errors=True)


@functools.cache
def made(
    name: str, video: str = "h264", audio: tuple[str, ...] = ("aac",), subtitles: bool = False, seconds: float = 30,
    size: str = "320x180", rate: int = 24,
) -> Path:  # fmt: skip
    """A film with moving pictures: `audio` are codecs, one track each (English, then Japanese)."""
    kind = f"{video} {audio} {subtitles} {seconds} {size} {rate}"
    target = folder() / hashlib.blake2b(kind.encode(), digest_size=6).hexdigest() / name  # some share a name
    target.parent.mkdir(exist_ok=True)
    inputs = ["-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"]
    outputs = ["-map", "0:v", *VIDEO[video]]
    for number, codec in enumerate(audio):
        inputs += ["-f", "lavfi", "-i", f"sine=frequency={440 * (number + 1)}:duration={seconds}:sample_rate=48000"]
        outputs += [
            "-map",
            str(number + 1),
            f"-c:a:{number}",
            codec,
            f"-metadata:s:a:{number}",
            f"language={'eng' if not number else 'jpn'}",
        ]
    if subtitles:
        text = folder() / "subtitles.srt"
        text.write_text(SUBTITLES)
        inputs += ["-i", str(text)]
        outputs += ["-map", str(len(audio) + 1), "-c:s", "srt", "-metadata:s:s:0", "language=eng"]
    ffmpeg(*inputs, *outputs, "-t", str(seconds), str(target))
    return target


def place(source: Path, target: Path) -> Path:
    """Copy a film, with a mark of its own so that no two have the same content; its time is a while ago."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(source, target)
    with target.open("ab") as file:
        file.write(_mark(target))
    settle(target)
    return target


def _mark(target: Path) -> bytes:
    """Bytes that players skip: an empty `free` box for mp4, a Void element for Matroska, null packets for TS."""
    text = str(target).encode("utf-8", "surrogateescape")[-100:]
    if target.suffix == ".mp4":
        return (8 + len(text)).to_bytes(4, "big") + b"free" + text
    if target.suffix == ".mkv":
        return b"\xec" + bytes([0x80 | len(text)]) + text
    return text


def settle(path: Path) -> None:
    """Make a file look as if it had been written a minute ago, so that no test waits for it to settle."""
    os.utime(path, (time.time() - 60,) * 2)


def picture(target: Path, colour: str = "teal", size: str = "400x600") -> Path:
    """A picture file."""
    target.parent.mkdir(parents=True, exist_ok=True)
    ffmpeg("-f", "lavfi", "-i", f"color={colour}:size={size}", "-frames:v", "1", str(target))
    return target
