"""Segments of real files: every frame once, on the source's own times, whoever makes them."""

import asyncio
import io
import itertools
import os
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import pytest
from av.container import InputContainer

from dim.media import VideoStream
from dim.media.audio_formats import SAMPLE_RATE as RATE
from dim.media.file import MediaInfo
from dim.playback.hls import mp4
from dim.playback.hls.timeline import Timeline, plan, timeline_of
from dim.playback.policy.ladder import ladder
from dim.playback.sources.transcode import (
    Encoders,
    EncoderSlots,
    TranscodeError,
    TranscodeInput,
    Transcoder,
    TranscodeServices,
)
from dim.playback.sources.transcode.command import arguments
from dim.playback.sources.transcode.encoders import SOFTWARE
from dim.playback.storage import LocalStorage
from dim.playback.worker import audio, remux
from dim.probe.boxes import find
from dim.probe.keyframes import find_keyframes
from dim.probe.streams import probe
from dim.sandbox.confine import MODE
from dim.workers.memory_file import anonymous_file
from support import media
from support.hls import fragment

FILMS = {
    "h264.mkv": {"subtitles": True, "audio": ("aac", "aac")},
    "h264.mp4": {},
    "hevc.mkv": {"video": "hevc", "audio": ("ac3",)},
    "mpeg2.ts": {"video": "mpeg2", "audio": ("mp2",)},
    "long.mkv": {"video": "long", "rate": 25},
}


def written(function: Callable[..., int], *arguments: Any) -> bytes:
    """The media segment that a function wrote to a descriptor, without what is before it."""
    with anonymous_file() as file:
        offset = function(*arguments, output=file.fileno())
        file.seek(offset)
        return file.read()


def keyframes_timeline(path: str) -> Timeline:
    """The timeline of a film."""
    index = find_keyframes(path, 0)
    assert index is not None
    return timeline_of(index)


def transcoder_of(path: Path, timeline: Timeline, cache: LocalStorage, ffmpeg: str = media.FFMPEG) -> Transcoder:
    """The best encoded rendition of a film."""
    video = VideoStream(index=0, codec="h264", width=320, height=180)
    if path.stat().st_size > 10_000:
        found = MediaInfo.from_json(probe(str(path))).video
        assert found is not None
        video = found
    container = "mpegts" if path.suffix == ".ts" else "mkv"
    source = TranscodeInput(str(path), "0" * 32, 0, timeline, container)
    return Transcoder(
        source, ladder(video)[0], TranscodeServices(ffmpeg, cache, Encoders(ffmpeg, "software"), EncoderSlots(2))
    )


async def content(transcoder: Transcoder, index: int) -> bytes:
    """A segment's bytes."""
    return (await transcoder.segment(index, "viewer")).read()


def presented(path: Path) -> list[Fraction]:
    """The presentation times of a source's packets, from its first keyframe on, in seconds."""
    with av.open(str(path)) as container:
        stream = container.streams.best("video")
        assert stream is not None
        assert stream.time_base is not None
        times = sorted(
            packet.pts * stream.time_base
            for packet in container.demux(stream)
            if packet.pts is not None and packet.size
        )
    return [time - times[0] for time in times]


def durations(data: bytes) -> tuple[list[int], int]:
    """Decode times of the fragments (tfdt), and the time scale."""
    times = [int.from_bytes(data[at + 4 : at + (12 if data[at] else 8)], "big") for at, _ in find(data, b"tfdt")]
    return times, mp4.timescale(mp4.split(data)[0])


def opened(data: bytes) -> InputContainer:
    """Segments, opened as a file."""
    container = av.open(io.BytesIO(data), "r")
    assert isinstance(container, InputContainer)
    return container


def frames(data: bytes) -> list[Fraction]:
    """The times of the frames that a player shows, in seconds."""
    with opened(data) as container:
        video = container.streams.video[0]
        shown = [
            frame.pts * frame.time_base
            for frame in container.decode(video)
            if frame.pts is not None and frame.time_base is not None
        ]
    return [time - shown[0] for time in sorted(shown)]


@pytest.mark.parametrize("name", ["h264.mkv", "h264.mp4", "long.mkv"])
def test_copied_video_is_the_source(name: str) -> None:
    path = media.made(name, **FILMS[name])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))
    edges = timeline.boundaries
    data = remux.video_initialisation(str(path), 0)
    for index, start in enumerate(edges[:-1]):
        end = timeline.pts(edges[index + 1]) if index < len(edges) - 2 else None
        data += written(remux.video_segment, str(path), 0, timeline.origin, timeline.keyframe(start), end)
    times, scale = durations(data)
    assert times == [round(edge * scale) for edge in edges[:-1]]
    expected = presented(path)
    got = frames(data)
    assert len(got) == len(expected)
    assert max(abs(a - b) for a, b in zip(got, expected, strict=True)) <= Fraction(1, 1000)


