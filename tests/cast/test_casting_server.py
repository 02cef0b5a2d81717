"""Casting through the API, with a real server and devices that speak their protocols over real sockets, and fetch what they play."""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from support import media, pgs
from support.cast.chromecast import FakeChromecast
from support.cast.renderer import FakeRenderer
from support.server import Api, RunningServer, add_library, titles, until

SRT = "1\n00:00:01,000 --> 00:00:03,000\nGood evening\n"


@dataclass
class House:
    """A server with three films, its owner, and two televisions."""

    server: RunningServer
    owner: Api
    tv: FakeRenderer
    stick: FakeChromecast
    films: dict[str, int]

    def players(self, api: Api | None = None) -> dict[str, dict[str, Any]]:
        listed = (api or self.owner).ask("GET", "/api/v1/player")
        names = {self.tv.name: "Old TV", self.stick.name: "Stick"}  # devices of other tests are found, too
        return {names[one["name"]]: one for one in listed if one["name"] in names}

    def start(self, name: str, film: str, position: float = 0.0) -> dict[str, Any]:
        """Play a film on a device, and wait until it plays."""
        self.order(name, "play_item", item_id=self.films[film], position=position)
        return self.until_state(name, "playing", self.films[film])

    def subscriptions(self) -> int:
        """How many subscriptions to events of the renderer this server has."""
        return sum(f":{self.server.port}/" in url for url in self.tv.callbacks)

    def state(self, name: str) -> dict[str, Any]:
        found: dict[str, Any] = self.players()[name]["state"]
        return found

    def order(self, name: str, command: str, status: int = 200, api: Api | None = None, **values: Any) -> Any:
        number = self.players()[name]["id"]
        return (api or self.owner).ask(
            "POST", f"/api/v1/player/{number}/command", status, json={"command": command, **values}
        )

    def until_state(self, name: str, state: str, item: int | None = None) -> dict[str, Any]:
        def reached() -> dict[str, Any] | None:
            now = self.state(name)
            return now if now["state"] == state and (item is None or now["item_id"] == item) else None

        return until(reached, 20, f"{name} {state}")

    def sockets(self) -> set[int]:
        """The ports by which the server looks for devices, and those of the Chromecast that it is connected to."""
        assert self.server.process is not None
        found = psutil.Process(self.server.process.pid).net_connections("inet")
        ports = {one.laddr.port for one in found} | {getattr(one.raddr, "port", 0) for one in found}
        return ports & {1900, 5353, self.stick.port}

    def sessions(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.owner.ask("GET", "/api/v1/stream-session")
        return found


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    disk = tmp_path_factory.mktemp("casting")
    films = disk / "films"
    media.place(media.made("short.mp4", seconds=20), films / "First (2001).mp4")
    media.place(media.made("hevc.mkv", video="hevc", seconds=8), films / "Second (2002).mkv")
    media.place(media.made("two.mp4", audio=("aac", "aac"), seconds=20), films / "Third (2003).mp4")
    for number, seconds in ((1, 4), (2, 14)):
        media.place(media.made(f"part{number}.mp4", seconds=seconds), films / f"Parts (2005) cd{number}.mp4")
    bitmaps = disk / "s.sup"
    bitmaps.write_bytes(pgs.sup([(2.0, 9.0, (600, 900, 720, 80))], (1920, 1080)))
    media.ffmpeg(
        "-f", "lavfi", "-i", "color=c=navy:rate=24:size=320x180:duration=12", "-itsoffset", "2", "-i", str(bitmaps), "-map", "0:v", "-map", "1:s",
        "-c:v", "libx264", "-preset", "ultrafast", "-c:s", "copy", str(films / "Dark (2004).mkv"),
    )  # fmt: skip
    media.settle(films / "Dark (2004).mkv")
    subtitles = films / "First (2001).en.srt"
    subtitles.write_text(SRT)
    media.settle(subtitles)
    server = RunningServer(disk / "data", DIM_HOST="127.0.0.1").start()
    try:
        with (
            server.set_up() as owner,
            FakeRenderer(f"Old TV {os.getpid()}") as tv,
            FakeChromecast(f"Stick {os.getpid()}") as stick,
        ):
            library = add_library(owner, films)
            ids = {card["title"]: card["id"] for card in titles(owner, library).values()}
            found = House(server, owner, tv, stick, ids)
            assert found.players() == {}  # nothing is looked for until it is switched on
            owner.ask("PATCH", "/api/v1/settings", json={"casting": True})
            until(lambda: len(found.players()) == 2, 30, "both devices")
            yield found
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def _quiet(house: House) -> None:
    """Nothing plays at the beginning of a test."""
    for name in house.players():
        house.order(name, "stop")
    until(lambda: house.sessions() == [], 10, "the end of all streams")


def test_devices_are_players_of_nobody(house: House) -> None:
    tv, stick = house.players()["Old TV"], house.players()["Stick"]
    assert (tv["via"], stick["via"]) == ("dlna", "chromecast")
    assert (tv["kind"], tv["user_id"], tv["mine"], tv["household"], tv["connected"]) == ("tv", None, False, True, True)
    assert {"play_item", "seek", "volume", "mute"} <= set(tv["capabilities"])
    assert "rate" not in stick["capabilities"]
    assert tv["state"]["state"] == "idle"
    refused = house.order("Stick", "fullscreen", 409)
    assert "Nothing plays" in refused["detail"]
    until(lambda: house.subscriptions() == 2, 10, "subscriptions to events")


def test_a_renderer_plays_a_file(house: House) -> None:
    state = house.order("Old TV", "play_item", item_id=house.films["First"], position=5)
    assert state["state"] in ("loading", "playing", "buffering")
    playing = house.until_state("Old TV", "playing", house.films["First"])
    assert (playing["title"], playing["duration"]) == ("First", pytest.approx(20, abs=0.2))
    until(lambda: house.state("Old TV")["position"] >= 5, 10, "the position")
    received = house.tv.received
    assert received["status"] == 200
    assert received["bytes"] > 1000
    assert received["headers"]["content-type"] == "video/mp4"
    assert received["headers"]["access-control-allow-origin"] == "*"
    assert "set-cookie" not in received["headers"]
    assert house.tv.uri.startswith(f"http://127.0.0.1:{house.server.port}/cast/")
    assert 'protocolInfo="http-get:*:video/mp4:DLNA.ORG_OP=01' in house.tv.metadata
    [session] = house.sessions()
    assert (session["device"], session["mode"]) == (f"{house.tv.name} (DLNA renderer)", "direct")


def test_a_renderer_obeys(house: House) -> None:
    house.start("Old TV", "First", 5)
    house.order("Old TV", "pause")
    assert house.tv.state == "PAUSED_PLAYBACK"
    assert house.until_state("Old TV", "paused")["position"] >= 5
    house.order("Old TV", "seek", position=12)
    assert house.tv.position == 12
    house.order("Old TV", "skip", seconds=-2)
    assert house.tv.position == pytest.approx(10, abs=1)
    house.order("Old TV", "play")
    house.until_state("Old TV", "playing")
    assert house.order("Old TV", "volume", level=60)["volume"] == 60
    assert house.tv.volume == 30  # of 50
    assert house.order("Old TV", "volume_up")["volume"] == 65
    assert house.order("Old TV", "mute")["muted"] is True
    assert house.tv.is_muted
    house.tv.is_muted = False  # with its own remote
    house.tv.change("PAUSED_PLAYBACK")
    now = house.until_state("Old TV", "paused")
    until(lambda: house.state("Old TV")["muted"] is False, 10, "what its event told")
    offset = house.owner.ask("GET", f"/api/v1/user/stopped-at/{house.films['First']}")["secs_offset"]
    assert offset == pytest.approx(now["position"], abs=3)


def test_subtitles_come_with_what_a_renderer_loads(house: House) -> None:
    house.start("Old TV", "First", 5)
    house.order("Old TV", "pause")
    [track] = house.state("Old TV")["subtitle_tracks"]
    house.order("Old TV", "subtitle", track=track["id"])
    until(lambda: "CaptionInfoEx" in house.tv.metadata, 10, "the subtitles")
    url = house.tv.metadata.partition("CaptionInfoEx sec:type=")[2].partition(">")[2].partition("<")[0]
    answer = httpx.get(url, trust_env=False, headers={"Origin": "http://elsewhere"})
    assert "Good evening" in answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    house.until_state("Old TV", "paused")
    assert house.state("Old TV")["subtitle"] == track["id"]
    refused = house.order("Old TV", "subtitle", 409, offset=2)
    assert "cannot change" in refused["detail"]


def test_it_is_watched_when_it_ends_and_the_queue_goes_on(house: House) -> None:
    """What the renderer does not play is converted; seeking in that begins another stream."""
    house.start("Old TV", "First", 5)
    house.order("Old TV", "queue", items=[house.films["Second"]], mode="next")
    house.tv.jump(19.5)
    until(lambda: house.state("Old TV")["position"] > 19, 10, "the end")
    house.tv.change("STOPPED")
    second = house.films["Second"]
    house.until_state("Old TV", "playing", second)
    assert house.tv.uri.endswith("/stream.mp4")
    assert house.tv.received["headers"]["content-type"] == "video/mp4"
    assert "DLNA.ORG_CI=1" in house.tv.metadata
    assert house.owner.ask("GET", f"/api/v1/media/{house.films['First']}")["watched"] is True
    before = house.tv.uri
    house.order("Old TV", "seek", position=4)
    until(lambda: house.tv.uri != before and house.tv.state == "PLAYING", 20, "another stream")
    until(lambda: 4 <= house.state("Old TV")["position"] < 9, 10, "a position in the film")
    assert len(house.sessions()) == 1
    house.order("Old TV", "stop")
    assert house.tv.state == "STOPPED"
    assert house.until_state("Old TV", "idle")["item_id"] is None
    assert house.sessions() == []
    assert httpx.get(house.tv.uri, trust_env=False).status_code == 404


def test_a_renderer_plays_the_parts_of_a_film_one_after_another(house: House) -> None:
    house.order("Old TV", "play_item", item_id=house.films["Parts"])
    playing = house.until_state("Old TV", "playing", house.films["Parts"])
    assert playing["duration"] == pytest.approx(18, abs=0.5)
    before = house.tv.uri
    house.tv.change("STOPPED")  # the first stream is over
    until(lambda: house.tv.uri != before and house.tv.state == "PLAYING", 20, "the second part")
    until(lambda: house.state("Old TV")["position"] >= 4, 10, "its position in the film")
    assert len(house.sessions()) == 1
    house.order("Old TV", "stop")


def test_a_chromecast_plays_and_obeys(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["First"], position=3)
    playing = house.until_state("Stick", "playing", house.films["First"])
    assert playing["position"] >= 3
    assert house.stick.app == "CC1AD845"
    assert house.stick.received["status"] == 206
    assert house.stick.received["headers"]["access-control-allow-origin"] == "*"
    assert "set-cookie" not in house.stick.received["headers"]
    [track] = house.stick.media["tracks"]
    text = httpx.get(track["trackContentId"], trust_env=False)
    assert text.headers["content-type"].startswith("text/vtt")
    assert text.headers["access-control-allow-origin"] == "*"
    house.order("Stick", "subtitle", track=playing["subtitle_tracks"][0]["id"])
    assert house.stick.active == [track["trackId"]]
    house.order("Stick", "subtitle", track=None)
    assert house.stick.active == []
    house.order("Stick", "pause")
    assert house.until_state("Stick", "paused")
    house.order("Stick", "seek", position=10)
    assert house.stick.position == 10
    assert house.order("Stick", "volume", level=30)["volume"] == 30
    assert house.stick.volume == pytest.approx(0.3)
    house.order("Stick", "mute")
    assert house.stick.is_muted


def test_a_chromecast_gets_hls_of_what_it_does_not_decode(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["Second"])
    house.until_state("Stick", "playing", house.films["Second"])
    got = house.stick.received
    assert got["headers"]["content-type"] == "application/vnd.apple.mpegurl"
    assert got["headers"]["access-control-allow-origin"] == "*"
    assert "TYPE=SUBTITLES" not in got["master"]
    assert (got["segment"], got["cors"]) == (200, "*")
    assert house.stick.media["hlsVideoSegmentFormat"] == "fmp4"
    [session] = house.sessions()
    assert session["mode"] == "transcode"


def test_another_audio_track_is_loaded_from_the_same_second(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["Third"], position=6)
    state = house.until_state("Stick", "playing", house.films["Third"])
    first, second = (one["id"] for one in state["audio_tracks"])
    assert state["audio"] == first
    house.order("Stick", "audio", track=second)
    until(lambda: house.state("Stick")["audio"] == second and house.state("Stick")["state"] == "playing", 20, "it")
    assert house.state("Stick")["position"] >= 6
    assert len(house.sessions()) == 1


@pytest.mark.parametrize("name", ["Old TV", "Stick"])
def test_bitmap_subtitles_are_drawn_into_the_video(house: House, name: str) -> None:
    house.order(name, "play_item", item_id=house.films["Dark"])
    [track] = house.until_state(name, "playing", house.films["Dark"])["subtitle_tracks"]
    house.order(name, "subtitle", track=track["id"])
    until(lambda: house.state(name)["subtitle"] == track["id"] and house.state(name)["state"] == "playing", 20, "it")
    [session] = house.sessions()
    assert any("drawn into the video" in reason for reason in session["reasons"])
    house.order(name, "subtitle", track=None)
    until(lambda: house.state(name)["subtitle"] is None and house.state(name)["state"] == "playing", 20, "it")
    [session] = house.sessions()
    assert not any("drawn into the video" in reason for reason in session["reasons"])
    house.order(name, "stop")


def test_what_plays_moves_from_one_device_to_the_other(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["Third"], position=6)
    house.until_state("Stick", "playing", house.films["Third"])
    goal = house.players()["Old TV"]["id"]
    position = house.state("Stick")["position"]
    house.order("Stick", "move", to=goal)
    moved = house.until_state("Old TV", "playing", house.films["Third"])
    assert moved["position"] >= int(position)
    assert house.until_state("Stick", "idle")
    assert house.stick.app is None
    house.order("Old TV", "stop")


def test_a_failure_is_told(house: House) -> None:
    house.stick.fails = "LOAD"
    refused = house.order("Stick", "play_item", 409, item_id=house.films["First"])
    assert "refused (LOAD_FAILED)" in refused["detail"]
    assert house.state("Stick")["problem"] == "It could not play this."
    house.stick.fails = None
    house.tv.refuses = {"SetAVTransportURI"}
    refused = house.order("Old TV", "play_item", 409, item_id=house.films["First"])
    assert "refused (SetAVTransportURI" in refused["detail"]
    house.tv.refuses = set()
    assert house.sessions() == []
    missing = house.order("Stick", "play_item", 404, item_id=9999)
    assert "9999" in missing["detail"]


def test_another_program_on_the_device_ends_ours(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["First"])
    house.until_state("Stick", "playing", house.films["First"])
    house.stick.run_app("YouTube")
    assert house.until_state("Stick", "idle")
    assert house.sessions() == []
    house.order("Stick", "stop")
    assert house.stick.app == "YouTube"  # not ours to end


def test_each_sees_and_plays_what_is_shared_with_them(house: House, tmp_path: Path) -> None:
    """A member with no library sees the devices, and not what plays; signing out ends what they began."""
    other = tmp_path / "other"
    media.place(media.made("short.mp4", seconds=20), other / "Fourth (2004).mp4")
    library = add_library(house.owner, other, name="Other")
    [fourth] = [card["id"] for card in titles(house.owner, library).values()]
    body = {"username": "Bo", "password": "battery staple", "libraries": [library]}
    house.owner.ask("POST", "/api/v1/users", 201, json=body)
    with house.server.sign_in("Bo", "battery staple") as bo:
        assert set(house.players(bo)) == {"Old TV", "Stick"}
        number = house.players()["Stick"]["id"]
        bo.ask("PATCH", f"/api/v1/player/{number}", 409, json={"household": False})
        house.owner.ask("PATCH", f"/api/v1/player/{number}", json={"household": False})
        assert set(house.players(bo)) == {"Old TV"}
        house.owner.ask("PATCH", f"/api/v1/player/{number}", json={"household": True})
        house.order("Stick", "play_item", item_id=house.films["First"])
        house.until_state("Stick", "playing", house.films["First"])
        seen = house.players(bo)["Stick"]["state"]
        assert (seen["state"], seen["item_id"], seen["title"]) == ("playing", None, None)
        assert house.order("Old TV", "play_item", 404, api=bo, item_id=house.films["First"])
        house.order("Old TV", "play_item", api=bo, item_id=fourth)
        house.until_state("Old TV", "playing", fourth)
        bo.ask("DELETE", "/api/v1/auth/session", 201)
    until(lambda: house.tv.state == "STOPPED", 10, "the end with the sign-in")
    assert house.until_state("Old TV", "idle")["problem"] == "The stream was ended."
    house.order("Stick", "stop")


def test_a_childs_limit_holds(house: House) -> None:
    """Nothing says for which age the film is, so it is not for children; and they do not see that it plays."""
    body = {"username": "Kid", "password": "small horse", "role": "child"}
    house.owner.ask("POST", "/api/v1/users", 201, json=body)
    with house.server.sign_in("Kid", "small horse") as kid:
        assert house.order("Stick", "play_item", 404, api=kid, item_id=house.films["First"])
        house.order("Stick", "queue", items=[house.films["First"]], mode="last")
        refused = house.order("Stick", "next", 409, api=kid)["detail"]
        assert refused == "What comes there was removed, or is not shared with you."
        house.order("Stick", "play_item", item_id=house.films["First"])
        house.until_state("Stick", "playing", house.films["First"])
        assert house.players(kid)["Stick"]["state"]["title"] is None
        goal = house.players()["Old TV"]["id"]
        assert "could be moved" in house.order("Stick", "move", 409, api=kid, to=goal)["detail"]
    house.order("Stick", "stop")


def test_who_manages_the_server_ends_a_stream_with_a_message(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["First"])
    house.until_state("Stick", "playing", house.films["First"])
    [session] = house.sessions()
    house.owner.ask("POST", f"/api/v1/stream-session/{session['id']}/end", 204, json={"message": "It is late."})
    assert "It is late." in house.until_state("Stick", "idle")["problem"]
    until(lambda: house.stick.app is None, 10, "the end on the device")


def test_streams_of_devices_are_for_the_local_network_alone(house: House) -> None:
    house.order("Stick", "play_item", item_id=house.films["First"])
    house.until_state("Stick", "playing", house.films["First"])
    url = house.stick.received["url"]
    with httpx.Client(trust_env=False) as client:
        assert client.head(url).status_code == 200
        preflight = client.options(url, headers={"Origin": "https://a.example", "Access-Control-Request-Method": "GET"})
        assert (preflight.status_code, preflight.headers["access-control-allow-origin"]) == (204, "*")
        assert client.get(url, headers={"X-Forwarded-For": "203.0.113.7"}).status_code == 404
        assert client.get(url, headers={"Host": "rebound.example"}).status_code == 404
        key = url.split("/")[4]
        assert client.get(url.replace(key, "A" * len(key))).status_code == 404
        assert client.get(url.replace("file.mp4", "elsewhere")).status_code == 404
        assert client.request("NOTIFY", f"{house.server.url}/cast/events/guess").status_code == 412
        by_api = f"{house.server.url}/api/v1/stream-session/{key}"  # where it would be open to the world
        assert [client.get(by_api + path).status_code for path in ("", "/master.m3u8", "/trickplay")] == [404] * 3
        assert client.post(f"{by_api}/choice", json={"subtitle_track": None}).status_code == 404
        assert client.delete(by_api).status_code == 404
        own = house.owner.ask(
            "POST",
            "/api/v1/stream-session",
            json={"media_id": house.films["First"], "supported_codecs": ["mp4", "h264", "aac"]},
        )
        assert client.get(f"{house.server.url}/cast/{own['stream_key']}/file.mp4").status_code == 404  # not a device's
        house.owner.ask("DELETE", f"/api/v1/stream-session/{own['stream_key']}", 201)


def test_a_device_that_vanishes_is_gone_with_a_reason(house: House) -> None:
    number = house.players()["Stick"]["id"]
    house.stick.trouble = "rubbish"  # it does not let us connect again
    house.stick.drop()
    until(lambda: "Stick" not in house.players(), 10, "the end of the player")
    assert house.sessions() == []
    refused = house.owner.ask("POST", f"/api/v1/player/{number}/command", 504, json={"command": "play"})
    assert f"“{house.stick.name}”" in refused["detail"]
    house.stick.trouble = None
    until(lambda: "Stick" in house.players(), 30, "its return")
    assert house.players()["Stick"]["id"] == number


def test_switched_off_all_ends_at_once(house: House) -> None:
    house.order("Old TV", "play_item", item_id=house.films["First"])
    house.until_state("Old TV", "playing", house.films["First"])
    assert {1900, 5353, house.stick.port} <= house.sockets()
    uri = house.tv.uri
    house.owner.ask("PATCH", "/api/v1/settings", json={"casting": False})
    until(lambda: house.players() == {}, 10, "no players")
    until(lambda: house.tv.state == "STOPPED" and house.subscriptions() == 0, 10, "the end")
    assert house.sessions() == []
    assert httpx.get(uri, trust_env=False).status_code == 404
    until(lambda: not house.sockets(), 10, "the end of all sockets")
    house.owner.ask("PATCH", "/api/v1/settings", json={"casting": True})
    until(lambda: len(house.players()) == 2, 30, "both devices")
