"""A Chromecast for tests, on loopback, on threads of its own: mDNS, CASTV2 (TLS and protobuf), and it really fetches what it loads."""

import datetime
import json
import socket
import ssl
import struct
import tempfile
import threading
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pychromecast.generated.cast_channel_pb2 import CastMessage
from zeroconf import ServiceInfo, Zeroconf

from dim.cast.discovery import CHROMECAST_TYPE

PREFIX = "urn:x-cast:com.google.cast."
APP, SESSION = "CC1AD845", "session-1"
ORIGIN = {"Origin": "https://www.gstatic.com"}


class FakeChromecast:
    """`with FakeChromecast("Bedroom") as tv:` it is announced. `trouble`: what it does instead of answering."""

    def __init__(self, name: str, trouble: str | None = None, *, announced: bool = True, capabilities: int = 5) -> None:
        self.name, self.trouble, self._capabilities = name, trouble, capabilities
        self.id = uuid.uuid4()
        self.messages: list[dict[str, Any]] = []
        self.app: str | None = None
        self.idle_reason: str | None = None
        self.state, self.media, self.active = "IDLE", dict[str, Any](), list[int]()
        self.volume, self.is_muted = 0.5, False
        self.fails: str | None = None
        self.received: dict[str, Any] = {}
        self.connections = 0
        self._position, self._at = 0.0, time.monotonic()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._context = certificate_context()
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._sockets: list[ssl.SSLSocket] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._zeroconf: Zeroconf | None = None
        self._announced = announced

    @property
    def device_id(self) -> str:
        return f"chromecast-{self.id.hex}"

    def __enter__(self) -> "FakeChromecast":
        self._threads[0].start()
        if self._announced:
            announcing = threading.Thread(
                target=self._announce
            )  # in a thread without an event loop, zeroconf has one of its own
            announcing.start()
            announcing.join(20)
        return self

    def __exit__(self, *_error: object) -> None:
        self._stopping.set()
        leaving = threading.Thread(target=self._leave)
        leaving.start()
        leaving.join(20)
        self.drop()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(10)

    def drop(self) -> None:
        """End all connections."""
        for one in self._sockets:
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()
        self._sockets.clear()

    def _announce(self) -> None:
        self._zeroconf = Zeroconf(interfaces=["127.0.0.1"])
        texts = {"id": self.id.hex, "fn": self.name, "md": "Chromecast", "ca": str(self._capabilities)}
        info = ServiceInfo(
            CHROMECAST_TYPE, f"Fake-{self.id.hex}.{CHROMECAST_TYPE}", port=self.port, addresses=[socket.inet_aton("127.0.0.1")], properties=texts,
            server=f"fake-{self.id.hex[:8]}.local.",
        )  # fmt: skip
        self._zeroconf.register_service(info, cooperating_responders=True)

    def _leave(self) -> None:
        if self._zeroconf is not None:
            self._zeroconf.unregister_all_services()
            self._zeroconf.close()

    @property
    def position(self) -> float:
        return self._position + (time.monotonic() - self._at if self.state == "PLAYING" else 0.0)

    def change(self, state: str, reason: str | None = None, position: float | None = None) -> None:
        """Its state changes, as when someone uses its own remote."""
        self._position, self._at = self.position if position is None else position, time.monotonic()
        self.state, self.idle_reason = state, reason
        self._tell_all("media", "web-1", self._media_status())

    def run_app(self, app: str | None) -> None:
        """Another sender starts or ends a program."""
        self.app, self.state, self.media = app, "IDLE", {}
        self._tell_all("receiver", "receiver-0", self._receiver_status())

    # The wire

    def _accept(self) -> None:
        while not self._stopping.is_set():
            try:
                plain, _ = self._listener.accept()
                plain.settimeout(10)
                wrapped = self._context.wrap_socket(plain, server_side=True)
            except OSError:
                continue
            self.connections += 1
            self._sockets.append(wrapped)
            thread = threading.Thread(target=self._serve, args=(wrapped,))
            self._threads.append(thread)
            thread.start()

    def _serve(self, wrapped: ssl.SSLSocket) -> None:
        with suppress(OSError, ValueError):
            match self.trouble:
                case "long":
                    wrapped.sendall(struct.pack(">I", 0xFFFFFFFF) + b"x" * 100_000)
                case "rubbish":
                    wrapped.sendall(struct.pack(">I", 64) + b"\xff" * 64)
                case "flood":
                    while not self._stopping.is_set():
                        self._send(wrapped, "receiver", "receiver-0", self._receiver_status())
            while True:
                size = struct.unpack(">I", _read(wrapped, 4))[0]
                message = CastMessage()
                message.ParseFromString(_read(wrapped, size))
                if self.trouble is None:
                    self._answer(wrapped, message)

    def _send(self, wrapped: ssl.SSLSocket, namespace: str, source: str, data: dict[str, Any]) -> None:
        message = CastMessage()
        message.protocol_version, message.payload_type = message.CASTV2_1_0, CastMessage.STRING
        message.source_id, message.destination_id, message.namespace = source, "*", PREFIX + namespace
        message.payload_utf8 = json.dumps(data)
        with self._lock:
            wrapped.sendall(struct.pack(">I", message.ByteSize()) + message.SerializeToString())

    def _tell_all(self, namespace: str, source: str, data: dict[str, Any]) -> None:
        for one in list(self._sockets):
            with suppress(OSError, ValueError):
                self._send(one, namespace, source, data)

    def _answer(self, wrapped: ssl.SSLSocket, message: CastMessage) -> None:
        data = json.loads(message.payload_utf8)
        number = {"requestId": data.get("requestId", 0)}
        kind = data["type"]
        if kind == "PING":
            self._send(wrapped, "tp.heartbeat", "receiver-0", {"type": "PONG"})
            return
        if kind not in ("GET_STATUS", "CONNECT", "PONG"):
            self.messages.append(data)
        if message.namespace == PREFIX + "receiver":
            match kind:
                case "LAUNCH":
                    self.app = data["appId"]
                case "STOP":
                    self.app, self.state, self.media = None, "IDLE", {}
                case "SET_VOLUME":
                    self.volume = data["volume"].get("level", self.volume)
                    self.is_muted = data["volume"].get("muted", self.is_muted)
            self._send(wrapped, "receiver", "receiver-0", {**self._receiver_status(), **number})
        elif message.namespace == PREFIX + "media":
            self._media(wrapped, kind, data, number)

    def _media(self, wrapped: ssl.SSLSocket, kind: str, data: dict[str, Any], number: dict[str, Any]) -> None:
        if kind == self.fails:
            self._send(wrapped, "media", "web-1", {"type": f"{kind}_FAILED", **number})
            return
        match kind:
            case "LOAD":
                self.media, self.active = data["media"], data.get("activeTrackIds", [])
                self.received = self._fetch(self.media["contentId"])
                self._position, self._at = data.get("currentTime", 0.0), time.monotonic()
                self.state, self.idle_reason = "PLAYING" if data["autoplay"] else "PAUSED", None
            case "PAUSE" | "PLAY":
                self.change("PAUSED" if kind == "PAUSE" else "PLAYING")
            case "SEEK":
                self._position, self._at = data["currentTime"], time.monotonic()
            case "EDIT_TRACKS_INFO":
                self.active = data["activeTrackIds"]
            case "STOP":
                self.change("IDLE", "CANCELLED")
        self._send(wrapped, "media", "web-1", {**self._media_status(), **number})

    def _fetch(self, url: str) -> dict[str, Any]:
        """Get what a receiver needs to begin, as its browser does."""
        found: dict[str, Any] = {"url": url}
        try:
            with httpx.Client(trust_env=False, timeout=30, headers=ORIGIN) as client:
                if "mpegurl" not in self.media["contentType"]:
                    answer = client.get(url, headers={"Range": "bytes=0-999"})
                    return {
                        **found,
                        "status": answer.status_code,
                        "headers": dict(answer.headers),
                        "bytes": len(answer.content),
                    }
                master = client.get(url)
                found |= {"status": master.status_code, "headers": dict(master.headers), "master": master.text}
                rendition = next(line for line in master.text.splitlines() if line and not line.startswith("#"))
                playlist = client.get(urljoin(url, rendition))
                segment = next(line for line in playlist.text.splitlines() if line and not line.startswith("#"))
                media = client.get(urljoin(urljoin(url, rendition), segment))
                return {
                    **found,
                    "segment": media.status_code,
                    "cors": media.headers.get("access-control-allow-origin"),
                    "bytes": len(media.content),
                }
        except (httpx.HTTPError, StopIteration) as error:
            return {**found, "error": repr(error)}

    def _receiver_status(self) -> dict[str, Any]:
        namespaces = [{"name": PREFIX + "media"}]
        app = {
            "appId": self.app,
            "displayName": "Receiver",
            "namespaces": namespaces,
            "sessionId": SESSION,
            "transportId": "web-1",
        }
        volume = {"level": self.volume, "muted": self.is_muted, "controlType": "attenuation"}
        return {"type": "RECEIVER_STATUS", "status": {"volume": volume, "applications": [app] if self.app else []}}

    def _media_status(self) -> dict[str, Any]:
        if not self.media:
            return {"type": "MEDIA_STATUS", "status": []}
        status = {
            "mediaSessionId": 7, "playerState": self.state, "currentTime": self.position, "media": self.media, "activeTrackIds": self.active,
            "supportedMediaCommands": 12303, "volume": {"level": 1.0, "muted": False},
        }  # fmt: skip
        if self.idle_reason:
            status["idleReason"] = self.idle_reason
        return {"type": "MEDIA_STATUS", "status": [status]}


def _read(wrapped: ssl.SSLSocket, size: int) -> bytes:
    found = b""
    while len(found) < size:
        chunk = wrapped.recv(size - len(found))
        if not chunk:
            raise OSError("closed")
        found += chunk
    return found


def certificate_context() -> ssl.SSLContext:
    """A certificate that nobody trusts, as Chromecasts have them."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "fake")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
        .not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1)).sign(key, hashes.SHA256())
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "pair.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        context.load_cert_chain(path)
    return context
