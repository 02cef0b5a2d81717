"""A real server, browsed and played as televisions do: by async-upnp-client, and by requests as they send them."""

import asyncio
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import httpx
import pytest
from async_upnp_client.aiohttp import AiohttpNotifyServer, AiohttpRequester
from async_upnp_client.client_factory import UpnpFactory
from async_upnp_client.profiles.dlna import DmsDevice

from dim.dlna.streams import MOST_OF_PLAYER
from dim.upnp.services import CONTENT_DIRECTORY
from support import media
from support.server import Api, RunningServer, add_library, until

DIDL = "{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}"
DC = "{http://purl.org/dc/elements/1.1/}"
UPNP = "{urn:schemas-upnp-org:metadata-1-0/upnp/}"
SEC = "{http://www.sec.co.kr/}"


@dataclass
class House:
    """A server with films, a show and a private library; DLNA is on, for the first two."""

    server: RunningServer
    owner: Api
    disk: Path
    films: int
    shows: int
    private: int
    child: int

    @property
    def player(self) -> "Player":
        return Player(base_url=self.server.url, timeout=30, trust_env=False)

    def set(self, **values: Any) -> None:
        self.owner.ask("PATCH", "/api/v1/settings", json=values)


class Player(httpx.Client):
    """A television."""

    def call(
        self, action: str, service: str = "content-directory", urn: str = CONTENT_DIRECTORY.type, **arguments: object
    ) -> httpx.Response:
        values = "".join(
            f"<{name}>{ElementTree.tostring(_text(value), 'unicode')[3:-4]}</{name}>"
            for name, value in arguments.items()
        )
        body = (
            '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            f'<u:{action} xmlns:u="{urn}">{values}</u:{action}></s:Body></s:Envelope>'
        )
        headers = {"SOAPACTION": f'"{urn}#{action}"', "Content-Type": 'text/xml; charset="utf-8"'}
        return self.post(f"/dlna/control/{service}", content=body.encode(), headers=headers)

    def browse(self, where: str, **arguments: object) -> list[ElementTree.Element]:
        asked: dict[str, object] = {
            "BrowseFlag": "BrowseDirectChildren",
            "Filter": "*",
            "StartingIndex": 0,
            "RequestedCount": 0,
            "SortCriteria": "",
        }
        return didl(
            self.call("Browse", "content-directory", CONTENT_DIRECTORY.type, ObjectID=where, **(asked | arguments))
        )

    def named(self, where: str, title: str) -> ElementTree.Element:
        return next(one for one in self.browse(where) if one.findtext(f"{DC}title") == title)

    def resources(self, where: str, title: str) -> dict[str, str]:
        """URLs of an item by media type."""
        found = self.named(where, title).iter(f"{DIDL}res")
        return {one.attrib["protocolInfo"].split(":")[2]: str(one.text) for one in found}


def _text(value: object) -> ElementTree.Element:
    made = ElementTree.Element("a")
    made.text = str(value) or " "
    return made


def arguments_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {one.tag: one.text or "" for one in ElementTree.fromstring(answer.content)[0][0]}


def didl(answer: httpx.Response) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(arguments_of(answer)["Result"]))


def error_of(answer: httpx.Response) -> int:
    assert answer.status_code == 500
    return int(re.findall(r"<errorCode>(\d+)</errorCode>", answer.text)[0])


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    disk = tmp_path_factory.mktemp("dlna")
    short = media.made("short.mp4", seconds=10)
    media.place(short, disk / "films" / "First (2001).mp4")
    media.picture(disk / "films" / "First (2001).jpg")
    (disk / "films" / "First (2001).en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n<i>Rock & roll</i>\n")
    media.place(
        media.made("subtitled.mkv", "mpeg2", ("ac3",), True, 30), disk / "films" / "Second & <Third> (2002).mkv"
    )
    for number in (1, 2):
        media.place(short, disk / "shows" / "Show" / f"Show S01E0{number}.mp4")
    media.place(short, disk / "private" / "Secret (2003).mp4")
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            films, shows = add_library(owner, disk / "films"), add_library(owner, disk / "shows", "show")
            private = add_library(owner, disk / "private", "movie", "Private")
            account = {"username": "kid", "password": "password1", "role": "child", "libraries": [films, private]}
            child = owner.ask("POST", "/api/v1/users", 201, json=account)["id"]
            made = House(server, owner, disk, films, shows, private, child)
            until(lambda: b"poster" in owner.get(f"/api/v1/library/{films}/cards").content, 30, "the poster")
            yield made
    finally:
        server.stop()


