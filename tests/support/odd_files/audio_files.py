"""Odd sound: formats that change, unusual rates and channels, tracks that must not play by themselves."""

from pathlib import Path

from support.media import ffmpeg
from support.odd_files.model import OddFile
from support.odd_files.video_files import AAC, X264, joined, picture, tone


def changing(target: Path, codec: str, before: int, after: int, rate: int = 48_000) -> None:
    """Sound whose channels (and perhaps sample rate) change in mid-file."""
    sound = ("-c:a", codec, "-b:a", "192k")
    joined(target, (*picture(6), *tone(6, before), *X264, *sound), (*picture(6), *tone(6, after, rate), *X264, *sound))


def sound(target: Path, *options: str, channels: int = 2, rate: int = 48_000, video: tuple[str, ...] = X264) -> None:
    """A film with one audio track."""
    ffmpeg(*picture(), *tone(12, channels, rate), *video, *options, str(target))


def tracks(target: Path, *described: tuple[str, str, str]) -> None:
    """A film with audio tracks: language, title, disposition."""
    options: list[str] = []
    for number, (language, title, disposition) in enumerate(described):
        options += [
            "-map",
            "1:a",
            f"-metadata:s:a:{number}",
            f"language={language}",
            f"-disposition:a:{number}",
            disposition,
        ]
        options += [f"-metadata:s:a:{number}", f"title={title}"] if title else []
    ffmpeg(*picture(), *tone(), "-map", "0:v", *options, *X264, *AAC, str(target))


HEARD = (1.0, 5.0, 7.0, 11.0)
FILES = (
    OddFile(name="AAC 2 to 1.ts", build=lambda path: changing(path, "aac", 2, 1), loud=HEARD, quick=True),
    OddFile(name="AAC 1 to 2.ts", build=lambda path: changing(path, "aac", 1, 2), loud=HEARD),
    OddFile(name="AAC 6 to 2.ts", build=lambda path: changing(path, "aac", 6, 2), loud=HEARD),
    OddFile(name="AAC 48 to 44.ts", build=lambda path: changing(path, "aac", 2, 2, 44_100), loud=HEARD),
    OddFile(name="AC-3 6 to 2.ts", build=lambda path: changing(path, "ac3", 6, 2), loud=HEARD, quick=True),
    OddFile(name="AC-3 2 to 6.ts", build=lambda path: changing(path, "ac3", 2, 6), loud=HEARD),
    OddFile(name="MP2 2 to 1.ts", build=lambda path: changing(path, "mp2", 2, 1), loud=HEARD),
    OddFile(name="AAC 7350 Hz.mkv", build=lambda path: sound(path, "-c:a", "aac", channels=1, rate=7350), loud=(1, 11)),
    OddFile(name="FLAC 96 kHz.mkv", build=lambda path: sound(path, "-c:a", "flac", rate=96_000), loud=(1, 11)),
    OddFile(name="FLAC 192 kHz.mkv", build=lambda path: sound(path, "-c:a", "flac", rate=192_000), loud=(1, 11)),
    OddFile(name="FLAC 7.1.mkv", build=lambda path: sound(path, "-c:a", "flac", channels=8), loud=(1, 11)),
    OddFile(name="PCM 8 kHz mono.mov", build=lambda path: sound(path, "-c:a", "pcm_s16le", channels=1, rate=8000), loud=(1, 11)),
    OddFile(name="Opus mono.mkv", build=lambda path: sound(path, "-c:a", "libopus", channels=1), loud=(1, 11)),
    OddFile(name="Vorbis.mkv", build=lambda path: sound(path, "-c:a", "libvorbis"), loud=(1, 11)),
    OddFile(name="MP3 in mkv.mkv", build=lambda path: sound(path, "-c:a", "libmp3lame"), loud=(1, 11)),
    OddFile(name="ALAC.mov", build=lambda path: sound(path, "-c:a", "alac"), loud=(1, 11)),
    OddFile(name="Commentary first.mkv", build=lambda path: tracks(path, ("eng", "", "comment+default"), ("eng", "", "0")),
            default_audio=1, audio_labels=("English (commentary)", "English"), quick=True),
    OddFile(name="Commentary first.mp4", build=lambda path: tracks(path, ("eng", "", "comment+default"), ("eng", "", "0")),
            default_audio=1, audio_labels=("English (commentary)", "English")),
    OddFile(name="Commentary by name.mkv",
            build=lambda path: tracks(path, ("eng", "Commentary by the director", "default"), ("eng", "", "0")), default_audio=1),
    OddFile(name="Described.mkv", build=lambda path: tracks(path, ("ita", "", "visual_impaired+default"), ("ita", "", "0")),
            default_audio=1),
    OddFile(name="Described by name.mkv", build=lambda path: tracks(path, ("ita", "Audiodescrizione", "default"), ("ita", "", "0")),
            default_audio=1),
    OddFile(name="Many tracks.mkv", build=lambda path: tracks(path, *(("eng", f"Track {n}", "0") for n in range(20)))),
)  # fmt: skip
