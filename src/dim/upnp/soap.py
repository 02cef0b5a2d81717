"""Calls of actions and their answers in SOAP (UPnP Device Architecture 1.0, section 3). Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import ParseError
from xml.sax.saxutils import escape

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from dim.upnp.description import XML
from dim.upnp.errors import INVALID_ACTION, INVALID_ARGUMENTS, UpnpError

LARGEST_BODY = 16 << 10
"""Bytes of a call; a Search with a long filter takes two thousand."""
ENVELOPE = "http://schemas.xmlsoap.org/soap/envelope/"
_ACTION = re.compile(r'"?(urn:[^#"\s]{1,200})#(\w{1,100})"?', re.ASCII)


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the type of the service, the action, its arguments."""

    service: str
    action: str
    arguments: Mapping[str, str]

    def text(self, *names: str) -> str:
        """The first argument of these names that is there; further names are what older devices call it.

        Raises UpnpError 402: there is none.
        """
        for name in names:
            if name in self.arguments:
                return self.arguments[name]
        raise UpnpError(INVALID_ARGUMENTS, f"The argument {names[0]} is missing.")

    def number(self, name: str, default: int | None = None) -> int:
        """An argument that is a number, 0 to 2³² - 1. Raises UpnpError 402: it is none, or missing without a `default`."""
        if default is not None and not self.arguments.get(name, "").strip():
            return default
        value = self.text(name).strip()
        if not re.fullmatch(r"[0-9]{1,10}", value) or int(value) >= 1 << 32:
            raise UpnpError(INVALID_ARGUMENTS, f"The argument {name} has to be a number.")
        return int(value)


def parse_call(header: str, body: bytes) -> Call:
    """A call from the header SOAPACTION and the body. Raises UpnpError 401: they name no action. 402: the body is no such call."""
    named = _ACTION.fullmatch(header.strip())
    if named is None:
        raise UpnpError(INVALID_ACTION, "The header SOAPACTION names no action.")
    service, action = named.groups()
    if set(service) & set("{}[]"):  # not in an element's name, and not to be looked for
        raise UpnpError(INVALID_ACTION, "The header SOAPACTION names no action.")
    if len(body) > LARGEST_BODY:
        raise UpnpError(INVALID_ARGUMENTS, "The call is too large.")
    try:
        envelope = fromstring(body, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):  # LookupError: of an encoding that nobody knows
        raise UpnpError(INVALID_ARGUMENTS, "The call is not well-formed XML.") from None
    element = envelope.find(f"{{{ENVELOPE}}}Body/{{{service}}}{action}")
    if element is None:
        raise UpnpError(INVALID_ARGUMENTS, f"The body does not call {action}.")
    return Call(service, action, {child.tag.rpartition("}")[2]: child.text or "" for child in element})


def answer(call: Call, values: Mapping[str, object]) -> str:
    """The answer to a call."""
    arguments = "".join(f"<{name}>{escape(str(value))}</{name}>" for name, value in values.items())
    return _envelope(f'<u:{call.action}Response xmlns:u="{call.service}">{arguments}</u:{call.action}Response>')


def fault(error: UpnpError) -> str:
    """The answer to a call that is refused; its HTTP status is 500."""
    return _envelope(
        "<s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
        f'<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{error.code}</errorCode>'
        f"<errorDescription>{escape(error.detail)}</errorDescription></UPnPError></detail></s:Fault>"
    )


def _envelope(body: str) -> str:
    return (
        f'{XML}<s:Envelope xmlns:s="{ENVELOPE}" s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
        f"<s:Body>{body}</s:Body></s:Envelope>"
    )
