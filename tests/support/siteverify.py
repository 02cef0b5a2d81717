"""A server that speaks reCAPTCHA's siteverify protocol: each answer is good once, and it can be made to be down or slow."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs


class SiteVerify:
    """What it was asked, and how it behaves: ok, down (500), odd (no JSON), slow."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/siteverify"
        self.mode = "ok"
        self.asked: list[dict[str, list[str]]] = []
        self.used: set[str] = set()

    def answer(self, form: dict[str, list[str]]) -> tuple[int, bytes]:
        """Status and body."""
        self.asked.append(form)
        response = form.get("response", [""])[0]
        if self.mode == "slow":
            time.sleep(8)
        if self.mode == "down":
            return 500, b"down"
        if self.mode == "odd":
            return 200, b"<html>"
        good = form.get("secret") == ["the secret"] and response.startswith("good") and response not in self.used
        self.used.add(response)
        return 200, json.dumps({"success": good, "error-codes": [] if good else ["invalid-input-response"]}).encode()


@contextmanager
def running() -> Iterator[SiteVerify]:
    """Such a server, while the context is open."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    verify = SiteVerify(server.server_address[1])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            status, body = verify.answer(parse_qs(self.rfile.read(length).decode()))
            try:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            except ConnectionError:
                pass  # who asked did not wait

        def log_message(self, *_arguments: Any) -> None:
            pass

    server.RequestHandlerClass = Handler
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield verify
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
