"""A DLNA renderer for tests, on loopback, on threads of its own: SSDP, SOAP, GENA, and it really fetches what it is told to play."""

import socket
import struct
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from xml.etree import ElementTree
from xml.sax.saxutils import escape

import httpx

GROUP, PORT = "239.255.255.250", 1900
DEVICE_TYPE = "urn:schemas-upnp-org:device:MediaRenderer:1"
SINK = "http-get:*:video/mp4:*,http-get:*:video/x-mkv:*,http-get:*:audio/mpeg:*"
ACTIONS: dict[str, dict[str, tuple[list[str], list[str]]]] = {
    "AVTransport": {
        "SetAVTransportURI": (["InstanceID", "CurrentURI", "CurrentURIMetaData"], []),
        "Play": (["InstanceID", "Speed"], []),
        "Pause": (["InstanceID"], []),
        "Stop": (["InstanceID"], []),
        "Seek": (["InstanceID", "Unit", "Target"], []),
        "GetTransportInfo": (["InstanceID"], ["CurrentTransportState"]),
        "GetPositionInfo": (["InstanceID"], ["TrackURI", "RelTime"]),
    },
    "RenderingControl": {
        "GetVolume": (["InstanceID", "Channel"], ["CurrentVolume"]),
        "SetVolume": (["InstanceID", "Channel", "DesiredVolume"], []),
        "GetMute": (["InstanceID", "Channel"], ["CurrentMute"]),
        "SetMute": (["InstanceID", "Channel", "DesiredMute"], []),
    },
    "ConnectionManager": {"GetProtocolInfo": ([], ["Source", "Sink"])},
}
TYPES = {
    "InstanceID": "ui4",
    "CurrentVolume": "ui2",
    "DesiredVolume": "ui2",
    "CurrentMute": "boolean",
    "DesiredMute": "boolean",
}
LOUDEST = 50


