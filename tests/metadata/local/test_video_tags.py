"""Tags inside Matroska and MP4 files."""

import os
import plistlib
import time
from pathlib import Path
from typing import Any

import mutagen.mp4
import pytest

from dim.metadata.local.look import look_into, read_tags
from dim.metadata.local.tags.matroska import read_matroska
from dim.metadata.local.tags.model import VideoTags, clean_title
from dim.metadata.local.tags.mp4 import read_mp4
from dim.metadata.model import Credit, Facts
from support import media


def element(number: int, *content: bytes) -> bytes:
    body = b"".join(content)
    return number.to_bytes((number.bit_length() + 7) // 8, "big") + (1 << 56 | len(body)).to_bytes(8, "big") + body


def simple(name: str, text: str, *inner: bytes) -> bytes:
    return element(0x67C8, element(0x45A3, name.encode()), element(0x4487, text.encode()), *inner)


def tag(level: int, *tags: bytes, track: int = 0) -> bytes:
    targets = element(0x68CA, level.to_bytes(1, "big")) + (element(0x63C5, track.to_bytes(1, "big")) if track else b"")
    return element(0x7373, element(0x63C0, targets), *tags)


def matroska(title: str, *tags: bytes, seek: bool = False) -> bytes:
    """A file with a title and tags; `seek`: they lie behind the cluster, where the seek head says."""
    head = element(0x1A45DFA3, element(0x4282, b"matroska"))
    info, stored = element(0x1549A966, element(0x7BA9, title.encode())), element(0x1254C367, *tags)
    cluster = element(0x1F43B675, b"\0" * 50_000)
    if not seek:
        return head + element(0x18538067, info, stored, cluster)

    def seek_head(place: int) -> bytes:
        entry = element(0x4DBB, element(0x53AB, b"\x12\x54\xc3\x67"), element(0x53AC, place.to_bytes(4, "big")))
        return element(0x114D9B74, entry)

    before = len(seek_head(0)) + len(info) + len(cluster)
    return head + element(0x18538067, seek_head(before), info, cluster, stored)


EPISODE = (
    tag(70, simple("TITLE", "Breaking Bad")), tag(60, simple("PART_NUMBER", "2")),
    tag(50, simple("TITLE", "Grilled"), simple("PART_NUMBER", "2/13"), simple("DATE_RELEASED", "2009-03-15"), simple("TVDB2", "series/81189"),
        simple("ACTOR", "Bryan Cranston", simple("CHARACTER", "Walter White")), simple("DIRECTOR", "Charles Haid")),
    tag(30, simple("TITLE", "Surround 5.1"), track=1),
)  # fmt: skip
GRILLED = VideoTags(
    Facts(
        title="Grilled", year=2009, released="2009-03-15", ids={"tvdb": "81189"},
        people=(Credit("Bryan Cranston", "actor", "Walter White"), Credit("Charles Haid", "director")),
    ),
    2, 2, Facts(title="Breaking Bad"),
)  # fmt: skip


def read(tmp_path: Path, name: str, blob: bytes) -> VideoTags | None:
    path = tmp_path / name
    path.write_bytes(blob)
    return read_tags(str(path))


@pytest.mark.parametrize("seek", [False, True])
def test_an_episode_by_its_levels(tmp_path: Path, seek: bool) -> None:
    assert read(tmp_path, "a.mkv", matroska("Breaking Bad S02E02", *EPISODE, seek=seek)) == GRILLED


def test_a_movie(tmp_path: Path) -> None:
    tags = tag(50, simple("TITLE", "Heat"), simple("SYNOPSIS", "A thief and a detective."), simple("LAW_RATING", "R"), simple("GENRE", "Crime, Drama"),
               simple("IMDB", "tt0113277"), simple("TMDB", "movie/949"), simple("COUNTRY", "USA"), simple("ENCODER", "x265"))  # fmt: skip
    assert read(tmp_path, "a.mkv", matroska("whatever", tags)) == VideoTags(
        Facts(
            title="Heat",
            overview="A thief and a detective.",
            certification="R",
            genres=("Crime", "Drama"),
            countries=("US",),
            ids={"imdb": "tt0113277", "tmdb": "949"},
        )
    )


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("The Matrix", "The Matrix"), ("M*A*S*H", "M*A*S*H"), ("Amélie", "Amélie"), ("12 Angry Men", "12 Angry Men"), ("S.W.A.T.", "S.W.A.T."),
        ("Mr. Robot", "Mr. Robot"), ("You've Got Mail", "You've Got Mail"), ("Star Trek: Der Film", "Star Trek: Der Film"),
        ("Encoded by JoyBell", None), ("www.site.com", None), ("Heat (1995) [YTS.MX]", None), ("The.Matrix.1999.1080p.BluRay.x264-GRP", None),
        ("RARBG.COM", None), ("Untitled", None), ("video", None), ("Title 01", None), ("", None), ("Lavf58.29.100", None), ("1", None),
        ("Downloaded from SomeSite", None), ("Heat 1080p", None), ("HandBrake 1.5", None), ("x" * 400, None), ("The_Matrix_1999", None),
    ],
)  # fmt: skip
def test_what_is_a_title(tmp_path: Path, text: str, title: str | None) -> None:
    assert clean_title(text) == title
    found = read(tmp_path, "a.mkv", matroska(text))
    assert (found.facts.title if found else None) == title