@pytest.fixture(autouse=True)
def switched_on(house: House) -> None:
    house.set(dlna=True, dlna_user=None, dlna_libraries=[house.films, house.shows], server_name="Living room")


def all_of(house: House, library: int | None = None) -> str:
    return f"l{library or house.films}.all"


def test_a_control_point_browses_searches_and_gets_events(house: House) -> None:
    async def test() -> None:
        requester = AiohttpRequester()
        device = await UpnpFactory(requester).async_create_device(f"{house.server.url}/dlna/device.xml")
        assert (device.friendly_name, device.manufacturer) == ("Living room", "Dim")
        assert device.device_type.endswith(":MediaServer:1")
        port = _free_port()
        notified = AiohttpNotifyServer(
            requester, source=("127.0.0.1", port), callback_url=f"http://127.0.0.1:{port}/notify"
        )
        await notified.async_start_server()
        events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        try:
            server = DmsDevice(device, notified.event_handler)
            server.on_event = lambda _service, changed: events.put_nowait({one.name: one.value for one in changed})
            await server.async_update()
            assert server.search_capabilities is not None
            assert "dc:title" in server.search_capabilities
            root = await server.async_browse_direct_children("0")
            assert [one.title for one in root.result] == ["Movies", "Shows"]
            films = await server.async_browse_direct_children(all_of(house), sort_criteria=["-dc:title"])
            assert [one.title for one in films.result] == ["Second & <Third>", "First"]
            assert films.total_matches == 2
            page = await server.async_browse_direct_children(all_of(house), starting_index=1, requested_count=1)
            assert ([one.title for one in page.result], page.number_returned, page.total_matches) == (
                ["Second & <Third>"],
                1,
                2,
            )
            found = await server.async_search_directory(
                "0", '(upnp:class derivedfrom "object.item.videoItem") and (dc:title contains "first")'
            )
            assert [one.title for one in found.result] == ["First"]
            one = await server.async_browse_metadata(found.result[0].id)
            assert one.title == "First"
            assert any("video/mp4" in info for info in (await server.async_get_protocol_info())["source"])

            await server.async_subscribe_services()
            seen: dict[str, Any] = {}
            async with asyncio.timeout(10):
                while not {"SystemUpdateID", "SourceProtocolInfo"} <= set(seen):
                    seen |= await events.get()
                before = seen["SystemUpdateID"]
                await asyncio.to_thread(
                    house.owner.ask,
                    "POST",
                    f"/api/v1/library/{house.films}/media",
                    201,
                    json={"item": {"title": "By hand"}},
                )
                while seen["SystemUpdateID"] == before:
                    seen |= await events.get()
            assert (await server.async_browse_metadata("0")).child_count == "2"
            await server.async_unsubscribe_services()
        finally:
            await notified.async_stop_server()

    asyncio.run(test())
    by_hand = next(
        card
        for card in house.owner.ask("GET", f"/api/v1/library/{house.films}/cards")["cards"]
        if card["title"] == "By hand"
    )
    house.owner.ask("DELETE", f"/api/v1/media/{by_hand['id']}", 201)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def test_descriptions_and_icons(house: House) -> None:
    with house.player as player:
        device = ElementTree.fromstring(player.get("/dlna/device.xml").content)
        namespace = "{urn:schemas-upnp-org:device-1-0}"
        for name in ("SCPDURL", "url"):
            for path in device.iter(f"{namespace}{name}"):
                answer = player.get(f"/dlna/{path.text}")
                assert answer.status_code == 200
                assert answer.headers["content-type"].startswith("image/" if name == "url" else "text/xml")
        assert device.findtext(f".//{namespace}presentationURL") == f"{house.server.url}/"
        assert player.head("/dlna/device.xml").status_code == 200


