"""How a file gets to a screen."""

from dataclasses import replace
from typing import Any

import pytest

from dim.media import AudioStream, MediaFile, Stream, SubtitleStream, Version, VideoStream
from dim.media.codecs import codec_string
from dim.playback.policy.capabilities import Capabilities, of_profile, parse
from dim.playback.policy.decide import Choice, Decision, as_shown, choose_version, combine_parts, decide

CHROME = parse([
    'video/mp4; codecs="avc1.640033"', 'video/mp4; codecs="vp09.00.51.08"', 'video/mp4; codecs="av01.0.13M.08"',
    'audio/mp4; codecs="mp4a.40.2"', 'audio/mp4; codecs="opus"', 'audio/mp4; codecs="flac"', 'video/webm; codecs="vp8, vorbis"',
])  # fmt: skip
SAFARI = parse(['video/mp4; codecs="avc1.640033"', 'video/mp4; codecs="hvc1.2.4.L153.B0"', 'video/mp4; codecs="hvc1.1.6.L153.B0"',
                'audio/mp4; codecs="mp4a.40.2"', 'audio/mp4; codecs="ac-3"'])  # fmt: skip
SHORT = parse(["h264", "aac", "mp4", "mkv"])
NOTHING = parse([])


def film(
    container: str,
    video: str,
    *sounds: str,
    profile: str = "High",
    depth: int = 8,
    pixels: str = "yuv420p",
    **more: Any,
) -> MediaFile:
    """A file; `more` are properties of its video."""
    properties: dict[str, Any] = {"width": 1280, "height": 720, **more}
    streams: list[Stream] = [
        VideoStream(
            index=0, codec=video, codec_string=codec_string(video, profile, 40, depth), bit_depth=depth, pixel_format=pixels,
            default=True, **properties,
        )
    ]  # fmt: skip
    for index, sound in enumerate(sounds, start=1):
        string = codec_string(sound, "LC", 0, 0)
        streams.append(AudioStream(index=index, codec=sound, codec_string=string, default=index == 1))
    return MediaFile(id=1, library_id=1, path="Film.mkv", container=container, streams=tuple(streams))


CASES: list[tuple[str, MediaFile, Capabilities, int | None, tuple[str, str, str]]] = [
    ("an mp4 that the browser plays", film("mp4", "h264", "aac"), CHROME, None, ("direct", "copy", "copy")),
    ("a mov with the same", film("mov", "h264", "aac"), CHROME, None, ("direct", "copy", "copy")),
    ("a film without sound", film("mp4", "h264"), CHROME, None, ("direct", "copy", "none")),
    ("a webm", film("webm", "vp8", "vorbis"), CHROME, None, ("direct", "copy", "copy")),
    ("another sound than the default", film("mp4", "h264", "aac", "aac"), CHROME, 2, ("remux", "copy", "copy")),
    ("its default sound by name", film("mp4", "h264", "aac", "aac"), CHROME, 1, ("direct", "copy", "copy")),
    ("a container that it does not open", film("mkv", "h264", "aac"), CHROME, None, ("remux", "copy", "copy")),
    ("the same for a player that opens mkv", film("mkv", "h264", "aac"), SHORT, None, ("direct", "copy", "copy")),
    ("only the sound is refused", film("mkv", "h264", "ac3"), CHROME, None, ("transcode", "copy", "encode")),
    (
        "only the picture is refused",
        film("mkv", "hevc", "aac", profile="Main"),
        CHROME,
        None,
        ("transcode", "encode", "copy"),
    ),
    ("both are refused", film("mkv", "hevc", "dts", profile="Main"), CHROME, None, ("transcode", "encode", "encode")),
    ("HEVC where it plays", film("mp4", "hevc", "aac", profile="Main"), SAFARI, None, ("direct", "copy", "copy")),
    (
        "10 bit where it plays",
        film("mkv", "hevc", "aac", profile="Main 10", depth=10),
        SAFARI,
        None,
        ("remux", "copy", "copy"),
    ),
    (
        "10 bit H.264",
        film("mp4", "h264", "aac", profile="High 10", depth=10),
        CHROME,
        None,
        ("transcode", "encode", "copy"),
    ),
    (
        "4:4:4 pictures",
        film("mp4", "h264", "aac", profile="High", pixels="yuv444p"),
        CHROME,
        None,
        ("transcode", "encode", "copy"),
    ),
    ("sound that segments do not take", film("mkv", "h264", "ac3"), SAFARI, None, ("transcode", "copy", "encode")),
    ("sound from a transport stream", film("mpegts", "h264", "aac"), CHROME, None, ("transcode", "copy", "encode")),
    ("a screen that says nothing", film("mp4", "h264", "aac"), NOTHING, None, ("transcode", "encode", "encode")),
]


