"""Streams over real HTTP: what a player asks for, in every mode."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import av
import pytest
from av.container import InputContainer

from support.server import Api, RunningServer, until
from support.streams import add_films, encoders, play, segments, whole


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("streaming")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[RunningServer]:
    """One server for all of them."""
    server = RunningServer(folder / "data").start()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def films(server: RunningServer, folder: Path) -> dict[str, int]:
    with server.set_up() as owner:
        return add_films(owner, folder / "films")


@pytest.fixture
def owner(server: RunningServer, films: dict[str, int]) -> Iterator[Api]:
    """The owner, whose streams end with the sign-in, after each test."""
    assert films
    with server.sign_in() as owner:
        yield owner
        owner.ask("DELETE", "/api/v1/auth/session", 201)


def test_direct_play_with_ranges(server: RunningServer, owner: Api, films: dict[str, int], folder: Path) -> None:
    opened = play(owner, films["direct"])
    assert (opened["mode"], opened["reasons"]) == ("direct", ["This device plays the file as it is."])
    content = (folder / "films" / "Direct (2001).mp4").read_bytes()
    with server.client() as player:  # the address is all it needs
        answer = player.ask("GET", opened["url"])
        assert answer.content == content
        assert answer.headers["content-type"] == "video/mp4"
        size = len(content)
        for asked, status, start, end in (
            ("bytes=0-99", 206, 0, 100), ("bytes=100-", 206, 100, size), ("bytes=-50", 206, size - 50, size), (f"bytes={size}-", 416, 0, 0),
        ):  # fmt: skip
            part = player.get(opened["url"], headers={"Range": asked})
            assert part.status_code == status, asked
            if status == 206:
                assert part.content == content[start:end]
                assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert player.head(opened["url"]).headers["accept-ranges"] == "bytes"
        player.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 201)
        assert player.get(opened["url"]).status_code == 404
        assert player.delete(f"/api/v1/stream-session/{opened['stream_key']}").status_code == 404


def test_remux_is_the_same_film(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["remux"])
    assert (opened["mode"], opened["video"], opened["audio"]) == ("remux", "copy", "copy")
    with server.client() as player:
        master = player.ask("GET", opened["url"]).text
        assert 'CODECS="avc1.' in master
        assert master.count("#EXT-X-MEDIA:TYPE=AUDIO") == 2
        assert 'LANGUAGE="ja"' in master
        with av.open(io.BytesIO(whole(player, opened["url"], "video/original")), "r") as container:
            assert isinstance(container, InputContainer)
            assert sum(1 for packet in container.demux(video=0) if packet.size) == 720
        for track in opened["audio_tracks"]:
            assert len(whole(player, opened["url"], f"audio/{track['id']}")) > 10_000
        for bad in (
            "video/original/999.m4s",
            "video/original/-1.m4s",
            "video/original/x.m4s",
            "audio/9/0.m4s",
            "audio/1/99999999.m4s",
            "video/2160p/0.m4s",
            "video/original/..%2f..%2fmaster.m3u8",
        ):
            assert player.get(f"{opened['url'].rpartition('/')[0]}/{bad}").status_code == 404, bad


def test_a_users_limit_of_bandwidth(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    owner.ask("POST", "/api/v1/users", 201, json={"username": "far", "password": "far away!", "max_bit_rate": 300_000})
    far = next(entry for entry in owner.ask("GET", "/api/v1/users") if entry["username"] == "far")
    assert far["max_bit_rate"] == 300_000
    with server.sign_in("far", "far away!") as viewer:
        opened = play(viewer, films["direct"], max_bit_rate=1_000_000_000)
        assert (opened["mode"], [quality["name"] for quality in opened["qualities"]]) == ("transcode", ["240p"])
        assert "0.3 Mbit/s are allowed" in opened["reasons"][0]
        owner.ask("PATCH", f"/api/v1/users/{far['id']}", 201, json={"max_bit_rate": None})
        assert play(viewer, films["direct"])["mode"] == "direct"
    owner.ask("PATCH", f"/api/v1/users/{far['id']}", 422, json={"max_bit_rate": 5})


def test_what_is_opened_in_advance_is_not_playing_yet(owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["direct"], in_advance=True)
    owner.ask("GET", opened["url"])
    assert owner.ask("GET", "/api/v1/stream-session") == []
    owner.ask("POST", f"/api/v1/stream-session/{opened['stream_key']}/state", 204, json={"seconds": 1, "paused": False})
    assert [playing["seconds"] for playing in owner.ask("GET", "/api/v1/stream-session")] == [1.0]


def test_the_other_sound_first(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["remux"], audio_stream=2)
    assert [track["id"] for track in opened["audio_tracks"] if track["selected"]] == [2]
    master = owner.ask("GET", opened["url"]).text
    assert re.findall(r'DEFAULT=(\w+).*?URI="([^"]+)"', master)[0] == ("YES", "audio/2/playlist.m3u8")


def test_subtitles_are_webvtt(owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["remux"])
    tracks = {track["label"]: owner.ask("GET", f"{track['url']}.vtt").text for track in opened["subtitle_tracks"]}
    assert set(tracks) == {"English", "Deutsch"}
    assert tracks["English"].startswith("WEBVTT")
    assert "The first words" in tracks["English"]
    assert "Grüße" in tracks["Deutsch"]
    assert (
        owner.get(opened["subtitle_tracks"][0]["url"].replace("/subtitles/0", "/subtitles/77.vtt")).status_code == 404
    )


def test_subtitles_come_window_by_window(owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["remux"])
    url = opened["subtitle_tracks"][0]["url"]
    windows = [owner.ask("GET", f"{url}/{number}.json") for number in (0, 1)]
    assert [[cue["text"] for cue in window["cues"]] for window in windows] == [
        ["The first words", "Later words"],
        ["Later words"],
    ]
    assert (windows[1]["start"], windows[1]["end"]) == (20, 40)
    assert "X-TIMESTAMP-MAP=MPEGTS:0" in owner.ask("GET", f"{url}/0.vtt").text
    assert owner.ask("GET", f"{url}/playlist.m3u8").text.count("#EXTINF") == 2
    master = owner.ask("GET", opened["url"]).text
    assert 'TYPE=SUBTITLES,GROUP-ID="subtitles",NAME="English",LANGUAGE="en"' in master
    assert 'SUBTITLES="subtitles"' in master
    for bad, status in (("2.json", 404), ("-1.json", 422), ("x.json", 422), ("header.ass", 404)):
        assert owner.get(f"{url}/{bad}").status_code == status, bad


def test_transcoding_ends_with_its_session(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    opened = play(owner, films["transcode"])
    assert (opened["mode"], opened["video"], opened["audio"]) == ("transcode", "encode", "encode")
    assert any("HEVC" in reason for reason in opened["reasons"])
    address = segments(owner, f"{opened['url'].rpartition('/')[0]}/video/240p/playlist.m3u8")
    assert len(owner.ask("GET", address[1]).content) > 1000
    playing = owner.ask("GET", "/api/v1/stream-session")
    assert [(session["mode"], session["username"]) for session in playing] == [("transcode", "Ada Åström")]
    owner.ask("DELETE", f"/api/v1/stream-session/{opened['stream_key']}", 201)
    until(lambda: not encoders(server), 5, "the end of ffmpeg")
    assert owner.ask("GET", "/api/v1/stream-session") == []


def test_stopping_and_resuming(owner: Api, films: dict[str, int]) -> None:
    number = films["direct"]
    assert owner.ask("GET", f"/api/v1/user/stopped-at/{number}") == {"secs_offset": 0.0}
    owner.ask("POST", f"/api/v1/user/stopped-at/{number}", 201, json={"secs_offset": 11.5})
    assert play(owner, number)["secs_offset"] == 11.5
    assert owner.ask("GET", "/api/v1/home")["continue_watching"][0]["id"] == number
    owner.ask("POST", f"/api/v1/user/stopped-at/{number}", 201, json={"secs_offset": 29.5})
    assert owner.ask("GET", f"/api/v1/media/{number}")["watched"] is True
    assert play(owner, number)["secs_offset"] == 0
    owner.ask("POST", "/api/v1/user/stopped-at/99999", 404, json={"secs_offset": 1})
    owner.ask("POST", f"/api/v1/user/watched/{number}", 201, json={"watched": False})
    assert owner.ask("GET", f"/api/v1/media/{number}")["watched"] is False
