"""Pairing: a device without a keyboard is signed in by a user who approves it on another one (RFC 8628).

The device asks (`Pairings.begin`), shows a user code and polls (`poll`) with its device code. A signed-in person enters the user
code, sees what asks (`find`) and decides (`decide`). After an approval the next poll may begin a sign-in, once (`begin_sign_in`).

Requests are held in memory: anyone may send them, so they cause no writes to the disk, and they end after ten minutes anyway. A
restart forgets them; devices then ask for another code. All methods are called on the event loop and wait for nothing, so that of
several decisions and polls at once, one is the first.
"""

import secrets
import time
import unicodedata
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from dim.accounts import gate
from dim.accounts.keys import hashed
from dim.accounts.rights import Caller
from dim.accounts.sign_ins import SignIn, SignIns
from dim.accounts.throttle import Throttle, is_private, network_of
from dim.db import Transaction

ALPHABET = "BCDFGHJKLMNPQRSTVWXZ"
"""No vowels, so no words, and no digits, so that no keyboard has to be switched (RFC 8628, 6.1)."""
CODE_LENGTH = 6
LIFETIME = 600.0
"""Seconds for which a request can be approved, and its sign-in be fetched."""
INTERVAL = 2.0
"""Seconds between polls, at first."""
SLOW_DOWN = 5.0
"""Seconds by which the interval grows for a device that polls too often (RFC 8628, 3.5)."""
JITTER = 0.5
"""Seconds by which a poll may come too early: networks delay some more than others."""
MOST = 500
"""Requests from private networks, and as many from elsewhere: strangers do not take the places of the household."""
MOST_PER_NETWORK = 20
LONGEST_NAME = 200


class UnknownCodeError(Exception):
    """No request that waits has this user code."""


class TooManyError(Exception):
    """There are too many requests, or were too many wrong codes; `wait` is in seconds."""

    def __init__(self, wait: float) -> None:
        super().__init__(f"wait {wait:.0f} seconds")
        self.wait = wait


class Refusal(StrEnum):
    """Why a poll begins no sign-in, by the error codes of RFC 8628, 3.5."""

    PENDING = "authorization_pending"
    SLOW_DOWN = "slow_down"
    DENIED = "access_denied"
    EXPIRED = "expired_token"
    """It expired, its sign-in was fetched before, or there never was such a request."""


@dataclass(frozen=True, slots=True)
class Begun:
    """What the asking device is given. `device_code` is its secret; times are seconds."""

    device_code: str
    user_code: str
    expires_in: float
    interval: float


@dataclass(frozen=True, slots=True)
class PairingRequest:
    """A device that asks, as the approving user sees it. Times are UTC seconds since 1970."""

    user_code: str
    device: str | None
    address: str
    is_proxied: bool
    """Whether the address is that of a proxy which is not trusted to name the device's."""
    asked_at: float
    expires_at: float


@dataclass(frozen=True, slots=True)
class Approved:
    """An approval that was fetched: who approved, and the name of the device."""

    approver: Caller
    device: str | None


@dataclass(slots=True)
class _Entry:
    request: PairingRequest
    network: str
    is_private: bool
    ends_at: float
    next_poll_at: float
    interval: float = INTERVAL
    approver: Caller | None = None
    is_denied: bool = False


def normalized(user_code: str) -> str:
    """A user code as it is compared: without case, dashes and spaces."""
    return "".join(filter(str.isalnum, user_code)).upper()


def clean_name(name: str | None) -> str | None:
    """A device's name of itself as one line without control and formatting characters, which could disguise it; None: empty."""
    kinds = ((character, unicodedata.category(character)) for character in (name or "")[: 4 * LONGEST_NAME])
    visible = "".join(
        " " if kind in ("Cc", "Zl", "Zp") else character for character, kind in kinds if kind not in ("Cf", "Cs")
    )
    return " ".join(visible.split())[:LONGEST_NAME].rstrip() or None


