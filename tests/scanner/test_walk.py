"""Listing folders with everything odd in them, holding back what grows, and naming subtitles."""

import os
import time
from pathlib import Path
from typing import Any

import pytest

from dim.media import MediaInfo
from dim.naming import parse
from dim.scanner.content.identify import identify
from dim.scanner.disk.settle import Settling
from dim.scanner.disk.walk import Found, walk
from dim.scanner.subtitles.beside import SubtitleFinder


def write(path: Path, content: bytes = b"x") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_walk_finds_films_only(tmp_path: Path) -> None:
    for name in ("a.mkv", "x/b.MP4", "x/y/c.avi", "notes.txt", ".hidden.mkv", ".git/d.mkv", "@eaDir/e.mkv", "x/b.srt"):
        write(tmp_path / name)
    listing = walk(str(tmp_path))
    assert sorted(listing.videos) == ["a.mkv", "x/b.MP4", "x/y/c.avi"]
    assert listing.subtitles == {"x": ["b.srt"]}


def test_walk_of_parts(tmp_path: Path) -> None:
    for name in ("a.mkv", "x/b.mkv", "x/y/c.mkv"):
        write(tmp_path / name)
    assert sorted(walk(str(tmp_path), ["x"]).videos) == ["x/b.mkv", "x/y/c.mkv"]
    assert sorted(walk(str(tmp_path), ["x/b.mkv", "gone.mkv", "gone"]).videos) == ["x/b.mkv"]
    assert walk(str(tmp_path / "nowhere")).unreadable == {""}


def test_odd_things_are_reported_or_left_out(tmp_path: Path) -> None:
    library, outside = tmp_path / "library", tmp_path / "outside"
    write(outside / "secret.mkv")
    write(library / "real" / "film.mkv")
    write(library / "empty.mkv", b"")
    (library / "folder.mkv").mkdir()
    (library / "loop").symlink_to(library)
    (library / "out").symlink_to(outside)
    (library / "secret.mkv").symlink_to(outside / "secret.mkv")
    (library / "inside.mkv").symlink_to(library / "real" / "film.mkv")
    (library / "dangling.mkv").symlink_to(library / "nothing.mkv")
    os.mkfifo(library / "pipe.mkv")
    write(Path(os.fsdecode(bytes(library) + b"/bad-\xff.mkv")))
    found = {path: file.error for path, file in walk(str(library)).videos.items()}
    assert found.pop("real/film.mkv") is None
    assert found.pop("inside.mkv") is None
    assert {path: (error or "").split(".")[0] for path, error in found.items()} == {
        "bad-\ufffd.mkv": "Its name is not valid UTF-8",
        "empty.mkv": "It is empty",
        "out": "The link leads out of the library",
        "pipe.mkv": "It is not a regular file",
        "secret.mkv": "The link leads out of the library",
    }


@pytest.mark.parametrize("under", [
    ["out"], ["out/secret.mkv"], ["out/below"], ["out/below/deep.mkv"], ["real/up"], ["real/up/real/film.mkv"], ["real/film.mkv"],
])  # fmt: skip
def test_what_changed_behind_a_link_is_not_listed(tmp_path: Path, under: list[str]) -> None:
    """A change names paths: of those, links are followed no more than in a walk of everything."""
    library, outside = tmp_path / "library", tmp_path / "outside"
    write(outside / "secret.mkv")
    write(outside / "below" / "deep.mkv")
    write(outside / "subs" / "film.srt")
    write(library / "real" / "film.mkv")
    (library / "out").symlink_to(outside)
    (library / "real" / "up").symlink_to(library)
    (library / "real" / "Subs").symlink_to(outside / "subs")
    listing = walk(str(library), under)
    whole = walk(str(library))
    assert set(listing.videos) <= {"real/film.mkv", "out"}
    assert listing.videos.items() <= whole.videos.items()
    assert not any(listing.subtitles.values())


def test_a_growing_file_is_held_until_it_stays_the_same(tmp_path: Path) -> None:
    path = write(tmp_path / "a.mkv")
    settling = Settling(str(tmp_path), 0.2)

    def found() -> Found:
        facts = path.stat()
        return Found("a.mkv", facts.st_size, facts.st_mtime_ns)

    assert settling.hold(found())
    path.write_bytes(b"more")
    assert settling.settled() == set()
    end = time.monotonic() + 5
    while not (ready := settling.settled()):
        assert time.monotonic() < end
        time.sleep(0.02)
    assert ready == {"a.mkv"}
    assert not settling
    os.utime(path, (1, 1))
    assert not settling.hold(found())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Film.srt", {"language": None, "forced": False}),
        ("Film.en.srt", {"language": "en", "forced": False}),
        ("Film.eng.forced.srt", {"language": "en", "forced": True}),
        ("Film.pt-BR.sdh.vtt", {"language": "pt-BR", "hearing_impaired": True}),
        ("Film 2.en.srt", None),
        ("Other.en.srt", None),
    ],
)
def test_subtitles_beside_a_film(name: str, expected: dict[str, Any] | None) -> None:
    found = SubtitleFinder({"x": [name]}, {"x": ["Film.mkv"]}).of("x/Film.mkv")
    if expected is None:
        assert found == []
    else:
        assert found[0].path == f"x/{name}"
        assert {key: getattr(found[0], key) for key in expected} == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("the.small.film.1999.mkv", {"title": "The Small Film", "year": 1999}),
        ("iFilm (1999).mkv", {"title": "iFilm"}),
        ("Film (1999) - Extended Cut.mkv", {"label": "Extended Cut · 720p"}),
    ],
)
def test_identify(path: str, expected: dict[str, Any]) -> None:
    got = identify(
        path,
        parse(path, "movie"),
        MediaInfo.from_json({"streams": [{"index": 0, "type": "video", "width": 1280, "height": 536}]}),
    )
    assert {key: getattr(got, key) for key in expected} == expected
