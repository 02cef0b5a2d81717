"""What is larger than Dim keeps is shortened with a note, or listed as failed; nothing vanishes, nothing hangs."""

import os
import stat
import time
from pathlib import Path

import pytest

from dim.media import AudioStream, MediaInfo, SubtitleStream, VideoStream
from dim.media.chapters import Chapter
from dim.media.limits import MAX_CHAPTERS, MAX_STREAMS, within_limits
from dim.naming import parse
from dim.scanner.content.identify import identify
from dim.scanner.disk.ignore import Ignored
from dim.scanner.disk.walk import TOO_LONG, walk
from support import media
from support.server import Api, add_library, titles


def test_the_video_and_the_sound_stay() -> None:
    subtitles = [SubtitleStream(index=number, codec="subrip", title="x" * 9_000) for number in range(300)]
    rest = (
        AudioStream(index=300, codec="c" * 90, language="l" * 90),
        VideoStream(index=301, codec="h264", width=2, height=2),
    )
    chapters = tuple(Chapter(float(number), number + 1.0, "y" * 9_000) for number in range(2_000))
    kept, note = within_limits(MediaInfo(duration=1e9, bit_rate=2**60, streams=(*subtitles, *rest), chapters=chapters))
    assert len(kept.streams) == MAX_STREAMS
    assert kept.streams[-2:] == (rest[0].__class__(index=300, codec="c" * 50, language="l" * 50), rest[1])
    assert len(kept.chapters) == MAX_CHAPTERS
    assert all(len(stream.title or "") <= 2_000 for stream in kept.streams)
    assert note == "Only 200 of its 302 tracks are kept. Only 1,000 of its 2,000 chapters are kept."
    assert within_limits(kept) == (kept, None)


@pytest.mark.parametrize("path", [
    "9999999999.mkv", "Show S99999999E99999999.mkv", "Film (1066).mkv", "Film (9999).mkv", "x" * 4_000 + ".mkv", ".mkv", "-.mkv", "().mkv",
    "S01E" + "9" * 240 + ".mkv", "{tmdb-" + "9" * 200 + "} Film.mkv", "[imdb-tt" + "1" * 200 + "].mkv", "Show/Season " + "9" * 30 + "/1.mkv",
    "Show S01" + "".join(f"E{number:02}" for number in range(1, 90)) + ".mkv", "2024.13.45.mkv",
])  # fmt: skip
@pytest.mark.parametrize("library", ["movie", "show"])
def test_every_identity_is_one_that_the_server_takes(path: str, library: str) -> None:
    from dim.api.v1.scanner.schemas import Identity

    found = identify(path, parse(path, "movie" if library == "movie" else "show"), None)
    Identity.model_validate(found.to_json())


def deep_film(root: Path) -> None:
    """A film whose path no program can open: made from folder to folder."""
    here = os.getcwd()
    root.mkdir(parents=True, exist_ok=True)
    try:
        os.chdir(root)
        for _ in range(18):
            os.mkdir("d" * 250)
            os.chdir("d" * 250)
        os.symlink("/nowhere", "Deep (2001).mp4")
    finally:
        os.chdir(here)


def remove_deep(root: Path) -> None:
    import shutil

    shutil.rmtree(root)  # it goes by descriptors


def test_a_path_that_cannot_be_opened_is_listed(tmp_path: Path) -> None:
    deep_film(tmp_path / "films")
    try:
        listing = walk(str(tmp_path / "films"))
        assert [found.error for found in listing.videos.values()] == [TOO_LONG]
        assert not listing.lost
        assert not listing.unreadable
    finally:
        remove_deep(tmp_path / "films")


def test_such_files_are_named_under_failed_and_the_scan_ends(owner: Api, tmp_path: Path) -> None:
    root = tmp_path / "films"
    deep_film(root)
    try:
        media.place(media.made("short.mp4", seconds=10), root / "Good (2001).mp4")
        os.mkfifo(root / ".ignore")
        many = ["-map", "0:v"] + [part for number in range(210) for part in ("-map", "1:s")]
        subtitles = tmp_path / "text.srt"
        subtitles.write_text(media.SUBTITLES)
        film = str(media.made("short.mp4", seconds=10))
        media.ffmpeg(
            "-i", film, "-i", str(subtitles), *many, "-c:v", "copy", "-c:s", "srt", str(root / "Many (2002).mkv")
        )
        media.settle(root / "Many (2002).mkv")
        library = add_library(owner, root)
        found = titles(owner, library)
        assert {"Good (2001)", "Many (2002)"} <= set(found)
        file = owner.ask("GET", f"/api/v1/media/{found['Many (2002)']['id']}")["files"][0]
        assert file["note"] == "Only 200 of its 211 tracks are kept."
        assert len(file["streams"]) == 200
        failed = owner.ask("GET", f"/api/v1/library/{library}/files", params={"state": "failed"})
        assert TOO_LONG in str(failed)
    finally:
        remove_deep(root)


@pytest.mark.parametrize(
    "pattern", ["a*" * 60 + "b", "*" * 200 + "b", "**/" * 60 + "b", "[a-z]*" * 60 + "1", "?*" * 80 + "b"]
)
def test_patterns_take_linear_time(tmp_path: Path, pattern: str) -> None:
    (tmp_path / ".ignore").write_text(pattern + "\n")
    begun = time.process_time()
    ignored = Ignored(str(tmp_path))
    assert not ignored.enter("")
    for _ in range(100):
        assert not ignored("", "a" * 230 + ".mkv", False)
    assert time.process_time() - begun < 30


@pytest.mark.timeout(20)
def test_a_named_pipe_is_no_list_of_patterns(tmp_path: Path) -> None:
    for name in (".ignore", ".plexignore"):
        os.mkfifo(tmp_path / name)
        assert stat.S_ISFIFO((tmp_path / name).stat().st_mode)
    (tmp_path / "Film.mkv").write_bytes(b"x")
    assert set(walk(str(tmp_path)).videos) == {"Film.mkv"}


def test_a_name_that_is_no_unicode_meets_patterns(tmp_path: Path) -> None:
    (tmp_path / ".ignore").write_text("*.txt\n")
    (Path(os.fsdecode(os.fsencode(tmp_path) + b"/F\xfcr.mkv"))).write_bytes(b"x")
    assert [found.error for found in walk(str(tmp_path)).videos.values()] == ["Its name is not valid UTF-8. Rename it."]
