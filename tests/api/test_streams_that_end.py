"""Streams that end: with the server, with the sign-in, with the file, or because nobody watches."""

import signal
from pathlib import Path
from typing import Any

import pytest

from support import media
from support.server import Api, RunningServer, add_library, titles, until
from support.streams import add_films, encoders, play


@pytest.fixture
def films(owner: Api, tmp_path: Path) -> dict[str, int]:
    return add_films(owner, tmp_path / "films")


def test_sigterm_while_transcoding_leaves_nothing(server: RunningServer, owner: Api, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    media.place(
        media.made("big.mkv", video="mpeg2", audio=("ac3",), size="1280x720", seconds=60), folder / "Big (2003).mkv"
    )
    library = add_library(owner, folder)
    opened = play(owner, titles(owner, library)["Big (2003)"]["id"])
    owner.ask("GET", f"{opened['url'].rpartition('/')[0]}/video/720p/0.m4s")
    running = encoders(server)
    assert running
    server.stop(signal.SIGTERM, 5)
    assert not any(process.is_running() for process in running)


def test_kill_9_while_transcoding_leaves_nothing(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["transcode"])
    owner.ask("GET", f"{opened['url'].rpartition('/')[0]}/video/240p/0.m4s")
    server.stop(signal.SIGKILL)  # asserts that nothing of its family is left


def test_idle_sessions_end_by_themselves(start_server: Any, tmp_path: Path) -> None:
    server = start_server(DIM_STREAM_IDLE_SECONDS="1")
    owner = server.set_up()
    media.place(media.made("h264.mp4"), tmp_path / "films" / "Film (2001).mp4")
    library = add_library(owner, tmp_path / "films")
    opened = play(owner, titles(owner, library)["Film (2001)"]["id"])
    owner.ask("GET", opened["url"])
    assert owner.ask("GET", "/api/v1/stream-session")
    until(lambda: not owner.ask("GET", "/api/v1/stream-session"), 15, "the end of the session")
    assert owner.get(opened["url"]).status_code == 404
    owner.close()


def test_a_file_that_is_replaced_while_it_is_watched(owner: Api, films: dict[str, int], tmp_path: Path) -> None:
    opened = play(owner, films["remux"])
    media.place(media.made("short.mp4", seconds=10), tmp_path / "films" / "Remux (2002).mkv")
    answer = owner.get(f"{opened['url'].rpartition('/')[0]}/video/original/1.m4s")
    assert answer.status_code == 410
    assert "replaced" in answer.json()["detail"]


def test_a_recording_that_goes_on_while_it_is_watched(owner: Api, tmp_path: Path) -> None:
    whole = media.made("recording.ts", video="mpeg2", audio=("mp2",))
    target = tmp_path / "films" / "News (2004).ts"
    target.parent.mkdir()
    half = whole.stat().st_size // 188 // 2 * 188
    target.write_bytes(whole.read_bytes()[:half])
    media.settle(target)
    library = add_library(owner, tmp_path / "films")
    number = titles(owner, library)["News (2004)"]["id"]
    opened = play(owner, number)
    segment = f"{opened['url'].rpartition('/')[0]}/video/240p/0.m4s"
    before = owner.ask("GET", segment).content
    with target.open("ab") as file:
        file.write(whole.read_bytes()[half:])
    assert owner.ask("GET", segment).content == before

    def longer() -> dict[str, Any] | None:
        again = play(owner, number)
        return again if again["duration"] > opened["duration"] * 1.8 else None

    until(longer, 20, "the scan of the longer file")
    target.write_bytes(whole.read_bytes()[::-1])
    assert owner.get(segment).status_code == 410


@pytest.mark.parametrize("part", [1, 2])
def test_a_movie_in_parts_of_which_one_goes(owner: Api, tmp_path: Path, part: int) -> None:
    """Whichever part is moved or deleted, on the disk or in Dim: its player is told."""
    folder = tmp_path / "films" / "Film (2005)"
    for number in (1, 2):
        media.place(media.made("short.mp4", seconds=10), folder / f"Film (2005) cd{number}.mp4")
    library = add_library(owner, tmp_path / "films")
    item = titles(owner, library)["Film (2005)"]["id"]
    opened = play(owner, item)
    assert "2 files" in opened["reasons"][0]
    segment = f"{opened['url'].rpartition('/')[0]}/video/original/0.m4s"
    owner.ask("GET", segment)
    path = folder / f"Film (2005) cd{part}.mp4"
    path.rename(tmp_path / "elsewhere.mp4")
    answer = owner.get(segment)
    assert answer.status_code == 410
    assert "moved or deleted" in answer.json()["detail"]
    (tmp_path / "elsewhere.mp4").rename(path)
    opened = play(owner, item)
    file = next(file for file in owner.ask("GET", f"/api/v1/media/{item}")["files"] if f"cd{part}" in file["path"])
    address = f"/api/v1/library/{library}/file/{file['id']}"
    owner.ask("DELETE", address, 201, params={"confirm": path.name, "permanently": True})
    assert owner.get(f"{opened['url'].rpartition('/')[0]}/video/original/0.m4s").status_code == 404


def test_logging_out_ends_the_streams(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    with server.sign_in() as other:
        opened = play(other, films["direct"])
        other.ask("DELETE", "/api/v1/auth/session", 201)
        assert other.get(opened["url"]).status_code == 404
    assert owner.ask("GET", "/api/v1/user")["role"] == "owner"
