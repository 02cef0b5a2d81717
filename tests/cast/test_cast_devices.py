"""What devices say is outside input: who is believed, what hostile ones achieve (nothing), and with which reason they are given up."""

import asyncio
from collections.abc import Coroutine
from typing import Any
from uuid import UUID

import pytest

from dim.cast import chromecast, packages
from dim.cast.chromecast import Chromecast
from dim.cast.device import DeviceError, DeviceGoneError, DeviceStatus, FoundDevice, Media, Subtitles, number
from dim.cast.discovery import read_chromecast, read_renderer, renderer_id
from dim.cast.renderers import renderer
from dim.cast.renderers.media import decoded, media_types, metadata
from dim.cast.renderers.renderer import NoRendererError, Renderer
from dim.dlna.devices import recognise
from dim.network.devices import device_client
from dim.upnp.local import Interface
from support.cast.chromecast import FakeChromecast
from support.cast.renderer import FakeRenderer

LAN = Interface("192.168.1.5", 24)
RENDERER = "urn:schemas-upnp-org:device:MediaRenderer:1"
UDN = "uuid:0a1b2c3d-0000-4000-8000-00000000cafe"
ID = "dlna-0a1b2c3d-0000-4000-8000-00000000cafe"
UUID_1 = "0a1b2c3d00004000800000000000cafe"


def run(doing: Coroutine[Any, Any, None]) -> None:
    async def limited() -> None:
        async with asyncio.timeout(30):
            await doing

    asyncio.run(limited())


def answer(
    location: str = "http://192.168.1.7:1400/d.xml", kind: str = RENDERER, udn: str = UDN, head: str = "HTTP/1.1 200 OK"
) -> bytes:
    return f"{head}\r\nLOCATION: {location}\r\nST: {kind}\r\nUSN: {udn}::{kind}\r\n\r\n".encode()


@pytest.mark.parametrize(
    ("data", "sender", "found"),
    [
        (answer(), "192.168.1.7", True),
        (answer(kind=RENDERER[:-1] + "3"), "192.168.1.7", True),
        (answer("http://192.168.1.8:1400/d.xml"), "192.168.1.7", False),  # the description of someone else
        (answer("http://127.0.0.1:8008/d.xml"), "192.168.1.7", False),  # of this machine
        (answer("http://tv.example/d.xml"), "192.168.1.7", False),
        (answer("http://user@192.168.1.7/d.xml"), "192.168.1.7", False),
        (answer("https://192.168.1.7/d.xml"), "192.168.1.7", False),
        (answer("file:///etc/passwd"), "192.168.1.7", False),
        (answer("http://192.168.1.7:99999/d.xml"), "192.168.1.7", False),
        (answer("http://[192.168.1.7/d.xml"), "192.168.1.7", False),
        (answer("http://192.168.1.7/" + "x" * 400), "192.168.1.7", False),
        (answer("http://203.0.113.7/d.xml"), "203.0.113.7", False),  # not of the local network
        (answer(kind="urn:schemas-upnp-org:device:MediaServer:1"), "192.168.1.7", False),
        (answer(udn="tv"), "192.168.1.7", False),
        (answer(head="HTTP/1.1 404 Not Found"), "192.168.1.7", False),
        (answer() + b"x" * 3000, "192.168.1.7", False),
        (b"\xff\x00" * 50, "192.168.1.7", False),
        (b"", "192.168.1.7", False),
    ],
)
def test_a_renderer_is_believed_about_itself_alone(data: bytes, sender: str, found: bool) -> None:
    read = read_renderer(data, sender, LAN)
    if found:
        assert isinstance(read, FoundDevice)
        assert (read.id, read.host, read.port) == (ID, "192.168.1.7", 1400)
    else:
        assert read is None


def test_a_renderer_that_leaves_says_so() -> None:
    said = f"NOTIFY * HTTP/1.1\r\nNTS: ssdp:byebye\r\nNT: {RENDERER}\r\nUSN: {UDN}::{RENDERER}\r\n\r\n".encode()
    assert read_renderer(said, "192.168.1.7", LAN) == ID
    assert renderer_id("uuid:<script>") != renderer_id("uuid:<script2>")
    assert renderer_id("uuid:<script>").replace("-", "").isalnum()


