"""A certificate authority on loopback that speaks ACME (RFC 8555): it checks signatures, nonces and proofs, and signs."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from uuid import uuid4

from acme.jws import JWS
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from josepy import b64
from josepy.jwk import JWK

LIFE = timedelta(days=90)
Proof = Callable[[str, str], str]
"""Looks for the proof of a domain and token; what is there, as a text."""


@dataclass
class AcmeServer:
    """Use as a context. `look`: how it looks for proofs, by challenge type; `now`: when certificates begin."""

    look: dict[str, Proof]
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    refuses: str | None = None
    """Refuse new orders with this text."""
    log: list[str] = field(default_factory=list)
    """What was asked for, by name."""
    accounts: dict[str, JWK] = field(default_factory=dict)
    issued: int = 0

    def __enter__(self) -> "AcmeServer":
        self.nonces: set[str] = set()
        self.orders: dict[str, dict[str, Any]] = {}
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.root = self._sign("Fake root", self.key.public_key(), None)
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,))
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    @property
    def directory(self) -> str:
        return f"{self.base}/directory"

    def _sign(self, name: str, key: Any, names: list[str] | None) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Fake root")])
        builder = (
            x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(key)
            .serial_number(x509.random_serial_number()).not_valid_before(self.now).not_valid_after(self.now + LIFE)
            .add_extension(x509.BasicConstraints(ca=names is None, path_length=None), critical=True)
        )  # fmt: skip
        if names:
            alternatives = x509.SubjectAlternativeName([x509.DNSName(one) for one in names])
            builder = builder.add_extension(alternatives, critical=False)
        return builder.sign(self.key, hashes.SHA256())

    def answer(self, path: str, payload: Any, account: str | None, key: JWK) -> tuple[int, dict[str, str], Any]:
        kind, _, name = path.strip("/").partition("/")
        self.log.append(kind)
        match kind:
            case "new-account":
                thumbprint = key.thumbprint().hex()
                assert payload["termsOfServiceAgreed"] is True
                status = 200 if thumbprint in self.accounts else 201
                self.accounts[thumbprint] = key
                return status, {"Location": f"{self.base}/account/{thumbprint}"}, {"status": "valid"}
            case "new-order":
                assert account is not None
                if self.refuses:
                    return 429, {}, {"type": "urn:ietf:params:acme:error:rateLimited", "detail": self.refuses}
                domains = [one["value"] for one in payload["identifiers"]]
                order: dict[str, Any] = {"domains": domains, "state": {}, "error": {}, "chain": None}
                self.orders[number := str(len(self.orders))] = order
                for place in range(len(domains)):
                    order["state"][place] = "pending"
                return 201, {"Location": f"{self.base}/order/{number}"}, self._order(number)
            case "order":
                return 200, {}, self._order(name)
            case "authz":
                return 200, {}, self._authorization(*name.split("-"))
            case "challenge":
                number, index, challenge = name.split("~")
                self._validate(number, int(index), challenge, key)
                return (
                    200,
                    {"Link": f'<{self.base}/authz/{number}-{index}>;rel="up"'},
                    self._challenge(number, int(index), challenge),
                )
            case "finalize":
                order = self.orders[name]
                assert set(order["state"].values()) == {"valid"}, "finalized before it was ready"
                request = x509.load_der_x509_csr(b64.b64decode(payload["csr"]))
                assert request.is_signature_valid
                self.issued += 1
                leaf = self._sign(order["domains"][0], request.public_key(), order["domains"])
                order["chain"] = (leaf.public_bytes(Encoding.PEM) + self.root.public_bytes(Encoding.PEM)).decode()
                return 200, {}, self._order(name)
            case "certificate":
                return 200, {"Content-Type": "application/pem-certificate-chain"}, self.orders[name]["chain"]
        return 404, {}, {"type": "urn:ietf:params:acme:error:malformed", "detail": f"no {path}"}

    def _order(self, number: str) -> dict[str, Any]:
        order = self.orders[number]
        states = set(order["state"].values())
        status = (
            "valid"
            if order["chain"]
            else "invalid"
            if "invalid" in states
            else "ready"
            if states == {"valid"}
            else "pending"
        )
        found: dict[str, Any] = {
            "status": status, "identifiers": [{"type": "dns", "value": one} for one in order["domains"]],
            "authorizations": [f"{self.base}/authz/{number}-{place}" for place in range(len(order["domains"]))],
            "finalize": f"{self.base}/finalize/{number}",
        }  # fmt: skip
        if order["chain"]:
            found["certificate"] = f"{self.base}/certificate/{number}"
        return found

    def _authorization(self, number: str, place: str) -> dict[str, Any]:
        order = self.orders[number]
        return {
            "status": order["state"][int(place)], "identifier": {"type": "dns", "value": order["domains"][int(place)]},
            "challenges": [self._challenge(number, int(place), kind) for kind in self.look],
        }  # fmt: skip

    def _challenge(self, number: str, place: int, kind: str) -> dict[str, Any]:
        order = self.orders[number]
        token = b64.b64encode(f"token {number} {place} padded to be long".encode()).decode()
        found = {
            "type": kind,
            "url": f"{self.base}/challenge/{number}~{place}~{kind}",
            "token": token,
            "status": order["state"][place],
        }
        if place in order["error"]:
            found["error"] = {"type": "urn:ietf:params:acme:error:unauthorized", "detail": order["error"][place]}
        return found

    def _validate(self, number: str, place: int, kind: str, key: JWK) -> None:
        order = self.orders[number]
        token = self._challenge(number, place, kind)["token"]
        authorization = f"{token}.{b64.b64encode(key.thumbprint()).decode()}"
        expected = authorization
        if kind == "dns-01":
            digest = hashes.Hash(hashes.SHA256())
            digest.update(authorization.encode())
            expected = b64.b64encode(digest.finalize()).decode()
        found = self.look[kind](order["domains"][place], token)
        order["state"][place] = "valid" if found == expected else "invalid"
        if found != expected:
            order["error"][place] = f"found {found!r} instead"

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: object) -> None:
                pass

            def do_HEAD(self) -> None:
                self._send(200, {}, None)

            def do_GET(self) -> None:
                base = authority.base
                names = {
                    "newNonce": "nonce",
                    "newAccount": "new-account",
                    "newOrder": "new-order",
                    "revokeCert": "revoke",
                    "keyChange": "change",
                }
                self._send(200, {}, {name: f"{base}/{path}" for name, path in names.items()})

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                signed = JWS.from_json(json.loads(body))
                protected = signed.signature.combined
                nonce = b64.b64encode(protected.nonce).decode()
                if nonce not in authority.nonces:
                    self._send(400, {}, {"type": "urn:ietf:params:acme:error:badNonce", "detail": "used"})
                    return
                authority.nonces.discard(nonce)
                account = protected.kid.rpartition("/")[2] if protected.kid else None
                key = authority.accounts[account] if account else protected.jwk
                assert signed.verify(key), "a wrong signature"
                assert protected.url == authority.base + self.path
                payload = json.loads(signed.payload) if signed.payload else None
                self._send(*authority.answer(self.path, payload, account, key))

            def _send(self, status: int, headers: dict[str, str], content: Any) -> None:
                authority.nonces.add(nonce := b64.b64encode(uuid4().bytes).decode())
                body = (
                    content.encode()
                    if isinstance(content, str)
                    else b""
                    if content is None
                    else json.dumps(content).encode()
                )
                kind = "application/problem+json" if status >= 400 else "application/json"
                self.send_response(status)
                for name, value in {
                    "Content-Type": kind,
                    "Replay-Nonce": nonce,
                    "Content-Length": str(len(body)),
                    **headers,
                }.items():
                    self.send_header(name, value)
                self.end_headers()
                self.wfile.write(body)

        return Handler