def test_statistics_of_tracks_say_nothing(tmp_path: Path) -> None:
    statistics = tag(
        50,
        simple("BPS", "4500000"),
        simple("DURATION", "00:45:00"),
        simple("_STATISTICS_WRITING_APP", "mkvmerge v70"),
        track=1,
    )
    assert read(tmp_path, "a.mkv", matroska("", statistics, statistics)) is None


def test_a_real_file_with_tags_of_ffmpeg(tmp_path: Path) -> None:
    for name in ("heat.mkv", "heat.mp4"):
        path = tmp_path / name
        media.ffmpeg(
            "-i",
            str(media.made("h264.mp4", seconds=2)),
            "-c",
            "copy",
            "-metadata",
            "title=Heat",
            "-metadata",
            "genre=Crime",
            str(path),
        )
        found = look_into([str(path)], 1)["videos"][0]
        assert found["tags"]["facts"] == {"title": "Heat", "genres": ["Crime"]}
        assert found["probe"]["duration"] > 1


def nested(depth: int) -> bytes:
    found = simple("TITLE", "deep")
    for _ in range(depth):
        found = simple("TITLE", "deep", found)
    return found


HOSTILE = {
    "empty": b"", "no EBML": b"\0" * 5000, "cut": matroska("Heat", *EPISODE)[:200], "many": matroska("", *[tag(50)] * 40_000),
    "deep": matroska("", tag(50, nested(200))), "huge text": matroska("", tag(50, simple("TITLE", "x" * 3_000_000))),
    "sizes": b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + b"\x12\x54\xc3\x67\x08\xff\xff\xff\xff" * 9000,
    "zero sizes": element(0x1A45DFA3) + b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + b"\xec\x80" * 200_000,
    "loop": matroska("", seek=True).replace(b"\x53\xac", b"\x53\xac", 1),
}  # fmt: skip


@pytest.mark.parametrize("blob", HOSTILE.values(), ids=HOSTILE)
def test_hostile_matroska(tmp_path: Path, blob: bytes) -> None:
    began = time.process_time()
    found = read(tmp_path, "a.mkv", blob)
    assert time.process_time() - began < 20
    assert found is None or len(found.facts.title or "") < 500