@pytest.mark.parametrize(
    ("texts", "addresses", "name"),
    [
        ({"id": UUID_1, "fn": " Bed\n\x1broom ", "ca": "4101"}, ["192.168.1.9"], "Bed room"),
        ({"id": UUID_1}, ["192.168.1.9"], "Chromecast"),
        ({"id": UUID_1, "ca": "4100"}, ["192.168.1.9"], None),  # no screen
        ({"id": UUID_1, "ca": "many"}, ["192.168.1.9"], None),
        ({"id": "tv"}, ["192.168.1.9"], None),
        ({}, ["192.168.1.9"], None),
        ({"id": UUID_1}, ["203.0.113.7"], None),
        ({"id": UUID_1}, [], None),
        ({"id": UUID_1}, ["127.0.0.1"], None),  # the server's own machine
        ({"id": UUID_1}, ["127.0.0.1", "192.168.1.9"], "Chromecast"),
        ({"id": UUID_1, "fn": "x" * 500}, ["192.168.1.9"], "x" * 60),
    ],
)
def test_chromecasts_with_a_screen_in_the_local_network(
    texts: dict[str, str | None], addresses: list[str], name: str | None
) -> None:
    read = read_chromecast(texts, addresses, 8009, [LAN])
    assert (read.name if read else None) == name
    if read is not None:
        assert read.id == f"chromecast-{UUID(UUID_1).hex}"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (5, 5.0),
        (-1, 0.0),
        ("5", 7.0),
        (True, 7.0),
        (None, 7.0),
        (float("nan"), 7.0),
        (float("inf"), 7.0),
        (1e30, 1e7),
        (10**400, 7.0),
    ],
)
def test_numbers_of_devices(value: object, expected: float) -> None:
    assert number(value, 7.0) == expected


@pytest.mark.parametrize(
    ("model", "sink", "containers"),
    [
        ("TV", "http-get:*:video/mp4:DLNA.ORG_PN=AVC,http-get:*:video/x-mkv:*", {"mp4", "mkv"}),
        ("TV", "http-get:*:*:*", {"mp4"}),
        ("TV", "http-get:*:video/mpeg:*,http-get:*:audio/mpeg:*", None),  # an MP4 is what Dim converts to
        ("Speaker", "http-get:*:audio/mpeg:*", None),
        ("TV", "", None),
        ("TV", ",:,::::" * 5000, None),
    ],
)
def test_what_a_renderer_is_sent(model: str, sink: str, containers: set[str] | None) -> None:
    found = decoded(recognise(model), media_types(sink))
    assert (set(found.containers) if found else None) == containers
    if found is not None:
        assert not found.everything


def test_kodi_is_sent_everything() -> None:
    found = decoded(recognise("Kodi XBMC Foundation"), media_types(""))
    assert found is not None
    assert found.everything


def test_the_metadata_that_a_renderer_loads() -> None:
    subtitles = (Subtitles(3, "http://h/cast/k/subtitles/3.srt", "English"),)
    media = Media(
        key="k", url="http://h/cast/k/file.mkv", media_type="video/x-mkv", title="A <b> & c", duration=3723.5, size=10,
        poster="http://h/cast/k/poster.jpg", subtitles=subtitles, shown_subtitles=3,
    )  # fmt: skip
    said = metadata(media)
    assert "A &lt;b&gt; &amp; c" in said
    assert 'duration="1:02:03.500"' in said
    assert "http-get:*:video/x-mkv:DLNA.ORG_OP=01;DLNA.ORG_CI=0" in said
    assert said.count("subtitles/3.srt") == 2
    assert "http://h/cast/k/poster.jpg" in said


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("redirects", "does not describe itself properly"),
        ("huge", "answers too much"),
        ("rubbish", "does not describe itself properly"),
        ("bomb", "EntitiesForbidden"),
        ("elsewhere", "takes no addresses"),
        ("hangs", "does not answer"),
    ],
)
def test_a_hostile_renderer_is_given_up(trouble: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "CONNECT_SECONDS", 1.0 if trouble == "hangs" else 10.0)

    async def main() -> None:
        with FakeRenderer("TV", trouble=trouble) as tv:
            found = FoundDevice("dlna", tv.device_id, "TV", "127.0.0.1", 1, tv.location)
            async with device_client() as client:
                with pytest.raises(DeviceError, match=reason) as raised:
                    await Renderer.connect(found, client)
                assert isinstance(raised.value, NoRendererError if trouble == "elsewhere" else DeviceGoneError)

    run(main())


