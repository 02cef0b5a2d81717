"""Subscriptions to events of services, GENA (UPnP Device Architecture 1.0, section 4)."""

import asyncio
import logging
import re
import time
import uuid
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

from dim.upnp.description import CONTENT_TYPE, XML
from dim.upnp.local import parse_address

log = logging.getLogger(__name__)
MOST, MOST_OF_ADDRESS = 100, 10
"""Subscriptions at the same time: of all, and of one address."""
SHORTEST, LONGEST = 60, 1800
"""Seconds for which a subscription holds."""
BACKLOG = 8
"""Events that wait for a slow subscriber; the oldest are dropped, since each has complete values."""
SEND_SECONDS = 5.0
MOST_FAILURES = 3
LONGEST_CALLBACK = 1000

Send = Callable[[str, Mapping[str, str], bytes], Awaitable[None]]
"""Sends a NOTIFY to a URL, with headers and a body. Raises OSError: it could not be delivered."""


class SubscriptionError(Exception):
    """The subscription is refused; `status` is that of HTTP."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


def check_callback(header: str, subscriber: str) -> str:
    """The URL that a subscriber wants events at: the first of the header CALLBACK that is at its own address.

    Events to any other address would let a stranger send requests in Dim's name (CVE-2020-12695, CallStranger); a name could be
    changed to another address after this check. Raises SubscriptionError 412: there is none.
    """
    own = parse_address(subscriber)
    for url in re.findall(r"<([^<>\s]+)>", header[: LONGEST_CALLBACK * 4]):
        if own is not None and len(url) <= LONGEST_CALLBACK and _is_at(url, own):
            return str(url)
    raise SubscriptionError(412, "CALLBACK has to be a plain http URL at your own address.")


def _is_at(url: str, own: object) -> bool:
    try:
        parts = urlsplit(url)
        address, port = parse_address(parts.hostname or ""), parts.port
    except ValueError:
        return False
    is_plain = parts.username is None and "%" not in parts.netloc  # "192.168.1.7%.example.org" is a name, not a zone
    return parts.scheme == "http" and is_plain and address == own and port != 0 and url.isascii()


def read_timeout(header: str) -> int:
    """The seconds that a subscriber asks for, within our limits; "Second-infinite" is the longest."""
    match = re.fullmatch(r"Second-([0-9]{1,9})", header.strip(), re.IGNORECASE)
    return max(SHORTEST, min(int(match[1]), LONGEST)) if match else LONGEST


def properties(values: Mapping[str, object]) -> bytes:
    """The body of an event."""
    changed = "".join(
        f"<e:property><{name}>{escape(str(value))}</{name}></e:property>" for name, value in values.items()
    )
    return f'{XML}<e:propertyset xmlns:e="urn:schemas-upnp-org:event-1-0">{changed}</e:propertyset>'.encode()


@dataclass(slots=True)
class Subscription:
    """Someone who is told of changes of a service. `expires_at` is of the monotonic clock."""

    sid: str
    service: str
    address: str
    callback: str
    seconds: int
    expires_at: float
    waiting: deque[bytes] = field(default_factory=lambda: deque(maxlen=BACKLOG))
    wake: asyncio.Event = field(default_factory=asyncio.Event)
    sender: asyncio.Task[None] | None = None


class Subscriptions:
    """All subscriptions. Each has a task that sends one event after another, so that a slow subscriber holds up no other.

    >>> subscription = subscriptions.add("content-directory", "<http://10.0.0.7:1025/events>", "10.0.0.7", "Second-300")
    >>> subscriptions.begin(subscription, {"SystemUpdateID": 1})  # after the answer was sent
    """

    def __init__(self, send: Send, clock: Callable[[], float] = time.monotonic) -> None:
        self._send, self._clock = send, clock
        self._known: dict[str, Subscription] = {}

    def add(self, service: str, callback: str, subscriber: str, timeout: str) -> Subscription:
        """A new subscription. Raises SubscriptionError 412: the callback. 503: there are too many."""
        url = check_callback(callback, subscriber)
        self.expire()
        same = sum(one.address == subscriber for one in self._known.values())
        if len(self._known) >= MOST or same >= MOST_OF_ADDRESS:
            raise SubscriptionError(503, "There are too many subscriptions. End one, or wait until one expires.")
        seconds = read_timeout(timeout)
        sid = f"uuid:{uuid.uuid4()}"
        made = Subscription(sid, service, subscriber, url, seconds, self._clock() + seconds)
        self._known[sid] = made
        return made

    def begin(self, subscription: Subscription, values: Mapping[str, object]) -> None:
        """Send the first event, with the values of all variables; the answer to the subscription has to be sent before."""
        if self._known.get(subscription.sid) is subscription and subscription.sender is None:
            self._put(subscription, properties(values))
            name = f"events for {subscription.address}"
            subscription.sender = asyncio.create_task(self._deliver(subscription), name=name)

    def renew(self, sid: str, service: str, subscriber: str, timeout: str) -> Subscription:
        """Let a subscription hold for longer. Raises SubscriptionError 412: there is none of that id, service and address."""
        subscription = self._find(sid, service, subscriber)
        subscription.seconds = read_timeout(timeout)
        subscription.expires_at = self._clock() + subscription.seconds
        return subscription

    def remove(self, sid: str, service: str, subscriber: str) -> None:
        """End a subscription. Raises SubscriptionError 412: there is none of that id, service and address."""
        self._drop(self._find(sid, service, subscriber))

    def publish(self, service: str, values: Mapping[str, object]) -> None:
        """Tell the subscribers of a service what changed."""
        self.expire()
        body = properties(values)
        for subscription in self._known.values():
            if subscription.service == service and subscription.sender is not None:
                self._put(subscription, body)

    def expire(self) -> None:
        """Drop the subscriptions that were not renewed in time."""
        now = self._clock()
        for subscription in [one for one in self._known.values() if one.expires_at <= now]:
            self._drop(subscription)

    def __len__(self) -> int:
        return len(self._known)

    async def close(self) -> None:
        """End all subscriptions."""
        senders = [one.sender for one in self._known.values() if one.sender is not None]
        for subscription in list(self._known.values()):
            self._drop(subscription)
        if senders:
            await asyncio.wait(senders)

    def _find(self, sid: str, service: str, subscriber: str) -> Subscription:
        self.expire()
        found = self._known.get(sid)
        if found is None or found.service != service or found.address != subscriber:
            raise SubscriptionError(412, "There is no such subscription, or it has expired. Subscribe again.")
        return found

    def _put(self, subscription: Subscription, body: bytes) -> None:
        subscription.waiting.append(body)
        subscription.wake.set()

    def _drop(self, subscription: Subscription) -> None:
        self._known.pop(subscription.sid, None)
        if subscription.sender is not None:
            subscription.sender.cancel()

    async def _deliver(self, subscription: Subscription) -> None:
        sequence = failures = 0
        while failures < MOST_FAILURES:
            await subscription.wake.wait()
            subscription.wake.clear()
            while subscription.waiting:
                body = subscription.waiting.popleft()
                headers = {
                    "Content-Type": CONTENT_TYPE, "NT": "upnp:event", "NTS": "upnp:propchange", "SID": subscription.sid,
                    "SEQ": str(sequence),
                }  # fmt: skip
                try:
                    async with asyncio.timeout(SEND_SECONDS):
                        await self._send(subscription.callback, headers, body)
                    failures = 0
                except (OSError, TimeoutError) as error:
                    failures += 1
                    log.debug("An event for %s was not delivered: %s", subscription.address, error)
                sequence = 1 if sequence >= (1 << 32) - 1 else sequence + 1
        self._known.pop(subscription.sid, None)
