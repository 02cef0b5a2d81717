"""Audio in segments, one at a time: copied, or encoded to AAC. Runs in a worker.

Encoded segments do not depend on the ones before: cuts lie on a grid of 1,024 samples from second 0, and every
segment encodes a few frames before its first one, until the encoder has settled, and drops them.
"""

import io
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container import OutputContainer

from dim.media.audio_formats import BIT_RATES, LAYOUTS, MARGIN, SAMPLE_RATE
from dim.playback.hls import mp4
from dim.playback.worker.folding import folded
from dim.playback.worker.open_files import open_file, reference_video, seek_to
from dim.playback.worker.silence import silent_frame, silent_packets
from dim.probe.recording.clock import Clock

FRAME = 1024
"""Samples in an AAC frame (ISO/IEC 14496-3)."""
MAX_GAP = Fraction(1, 10)
"""Longer gaps (seconds) in copied audio are filled with silence."""
WARM_UP = 4
"""Frames that are encoded before a segment, and dropped."""
MOVFLAGS = "empty_moov+default_base_moof+frag_custom+skip_trailer"


def audio_initialisation(path: str, stream: int, copy: bool, channels: int) -> bytes:
    """The initialisation segment of an audio stream, copied or encoded to AAC with so many channels (1, 2 or 6)."""
    with open_file(path) as source:
        buffer = io.BytesIO()
        target, _ = _muxer(buffer, _audio(source.streams[stream]), copy, channels)
        with target:
            target.start_encoding()
        return mp4.split(buffer.getvalue())[0]


def audio_segment(
    path: str, stream: int, copy: bool, channels: int, origin: list[int], start: list[int], end: list[int], output: int,
    position: int | None = None, clock: Any = None,
) -> int:  # fmt: skip
    """Write a media segment to the descriptor `output`; returns the offset at which it begins there.

    `start` and `end` are seconds from `origin`, all three as [numerator, denominator]. `position`: where to begin to
    read, in bytes, in a file without an index. `clock`: a JSON `Clock`, if that of the file jumps.
    """
    first, last, zero = Fraction(*start), Fraction(*end), Fraction(*origin)
    with open_file(path, at_start=first <= 0) as source:
        audio = _audio(source.streams[stream])
        if first > 0 or not source.format.name.startswith("matroska"):
            seek_to(source, zero + first - MARGIN, position)
        target, out = _muxer(f"pipe:{output}", audio, copy, channels)
        with target:
            streams = (one for one in (audio, reference_video(source) if copy else None) if one is not None)
            packets = folded(source.demux(*streams), Clock.from_json(clock), position)
            make = _copy if copy else _encode
            begin = make(packets, audio, target, out, zero, first, last)
        return mp4.place(output, begin)


def _audio(stream: Any) -> AudioStream:
    if not isinstance(stream, AudioStream) or stream.time_base is None:
        raise ValueError("that stream is not audio")
    return stream


def _muxer(
    target_file: io.BytesIO | str, audio: AudioStream, copy: bool, channels: int
) -> tuple[OutputContainer, AudioStream]:
    target = av.open(target_file, "w", format="mp4", options={"movflags": MOVFLAGS, "use_editlist": "0"})
    if copy:
        return target, target.add_stream_from_template(audio, opaque=True)
    out = target.add_stream("aac", rate=SAMPLE_RATE)
    out.codec_context.layout = LAYOUTS[channels]
    out.codec_context.format = "fltp"
    out.codec_context.bit_rate = BIT_RATES[channels]
    return target, out


def _copy(
    packets: Iterator[Any], audio: AudioStream, target: OutputContainer, out: AudioStream,
    zero: Fraction, first: Fraction, last: Fraction,
) -> Fraction:  # fmt: skip
    """Copy the packets that begin in the segment, with silence in gaps; returns where the first one begins, in seconds.

    A track may begin late or end early, and players wait forever for audio that does not come.
    """
    assert audio.time_base is not None
    begin: Fraction | None = None
    expected = first
    for time, packet in _between(packets, audio, zero, first, last):
        silence = silent_packets(audio, expected, time) if time - expected > MAX_GAP else ()
        packet.pts = packet.dts = round(time / audio.time_base)
        expected = time + (packet.duration or 0) * audio.time_base
        for at, one in (*silence, (time, packet)):
            begin = at if begin is None else begin
            _mux(target, out, one)
    for at, one in silent_packets(audio, expected, last) if last - expected > MAX_GAP else ():
        begin = at if begin is None else begin
        _mux(target, out, one)
    return first if begin is None else begin


def _between(
    packets: Iterator[Any], audio: AudioStream, zero: Fraction, first: Fraction, last: Fraction
) -> Iterator[tuple[Fraction, Any]]:
    """The packets that begin between two times, with those times. The video's packets tell when to stop: the audio
    may have ended.
    """
    for packet in packets:
        if packet.pts is None or not packet.size:
            continue
        time = packet.pts * packet.time_base - zero
        if packet.stream_index != audio.index:
            if time >= last + MARGIN * 4:
                return
        elif time >= last:
            return
        elif time >= first:
            yield time, packet


