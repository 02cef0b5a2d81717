"""Movies for streaming benchmarks: as long and large as real ones, made by repeating a short clip."""

import subprocess
from pathlib import Path

from bench.common import media

SEED_SECONDS = 30
BITS = 14_000_000


def _ffmpeg(*arguments: str) -> None:
    subprocess.run([media.FFMPEG, "-v", "error", "-y", "-nostdin", *arguments], check=True)


def seed(folder: Path, codec: str = "h264") -> Path:
    """Encode half a minute of 1080p at 14 Mbit/s, with a keyframe every 2 s and stereo AAC (h264), or HEVC with AC-3 (hevc)."""
    target = folder / f"seed-{codec}.mkv"
    if not target.exists():
        noise = f"testsrc2=size=1920x1080:rate=24:duration={SEED_SECONDS},noise=alls=12:allf=t"
        rate = ["-b:v", str(BITS), "-maxrate", str(BITS), "-bufsize", str(BITS)]
        video = {
            "h264": ["-c:v", "libx264", "-preset", "ultrafast", "-g", "48", "-bf", "2", "-pix_fmt", "yuv420p", *rate],
            "hevc": ["-c:v", "libx265", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-x265-params", "log-level=error:keyint=48", *rate],
        }[codec]  # fmt: skip
        audio = ["-c:a", "aac"] if codec == "h264" else ["-c:a", "ac3"]
        tone = f"sine=frequency=440:duration={SEED_SECONDS}:sample_rate=48000"
        _ffmpeg("-f", "lavfi", "-i", noise, "-f", "lavfi", "-i", tone, *video, *audio, "-ac", "2", str(target))
    return target


def long_movie(target: Path, scratch: Path, minutes: int, codec: str = "h264") -> Path:
    """Create a movie of the given length."""
    target.parent.mkdir(parents=True, exist_ok=True)
    repeats = str(minutes * 60 // SEED_SECONDS - 1)
    _ffmpeg("-stream_loop", repeats, "-i", str(seed(scratch, codec)), "-c", "copy", str(target))
    media.settle(target)
    return target
