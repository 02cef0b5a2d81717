"""The connection to a Chromecast (CASTV2) with limits, and what is said on it.

Source: https://developers.google.com/cast/docs/media/messages
"""

import logging
import threading
from contextlib import suppress
from typing import Any

from pychromecast.error import ChromecastConnectionClosed
from pychromecast.generated.cast_channel_pb2 import CastMessage
from pychromecast.models import HostServiceInfo
from pychromecast.socket_client import SocketClient

from dim.budget import Budget
from dim.cast.device import Media

log = logging.getLogger(__name__)
SOCKET_SECONDS = 4.0
LONGEST_MESSAGE = 64 << 10
"""Bytes of a message (CASTV2 allows no more)."""
MESSAGES_A_SECOND, BURST = 50.0, 300.0
HLS = "application/vnd.apple.mpegurl"


class Client(SocketClient):
    """pychromecast's connection, with limits of what a device may send. One thread at a time uses its socket: pychromecast sends
    from the threads of its callers while its own one reads, which TLS connections of Python do not stand.
    """

    def __init__(self, host: str, port: int) -> None:
        super().__init__(
            cast_type="cast", tries=1, timeout=SOCKET_SECONDS, retry_wait=1.0, services={HostServiceInfo(host, port)}, zconf=None
        )  # fmt: skip
        self._budget = Budget(MESSAGES_A_SECOND, BURST)
        self._turn = threading.RLock()
        self.trouble: str | None = None
        """Why the connection is given up."""

    def run(self) -> None:
        """Serve the connection until it ends; then nothing of it stays open."""
        try:
            super().run()
        except Exception as error:  # whatever the library makes of one that is given up while it is made
            log.debug("A connection to a Chromecast was given up: %r", error)
        finally:
            for one in (self.socket, *self.socketpair, self.selector):
                if one is not None:
                    with suppress(OSError):
                        one.close()

    def send_message(self, *arguments: Any, **options: Any) -> None:
        """Send a message to the device."""
        with self._turn:
            super().send_message(*arguments, **options)

    def _read_message(self) -> CastMessage:
        if not self._budget.take(1):
            self.trouble = "sends more messages than any device needs"
            raise ChromecastConnectionClosed(self.trouble)
        return super()._read_message()

    def _read_bytes_from_socket(self, msglen: int) -> bytes:
        if msglen > LONGEST_MESSAGE:
            self.trouble = "sends a message that is too long"
            raise ChromecastConnectionClosed(self.trouble)
        with self._turn:
            return super()._read_bytes_from_socket(msglen)


def media_information(media: Media) -> dict[str, Any]:
    """What is loaded, as MediaInformation."""
    metadata = {"metadataType": 0, "title": media.title, "images": [{"url": media.poster}] if media.poster else []}
    described = {
        "contentId": media.url, "contentType": media.media_type, "streamType": "BUFFERED", "duration": media.duration,
        "metadata": metadata,
        "tracks": [
            {
                "trackId": one.id + 1, "type": "TEXT", "subtype": "SUBTITLES", "trackContentId": one.url,
                "trackContentType": "text/vtt", "name": one.name, "language": one.language or "und",
            }
            for one in media.subtitles
        ],
    }  # fmt: skip
    if media.media_type == HLS:
        described |= {"hlsSegmentFormat": "fmp4", "hlsVideoSegmentFormat": "fmp4"}
    return described
