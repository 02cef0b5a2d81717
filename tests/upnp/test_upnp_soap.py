"""Calls are read, whatever comes; answers and faults are escaped."""

from xml.etree import ElementTree

import pytest

from dim.upnp import soap
from dim.upnp.errors import UpnpError
from dim.upnp.soap import Call

SERVICE = "urn:schemas-upnp-org:service:ContentDirectory:1"
HEADER = f'"{SERVICE}#Browse"'
BODY = (
    '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
    f'<u:Browse xmlns:u="{SERVICE}">{{}}</u:Browse></s:Body></s:Envelope>'
)


@pytest.mark.parametrize("header", [HEADER, HEADER.strip('"'), f" {HEADER} "])
def test_a_call(header: str) -> None:
    inner = "<ObjectID>0</ObjectID><Filter></Filter><Title>a &amp; b</Title>"
    call = soap.parse_call(header, BODY.format(inner).encode())
    assert call == Call(SERVICE, "Browse", {"ObjectID": "0", "Filter": "", "Title": "a & b"})


@pytest.mark.parametrize(
    ("header", "body", "code"),
    [
        ("", BODY.format(""), 401), ("Browse", BODY.format(""), 401), ("urn:x", BODY.format(""), 401),
        (HEADER.replace("Browse", "Search"), BODY.format(""), 402), (HEADER, "", 402), (HEADER, "<a>", 402),
        (HEADER, "<html/>", 402), (HEADER, BODY.format("x" * soap.LARGEST_BODY), 402),
        (HEADER, '<!DOCTYPE a [<!ENTITY b "c">]>' + BODY.format("&b;")[21:], 402),
        (HEADER, BODY.format("").replace('"1.0"', '"1.0" encoding="none-such"'), 402),
        (HEADER, "\0", 402),
    ],
)  # fmt: skip
def test_what_is_no_call(header: str, body: str, code: int) -> None:
    with pytest.raises(UpnpError) as caught:
        soap.parse_call(header, body.encode())
    assert caught.value.code == code


@pytest.mark.parametrize(
    "header",
    [
        '"', '""', "#", f"{SERVICE}#", f"#{SERVICE}", "#Browse", f"{SERVICE}Browse", f'"{SERVICE}"#Browse', f"{SERVICE}#Browse#Browse",
        f"{SERVICE} #Browse", f"{SERVICE}#Browse x", f"{SERVICE}#Br\u00f6wse", f"{SERVICE}#u:Browse", f"{SERVICE}#*",
        f"x{SERVICE}#Browse", f"urn:{'x' * 300}#Browse", f"{SERVICE}#{'x' * 200}", f"{SERVICE}[1]#Browse", "urn:{x}#Browse", "urn:}x#Browse",
        f"{SERVICE}]#Browse", "http://schemas.xmlsoap.org/soap/envelope/#Body", "\0", "é" * 100_000,
    ],
)  # fmt: skip
def test_headers_that_name_no_action(header: str) -> None:
    """Said at once, also where the body would be a call, and without a search for elements by what a stranger wrote."""
    with pytest.raises(UpnpError) as caught:
        soap.parse_call(header, BODY.format("").encode())
    assert caught.value.code == 401


def test_a_header_may_lack_a_quotation_mark() -> None:
    assert soap.parse_call(HEADER[1:], BODY.format("").encode()).action == "Browse"


@pytest.mark.parametrize(("text", "expected"), [("0", 0), (" 17 ", 17), ("4294967295", 4294967295)])
def test_numbers(text: str, expected: int) -> None:
    assert Call("s", "a", {"n": text}).number("n") == expected


@pytest.mark.parametrize("text", ["", "-1", "4294967296", "1.5", "x", "٣", "9" * 5000])
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(UpnpError) as caught:
        Call("s", "a", {"n": text}).number("n")
    assert caught.value.code == 402


def test_missing_arguments() -> None:
    call = Call("s", "a", {"ContainerID": "0"})
    assert call.text("ObjectID", "ContainerID") == "0"
    assert call.number("StartingIndex", 0) == 0
    with pytest.raises(UpnpError):
        call.text("ObjectID")


def test_answers_are_escaped() -> None:
    answer = ElementTree.fromstring(
        soap.answer(Call(SERVICE, "Browse", {}), {"Result": "<DIDL-Lite>&</DIDL-Lite>", "NumberReturned": 1})
    )
    response = answer[0][0]
    assert response.tag == f"{{{SERVICE}}}BrowseResponse"
    assert [(child.tag, child.text) for child in response] == [
        ("Result", "<DIDL-Lite>&</DIDL-Lite>"),
        ("NumberReturned", "1"),
    ]


def test_faults() -> None:
    fault = ElementTree.fromstring(soap.fault(UpnpError(708, "a < b")))
    texts = {element.tag.rpartition("}")[2]: element.text for element in fault.iter()}
    assert (texts["faultstring"], texts["errorCode"], texts["errorDescription"]) == ("UPnPError", "708", "a < b")
