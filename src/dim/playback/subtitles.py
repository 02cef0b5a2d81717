"""Text subtitles of any kind as WebVTT, by ffmpeg; what was converted is kept."""

import asyncio
from fractions import Fraction
from typing import Any

from dim.playback.playlist import label

TIMEOUT = 120.0
"""Seconds; ffmpeg has to read a whole film for subtitles that lie scattered in it."""
ENCODINGS = ("utf-8-sig", "cp1252", "latin-1")


class SubtitleError(Exception):
    """The subtitles cannot be read; the text says why."""


def tracks(file: dict[str, Any]) -> list[dict[str, Any]]:
    """The text subtitles of a file: {id, label, language, forced, stream} or {..., path} for those beside it."""
    embedded = [stream for stream in file["streams"] or [] if stream["type"] == "subtitle" and stream.get("text")]
    found = [{"stream": stream["index"], "path": None, "forced": stream["forced"], "language": stream["language"],
              "title": stream["title"]}
             for stream in embedded]  # fmt: skip
    found += [
        {"stream": None, **{name: other.get(name) for name in ("path", "forced", "language", "title")}}
        for other in file["subtitles"] or []
    ]
    for number, track in enumerate(found):
        name = label(track, number + 1, "Subtitles")
        track |= {"id": number, "label": f"{name} (forced)" if track["forced"] else name}
    return found


def decode(data: bytes) -> str:
    """The text of a subtitle file in an unknown encoding: Unicode if it is, else Western European."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16", "replace")
    for encoding in ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return ""


async def extract(ffmpeg: str, path: str, stream: int, zero: Fraction) -> bytes:
    """An embedded track as WebVTT, with its times counted from `zero` (seconds in the file). Raises SubtitleError."""
    return await _run(
        ffmpeg, "-copyts", "-i", f"file:{path}", "-map", f"0:{stream}", "-output_ts_offset", f"{-float(zero):.3f}",
        "-f", "webvtt", "pipe:1",
    )  # fmt: skip


async def convert(ffmpeg: str, data: bytes, extension: str) -> bytes:
    """A subtitle file (srt, vtt, ass, ssa) as WebVTT. Raises SubtitleError."""
    text = decode(data).replace("\r\n", "\n")
    if extension == "vtt" and text.lstrip().startswith("WEBVTT"):
        return text.encode()
    form = {"srt": "srt", "vtt": "webvtt", "ass": "ass", "ssa": "ass"}.get(extension, "srt")
    return await _run(ffmpeg, "-f", form, "-i", "pipe:0", "-f", "webvtt", "pipe:1", given=text.encode())


async def _run(ffmpeg: str, *arguments: str, given: bytes | None = None) -> bytes:
    process = await asyncio.create_subprocess_exec(
        ffmpeg, "-v", "error", *(["-nostdin"] if given is None else []), *arguments,
        stdin=asyncio.subprocess.DEVNULL if given is None else asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    try:
        async with asyncio.timeout(TIMEOUT):
            output, errors = await process.communicate(given)
    except TimeoutError:
        raise SubtitleError(f"reading them took longer than {TIMEOUT:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if not output.startswith(b"WEBVTT"):
        raise SubtitleError(
            errors.decode("utf-8", "replace").strip().splitlines()[-1] if errors.strip() else "there is no text in them"
        )
    return output