def test_a_renderer_that_stops_answering_is_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderer, "IDLE_POLL_SECONDS", 0.05)

    async def main() -> None:
        heard: asyncio.Queue[DeviceStatus] = asyncio.Queue()
        with FakeRenderer("TV") as tv:
            found = FoundDevice("dlna", tv.device_id, "TV", "127.0.0.1", 1, tv.location)
            async with device_client() as client:
                device = await Renderer.connect(found, client)
                running = asyncio.create_task(device.run(heard.put_nowait))
                assert (await heard.get()).volume == 40
                tv.trouble = "mute"
                with pytest.raises(DeviceGoneError, match="“TV” does not answer any more"):
                    await running

    run(main())


def test_a_flood_of_events_asks_no_more_of_the_server() -> None:
    async def main() -> None:
        with FakeRenderer("TV") as tv:
            found = FoundDevice("dlna", tv.device_id, "TV", "127.0.0.1", 1, tv.location)
            async with device_client() as client:
                device = await Renderer.connect(found, client)
                heard = 0
                for _ in range(1000):
                    device.wake()
                    heard += device._woken.is_set()
                    device._woken.clear()
                assert 0 < heard < 50

    run(main())


@pytest.mark.parametrize(
    ("trouble", "reason"),
    [
        ("long", "sends a message that is too long"),
        ("flood", "sends more messages than any device needs"),
        ("rubbish", "does not answer any more"),
        ("silent", "does not answer any more"),
    ],
)
def test_a_hostile_chromecast_is_given_up(trouble: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chromecast, "CALL_SECONDS", 1.0 if trouble == "silent" else 5.0)

    async def main() -> None:
        with FakeChromecast("Stick", trouble, announced=False) as tv:
            found = FoundDevice("chromecast", tv.device_id, "Stick", "127.0.0.1", tv.port)

            async def use() -> None:
                device = await Chromecast.connect(found)
                await device.run(lambda _: None)  # a flood may begin after the first answer

            with pytest.raises(DeviceGoneError, match=reason):
                await asyncio.wait_for(use(), 30)
            assert tv.connections == 1  # it is not tried again and again

    run(main())


def test_nonsense_of_a_chromecast_is_read_as_nothing() -> None:
    async def main() -> None:
        with FakeChromecast("Stick", announced=False) as tv:
            device = await Chromecast.connect(FoundDevice("chromecast", tv.device_id, "Stick", "127.0.0.1", tv.port))
            try:
                heard: asyncio.Queue[DeviceStatus] = asyncio.Queue()
                running = asyncio.create_task(device.run(heard.put_nowait))
                media = Media(
                    key="k" * 43, url=f"http://127.0.0.1:1/{'k' * 43}", media_type="video/mp4", title="x", duration=9.0
                )
                await device.load(media)
                while (await heard.get()).playback != "playing":
                    pass
                tv.volume = float("inf")
                nonsense = {
                    "mediaSessionId": 7,
                    "playerState": ["x"],
                    "currentTime": 10**400,
                    "idleReason": {},
                    "media": {"contentId": 5},
                }
                tv._tell_all("media", "web-1", {"type": "MEDIA_STATUS", "status": [nonsense]})
                tv._tell_all("media", "web-1", {"type": "MEDIA_STATUS", "status": "x"})
                tv._tell_all("receiver", "receiver-0", {"no": "type"})
                while (status := await heard.get()).media is not None:
                    pass
                assert (status.playback, status.position) == ("idle", 0.0)
                assert not running.done()
                running.cancel()
            finally:
                await device.close()

    run(main())


def test_what_is_missing_is_said_with_the_command_that_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert packages.missing() is None
    monkeypatch.setattr(packages, "find_spec", lambda name: None if name == "pychromecast" else object())
    said = packages.missing()
    assert said is not None
    assert "pychromecast" in said
    assert "async-upnp-client" not in said
    assert "make casting" in said
    assert "dim-media[cast]" in said