class Pairings:
    """The requests of devices that wait for an approval or for their sign-in."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """`now`: a clock in seconds that never goes back."""
        self._now = now
        self._entries: OrderedDict[str, _Entry] = OrderedDict()
        """By the hash of the device code, the oldest first."""
        self._undecided: dict[str, _Entry] = {}
        """By user code."""
        self._guesses = Throttle(now)

    def begin(self, device: str | None, address: str, *, is_proxied: bool = False) -> Begun:
        """A new request of a device at an address. `is_proxied`: it is that of a proxy which is not trusted.

        Raises TooManyError: too many are open, in all or from this network.
        """
        now = self._now()
        self._forget(now)
        self._check_room(address, now)
        device_code = secrets.token_urlsafe(32)
        user_code = self._new_user_code()
        asked_at = time.time()
        request = PairingRequest(user_code, clean_name(device), address, is_proxied, asked_at, asked_at + LIFETIME)
        entry = _Entry(request, network_of(address), is_private(address), now + LIFETIME, now + INTERVAL)
        self._entries[hashed(device_code)] = self._undecided[normalized(user_code)] = entry
        return Begun(device_code, user_code, LIFETIME, INTERVAL)

    def find(self, user_code: str, caller: Caller, address: str) -> PairingRequest:
        """The request that waits for a decision under a user code.

        A wrong code counts against the caller's account, wherever it is, and against `address`, the caller's. Right codes do not
        clear the count, since everyone can make some.

        Raises UnknownCodeError. TooManyError: too many wrong codes before.
        """
        return self._entry(user_code, caller, address).request

    def decide(self, user_code: str, caller: Caller, address: str, *, approve: bool) -> PairingRequest:
        """Approve or deny a request, once. Raises as `find`."""
        entry = self._entry(user_code, caller, address)
        entry.approver, entry.is_denied = (caller, False) if approve else (None, True)
        del self._undecided[normalized(user_code)]
        return entry.request

    def poll(self, device_code: str) -> Approved | Refusal:
        """The approval of a request, which ends with it, or why there is none."""
        now = self._now()
        self._forget(now)
        key = hashed(device_code)
        entry = self._entries.get(key)
        if entry is None:
            return Refusal.EXPIRED
        if entry.approver is not None:
            del self._entries[key]
            return Approved(entry.approver, entry.request.device)
        if entry.is_denied:
            return Refusal.DENIED
        is_early = now < entry.next_poll_at - JITTER
        if is_early:
            entry.interval += SLOW_DOWN
        entry.next_poll_at = now + entry.interval
        return Refusal.SLOW_DOWN if is_early else Refusal.PENDING

    def _entry(self, user_code: str, caller: Caller, address: str) -> _Entry:
        account = str(caller.user.id)
        counters = (None, "any")  # the account at this address with the address, and the account wherever it is
        if wait := max(self._guesses.wait(account, address, counter) for counter in counters):
            raise TooManyError(wait)
        self._forget(self._now())
        entry = self._undecided.get(normalized(user_code))
        if entry is None:
            for counter in counters:
                self._guesses.failed(account, address, counter)
            raise UnknownCodeError
        return entry

    def _forget(self, now: float) -> None:
        """Drop what has expired."""
        while self._entries:
            key, entry = next(iter(self._entries.items()))
            if entry.ends_at > now:
                return
            del self._entries[key]
            self._undecided.pop(normalized(entry.request.user_code), None)

    def _check_room(self, address: str, now: float) -> None:
        """Raises TooManyError."""
        network, private = network_of(address), is_private(address)
        alike = [entry for entry in self._entries.values() if entry.is_private is private]
        near = [entry for entry in alike if entry.network == network]
        for entries, most in ((alike, MOST), (near, MOST_PER_NETWORK)):
            if len(entries) >= most:
                raise TooManyError(entries[0].ends_at - now)

    def _new_user_code(self) -> str:
        taken = {normalized(entry.request.user_code) for entry in self._entries.values()}
        while (code := "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))) in taken:
            pass
        return f"{code[:3]}-{code[3:]}"


def begin_sign_in(
    transaction: Transaction, sign_ins: SignIns, approved: Approved, address: str, again: str | None
) -> SignIn | None:
    """The sign-in of an approved device at an address; `again` as in `SignIns.begin`.

    It counts as one without a password. None: the sign-in that approved it has ended meanwhile.
    """
    approver = approved.approver
    if not gate.is_valid(transaction.connection, approver.user.id, approver.credential):
        return None
    return sign_ins.begin(transaction, approver.user.id, approved.device, address, again, by_password=False)