def test_reading_tags_reads_little(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.mkv"
    path.write_bytes(matroska("Heat", *EPISODE, seek=True))
    amounts: list[int] = []
    real = os.pread

    def counted(descriptor: int, size: int, place: int) -> bytes:
        data = real(descriptor, size, place)
        amounts.append(len(data))
        return data

    monkeypatch.setattr(os, "pread", counted)
    with path.open("rb") as file:
        assert read_matroska(file.fileno(), path.stat().st_size) == GRILLED
    assert sum(amounts) < 40_000


MP4: Any = mutagen.mp4.MP4
MP4FreeForm: Any = mutagen.mp4.MP4FreeForm


def mp4(path: Path, **tags: object) -> Any:
    path.write_bytes(media.made("h264.mp4", seconds=2).read_bytes())
    file = MP4(path)
    if file.tags is None:
        file.add_tags()
    for name, value in tags.items():
        file[name.replace("c_", "\xa9")] = value
    return file


def test_an_mp4_episode(tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    file = mp4(
        path,
        c_nam="Grilled",
        tvsh="Breaking Bad",
        tvsn=[2],
        tves=[2],
        stik=[10],
        c_day="2009-03-15T07:00:00Z",
        tvnn="AMC",
        ldes="Walt and Jesse are held by Tuco.",
    )
    movie = {
        "cast": [{"name": "Bryan Cranston"}],
        "directors": [{"name": "Charles Haid"}],
        "screenwriters": [{"name": "George Mastras"}],
        "studio": "Sony",
    }
    file["----:com.apple.iTunes:iTunMOVI"] = [MP4FreeForm(plistlib.dumps(movie))]
    file["----:com.apple.iTunes:iTunEXTC"] = [MP4FreeForm(b"us-tv|TV-MA|600|")]
    file.save()
    assert read_tags(str(path)) == VideoTags(
        Facts(
            title="Grilled", released="2009-03-15", overview="Walt and Jesse are held by Tuco.", certification="TV-MA", certifications={"US": "TV-MA"}, studios=("Sony",),
            people=(Credit("Bryan Cranston"), Credit("Charles Haid", "director"), Credit("George Mastras", "writer")),
        ),
        2, 2, Facts(title="Breaking Bad", networks=("AMC",)),
    )  # fmt: skip


@pytest.mark.parametrize(
    "plist",
    [b"", b"no list", b"<plist><dict><key>cast</key><string>x</string></dict></plist>", b"<!DOCTYPE x [<!ENTITY a 'b'>]><plist><dict/></plist>",
     b"<plist>" + b"<array>" * 50_000, b"<plist><dict><key>cast</key><array><dict><key>name</key><integer>1</integer></dict></array></dict></plist>"],
)  # fmt: skip
def test_broken_property_lists_say_nothing(tmp_path: Path, plist: bytes) -> None:
    path = tmp_path / "a.mp4"
    file = mp4(path, c_nam="Heat")
    file["----:com.apple.iTunes:iTunMOVI"] = [MP4FreeForm(plist)]
    file.save()
    assert read_tags(str(path)) == VideoTags(Facts(title="Heat"))


def box(name: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4, "big") + name + body


def deep_boxes(depth: int) -> bytes:
    found = b""
    for _ in range(depth):
        found = box(b"moov", found)
    return found


@pytest.mark.parametrize(
    "blob",
    [b"", b"\0" * 9000, box(b"ftyp", b"isom") + box(b"free") * 200_000, deep_boxes(5_000), box(b"moov", box(b"udta", box(b"meta", b"\0\0\0\0", b"\xff\xff\xff\xffilst"))),
     box(b"ftyp", b"isom") + b"\0\0\0\1mdat" + b"\xff" * 8],
    ids=["empty", "zeros", "many", "deep", "large", "64 bits"],
)  # fmt: skip
def test_hostile_mp4(tmp_path: Path, blob: bytes) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(blob)
    began = time.process_time()
    with path.open("rb") as file:
        assert read_mp4(file.fileno(), len(blob)) is None
    assert time.process_time() - began < 20