class FakeRenderer:
    """`with FakeRenderer("TV") as tv:` it is announced. `trouble`: how it answers requests for its description."""

    def __init__(self, name: str, sink: str = SINK, trouble: str | None = None) -> None:
        self.name, self.sink, self.trouble = name, sink, trouble
        self.udn = f"uuid:{uuid.uuid4()}"
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.state, self.uri, self.metadata = "NO_MEDIA_PRESENT", "", ""
        self.volume, self.is_muted, self.refuses = 20, False, set[str]()
        self.received: dict[str, Any] = {}
        """What it got of what it plays: the status, headers, and how many bytes."""
        self.requests = 0
        self._position, self._at = 0.0, time.monotonic()
        self._subscribers: dict[str, str] = {}
        self._stopping = threading.Event()
        self._fetches: list[threading.Thread] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._threads = [
            threading.Thread(target=self._server.serve_forever, args=(0.05,)),
            threading.Thread(target=self._answer),
        ]

    @property
    def device_id(self) -> str:
        return f"dlna-{self.udn.removeprefix('uuid:')}"

    @property
    def location(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}/device.xml"

    def __enter__(self) -> "FakeRenderer":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        self._server.shutdown()
        self._server.server_close()
        for thread in [*self._threads, *self._fetches]:
            thread.join(10)

    @property
    def position(self) -> float:
        return self._position + (time.monotonic() - self._at if self.state == "PLAYING" else 0.0)

    def jump(self, position: float) -> None:
        self._position, self._at = position, time.monotonic()

    def change(self, state: str) -> None:
        """Its state changes, as when someone uses its own remote; it sends an event."""
        self.jump(self.position)
        self.state = state
        event = '<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0"><e:property><LastChange/></e:property></e:propertyset>'
        for sid, url in list(self._subscribers.items()):
            headers = {"NT": "upnp:event", "NTS": "upnp:propchange", "SID": sid, "SEQ": "1", "Content-Type": "text/xml"}
            threading.Thread(target=_notify, args=(url, headers, event), daemon=True).start()

    @property
    def callbacks(self) -> list[str]:
        """Where it sends events to."""
        return list(self._subscribers.values())

    # What it is told

    def act(self, action: str, given: dict[str, str]) -> dict[str, object] | int:  # noqa: C901 - a table
        """Do an action; what it gives, or an error code."""
        self.calls.append((action, given))
        if action in self.refuses:
            return 716 if action == "SetAVTransportURI" else 701
        match action:
            case "SetAVTransportURI":
                self.uri, self.metadata = given["CurrentURI"], given["CurrentURIMetaData"]
                self.jump(0.0)
                self.state = "STOPPED"
            case "Play":
                if self.state != "PAUSED_PLAYBACK":
                    self.state = "TRANSITIONING"
                    thread = threading.Thread(target=self._fetch, args=(self.uri,), daemon=True)
                    self._fetches.append(thread)
                    thread.start()
                else:
                    self.change("PLAYING")
            case "Pause":
                self.change("PAUSED_PLAYBACK")
            case "Stop":
                self.change("STOPPED")
            case "Seek":
                hours, minutes, seconds = given["Target"].split(":")
                self.jump(int(hours) * 3600 + int(minutes) * 60 + float(seconds))
            case "GetTransportInfo":
                return {"CurrentTransportState": self.state}
            case "GetPositionInfo":
                whole = int(self.position)
                return {"TrackURI": self.uri, "RelTime": f"{whole // 3600}:{whole // 60 % 60:02}:{whole % 60:02}"}
            case "GetVolume":
                return {"CurrentVolume": self.volume}
            case "SetVolume":
                self.volume = int(given["DesiredVolume"])
            case "GetMute":
                return {"CurrentMute": int(self.is_muted)}
            case "SetMute":
                self.is_muted = given["DesiredMute"] == "1"
            case "GetProtocolInfo":
                return {"Source": "", "Sink": self.sink}
        return {}

    def _fetch(self, url: str) -> None:
        """Get some of it, as a renderer does before it plays."""
        try:
            with httpx.Client(trust_env=False, timeout=20) as client, client.stream("GET", url) as response:
                read = 0
                for chunk in response.iter_bytes():
                    read += len(chunk)
                    if read > 100_000:
                        break
                self.received = {
                    "status": response.status_code,
                    "headers": dict(response.headers),
                    "bytes": read,
                    "url": url,
                }
        except httpx.HTTPError as error:
            self.received = {"error": repr(error)}
        if self.uri == url and self.state == "TRANSITIONING":
            self.jump(0.0)
            self.change("PLAYING" if self.received.get("status") in (200, 206) else "STOPPED")

    # SSDP

    def _answer(self) -> None:
        """Answer searches."""
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as ears:
            ears.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            ears.bind((GROUP, PORT))
            own = socket.inet_aton("127.0.0.1")
            ears.setsockopt(
                socket.IPPROTO_IP, socket.IP_ADD_MEMBERSHIP, struct.pack("4s4s", socket.inet_aton(GROUP), own)
            )
            ears.settimeout(0.1)
            while not self._stopping.is_set():
                try:
                    data, sender = ears.recvfrom(2048)
                except TimeoutError:
                    continue
                if data.startswith(b"M-SEARCH") and DEVICE_TYPE.encode() in data:
                    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as voice:
                        voice.bind(("127.0.0.1", 0))
                        voice.sendto(self._found(), sender)

    def _found(self) -> bytes:
        lines = ["HTTP/1.1 200 OK", "CACHE-CONTROL: max-age=1800", "EXT:", f"LOCATION: {self.location}", "SERVER: Fake UPnP/1.0",
                 f"ST: {DEVICE_TYPE}", f"USN: {self.udn}::{DEVICE_TYPE}", "", ""]  # fmt: skip
        return "\r\n".join(lines).encode()

    # Documents

    def describe(self) -> str:
        services = "".join(
            f"<service><serviceType>urn:schemas-upnp-org:service:{name}:1</serviceType><serviceId>urn:upnp-org:serviceId:{name}</serviceId>"
            f"<SCPDURL>/{name}.xml</SCPDURL><controlURL>/control/{name}</controlURL><eventSubURL>/event/{name}</eventSubURL></service>"
            for name in ACTIONS
        )
        return (
            '<?xml version="1.0"?><root xmlns="urn:schemas-upnp-org:device-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>'
            f"<device><deviceType>{DEVICE_TYPE}</deviceType><friendlyName>{escape(self.name)}</friendlyName>"
            f"<manufacturer>Tests</manufacturer><modelName>Fake</modelName><UDN>{self.udn}</UDN>"
            f"<serviceList>{services}</serviceList></device></root>"
        )

    def subscribe(self, headers: Any) -> str:
        sid = headers.get("SID") or f"uuid:{uuid.uuid4()}"
        if (callback := headers.get("CALLBACK")) is not None:
            self._subscribers[sid] = callback.strip("<>")
        return sid

    def unsubscribe(self, sid: str) -> None:
        self._subscribers.pop(sid, None)


