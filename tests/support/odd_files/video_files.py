"""Odd video: codecs, clocks, headers, pictures, sizes, tracks."""

from pathlib import Path

from support.media import ffmpeg
from support.odd_files.model import OddFile

X264 = ("-c:v", "libx264", "-preset", "ultrafast", "-g", "24", "-bf", "2", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "96k")
HOUR = 3600 * 90_000
WRAP = 1 << 33


def picture(seconds: float = 12, size: str = "320x180", rate: int = 24) -> tuple[str, ...]:
    """An input of moving test pictures."""
    return "-f", "lavfi", "-i", f"testsrc2=size={size}:rate={rate}:duration={seconds}"


def tone(seconds: float = 12, channels: int = 2, rate: int = 48_000, frequency: int = 440) -> tuple[str, ...]:
    """An input of a tone in every channel."""
    sources = "|".join([f"0.3*sin(2*PI*{frequency}*t)"] * channels)
    return "-f", "lavfi", "-i", f"aevalsrc={sources}:d={seconds}:s={rate}"


def codec(target: Path, *options: str, sound: tuple[str, ...] = AAC) -> None:
    """A film in a codec."""
    ffmpeg(*picture(), *tone(), *options, *sound, str(target))


def shift(data: bytes, ticks: int) -> bytes:
    """A transport stream with every clock (PCR, PTS, DTS) moved by so many units of 1/90,000 s, as ISO/IEC 13818-1 stores them."""
    moved = bytearray(data)
    for at in range(0, len(moved) - 187, 188):
        control = moved[at + 3] >> 4 & 3
        start = at + 4
        if control & 2:
            length = moved[at + 4]
            if length >= 7 and moved[at + 5] & 0x10:
                base = int.from_bytes(moved[at + 6 : at + 11], "big") >> 7
                rest = int.from_bytes(moved[at + 6 : at + 12], "big") & 0x7FFF
                value = ((base + ticks) % WRAP) << 15 | rest
                moved[at + 6 : at + 12] = value.to_bytes(6, "big")
            start += 1 + length
        if not control & 1 or not moved[at + 1] & 0x40 or moved[start : start + 3] != b"\0\0\1":
            continue
        if not 0xBD <= moved[start + 3] <= 0xEF or moved[start + 3] in (0xBE, 0xBF):
            continue
        flags = moved[start + 7] >> 6
        for number in range({2: 1, 3: 2}.get(flags, 0)):
            place = start + 9 + 5 * number
            field = moved[place : place + 5]
            value = (field[0] >> 1 & 7) << 30 | field[1] << 22 | (field[2] >> 1) << 15 | field[3] << 7 | field[4] >> 1
            value = (value + ticks) % WRAP
            moved[place] = field[0] & 0xF1 | (value >> 30) << 1
            moved[place + 1] = value >> 22 & 0xFF
            moved[place + 2] = (value >> 15 & 0x7F) << 1 | 1
            moved[place + 3] = value >> 7 & 0xFF
            moved[place + 4] = (value & 0x7F) << 1 | 1
    return bytes(moved)


def pieces(target: Path, *shifts: int, options: tuple[str, ...] = X264, begin: int = 0) -> None:
    """A recording of 12 s whose clock jumps by so many units (1/90,000 s) between its pieces of equal length."""
    count = len(shifts) + 1
    each = 12 // count
    offset, data = begin, b""
    for number, jump in enumerate((0, *shifts)):
        part = target.with_name(f"{target.stem}-{number}.ts.part")
        ffmpeg(*picture(each), *tone(each), *options, *AAC, "-muxdelay", "0.2", "-f", "mpegts", str(part))
        offset += jump + (each * 90_000 if number else 0)
        data += shift(part.read_bytes(), offset)
        part.unlink()
    target.write_bytes(data)