@pytest.mark.parametrize(
    ("action", "arguments", "code"),
    [
        ("Browse", {"ObjectID": "l99"}, 701), ("Browse", {"ObjectID": "nonsense"}, 701), ("Browse", {"ObjectID": "l3.all"}, 701),
        ("Browse", {"SortCriteria": "+upnp:track"}, 709), ("Browse", {"StartingIndex": "-1"}, 402), ("Browse", {"BrowseFlag": "All"}, 402),
        ("Search", {"SearchCriteria": 'dc:title like "x"'}, 708), ("Search", {"SearchCriteria": 'upnp:album = "x"'}, 708),
        ("Search", {"ContainerID": "l99"}, 710), ("Search", {"SearchCriteria": "*", "SortCriteria": "x"}, 709), ("DestroyObject", {}, 401),
        ("X_SetBookmark", {"PosSecond": "5", "ObjectID": "l99.all.1"}, 701),
    ],
)  # fmt: skip
def test_errors(house: House, action: str, arguments: dict[str, str], code: int) -> None:
    usual = {"ObjectID": "0", "BrowseFlag": "BrowseDirectChildren"} if action == "Browse" else {"ContainerID": "0"}
    with house.player as player:
        assert error_of(player.call(action, **(usual | arguments))) == code


def test_bodies_that_are_no_calls(house: House) -> None:
    header = {"SOAPACTION": f'"{CONTENT_DIRECTORY.type}#Browse"'}
    with house.player as player:
        for body in (b"", b"\xff\xfe", b"<a>", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"x" * 20_000):
            assert error_of(player.post("/dlna/control/content-directory", content=body, headers=header)) == 402
        assert error_of(player.post("/dlna/control/content-directory", content=b"<a/>")) == 401
        for name in (b"", b"Browse", b"urn:{x}#Browse", b"urn:x[1]#Browse", b"\xff\xfe", b'"' * 5_000):
            answer = player.post("/dlna/control/content-directory", content=b"<a/>", headers={b"SOAPACTION": name})
            assert error_of(answer) == 401, name
        assert player.post("/dlna/control/content-directory", content=b"x" * 100_000, headers=header).status_code == 413
        assert player.post("/dlna/control/other", content=b"", headers=header).status_code == 404
        assert player.put("/dlna/control/content-directory").status_code in (404, 405)


def test_other_services(house: House) -> None:
    manager, registrar = (
        "urn:schemas-upnp-org:service:ConnectionManager:1",
        "urn:microsoft.com:service:X_MS_MediaReceiverRegistrar:1",
    )
    with house.player as player:
        assert arguments_of(player.call("GetCurrentConnectionIDs", "connection-manager", manager)) == {
            "ConnectionIDs": "0"
        }
        info = arguments_of(player.call("GetCurrentConnectionInfo", "connection-manager", manager, ConnectionID=0))
        assert info["Direction"] == "Output"
        assert error_of(player.call("GetCurrentConnectionInfo", "connection-manager", manager, ConnectionID=1)) == 706
        assert error_of(player.call("Browse", "connection-manager", manager)) == 401
        for action in ("IsAuthorized", "IsValidated"):
            assert arguments_of(player.call(action, "media-receiver-registrar", registrar, DeviceID="x")) == {
                "Result": "1"
            }
        assert "BASICVIEW" in arguments_of(player.call("X_GetFeatureList"))["FeatureList"]


def test_a_file_as_it_is(house: House) -> None:
    with house.player as player:
        item = player.named(all_of(house), "First")
        res = next(item.iter(f"{DIDL}res"))
        content = (house.disk / "films" / "First (2001).mp4").read_bytes()
        assert (res.attrib["size"], res.attrib["resolution"]) == (str(len(content)), "320x180")
        assert res.text is not None
        assert res.text.startswith(f"{house.server.url}/dlna/media/")
        assert res.text.endswith(".mp4")
        head = player.head(res.text, headers={"getcontentFeatures.dlna.org": "1", "transferMode.dlna.org": "Streaming"})
        assert (head.status_code, head.content, head.headers["content-length"]) == (200, b"", str(len(content)))
        assert head.headers["contentfeatures.dlna.org"] == res.attrib["protocolInfo"].split(":")[3]
        assert head.headers["transfermode.dlna.org"] == "Streaming"
        whole = player.get(res.text)
        assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, content, "video/mp4")
        assert whole.headers["access-control-allow-origin"] == "*"
        assert whole.headers["accept-ranges"] == "bytes"
        assert "set-cookie" not in whole.headers
        part = player.get(res.text, headers={"Range": "bytes=100-199", "TimeSeekRange.dlna.org": "npt=5-"})
        assert (part.status_code, part.content, part.headers["content-range"]) == (
            206,
            content[100:200],
            f"bytes 100-199/{len(content)}",
        )
        assert player.get(res.text, headers={"Range": f"bytes={len(content)}-"}).status_code == 416
        for name, value, status in (
            ("TimeSeekRange.dlna.org", "npt=5-", 406), ("PlaySpeed.dlna.org", "speed=2", 406), ("PlaySpeed.dlna.org", "speed=1", 200),
            ("getcontentFeatures.dlna.org", "0", 400), ("transferMode.dlna.org", "Interactive", 406),
        ):  # fmt: skip
            assert player.get(res.text, headers={name: value}).status_code == status, name
        playing = house.owner.ask("GET", "/api/v1/stream-session")
        assert [(one["username"], one["mode"], one["title"]) for one in playing] == [("DLNA", "direct", "First")]
        asked = player.options(res.text, headers={"Origin": "http://tv", "Access-Control-Request-Method": "GET"})
        assert (asked.status_code, asked.headers["access-control-allow-origin"]) == (204, "*")


