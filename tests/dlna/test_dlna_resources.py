"""What is offered of a file: as it is, converted, with subtitles; in a URL that televisions can read."""

import re

import pytest

from dim.dlna.devices import UNKNOWN, recognise
from dim.dlna.links import Links
from dim.dlna.resources import MOST_SUBTITLES, Place, caption, extension, resources
from dim.media import AudioStream, MediaFile, SubtitleFile, SubtitleStream, VideoStream
from dim.media.streams import Stream

PLACE = Place("http://[fe80::1]:8008/dim", Links(b"x" * 32), UNKNOWN)


def file(
    number: int = 1, path: str = "Film.mp4", container: str = "mp4", video: str = "h264", audio: str = "aac", bit_rate: int = 4_000_000,
    subtitles: tuple[str, ...] = (), inside: tuple[str, ...] = (),
) -> MediaFile:  # fmt: skip
    strings = {"h264": "avc1.640028", "hevc": "hvc1.1.6.L120.B0", "aac": "mp4a.40.2", "ac3": "ac-3"}
    streams: tuple[Stream, ...] = (
        VideoStream(index=0, codec=video, codec_string=strings[video], width=1920, height=1080),
        AudioStream(index=1, codec=audio, codec_string=strings[audio], channels=6, sample_rate=48000),
        *(SubtitleStream(index=2 + place, codec=codec) for place, codec in enumerate(inside)),
    )
    return MediaFile(
        id=number, library_id=1, path=path, container=container, duration=60.0, bit_rate=bit_rate, streams=streams, size=1000,
        subtitle_files=tuple(SubtitleFile(name, "en", forced="forced" in name) for name in subtitles),
    )  # fmt: skip


def kinds(one: MediaFile, bit_rate: int | None) -> list[tuple[str, str]]:
    """The media type of each resource, and how one seeks in it: by time, by bytes."""
    return re.findall(r"(video/[\w-]+):DLNA\.ORG_OP=(\d\d)", str(resources(PLACE, 7, [one], bit_rate)))


@pytest.mark.parametrize(
    ("one", "bit_rate", "expected"),
    [
        (file(), None, [("video/mp4", "01")]),
        (file(path="Film.mkv", container="mkv"), None, [("video/x-matroska", "01"), ("video/mp4", "10")]),
        (file(video="hevc"), None, [("video/mp4", "01"), ("video/mp4", "10")]),
        (file(audio="ac3"), None, [("video/mp4", "01"), ("video/mp4", "10")]),
        (file(), 5_000_000, [("video/mp4", "01")]),
        (file(), 1_000_000, [("video/mp4", "10")]),  # more than the account allows: converted only
    ],
)
def test_how_a_file_is_offered(one: MediaFile, bit_rate: int | None, expected: list[tuple[str, str]]) -> None:
    assert kinds(one, bit_rate) == expected


def test_versions_and_urls() -> None:
    many = [file(number, f"Film {number}.m4v") for number in range(1, 7)]
    found = resources(PLACE, 7, many, None)
    assert len(found) == 4
    assert all(
        one.url.startswith("http://[fe80::1]:8008/dim/dlna/media/") and one.url.endswith(".m4v") for one in found
    )
    assert (found[0].size, found[0].duration, found[0].resolution, found[0].channels) == (1000, 60.0, (1920, 1080), 6)
    samsung = Place(PLACE.base, PLACE.links, recognise("SEC_HHP_[TV]"))
    assert "video/x-mkv" in resources(samsung, 7, [file(container="mkv")], None)[0].protocol_info


@pytest.mark.parametrize(
    ("path", "container", "expected"),
    [("A.MKV", "mkv", "mkv"), ("a.b/film", "mov", "mp4"), ("film.tar.gz", "mkv", "gz"), ("film.é", "avi", "avi"), ("film.longer-one", "mkv", "mkv")],
)  # fmt: skip
def test_extensions(path: str, container: str, expected: str) -> None:
    assert extension(file(path=path, container=container)) == expected


def test_subtitles() -> None:
    one = file(subtitles=("Film.en.forced.srt", "Film.en.srt"), inside=("subrip", "hdmv_pgs_subtitle", "ass"))
    urls = [found.url for found in resources(PLACE, 7, [one], None) if "text/srt" in found.protocol_info]
    assert [url.rpartition("/")[2] for url in urls] == [
        "3.srt",
        "4.srt",
        "0.srt",
        "2.srt",
    ]  # files beside it first, no pictures
    assert caption(PLACE, 7, [one]) == urls[1]  # the first that is not forced
    assert caption(PLACE, 7, [file()]) is None
    many = file(subtitles=tuple(f"Film.{number}.srt" for number in range(20)))
    assert (
        len([found for found in resources(PLACE, 7, [many], None) if "text/srt" in found.protocol_info])
        == MOST_SUBTITLES
    )