def _mux(target: OutputContainer, out: AudioStream, packet: Any) -> None:
    packet.stream = out
    target.mux_one(packet)


def _encode(
    packets: Iterator[Any], audio: AudioStream, target: OutputContainer, out: AudioStream,
    zero: Fraction, first: Fraction, last: Fraction,
) -> Fraction:  # fmt: skip
    """Encode the frames of the grid that begin in the segment; returns where the first one begins, in seconds."""
    begin, stop = (-(-(edge * SAMPLE_RATE) // FRAME) * FRAME for edge in (first, last))
    warm = begin - WARM_UP * FRAME
    layout = out.codec_context.layout.name
    encoded = []
    for position, frame in _grid(_samples(packets, audio, zero, layout), layout, warm, stop + FRAME):
        frame.pts, frame.time_base = position, Fraction(1, SAMPLE_RATE)
        encoded += out.encode(frame)
    encoded += out.encode(None)
    for packet in encoded:
        if packet.pts is not None and begin <= packet.pts < stop:
            packet.stream = out
            target.mux_one(packet)
    return Fraction(begin, SAMPLE_RATE)


def _samples(
    packets: Iterator[Any], audio: AudioStream, zero: Fraction, layout: str
) -> Iterator[tuple[int, av.AudioFrame]]:
    """Decoded audio at 48 kHz: (position in samples from second 0, frame). Broken packets are skipped."""
    resampler = _Resampler(layout)
    assert audio.time_base is not None
    expected: int | None = None
    for packet in packets:
        try:
            frames = packet.decode()
        except av.error.FFmpegError:
            continue
        for frame in frames:
            if frame.pts is None or frame.time_base is None:
                continue
            position = round((frame.pts * frame.time_base - zero) * SAMPLE_RATE)
            outputs = resampler.resample(frame)
            if expected is None or abs(position - expected) > FRAME:
                expected = position
            for out in outputs:
                out.pts, out.time_base = None, Fraction(1, SAMPLE_RATE)  # all alike: a queue takes no others
                yield expected, out
                expected += out.samples


class _Resampler:
    """Converts frames to planar floats at 48 kHz. Channels, sample rate and sample format may change in mid-stream, as they do
    between programmes and advertisements; PyAV's own resampler takes them from the first frame.
    """

    def __init__(self, layout: str) -> None:
        self._layout = layout
        self._format: tuple[str, str, int] | None = None
        self._resampler: av.AudioResampler | None = None

    def resample(self, frame: av.AudioFrame) -> list[av.AudioFrame]:
        """What is ready after a frame; the last samples of another format come first."""
        found = (frame.format.name, frame.layout.name, frame.sample_rate)
        rest: list[av.AudioFrame] = []
        if self._resampler is None or found != self._format:
            rest = self._resampler.resample(None) if self._resampler and self._format != self._target else []
            self._format = found
            self._resampler = av.AudioResampler(format="fltp", layout=self._layout, rate=SAMPLE_RATE)
        return [*rest, *self._resampler.resample(frame)]

    @property
    def _target(self) -> tuple[str, str, int]:
        """The format of the output, which needs no conversion and leaves nothing to flush."""
        return "fltp", self._layout, SAMPLE_RATE


def _grid(
    samples: Iterator[tuple[int, av.AudioFrame]], layout: str, start: int, stop: int
) -> Iterator[tuple[int, av.AudioFrame]]:
    """The audio from `start` to `stop` (samples) in frames of the grid, with silence in gaps and outside the file."""
    fifo = av.AudioFifo()
    position, end = start, start  # of the next frame to give, and of what the fifo holds
    for at, frame in samples:
        if at + frame.samples <= end:
            continue
        if at > end:
            fifo.write(silent_frame(min(at, stop) - end, layout, "fltp", SAMPLE_RATE))
            end = min(at, stop)
        if end >= stop:
            break
        fifo.write(frame)
        skipped = end - at
        end = at + frame.samples
        if skipped > 0 and position == start and fifo.samples == frame.samples:
            fifo.read(skipped)
        while fifo.samples >= FRAME and position < stop:
            yield position, _read(fifo)
            position += FRAME
        if position >= stop:
            return
    if position + fifo.samples < stop:
        fifo.write(silent_frame(stop - position - fifo.samples, layout, "fltp", SAMPLE_RATE))
    while position < stop:
        yield position, _read(fifo)
        position += FRAME


def _read(fifo: av.AudioFifo) -> av.AudioFrame:
    frame = fifo.read(FRAME)
    assert isinstance(frame, av.AudioFrame)
    return frame
