"""Messages of SSDP, by which devices are found (UPnP Device Architecture 1.0, section 1). Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from dim.upnp.description import Device

GROUP, PORT = "239.255.255.250", 1900
MAX_AGE = 1800
"""Seconds for which an announcement holds."""
LONGEST_DELAY = 5
"""Seconds: more than this nobody waits for an answer, whatever MX says."""
LONGEST_MESSAGE = 2048
ALL, ROOT = "ssdp:all", "upnp:rootdevice"
_VERSIONED = re.compile(r"(urn:[^:\s]{1,64}:(?:device|service):[^:\s]{1,64}):(\d{1,4})")


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """A search: for which target, and how many seconds at most the answer may be delayed."""

    target: str
    delay: int


@dataclass(frozen=True, slots=True)
class Target:
    """What is announced: its type, and its name among all devices (USN)."""

    type: str
    usn: str


def parse_search(data: bytes) -> SearchRequest | None:
    """A search; None: something else, malformed, or too long."""
    if len(data) > LONGEST_MESSAGE:
        return None
    head, headers = _parse(data)
    if not re.fullmatch(r"M-SEARCH \* HTTP/1\.[01]", head):
        return None
    target = headers.get("ST", "")
    if headers.get("MAN", "").strip('"') != "ssdp:discover" or not target:
        return None
    seconds = headers.get("MX", "1")
    delay = int(seconds) if re.fullmatch(r"[0-9]{1,4}", seconds) else 1
    return SearchRequest(target, min(delay, LONGEST_DELAY))


@dataclass(frozen=True, slots=True)
class Sighting:
    """What another device says of itself. `is_gone`: that it leaves. None of it is to be trusted."""

    type: str
    udn: str
    location: str
    is_gone: bool = False


def parse_sighting(data: bytes) -> Sighting | None:
    """An answer to a search, or an announcement; None: something else, malformed, or too long."""
    if len(data) > LONGEST_MESSAGE:
        return None
    head, headers = _parse(data)
    if re.fullmatch(r"HTTP/1\.[01] 200 .{0,40}", head):
        kind, is_gone = headers.get("ST", ""), False
    elif re.fullmatch(r"NOTIFY \* HTTP/1\.[01]", head) and headers.get("NTS") in ("ssdp:alive", "ssdp:byebye"):
        kind, is_gone = headers.get("NT", ""), headers["NTS"] == "ssdp:byebye"
    else:
        return None
    udn = headers.get("USN", "").partition("::")[0]
    return Sighting(kind, udn, headers.get("LOCATION", ""), is_gone) if udn.startswith("uuid:") else None


def search(target: str, seconds: int) -> bytes:
    """A search for a target, whose answers may come within some seconds."""
    wanted = {"HOST": f"{GROUP}:{PORT}", "MAN": '"ssdp:discover"', "MX": str(seconds), "ST": target}
    return _message("M-SEARCH * HTTP/1.1", wanted)


def targets(device: Device) -> list[Target]:
    """Everything that is announced of a device."""
    types = (device.type, *(service.type for service in device.services))
    return [
        Target(ROOT, f"{device.udn}::{ROOT}"),
        Target(device.udn, device.udn),
        *(Target(type_, f"{device.udn}::{type_}") for type_ in types),
    ]


def found(device: Device, wanted: str) -> list[Target]:
    """What of a device answers a search. A lower version than ours is echoed: we support it too."""
    if wanted == ALL:
        return targets(device)
    answers = []
    for target in targets(device):
        asked, ours = _VERSIONED.fullmatch(wanted), _VERSIONED.fullmatch(target.type)
        if target.type == wanted:
            answers.append(target)
        elif asked and ours and asked[1] == ours[1] and 0 < int(asked[2]) <= int(ours[2]):
            answers.append(Target(wanted, f"{device.udn}::{wanted}"))
    return answers


def answer(target: Target, location: str, server: str, date: str) -> bytes:
    """The answer to a search. `date`: as in HTTP (RFC 9110, 5.6.7)."""
    return _message(
        "HTTP/1.1 200 OK",
        {
            "CACHE-CONTROL": f"max-age={MAX_AGE}", "DATE": date, "EXT": "", "LOCATION": location, "SERVER": server,
            "ST": target.type, "USN": target.usn,
        },
    )  # fmt: skip


def alive(device: Device, location: str, server: str) -> Iterator[bytes]:
    """The announcements that a device is there."""
    for target in targets(device):
        more = {"CACHE-CONTROL": f"max-age={MAX_AGE}", "LOCATION": location, "SERVER": server}
        yield _notify(target, "ssdp:alive", more)


def byebye(device: Device) -> Iterator[bytes]:
    """The announcements that a device leaves."""
    for target in targets(device):
        yield _notify(target, "ssdp:byebye", {})


def _parse(data: bytes) -> tuple[str, dict[str, str]]:
    """The first line, and the headers by their names in capitals; the first of a name counts."""
    head, *lines = data.decode("ascii", "replace").split("\r\n")
    headers: dict[str, str] = {}
    for line in lines:
        name, _, value = line.partition(":")
        headers.setdefault(name.strip().upper(), value.strip())
    return head, headers


def _notify(target: Target, kind: str, more: dict[str, str]) -> bytes:
    headers = {"HOST": f"{GROUP}:{PORT}", "NT": target.type, "NTS": kind, "USN": target.usn, **more}
    return _message("NOTIFY * HTTP/1.1", headers)


def _message(head: str, headers: dict[str, str]) -> bytes:
    lines = [head, *(f"{name}: {value}".rstrip() for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode()
