"""Streams over real HTTP: what a player asks for, in every mode."""

import io
import re
import signal
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from av.container import InputContainer

from support import media
from support.server import Api, RunningServer, add_library, titles, until

BROWSER = ['video/mp4; codecs="avc1.640033"', 'audio/mp4; codecs="mp4a.40.2"']


@pytest.fixture
def films(owner: Api, tmp_path: Path) -> dict[str, int]:
    folder = tmp_path / "films"
    media.place(media.made("h264.mp4"), folder / "Direct (2001).mp4")
    media.place(media.made("h264.mkv", audio=("aac", "aac"), subtitles=True), folder / "Remux (2002).mkv")
    media.place(media.made("hevc.mkv", video="hevc", audio=("ac3",)), folder / "Transcode (2003).mkv")
    (folder / "Remux (2002).de.srt").write_bytes("1\n00:00:01,000 --> 00:00:03,000\nGrüße\n".encode("cp1252"))
    library = add_library(owner, folder)
    return {name.split(" ")[0].lower(): card["id"] for name, card in titles(owner, library).items()}


def play(api: Api, number: int, **options: Any) -> dict[str, Any]:
    opened: dict[str, Any] = api.ask(
        "POST", "/api/v1/stream-session/", json={"media_id": number, "supported_codecs": BROWSER, **options}
    )
    return opened


def segments(client: Api, playlist: str) -> list[str]:
    """The addresses of a media playlist: the initialisation segment, then all others."""
    text = client.ask("GET", playlist).text
    folder = playlist.rpartition("/")[0]
    names = re.findall(r'#EXT-X-MAP:URI="([^"]+)"', text) + [
        line for line in text.splitlines() if line and not line.startswith("#")
    ]
    return [f"{folder}/{name}" for name in names]


def whole(client: Api, url: str, rendition: str) -> bytes:
    """A rendition's segments, one after another."""
    return b"".join(
        client.ask("GET", address).content
        for address in segments(client, f"{url.rpartition('/')[0]}/{rendition}/playlist.m3u8")
    )


def test_direct_play_with_ranges(server: RunningServer, owner: Api, films: dict[str, int], tmp_path: Path) -> None:
    opened = play(owner, films["direct"])
    assert (opened["mode"], opened["reasons"]) == ("direct", ["This device plays the file as it is."])
    content = (tmp_path / "films" / "Direct (2001).mp4").read_bytes()
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


def encoders(server: RunningServer) -> list[psutil.Process]:
    return server.processes("ffmpeg")


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


def test_logging_out_ends_the_streams(server: RunningServer, owner: Api, films: dict[str, int]) -> None:
    with server.sign_in() as other:
        opened = play(other, films["direct"])
        other.ask("DELETE", "/api/v1/auth/session", 201)
        assert other.get(opened["url"]).status_code == 404
    assert owner.ask("GET", "/api/v1/user")["role"] == "owner"