@pytest.mark.parametrize("scale", [600, 15_360])
def test_what_an_edit_list_hides_is_over_at_once(tmp_path: Path, scale: int) -> None:
    path, cut = media.made("h264.mp4", **FILMS["h264.mp4"]), tmp_path / "cut.mp4"  # type: ignore[arg-type]
    media.ffmpeg("-ss", "3", "-i", str(path), "-c", "copy", "-video_track_timescale", str(scale), str(cut))
    with av.open(str(cut)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    hidden = sum(packet.is_discard for packet in packets)
    timeline = keyframes_timeline(str(cut))
    assert hidden > 10
    assert timeline.pts(Fraction(0)) == min(
        packet.pts for packet in packets if not packet.is_discard and packet.pts is not None
    )
    first = timeline.boundaries[1]
    segment = written(
        remux.video_segment, str(cut), 0, timeline.origin, timeline.keyframe(Fraction(0)), timeline.pts(first)
    )
    initialisation = remux.video_initialisation(str(cut), 0)
    described = fragment(initialisation, segment)
    assert described.start == 0
    assert abs(described.length - first) < Fraction(1, 1000)
    shown = frames(initialisation + segment)
    assert shown[hidden] < Fraction(1, 100)
    assert all(after - before > Fraction(1, 50) for before, after in itertools.pairwise(shown[hidden:]))


def test_a_copied_segment_alone_begins_where_the_playlist_says() -> None:
    path = media.made("h264.mkv", **FILMS["h264.mkv"])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))
    start, end = (timeline.pts(timeline.boundaries[index]) for index in (2, 3))
    segment = written(remux.video_segment, str(path), 0, timeline.origin, start, end)
    times, scale = durations(remux.video_initialisation(str(path), 0) + segment)
    assert [Fraction(time, scale) for time in times] == [timeline.boundaries[2]]


def test_a_segment_of_a_file_that_was_replaced_is_refused() -> None:
    path = media.made("h264.mkv", **FILMS["h264.mkv"])  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="changed"):
        written(remux.video_segment, str(path), 0, 0, 10**9, None)


@pytest.mark.parametrize("name", sorted(FILMS))
def test_encoded_sound_has_no_gap_and_no_overlap(name: str) -> None:
    path = media.made(name, **FILMS[name])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))
    zero = timeline.origin * timeline.time_base
    data = audio.audio_initialisation(str(path), 1, False, 2)
    for start, end in zip(timeline.encoded_boundaries, timeline.encoded_boundaries[1:], strict=False):
        pairs = [[value.numerator, value.denominator] for value in (zero, start, end)]
        data += written(audio.audio_segment, str(path), 1, False, 2, *pairs)
    with opened(data) as container:
        stream = container.streams.audio[0]
        times = [packet.pts for packet in container.demux(stream) if packet.size and packet.pts is not None]
        assert times == list(range(0, len(times) * audio.FRAME, audio.FRAME))
        assert abs(len(times) * audio.FRAME / RATE - float(timeline.duration)) < 0.05


def test_encoded_sound_is_the_tone_that_was_there() -> None:
    """Seams between segments are where clicks would be: the tone's level stays the same across them."""
    path = media.made("hevc.mkv", **FILMS["hevc.mkv"])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))
    data = audio.audio_initialisation(str(path), 1, False, 2)
    for start, end in zip(timeline.encoded_boundaries[:4], timeline.encoded_boundaries[1:4], strict=False):
        pairs = [[value.numerator, value.denominator] for value in (Fraction(0), start, end)]
        data += written(audio.audio_segment, str(path), 1, False, 2, *pairs)
    with opened(data) as container:
        resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
        samples = b"".join(
            bytes(out.planes[0])[: out.samples * 2]
            for frame in container.decode(audio=0)
            for out in resampler.resample(frame)
        )
    values = memoryview(samples).cast("h")[9600:]
    peaks = [max(abs(value) for value in values[start : start + 2400]) for start in range(0, len(values) - 2400, 2400)]
    assert min(peaks) > 0.8 * max(peaks)