def joined(target: Path, *parts: tuple[str, ...]) -> None:
    """Transport streams one after another, each made with its own options of ffmpeg, clock running on."""
    data = b""
    for number, part in enumerate(parts):
        made = target.with_name(f"{target.stem}-{number}.part")
        ffmpeg(*part, "-muxdelay", "0.2", "-f", "mpegts", str(made))
        data += shift(made.read_bytes(), number * 12 // len(parts) * 90_000)
        made.unlink()
    target.write_bytes(data)


def live(target: Path, *options: str) -> None:
    """A Matroska file as a live encoder writes it: without a duration and without an index."""
    ffmpeg(*picture(), *tone(), *options, "-live", "1", "-f", "matroska", str(target))


def cover_first(target: Path, *options: str) -> None:
    """A film whose first video track is a cover: one frame."""
    cover = target.with_name("cover.mkv.part")
    ffmpeg("-f", "lavfi", "-i", "color=red:size=400x600:rate=25:duration=0.04", *options, "-f", "matroska", str(cover))
    film = (
        "-map",
        "0:v",
        "-map",
        "1:v",
        "-map",
        "2:a",
        "-c:v:0",
        "copy",
        "-c:v:1",
        "libx264",
        "-preset",
        "ultrafast",
        "-g",
        "24",
    )
    ffmpeg(
        "-i", str(cover), *picture(), *tone(), *film, "-disposition:v:0", "0", *AAC, "-fflags", "+bitexact", str(target)
    )
    cover.unlink()


def still(target: Path) -> None:
    """One picture with long sound."""
    ffmpeg("-f", "lavfi", "-i", "testsrc2=size=320x180:rate=25:duration=0.04", *tone(), *X264, *AAC, str(target))


def short_video(target: Path) -> None:
    """A video that ends before its sound."""
    ffmpeg(*picture(5), *tone(12), *X264, *AAC, str(target))


def short_sound(target: Path) -> None:
    """Sound that ends before its video."""
    ffmpeg(*picture(12), *tone(5), *X264, *AAC, str(target))


def sizes(target: Path) -> None:
    """H.264 whose frames change from 16:9 to 4:3 in mid-file; a square in the middle."""
    joined(target, *((*squared(6, size), *tone(6), *X264, *AAC) for size in ("640x360", "480x360")))


def squared(seconds: float, size: str, ratio: str = "1") -> tuple[str, ...]:
    """An input with a white square of half the height in its middle, for pixels of a shape."""
    width = f"ih/2/({ratio})"
    return (
        "-f", "lavfi", "-i",
        f"color=black:size={size}:rate=25:duration={seconds},drawbox=x=(iw-{width})/2:y=ih/4:w={width}:h=ih/2:color=white:t=fill,"
        f"setsar={ratio}",
    )  # fmt: skip


def shapes(target: Path) -> None:
    """MPEG-2 that changes from 4:3 to 16:9, both of 720x576 pixels."""
    options = ("-c:v", "mpeg2video", "-q:v", "4", "-g", "12", "-c:a", "mp2")
    joined(
        target,
        (*squared(6, "720x576", "16/15"), *tone(6), *options),
        (*squared(6, "720x576", "64/45"), *tone(6), *options),
    )


def timecode_first(target: Path) -> None:
    """A QuickTime file whose first track is data: a time code."""
    ffmpeg(*picture(), *tone(), *X264, *AAC, "-timecode", "01:00:00:00", "-f", "mov", str(target))


def chapters_beyond(target: Path) -> None:
    """A film with chapters that begin after its end."""
    notes = target.with_name("chapters.txt.part")
    text = "".join(
        f"[CHAPTER]\nTIMEBASE=1/1\nSTART={start}\nEND={start + 6}\ntitle=At {start}\n" for start in (0, 6, 60, 600)
    )
    notes.write_text(f";FFMETADATA1\n{text}")
    ffmpeg(*picture(), *tone(), "-i", str(notes), "-map_metadata", "2", *X264, *AAC, str(target))
    notes.unlink()


def many_chapters(target: Path) -> None:
    """A film with more chapters than the header of an MP4 file holds, and large tags. It is of MPEG-2, which must be encoded."""
    notes = target.with_name("many.txt.part")
    text = "".join(
        f"[CHAPTER]\nTIMEBASE=1/1000\nSTART={start}\nEND={start + 1}\ntitle={'x' * 150}\n" for start in range(60_000)
    )
    notes.write_text(f";FFMETADATA1\n{text}")
    ffmpeg(*picture(), *tone(), "-i", str(notes), "-map_metadata", "2", "-c:v", "mpeg2video", *AAC, str(target))
    notes.unlink()


SVT = ("-c:v", "libsvtav1", "-preset", "12", "-g", "48", "-svtav1-params", "log-level=0")
AOM = (
    "-vf",
    "scale=128:72,fps=12",
    "-c:v",
    "libaom-av1",
    "-usage",
    "realtime",
    "-cpu-used",
    "8",
    "-g",
    "24",
    "-pix_fmt",
    "yuv420p",
)
VP9 = ("-c:v", "libvpx-vp9", "-deadline", "realtime", "-cpu-used", "8", "-g", "48")
HEVC = ("-c:v", "libx265", "-preset", "ultrafast", "-x265-params", "log-level=error:keyint=48", "-pix_fmt", "yuv420p")
FILES = (
    OddFile(name="AV1 aom.mp4", build=lambda path: codec(path, *AOM), video="copy", quick=True),
    OddFile(name="AV1 aom.mkv", build=lambda path: codec(path, *AOM), video="copy"),
    OddFile(name="AV1 svt.mp4", build=lambda path: codec(path, *SVT), video="copy"),
    OddFile(name="AV1 svt.mkv", build=lambda path: codec(path, *SVT), video="copy"),
    OddFile(name="VP9.mkv", build=lambda path: codec(path, *VP9), video="copy"),
    OddFile(name="HEVC.mkv", build=lambda path: codec(path, *HEVC), video="copy", profile="tv"),
    OddFile(name="VP8.webm", build=lambda path: codec(path, "-c:v", "libvpx", "-deadline", "realtime", sound=("-c:a", "libopus")),
            video="encode", audio="copy"),
    OddFile(name="Clock back.ts", build=lambda path: pieces(path, -HOUR), quick=True),
    OddFile(name="Clock back and on.ts", build=lambda path: pieces(path, -HOUR, HOUR)),
    OddFile(name="Clock on.ts", build=lambda path: pieces(path, HOUR)),
    OddFile(name="Clock jumps thrice.ts", build=lambda path: pieces(path, HOUR, -2 * HOUR, 40 * 90_000)),
    OddFile(name="Clock wraps.ts", build=lambda path: pieces(path, 0, begin=WRAP - 5 * 90_000)),
    OddFile(name="Clock back MPEG-2.ts", build=lambda path: pieces(path, -HOUR, options=("-c:v", "mpeg2video", "-q:v", "5", "-g", "12")),
            video="encode"),
    OddFile(name="No duration.mkv", build=lambda path: live(path, *X264, *AAC), quick=True),
    OddFile(name="No duration.webm", build=lambda path: live(path, *VP9, "-c:a", "libopus")),
    OddFile(name="Cover first HEVC.mkv", build=lambda path: cover_first(path, *HEVC), quick=True),
    OddFile(name="Cover first MJPEG.mkv", build=lambda path: cover_first(path, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")),
    OddFile(name="Cover first PNG.mkv", build=lambda path: cover_first(path, "-c:v", "png")),
    OddFile(name="Cover first HEVC.mp4", build=lambda path: cover_first(path, *HEVC)),
    OddFile(name="Cover first MJPEG.mp4", build=lambda path: cover_first(path, "-c:v", "mjpeg", "-pix_fmt", "yuvj420p")),
    OddFile(name="Still.mkv", build=still, loud=(1, 11), quick=True),
    OddFile(name="Still.mp4", build=still, loud=(1, 11)),
    OddFile(name="Short video.mp4", build=short_video, loud=(1, 11), quick=True),
    OddFile(name="Short video.mkv", build=short_video, loud=(1, 11)),
    OddFile(name="Short video.ts", build=short_video, loud=(1, 11)),
    OddFile(name="Short sound.mkv", build=short_sound, loud=(1, 4)),
    OddFile(name="Sizes.ts", build=sizes, square=True, video="encode", reason="changes", quick=True),
    OddFile(name="Shapes.ts", build=shapes, square=True, video="encode"),
    OddFile(name="Time code first.mov", build=timecode_first),
    OddFile(name="Chapters beyond.mkv", build=chapters_beyond, chapters=2),
    OddFile(name="Thousands of chapters.mkv", build=many_chapters, chapters=1000, video="encode", quick=True),
)  # fmt: skip
