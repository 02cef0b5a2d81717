"""A real server, found and browsed as televisions do: by async-upnp-client, and by requests as they send them."""

import asyncio
import socket
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from async_upnp_client.aiohttp import AiohttpNotifyServer, AiohttpRequester
from async_upnp_client.client_factory import UpnpFactory
from async_upnp_client.profiles.dlna import DmsDevice

from dim.upnp.services import CONTENT_DIRECTORY
from support.dlna_house import DC, UPNP, House, all_of, arguments_of, didl, error_of
from support.server import free_port, until


def test_a_control_point_browses_searches_and_gets_events(house: House) -> None:
    async def test() -> None:
        requester = AiohttpRequester()
        device = await UpnpFactory(requester).async_create_device(f"{house.server.url}/dlna/device.xml")
        assert (device.friendly_name, device.manufacturer) == ("Living room", "Dim")
        assert device.device_type.endswith(":MediaServer:1")
        port = free_port()
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