@pytest.mark.parametrize("name", ["hevc.mkv", "mpeg2.ts"])
def test_transcoded_video_is_complete_whatever_is_asked_for_first(name: str, tmp_path: Path) -> None:
    path = media.made(name, **FILMS[name])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))

    async def collect() -> bytes:
        transcoder = transcoder_of(path, timeline, LocalStorage(tmp_path / "cache", 1 << 30))
        last = len(timeline.encoded_boundaries) - 2
        order = [last // 2, *(index for index in range(last + 1) if index != last // 2)]
        made = {index: await content(transcoder, index) for index in order}
        whole = await transcoder.initialisation(0, "viewer") + b"".join(made[index] for index in sorted(made))
        await transcoder.close()
        return whole

    data = asyncio.run(collect())
    expected, got = presented(path), frames(data)
    assert len(got) == len(expected)
    assert max(abs(a - b) for a, b in zip(got, expected, strict=True)) <= Fraction(1, 1000)
    times, scale = durations(data)
    assert max(
        abs(Fraction(time, scale) - edge) for time, edge in zip(times, timeline.encoded_boundaries, strict=False)
    ) < Fraction(1, 20)


def test_threads_are_limited_where_that_is_set() -> None:
    source = TranscodeInput("film.mkv", "", 0, plan([0], 4000, Fraction(1, 1000)), "mkv")
    step = ladder(VideoStream(index=0, codec="h264", width=1280, height=720))[0]
    assert "-threads" not in arguments("ffmpeg", source, step, SOFTWARE["h264"], 0)
    limited = arguments("ffmpeg", source, step, SOFTWARE["h264"], 0, 3)
    counts = [limited[at + 1] for at, word in enumerate(limited) if word.endswith("threads")]
    assert counts == ["3"] * 4  # to decode, to filter (one way or the other), to encode


def test_a_segment_is_made_once(tmp_path: Path) -> None:
    path = media.made("hevc.mkv", **FILMS["hevc.mkv"])  # type: ignore[arg-type]
    timeline = keyframes_timeline(str(path))

    async def collect() -> None:
        first = transcoder_of(path, timeline, LocalStorage(tmp_path / "cache", 1 << 30))
        made = await content(first, 1)
        await first.close()
        second = transcoder_of(path, timeline, LocalStorage(tmp_path / "cache", 1 << 30), "/nonexistent/ffmpeg")
        assert await content(second, 1) == made

    asyncio.run(collect())


def test_the_initialisation_segment_goes_with_the_segment_that_is_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As hls.js does after a change of quality: it plays far before the last segment that it loaded."""
    monkeypatch.setenv(MODE, "off")  # the program in ffmpeg's place writes a file
    path = media.made("hevc.mkv", video="hevc", audio=("ac3",))
    started = tmp_path / "started"
    fake = tmp_path / "ffmpeg"
    fake.write_text(f'#!/bin/sh\necho >> {started}\nexec {media.FFMPEG} "$@"\n')
    fake.chmod(0o755)

    async def play(together: bool) -> None:
        transcoder = transcoder_of(
            path,
            keyframes_timeline(str(path)),
            LocalStorage(tmp_path / f"cache {together}", 50_000_000),
            str(fake),
        )
        started.write_text("")
        first = transcoder.initialisation(6, "viewer")
        found = await asyncio.gather(first, *([content(transcoder, 0)] if together else []))
        assert found[0][4:8] == b"ftyp"
        assert len(started.read_text()) == 1
        await transcoder.close()

    asyncio.run(play(True))
    asyncio.run(play(False))


def test_a_file_that_ffmpeg_cannot_read_is_an_error_not_a_wait(tmp_path: Path) -> None:
    broken = tmp_path / "broken.mkv"
    broken.write_bytes(b"\x1aE\xdf\xa3" + bytes(5000))
    timeline = plan([0, 4000], 8000, Fraction(1, 1000))

    async def ask() -> None:
        transcoder = transcoder_of(broken, timeline, LocalStorage(tmp_path / "cache", 1 << 30))
        with pytest.raises(TranscodeError):
            await transcoder.segment(0, "viewer")
        await transcoder.close()

    asyncio.run(ask())


def test_the_cache_keeps_to_its_budget_and_forgets_the_least_used(tmp_path: Path) -> None:
    async def use() -> None:
        cache = LocalStorage(tmp_path, 10_000)
        for number in range(9):
            await cache.write(("a", f"{number}"), bytes(1000))
            os.utime(cache.path(("a", f"{number}")), (number, number))
        assert await cache.read(("a", "0")) is not None  # used now, so no longer the oldest
        await cache.write(("a", "new"), bytes(1500))
        assert await cache.read(("a", "0")) is not None
        assert await cache.read(("a", "1")) is None
        cache.close()

    asyncio.run(use())
    assert sum(path.stat().st_size for path in tmp_path.rglob("*") if path.is_file()) <= 10_000
    (tmp_path / "a" / "x.partial").write_bytes(b"half")
    LocalStorage(tmp_path, 10_000).close()
    assert not (tmp_path / "a" / "x.partial").exists()


@pytest.mark.parametrize("data", [b"", b"\x00" * 7, b"\x00\x00\x00\x02moof", b"\xff\xff\xff\xffmdat"])
def test_broken_boxes_end_the_reading(data: bytes) -> None:
    try:
        assert mp4.split(data) == (b"", b"")
    except ValueError:
        pass
