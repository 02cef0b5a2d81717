"""Every codec that `decide` copies is copied: its initialisation segment and a media segment, from every container it comes in."""

import io
from fractions import Fraction
from pathlib import Path

import av
import pytest

from dim.playback.policy.decide import SEGMENT_AUDIO, SEGMENT_VIDEO, UNFRAMED_AUDIO, USUAL_CODECS
from dim.playback.worker import audio, remux
from dim.probe.keyframes import find_keyframes
from dim.workers.memory_file import anonymous_file
from support import media

VIDEO_ENCODERS: dict[str, list[tuple[str, ...]]] = {
    "h264": [("libx264", "-preset", "ultrafast", "-g", "12")],
    "hevc": [("libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=12")],
    "vp9": [("libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "12")],
    "av1": [
        ("libsvtav1", "-preset", "12", "-g", "12"),
        ("libaom-av1", "-usage", "realtime", "-cpu-used", "8", "-g", "12"),
    ],
}
AUDIO_ENCODERS = {"aac": "aac", "mp3": "libmp3lame", "flac": "flac", "opus": "libopus"}
CONTAINERS = sorted(set(USUAL_CODECS) - {"webm"})
PICTURE = ("-f", "lavfi", "-i", "testsrc2=size=128x72:rate=12:duration=3")


def test_a_new_codec_comes_into_these_tests() -> None:
    assert set(VIDEO_ENCODERS) == SEGMENT_VIDEO
    assert set(AUDIO_ENCODERS) == SEGMENT_AUDIO
    assert {"mp4", "mkv"}.isdisjoint(UNFRAMED_AUDIO)


@pytest.mark.parametrize("container", [*CONTAINERS, "ts"])
@pytest.mark.parametrize("encoder", [one for codec in sorted(VIDEO_ENCODERS) for one in VIDEO_ENCODERS[codec]], ids=str)
def test_copied_video(tmp_path: Path, encoder: tuple[str, ...], container: str) -> None:
    if container == "ts" and encoder[0] not in ("libx264", "libx265"):
        return  # transport streams hold no others
    path = tmp_path / f"film.{container}"
    media.ffmpeg(*PICTURE, "-pix_fmt", "yuv420p", "-c:v", *encoder, str(path))
    index = find_keyframes(str(path), 0)
    assert index is not None
    data = remux.video_initialisation(str(path), 0)
    with anonymous_file() as file:
        position = index.positions[0] if container == "ts" else None
        offset = remux.video_segment(str(path), 0, index.begin, index.keyframes[0], None, file.fileno(), position)
        file.seek(offset)
        data += file.read()
    with av.open(io.BytesIO(data), "r") as found:
        assert sum(1 for _ in found.decode(video=0)) == 36


@pytest.mark.parametrize("container", CONTAINERS)
@pytest.mark.parametrize("encoder", [AUDIO_ENCODERS[codec] for codec in sorted(AUDIO_ENCODERS)])
def test_copied_audio(tmp_path: Path, encoder: str, container: str) -> None:
    """With silence where the sound ends before the segment does."""
    path = tmp_path / f"film.{container}"
    tone = ("-f", "lavfi", "-i", "sine=frequency=440:duration=2:sample_rate=48000")
    media.ffmpeg(*PICTURE, *tone, "-pix_fmt", "yuv420p", "-c:v", "libx264", "-c:a", encoder, str(path))
    data = audio.audio_initialisation(str(path), 1, True, 1)
    with anonymous_file() as file:
        offset = audio.audio_segment(str(path), 1, True, 1, [0, 1], [0, 1], [3, 1], file.fileno())
        file.seek(offset)
        data += file.read()
    with av.open(io.BytesIO(data), "r") as found:
        seconds = sum((Fraction(frame.samples, frame.sample_rate) for frame in found.decode(audio=0)), Fraction(0))
    assert abs(seconds - 3) < Fraction(1, 10)
