"""Connections to Chromecasts that come to nothing leave nothing behind."""

import asyncio
import gc
import socket
import threading
from contextlib import suppress

import psutil
import pytest

from dim.cast.chromecast import Chromecast
from dim.cast.device import DeviceGoneError, FoundDevice
from support.cast.chromecast import certificate_context


def found(port: int) -> FoundDevice:
    return FoundDevice("chromecast", "chromecast-1", "Stick", "127.0.0.1", port)


def test_a_device_that_refuses_keeps_no_files_open() -> None:
    async def main() -> int:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
        before = psutil.Process().num_fds()
        for _ in range(5):
            with pytest.raises(DeviceGoneError):
                await Chromecast.connect(found(port))
        return psutil.Process().num_fds() - before

    gc.collect()
    gc.disable()  # they are closed, not found
    try:
        assert asyncio.run(main()) <= 0
    finally:
        gc.enable()


def test_a_connection_that_is_made_after_it_was_given_up_ends_quietly(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[threading.ExceptHookArgs] = []
    monkeypatch.setattr(threading, "excepthook", raised.append)
    given_up, served = threading.Event(), threading.Event()
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with listener, suppress(OSError):
            plain, _ = listener.accept()
            given_up.wait(10)
            plain.settimeout(10)
            with certificate_context().wrap_socket(plain, server_side=True) as wrapped:
                wrapped.recv(1)
        served.set()

    async def main() -> None:
        connecting = asyncio.create_task(Chromecast.connect(found(listener.getsockname()[1])))
        await asyncio.sleep(0)  # it has begun
        connecting.cancel()
        asyncio.get_running_loop().call_soon(given_up.set)
        await asyncio.wait({connecting})
        assert connecting.cancelled()

    thread = threading.Thread(target=serve)
    thread.start()
    asyncio.run(main())
    assert served.wait(10)
    thread.join(10)
    for other in threading.enumerate():
        if other.name.startswith("Thread-") and other is not thread:
            other.join(10)
    assert raised == []
