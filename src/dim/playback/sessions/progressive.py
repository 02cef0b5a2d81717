"""A session as one fragmented MP4, for players without HLS. ffmpeg makes it as fast as the client reads it."""

import asyncio
from collections.abc import AsyncGenerator
from fractions import Fraction

from dim.media import MediaFile
from dim.playback.ffmpeg import end, last_line, read_tail, start_ffmpeg
from dim.playback.policy.decide import Decision
from dim.playback.policy.ladder import ladder
from dim.playback.sessions.session import Session
from dim.playback.sources.transcode import BurnIn, EncoderSlots, TranscodeError
from dim.playback.sources.transcode.command import (
    decoder_threads,
    filter_options,
    input_options,
    rate_options,
    video_filters,
)
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.playback.sources.transcode.slots import QUEUE_SECONDS

CHUNK = 256 << 10
PAUSE_SECONDS = 5.0
"""A client that reads nothing for so long is paused, and ffmpeg with it."""


def command_of(session: Session, ffmpeg: str) -> tuple[str, list[str]]:
    """The file that a session with a presentation plays at its offset, and the ffmpeg command line for it."""
    assert session.presentation is not None
    number = session.presentation.part_at(session.offset)
    part, renditions = session.parts[number], session.presentation.parts[number]
    offset, timeline = session.offset - float(session.presentation.starts[number]), renditions.timeline
    return part.path, arguments(
        ffmpeg, part.path, part.file, session.decision, None if number else session.choice.audio_stream, offset, renditions.burn_in,
        timeline.position_before(Fraction(offset)) if timeline.clock else None,
    )  # fmt: skip


def arguments(
    ffmpeg: str, path: str, file: MediaFile, decision: Decision, audio_stream: int | None, offset: float,
    burn_in: BurnIn | None = None, position: int | None = None,
) -> list[str]:  # fmt: skip
    """The ffmpeg command line. Copied video begins at the keyframe before `offset` (seconds), or at a byte position in a file whose
    clock jumps, in which no time can be found.

    File names appear only behind `file:`, so that none is taken for an option.
    """
    video, default = file.video, file.default_audio
    audio_index = audio_stream if audio_stream is not None else default.index if default else None
    video_options: list[str] = []
    if video is not None and decision.video == "copy":
        tag = ["-tag:v", "hvc1"] if video.codec == "hevc" else []  # Safari plays HEVC only under this name
        video_options = ["-map", f"0:{video.index}", "-c:v", "copy", *tag]
    elif video is not None:
        rendition = ladder(video)[0]
        encoder = SOFTWARE[rendition.codec]
        filters = video_filters(rendition, bool(video.hdr), video.interlaced)
        encoding = [*encoder.options, *rate_options(rendition, encoder), "-g", "96"]
        video_options = [*filter_options(video.index, rendition, (), filters, (), burn_in), *encoding]
    threads = decoder_threads(video.width * video.height, 0) if video is not None else []
    audio_options: list[str] = []
    if audio_index is not None:
        codec = ["copy"] if decision.audio == "copy" else ["aac", "-ac", "2", "-b:a", "160k"]
        audio_options = ["-map", f"0:{audio_index}", "-c:a", *codec]
    seek = ["-ss", f"{offset:.3f}"] if position is None else ["-skip_initial_bytes", str(position)]
    return [
        ffmpeg, "-v", "error", "-nostdin", *threads, *seek,
        *input_options(path, file.container, burn_in), *video_options, *audio_options,
        "-sn", "-dn", "-map_chapters", "-1",
        "-f", "mp4", "-movflags", "frag_keyframe+empty_moov+default_base_moof+delay_moov", "pipe:1",
    ]  # fmt: skip


async def run(
    command: list[str], path: str, slots: EncoderSlots, processes: set[asyncio.subprocess.Process]
) -> AsyncGenerator[bytes, None]:
    """What ffmpeg writes, chunk by chunk. `processes` contains it while it runs, so that others can kill it. It holds an
    encoder slot, except while its client does not read.

    Raises TranscodeError: it wrote nothing. BusyError: no slot became free.
    """
    slot = await slots.acquire(QUEUE_SECONDS)
    try:
        process = await start_ffmpeg(command, [path])
    except BaseException:
        slot.release()
        raise
    processes.add(process)
    assert process.stdout is not None and process.stderr is not None
    errors = asyncio.create_task(read_tail(process.stderr))
    loop, written = asyncio.get_running_loop(), 0
    try:
        while chunk := await process.stdout.read(CHUNK):
            written += len(chunk)
            pause = loop.call_later(PAUSE_SECONDS, slot.release)
            try:
                yield chunk
            finally:
                pause.cancel()
            if not slot.is_held:
                slot = await slots.acquire()
        if not written:
            raise TranscodeError(last_line(await errors) or "ffmpeg wrote nothing")
    finally:
        slot.release()
        processes.discard(process)
        errors.cancel()
        await end(process)