def scpd(service: str) -> str:
    """The description of a service: each argument has a variable of its own."""

    def argument(name: str, direction: str) -> str:
        return f"<argument><name>{name}</name><direction>{direction}</direction><relatedStateVariable>A_{name}</relatedStateVariable></argument>"

    actions, names = "", set[str]()
    for action, (given, answered) in ACTIONS[service].items():
        names |= {*given, *answered}
        arguments = "".join([*(argument(name, "in") for name in given), *(argument(name, "out") for name in answered)])
        actions += f"<action><name>{action}</name><argumentList>{arguments}</argumentList></action>"
    limits = f"<allowedValueRange><minimum>0</minimum><maximum>{LOUDEST}</maximum></allowedValueRange>"
    variables = "".join(
        f'<stateVariable sendEvents="no"><name>A_{name}</name><dataType>{TYPES.get(name, "string")}</dataType></stateVariable>'
        for name in sorted(names)
    )
    if service == "RenderingControl":
        variables += (
            f'<stateVariable sendEvents="no"><name>Volume</name><dataType>ui2</dataType>{limits}</stateVariable>'
        )
    return (
        '<?xml version="1.0"?><scpd xmlns="urn:schemas-upnp-org:service-1-0"><specVersion><major>1</major><minor>0</minor></specVersion>'
        f"<actionList>{actions}</actionList><serviceStateTable>{variables}</serviceStateTable></scpd>"
    )


def _notify(url: str, headers: dict[str, str], body: str) -> None:
    try:
        with httpx.Client(trust_env=False, timeout=5) as client:
            client.request("NOTIFY", url, headers=headers, content=body)
    except httpx.HTTPError:
        pass  # the server has stopped


def _handler(fake: FakeRenderer) -> type[BaseHTTPRequestHandler]:  # noqa: C901 - a table
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            pass

        def _send(self, body: str | bytes, status: int = 200, **headers: str) -> None:
            data = body.encode() if isinstance(body, str) else body
            self.send_response(status)
            for name, value in {"Content-Type": 'text/xml; charset="utf-8"', **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            try:
                self.wfile.write(data)
            except OSError:
                self.close_connection = True

        def do_GET(self) -> None:
            fake.requests += 1
            name = self.path.strip("/").removesuffix(".xml")
            match fake.trouble:
                case "hangs":
                    fake._stopping.wait(30)
                    self.close_connection = True
                case "redirects":
                    self._send("", 302, Location=f"http://127.0.0.2:{fake._server.server_port}/device.xml")
                case "huge":
                    self._send(b"<root>" + b"x" * (8 << 20))
                case "rubbish":
                    self._send(b"\x00\xff" * 500)
                case "bomb":
                    entities = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 10))
                    self._send(f'<?xml version="1.0"?><!DOCTYPE root [<!ENTITY e0 "lol">{entities}]><root>&e9;</root>')
                case "elsewhere":
                    self._send(fake.describe().replace("<controlURL>/", "<controlURL>http://127.0.0.2:1/"))
                case _ if name in ACTIONS:
                    self._send(scpd(name))
                case _:
                    self._send(fake.describe())

        def do_POST(self) -> None:
            if fake.trouble == "mute":
                self.close_connection = True
                return
            length = int(self.headers.get("Content-Length", 0))
            body = ElementTree.fromstring(self.rfile.read(length))
            call = body[0][0]
            service, _, action = call.tag.removeprefix("{").partition("}")
            answer = fake.act(action, {one.tag: one.text or "" for one in call})
            if isinstance(answer, int):
                fault = (
                    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError'
                    '</faultstring><detail><UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>'
                    f"{answer}</errorCode><errorDescription>No</errorDescription></UPnPError></detail></s:Fault></s:Body></s:Envelope>"
                )
                self._send(fault, 500)
                return
            values = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in answer.items())
            self._send(
                '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/"><s:Body>'
                f'<u:{action}Response xmlns:u="{service}">{values}</u:{action}Response></s:Body></s:Envelope>'
            )

        def do_SUBSCRIBE(self) -> None:
            self._send("", SID=fake.subscribe(self.headers), TIMEOUT="Second-300")

        def do_UNSUBSCRIBE(self) -> None:
            fake.unsubscribe(self.headers.get("SID", ""))
            self._send("")

    return Handler
