"""A film as one fragmented MP4 from some second on, for players that take no playlist. Ffmpeg makes it as fast as it is read."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Any

from dim.playback.policy.decide import Decision
from dim.playback.policy.ladder import ladder
from dim.playback.sources.transcode import Burnt, TranscodeError
from dim.playback.sources.transcode.command import filtered, opened, picture_filters, rate_options
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.playback.streams import default_sound, picture_of

CHUNK = 256 << 10


def arguments(
    ffmpeg: str, path: str, file: dict[str, Any], decision: Decision, audio_stream: int | None, offset: float,
    burnt: Burnt | None = None,
) -> list[str]:  # fmt: skip
    """Ffmpeg's command line. Copied video begins at the keyframe before `offset` (seconds).

    Names from outside appear only behind `file:`.
    """
    video, default = picture_of(file), default_sound(file)
    chosen = audio_stream if audio_stream is not None else default["index"] if default else None
    picture: list[str] = []
    if video is not None and decision.video == "copy":
        tag = ["-tag:v", "hvc1"] if video["codec"] == "hevc" else []  # Safari plays HEVC only under this name
        picture = ["-map", f"0:{video['index']}", "-c:v", "copy", *tag]
    elif video is not None:
        step = ladder(video)[0]
        filters = picture_filters(step, bool(video.get("hdr")), bool(video.get("interlaced")))
        options = [*SOFTWARE[step.codec].options, *rate_options(step, SOFTWARE[step.codec]), "-g", "96"]
        picture = [*filtered(video["index"], step, (), filters, (), burnt), *options]
    sound: list[str] = []
    if chosen is not None:
        codec = ["copy"] if decision.audio == "copy" else ["aac", "-ac", "2", "-b:a", "160k"]
        sound = ["-map", f"0:{chosen}", "-c:a", *codec]
    return [
        ffmpeg, "-v", "error", "-nostdin", "-ss", f"{offset:.3f}", *opened(path, burnt), *picture, *sound,
        "-sn", "-dn", "-map_chapters", "-1",
        "-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof+delay_moov", "pipe:1",
    ]  # fmt: skip


async def run(command: list[str], processes: set[asyncio.subprocess.Process]) -> AsyncIterator[bytes]:
    """What ffmpeg writes. It waits when nobody reads, and ends with the reader; until then it is one of `processes`.

    Raises TranscodeError: it wrote nothing.
    """
    process = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        limit=CHUNK, start_new_session=True,
    )  # fmt: skip
    processes.add(process)
    assert process.stdout is not None and process.stderr is not None
    errors = asyncio.create_task(process.stderr.read())
    written = 0
    try:
        while chunk := await process.stdout.read(CHUNK):
            written += len(chunk)
            yield chunk
        if not written:
            text = (await errors).decode("utf-8", "replace").strip()
            raise TranscodeError(text.splitlines()[-1] if text else "ffmpeg made nothing of it")
    finally:
        processes.discard(process)
        with suppress(ProcessLookupError):
            process.kill()
        errors.cancel()
        await process.wait()