def test_a_player_that_reads_the_beginning_of_everything_keeps_few_sessions(house: House) -> None:
    with house.player as player:
        found = didl(
            player.call(
                "Search", ContainerID="0", SearchCriteria='upnp:class derivedfrom "object.item.videoItem"', Filter="res"
            )
        )
        urls = [str(next(one.iter(f"{DIDL}res")).text) for one in found]
        assert len(urls) == 4
        for url in urls * 2:
            assert player.get(url, headers={"Range": "bytes=0-99"}).status_code == 206
        playing = [one for one in house.owner.ask("GET", "/api/v1/stream-session") if one["username"] == "DLNA"]
        assert len(playing) == MOST_OF_PLAYER


def test_requests_as_old_devices_send_them(house: House) -> None:
    with socket.create_connection(("127.0.0.1", house.server.port), timeout=10) as old:
        old.sendall(b"GET /dlna/device.xml HTTP/1.0\r\n\r\n")  # without a Host
        answer = b"".join(iter(lambda: old.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert f"<presentationURL>http://127.0.0.1:{house.server.port}/</presentationURL>".encode() in answer
    with house.player as player:
        body = (
            '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><m:Browse xmlns:m="'
            f'{CONTENT_DIRECTORY.type}"><ContainerID>0</ContainerID><BrowseFlag>BrowseMetadata</BrowseFlag></m:Browse></s:Body></s:Envelope>'
        ).encode()
        pieces = (body[start : start + 50] for start in range(0, len(body), 50))  # chunked
        headers = {"soapaction": f"{CONTENT_DIRECTORY.type}#Browse"}
        root = didl(player.post("/dlna/control/content-directory", content=pieces, headers=headers))[0]
        assert (root.get("id"), root.get("parentID"), root.findtext(f"{DC}title")) == ("0", "-1", "Living room")


def test_links_open_nothing_else(house: House) -> None:
    with house.player as player:
        url = player.resources(all_of(house), "First")["video/mp4"]
        head, signature, item, name = re.fullmatch(r"(.*/media/)([^/]+)/(\d+)/(\d+\.mp4)", url).groups()  # type: ignore[union-attr]
        for other in (
            f"{head}{signature}/{item}/{int(name[:-4]) + 1}.mp4", f"{head}{signature}/{int(item) + 1}/{name}", f"{head}{'A' * 24}/{item}/{name}",
            url.replace("/media/", "/converted/"), f"{head}{signature}/{item}/", f"{head}{signature}/{item}/{'9' * 400}.mp4",
            f"{head}{signature}/{item}/x.mp4",
        ):  # fmt: skip
            begun = time.monotonic()
            assert player.get(other).status_code == 404, other
            assert time.monotonic() - begun < 2


def test_a_converted_stream_begins_where_it_is_asked_to(house: House, tmp_path: Path) -> None:
    with house.player as player:
        resources = player.resources(all_of(house), "Second & <Third>")
        assert set(resources) == {"video/x-matroska", "video/mp4", "text/srt"}
        url = resources["video/mp4"]
        assert url.endswith(".mp4")
        head = player.head(url, headers={"getcontentFeatures.dlna.org": "1"})
        assert (head.status_code, head.headers["accept-ranges"]) == (200, "none")
        assert "DLNA.ORG_OP=10;DLNA.ORG_CI=1" in head.headers["contentfeatures.dlna.org"]
        lengths = {}
        for start in (0, 20):
            answer = player.get(url, headers={"TimeSeekRange.dlna.org": f"npt={start}-"} if start else {})
            assert (answer.status_code, answer.headers["content-type"]) == (200, "video/mp4")
            if start:
                assert answer.headers["timeseekrange.dlna.org"].startswith("npt=20.000-30.")
            target = tmp_path / f"{start}.mp4"
            target.write_bytes(answer.content)
            lengths[start] = _duration(target)
        assert lengths[0] == pytest.approx(30, abs=1)
        assert lengths[20] == pytest.approx(10, abs=3)
        for wrong in ("npt=40-", "npt=x-"):
            assert player.get(url, headers={"TimeSeekRange.dlna.org": wrong}).status_code == 416


def _duration(file: Path) -> float:
    import av

    with av.open(str(file)) as opened:
        frames = [
            float(packet.pts * packet.time_base)
            for packet in opened.demux(video=0)
            if packet.pts is not None and packet.time_base
        ]
    return max(frames) - min(frames)


def test_subtitles_and_posters(house: House) -> None:
    with house.player as player:
        first = player.named(all_of(house), "First")
        caption = first.findtext(f"{SEC}CaptionInfoEx")
        assert caption is not None
        assert caption.endswith(".srt")
        answer = player.get(caption)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (200, "*")
        assert answer.content.decode("utf-8-sig") == "1\r\n00:00:01,000 --> 00:00:02,000\r\n<i>Rock & roll</i>\r\n"
        film = player.resources(all_of(house), "First")["video/mp4"]
        assert player.head(film, headers={"getCaptionInfo.sec": "1"}).headers["captioninfo.sec"] == caption
        inside = player.get(player.resources(all_of(house), "Second & <Third>")["text/srt"])
        assert "00:00:01,000 --> 00:00:08,000\r\nThe first words" in inside.text
        images = first.findall(f"{UPNP}albumArtURI")
        assert len(images) == 2
        for image in images:
            assert image.text is not None
            answer = player.get(image.text)
            assert (answer.status_code, answer.headers["content-type"], answer.content[:3]) == (
                200,
                "image/jpeg",
                b"\xff\xd8\xff",
            )
            assert player.head(image.text).status_code == 200


def test_an_account_gives_its_rights_and_keeps_positions(house: House) -> None:
    owner_id = house.owner.ask("GET", "/api/v1/user")["id"]
    with house.player as player:
        first = str(player.named(all_of(house), "First").get("id"))
        assert error_of(player.call("X_SetBookmark", CategoryType="", RID="", ObjectID=first, PosSecond=4)) == 501
        old = player.resources(all_of(house), "First")["video/mp4"]
        house.set(dlna_user=owner_id)
        assert [one.findtext(f"{DC}title") for one in player.browse("0")] == [
            "Continue watching",
            "Movies",
            "Private",
            "Shows",
        ]
        assert arguments_of(player.call("X_SetBookmark", CategoryType="", RID="", ObjectID=first, PosSecond=4)) == {}
        item = player.named("continue", "First")
        assert str(item.findtext(f"{SEC}dcmInfo")).endswith("BM=4")
        assert house.owner.ask("GET", f"/api/v1/user/stopped-at/{first.rpartition('.')[2]}") == {"secs_offset": 4.0}
        secret = player.resources(all_of(house, house.private), "Secret")["video/mp4"]
        assert player.head(secret).status_code == 200
        house.set(dlna_user=house.child)  # nothing is certified
        assert next(one.get("childCount") for one in player.browse(f"l{house.films}")) == "0"
        assert player.browse(all_of(house)) == []
        assert error_of(player.call("Browse", ObjectID=first, BrowseFlag="BrowseMetadata")) == 701
        for url in (old, secret):
            assert player.head(url).status_code == 404
        house.owner.ask("PATCH", f"/api/v1/media/{first.rpartition('.')[2]}", 201, json={"certification": "G"})
        assert [one.get("id") for one in player.browse(all_of(house))] == [first]
        assert player.head(old).status_code == 200
        assert player.head(secret).status_code == 404


def test_who_is_not_in_the_local_network_finds_nothing(house: House) -> None:
    with house.player as player:
        url = player.resources(all_of(house), "First")["video/mp4"]
        for headers in (
            {"X-Forwarded-For": "8.8.8.8"}, {"X-Forwarded-For": "192.168.1.7, 8.8.8.8"}, {"X-Forwarded-For": "nonsense"},
            {"Host": "rebound.example.org"}, {"Host": ""},
        ):  # fmt: skip
            for method, path in (
                ("GET", "/dlna/device.xml"),
                ("GET", url),
                ("POST", "/dlna/control/content-directory"),
                ("SUBSCRIBE", "/dlna/events/content-directory"),
            ):
                answer = player.request(method, path, headers=headers)
                assert answer.status_code == 404, (method, path, headers)
        assert player.get("/dlna/device.xml", headers={"X-Forwarded-For": "192.168.1.7"}).status_code == 200


def test_subscriptions_go_to_the_subscriber_only(house: House) -> None:
    path = "/dlna/events/content-directory"
    usual = {"CALLBACK": "<http://127.0.0.1:9/e>", "NT": "upnp:event", "TIMEOUT": "Second-300"}
    with house.player as player:
        made = player.request("SUBSCRIBE", path, headers=usual)
        assert (made.status_code, made.headers["timeout"]) == (200, "Second-300")
        sid = {"SID": made.headers["sid"]}
        assert (
            player.request("SUBSCRIBE", path, headers={**sid, "TIMEOUT": "Second-600"}).headers["timeout"]
            == "Second-600"
        )
        for headers, status in (
            ({**usual, "CALLBACK": "<http://192.168.1.9/e>"}, 412), ({**usual, "CALLBACK": ""}, 412), ({**usual, "NT": "x"}, 412),
            ({**usual, **sid}, 400), ({"SID": "uuid:none"}, 412),
        ):  # fmt: skip
            assert player.request("SUBSCRIBE", path, headers=headers).status_code == status, headers
        assert player.request("UNSUBSCRIBE", path, headers=sid).status_code == 200
        assert player.request("UNSUBSCRIBE", path, headers=sid).status_code == 412
        assert player.request("SUBSCRIBE", "/dlna/events/other", headers=usual).status_code == 404


@pytest.mark.parametrize("header", ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"])
def test_through_a_proxy_nobody_subscribes(house: House, header: str) -> None:
    """Its address is the proxy's: events would go to whatever listens there, or to whom the header names."""
    path = "/dlna/events/content-directory"
    with house.player as player:
        for address in ("127.0.0.1", "192.168.1.7"):  # of the proxy; of the player behind it
            headers = {"CALLBACK": f"<http://{address}:9/e>", "NT": "upnp:event", header: "192.168.1.7"}
            refused = player.request("SUBSCRIBE", path, headers=headers)
            assert (refused.status_code, "sid" in refused.headers) == (412, False)
            assert "reverse proxy" in refused.text
        own = player.request("SUBSCRIBE", path, headers={"CALLBACK": "<http://127.0.0.1:9/e>", "NT": "upnp:event"})
        assert own.status_code == 200
        assert player.request("UNSUBSCRIBE", path, headers={"SID": own.headers["sid"]}).status_code == 200


def test_switched_off_there_is_nothing(house: House) -> None:
    with house.player as player:
        urls = [
            player.resources(all_of(house), "First")["video/mp4"],
            str(player.named(all_of(house), "First").findtext(f"{UPNP}albumArtURI")),
        ]
        with player.stream("GET", player.resources(all_of(house), "Second & <Third>")["video/x-matroska"]) as playing:
            assert playing.status_code == 200
            house.set(dlna=False)
            until(
                lambda: (
                    not [one for one in house.owner.ask("GET", "/api/v1/stream-session") if one["username"] == "DLNA"]
                ),
                10,
                "the end of the streams",
            )
        paths = [
            "/dlna/device.xml",
            "/dlna/content-directory.xml",
            "/dlna/icons/48.png",
            *(urlsplit(url).path for url in urls),
        ]
        for path in (*paths, "/dlna/", "/dlna/anything"):
            assert player.get(path).status_code == 404, path
        assert player.call("Browse", ObjectID="0", BrowseFlag="BrowseMetadata").status_code == 404
        assert player.request("SUBSCRIBE", "/dlna/events/content-directory").status_code == 404
        assert player.get("/upnp/device.xml").status_code == 404  # discovery is off
        house.set(dlna=True)
        assert player.get("/dlna/device.xml").status_code == 200
