"""Silence in the codec of copied audio, which fills its gaps. Runs in a worker."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import av
from av.audio.stream import AudioStream

ENCODERS = {"mp3": "libmp3lame", "mp3float": "libmp3lame", "opus": "libopus", "libopus": "libopus"}
"""Encoders whose name differs from that of the decoder."""
WARM_UP = 4
"""Frames after which an encoder's output is silent."""


def silent_packets(audio: AudioStream, start: Fraction, end: Fraction) -> Iterator[tuple[Fraction, Any]]:
    """Packets of silence in a stream's own codec from `start` up to `end` (seconds), each with the time at which it
    begins.
    """
    rate = audio.codec_context.sample_rate
    size, blob = _flac_frame(audio) if audio.codec_context.name == "flac" else _encoded(audio)
    step = Fraction(size, rate)
    for number in range(max(int((end - start) / step), 0)):
        packet = av.Packet(blob)
        packet.time_base = Fraction(1, rate)
        packet.pts = packet.dts = round((start + number * step) * rate)
        packet.duration = size
        yield start + number * step, packet


def silent_frame(samples: int, layout: str, sample_format: str, rate: int) -> av.AudioFrame:
    """A decoded frame of silence of `samples` samples."""
    frame = av.AudioFrame(format=sample_format, layout=layout, samples=samples)
    frame.sample_rate = rate
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return frame


def _encoded(audio: AudioStream) -> tuple[int, bytes]:
    """The number of samples in a packet of silence, and the packet, from an encoder."""
    context = audio.codec_context
    coder = av.CodecContext.create(ENCODERS.get(context.name, context.name), "w")
    assert isinstance(coder, av.AudioCodecContext)
    formats = coder.codec.audio_formats or []
    coder.sample_rate, coder.layout = context.sample_rate, context.layout
    coder.format = context.format if context.format in formats else formats[0]
    coder.time_base = Fraction(1, context.sample_rate)
    coder.open()
    frame = silent_frame(coder.frame_size, context.layout.name, coder.format.name, context.sample_rate)
    packets = []
    for position in range(WARM_UP):
        frame.pts = position * coder.frame_size
        packets += coder.encode(frame)
    packets += coder.encode(None)
    return coder.frame_size, next(bytes(packet) for packet in reversed(packets) if packet.size)


def _flac_frame(audio: AudioStream) -> tuple[int, bytes]:
    """The number of samples in a silent FLAC frame with the block size and bit depth of its stream, and the frame.

    RFC 9639: sections 8.2 (stream information), 9.1 (frame header), 9.2.3 (constant subframe), 9.3 (footer).
    """
    head = bytes(audio.codec_context.extradata or b"")
    block = int.from_bytes(head[2:4], "big")
    channels = (head[12] >> 1 & 7) + 1
    depth = (int.from_bytes(head[12:14], "big") >> 4 & 31) + 1
    start = bytes((0xFF, 0xF8, 0x70, channels - 1 << 4, 0)) + (block - 1).to_bytes(2, "big")
    frame = start + bytes((_crc(start, 8, 0x07),))
    frame += bytes(-(-channels * (8 + depth) // 8))  # a byte that says "constant" and one sample, for each channel
    return block, frame + _crc(frame, 16, 0x8005).to_bytes(2, "big")


def _crc(data: bytes, width: int, polynomial: int) -> int:
    """A cyclic redundancy check, most significant bit first, from zero."""
    value, top = 0, 1 << width - 1
    for byte in data:
        value ^= byte << width - 8
        for _ in range(8):
            value = (value << 1 ^ polynomial if value & top else value << 1) & (1 << width) - 1
    return value
