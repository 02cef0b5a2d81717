"""What would be lost with a file."""

from dataclasses import replace

import pytest

from dim.catalog.curate.duplicates import groups, lost
from dim.catalog.ingest.model import FileReport, Identification
from dim.media import AudioStream, Chapter, MediaFile, Stream, SubtitleFile, SubtitleStream, VideoStream
from support.catalog import PROBE, Catalog


def file(
    width: int = 1920, audio: tuple[tuple[str, int], ...] = (("eng", 2),), subtitles: tuple[str, ...] = (),
    hdr: str | None = None, duration: float = 5400.0, beside: tuple[str, ...] = (), label: str | None = None,
    more: tuple[Stream, ...] = (), chapters: tuple[Chapter, ...] = (),
) -> MediaFile:  # fmt: skip
    streams: list[Stream] = [VideoStream(index=0, codec="h264", width=width, height=width * 9 // 16, hdr=hdr)]
    streams += [AudioStream(index=1, codec="aac", language=language, channels=channels) for language, channels in audio]
    streams += [SubtitleStream(index=9, codec="subrip", language=language) for language in subtitles]
    streams += more
    files = tuple(SubtitleFile(f"{language}.srt", language) for language in beside)
    return MediaFile(
        id=1, library_id=1, path="a.mkv", streams=tuple(streams), duration=duration, subtitle_files=files, label=label,
        chapters=chapters,
    )  # fmt: skip


CASES: list[tuple[MediaFile, list[MediaFile], list[str]]] = [
    (file(), [file()], []),
    (file(3840), [file()], ["the sharpest picture (3840×2160)"]),
    (file(), [file(3840)], []),
    (file(hdr="hdr10"), [file()], ["the HDR picture"]),
    (file(hdr="hdr10"), [file(), file(hdr="hlg")], []),
    (file(audio=(("eng", 2), ("jpn", 2))), [file()], ["sound in 日本語"]),
    (file(audio=(("eng", 6),)), [file()], ["5.1 sound"]),
    (file(audio=(("eng", 8),)), [file(audio=(("eng", 6),))], ["7.1 sound"]),
    (file(subtitles=("ger",)), [file(subtitles=("eng",))], ["subtitles in Deutsch"]),
    (file(beside=("fre",)), [file()], ["subtitles in Français"]),
    (file(duration=7200.0), [file()], ["30 minutes"]),
    (file(label="Director's Cut · 1080p"), [file(label="1080p")], ["the Director's Cut"]),
    (file(label="Director's Cut · 1080p"), [file(label="Director's Cut · 4K · HDR")], []),
    (file(label="1080p · HDR"), [file(label="720p")], []),
    (file(audio=(("de", 2), ("fra", 2))), [file(audio=(("ger", 2), ("fre", 2)))], []),
    (
        file(
            more=(AudioStream(index=5, codec="aac", language="eng", title="Director's", channels=2, commentary=True),)
        ),
        [file()],
        ["commentary in English"],
    ),
    (
        file(more=(SubtitleStream(index=5, codec="subrip", language="eng", hearing_impaired=True),)),
        [file(subtitles=("eng",))],
        ["SDH subtitles in English"],
    ),
    (
        file(more=(SubtitleStream(index=5, codec="subrip", language="eng", forced=True),)),
        [file(subtitles=("eng",))],
        ["forced subtitles in English"],
    ),
    (file(subtitles=("zh-Hant",)), [file(subtitles=("zh-Hans", "chi"))], ["subtitles in 繁體中文"]),
    (file(chapters=(Chapter(0.0, 60.0, "One"),)), [file()], ["chapters"]),
    (file(duration=5430.0), [file()], []),
    (file(duration=0.0), [file()], []),
    (MediaFile(id=1, library_id=1, path="a.mkv"), [file()], []),
    (file(), [], ["the sharpest picture (1920×1080)", "sound in English", "sound with 2 channels", "90 minutes"]),
]


@pytest.mark.parametrize(("one", "others", "expected"), CASES)
def test_what_would_be_lost(one: MediaFile, others: list[MediaFile], expected: list[str]) -> None:
    assert lost(one, others) == expected


def test_versions_are_compared_as_a_whole(movies: Catalog) -> None:
    def part(path: str, minutes: int, number: int | None = None) -> FileReport:
        identity = Identification("movie", "Long", 2001, part=number)
        return FileReport(
            path, minutes, 1, path.encode().hex().ljust(32, "0")[:64], identity, replace(PROBE, duration=minutes * 60.0)
        )

    movies.report(part("Long cd1.mkv", 50, 1), part("Long cd2.mkv", 60, 2), part("Long.mkv", 90))
    (group,) = movies.database.read(groups, movies.library)
    assert {entry.file.path: entry.lost for entry in group.files} == {
        "Long cd1.mkv": ("20 minutes",), "Long cd2.mkv": ("20 minutes",), "Long.mkv": (),
    }  # fmt: skip