@pytest.mark.parametrize(("_name", "file", "screen", "sound", "expected"), CASES, ids=[case[0] for case in CASES])
def test_decide(
    _name: str, file: MediaFile, screen: Capabilities, sound: int | None, expected: tuple[str, str, str]
) -> None:
    decision = decide(file, screen, Choice(sound))
    assert (decision.mode, decision.video, decision.audio) == expected
    assert decision.reasons
    assert all(reason.endswith(".") for reason in decision.reasons)


WIDE: dict[str, Any] = {"width": 3840, "height": 2160, "display_width": 3840, "display_height": 2160}


@pytest.mark.parametrize(
    ("_name", "file", "screen", "options", "expected", "word"),
    [
        ("interlaced", film("mkv", "h264", "aac", interlaced=True), CHROME, {}, "encode", "interlaced"),
        ("interlaced for a screen that can", film("mkv", "h264", "aac", interlaced=True), of_profile("tv", []), {}, "copy", "as it is"),
        ("HDR where it shows", film("mp4", "hevc", "aac", profile="Main 10", depth=10, hdr="HDR10"), SAFARI, {}, "copy", "as it is"),
        ("HDR where it does not", film("mp4", "vp9", "aac", hdr="HLG"), of_profile("chromecast", ["vp09.02.51.10"]), {}, "encode", "HLG"),
        ("too large", film("mp4", "h264", "aac", **WIDE), replace(CHROME, height=1080), {}, "encode", "1080 lines"),
        ("just not too large", film("mp4", "h264", "aac", width=1920, height=800), replace(CHROME, height=1080), {}, "copy", "as it is"),
        ("too many bits", replace(film("mp4", "h264", "aac"), bit_rate=9_000_000), replace(CHROME, bit_rate=4_000_000), {}, "encode", "9.0 Mbit/s"),
        ("segments wanted", film("mp4", "h264", "aac"), CHROME, {"as_file": False}, "copy", "quality"),
        ("it failed as it is", film("mp4", "h264", "aac"), CHROME, {"video_problem": "It failed."}, "encode", "failed"),
        ("AVI", film("avi", "h264", "mp3"), CHROME, {}, "encode", "AVI does not say"),
        ("anything in VLC", film("avi", "vc1", "dts", pixels="yuv444p", interlaced=True), of_profile("vlc", []), {}, "copy", "as it is"),
    ],
)  # fmt: skip
def test_what_screens_and_lines_allow(
    _name: str, file: MediaFile, screen: Capabilities, options: dict[str, Any], expected: str, word: str
) -> None:
    decision = decide(file, screen, Choice(**options))
    assert decision.video == expected
    assert word in " ".join(decision.reasons)


BITMAPS = SubtitleStream(index=5, codec="hdmv_pgs_subtitle")
TEXT = SubtitleStream(index=6, codec="subrip")


@pytest.mark.parametrize(
    ("container", "screen", "track", "as_file", "expected"),
    [
        ("mkv", CHROME, 0, True, ("transcode", "encode", 0)),
        ("mkv", CHROME, 1, True, ("remux", "copy", None)),  # text is in the playlist
        ("mkv", CHROME, None, True, ("remux", "copy", None)),
        ("mkv", CHROME, 7, True, ("remux", "copy", None)),
        ("mkv", of_profile("vlc", []), 0, True, ("direct", "copy", None)),  # it draws what is in the file
        ("mkv", of_profile("vlc", []), 0, False, ("transcode", "encode", 0)),
        ("mp4", SAFARI, 0, True, ("transcode", "encode", 0)),
    ],
)
def test_subtitles_are_burnt_in_only_where_they_must(
    container: str, screen: Capabilities, track: int | None, as_file: bool, expected: tuple[str, str, int | None]
) -> None:
    file = film(container, "h264", "aac")
    file = replace(file, streams=(*file.streams, BITMAPS, TEXT))
    decision = decide(file, screen, Choice(subtitle_track=track, as_file=as_file))
    assert (decision.mode, decision.video, decision.burn_in) == expected
    assert any("subtitles are pictures" in reason for reason in decision.reasons) is (decision.burn_in is not None)


