"""A server that shows its films to players in the local network, and such a player."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx

from dim.upnp.services import CONTENT_DIRECTORY
from support import media
from support.server import Api, RunningServer, add_library, until

DIDL = "{urn:schemas-upnp-org:metadata-1-0/DIDL-Lite/}"
DC = "{http://purl.org/dc/elements/1.1/}"
UPNP = "{urn:schemas-upnp-org:metadata-1-0/upnp/}"
SEC = "{http://www.sec.co.kr/}"


@dataclass
class House:
    """A server with films, a show and a private library; DLNA is on, for the first two."""

    server: RunningServer
    owner: Api
    disk: Path
    films: int
    shows: int
    private: int
    child: int

    @property
    def player(self) -> "Player":
        return Player(base_url=self.server.url, timeout=30, trust_env=False)

    def set(self, **values: Any) -> None:
        self.owner.ask("PATCH", "/api/v1/settings", json=values)


class Player(httpx.Client):
    """A television."""

    def call(
        self, action: str, service: str = "content-directory", urn: str = CONTENT_DIRECTORY.type, **arguments: object
    ) -> httpx.Response:
        values = "".join(
            f"<{name}>{ElementTree.tostring(_text(value), 'unicode')[3:-4]}</{name}>"
            for name, value in arguments.items()
        )
        body = (
            '<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>'
            f'<u:{action} xmlns:u="{urn}">{values}</u:{action}></s:Body></s:Envelope>'
        )
        headers = {"SOAPACTION": f'"{urn}#{action}"', "Content-Type": 'text/xml; charset="utf-8"'}
        return self.post(f"/dlna/control/{service}", content=body.encode(), headers=headers)

    def browse(self, where: str, **arguments: object) -> list[ElementTree.Element]:
        asked: dict[str, object] = {
            "BrowseFlag": "BrowseDirectChildren",
            "Filter": "*",
            "StartingIndex": 0,
            "RequestedCount": 0,
            "SortCriteria": "",
        }
        return didl(
            self.call("Browse", "content-directory", CONTENT_DIRECTORY.type, ObjectID=where, **(asked | arguments))
        )

    def named(self, where: str, title: str) -> ElementTree.Element:
        return next(one for one in self.browse(where) if one.findtext(f"{DC}title") == title)

    def resources(self, where: str, title: str) -> dict[str, str]:
        """URLs of an item by media type."""
        found = self.named(where, title).iter(f"{DIDL}res")
        return {one.attrib["protocolInfo"].split(":")[2]: str(one.text) for one in found}


def _text(value: object) -> ElementTree.Element:
    made = ElementTree.Element("a")
    made.text = str(value) or " "
    return made


def arguments_of(answer: httpx.Response) -> dict[str, str]:
    assert answer.status_code == 200, answer.text
    return {one.tag: one.text or "" for one in ElementTree.fromstring(answer.content)[0][0]}


def didl(answer: httpx.Response) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(arguments_of(answer)["Result"]))


def error_of(answer: httpx.Response) -> int:
    assert answer.status_code == 500
    return int(re.findall(r"<errorCode>(\d+)</errorCode>", answer.text)[0])


def all_of(house: House, library: int | None = None) -> str:
    return f"l{library or house.films}.all"


@contextmanager
def running_house(disk: Path) -> Iterator[House]:
    """Such a server, until the end of the context."""
    short = media.made("short.mp4", seconds=10)
    media.place(short, disk / "films" / "First (2001).mp4")
    media.picture(disk / "films" / "First (2001).jpg")
    (disk / "films" / "First (2001).en.srt").write_text("1\n00:00:01,000 --> 00:00:02,000\n<i>Rock & roll</i>\n")
    media.place(
        media.made("subtitled.mkv", "mpeg2", ("ac3",), True, 30), disk / "films" / "Second & <Third> (2002).mkv"
    )
    for number in (1, 2):
        media.place(short, disk / "shows" / "Show" / f"Show S01E0{number}.mp4")
    media.place(short, disk / "private" / "Secret (2003).mp4")
    server = RunningServer(disk / "data").start()
    try:
        with server.set_up() as owner:
            films, shows = add_library(owner, disk / "films"), add_library(owner, disk / "shows", "show")
            private = add_library(owner, disk / "private", "movie", "Private")
            account = {"username": "kid", "password": "password1", "role": "child", "libraries": [films, private]}
            child = owner.ask("POST", "/api/v1/users", 201, json=account)["id"]
            made = House(server, owner, disk, films, shows, private, child)
            until(lambda: b"poster" in owner.get(f"/api/v1/library/{films}/cards").content, 30, "the poster")
            yield made
    finally:
        server.stop()
