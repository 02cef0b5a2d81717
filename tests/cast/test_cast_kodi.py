"""Kodi on another host of a network of the test's own: as a renderer that obeys "Play on …", and as a browser of the DLNA server."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from support import media
from support.cast.kodi import Kodi
from support.namespaces import two_hosts, why_not
from support.server import until

WITH_CLIENTS = os.environ.get("DIM_TEST_UPNP_CLIENTS") == "1"
HAS_KODI = shutil.which("kodi") is not None and shutil.which("Xvfb") is not None
REASON = (
    "runs with `make upnp`" if not WITH_CLIENTS else why_not() or ("" if HAS_KODI else "there is no Kodi or no Xvfb")
)
pytestmark = [pytest.mark.skipif(bool(REASON), reason=REASON), pytest.mark.timeout(300)]


@dataclass
class Network:
    """A server on one host, Kodi on the other."""

    process: "subprocess.Popen[str]"
    kodi: Kodi
    films: dict[str, int]

    def ask(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps([method, path, body]) + "\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        assert answer["status"] == status, answer
        return answer["body"]

    def player(self) -> dict[str, Any] | None:
        found = [one for one in self.ask("GET", "/api/v1/player") if one["via"] == "dlna"]
        return found[0] if found else None

    def order(self, command: str, **values: Any) -> Any:
        player = until(self.player, 60, "Kodi as a player")
        return self.ask("POST", f"/api/v1/player/{player['id']}/command", {"command": command, **values})

    def state(self) -> dict[str, Any]:
        player = self.player()
        return player["state"] if player else {"state": "gone"}


@pytest.fixture(scope="module")
def network(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Network]:
    disk = tmp_path_factory.mktemp("kodi")
    media.place(media.made("short.mp4", seconds=60), disk / "films" / "First (2001).mp4")
    media.place(media.made("hevc.mkv", video="hevc", seconds=20), disk / "films" / "Second (2002).mkv")
    media.place(media.made("two.mp4", audio=("aac", "aac"), seconds=40), disk / "films" / "Third (2003).mp4")
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with two_hosts() as (host, client):
        process = host.start(
            sys.executable,
            "-m",
            "support.cast.server",
            str(disk),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
        )
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            said = json.loads(process.stdout.readline())
            home = tmp_path_factory.mktemp("home")
            with Kodi(client, home) as kodi:
                until(lambda: kodi.ask("JSONRPC.Ping"), 90, "Kodi")
                kodi.ask("Settings.SetSettingValue", setting="services.upnprenderer", value=True)
                yield Network(process, kodi, said["films"])
        finally:
            process.stdin.close()
            process.wait(30)
            process.stdout.close()


def test_kodi_obeys_play_on(network: Network) -> None:
    found = until(network.player, 90, "Kodi as a player")
    assert {"play_item", "pause", "seek", "volume"} <= set(found["capabilities"])
    network.order("play_item", item_id=network.films["First"], position=20)
    until(lambda: network.state()["state"] == "playing" and network.state()["position"] > 20, 30, "playing")
    [active] = until(lambda: network.kodi.ask("Player.GetActivePlayers"), 10, "a player in Kodi")
    item = network.kodi.ask("Player.GetItem", playerid=active["playerid"], properties=["title"])["item"]
    assert item["title"] == "First"
    network.order("pause")
    until(lambda: network.state()["state"] == "paused", 10, "paused")
    properties = {"playerid": active["playerid"], "properties": ["speed", "time"]}
    assert network.kodi.ask("Player.GetProperties", **properties)["speed"] == 0
    network.order("seek", position=40)
    network.order("play")
    until(lambda: network.state()["state"] == "playing" and network.state()["position"] >= 40, 20, "the seek")
    network.order("volume", level=35)
    assert network.kodi.ask("Application.GetProperties", properties=["volume"])["volume"] == 35
    [session] = network.ask("GET", "/api/v1/stream-session")
    assert session["mode"] == "direct"
    network.order("stop")
    until(lambda: not network.kodi.ask("Player.GetActivePlayers"), 10, "the end in Kodi")
    assert network.ask("GET", "/api/v1/stream-session") == []


def test_another_audio_track_comes_as_another_stream(network: Network) -> None:
    network.order("play_item", item_id=network.films["Third"], position=10)
    until(lambda: network.state()["state"] == "playing" and network.state()["position"] > 10, 30, "playing")
    state = network.state()
    other = next(one["id"] for one in state["audio_tracks"] if one["id"] != state["audio"])
    network.order("audio", track=other)
    until(lambda: network.state()["audio"] == other and network.state()["state"] == "playing", 30, "the other track")
    until(lambda: network.state()["position"] > 10, 20, "the position")
    [session] = network.ask("GET", "/api/v1/stream-session")
    assert session["mode"] == "remux"
    network.order("stop")


def test_what_someone_does_with_kodis_own_remote_is_seen(network: Network) -> None:
    network.order("play_item", item_id=network.films["Second"])
    until(lambda: network.state()["state"] == "playing", 30, "playing")
    [active] = until(lambda: network.kodi.ask("Player.GetActivePlayers"), 10, "a player in Kodi")
    network.kodi.ask("Player.PlayPause", playerid=active["playerid"], play=False)
    until(lambda: network.state()["state"] == "paused", 10, "paused")
    network.kodi.ask("Player.Stop", playerid=active["playerid"])
    until(lambda: network.state()["state"] == "idle", 10, "stopped")
    until(lambda: network.ask("GET", "/api/v1/stream-session") == [], 10, "the end of the stream")


def test_kodi_browses_the_media_server_and_plays(network: Network) -> None:
    def servers() -> list[dict[str, Any]] | None:
        listed = network.kodi.ask("Files.GetDirectory", directory="upnp://")
        return [one for one in (listed or {}).get("files", []) if "Test house" in one["label"]] or None

    def files(folder: str) -> list[dict[str, Any]]:
        listed = network.kodi.ask("Files.GetDirectory", directory=folder)
        found: list[dict[str, Any]] = (listed or {}).get("files") or []
        return found

    [server] = until(servers, 60, "the media server in Kodi")
    folder, found = server["file"], list[dict[str, Any]]()
    for _ in range(4):  # the library, then all of it
        entries = files(folder)
        found = [one for one in entries if one["filetype"] == "file"]
        if found:
            break
        folder = next((one for one in entries if one["label"] == "All"), entries[0])["file"]
    assert {one["label"] for one in found} >= {"First", "Second"}
    first = next(one for one in found if one["label"] == "First")
    network.kodi.ask("Player.Open", item={"file": first["file"]})
    until(lambda: network.kodi.ask("Player.GetActivePlayers"), 30, "playing in Kodi")
    until(lambda: network.ask("GET", "/api/v1/stream-session"), 30, "a session of DLNA")