def test_one_part_has_the_subtitles() -> None:
    files = [film("mkv", "h264", "aac") for _ in range(2)]
    files[1] = replace(files[1], streams=(*files[1].streams, BITMAPS))
    together = combine_parts(files, [decide(file, CHROME, Choice(subtitle_track=0, as_file=False)) for file in files])
    assert (together.video, together.burn_in) == ("encode", 0)


def version(number: int, width: int, height: int, codec: str = "h264", **more: Any) -> Version:
    file = film("mkv", codec, "aac", profile="Main", width=width, height=height)
    return Version((replace(file, id=number, **more),))


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([version(1, 1920, 1080), version(2, 1280, 720)], 1),
        ([version(1, 3840, 2160, "hevc"), version(2, 1920, 1080)], 2),  # it need not be encoded, and is large enough
        ([version(1, 3840, 2160, "hevc"), version(2, 640, 360)], 1),  # it is too small
        ([version(1, 3840, 2160, "hevc"), version(2, 1920, 1080, "hevc")], 1),
        ([version(1, 1920, 1080, status="missing"), version(2, 640, 360)], 2),
        ([version(1, 1920, 1080), version(2, 1920, 1080, container="mp4")], 2),  # as it is
    ],
)  # fmt: skip
def test_the_version_that_plays_best(versions: list[Version], expected: int) -> None:
    assert choose_version(versions, CHROME).id == expected


def test_reasons_name_what_is_refused() -> None:
    reasons = " ".join(decide(film("mkv", "hevc", "ac3", profile="Main 10", depth=10), CHROME).reasons)
    assert "HEVC (10 bit)" in reasons
    assert "AC-3" in reasons


@pytest.mark.parametrize(
    "entry", ["", "video/", 'video/mp4; codecs="', "avc1", "av01.x.y.z", "☃", 'video/mp4; codecs="vp09."']
)
def test_odd_capabilities_are_only_unknown(entry: str) -> None:
    assert decide(film("mp4", "h264", "aac"), parse([entry])).mode == "transcode"


def sound_only(container: str, codec: str) -> MediaFile:
    file = film(container, "h264", codec)
    return replace(file, streams=file.streams[1:])


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        (sound_only("mp4", "aac"), ("direct", "none", "copy")),
        (sound_only("mkv", "aac"), ("remux", "none", "copy")),
        (sound_only("mp4", "ac3"), ("transcode", "none", "encode")),
        (sound_only("avi", "mp3"), ("transcode", "none", "encode")),
    ],
)
def test_without_a_picture(file: MediaFile, expected: tuple[str, str, str]) -> None:
    decision = decide(file, CHROME)
    assert (decision.mode, decision.video, decision.audio) == expected


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ([film("mkv", "h264", "aac"), film("mp4", "h264", "aac")], ("remux", "copy", "copy")),
        ([film("mkv", "h264", "aac"), film("mkv", "hevc", "aac", profile="Main")], ("transcode", "encode", "copy")),
        ([film("mkv", "h264", "aac"), film("mkv", "h264", "ac3")], ("transcode", "copy", "encode")),
        # a screen plays both, but not one behind the other
        ([film("mkv", "h264", "aac"), film("mkv", "av1", "opus", profile="Main")], ("transcode", "encode", "encode")),
    ],
)
def test_files_that_are_played_as_one(files: list[MediaFile], expected: tuple[str, str, str]) -> None:
    decision = combine_parts(files, [decide(file, CHROME, Choice(as_file=False)) for file in files])
    assert (decision.mode, decision.video, decision.audio) == expected
    assert decision.reasons[0] == "It comes in 2 files, which are played as one."


@pytest.mark.parametrize(
    ("decision", "rendition", "expected"),
    [
        (Decision("direct", "copy", "copy", ("As it is.",)), None, ("direct", "copy", ("As it is.",))),
        (Decision("remux", "copy", "copy", ("It is.",)), "original", ("remux", "copy", ("It is.",))),
        (Decision("remux", "copy", "copy", ("It is.",)), "480p", ("transcode", "encode", ("It is.", "The player shows the quality 480p."))),
        (Decision("transcode", "encode", "copy", ("HEVC.",)), "480p", ("transcode", "encode", ("HEVC.",))),
        (Decision("transcode", "none", "encode", ("AC-3.",)), None, ("transcode", "none", ("AC-3.",))),
    ],
)  # fmt: skip
def test_as_shown(decision: Decision, rendition: str | None, expected: tuple[str, str, tuple[str, ...]]) -> None:
    shown = as_shown(decision, rendition)
    assert (shown.mode, shown.video, shown.reasons) == expected
